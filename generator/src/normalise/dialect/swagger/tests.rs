//! What documents of 2.0 become, and that the result is 3.0: lowering it again changes nothing.

use crate::diagnostics::Diagnostics;
use crate::normalise::neighbours::Neighbours;
use crate::normalise::normalise;
use crate::normalise::testing::{codes, show, tree};

/// What a document of 2.0 becomes, `info` and versions aside.
fn check(document: &str, expected: &str, found: &[&str]) {
    let mut diagnostics = Diagnostics::new();
    let document = format!(r#"{{"swagger": "2.0", "info": {{}}, {document}}}"#);
    let root = normalise(
        vec![tree(&document)],
        &[],
        Neighbours::default(),
        &mut diagnostics,
    )
    .unwrap_or_else(|| panic!("refused: {document}"))
    .root;
    let expected =
        format!(r#"{{"openapi": "3.0.3", "x-swagger": "2.0", "info": {{}}, {expected}}}"#);
    assert_eq!(root, tree(&expected), "{document} became\n{}", show(&root));
    assert_eq!(codes(diagnostics), found, "{document}");
    let again = normalise(
        vec![root.clone()],
        &[],
        Neighbours::default(),
        &mut Diagnostics::new(),
    );
    assert_eq!(again.map(|it| it.root), Some(root), "lowering twice");
}

/// What an operation becomes.
fn check_operation(beside: &str, operation: &str, expected: &str, found: &[&str]) {
    let whole = |operation: &str| format!(r#""paths": {{"/a": {{"post": {operation}}}}}"#);
    check(
        &format!("{beside} {}", whole(operation)),
        &whole(expected),
        found,
    );
}

/// What the parameters of an operation become.
fn check_parameter(parameter: &str, expected: &str, found: &[&str]) {
    let whole = |it: &str| format!(r#"{{"parameters": [{it}], "responses": {{}}}}"#);
    check_operation("", &whole(parameter), &whole(expected), found);
}

const ANY: &str = r#""responses": {}"#;

#[test]
fn servers() {
    let url = |document: &str, urls: &[&str], found: &[&str]| {
        let servers: Vec<String> = urls
            .iter()
            .map(|it| format!(r#"{{"url": "{it}"}}"#))
            .collect();
        let servers = match servers.as_slice() {
            [] => String::new(),
            _ => format!(r#""servers": [{}],"#, servers.join(",")),
        };
        let paths = r#""paths": {}"#;
        check(
            &format!("{document}{paths}"),
            &format!("{servers}{paths}"),
            found,
        );
    };
    url(
        r#""host": "x.org", "basePath": "/v1/", "schemes": ["http", "https"],"#,
        &["https://x.org/v1", "http://x.org/v1"],
        &[],
    );
    url(
        r#""host": "x.org:8080", "basePath": "/","#,
        &["//x.org:8080"],
        &[],
    );
    url(r#""host": "http://x.org","#, &["http://x.org"], &[]);
    url(r#""basePath": "v1", "schemes": ["https"],"#, &["/v1"], &[]);
    url(r#""schemes": ["https"],"#, &[], &[]);
    url(
        r#""host": "x.org", "schemes": ["wss", "https"],"#,
        &["https://x.org"],
        &["bad-server"],
    );
    check(
        r#""host": "x.org", "basePath": "/v", "schemes": ["https"],
            "paths": {"/a": {"get": {"schemes": ["http"], "responses": {}}}}"#,
        r#""servers": [{"url": "https://x.org/v"}],
            "paths": {"/a": {"get": {"servers": [{"url": "http://x.org/v"}], "responses": {}}}}"#,
        &[],
    );
}

#[test]
fn hosts_with_parameters() {
    let check_host = |says: &str, server: &str| {
        let says =
            format!(r#""basePath": "/v1", "paths": {{}}, "x-ms-parameterized-host": {{{says}}}"#);
        let expected =
            format!(r#"{says}, "servers": [{server}]"#).replace(r#""basePath": "/v1", "#, "");
        check(&says, &expected, &[]);
    };
    check_host(
        r#""hostTemplate": "{account}.x.org", "parameters": [
            {"name": "account", "in": "path", "required": true, "type": "string", "description": "d", "default": "a"}]"#,
        r#"{"url": "https://{account}.x.org/v1", "variables": {"account": {"default": "a", "description": "d"}}}"#,
    );
    check_host(
        r#""hostTemplate": "{endpoint}/", "useSchemePrefix": false, "parameters": [
            {"name": "endpoint", "in": "path", "required": true, "type": "string", "enum": ["https://a.org", "https://b.org"]}]"#,
        r#"{"url": "{endpoint}/v1", "variables": {"endpoint": {"default": "https://a.org", "enum": ["https://a.org", "https://b.org"]}}}"#,
    );
    // Nobody has said a value for it, and none is made up.
    check_host(
        r#""hostTemplate": "{vault}.x.org", "parameters": [{"name": "vault", "in": "path", "type": "string"}]"#,
        r#"{"url": "https://{vault}.x.org/v1"}"#,
    );
}

#[test]
fn values_of_parameters_become_schemas() {
    check_parameter(
        r#"{"name": "p", "in": "query", "type": "integer", "format": "int64", "minimum": 1, "description": "d", "required": true,
            "x-example": 3, "x-nullable": true, "x-enum-varnames": ["A"], "x-z": 1}"#,
        r#"{"name": "p", "in": "query", "description": "d", "required": true, "example": 3, "x-z": 1,
            "schema": {"type": "integer", "format": "int64", "minimum": 1, "nullable": true, "x-enum-varnames": ["A"]}}"#,
        &[],
    );
    check_parameter(
        r#"{"name": "p", "in": "query", "schema": {"type": "integer"}}"#,
        r#"{"name": "p", "in": "query", "schema": {"type": "integer"}}"#,
        &[],
    );
}

#[test]
fn lists_in_parameters() {
    let list = |place: &str, format: &str, style: &str, found: &[&str]| {
        let required = if place == "path" {
            r#""required": true,"#
        } else {
            ""
        };
        check_parameter(
            &format!(
                r#"{{"name": "p", "in": "{place}", {required} "type": "array", "items": {{"type": "string"}}, "collectionFormat": "{format}"}}"#
            ),
            &format!(
                r#"{{"name": "p", "in": "{place}", {required} {style} "schema": {{"type": "array", "items": {{"type": "string"}}}}}}"#
            ),
            found,
        );
    };
    list("query", "csv", r#""explode": false,"#, &[]);
    list("query", "multi", r#""explode": true,"#, &[]);
    list(
        "query",
        "ssv",
        r#""style": "spaceDelimited", "explode": false,"#,
        &[],
    );
    list(
        "query",
        "pipes",
        r#""style": "pipeDelimited", "explode": false,"#,
        &[],
    );
    list(
        "query",
        "pipe",
        r#""explode": false,"#,
        &["unknown-keyword"],
    );
    list("header", "csv", "", &[]);
    list("path", "multi", "", &["unknown-keyword"]);
    check_parameter(
        r#"{"name": "p", "in": "query", "type": "array", "items": {"type": "string"}, "collectionFormat": "tsv"}"#,
        r#"{"name": "p", "in": "query", "schema": {"type": "string",
            "x-written-as": {"type": "array", "items": {"type": "string"}}}}"#,
        &["unsupported-parameter"],
    );
}

/// What cannot be sent together is said for each that is left out.
#[test]
fn one_body_or_one_form() {
    let parameter = |name: &str, place: &str, says: &str| {
        format!(r#"{{"name": "{name}", "in": "{place}", {says}}}"#)
    };
    let body = |name: &str| parameter(name, "body", r#""schema": {"type": "object"}"#);
    let part = |name: &str| parameter(name, "formData", r#""type": "string""#);
    let operation = |of: &[String]| format!(r#"{{{ANY}, "parameters": [{}]}}"#, of.join(", "));
    check_operation(
        r#""consumes": ["application/json"],"#,
        &operation(&[body("a"), body("b"), part("c"), part("d")]),
        &format!(
            r#"{{{ANY}, "requestBody": {{"x-body-name": "a", "content": {{"application/json": {{"schema": {{"type": "object"}}}}}}}}}}"#
        ),
        &["unsupported-parameter"; 3],
    );
    check_operation(
        "",
        &operation(&[part("c"), part("c")]),
        &format!(
            r#"{{{ANY}, "requestBody": {{"content": {{"application/x-www-form-urlencoded": {{
                "schema": {{"type": "object", "properties": {{"c": {{"type": "string"}}}}}}}}}}}}}}"#
        ),
        &["duplicate-parameter"],
    );
}

#[test]
fn bodies() {
    let body = r#"{"name": "b", "in": "body", "required": true, "description": "d", "schema": {"type": "object"}}"#;
    check_operation(
        r#""consumes": ["text/x"],"#,
        &format!(
            r#"{{"consumes": ["application/json", "application/xml"], {ANY}, "parameters": [{body}, {{"name": "q", "in": "query", "type": "string"}}]}}"#
        ),
        &format!(
            r#"{{{ANY}, "parameters": [{{"name": "q", "in": "query", "schema": {{"type": "string"}}}}],
                "requestBody": {{"required": true, "description": "d", "x-body-name": "b", "content": {{
                    "application/json": {{"schema": {{"type": "object"}}}}, "application/xml": {{"schema": {{"type": "object"}}}}}}}}}}"#
        ),
        &[],
    );
    check_operation(
        "",
        &format!(r#"{{{ANY}, "parameters": [{body}]}}"#),
        &format!(
            r#"{{{ANY}, "requestBody": {{"required": true, "description": "d", "x-body-name": "b", "content": {{
                "application/json": {{"schema": {{"type": "object"}}}}}}}}}}"#
        ),
        &["assumed-media-type"],
    );
}

#[test]
fn forms() {
    check_operation(
        r#""consumes": ["application/json"],"#,
        &format!(
            r#"{{{ANY}, "parameters": [
                {{"name": "f", "in": "formData", "type": "file", "required": true, "description": "d"}},
                {{"name": "l", "in": "formData", "type": "array", "items": {{"type": "string"}}}}]}}"#
        ),
        &format!(
            r#"{{{ANY}, "requestBody": {{"required": true, "content": {{"multipart/form-data": {{
                "schema": {{"type": "object", "required": ["f"], "properties": {{
                    "f": {{"type": "string", "format": "binary", "description": "d"}},
                    "l": {{"type": "array", "items": {{"type": "string"}}}}}}}},
                "encoding": {{"l": {{"style": "form", "explode": false}}}}}}}}}}}}"#
        ),
        &[],
    );
    check_operation(
        "",
        &format!(
            r#"{{{ANY}, "parameters": [{{"name": "a", "in": "formData", "type": "string", "allowEmptyValue": true}}]}}"#
        ),
        &format!(
            r#"{{{ANY}, "requestBody": {{"content": {{"application/x-www-form-urlencoded": {{
                "schema": {{"type": "object", "properties": {{"a": {{"type": "string", "x-allow-empty-value": true}}}}}}}}}}}}}}"#
        ),
        &[],
    );
}

#[test]
fn parameters_of_components_and_path_items() {
    check(
        r##""consumes": ["application/json"], "paths": {"/a": {
                "parameters": [{"$ref": "#/parameters/P"}, {"$ref": "#/parameters/F"}],
                "put": {"parameters": [{"$ref": "#/parameters/B"}], "responses": {}},
                "patch": {"consumes": ["text/plain"], "parameters": [{"$ref": "#/parameters/B"}], "responses": {}},
                "post": {"responses": {}}}},
            "parameters": {
                "B": {"name": "b", "in": "body", "schema": {"type": "object"}},
                "F": {"name": "f", "in": "formData", "type": "string"},
                "P": {"name": "p", "in": "query", "type": "string"}}"##,
        r##""paths": {"/a": {
                "parameters": [{"$ref": "#/components/parameters/P"}],
                "put": {"requestBody": {"$ref": "#/components/requestBodies/B"}, "responses": {}},
                "patch": {"responses": {}, "requestBody": {"x-body-name": "b", "content": {
                    "text/plain": {"schema": {"$ref": "#/components/schemas/B"}}}}},
                "post": {"responses": {}, "requestBody": {"content": {"application/x-www-form-urlencoded": {
                    "schema": {"type": "object", "properties": {"f": {"type": "string"}}}}}}}}},
            "components": {
                "parameters": {"P": {"name": "p", "in": "query", "schema": {"type": "string"}}},
                "requestBodies": {"B": {"x-body-name": "b", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/B"}}}}},
                "x-form-parameters": {"F": {"name": "f", "in": "formData", "type": "string"}},
                "schemas": {"B": {"type": "object"}}}"##,
        &[],
    );
}

#[test]
fn answers() {
    check_operation(
        r#""produces": ["application/json"],"#,
        r#"{"produces": ["application/zip"], "responses": {
            "200": {"description": "", "schema": {"type": "file"},
                "headers": {"X-A": {"type": "integer", "description": "d"}}, "examples": {"application/zip": "z"}},
            "204": {"description": ""},
            "400": {"description": "", "schema": {"type": "object"}, "examples": {"application/json": {}}}}}"#,
        r#"{"responses": {
            "200": {"description": "", "headers": {"X-A": {"description": "d", "schema": {"type": "integer"}}},
                "content": {"application/zip": {"schema": {"type": "string", "format": "binary"}, "example": "z"}}},
            "204": {"description": ""},
            "400": {"description": "", "content": {"application/json": {"schema": {"type": "object"}, "example": {}}}}}}"#,
        &["assumed-media-type"],
    );
    check_operation(
        "",
        r#"{"responses": {"200": {"description": "", "schema": {"type": "file"}},
            "201": {"description": "", "schema": {"type": "string"}, "examples": {"text/plain": "a"}}}}"#,
        r#"{"responses": {"200": {"description": "", "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}}},
            "201": {"description": "", "content": {"text/plain": {"schema": {"type": "string"}, "example": "a"}}}}}"#,
        &[],
    );
}

#[test]
fn answers_of_components() {
    check(
        r##""produces": ["application/json"], "paths": {"/a": {
                "get": {"responses": {"400": {"$ref": "#/responses/R"}}},
                "put": {"produces": ["application/xml"], "responses": {"400": {"$ref": "#/responses/R"}}}}},
            "responses": {"R": {"description": "r", "schema": {"$ref": "#/definitions/D"}}},
            "definitions": {"D": {"type": "object"}}"##,
        r##""paths": {"/a": {
                "get": {"responses": {"400": {"$ref": "#/components/responses/R"}}},
                "put": {"responses": {"400": {"description": "r", "content": {"application/xml": {"schema": {"$ref": "#/components/schemas/D"}}}}}}}},
            "components": {
                "schemas": {"D": {"type": "object"}},
                "responses": {"R": {"description": "r", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/D"}}}}}}"##,
        &[],
    );
}

#[test]
fn references_into_what_has_moved() {
    check(
        r##""consumes": ["application/json"], "produces": ["application/json"], "paths": {
                "/a": {"post": {"parameters": [
                        {"name": "b", "in": "body", "schema": {"type": "object", "properties": {"n": {"type": "string"}}}},
                        {"name": "q", "in": "query", "type": "string"}],
                    "responses": {"200": {"description": "", "schema": {"type": "array", "items": {"type": "integer"}}}}}},
                "/b": {"get": {"parameters": [{"$ref": "#/paths/~1a/post/parameters/1"}],
                    "responses": {"200": {"description": "", "schema": {"type": "object", "properties": {
                        "n": {"$ref": "#/paths/~1a/post/parameters/0/schema/properties/n"},
                        "o": {"$ref": "#/paths/~1a/post/responses/200/schema"}}}}}}}}"##,
        r##""paths": {
                "/a": {"post": {"parameters": [{"$ref": "#/components/parameters/a_post_parameters_0"}],
                    "requestBody": {"x-body-name": "b", "content": {"application/json": {"schema": {"type": "object", "properties": {
                        "n": {"$ref": "#/components/schemas/a_post_requestBody_n"}}}}}},
                    "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"$ref": "#/components/schemas/a_post_responses_200"}}}}}}},
                "/b": {"get": {"parameters": [{"$ref": "#/components/parameters/a_post_parameters_0"}],
                    "responses": {"200": {"description": "", "content": {"application/json": {"schema": {"type": "object", "properties": {
                        "n": {"$ref": "#/components/schemas/a_post_requestBody_n"},
                        "o": {"$ref": "#/components/schemas/a_post_responses_200"}}}}}}}}}},
            "components": {
                "parameters": {"a_post_parameters_0": {"name": "q", "in": "query", "schema": {"type": "string"}}},
                "schemas": {
                    "a_post_requestBody_n": {"type": "string"},
                    "a_post_responses_200": {"type": "array", "items": {"type": "integer"}}}}"##,
        &[],
    );
}

#[test]
fn schemas() {
    check(
        r##""paths": {}, "definitions": {
            "A": {"type": "object", "discriminator": "kind", "required": ["kind"], "properties": {
                "kind": {"type": "string"}, "discriminator": {"type": "string", "x-nullable": true},
                "b": {"$ref": "#/definitions/B", "x-nullable": true}}},
            "B": {"type": "array", "items": {"$ref": "#/definitions/A"}, "example": {"$ref": "#/definitions/A"}}}"##,
        r##""paths": {}, "components": {"schemas": {
            "A": {"type": "object", "discriminator": {"propertyName": "kind"}, "required": ["kind"], "properties": {
                "kind": {"type": "string"}, "discriminator": {"type": "string", "nullable": true},
                "b": {"allOf": [{"$ref": "#/components/schemas/B"}], "nullable": true, "x-annotated-ref": true}}},
            "B": {"type": "array", "items": {"$ref": "#/components/schemas/A"}, "example": {"$ref": "#/definitions/A"}}}}"##,
        &[],
    );
}

#[test]
fn security() {
    check(
        r#""paths": {}, "security": [{"k": []}], "securityDefinitions": {
            "b": {"type": "basic", "description": "d"},
            "k": {"type": "apiKey", "in": "header", "name": "X-K"},
            "o": {"type": "oauth2", "flow": "accessCode", "authorizationUrl": "a", "tokenUrl": "t", "scopes": {"s": "d", "x-s": {}}},
            "p": {"type": "oauth2", "flow": "application", "tokenUrl": "t"},
            "q": {"type": "oauth2", "flow": "guess", "tokenUrl": "t"}}"#,
        r#""paths": {}, "security": [{"k": []}], "components": {"securitySchemes": {
            "b": {"type": "http", "scheme": "basic", "description": "d"},
            "k": {"type": "apiKey", "in": "header", "name": "X-K"},
            "o": {"type": "oauth2", "flows": {"authorizationCode": {"authorizationUrl": "a", "tokenUrl": "t", "scopes": {"s": "d"}}}},
            "p": {"type": "oauth2", "flows": {"clientCredentials": {"tokenUrl": "t", "scopes": {}}}},
            "q": {"type": "oauth2", "flows": {}, "x-flow": "guess", "x-tokenUrl": "t"}}}"#,
        &["unknown-keyword"],
    );
}

#[test]
fn what_has_another_form_is_reported_and_does_no_harm() {
    for (document, found) in [
        (r#""paths": {}, "definitions": []"#, "unknown-keyword"),
        (r#""paths": {}, "components": {}"#, "unknown-keyword"),
        (
            r#""paths": {}, "consumes": "text/plain""#,
            "unknown-keyword",
        ),
        (
            r#""paths": {"/a": {"get": {"parameters": {}, "responses": {}}}}"#,
            "",
        ),
        (
            r#""paths": {"/a": {"get": {"parameters": [1, {"$ref": "x"}], "responses": {"200": 1}}}}"#,
            "malformed foreign-reference malformed",
        ),
        (
            r##""paths": {"/a": {"get": {"parameters": [{"$ref": "#/parameters/A"}]}}}, "parameters": {"A": {"$ref": "#/parameters/A"}}"##,
            "reference-loop",
        ),
        (
            r#""paths": [], "host": 1, "schemes": 2, "securityDefinitions": {"a": 1}"#,
            "malformed",
        ),
    ] {
        let mut diagnostics = Diagnostics::new();
        let whole = format!(r#"{{"swagger": "2.0", "info": {{}}, {document}}}"#);
        assert!(
            normalise(
                vec![tree(&whole)],
                &[],
                Neighbours::default(),
                &mut diagnostics
            )
            .is_some()
        );
        let codes = codes(diagnostics);
        let expected: Vec<&str> = found.split_whitespace().collect();
        assert_eq!(codes, expected, "{document}");
    }
}
