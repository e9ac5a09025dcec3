//! How much room types take, so that variants that would blow up their enum are boxed.
//!
//! Takes: definitions. Gives: an upper estimate in bytes on a 64-bit machine. Must not: be relied on for layout.

use super::Context;
use crate::model::{Scalar, Shape, Type, TypeId};

/// Above this a variant is boxed: Clippy's `large_enum_variant` compares with the second largest one.
const LARGE: usize = 200;
/// Deeper nesting than any real API has is taken for large.
const MAX_DEPTH: usize = 64;

/// Sizes of all definitions.
#[derive(Debug, Default)]
pub(super) struct Sizes {
    known: Vec<Option<usize>>,
}

impl Sizes {
    /// Estimates all definitions.
    pub(super) fn of(context: &Context<'_>) -> Self {
        let mut sizes = Self {
            known: vec![None; context.api.types.len()],
        };
        for (id, _) in context.api.types.iter() {
            sizes.definition(context, id, 0);
        }
        sizes
    }

    /// Whether a variant that holds this type is to be boxed.
    pub(super) fn is_large(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.get(*id).is_some_and(|it| it > LARGE),
            Type::Nullable(inner) => self.is_large(inner),
            // Whatever is in it, it takes more room than other variants.
            Type::Tuple(items) => items.len() > 4 || items.iter().any(|it| self.is_large(it)),
            _ => false,
        }
    }

    /// Whether values of this type take no room: there is only one of them.
    pub(super) fn is_nothing(&self, ty: &Type) -> bool {
        match ty {
            Type::Named(id) => self.get(*id) == Some(0),
            Type::Tuple(items) => items.iter().all(|it| self.is_nothing(it)),
            _ => false,
        }
    }

    fn get(&self, id: TypeId) -> Option<usize> {
        self.known.get(id.0 as usize).copied().flatten()
    }

    fn definition(&mut self, context: &Context<'_>, id: TypeId, depth: usize) -> usize {
        if let Some(size) = self.get(id) {
            return size;
        }
        let Some(def) = context.api.types.get(id) else {
            return 0;
        };
        if depth > MAX_DEPTH {
            return LARGE + 1;
        }
        // Whoever asks again on the way down is in a cycle.
        self.set(id, LARGE + 1);
        let size = match &def.shape {
            Shape::Alias(ty) => self.ty(context, ty, depth),
            Shape::Enumeration(_) => 32,
            Shape::Union(union) => {
                let largest = union.variants.iter().zip(0..).map(|(variant, index)| {
                    let boxed = context.facts.boxed.contains(&(id, index));
                    match self.ty(context, &variant.ty, depth) {
                        size if boxed || size > LARGE => 8,
                        size => size,
                    }
                });
                largest.max().unwrap_or_default().max(24).saturating_add(8)
            }
            Shape::Record(record) => {
                let sizes = record.fields.iter().zip(0..).map(|(field, index)| {
                    if context.facts.boxed.contains(&(id, index)) {
                        return 16;
                    }
                    match self.ty(context, &field.ty, depth) {
                        0 if field.required => 0,
                        size => size.saturating_add(8),
                    }
                });
                // Records that hold others twice, and so on, double at each level.
                let rest = record.rest.as_ref().map_or(0, |_| 24);
                sizes.fold(rest, usize::saturating_add)
            }
        };
        self.set(id, size);
        size
    }

    fn set(&mut self, id: TypeId, size: usize) {
        if let Some(known) = self.known.get_mut(id.0 as usize) {
            *known = Some(size);
        }
    }

    fn ty(&mut self, context: &Context<'_>, ty: &Type, depth: usize) -> usize {
        match ty {
            Type::Named(id) => self.definition(context, *id, depth + 1),
            Type::Nullable(inner) => self.ty(context, inner, depth).saturating_add(8),
            Type::Scalar(Scalar::File) => 112,
            Type::Scalar(Scalar::Formatted(index)) => {
                context.text_type(*index).map_or(24, |it| it.size)
            }
            Type::Tuple(items) => items
                .iter()
                .map(|it| self.ty(context, it, depth).saturating_add(8))
                .fold(0, usize::saturating_add),
            Type::List(_) | Type::Map(_) | Type::Json | Type::Scalar(_) => 24,
        }
    }
}
