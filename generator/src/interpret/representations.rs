//! Representations: the bodies that one answer may have, told apart by media type (RFC 9110, section 3.2).
//!
//! Takes: `content` of a response. Gives: [`Representation`]s, the best first. Must not: look at statuses.

use super::Interpreter;
use super::carried::Bearer;
use super::media::{self, Kind};
use super::schemas::extended;
use crate::diagnostics::Code;
use crate::model::{Content, Scalar, Type};
use crate::spec::{MediaType, SchemaId};

/// A body that an answer may have.
pub(super) struct Representation {
    /// Its media types, with parameters only where these tell it from another one; `image/*` and `*/*` are ranges.
    pub(super) media: Vec<String>,
    /// The media types to ask for.
    pub(super) accept: Vec<String>,
    /// What it holds.
    pub(super) content: Content,
}

/// One schema in the forms that are read best: JSON where there is JSON.
struct Group<'s> {
    kind: Kind,
    first: &'s MediaType,
    media: Vec<String>,
    accept: Vec<String>,
}

impl Group<'_> {
    /// Whether one of its media types is text, beside JSON that is one.
    fn has_text(&self) -> bool {
        let mut names = self.media.iter();
        names.any(|it| media::kind(it) == Kind::Text)
    }
}

/// The bodies that an answer may have. What is the same schema again in a form that is harder to read is not asked for.
pub(super) fn representations(
    interpreter: &mut Interpreter<'_>,
    content: &[MediaType],
    hint: &[String],
) -> Vec<Representation> {
    let mut found: Vec<Representation> = Vec::new();
    for group in groups(interpreter, content) {
        let hint = if found.is_empty() {
            hint.to_vec()
        } else if group.media.iter().any(|it| it.contains(';')) {
            extended(hint, &media::subtype_in_full(&group.first.name))
        } else {
            extended(hint, &media::subtype(&group.first.name))
        };
        let content = self::content(interpreter, &group, &hint);
        match found.iter_mut().find(|it| it.content == content) {
            Some(known) => {
                known.media.extend(group.media);
                known.accept.extend(group.accept);
            }
            None => found.push(Representation {
                media: group.media,
                accept: group.accept,
                content,
            }),
        }
    }
    found
}

fn groups<'s>(interpreter: &mut Interpreter<'_>, content: &'s [MediaType]) -> Vec<Group<'s>> {
    let (sendable, others): (Vec<_>, Vec<_>) =
        (content.iter()).partition(|it| media::is_sendable(&it.name));
    for it in others {
        interpreter.say_what_cannot_be_named(it);
    }
    let mut candidates: Vec<(Kind, &MediaType)> = sendable
        .into_iter()
        .map(|it| (kind(interpreter, it), it))
        // A stream has no end that could be waited for.
        .filter(|(kind, _)| *kind != Kind::Stream)
        .collect();
    // Not the order of the document: the first one has the plainest name.
    candidates.sort_by_cached_key(|(kind, it)| {
        let essence = media::essence(&it.name);
        (
            *kind,
            essence != "application/json",
            media::in_full(&it.name),
        )
    });
    let mut groups: Vec<Group<'_>> = Vec::new();
    for (kind, media_type) in candidates {
        let name = told(interpreter, media_type, content);
        let asked = media::asked(&media_type.name);
        let is_taken = groups.iter().any(|it| it.media.contains(&name));
        let known = groups
            .iter_mut()
            .find(|it| is_again(interpreter, it, kind, media_type));
        match known {
            None if is_taken => {
                let why = "it is there twice, with two schemas";
                interpreter.say_what_is_lost(media_type.at, &media_type.name, why);
            }
            None => groups.push(Group {
                kind,
                first: media_type,
                media: vec![name],
                accept: vec![asked],
            }),
            Some(known) if known.kind == kind && !known.media.contains(&name) => {
                known.media.push(name);
                known.accept.push(asked);
            }
            // A text is the same with quotes and without.
            Some(known)
                if known.kind == Kind::Json
                    && kind == Kind::Text
                    && is_text(interpreter, media_type) =>
            {
                known.media.push(name);
                known.accept.push(asked);
            }
            Some(known) => interpreter.say_what_is_not_asked_for(
                media_type.at,
                &media_type.name,
                &known.first.name,
            ),
        }
    }
    groups
}

/// Whether a schema describes a text that is a body as it is.
fn is_text(interpreter: &mut Interpreter<'_>, it: &MediaType) -> bool {
    let kind = it.schema.map(|it| interpreter.view(it).kind.clone());
    !media::is_xml(&it.name) && kind.flatten().as_deref() == Some("string")
}

/// By what a media type is known: with its parameters only where the same type without them may have another schema.
fn told(interpreter: &Interpreter<'_>, it: &MediaType, content: &[MediaType]) -> String {
    if content
        .iter()
        .any(|other| interpreter.is_other_version(it, other))
    {
        media::in_full(&it.name)
    } else {
        media::essence(&it.name)
    }
}

/// The kind of a media type. An unknown one with a schema of objects or arrays is JSON by another name.
fn kind(interpreter: &mut Interpreter<'_>, media_type: &MediaType) -> Kind {
    let kind = media::kind(&media_type.name);
    let structured = |interpreter: &mut Interpreter<'_>, schema: SchemaId| {
        let kind = interpreter.view(schema).kind.clone();
        matches!(kind.as_deref(), Some("object" | "array"))
    };
    match media_type.schema {
        Some(schema)
            if kind == Kind::Bytes
                && !media::is_never_json(&media_type.name)
                && structured(interpreter, schema) =>
        {
            Kind::Json
        }
        _ => kind,
    }
}

/// Whether a media type carries what a group has already.
fn is_again(
    interpreter: &Interpreter<'_>,
    group: &Group<'_>,
    kind: Kind,
    media_type: &MediaType,
) -> bool {
    match (group.first.schema, media_type.schema) {
        _ if group.kind == Kind::Json && media::is_xml(&media_type.name) => true,
        (Some(a), Some(b)) => interpreter.spec.schemas.alike(a, b),
        (None, None) => group.kind == kind,
        (Some(_), None) | (None, Some(_)) => false,
    }
}

fn content(interpreter: &mut Interpreter<'_>, group: &Group<'_>, hint: &[String]) -> Content {
    let media_type = group.first;
    let bytes = |interpreter: &mut Interpreter<'_>| {
        media_type.schema.is_some_and(|it| interpreter.is_bytes(it))
    };
    // A binary text in any media type is a file, whatever the name says.
    let content = match (group.kind, media_type.schema) {
        _ if bytes(interpreter) => Content::Bytes,
        (Kind::Json | Kind::Any, Some(schema)) => {
            match interpreter.type_of(schema, hint) {
                // Any media type and text: most servers send it as it is, and not as JSON.
                Type::Scalar(Scalar::Text) if group.kind == Kind::Any || group.has_text() => {
                    Content::Text
                }
                ty => Content::Json(ty),
            }
        }
        (Kind::Json, None) => Content::Json(Type::Json),
        (Kind::Text, _) => Content::Text,
        _ => Content::Bytes,
    };
    if matches!(group.kind, Kind::Multipart | Kind::Form) {
        interpreter.note(
            Code::UnsupportedResponseMediaType,
            media_type.at,
            format!(
                "`{}` is not taken apart; it is read as bytes",
                media::essence(&media_type.name).escape_debug()
            ),
            "nothing is to be done",
        );
    } else {
        interpreter.say_what_is_carried(media_type, &content, Bearer::Received);
    }
    content
}
