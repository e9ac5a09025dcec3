//! Swagger 2.0 in the words of `OpenAPI` 3.0, before anything else is done with a document.
//!
//! Takes: a document of 2.0. Gives: the same as a document of 3.0. Must not: judge anything but what 2.0 says in other words.
//!
//! What does not have the form that 2.0 gives it stays where it is: the rules for all versions report it.

mod bodies;
mod hosts;
mod media;
mod parameters;
mod references;
mod responses;
mod schemas;
mod security;
mod servers;
mod shared;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use self::media::MediaTypes;
pub(in crate::normalise) use self::references::Moved;
use super::walk::{self, Kind, Object};
use crate::diagnostics::{Code, Diagnostics};
use crate::normalise::merge::METHODS;
use crate::normalise::neighbours::Neighbours;
use crate::normalise::tree::{
    as_map, as_map_mut, as_text, map_of, node, rename, size_within, text, text_of,
};
use crate::normalise::versions::is_swagger;
use crate::source::{At, Map, Node, Value};

/// The document as it was, and what is found while it is converted.
struct Context<'a> {
    /// The document in the words of 2.0.
    old: &'a Node,
    /// What the document says for all its operations.
    media: MediaTypes,
    /// Where things have gone, for references to them.
    moved: Moved,
    diagnostics: &'a mut Diagnostics,
    /// How many nodes may still be copied.
    budget: usize,
    /// Findings that are made once for all places.
    noted: BTreeSet<&'static str>,
}

/// How many nodes all copies may have together: what is shared in 2.0, and schemas of several media types.
const BUDGET: usize = 2_000_000;

impl Context<'_> {
    /// A copy of a node that stays where it is as well.
    fn copy(&mut self, original: &Node) -> Node {
        if let Some(size) = size_within(original, self.budget) {
            self.budget -= size;
            return original.clone();
        }
        self.budget = 0;
        let about = "with everything that is shared put where it is used, the document is larger than any real one";
        let help = "Share schemas through `definitions`, and list fewer media types.";
        self.once(Code::TooLarge, about, original.at, help);
        node(original.at, Value::Map(Map::new()))
    }

    /// Copies of all entries but `schema`.
    fn copy_without_schema(&mut self, original: &Map) -> Map {
        original
            .iter()
            .filter(|(key, _)| *key != "schema")
            .map(|(key, value)| (key.clone(), self.copy(value)))
            .collect()
    }

    fn note(&mut self, code: Code, at: At, message: impl Into<String>, help: &str) {
        self.diagnostics.push(code, at, message, help);
    }

    fn once(&mut self, code: Code, about: &'static str, at: At, help: &str) {
        if self.noted.insert(about) {
            let message = format!("{about} (first seen here)");
            self.diagnostics.push(code, at, message, help);
        }
    }
}

/// Converts a document of 2.0, and says where its parts have gone. Leaves any other alone.
pub(in crate::normalise) fn convert(
    document: &mut Node,
    files: &Neighbours,
    diagnostics: &mut Diagnostics,
) -> Option<Moved> {
    as_map(document).filter(|it| is_swagger(it))?;
    shared::bring(document, files);
    let old = document.clone();
    let map = as_map_mut(document)?;
    let mut context = Context {
        media: as_map(&old).map(MediaTypes::of).unwrap_or_default(),
        old: &old,
        moved: Moved::default(),
        diagnostics,
        budget: BUDGET,
        noted: BTreeSet::new(),
    };
    root(map, old.at, &mut context);
    let moved = context.moved;
    walk::each_mut(
        document,
        Kind::One(Object::Document),
        &mut |object, _, node| {
            if let Some(map) = as_map_mut(node) {
                moved.rewrite(map, old.at.document);
                if object == Object::Schema {
                    schemas::convert(map);
                }
            }
        },
    );
    Some(moved)
}

fn root(map: &mut Map, at: At, context: &mut Context<'_>) {
    version(map, at);
    set_aside(map, context);
    if let Some(servers) = servers::of_document(map, context) {
        map.insert("servers".to_owned(), servers);
    }
    for key in ["host", "basePath", "schemes"] {
        map.shift_remove(key);
    }
    media::remove(map);
    let components = components(map, context);
    if !components.is_empty() {
        map.insert("components".to_owned(), node(at, Value::Map(components)));
    }
    let paths = map.get_mut("paths").and_then(as_map_mut);
    for (path, item) in paths.into_iter().flatten() {
        if let Some(item) = as_map_mut(item)
            && !path.starts_with("x-")
        {
            path_item(path, item, context);
        }
    }
}

fn version(map: &mut Map, at: At) {
    let version = map.get("swagger").map_or(at, |it| it.at);
    rename(map, "swagger", "x-swagger");
    map.shift_insert(0, "openapi".to_owned(), text(version, "3.0.3"));
}

/// Sections that only 3.0 has give way to those that are made of 2.0.
fn set_aside(map: &mut Map, context: &mut Context<'_>) {
    for key in ["components", "servers"] {
        if let Some(at) = map.get(key).map(|it| it.at) {
            let message = format!("`{key}` is not of Swagger 2.0 and is ignored");
            let help = "Set `openapi` to 3.0.3 if the document is written for it.";
            context.note(Code::UnknownKeyword, at, message, help);
            rename(map, key, &format!("x-{key}"));
        }
    }
}

/// What 3.0 keeps together under `components`.
fn components(map: &mut Map, context: &mut Context<'_>) -> Map {
    let mut made = Map::new();
    let mut put = |section: &str, at: At, items: Map| {
        if !items.is_empty() {
            made.insert(section.to_owned(), node(at, Value::Map(items)));
        }
    };
    if let Some((at, definitions)) = take_map(map, "definitions") {
        context
            .moved
            .add(&["definitions"], &["components", "schemas"]);
        put("schemas", at, definitions);
    }
    if let Some((at, all)) = take_map(map, "parameters") {
        let sorted = parameters::components(&all, context);
        put("parameters", at, sorted.parameters);
        put("requestBodies", at, sorted.bodies);
        put("x-form-parameters", at, sorted.form);
    }
    if let Some((at, mut all)) = take_map(map, "responses") {
        context
            .moved
            .add(&["responses"], &["components", "responses"]);
        responses::components(&mut all, context);
        put("responses", at, all);
    }
    if let Some((at, mut all)) = take_map(map, "securityDefinitions") {
        security::convert(&mut all, context);
        put("securitySchemes", at, all);
    }
    made
}

/// Takes an object out; what is none stays.
fn take_map(map: &mut Map, key: &str) -> Option<(At, Map)> {
    map_of(map, key)?;
    let taken = map.shift_remove(key)?;
    match taken.value {
        Value::Map(inner) => Some((taken.at, inner)),
        _ => None,
    }
}

fn path_item(path: &str, item: &mut Map, context: &mut Context<'_>) {
    let shared = parameters::sort(item, &["paths", path], context);
    for method in METHODS {
        if let Some(found) = item.get_mut(method) {
            let at = found.at;
            if let Some(map) = as_map_mut(found) {
                operation(map, at, &["paths", path, method], &shared, context);
            }
        }
    }
}

fn operation(
    map: &mut Map,
    at: At,
    place: &[&str],
    shared: &parameters::Sorted,
    context: &mut Context<'_>,
) {
    let media = MediaTypes::of(map).or(&context.media);
    let own = parameters::sort(map, place, context);
    let sent = own.or(shared);
    if let Some(body) = bodies::body(sent, at, &media, place, context) {
        map.insert("requestBody".to_owned(), body);
    }
    if let Some(found) = map.get_mut("responses").and_then(as_map_mut) {
        responses::of_operation(found, &media, place, context);
    }
    if let Some(servers) = servers::of_operation(map, context) {
        map.insert("servers".to_owned(), servers);
        map.shift_remove("schemes");
    }
    media::remove(map);
}

/// The object that a node is, or that its local references lead to, and where that is.
fn resolve<'a>(root: &'a Node, found: &'a Node) -> Option<(&'a Map, Vec<String>)> {
    const LONGEST_CHAIN: usize = 32;
    let (mut here, mut place) = (found, Vec::new());
    for _ in 0..LONGEST_CHAIN {
        let map = as_map(here)?;
        let Some(reference) = map.get("$ref").and_then(as_text) else {
            return Some((map, place));
        };
        place = super::references::local_path(reference)?;
        here = place
            .iter()
            .try_fold(root, |here, key| crate::normalise::tree::child(here, key))?;
    }
    None
}

/// Where a parameter goes.
fn place_of(map: &Map) -> &str {
    text_of(map, "in").unwrap_or_default()
}
