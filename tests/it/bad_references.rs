//! References of documents that are odd or wrong (S01 to S04): what is made of them, and what is said.

use crate::support::{Made, make};

/// What a document with these component schemas becomes. Each is used, so that each is generated.
fn schemas(text: &str) -> Made {
    let head =
        "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\ncomponents:\n  schemas:\n";
    let lines: Vec<String> = text
        .lines()
        .map(|it| format!("    {}", it.trim()))
        .collect();
    make("openapi.yaml", format!("{head}{}\n", lines.join("\n")))
}

/// The findings, and lines that the types have.
fn check(text: &str, found: &[&str], lines: &[&str]) {
    let made = schemas(text);
    assert_eq!(made.places(), found, "{text}\n{}", made.findings);
    let types = made.file("src/types.rs");
    for line in lines {
        assert!(types.contains(line), "no {line:?} for {text}\n{types}");
    }
}

/// A name that two schemas have means neither; what is written alike is one schema.
#[test]
fn s02_names_that_are_given_twice() {
    for (name, reference) in [
        ("$anchor: x", "#x"),
        ("$id: 'https://a.test/x'", "https://a.test/x"),
    ] {
        let twice = |second: &str| {
            format!(
                "A: {{{name}, type: string}}\nB: {{{name}, type: {second}}}\nC: {{type: object, properties: {{c: {{$ref: '{reference}'}}}}}}"
            )
        };
        let made = schemas(&twice("integer"));
        assert!(
            made.places().contains(&"broken-reference 8:46".to_owned()),
            "{}",
            made.findings
        );
        let made = schemas(&twice("string"));
        assert!(made.places().is_empty(), "{}", made.findings);
    }
}

/// What a document calls itself is what its references are relative to (RFC 3986, section 5.1.1).
#[test]
fn s04_references_are_relative_to_self() {
    for reference in [
        "other.yaml",
        "/api/other.yaml",
        "https://a.test/api/other.yaml",
    ] {
        let text = format!(
            "openapi: 3.2.0\n$self: https://a.test/api/other.yaml\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    A: {{type: object, properties: {{a: {{$ref: '{reference}#/components/schemas/A'}}}}}}\n"
        );
        let made = make("openapi.yaml", text);
        assert!(made.places().is_empty(), "{reference}: {}", made.findings);
        assert!(made.file("src/types.rs").contains("pub a: Option<Box<A>>,"));
    }
}

#[test]
fn s01_recursive_types() {
    check(
        "A: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}",
        &[],
        &["pub a: Option<Box<A>>,"],
    );
    check(
        "A: {type: object, properties: {b: {$ref: '#/components/schemas/B'}}}\n\
         B: {type: object, properties: {a: {$ref: '#/components/schemas/A'}}}",
        &[],
        &["pub a: Option<Box<A>>,"],
    );
    check(
        "A: {type: object, properties: {list: {type: array, items: {$ref: '#/components/schemas/A'}},\
         map: {type: object, additionalProperties: {$ref: '#/components/schemas/A'}}}}",
        &[],
        &[
            "pub list: Option<Vec<A>>,",
            "pub map: Option<BTreeMap<String, A>>,",
        ],
    );
    check(
        "Pet: {oneOf: [{$ref: '#/components/schemas/Cat'}, {$ref: '#/components/schemas/Dog'}], discriminator: {propertyName: kind}}\n\
         Cat: {type: object, required: [kind], properties: {kind: {type: string}, friend: {$ref: '#/components/schemas/Pet'}}}\n\
         Dog: {type: object, required: [kind], properties: {kind: {type: string}}}",
        &[],
        &["pub enum Pet {", "pub friend: Option<Pet>,"],
    );
    // The parent knows its children, and each child is made of its parent.
    check(
        "Base: {type: object, required: [kind], properties: {kind: {type: string}}, oneOf: [{$ref: '#/components/schemas/Child'}],\
         discriminator: {propertyName: kind}}\n\
         Child: {allOf: [{$ref: '#/components/schemas/Base'}, {type: object, properties: {a: {type: string}}}]}",
        &[],
        &["Child"],
    );
}

#[test]
fn s01_loops_without_a_type_name_themselves() {
    for (text, found) in [
        (
            "A: {$ref: '#/components/schemas/A'}",
            &["reference-loop 6:8"][..],
        ),
        (
            "A: {$ref: '#/components/schemas/B'}\nB: {$ref: '#/components/schemas/A'}",
            &["reference-loop 6:8", "reference-loop 7:8"],
        ),
        (
            "A: {allOf: [{$ref: '#/components/schemas/A'}]}",
            &["reference-loop 6:8"],
        ),
    ] {
        check(text, found, &["pub type A = Raw;"]);
        assert!(
            schemas(text).findings.contains("`A` is only a reference"),
            "{text}"
        );
    }
}

#[test]
fn s02_references_into_any_position() {
    let document = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths:\n\
        \x20 /x:\n    get:\n      operationId: getX\n      parameters:\n        - {name: a, in: query, schema: {type: integer}}\n      responses:\n        '200':\n          description: d\n          content:\n            application/json: {schema: {type: object, properties: {y: {type: string}}}}\n\
        \x20 /y:\n    post:\n      operationId: postY\n      parameters: [{$ref: '#/paths/~1x/get/parameters/0'}]\n      requestBody: {content: {application/json: {schema: {$ref: '#/components/schemas/A/allOf/0'}}}}\n      responses:\n        '200': {$ref: '#/paths/~1x/get/responses/200'}\n\
        \x20       '400': {description: d, content: {application/json: {schema: {$ref: '#/components/schemas/A/properties/a~0b%25'}}}}\n\
        \x20 /z: {$ref: '#/paths/~1y'}\n\
        components:\n  schemas:\n    A:\n      allOf: [{type: object, properties: {k: {type: string}}}]\n      properties: {'a~b%': {type: object, properties: {n: {type: integer}}}}\n";
    let made = make("openapi.yaml", document);
    let codes: Vec<String> = made
        .places()
        .iter()
        .filter_map(|it| Some(it.split_once(' ')?.0.to_owned()))
        .collect();
    assert_eq!(codes, ["renamed"; 2], "{}", made.findings);
    assert_eq!(made.operations, 3);
    let types = made.file("src/types.rs");
    for name in ["XGetResponses200", "AAllOf0", "AAB"] {
        assert_eq!(
            types.matches(&format!("pub struct {name} ")).count(),
            1,
            "{name}\n{types}"
        );
    }
}

#[test]
fn s02_references_to_nothing_or_to_something_else() {
    for reference in [
        "'#/components/schemas/Gone'",
        "'#/components/parameters/P'",
        "'#/info'",
        "'#/info/title'",
        "'#nowhere'",
        "''",
        "5",
        "[a]",
    ] {
        check(
            &format!("A: {{type: object, properties: {{a: {{$ref: {reference}}}}}}}"),
            &["broken-reference 6:46"],
            &["pub a: Option<Raw>,"],
        );
    }
}

/// Who refers to an answer where a schema belongs, or the other way round, means the only thing that fits.
#[test]
fn s02_references_to_what_holds_a_schema_or_is_held() {
    let text = "
openapi: 3.0.3
info: {title: T, version: '1'}
paths:
  /a:
    post:
      operationId: post
      parameters: [{name: q, in: query, schema: {$ref: '#/components/parameters/P'}}]
      requestBody: {$ref: '#/components/schemas/A'}
      responses:
        '200': {$ref: '#/components/schemas/A'}
        '400': {description: d, content: {application/json: {schema: {$ref: '#/components/responses/R'}}}}
        '409': {description: d, content: {application/json: {schema: {$ref: '#/components/requestBodies/B'}}}}
    get: {operationId: get, responses: {'204': {description: d}}}
components:
  parameters: {P: {name: p, in: query, schema: {type: integer}}}
  responses: {R: {description: d, content: {text/plain: {}, application/json: {schema: {$ref: '#/components/schemas/A'}}}}}
  requestBodies: {B: {content: {application/json: {schema: {type: array, items: {$ref: '#/components/schemas/A'}}}}}}
  schemas: {A: {type: object, properties: {a: {type: string}}}}
";
    let made = make("openapi.yaml", text.trim_start());
    let found = ["corrected 7:56", "corrected 8:27"];
    assert_eq!(made.places(), found, "{}", made.findings);
    let calls = made.file("src/operations.rs");
    for line in [
        "Result<Response<types::A>, Error<errors::PostError>>",
        "body: Option<types::A>,",
        "q: Option<types::P>,",
    ] {
        assert!(calls.contains(line), "no {line:?} in\n{calls}");
    }
    let errors = made.file("src/errors.rs");
    for line in ["BadRequest(types::R),", "Conflict(types::B),"] {
        assert!(errors.contains(line), "no {line:?} in\n{errors}");
    }
    let types = made.file("src/types.rs");
    for line in ["type P = i64;", "type R = A;", "type B = Vec<A>;"] {
        assert!(types.contains(line), "no {line:?} in\n{types}");
    }
}

/// Nothing is of both types, and tools write one without looking at the other.
#[test]
fn s02_a_type_beside_a_reference_to_another_type() {
    let types = "A: {type: object, properties: {a: {$ref: '#/components/schemas/E', type: object}}}\nE: {type: string, enum: [x]}";
    check(types, &["contradiction 6:78"], &["pub a: Option<E>,"]);
    let types = "A: {type: object, properties: {a: {type: object, allOf: [{$ref: '#/components/schemas/E'}]}}}\nE: {type: string, enum: [x]}";
    check(types, &["contradiction 6:46"], &["pub a: Option<E>,"]);
}

#[test]
fn s02_what_stands_beside_a_reference() {
    let document = |version: &str| {
        format!(
            "openapi: {version}\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    B: {{type: object, properties: {{b: {{type: string}}}}}}\n\
             \x20   A: {{$ref: '#/components/schemas/B', properties: {{a: {{type: string}}}}}}\n"
        )
    };
    let made = make("openapi.yaml", document("3.0.3"));
    assert_eq!(
        made.places(),
        ["keyword-not-enforced 7:53"],
        "{}",
        made.findings
    );
    assert!(made.file("src/types.rs").contains("pub type A = B;"));
    let made = make("openapi.yaml", document("3.1.0"));
    assert_eq!(made.findings, "");
    assert!(made.file("src/types.rs").contains("pub struct A {"));
}

#[test]
fn s03_a_ref_in_data_is_data() {
    check(
        "A: {type: object, required: [$ref], example: {$ref: 'https://ns.example.com/x'},\
         properties: {$ref: {type: string}, a: {type: string, enum: [$ref], x-b: {$ref: 'http://localhost'}},\
         b: {type: object, example: {$ref: '#/gone'}, default: {$ref: gone.yaml}, const: {$ref: 1}}}}",
        // A constant that is an object, and a default that is another one.
        &["keyword-not-enforced 6:188", "bad-default 6:239"],
        &[],
    );
}

#[test]
fn s04_names_that_schemas_give_themselves() {
    check(
        "A: {$id: 'https://x.org/a', type: object, $defs: {N: {$anchor: n, type: object, properties: {top: {$ref: '#'}}}},\
         properties: {p: {$ref: '#/$defs/N'}, q: {$ref: '#n'}, r: {$ref: 'https://x.org/a#n'}}}\n\
         B: {$dynamicAnchor: node, type: object, properties: {next: {$dynamicRef: '#node'}}}",
        &[],
        &[
            "pub p: Option<AN>,",
            "pub q: Option<AN>,",
            "pub r: Option<AN>,",
            "pub next: Option<Box<B>>,",
        ],
    );
    check(
        "A: {$dynamicAnchor: node, type: object}\nB: {$dynamicAnchor: node, type: array, items: {$dynamicRef: '#node'}}",
        &["broken-reference 7:65"],
        &["pub type B = Vec<Raw>;"],
    );
}
