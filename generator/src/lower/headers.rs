//! Headers of answers: a constant for each.
//!
//! Takes: headers. Gives: items of `headers.rs`. Must not: know which answers have them.

use super::types::Scope;
use super::{Context, prose};
use crate::code::{self, Item, Name, Wrapper};
use crate::model::{self, Enumeration, Scalar, Shape, Type};

/// The items of `headers.rs`.
pub(super) fn headers(context: &Context<'_>) -> Vec<Item> {
    let headers = context.api.headers.iter().zip(&context.names.headers);
    headers
        .map(|(header, name)| {
            let ty = context.ty(&header.ty, Scope::Outside);
            Item::Header(code::Header {
                doc: prose::doc(&header.doc, || {
                    format!("{} of an answer.", prose::code_span(&header.wire))
                }),
                name: Name::from(name),
                ty: if header.required {
                    ty
                } else {
                    ty.within(Wrapper::Option)
                },
                form: form(context, header),
                wire: header.wire.clone(),
            })
        })
        .collect()
}

/// What is said of the headers of a call; `None` where there are none.
pub(super) fn about(context: &Context<'_>, operation: &model::Operation) -> Option<String> {
    let name = |index: &usize| context.names.headers.get(*index);
    let links: Vec<String> = operation
        .outcome
        .headers
        .iter()
        .filter_map(name)
        .map(|it| format!("[`{0}`](super::headers::{0})", it.as_str()))
        .collect();
    (!links.is_empty()).then(|| format!("Documented headers: {}.", links.join(", ")))
}

fn form(context: &Context<'_>, header: &model::Header) -> &'static str {
    match context.resolved(&header.ty) {
        _ if header.json => "json",
        Type::List(items) if is_text(context, items) => "texts",
        Type::List(_) => "literals",
        ty if is_text(context, ty) => "text",
        _ => "literal",
    }
}

/// Whether a value is a string in JSON.
fn is_text(context: &Context<'_>, ty: &Type) -> bool {
    match context.resolved(context.without_null(ty).0) {
        Type::Scalar(Scalar::Text | Scalar::Secret | Scalar::Formatted(_)) => true,
        Type::Named(id) => matches!(
            context.api.types.get(*id).map(|it| &it.shape),
            Some(Shape::Enumeration(Enumeration::Text(_)))
        ),
        _ => false,
    }
}
