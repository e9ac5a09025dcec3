//! Which branches cannot be told from one another, where one question for all of them is not enough.
//!
//! Takes: branches that are objects. Gives: groups of their numbers. Must not: report anything, since the choice is made afterwards.

use super::{Branch, Candidate, Chooser, are_parts, numbered};
use crate::interpret::Interpreter;
use crate::interpret::views::View;

/// How many branches are compared with each other.
const COMPARED: usize = 64;

/// The branches in groups, in their order: those of different groups can be told apart, two by two. `None` where nothing is won by it.
pub(in crate::interpret::unions) fn groups(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    branches: &[&Branch],
) -> Option<Vec<Vec<usize>>> {
    if !(3..=COMPARED).contains(&branches.len()) {
        return None;
    }
    let all = numbered(branches);
    let any_of = view.is_any_of();
    if any_of && are_parts(&all) {
        return None;
    }
    let mut chooser = Chooser::new(interpreter, branches);
    chooser.is_silent = true;
    let all = chooser.with_shapes(&all);
    let mut groups: Vec<Vec<usize>> = Vec::new();
    for one in &all {
        let mut own = vec![one.index];
        let is_told = |chooser: &mut Chooser<'_, '_>, group: &[usize]| {
            let mut others = all.iter().filter(|it| group.contains(&it.index));
            others.all(|it| chooser.are_told(one, it, any_of))
        };
        for group in std::mem::take(&mut groups) {
            if is_told(&mut chooser, &group) {
                groups.push(group);
            } else {
                own.extend(group);
            }
        }
        own.sort_unstable();
        groups.push(own);
    }
    groups.sort_unstable();
    (2..branches.len())
        .contains(&groups.len())
        .then_some(groups)
}

impl Chooser<'_, '_> {
    fn are_told(&mut self, one: &Candidate<'_>, other: &Candidate<'_>, any_of: bool) -> bool {
        let choice = self.among(&[other.clone(), one.clone()], any_of);
        let is_mixed = !std::mem::take(&mut self.mixed).is_empty();
        choice.is_some() && !is_mixed
    }
}
