//! Overlays: corrections of a document, kept apart from it ("Overlay Specification" 1.0.0 and 1.1.0).
//!
//! Takes: a tree and an overlay that was read. Gives: the tree with the actions applied, one after the other.
//! Must not: know what the tree is about. What an overlay brings keeps its place in the overlay.

mod check;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;

use serde_json_path::{JsonPath, PathElement};

use crate::diagnostics::place::quote;
use crate::diagnostics::{Code, Diagnostics};
use crate::source::{At, MAX_DEPTH, Map, Node, Value};
use check::{Action, Change, Edition, Target};

/// How many values the actions of one overlay may bring, each copy counted.
const ROOM: u32 = 200_000;

/// Applies an overlay.
///
/// A malformed overlay changes nothing, and all that is wrong with it is reported. An action that cannot be carried out is an error, one
/// that matches nothing a loss, and the actions after it are tried all the same.
pub fn apply(target: &mut Node, overlay: &Node, diagnostics: &mut Diagnostics) {
    let Some((edition, actions)) = check::check(overlay, diagnostics) else {
        return;
    };
    let mut tree = Tree {
        edition,
        mirror: mirror(target),
        root: target,
        room: ROOM,
        is_full: false,
    };
    for action in actions {
        tree.act(&action, diagnostics);
        if tree.is_full {
            return;
        }
    }
}

/// A step from a node to one of its children.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Step {
    Key(String),
    Item(usize),
}

/// The target, and its image in the vocabulary of the path library, kept in step.
struct Tree<'a> {
    edition: Edition,
    root: &'a mut Node,
    mirror: serde_json::Value,
    /// How many values overlays may still bring.
    room: u32,
    /// Whether an action did not fit, after which none is tried.
    is_full: bool,
}

impl Tree<'_> {
    fn act(&mut self, action: &Action<'_>, diagnostics: &mut Diagnostics) {
        let Target { at, path, written } = &action.target;
        let places = places(path, &self.mirror);
        if places.is_empty() {
            diagnostics.push(
                Code::OverlayMatchesNothing,
                *at,
                format!("{} matches nothing in the document", quote(written)),
                "the document may have been corrected: remove the action, or write the new path",
            );
        }
        match &action.change {
            Change::Update(update) => self.update_all(&places, update, *at, diagnostics),
            Change::Copy(source) => {
                if let Some(copied) = self.source(source, diagnostics) {
                    self.update_all(&places, &copied, source.at, diagnostics);
                }
            }
            Change::Remove => self.remove_all(places, *at, diagnostics),
        }
    }

    /// What is copied, as it is before the action.
    fn source(&self, source: &Target<'_>, diagnostics: &mut Diagnostics) -> Option<Node> {
        let places = places(&source.path, &self.mirror);
        let mut places = places.iter();
        if let (Some(only), None) = (places.next(), places.next()) {
            return node(self.root, only).cloned();
        }
        diagnostics.push(
            Code::BadOverlay,
            source.at,
            format!(
                "{} does not select exactly one value of the document",
                quote(source.written)
            ),
            "let `copy` name one place, such as `$.components.schemas.Pet`",
        );
        None
    }

    fn update_all(
        &mut self,
        places: &BTreeSet<Vec<Step>>,
        update: &Node,
        at: At,
        diagnostics: &mut Diagnostics,
    ) {
        let mut kinds = places.iter().filter_map(|it| node(self.root, it));
        if let Some(first) = kinds.next().map(|it| kind(&it.value))
            && self.edition == Edition::V1_1
            && kinds.any(|it| kind(&it.value) != first)
        {
            diagnostics.push(
                Code::BadOverlay,
                at,
                "the target selects values of several kinds",
                "let it select only objects, only arrays, or only single values",
            );
            return;
        }
        let (count, depth) = size(update);
        for place in places {
            let room = self.room.checked_sub(count);
            let (Some(room), true) = (room, place.len() + depth <= MAX_DEPTH) else {
                diagnostics.push(
                    Code::TooLarge,
                    at,
                    "this action makes the document larger or deeper than any real one",
                    "let the target match fewer places",
                );
                self.is_full = true;
                return;
            };
            self.room = room;
            let (Some(node), Some(image)) = (
                node_mut(self.root, place),
                image_mut(&mut self.mirror, place),
            ) else {
                continue;
            };
            self.edition.update(node, update, at, diagnostics);
            *image = mirror(node);
        }
    }

    /// Removes the deepest first and items from the end, so that the places that are left stay true.
    fn remove_all(&mut self, places: BTreeSet<Vec<Step>>, at: At, diagnostics: &mut Diagnostics) {
        let mut places = Vec::from_iter(places);
        places.sort_by(|a, b| (b.len(), b).cmp(&(a.len(), a)));
        for place in places {
            let Some((last, parent)) = place.split_last() else {
                diagnostics.push(
                    Code::BadOverlay,
                    at,
                    "the root of the document cannot be removed",
                    "let the target match a part of the document",
                );
                continue;
            };
            remove(node_mut(self.root, parent), last);
            remove_image(image_mut(&mut self.mirror, parent), last);
        }
    }
}

impl Edition {
    /// "Action Object": objects merge, and arrays take one more item. Since 1.1 arrays take all items of an array, and single values
    /// are replaced by single values.
    fn update(self, node: &mut Node, update: &Node, action: At, diagnostics: &mut Diagnostics) {
        let is_1_1 = self == Self::V1_1;
        // What is copied stands in the document, and the mistake in the overlay.
        let is_copied = update.at.document != action.document;
        let at = if is_copied { action } else { update.at };
        match (&mut node.value, &update.value) {
            (Value::Map(map), Value::Map(update)) => merge(map, update, diagnostics),
            (Value::List(items), Value::List(more)) if is_1_1 => items.extend(more.iter().cloned()),
            (Value::List(items), _) => items.push(update.clone()),
            (value, new) if is_1_1 && is_single(value) && is_single(new) => *node = update.clone(),
            (value, update_value) => diagnostics.push(
                Code::BadOverlay,
                at,
                format!(
                    "{} in the document cannot be updated with {}",
                    kind(value),
                    kind(update_value)
                ),
                "let the target match the object around it, and write the key in the update",
            ),
        }
    }
}

/// Objects merge key by key, arrays are put one after the other, and single values are replaced.
fn merge(map: &mut Map, update: &Map, diagnostics: &mut Diagnostics) {
    for (key, new) in update {
        let Some(old) = map.get_mut(key) else {
            map.insert(key.clone(), new.clone());
            continue;
        };
        match (&mut old.value, &new.value) {
            (Value::Map(old), Value::Map(new)) => merge(old, new, diagnostics),
            (Value::List(old), Value::List(new)) => old.extend(new.iter().cloned()),
            (old_value, new_value) if is_single(old_value) && is_single(new_value) => {
                *old = new.clone();
            }
            (old_value, new_value) => diagnostics.push(
                Code::BadOverlay,
                new.at,
                format!(
                    "{} is {} in the document, which cannot be merged with {}",
                    quote(key),
                    kind(old_value),
                    kind(new_value)
                ),
                "remove it with an action of its own before, then write it anew",
            ),
        }
    }
}

fn is_single(value: &Value) -> bool {
    !matches!(value, Value::Map(_) | Value::List(_))
}

fn kind(value: &Value) -> &'static str {
    match value {
        Value::Map(_) => "an object",
        Value::List(_) => "an array",
        _ => "a single value",
    }
}

/// How many values a tree has, and how many levels of objects and arrays.
fn size(node: &Node) -> (u32, usize) {
    let children: Vec<(u32, usize)> = match &node.value {
        Value::Map(map) => map.values().map(size).collect(),
        Value::List(items) => items.iter().map(size).collect(),
        _ => return (1, 0),
    };
    let count = |sum: u32, (count, _): &(u32, usize)| sum.saturating_add(*count);
    let depth = children.iter().map(|(_, depth)| *depth).max();
    (
        children.iter().fold(1, count),
        depth.unwrap_or_default() + 1,
    )
}

/// The places that a path selects, each once.
fn places(path: &JsonPath, mirror: &serde_json::Value) -> BTreeSet<Vec<Step>> {
    let step = |element: &PathElement<'_>| match *element {
        PathElement::Name(name) => Step::Key(name.to_owned()),
        PathElement::Index(item) => Step::Item(item),
    };
    path.query_located(mirror)
        .locations()
        .map(|place| place.iter().map(step).collect())
        .collect()
}

fn node<'a>(mut node: &'a Node, place: &[Step]) -> Option<&'a Node> {
    for step in place {
        node = match (&node.value, step) {
            (Value::Map(map), Step::Key(key)) => map.get(key.as_str())?,
            (Value::List(items), Step::Item(item)) => items.get(*item)?,
            _ => return None,
        };
    }
    Some(node)
}

fn node_mut<'a>(mut node: &'a mut Node, place: &[Step]) -> Option<&'a mut Node> {
    for step in place {
        node = match (&mut node.value, step) {
            (Value::Map(map), Step::Key(key)) => map.get_mut(key.as_str())?,
            (Value::List(items), Step::Item(item)) => items.get_mut(*item)?,
            _ => return None,
        };
    }
    Some(node)
}

fn image_mut<'a>(
    mut image: &'a mut serde_json::Value,
    place: &[Step],
) -> Option<&'a mut serde_json::Value> {
    for step in place {
        image = match step {
            Step::Key(key) => image.get_mut(key)?,
            Step::Item(item) => image.get_mut(*item)?,
        };
    }
    Some(image)
}

fn remove(parent: Option<&mut Node>, step: &Step) {
    match (parent.map(|it| &mut it.value), step) {
        (Some(Value::Map(map)), Step::Key(key)) => {
            map.shift_remove(key.as_str());
        }
        (Some(Value::List(items)), Step::Item(item)) if *item < items.len() => {
            items.remove(*item);
        }
        _ => {}
    }
}

fn remove_image(parent: Option<&mut serde_json::Value>, step: &Step) {
    match (parent, step) {
        (Some(serde_json::Value::Object(map)), Step::Key(key)) => {
            map.remove(key);
        }
        (Some(serde_json::Value::Array(items)), Step::Item(item)) if *item < items.len() => {
            items.remove(*item);
        }
        _ => {}
    }
}

/// The image of a tree in which paths are looked up. Integers beyond 64 bits are rounded there, and there only.
fn mirror(node: &Node) -> serde_json::Value {
    match &node.value {
        Value::Null => serde_json::Value::Null,
        Value::Bool(value) => (*value).into(),
        Value::Integer(value) => integer(value.get()),
        Value::Float(value) => (*value).into(),
        Value::Text(text) => text.as_str().into(),
        Value::List(items) => items.iter().map(mirror).collect(),
        Value::Map(map) => map
            .iter()
            .map(|(key, node)| (key.clone(), mirror(node)))
            .collect(),
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "a path compares such integers as JSON does, as floats"
)]
fn integer(value: i128) -> serde_json::Value {
    let small = i64::try_from(value).map(Into::into);
    small
        .or_else(|_| u64::try_from(value).map(Into::into))
        .unwrap_or_else(|_| (value as f64).into())
}
