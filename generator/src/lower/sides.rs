//! Two definitions of one schema: what is sent, and what is received.
//!
//! Takes: a definition. Gives: its documentation, and how what is sent is made of what was received. Must not: tell what differs.

use super::types::Scope;
use super::{Context, prose, undescribed};
use crate::code::{Doc, InputWire};
use crate::model::{Access, Api, Counterpart, Field, Shape, Type, TypeDef, TypeId};

/// The documentation of a definition.
pub(super) fn doc(context: &Context<'_>, def: &TypeDef) -> Doc {
    let Some((counterpart, is_sent)) = counterpart(context, def) else {
        return prose::doc(&def.doc, || undescribed(def));
    };
    let mut blocks = prose::head(&def.doc);
    if blocks.is_empty() && !is_sent {
        blocks.push(vec![undescribed(def)]);
    }
    blocks.push(vec![counterpart]);
    blocks.extend(prose::tail(&def.doc));
    prose::join(blocks)
}

/// What is said of the other definition, and whether this one is sent.
fn counterpart(context: &Context<'_>, def: &TypeDef) -> Option<(String, bool)> {
    let name = |id: TypeId| Some(context.type_names(id)?.ident.as_str());
    match def.counterpart? {
        Counterpart::Sent(id) => {
            let said = format!("This is what is received; [`{}`] is sent.", name(id)?);
            Some((said, false))
        }
        Counterpart::Received(id) => {
            let name = name(id)?;
            let mut said = format!(
                "What is sent where [`{name}`] is received: without the members that only the server writes."
            );
            if is_made(def) {
                said.push_str(" `try_from` makes it of what was received.");
            }
            Some((said, true))
        }
    }
}

/// What is sent where this type is received.
pub(super) fn sent(api: &Api, ty: &Type) -> Type {
    let boxed = |ty: &Type| Box::new(sent(api, ty));
    match ty {
        Type::Named(id) => match api.types.get(*id).and_then(|it| it.counterpart) {
            Some(Counterpart::Sent(sent)) => Type::Named(sent),
            _ => ty.clone(),
        },
        Type::List(inner) => Type::List(boxed(inner)),
        Type::Map(inner) => Type::Map(boxed(inner)),
        Type::Nullable(inner) => Type::Nullable(boxed(inner)),
        Type::Tuple(items) => Type::Tuple(items.iter().map(|it| sent(api, it)).collect()),
        Type::Scalar(_) | Type::Json => ty.clone(),
    }
}

/// How it is made of what was received.
pub(super) fn wire(context: &Context<'_>, id: TypeId, def: &TypeDef) -> Option<InputWire> {
    let Some(Counterpart::Received(received)) = def.counterpart.filter(|_| is_made(def)) else {
        return None;
    };
    Some(InputWire {
        received: context.named(received, Scope::Outside),
        sent: context.named(id, Scope::Outside),
    })
}

/// Whether it can be made of what was received: an alias is no type of this crate, and what needs a member that only the client writes
/// is never received.
fn is_made(def: &TypeDef) -> bool {
    match &def.shape {
        Shape::Record(record) => {
            let is_missing = |it: &Field| it.required && it.access == Access::Client;
            !record.fields.iter().any(is_missing)
        }
        Shape::Union(_) => true,
        Shape::Alias(_) | Shape::Enumeration(_) => false,
    }
}
