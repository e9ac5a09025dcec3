//! How a crate is called, for those who write programs that try it.
//!
//! Takes: what the calls are lowered from. Gives: their arguments and setters, each with the place that describes its
//! values. Must not: decide anything about the calls themselves.

use super::types::Scope;
use super::{Context, Known, operations, records};
use crate::code::{self, Argument, Name, Type, Wrapper};
use crate::model::{self, Content, Payload, Scalar, Shape, TypeId};
use crate::source::At;

/// How the client of one API is built, and its calls.
#[derive(Clone, Debug)]
pub struct Usage {
    /// Setters of the builder for what every call sends, with the first parameter that is sent so.
    pub globals: Vec<Wanted>,
    /// Setters of the builder for credentials, and whether each takes a user and a password.
    pub credentials: Vec<(Name, bool)>,
    /// In the order of the document.
    pub calls: Vec<CallUsage>,
}

/// A method of the client, and what it takes.
#[derive(Clone, Debug)]
pub struct CallUsage {
    /// The operation.
    pub at: At,
    /// The method.
    pub method: Name,
    /// Its arguments, in order.
    pub arguments: Vec<Wanted>,
    /// The setters of its builder.
    pub setters: Vec<Wanted>,
    /// The body and its media type.
    pub body: Option<(At, String)>,
    /// The first method that sends it.
    pub send: &'static str,
    /// Whether that method gives a stream.
    pub streams: bool,
}

/// A value that callers give.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Wanted {
    /// The function that takes it, if it is a setter.
    pub name: Name,
    /// The parameter, the body or the property of a body that it is.
    pub at: At,
    /// The key in the body, if it is one of its properties.
    pub key: Option<String>,
    /// How it is made.
    pub making: Making,
}

/// How a value is made of JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Making {
    /// It is read as this type.
    Json(Type),
    /// From text, by `Into`.
    Text,
    /// From bytes, by `Into`.
    Bytes,
    /// A list of what is made from bytes, by `Into`.
    Files,
    /// From an object, a pair for each member.
    Pairs,
    /// From an object, a part for each member.
    Parts,
    /// From an object, by a constructor and setters, because it holds files.
    Record(Box<RecordUsage>),
    /// It is not: it holds files deeper than a record does.
    Nothing,
}

/// How a record is made.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RecordUsage {
    /// Its type.
    pub ty: Type,
    /// The arguments of its constructor; nothing where it is a default that is set up.
    pub arguments: Vec<Wanted>,
    /// Its setters.
    pub setters: Vec<Wanted>,
}

/// How the crate of an API is called.
#[must_use]
pub fn usage(known: Known<'_>) -> Usage {
    let context = Context::of(known.api, known.facts, known.names, known.settings);
    let operations = context.operations();
    let calls =
        operations.flat_map(|(operation, names)| operations::used(&context, operation, names));
    let credentials = known.api.schemes.iter().zip(&known.names.credentials);
    Usage {
        globals: globals(&context),
        credentials: credentials
            .map(|(it, name)| (Name::from(name), it.place == model::Credential::Basic))
            .collect(),
        calls: calls.collect(),
    }
}

fn globals(context: &Context<'_>) -> Vec<Wanted> {
    let inputs = || context.api.operations.iter().flat_map(|it| &it.inputs);
    let first = |index: usize| inputs().find(|it| it.global == Some(index));
    let names = context.names.globals.iter().zip(0..);
    let wanted =
        names.filter_map(|(name, index)| Some(of_input(context, first(index)?, Name::from(name))));
    wanted.collect()
}

/// A parameter.
pub(super) fn of_input(context: &Context<'_>, input: &model::Input, name: Name) -> Wanted {
    let ty = context.parameter(&input.ty, input.secret);
    Wanted {
        name,
        at: input.at,
        key: None,
        making: making(context, &input.ty, &ty),
    }
}

/// A property of a body.
pub(super) fn of_field(context: &Context<'_>, field: &model::Field, argument: &Argument) -> Wanted {
    Wanted {
        name: argument.name.clone(),
        at: field.at,
        key: Some(field.wire.clone()),
        making: making(context, &field.ty, &argument.ty),
    }
}

/// A whole body.
pub(super) fn of_body(context: &Context<'_>, body: &model::Body, ty: &Type, name: Name) -> Wanted {
    let making = match &body.payload {
        Payload::Content(Content::Bytes) | Payload::Media(_) => Making::Bytes,
        Payload::Content(Content::Text) => Making::Text,
        Payload::Pairs(form) if form.ty.is_none() => Making::Pairs,
        Payload::Parts(form) if form.ty.is_none() => Making::Parts,
        _ => body.ty().map_or(Making::Nothing, |it| {
            let record = || record(context, it).map(|it| Making::Record(Box::new(it)));
            match making(context, it, ty) {
                Making::Nothing => record().unwrap_or(Making::Nothing),
                making => making,
            }
        }),
    };
    let (at, key) = (body.at, None);
    Wanted {
        name,
        at,
        key,
        making,
    }
}

/// How a record is made whose members may be files.
fn record(context: &Context<'_>, ty: &model::Type) -> Option<RecordUsage> {
    let model::Type::Named(id) = *context.resolved(ty) else {
        return None;
    };
    let Shape::Record(record) = &context.api.types.get(id)?.shape else {
        return None;
    };
    let names = context.type_names(id)?;
    let mut usage = RecordUsage {
        ty: context.named(id, Scope::Outside),
        arguments: Vec::new(),
        setters: Vec::new(),
    };
    for (field, name, slot) in records::slots(context, id, names, record, Scope::Outside) {
        let wanted = of_field(context, field, &slot.argument(&name));
        if slot.is_argument() {
            usage.arguments.push(wanted);
        } else if records::is_settable(&slot) {
            usage.setters.push(wanted);
        }
    }
    Some(usage)
}

fn making(context: &Context<'_>, ty: &model::Type, argument: &Type) -> Making {
    let (ty, _) = context.without_null(ty);
    let file = model::Type::Scalar(Scalar::File);
    match context.resolved(ty) {
        it if *it == file => return Making::Bytes,
        model::Type::List(item) if *context.resolved(item) == file => return Making::Files,
        _ => {}
    }
    if holds_files(context, ty) {
        return Making::Nothing;
    }
    Making::Json(match argument {
        // It is made from an `Option`, too.
        Type::Wrapped(Wrapper::Field, inner) => Type::Wrapped(Wrapper::Option, inner.clone()),
        Type::Known(code::Known::Secret) => return Making::Text,
        other => other.clone(),
    })
}

fn holds_files(context: &Context<'_>, ty: &model::Type) -> bool {
    let is_written_only = |id: &TypeId| context.facts.written_only.contains(id);
    match ty {
        model::Type::Named(id) => is_written_only(id) || holds_files_as_alias(context, ty),
        model::Type::Scalar(scalar) => *scalar == Scalar::File,
        other => other.parts().iter().any(|it| holds_files(context, it)),
    }
}

fn holds_files_as_alias(context: &Context<'_>, ty: &model::Type) -> bool {
    let target = context.resolved(ty);
    target != ty && !matches!(target, model::Type::Named(_)) && holds_files(context, target)
}
