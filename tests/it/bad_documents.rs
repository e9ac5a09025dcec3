//! Documents that say what cannot be, or what nobody can mean: each problem is located, and what is left is a client.

use std::fmt::Write as _;

use generator::diagnostics::Code;

use crate::support::{Made, make};

/// A document of 3.1 with these paths and schemas, each YAML in a line.
fn document(paths: &[&str], schemas: &[&str]) -> String {
    let mut text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:".to_owned();
    text.push_str(if paths.is_empty() { " {}\n" } else { "\n" });
    for path in paths {
        let _ = writeln!(text, "  {path}");
    }
    if !schemas.is_empty() {
        text.push_str("components:\n  schemas:\n");
        for schema in schemas {
            let _ = writeln!(text, "    {schema}");
        }
    }
    text
}

/// An operation of a path, without its name.
fn get(path: &str, parameters: &str) -> String {
    format!(
        "'{path}': {{get: {{parameters: [{parameters}], responses: {{'204': {{description: d}}}}}}}}"
    )
}

/// Codes of findings, each with the text that is there.
type Findings<'a> = &'a [(&'a str, &'a str)];

/// What is found and the text where it is, but for what is said of operations without a name.
fn check(text: &str, expected: Findings<'_>) -> Made {
    let made = make("d.yaml", text);
    let beside = ["missing-operation-id", "renamed", "assumed-media-type"];
    let mut places = made.places();
    places.retain(|it| !beside.iter().any(|code| it.starts_with(code)));
    assert_eq!(places.len(), expected.len(), "{text}\n{}", made.findings);
    for (place, (code, at)) in places.iter().zip(expected) {
        let (found, line_and_column) = place.split_once(' ').unwrap_or((place, "1:1"));
        let (line, column) = line_and_column.split_once(':').unwrap_or(("1", "1"));
        let line = text.lines().nth(line.parse::<usize>().expect("a line") - 1);
        let column = column.parse::<usize>().expect("a column") - 1;
        let there = line.unwrap_or_default().get(column..).unwrap_or_default();
        assert!(
            found == *code && there.starts_with(at),
            "{code} at {at}, and not {found} at {there}"
        );
    }
    made
}

/// No operation, and nothing that one needs, goes missing unsaid because it is no object or no list.
#[test]
fn s13_what_has_the_wrong_shape_is_said() {
    let text = |rest: &str| format!("openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\n{rest}");
    let paths = |item: &str| text(&format!("paths: {{/a: {item}}}\n"));
    let operation = |entry: &str| {
        paths(&format!(
            "{{get: {{operationId: a, responses: {{'204': {{description: d}}}}, {entry}}}}}"
        ))
    };
    let answer = |entry: &str| {
        paths(&format!(
            "{{get: {{operationId: a, responses: {{'204': {{description: d, {entry}}}}}}}}}"
        ))
    };
    for (text, operations, at) in [
        (text("paths: [1]\n"), 0, "[1]"),
        (text("paths: text\n"), 0, "text"),
        (text("paths: {}\nservers: 4\n"), 0, "4"),
        (text("paths: {}\nsecurity: 6\n"), 0, "6"),
        (text("paths: {}\nsecurity: [7]\n"), 0, "7"),
        (text("paths: {}\ntags: 5\n"), 0, "5"),
        (text("paths: {}\ncomponents: 8\n"), 0, "8"),
        (text("paths: {}\ncomponents: {schemas: 9}\n"), 0, "9"),
        (paths("text"), 0, "text"),
        (paths("{get: true}"), 0, "true"),
        (paths("{get: [1]}"), 0, "[1]"),
        (paths("{get: null}"), 0, "null"),
        (
            paths("{parameters: 7, get: {operationId: a, responses: {'204': {description: d}}}}"),
            1,
            "7",
        ),
        (operation("parameters: 7"), 1, "7"),
        (operation("requestBody: 3"), 1, "3"),
        (operation("security: 6"), 1, "6"),
        (operation("servers: {url: /}"), 1, "{url"),
        (operation("callbacks: 2"), 1, "2"),
        (answer("headers: 3"), 1, "3"),
        (answer("content: [1]"), 1, "[1]"),
        (answer("content: {application/json: 1}"), 1, "1"),
    ] {
        let made = check(&text, &[("malformed", at)]);
        assert_eq!(made.operations, operations, "{text}");
    }
    for entry in ["parameters: {}", "tags: {}"] {
        check(&operation(entry), &[]);
    }
    check(&answer("headers: []"), &[]);
    check(&text("paths: []\ncomponents: []\n"), &[]);
    let made = check(
        &paths("{GET: {operationId: a, responses: {'204': {description: d}}}}"),
        &[("corrected", "{operationId")],
    );
    assert_eq!(made.operations, 1);
    let made = check(
        &paths("{GET: true, get: {operationId: a, responses: {'204': {description: d}}}}"),
        &[("unsupported-method", "true")],
    );
    assert_eq!(made.operations, 1);
}

#[test]
fn s05_operations_of_one_name_or_none() {
    let operation = |id: &str| format!("{{{id}responses: {{'204': {{description: d}}}}}}");
    let path = format!(
        "/a: {{get: {}, put: {}, post: {}, delete: {}, patch: {}}}",
        operation("operationId: getA, "),
        operation("operationId: getA, "),
        operation("operationId: get_a, "),
        operation("operationId: type, "),
        operation("")
    );
    let made = make("d.yaml", document(&[&path], &[]));
    assert_eq!(made.operations, 5);
    let text = made.file("src/operations.rs");
    for method in ["get_a", "get_a_get_a", "get_a_put_a", "r#type", "patch_a"] {
        assert!(text.contains(&format!("pub fn {method}(")), "no {method}");
    }
}

#[test]
fn s06_templates_and_parameters_that_do_not_fit() {
    let id = "{name: id, in: path, required: true, schema: {type: string}}";
    for (path, parameters, operations, expected) in [
        ("/a/{id}", id, 1, &[][..]),
        ("/a/{id}/b/{id}", id, 1, &[]),
        ("/a/{id}", "", 1, &[("path-mismatch", "{parameters")]),
        ("/a", id, 1, &[("path-mismatch", "{name: id")]),
        ("/a/{id}{no}", id, 1, &[("path-mismatch", "{parameters")]),
        ("a/{id}", id, 1, &[("path-mismatch", "{parameters")]),
        ("/a/{", "", 0, &[("bad-path", "{parameters")]),
        ("/a/}", "", 0, &[("bad-path", "{parameters")]),
        ("/a/{}", "", 0, &[("bad-path", "{parameters")]),
        ("/a/{{id}}", "", 0, &[("bad-path", "{parameters")]),
        ("/a/../b", "", 0, &[("bad-path", "{parameters")]),
    ] {
        let made = check(&document(&[&get(path, parameters)], &[]), expected);
        assert_eq!(made.operations, operations, "{path}");
    }
}

#[test]
fn s06_a_style_that_a_place_cannot_have_leaves_nothing_out() {
    for (parameter, expected, written) in [
        (
            "in: query, style: simple",
            &[("malformed", "simple")][..],
            "request.query_as(Style::FormJoined, \"q\"",
        ),
        (
            "in: query, style: simple, explode: true",
            &[("malformed", "simple")],
            "request.query(\"q\"",
        ),
        (
            "in: query, style: sideways",
            &[("malformed", "sideways")],
            "request.query(\"q\"",
        ),
        (
            "in: header, style: form",
            &[("malformed", "form")],
            "request.header(\"q\"",
        ),
        (
            "in: cookie, style: [form]",
            &[("malformed", "[form]")],
            "request.cookie(\"q\"",
        ),
        ("in: query, style: form", &[], "request.query(\"q\""),
    ] {
        let parameter = format!("{{name: q, {parameter}, schema: {{type: string}}}}");
        let made = check(&document(&[&get("/a", &parameter)], &[]), expected);
        let text = made.file("src/operations.rs");
        assert!(text.contains(written), "{parameter}: {text}");
    }
}

#[test]
fn s07_paths_that_differ_in_names_slashes_or_capitals_are_different() {
    let parameter = |name: &str| {
        format!("{{name: {name}, in: path, required: true, schema: {{type: string}}}}")
    };
    let paths = [
        get("/p/{id}", &parameter("id")),
        get("/p/{name}", &parameter("name")),
        get("/p/{name}/", &parameter("name")),
        get("/P/{name}", &parameter("name")),
    ];
    let paths: Vec<&str> = paths.iter().map(String::as_str).collect();
    let made = check(&document(&paths, &[]), &[]);
    assert_eq!(made.operations, 4);
    let text = made.file("src/operations.rs");
    for path in ["/p/{id}", "/p/{name}", "/p/{name}/", "/P/{name}"] {
        assert!(text.contains(&format!("path: \"{path}\",")), "no {path}");
    }
}

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
        (
            "{type: strin}",
            &[("widened-to-json", "{type: strin}")],
            "Raw",
        ),
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
    let schema = "T: {type: object, required: [gone], properties: {a: {type: string}}}";
    let made = make("d.yaml", document(&[], &[schema]));
    assert!(made.file("src/types.rs").contains("pub gone: Raw,"));
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

/// S19: halves of a path item and of the components are one; of an operation that is there twice, the last one is used.
#[test]
fn s19_what_stands_twice_is_lost_only_where_it_contradicts() {
    let paths = "  /a: {get: GETA}\n  /a: {post: POSTA}\n  /b: {get: GETB, put: PUTB}\n  /b: {get: GETOTHER}\n";
    let mut document = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n{paths}\
         components: {{schemas: {{A: {{type: object}}}}}}\ncomponents: {{schemas: {{B: {{type: object}}}}}}\n"
    );
    for id in ["GETA", "POSTA", "GETB", "PUTB", "GETOTHER"] {
        let operation =
            format!("{{operationId: {id}_x, responses: {{'204': {{description: d}}}}}}");
        document = document.replace(&format!("{id}}}"), &format!("{operation}}}"));
        document = document.replace(&format!("{id},"), &format!("{operation},"));
    }
    let made = make("d.yaml", document);
    let expected = [
        "divided-object 5:7",
        "divided-object 7:7",
        "duplicate-key 7:13",
        "divided-object 9:13",
        "divided-object 9:23",
    ];
    assert_eq!(made.places(), expected);
    let operations = made.file("src/operations.rs");
    for (name, is_there) in [
        ("geta_x", true),
        ("posta_x", true),
        ("getb_x", false),
        ("putb_x", true),
        ("getother_x", true),
    ] {
        let method = format!("pub fn {name}(");
        assert_eq!(operations.contains(&method), is_there, "{name}");
    }
    let types = made.file("src/types.rs");
    assert!(types.contains("pub type A =") && types.contains("pub type B ="));
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
            &["broken-reference"][..],
        ),
        ("{mapping: {a: A}}", &["malformed"]),
        ("{propertyName: k, mapping: {a: A, b: B, c: B}}", &[]),
        (
            "{propertyName: k, mapping: {a: A, b: B, c: C}}",
            &["broken-reference"],
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

#[test]
fn s17_large_documents_are_read_whole_and_long_names_are_cut() {
    let schemas: Vec<String> = (0..10_000)
        .map(|it| format!("S{it}: {{type: object, properties: {{a: {{type: string}}}}}}"))
        .collect();
    let mut schemas: Vec<&str> = schemas.iter().map(String::as_str).collect();
    let long = format!(
        "'{}': {{type: object, properties: {{a: {{type: string}}}}}}",
        "Long".repeat(200)
    );
    let wordy = format!(
        "Wordy: {{type: string, enum: [a], description: \"{}\"}}",
        "word ".repeat(200_000)
    );
    let mut deep = "{type: string}".to_owned();
    for level in 0..30 {
        let fields: Vec<String> = (0..20)
            .map(|it| format!("f{level}_{it}: {{type: string}}"))
            .collect();
        deep = format!(
            "{{type: object, properties: {{{}, inner: {deep}}}}}",
            fields.join(", ")
        );
    }
    let deep = format!("Deep: {deep}");
    schemas.extend([long.as_str(), &wordy, &deep]);
    let made = make("d.yaml", document(&[], &schemas));
    assert!(!made.files.is_empty(), "{}", made.findings);
    let text = made.file("src/types.rs");
    assert!(text.contains("pub struct S9999 "));
    let name = text.split("pub struct LongLong").nth(1);
    let rest = name.and_then(|it| it.split_once(' ')).map(|(rest, _)| rest);
    assert!(rest.is_some_and(|it| it.len() < 100), "{rest:?}");
}

#[test]
fn s18_a_fragment_of_swagger_is_read_as_what_it_is() {
    let text = "info: {title: T, version: '1'}\nhost: a.example.com\npaths:\n  /a: {get: {operationId: a, responses: {200: {description: d, schema: {$ref: '#/definitions/A'}}}}}\ndefinitions:\n  A: {type: object, properties: {a: {type: string}}}\n";
    let made = check(text, &[("loose-version", "info")]);
    assert_eq!(made.operations, 1);
    assert!(made.file("src/types.rs").contains("pub struct A "));
}
