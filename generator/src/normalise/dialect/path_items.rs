//! Path items that are references.
//!
//! Takes: a merged tree. Gives: the same with the operations in the places where they are called. Must not: inline without end.
//!
//! Those inside callbacks keep their reference: a client does not call them.

use std::collections::BTreeSet;

use super::references::local_path;
use super::walk::{self, Kind, Object};
use crate::diagnostics::{Code, Diagnostics};
use crate::normalise::tree::{as_map, as_map_mut, map_of, size_within, text};
use crate::source::{Map, Node, Value};

/// How many nodes all inlined path items may have together.
const BUDGET: usize = 2_000_000;

/// Inlines the path items of `paths` and `webhooks` that are references.
pub(super) fn inline(root: &mut Node, diagnostics: &mut Diagnostics) {
    let mut budget = BUDGET;
    for section in ["paths", "webhooks"] {
        let mut inlined = Vec::new();
        let Some(items) = as_map(root).and_then(|root| map_of(root, section)) else {
            continue;
        };
        for (name, item) in items {
            if let Some(map) = as_map(item)
                && map.contains_key("$ref")
                && let Some(whole) = follow(root, map, &mut budget, diagnostics)
            {
                inlined.push((name.clone(), whole));
            }
        }
        let items = as_map_mut(root).and_then(|root| root.get_mut(section));
        let Some(items) = items.and_then(as_map_mut) else {
            continue;
        };
        for (name, whole) in inlined {
            if let Some(item) = items.get_mut(&name).and_then(as_map_mut) {
                *item = whole;
            }
        }
    }
}

/// Follows the references of a path item to the end. What stands beside a reference wins over what it leads to.
fn follow(
    root: &Node,
    item: &Map,
    budget: &mut usize,
    diagnostics: &mut Diagnostics,
) -> Option<Map> {
    let mut whole = item.clone();
    let mut seen = BTreeSet::new();
    while let Some(node) = whole.shift_remove("$ref") {
        let reference = match &node.value {
            Value::Text(reference) => reference.clone(),
            _ => String::new(),
        };
        let found = if seen.insert(reference.clone()) {
            target(root, &reference, budget)
        } else {
            Err((Code::ReferenceLoop, "leads back to itself"))
        };
        let target = match found {
            Ok(target) => target,
            Err((code, what)) => {
                diagnostics.push(
                    code,
                    node.at,
                    format!("the path item `{reference}` {what}"),
                    "Put the path item into this document, under `components.pathItems` or in place.",
                );
                return None;
            }
        };
        for (key, value) in target {
            let Some(own) = whole.get(key) else {
                whole.insert(key.clone(), value.clone());
                continue;
            };
            if own != value {
                diagnostics.push(
                    Code::KeywordNotEnforced,
                    own.at,
                    format!("`{key}` is also in the path item that `$ref` leads to; the one here is used"),
                    "Say it in one place: OpenAPI leaves open which of the two counts.",
                );
            }
        }
        whole.insert("x-inlined-from".to_owned(), text(node.at, reference));
    }
    Some(whole)
}

fn target<'a>(
    root: &'a Node,
    reference: &str,
    budget: &mut usize,
) -> Result<&'a Map, (Code, &'static str)> {
    if !reference.starts_with('#') {
        return Err((Code::ForeignReference, "is outside the documents at hand"));
    }
    let path = local_path(reference).unwrap_or_default();
    let known = walk::find(root, &path).and_then(|(node, kind)| {
        let is_item = matches!(kind, Kind::Data | Kind::One(Object::PathItem));
        *budget -= size_within(node, *budget)?;
        as_map(node).filter(|_| is_item)
    });
    known.ok_or((Code::BrokenReference, "points to no path item"))
}
