//! How definitions become parameters.
//!
//! Takes: definitions. Gives: impls of `Parameter`. Must not: know where a parameter goes.

use std::collections::BTreeSet;

use super::types::Scope;
use super::{Context, members, records, unions};
use crate::code::{Name, ParameterForm, ParameterWire, Type};
use crate::model::{self, Shape, Style, TypeDef, TypeId};
use crate::names::TypeNames;

/// Definitions that parameters are made of, at any depth.
pub(super) fn reachable(context: &Context<'_>) -> BTreeSet<TypeId> {
    let mut found = context.facts.parameters.clone();
    let inputs = context.api.operations.iter().flat_map(|it| &it.inputs);
    let mut open: Vec<&model::Type> = inputs
        .filter(|it| it.style != Style::Json)
        .map(|it| &it.ty)
        .chain(context.api.globals.iter().map(|it| &it.ty))
        .collect();
    let mut visited = BTreeSet::new();
    for id in &found {
        push_parts(context, *id, &mut open);
    }
    while let Some(ty) = open.pop() {
        match ty {
            model::Type::Named(id) => {
                if visited.insert(*id) {
                    found.insert(*id);
                    push_parts(context, *id, &mut open);
                }
            }
            other => open.extend(other.parts()),
        }
    }
    found
}

fn push_parts<'c>(context: &'c Context<'_>, id: TypeId, open: &mut Vec<&'c model::Type>) {
    match context.api.types.get(id).map(|it| &it.shape) {
        Some(Shape::Record(record)) => open.extend(record.fields.iter().map(|it| &it.ty)),
        Some(Shape::Union(union)) => open.extend(union.variants.iter().map(|it| &it.ty)),
        Some(Shape::Alias(ty)) => open.push(ty),
        Some(Shape::Enumeration(_)) | None => {}
    }
}

/// The impl of a definition; aliases have none of their own, and that of an enumeration is always there.
pub(super) fn wire(
    context: &Context<'_>,
    id: TypeId,
    def: &TypeDef,
    names: &TypeNames,
) -> Option<ParameterWire> {
    let form = match &def.shape {
        Shape::Alias(_) | Shape::Enumeration(_) => return None,
        Shape::Record(record) => ParameterForm::Pairs(
            records::slots(context, id, names, record, Scope::Outside)
                .into_iter()
                .map(|(field, name, slot)| (field.wire.clone(), name, slot.presence))
                .collect(),
        ),
        Shape::Union(union) => {
            let mut arms: Vec<(Type, Vec<Name>)> = Vec::new();
            for (index, variant, name) in members(&union.variants, names) {
                let ty = unions::compared(context, id, index, &variant.ty);
                match arms.iter_mut().find(|(other, _)| *other == ty) {
                    Some((_, arm)) => arm.push(name),
                    None => arms.push((ty, vec![name])),
                }
            }
            let arms = arms.into_iter().map(|(_, names)| names).collect();
            ParameterForm::Variants(arms, Name::from(&names.other))
        }
    };
    Some(ParameterWire {
        ty: context.named(id, Scope::Outside),
        form,
    })
}
