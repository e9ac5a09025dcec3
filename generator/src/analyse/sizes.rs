//! Sizes: which fields hold so much by value that a record of a few of them would fill a stack.
//!
//! Takes: definitions, and what is boxed because of cycles. Gives: further fields to box. Records that hold others twice, and so on,
//! double at each level: thirty levels would be a hundred gigabytes. Must not: be relied on for layout; `lower` has finer estimates.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Shape, Type, TypeId};

use super::cycles;

/// A field of a definition of more bytes is boxed.
const LARGE: usize = 4096;
/// About what a field of anything else takes, in bytes: text, a list, a map or a box, and whether it is there.
const USUAL: usize = 32;

/// Fields to be boxed for their size.
pub(super) fn large(api: &Api, boxed: &BTreeSet<(TypeId, usize)>) -> BTreeSet<(TypeId, usize)> {
    let mut sizes: BTreeMap<TypeId, usize> = BTreeMap::new();
    let mut large = BTreeSet::new();
    for (root, _) in api.types.iter() {
        // With a stack of its own: chains of types may be thousands long. What is boxed for a cycle is not followed, so that it ends.
        let mut stack = vec![root];
        while let Some(id) = stack.last().copied() {
            let held = held(api, id, boxed);
            let open = held.iter().map(|(_, target)| *target);
            let open: Vec<TypeId> = open.filter(|it| !sizes.contains_key(it)).collect();
            if !open.is_empty() {
                stack.extend(open);
                continue;
            }
            stack.pop();
            let size = |target: &TypeId| sizes.get(target).copied().unwrap_or(USUAL);
            let found = held.iter().filter(|(_, target)| size(target) > LARGE);
            large.extend(found.map(|(index, _)| (id, *index)));
            let by_value: usize = match api.types.get(id).map(|it| &it.shape) {
                Some(Shape::Record(record)) => {
                    let sizes = held.iter().map(|(_, it)| size(it));
                    let sizes = sizes.map(|it| if it > LARGE { USUAL } else { it });
                    sizes.sum::<usize>() + record.fields.len() * USUAL
                }
                // Its large variants are boxed.
                _ => 2 * USUAL,
            };
            sizes.insert(id, by_value);
        }
    }
    large
}

/// The definitions that a record holds by value.
fn held(api: &Api, id: TypeId, boxed: &BTreeSet<(TypeId, usize)>) -> Vec<(usize, TypeId)> {
    let Some(Shape::Record(record)) = api.types.get(id).map(|it| &it.shape) else {
        return Vec::new();
    };
    let types = (0..).zip(record.fields.iter().map(|it| &it.ty));
    types
        .filter(|(index, _): &(usize, &Type)| !boxed.contains(&(id, *index)))
        .flat_map(|(index, ty)| cycles::held(api, ty).into_iter().map(move |it| (index, it)))
        .collect()
}
