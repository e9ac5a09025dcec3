//! Request bodies.
//!
//! Takes: `requestBody`. Gives: a [`Body`], or the reason why the operation must be left out. Must not: touch responses.

use super::media::{self, Kind};
use super::schemas::extended;
use super::{Interpreter, docs, forms};
use crate::diagnostics::Code;
use crate::model::{Body, Content, Input, Operation, Payload, Record, Shape, Type, TypeDef};
use crate::spec::{MediaType, RequestBody};

/// With more arguments than this a call is hard to read; the body stays one argument.
const MOST_ARGUMENTS: usize = 7;

/// The body of an operation; `Err` when none of its media types can be sent, which is reported.
pub(super) fn body(
    interpreter: &mut Interpreter<'_>,
    body: &RequestBody,
    hint: &[String],
) -> Result<Option<Body>, ()> {
    if body.content.is_empty() {
        return Ok(None);
    }
    let Some((media_type, payload)) = choose(interpreter, body, hint) else {
        let names: Vec<String> = body
            .content
            .iter()
            .map(|it| it.name.escape_debug().to_string())
            .collect();
        interpreter.note(
            Code::UnsupportedRequestMediaType,
            body.at,
            format!(
                "a request body of `{}` cannot be sent yet; the operation is left out",
                names.join("`, `")
            ),
            "describe a JSON, text or binary body by an overlay, if the server takes one",
        );
        return Err(());
    };
    Ok(Some(Body {
        at: body.at,
        media_type,
        payload,
        required: body.own.required,
        flatten: false,
        doc: docs::text(body.own.description.as_deref()),
    }))
}

fn choose(
    interpreter: &mut Interpreter<'_>,
    body: &RequestBody,
    hint: &[String],
) -> Option<(String, Payload)> {
    let mut candidates: Vec<(Kind, &MediaType)> = body
        .content
        .iter()
        .filter(|it| media::is_sendable(&it.name))
        .map(|it| (media::kind(&it.name), it))
        .collect();
    candidates.sort_by_key(|(kind, _)| preference(*kind));
    let (kind, media_type) = candidates.first()?;
    let name = media_type.name.clone();
    let hint = extended(hint, "body");
    let content = match (kind, media_type.schema) {
        (Kind::Form, _) => {
            let form = forms::form(interpreter, media_type, false, &hint);
            return Some((name, Payload::Pairs(form)));
        }
        (Kind::Multipart, _) => {
            let form = forms::form(interpreter, media_type, true, &hint);
            return Some((name, Payload::Parts(form)));
        }
        (Kind::Json, schema) => {
            let ty = schema.map_or(Type::Json, |it| interpreter.type_of(it, &hint));
            return Some((name, Payload::Content(Content::Json(ty))));
        }
        (Kind::Any, Some(schema)) => {
            let ty = interpreter.type_of(schema, &hint);
            let json = Payload::Content(Content::Json(ty));
            return Some(("application/json".to_owned(), json));
        }
        (Kind::Any, None) => {
            let bytes = Payload::Content(Content::Bytes);
            return Some(("application/octet-stream".to_owned(), bytes));
        }
        (Kind::Text, _) => Content::Text,
        _ => Content::Bytes,
    };
    Some((name, Payload::Content(content)))
}

/// What is easiest to call comes first: values before forms, and forms before what the caller must write.
fn preference(kind: Kind) -> u8 {
    match kind {
        Kind::Json => 0,
        Kind::Any => 1,
        Kind::Multipart => 2,
        Kind::Form => 3,
        Kind::Text => 4,
        Kind::Bytes | Kind::Stream => 5,
    }
}

/// Decides whose fields are arguments of the call: a body that is an object described in place, and whose fields do
/// not clash with the parameters.
pub(super) fn flatten(interpreter: &Interpreter<'_>, operations: &mut [Operation]) {
    for operation in operations {
        if let Some(body) = &mut operation.body {
            body.flatten = flattens(interpreter, body, &operation.inputs);
        }
    }
}

fn flattens(interpreter: &Interpreter<'_>, body: &Body, inputs: &[Input]) -> bool {
    let Some(Type::Named(id)) = body.ty() else {
        return false;
    };
    let Some(TypeDef {
        shape: Shape::Record(Record { fields, rest: None }),
        origin,
        ..
    }) = interpreter.types.get(*id)
    else {
        return false;
    };
    let arguments = fields.iter().filter(|it| it.required).count()
        + inputs
            .iter()
            .filter(|it| it.required && it.global.is_none())
            .count();
    body.required
        && !origin.named
        && !fields.is_empty()
        && arguments <= MOST_ARGUMENTS
        && !fields.iter().any(|field| {
            inputs
                .iter()
                .any(|input| same_words(&input.wire, &field.wire))
        })
}

/// Whether two names would be one in Rust's casing.
fn same_words(a: &str, b: &str) -> bool {
    let letters = |it: &str| -> String {
        it.chars()
            .filter(char::is_ascii_alphanumeric)
            .map(|it| it.to_ascii_lowercase())
            .collect()
    };
    letters(a) == letters(b)
}
