//! `const`, which 3.0 does not have.
//!
//! Takes: schemas. Gives: an enumeration of one value. Must not: take a value for absent because it is `false`, `0`, `""` or `null`.

use super::{Context, never};
use crate::normalise::tree::{list_of, mark, rename, set, take};
use crate::source::{At, Map, Node, Value};

/// `const: v` becomes `enum: [v]`, with the type of `v` if none is said.
pub(super) fn constant(map: &mut Map, at: At, context: &mut Context<'_>) {
    let Some(value) = map.get("const") else {
        return;
    };
    let excluded = list_of(map, "enum").is_some_and(|allowed| !allowed.contains(value));
    if excluded {
        rename(map, "const", "x-oas31-const");
        rename(map, "enum", "x-oas31-enum");
        never(map, at);
        return;
    }
    let Some(value) = take(map, "const") else {
        return;
    };
    let place = value.at;
    if !map.contains_key("type")
        && let Some(name) = type_of(&value)
    {
        set(map, "type", place, Value::Text(name.into()));
    }
    // Of the values that are listed beside it, only this one is right.
    let listed = list_of(map, "enum").into_iter().flatten();
    context.merged.extend(listed.map(|it| it.at));
    set(map, "enum", place, Value::List(vec![value]));
    mark(map, "x-const", place);
}

/// The `type` of a value; `null` has none in 3.0.
pub(super) fn type_of(value: &Node) -> Option<&'static str> {
    Some(match &value.value {
        Value::Null => return None,
        Value::Bool(_) => "boolean",
        Value::Integer(_) => "integer",
        Value::Float(_) => "number",
        Value::Text(_) => "string",
        Value::List(_) => "array",
        Value::Map(_) => "object",
    })
}
