//! Other names for types.
//!
//! Takes: an alias. Gives: a `type` item. Must not: open it.

use super::types::Scope;
use super::{Context, lints, sides};
use crate::code::{Alias, Name};
use crate::model::{Type, TypeDef};
use crate::names::TypeNames;

/// The item on the page of types.
pub(super) fn page(context: &Context<'_>, def: &TypeDef, names: &TypeNames, ty: &Type) -> Alias {
    let ty = context.ty(ty, Scope::Types);
    Alias {
        doc: sides::doc(context, def),
        lints: lints::keys_only([&ty]),
        name: Name::from(&names.ident),
        ty,
    }
}
