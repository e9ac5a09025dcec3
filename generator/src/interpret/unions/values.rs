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
        let of_kind: Vec<&Branch> = branches.iter().filter(|it| it.kind() == kind).collect();
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
                extended(hint, first.kind().word())
            };
            define(interpreter, first, hint, shape)
        }
        (Some(Found::Use(ty)), _) => ty,
        _ => Type::Json,
    }
}

/// Lists: one type for all, a variant for each kind of items, or a list of what can be any of the items.
fn lists(
    interpreter: &mut Interpreter<'_>,
    branches: &[Branch],
    hint: &[String],
    union: &mut Union,
) {
    let lists: Vec<&Branch> = branches
        .iter()
        .filter(|it| it.kind() == Kind::List)
        .collect();
    let Some(first) = lists.first() else { return };
    let empty = union.variants.len();
    let mut items: Vec<BTreeSet<JsonKind>> = Vec::new();
    for it in &lists {
        let mut kinds = match it.view.first_item() {
            Some(items) => shapes::kinds(interpreter, items, 0).own,
            None => JsonKind::ALL.into(),
        };
        kinds.remove(&JsonKind::Null);
        items.push(kinds);
    }
    let distinct = (1..items.len()).all(|end| {
        let (before, rest) = items.split_at(end);
        rest.first()
            .is_none_or(|one| before.iter().all(|it| it.is_disjoint(one)))
    });
    if lists.len() == 1 || distinct {
        let mut cases = Vec::new();
        for (branch, kinds) in lists.iter().zip(items) {
            let index = union.variants.len();
            cases.extend(kinds.into_iter().map(|it| (it, index)));
            let ty = branch_type(interpreter, branch, hint);
            union.variants.push(Variant {
                rules: interpreter.rules(branch.id, &ty),
                hint: list_hint(branch, lists.len(), &cases, index),
                ..variant(branch, ty)
            });
        }
        union.choice.list = if lists.len() == 1 {
            ListChoice::Only(empty)
        } else {
            ListChoice::Items { cases, empty }
        };
        return;
    }
    let ids: Option<Vec<_>> = lists.iter().map(|it| it.view.items).collect();
    let word = Kind::List.word();
    let item = match ids {
        Some(ids) => join::one_of(interpreter, &ids, false, &extended(hint, "item")),
        None => Type::Json,
    };
    union.choice.list = ListChoice::Only(empty);
    union.variants.push(Variant {
        hint: vec![word.to_owned()],
        ..variant(first, Type::List(Box::new(item)))
    });
}

/// A list without a name beside others is called by what is in it.
fn list_hint(
    branch: &Branch,
    lists: usize,
    cases: &[(JsonKind, usize)],
    index: usize,
) -> Vec<String> {
    let mut own = cases.iter().filter(|(_, it)| *it == index);
    match (own.next(), lists > 1 && branch.is_nameless()) {
        (Some((kind, _)), true) => vec![kind.word().to_owned(), Kind::List.word().to_owned()],
        _ => vec![branch.name.clone()],
    }
}
