//! What vendors say of each value of an enumeration, by value: lists beside `enum` lose their order when `null` leaves it.
//!
//! Takes: schemas that list values. Gives: `x-values`, an object of `{name, description}` by value. Must not: know what a name looks like.

use super::super::Context;
use crate::diagnostics::Code;
use crate::normalise::tree::{as_list, as_map, as_map_mut, as_text, list_of, map_of, node};
use crate::source::{At, Map, Node, Value};

/// Names, and then descriptions, as a list parallel to the values or as an object by value.
const PARALLEL: [(&str, &str); 7] = [
    ("x-enum-varnames", "name"),
    ("x-enumNames", "name"),
    ("x-enum-names", "name"),
    ("x-speakeasy-enums", "name"),
    ("x-enum-descriptions", "description"),
    ("x-enumDescriptions", "description"),
    ("x-speakeasy-enum-descriptions", "description"),
];

/// Values that may grow are values: every enumeration is open.
pub(in crate::normalise::dialect) fn extensible(map: &mut Map, _: At, _: &mut Context<'_>) {
    let listed = map.get("x-extensible-enum");
    let is_list = |it: &&Node| as_list(it).is_some_and(|it| !it.is_empty());
    if let Some(values) = listed.filter(is_list)
        && !map.contains_key("enum")
    {
        let values = values.clone();
        map.insert("enum".to_owned(), values);
    }
}

/// What is said of the values.
pub(in crate::normalise::dialect) fn described(map: &mut Map, at: At, context: &mut Context<'_>) {
    if map.contains_key("x-values") {
        return;
    }
    let Some(values) = list_of(map, "enum") else {
        return;
    };
    let values: Vec<Option<String>> = values.iter().map(key_of).collect();
    let mut said = Map::new();
    for (key, member) in PARALLEL {
        match map.get(key).map(|it| (it.at, &it.value)) {
            Some((place, Value::List(list))) => match pairs(&values, list) {
                Some(pairs) => pairs.for_each(|(value, text)| add(&mut said, value, member, text)),
                None => differs(key, place, context),
            },
            Some((_, Value::Map(by_value))) => by_value
                .iter()
                .for_each(|(value, text)| add(&mut said, value, member, text)),
            _ => {}
        }
    }
    for (value, about) in of_microsoft(map).chain(of_fern(map)) {
        for member in ["name", "description"] {
            if let Some(text) = as_map(about).and_then(|it| it.get(member)) {
                add(&mut said, &value, member, text);
            }
        }
    }
    said.retain(|value, _| values.iter().flatten().any(|it| it == value));
    if !said.is_empty() {
        map.insert("x-values".to_owned(), node(at, Value::Map(said)));
    }
}

/// `x-ms-enum: {values: [{value, name, description}, …]}`
fn of_microsoft(map: &Map) -> impl Iterator<Item = (String, &Node)> {
    let described = map_of(map, "x-ms-enum").and_then(|it| list_of(it, "values"));
    let by_value = |it: &'_ Node| key_of(as_map(it)?.get("value")?);
    let described = described.into_iter().flatten();
    described.filter_map(move |it| Some((by_value(it)?, it)))
}

/// `x-fern-enum: {value: {name, description}, …}`
fn of_fern(map: &Map) -> impl Iterator<Item = (String, &Node)> {
    let described = map_of(map, "x-fern-enum").into_iter().flatten();
    described.map(|(value, it)| (value.to_string(), it))
}

/// Values and texts, one for each value or one for each that is not `null`.
fn pairs<'v>(
    values: &'v [Option<String>],
    list: &'v [Node],
) -> Option<Box<dyn Iterator<Item = (&'v String, &'v Node)> + 'v>> {
    if values.len() == list.len() {
        let all = values.iter().zip(list);
        return Some(Box::new(
            all.filter_map(|(value, text)| Some((value.as_ref()?, text))),
        ));
    }
    let known = values.iter().flatten();
    (known.clone().count() == list.len()).then(|| Box::new(known.zip(list)) as _)
}

fn differs(key: &str, at: At, context: &mut Context<'_>) {
    context.diagnostics.push(
        Code::Contradiction,
        at,
        format!("`{key}` is not as long as the list of values, so that nobody can tell which is for which; it is not used"),
        "Correct it by an overlay: one for each value, in their order.",
    );
}

/// The first that says something of a value is right.
fn add(said: &mut Map, value: &str, member: &str, text: &Node) {
    if as_text(text).is_none_or(|it| it.trim().is_empty()) {
        return;
    }
    let empty = || node(text.at, Value::Map(Map::new()));
    let about = said.entry(value.to_owned()).or_insert_with(empty);
    if let Some(about) = as_map_mut(about)
        && !about.contains_key(member)
    {
        about.insert(member.to_owned(), text.clone());
    }
}

/// A value as the key of an object: extensions are not always of the type of the values.
fn key_of(value: &Node) -> Option<String> {
    match &value.value {
        Value::Text(text) => Some(text.to_string()),
        Value::Integer(number) => Some(number.to_string()),
        Value::Float(number) => Some(number.to_string()),
        Value::Bool(truth) => Some(truth.to_string()),
        Value::Null | Value::List(_) | Value::Map(_) => None,
    }
}
