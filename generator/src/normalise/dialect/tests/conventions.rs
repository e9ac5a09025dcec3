//! What each extension of a vendor becomes: a piece of a document, and what is there beside it afterwards.

use super::{check_in, lowered};
use crate::normalise::testing::{codes, show, tree};
use crate::normalise::unused;

/// What a schema has beside what it says.
fn schema(says: &str, adds: &str) {
    check_in("3.0.3", &object(&[says]), &object(&[says, adds]), &[]);
}

/// What a schema becomes.
fn changed(says: &str, becomes: &str, found: &[&str]) {
    check_in("3.0.3", &object(&[says]), &object(&[becomes]), found);
}

pub(super) fn object(parts: &[&str]) -> String {
    let parts: Vec<&str> = parts.iter().copied().filter(|it| !it.is_empty()).collect();
    format!("{{{}}}", parts.join(", "))
}

/// What a whole document becomes. `rest` is beside `paths`.
pub(super) fn check_paths(rest: &str, paths: &str, expected: &str, found: &[&str]) {
    let document = |paths: &str| {
        let rest = if rest.is_empty() {
            String::new()
        } else {
            format!("{rest}, ")
        };
        format!(r#"{{"openapi": "3.0.3", "info": {{}}, {rest}"paths": {{{paths}}}}}"#)
    };
    let (mut root, diagnostics) = lowered(&document(paths));
    // What is left out goes as soon as it is known what only it uses.
    unused::drop_what_left(&mut root, &mut |_| {});
    let expected = tree(&document(expected));
    assert_eq!(root, expected, "{paths} became\n{}", show(&root));
    assert_eq!(codes(diagnostics), found, "{paths}");
}

/// What an operation has beside what it says, `rest` being beside the paths.
fn operation_in(rest: &str, says: &str, becomes: &str) {
    let item = |of: &str| {
        format!(
            r#""/a": {{"post": {}}}"#,
            object(&[r#""responses": {}"#, of])
        )
    };
    check_paths(rest, &item(says), &item(becomes), &[]);
}

fn operation(says: &str, adds: &str) {
    let both: Vec<&str> = [says, adds]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    operation_in("", says, &both.join(", "));
}

#[test]
fn names() {
    let text = |says: &str, adds: &str| schema(&format!(r#""type": "string", {says}"#), adds);
    text(r#""x-ms-client-name": "k""#, r#""x-name": "k""#);
    text(r#""x-speakeasy-name-override": "k""#, r#""x-name": "k""#);
    text(r#""x-fern-property-name": "k""#, r#""x-name": "k""#);
    text(r#""x-ogen-name": "k""#, r#""x-name": "k""#);
    // Ours is first, what is there stays, and what cannot be a name is none.
    text(
        r#""x-ms-client-name": "b", "x-rust-name": "a""#,
        r#""x-name": "a""#,
    );
    text(r#""x-name": "a", "x-ogen-name": "b""#, "");
    text(r#""x-ogen-name": "--""#, "");
    // The type of a value has a name of its own.
    text(r#""x-fern-type-name": "k""#, r#""x-type-name": "k""#);
    text(r#""x-ms-enum": {"name": "k"}"#, r#""x-type-name": "k""#);
}

#[test]
fn values_of_discriminators() {
    let says = r#""x-ms-discriminator-value": "k""#;
    schema(says, r#""x-discriminator-value": "k""#);
    schema(&format!(r#"{says}, "x-discriminator-value": "l""#), "");
}

#[test]
fn names_of_operations() {
    operation(r#""x-ms-client-name": "k""#, r#""x-name": "k""#);
    operation(
        r#""x-fern-sdk-group-name": "users", "x-fern-sdk-method-name": "list""#,
        r#""x-name": "users_list""#,
    );
    operation(
        r#""x-fern-sdk-group-name": ["admin", "users"], "x-fern-sdk-method-name": "list""#,
        r#""x-name": "admin_users_list""#,
    );
    operation(
        r#""x-speakeasy-group": "users", "x-speakeasy-name-override": "list""#,
        r#""x-name": "users_list""#,
    );
    // Without its group, such a name is not unique.
    operation(r#""x-speakeasy-name-override": "list""#, "");
    operation(r#""x-fern-sdk-method-name": "list""#, "");
}

/// Nothing of a document chooses a type, a crate or an import.
#[test]
fn types_and_code_of_a_document_are_ignored() {
    for says in [
        r#""x-rust-type": {"crate": "evil", "version": "1", "path": "evil::Type"}"#,
        r#""x-rust-type": "std::process::Command""#,
        r#""x-go-type": "evil.Type""#,
        r#""x-fern-type": "datetime""#,
        r#""x-ogen-type": "evil""#,
        r#""x-typify": {"type": "evil"}"#,
    ] {
        let says = format!(r#""type": "string", {says}"#);
        changed(&says, &says, &["unknown-keyword"]);
    }
}

#[test]
fn values_of_enumerations() {
    let list = |values: &str, says: &str, adds: &str| {
        schema(
            &format!(r#""type": "string", "enum": {values}, {says}"#),
            adds,
        );
    };
    let ab = r#"["a", "b"]"#;
    let named = r#""x-values": {"a": {"name": "A"}, "b": {"name": "B"}}"#;
    for key in [
        "x-enum-varnames",
        "x-enumNames",
        "x-enum-names",
        "x-speakeasy-enums",
    ] {
        list(ab, &format!(r#""{key}": ["A", "B"]"#), named);
        list(
            ab,
            &format!(r#""{key}": {{"b": "B", "c": "C"}}"#),
            r#""x-values": {"b": {"name": "B"}}"#,
        );
    }
    let described = r#""x-values": {"a": {"description": "A."}, "b": {"description": "B."}}"#;
    for key in [
        "x-enum-descriptions",
        "x-enumDescriptions",
        "x-speakeasy-enum-descriptions",
    ] {
        list(ab, &format!(r#""{key}": ["A.", "B."]"#), described);
        list(
            ab,
            &format!(r#""{key}": {{"a": "A.", "b": "B."}}"#),
            described,
        );
    }
    list(
        ab,
        r#""x-ms-enum": {"values": [{"value": "b", "name": "B", "description": "B."}, {"value": 1, "name": "C"}]}"#,
        r#""x-values": {"b": {"name": "B", "description": "B."}}"#,
    );
    list(
        ab,
        r#""x-fern-enum": {"a": {"name": "A", "description": "A.", "casing": {"snake": "x"}}}"#,
        r#""x-values": {"a": {"name": "A", "description": "A."}}"#,
    );
    list(
        ab,
        r#""x-enum-varnames": ["A", ""], "x-enum-descriptions": [null, "B."]"#,
        r#""x-values": {"a": {"name": "A"}, "b": {"description": "B."}}"#,
    );
    schema(
        r#""type": "integer", "enum": [-1, 2], "x-enum-varnames": ["Minus", "Two"]"#,
        r#""x-values": {"-1": {"name": "Minus"}, "2": {"name": "Two"}}"#,
    );
}

/// `null` leaves the list, and names stay with their values.
#[test]
fn values_beside_null() {
    for names in [r#"["A", "None", "B"]"#, r#"["A", "B"]"#] {
        changed(
            &format!(r#""type": "string", "enum": ["a", null, "b"], "x-enum-varnames": {names}"#),
            &format!(
                r#""type": "string", "enum": ["a", "b"], "nullable": true, "x-enum-varnames": {names},
                    "x-values": {{"a": {{"name": "A"}}, "b": {{"name": "B"}}}}"#
            ),
            &[],
        );
    }
    let short = r#""type": "string", "enum": ["a", "b", "c"], "x-enum-varnames": ["A", "C"]"#;
    changed(short, short, &["contradiction"]);
}

/// Enumerations with one name and the same values are one, whatever else is said of each; others are what they are.
#[test]
fn named_enumerations_are_one_type() {
    let components = |schemas: &str| {
        format!(
            r#"{{"openapi": "3.0.3", "info": {{}}, "paths": {{}}, "components": {{"schemas": {{{schemas}}}}}}}"#
        )
    };
    let state = r#""type": "string", "enum": ["a", "b"], "x-ms-enum": {"name": "State"}"#;
    let other = state.replace(r#", "b""#, "");
    let record = |a: &str, b: &str| {
        format!(r#""R": {{"type": "object", "properties": {{"a": {a}, "b": {b}}}}}"#)
    };
    let given = components(&record(
        &format!(r#"{{{state}, "readOnly": true}}"#),
        &format!("{{{state}}}"),
    ));
    let reference = r##"{"$ref": "#/components/schemas/State"}"##;
    let expected = components(&format!(
        r#"{}, "State": {{{state}, "x-type-name": "State"}}"#,
        record(
            &format!(r#"{{"readOnly": true, "allOf": [{reference}], "x-annotated-ref": true}}"#),
            reference
        )
    ));
    let (root, diagnostics) = lowered(&given);
    assert_eq!(root, tree(&expected), "{}", show(&root));
    assert!(codes(diagnostics).is_empty());
    for different in [
        record(&format!("{{{state}}}"), &format!("{{{other}}}")),
        format!(
            r#"{}, "State": {{"type": "object"}}"#,
            record(&format!("{{{state}}}"), &format!("{{{state}}}"))
        ),
        record(&format!("{{{state}}}"), "{}"),
    ] {
        let (root, _) = lowered(&components(&different));
        assert!(!show(&root).contains("$ref"), "{}", show(&root));
    }
}

#[test]
fn open_enumerations() {
    schema(
        r#""type": "string", "x-extensible-enum": ["a", "b"]"#,
        r#""enum": ["a", "b"]"#,
    );
    schema(
        r#""type": "string", "x-extensible-enum": ["a"], "enum": ["b"]"#,
        "",
    );
    schema(r#""type": "string", "x-extensible-enum": true"#, "");
    // Every enumeration is open, so that this says nothing.
    schema(
        r#""type": "string", "enum": ["a"], "x-speakeasy-unknown-values": "allow""#,
        "",
    );
}

/// Texts that are as often numbers, in the words of Kubernetes.
#[test]
fn integers_or_texts() {
    let either = r#""oneOf": [{"type": "integer"}, {"type": "string"}]"#;
    changed(
        r#""type": "string", "format": "int-or-string""#,
        &format!(r#""x-format": "int-or-string", {either}"#),
        &[],
    );
    changed(
        r#""x-kubernetes-int-or-string": true"#,
        &format!(r#""x-kubernetes-int-or-string": true, {either}"#),
        &[],
    );
    let said =
        r#""x-kubernetes-int-or-string": true, "anyOf": [{"type": "integer"}, {"type": "string"}]"#;
    changed(said, said, &[]);
}

/// The names of resources that grpc-gateway describes by a pattern: slashes in them stay.
#[test]
fn values_of_several_segments() {
    for (pattern, spans) in [
        ("shelves/[^/]+/books/[^/]+", true),
        (r"^shelves\\/\\d+$", true),
        ("[^/]+", false),
        ("a|b/c", false),
        ("(a/)?b", false),
        ("a/?b", false),
        ("[a-z]+", false),
    ] {
        let parameter = format!(
            r#"{{"name": "n", "in": "path", "required": true, "schema": {{"type": "string", "pattern": "{pattern}"}}"#
        );
        let reserved = if spans {
            r#", "allowReserved": true"#
        } else {
            ""
        };
        operation(
            &format!(r#""parameters": [{parameter}}}]"#),
            &format!(r#""parameters": [{parameter}{reserved}}}]"#),
        );
    }
}

/// Who writes a member, in the words of `AutoRest`. When it is written is for operations to say.
#[test]
fn mutability() {
    let member = |words: &str| format!(r#""type": "string", "x-ms-mutability": {words}"#);
    for (words, access) in [
        (r#"["read"]"#, r#""readOnly": true"#),
        (r#"["create"]"#, r#""writeOnly": true"#),
        (r#"["create", "update"]"#, r#""writeOnly": true"#),
        (r#"["create", "read"]"#, ""),
        (r#"["create", "read", "update"]"#, ""),
        ("[]", ""),
        (r#""read""#, ""),
    ] {
        schema(&member(words), access);
    }
    schema(&member(r#"["read"], "writeOnly": true"#), "");
}

#[test]
fn null_constants_and_secrets() {
    changed(
        r#""type": "string", "x-nullable": true"#,
        r#""type": "string", "nullable": true"#,
        &[],
    );
    schema(r#""type": "string", "x-nullable": false"#, "");
    changed(
        r##""$ref": "#/components/schemas/T", "x-nullable": true"##,
        r##""allOf": [{"$ref": "#/components/schemas/T"}], "nullable": true, "x-annotated-ref": true"##,
        &[],
    );
    schema(
        r#""type": "string", "enum": ["a"], "x-stainless-const": true"#,
        r#""x-const": true"#,
    );
    schema(
        r#""type": "string", "enum": ["a", "b"], "x-stainless-const": true"#,
        "",
    );
    schema(
        r#""type": "string", "x-ms-secret": true"#,
        r#""format": "password""#,
    );
    changed(
        r#""type": "string", "format": "uuid", "x-ms-secret": true"#,
        r#""type": "string", "format": "password", "x-format": "uuid", "x-ms-secret": true"#,
        &[],
    );
    let object = r#""type": "object", "x-ms-secret": true"#;
    changed(object, object, &["keyword-not-enforced"]);
}

#[test]
fn deprecations_and_titles() {
    for key in [
        "x-deprecated-reason",
        "x-deprecated-message",
        "x-deprecation-reason",
    ] {
        let says = format!(r#""deprecated": true, "{key}": "Use b.""#);
        operation(&says, r#""x-deprecation": "Use b.""#);
        schema(
            &format!(r#""type": "string", {says}"#),
            r#""x-deprecation": "Use b.""#,
        );
    }
    let (root, _) = lowered(
        r#"{"openapi": "3.0.3", "info": {}, "paths": {}, "tags": [{"name": "t", "x-displayName": "Things"}]}"#,
    );
    assert!(
        show(&root).contains(r#""x-summary": "Things""#),
        "{}",
        show(&root)
    );
}

#[test]
fn repeating() {
    operation(
        r#""x-fern-retries": {"disabled": true}"#,
        r#""x-idempotency": "never""#,
    );
    operation(
        r#""x-speakeasy-retries": {"strategy": "none"}"#,
        r#""x-idempotency": "never""#,
    );
    operation(
        r#""x-fern-idempotent": true"#,
        r#""x-idempotency": "idempotent""#,
    );
    // What the document says in our words stays, and how often and how soon is for callers to say.
    operation(
        r#""x-idempotency": "safe", "x-fern-retries": {"disabled": true}"#,
        "",
    );
    operation(
        r#""x-speakeasy-retries": {"strategy": "backoff", "statusCodes": ["5XX"]}"#,
        "",
    );
    operation(r#""x-fern-retries": {"disabled": false}"#, "");
}

#[test]
fn keys_that_make_repeating_harmless() {
    let headers = r#""x-fern-idempotency-headers": [{"header": "Once-Key", "name": "once"}, {"header": "Once-Until"}]"#;
    let key = r#"{"name": "Once-Key", "in": "header", "schema": {"type": "string"}, "x-name": "once", "x-idempotency-key": true}"#;
    let until = r#"{"name": "Once-Until", "in": "header", "schema": {"type": "string"}}"#;
    operation_in(
        headers,
        r#""x-fern-idempotent": true"#,
        &format!(
            r#""x-fern-idempotent": true, "x-idempotency": "idempotent", "parameters": [{key}, {until}]"#
        ),
    );
    let own =
        r#""name": "once-key", "in": "header", "required": true, "schema": {"type": "string"}"#;
    operation_in(
        headers,
        &format!(r#""x-fern-idempotent": true, "parameters": [{{{own}}}]"#),
        &format!(
            r#""x-fern-idempotent": true, "x-idempotency": "idempotent", "parameters": [{{{own}, "x-idempotency-key": true}}, {until}]"#
        ),
    );
    operation_in(
        headers,
        r#""x-fern-idempotent": false"#,
        r#""x-fern-idempotent": false"#,
    );
}

#[test]
fn what_is_not_for_clients_is_left_out() {
    let get = r#"{"responses": {}}"#;
    for key in ["x-fern-ignore", "x-speakeasy-ignore"] {
        check_paths(
            "",
            &format!(
                r#""/a": {{"get": {get}, "post": {{"responses": {{}}, "{key}": true}}, "put": {{"responses": {{}}, "{key}": false}}}}"#
            ),
            &format!(r#""/a": {{"get": {get}, "put": {{"responses": {{}}, "{key}": false}}}}"#),
            &["not-for-clients"],
        );
        check_paths(
            "",
            &format!(r#""/a": {{"{key}": true, "parameters": [], "get": {get}, "post": {get}}}"#),
            &format!(r#""/a": {{"{key}": true, "parameters": []}}"#),
            &["not-for-clients"],
        );
    }
    for (says, found) in [
        (r#""x-internal": true"#, &["not-for-clients"][..]),
        (r#""x-fern-audiences": ["internal"]"#, &[]),
        (r#""x-ms-external": true"#, &[]),
    ] {
        let paths = format!(
            r#""/a": {{"get": {{"responses": {{}}, {says}}}, "put": {{"responses": {{}}, {says}}}}}"#
        );
        check_paths("", &paths, &paths, found);
    }
}

#[test]
fn streams() {
    let answer = |content: &str| {
        format!(r#""responses": {{"200": {{"description": "", "content": {{{content}}}}}}}"#)
    };
    let check = |says: &str, content: &str, expected: &str| {
        let item = |of: &str| {
            format!(
                r#""/a": {{"get": {{{}, "x-fern-streaming": {says}}}}}"#,
                answer(of)
            )
        };
        check_paths("", &item(content), &item(expected), &[]);
    };
    let (whole, part) = (r#"{"type": "object"}"#, r#"{"type": "integer"}"#);
    let json = format!(r#""application/json": {{"schema": {whole}}}"#);
    check(
        "true",
        &json,
        &format!(r#""application/x-ndjson": {{"x-item-schema": {whole}}}"#),
    );
    check(
        r#"{"format": "sse", "terminator": "[END]"}"#,
        &json,
        &format!(r#""text/event-stream": {{"x-item-schema": {whole}, "x-sentinel": "[END]"}}"#),
    );
    check(
        &format!(
            r#"{{"format": "sse", "stream-condition": "$request.stream", "response-stream": {part}}}"#
        ),
        &json,
        &format!(r#"{json}, "text/event-stream": {{"x-item-schema": {part}}}"#),
    );
    // grpc-gateway has no keyword for it, but words.
    for (description, title, expected) in [
        ("Done.(streaming responses)", "Stream result of A", true),
        ("Done.(streaming responses)", "A", false),
        ("Done.", "Stream result of A", false),
    ] {
        let response = |content: &str| {
            format!(
                r#""/a": {{"get": {{"responses": {{"200": {{"description": "{description}", "content": {{{content}}}}}}}}}}}"#
            )
        };
        let schema = format!(r#"{{"title": "{title}", "type": "object"}}"#);
        let whole = format!(r#""application/json": {{"schema": {schema}}}"#);
        let lines = format!(r#""application/x-ndjson": {{"x-item-schema": {schema}}}"#);
        let becomes = if expected { lines } else { whole.clone() };
        check_paths("", &response(&whole), &response(&becomes), &[]);
    }
    let events = format!(r#""text/event-stream": {{"schema": {part}}}"#);
    check(r#"{"format": "sse"}"#, &events, &events);
    let sentinel =
        format!(r#""text/event-stream": {{"schema": {part}, "x-speakeasy-sse-sentinel": "[END]""#);
    check(
        "false",
        &format!("{sentinel}}}"),
        &format!(r#"{sentinel}, "x-sentinel": "[END]"}}"#),
    );
}

#[test]
fn pages() {
    let page = |says: &str| format!(r#""/a": {{"get": {{"responses": {{}}, {says}}}}}"#);
    for (says, rule) in [
        (
            r#""x-ms-pageable": {"nextLinkName": "nextLink"}"#,
            r#"{"style": "url", "next": "/nextLink", "items": "/value"}"#,
        ),
        (
            r#""x-ms-pageable": {"nextLinkName": "next.link/2", "itemName": "all"}"#,
            r#"{"style": "url", "next": "/next.link~12", "items": "/all"}"#,
        ),
        (r#""x-ms-pageable": {"nextLinkName": null}"#, "false"),
        (
            r#""x-speakeasy-pagination": {"type": "cursor", "inputs": [{"name": "after", "in": "parameters", "type": "cursor"}], "outputs": {"results": "$.data", "nextCursor": "$.meta.next"}}"#,
            r#"{"parameter": "after", "next": "/meta/next", "items": "/data"}"#,
        ),
        (
            r#""x-speakeasy-pagination": {"type": "offsetLimit", "inputs": [{"name": "p", "in": "parameters", "type": "page"}], "outputs": {"results": "$"}}"#,
            r#"{"style": "page", "parameter": "p"}"#,
        ),
        (
            r#""x-speakeasy-pagination": {"type": "offsetLimit", "inputs": [{"name": "o", "in": "parameters", "type": "offset"}], "outputs": {"results": "$.a"}}"#,
            r#"{"style": "offset", "parameter": "o", "items": "/a"}"#,
        ),
        (
            r#""x-speakeasy-pagination": {"type": "url", "outputs": {"results": "$.a", "nextUrl": "$.n"}}"#,
            r#"{"style": "url", "next": "/n", "items": "/a"}"#,
        ),
        (
            r#""x-fern-pagination": {"cursor": "$request.c", "next_cursor": "$response.page.next", "results": "$response.data"}"#,
            r#"{"parameter": "c", "next": "/page/next", "items": "/data"}"#,
        ),
        (
            r#""x-fern-pagination": {"offset": "$request.page", "results": "$response.data", "has-next-page": "$response.more"}"#,
            r#"{"style": "page", "parameter": "page", "more": "/more", "items": "/data"}"#,
        ),
        (
            r#""x-fern-pagination": {"offset": "$request.skip", "results": "$response", "step": "$request.limit"}"#,
            r#"{"style": "offset", "parameter": "skip"}"#,
        ),
        (
            r#""x-fern-pagination": {"next_uri": "$response.next", "results": "$response.data"}"#,
            r#"{"style": "url", "next": "/next", "items": "/data"}"#,
        ),
    ] {
        check_paths(
            "",
            &page(says),
            &page(&format!(r#"{says}, "x-paging": {rule}"#)),
            &[],
        );
    }
    for says in [
        r#""x-fern-pagination": true"#,
        r#""x-fern-pagination": {"cursor": "$request.body.c", "next_cursor": "$response.n", "results": "$response.data"}"#,
        r#""x-speakeasy-pagination": {"type": "cursor", "inputs": [{"name": "c", "in": "requestBody", "type": "cursor"}], "outputs": {"nextCursor": "$.n"}}"#,
        r#""x-speakeasy-pagination": {"type": "cursor", "inputs": [{"name": "c", "in": "parameters", "type": "cursor"}], "outputs": {"nextCursor": "$.data[-1].id"}}"#,
        r#""x-ms-pageable": {"nextLinkName": "n"}, "x-paging": false"#,
    ] {
        check_paths("", &page(says), &page(says), &[]);
    }
}
