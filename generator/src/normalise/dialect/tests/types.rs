//! Rules about the type of a schema: references, constants, `null`, bounds, and types that are left out.

use super::{check, check_in, document, lowered};
use crate::normalise::testing::show;

/// What a schema becomes that only `null` satisfies.
const NULL: &str = r#"{"nullable": true, "enum": [null], "x-null-only": true}"#;

#[test]
fn rule_11_true_and_false() {
    check("true", "{}");
    check("false", r#"{"not": {}, "x-never": true}"#);
    check(
        r#"{"type": "object", "properties": {"a": true}, "additionalProperties": false}"#,
        r#"{"type": "object", "properties": {"a": {}}, "additionalProperties": false}"#,
    );
}

#[test]
fn rule_12_siblings_of_references() {
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
fn rule_12_parts_that_say_nothing_of_values() {
    let target = r##"{"$ref": "#/components/schemas/T"}"##;
    let becomes = |parts: &str, said: &str| {
        check(
            &format!(r#"{{"allOf": [{parts}]}}"#),
            &format!(r#"{{"allOf": [{target}], {said}"x-annotated-ref": true}}"#),
        );
    };
    becomes(
        &format!(r#"{target}, {{"description": "d", "x-y": 1}}"#),
        r#""description": "d", "x-y": 1, "#,
    );
    becomes(
        &format!(r#"{{"readOnly": true}}, {target}, {{}}"#),
        r#""readOnly": true, "#,
    );
    becomes(
        &format!(r#"{target}, {{"type": "object", "nullable": true}}"#),
        r#""nullable": true, "#,
    );
    becomes(&format!(r#"{target}, {{"properties": {{}}}}"#), "");
    becomes(&format!("{target}, {target}"), "");
    check(
        &format!(r#"{{"description": "own", "allOf": [{target}, {{"description": "d"}}]}}"#),
        &format!(
            r#"{{"description": "own", "x-part-description": "d", "allOf": [{target}], "x-annotated-ref": true}}"#
        ),
    );
    for part in [
        r#"{"type": "string"}"#,
        r#"{"type": "object", "required": ["a"]}"#,
        r##"{"$ref": "#/components/schemas/U"}"##,
    ] {
        let both = format!(r#"{{"allOf": [{target}, {part}]}}"#);
        check(&both, &both);
    }
}

#[test]
fn rule_16_constants_of_every_kind() {
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
fn rule_17_lists_of_types() {
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
fn rule_17_null_and_nothing_else() {
    for schema in [
        r#"{"type": "null"}"#,
        r#"{"type": null}"#,
        r#"{"type": ["null"]}"#,
    ] {
        check(schema, NULL);
    }
    check(
        r#"{"type": ["string", "null"], "minLength": 1}"#,
        r#"{"type": "string", "nullable": true, "minLength": 1}"#,
    );
}

#[test]
fn rule_18_null_among_the_values() {
    check(r#"{"enum": [null]}"#, NULL);
    check(
        r#"{"type": "string", "enum": ["a", null]}"#,
        r#"{"type": "string", "enum": ["a"], "nullable": true}"#,
    );
    check_in(
        "3.0.3",
        r#"{"type": "string", "enum": ["a", null], "nullable": true}"#,
        r#"{"type": "string", "enum": ["a"], "nullable": true}"#,
        &[],
    );
}

#[test]
fn rule_19_null_as_a_branch() {
    check(
        r#"{"anyOf": [{"type": "string"}, {"type": "null"}], "title": "t"}"#,
        r#"{"type": "string", "nullable": true, "title": "t"}"#,
    );
    check(
        r#"{"anyOf": [{"type": "string", "title": "inner"}, {"type": "null"}], "title": "t"}"#,
        r#"{"allOf": [{"type": "string", "title": "inner"}], "nullable": true, "title": "t"}"#,
    );
    check(r#"{"oneOf": [{"type": "null"}, {"const": null}]}"#, NULL);
    check(
        r#"{"oneOf": [{"type": "string"}, {"type": "integer"}, {"enum": [null], "description": "none"}]}"#,
        r#"{"oneOf": [{"type": "string"}, {"type": "integer"}], "nullable": true,
            "x-null-branch": {"enum": [null], "nullable": true, "x-null-only": true, "description": "none"}}"#,
    );
}

/// Microsoft's converter of `OData` writes any object that may be `null` where it means `null`.
#[test]
fn rule_19_objects_that_stand_for_null() {
    let target = r##"{"$ref": "#/components/schemas/T"}"##;
    let nullable = format!(r#"{{"allOf": [{target}], "nullable": true, "x-annotated-ref": true}}"#);
    let null = r#"{"type": "object", "nullable": true}"#;
    check_in(
        "3.0.3",
        &format!(r#"{{"anyOf": [{target}, {null}]}}"#),
        &nullable,
        &[],
    );
    let described = r#"{"type": "object", "nullable": true, "properties": {"a": {}}}"#;
    check_in(
        "3.0.3",
        &format!(r#"{{"anyOf": [{target}, {described}]}}"#),
        &format!(
            r#"{{"anyOf": [{target}, {{"type": "object", "properties": {{"a": {{}}}}}}], "nullable": true}}"#
        ),
        &[],
    );
}

#[test]
fn rule_19_nullable_references_keep_their_name() {
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
fn rule_20_nullable_without_a_type_beside_it() {
    let target = r##"{"$ref": "#/components/schemas/T"}"##;
    let nullable = format!(r#"{{"allOf": [{target}], "nullable": true, "x-annotated-ref": true}}"#);
    check_in(
        "3.0.3",
        r##"{"$ref": "#/components/schemas/T", "nullable": true}"##,
        &nullable,
        &[],
    );
    check_in(
        "3.0.3",
        &format!(r#"{{"allOf": [{target}], "nullable": true}}"#),
        &nullable,
        &[],
    );
    // Whether a member of several is `null` too is for those to say who merge them.
    let several = format!(
        r#"{{"allOf": [{target}, {{"type": "object", "required": ["a"], "nullable": true}}]}}"#
    );
    check_in("3.0.3", &several, &several, &[]);
    check_in(
        "3.0.3",
        r#"{"nullable": true}"#,
        r#"{"nullable": true}"#,
        &[],
    );
}

#[test]
fn rule_21_exclusive_bounds() {
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
fn rule_31_types_that_are_left_out() {
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
fn rule_31_items_without_a_type() {
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
