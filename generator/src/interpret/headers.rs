//! Headers of answers.
//!
//! Takes: `headers` of responses. Gives: [`Header`]s, each once, however many answers have it. Must not: name them.

use super::Interpreter;
use super::docs;
use super::media::{self, Kind};
use super::views::View;
use crate::diagnostics::Code;
use crate::model::{Doc, Header, Scalar, Type};
use crate::spec;

/// The index of a header in the list of all; `None` where the header is ignored (`OpenAPI` 3.1, section 4.8.17).
pub(super) fn header(
    interpreter: &mut Interpreter<'_>,
    header: &spec::Header,
    hint: &[String],
) -> Option<usize> {
    let ignored = if header.name.eq_ignore_ascii_case("content-type") {
        Some("is ignored: the media types of the answer say what it is")
    } else if !is_name(&header.name) {
        Some("is ignored: no header has such a name")
    } else {
        None
    };
    if let Some(why) = ignored {
        let message = format!("the header `{}` {why}", header.name.escape_debug());
        let help = "nothing is to be done, unless the name is misspelt";
        interpreter.note(Code::IgnoredHeader, header.at, message, help);
        return None;
    }
    let (ty, json) = ty(interpreter, header, hint);
    let known = interpreter.headers.iter_mut().position(|it| {
        it.wire.eq_ignore_ascii_case(&header.name) && it.ty == ty && it.json == json
    });
    if let Some(known) = known {
        if let Some(found) = interpreter.headers.get_mut(known) {
            found.required &= header.required;
        }
        return Some(known);
    }
    interpreter.headers.push(Header {
        at: header.at,
        wire: header.name.clone(),
        ty,
        json,
        required: header.required,
        doc: Doc {
            deprecated: header.deprecated,
            ..docs::text(header.description.as_deref())
        },
    });
    Some(interpreter.headers.len() - 1)
}

/// A token (RFC 9110, section 5.6.2): what has another name can never come.
fn is_name(name: &str) -> bool {
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte);
    !name.is_empty() && name.bytes().all(fits)
}

fn ty(interpreter: &mut Interpreter<'_>, header: &spec::Header, hint: &[String]) -> (Type, bool) {
    let text = (Type::Scalar(Scalar::Text), false);
    if let Some(content) = header.content.first() {
        let json = media::kind(&content.name) == Kind::Json;
        return match content.schema {
            Some(schema) if json => (bare(interpreter.type_of(schema, hint)), true),
            None if json => (Type::Json, true),
            _ => text,
        };
    }
    let Some(schema) = header.schema else {
        return text;
    };
    let view = interpreter.view(schema);
    let items = view.items.map(|it| interpreter.view(it));
    let plain = match (view.kind.as_deref(), &items) {
        (Some("array"), Some(items)) => view.tuple.is_empty() && is_plain(items),
        _ => is_plain(&view),
    };
    if plain {
        return (bare(interpreter.type_of(schema, hint)), false);
    }
    if view.kind.is_some() {
        interpreter.note(
            Code::AsText,
            header.at,
            format!(
                "the header `{}` is neither a scalar nor a list of scalars; it is text",
                header.name.escape_debug()
            ),
            "nothing is to be done",
        );
    }
    text
}

/// Whether a value is one word.
fn is_plain(view: &View) -> bool {
    let scalars = ["string", "integer", "number", "boolean"];
    view.unions.is_empty() && view.kind.as_deref().is_some_and(|it| scalars.contains(&it))
}

fn bare(ty: Type) -> Type {
    match ty {
        Type::Nullable(ty) => *ty,
        ty => ty,
    }
}
