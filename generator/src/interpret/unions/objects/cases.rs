//! Values of a property, and the branches that have them.
//!
//! Takes: branches and a property. Gives: [`Cases`], and how they divide the branches. Must not: choose.

use std::collections::BTreeSet;

use indexmap::IndexMap;

use super::Candidate;
use crate::interpret::Interpreter;
use crate::interpret::unions::constants;

/// How a property divides branches into groups.
pub(super) struct Division {
    pub(super) property: String,
    pub(super) cases: Cases,
    /// A branch that may have any value.
    pub(super) open: Option<usize>,
}

impl Division {
    /// The groups by a property, if none of them has all branches, and one branch at most may have any value.
    pub(super) fn of(
        interpreter: &mut Interpreter<'_>,
        property: String,
        branches: &[Candidate<'_>],
    ) -> Option<Self> {
        let (mut cases, mut open) = (Cases::default(), Vec::new());
        for it in branches {
            let values = constants::of(interpreter, it.branch, &property);
            if values.is_empty() {
                open.push(it.index);
            }
            for value in values {
                cases.add(value, it.index);
            }
        }
        let divided =
            cases.0.len() + open.len() > 1 && cases.0.values().all(|it| it.len() < branches.len());
        (divided && open.len() < 2).then_some(Self {
            property,
            cases,
            open: open.first().copied(),
        })
    }

    pub(super) fn largest(&self) -> usize {
        self.cases
            .0
            .values()
            .map(Vec::len)
            .max()
            .unwrap_or_default()
    }
}

/// Values and the branches that may have them, in document order.
#[derive(Default)]
pub(super) struct Cases(pub(super) IndexMap<String, Vec<usize>>);

impl Cases {
    /// Adds a value unless it is taken; whether it was not.
    pub(super) fn first(&mut self, value: String, index: usize) -> bool {
        let new = !self.0.contains_key(&value);
        if new {
            self.0.insert(value, vec![index]);
        }
        new
    }

    /// Adds a branch to a value that is taken.
    pub(super) fn also(&mut self, value: &str, index: usize) {
        if let Some(branches) = self.0.get_mut(value)
            && !branches.contains(&index)
        {
            branches.push(index);
        }
    }

    pub(super) fn add(&mut self, value: String, index: usize) {
        self.also(&value, index);
        self.first(value, index);
    }

    pub(super) fn covered(&self) -> BTreeSet<usize> {
        self.0.values().flatten().copied().collect()
    }
}
