//! References of every form.

use crate::diagnostics::Diagnostics;
use crate::normalise::normalise;
use crate::normalise::testing::{codes, show, tree};

/// What component schemas become, and what is found.
fn check(schemas: &str, expected: &str, found: &[&str]) {
    let document = |version: &str, schemas: &str| {
        format!(
            r#"{{"openapi": "{version}", "info": {{}}, "paths": {{}}, "components": {{"schemas": {schemas}}}}}"#
        )
    };
    let mut diagnostics = Diagnostics::new();
    let given = normalise(
        vec![tree(&document("3.1.0", schemas))],
        &[],
        &mut diagnostics,
    )
    .unwrap();
    let expected = document("3.0.3", expected).replacen('{', r#"{"x-openapi": "3.1.0","#, 1);
    assert_eq!(
        given.root,
        tree(&expected),
        "{schemas} became\n{}",
        show(&given.root)
    );
    assert_eq!(codes(diagnostics), found, "{schemas}");
    let again = normalise(vec![given.root.clone()], &[], &mut Diagnostics::new());
    assert_eq!(again, Some(given), "lowering twice");
}

#[test]
fn pointers_into_schemas_are_hoisted_once() {
    check(
        r##"{"A": {"type": "object", "properties": {"a/b": {"type": "string"}, "c": {"$ref": "#/components/schemas/A/properties/a~1b"}}},
            "B": {"$ref": "#/components/schemas/A/properties/a%7E1b"}}"##,
        r##"{"A": {"type": "object", "properties": {
                "a/b": {"$ref": "#/components/schemas/A_a_b"}, "c": {"$ref": "#/components/schemas/A_a_b"}}},
            "B": {"$ref": "#/components/schemas/A_a_b"}, "A_a_b": {"type": "string"}}"##,
        &[],
    );
}

#[test]
fn definitions_anchors_and_identifiers() {
    check(
        r##"{"A": {"$defs": {"X": {"type": "string"}, "Unused": {"const": 1}}, "type": "array", "items": {"$ref": "#/components/schemas/A/$defs/X"}}}"##,
        r##"{"A": {"x-defs": {"Unused": {"type": "integer", "enum": [1], "x-const": true}}, "type": "array", "items": {"$ref": "#/components/schemas/A_X"}},
            "A_X": {"type": "string"}}"##,
        &[],
    );
    let hoisted = r##"{"A": {"x-id": "https://x.org/a.json", "type": "array", "items": {"$ref": "#/components/schemas/A_X"}},
        "A_X": {"type": "string", "x-anchor": "here"}}"##;
    for reference in [
        "#/$defs/X",
        "#here",
        "a.json#here",
        "https://x.org/a.json#/$defs/X",
        "/a.json#here",
    ] {
        check(
            &format!(
                r#"{{"A": {{"$id": "https://x.org/a.json", "$defs": {{"X": {{"$anchor": "here", "type": "string"}}}}, "type": "array", "items": {{"$ref": "{reference}"}}}}}}"#
            ),
            hoisted,
            &[],
        );
    }
}

#[test]
fn schemas_pasted_from_json_schema_mean_themselves() {
    check(
        r##"{"A": {"definitions": {"N": {"type": "object", "properties": {"next": {"$ref": "#/definitions/N"}, "top": {"$ref": "#"}}}},
            "type": "array", "items": {"$ref": "#/definitions/N"}}}"##,
        r##"{"A": {"type": "array", "items": {"$ref": "#/components/schemas/A_N"}},
            "A_N": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/A_N"}, "top": {"$ref": "#/components/schemas/A"}}}}"##,
        &[],
    );
}

#[test]
fn dynamic_references() {
    check(
        r##"{"Tree": {"$dynamicAnchor": "node", "type": "array", "items": {"$dynamicRef": "#node"}}}"##,
        r##"{"Tree": {"x-dynamic-anchor": "node", "type": "array", "items": {"$ref": "#/components/schemas/Tree"}}}"##,
        &[],
    );
    check(
        r##"{"A": {"$dynamicAnchor": "node", "type": "string"}, "B": {"$dynamicAnchor": "node", "type": "array", "items": {"$dynamicRef": "#node"}}}"##,
        r#"{"A": {"x-dynamic-anchor": "node", "type": "string"}, "B": {"x-dynamic-anchor": "node", "type": "array", "items": {"x-unresolved": true}}}"#,
        &["broken-reference"],
    );
}

#[test]
fn references_that_lead_nowhere() {
    check(
        r##"{"A": {"type": "object", "properties": {
                "a": {"$ref": "#/components/schemas/Nothing", "description": "d"},
                "b": {"$ref": "other.yaml#/X"},
                "c": {"$ref": "#/components/schemas"},
                "d": {"$ref": "https://x.org/y.json"}}}}"##,
        r#"{"A": {"type": "object", "properties": {
                "a": {"x-unresolved": true, "description": "d"},
                "b": {"x-unresolved": true}, "c": {"x-unresolved": true}, "d": {"x-unresolved": true}}}}"#,
        &[
            "broken-reference",
            "foreign-reference",
            "broken-reference",
            "foreign-reference",
        ],
    );
}

#[test]
fn loops_without_a_type() {
    check(
        r##"{"A": {"$ref": "#/components/schemas/B"}, "B": {"$ref": "#/components/schemas/A"},
            "C": {"$ref": "#/components/schemas/A"},
            "D": {"allOf": [{"$ref": "#/components/schemas/D"}], "description": "d"},
            "E": {"type": "array", "items": {"$ref": "#/components/schemas/E"}}}"##,
        r##"{"A": {"x-unresolved": true}, "B": {"x-unresolved": true},
            "C": {"$ref": "#/components/schemas/A"},
            "D": {"x-unresolved": true},
            "E": {"type": "array", "items": {"$ref": "#/components/schemas/E"}}}"##,
        &["reference-loop"; 3],
    );
}

#[test]
fn mappings_of_discriminators() {
    check(
        r##"{"A": {"oneOf": [{"$ref": "#/components/schemas/B"}],
                "discriminator": {"propertyName": "k", "mapping": {"b": "B", "c": "#/components/schemas/B", "d": "C"}}},
            "B": {"type": "object"}}"##,
        r##"{"A": {"oneOf": [{"$ref": "#/components/schemas/B"}],
                "discriminator": {"propertyName": "k", "mapping": {"b": "#/components/schemas/B", "c": "#/components/schemas/B", "d": "C"}}},
            "B": {"type": "object"}}"##,
        &["broken-reference"],
    );
}

#[test]
fn other_objects_are_hoisted_to_their_own_section() {
    let document = r##"{"openapi": "3.0.0", "info": {}, "definitions": {"Pet": {"properties": {"next": {"$ref": "#/definitions/Pet"}}}}, "paths": {
        "/a": {"get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/definitions/Pet"}}}}},
            "parameters": [{"name": "p", "in": "query", "schema": {"type": "string"}}]}},
        "/b": {"get": {"responses": {}, "parameters": [{"$ref": "#/paths/~1a/get/parameters/0"}, {"$ref": "p.yaml"}]}}}}"##;
    let mut diagnostics = Diagnostics::new();
    let given = normalise(vec![tree(document)], &[], &mut diagnostics).unwrap();
    let expected = r##"{"openapi": "3.0.0", "info": {}, "x-oas31-definitions": {"Pet": {"properties": {"next": {"$ref": "#/definitions/Pet"}}}}, "paths": {
        "/a": {"get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}},
            "parameters": [{"$ref": "#/components/parameters/a_get_parameters_0"}]}},
        "/b": {"get": {"responses": {}, "parameters": [{"$ref": "#/components/parameters/a_get_parameters_0"}, {"$ref": "p.yaml"}]}}},
        "components": {
            "parameters": {"a_get_parameters_0": {"name": "p", "in": "query", "schema": {"type": "string"}}},
            "schemas": {"Pet": {"type": "object", "x-inferred-type": true, "properties": {"next": {"$ref": "#/components/schemas/Pet"}}}}}}"##;
    assert_eq!(given.root, tree(expected), "{}", show(&given.root));
    assert_eq!(codes(diagnostics), ["unknown-keyword", "foreign-reference"]);
}
