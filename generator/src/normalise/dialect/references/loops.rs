//! Components that are nothing but a reference to one another, round and round.
//!
//! Takes: a lowered tree: a union with `null` alone beside a reference is another name by then. Gives: the same with each such loop widened to arbitrary JSON and reported.
//! Must not: touch recursive types, which have something in the loop.

use std::collections::{BTreeMap, BTreeSet};

use super::super::keywords::constrains;
use super::collect::name_in;
use crate::diagnostics::{Code, Diagnostics};
use crate::normalise::tree::{as_map, as_map_mut, list_of, mark, text_of, unescape};
use crate::source::{Map, Node, Value};

const SECTIONS: [&str; 8] = [
    "schemas",
    "parameters",
    "headers",
    "requestBodies",
    "responses",
    "callbacks",
    "links",
    "securitySchemes",
];

/// Widens every loop of aliases.
pub(in crate::normalise::dialect) fn widen(root: &mut Node, diagnostics: &mut Diagnostics) {
    let components = as_map_mut(root).and_then(|root| root.get_mut("components"));
    let Some(components) = components.and_then(as_map_mut) else {
        return;
    };
    for section in SECTIONS {
        let Some(map) = components.get_mut(section).and_then(as_map_mut) else {
            continue;
        };
        for name in looping(map, section) {
            if let Some(component) = map.get_mut(name.as_str()) {
                diagnostics.push(
                    Code::ReferenceLoop,
                    component.at,
                    format!("`{name}` is only a reference that leads back to itself"),
                    "Give one schema of the loop a type.",
                );
                let mut open = Map::new();
                mark(&mut open, "x-unresolved", component.at);
                component.value = Value::Map(open);
            }
        }
    }
}

/// The components that are on a loop.
fn looping(section: &Map, kind: &str) -> BTreeSet<String> {
    let aliases: BTreeMap<&str, String> = section
        .iter()
        .filter_map(|(name, node)| Some((name.as_str(), alias_of(node, kind)?)))
        .collect();
    let mut done: BTreeSet<&str> = BTreeSet::new();
    let mut looping = BTreeSet::new();
    for start in aliases.keys() {
        let mut trail: Vec<&str> = Vec::new();
        let mut seen: BTreeSet<&str> = BTreeSet::new();
        let mut here: &str = start;
        while !done.contains(here) && seen.insert(here) {
            trail.push(here);
            match aliases.get(here) {
                Some(next) => here = next,
                None => break,
            }
        }
        if !done.contains(here)
            && let Some(entry) = trail.iter().position(|name| *name == here)
            && aliases.contains_key(here)
        {
            looping.extend(trail.iter().skip(entry).map(|name| (*name).to_owned()));
        }
        done.extend(trail);
    }
    looping
}

/// The component that a component is another name of. A composition of one schema is another name too.
fn alias_of(node: &Node, kind: &str) -> Option<String> {
    let map = as_map(node)?;
    if let Some(reference) = text_of(map, "$ref") {
        return name_in(reference, kind).map(unescape);
    }
    let mut constraints = map.keys().filter(|key| constrains(key));
    let (Some(only), None) = (constraints.next(), constraints.next()) else {
        return None;
    };
    match list_of(map, only)? {
        [inner] if matches!(only.as_str(), "allOf" | "anyOf" | "oneOf") => alias_of(inner, kind),
        _ => None,
    }
}
