//! By which values of a discriminator the branches of a union within a union are known.
//!
//! Takes: a discriminator and branches. Gives: [`Tag`]s. Must not: choose.

use std::collections::BTreeMap;

use openapiv3::Discriminator;

use super::branches::Branch;
use super::constants;
use crate::interpret::Interpreter;
use crate::interpret::views::{Alternatives, View};
use crate::spec;

/// Values of a property that only some of the branches have.
#[derive(Clone, Debug)]
pub(super) struct Tag {
    pub(super) property: String,
    pub(super) values: Vec<String>,
}

/// Branches by the names that a mapping may have for them: their own, and that of a union within the union that lists them.
pub(super) struct Named<'b>(BTreeMap<&'b str, Vec<usize>>);

impl<'b> Named<'b> {
    /// The names of branches, each with its number.
    pub(super) fn of(branches: impl Iterator<Item = (usize, &'b Branch)>) -> Self {
        let mut named: BTreeMap<&str, Vec<usize>> = BTreeMap::new();
        for (index, branch) in branches {
            for name in branch.component.iter().chain(&branch.within) {
                named.entry(name).or_default().push(index);
            }
        }
        Self(named)
    }

    /// The branches that a target of a mapping means.
    pub(super) fn meant_by(&self, target: &str) -> &[usize] {
        // A reference is encoded, a bare name may be.
        let name = target.rsplit('/').next().unwrap_or(target);
        let decoded = spec::decode(name);
        let found = self.0.get(decoded.as_str()).or_else(|| self.0.get(name));
        found.map_or(&[], Vec::as_slice)
    }
}

/// Gives each branch of a union within a union the values by which that union's discriminator knows it: those of the mapping, its
/// constants, or else its name.
pub(super) fn give(
    interpreter: &mut Interpreter<'_>,
    discriminator: &Discriminator,
    branches: &mut [Branch],
) {
    let property = &discriminator.property_name;
    let mut mapped: BTreeMap<usize, Vec<String>> = BTreeMap::new();
    let named = Named::of((0..).zip(&*branches));
    for (value, target) in &discriminator.mapping {
        for index in named.meant_by(target) {
            mapped.entry(*index).or_default().push(value.clone());
        }
    }
    for (index, branch) in (0..).zip(branches) {
        let mut values = mapped.remove(&index).unwrap_or_default();
        for constant in constants::of(interpreter, branch, property) {
            if !values.contains(&constant) {
                values.push(constant);
            }
        }
        if values.is_empty() {
            values.extend(branch.component.clone());
        }
        branch.add_tag(property, values);
    }
}

/// The tags of a branch that is a union itself, and has a type of its own: all that its branches have.
pub(super) fn of_union(interpreter: &mut Interpreter<'_>, view: &View) -> Vec<Tag> {
    let mut tags = Vec::new();
    for alternatives in &view.unions {
        if let Some(discriminator) = alternatives.discriminator.as_deref() {
            let values = match view.base {
                // Its mapping has all that is known of it.
                Some(_) => discriminator.mapping.keys().cloned().collect(),
                None => values_of(interpreter, alternatives, discriminator),
            };
            tags.push(Tag {
                property: discriminator.property_name.clone(),
                values,
            });
        }
    }
    tags
}

fn values_of(
    interpreter: &mut Interpreter<'_>,
    alternatives: &Alternatives,
    discriminator: &Discriminator,
) -> Vec<String> {
    let mut branches: Vec<Branch> = Vec::new();
    for id in &alternatives.ids {
        let view = interpreter.view(*id);
        branches.push(Branch::new(interpreter, *id, view));
    }
    give(interpreter, discriminator, &mut branches);
    let tags = branches.into_iter().flat_map(|it| it.tags);
    let own = tags.filter(|it| it.property == discriminator.property_name);
    own.flat_map(|it| it.values).collect()
}
