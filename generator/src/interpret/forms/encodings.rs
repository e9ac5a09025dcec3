//! How the members of forms are written, where that is not as usual.
//!
//! Takes: `encoding` of a media type. Gives: [`Encoding`]s. Must not: make types.

use std::collections::BTreeMap;

use super::DEEPEST;
use crate::diagnostics::Code;
use crate::interpret::views::View;
use crate::interpret::{Interpreter, media};
use crate::model::{Encoding, Scalar, Shape, Style, Type};
use crate::source::At;
use crate::spec::{self, Additional, MediaType, SchemaId};

/// A body whose members are written one by one.
#[derive(Clone, Copy)]
pub(super) struct Body<'t> {
    /// Whether its members are parts, which have headers and may be files.
    pub(super) multipart: bool,
    /// Its type; none where the caller gives member by member.
    pub(super) ty: Option<&'t Type>,
}

impl Body<'_> {
    /// Whether a member is a part that the caller writes, or a list of these.
    fn is_file(self, interpreter: &Interpreter<'_>, wire: &str) -> bool {
        self.multipart && self.ty.is_none_or(|it| has_file(interpreter, it, wire, 0))
    }
}

fn has_file(interpreter: &Interpreter<'_>, ty: &Type, wire: &str, depth: usize) -> bool {
    let Type::Named(id) = ty else { return false };
    let has_file = |ty: &Type| depth < DEEPEST && has_file(interpreter, ty, wire, depth + 1);
    match interpreter.types.get(*id).map(|it| &it.shape) {
        Some(Shape::Alias(ty)) => has_file(ty),
        Some(Shape::Union(union)) => union.variants.iter().any(|it| has_file(&it.ty)),
        Some(Shape::Record(record)) => {
            let mut named = record.fields.iter().filter(|it| it.wire == wire);
            named.any(|it| is_file(&it.ty))
        }
        Some(Shape::Enumeration(_)) | None => false,
    }
}

fn is_file(ty: &Type) -> bool {
    match ty {
        Type::Scalar(Scalar::File) => true,
        Type::List(inner) | Type::Nullable(inner) => is_file(inner),
        _ => false,
    }
}

/// How the members of a body are written.
pub(super) fn encodings(
    interpreter: &mut Interpreter<'_>,
    media_type: &MediaType,
    body: Body<'_>,
) -> Vec<Encoding> {
    let members = media_type.schema.map(|it| interpreter.members(it));
    let mut found = Vec::new();
    for (wire, it) in &media_type.encodings {
        let member = members.as_ref().map_or(Member::Unknown, |it| it.get(wire));
        let told = match member {
            Member::Known(_) | Member::Unknown => None,
            Member::Other => Some("a member is written so where the caller adds it"),
            Member::Absent => Some("how it is written is ignored"),
        };
        if let Some(told) = told {
            interpreter.note(
                Code::UnsupportedEncoding,
                it.at,
                format!(
                    "`{}` is not described as a member of this form; {told}",
                    wire.escape_debug()
                ),
                "correct the name, or describe the member, by an overlay",
            );
        }
        if member == Member::Absent {
            continue;
        }
        found.extend(encoding(interpreter, (wire, member), it, body));
    }
    found
}

/// What a form says of a name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Member {
    /// It is one with this schema.
    Known(SchemaId),
    /// Nothing, nor of any other one.
    Unknown,
    /// It is none of those that are described, and there may be others.
    Other,
    /// It is none.
    Absent,
}

/// The members of a form.
struct Members {
    named: BTreeMap<String, SchemaId>,
    /// Whether there may be others.
    open: bool,
}

impl Members {
    fn get(&self, wire: &str) -> Member {
        match self.named.get(wire) {
            Some(id) => Member::Known(*id),
            None if self.named.is_empty() => Member::Unknown,
            None if self.open => Member::Other,
            None => Member::Absent,
        }
    }
}

impl Interpreter<'_> {
    fn members(&mut self, form: SchemaId) -> Members {
        let view = self.view(form);
        let mut members = Members {
            named: BTreeMap::new(),
            open: false,
        };
        self.add_members(&view, 0, &mut members);
        members
    }

    fn add_members(&mut self, view: &View, depth: usize, members: &mut Members) {
        members.open |= matches!(view.rest(), Additional::Any | Additional::Schema(_));
        let properties = view.properties.iter();
        (members.named).extend(properties.map(|(wire, id)| (wire.clone(), *id)));
        for branch in view.unions.iter().flat_map(|it| &it.ids) {
            if depth > DEEPEST {
                members.open = true;
                return;
            }
            let branch = self.branch(view, *branch);
            self.add_members(&branch, depth + 1, members);
        }
    }
}

/// How a member is written; `None` where that is as usual. A style counts more than a media type (`OpenAPI` 3.1, section 4.8.15).
fn encoding(
    interpreter: &mut Interpreter<'_>,
    (wire, member): (&str, Member),
    it: &spec::Encoding,
    body: Body<'_>,
) -> Option<Encoding> {
    let style = style(interpreter, it);
    let content_type = match it.content_type.as_deref() {
        Some(written) if style.is_none() => {
            content_type(interpreter, (wire, member), (written, it.at), body)
        }
        _ => None,
    };
    let headers = it.headers.iter().filter(|_| body.multipart);
    let headers = headers
        .filter_map(|header| fixed_header(interpreter, wire, header))
        .collect();
    let encoding = Encoding {
        wire: wire.to_owned(),
        style,
        allow_reserved: it.allow_reserved,
        content_type,
        headers,
    };
    let usual = encoding.style.is_none()
        && !encoding.allow_reserved
        && encoding.content_type.is_none()
        && encoding.headers.is_empty();
    (!usual).then_some(encoding)
}

/// A header of a part that has but one value, or a usual one. `Content-Type` is what `contentType` says (`OpenAPI` 3.1, section
/// 4.8.15), and the name of the part is in `Content-Disposition`.
fn fixed_header(
    interpreter: &mut Interpreter<'_>,
    wire: &str,
    header: &spec::Header,
) -> Option<(String, String)> {
    let name = &header.name;
    let lower = name.to_ascii_lowercase();
    if matches!(lower.as_str(), "content-type" | "content-disposition") {
        return None;
    }
    let value = header.schema.and_then(|id| {
        let view = interpreter.view(id);
        let value = if let [only] = view.enumeration.as_slice() {
            Some(only.clone())
        } else {
            let target = interpreter.target(id);
            interpreter
                .spec
                .schemas
                .get(target)
                .data
                .default
                .as_deref()
                .cloned()
        };
        value?.as_str().map(str::to_owned)
    });
    if let Some(value) = value.filter(|it| is_header(name, it)) {
        return Some((name.clone(), value));
    }
    interpreter.note(
        Code::UnsupportedEncoding,
        header.at,
        format!(
            "the header `{}` of the part `{}` has no value that the document knows; it is sent where the caller gives it to a file",
            name.escape_debug(),
            wire.escape_debug()
        ),
        "give it with `Part::header` where the part is a file, or give its schema a `default`",
    );
    None
}

/// `style` and `explode` together, if one of them is written.
fn style(interpreter: &mut Interpreter<'_>, it: &spec::Encoding) -> Option<Style> {
    let exploded = |usual: bool| it.explode.unwrap_or(usual);
    match (it.style.as_deref(), it.explode) {
        (None, None) => None,
        (None | Some("form"), _) if exploded(true) => Some(Style::Form),
        (None | Some("form"), _) => Some(Style::FormJoined),
        (Some("spaceDelimited" | "pipeDelimited"), Some(true)) => Some(Style::Form),
        (Some("spaceDelimited"), _) => Some(Style::SpaceDelimited),
        (Some("pipeDelimited"), _) => Some(Style::PipeDelimited),
        (Some("deepObject"), _) => Some(Style::DeepObject),
        (Some(other), _) => {
            let message = format!(
                "`{}` is no style of a form; it is ignored",
                other.escape_debug()
            );
            interpreter.note(
                Code::UnsupportedEncoding,
                it.at,
                message,
                "the styles are form, spaceDelimited, pipeDelimited and deepObject",
            );
            None
        }
    }
}

/// The media type to send where the caller names none: the first one that is no range.
fn concrete(content_type: &str) -> Option<String> {
    let mut names = content_type.split(',').map(str::trim);
    let found = names.find(|it| !it.contains('*') && media::is_sendable(it));
    found.map(str::to_owned)
}

/// The media type of a member. Says what is left to the caller: to write a notation that we do not write, and to choose one of
/// several media types of a file.
fn content_type(
    interpreter: &mut Interpreter<'_>,
    (wire, member): (&str, Member),
    (media_types, at): (&str, At),
    body: Body<'_>,
) -> Option<String> {
    let usual = concrete(media_types);
    let Member::Known(id) = member else {
        return usual;
    };
    let (name, shown) = (wire.escape_debug(), media_types.escape_debug());
    let mut names = media_types.split(',');
    let is_foreign = names.all(|it| media::is_never_json(it.trim())) && interpreter.is_compound(id);
    let is_file = body.is_file(interpreter, wire);
    let (code, message, help) = match (is_foreign, is_file) {
        (true, true) => {
            let message = format!(
                "`{shown}` is not written from a schema; the part `{name}` is one that the caller writes"
            );
            let help = "give it as a `Part` of text or bytes";
            (Code::AsText, message, help)
        }
        (true, false) => {
            let message = format!(
                "`{shown}` is not written from a schema; the member `{name}` is written as JSON"
            );
            let help = "describe it as text by an overlay: then the caller writes it";
            (Code::UnsupportedEncoding, message, help)
        }
        (false, true) if media_types.contains([',', '*']) => {
            let usual = usual.as_deref().unwrap_or("application/octet-stream");
            let message = format!(
                "the part `{name}` may be `{shown}`; it is sent as `{}` where the caller names no media type",
                usual.escape_debug()
            );
            let help = "name the media type of a file with `Part::content_type`";
            (Code::UnsupportedEncoding, message, help)
        }
        (false, _) => return usual,
    };
    interpreter.note(code, at, message, help);
    // JSON is not sent by another name.
    usual.filter(|_| is_file)
}

fn is_header(name: &str, value: &str) -> bool {
    let is_token = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    !name.is_empty()
        && name.bytes().all(is_token)
        && value.trim_matches(' ') == value
        && value.bytes().all(|it| (0x20..0x7f).contains(&it))
}
