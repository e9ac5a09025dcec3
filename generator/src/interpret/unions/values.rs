//! Everything but objects: one variant for each kind of JSON value, and for each kind of items of a list.
//!
//! Takes: branches. Gives: variants. Must not: try texts or numbers.

use std::collections::BTreeSet;

use super::branches::{self, Branch, Kind};
use super::{Interpreter, branch_type, define, join, shapes, variant};
use crate::interpret::enumerations;
use crate::interpret::schemas::{Found, extended};
use crate::model::{JsonKind, ListChoice, Rules, Scalar, Type, Union, Variant};

/// Adds the variants of all branches that are no objects.
pub(super) fn add(
    interpreter: &mut Interpreter<'_>,
    branches: &[Branch],
    hint: &[String],
    union: &mut Union,
) {
    for kind in [Kind::Text, Kind::Integer, Kind::Number, Kind::Boolean] {
        let of_kind: Vec<&Branch> = branches.iter().filter(|it| it.kind == kind).collect();
        let Some(first) = of_kind.first() else {
            continue;
        };
        let alone = of_kind.len() == branches.len();
        let (name, ty) = scalar(interpreter, kind, &of_kind, (hint, alone));
        let index = union.variants.len();
        let rules = if of_kind.len() == 1 {
            interpreter.rules(first.id, &ty)
        } else {
            Rules::default()
        };
        union.variants.push(Variant {
            rules,
            hint: vec![name],
            ..variant(first, ty)
        });
        let choice = &mut union.choice;
        match kind {
            Kind::Text => choice.text = Some(index),
            Kind::Integer => choice.integer = Some(index),
            Kind::Number => choice.number = Some(index),
            Kind::Boolean => choice.boolean = Some(index),
            Kind::List | Kind::Object | Kind::Any => {}
        }
    }
    union.choice.integer = union.choice.integer.or(union.choice.number);
    lists(interpreter, branches, hint, union);
}

/// The name and the type of what is any of several branches of one kind. Enumerations are open, so that those beside plain
/// text are one enumeration of all their values.
fn scalar(
    interpreter: &mut Interpreter<'_>,
    kind: Kind,
    branches: &[&Branch],
    (hint, alone): (&[String], bool),
) -> (String, Type) {
    let word = kind.word().to_owned();
    let listing: Vec<&Branch> = branches
        .iter()
        .filter(|it| !it.view.enumeration.is_empty() && kind != Kind::Boolean)
        .copied()
        .collect();
    let all = |it: &&Branch| {
        let values = &it.view.enumeration;
        let knows_all =
            |other: &&Branch| other.view.enumeration.iter().all(|it| values.contains(it));
        listing.iter().all(knows_all)
    };
    match (branches, listing.iter().copied().find(|it| all(it))) {
        // It will be all that there is of the union, and has its name.
        (_, Some(complete)) if alone => {
            let ty = interpreter.type_of(complete.id, hint);
            (complete.name.clone(), without_null(ty))
        }
        (_, Some(complete)) => {
            let ty = branch_type(interpreter, complete, hint);
            (complete.name.clone(), ty)
        }
        ([only], None) => {
            let ty = branch_type(interpreter, only, hint);
            (only.name.clone(), ty)
        }
        (_, None) if !listing.is_empty() => {
            let ty = enumeration(interpreter, &listing, (hint, alone));
            (word, ty)
        }
        _ => {
            let types: BTreeSet<Type> = branches
                .iter()
                .map(|it| branch_type(interpreter, it, hint))
                .collect();
            let ty = match types.into_iter().collect::<Vec<_>>().as_slice() {
                [same] => same.clone(),
                _ => Type::Scalar(widest(kind)),
            };
            (word, ty)
        }
    }
}

fn without_null(ty: Type) -> Type {
    match ty {
        Type::Nullable(inner) => *inner,
        ty => ty,
    }
}

fn widest(kind: Kind) -> Scalar {
    match kind {
        Kind::Integer => Scalar::I64,
        Kind::Number => Scalar::F64,
        Kind::Boolean => Scalar::Boolean,
        Kind::Text | Kind::List | Kind::Object | Kind::Any => Scalar::Text,
    }
}

/// One enumeration of what several list.
fn enumeration(
    interpreter: &mut Interpreter<'_>,
    branches: &[&Branch],
    (hint, alone): (&[String], bool),
) -> Type {
    let found = branches::all_values(interpreter, branches.iter().copied())
        .and_then(|it| enumerations::enumeration(interpreter, &it, hint));
    match (found, branches.first()) {
        (Some(Found::Definition(shape)), Some(first)) => {
            let hint = if alone {
                hint.to_vec()
            } else {
                extended(hint, first.kind.word())
            };
            define(interpreter, first, hint, shape)
        }
        (Some(Found::Use(ty)), _) => ty,
        _ => Type::Json,
    }
}

/// Lists: a variant for each kind of items, or one list of what can be any of the items.
fn lists(
    interpreter: &mut Interpreter<'_>,
    branches: &[Branch],
    hint: &[String],
    union: &mut Union,
) {
    let lists = branches.iter().filter(|it| it.kind == Kind::List);
    let lists: Vec<(&Branch, BTreeSet<JsonKind>)> = lists
        .map(|it| (it, kinds_of_first_items(interpreter, it)))
        .collect();
    match lists.as_slice() {
        [] => {}
        [(only, _)] => {
            union.choice.list = ListChoice::Only(union.variants.len());
            list(interpreter, only, vec![only.name.clone()], hint, union);
        }
        several if are_disjoint(several) => one_for_each(interpreter, several, hint, union),
        several => one_for_all(interpreter, several, hint, union),
    }
}

/// What the first item of a branch's lists can be. A `null` tells nothing.
fn kinds_of_first_items(interpreter: &mut Interpreter<'_>, branch: &Branch) -> BTreeSet<JsonKind> {
    let mut kinds = match branch.view.first_item() {
        Some(items) => shapes::kinds(interpreter, items, 0).own,
        None => JsonKind::ALL.into(),
    };
    kinds.remove(&JsonKind::Null);
    kinds
}

/// Whether the first item of a list tells which of the branches it is.
fn are_disjoint(lists: &[(&Branch, BTreeSet<JsonKind>)]) -> bool {
    let mut before: BTreeSet<JsonKind> = BTreeSet::new();
    lists.iter().all(|(_, kinds)| {
        let is_new = before.is_disjoint(kinds);
        before.extend(kinds);
        is_new
    })
}

/// A variant for each list. An empty one is right for all of them, and is the first.
fn one_for_each(
    interpreter: &mut Interpreter<'_>,
    lists: &[(&Branch, BTreeSet<JsonKind>)],
    hint: &[String],
    union: &mut Union,
) {
    let (empty, mut cases) = (union.variants.len(), Vec::new());
    for (branch, kinds) in lists {
        let index = union.variants.len();
        cases.extend(kinds.iter().map(|it| (*it, index)));
        // Without a name of its own it is called by what is in it.
        let name = match kinds.first() {
            Some(kind) if branch.is_nameless() => {
                vec![kind.word().to_owned(), Kind::List.word().to_owned()]
            }
            _ => vec![branch.name.clone()],
        };
        list(interpreter, branch, name, hint, union);
    }
    union.choice.list = ListChoice::Items { cases, empty };
}

/// One list, each of whose items can be what an item of any branch can be.
fn one_for_all(
    interpreter: &mut Interpreter<'_>,
    lists: &[(&Branch, BTreeSet<JsonKind>)],
    hint: &[String],
    union: &mut Union,
) {
    let items: Option<Vec<_>> = lists.iter().map(|(it, _)| it.view.items).collect();
    let item = match items {
        Some(items) => join::one_of(interpreter, &items, false, &extended(hint, "item")),
        None => Type::Json,
    };
    if let Some((first, _)) = lists.first() {
        union.choice.list = ListChoice::Only(union.variants.len());
        union.variants.push(Variant {
            hint: vec![Kind::List.word().to_owned()],
            ..variant(first, Type::List(Box::new(item)))
        });
    }
}

/// Adds the variant of one list.
fn list(
    interpreter: &mut Interpreter<'_>,
    branch: &Branch,
    name: Vec<String>,
    hint: &[String],
    union: &mut Union,
) {
    let ty = branch_type(interpreter, branch, hint);
    union.variants.push(Variant {
        rules: interpreter.rules(branch.id, &ty),
        hint: name,
        ..variant(branch, ty)
    });
}
