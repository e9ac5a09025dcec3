//! Boxing: which fields and variants would otherwise make a type contain itself.
//!
//! Takes: definitions. Gives: the edges to box, as few as a depth-first walk finds. The walk goes by names, so that the
//! order of a document changes nothing. Must not: box lists or maps, which are pointers already.

use std::collections::{BTreeMap, BTreeSet};

use crate::model::{Api, Shape, Type, TypeId};

/// Fields and variants to be boxed.
pub(super) fn boxed(api: &Api) -> BTreeSet<(TypeId, usize)> {
    let edges: BTreeMap<TypeId, Vec<(usize, TypeId)>> = api
        .types
        .iter()
        .map(|(id, _)| (id, edges(api, id)))
        .collect();
    let mut boxed = BTreeSet::new();
    let mut done = BTreeSet::new();
    let mut roots: Vec<(&str, TypeId)> = api
        .types
        .iter()
        .map(|(id, it)| (it.origin.pointer.as_str(), id))
        .collect();
    roots.sort_unstable();
    for (_, id) in roots {
        walk(id, &edges, &mut done, &mut boxed);
    }
    boxed
}

/// A depth-first walk with a stack of its own: chains of types may be thousands long.
fn walk(
    root: TypeId,
    edges: &BTreeMap<TypeId, Vec<(usize, TypeId)>>,
    done: &mut BTreeSet<TypeId>,
    boxed: &mut BTreeSet<(TypeId, usize)>,
) {
    if done.contains(&root) {
        return;
    }
    let mut open = BTreeSet::from([root]);
    let mut stack = vec![(root, 0)];
    while let Some((id, next)) = stack.pop() {
        let Some((member, target)) = edges.get(&id).and_then(|it| it.get(next)).copied() else {
            open.remove(&id);
            done.insert(id);
            continue;
        };
        stack.push((id, next + 1));
        if open.contains(&target) {
            boxed.insert((id, member));
        } else if !done.contains(&target) {
            open.insert(target);
            stack.push((target, 0));
        }
    }
}

/// The definitions that a definition holds by value, by the names of its members.
fn edges(api: &Api, id: TypeId) -> Vec<(usize, TypeId)> {
    let mut members: Vec<(&str, usize, &Type)> = match api.types.get(id).map(|it| &it.shape) {
        Some(Shape::Record(record)) => {
            let fields = record.fields.iter().enumerate();
            fields
                .map(|(index, it)| (it.wire.as_str(), index, &it.ty))
                .collect()
        }
        Some(Shape::Union(union)) => {
            let variants = union.variants.iter().enumerate();
            variants
                .map(|(index, it)| (it.hint.last().map_or("", String::as_str), index, &it.ty))
                .collect()
        }
        _ => Vec::new(),
    };
    members.sort_unstable_by_key(|(name, index, _)| (*name, *index));
    members
        .into_iter()
        .flat_map(|(_, index, ty)| held(api, ty).into_iter().map(move |it| (index, it)))
        .collect()
}

/// The definitions that a type holds by value, aliases looked through.
pub(super) fn held(api: &Api, ty: &Type) -> Vec<TypeId> {
    let (mut open, mut held) = (vec![ty], Vec::new());
    // Aliases form no loops; the bound is for a model that was not made by `interpret`.
    let mut aliases = 0;
    while let Some(ty) = open.pop() {
        match ty {
            Type::Nullable(_) | Type::Tuple(_) => open.extend(ty.parts()),
            Type::Named(id) => match api.types.get(*id).map(|it| &it.shape) {
                Some(Shape::Alias(alias)) if aliases <= api.types.len() => {
                    aliases += 1;
                    open.push(alias);
                }
                Some(Shape::Alias(_)) => {}
                _ => held.push(*id),
            },
            Type::List(_) | Type::Map(_) | Type::Scalar(_) | Type::Json => {}
        }
    }
    held
}
