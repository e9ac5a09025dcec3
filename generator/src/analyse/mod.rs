//! Room 5: facts about the model that no single definition shows.
//!
//! Takes: `&model::Api`. Gives: [`Facts`], side tables. Must not: change the model, or know names and tokens.

mod cycles;
mod depth;
mod sizes;
mod usage;

use std::collections::BTreeSet;

use crate::model::{self, Shape, TypeDef, TypeId};

/// Side tables over a model.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Fields and variants (definition, index) that must be boxed so that their type has a size, and one that fits a stack.
    pub boxed: BTreeSet<(TypeId, usize)>,
    /// How many definitions may hold one another in a chain, each once.
    pub deepest: usize,
    /// Definitions that are reachable from a request body.
    pub sent: BTreeSet<TypeId>,
    /// Definitions that are reachable from an answer.
    pub received: BTreeSet<TypeId>,
    /// Definitions that are forms and nothing else: their members have no JSON of their own.
    pub forms: BTreeSet<TypeId>,
    /// Definitions that hold a file, at any depth: they are parts of forms, which nobody reads.
    pub written_only: BTreeSet<TypeId>,
    /// Definitions that are used as parameters.
    pub parameters: BTreeSet<TypeId>,
    /// Records all of whose fields may be left out, so that an empty one is a value.
    pub defaultable: BTreeSet<TypeId>,
}

/// Computes the facts.
#[must_use]
pub fn analyse(api: &model::Api) -> Facts {
    let mut facts = Facts {
        boxed: cycles::boxed(api),
        deepest: depth::deepest(api),
        ..Facts::default()
    };
    let large = sizes::large(api, &facts.boxed);
    facts.boxed.extend(large);
    usage::mark(api, &mut facts);
    facts.forms = usage::forms(api, &facts);
    facts.written_only = usage::written_only(api);
    facts.defaultable = api.types.iter().filter_map(empty_is_one).collect();
    facts
}

fn empty_is_one((id, definition): (TypeId, &TypeDef)) -> Option<TypeId> {
    let Shape::Record(record) = &definition.shape else {
        return None;
    };
    let needs_none = !record.fields.iter().any(|it| it.required);
    needs_none.then_some(id)
}
