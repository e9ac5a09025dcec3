//! Each rule for schemas alone, and what holds of all of them together.

mod conventions;
mod documents;

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
fn truths() {
    check("true", "{}");
    check("false", r#"{"not": {}, "x-never": true}"#);
    check(
        r#"{"type": "object", "properties": {"a": true}, "additionalProperties": false}"#,
        r#"{"type": "object", "properties": {"a": {}}, "additionalProperties": false}"#,
    );
}

#[test]
fn siblings_of_references() {
    let target = r##"{"$ref": "#/components/schemas/T"}"##;
    check(target, target);
    check(
        r##"{"$ref": "#/components/schemas/T", "description": "d", "x-y": 1}"##,
        &format!(
            r#"{{"allOf": [{target}], "description": "d", "x-y": 1, "x-annotated-ref": true}}"#
        ),
    );
    check(
        r##"{"$ref": "#/components/schemas/T", "description": "d", "required": ["a"]}"##,
        &format!(r#"{{"allOf": [{target}, {{"required": ["a"]}}], "description": "d"}}"#),
    );
    check(
        r##"{"$ref": "#/components/schemas/T", "type": "object"}"##,
        &format!(
            r#"{{"allOf": [{target}], "x-redundant-type": "object", "x-annotated-ref": true}}"#
        ),
    );
    check_in(
        "3.0.0",
        r##"{"$ref": "#/components/schemas/T", "nullable": true, "required": ["a"]}"##,
        &format!(
            r#"{{"allOf": [{target}], "nullable": true, "x-annotated-ref": true, "x-ignored-required": ["a"]}}"#
        ),
        &["keyword-not-enforced"],
    );
    check_in(
        "3.0.0",
        &format!(r#"{{"allOf": [{target}], "nullable": true}}"#),
        &format!(r#"{{"allOf": [{target}], "nullable": true, "x-annotated-ref": true}}"#),
        &[],
    );
}

#[test]
fn constants_of_every_kind() {
    for (value, name) in [
        ("false", "boolean"),
        ("0", "integer"),
        ("0.5", "number"),
        (r#""""#, "string"),
        (r#"{"const": null}"#, "object"),
        ("[]", "array"),
    ] {
        let items = if name == "array" {
            r#", "items": {}"#
        } else {
            ""
        };
        check(
            &format!(r#"{{"const": {value}}}"#),
            &format!(r#"{{"type": "{name}", "enum": [{value}], "x-const": true{items}}}"#),
        );
    }
    let null = r#""nullable": true, "enum": [null], "x-null-only": true"#;
    check(
        r#"{"const": null}"#,
        &format!(r#"{{{null}, "x-const": true}}"#),
    );
    check(
        r#"{"type": "string", "enum": ["a", "b"], "const": "a"}"#,
        r#"{"type": "string", "enum": ["a"], "x-const": true}"#,
    );
    check(
        r#"{"type": "string", "enum": ["b"], "const": "a"}"#,
        r#"{"type": "string", "x-oas31-enum": ["b"], "x-oas31-const": "a", "not": {}, "x-never": true}"#,
    );
}

#[test]
fn nulls() {
    let null = r#"{"nullable": true, "enum": [null], "x-null-only": true}"#;
    check(r#"{"type": "null"}"#, null);
    check(r#"{"type": null}"#, null);
    check(r#"{"type": ["null"]}"#, null);
    check(r#"{"enum": [null]}"#, null);
    check(
        r#"{"type": "string", "enum": ["a", null]}"#,
        r#"{"type": "string", "enum": ["a"], "nullable": true}"#,
    );
    check(
        r#"{"type": ["string", "null"], "minLength": 1}"#,
        r#"{"type": "string", "nullable": true, "minLength": 1}"#,
    );
    check(
        r#"{"anyOf": [{"type": "string"}, {"type": "null"}], "title": "t"}"#,
        r#"{"type": "string", "nullable": true, "title": "t"}"#,
    );
    check(
        r#"{"anyOf": [{"type": "string", "title": "inner"}, {"type": "null"}], "title": "t"}"#,
        r#"{"allOf": [{"type": "string", "title": "inner"}], "nullable": true, "title": "t"}"#,
    );
    check(r#"{"oneOf": [{"type": "null"}, {"const": null}]}"#, null);
    check(
        r#"{"oneOf": [{"type": "string"}, {"type": "integer"}, {"enum": [null], "description": "none"}]}"#,
        r#"{"oneOf": [{"type": "string"}, {"type": "integer"}], "nullable": true,
            "x-null-branch": {"enum": [null], "nullable": true, "x-null-only": true, "description": "none"}}"#,
    );
}

#[test]
fn nullable_references_keep_their_name() {
    let target = r##"{"$ref": "#/components/schemas/T"}"##;
    let nullable = format!(r#"{{"allOf": [{target}], "nullable": true, "x-annotated-ref": true}}"#);
    check(
        &format!(r#"{{"anyOf": [{target}, {{"type": "null"}}]}}"#),
        &nullable,
    );
    check(
        &format!(r#"{{"oneOf": [{{"type": "null"}}, {target}]}}"#),
        &nullable,
    );
    check(
        &format!(r#"{{"anyOf": [{{"anyOf": [{target}, {{"type": "null"}}]}}]}}"#),
        &format!(r#"{{"anyOf": [{target}], "nullable": true}}"#),
    );
    check(
        &format!(
            r#"{{"anyOf": [{{"oneOf": [{target}, {{"type": "null"}}]}}, {{"type": ["integer", "null"]}}]}}"#
        ),
        &format!(r#"{{"anyOf": [{target}, {{"type": "integer"}}], "nullable": true}}"#),
    );
}

#[test]
fn lists_of_types() {
    check(r#"{"type": ["string"]}"#, r#"{"type": "string"}"#);
    check(
        r#"{"type": ["integer", "number"]}"#,
        r#"{"type": "number"}"#,
    );
    check(
        r#"{"type": ["string", "array", "null"], "minLength": 1, "items": {"type": "string"}, "description": "d"}"#,
        r#"{"nullable": true, "description": "d", "oneOf": [
            {"type": "string", "minLength": 1}, {"type": "array", "items": {"type": "string"}}]}"#,
    );
    check(
        r#"{"type": ["integer", "string"], "enum": [1, "a", 2], "format": "int32"}"#,
        r#"{"x-number-or-string": true, "oneOf": [
            {"type": "integer", "format": "int32", "enum": [1, 2]}, {"type": "string", "enum": ["a"]}]}"#,
    );
    check(
        r#"{"type": ["integer", "string"], "const": "a"}"#,
        r#"{"type": "string", "enum": ["a"], "x-const": true}"#,
    );
    check(
        r##"{"type": ["object", "string"], "oneOf": [{"$ref": "#/components/schemas/T"}, {"$ref": "#/components/schemas/U"}]}"##,
        r##"{"oneOf": [{"$ref": "#/components/schemas/T"}, {"$ref": "#/components/schemas/U"}],
            "allOf": [{"oneOf": [{"type": "object"}, {"type": "string"}]}]}"##,
    );
    check(
        r#"{"type": ["string", "number", "boolean", "object", "array", "null"]}"#,
        r#"{"nullable": true, "x-types": ["string", "number", "boolean", "object", "array", "null"]}"#,
    );
    check_in(
        "3.1.0",
        r#"{"type": []}"#,
        r#"{"x-oas31-type": []}"#,
        &["unknown-keyword"],
    );
}

#[test]
fn types_that_are_left_out() {
    let inferred = |schema: &str, name: &str| {
        let rest = schema.strip_suffix('}').unwrap();
        check(
            schema,
            &format!(r#"{rest}, "type": "{name}", "x-inferred-type": true}}"#),
        );
    };
    inferred(r#"{"properties": {}}"#, "object");
    inferred(r#"{"items": {}}"#, "array");
    inferred(r#"{"pattern": "a"}"#, "string");
    inferred(r#"{"minimum": 1}"#, "number");
    inferred(r#"{"minimum": 1, "format": "int64"}"#, "integer");
    inferred(r#"{"enum": ["a", "b"]}"#, "string");
    inferred(r#"{"enum": [1, 2.5]}"#, "number");
    for open in [
        r#"{"enum": ["a", 1]}"#,
        r#"{"pattern": "a", "minimum": 1}"#,
        r#"{"required": ["a"]}"#,
        r#"{"description": "d"}"#,
    ] {
        check(open, open);
    }
}

#[test]
fn exclusive_bounds() {
    check(
        r#"{"type": "integer", "exclusiveMinimum": 9007199254740993}"#,
        r#"{"type": "integer", "minimum": 9007199254740993, "exclusiveMinimum": true}"#,
    );
    check(
        r#"{"type": "integer", "exclusiveMinimum": 0, "minimum": 1}"#,
        r#"{"type": "integer", "minimum": 1, "x-redundant-exclusiveMinimum": 0}"#,
    );
    check(
        r#"{"type": "number", "exclusiveMaximum": 1.5, "maximum": 2}"#,
        r#"{"type": "number", "maximum": 1.5, "exclusiveMaximum": true}"#,
    );
    let old = r#"{"type": "number", "maximum": 1, "exclusiveMaximum": true}"#;
    check(old, old);
}

#[test]
fn tuples_and_arrays() {
    let (a, b) = (r#"{"type": "string"}"#, r#"{"type": "integer"}"#);
    let tuple = format!(
        r#"{{"type": "array", "minItems": 2, "maxItems": 2, "x-tuple": [{a}, {b}], "items": {{"oneOf": [{a}, {b}]}}}}"#
    );
    check(
        &format!(r#"{{"type": "array", "prefixItems": [{a}, {b}], "items": false}}"#),
        &tuple,
    );
    check(
        &format!(r#"{{"type": "array", "items": [{a}, {b}], "minItems": 2, "maxItems": 2}}"#),
        &tuple,
    );
    check(
        &format!(r#"{{"type": "array", "items": [{a}], "additionalItems": {b}}}"#),
        &format!(r#"{{"type": "array", "items": {{"oneOf": [{a}, {b}]}}, "x-prefix-length": 1}}"#),
    );
    check(
        &format!(
            r#"{{"type": "array", "prefixItems": [{a}, {a}], "unevaluatedItems": false, "minItems": 1}}"#
        ),
        &format!(
            r#"{{"type": "array", "items": {a}, "minItems": 1, "maxItems": 2, "x-prefix-length": 2}}"#
        ),
    );
    check(r#"{"type": "array"}"#, r#"{"type": "array", "items": {}}"#);
    check_in(
        "3.1.0",
        r#"{"type": "array", "items": {}, "contains": {"const": 1}, "minContains": 2}"#,
        r#"{"type": "array", "items": {}, "x-contains": {"type": "integer", "enum": [1], "x-const": true}, "x-min-contains": 2}"#,
        &["keyword-not-enforced", "keyword-not-enforced"],
    );
}

#[test]
fn items_without_a_type() {
    let (a, b) = (r#"{"type": "string"}"#, r#"{"type": "integer"}"#);
    check(
        &format!(r#"{{"items": {a}}}"#),
        &format!(r#"{{"items": {a}, "type": "array", "x-inferred-type": true}}"#),
    );
    let either = format!(
        r#"{{"items": {{"anyOf": [{a}, {b}]}}, "x-item-or-list": true, "type": "array", "x-inferred-type": true}}"#
    );
    for items in [format!(r#"{{"anyOf": [{a}, {b}]}}"#), format!("[{a}, {b}]")] {
        check_in(
            "3.1.0",
            &format!(r#"{{"items": {items}}}"#),
            &either,
            &["corrected"],
        );
    }
    // What else is said of an array says that it is one.
    for more in [r#""type": "array""#, r#""minItems": 1"#] {
        let (root, _) = lowered(&document(
            "3.1.0",
            &format!(r#"{{"items": {{"anyOf": [{a}, {b}]}}, {more}}}"#),
        ));
        assert!(!show(&root).contains("x-item-or-list"), "{more}");
    }
}

#[test]
fn tuples_in_tuples_do_not_grow_without_limit() {
    let mut schema = r#"{"type": "string"}"#.to_owned();
    for _ in 0..30 {
        schema = format!(r#"{{"type": "array", "prefixItems": [{schema}, {{}}], "items": false}}"#);
        schema = schema.replace("{}", r#"{"type": "integer"}"#);
    }
    let (root, _) = lowered(&document("3.1.0", &schema));
    assert!(show(&root).len() < 1_000_000);
}

#[test]
fn keys_of_maps() {
    let text = r#"{"type": "string"}"#;
    check(
        &format!(
            r#"{{"type": "object", "patternProperties": {{"^x": {text}}}, "additionalProperties": false}}"#
        ),
        &format!(r#"{{"type": "object", "additionalProperties": {text}, "x-key-pattern": "^x"}}"#),
    );
    check_in(
        "3.1.0",
        &format!(
            r#"{{"type": "object", "properties": {{}}, "patternProperties": {{"^x": {text}, "^y": {{"type": "integer"}}}}}}"#
        ),
        &format!(
            r#"{{"type": "object", "properties": {{}}, "x-key-patterns": ["^x", "^y"],
                "additionalProperties": {{"anyOf": [{text}, {{"type": "integer"}}]}}}}"#
        ),
        &["keyword-not-enforced"],
    );
    check(
        r#"{"type": "object", "propertyNames": {"pattern": "^a"}}"#,
        r#"{"type": "object", "x-key-pattern": "^a"}"#,
    );
    check(
        r##"{"type": "object", "propertyNames": {"$ref": "#/components/schemas/U"}}"##,
        r##"{"type": "object", "x-key-schema": {"$ref": "#/components/schemas/U"}}"##,
    );
}

#[test]
fn unevaluated_properties_and_conditions() {
    check(
        r#"{"type": "object", "unevaluatedProperties": false}"#,
        r#"{"type": "object", "additionalProperties": false}"#,
    );
    check(
        r##"{"allOf": [{"$ref": "#/components/schemas/T"}, {"properties": {}}], "unevaluatedProperties": false}"##,
        r##"{"allOf": [{"$ref": "#/components/schemas/T"}, {"properties": {}, "type": "object", "x-inferred-type": true}], "x-closed": true}"##,
    );
    check_in(
        "3.1.0",
        r#"{"type": "object", "if": {"required": ["a"]}, "then": true, "dependentRequired": {"a": ["b"]}}"#,
        r#"{"type": "object", "x-if": {"required": ["a"]}, "x-then": {}, "x-dependent-required": {"a": ["b"]}}"#,
        &["keyword-not-enforced"; 3],
    );
}

#[test]
fn contents() {
    let check_text = |schema: &str, expected: &str| {
        check(
            &format!(r#"{{"type": "string", {schema}}}"#),
            &format!(r#"{{"type": "string", {expected}}}"#),
        );
    };
    check_text(r#""contentEncoding": "base64""#, r#""format": "byte""#);
    check_text(
        r#""contentEncoding": "base64url""#,
        r#""format": "base64url""#,
    );
    check_text(
        r#""contentMediaType": "application/octet-stream""#,
        r#""format": "binary", "x-content-media-type": "application/octet-stream""#,
    );
    check_text(
        r#""contentMediaType": "application/json", "contentSchema": {"const": 1}"#,
        r#""x-content-media-type": "application/json", "x-json-string": {"type": "integer", "enum": [1], "x-const": true}"#,
    );
    check(
        r#"{"contentMediaType": "image/png"}"#,
        r#"{"type": "string", "format": "binary", "x-content-media-type": "image/png"}"#,
    );
    check_in(
        "3.1.0",
        r#"{"type": "string", "format": "uri", "contentEncoding": "base64"}"#,
        r#"{"type": "string", "format": "uri", "x-content-encoding": "base64"}"#,
        &["keyword-not-enforced"],
    );
}

#[test]
fn examples_comments_and_unknown_keywords() {
    check(
        r#"{"type": "string", "examples": ["a", "b"], "$comment": "c"}"#,
        r#"{"type": "string", "example": "a", "x-examples": ["a", "b"], "x-comment": "c"}"#,
    );
    check_in(
        "3.1.0",
        r#"{"type": "object", "properties": {"a": {"colour": 1}, "b": {"colour": 2, "required": true}}}"#,
        r#"{"type": "object", "properties": {"a": {"x-oas31-colour": 1}, "b": {"x-oas31-colour": 2, "x-oas31-required": true}}}"#,
        &["unknown-keyword", "unknown-keyword"],
    );
    check_in(
        "3.1.0",
        r#"{"type": "string", "$schema": "http://json-schema.org/draft-07/schema#"}"#,
        r#"{"type": "string", "x-schema-dialect": "http://json-schema.org/draft-07/schema#"}"#,
        &["keyword-not-enforced"],
    );
}

#[test]
fn contradictions() {
    let unchanged = |schema: &str, found: &[&str]| check_in("3.1.0", schema, schema, found);
    unchanged(
        r#"{"type": "integer", "minimum": 2, "maximum": 1}"#,
        &["contradiction"],
    );
    unchanged(r#"{"type": "integer", "minimum": 1, "maximum": 1}"#, &[]);
    unchanged(
        r#"{"type": "string", "enum": ["a", "b", "a"]}"#,
        &["contradiction"],
    );
    unchanged(r#"{"type": "number", "default": 1}"#, &[]);
    unchanged(r#"{"type": "string", "default": null}"#, &[]);
    check_in(
        "3.1.0",
        r#"{"type": "string", "enum": []}"#,
        r#"{"type": "string", "x-empty-enum": []}"#,
        &["contradiction"],
    );
    for (schema, default) in [
        (r#""type": "integer""#, r#""1""#),
        (r#""type": "string", "enum": ["a"]"#, r#""b""#),
    ] {
        check_in(
            "3.1.0",
            &format!(r#"{{{schema}, "default": {default}}}"#),
            &format!(r#"{{{schema}, "x-bad-default": {default}}}"#),
            &["bad-default"],
        );
    }
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
