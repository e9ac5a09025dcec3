//! Each rule for schemas alone, and what holds of all of them together.

mod conventions;
mod documents;
mod handlers;
mod parts;
mod types;

use super::*;
use crate::normalise::neighbours::Neighbours;
use crate::normalise::testing::{codes, show, tree};
use crate::normalise::tree::find_mut;
use crate::normalise::{Canonical, normalise};

fn lowered(document: &str) -> (Node, Diagnostics) {
    let mut diagnostics = Diagnostics::new();
    let Some(Canonical { root }) = normalise(
        vec![tree(document)],
        &[],
        Neighbours::default(),
        &mut diagnostics,
    ) else {
        panic!("refused: {document}");
    };
    let again = normalise(
        vec![root.clone()],
        &[],
        Neighbours::default(),
        &mut Diagnostics::new(),
    );
    let again = again.map(|it| it.root);
    assert_eq!(
        again.as_ref(),
        Some(&root),
        "lowering twice:\n{}",
        show(&root)
    );
    (root, diagnostics)
}

fn document(version: &str, schema: &str) -> String {
    format!(
        r#"{{"openapi": "{version}", "info": {{"title": "", "version": ""}}, "paths": {{}},
            "components": {{"schemas": {{"S": {schema}, "T": {{"type": "object"}}, "U": {{"type": "string"}}}}}}}}"#
    )
}

fn check_in(version: &str, schema: &str, expected: &str, found: &[&str]) {
    let (mut root, diagnostics) = lowered(&document(version, schema));
    let path = ["components", "schemas", "S"].map(ToOwned::to_owned);
    let given = find_mut(&mut root, &path).cloned().unwrap();
    assert_eq!(given, tree(expected), "{schema} became\n{}", show(&given));
    assert_eq!(codes(diagnostics), found, "{schema}");
}

/// What a schema of 3.1 becomes, without any finding.
fn check(schema: &str, expected: &str) {
    check_in("3.1.0", schema, expected, &[]);
}

#[test]
fn names_of_properties_are_no_keywords() {
    let properties = [
        "type", "const", "nullable", "enum", "examples", "allOf", "$defs", "x-a",
    ]
    .map(|name| format!(r#""{name}": {{"type": "string"}}"#))
    .join(", ");
    let schema = format!(
        r#"{{"type": "object", "properties": {{"$ref": {{"type": "string"}}, {properties}}}}}"#
    );
    check(&schema, &schema);
}

#[test]
fn data_is_left_alone() {
    let data = r#"{"$ref": "nowhere", "const": 1, "type": ["a", "null"], "examples": [1]}"#;
    let schema = format!(
        r#"{{"type": "object", "example": {data}, "default": {data}, "enum": [{data}], "x-data": {data}}}"#
    );
    check(&schema, &schema);
}

#[test]
fn nodes_keep_their_place() {
    let source = document(
        "3.1.0",
        r#"{"type": ["string", "null"], "exclusiveMinimum": 3}"#,
    );
    let origin = tree(&source);
    let (mut root, _) = lowered(&source);
    let find = |root: &mut Node, key: &str| {
        let path = ["components", "schemas", "S", key].map(ToOwned::to_owned);
        find_mut(root, &path).map(|node| node.at)
    };
    let bound = find(&mut root, "minimum");
    assert_eq!(bound, find(&mut origin.clone(), "exclusiveMinimum"));
    assert_eq!(bound, find(&mut root, "exclusiveMinimum"));
}
