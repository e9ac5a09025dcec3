//! Several documents.

use crate::diagnostics::Diagnostics;
use crate::source::Node;

use super::merge::merge;
use super::testing::{codes, show, tree, tree_of};

fn merged(documents: &[&str]) -> (Node, Vec<&'static str>) {
    let documents = documents
        .iter()
        .zip(0..)
        .map(|(text, index)| tree_of(index, text))
        .collect();
    let mut diagnostics = Diagnostics::new();
    let root = merge(documents, &mut diagnostics).unwrap();
    (root, codes(diagnostics))
}

fn check(documents: &[&str], expected: &str, found: &[&str]) {
    let (root, codes) = merged(documents);
    assert_eq!(root, tree(expected), "{}", show(&root));
    assert_eq!(codes, found);
}

#[test]
fn components_that_are_equal_are_one() {
    check(
        &[
            r#"{"components": {"schemas": {"A": {"type": "string"}}}, "tags": [{"name": "a", "description": "first"}]}"#,
            r#"{"components": {"schemas": {"A": {"type": "string"}, "B": {}}, "headers": {"H": {}}}, "tags": [{"name": "a"}, {"name": "b"}], "info": {"title": "t"}}"#,
        ],
        r#"{"components": {"schemas": {"A": {"type": "string"}, "B": {}}, "headers": {"H": {}}},
            "tags": [{"name": "a", "description": "first"}, {"name": "b"}], "x-merged-info": [{"title": "t"}]}"#,
        &[],
    );
}

#[test]
fn contradictions_are_errors() {
    let (_, codes) = merged(&[
        r#"{"components": {"schemas": {"A": {"type": "string"}}}, "paths": {"/a": {"get": {}}}}"#,
        r#"{"components": {"schemas": {"A": {"type": "number"}}}, "paths": {"/a": {"get": {}, "put": {}}}}"#,
    ]);
    assert_eq!(codes, ["conflicting-components", "conflicting-operations"]);
}

#[test]
fn later_servers_and_security_move_to_operations() {
    check(
        &[
            r#"{"servers": [{"url": "a"}], "security": [{"k": []}], "paths": {"/a": {"get": {}}}}"#,
            r#"{"servers": [{"url": "b"}], "paths": {
                "/b": {"get": {}, "put": {"security": [], "servers": []}}, "/c": {"servers": [{"url": "c"}], "get": {}}}}"#,
        ],
        r#"{"servers": [{"url": "a"}], "security": [{"k": []}], "paths": {
            "/a": {"get": {}},
            "/b": {"get": {"servers": [{"url": "b"}], "security": []}, "put": {"security": [], "servers": []}},
            "/c": {"servers": [{"url": "c"}], "get": {"security": []}}}}"#,
        &[],
    );
}

#[test]
fn shared_parameters_stay_with_their_operations() {
    let p = r#"{"name": "p", "in": "query"}"#;
    check(
        &[
            &format!(r#"{{"paths": {{"/a": {{"parameters": [{p}], "get": {{}}}}}}}}"#),
            r#"{"paths": {"/a": {"put": {}}}}"#,
        ],
        &format!(r#"{{"paths": {{"/a": {{"get": {{"parameters": [{p}]}}, "put": {{}}}}}}}}"#),
        &[],
    );
}
