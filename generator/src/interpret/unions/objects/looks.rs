//! Objects told apart by all of their keys.
//!
//! Takes: the branches that are objects. Gives: an [`ObjectChoice`], or nothing where two look alike that are not. Must not: look into
//! values.

use super::{Candidate, Chooser};
use crate::diagnostics::Code;
use crate::interpret::unions::{join, shapes};
use crate::model::ObjectChoice;

impl Chooser<'_, '_> {
    /// All keys and the kinds of their values. Of branches that look alike, one that requires no more than the others stands for all,
    /// if they agree.
    pub(super) fn by_shape(&mut self, branches: &[Candidate<'_>]) -> Option<ObjectChoice> {
        let mut classes: Vec<Vec<&Candidate<'_>>> = Vec::new();
        for it in branches {
            let looks_like = |class: &&mut Vec<&Candidate<'_>>| {
                let first = class.first();
                first.is_some_and(|first| !shapes::differ(&first.shape, &it.shape))
            };
            match classes.iter_mut().find(looks_like) {
                None => classes.push(vec![it]),
                Some(class) => class.push(it),
            }
        }
        if classes.len() < 2 {
            return None;
        }
        let easiest = classes.iter().map(|it| self.easiest(it));
        let easiest: Vec<_> = easiest.collect::<Option<_>>()?;
        for (easiest, class) in easiest.iter().zip(&classes) {
            self.say_what_is_alike(easiest, class);
        }
        let told = easiest.iter().map(|it| (it.shape.clone(), it.index));
        let mut told: Vec<_> = told.collect();
        shapes::trim(&mut told);
        Some(ObjectChoice::Shape(told))
    }

    /// The first of several branches that is right for whatever is one of them.
    fn easiest<'c, 'b>(&mut self, class: &[&'c Candidate<'b>]) -> Option<&'c Candidate<'b>> {
        let required = |it: &Candidate<'_>| it.branch.view.required.len();
        let easiest = class.iter().copied().min_by_key(|it| required(it))?;
        let stands_for = |it: &&Candidate<'b>| {
            let (own, other) = (&easiest.branch.view, &it.branch.view);
            own.required.is_subset(&other.required)
                && join::agree(self.interpreter, own, other, None)
        };
        class.iter().all(stands_for).then_some(easiest)
    }

    fn say_what_is_alike(&mut self, easiest: &Candidate<'_>, class: &[&Candidate<'_>]) {
        for it in class.iter().filter(|it| it.index != easiest.index) {
            self.interpreter.note(
                Code::AlikeBranches,
                it.branch.at,
                format!(
                    "`{}` looks like `{}`, and is read as such",
                    it.branch.name.escape_debug(),
                    easiest.branch.name.escape_debug()
                ),
                "give each a constant of its own by an overlay, if it matters which one came",
            );
        }
    }
}
