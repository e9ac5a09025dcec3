//! Rules about what is in a value, and about what is said beside its type.

use super::{check, check_in, document, lowered};
use crate::normalise::testing::show;

#[test]
fn rule_23_tuples_and_arrays() {
    let (a, b) = (r#"{"type": "string"}"#, r#"{"type": "integer"}"#);
    let tuple = format!(
        r#"{{"type": "array", "minItems": 2, "maxItems": 2, "x-tuple": [{a}, {b}], "items": {{"oneOf": [{a}, {b}]}}}}"#
    );
    // Shorter lists are right by the letter, which is said.
    for closed in ["items", "unevaluatedItems"] {
        check_in(
            "3.1.0",
            &format!(r#"{{"type": "array", "prefixItems": [{a}, {b}], "{closed}": false}}"#),
            &tuple,
            &["corrected"],
        );
        check(
            &format!(
                r#"{{"type": "array", "prefixItems": [{a}, {b}], "{closed}": false, "minItems": 2}}"#
            ),
            &tuple,
        );
    }
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
}

#[test]
fn rule_23_tuples_in_tuples_do_not_grow_without_limit() {
    let mut schema = r#"{"type": "string"}"#.to_owned();
    for _ in 0..30 {
        schema = format!(r#"{{"type": "array", "prefixItems": [{schema}, {{}}], "items": false}}"#);
        schema = schema.replace("{}", r#"{"type": "integer"}"#);
    }
    let (root, _) = lowered(&document("3.1.0", &schema));
    assert!(show(&root).len() < 1_000_000);
}

#[test]
fn rule_24_contains_is_documentation() {
    check_in(
        "3.1.0",
        r#"{"type": "array", "items": {}, "contains": {"const": 1}, "minContains": 2}"#,
        r#"{"type": "array", "items": {}, "x-contains": {"type": "integer", "enum": [1], "x-const": true}, "x-min-contains": 2}"#,
        &["keyword-not-enforced", "keyword-not-enforced"],
    );
}

#[test]
fn rule_25_keys_by_pattern() {
    let text = r#"{"type": "string"}"#;
    check(
        &format!(
            r#"{{"type": "object", "patternProperties": {{"^x": {text}}}, "additionalProperties": false}}"#
        ),
        &format!(r#"{{"type": "object", "additionalProperties": {text}, "x-key-pattern": "^x"}}"#),
    );
    // Whatever the keys are called, the values are the same.
    check_in(
        "3.1.0",
        &format!(
            r#"{{"type": "object", "patternProperties": {{"^x": {text}}}, "additionalProperties": {text}}}"#
        ),
        &format!(
            r#"{{"type": "object", "additionalProperties": {text}, "x-key-patterns": ["^x"]}}"#
        ),
        &["keyword-not-enforced"],
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
}

#[test]
fn rule_26_names_of_keys() {
    check(
        r#"{"type": "object", "propertyNames": {"pattern": "^a"}}"#,
        r#"{"type": "object", "x-key-schema": {"pattern": "^a", "type": "string", "x-inferred-type": true}}"#,
    );
    check(
        r##"{"type": "object", "propertyNames": {"$ref": "#/components/schemas/U"}}"##,
        r##"{"type": "object", "x-key-schema": {"$ref": "#/components/schemas/U"}}"##,
    );
}

#[test]
fn rule_27_unevaluated_properties() {
    check(
        r#"{"type": "object", "unevaluatedProperties": false}"#,
        r#"{"type": "object", "additionalProperties": false}"#,
    );
    check(
        r##"{"allOf": [{"$ref": "#/components/schemas/T"}, {"properties": {}}], "unevaluatedProperties": false}"##,
        r##"{"allOf": [{"$ref": "#/components/schemas/T"}, {"properties": {}, "type": "object", "x-inferred-type": true}], "x-unevaluated-properties": false}"##,
    );
    check(
        r#"{"type": "object", "unevaluatedProperties": {"type": "string"}}"#,
        r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
    );
}

#[test]
fn rule_28_conditions_are_documentation() {
    check_in(
        "3.1.0",
        r#"{"type": "object", "if": {"required": ["a"]}, "then": true, "dependentRequired": {"a": ["b"]}}"#,
        r#"{"type": "object", "x-if": {"required": ["a"]}, "x-then": {}, "x-dependent-required": {"a": ["b"]}}"#,
        &["keyword-not-enforced"; 3],
    );
}

#[test]
fn rule_29_bytes_and_json_in_texts() {
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
fn rule_15_comments() {
    check(
        r#"{"type": "string", "$comment": "c", "$vocabulary": {"https://x.org/v": true}}"#,
        r#"{"type": "string", "x-comment": "c", "x-vocabulary": {"https://x.org/v": true}}"#,
    );
}

#[test]
fn rule_22_examples() {
    check(
        r#"{"type": "string", "examples": ["a", "b"]}"#,
        r#"{"type": "string", "example": "a", "x-examples": ["a", "b"]}"#,
    );
    check(
        r#"{"type": "string", "examples": ["a"], "example": "b"}"#,
        r#"{"type": "string", "x-examples": ["a"], "example": "b"}"#,
    );
}

#[test]
fn rule_35_unknown_keywords() {
    check_in(
        "3.1.0",
        r#"{"type": "object", "properties": {"a": {"colour": 1}, "b": {"colour": 2, "required": true}}}"#,
        r#"{"type": "object", "properties": {"a": {"x-oas31-colour": 1}, "b": {"x-oas31-colour": 2, "x-oas31-required": true}}}"#,
        &["unknown-keyword", "unknown-keyword"],
    );
}

/// What is mapped where names and references are not plain is with the references.
#[test]
fn rule_32_discriminators_stay() {
    let schema = r##"{"oneOf": [{"$ref": "#/components/schemas/T"}, {"type": "object", "title": "Other", "properties": {"k": {"type": "string"}}}],
        "discriminator": {"propertyName": "k", "mapping": {"t": "#/components/schemas/T"}}}"##;
    check(schema, schema);
    check_in("3.0.3", schema, schema, &[]);
}

/// Who must send a key is decided where the directions are known.
#[test]
fn rule_33_required_and_read_only() {
    let schema = r#"{"type": "object", "required": ["a", "b"], "properties": {
        "a": {"type": "string", "readOnly": true}, "b": {"type": "string", "writeOnly": true}}}"#;
    check(schema, schema);
    check_in("3.0.3", schema, schema, &[]);
}

#[test]
fn rule_34_defaults() {
    let unchanged = |schema: &str, found: &[&str]| check_in("3.1.0", schema, schema, found);
    unchanged(r#"{"type": "number", "default": 1}"#, &[]);
    unchanged(r#"{"type": "string", "default": null}"#, &[]);
    let annotated = r#"{"type": "string", "deprecated": true, "title": "t", "default": "d"}"#;
    unchanged(annotated, &[]);
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
    check_in(
        "3.1.0",
        r#"{"type": "string", "enum": []}"#,
        r#"{"type": "string", "x-empty-enum": []}"#,
        &["contradiction"],
    );
}
