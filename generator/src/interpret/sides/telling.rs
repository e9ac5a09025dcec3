//! Members by which the branches of a union are told apart.
//!
//! Takes: definitions. Gives: the members that a reader looks for, of whichever side they are. Must not: choose them.

use std::collections::BTreeSet;

use super::one_sided;
use crate::model::{Arena, ObjectChoice, Shape, Type, TypeDef, TypeId};

/// One-sided members by whose value or presence a union tells its branches apart: without them nobody could send it.
pub(super) fn members(types: &Arena<TypeDef>) -> BTreeSet<(TypeId, String)> {
    let fields = types.iter().flat_map(|(_, it)| one_sided(it));
    let wires: BTreeSet<&str> = fields.map(|it| it.wire.as_str()).collect();
    let mut open = Vec::new();
    for (_, definition) in types.iter() {
        if let Shape::Union(union) = &definition.shape {
            let asked = asked(&union.choice.object).into_iter();
            for key in asked.filter(|it| wires.contains(it)) {
                let variants = union.variants.iter();
                open.extend(variants.filter_map(|it| Some((target(types, &it.ty)?, key))));
            }
        }
    }
    let (mut seen, mut found) = (BTreeSet::new(), BTreeSet::new());
    while let Some((id, key)) = open.pop() {
        let Some(definition) = types.get(id).filter(|_| seen.insert((id, key))) else {
            continue;
        };
        if let Shape::Union(union) = &definition.shape {
            let variants = union.variants.iter();
            open.extend(variants.filter_map(|it| Some((target(types, &it.ty)?, key))));
        }
        if one_sided(definition).any(|it| it.wire == key) {
            found.insert((id, key.to_owned()));
        }
    }
    found
}

/// Keys that a reader looks for.
fn asked(choice: &ObjectChoice) -> Vec<&str> {
    let mut keys: Vec<&str> = match choice {
        ObjectChoice::Tag { property, .. } => vec![property],
        ObjectChoice::Key { cases, .. } => cases.iter().map(|(key, _)| key.as_str()).collect(),
        ObjectChoice::None | ObjectChoice::Only(_) | ObjectChoice::Shape(_) => Vec::new(),
    };
    keys.extend(choice.further().into_iter().flat_map(asked));
    keys
}

/// Leaves out of shapes the keys that a branch lacks.
pub(super) fn forget(choice: &mut ObjectChoice, lacks: &dyn Fn(usize, &str) -> bool) {
    if let ObjectChoice::Shape(shapes) = choice {
        for (shape, branch) in shapes {
            shape.keys.retain(|it| !lacks(*branch, &it.wire));
        }
    }
    for choice in choice.further_mut() {
        forget(choice, lacks);
    }
}

/// The definition that a type is in the end. Aliases hold no loop, so that this ends.
pub(super) fn target(types: &Arena<TypeDef>, ty: &Type) -> Option<TypeId> {
    match ty {
        Type::Nullable(inner) => target(types, inner),
        Type::Named(id) => match types.get(*id).map(|it| &it.shape) {
            Some(Shape::Alias(alias)) => target(types, alias),
            _ => Some(*id),
        },
        _ => None,
    }
}
