//! What several schemas have in common: whether they agree, and the type of what is one of them.
//!
//! Takes: views and schema ids. Gives: judgements and [`Type`]s. Must not: look at keys that only one of them has.

use crate::diagnostics::Code;
use crate::interpret::schemas::Found;
use crate::interpret::views::{Alternatives, View};
use crate::interpret::{Interpreter, scalars};
use crate::model::{Doc, Origin, Type, TypeDef};
use crate::spec::{Additional, SchemaId};

use super::branches::{self, Kind};

/// How deep schemas are compared; deeper ones are taken for different.
const DEEPEST: usize = 6;

/// Whether two kinds of objects give the keys that they share the same type.
pub(super) fn agree(interpreter: &mut Interpreter<'_>, one: &View, other: &View) -> bool {
    members_agree(interpreter, one, other, 0)
}

fn members_agree(
    interpreter: &mut Interpreter<'_>,
    one: &View,
    other: &View,
    depth: usize,
) -> bool {
    one.properties.iter().all(|(key, id)| {
        let other = other.properties.get(key);
        other.is_none_or(|other| same(interpreter, *id, *other, depth))
    })
}

/// Whether two schemas have the same values, as far as a type says which.
fn same(interpreter: &mut Interpreter<'_>, one: SchemaId, other: SchemaId, depth: usize) -> bool {
    interpreter.accepts_null(one) == interpreter.accepts_null(other)
        && same_beside_null(interpreter, one, other, depth)
}

fn same_beside_null(
    interpreter: &mut Interpreter<'_>,
    one: SchemaId,
    other: SchemaId,
    depth: usize,
) -> bool {
    let (one, other) = (interpreter.target(one), interpreter.target(other));
    if one == other {
        return true;
    }
    if depth >= DEEPEST {
        return false;
    }
    let (a, b) = (interpreter.view(one), interpreter.view(other));
    if let ([a], [b]) = (a.unions.as_slice(), b.unions.as_slice()) {
        return a.any_of == b.any_of
            && a.ids.len() == b.ids.len()
            && a.ids
                .iter()
                .zip(&b.ids)
                .all(|(a, b)| same(interpreter, *a, *b, depth + 1));
    }
    if !a.unions.is_empty() || !b.unions.is_empty() || a.unresolved || b.unresolved {
        return false;
    }
    let kind = branches::kind(&a);
    match kind {
        _ if kind != branches::kind(&b) || !list_the_same(&a, &b) => false,
        Kind::Text | Kind::Integer | Kind::Number | Kind::Boolean => {
            scalars::scalar(interpreter, &a) == scalars::scalar(interpreter, &b)
        }
        Kind::List if !a.tuple.is_empty() || !b.tuple.is_empty() => {
            let mut places = a.tuple.iter().zip(&b.tuple);
            a.tuple.len() == b.tuple.len()
                && places.all(|(a, b)| same(interpreter, *a, *b, depth + 1))
        }
        Kind::List => match (a.items, b.items) {
            (Some(a), Some(b)) => same(interpreter, a, b, depth + 1),
            (a, b) => a == b,
        },
        Kind::Object => {
            a.required == b.required
                && a.properties.len() == b.properties.len()
                && a.properties
                    .keys()
                    .all(|key| b.properties.contains_key(key))
                && rests_agree(interpreter, a.rest(), b.rest(), depth)
                && members_agree(interpreter, &a, &b, depth + 1)
        }
        Kind::Any => a.is_empty() && b.is_empty(),
    }
}

/// Whether two schemas list the same values, in whatever order, or both none.
fn list_the_same(one: &View, other: &View) -> bool {
    let has_all = |it: &View, of: &View| of.enumeration.iter().all(|v| it.enumeration.contains(v));
    has_all(one, other) && has_all(other, one)
}

fn rests_agree(
    interpreter: &mut Interpreter<'_>,
    one: Additional,
    other: Additional,
    depth: usize,
) -> bool {
    match (one, other) {
        (Additional::Schema(one), Additional::Schema(other)) => {
            same(interpreter, one, other, depth + 1)
        }
        (Additional::Schema(_), _) | (_, Additional::Schema(_)) => false,
        (one, other) => one.has_keys() == other.has_keys(),
    }
}

/// The type of what is one of these schemas, or several at once.
pub(super) fn one_of(
    interpreter: &mut Interpreter<'_>,
    ids: &[SchemaId],
    any_of: bool,
    hint: &[String],
) -> Type {
    let mut different: Vec<SchemaId> = Vec::new();
    for id in ids {
        let target = interpreter.target(*id);
        let is_known = different
            .iter()
            .any(|it| same_beside_null(interpreter, *it, target, 0));
        if !is_known {
            different.push(target);
        }
    }
    let (Some(first), Some(id)) = (different.first().copied(), ids.first()) else {
        return Type::Json;
    };
    if different.len() == 1 {
        let ty = interpreter.type_of(*id, hint);
        return or_null(interpreter, ids, ty);
    }
    match interpreter.joined.get(&different) {
        Some(Some(known)) => return known.clone(),
        Some(None) => {
            interpreter.note(
                Code::UndecidableUnion,
                interpreter.spec.schemas.get(first).at,
                "schemas that cannot be told apart contain one another; the inner ones are kept as JSON",
                "add a `discriminator`, or a required property that only one of them has, by an overlay",
            );
            return Type::Json;
        }
        None => {}
    }
    interpreter.joined.insert(different.clone(), None);
    let ty = new(interpreter, &different, any_of, hint);
    interpreter.joined.insert(different, Some(ty.clone()));
    ty
}

/// The union of these schemas, under a name of its own.
pub(super) fn new(
    interpreter: &mut Interpreter<'_>,
    ids: &[SchemaId],
    any_of: bool,
    hint: &[String],
) -> Type {
    let schemas = ids.iter().map(|it| interpreter.spec.schemas.get(*it));
    let pointers: Vec<&str> = schemas.map(|it| &*it.pointer).collect();
    let pointer = format!("{}#{}", pointers.join("|"), hint.join("/"));
    let view = View {
        at: ids
            .first()
            .map(|it| interpreter.spec.schemas.get(*it).at)
            .unwrap_or_default(),
        unions: vec![Alternatives {
            ids: ids.to_vec(),
            any_of,
            discriminator: None,
            listed_by: None,
        }],
        ..View::default()
    };
    let ty = match super::union(interpreter, &view, hint) {
        None => return Type::Json,
        Some(Found::Use(ty)) => ty,
        Some(Found::Definition(shape)) => {
            let origin = Origin {
                at: view.at,
                pointer,
                hint: hint.to_vec(),
                named: false,
                renamed: None,
                called: None,
            };
            let definition = TypeDef::new(origin, Doc::default(), shape);
            Type::Named(interpreter.types.push(definition))
        }
    };
    or_null(interpreter, ids, ty)
}

/// A type with `null`, if one of the schemas accepts it.
fn or_null(interpreter: &mut Interpreter<'_>, ids: &[SchemaId], ty: Type) -> Type {
    let nullable = ids.iter().any(|it| interpreter.accepts_null(*it));
    match ty {
        ty if nullable && !matches!(ty, Type::Nullable(_) | Type::Json) => {
            Type::Nullable(Box::new(ty))
        }
        ty => ty,
    }
}
