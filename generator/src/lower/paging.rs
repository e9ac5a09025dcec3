//! Pages: the methods of a call that go from one to the next.
//!
//! Takes: the rule of an operation. Gives: [`code::Paging`]. Must not: decide what leads to the next page.

use super::types::Scope;
use super::{Context, prose, records};
use crate::code::{self, Doc, Hold, Name, Type, Wrapper};
use crate::model::{self, Content, Next, Operation, Shape, Size, Success, TypeId};

/// How the pages of a call follow each other, where it has any.
pub(super) fn paging(context: &Context<'_>, operation: &Operation) -> Option<code::Paging> {
    let paging = operation.paging.as_ref()?;
    let Success::One {
        content: Content::Json(page),
        ..
    } = &operation.outcome.success
    else {
        return None;
    };
    let fields = paging.items.iter();
    let keys = fields.clone().filter_map(|(id, index)| {
        let field = record(context, *id)?.fields.get(*index)?;
        Some(field.wire.clone())
    });
    Some(code::Paging {
        pages: doc("Asks for the pages one after the other", &paging.next),
        items: doc(
            "Asks for the pages one after the other, and gives what is in them",
            &paging.next,
        ),
        page: context.ty(page, Scope::Outside),
        item: context.ty(&paging.item, Scope::Outside),
        next: next(&paging.next),
        keys: keys.collect(),
        more: paging.more.clone(),
        way: fields.map(|it| held(context, it)).collect::<Option<_>>()?,
    })
}

fn doc(what: &str, next: &Next) -> Doc {
    let by = match next {
        Next::Cursor { parameter, .. }
        | Next::Last { parameter, .. }
        | Next::Offset { parameter, .. }
        | Next::Number { parameter, .. } => format!(": each sets {}.", prose::code_span(parameter)),
        Next::Url(_) | Next::Link => " that the answers name.".to_owned(),
    };
    Doc(vec![format!("{what}{by}")])
}

fn next(next: &Next) -> code::Next {
    match next {
        Next::Cursor {
            parameter,
            at,
            until_empty,
        } => code::Next::Cursor {
            parameter: parameter.clone(),
            at: at.clone(),
            until_empty: *until_empty,
        },
        Next::Last { parameter, key } => code::Next::Last {
            parameter: parameter.clone(),
            key: key.clone(),
        },
        Next::Offset { parameter, size } => code::Next::Offset {
            parameter: parameter.clone(),
            size: size.as_ref().map(self::size),
        },
        Next::Number { parameter, first } => code::Next::Number {
            parameter: parameter.clone(),
            first: *first,
        },
        Next::Url(at) => code::Next::Url(at.clone()),
        Next::Link => code::Next::Link,
    }
}

fn size(size: &Size) -> code::Size {
    code::Size {
        parameter: size.parameter.clone(),
        default: size.default,
        most: size.most,
    }
}

fn record<'a>(context: &Context<'a>, id: TypeId) -> Option<&'a model::Record> {
    match &context.api.types.get(id)?.shape {
        Shape::Record(record) => Some(record),
        _ => None,
    }
}

/// A field on the way to the items, and how it holds what is next on it.
fn held(context: &Context<'_>, (id, index): &(TypeId, usize)) -> Option<(Name, Hold)> {
    let names = context.type_names(*id)?;
    let slots = records::slots(context, *id, names, record(context, *id)?, Scope::Outside);
    let (_, name, slot) = slots.into_iter().nth(*index)?;
    let hold = match slot.ty {
        Type::Wrapped(Wrapper::Option, _) => Hold::Option,
        Type::Wrapped(Wrapper::Field, _) => Hold::Field,
        _ => Hold::Plain,
    };
    Some((name, hold))
}
