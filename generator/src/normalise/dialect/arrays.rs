//! Arrays: tuples, and keywords about single items.
//!
//! Takes: array schemas of draft 4 to 2020-12. Gives: arrays with one schema for all items, and `x-tuple` beside it.
//! Must not: grow a tree without limit: schemas are repeated in the view of 3.0 only while they are small.

use super::Context;
use super::keywords::{constrains, is_composition};
use super::truth;
use super::unknown;
use crate::diagnostics::Code;
use crate::normalise::tree::{
    as_map, as_map_mut, integer_of, is_true, list_of, map_of, mark, node, object, rename, set,
    size_within, take, text_of,
};
use crate::source::{At, Map, Node, Value};

/// How many nodes the items of a tuple may have together to be repeated in the view of 3.0.
const REPEATED: usize = 500;

/// `items` is about arrays only, so that without `type` any other value is right as well. Authors who leave `type` out mean an array
/// all the same, unless they list alternatives: then converters have written under `items` what a value is one of.
pub(super) fn alternatives(map: &mut Map, at: At, context: &mut Context<'_>) {
    let says_more = map
        .keys()
        .any(|key| key != "items" && (constrains(key) || key == "$ref"));
    let Some(items) = map.get_mut("items").filter(|_| !says_more) else {
        return;
    };
    let is_several = |it: Option<&[Node]>| it.is_some_and(|it| it.len() > 1);
    match &items.value {
        Value::List(list) if !list.is_empty() => *items = object(items.at, "anyOf", items.clone()),
        Value::Map(items)
            if !items
                .keys()
                .any(|key| constrains(key) && !is_composition(key))
                && (is_several(list_of(items, "anyOf")) || is_several(list_of(items, "oneOf"))) => {
        }
        _ => return,
    }
    mark(map, "x-item-or-list", at);
    context.once(
        Code::Corrected,
        "items",
        at,
        "`items` lists alternatives, and no `type` says that this is an array (first seen here): a value is one of them, or a list".to_owned(),
        "Write `type: array` if it is one; put the alternatives beside `items` if it is not.",
    );
}

/// Values that are listed for an array, and are none themselves, are those of its items.
pub(super) fn values_of_items(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let is_array = text_of(map, "type") == Some("array");
    let is_misplaced = list_of(map, "enum").is_some_and(|values| {
        let is_list = |it: &Node| matches!(it.value, Value::List(_));
        !values.is_empty() && !values.iter().any(is_list)
    });
    let items = map_of(map, "items");
    let has_room = items.is_none_or(|it| !it.contains_key("enum") && !it.contains_key("$ref"));
    if !is_array || !is_misplaced || !has_room {
        return;
    }
    let Some(values) = map.shift_remove("enum") else {
        return;
    };
    context.once(
        Code::Corrected,
        "enum of an array",
        values.at,
        "`enum` lists no arrays, and stands beside `type: array` (first seen here): it is taken for what the items are".to_owned(),
        "Write it into `items`.",
    );
    match map.get_mut("items").and_then(as_map_mut) {
        Some(items) => {
            items.insert("enum".to_owned(), values);
        }
        None => {
            map.insert("items".to_owned(), object(values.at, "enum", values));
        }
    }
}

/// Draft 4 to 2019-09 wrote a list under `items`, and `additionalItems` for the others.
pub(super) fn draft_4(map: &mut Map, _at: At, context: &mut Context<'_>) {
    if list_of(map, "items").is_some() {
        if map.contains_key("prefixItems") {
            unknown::aside(map, "items", "a schema", context);
            return;
        }
        rename(map, "items", "prefixItems");
        if let Some(others) = map.get_mut("additionalItems") {
            truth(others);
            rename(map, "additionalItems", "items");
        }
    }
    rename(map, "additionalItems", "x-additional-items");
}

/// `unevaluatedItems` says what `items` says where only a prefix is described. Beside parts, `false` ends the list behind theirs.
pub(super) fn unevaluated(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(others) = map.get_mut("unevaluatedItems") else {
        return;
    };
    let at = others.at;
    truth(others);
    if is_never(others) && map.contains_key("allOf") {
        take(map, "unevaluatedItems");
        context.merged.push(at);
        mark(map, "x-no-further-items", at);
    } else if map.contains_key("prefixItems") && !map.contains_key("items") {
        rename(map, "unevaluatedItems", "items");
    } else {
        rename(map, "unevaluatedItems", "x-unevaluated-items");
        context.not_enforced("unevaluatedItems", at);
    }
}

/// `prefixItems` of a fixed length becomes `x-tuple`; otherwise the items are any of those described. JSON Schema allows fewer items
/// than are described unless `minItems` says otherwise, which nobody means who allows no further ones.
pub(super) fn prefix(map: &mut Map, at: At, context: &mut Context<'_>) {
    let Some(Node {
        value: Value::List(prefix),
        at: place,
    }) = map.get("prefixItems").cloned()
    else {
        return;
    };
    map.shift_remove("prefixItems");
    let length = i128::try_from(prefix.len()).unwrap_or(i128::MAX);
    let (least, most) = (integer_of(map, "minItems"), integer_of(map, "maxItems"));
    let is_closed = map.get("items").is_some_and(is_never);
    let is_exact = least == Some(length) && most == Some(length);
    let is_tuple = is_exact || (is_closed && least.is_none_or(|least| least >= length));
    let others = take(map, "items").filter(|it| {
        let counts = !is_closed && !is_tuple;
        if !counts {
            context.merged.push(it.at);
        }
        counts
    });
    let goes_on = !is_closed && others.as_ref().is_none_or(is_anything);
    let mut members = prefix.clone();
    members.extend(others);
    let items = any_of_these(members, place, context);
    map.insert("items".to_owned(), items);
    let count = Value::Integer(length.into());
    if is_tuple {
        if least.is_none() && length > 0 {
            context.diagnostics.push(
                Code::Corrected,
                place,
                format!("lists with fewer items than the {length} described are allowed by the letter, and not as this is read"),
                format!("Write `minItems: {length}` if that is meant; if it is not, say what all items are in `items`."),
            );
        }
        set(map, "minItems", place, count.clone());
        set(map, "maxItems", place, count);
        set(map, "x-tuple", place, Value::List(prefix));
    } else {
        if is_closed && most.is_none_or(|most| most > length) {
            set(map, "maxItems", at, count.clone());
        }
        if goes_on {
            set(map, "x-prefix", place, Value::List(prefix));
        }
        set(map, "x-prefix-length", place, count);
    }
}

/// A schema for all items together.
fn any_of_these(members: Vec<Node>, at: At, context: &mut Context<'_>) -> Node {
    if members.is_empty() || members.len() > REPEATED {
        return node(at, Value::Map(Map::new()));
    }
    let mut distinct: Vec<Node> = Vec::new();
    let mut is_open = false;
    for member in members {
        is_open |= is_anything(&member);
        if distinct.contains(&member) {
            context.merged.push(member.at);
        } else {
            distinct.push(member);
        }
    }
    let union = node(at, Value::List(distinct));
    if is_open || size_within(&union, REPEATED).is_none() {
        return node(at, Value::Map(Map::new()));
    }
    let Value::List(mut distinct) = union.value else {
        return union;
    };
    if distinct.len() == 1
        && let Some(only) = distinct.pop()
    {
        return only;
    }
    let mut map = Map::new();
    set(&mut map, "oneOf", at, Value::List(distinct));
    let mut items = node(at, Value::Map(map));
    context.lower_schema(&mut items);
    items
}

/// Whether a schema allows every value.
pub(super) fn is_anything(schema: &Node) -> bool {
    as_map(schema).is_some_and(|it| it.is_empty())
}

fn is_never(schema: &Node) -> bool {
    as_map(schema).is_some_and(|map| is_true(map, "x-never"))
}

/// `contains` and its counts are documentation.
pub(super) fn contains(map: &mut Map, _at: At, context: &mut Context<'_>) {
    for (keyword, side) in [
        ("contains", "x-contains"),
        ("minContains", "x-min-contains"),
        ("maxContains", "x-max-contains"),
    ] {
        if let Some(at) = map.get(keyword).map(|node| node.at) {
            rename(map, keyword, side);
            context.not_enforced(keyword, at);
        }
    }
}

/// An array that does not describe its items holds anything; 3.0 wants that said.
pub(super) fn items(map: &mut Map, at: At, _context: &mut Context<'_>) {
    let is_composed = ["allOf", "anyOf", "oneOf"]
        .iter()
        .any(|key| map.contains_key(*key));
    if text_of(map, "type") == Some("array") && !map.contains_key("items") && !is_composed {
        set(map, "items", at, Value::Map(Map::new()));
    }
}
