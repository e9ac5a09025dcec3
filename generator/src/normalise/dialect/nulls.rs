//! `null`: in enumerations, as a type, as a branch of a union.
//!
//! Takes: schemas that allow `null` in the ways of 3.1. Gives: `nullable: true`. Must not: lose the name of a referenced schema on the way.

use super::keywords::constrains;
use super::siblings::is_plain_reference;
use super::{Context, all_of};
use crate::normalise::tree::{
    as_list, as_map, as_map_mut, is_true, list_of, mark, node, rename, set, take, text_of,
};
use crate::source::{At, Map, Node, Value};

/// `null` among the values makes the schema nullable, whatever its `type` says: that is what authors mean in both versions.
pub(super) fn in_enumeration(map: &mut Map, at: At, _context: &mut Context<'_>) {
    if is_true(map, "x-null-only") {
        return;
    }
    let Some(Value::List(values)) = map.get_mut("enum").map(|node| &mut node.value) else {
        return;
    };
    let count = values.len();
    values.retain(|value| value.value != Value::Null);
    if values.len() == count {
        return;
    }
    if values.is_empty() {
        make_null_only(map, at);
    } else {
        mark(map, "nullable", at);
    }
}

/// `type: "null"` alone. YAML authors also write it without quotes.
pub(super) fn only(map: &mut Map, at: At, _context: &mut Context<'_>) {
    let is_null = map.get("type").is_some_and(|node| match &node.value {
        Value::Null => true,
        Value::Text(name) => name == "null",
        _ => false,
    });
    if is_null {
        make_null_only(map, at);
    }
}

/// Makes a schema one that only `null` satisfies.
pub(super) fn make_null_only(map: &mut Map, at: At) {
    map.shift_remove("type");
    if list_of(map, "enum").is_some_and(|values| !values.is_empty()) {
        rename(map, "enum", "x-oas31-enum");
    }
    mark(map, "nullable", at);
    set(map, "enum", at, Value::List(vec![node(at, Value::Null)]));
    mark(map, "x-null-only", at);
}

fn is_null_only(node: &Node) -> bool {
    as_map(node).is_some_and(|map| is_true(map, "x-null-only"))
}

/// A branch for `null` becomes `nullable: true`; a union of one branch that remains is that branch.
pub(super) fn branches(map: &mut Map, at: At, context: &mut Context<'_>) {
    if let Some(Value::List(list)) = map.get_mut("anyOf").map(|it| &mut it.value) {
        nullable_reference(list, context);
    }
    for keyword in ["anyOf", "oneOf"] {
        if list_of(map, keyword).is_some_and(|list| list.iter().any(is_null_only)) {
            drop_null(map, keyword, at);
        }
    }
}

/// Microsoft's converter of `OData` writes a reference that may be `null` as an `anyOf` of the reference and of any object that may be `null`:
/// 3.0 has no other word for it in `anyOf`.
fn nullable_reference(branches: &mut [Node], context: &mut Context<'_>) {
    let [first, second] = branches else { return };
    if !is_plain_reference(first) {
        return;
    }
    let at = second.at;
    if let Some(map) = as_map_mut(second)
        && is_true(map, "nullable")
        && text_of(map, "type") == Some("object")
        && map.len() == 2
    {
        context.merged.push(at);
        make_null_only(map, at);
    }
}

fn drop_null(map: &mut Map, keyword: &str, at: At) {
    let Some(Value::List(list)) = map.get_mut(keyword).map(|node| &mut node.value) else {
        return;
    };
    let (nulls, mut rest): (Vec<Node>, Vec<Node>) =
        std::mem::take(list).into_iter().partition(is_null_only);
    match rest.len() {
        0 => {
            map.shift_remove(keyword);
            make_null_only(map, at);
        }
        1 => {
            map.shift_remove(keyword);
            if let Some(only) = rest.pop() {
                unwrap(map, only, at);
            }
        }
        _ => *list = rest,
    }
    mark(map, "nullable", at);
    keep_described(map, nulls);
}

/// What was said about the branch for `null` is kept aside.
fn keep_described(map: &mut Map, nulls: Vec<Node>) {
    for null in nulls {
        let says_more = as_map(&null).is_some_and(|null| {
            null.keys()
                .any(|key| !matches!(key.as_str(), "nullable" | "enum") && !key.starts_with("x-"))
        });
        if says_more {
            map.insert("x-null-branch".to_owned(), null);
        }
    }
}

/// Puts the only branch into the place of the union: merged when that says the same, as a member of `allOf` otherwise.
fn unwrap(map: &mut Map, branch: Node, at: At) {
    let can_merge = !is_plain_reference(&branch)
        && !map.keys().any(|key| constrains(key))
        && as_map(&branch).is_some_and(|branch| {
            branch
                .iter()
                .all(|(key, value)| map.get(key).is_none_or(|own| own == value))
        });
    match branch.value {
        Value::Map(branch) if can_merge => map.extend(branch),
        value => {
            let branch = node(branch.at, value);
            if let Some(Value::List(members)) = map.get_mut("allOf").map(|node| &mut node.value) {
                members.push(branch);
            } else {
                all_of(map, vec![branch], at);
            }
        }
    }
}

/// A union with a nullable branch is nullable itself, and the branch is not.
pub(super) fn nullable_branches(map: &mut Map, at: At, _context: &mut Context<'_>) {
    let mut is_nullable = false;
    for keyword in ["anyOf", "oneOf"] {
        if let Some(Value::List(list)) = map.get_mut(keyword).map(|node| &mut node.value) {
            for branch in list {
                is_nullable |= strip(branch);
            }
        }
    }
    if is_nullable {
        mark(map, "nullable", at);
    }
}

/// Takes `nullable` off a branch. A reference that was only wrapped for its sake is plain again.
fn strip(branch: &mut Node) -> bool {
    let Some(map) = as_map_mut(branch) else {
        return false;
    };
    if !is_true(map, "nullable") || is_true(map, "x-null-only") {
        return false;
    }
    take(map, "nullable");
    if map.len() == 2 && is_true(map, "x-annotated-ref") {
        let inner = map.get("allOf").and_then(as_list).and_then(<[Node]>::first);
        if let Some(inner) = inner.cloned() {
            *branch = inner;
        }
    }
    true
}
