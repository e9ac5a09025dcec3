//! Aliases that contain themselves: `Tree: array of Tree` has no Rust alias, and is cut where it closes.
//!
//! Takes: finished definitions. Gives: aliases without loops, each cut reported. Must not: touch records and unions,
//! which may refer to themselves.

use std::collections::BTreeSet;

use super::Interpreter;
use crate::diagnostics::Code;
use crate::model::{Shape, Type, TypeId};

/// Cuts every loop of aliases.
pub(super) fn cut(interpreter: &mut Interpreter<'_>) {
    let mut done = BTreeSet::new();
    let ids: Vec<TypeId> = interpreter.types.iter().map(|(id, _)| id).collect();
    for id in ids {
        visit(interpreter, id, &mut BTreeSet::new(), &mut done);
    }
}

fn visit(
    interpreter: &mut Interpreter<'_>,
    id: TypeId,
    open: &mut BTreeSet<TypeId>,
    done: &mut BTreeSet<TypeId>,
) {
    if done.contains(&id) {
        return;
    }
    let Some(Shape::Alias(mut ty)) = interpreter.types.get(id).map(|it| it.shape.clone()) else {
        return;
    };
    open.insert(id);
    if inside(interpreter, &mut ty, open, done) {
        let Some(definition) = interpreter.types.get_mut(id) else {
            return;
        };
        definition.shape = Shape::Alias(ty);
        let at = definition.origin.at;
        interpreter.note(
            Code::ReferenceLoop,
            at,
            "this schema contains itself without an object between; the inner one is kept as JSON",
            "nothing is lost on the wire; an object with a property for the inner ones would be typed",
        );
    }
    open.remove(&id);
    done.insert(id);
}

/// Replaces uses of open aliases; whether there was one.
fn inside(
    interpreter: &mut Interpreter<'_>,
    ty: &mut Type,
    open: &mut BTreeSet<TypeId>,
    done: &mut BTreeSet<TypeId>,
) -> bool {
    match ty {
        Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => {
            inside(interpreter, inner, open, done)
        }
        Type::Tuple(items) => {
            let cut = |it: &mut Type| inside(interpreter, it, open, done);
            items.iter_mut().map(cut).fold(false, |any, it| any | it)
        }
        Type::Named(id) if open.contains(id) => {
            *ty = Type::Json;
            true
        }
        Type::Named(id) => {
            visit(interpreter, *id, open, done);
            false
        }
        Type::Scalar(_) | Type::Json => false,
    }
}
