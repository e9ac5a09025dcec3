//! Objects told apart by all of their keys.
//!
//! Takes: the branches that are objects. Gives: an [`ObjectChoice`], or nothing where two look alike that are not. Must not: look into
//! values.

use super::{Candidate, Chooser};
use crate::diagnostics::Code;
use crate::interpret::unions::{covers, join, shapes};
use crate::model::{Kinds, ObjectChoice};
use crate::spec::SchemaId;

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
        for (one, others) in easiest.iter().zip((1..).map(|it| easiest.get(it..))) {
            let mut others = others.unwrap_or_default().iter();
            if others.any(|it| self.is_mistaken_for(it, one)) {
                return None;
            }
        }
        for (easiest, class) in easiest.iter().zip(&classes) {
            self.say_what_is_alike(easiest, class);
        }
        let told = easiest.iter().map(|it| (it.shape.clone(), it.index));
        let mut told: Vec<_> = told.collect();
        shapes::trim(&mut told);
        Some(ObjectChoice::Shape(told))
    }

    /// Whether an object of a branch may look like one of another branch, which comes first and is wrong for it: neither must have a key
    /// that the other one lacks.
    fn is_mistaken_for(&mut self, it: &Candidate<'_>, other: &Candidate<'_>) -> bool {
        let has_all = |one: &Candidate<'_>, needed: &Candidate<'_>| {
            let mut keys = needed.shape.keys.iter().filter(|it| it.required);
            keys.all(|key| (one.key(&key.wire)).is_some_and(|it| it.kinds.overlaps(&key.kinds)))
        };
        let is_closed = |it: &Candidate<'_>| it.shape.rest.is_none();
        if !(is_closed(it) && is_closed(other) && has_all(it, other) && has_all(other, it)) {
            return false;
        }
        it.branch.view.properties.iter().any(|(key, id)| {
            let own = other.branch.view.properties.get(key).zip(other.key(key));
            own.is_some_and(|(own, seen)| self.is_wrong_for((*own, &seen.kinds), *id))
        })
    }

    /// Whether a value may be of the kinds that a reader expects, and be wrong for it. Where `null` is wrong, it is none of these.
    fn is_wrong_for(&mut self, (reader, kinds): (SchemaId, &Kinds), read: SchemaId) -> bool {
        let branches = covers::branches_of(&self.interpreter.view(read), read);
        branches.into_iter().any(|it| {
            shapes::kinds(self.interpreter, it, 0).overlaps(kinds)
                && !covers::beside_null(self.interpreter, reader, it, 0)
        })
    }

    /// The first of several branches that is right for whatever is one of them.
    fn easiest<'c, 'b>(&mut self, class: &[&'c Candidate<'b>]) -> Option<&'c Candidate<'b>> {
        let required = |it: &Candidate<'_>| it.branch.view.required.len();
        let easiest = class.iter().copied().min_by_key(|it| required(it))?;
        let stands_for = |it: &&Candidate<'b>| {
            let (own, other) = (&easiest.branch.view, &it.branch.view);
            own.required.is_subset(&other.required) && join::agree(self.interpreter, own, other)
        };
        class.iter().all(stands_for).then_some(easiest)
    }

    fn say_what_is_alike(&mut self, easiest: &Candidate<'_>, class: &[&Candidate<'_>]) {
        for it in class.iter().filter(|it| it.index != easiest.index) {
            if self.is_silent {
                return;
            }
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
