//! What is two schemas at once: a member that several parts of an `allOf` describe.
//!
//! Takes: two schemas of one value. Gives: the one that says all, or else a schema made of both, as an `allOf` of the two would be.
//! Must not: make types.

use std::sync::Arc;

use super::View;
use super::refinements::{self, Choice};
use crate::diagnostics::Code;
use crate::interpret::Interpreter;
use crate::source::At;
use crate::spec::{Annotations, Schema, SchemaId, child};

impl Interpreter<'_> {
    /// The schema of a value that a view has at these steps, and that two parts describe.
    pub(super) fn both(
        &mut self,
        view: &View,
        steps: &[&str],
        first: SchemaId,
        second: SchemaId,
    ) -> SchemaId {
        if let Some(known) = self.both.get(&(first, second)) {
            return *known;
        }
        let made = match refinements::choose(&self.spec.schemas, first, second) {
            Choice::First => return first,
            Choice::Second => return second,
            Choice::Both => {
                if let Some(owner) = view.of.filter(|it| self.is_just(*it, first, second)) {
                    return owner;
                }
                let both = self.make_both(view, steps, first, second);
                self.spec.schemas.add(both)
            }
            Choice::Neither => None,
        };
        let Some(made) = made else {
            let used = if self.is_overridden(view, first, second) {
                second
            } else {
                first
            };
            self.say_that_parts_conflict(view, steps, (first, second), used);
            return used;
        };
        self.both.insert((first, second), made);
        made
    }

    /// The schema of a value that is of two branches at once, each of another union; none where they contradict one another.
    pub(in crate::interpret) fn at_once(
        &mut self,
        at: At,
        first: SchemaId,
        second: SchemaId,
    ) -> Option<SchemaId> {
        match refinements::choose(&self.spec.schemas, first, second) {
            Choice::First => Some(first),
            Choice::Second => Some(second),
            Choice::Neither => None,
            Choice::Both => {
                let view = View {
                    at,
                    ..View::default()
                };
                Some(self.both(&view, &[], first, second))
            }
        }
    }

    /// Whether a schema describes anew what another one, which it builds on, has described before: the second stands nearer to it.
    fn is_overridden(&self, view: &View, first: SchemaId, second: SchemaId) -> bool {
        let pointer = |id| self.spec.schemas.get(id).pointer.split('/');
        let Some(owner) = view.of else { return false };
        let shared = |id| {
            let steps = pointer(owner).zip(pointer(id));
            steps.take_while(|(own, other)| own == other).count()
        };
        shared(first) < shared(second)
    }

    /// Whether a schema is these two at once and nothing else, as one is that has both and has itself as a member.
    fn is_just(&self, id: SchemaId, first: SchemaId, second: SchemaId) -> bool {
        let schema = self.spec.schemas.get(id);
        schema.all_of == [first, second] && super::adds_nothing(schema)
    }

    fn make_both(&self, view: &View, steps: &[&str], first: SchemaId, second: SchemaId) -> Schema {
        let schemas = &self.spec.schemas;
        let (a, b) = (schemas.get(first), schemas.get(second));
        let mut bounds = b.bounds.iter().chain(&a.bounds);
        let default = bounds.find(|(keyword, _)| keyword == "default");
        // A branch of a union shares with others what is said beside the union, and has its place with none of them.
        let is_whole = view.of.is_some_and(|it| self.viewing.contains(&it));
        let owner = view.of.filter(|_| is_whole);
        let pointer = match owner.map(|it| &*schemas.get(it).pointer) {
            Some(owner) => steps
                .iter()
                .fold(owner.to_owned(), |pointer, step| child(&pointer, step)),
            None => format!("{}#{}", b.pointer, a.pointer),
        };
        Schema {
            at: view.at,
            pointer: pointer.into(),
            data: Arc::new(annotations(&a.data, &b.data)),
            all_of: vec![first, second],
            bounds: default.into_iter().cloned().collect(),
            ..Schema::default()
        }
    }

    fn say_that_parts_conflict(
        &mut self,
        view: &View,
        steps: &[&str],
        (first, second): (SchemaId, SchemaId),
        used: SchemaId,
    ) {
        let which = if used == first { "first" } else { "second" };
        let what = match steps {
            ["properties", name] => format!("`{}`", name.escape_debug()),
            ["items"] => "the items".to_owned(),
            _ => "further keys".to_owned(),
        };
        let place = |id| self.spec.schemas.get(id).pointer.escape_debug();
        self.note(
            Code::ConflictingAllOf,
            view.at,
            format!(
                "the parts of this `allOf` describe {what} differently, at `{}` and at `{}`; the {which} is used",
                place(first),
                place(second)
            ),
            "correct one of them, or correct it with an overlay",
        );
    }
}

/// What is said about both: what the second says, as it is nearer, and else the first.
fn annotations(first: &Annotations, second: &Annotations) -> Annotations {
    let mut both = second.clone();
    // The parts say themselves what accepts `null`, and how branches are told apart.
    both.nullable = false;
    both.discriminator = None;
    both.read_only |= first.read_only;
    both.write_only |= first.write_only;
    both.deprecated |= first.deprecated;
    if both.title.is_none() && both.description.is_none() {
        both.title.clone_from(&first.title);
        both.description.clone_from(&first.description);
    }
    both.extensions.add(&first.extensions);
    both
}
