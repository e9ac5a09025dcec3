//! What vendors say in extensions of their tools, in the words of ours.
//!
//! Takes: objects with `x-` keys that are widely understood. Gives: `x-name`, `x-idempotency`, and keywords of 3.0. Must not: let a
//! document name a type or code of Rust, or lose a key that it does not understand.

use super::Context;
use crate::normalise::tree::{is_true, mark, set, text_of};
use crate::source::{At, Map, Value};

/// Names for generated code: ours first, then those of `AutoRest`, Speakeasy, Fern and ogen.
const NAMES: [&str; 7] = [
    "x-rust-name",
    "x-ms-client-name",
    "x-speakeasy-name-override",
    "x-fern-property-name",
    "x-fern-type-name",
    "x-fern-parameter-name",
    "x-ogen-name",
];

/// A schema has a name, and perhaps a value that is not to be printed.
pub(super) fn in_schema(map: &mut Map, at: At, _context: &mut Context<'_>) {
    name(map, &NAMES, at);
    if is_true(map, "x-ms-secret") && !map.contains_key("format") {
        set(map, "format", at, Value::Text("password".to_owned()));
    }
}

/// A parameter has a name, and perhaps a value that is sent as it is.
pub(super) fn in_parameter(map: &mut Map, at: At, _context: &mut Context<'_>) {
    name(map, &NAMES, at);
    // In a path it would let a value be several segments, which is never done.
    let is_query = text_of(map, "in") == Some("query");
    if is_query && is_true(map, "x-ms-skip-url-encoding") && !map.contains_key("allowReserved") {
        mark(map, "allowReserved", at);
    }
    if is_true(map, "x-ms-secret") && !map.contains_key("x-secret") {
        mark(map, "x-secret", at);
    }
}

/// An operation may be repeated.
pub(super) fn in_operation(map: &mut Map, at: At, _context: &mut Context<'_>) {
    if is_true(map, "x-fern-idempotent") && !map.contains_key("x-idempotency") {
        set(
            map,
            "x-idempotency",
            at,
            Value::Text("idempotent".to_owned()),
        );
    }
}

fn name(map: &mut Map, keys: &[&str], at: At) {
    if map.contains_key("x-name") {
        return;
    }
    let given = keys.iter().find_map(|key| text_of(map, key));
    let given = given.filter(|it| it.contains(|it: char| it.is_ascii_alphanumeric()));
    if let Some(given) = given.map(ToOwned::to_owned) {
        set(map, "x-name", at, Value::Text(given));
    }
}
