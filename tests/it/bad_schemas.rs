//! Schemas that contradict themselves or say what is no type: each problem is located, and what is left is a type.

use generator::diagnostics::Code;

use crate::bad_documents::{Findings, check, document};
use crate::support::make;

/// Rows: a schema, what is found, and the type of a field of it.
fn check_schemas(rows: &[(&str, Findings<'_>, &str)]) {
    for (schema, expected, field) in rows {
        let schema = format!("T: {{type: object, required: [a], properties: {{a: {schema}}}}}");
        let made = check(&document(&[], &[&schema]), expected);
        let text = made.file("src/types.rs");
        assert!(
            text.contains(&format!("pub a: {field},")),
            "{schema}: {text}"
        );
    }
}

#[test]
fn s11_types_that_are_none() {
    check_schemas(&[
        ("{type: [string, 'null']}", &[], "Option<String>"),
        ("{type: string, nullable: true}", &[], "Option<String>"),
        ("{}", &[], "Raw"),
        ("{type: file}", &[], "String"),
        ("{type: any}", &[("corrected", "any")], "Raw"),
        ("{type: strin}", &[("widened-to-json", "strin}")], "Raw"),
        ("{type: 7}", &[("malformed", "7")], "Raw"),
        (
            "{type: [string, foo]}",
            &[("widened-to-json", "foo")],
            "Raw",
        ),
    ]);
}

#[test]
fn s12_lists_of_values_that_are_odd() {
    check_schemas(&[
        (
            "{type: string, enum: []}",
            &[("contradiction", "[]")],
            "String",
        ),
        (
            "{type: string, enum: [a, a]}",
            &[("contradiction", "a]")],
            "TA",
        ),
        ("{type: string, enum: [a, null]}", &[], "Option<TA>"),
        (
            "{type: string, enum: {x: 1}}",
            &[("malformed", "{x: 1}")],
            "String",
        ),
        (
            "{type: integer, enum: [1, x]}",
            &[("mixed-enumeration", "{type")],
            "TA",
        ),
        ("{enum: [a, 1, true]}", &[], "TA"),
        (
            "{allOf: [{allOf: [{enum: [null]}]}]}",
            &[("only-null", "{enum")],
            "Raw",
        ),
        (
            "{enum: [{a: 1}]}",
            &[("keyword-not-enforced", "{enum")],
            "BTreeMap<String, Raw>",
        ),
    ]);
    let values: Vec<String> = (0..3_000).map(|it| format!("v{it}")).collect();
    let schema = format!("T: {{type: string, enum: [{}]}}", values.join(", "));
    let made = make("d.yaml", document(&[], &[&schema]));
    assert!(made.findings.is_empty(), "{}", made.findings);
    assert!(made.file("src/types.rs").contains("    V2999,\n"));
}

#[test]
fn s12_values_of_another_type_are_read_as_the_type_if_they_can_be() {
    for (schema, expected, written) in [
        (
            "{type: string, enum: [1, 2]}",
            &[("contradiction", "1, 2")][..],
            "Unknown(UnknownValue)",
        ),
        (
            "{type: string, enum: [a, true]}",
            &[("contradiction", "true]")],
            "Unknown(UnknownValue)",
        ),
        (
            "{type: integer, enum: ['200']}",
            &[("contradiction", "'200'")],
            "Unknown(UnknownInteger)",
        ),
        (
            "{type: string, enum: [1, 2], default: 1}",
            &[("contradiction", "1, 2")],
            "Unknown(UnknownValue)",
        ),
        (
            "{type: boolean, enum: ['true', 'false']}",
            &[("contradiction", "'true'")],
            "pub a: bool,",
        ),
        (
            "{type: number, enum: ['1.5']}",
            &[("contradiction", "'1.5'")],
            "pub a: f64,",
        ),
        (
            "{type: integer, enum: [low]}",
            &[("contradiction", "low]")],
            "Unknown(UnknownValue)",
        ),
        // How the number was written is not known any more.
        (
            "{type: string, enum: [on, 1.10]}",
            &[("mixed-enumeration", "{type: string")],
            "Unknown(UnknownValue)",
        ),
    ] {
        let schema = format!("T: {{type: object, required: [a], properties: {{a: {schema}}}}}");
        let made = check(&document(&[], &[&schema]), expected);
        let text = made.file("src/types.rs");
        assert!(text.contains(written), "{schema}: {text}");
    }
}

#[test]
fn s13_all_of_that_contradicts_itself() {
    let part = |schema: &str| format!("{{type: object, properties: {{a: {schema}}}}}");
    let (text, number) = (part("{type: string}"), part("{type: integer}"));
    let mut deep = "{type: object, properties: {a: {type: string}}}".to_owned();
    for _ in 0..20 {
        deep = format!("{{allOf: [{deep}]}}");
    }
    for (schema, expected) in [
        ("{allOf: [{type: string}, {type: integer}]}".to_owned(), 1),
        (format!("{{allOf: [{text}, {number}]}}"), 1),
        ("{allOf: [{const: a}, {const: b}]}".to_owned(), 1),
        ("{allOf: [{enum: [a, b]}, {enum: [b, c]}]}".to_owned(), 0),
        (format!("{{allOf: [{text}]}}"), 0),
        (deep, 0),
    ] {
        let made = make("d.yaml", document(&[], &[&format!("T: {schema}")]));
        let conflicts = made
            .found
            .iter()
            .filter(|it| it.code == Code::ConflictingAllOf);
        assert_eq!(conflicts.count(), expected, "{schema}: {}", made.findings);
        assert_eq!(made.found.len(), expected, "{schema}: {}", made.findings);
        assert!(made.file("src/types.rs").contains(" T"), "{schema}");
    }
}

const STREET: &str = "{type: object, required: [s], properties: {s: {type: string}}}";
const NUMBERS: &str = "{type: array, items: {type: integer}}";
const SMALL: &str = "{$ref: '#/components/schemas/S'}";
const LARGE: &str = "{$ref: '#/components/schemas/L'}";
const TEXT_OR_NULL: &str = "{type: [string, 'null']}";

/// Two descriptions of one property, how often they conflict, and the type that is made.
#[rustfmt::skip]
const DESCRIBED_TWICE: &[(&str, &str, usize, &str)] = &[
    (STREET, "{type: object, required: [c], properties: {c: {type: string}}}", 0, "Option<TA>"),
    (STREET, "{type: object, properties: {s: {type: integer}, c: {type: string}}}", 1, "Option<TA>"),
    (STREET, "{type: object, properties: {s: {type: string}, c: {type: string}}}", 0, "Option<TA>"),
    ("{type: array, items: {type: string}}", NUMBERS, 1, "Option<Vec<String>>"),
    ("{type: array}", NUMBERS, 0, "Option<Vec<i64>>"),
    ("{type: array, items: {type: integer, minimum: 3}}", "{type: array, items: {type: number}, maxItems: 5}", 0, "Option<Vec<i64>>"),
    (SMALL, "{$ref: '#/components/schemas/O'}", 0, "Option<TA>"),
    (SMALL, "{$ref: '#/components/schemas/X'}", 1, "Option<TA>"),
    (SMALL, "{type: object, required: [s]}", 0, "Option<TA>"),
    (SMALL, "{type: object, minProperties: 1}", 0, "Option<S>"),
    (SMALL, LARGE, 0, "Option<L>"),
    (LARGE, SMALL, 0, "Option<L>"),
    ("{type: object}", SMALL, 0, "Option<S>"),
    ("{type: object, additionalProperties: {type: string}}", "{type: object, properties: {k: {type: integer}}}", 0, "Option<TA>"),
    ("{type: object, additionalProperties: {enum: [a, b]}}", "{type: object, additionalProperties: {enum: [b, c]}}", 0, "Option<BTreeMap<String, TAValue>>"),
    ("{type: object, additionalProperties: {type: string}}", "{type: object, additionalProperties: {type: integer}}", 1, "Option<BTreeMap<String, String>>"),
    ("{oneOf: [{type: string}, {type: integer}]}", "{oneOf: [{type: integer}, {type: boolean}]}", 1, "Option<TA>"),
    ("{const: x}", "{const: y}", 1, "Option<TA>"),
    ("{enum: [a, b]}", "{enum: [c, d]}", 1, "Option<TA>"),
    ("{enum: [a, b]}", "{enum: [b, c]}", 0, "Option<TA>"),
    ("{enum: [a, b]}", "{type: string, maxLength: 5}", 0, "Option<TA>"),
    ("{type: integer, minimum: 10}", "{type: integer, maximum: 5}", 1, "Option<i64>"),
    ("{type: string, minLength: 10}", "{type: string, maxLength: 5}", 1, "Option<String>"),
    ("{type: integer, minimum: 1}", "{type: integer, maximum: 5}", 0, "Option<i64>"),
    ("{type: number}", "{type: integer}", 0, "Option<i64>"),
    ("{type: string, format: date}", "{type: string, format: date-time}", 1, "Option<String>"),
    (TEXT_OR_NULL, "{type: string}", 0, "Option<String>"),
    ("{type: string}", TEXT_OR_NULL, 0, "Option<String>"),
    (TEXT_OR_NULL, "{type: [string, 'null'], maxLength: 5}", 0, "Field<String>"),
    ("{type: string, description: A, example: x}", "{type: string, title: B}", 0, "Option<String>"),
];

#[test]
fn s13_parts_that_describe_one_property_differently() {
    for (first, second, conflicts, expected) in DESCRIBED_TWICE {
        let part = |schema: &str| format!("{{type: object, properties: {{a: {schema}}}}}");
        let schemas = [
            "S: {type: object, properties: {s: {type: string}}}",
            "L: {allOf: [{$ref: '#/components/schemas/S'}, {type: object, properties: {l: {type: string}}}]}",
            "O: {type: object, properties: {o: {type: string}}}",
            "X: {type: object, properties: {s: {type: integer}, x: {type: string}}}",
            &format!("T: {{allOf: [{}, {}]}}", part(first), part(second)),
        ];
        let made = make("d.yaml", document(&[], &schemas));
        let case = format!("{first} and {second}: {}", made.findings);
        let codes: Vec<Code> = made.found.iter().map(|it| it.code).collect();
        assert_eq!(codes, vec![Code::ConflictingAllOf; *conflicts], "{case}");
        let places = made.findings.matches("at `/components/schemas/").count();
        assert_eq!(places, 2 * conflicts, "{case}");
        let field = format!("pub a: {expected},");
        assert!(made.file("src/types.rs").contains(&field), "{case}");
    }
}

#[test]
fn s13_null_and_nothing_else_is_said() {
    for schema in [
        "{allOf: [{allOf: [{type: 'null'}]}]}",
        "{allOf: [{type: 'null'}, {title: t}]}",
    ] {
        let made = make("d.yaml", document(&[], &[&format!("T: {schema}")]));
        assert!(made.has(Code::OnlyNull), "{schema}: {}", made.findings);
        assert!(
            made.file("src/types.rs").contains("pub type T = Raw;"),
            "{schema}"
        );
    }
}

#[test]
fn s13_lists_with_nothing_in_common_are_both_named() {
    let schema = "T: {allOf: [{enum: [a]}, {enum: [b]}]}";
    let made = make("d.yaml", document(&[], &[schema]));
    let places = "at `/components/schemas/T/allOf/0` and at `/components/schemas/T/allOf/1`";
    assert!(made.findings.contains(places), "{}", made.findings);
}

#[test]
fn s14_a_key_that_is_required_and_not_described_can_be_sent() {
    for schema in [
        "T: {type: object, required: [gone], properties: {a: {type: string}}}",
        "T: {oneOf: [{type: object, required: [gone], properties: {a: {type: string}}}, {type: object, required: [gone]}]}",
    ] {
        let made = make("d.yaml", document(&[], &[schema]));
        let types = made.file("src/types.rs");
        assert!(types.contains("pub gone: Option<Raw>,"), "{types}");
    }
}

/// Keywords that are indented by one level too much.
#[test]
fn s11_keywords_among_the_properties() {
    let schema = "T: {type: object, properties: {additionalProperties: false, required: [a], a: {type: string}}}";
    let found = [("corrected", "false"), ("corrected", "[a]")];
    let types = check(&document(&[], &[schema]), &found);
    let types = types.file("src/types.rs");
    assert!(
        types.contains("pub a: String,") && !types.contains("Raw"),
        "{types}"
    );
    // A property may be called so.
    let schema = "T: {type: object, properties: {required: {type: boolean}, additionalProperties: {type: string}}}";
    let types = check(&document(&[], &[schema]), &[]);
    let types = types.file("src/types.rs");
    assert!(types.contains("pub required: Option<bool>,"), "{types}");
}

/// What builds on another schema describes a member anew, as a child does.
#[test]
fn s13_a_member_that_is_described_anew() {
    let base = "L: {type: object, properties: {items: {type: array, items: {type: object}}}}";
    let child = "T: {allOf: [{$ref: '#/components/schemas/L'}, {type: object, properties: {items: {type: array, items: {type: string}}}}]}";
    let made = check(
        &document(&[], &[base, child]),
        &[("conflicting-all-of", "{allOf")],
    );
    assert!(
        made.findings.contains("; the second is used"),
        "{}",
        made.findings
    );
    let types = made.file("src/types.rs");
    assert!(types.contains("pub items: Option<Vec<String>>,"), "{types}");
}

/// A branch that a union within the union leads back to, while it is made.
#[test]
fn branches_that_lead_back_to_themselves_have_types() {
    let item = "{type: object, required: [l], properties: {l: {type: string}, v: {anyOf: [{type: string}, {$ref: '#/components/schemas/T'}]}}}";
    let schema = format!(
        "T: {{anyOf: [{{type: array, items: {item}}}, {{type: array, items: {{type: array, items: {item}}}}}]}}"
    );
    let made = check(&document(&[], &[&schema]), &[]);
    let types = made.file("src/types.rs");
    assert!(
        !types.contains("(Raw)")
            || types.matches("(Raw)").count() == types.matches("Unknown(Raw)").count(),
        "{types}"
    );
}

#[test]
fn s15_limits_and_defaults_that_contradict_their_schema() {
    check_schemas(&[
        (
            "{type: integer, minimum: 5, maximum: 1}",
            &[("contradiction", "5")],
            "i64",
        ),
        (
            "{type: string, minLength: 5, maxLength: 1}",
            &[("contradiction", "5")],
            "String",
        ),
        ("{type: integer, minimum: 1, maximum: 1}", &[], "i64"),
        (
            "{type: string, pattern: '(['}",
            &[("bad-pattern", "'(['")],
            "String",
        ),
        (
            "{type: integer, default: x}",
            &[("bad-default", "x")],
            "i64",
        ),
        ("{type: integer, default: 1.0}", &[], "i64"),
        ("{type: string, default: null}", &[], "String"),
        (
            "{type: string, enum: [a], default: b}",
            &[("bad-default", "b")],
            "TA",
        ),
        (
            "{type: array, items: {type: string}, default: a}",
            &[("bad-default", "a}")],
            "Vec<String>",
        ),
    ]);
    let schema = "T: {type: object, properties: {a: {type: integer, default: nowhere}}}";
    let made = make("d.yaml", document(&[], &[schema]));
    assert!(!made.file("src/types.rs").contains("nowhere"));
}

/// A union of seven objects without required keys, with 24 properties each of which divides them into groups, and one that may be `last`.
fn divided(last: impl Fn(u32) -> String) -> String {
    let values = |branch: u32, property: u32| {
        let listed = (0..8).filter(|it| (branch * (it + 3) + property) % 8 < 5);
        let listed: Vec<String> = listed.map(|it| format!("v{it}")).collect();
        format!("p{property}: {{enum: [{}]}}", listed.join(", "))
    };
    let branch = |number| {
        let properties: Vec<String> = (0..24).map(|it| values(number, it)).collect();
        let properties = properties.join(", ");
        format!(
            "B{number}: {{type: object, properties: {{{properties}{}}}}}",
            last(number)
        )
    };
    let mut schemas: Vec<String> = (0..7).map(branch).collect();
    let names: Vec<String> = (0..7)
        .map(|it| format!("{{$ref: '#/components/schemas/B{it}'}}"))
        .collect();
    schemas.push(format!("T: {{oneOf: [{}]}}", names.join(", ")));
    let schemas: Vec<&str> = schemas.iter().map(String::as_str).collect();
    document(&[], &schemas)
}

/// Each property divides the branches, and each group of them anew: there are more ways to ask than anybody can follow.
#[test]
fn branches_that_many_properties_divide_end_somewhere() {
    let made = make("d.yaml", divided(|_| String::new()));
    assert!(
        made.file("src/types.rs").contains(" T"),
        "{}",
        made.findings
    );
}

#[test]
fn the_property_that_divides_branches_best_is_asked_for() {
    let made = make(
        "d.yaml",
        divided(|it| format!(", last: {{enum: [k{it}, k{}]}}", (it + 1) % 7)),
    );
    let text = made.file("src/wire.rs");
    let asked = text.find("reader.tag(\"last\")").expect("it is asked for");
    assert_eq!(text.find("reader.tag("), Some(asked), "{text}");
}

#[test]
fn s16_discriminators_that_lead_nowhere() {
    let schemas = [
        "A: {type: object, required: [k], properties: {k: {type: string}, a: {type: string}}}",
        "B: {type: object, properties: {b: {type: string}}}",
        "C: {type: object, properties: {c: {type: string}}}",
    ];
    let union = |discriminator: &str| {
        format!(
            "U: {{oneOf: [{{$ref: '#/components/schemas/A'}}, {{$ref: '#/components/schemas/B'}}], discriminator: {discriminator}}}"
        )
    };
    for (discriminator, expected) in [
        (
            "{propertyName: k, mapping: {a: '#/components/schemas/Gone', b: B}}",
            // `B` does not describe `k`.
            &["contradiction", "broken-reference"][..],
        ),
        ("{mapping: {a: A}}", &["malformed"]),
        (
            "{propertyName: k, mapping: {a: A, b: B, c: B}}",
            &["contradiction"],
        ),
        (
            "{propertyName: k, mapping: {a: A, b: B, c: C}}",
            &["broken-reference", "contradiction"],
        ),
    ] {
        let union = union(discriminator);
        let made = make("d.yaml", document(&[], &[&schemas[..], &[&union]].concat()));
        let codes: Vec<&str> = made.found.iter().map(|it| it.code.name()).collect();
        assert_eq!(codes, expected, "{discriminator}: {}", made.findings);
        assert!(
            made.file("src/types.rs").contains("enum U"),
            "{discriminator}"
        );
    }
}
