//! Documents that say what cannot be, or what nobody can mean: each problem is located, and what is left is a client.

use std::fmt::Write as _;

use crate::support::{Made, make};

/// A document of 3.1 with these paths and schemas, each YAML in a line.
pub(crate) fn document(paths: &[&str], schemas: &[&str]) -> String {
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
pub(crate) type Findings<'a> = &'a [(&'a str, &'a str)];

/// What is found and the text where it is, but for what is said of operations without a name.
pub(crate) fn check(text: &str, expected: Findings<'_>) -> Made {
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
fn what_has_the_wrong_shape_is_said() {
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

/// No method is dropped in silence, and no word of 3.2 because the document says 3.1.
#[test]
fn s13_methods_and_words_of_other_versions() {
    let item = |item: &str| document(&[&format!("/a: {{{item}}}")], &[]);
    let operation =
        |id: &str| format!("{{operationId: {id}, responses: {{'204': {{description: d}}}}}}");
    let (a, b) = (operation("a"), operation("b"));
    let newer = ("corrected", "{");
    for (text, operations, found) in [
        (
            item(&format!("search: {a}")),
            0,
            &[("unsupported-method", "{operationId: a")][..],
        ),
        (
            item("search: {about: this}"),
            0,
            &[("unknown-keyword", "{about")],
        ),
        (
            item("additionalOperations: {PURGE: null}"),
            0,
            &[newer, ("malformed", "null")],
        ),
        (
            item(&format!("additionalOperations: {{GET: {b}}}, get: {a}")),
            1,
            &[newer, ("unsupported-method", "{operationId: b")],
        ),
        (
            item(&format!("additionalOperations: {{QUERY: {b}}}, query: {a}")),
            1,
            &[newer, ("unsupported-method", "{operationId: b"), newer],
        ),
        (
            item(
                "get: {operationId: a, parameters: [{name: q, in: querystring, content: {application/json: {schema: {type: string}}}}], responses: {'200': {description: d, content: {text/event-stream: {itemSchema: {type: string}}}}}}",
            ),
            1,
            &[
                ("corrected", "querystring"),
                ("corrected", "{type: string}"),
            ],
        ),
    ] {
        assert_eq!(check(&text, found).operations, operations, "{text}");
    }
}

/// What is wrong is said once, in words of `OpenAPI`, and where it is.
#[test]
fn s13_parts_that_cannot_be_read() {
    let schemes = |scheme: &str| {
        format!(
            "{}components: {{securitySchemes: {{s: {scheme}}}}}\n",
            document(&[], &[])
        )
    };
    for (scheme, says) in [
        (
            "{type: foo}",
            "is of the type `foo`, which OpenAPI does not have",
        ),
        ("{type: http}", "has no `scheme`"),
        ("{type: apiKey, in: header}", "has no `name`"),
        ("{type: apiKey, in: body, name: a}", "is sent in `body`"),
        ("{description: d}", "has no `type`"),
    ] {
        let made = check(&schemes(scheme), &[("malformed", scheme)]);
        assert!(made.findings.contains(says), "{}", made.findings);
    }
    let text = document(&[], &["A: {type: object, externalDocs: no}"]);
    let made = check(&text, &[("malformed", "no")]);
    assert!(
        made.findings.contains("it must be an object"),
        "{}",
        made.findings
    );
    let callbacks = "/a: {get: {operationId: a, callbacks: {c: {$ref: '#/components/callbacks/C', summary: s}}, responses: {}}}";
    let text = document(&[callbacks], &[]) + "components: {callbacks: {C: {}}}\n";
    check(&text, &[("ignored-callback", "{c")]);
    let tagged = "/a: {get: {operationId: a, tags: [type], responses: {}}}";
    let made = make(
        "d.yaml",
        document(&[tagged], &[]) + "tags: [{name: type}]\n",
    );
    assert_eq!(made.places(), ["renamed 5:15"], "{}", made.findings);
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
        ("/a", id, 1, &[("unsupported-parameter", "{name: id")]),
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

/// Each of two that do not fit is shown.
#[test]
fn s06_both_places_are_shown() {
    let in_path = |name: &str| {
        format!("{{name: {name}, in: path, required: true, schema: {{type: string}}}}")
    };
    let pointer = "/paths/~1a~1{petID}/get";
    let twins = [in_path("petID"), in_path("petID")].join(", ");
    for (parameters, expected) in [
        (
            in_path("pet_id"),
            format!("{pointer}, and document:4:37 {pointer}/parameters/0"),
        ),
        (
            twins,
            format!("{pointer}/parameters/1, and document:4:37 {pointer}/parameters/0"),
        ),
        (
            [in_path("petID"), in_path("no")].join(", "),
            format!("{pointer}/parameters/1, and document:4:23 {pointer}"),
        ),
    ] {
        let made = make(
            "document",
            document(&[&get("/a/{petID}", &parameters)], &[]),
        );
        assert!(made.findings.contains(&expected), "{}", made.findings);
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
fn s10_keys_of_responses() {
    let text = "description: d, content: {application/json: {schema: {type: string}}}";
    for (responses, expected, answer) in [
        (format!("responses: {{200: {{{text}}}}}"), &[][..], "String"),
        (format!("responses: {{'2XX': {{{text}}}}}"), &[], "String"),
        (format!("responses: {{2xx: {{{text}}}}}"), &[], "String"),
        (format!("responses: {{default: {{{text}}}}}"), &[], "String"),
        ("responses: {}".to_owned(), &[], "()"),
        ("summary: s".to_owned(), &[], "()"),
        (
            format!("responses: {{200: {{description: d}}, '200': {{{text}}}}}"),
            &[("divided-object", "{description: d, content")],
            "String",
        ),
        (
            format!("responses: {{'20X': {{description: d}}, 201: {{{text}}}}}"),
            &[("malformed", "{description: d}")],
            "String",
        ),
        (
            format!("responses: {{99: {{description: d}}, 201: {{{text}}}}}"),
            &[("malformed", "{description: d}")],
            "String",
        ),
        (
            format!("responses: {{x-a: 1, 201: {{{text}}}}}"),
            &[],
            "String",
        ),
    ] {
        let path = format!("/a: {{get: {{operationId: a, {responses}}}}}");
        let made = check(&document(&[&path], &[]), expected);
        let sends = format!("Result<Response<{answer}>, Error<NoBody>>");
        let operations = made.file("src/operations.rs");
        assert!(operations.contains(&sends), "{responses}: {operations}");
    }
}

#[test]
fn s18_a_fragment_of_swagger_is_read_as_what_it_is() {
    let text = "info: {title: T, version: '1'}\nhost: a.example.com\npaths:\n  /a: {get: {operationId: a, responses: {200: {description: d, schema: {$ref: '#/definitions/A'}}}}}\ndefinitions:\n  A: {type: object, properties: {a: {type: string}}}\n";
    let made = check(text, &[("loose-version", "info")]);
    assert_eq!(made.operations, 1);
    assert!(made.file("src/types.rs").contains("pub struct A "));
}
