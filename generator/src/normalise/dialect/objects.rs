//! Objects: keys by pattern, keys that are described, and conditions between properties.
//!
//! Takes: object schemas of 3.1. Gives: `properties` and `additionalProperties`, and side keys for the rest.
//! Must not: forbid a key that the schema allows, other than by what a rule says.

use super::unknown;
use super::{Context, truth};
use crate::normalise::tree::{as_list, as_map, is_true, node, rename, set, take, text};
use crate::source::{At, Map, Node, Value};

/// How many schemas of one object are compared with each other.
const COMPARED: usize = 200;

/// Draft 3 wrote `required: true` on the property itself, and some authors still do.
pub(super) fn required(map: &mut Map, _at: At, context: &mut Context<'_>) {
    if map
        .get("required")
        .is_some_and(|node| as_list(node).is_none())
    {
        unknown::aside(map, "required", "a schema", context);
    }
}

/// What is said about the keys of a map.
pub(super) fn property_names(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    let Some(mut names) = take(map, "propertyNames") else {
        return;
    };
    truth(&mut names);
    map.insert("x-key-schema".to_owned(), names);
}

/// Keys by pattern become additional keys.
pub(super) fn patterns(map: &mut Map, at: At, context: &mut Context<'_>) {
    let Some(patterns) = map.get("patternProperties") else {
        return;
    };
    let place = patterns.at;
    let Some(Value::Map(patterns)) = take(map, "patternProperties").map(|node| node.value) else {
        return;
    };
    let has_properties = map.contains_key("properties");
    let (texts, schemas) = distinct(patterns, context);
    let has_others = map
        .get("additionalProperties")
        .is_some_and(|it| it.value != Value::Bool(false));
    let is_one = schemas.len() == 1 && !has_properties && !has_others;
    if texts.is_empty() {
        return;
    }
    let mut branches = schemas;
    if let Some(others) = map.get("additionalProperties").cloned() {
        match others.value {
            Value::Bool(true) => {
                let unused = Value::List(std::mem::take(&mut branches));
                set(map, "x-pattern-schemas", place, unused);
            }
            Value::Map(_) if branches.contains(&others) => context.merged.push(others.at),
            Value::Map(_) => branches.push(others),
            _ => {}
        }
    }
    let others = any_of(branches, place, context);
    map.insert("additionalProperties".to_owned(), others);
    match texts.as_slice() {
        [only] if is_one => {
            map.insert("x-key-pattern".to_owned(), only.clone());
        }
        _ => {
            set(map, "x-key-patterns", place, Value::List(texts));
            context.not_enforced("patternProperties", at);
        }
    }
}

/// The patterns, and the different schemas that allow something.
fn distinct(patterns: Map, context: &mut Context<'_>) -> (Vec<Node>, Vec<Node>) {
    let mut texts = Vec::new();
    let mut schemas: Vec<Node> = Vec::new();
    for (pattern, schema) in patterns {
        texts.push(text(schema.at, pattern));
        let is_never = as_map(&schema).is_some_and(|it| is_true(it, "x-never"));
        let is_known = schemas.len() < COMPARED && schemas.contains(&schema);
        if is_never || is_known {
            context.merged.push(schema.at);
        } else {
            schemas.push(schema);
        }
    }
    (texts, schemas)
}

/// One of several schemas; of none, anything.
fn any_of(mut branches: Vec<Node>, at: At, context: &mut Context<'_>) -> Node {
    if branches.is_empty() {
        return node(at, Value::Bool(true));
    }
    if branches.len() == 1
        && let Some(only) = branches.pop()
    {
        return only;
    }
    let mut map = Map::new();
    set(&mut map, "anyOf", at, Value::List(branches));
    let mut union = node(at, Value::Map(map));
    context.lower_schema(&mut union);
    union
}

/// `unevaluatedProperties` is `additionalProperties` where nothing is merged. Elsewhere it is kept aside, for what the parts leave open.
pub(super) fn unevaluated(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    let keywords = ["allOf", "anyOf", "oneOf", "additionalProperties"];
    let is_composed = keywords.iter().any(|key| map.contains_key(*key));
    let name = if is_composed {
        "x-unevaluated-properties"
    } else {
        "additionalProperties"
    };
    if map.contains_key("unevaluatedProperties") {
        rename(map, "unevaluatedProperties", name);
    }
}

/// Conditions between properties are documentation. What they describe that nothing else does is there all the same.
pub(super) fn conditions(map: &mut Map, _at: At, context: &mut Context<'_>) {
    for (keyword, side) in [
        ("dependentRequired", "x-dependent-required"),
        ("dependentSchemas", "x-dependent-schemas"),
        ("dependencies", "x-dependencies"),
        ("if", "x-if"),
        ("then", "x-then"),
        ("else", "x-else"),
    ] {
        if let Some(at) = map.get(keyword).map(|node| node.at) {
            rename(map, keyword, side);
            context.not_enforced(keyword, at);
        }
    }
}
