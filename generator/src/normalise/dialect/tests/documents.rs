//! Rules for everything around schemas.

use super::{check_in, lowered};
use crate::normalise::testing::{codes, show, tree};

/// What a document becomes, and what is found.
fn check_document(document: &str, expected: &str, found: &[&str]) {
    let (root, diagnostics) = lowered(document);
    assert_eq!(root, tree(expected), "{document} became\n{}", show(&root));
    assert_eq!(codes(diagnostics), found, "{document}");
}

/// What a path becomes in a document of 3.1.
fn check_item(item: &str, expected: &str, found: &[&str]) {
    let document = |version: &str, item: &str| {
        format!(r#"{{{version}, "info": {{}}, "paths": {{"/a": {item}}}}}"#)
    };
    check_document(
        &document(r#""openapi": "3.1.0""#, item),
        &document(r#""openapi": "3.0.3", "x-openapi": "3.1.0""#, expected),
        found,
    );
}

#[test]
fn rule_02_dialects() {
    check_document(
        r#"{"openapi": "3.1.0", "jsonSchemaDialect": "https://json-schema.org/draft/2020-12/schema", "info": {}, "paths": {}}"#,
        r#"{"openapi": "3.0.3", "x-openapi": "3.1.0", "x-json-schema-dialect": "https://json-schema.org/draft/2020-12/schema", "info": {}, "paths": {}}"#,
        &[],
    );
    check_document(
        r#"{"openapi": "3.1.0", "jsonSchemaDialect": "https://x.org/own", "info": {}, "paths": {}}"#,
        r#"{"openapi": "3.0.3", "x-openapi": "3.1.0", "x-json-schema-dialect": "https://x.org/own", "info": {}, "paths": {}}"#,
        &["keyword-not-enforced"],
    );
    check_in(
        "3.1.0",
        r#"{"type": "string", "$schema": "http://json-schema.org/draft-07/schema#"}"#,
        r#"{"type": "string", "x-schema-dialect": "http://json-schema.org/draft-07/schema#"}"#,
        &["keyword-not-enforced"],
    );
}

#[test]
fn rule_03_webhooks_and_no_paths() {
    check_document(
        r#"{"openapi": "3.1.0", "info": {},
            "webhooks": {"w": {"post": {"requestBody": {"content": {"application/json": {"schema": true}}}}}}}"#,
        r#"{"openapi": "3.0.3", "x-openapi": "3.1.0", "info": {}, "paths": {},
            "x-webhooks": {"w": {"post": {"requestBody": {"content": {"application/json": {"schema": {}}}}, "responses": {}}}}}"#,
        &[],
    );
}

#[test]
fn rule_04_info() {
    let document = |version: &str, info: &str| {
        format!(r#"{{{version}, "info": {{"title": "t", {info}}}, "paths": {{}}}}"#)
    };
    check_document(
        &document(
            r#""openapi": "3.1.0""#,
            r#""version": 1.1, "summary": "s", "description": "d", "license": {"name": "MIT", "identifier": "MIT"}"#,
        ),
        &document(
            r#""openapi": "3.0.3", "x-openapi": "3.1.0""#,
            r#""version": "1.1", "x-summary": "s", "description": "s\n\nd", "license": {"name": "MIT", "x-license-identifier": "MIT"}"#,
        ),
        &[],
    );
}

#[test]
fn rule_05_and_rule_06_path_items_by_reference() {
    check_document(
        r##"{"openapi": "3.1.0", "info": {}, "paths": {
                "/a": {"$ref": "#/components/pathItems/A", "summary": "here"},
                "/b": {"$ref": "#/paths/~1a"},
                "/c": {"$ref": "#/paths/~1d"}, "/d": {"$ref": "#/paths/~1c"},
                "/e": {"$ref": "e.yaml"}},
            "components": {"pathItems": {"A": {"get": {"responses": {}}, "summary": "there"}}}}"##,
        r##"{"openapi": "3.0.3", "x-openapi": "3.1.0", "info": {}, "paths": {
                "/a": {"get": {"responses": {}}, "summary": "here", "x-inlined-from": "#/components/pathItems/A"},
                "/b": {"get": {"responses": {}}, "summary": "here", "x-inlined-from": "#/components/pathItems/A"},
                "/c": {"x-unresolved": true, "x-inlined-from": "#/paths/~1c"},
                "/d": {"x-unresolved": true, "x-inlined-from": "#/paths/~1d"},
                "/e": {"x-unresolved": true}},
            "components": {"x-pathItems": {"A": {"get": {"responses": {}}, "summary": "there"}}}}"##,
        &[
            "keyword-not-enforced",
            "reference-loop",
            "reference-loop",
            "foreign-reference",
        ],
    );
}

#[test]
fn rule_07_what_operations_may_leave_out() {
    check_item(
        r#"{"get": {}, "delete": {"responses": {"200": {}, "204": {"description": "d"}}, "requestBody": {"content": {"application/json": {}}}}}"#,
        r#"{"get": {"responses": {}}, "delete": {"responses": {"200": {"description": ""}, "204": {"description": "d"}}, "requestBody": {"content": {"application/json": {}}}}}"#,
        &[],
    );
}

#[test]
fn rule_08_siblings_of_other_references() {
    let document = |version: &str, beside: &str| {
        format!(
            r##"{{{version}, "info": {{}}, "paths": {{"/a": {{"get": {{"responses": {{"200": {{"$ref": "#/components/responses/R", {beside}}}}}}}}}}},
                "components": {{"responses": {{"R": {{"description": "r"}}}}}}}}"##
        )
    };
    check_document(
        &document(
            r#""openapi": "3.1.0""#,
            r#""summary": "s", "description": "d""#,
        ),
        &document(
            r#""openapi": "3.0.3", "x-openapi": "3.1.0""#,
            r#""x-ref-summary": "s", "x-ref-description": "d""#,
        ),
        &[],
    );
    check_document(
        &document(r#""openapi": "3.1.0""#, r#""headers": {}, "x-y": 1"#),
        &document(
            r#""openapi": "3.0.3", "x-openapi": "3.1.0""#,
            r#""x-ignored-headers": {}, "x-y": 1"#,
        ),
        &["keyword-not-enforced"],
    );
}

#[test]
fn rule_09_mutual_tls() {
    let document = |version: &str, components: &str| {
        format!(r#"{{{version}, "info": {{}}, "paths": {{}}, "components": {{{components}}}}}"#)
    };
    check_document(
        &document(
            r#""openapi": "3.1.0""#,
            r#""securitySchemes": {"tls": {"type": "mutualTLS"}, "key": {"type": "http", "scheme": "basic"}}"#,
        ),
        &document(
            r#""openapi": "3.0.3", "x-openapi": "3.1.0""#,
            r#""securitySchemes": {"key": {"type": "http", "scheme": "basic"}}, "x-mutual-tls": {"tls": {"type": "mutualTLS"}}"#,
        ),
        &[],
    );
}

#[test]
fn rule_30_files_in_forms_and_bodies() {
    check_item(
        r#"{"get": {"responses": {"200": {"content": {"image/png": {}, "application/json": {}}}}}}"#,
        r#"{"get": {"responses": {"200": {"description": "", "content": {
            "image/png": {"schema": {"type": "string", "format": "binary", "x-inferred-type": true}}, "application/json": {}}}}}}"#,
        &[],
    );
    check_item(
        r#"{"post": {"responses": {}, "requestBody": {"content": {"multipart/form-data": {"schema": {
            "type": "object", "properties": {"a": {}, "b": {"type": "array", "items": {"description": "f"}}, "c": {"type": "string"}}}}}}}}"#,
        r#"{"post": {"responses": {}, "requestBody": {"content": {"multipart/form-data": {"schema": {
            "type": "object", "properties": {
                "a": {"type": "string", "format": "binary", "x-inferred-type": true},
                "b": {"type": "array", "items": {"description": "f", "type": "string", "format": "binary", "x-inferred-type": true}},
                "c": {"type": "string"}}}}}}}}"#,
        &[],
    );
}

#[test]
fn rule_30_members_of_forms_that_are_sent_in_a_binary_media_type() {
    let document = |schema: &str| {
        format!(
            r#"{{"openapi": "3.0.3", "info": {{}}, "paths": {{"/a": {{"post": {{"responses": {{}}, "requestBody": {{"content": {{"multipart/form-data": {{
                "schema": {{"type": "object", "properties": {{"a": {schema}, "b": {{"type": "string"}}, "c": {{"type": "string", "format": "uri"}}}}}},
                "encoding": {{"a": {{"contentType": "image/*, application/pdf"}}, "b": {{"contentType": "text/csv"}}, "c": {{"contentType": "image/png"}}}}}}}}}}}}}}}}}}"#
        )
    };
    check_document(
        &document(r#"{"type": "string"}"#),
        &document(r#"{"type": "string", "format": "binary", "x-inferred-type": true}"#),
        &[],
    );
}

#[test]
fn operations_and_their_parts() {
    check_item(
        r#"{"get": {"responses": {}, "operationId": 12, "parameters": [{"name": "p", "in": "query", "type": "integer", "x-z": 1}, {"name": "q", "in": "query"}]}}"#,
        r#"{"get": {"responses": {}, "operationId": "12", "parameters": [
            {"name": "p", "in": "query", "x-z": 1, "schema": {"type": "integer"}}, {"name": "q", "in": "query", "schema": {}, "x-no-schema": true}]}}"#,
        &["unknown-keyword"],
    );
    check_item(
        r#"{"query": {"responses": {}}, "get": {"responses": {}, "parameters": null}}"#,
        r#"{"x-additional-operations": {"QUERY": {"responses": {}}}, "get": {"responses": {}, "x-oas31-parameters": null}}"#,
        &["unknown-keyword", "corrected"],
    );
    check_item(
        r#"{"GET": {"responses": {}}, "Put": {"responses": {}}, "put": {"responses": {"200": {"description": "d"}}}}"#,
        r#"{"get": {"responses": {}}, "put": {"responses": {"200": {"description": "d"}}}}"#,
        &["corrected", "unsupported-method"],
    );
}

#[test]
fn documents_of_3_0_are_unchanged() {
    let document = r##"{
        "openapi": "3.0.1",
        "info": {"title": "t", "version": "1"},
        "servers": [{"url": "https://x.org", "variables": {"v": {"default": "1"}}}],
        "tags": [{"name": "a"}],
        "security": [{"key": []}],
        "paths": {"/a/{id}": {
            "parameters": [{"name": "id", "in": "path", "required": true, "schema": {"type": "string"}}],
            "get": {
                "operationId": "a",
                "parameters": [{"$ref": "#/components/parameters/P"}],
                "responses": {"200": {"description": "ok", "content": {"application/json": {
                    "schema": {"$ref": "#/components/schemas/A"},
                    "examples": {"one": {"value": {"$ref": "data"}}}}}},
                    "default": {"$ref": "#/components/responses/R"}}}}},
        "components": {
            "parameters": {"P": {"name": "p", "in": "query", "schema": {"type": "integer", "minimum": 0, "exclusiveMinimum": true}}},
            "responses": {"R": {"description": "r"}},
            "securitySchemes": {"key": {"type": "http", "scheme": "bearer"}},
            "schemas": {
                "A": {"type": "object", "required": ["b"], "properties": {
                    "b": {"$ref": "#/components/schemas/B"},
                    "c": {"type": "string", "nullable": true},
                    "d": {"type": "array", "items": {"$ref": "#/components/schemas/A"}}},
                    "additionalProperties": true},
                "B": {"oneOf": [{"$ref": "#/components/schemas/A"}, {"$ref": "#/components/schemas/C"}],
                    "discriminator": {"propertyName": "k", "mapping": {"a": "#/components/schemas/A"}}},
                "C": {"allOf": [{"$ref": "#/components/schemas/A"}, {"type": "object", "properties": {"e": {"type": "boolean"}}}]}}}
    }"##;
    check_document(document, document, &[]);
}

#[test]
fn bodies_among_the_parameters() {
    let document = |operation: &str| {
        format!(
            r#"{{"openapi": "3.0.3", "info": {{}}, "paths": {{"/a": {{"post": {operation}}}}}}}"#
        )
    };
    check_document(
        &document(
            r#"{"responses": {}, "parameters": [{"name": "b", "in": "body", "required": true, "schema": {"type": "object"}}]}"#,
        ),
        &document(
            r#"{"responses": {}, "parameters": [], "requestBody": {"required": true, "content": {"application/json": {"schema": {"type": "object"}}}}}"#,
        ),
        &["corrected"],
    );
    check_document(
        &document(
            r#"{"responses": {}, "parameters": [{"name": "f", "in": "formData", "type": "file", "required": true}, {"name": "q", "in": "query", "schema": {}}]}"#,
        ),
        &document(
            r#"{"responses": {}, "parameters": [{"name": "q", "in": "query", "schema": {}}], "requestBody": {"required": true, "content": {"multipart/form-data": {"schema": {
            "type": "object", "required": ["f"], "properties": {"f": {"type": "file"}}}}}}}"#,
        ),
        &["corrected", "unknown-keyword"],
    );
    check_document(
        &document(r#"{"responses": {"200": {"description": "d", "schema": {"type": "object"}}}}"#),
        &document(
            r#"{"responses": {"200": {"description": "d", "content": {"application/json": {"schema": {"type": "object"}}}}}}"#,
        ),
        &["corrected"],
    );
}

#[test]
fn what_is_written_loosely_has_one_meaning() {
    check_document(
        r##"{"openapi": "3.0.3", "info": {}, "tags": ["t"], "security": {"k": []}, "paths": {"/a": {"get": {
                "tags": [{"name": "t"}], "deprecated": "True",
                "parameters": [{"name": "q", "in": "Query", "required": "true", "schema": "string"}, 5],
                "responses": {"200": {"description": "", "content": ["text/plain"]}}}}},
            "components": {"schemas": {"A": {"type": "Object", "required": "a", "properties": {
                "a": {"type": "int64", "minimum": "1", "maximum": "2.5"},
                "b": {"type": "string", "minLength": "3", "maxLength": 4.0, "enum": "x", "nullable": "false"},
                "c": {"type": "datetime"}, "d": {"allOf": {"$ref": "#/components/schemas/A"}}, "e": {"type": "array", "items": "uuid"},
                "f": {"type": "any"}, "g": {"oneOf": [{"$ref": "#/components/schemas/A"}], "discriminator": "k"}}}}}}"##,
        r##"{"openapi": "3.0.3", "info": {}, "tags": [{"name": "t"}], "security": [{"k": []}], "paths": {"/a": {"get": {
                "tags": ["t"], "deprecated": true,
                "parameters": [{"name": "q", "in": "query", "required": true, "schema": {"type": "string"}}],
                "responses": {"200": {"description": "", "content": {"text/plain": {}}}}}}},
            "components": {"schemas": {"A": {"type": "object", "required": ["a"], "properties": {
                "a": {"type": "integer", "format": "int64", "minimum": 1, "maximum": 2.5},
                "b": {"type": "string", "minLength": 3, "maxLength": 4, "enum": ["x"], "nullable": false},
                "c": {"type": "string", "format": "date-time"},
                "d": {"allOf": [{"$ref": "#/components/schemas/A"}], "x-annotated-ref": true},
                "e": {"type": "array", "items": {"type": "string", "format": "uuid"}},
                "f": {}, "g": {"oneOf": [{"$ref": "#/components/schemas/A"}], "discriminator": {"propertyName": "k"}}}}}}}"##,
        &[&["corrected"; 18][..], &["malformed"], &["corrected"; 4]].concat(),
    );
}

/// Rows: a body or an answer, what it becomes, and how often something is found.
#[test]
fn media_types_in_other_places_and_by_other_names() {
    let schema = r#"{"type": "object", "properties": {"a": {"type": "string"}}}"#;
    let json = format!(r#"{{"application/json": {{"schema": {schema}}}}}"#);
    let whole = format!(r#"{{"schema": {schema}}}"#);
    let named = |name: &str| format!(r#""content": {{"{name}": {whole}}}"#);
    let rows: &[(String, String, &[&str])] = &[
        (format!(r#""application/json": {whole}"#), named("application/json"), &["corrected"]),
        (
            format!(r#""text/csv": {{}}, "content": {json}"#),
            format!(r#""content": {{"application/json": {whole}, "text/csv": {{}}}}"#),
            &["corrected"],
        ),
        (format!(r#""content": {whole}"#), named("application/json"), &["corrected"]),
        (
            format!(r#""content": {{"application/json": {schema}}}"#),
            named("application/json"),
            &["corrected"],
        ),
        (
            r#""content": {"application/json": {"type": "int64"}}"#.to_owned(),
            r#""content": {"application/json": {"schema": {"type": "integer", "format": "int64"}}}"#
                .to_owned(),
            &["corrected", "corrected"],
        ),
        (named("json"), named("application/json"), &["misnamed-media-type"]),
        (named("Application-JSON"), named("application/json"), &["misnamed-media-type"]),
        (named(""), named("application/json"), &["misnamed-media-type"]),
        (named("form-data"), named("multipart/form-data"), &["misnamed-media-type"]),
        (
            named("application/json, text/json"),
            format!(r#""content": {{"application/json": {whole}, "text/json": {whole}}}"#),
            &["misnamed-media-type"],
        ),
        (
            format!(r#""content": {{"json": {{}}, "application/json": {whole}}}"#),
            named("application/json"),
            &["misnamed-media-type"],
        ),
        (named("*/*"), named("*/*"), &[]),
        (named("application/json; v=1"), named("application/json; v=1"), &[]),
    ];
    for (written, read, found) in rows {
        let item = |of: &str| {
            format!(
                r#"{{"post": {{"requestBody": {{{of}}}, "responses": {{"200": {{"description": "d", {of}}}}}}}}}"#
            )
        };
        // What is said of each place is said twice; what is said once for all places is not.
        let twice = found.iter().filter(|it| **it != "corrected");
        let found: Vec<&str> = found.iter().chain(twice).copied().collect();
        check_item(&item(written), &item(read), &found);
    }
}

#[test]
fn paths_that_differ_by_their_query() {
    let item = r#"{"get": {"responses": {}}}"#;
    let document = |rest: &str| format!(r#"{{"openapi": "3.0.3", "info": {{}}, {rest}}}"#);
    check_document(
        &document(&format!(
            r#""paths": {{"/a": {item}}}, "x-ms-paths": {{"/a?comp=b": {item}}}"#
        )),
        &document(&format!(
            r#""paths": {{"/a": {item}, "/a?comp=b": {item}}}"#
        )),
        &[],
    );
    check_document(
        &document(&format!(r#""x-ms-paths": {{"/a?comp=b": {item}}}"#)),
        &document(&format!(r#""paths": {{"/a?comp=b": {item}}}"#)),
        &[],
    );
}
