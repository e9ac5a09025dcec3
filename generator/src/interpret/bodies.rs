//! Request bodies.
//!
//! Takes: `requestBody`. Gives: [`Body`]s, one for each way to send it that is offered. Must not: touch responses.

use std::sync::Arc;

use serde_json::Value;

use super::carried::Bearer;
use super::media;
use super::offers::{Offer, Way, offers};
use super::renames::Table;
use super::schemas::{extended, is_object};
use super::{Interpreter, docs, forms};
use crate::diagnostics::Code;
use crate::model::{Body, Content, Input, Operation, Payload, Record, Shape, Type, TypeDef};
use crate::spec::{self, MediaType, Parameter, RequestBody, Sent};

/// With more arguments than this a call is hard to read; the body stays one argument.
const MOST_ARGUMENTS: usize = 7;

/// The bodies of an operation: that of the ordinary call first, then those that say what it cannot.
pub(super) fn bodies(
    interpreter: &mut Interpreter<'_>,
    body: &RequestBody,
    operation: &str,
    hint: &[String],
) -> Vec<Body> {
    let offers = offers(interpreter, &body.content);
    if offers.is_empty() {
        return misnamed(interpreter, body, hint).into_iter().collect();
    }
    for it in body
        .content
        .iter()
        .filter(|it| !media::is_sendable(&it.name))
    {
        interpreter.say_what_cannot_be_named(it);
    }
    let mut bodies = Vec::new();
    for offer in &offers {
        let word = word(interpreter, offer, &body.content);
        let is_first = bodies.is_empty();
        let hint = if is_first {
            extended(hint, "body")
        } else {
            extended(&extended(hint, &word), "body")
        };
        let (media_type, payload) = payload(interpreter, offer, &hint);
        let mut body = Body {
            at: body.at,
            media_type,
            payload,
            // Whoever makes a call for the sake of its body has one.
            required: body.required || !is_first,
            flatten: false,
            word,
            renamed: None,
            doc: docs::text(body.description.as_deref()),
        };
        if !is_first {
            let key = body.call_key(operation);
            body.renamed = interpreter.renaming.get(Table::Operations, &key);
        }
        bodies.push(body);
    }
    bodies
}

/// A body of any bytes under the media types that a header parameter lists, which says more than the body does.
pub(super) fn named_by_header(
    interpreter: &mut Interpreter<'_>,
    operation: &spec::Operation,
) -> Option<RequestBody> {
    let body = operation.body.as_ref()?;
    let [bytes] = body.content.as_slice() else {
        return None;
    };
    let is_named = |it: &&Arc<Parameter>| {
        it.sent == Sent::Header && it.name.eq_ignore_ascii_case("content-type")
    };
    let header = operation.parameters.iter().find(is_named)?;
    let view = interpreter.view(header.schema?);
    let names = view.enumeration.iter().filter_map(Value::as_str);
    let names: Vec<&str> = names.filter(|it| media::is_sendable(it)).collect();
    let is_any = media::essence(&bytes.name) == "application/octet-stream";
    if !is_any || names.is_empty() || names.contains(&bytes.name.as_str()) {
        return None;
    }
    let message = format!(
        "the header `{}` says what these bytes are: `{}`",
        header.name,
        names.join("`, `").escape_debug()
    );
    let help =
        "nothing is to be done; named in `content` (in Swagger `consumes`), no header is needed";
    interpreter.note(Code::MisnamedMediaType, bytes.at, message, help);
    let under = |name: &&str| MediaType {
        name: (*name).to_owned(),
        ..bytes.clone()
    };
    Some(RequestBody {
        content: names.iter().map(under).collect(),
        ..body.clone()
    })
}

/// A word for the calls that send such a body.
fn word(interpreter: &Interpreter<'_>, offer: &Offer<'_>, content: &[MediaType]) -> String {
    let Some(first) = offer.media_types.first() else {
        return "bytes".to_owned();
    };
    let name = first.name.as_str();
    match offer.way {
        Way::Files | Way::Parts => "multipart".to_owned(),
        Way::Pairs => "form".to_owned(),
        Way::Json
            if content
                .iter()
                .any(|it| interpreter.is_other_version(first, it)) =>
        {
            media::subtype_in_full(name)
        }
        Way::Json | Way::Text => media::subtype(name),
        Way::Whole => {
            let is_text = offer.media_types.iter().all(|it| media::is_text(&it.name));
            let is_one = offer.media_types.len() == 1 && media::subtype(name) != "plain";
            match (is_text, is_one) {
                (true, true) => media::subtype(name),
                (true, false) => "text".to_owned(),
                (false, _) => "bytes".to_owned(),
            }
        }
    }
}

fn payload(
    interpreter: &mut Interpreter<'_>,
    offer: &Offer<'_>,
    hint: &[String],
) -> (String, Payload) {
    let [media_type, others @ ..] = offer.media_types.as_slice() else {
        return octets();
    };
    let name = media_type.name.clone();
    match offer.way {
        Way::Json => {
            let schema = media_type
                .schema
                .filter(|_| !is_misdescribed_patch(interpreter, media_type));
            let ty = schema.map_or(Type::Json, |it| interpreter.type_of(it, hint));
            let name = if name.contains('*') {
                "application/json".to_owned()
            } else {
                name
            };
            (name, Payload::Content(Content::Json(ty)))
        }
        Way::Pairs => {
            let form = forms::form(interpreter, media_type, false, hint);
            (name, Payload::Pairs(form))
        }
        Way::Files | Way::Parts => {
            let form = forms::form(interpreter, media_type, true, hint);
            (name, Payload::Parts(form))
        }
        Way::Whole if !others.is_empty() || name.contains('*') => {
            for it in &offer.media_types {
                interpreter.say_what_is_carried(it, &Content::Bytes, Bearer::Sent);
            }
            let names = offer.media_types.iter().map(|it| it.name.clone());
            (name, Payload::Media(names.collect()))
        }
        Way::Text | Way::Whole => {
            let content = whole(interpreter, media_type);
            interpreter.say_what_is_carried(media_type, &content, Bearer::Sent);
            (name, Payload::Content(content))
        }
    }
}

/// Whether a JSON Patch, which is a list (RFC 6902, section 3), is described as an object of which nothing is known.
fn is_misdescribed_patch(interpreter: &mut Interpreter<'_>, it: &MediaType) -> bool {
    let Some(schema) = it.schema.filter(|_| media::is_json_patch(&it.name)) else {
        return false;
    };
    let view = interpreter.view(schema);
    if !is_object(&view) || !view.properties.is_empty() || !view.unions.is_empty() {
        return false;
    }
    let message = "a JSON Patch is a list of changes, and its schema an object without members; the body is arbitrary JSON";
    let help = "nothing is to be done; described as a list, its items have a type";
    interpreter.note(Code::Contradiction, it.at, message, help);
    true
}

/// What a body is that the caller has whole: text where the media type is one and the schema does not say that it is bytes.
fn whole(interpreter: &mut Interpreter<'_>, it: &MediaType) -> Content {
    let is_bytes = it.schema.is_some_and(|it| interpreter.is_bytes(it));
    if media::is_text(&it.name) && !is_bytes {
        Content::Text
    } else {
        Content::Bytes
    }
}

fn octets() -> (String, Payload) {
    let bytes = Payload::Content(Content::Bytes);
    ("application/octet-stream".to_owned(), bytes)
}

/// The body of an operation none of whose media types can stand in a header.
fn misnamed(
    interpreter: &mut Interpreter<'_>,
    body: &RequestBody,
    hint: &[String],
) -> Option<Body> {
    let (only, others) = body.content.split_first()?;
    for it in others {
        interpreter.say_what_cannot_be_named(it);
    }
    let (media_type, payload) = match only.schema {
        Some(schema) if !interpreter.is_bytes(schema) => {
            let ty = interpreter.type_of(schema, &extended(hint, "body"));
            let json = Payload::Content(Content::Json(ty));
            ("application/json".to_owned(), json)
        }
        _ => octets(),
    };
    interpreter.note(
        Code::MisnamedMediaType,
        only.at,
        format!(
            "`{}` is no media type; the body is sent as `{media_type}`",
            only.name.escape_debug()
        ),
        "correct it, or correct it with an overlay",
    );
    Some(Body {
        at: body.at,
        media_type,
        payload,
        required: body.required,
        flatten: false,
        word: String::new(),
        renamed: None,
        doc: docs::text(body.description.as_deref()),
    })
}

/// Decides whose fields are arguments of the call: a body that is an object described in place, and whose fields do
/// not clash with the parameters.
pub(super) fn flatten(interpreter: &Interpreter<'_>, operations: &mut [Operation]) {
    for operation in operations {
        let inputs = &operation.inputs;
        for body in operation.body.iter_mut().chain(&mut operation.others) {
            body.flatten = flattens(interpreter, body, inputs);
        }
    }
}

fn flattens(interpreter: &Interpreter<'_>, body: &Body, inputs: &[Input]) -> bool {
    let Some(Type::Named(id)) = body.ty() else {
        return false;
    };
    let Some(TypeDef {
        shape: Shape::Record(Record {
            fields, rest: None, ..
        }),
        origin,
        counterpart: None,
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
