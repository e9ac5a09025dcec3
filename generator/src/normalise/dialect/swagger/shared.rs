//! What documents of 2.0 share with one another by references to other files.
//!
//! Takes: a document of 2.0. Gives: the same with parameters, responses, path items and sections of other files in place, so that bodies
//! among the parameters are seen. Must not: touch schemas, which stay one type each, or references that it cannot follow.

use std::collections::BTreeSet;

use crate::normalise::merge::METHODS;
use crate::normalise::neighbours::{Neighbours, is_in_file};
use crate::normalise::tree::{Path, as_map, as_map_mut, node, size_within, text_of};
use crate::source::{Node, Value};

/// Sections that may be files of their own.
const SECTIONS: [&str; 5] = [
    "paths",
    "definitions",
    "parameters",
    "responses",
    "securityDefinitions",
];

/// Brings in what stands in other files.
pub(super) fn bring(document: &mut Node, files: &Neighbours) {
    if files.is_empty() {
        return;
    }
    let mut bringer = Bringer {
        files,
        nothing: node(document.at, Value::Null),
        budget: super::BUDGET,
    };
    let Some(map) = as_map_mut(document) else {
        return;
    };
    for section in SECTIONS {
        if let Some(section) = map.get_mut(section) {
            bringer.place(section);
        }
    }
    for section in ["parameters", "responses"] {
        bringer.each(map.get_mut(section));
    }
    let paths = map.get_mut("paths").and_then(as_map_mut);
    for item in paths.into_iter().flat_map(|it| it.values_mut()) {
        bringer.place(item);
        let Some(item) = as_map_mut(item) else {
            continue;
        };
        bringer.each(item.get_mut("parameters"));
        for method in METHODS {
            let Some(operation) = item.get_mut(method) else {
                continue;
            };
            bringer.place(operation);
            if let Some(operation) = as_map_mut(operation) {
                bringer.each(operation.get_mut("parameters"));
                bringer.each(operation.get_mut("responses"));
            }
        }
    }
}

struct Bringer<'a> {
    files: &'a Neighbours,
    /// The merged document, which is not there yet.
    nothing: Node,
    /// How many nodes may still be copied.
    budget: usize,
}

impl Bringer<'_> {
    /// The list or map itself, and what is in it.
    fn each(&mut self, collection: Option<&mut Node>) {
        let Some(collection) = collection else { return };
        self.place(collection);
        match &mut collection.value {
            Value::List(list) => list.iter_mut().for_each(|it| self.place(it)),
            Value::Map(map) => map.values_mut().for_each(|it| self.place(it)),
            _ => {}
        }
    }

    /// Puts in place what a reference to another file leads to in the end.
    fn place(&mut self, place: &mut Node) {
        let mut seen: BTreeSet<Path> = BTreeSet::new();
        while let Some(reference) = as_map(place).and_then(|map| {
            text_of(map, "$ref")?;
            map.get("$ref")
        }) {
            let Ok((path, found)) = self.files.lead(&self.nothing, reference) else {
                return;
            };
            let Some(size) = size_within(found, self.budget) else {
                return;
            };
            if !is_in_file(&path) || !seen.insert(path) {
                return;
            }
            self.budget -= size;
            *place = found.clone();
        }
    }
}
