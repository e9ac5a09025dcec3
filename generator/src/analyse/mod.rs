//! Room 5: facts about the model that no single definition shows.
//!
//! Takes: `&model::Api`. Gives: [`Facts`], side tables. Must not: change the model, or know names and tokens.

use std::collections::BTreeSet;

use crate::model::{self, TypeId};

/// Side tables over a model.
#[derive(Clone, Debug, Default)]
pub struct Facts {
    /// Fields and variants (definition, index) that must be boxed so that their type has a size.
    pub boxed: BTreeSet<(TypeId, usize)>,
    /// Definitions that are reachable from a request body.
    pub sent: BTreeSet<TypeId>,
    /// Definitions that are reachable from an answer.
    pub received: BTreeSet<TypeId>,
    /// Definitions that are used as parameters.
    pub parameters: BTreeSet<TypeId>,
    /// Records all of whose fields may be left out, so that an empty one is a value.
    pub defaultable: BTreeSet<TypeId>,
    /// Fields (definition, index) that must be present both ways: declared required, and not excused by `readOnly`
    /// in a type that is sent or `writeOnly` in one that is received.
    pub required: BTreeSet<(TypeId, usize)>,
}

/// Computes the facts.
#[must_use]
pub fn analyse(api: &model::Api) -> Facts {
    let _ = api;
    Facts::default()
}
