//! What a schema says against itself: limits that no value meets, lists of no values or of one twice, defaults that it forbids.
//!
//! Takes: lowered schemas. Gives: notes, and side keys for what would mislead. Must not: forbid anything.

use std::collections::BTreeSet;

use super::Context;
use crate::diagnostics::Code;
use crate::normalise::tree::{as_text, list_of, rename, text_of};
use crate::source::{At, Map, Node, Value};

/// The lower and the upper limit of each thing that has both.
const LIMITS: &[(&str, &str)] = &[
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

/// A lower limit above the upper one.
pub(super) fn limits(map: &mut Map, _at: At, context: &mut Context<'_>) {
    for (low, high) in LIMITS {
        let number = |key: &str| map.get(key).and_then(|it| it.value.as_f64());
        if let (Some(least), Some(most)) = (number(low), number(high))
            && least > most
            && let Some(place) = map.get(*low).map(|it| it.at)
        {
            context.diagnostics.push(
                Code::Contradiction,
                place,
                format!("`{low}` is more than `{high}`: no value is right"),
                "Correct one of them by an overlay; the client checks neither unless it is told to.",
            );
        }
    }
}

/// An `enum` of no values, which would allow none, and one that has a value twice.
pub(super) fn values(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(values) = list_of(map, "enum") else {
        return;
    };
    let place = map.get("enum").map(|it| it.at).unwrap_or_default();
    if values.is_empty() {
        rename(map, "enum", "x-empty-enum");
        context.diagnostics.push(
            Code::Contradiction,
            place,
            "a list of no values would allow none; it is left out",
            "List the values by an overlay.",
        );
        return;
    }
    let mut seen = BTreeSet::new();
    if let Some(again) = values
        .iter()
        .find(|it| as_text(it).is_some_and(|text| !seen.insert(text)))
    {
        context.diagnostics.push(
            Code::Contradiction,
            again.at,
            "this value is listed twice; it counts once",
            "Remove one of them, or correct it by an overlay.",
        );
    }
}

/// Listed values of another type than the schema's, such as `1` where texts are listed: all of them as values of that type, if each of them
/// can be. Otherwise the values count, and not the type, where none is of it.
pub(super) fn values_of_type(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(kind) = text_of(map, "type").map(str::to_owned) else {
        return;
    };
    let is_odd = |it: &Node| it.value != Value::Null && !is_of(&kind, &it.value);
    let Some(Value::List(values)) = map.get_mut("enum").map(|it| &mut it.value) else {
        return;
    };
    let Some(first) = values.iter().find(|it| is_odd(it)).map(|it| it.at) else {
        return;
    };
    let odd = values.iter().enumerate().filter(|(_, it)| is_odd(it));
    let read: Option<Vec<_>> = odd
        .map(|(index, it)| Some((index, as_type(&kind, &it.value)?)))
        .collect();
    let read_as = match read {
        Some(read) => {
            for (index, value) in read {
                if let Some(it) = values.get_mut(index) {
                    it.value = value;
                }
            }
            // A default that is one of them is written as they are.
            if let Some(default) = map.get_mut("default")
                && let Some(value) = as_type(&kind, &default.value)
            {
                default.value = value;
            }
            "what is listed is read as values of that type"
        }
        // What is listed beside values of the type is another matter.
        None if !values.iter().all(is_odd) => return,
        None => "what is listed counts, and not the type",
    };
    context.diagnostics.push(
        Code::Contradiction,
        first,
        format!("this value is not of the type `{kind}` that its schema has; {read_as}"),
        "Correct the value or the type by an overlay, to what is really sent.",
    );
}

/// A value as one of another type, if that cannot be mistaken. How the digits of a text were written is not known, if it had a fraction.
fn as_type(kind: &str, value: &Value) -> Option<Value> {
    match (kind, value) {
        ("string", Value::Integer(number)) => Some(Value::Text(number.to_string().into())),
        ("string", Value::Bool(truth)) => Some(Value::Text(truth.to_string().into())),
        ("integer" | "number", Value::Text(text)) => {
            let whole = text.parse::<i128>().ok().map(Value::from);
            let fraction = || {
                let number = text.parse().ok().filter(|it: &f64| it.is_finite())?;
                (kind == "number").then_some(Value::Float(number))
            };
            whole.or_else(fraction)
        }
        ("boolean", Value::Text(text)) => text.parse().ok().map(Value::Bool),
        _ => None,
    }
}

/// A default that is not of the type, or not among the values. `null` is what many write for "none".
pub(super) fn default(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(default) = map.get("default").filter(|it| it.value != Value::Null) else {
        return;
    };
    let is_listed = list_of(map, "enum").is_none_or(|values| values.contains(default));
    if is_listed && text_of(map, "type").is_none_or(|kind| is_of(kind, &default.value)) {
        return;
    }
    context.diagnostics.push(
        Code::BadDefault,
        default.at,
        "this default is no value of its own schema; it is ignored",
        "Correct the default or the schema by an overlay.",
    );
    rename(map, "default", "x-bad-default");
}

/// Whether a value is of a type of JSON Schema. An integer may be written as `1.0`.
fn is_of(kind: &str, value: &Value) -> bool {
    match kind {
        "string" => matches!(value, Value::Text(_)),
        "boolean" => matches!(value, Value::Bool(_)),
        "integer" => match value {
            Value::Integer(_) => true,
            Value::Float(number) => number.fract() == 0.0,
            _ => false,
        },
        "number" => matches!(value, Value::Integer(_) | Value::Float(_)),
        "array" => matches!(value, Value::List(_)),
        "object" => matches!(value, Value::Map(_)),
        _ => true,
    }
}
