//! Parameters and path templates.
//!
//! Takes: parameters and the path. Gives: [`Input`]s and a [`Path`], unless it cannot be sent.
//! Must not: decide what the client holds for all calls.

use super::renames::{Table, called};
use super::schemas::extended;
use super::{Interpreter, auth, docs, media};
use crate::diagnostics::Code;
use crate::model::{Input, Path, PathPart, Place, Scalar, Style, Type};
use crate::source::At;
use crate::spec::{MediaType, Operation, Parameter, Sent};

/// Headers that HTTP itself or the security schemes govern (`OpenAPI` 3.1, section 4.8.12.1).
const GOVERNED: &[&str] = &["accept", "content-type", "authorization"];

/// Headers that frame a request: the transport sets them, and a caller's value could split the request in two (RFC 9112).
const FRAMING: &[&str] = &["host", "content-length", "transfer-encoding", "connection"];

/// Words in the name of a header, cookie or path parameter that mark a secret.
const SECRET_WORDS: &[&str] = &[
    "apikey",
    "authorization",
    "password",
    "secret",
    "token",
    "credential",
    "accesskey",
];

/// The parameters of an operation.
pub(super) fn inputs(
    interpreter: &mut Interpreter<'_>,
    operation: &Operation,
    hint: &[String],
) -> Vec<Input> {
    let mut inputs: Vec<Input> = Vec::with_capacity(operation.parameters.len());
    for parameter in &operation.parameters {
        let is_header = parameter.sent == Sent::Header;
        let name = &parameter.name;
        if is_header && !is_sent(interpreter, operation, parameter, name, &inputs) {
            continue;
        }
        inputs.push(input(interpreter, parameter, hint));
    }
    inputs
}

/// Whether a header is one that a caller gives. One that is not is reported.
fn is_sent(
    interpreter: &mut Interpreter<'_>,
    operation: &Operation,
    parameter: &Parameter,
    name: &str,
    inputs: &[Input],
) -> bool {
    let lower = name.to_ascii_lowercase();
    let escaped = name.escape_debug();
    let is_twin = |it: &Input| it.place == Place::Header && it.wire.eq_ignore_ascii_case(name);
    let (code, message, help) = if lower == "authorization"
        && !auth::authorizes(interpreter.spec, operation)
    {
        let message = format!(
            "no security scheme describes `{escaped}`; it is a secret that the caller gives"
        );
        let help =
            "nothing is to be done; described as a security scheme, it is given once for all calls";
        interpreter.note(Code::RawCredential, parameter.at, message, help);
        return !inputs.iter().any(is_twin);
    } else if GOVERNED.contains(&lower.as_str()) || FRAMING.contains(&lower.as_str()) {
        let decides = if GOVERNED.contains(&lower.as_str()) {
            "the body, the answer or the credentials decide it"
        } else {
            "the transport decides it"
        };
        let message = format!("`{escaped}` is no parameter: {decides}");
        let help = "nothing is to be done; describe credentials as a security scheme";
        (Code::IgnoredHeader, message, help)
    } else if !is_token(name) {
        let message = format!("`{escaped}` is no name of a header; the parameter is ignored");
        let help = "correct the name by an overlay";
        (Code::UnsupportedParameter, message, help)
    } else if inputs.iter().any(is_twin) {
        let message = format!(
            "the header `{escaped}` is declared twice, with other capitals, which mean nothing; the first is used"
        );
        (Code::DuplicateParameter, message, "remove one of them")
    } else {
        return true;
    };
    interpreter.note(code, parameter.at, message, help);
    false
}

/// Whether a name is one that a header can have (RFC 9110, section 5.1).
fn is_token(name: &str) -> bool {
    let of_token = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    !name.is_empty() && name.bytes().all(of_token)
}

fn input(interpreter: &mut Interpreter<'_>, parameter: &Parameter, hint: &[String]) -> Input {
    let hint = extended(hint, &parameter.name);
    let content = content(interpreter, parameter);
    let json = content.filter(|it| media::kind(&it.name) == media::Kind::Json);
    if let (Some(content), None) = (content, json) {
        as_text(interpreter, parameter, &content.name);
    }
    let schema = parameter.schema.or_else(|| json.and_then(|it| it.schema));
    let ty = match schema.map(|it| interpreter.type_of(it, &hint)) {
        // A parameter that may be null is one that may be left out: there is no null in a URL.
        Some(Type::Nullable(ty)) => *ty,
        Some(ty) => ty,
        None => Type::Scalar(Scalar::Text),
    };
    let (place, style, allow_reserved) = place_and_style(parameter);
    if place == Place::Path && !parameter.required {
        interpreter.once(
            "an optional path parameter",
            Code::Corrected,
            parameter.at,
            "a parameter of the path is not `required` (first seen here); it is all the same, for there is no path without it",
            "write `required: true`",
        );
    }
    let extension = |key: &str| parameter.extensions.get(key) == Some(&true.into());
    let is_whole = content.is_some() && extension("x-querystring");
    let place = if is_whole { Place::QueryString } else { place };
    let style = if json.is_some() { Style::Json } else { style };
    let secret = extension("x-secret") || is_secret(place, &parameter.name);
    let ty = match ty {
        // A type of another crate may print its value.
        Type::Scalar(Scalar::Formatted(_)) if secret => Type::Scalar(Scalar::Secret),
        ty => ty,
    };
    let facts = schema.map(|it| docs::schema(&interpreter.limited(it)).facts);
    Input {
        at: parameter.at,
        wire: parameter.name.clone(),
        renamed: interpreter.renaming.get(Table::Parameters, &parameter.name),
        called: called(&parameter.extensions),
        place,
        style,
        allow_reserved,
        required: parameter.required || place == Place::Path,
        secret,
        ty,
        global: None,
        doc: crate::model::Doc {
            deprecated: parameter.deprecated,
            facts: docs::deprecation(&parameter.extensions)
                .into_iter()
                .chain(facts.into_iter().flatten())
                .collect(),
            ..docs::text(parameter.description.as_deref())
        },
    }
}

/// What a parameter has for `content`: one media type, and none beside a `schema` (`OpenAPI` 3.1, section 4.8.12.2).
fn content<'p>(
    interpreter: &mut Interpreter<'_>,
    parameter: &'p Parameter,
) -> Option<&'p MediaType> {
    let name = parameter.name.escape_debug();
    let whole = parameter.extensions.contains_key("x-querystring");
    let (first, rest) = parameter.content.split_first()?;
    if parameter.schema.is_some() && !whole {
        interpreter.note(
            Code::UnusedMediaType,
            parameter.at,
            format!("the parameter `{name}` has a `schema` and `content`; the `schema` is used"),
            "remove one of them",
        );
        return None;
    }
    for other in rest {
        interpreter.note(
            Code::UnusedMediaType,
            parameter.at,
            format!(
                "the parameter `{name}` is `{}`; `{}` is not used",
                first.name.escape_debug(),
                other.name.escape_debug()
            ),
            "leave one of them",
        );
    }
    Some(first)
}

fn as_text(interpreter: &mut Interpreter<'_>, parameter: &Parameter, media_type: &str) {
    let name = &parameter.name;
    interpreter.note(
        Code::AsText,
        parameter.at,
        format!(
            "the parameter `{}` is `{}`; it is text as the caller writes it",
            name.escape_debug(),
            media_type.escape_debug()
        ),
        "nothing is to be done",
    );
}

fn place_and_style(parameter: &Parameter) -> (Place, Style, bool) {
    use openapiv3::{PathStyle, QueryStyle};

    let choose = |exploded: Style, joined: Style, by_default: bool| {
        if parameter.explode.unwrap_or(by_default) {
            exploded
        } else {
            joined
        }
    };
    match &parameter.sent {
        Sent::Path(style) => {
            let style = match style {
                PathStyle::Simple => choose(Style::SimpleExploded, Style::Simple, false),
                PathStyle::Label => choose(Style::LabelExploded, Style::Label, false),
                PathStyle::Matrix => choose(Style::MatrixExploded, Style::Matrix, false),
            };
            (Place::Path, style, false)
        }
        Sent::Header => (
            Place::Header,
            choose(Style::SimpleExploded, Style::Simple, false),
            false,
        ),
        Sent::Cookie => (
            Place::Cookie,
            choose(Style::Form, Style::FormJoined, true),
            false,
        ),
        Sent::Query {
            style,
            allow_reserved,
        } => {
            let style = match style {
                QueryStyle::Form => choose(Style::Form, Style::FormJoined, true),
                QueryStyle::SpaceDelimited => choose(Style::Form, Style::SpaceDelimited, false),
                QueryStyle::PipeDelimited => choose(Style::Form, Style::PipeDelimited, false),
                QueryStyle::DeepObject => Style::DeepObject,
            };
            (Place::Query, style, *allow_reserved)
        }
    }
}

fn is_secret(place: Place, name: &str) -> bool {
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|it| it.to_ascii_lowercase())
        .collect();
    place != Place::Query && SECRET_WORDS.iter().any(|it| letters.contains(it))
}

/// The path template. A placeholder without a parameter is a text parameter; a parameter without a placeholder is
/// ignored.
pub(super) fn path(
    interpreter: &mut Interpreter<'_>,
    operation: &Operation,
    inputs: &mut Vec<Input>,
) -> Result<Path, ()> {
    let template = rooted(interpreter, operation);
    let pieces = pieces(interpreter, operation, &template)?;
    let mut parts = Vec::new();
    for piece in pieces {
        parts.push(match piece {
            Piece::Literal(text) => PathPart::Literal(text.to_owned()),
            Piece::Placeholder(name) => {
                PathPart::Input(place(interpreter, operation, inputs, name))
            }
        });
    }
    let used = |index: usize| {
        parts
            .iter()
            .any(|it| matches!(it, PathPart::Input(i) if *i == index))
    };
    let stray: Vec<usize> = (0..inputs.len())
        .filter(|index| {
            inputs.get(*index).is_some_and(|it| it.place == Place::Path) && !used(*index)
        })
        .collect();
    for index in stray.into_iter().rev() {
        let input = inputs.remove(index);
        interpreter.note(
            Code::UnsupportedParameter,
            input.at,
            format!(
                "`{}` is not in the path `{}`; the parameter is not sent",
                input.wire.escape_debug(),
                operation.path.escape_debug()
            ),
            "correct the path or the parameter",
        );
        for part in &mut parts {
            if let PathPart::Input(i) = part
                && *i > index
            {
                *i -= 1;
            }
        }
    }
    Ok(Path { template, parts })
}

/// The pieces of a template that can be sent; another one is reported.
fn pieces<'t>(
    interpreter: &mut Interpreter<'_>,
    operation: &Operation,
    template: &'t str,
) -> Result<Vec<Piece<'t>>, ()> {
    let wrong = match split(template) {
        None => "has braces that do not match or are empty",
        Some(_) if has_dots(template) => "has a segment `.` or `..`, which is another path",
        Some(pieces) => return Ok(pieces),
    };
    interpreter.note(
        Code::BadPath,
        operation.at,
        format!(
            "the path `{}` {wrong}; the operation is left out",
            template.escape_debug()
        ),
        "correct the path, or correct it with an overlay",
    );
    Err(())
}

/// The template with a `/` in front: without it, the first segment would be a part of the host.
fn rooted(interpreter: &mut Interpreter<'_>, operation: &Operation) -> String {
    let path = without_fragment(&operation.path);
    if path != operation.path {
        interpreter.note(
            Code::PathMismatch,
            operation.at,
            format!(
                "the fragment of the path `{}` is not sent",
                operation.path.escape_debug()
            ),
            "nothing is to be done; no server ever sees a fragment",
        );
    }
    if path.starts_with('/') {
        return path.to_owned();
    }
    interpreter.note(
        Code::PathMismatch,
        operation.at,
        format!(
            "the path `{}` does not start with `/`; one is put in front",
            operation.path.escape_debug()
        ),
        "correct the path, or correct it with an overlay",
    );
    format!("/{path}")
}

/// A template without its fragment, which no server ever sees (RFC 9110, section 7.1): it tells operations of one path apart.
fn without_fragment(template: &str) -> &str {
    let mut inside = false;
    let mark = template.find(|it| {
        match it {
            '{' => inside = true,
            '}' => inside = false,
            _ => {}
        }
        it == '#' && !inside
    });
    mark.map_or(template, |mark| template.get(..mark).unwrap_or(template))
}

/// The input of a placeholder, made up where the document forgot it.
fn place(
    interpreter: &mut Interpreter<'_>,
    operation: &Operation,
    inputs: &mut Vec<Input>,
    name: &str,
) -> usize {
    let known = inputs
        .iter()
        .position(|it| it.place == Place::Path && it.wire == name);
    known.unwrap_or_else(|| {
        interpreter.note(
            Code::PathMismatch,
            operation.at,
            format!(
                "`{}` in the path is declared nowhere; it is taken as text",
                name.escape_debug()
            ),
            "declare it as a path parameter",
        );
        inputs.push(undeclared(operation.at, name));
        inputs.len() - 1
    })
}

fn undeclared(at: At, name: &str) -> Input {
    Input {
        at,
        wire: name.to_owned(),
        renamed: None,
        called: None,
        place: Place::Path,
        style: Style::Simple,
        allow_reserved: false,
        ty: Type::Scalar(Scalar::Text),
        required: true,
        secret: is_secret(Place::Path, name),
        global: None,
        doc: crate::model::Doc::default(),
    }
}

/// Whether a segment is `.` or `..`, however its dots are written, and whatever parameters follow them.
pub(super) fn has_dots(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/').any(|segment| {
        let name = segment.split(';').next().unwrap_or_default();
        matches!(
            name.to_ascii_lowercase().replace("%2e", ".").as_str(),
            "." | ".."
        )
    })
}

enum Piece<'a> {
    Literal(&'a str),
    Placeholder(&'a str),
}

/// The pieces of a template; `None` when its braces do not match.
fn split(template: &str) -> Option<Vec<Piece<'_>>> {
    let mut pieces = Vec::new();
    let mut rest = template;
    while let Some((before, after)) = rest.split_once('{') {
        let (name, behind) = after.split_once('}')?;
        if before.contains('}') || name.contains('{') || name.is_empty() {
            return None;
        }
        if !before.is_empty() {
            pieces.push(Piece::Literal(before));
        }
        pieces.push(Piece::Placeholder(name));
        rest = behind;
    }
    if rest.contains('}') {
        return None;
    }
    if !rest.is_empty() {
        pieces.push(Piece::Literal(rest));
    }
    Some(pieces)
}
