//! Whether what stands at a place is an object or a list, as it must be there: what is not cannot be read by any later room.
//!
//! Takes: trees. Gives: the same without what has the wrong shape, and a finding for each such place. Must not: judge schemas, which
//! may be truths, names of types or lists, and have rules of their own.

use super::walk::{Kind, Object};
use crate::diagnostics::place::quote;
use crate::diagnostics::{Code, Diagnostics};
use crate::normalise::tree::as_map_mut;
use crate::source::{Map, Node, Value};

/// What a place asks for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Shape {
    Object,
    List,
}

/// Leaves the sections of a document out that no other document could be merged with. Lists are looked at later, when it is known
/// where one thing stands for a list of them.
pub(in crate::normalise) fn sections(document: &mut Node, diagnostics: &mut Diagnostics) {
    let Some(map) = as_map_mut(document) else {
        return;
    };
    let of_objects = |kind, key: &str| wanted(kind, key).filter(|it| *it == Shape::Object);
    entries(map, Kind::One(Object::Document), of_objects, diagnostics);
    if let Some(components) = map.get_mut("components").and_then(as_map_mut) {
        entries(
            components,
            Kind::One(Object::Components),
            of_objects,
            diagnostics,
        );
    }
}

/// Leaves everything out that has the wrong shape.
pub(super) fn everything(root: &mut Node, diagnostics: &mut Diagnostics) {
    visit(root, Kind::One(Object::Document), diagnostics);
}

fn visit(node: &mut Node, kind: Kind, diagnostics: &mut Diagnostics) {
    match &mut node.value {
        Value::Map(map) => {
            entries(map, kind, wanted, diagnostics);
            for (key, child) in map {
                visit(child, kind.step(key), diagnostics);
            }
        }
        Value::List(list) if kind != Kind::Data => {
            for child in list {
                visit(child, kind.step(""), diagnostics);
            }
        }
        _ => {}
    }
}

/// Checks what stands directly in an object.
fn entries(
    map: &mut Map,
    kind: Kind,
    wanted: impl Fn(Kind, &str) -> Option<Shape>,
    diagnostics: &mut Diagnostics,
) {
    map.retain(|key, child| {
        let Some(shape) = wanted(kind, key) else {
            return true;
        };
        // Nothing is lost with an empty one of the other kind, as PHP writes it.
        match (&child.value, shape) {
            (Value::List(list), Shape::Object) if list.is_empty() => {
                child.value = Value::Map(Map::new());
            }
            (Value::Map(map), Shape::List) if map.is_empty() => {
                child.value = Value::List(Vec::new());
            }
            _ => {}
        }
        let fits = match (&child.value, shape) {
            // A key without a value is as good as absent, which is said elsewhere.
            (Value::Null, _) => true,
            (Value::Map(_), shape) => shape == Shape::Object,
            (Value::List(_), shape) => shape == Shape::List,
            _ => false,
        };
        if !fits {
            let name = match shape {
                Shape::Object => "an object",
                Shape::List => "a list",
            };
            diagnostics.push(
                Code::Malformed,
                child.at,
                format!("{} must be {name} here; it is left out", quote(key)),
                "correct it, or correct it with an overlay",
            );
        }
        fits
    });
}

/// The shape of what stands under a key.
fn wanted(kind: Kind, key: &str) -> Option<Shape> {
    let lists: &[&str] = match kind {
        Kind::One(Object::Document | Object::Operation) => &["servers", "security", "tags"],
        Kind::One(Object::PathItem) => &["servers"],
        _ => &[],
    };
    if lists.contains(&key) {
        return Some(Shape::List);
    }
    match kind.step(key) {
        Kind::Data
        | Kind::SchemaOrTruth
        | Kind::One(Object::Schema)
        | Kind::ListOf(Object::Schema) => None,
        Kind::One(_) | Kind::MapOf(_) => Some(Shape::Object),
        Kind::ListOf(_) => Some(Shape::List),
    }
}
