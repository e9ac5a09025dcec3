//! What can be seen of objects without reading them: their keys, and the kinds of the values there.
//!
//! Takes: branches. Gives: [`ObjectShape`]s. Must not: choose.

use super::branches::{self, Branch, Kind};
use crate::interpret::Interpreter;
use crate::interpret::views::View;
use crate::model::{JsonKind, KeyShape, Kinds, ObjectShape};
use crate::spec::{Additional, SchemaId};

/// How deep unions are looked into.
const DEEPEST: usize = 4;

/// The shape of a branch's objects.
pub(super) fn of(interpreter: &mut Interpreter<'_>, branch: &Branch) -> ObjectShape {
    let mut shape = ObjectShape::default();
    keys(interpreter, &branch.view, true, 0, &mut shape);
    let view = &branch.view;
    let is_map = shape.keys.is_empty();
    shape.rest = match view.additional {
        Additional::Schema(id) => Some(kinds(interpreter, id, 0)),
        Additional::Any => Some(Kinds::any()),
        Additional::Unsaid => is_map.then(Kinds::any),
        Additional::No => None,
    };
    shape
}

fn keys(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    certain: bool,
    depth: usize,
    shape: &mut ObjectShape,
) {
    for (wire, id) in &*view.properties {
        let kinds = kinds(interpreter, *id, 0);
        let required = certain && view.required.contains(wire);
        add(shape, wire, required, &kinds);
    }
    for wire in &view.required {
        if !view.properties.contains_key(wire) {
            add(shape, wire, certain, &Kinds::any());
        }
    }
    if depth < DEEPEST {
        for alternatives in &view.unions {
            let mut inner = Vec::new();
            for id in &alternatives.ids {
                let mut shape = ObjectShape::default();
                let branch = interpreter.branch(view, *id);
                keys(interpreter, &branch, certain, depth + 1, &mut shape);
                inner.push(shape);
            }
            for key in inner.iter().flat_map(|it| &it.keys) {
                let requires = |it: &ObjectShape| {
                    let mut keys = it.keys.iter();
                    keys.any(|it| it.wire == key.wire && it.required)
                };
                let by_all = inner.iter().all(requires);
                add(shape, &key.wire, by_all, &key.kinds);
            }
        }
    }
}

fn add(shape: &mut ObjectShape, wire: &str, required: bool, kinds: &Kinds) {
    if let Some(key) = shape.keys.iter_mut().find(|it| it.wire == wire) {
        key.required |= required;
        key.kinds.extend(kinds);
        return;
    }
    shape.keys.push(KeyShape {
        wire: wire.to_owned(),
        required,
        kinds: kinds.clone(),
    });
}

/// The kinds of the values of a schema.
pub(super) fn kinds(interpreter: &mut Interpreter<'_>, id: SchemaId, depth: usize) -> Kinds {
    let view = interpreter.view(id);
    let mut found = Kinds::default();
    if view.nullable {
        found.own.insert(JsonKind::Null);
    }
    if view.is_only_null() {
        return found;
    }
    let is_union = !view.unions.is_empty() && view.properties.is_empty();
    if is_union && view.base.is_none() && !view.unresolved {
        if depth >= DEEPEST {
            return Kinds::any();
        }
        for id in view.unions.iter().flat_map(|it| &it.ids) {
            // `{nullable: true}` has given its `null` to the union, and is empty since.
            if !view.nullable || !interpreter.view(*id).is_empty() {
                found.extend(&kinds(interpreter, *id, depth + 1));
            }
        }
        return found;
    }
    match branches::kind(&view) {
        Kind::Text => found.own.extend([JsonKind::Text]),
        Kind::Integer => found.own.extend([JsonKind::Integer]),
        Kind::Number => found.own.extend([JsonKind::Integer, JsonKind::Number]),
        Kind::Boolean => found.own.extend([JsonKind::Boolean]),
        Kind::Object => found.own.extend([JsonKind::Object]),
        Kind::Any => return Kinds::any(),
        Kind::List => {
            found.own.extend([JsonKind::List]);
            found.items = match view.first_item() {
                Some(items) if depth < DEEPEST => kinds(interpreter, items, depth + 1).own,
                _ => JsonKind::ALL.into(),
            };
        }
    }
    found
}

/// Whether some object can be told to be of one of the shapes and not of the other.
pub(super) fn differ(one: &ObjectShape, other: &ObjectShape) -> bool {
    if one.rest.is_some() != other.rest.is_some() || one.keys.len() != other.keys.len() {
        return true;
    }
    if let (Some(one), Some(other)) = (&one.rest, &other.rest)
        && !one.overlaps(other)
    {
        return true;
    }
    one.keys.iter().any(|key| {
        other
            .keys
            .iter()
            .find(|it| it.wire == key.wire)
            .is_none_or(|it| !it.kinds.overlaps(&key.kinds))
    })
}

/// Leaves out keys of which every shape says the same.
pub(super) fn trim(shapes: &mut [(ObjectShape, usize)]) {
    let Some((first, others)) = shapes.split_first() else {
        return;
    };
    // Where further keys are kept, they count too, and a key that is not listed would be one of them.
    if shapes.iter().any(|(it, _)| it.rest.is_some()) {
        return;
    }
    let common: Vec<KeyShape> = first
        .0
        .keys
        .iter()
        .filter(|key| others.iter().all(|(it, _)| it.keys.contains(key)))
        .cloned()
        .collect();
    for (shape, _) in shapes {
        shape.keys.retain(|it| !common.contains(it));
    }
}
