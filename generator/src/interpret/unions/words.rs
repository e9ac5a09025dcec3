//! Words for branches that the document does not name.
//!
//! Takes: branches. Gives: a name to each object that has none. Must not: tell branches apart.

use std::collections::BTreeSet;

use super::branches::{Branch, Kind};
use super::{constants, shapes};
use crate::interpret::Interpreter;
use crate::model::{JsonKind, KeyShape, Kinds, ObjectShape};

/// How many values of one property are a name.
const MOST_VALUES: usize = 3;

/// What can be said of a branch.
struct Told {
    /// Properties that list few values, with these.
    constants: Vec<(String, Vec<String>)>,
    shape: ObjectShape,
}

/// Names objects that the document does not: by a constant, by a key that only one of them has, by the kind of a value, or by the union
/// that they were taken out of. One alone among others needs no more than that it is an object, unless a constant tells what it is.
pub(super) fn give(interpreter: &mut Interpreter<'_>, branches: &mut [Branch]) {
    let nameless = |it: &Branch| it.kind == Kind::Object && it.is_nameless();
    let is_one_of_several = branches.iter().filter(|it| nameless(it)).count() > 1;
    if !branches.iter().any(nameless) || branches.len() < 2 {
        return;
    }
    let told: Vec<Told> = branches
        .iter()
        .map(|it| Told {
            constants: constants::few(interpreter, it, MOST_VALUES),
            shape: shapes::of(interpreter, it),
        })
        .collect();
    let taken: BTreeSet<String> = branches.iter().map(|it| it.name.clone()).collect();
    let mut opened = BTreeSet::new();
    for (index, branch) in branches
        .iter_mut()
        .enumerate()
        .filter(|(_, it)| nameless(it))
    {
        let word = constant(&told, index, 1);
        let word = word.or_else(|| own_word(&told, index).filter(|_| is_one_of_several));
        let word = word.or_else(|| constant(&told, index, MOST_VALUES));
        if let Some(word) = word.filter(|it| !taken.contains(it)) {
            branch.name = word;
        } else if let Some(union) = branch
            .within
            .first()
            .filter(|it| opened.insert((*it).clone()))
        {
            branch.name = format!("{union} {}", branch.kind.word());
        }
    }
}

/// The name of a branch without that of the union that it was taken out of.
pub(super) fn without(union: &str, name: &str) -> String {
    let rest = name.strip_prefix(union).and_then(|it| it.strip_prefix(' '));
    rest.unwrap_or(name).to_owned()
}

/// The values of a property, if they are few, and none of another branch.
fn constant(told: &[Told], index: usize, most: usize) -> Option<String> {
    let own = told.get(index)?;
    let is_own = |(property, values): &&(String, Vec<String>)| {
        let mut others = others(told, index).flat_map(|it| &it.constants);
        values.len() <= most
            && !others
                .any(|(it, other)| it == property && other.iter().any(|it| values.contains(it)))
    };
    let (_, values) = own.constants.iter().find(is_own)?;
    Some(values.join(" or "))
}

fn others(told: &[Told], index: usize) -> impl Iterator<Item = &Told> {
    let numbered = (0..).zip(told);
    numbered
        .filter(move |(it, _)| *it != index)
        .map(|(_, it)| it)
}

/// A word for what only this one of several objects has.
fn own_word(told: &[Told], index: usize) -> Option<String> {
    let shape = &told.get(index)?.shape;
    let others = || others(told, index).map(|it| &it.shape);
    let keys = || shape.keys.iter();
    let of =
        |other: &ObjectShape, wire: &str| other.keys.iter().find(|it| it.wire == wire).cloned();
    let is_own = |key: &&KeyShape| !others().any(|it| of(it, &key.wire).is_some());
    let key = keys()
        .filter(is_own)
        .find(|it| it.required)
        .or_else(|| keys().find(is_own));
    let differs = |key: &&KeyShape| {
        others().all(|it| of(it, &key.wire).is_none_or(|it| !it.kinds.overlaps(&key.kinds)))
    };
    let kind = keys().find(differs).and_then(|key| {
        let is_list = |it: &ObjectShape| {
            of(it, &key.wire).is_some_and(|it| it.kinds.own.contains(&JsonKind::List))
        };
        Some(format!(
            "{} {}",
            key.wire,
            word(&key.kinds, others().any(is_list))?
        ))
    });
    let is_map = |it: &ObjectShape| it.keys.is_empty();
    let map = shape.rest.as_ref().filter(|rest| {
        let told = |it: &Kinds| !it.overlaps(rest);
        is_map(shape) && others().all(|it| !is_map(it) || it.rest.as_ref().is_none_or(told))
    });
    let map = map.and_then(|it| Some(format!("{} map", word(it, false)?)));
    key.map(|it| it.wire.clone()).or(kind).or(map)
}

/// A word for the kind of a value; for the kind of its items where another branch has a list there too.
fn word(kinds: &Kinds, is_list_elsewhere: bool) -> Option<String> {
    let first =
        |kinds: &BTreeSet<JsonKind>| kinds.iter().find(|it| **it != JsonKind::Null).copied();
    let own = first(&kinds.own)?;
    match first(&kinds.items).filter(|_| own == JsonKind::List && is_list_elsewhere) {
        Some(item) => Some(format!("{} {}", item.word(), own.word())),
        None => Some(own.word().to_owned()),
    }
}
