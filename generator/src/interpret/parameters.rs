//! Parameters.
//!
//! Takes: the parameters of an operation. Gives: [`Input`]s.
//! Must not: decide what the client holds for all calls.

use super::renames::{Table, called};
use super::schemas::extended;
use super::{Interpreter, auth, docs, media};
use crate::diagnostics::Code;
use crate::model::{Input, Place, Scalar, Style, Type};
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

/// What names of a query are that mark a secret, written with small letters alone. Only whole names count: a `page_token` is none, and
/// a `key` is mostly that of a thing.
const SECRETS_OF_QUERIES: &[&str] = &[
    "accesstoken",
    "apikey",
    "apitoken",
    "authtoken",
    "clientsecret",
    "idtoken",
    "password",
    "refreshtoken",
    "secret",
    "token",
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
        if parameter.sent == Sent::Cookie && !is_token(name) {
            say_no_name(interpreter, parameter, "cookie");
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
        say_no_name(interpreter, parameter, "header");
        return false;
    } else if let Some(twin) = inputs.iter().find(|it| is_twin(it)) {
        let message = format!(
            "the header `{escaped}` is declared twice, with other capitals, which mean nothing; the first is used"
        );
        let (code, places) = (Code::DuplicateParameter, (parameter.at, twin.at));
        interpreter
            .diagnostics
            .push_pair(code, places, message, "remove one of them");
        return false;
    } else {
        return true;
    };
    interpreter.note(code, parameter.at, message, help);
    false
}

fn say_no_name(interpreter: &mut Interpreter<'_>, parameter: &Parameter, of: &str) {
    let name = parameter.name.escape_debug();
    interpreter.note(
        Code::UnsupportedParameter,
        parameter.at,
        format!("`{name}` is no name of a {of}; the parameter is ignored"),
        "correct the name by an overlay",
    );
}

/// Whether a name is one that a header (RFC 9110, section 5.1) or a cookie (RFC 6265, section 4.1.1) can have.
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

    let reserved = parameter.allow_reserved;
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
            (Place::Path, style, reserved)
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
        Sent::Query(style) => {
            let style = match style {
                QueryStyle::Form => choose(Style::Form, Style::FormJoined, true),
                QueryStyle::SpaceDelimited => choose(Style::Form, Style::SpaceDelimited, false),
                QueryStyle::PipeDelimited => choose(Style::Form, Style::PipeDelimited, false),
                QueryStyle::DeepObject => Style::DeepObject,
            };
            (Place::Query, style, reserved)
        }
    }
}

/// Whether a parameter is a secret by its name.
pub(super) fn is_secret(place: Place, name: &str) -> bool {
    let letters: String = name
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|it| it.to_ascii_lowercase())
        .collect();
    match place {
        Place::Query => SECRETS_OF_QUERIES.contains(&letters.as_str()),
        _ => SECRET_WORDS.iter().any(|it| letters.contains(it)),
    }
}
