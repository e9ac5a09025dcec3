//! Values whose parts have parts: text in one line has no form for them.

use super::{Arena, Shape, Type, TypeDef};

/// Types in types deeper than this count as parts with parts.
const DEEPEST: usize = 8;

/// Longer chains of other names are not followed.
const MOST_ALIASES: usize = 64;

impl Arena<TypeDef> {
    /// Whether a part of a value is a list or an object where only a text has a form, or a list of these; or may be.
    #[must_use]
    pub fn nests(&self, ty: &Type) -> bool {
        self.nests_at(ty, 0)
    }

    fn nests_at(&self, ty: &Type, depth: usize) -> bool {
        if depth > DEEPEST {
            return true;
        }
        match self.without_names(ty) {
            list @ (Type::List(_) | Type::Tuple(_)) => {
                let mut items = list.parts().iter();
                items.any(|it| self.is_compound(it, depth + 1))
            }
            Type::Map(inner) => self.nests_in_pairs(inner, depth),
            Type::Named(id) => match self.get(*id).map(|it| &it.shape) {
                Some(Shape::Record(record)) => {
                    let mut fields = record.fields.iter();
                    fields.any(|it| self.nests_in_pairs(&it.ty, depth))
                }
                Some(Shape::Union(union)) => {
                    let mut variants = union.variants.iter();
                    variants.any(|it| self.nests_at(&it.ty, depth + 1))
                }
                _ => false,
            },
            Type::Json => true,
            Type::Nullable(_) | Type::Scalar(_) => false,
        }
    }

    /// A pair may hold a list of texts: it then comes once for each.
    fn nests_in_pairs(&self, ty: &Type, depth: usize) -> bool {
        match self.without_names(ty) {
            list @ (Type::List(_) | Type::Tuple(_)) => {
                let mut items = list.parts().iter();
                items.any(|it| self.is_compound(it, depth + 1))
            }
            other => self.is_compound(other, depth + 1),
        }
    }

    fn is_compound(&self, ty: &Type, depth: usize) -> bool {
        match self.without_names(ty) {
            Type::List(_) | Type::Tuple(_) | Type::Map(_) | Type::Json => true,
            Type::Named(id) => match self.get(*id).map(|it| &it.shape) {
                Some(Shape::Record(_)) => true,
                Some(Shape::Union(union)) => {
                    let mut variants = union.variants.iter();
                    depth > DEEPEST || variants.any(|it| self.is_compound(&it.ty, depth + 1))
                }
                _ => false,
            },
            Type::Nullable(_) | Type::Scalar(_) => false,
        }
    }

    /// What a type is where it is there, other names for it opened.
    fn without_names<'t>(&'t self, ty: &'t Type) -> &'t Type {
        let mut open = ty;
        for _ in 0..MOST_ALIASES {
            open = match open {
                Type::Nullable(inner) => inner,
                Type::Named(id) => match self.get(*id).map(|it| &it.shape) {
                    Some(Shape::Alias(target)) => target,
                    _ => break,
                },
                _ => break,
            };
        }
        open
    }
}
