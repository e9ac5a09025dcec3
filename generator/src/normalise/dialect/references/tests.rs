//! References of every form.

use crate::diagnostics::Diagnostics;
use crate::normalise::neighbours::Neighbours;
use crate::normalise::normalise;
use crate::normalise::testing::{codes, show, tree, tree_of};

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
        Neighbours::default(),
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
    let again = normalise(
        vec![given.root.clone()],
        &[],
        Neighbours::default(),
        &mut Diagnostics::new(),
    );
    assert_eq!(again, Some(given), "lowering twice");
}

#[test]
fn rule_13_pointers_into_schemas_are_hoisted_once() {
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
fn rule_13_and_rule_14_definitions_anchors_and_identifiers() {
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
fn rule_13_schemas_pasted_from_json_schema_mean_themselves() {
    check(
        r##"{"A": {"definitions": {"N": {"type": "object", "properties": {"next": {"$ref": "#/definitions/N"}, "top": {"$ref": "#"}}}},
            "type": "array", "items": {"$ref": "#/definitions/N"}}}"##,
        r##"{"A": {"type": "array", "items": {"$ref": "#/components/schemas/A_N"}},
            "A_N": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/A_N"}, "top": {"$ref": "#/components/schemas/A"}}}}"##,
        &[],
    );
}

#[test]
fn rule_14_dynamic_references() {
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
fn rule_32_mappings_of_discriminators() {
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
fn rule_13_other_objects_are_hoisted_to_their_own_section() {
    let document = r##"{"openapi": "3.0.0", "info": {}, "definitions": {"Pet": {"properties": {"next": {"$ref": "#/definitions/Pet"}}}}, "paths": {
        "/a": {"get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/definitions/Pet"}}}}},
            "parameters": [{"name": "p", "in": "query", "schema": {"type": "string"}}]}},
        "/b": {"get": {"responses": {}, "parameters": [{"$ref": "#/paths/~1a/get/parameters/0"}, {"$ref": "p.yaml"}]}}}}"##;
    let mut diagnostics = Diagnostics::new();
    let given = normalise(
        vec![tree(document)],
        &[],
        Neighbours::default(),
        &mut diagnostics,
    )
    .unwrap();
    let expected = r##"{"openapi": "3.0.0", "info": {}, "x-oas31-definitions": {"Pet": {"properties": {"next": {"$ref": "#/definitions/Pet"}}}}, "paths": {
        "/a": {"get": {"responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Pet"}}}}},
            "parameters": [{"$ref": "#/components/parameters/a_get_parameters_0"}]}},
        "/b": {"get": {"responses": {}, "parameters": [{"$ref": "#/components/parameters/a_get_parameters_0"}]}}},
        "components": {
            "parameters": {"a_get_parameters_0": {"name": "p", "in": "query", "schema": {"type": "string"}}},
            "schemas": {"Pet": {"type": "object", "x-inferred-type": true, "properties": {"next": {"$ref": "#/components/schemas/Pet"}}}}}}"##;
    assert_eq!(given.root, tree(expected), "{}", show(&given.root));
    assert_eq!(codes(diagnostics), ["unknown-keyword", "foreign-reference"]);
}

#[test]
fn rule_13_pointers_lead_through_references() {
    check(
        r##"{"A": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/B"}}},
            "B": {"type": "object", "properties": {"b": {"type": "string"}}},
            "C": {"$ref": "#/components/schemas/A/properties/a/properties/b"},
            "D": {"$ref": "#/components/schemas/D/properties/d"},
            "E": {"$ref": "#/components/schemas/A/properties/a/properties/none"}}"##,
        r##"{"A": {"type": "object", "properties": {"a": {"$ref": "#/components/schemas/B"}}},
            "B": {"type": "object", "properties": {"b": {"$ref": "#/components/schemas/B_b"}}},
            "C": {"$ref": "#/components/schemas/B_b"},
            "D": {"x-unresolved": true},
            "E": {"x-unresolved": true}, "B_b": {"type": "string"}}"##,
        &["broken-reference", "broken-reference"],
    );
}

/// A document that refers to files: what its component schemas become.
fn check_files(schemas: &str, files: &[(&str, &str)], expected: &str, found: &[&str]) {
    let document = |schemas: &str| {
        format!(
            r#"{{"openapi": "3.0.3", "info": {{}}, "paths": {{}}, "components": {{"schemas": {schemas}}}}}"#
        )
    };
    let root = tree(&document(schemas));
    let mut neighbours = Neighbours::default();
    neighbours.add_document("openapi.json", &root);
    for (number, (label, text)) in (1..).zip(files) {
        neighbours.add_file(label, tree_of(number, text), Diagnostics::new());
    }
    let mut diagnostics = Diagnostics::new();
    let given = normalise(vec![root], &[], neighbours, &mut diagnostics).unwrap();
    let shown = show(&given.root);
    assert_eq!(
        given.root,
        tree(&document(expected)),
        "{schemas} became\n{shown}"
    );
    assert_eq!(codes(diagnostics), found, "{schemas}");
}

#[test]
fn what_a_component_refers_to_takes_its_place() {
    check_files(
        r#"{"Pet": {"$ref": "p.json"}, "Other": {"type": "array", "items": {"$ref": "p.json#"}}}"#,
        &[(
            "p.json",
            r##"{"type": "object", "properties": {"next": {"$ref": "#"}}}"##,
        )],
        r##"{"Pet": {"type": "object", "properties": {"next": {"$ref": "#/components/schemas/Pet"}}},
            "Other": {"type": "array", "items": {"$ref": "#/components/schemas/Pet"}}}"##,
        &[],
    );
}

#[test]
fn the_same_words_mean_something_else_in_another_file() {
    check_files(
        r#"{"A": {"type": "string"}, "B": {"type": "array", "items": {"$ref": "o.json#/components/schemas/B"}}}"#,
        &[(
            "o.json",
            r##"{"openapi": "3.0.3", "components": {"schemas": {"A": {"type": "integer"},
                "B": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}}}}"##,
        )],
        r##"{"A": {"type": "string"}, "B": {"type": "array", "items": {"$ref": "#/components/schemas/o_B"}},
            "o_B": {"type": "array", "items": {"$ref": "#/components/schemas/o_A"}}, "o_A": {"type": "integer"}}"##,
        &[],
    );
}

#[test]
fn parts_of_what_was_copied_are_the_same_thing() {
    let file = [(
        "f.json",
        r#"{"A": {"type": "object", "properties": {"b": {"type": "string"}}}}"#,
    )];
    let expected = |first: &str, second: &str| {
        format!(
            r##"{{"X": {{"type": "array", "items": {{"$ref": "#/components/schemas/{first}"}}}},
                "Y": {{"type": "array", "items": {{"$ref": "#/components/schemas/{second}"}}}},
                "A": {{"type": "object", "properties": {{"b": {{"$ref": "#/components/schemas/A_b"}}}}}}, "A_b": {{"type": "string"}}}}"##
        )
    };
    for (first, second) in [("A", "A/properties/b"), ("A/properties/b", "A")] {
        let schemas = format!(
            r#"{{"X": {{"type": "array", "items": {{"$ref": "f.json#/{first}"}}}}, "Y": {{"type": "array", "items": {{"$ref": "f.json#/{second}"}}}}}}"#
        );
        let name = |path: &str| path.replace("/properties/", "_");
        check_files(&schemas, &file, &expected(&name(first), &name(second)), &[]);
    }
}

#[test]
fn discriminators_keep_their_values_when_names_change() {
    check_files(
        r##"{"Cat": {"type": "object"}, "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "o.json#/Cat"}],
            "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat"}}}}"##,
        &[("o.json", r#"{"Cat": {"type": "object"}}"#)],
        r##"{"Cat": {"type": "object"}, "Pet": {"oneOf": [{"$ref": "#/components/schemas/Cat"}, {"$ref": "#/components/schemas/o_Cat"}],
            "discriminator": {"propertyName": "kind", "mapping": {"cat": "#/components/schemas/Cat", "Cat": "#/components/schemas/o_Cat"}}},
            "o_Cat": {"type": "object"}}"##,
        &[],
    );
    // What extends another schema is told by its name, where nothing lists it.
    check_files(
        r#"{"Cat": {"type": "object"}, "Pet": {"type": "object", "discriminator": {"propertyName": "kind"}, "properties": {"cat": {"$ref": "o.json#/Cat"}}}}"#,
        &[(
            "o.json",
            r#"{"Cat": {"allOf": [{"$ref": "openapi.json#/components/schemas/Pet"}], "type": "object"}}"#,
        )],
        r##"{"Cat": {"type": "object"}, "Pet": {"type": "object", "discriminator": {"propertyName": "kind"}, "properties": {"cat": {"$ref": "#/components/schemas/o_Cat"}}},
            "o_Cat": {"allOf": [{"$ref": "#/components/schemas/Pet"}], "type": "object", "x-schema-name": "Cat"}}"##,
        &[],
    );
}
