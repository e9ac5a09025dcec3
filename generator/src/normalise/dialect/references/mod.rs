//! References: in the end each one is `#/components/<section>/<name>`, and leads to something.
//!
//! Takes: a tree, and the files that it may refer to. Gives: the tree with everything else that is referred to in its components, and
//! references that lead nowhere taken out and reported. Must not: follow a reference to anything but these files.

mod collect;
mod copies;
pub(super) mod loops;
mod names;
mod target;
#[cfg(test)]
mod tests;

use std::collections::BTreeMap;

use self::collect::{Found, Holder, Use, collect};
use self::copies::{Asked, Moves, Wish};
pub(super) use self::copies::{insert, link};
pub(in crate::normalise) use self::target::Failure;
use self::target::Target;
use super::walk::{Kind, Object};
use super::{Context, lenient};
use crate::diagnostics::Diagnostics;
use crate::diagnostics::place::quote;
use crate::normalise::neighbours::is_in_file;
use crate::normalise::tree::{
    Path, as_map, as_map_mut, as_text, at_path, find_mut, mark, node, rename, text,
};
use crate::source::references::decode;
use crate::source::{Map, Node, Value};

/// How often each component schema is referred to.
pub(super) type Counts = BTreeMap<String, u32>;

/// What becomes of one use.
type Outcome = Result<Target, Failure>;

/// Brings every reference to the form of 3.0.
pub(super) fn resolve(root: &mut Node, context: &mut Context<'_>) -> Counts {
    let mut found = Found::default();
    let all = (&*root, context.files);
    collect(all, root, Kind::One(Object::Document), &[], &mut found);
    let mut moves = Moves::default();
    let outcomes = settle(root, &mut found, &mut moves, context);
    for (entry, outcome) in found.uses.iter().zip(&outcomes) {
        match outcome {
            Ok(Target::Itself) => {}
            Ok(target) => {
                let reference = reference_to(target, entry.object, &moves, &mut found.counts);
                rewrite(root, entry, &reference);
                keep_tag(root, entry, &reference);
            }
            Err(failure) => give_up(root, entry, failure, context.diagnostics),
        }
    }
    hoist(root, moves);
    found.counts
}

/// Finds the target of every use. Data that is used as an object is copied to components, and may bring further references.
fn settle(
    root: &mut Node,
    found: &mut Found,
    moves: &mut Moves,
    context: &mut Context<'_>,
) -> Vec<Outcome> {
    let mut outcomes: Vec<Outcome> = Vec::new();
    while outcomes.len() < found.uses.len() {
        let first = outcomes.len();
        for entry in found.uses.iter().skip(first) {
            let outcome = match target::find(entry, root, found, context.files) {
                Err(Failure::Around(path)) => {
                    let what = "a schema is a reference to what holds one, which is meant";
                    lenient::note(context, what, entry.at);
                    Ok(Target::Inside(path))
                }
                outcome => outcome,
            };
            outcomes.push(outcome);
        }
        let mut asked = Asked::new();
        for (entry, outcome) in found.uses.iter().zip(&mut outcomes).skip(first) {
            let (Ok(Target::Inside(path) | Target::Data(path)), Some(section)) =
                (&outcome, entry.object.section())
            else {
                continue;
            };
            let key = (entry.object, path.clone());
            if moves.by_place.contains_key(&key) {
                continue;
            }
            let is_data = matches!(outcome, Ok(Target::Data(_)));
            let it = asked.entry(key).or_insert(Wish {
                is_data,
                name: None,
            });
            if it.name.is_none() && is_in_file(path) {
                it.name = component_that_is(entry, section, root);
                if it.name.is_some() {
                    *outcome = Ok(Target::Itself);
                }
            }
        }
        copies::plan(root, asked, found, moves, context);
    }
    outcomes
}

/// The component that consists of a reference: what it refers to takes its place and its name.
fn component_that_is(entry: &Use, section: &str, root: &Node) -> Option<String> {
    let [components, own, name] = entry.path.as_slice() else {
        return None;
    };
    let is_all = at_path(root, &entry.path)
        .and_then(as_map)
        .is_some_and(|it| it.len() == 1);
    let is_component = components == "components" && own == section;
    (is_all && is_component && entry.holder == Holder::Static).then(|| name.clone())
}

fn reference_to(target: &Target, object: Object, moves: &Moves, counts: &mut Counts) -> String {
    let name = match target {
        Target::Component(name) => name.as_str(),
        Target::Itself => "",
        Target::Inside(path) | Target::Data(path) => moves
            .by_place
            .get(&(object, path.clone()))
            .map_or("", |it| it.name.as_str()),
    };
    if object == Object::Schema {
        *counts.entry(name.to_owned()).or_default() += 1;
    }
    copies::reference(object.section().unwrap_or("schemas"), name)
}

fn rewrite(root: &mut Node, entry: &Use, reference: &str) {
    let Some(map) = find_mut(root, &entry.path).and_then(as_map_mut) else {
        return;
    };
    match &entry.holder {
        Holder::Static => {
            map.insert("$ref".to_owned(), text(entry.at, reference));
        }
        Holder::Dynamic(keyword) => {
            if map.contains_key("$ref") {
                rename(
                    map,
                    keyword,
                    &format!("x-{}", keyword.trim_start_matches('$')),
                );
            } else {
                rename(map, keyword, "$ref");
                map.insert("$ref".to_owned(), text(entry.at, reference));
            }
        }
        Holder::Mapping(key) => {
            let mapping = map
                .get_mut("discriminator")
                .and_then(as_map_mut)
                .and_then(|it| it.get_mut("mapping"))
                .and_then(as_map_mut);
            if let Some(mapping) = mapping {
                mapping.insert(key.clone(), text(entry.at, reference));
            }
        }
        Holder::DefaultMapping => {
            if let Some(it) = map.get_mut("discriminator").and_then(as_map_mut) {
                it.insert("defaultMapping".to_owned(), text(entry.at, reference));
            }
        }
    }
}

/// A branch of a union is told by the name of its schema. If that has changed, the mapping of the discriminator says so.
fn keep_tag(root: &mut Node, entry: &Use, reference: &str) {
    let [union @ .., keyword, _] = entry.path.as_slice() else {
        return;
    };
    let old = names::own_name(&entry.text);
    if !matches!(keyword.as_str(), "oneOf" | "anyOf") || schema_name(reference) == old {
        return;
    }
    let discriminator = find_mut(root, union)
        .and_then(as_map_mut)
        .and_then(|it| it.get_mut("discriminator"))
        .and_then(as_map_mut);
    let (Some(discriminator), Some(old)) = (discriminator, old) else {
        return;
    };
    let mapping = discriminator
        .entry("mapping".to_owned())
        .or_insert_with(|| node(entry.at, Value::Map(Map::new())));
    if let Some(mapping) = as_map_mut(mapping)
        && !mapping.values().any(|it| as_text(it) == Some(reference))
    {
        mapping
            .entry(old)
            .or_insert_with(|| text(entry.at, reference));
    }
}

/// Reports a reference that leads nowhere, and marks its place.
fn give_up(root: &mut Node, entry: &Use, failure: &Failure, diagnostics: &mut Diagnostics) {
    let (code, what, help) = failure.finding();
    let message = format!("{} {what}", quote(&entry.text));
    diagnostics.push(code, entry.at, message, help);
    let keyword = match &entry.holder {
        Holder::Static => "$ref",
        Holder::Dynamic(keyword) => keyword,
        _ => return,
    };
    if let Some(map) = find_mut(root, &entry.path).and_then(as_map_mut) {
        map.shift_remove(keyword);
        mark(map, "x-unresolved", entry.at);
    }
}

/// Moves what is referred to from elsewhere, innermost first, and leaves a reference in its place.
fn hoist(root: &mut Node, moves: Moves) {
    let mut moves: Vec<_> = moves
        .by_place
        .into_iter()
        .filter_map(|((kind, _), it)| Some((kind.section()?, it.from?, it.name)))
        .collect();
    moves.sort_by_key(|(_, path, _)| std::cmp::Reverse(path.len()));
    for (section, path, name) in moves {
        let Some(place) = find_mut(root, &path) else {
            continue;
        };
        let link = copies::link(section, &name, place.at);
        let original = std::mem::replace(place, link);
        copies::insert(root, section, &name, original);
    }
}

/// A local reference as a path.
pub(super) fn local_path(reference: &str) -> Option<Path> {
    let pointer = decode(reference.strip_prefix('#')?);
    crate::normalise::tree::parse_pointer(&pointer)
}

/// The component schema that a lowered reference leads to.
pub(super) fn schema_name(reference: &str) -> Option<String> {
    collect::name_in(reference, "schemas").map(crate::normalise::tree::unescape)
}
