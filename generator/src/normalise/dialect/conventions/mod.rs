//! What vendors say in extensions of their tools, in the words of ours.
//!
//! Takes: objects with `x-` keys that are widely understood. Gives: keywords of 3.0, and `x-name`, `x-type-name`, `x-values`,
//! `x-deprecation`, `x-summary`, `x-secret`, `x-idempotency`, `x-idempotency-key`, `x-item-schema`, `x-paging`, `x-sentinel`,
//! `x-discriminator-value`. Must not: let a document name a type or code of Rust, or lose a key that it does not understand.

mod handlers;
mod operations;
pub(super) mod paging;
mod shared;
mod streaming;
pub(super) mod values;

use super::Context;
use crate::diagnostics::Code;
use crate::normalise::tree::{
    as_list, as_map_mut, as_text, is_true, list_of, map_of, mark, object, rename, set, text,
    text_of,
};
use crate::source::{At, Map, Node, Value};

/// Names for generated code: ours first, then those of `AutoRest`, Speakeasy, Fern and ogen.
const NAMES: [&str; 6] = [
    "x-rust-name",
    "x-ms-client-name",
    "x-speakeasy-name-override",
    "x-fern-property-name",
    "x-fern-parameter-name",
    "x-ogen-name",
];

/// Names of whole operations, as far as they are unique in a document.
const OPERATION_NAMES: [&str; 3] = ["x-rust-name", "x-ms-client-name", "x-ogen-name"];

/// What a group and a method in it are called: such a method's name is unique in its group only.
const GROUPS: [(&str, &str); 2] = [
    ("x-fern-sdk-group-name", "x-fern-sdk-method-name"),
    ("x-speakeasy-group", "x-speakeasy-name-override"),
];

/// Why something should no longer be used, or what to use instead.
const DEPRECATIONS: [&str; 4] = [
    "x-deprecated-reason",
    "x-deprecated-message",
    "x-deprecation-reason",
    "x-deprecation-message",
];

/// Languages of which other generators let a document name types.
const LANGUAGES: [&str; 12] = [
    "rust",
    "go",
    "java",
    "kotlin",
    "scala",
    "csharp",
    "swift",
    "php",
    "python",
    "ruby",
    "ts",
    "typescript",
];

/// What concerns a document as a whole, before anything else is done with it.
pub(in crate::normalise::dialect) fn prepare(root: &mut Node, context: &mut Context<'_>) {
    operations::prepare(root, context);
    if let Some(root) = as_map_mut(root) {
        handlers::prepare(root);
    }
    shared::enumerations(root, context);
}

/// A schema has a name, and perhaps a value that may be `null`, that is never another one, or that is not to be printed.
pub(in crate::normalise::dialect) fn in_schema(map: &mut Map, at: At, context: &mut Context<'_>) {
    name(map, first_text(map, &NAMES), "x-name", at);
    let of_type = first_text(map, &["x-fern-type-name"]);
    let of_enumeration = || text_of(map_of(map, "x-ms-enum")?, "name").map(ToOwned::to_owned);
    name(map, of_type.or_else(of_enumeration), "x-type-name", at);
    if !map.contains_key("x-discriminator-value") {
        copy(map, "x-ms-discriminator-value", "x-discriminator-value");
    }
    deprecation(map);
    if is_true(map, "x-nullable") && !map.contains_key("nullable") {
        rename(map, "x-nullable", "nullable");
    }
    let is_one = list_of(map, "enum").is_some_and(|it| it.len() == 1);
    if is_true(map, "x-stainless-const") && is_one {
        mark(map, "x-const", at);
    }
    if is_true(map, "x-ms-secret") {
        secret(map, at, context);
    }
    int_or_string(map, at);
    mutability(map, at);
    types_of_languages(map, context);
}

/// Types and code of one language are for generators that trust their documents.
fn types_of_languages(map: &Map, context: &mut Context<'_>) {
    for (key, value) in map.iter().filter(|(key, _)| names_a_type(key)) {
        context.once(
            Code::UnknownKeyword,
            key,
            value.at,
            format!(
                "`{key}` names a type or code of a language; it has no effect (first seen here)"
            ),
            "Choose the type of a `format` by a setting, if it is to be one of yours.",
        );
    }
}

/// What other generators call the type that they are to use.
const TYPES_OF_TOOLS: [&str; 3] = ["x-fern-type", "x-ogen-type", "x-typify"];

/// Whether a key is like `x-rust-type`, `x-go-type-import` or `x-python-import`.
fn names_a_type(key: &str) -> bool {
    if TYPES_OF_TOOLS.contains(&key) {
        return true;
    }
    let said = key
        .strip_prefix("x-")
        .and_then(|it| it.split_once('-'))
        .filter(|(language, _)| LANGUAGES.contains(language));
    said.is_some_and(|(_, what)| {
        let first = what.split('-').next();
        matches!(first, Some("type" | "import" | "derive" | "class"))
    })
}

/// Kubernetes says of a port that it is a text, and by the format that it is as often a number.
fn int_or_string(map: &mut Map, at: At) {
    let is_either = text_of(map, "format") == Some("int-or-string")
        || is_true(map, "x-kubernetes-int-or-string");
    let says_which = ["anyOf", "oneOf", "allOf", "enum", "$ref"];
    if !is_either || says_which.iter().any(|it| map.contains_key(*it)) {
        return;
    }
    map.shift_remove("type");
    rename(map, "format", "x-format");
    let of_type = |name: &str| object(at, "type", text(at, name));
    let branches = vec![of_type("integer"), of_type("string")];
    set(map, "oneOf", at, Value::List(branches));
}

/// Microsoft's paths that differ from others by their query only stand beside `paths`, which once had no room for them. It is done before
/// anything looks for operations.
pub(in crate::normalise) fn further_paths(document: &mut Node) {
    let Some(map) = as_map_mut(document) else {
        return;
    };
    let Some(Value::Map(further)) = map.get("x-ms-paths").map(|it| it.value.clone()) else {
        return;
    };
    let Some(paths) = map.get_mut("paths").and_then(as_map_mut) else {
        rename(map, "x-ms-paths", "paths");
        return;
    };
    let is_free = further.keys().all(|path| !paths.contains_key(path));
    if is_free {
        paths.extend(further);
        map.shift_remove("x-ms-paths");
    }
}

/// What is only read is written by the server, and what is never read by the client. When it may be written, at creation or later, is a
/// matter of operations, which have schemas of their own.
fn mutability(map: &mut Map, at: At) {
    let Some(said) = list_of(map, "x-ms-mutability") else {
        return;
    };
    let has = |word: &str| said.iter().any(|it| as_text(it) == Some(word));
    let key = match (has("read"), has("create") || has("update")) {
        (true, false) => "readOnly",
        (false, true) => "writeOnly",
        _ => return,
    };
    if !map.contains_key("readOnly") && !map.contains_key("writeOnly") {
        mark(map, key, at);
    }
}

/// Only text can be kept from being printed. How it is written otherwise is less important.
fn secret(map: &mut Map, at: At, context: &mut Context<'_>) {
    match text_of(map, "type") {
        Some("string") | None if !map.contains_key("$ref") => {
            if text_of(map, "format") != Some("password") {
                rename(map, "format", "x-format");
                set(map, "format", at, Value::Text("password".into()));
            }
        }
        _ => context.not_enforced("x-ms-secret", at),
    }
}

/// A parameter has a name, and perhaps a value that is sent as it is, or that is not to be printed.
pub(in crate::normalise::dialect) fn in_parameter(map: &mut Map, at: At, _: &mut Context<'_>) {
    name(map, first_text(map, &NAMES), "x-name", at);
    deprecation(map);
    let is_in_url = matches!(text_of(map, "in"), Some("query" | "path"));
    if is_in_url && is_true(map, "x-ms-skip-url-encoding") && !map.contains_key("allowReserved") {
        mark(map, "allowReserved", at);
    }
    let is_in_path = text_of(map, "in") == Some("path");
    let pattern = || text_of(map_of(map, "schema")?, "pattern");
    if is_in_path && !map.contains_key("allowReserved") && pattern().is_some_and(spans_segments) {
        mark(map, "allowReserved", at);
    }
    if is_true(map, "x-ms-secret") && !map.contains_key("x-secret") {
        mark(map, "x-secret", at);
    }
}

/// Whether every text that a pattern permits has a slash: `shelves/[^/]+/books/[^/]+` is what grpc-gateway writes for the names of
/// resources. With alternatives, or parts that may be absent, this is not looked into.
fn spans_segments(pattern: &str) -> bool {
    if ["|", ")?", ")*", "/?", "/*", "(?"]
        .iter()
        .any(|it| pattern.contains(it))
    {
        return false;
    }
    let mut is_in_class = false;
    let mut characters = pattern.chars();
    while let Some(character) = characters.next() {
        let is_escaped = character == '\\';
        let character = if is_escaped {
            characters.next()
        } else {
            Some(character)
        };
        match character {
            Some('[') if !is_escaped => is_in_class = true,
            Some(']') if !is_escaped => is_in_class = false,
            Some('/') if !is_in_class => return true,
            _ => {}
        }
    }
    false
}

/// An operation has a name, and may be repeated or may not.
pub(in crate::normalise::dialect) fn in_operation(map: &mut Map, at: At, _: &mut Context<'_>) {
    let in_group = || GROUPS.iter().find_map(|it| name_in_group(map, *it));
    let own = first_text(map, &OPERATION_NAMES).or_else(in_group);
    name(map, own, "x-name", at);
    deprecation(map);
    if let Some(word) = repeated(map)
        && !map.contains_key("x-idempotency")
    {
        set(map, "x-idempotency", at, Value::Text(word.into()));
    }
}

/// What the extensions say of sending an operation again. How often and how soon is for callers to decide.
fn repeated(map: &Map) -> Option<&'static str> {
    let has = |key: &str, test: fn(&Map) -> bool| map_of(map, key).is_some_and(test);
    let is_never = has("x-fern-retries", |it| is_true(it, "disabled"))
        || has("x-speakeasy-retries", |it| {
            text_of(it, "strategy") == Some("none")
        });
    if is_never {
        return Some("never");
    }
    is_true(map, "x-fern-idempotent").then_some("idempotent")
}

/// A body says how a stream of it ends.
pub(in crate::normalise::dialect) fn in_media_type(map: &mut Map, _: At, _: &mut Context<'_>) {
    if !map.contains_key("x-sentinel") {
        copy(map, "x-speakeasy-sse-sentinel", "x-sentinel");
    }
}

/// Tags have names for people.
pub(in crate::normalise::dialect) fn in_document(map: &mut Map, _: At, _: &mut Context<'_>) {
    let Some(Value::List(tags)) = map.get_mut("tags").map(|it| &mut it.value) else {
        return;
    };
    for tag in tags.iter_mut().filter_map(as_map_mut) {
        if !tag.contains_key("x-summary") {
            copy(tag, "x-displayName", "x-summary");
        }
    }
}

fn deprecation(map: &mut Map) {
    let said = DEPRECATIONS.iter().find(|it| text_of(map, it).is_some());
    if let Some(key) = said
        && !map.contains_key("x-deprecation")
    {
        copy(map, key, "x-deprecation");
    }
}

/// The name of a method with that of its group, which may be one in another.
fn name_in_group(map: &Map, (group, method): (&str, &str)) -> Option<String> {
    let method = text_of(map, method)?;
    let group = map.get(group)?;
    let groups = as_list(group).unwrap_or(std::slice::from_ref(group));
    let words: Vec<&str> = groups.iter().filter_map(as_text).collect();
    (!words.is_empty()).then(|| format!("{}_{method}", words.join("_")))
}

fn first_text(map: &Map, keys: &[&str]) -> Option<String> {
    let first = keys.iter().find_map(|key| text_of(map, key));
    first.map(ToOwned::to_owned)
}

/// Gives an object a name, unless it has one, or the name has nothing that Rust can have in one.
fn name(map: &mut Map, given: Option<String>, key: &str, at: At) {
    let given = given.filter(|it| it.contains(|it: char| it.is_ascii_alphanumeric()));
    if let Some(given) = given
        && !map.contains_key(key)
    {
        set(map, key, at, Value::Text(given.into()));
    }
}

/// Puts a text under another key as well.
fn copy(map: &mut Map, from: &str, to: &str) {
    if let Some(text) = map.get(from).filter(|it| as_text(it).is_some()) {
        let text = text.clone();
        map.insert(to.to_owned(), text);
    }
}
