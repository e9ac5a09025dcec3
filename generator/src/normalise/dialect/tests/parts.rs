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

/// By the letter no value is right, and what is meant is not in doubt.
#[test]
fn values_that_are_listed_for_an_array_are_those_of_its_items() {
    check_in(
        "3.0.3",
        r#"{"type": "array", "items": {"type": "string"}, "enum": ["a", "b"]}"#,
        r#"{"type": "array", "items": {"type": "string", "enum": ["a", "b"]}}"#,
        &["corrected"],
    );
    check_in(
        "3.0.3",
        r#"{"type": "array", "enum": ["a", "b"]}"#,
        r#"{"type": "array", "items": {"type": "string", "enum": ["a", "b"], "x-inferred-type": true}}"#,
        &["corrected"],
    );
    let lists = r#"{"type": "array", "items": {"type": "string"}, "enum": [["a"], []]}"#;
    check_in("3.0.3", lists, lists, &[]);
}

#[test]
fn values_of_maps_that_are_any_object_are_any_value() {
    check_in(
        "3.0.3",
        r#"{"type": "object", "additionalProperties": {"type": "object", "description": "d"}}"#,
        r#"{"type": "object", "additionalProperties": {"description": "d"}}"#,
        &["any-json"],
    );
    for more in [
        r#""properties": {"a": {}}"#,
        r#""additionalProperties": {"type": "string"}"#,
    ] {
        let map = format!(
            r#"{{"type": "object", "additionalProperties": {{"type": "object", {more}}}}}"#
        );
        check_in("3.0.3", &map, &map, &[]);
    }
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
    let check_keys = |keys: &str, expected: &str| {
        let of = |it: &str| {
            format!(r#"{{"type": "object", {it}}}"#).replace("TEXT", r#"{"type": "string"}"#)
        };
        check_in("3.1.0", &of(keys), &of(expected), &["keyword-not-enforced"]);
    };
    check_keys(
        r#""patternProperties": {"^x": TEXT}, "additionalProperties": false"#,
        r#""additionalProperties": TEXT, "x-key-patterns": ["^x"]"#,
    );
    check_keys(
        r#""properties": {}, "patternProperties": {"^x": TEXT, "^y": {"type": "integer"}}"#,
        r#""properties": {}, "additionalProperties": {"anyOf": [TEXT, {"type": "integer"}]}, "x-key-patterns": ["^x", "^y"]"#,
    );
    check_keys(
        r#""patternProperties": {"^x": TEXT}, "unevaluatedProperties": {"type": "integer"}"#,
        r#""additionalProperties": {"anyOf": [TEXT, {"type": "integer"}]}, "x-key-patterns-beside": ["^x"]"#,
    );
    check_keys(
        r#""patternProperties": {"^x": TEXT}, "additionalProperties": true"#,
        r#""additionalProperties": true, "x-pattern-schemas": [TEXT], "x-key-patterns-beside": ["^x"]"#,
    );
    check_keys(
        r#""patternProperties": {"^x": false}, "additionalProperties": false"#,
        r#""additionalProperties": false, "x-key-patterns-forbidden": ["^x"]"#,
    );
    // Whatever the keys are called, the values are the same.
    check(
        r#"{"type": "object", "patternProperties": {"^x": {"type": "string"}}, "additionalProperties": {"type": "string"}}"#,
        r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
    );
}

#[test]
fn rule_25_what_becomes_of_keys_by_pattern() {
    for (pattern, others, said) in [
        (
            "{}",
            "false",
            "gives further keys their type, and no key is checked",
        ),
        (
            "{}",
            r#"{"type": "integer"}"#,
            "and `additionalProperties` give further keys one type",
        ),
        (
            r#"{"type": "string"}"#,
            "true",
            "is kept as documentation, because",
        ),
        (
            r#"{"type": "string"}"#,
            "{}",
            "is kept as documentation, because",
        ),
        (
            "false",
            "true",
            "forbids keys, which is kept as documentation",
        ),
    ] {
        let schema = format!(
            r#"{{"type": "object", "patternProperties": {{"^x": {pattern}}}, "additionalProperties": {others}}}"#
        );
        assert_says(&schema, &format!("`patternProperties` {said}"));
    }
}

fn assert_says(schema: &str, said: &str) {
    let (_, diagnostics) = lowered(&document("3.1.0", schema));
    let messages: Vec<String> = diagnostics
        .sorted()
        .into_iter()
        .map(|it| it.message)
        .collect();
    assert!(
        messages.iter().any(|it| it.starts_with(said)),
        "{schema}: {messages:?}"
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
        r##"{"allOf": [{"$ref": "#/components/schemas/T"}, {"properties": {"a": {}}}], "unevaluatedProperties": false}"##,
        r##"{"allOf": [{"$ref": "#/components/schemas/T"}, {"properties": {"a": {}}, "type": "object", "x-inferred-type": true}], "x-unevaluated-properties": false}"##,
    );
    check(
        r#"{"type": "object", "unevaluatedProperties": {"type": "string"}}"#,
        r#"{"type": "object", "additionalProperties": {"type": "string"}}"#,
    );
}

#[test]
fn rule_28_conditions_are_documentation() {
    let field = "is not enforced: what nothing else describes is an optional field";
    for (schema, said) in [
        (
            r#"{"then": {"required": ["a"]}}"#,
            "`then` is kept as documentation and not enforced".to_owned(),
        ),
        (
            r#"{"then": {"properties": {"a": {}}}}"#,
            format!("`then` {field}"),
        ),
        (
            r#"{"dependentSchemas": {"a": {"properties": {"b": {}}}}}"#,
            format!("`dependentSchemas` {field}"),
        ),
        (
            r#"{"dependencies": {"a": ["b"]}}"#,
            "`dependencies` is kept as documentation and not enforced".to_owned(),
        ),
    ] {
        assert_says(schema, &said);
    }
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
