//! Keywords that nothing in `OpenAPI` 3.0 knows: the typed reading would drop them in silence.
//!
//! Takes: lowered objects. Gives: the same with each such keyword as `x-oas31-<keyword>`, and one note for each. Must not: touch `x-…`.

use super::Context;
use super::keywords::is_in_3_0;
use crate::diagnostics::Code;
use crate::normalise::merge::METHODS;
use crate::normalise::tree::rename;
use crate::source::{At, Map};

/// Keeps a keyword aside, and says so once for all places.
pub(super) fn aside(map: &mut Map, keyword: &str, of: &str, context: &mut Context<'_>) {
    let Some(at) = map.get(keyword).map(|node| node.at) else {
        return;
    };
    rename(map, keyword, &format!("x-oas31-{keyword}"));
    context.once(
        Code::UnknownKeyword,
        &format!("{of} {keyword}"),
        at,
        format!("`{keyword}` of {of} is not understood and has no effect (first seen here)"),
        "Correct its name or its value, or give it a name that starts with `x-`.",
    );
}

fn check(map: &mut Map, of: &str, context: &mut Context<'_>, is_known: impl Fn(&str) -> bool) {
    if map.contains_key("$ref") {
        return;
    }
    let unknown: Vec<String> = map
        .keys()
        .filter(|key| !key.starts_with("x-") && !is_known(key))
        .cloned()
        .collect();
    for keyword in unknown {
        aside(map, &keyword, of, context);
    }
}

/// Of a schema.
pub(super) fn in_schema(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "a schema", context, is_in_3_0);
}

fn is_content(key: &str) -> bool {
    matches!(
        key,
        "description"
            | "required"
            | "deprecated"
            | "allowEmptyValue"
            | "style"
            | "explode"
            | "allowReserved"
            | "schema"
            | "example"
            | "examples"
            | "content"
    )
}

/// Of a parameter.
pub(super) fn in_parameter(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "a parameter", context, |key| {
        is_content(key) || matches!(key, "name" | "in")
    });
}

/// Of a header.
pub(super) fn in_header(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "a header", context, is_content);
}

/// Of the encoding of a part.
pub(super) fn in_encoding(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "an encoding", context, |key| {
        matches!(
            key,
            "contentType" | "headers" | "style" | "explode" | "allowReserved"
        )
    });
}

/// Of a body in one media type.
pub(super) fn in_media_type(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "a media type", context, |key| {
        matches!(key, "schema" | "example" | "examples" | "encoding")
    });
}

/// Of a request body.
pub(super) fn in_request_body(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "a request body", context, |key| {
        matches!(key, "description" | "content" | "required")
    });
}

/// Of a response.
pub(super) fn in_response(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "a response", context, |key| {
        matches!(key, "description" | "headers" | "content" | "links")
    });
}

/// Of an operation.
pub(super) fn in_operation(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "an operation", context, |key| {
        matches!(
            key,
            "tags"
                | "summary"
                | "description"
                | "externalDocs"
                | "operationId"
                | "parameters"
                | "requestBody"
                | "responses"
                | "callbacks"
                | "deprecated"
                | "security"
                | "servers"
        )
    });
}

/// Of a path item. The methods that 3.2 adds are among the unknown.
pub(super) fn in_path_item(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "a path item", context, |key| {
        METHODS.contains(&key)
            || matches!(key, "summary" | "description" | "servers" | "parameters")
    });
}

/// Of `components`.
pub(super) fn in_components(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "`components`", context, |key| {
        matches!(
            key,
            "schemas"
                | "responses"
                | "parameters"
                | "examples"
                | "requestBodies"
                | "headers"
                | "securitySchemes"
                | "links"
                | "callbacks"
        )
    });
}

/// Of the document.
pub(super) fn in_document(map: &mut Map, _at: At, context: &mut Context<'_>) {
    check(map, "the document", context, |key| {
        matches!(
            key,
            "openapi"
                | "info"
                | "servers"
                | "paths"
                | "components"
                | "security"
                | "tags"
                | "externalDocs"
        )
    });
}
