//! Other names for types.
//!
//! Takes: an alias. Gives: a `type` item. Must not: open it.

use super::types::Scope;
use super::{Context, prose, undescribed};
use crate::code::{Alias, Name};
use crate::model::{Type, TypeDef};
use crate::names::TypeNames;

/// The item on the page of types.
pub(super) fn page(context: &Context<'_>, def: &TypeDef, names: &TypeNames, ty: &Type) -> Alias {
    Alias {
        doc: prose::doc(&def.doc, || undescribed(def)),
        name: Name::from(&names.ident),
        ty: context.ty(ty, Scope::Types),
    }
}
