//! Objects of a union: told apart by a discriminator, by constants, by a key that only one branch requires, or by all of
//! their keys.
//!
//! Takes: the branches that are objects. Gives: an [`ObjectChoice`], or nothing when they cannot be told apart.
//! Must not: make types.

mod alike;
mod cases;
mod keys;
mod looks;

use std::collections::{BTreeMap, BTreeSet};

use super::branches::Branch;
use super::tags::Named;
use super::{constants, covers, shapes};
use crate::diagnostics::Code;
use crate::interpret::views::View;
use crate::interpret::{Interpreter, records};
use crate::model::{Access, KeyShape, ObjectChoice, ObjectShape};
use crate::spec::Additional;
pub(super) use alike::groups;
use cases::{Cases, Division};
use keys::{by_only_key, by_unique_key, own_key};

/// How often the branches of one union are divided into groups, and the groups again. Real unions need a few divisions.
const MOST_DIVISIONS: usize = 1_000;

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

    /// Whether a key must be there, by the word of the branch or of a discriminator.
    fn requires(&self, wire: &str) -> bool {
        let view = &self.branch.view;
        view.required.contains(wire) || self.branch.tagged(wire).is_some() && view.unions.is_empty()
    }

    fn knows(&self, wire: &str) -> bool {
        self.branch.view.properties.contains_key(wire) || self.branch.tagged(wire).is_some()
    }
}

/// How to tell branches apart.
pub(super) struct Chosen {
    /// Indices count the given branches, and then the mixed ones.
    pub(super) choice: ObjectChoice,
    /// Branches that nothing tells apart where the others are told, each group of them in its place.
    pub(super) mixed: Vec<Vec<usize>>,
}

/// How to tell the branches apart.
pub(super) fn choose(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    branches: &[&Branch],
) -> Option<Chosen> {
    let all = numbered(branches);
    let mut chooser = Chooser::new(interpreter, branches);
    let mut choice = None;
    if all.len() > 1 || view.base.is_some() {
        choice = chooser.by_discriminator(view, &all);
    }
    if choice.is_none() {
        let all = chooser.with_shapes(&all);
        choice = chooser.among(&all, view.is_any_of());
    }
    let mixed = chooser.mixed;
    choice.map(|choice| Chosen { choice, mixed })
}

/// The branches with their numbers.
fn numbered<'b>(branches: &[&'b Branch]) -> Vec<Candidate<'b>> {
    let numbered = branches.iter().zip(0..);
    numbered
        .map(|(branch, index)| Candidate {
            index,
            branch,
            shape: ObjectShape::default(),
        })
        .collect()
}

struct Chooser<'i, 'a> {
    interpreter: &'i mut Interpreter<'a>,
    /// Properties whose values are known where the choice continues.
    asked: Vec<String>,
    /// Properties that only one side writes: what the other one sends lacks them, so that they are the last to be asked for.
    one_sided: BTreeSet<String>,
    /// Whether they are asked for now.
    asks_one_side: bool,
    /// Whether nobody hears what it finds: two branches are compared, and the choice is made later.
    is_silent: bool,
    /// How many branches there are.
    count: usize,
    /// How many more times branches may be divided into groups: each group is asked about anew, and groups of groups grow without end.
    left: usize,
    /// Groups of them that stay mixed.
    mixed: Vec<Vec<usize>>,
}

impl<'i, 'a> Chooser<'i, 'a> {
    fn new(interpreter: &'i mut Interpreter<'a>, branches: &[&Branch]) -> Self {
        Self {
            one_sided: one_sided(interpreter, branches),
            interpreter,
            asked: Vec::new(),
            asks_one_side: false,
            is_silent: false,
            count: branches.len(),
            left: MOST_DIVISIONS,
            mixed: Vec::new(),
        }
    }

    fn among(&mut self, branches: &[Candidate<'_>], any_of: bool) -> Option<ObjectChoice> {
        match branches {
            [] => Some(ObjectChoice::None),
            [only] => Some(ObjectChoice::Only(only.index)),
            _ => {
                // One object may be several of them, and keeps what each of them says.
                let parts = any_of && are_parts(branches);
                // What keeps further keys may be one of several with more than these know.
                if any_of && branches.iter().any(|it| it.shape.rest.is_some()) && !parts {
                    let choice = self.by_constants(branches, true);
                    if let Some(choice) = choice.or_else(|| self.by_shape(branches)) {
                        return Some(choice);
                    }
                }
                let choice = self.by_own(branches, parts);
                let choice = choice.or_else(|| self.by_own_of_one_side(branches, parts));
                if parts {
                    return choice;
                }
                choice
                    .or_else(|| self.by_groups(branches))
                    .or_else(|| self.by_keys_in_order(branches))
                    .or_else(|| self.by_shape(branches))
            }
        }
    }

    /// Constants or keys that each branch has for itself.
    fn by_own(&mut self, branches: &[Candidate<'_>], parts: bool) -> Option<ObjectChoice> {
        let by_key = |chooser: &Self| {
            if !parts || are_closed(branches) {
                return by_unique_key(branches, &chooser.shunned());
            }
            let are_alternatives = are_types_of_their_own(branches);
            are_alternatives.then(|| by_only_key(branches, &chooser.shunned()))?
        };
        self.by_constants(branches, true)
            .or_else(|| self.by_inner_tags(branches))
            .or_else(|| by_key(self))
            .or_else(|| self.by_constants(branches, false))
    }

    /// The same with those that only one side writes.
    fn by_own_of_one_side(
        &mut self,
        branches: &[Candidate<'_>],
        parts: bool,
    ) -> Option<ObjectChoice> {
        if self.asks_one_side || self.one_sided.is_empty() {
            return None;
        }
        self.asks_one_side = true;
        let choice = self.by_own(branches, parts);
        self.asks_one_side = false;
        choice
    }

    fn shunned(&self) -> BTreeSet<String> {
        if self.asks_one_side {
            BTreeSet::new()
        } else {
            self.one_sided.clone()
        }
    }

    /// Where it stands among others to be asked for: what only one side writes comes last, and by its name, because it stays in both
    /// directions when it is chosen, which must not hang on the order of a document.
    fn rank(&self, property: &str) -> Option<String> {
        self.one_sided.get(property).cloned()
    }

    fn with_shapes<'b>(&mut self, branches: &[Candidate<'b>]) -> Vec<Candidate<'b>> {
        let mut seen = Vec::with_capacity(branches.len());
        for it in branches {
            let mut shape = shapes::of(self.interpreter, it.branch);
            shape.keys.sort_by_cached_key(|key| self.rank(&key.wire));
            seen.push(Candidate { shape, ..*it });
        }
        seen
    }

    /// The same for some of the branches; those that cannot be told apart there stay mixed.
    fn within(&mut self, branches: &[Candidate<'_>]) -> ObjectChoice {
        if let [only] = branches {
            return ObjectChoice::Only(only.index);
        }
        let seen = self.with_shapes(branches);
        if let Some(choice) = self.among(&seen, false) {
            return choice;
        }
        let group: Vec<usize> = branches.iter().map(|it| it.index).collect();
        let known = self.mixed.iter().position(|it| *it == group);
        let place = known.unwrap_or(self.mixed.len());
        if known.is_none() {
            self.mixed.push(group);
        }
        ObjectChoice::Only(self.count + place)
    }

    /// The `discriminator`: its mapping, the constants of the branches, and the names of their schemas, in this order.
    fn by_discriminator(
        &mut self,
        view: &View,
        branches: &[Candidate<'_>],
    ) -> Option<ObjectChoice> {
        let discriminator = view.discriminator()?;
        let property = discriminator.property_name.clone();
        let mut cases = Cases::default();
        let named = Named::of(branches.iter().map(|it| (it.index, it.branch)));
        for (value, target) in &discriminator.mapping {
            let meant = named.meant_by(target);
            for index in meant {
                cases.add(value.clone(), *index);
            }
            if meant.is_empty() {
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
            self.say_what_lacks_the_tag(&property, branch);
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
            .map(|it| named.meant_by(it));
        let otherwise = match default {
            Some([only]) => ObjectChoice::Only(*only),
            Some(several) => {
                let several = only(branches, |it| several.contains(&it.index));
                self.within(&several)
            }
            None => ObjectChoice::None,
        };
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

    /// What a discriminator tells by a property must have it.
    fn say_what_lacks_the_tag(&mut self, property: &str, branch: &Branch) {
        let is_known = branch.view.properties.contains_key(property)
            || branch.tagged(property).is_some()
            || !branch.view.unions.is_empty();
        if !is_known && !branch.itself {
            self.interpreter.note(
                Code::Contradiction,
                branch.at,
                format!(
                    "`{}` does not describe `{}`, by which a discriminator tells it from others; it is added when it is written",
                    branch.name.escape_debug(),
                    property.escape_debug(),
                ),
                "describe the property, or correct it with an overlay",
            );
        }
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
            let is_shunned = !self.asks_one_side && self.one_sided.contains(&property);
            if is_shunned || required && !is_required() {
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

    /// A property whose constants divide the branches into groups, the smaller the better. One branch may have any value there, and be in
    /// all of the groups.
    fn by_groups(&mut self, branches: &[Candidate<'_>]) -> Option<ObjectChoice> {
        self.left = self.left.checked_sub(1)?;
        let properties = self.known_by_all(branches).into_iter();
        let mut divisions: Vec<Division> = properties
            .filter_map(|it| Division::of(self.interpreter, it, branches))
            .collect();
        divisions.sort_by_cached_key(|it| (self.rank(&it.property), it.largest()));
        for Division {
            property,
            mut cases,
            open,
        } in divisions
        {
            let open = open.and_then(|open| branches.iter().find(|it| it.index == open));
            let otherwise = match open {
                None => ObjectChoice::None,
                Some(only) => match self.with_open(&property, cases, only, branches) {
                    Some(with_open) => {
                        cases = with_open;
                        ObjectChoice::Only(only.index)
                    }
                    None => continue,
                },
            };
            return Some(self.tag(property, cases, branches, otherwise));
        }
        None
    }

    /// Adds a branch that may have any value to each group, unless what is in the group is right for it, too. `None`: it can be told
    /// from none.
    fn with_open(
        &mut self,
        property: &str,
        mut cases: Cases,
        open: &Candidate<'_>,
        branches: &[Candidate<'_>],
    ) -> Option<Cases> {
        self.asked.push(property.to_owned());
        let (mut are_told, mixed) = (true, self.mixed.len());
        for group in cases.0.values_mut() {
            let mut of_group = only(branches, |it| group.contains(&it.index));
            let mut stands_for_open = |it: &Candidate<'_>| {
                let (own, open) = (&it.branch.view, &open.branch.view);
                covers::objects(self.interpreter, own, open, Some(property))
            };
            if !of_group.iter().all(&mut stands_for_open) {
                group.push(open.index);
                of_group.push(open.clone());
                are_told &= self.among(&of_group, false).is_some();
            }
        }
        self.asked.pop();
        are_told &= self.mixed.len() == mixed;
        self.mixed.truncate(mixed);
        are_told.then_some(cases)
    }

    fn known_by_all(&self, branches: &[Candidate<'_>]) -> Vec<String> {
        let Some((first, others)) = branches.split_first() else {
            return Vec::new();
        };
        let tags = first.branch.tags.iter().map(|it| &it.property);
        let keys = first.branch.view.properties.keys();
        let tags = tags.filter(|it| !first.branch.view.properties.contains_key(*it));
        let known =
            |key: &&String| others.iter().all(|it| it.knows(key)) && !self.asked.contains(*key);
        let mut all: Vec<String> = keys.chain(tags).filter(known).cloned().collect();
        all.sort_by_cached_key(|it| self.rank(it));
        all
    }

    /// A property by which a union within the union knows its branches; the others are without it, or are told by its constants, too.
    fn by_inner_tags(&mut self, branches: &[Candidate<'_>]) -> Option<ObjectChoice> {
        let tags = branches.iter().flat_map(|it| &it.branch.tags);
        let properties: Vec<String> = tags.map(|it| it.property.clone()).collect();
        let property = properties.into_iter().find(|it| !self.asked.contains(it))?;
        let (mut cases, mut others) = (Cases::default(), Vec::new());
        for it in branches {
            let values = constants::of(self.interpreter, it.branch, &property);
            if values.is_empty() {
                others.push(it.clone());
            }
            for value in values {
                cases.add(value, it.index);
            }
        }
        if branches.len() < others.len() + 2 {
            return None;
        }
        self.left = self.left.checked_sub(1)?;
        let shunned = self.shunned();
        let own = |it: &Candidate<'_>| {
            own_key(it, branches, &shunned).map(|key| (key.to_owned(), it.index))
        };
        let otherwise = match others.iter().map(own).collect::<Option<Vec<_>>>() {
            Some(cases) if !cases.is_empty() => ObjectChoice::Key {
                cases,
                alone: false,
                otherwise: Box::new(ObjectChoice::None),
            },
            _ => ObjectChoice::None,
        };
        Some(self.tag(property, cases, branches, otherwise))
    }
}

fn only<'b>(
    branches: &[Candidate<'b>],
    is_meant: impl Fn(&Candidate<'_>) -> bool,
) -> Vec<Candidate<'b>> {
    branches.iter().filter(|it| is_meant(it)).cloned().collect()
}

/// Whether the branches of an `anyOf` are parts of one object. What a discriminator knows is none.
fn are_parts(branches: &[Candidate<'_>]) -> bool {
    let is_record = |it: &Candidate<'_>| {
        let view = &it.branch.view;
        let is_object = !view.properties.is_empty() && view.unions.is_empty();
        it.branch.parts || is_object && it.branch.tags.is_empty()
    };
    branches.iter().all(is_record)
}

/// Whether each branch is a schema with a name, as it stands: who names alternatives means one of them, though `anyOf` allows several.
fn are_types_of_their_own(branches: &[Candidate<'_>]) -> bool {
    let is_own = |it: &Candidate<'_>| it.branch.whole && it.branch.component.is_some();
    branches.iter().all(is_own)
}

/// Whether no object has the keys of two branches.
fn are_closed(branches: &[Candidate<'_>]) -> bool {
    let is_closed = |it: &Candidate<'_>| it.branch.view.additional == Additional::No;
    branches.iter().all(is_closed)
}

/// Properties of branches that only one side writes.
fn one_sided(interpreter: &Interpreter<'_>, branches: &[&Branch]) -> BTreeSet<String> {
    let properties = branches.iter().flat_map(|it| &*it.view.properties);
    let one_sided = properties.filter(|(_, id)| records::access(interpreter, **id) != Access::Both);
    one_sided.map(|(wire, _)| wire.clone()).collect()
}
