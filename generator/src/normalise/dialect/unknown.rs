//! Keywords that nothing in `OpenAPI` 3.0 knows: the typed reading would drop them in silence.
//!
//! Takes: lowered objects. Gives: the same with each such keyword as `x-oas31-<keyword>`, and one note for each. Must not: touch `x-…`.

use super::Context;
use super::keywords::is_in_3_0;
use crate::diagnostics::Code;
use crate::diagnostics::place::quote;
use crate::normalise::merge::METHODS;
use crate::normalise::tree::{as_map, as_map_mut, rename, rename_all};
use crate::source::{At, Map, Node, Value};

/// Keeps a keyword aside, and says so once for all places.
pub(super) fn aside(map: &mut Map, keyword: &str, of: &str, context: &mut Context<'_>) {
    if let Some(at) = map.get(keyword).map(|node| node.at) {
        note(keyword, of, at, context);
        rename(map, keyword, &side_key(keyword));
    }
}

fn note(keyword: &str, of: &str, at: At, context: &mut Context<'_>) {
    context.once(
        Code::UnknownKeyword,
        &format!("{of} {keyword}"),
        at,
        format!("`{keyword}` of {of} is not understood and has no effect (first seen here)"),
        "Correct its name or its value, or give it a name that starts with `x-`.",
    );
}

fn side_key(keyword: &str) -> String {
    format!("x-oas31-{keyword}")
}

fn check(map: &mut Map, of: &str, context: &mut Context<'_>, is_known: impl Fn(&str) -> bool) {
    if !map.contains_key("$ref") {
        all_aside(map, of, context, |key, _| !is_known(key));
    }
}

/// Keeps all keywords aside that pass a test.
pub(super) fn all_aside(
    map: &mut Map,
    of: &str,
    context: &mut Context<'_>,
    is_unknown: impl Fn(&str, &Node) -> bool,
) {
    let is_unknown = |key: &str, value: &Node| !key.starts_with("x-") && is_unknown(key, value);
    let mut is_clean = true;
    for (key, value) in map.iter().filter(|(key, value)| is_unknown(key, value)) {
        note(key, of, value.at, context);
        is_clean = false;
    }
    if !is_clean {
        rename_all(map, |key, value| {
            is_unknown(key, value).then(|| side_key(key))
        });
    }
}

/// Keys without a value, which YAML authors leave behind, are as good as absent. Values of the API may be `null`.
pub(super) fn empty(map: &mut Map, _at: At, context: &mut Context<'_>) {
    all_aside(map, "an object (without a value)", context, |key, value| {
        value.value == Value::Null && key != "example"
    });
}

/// The same of a path item, where such a key may be an operation that is still to be written.
pub(super) fn empty_in_path_item(map: &mut Map, at: At, context: &mut Context<'_>) {
    let is_method = |key: &str| METHODS.contains(&key) || key == "query";
    map.retain(|key, value| !is_method(key) || is_described(key, value, context));
    let others = map.get_mut("additionalOperations").and_then(as_map_mut);
    if let Some(others) = others {
        others.retain(|key, value| is_described(key, value, context));
    }
    empty(map, at, context);
}

/// Whether there is anything under a method; if not, that is said.
fn is_described(method: &str, operation: &Node, context: &mut Context<'_>) -> bool {
    let is_described = operation.value != Value::Null;
    if !is_described {
        context.diagnostics.push(
            Code::Malformed,
            operation.at,
            format!(
                "nothing is said of `{}`; the operation is left out",
                method.escape_debug()
            ),
            "Describe it, or remove the key.",
        );
    }
    is_described
}

/// The same of a schema, where `null` may also be a type.
pub(super) fn empty_in_schema(map: &mut Map, _at: At, context: &mut Context<'_>) {
    all_aside(map, "a schema (without a value)", context, |key, value| {
        let may_be_null = matches!(key, "default" | "example" | "const" | "type");
        value.value == Value::Null && !may_be_null
    });
}

/// A name without a schema, as YAML authors write it, allows everything.
pub(super) fn empty_schema(schema: &mut Node, context: &mut Context<'_>) {
    context.once(
        Code::UnknownKeyword,
        "an empty schema",
        schema.at,
        "a schema without any value (first seen here) is taken for one that allows everything"
            .to_owned(),
        "Write `{}` to allow everything, or give it a type.",
    );
    schema.value = Value::Map(Map::new());
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

/// Of a path item. What is described as an operation is one that is lost.
pub(super) fn in_path_item(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let is_known = |key: &str| METHODS.contains(&key) || key.starts_with("x-");
    let is_operation = |key: &str, it: &Node| {
        let has = |word| as_map(it).is_some_and(|it| it.contains_key(word));
        !is_known(key) && (has("responses") || has("operationId"))
    };
    for (key, operation) in map.iter().filter(|(key, it)| is_operation(key, it)) {
        context.diagnostics.push(
            Code::UnsupportedMethod,
            operation.at,
            format!("{} is no method that a path has; the operation is left out", quote(key)),
            "Correct it, or write a method that OpenAPI does not list in capitals under `additionalOperations` (3.2).",
        );
    }
    rename_all(map, |key, it| is_operation(key, it).then(|| side_key(key)));
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
