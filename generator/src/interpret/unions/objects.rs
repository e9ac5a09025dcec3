//! Objects of a union: told apart by a discriminator, by constants, by a key that only one branch requires, or by all of
//! their keys.
//!
//! Takes: the branches that are objects. Gives: an [`ObjectChoice`], or nothing when they cannot be told apart.
//! Must not: make types.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use super::branches::Branch;
use super::{constants, join, shapes};
use crate::diagnostics::Code;
use crate::interpret::views::View;
use crate::interpret::{Interpreter, records};
use crate::model::{Access, KeyShape, ObjectChoice, ObjectShape};
use crate::spec::Additional;

/// A branch with its number and what can be seen of it.
#[derive(Clone)]
struct Candidate<'b> {
    index: usize,
    branch: &'b Branch,
    /// Empty until it is needed: a discriminator needs none.
    shape: ObjectShape,
}

impl Candidate<'_> {
    fn key(&self, wire: &str) -> Option<&KeyShape> {
        self.shape.keys.iter().find(|it| it.wire == wire)
    }

    fn requires(&self, wire: &str) -> bool {
        self.branch.view.required.contains(wire)
    }
}

/// How to tell the branches apart. Indices count the given branches.
pub(super) fn choose(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    branches: &[&Branch],
) -> Option<ObjectChoice> {
    let all: Vec<Candidate<'_>> = branches
        .iter()
        .zip(0..)
        .map(|(branch, index)| Candidate {
            index,
            branch,
            shape: ObjectShape::default(),
        })
        .collect();
    let mut chooser = Chooser {
        one_sided: one_sided(interpreter, branches),
        interpreter,
        asked: Vec::new(),
    };
    if (all.len() > 1 || view.base.is_some())
        && let Some(choice) = chooser.by_discriminator(view, &all)
    {
        return Some(choice);
    }
    let all = chooser.with_shapes(&all);
    chooser.among(&all, view.is_any_of())
}

struct Chooser<'i, 'a> {
    interpreter: &'i mut Interpreter<'a>,
    /// Properties whose values are known where the choice continues.
    asked: Vec<String>,
    /// Properties that only one side writes: what the other one sends lacks them, so that they are the last to be asked for.
    one_sided: BTreeSet<String>,
}

impl Chooser<'_, '_> {
    fn among(&mut self, branches: &[Candidate<'_>], any_of: bool) -> Option<ObjectChoice> {
        match branches {
            [] => Some(ObjectChoice::None),
            [only] => Some(ObjectChoice::Only(only.index)),
            _ => {
                // One object may be several of them, and keeps what each of them says.
                let parts = any_of && self.are_parts(branches);
                self.by_own(branches, parts)
                    .or_else(|| self.by_own_of_one_side(branches, parts))
                    .or_else(|| self.by_groups(branches))
                    .or_else(|| self.by_keys_in_order(branches).filter(|_| !parts))
                    .or_else(|| if parts { None } else { self.by_shape(branches) })
            }
        }
    }

    /// Constants or keys that each branch has for itself.
    fn by_own(&mut self, branches: &[Candidate<'_>], parts: bool) -> Option<ObjectChoice> {
        let by_key = |chooser: &Self| by_unique_key(branches, &chooser.one_sided);
        self.by_constants(branches, true)
            .or_else(|| by_key(self).filter(|_| !parts || are_closed(branches)))
            .or_else(|| self.by_constants(branches, false))
    }

    /// The same with those that only one side writes.
    fn by_own_of_one_side(
        &mut self,
        branches: &[Candidate<'_>],
        parts: bool,
    ) -> Option<ObjectChoice> {
        if self.one_sided.is_empty() {
            return None;
        }
        let one_sided = std::mem::take(&mut self.one_sided);
        let choice = self.by_own(branches, parts);
        self.one_sided = one_sided;
        choice
    }

    fn with_shapes<'b>(&mut self, branches: &[Candidate<'b>]) -> Vec<Candidate<'b>> {
        let seen = branches.iter().map(|it| Candidate {
            shape: shapes::of(self.interpreter, it.branch),
            ..*it
        });
        seen.collect()
    }

    /// The same for some of the branches; what cannot be told apart there stays JSON.
    fn within(&mut self, branches: &[Candidate<'_>]) -> ObjectChoice {
        if let [only] = branches {
            return ObjectChoice::Only(only.index);
        }
        let seen = self.with_shapes(branches);
        if let Some(choice) = self.among(&seen, false) {
            return choice;
        }
        let names: Vec<String> = branches
            .iter()
            .map(|it| format!("`{}`", it.branch.name.escape_debug()))
            .collect();
        self.interpreter.note(
            Code::UndecidableUnion,
            branches.first().map(|it| it.branch.at).unwrap_or_default(),
            format!(
                "{} cannot be told apart by their keys; what is one of them is kept as JSON",
                names.join(", ")
            ),
            "give each a constant of its own, or one of them a required key, by an overlay",
        );
        ObjectChoice::None
    }

    /// The `discriminator`: its mapping, the constants of the branches, and the names of their schemas, in this order.
    fn by_discriminator(
        &mut self,
        view: &View,
        branches: &[Candidate<'_>],
    ) -> Option<ObjectChoice> {
        let discriminator = view.discriminator.as_ref()?;
        let property = discriminator.property_name.clone();
        let mut cases = Cases::default();
        let named = named(branches);
        for (value, target) in &discriminator.mapping {
            if let Some(index) = position(&named, target) {
                cases.first(value.clone(), index);
            } else {
                self.say_no_branch(value, target, branches);
            }
        }
        let mapped = cases.covered();
        let mut others = Vec::new();
        for Candidate { index, branch, .. } in branches {
            if view.base == Some(branch.id) {
                // Its mapping has all that is known of it.
                continue;
            }
            let constants = constants::of(self.interpreter, branch, &property);
            if let (true, Some(name)) = (
                constants.is_empty() && !mapped.contains(index),
                &branch.component,
            ) {
                cases.first(name.clone(), *index);
            }
            for value in &constants {
                cases.first(value.clone(), *index);
            }
            others.push((*index, constants));
            for value in values_of_base(&branch.view, &property) {
                cases.first(value.clone(), *index);
            }
        }
        // A branch all of whose values are taken shares them.
        let covered = cases.covered();
        for (index, constants) in others {
            for value in constants {
                if !covered.contains(&index) {
                    cases.also(&value, index);
                }
            }
        }
        let covered = cases.covered();
        let is_known = |it: &Candidate<'_>| it.branch.itself || covered.contains(&it.index);
        if !branches.iter().all(is_known) {
            return None;
        }
        let default = discriminator
            .extensions
            .get("x-default-mapping")
            .and_then(|it| it.as_str())
            .and_then(|it| position(&named, it));
        let otherwise = default.map_or(ObjectChoice::None, ObjectChoice::Only);
        Some(self.tag(property, cases, branches, otherwise))
    }

    /// What leads to nothing at all was said when references were followed.
    fn say_no_branch(&mut self, value: &str, target: &str, branches: &[Candidate<'_>]) {
        let name = crate::spec::decode(target.rsplit('/').next().unwrap_or(target));
        if !self.interpreter.spec.components.contains_key(name.as_str()) {
            return;
        }
        self.interpreter.note(
            Code::BrokenReference,
            branches.first().map(|it| it.branch.at).unwrap_or_default(),
            format!(
                "`{}` of the discriminator means `{}`, which is no branch of the union; what is of this kind is kept as JSON",
                value.escape_debug(),
                name.escape_debug(),
            ),
            "add it to the branches, or take it out of the mapping, by an overlay",
        );
    }

    /// The choice by these values. Values that several branches share are told apart further, and so are objects
    /// without the property, if some branches may lack it and others may not.
    fn tag(
        &mut self,
        property: String,
        cases: Cases,
        branches: &[Candidate<'_>],
        otherwise: ObjectChoice,
    ) -> ObjectChoice {
        self.asked.push(property.clone());
        let mut decided: BTreeMap<Vec<usize>, ObjectChoice> = BTreeMap::new();
        let mut tagged = Vec::new();
        for (value, mut group) in cases.0 {
            group.sort_unstable();
            let choice = if let Some(choice) = decided.get(&group) {
                choice.clone()
            } else {
                let of_group = only(branches, |it| group.contains(&it.index));
                let choice = self.within(&of_group);
                decided.insert(group, choice.clone());
                choice
            };
            tagged.push((value, choice));
        }
        let lacking = only(branches, |it| !it.requires(&property));
        let base = lacking.iter().find(|it| it.branch.itself);
        let absent = match base {
            _ if otherwise != ObjectChoice::None => otherwise.clone(),
            Some(base) => ObjectChoice::Only(base.index),
            None if lacking.len() < branches.len() => self.within(&lacking),
            None => ObjectChoice::None,
        };
        self.asked.pop();
        ObjectChoice::Tag {
            property,
            cases: tagged,
            absent: Box::new(absent),
            otherwise: Box::new(otherwise),
        }
    }

    /// A property that every branch has, or even requires, with constants that differ.
    fn by_constants(&mut self, branches: &[Candidate<'_>], required: bool) -> Option<ObjectChoice> {
        for property in self.known_by_all(branches) {
            let is_required = || branches.iter().all(|it| it.requires(&property));
            if self.one_sided.contains(&property) || required && !is_required() {
                continue;
            }
            let mut cases = Cases::default();
            let mut distinct = true;
            for it in branches {
                let values = constants::of(self.interpreter, it.branch, &property);
                distinct &= !values.is_empty();
                for value in values {
                    distinct &= cases.first(value, it.index);
                }
            }
            if distinct {
                return Some(self.tag(property, cases, branches, ObjectChoice::None));
            }
        }
        None
    }

    /// A property whose constants divide the branches into groups. One branch may have any value there.
    fn by_groups(&mut self, branches: &[Candidate<'_>]) -> Option<ObjectChoice> {
        for property in self.known_by_all(branches) {
            let mut cases = Cases::default();
            let mut open = Vec::new();
            for it in branches {
                let values = constants::of(self.interpreter, it.branch, &property);
                if values.is_empty() {
                    open.push(it.index);
                }
                for value in values {
                    cases.add(value, it.index);
                }
            }
            let divided = cases.0.len() + open.len() > 1
                && cases.0.values().all(|it| it.len() < branches.len());
            let otherwise = match open.as_slice() {
                [] => ObjectChoice::None,
                [only] => ObjectChoice::Only(*only),
                _ => continue,
            };
            if divided {
                return Some(self.tag(property, cases, branches, otherwise));
            }
        }
        None
    }

    fn known_by_all(&self, branches: &[Candidate<'_>]) -> Vec<String> {
        let Some((first, others)) = branches.split_first() else {
            return Vec::new();
        };
        let keys = first.branch.view.properties.keys();
        let known = |key: &&String| {
            let by = |it: &Candidate<'_>| it.branch.view.properties.contains_key(*key);
            others.iter().all(by) && !self.asked.contains(*key)
        };
        keys.filter(known).cloned().collect()
    }

    /// A key that one branch requires and those that are left do not know, one branch after the other.
    fn by_keys_in_order(&mut self, branches: &[Candidate<'_>]) -> Option<ObjectChoice> {
        let mut left = branches.to_vec();
        let mut cases = Vec::new();
        while left.len() > 1
            && let Some((place, key)) = (0..).zip(&left).find_map(|(place, branch)| {
                let key = own_key(branch, &left, &BTreeSet::new())?;
                Some((place, key.to_owned()))
            })
        {
            cases.push((key, left.remove(place).index));
        }
        if cases.is_empty() {
            return None;
        }
        let otherwise = self.among(&left, false)?;
        Some(ObjectChoice::Key {
            cases,
            otherwise: Box::new(otherwise),
        })
    }

    /// Whether the branches of an `anyOf` are parts of one object: they agree on the keys that they share.
    fn are_parts(&mut self, branches: &[Candidate<'_>]) -> bool {
        let is_record = |it: &Candidate<'_>| {
            let view = &it.branch.view;
            !view.properties.is_empty() && view.unions.is_empty() && it.shape.rest.is_none()
        };
        branches.iter().all(is_record)
            && branches.iter().zip(1..).all(|(one, next)| {
                branches.iter().skip(next).all(|other| {
                    join::agree(
                        self.interpreter,
                        &one.branch.view,
                        &other.branch.view,
                        false,
                    )
                })
            })
    }

    /// All keys and the kinds of their values. Of branches that look alike the first stands for all, if they agree.
    fn by_shape(&mut self, branches: &[Candidate<'_>]) -> Option<ObjectChoice> {
        let mut told: Vec<&Candidate<'_>> = Vec::new();
        let mut alike = Vec::new();
        for it in branches {
            match told
                .iter()
                .find(|first| !shapes::differ(&first.shape, &it.shape))
            {
                None => told.push(it),
                Some(first) => alike.push((*first, it)),
            }
        }
        let agree = alike.iter().all(|(first, it)| {
            join::agree(self.interpreter, &first.branch.view, &it.branch.view, true)
        });
        if told.len() < 2 || !agree {
            return None;
        }
        for (first, it) in alike {
            self.interpreter.note(
                Code::AlikeBranches,
                it.branch.at,
                format!(
                    "`{}` looks like `{}`, and is read as such",
                    it.branch.name.escape_debug(),
                    first.branch.name.escape_debug()
                ),
                "give each a constant of its own by an overlay, if it matters which one came",
            );
        }
        let mut shapes = told
            .into_iter()
            .map(|it| (it.shape.clone(), it.index))
            .collect::<Vec<_>>();
        shapes::trim(&mut shapes);
        Some(ObjectChoice::Shape(shapes))
    }
}

fn only<'b>(
    branches: &[Candidate<'b>],
    is_meant: impl Fn(&Candidate<'_>) -> bool,
) -> Vec<Candidate<'b>> {
    branches.iter().filter(|it| is_meant(it)).cloned().collect()
}

/// The values of a property by which a base that is a branch tells what extends it.
fn values_of_base<'v>(view: &'v View, property: &str) -> impl Iterator<Item = &'v String> {
    let discriminator = view.discriminator.as_ref();
    let own = discriminator.filter(|it| view.base.is_some() && it.property_name == property);
    own.into_iter().flat_map(|it| it.mapping.keys())
}

/// The branches that are components, by name.
fn named<'b>(branches: &[Candidate<'b>]) -> BTreeMap<&'b str, usize> {
    let named = |it: &Candidate<'b>| Some((it.branch.component.as_deref()?, it.index));
    branches.iter().rev().filter_map(named).collect()
}

fn position(named: &BTreeMap<&str, usize>, target: &str) -> Option<usize> {
    // A reference is encoded, a bare name may be.
    let name = target.rsplit('/').next().unwrap_or(target);
    let decoded = crate::spec::decode(name);
    let found = named.get(decoded.as_str());
    found.or_else(|| named.get(name)).copied()
}

/// Whether no object has the keys of two branches.
fn are_closed(branches: &[Candidate<'_>]) -> bool {
    let is_closed = |it: &Candidate<'_>| it.branch.view.additional == Additional::No;
    branches.iter().all(is_closed)
}

/// Properties of branches that only one side writes.
fn one_sided(interpreter: &Interpreter<'_>, branches: &[&Branch]) -> BTreeSet<String> {
    let properties = branches.iter().flat_map(|it| &it.view.properties);
    let one_sided = properties.filter(|(_, id)| records::access(interpreter, **id) != Access::Both);
    one_sided.map(|(wire, _)| wire.clone()).collect()
}

/// A key that a branch requires and no other one knows.
fn own_key<'b>(
    branch: &'b Candidate<'_>,
    branches: &[Candidate<'_>],
    except: &BTreeSet<String>,
) -> Option<&'b str> {
    let is_own = |key: &&KeyShape| {
        let unknown = |it: &Candidate<'_>| it.index == branch.index || it.key(&key.wire).is_none();
        key.required && !except.contains(&key.wire) && branches.iter().all(unknown)
    };
    let own = branch.shape.keys.iter().find(is_own);
    own.map(|it| it.wire.as_str())
}

/// Each branch has a key that it requires and no other one knows. One branch may be without: it is what is left.
fn by_unique_key(branches: &[Candidate<'_>], except: &BTreeSet<String>) -> Option<ObjectChoice> {
    let mut cases = Vec::new();
    let mut otherwise = ObjectChoice::None;
    for branch in branches {
        match own_key(branch, branches, except) {
            Some(key) => cases.push((key.to_owned(), branch.index)),
            None if otherwise == ObjectChoice::None => {
                otherwise = ObjectChoice::Only(branch.index);
            }
            None => return None,
        }
    }
    Some(ObjectChoice::Key {
        cases,
        otherwise: Box::new(otherwise),
    })
}

/// Values and the branches that may have them, in document order.
#[derive(Default)]
struct Cases(IndexMap<String, Vec<usize>>);

impl Cases {
    /// Adds a value unless it is taken; whether it was not.
    fn first(&mut self, value: String, index: usize) -> bool {
        let new = !self.0.contains_key(&value);
        if new {
            self.0.insert(value, vec![index]);
        }
        new
    }

    /// Adds a branch to a value that is taken.
    fn also(&mut self, value: &str, index: usize) {
        if let Some(branches) = self.0.get_mut(value)
            && !branches.contains(&index)
        {
            branches.push(index);
        }
    }

    fn add(&mut self, value: String, index: usize) {
        self.also(&value, index);
        self.first(value, index);
    }

    fn covered(&self) -> BTreeSet<usize> {
        self.0.values().flatten().copied().collect()
    }
}
