//! Lists that several parts of an `allOf` describe, place by place as far as they say it.
//!
//! Takes: views. Gives: their items. Must not: make types.

use super::View;
use crate::diagnostics::Code;
use crate::interpret::Interpreter;
use crate::spec::{Schema, SchemaId};

impl Interpreter<'_> {
    /// Adds what a part says of the items of a list.
    pub(super) fn merge_items(&mut self, view: &mut View, part: &View) {
        let (Some(own), Some(id)) = (view.items, part.items) else {
            if part.items.is_some() {
                take_items(view, part);
                view.item_or_list = part.item_or_list;
            }
            return;
        };
        match (places(view).is_empty(), places(part).is_empty()) {
            (true, true) => view.items = Some(self.both(view, &["items"], own, id)),
            // What says which item is where says more than a list.
            (true, false) => take_items(view, part),
            (false, true) => {}
            (false, false) => self.merge_places(view, part),
        }
    }

    fn merge_places(&mut self, view: &mut View, part: &View) {
        let lengths = [&view.tuple, &part.tuple].map(Vec::len);
        if !lengths.contains(&0) && lengths[0] != lengths[1] {
            self.note(
                Code::ConflictingAllOf,
                view.at,
                format!(
                    "one part of this `allOf` is a list of {} items, another one of {}: nothing can be both",
                    lengths[0], lengths[1],
                ),
                "correct one of them, or correct it with an overlay",
            );
            return;
        }
        let (own, others) = (places(view).to_vec(), places(part));
        let mut merged: Vec<SchemaId> = Vec::with_capacity(own.len().max(others.len()));
        for place in 0..own.len().max(others.len()) {
            merged.extend(match (own.get(place), others.get(place)) {
                (Some(own), Some(other)) => {
                    Some(self.both(view, &["prefixItems", &place.to_string()], *own, *other))
                }
                (own, other) => own.or(other).copied(),
            });
        }
        if lengths == [0, 0] {
            view.items = self.any_of(&distinct(&merged));
            view.prefix = merged;
        } else {
            merged.truncate(lengths[0].max(lengths[1]));
            view.tuple = merged;
            view.prefix.clear();
        }
    }

    /// Ends a list behind the places that its parts describe, where nothing else may follow. Fewer items are allowed by the letter, which
    /// nobody means, as where one schema says all of it.
    pub(super) fn end_list(&mut self, view: &mut View, schema: &Schema) {
        if !schema.has_no_further_items || view.prefix.is_empty() {
            return;
        }
        view.tuple = std::mem::take(&mut view.prefix);
        let parts = schema.all_of.iter().map(|it| self.spec.schemas.get(*it));
        let mut bounds = parts.chain([schema]).flat_map(|it| &it.bounds);
        if bounds.any(|(keyword, _)| keyword == "minItems") {
            return;
        }
        self.note(
            Code::Corrected,
            schema.at,
            format!(
                "lists with fewer items than the {} described are allowed by the letter, and not as this is read",
                view.tuple.len()
            ),
            "nothing is to be done, unless they are meant: then say in `items` what all items are",
        );
    }
}

/// The items of which the place is said.
fn places(view: &View) -> &[SchemaId] {
    if view.tuple.is_empty() {
        &view.prefix
    } else {
        &view.tuple
    }
}

fn take_items(view: &mut View, part: &View) {
    view.items = part.items;
    view.tuple.clone_from(&part.tuple);
    view.prefix.clone_from(&part.prefix);
}

fn distinct(ids: &[SchemaId]) -> Vec<SchemaId> {
    let mut found = Vec::new();
    for id in ids {
        if !found.contains(id) {
            found.push(*id);
        }
    }
    found
}
