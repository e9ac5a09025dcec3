//! What stands beside a reference.
//!
//! Takes: objects with `$ref`. Gives: objects that 3.0 reads the same. Must not: change what the reference leads to.
//!
//! 3.1 gives keywords beside the `$ref` of a schema their meaning; 3.0 ignores them. Annotations are kept in both.

use super::keywords::constrains;
use super::references::schema_name;
use super::{Context, all_of, reference};
use crate::diagnostics::Code;
use crate::diagnostics::place::quote;
use crate::normalise::tree::{
    as_map, as_text, is_true, list_of, mark, node, rename, rename_all, take, text_of,
};
use crate::source::{At, Map, Node, Text, Value};

/// A reference is text. Where none of `OpenAPI`'s own names can be, anything else is a mistake.
pub(super) fn not_text(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(found) = map.get("$ref").filter(|it| as_text(it).is_none()) else {
        return;
    };
    let at = found.at;
    context.diagnostics.push(
        Code::BrokenReference,
        at,
        "`$ref` is not text, and leads nowhere",
        "Write where the definition is, such as \"#/components/schemas/Pet\".",
    );
    map.shift_remove("$ref");
    mark(map, "x-unresolved", at);
}

/// `{$ref, description}` becomes `{allOf: [{$ref}], description}`, marked so that the type stays the referenced one. With constraints beside
/// it, the rest becomes the second member.
pub(super) fn of_schema(map: &mut Map, at: At, context: &mut Context<'_>) {
    if map.len() < 2 || text_of(map, "$ref").is_none() {
        return;
    }
    let constraints: Vec<Text> = map
        .keys()
        .filter(|key| constrains(key) && !key.starts_with("unevaluated"))
        .cloned()
        .collect();
    let Some(target) = take(map, "$ref") else {
        return;
    };
    if !context.is_3_1(target.at) {
        let is_ignored = |key: &str| constraints.iter().any(|it| it == key);
        ignore(map, is_ignored, context);
    } else if constraints == ["type"] && has_type(map, &target, context) {
        rename(map, "type", "x-redundant-type");
    } else if constraints == ["type"] && has_other_type(map, &target, context) {
        rename(map, "type", "x-contradicted-type");
    } else if !constraints.is_empty() {
        let mut rest = Map::new();
        for key in constraints {
            if let Some((key, value)) = map.shift_remove_entry(&key) {
                rest.insert(key, value);
            }
        }
        let mut rest = node(at, Value::Map(rest));
        context.lower_schema(&mut rest);
        all_of(map, vec![reference(target), rest], at);
        return;
    }
    all_of(map, vec![reference(target)], at);
    mark(map, "x-annotated-ref", at);
}

/// What stands beside `$ref` has no meaning in 3.0, nor beside references to anything but schemas in 3.1.
fn ignore(map: &mut Map, is_ignored: impl Fn(&str) -> bool, context: &mut Context<'_>) {
    let ignored: Vec<(&Text, At)> = map
        .iter()
        .filter(|(key, _)| is_ignored(key))
        .map(|(key, node)| (key, node.at))
        .collect();
    if ignored.is_empty() {
        return;
    }
    for (key, at) in ignored {
        context.once(
            Code::KeywordNotEnforced,
            &format!("$ref {key}"),
            at,
            format!("`{key}` beside `$ref` has no meaning here and is ignored (first seen here)"),
            "Put the reference into an `allOf`, and the keyword beside that.",
        );
    }
    rename_all(map, |key, _| {
        is_ignored(key).then(|| format!("x-ignored-{key}"))
    });
}

/// Whether the referenced component has the very type that is said beside the reference.
fn has_type(map: &Map, target: &Node, context: &Context<'_>) -> bool {
    let of_target = as_text(target)
        .and_then(schema_name)
        .and_then(|name| context.types.get(&name));
    match map.get("type").and_then(as_text) {
        Some(said) => of_target.is_some_and(|it| it == said),
        None => false,
    }
}

/// Whether the referenced component has another type than the one that is said beside the reference, which is what tools leave there: no
/// value is of both, so the reference counts.
fn has_other_type(map: &Map, target: &Node, context: &mut Context<'_>) -> bool {
    let of_target = as_text(target)
        .and_then(schema_name)
        .and_then(|name| context.types.get(&name));
    let Some((said, of_target)) = map.get("type").zip(of_target) else {
        return false;
    };
    let at = said.at;
    let Some(said) = as_text(said).filter(|it| it != of_target) else {
        return false;
    };
    let numeric = ["integer", "number"];
    if numeric.contains(&said) && numeric.contains(&of_target.as_str()) {
        return false;
    }
    let message = format!(
        "the type here is {}, and what is referred to is of type {}; the reference counts",
        quote(said),
        quote(of_target)
    );
    let help = "Remove one of them by an overlay: nothing can be both.";
    context
        .diagnostics
        .push(Code::Contradiction, at, message, help);
    true
}

/// `{allOf: [{$ref}]}` with nothing but annotations around it is the way in which 3.0 documents annotate a reference.
pub(super) fn wrapped_reference(map: &mut Map, at: At, context: &mut Context<'_>) {
    if map.contains_key("x-annotated-ref") {
        return;
    }
    let target = list_of(map, "allOf").and_then(|members| match members {
        [only] if is_plain_reference(only) => as_map(only)?.get("$ref").cloned(),
        _ => None,
    });
    let Some(target) = target else {
        return;
    };
    let says_only_type = map
        .keys()
        .all(|key| !constrains(key) || matches!(&**key, "allOf" | "type"));
    if says_only_type && has_other_type(map, &target, context) {
        rename(map, "type", "x-contradicted-type");
    }
    if map.keys().filter(|key| constrains(key)).count() == 1 {
        mark(map, "x-annotated-ref", at);
    }
}

/// Parts of an `allOf` that say nothing of the values of the reference beside them: `{description}`, `{nullable: true}`, `{}`, or the type
/// that it has anyway. What they say belongs to the schema around, and the type stays the referenced one.
pub(super) fn silent_parts(map: &mut Map, at: At, context: &mut Context<'_>) {
    let Some(parts) = list_of(map, "allOf").filter(|it| it.len() > 1) else {
        return;
    };
    let mut references = parts.iter().filter(|it| is_plain_reference(it));
    let Some(target) = references.next().cloned() else {
        return;
    };
    if !references.all(|it| it == &target)
        || parts.iter().any(|it| !is_silent(it, &target, context))
    {
        return;
    }
    let Some(Value::List(parts)) = take(map, "allOf").map(|it| it.value) else {
        return;
    };
    for part in parts.into_iter().filter(|it| it.at != target.at) {
        context.merged.push(part.at);
        if let Value::Map(part) = part.value {
            take_over(map, part);
        }
    }
    all_of(map, vec![target], at);
}

/// Whether a part of an `allOf` says no more of a value than a reference does.
fn is_silent(part: &Node, target: &Node, context: &Context<'_>) -> bool {
    let Some(map) = as_map(part) else {
        return false;
    };
    if is_plain_reference(part) {
        return true;
    }
    let target = as_map(target).and_then(|it| it.get("$ref"));
    let has_same_type = || target.is_some_and(|it| has_type(map, it, context));
    map.iter()
        .filter(|(key, _)| constrains(key))
        .all(|(key, value)| match &**key {
            "type" => is_true(map, "x-inferred-type") || has_same_type(),
            "properties" => as_map(value).is_some_and(|it| it.is_empty()),
            _ => false,
        })
}

/// Says of a schema what was said of a part of it; where both say it, what the schema says of itself counts, and the other is kept aside.
fn take_over(map: &mut Map, part: Map) {
    for (key, value) in part {
        if key == "$ref" || &*key == "x-inferred-type" || constrains(&key) {
            continue;
        }
        if map.contains_key(&key) {
            map.insert(format!("x-part-{key}"), value);
        } else {
            map.insert(key, value);
        }
    }
}

/// Whether a node is a reference and nothing else.
pub(super) fn is_plain_reference(node: &Node) -> bool {
    as_map(node).is_some_and(|map| {
        map.len() == 1 && map.get("$ref").is_some_and(|it| as_text(it).is_some())
    })
}

/// Other references may have `summary` and `description` of their own; the rest has no meaning.
pub(super) fn of_other(map: &mut Map, _at: At, context: &mut Context<'_>) {
    if map.len() < 2 || text_of(map, "$ref").is_none() {
        return;
    }
    for key in ["summary", "description"] {
        rename(map, key, &format!("x-ref-{key}"));
    }
    ignore(map, |key| key != "$ref" && !key.starts_with("x-"), context);
}
