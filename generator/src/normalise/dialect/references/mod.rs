//! References: in the end each one is `#/components/<section>/<name>`, and leads to something.
//!
//! Takes: a tree. Gives: the tree with other local references hoisted to components, and those that lead nowhere taken out and reported.
//! Must not: follow a reference out of the tree.

mod collect;
pub(super) mod loops;
mod names;
mod target;
#[cfg(test)]
mod tests;

use std::collections::{BTreeMap, BTreeSet};

use self::collect::{Found, Holder, Use, collect};
use self::target::{Failure, Target};
use super::Context;
use super::walk::{self, Kind, Object};
use crate::diagnostics::{Code, Diagnostics};
use crate::normalise::merge::has_component;
use crate::normalise::tree::{
    Path, as_map_mut, child, escape, find_mut, mark, node, object, rename, text,
};
use crate::source::{Map, Node, Value};

/// Objects that are moved, by kind and place, and the names that they take.
#[derive(Default)]
struct Moves {
    by_place: BTreeMap<(Object, Path), Move>,
    names: BTreeSet<(Object, String)>,
}

/// How often each component schema is referred to.
pub(super) type Counts = BTreeMap<String, u32>;

/// What becomes of one use.
type Outcome = Result<Target, Failure>;

/// An object on its way to `components`.
struct Move {
    name: String,
    /// Whether the original stays, because it is data.
    is_copy: bool,
}

/// Brings every reference to the form of 3.0.
pub(super) fn resolve(root: &mut Node, context: &mut Context<'_>) -> Counts {
    let mut found = Found::default();
    collect(root, root, Kind::One(Object::Document), &[], &mut found);
    let mut moves = Moves::default();
    let outcomes = settle(root, &mut found, &mut moves, context);
    for (entry, outcome) in found.uses.iter().zip(&outcomes) {
        match outcome {
            Ok(target) => {
                let reference = reference_to(target, entry.object, &moves, &mut found.counts);
                rewrite(root, entry, &reference);
            }
            Err(failure) => give_up(root, entry, *failure, context.diagnostics),
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
        let mut asked: BTreeMap<Object, BTreeMap<Path, bool>> = BTreeMap::new();
        for entry in found.uses.iter().skip(outcomes.len()) {
            let outcome = target::find(entry, root, found);
            if let Ok(Target::Inside(path) | Target::Data(path)) = &outcome
                && !moves.by_place.contains_key(&(entry.object, path.clone()))
            {
                let is_copy = matches!(outcome, Ok(Target::Data(_)));
                let of_kind = asked.entry(entry.object).or_default();
                of_kind.insert(path.clone(), is_copy);
            }
            outcomes.push(outcome);
        }
        for (object, asked) in asked {
            plan(root, object, &asked, found, moves, context);
        }
    }
    outcomes
}

/// Names the objects of one kind that are to be moved, and copies those that are data.
fn plan(
    root: &mut Node,
    object: Object,
    asked: &BTreeMap<Path, bool>,
    found: &mut Found,
    moves: &mut Moves,
    context: &mut Context<'_>,
) {
    let Some(section) = object.section() else {
        return;
    };
    let paths: BTreeSet<Path> = asked.keys().cloned().collect();
    let names = names::name_all(&paths, |name| {
        has_component(root, section, name) || moves.names.contains(&(object, name.to_owned()))
    });
    for (path, name) in names {
        let is_copy = asked.get(&path) == Some(&true);
        if is_copy && let Some(mut copy) = at_path(root, &path).cloned() {
            walk::each_mut(&mut copy, Kind::One(object), &mut |object, _, node| {
                context.prepare(object, node);
            });
            let place = ["components".to_owned(), section.to_owned(), name.clone()];
            insert(root, section, &name, copy);
            if let Some(copy) = at_path(root, &place) {
                collect(root, copy, Kind::One(object), &place, found);
            }
        }
        moves.names.insert((object, name.clone()));
        moves
            .by_place
            .insert((object, path), Move { name, is_copy });
    }
}

fn at_path<'a>(root: &'a Node, path: &[String]) -> Option<&'a Node> {
    path.iter()
        .try_fold(root, |here, segment| child(here, segment))
}

/// Puts an object into a section of `components`, which is made if need be.
fn insert(root: &mut Node, section: &str, name: &str, object: Node) {
    let at = object.at;
    let mut here = root;
    for key in ["components", section] {
        let Some(map) = as_map_mut(here) else { return };
        here = map
            .entry(key.to_owned())
            .or_insert_with(|| node(at, Value::Map(Map::new())));
    }
    if let Some(map) = as_map_mut(here) {
        map.insert(name.to_owned(), object);
    }
}

fn reference_to(target: &Target, object: Object, moves: &Moves, counts: &mut Counts) -> String {
    let name = match target {
        Target::Component(name) => name,
        Target::Inside(path) | Target::Data(path) => moves
            .by_place
            .get(&(object, path.clone()))
            .map_or("", |it| it.name.as_str()),
    };
    if object == Object::Schema {
        *counts.entry(name.to_owned()).or_default() += 1;
    }
    format!(
        "#/components/{}/{}",
        object.section().unwrap_or("schemas"),
        escape(name)
    )
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

/// Reports a reference that leads nowhere. A schema becomes arbitrary JSON; everything else keeps its `$ref`, which the next room refuses.
fn give_up(root: &mut Node, entry: &Use, failure: Failure, diagnostics: &mut Diagnostics) {
    report(entry, failure, diagnostics);
    let keyword = match &entry.holder {
        Holder::Static if entry.object == Object::Schema => "$ref",
        Holder::Dynamic(keyword) => keyword,
        _ => return,
    };
    if let Some(map) = find_mut(root, &entry.path).and_then(as_map_mut) {
        map.shift_remove(keyword);
        mark(map, "x-unresolved", entry.at);
    }
}

fn report(entry: &Use, failure: Failure, diagnostics: &mut Diagnostics) {
    let Use { at, text, .. } = entry;
    let (code, what, help) = match failure {
        Failure::Foreign => (
            Code::ForeignReference,
            "leaves the documents at hand",
            "Put what it refers to into `components` of this document.",
        ),
        Failure::Missing => (
            Code::BrokenReference,
            "points to nothing",
            "Correct the reference, or add what it refers to.",
        ),
        Failure::WrongKind => (
            Code::BrokenReference,
            "points to something of another kind",
            "Refer to an object of the kind that is expected at this place.",
        ),
        Failure::Ambiguous => (
            Code::BrokenReference,
            "may mean several schemas",
            "Use `$ref` to the one that is meant.",
        ),
    };
    diagnostics.push(code, *at, format!("`{text}` {what}"), help);
}

/// Moves what is referred to from elsewhere, innermost first, and leaves a reference in its place.
fn hoist(root: &mut Node, moves: Moves) {
    let mut moves: Vec<_> = moves
        .by_place
        .into_iter()
        .filter(|(_, it)| !it.is_copy)
        .collect();
    moves.sort_by_key(|((_, path), _)| std::cmp::Reverse(path.len()));
    for ((kind, path), it) in moves {
        let Some(section) = kind.section() else {
            continue;
        };
        let Some(place) = find_mut(root, &path) else {
            continue;
        };
        let at = place.at;
        let reference = format!("#/components/{section}/{}", escape(&it.name));
        let link = object(at, "$ref", text(at, reference));
        let original = std::mem::replace(place, link);
        insert(root, section, &it.name, original);
    }
}

/// A local reference as a path: what path items refer to each other with.
pub(super) fn local_path(reference: &str) -> Option<Path> {
    let pointer = super::uri::decode(reference.strip_prefix('#')?);
    crate::normalise::tree::parse_pointer(&pointer)
}

/// The component schema that a lowered reference leads to.
pub(super) fn schema_name(reference: &str) -> Option<String> {
    collect::name_in(reference, "schemas").map(crate::normalise::tree::unescape)
}
