//! What a call puts into its request, and how it ends.
//!
//! Takes: an operation. Gives: its constant and the statements of `send`. Must not: know how callers give values.

use super::types::Scope;
use super::{Context, failures, headers, lints, operations, prose};
use crate::code::{self, Doc, Hand, Known, Lint, MediaType, Name, Output, Part, Send, Type, Value};
use crate::model::{
    self, Body, Content, Form, Framing, Input, Operation, Payload, Place, Repeat, Shape, Stream,
    Style,
};
use crate::names::OperationNames;

/// The constant that describes an operation.
pub(super) fn constant(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> code::Operation {
    let scheme = |index: &usize| context.api.schemes.get(*index).map(|it| it.name.clone());
    code::Operation {
        name: Name::from(&names.constant),
        id: operation.id.clone(),
        method: method(&operation.method),
        path: operation.path.template.clone(),
        repeat: match operation.repeat {
            Repeat::Safe => code::Repeat::Known("Safe"),
            Repeat::Idempotent => code::Repeat::Known("Idempotent"),
            Repeat::Unsafe => code::Repeat::Known("Unsafe"),
            Repeat::Never => code::Repeat::Known("Never"),
            Repeat::Keyed(index) => operation
                .inputs
                .get(index)
                .map_or(code::Repeat::Known("Unsafe"), |it| {
                    code::Repeat::Keyed(it.wire.clone())
                }),
        },
        security: operation
            .security
            .iter()
            .map(|all| all.iter().filter_map(scheme).collect())
            .collect(),
        accept: operation.outcome.accept.join(", "),
        server: operation.server.as_ref().map(server),
    }
}

/// A base URL as a caller may have to give it.
pub(super) fn example_url(servers: &model::Servers) -> String {
    let path = servers.base_path.as_deref().unwrap_or_default();
    format!("https://api.example.com{path}")
}

/// A server as the runtime knows it.
pub(super) fn server(server: &model::Server) -> code::Server {
    code::Server {
        url: server.url.clone(),
        variables: server
            .variables
            .iter()
            .map(|it| code::Variable {
                name: it.name.clone(),
                default: it.default.clone(),
                values: it.values.clone(),
            })
            .collect(),
    }
}

/// The methods that the runtime has constants for.
const METHODS: [&str; 8] = [
    "GET", "PUT", "POST", "DELETE", "OPTIONS", "HEAD", "PATCH", "TRACE",
];

fn method(text: &str) -> code::Method {
    match METHODS.into_iter().find(|it| *it == text) {
        Some(known) => code::Method::Known(known),
        None => code::Method::Other(text.to_owned()),
    }
}

/// How a call is sent.
pub(super) struct Sending {
    /// What is put into the request, in order.
    pub(super) parts: Vec<Part>,
    /// Whether values of the client are read for it.
    pub(super) globals: bool,
    /// Attributes against lints of the function that builds the request, where it stands alone.
    pub(super) lints: Vec<Lint>,
    /// What the documented failures are.
    pub(super) error: Type,
    /// The methods that send it.
    pub(super) sends: Vec<Send>,
}

/// How a call is sent.
pub(super) fn sending(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Sending {
    let mut parts: Vec<Part> = operation
        .inputs
        .iter()
        .zip(&names.inputs)
        .map(|(input, name)| parameter(context, input, Name::from(name)))
        .collect();
    parts.extend(operation.body.as_ref().map(|it| body(context, it)));
    let error = if operation.outcome.failures.is_empty() {
        Type::Known(Known::NoBody)
    } else {
        failures::error_type(names)
    };
    let most: usize = parts.iter().map(lines_of).sum();
    let mut request_lints = lints::lines(parts.len() + 2, most + 3);
    let whole = operations::success(context, operation, names).map(|(finish, output)| Send {
        doc: doc(context, operation, names, "Sends the call."),
        lints: Vec::new(),
        name: "send",
        finish,
        accept: None,
        output: Output::Response(output),
        sentinel: None,
    });
    let streams = operation.outcome.streams.iter();
    let mut sends: Vec<Send> = whole
        .into_iter()
        .chain(streams.map(|it| stream(context, operation, names, it)))
        .collect();
    let shares = operation.paging.is_some() || operation.polling.is_some() || operation.follows;
    if let ([only], false) = (sends.as_mut_slice(), shares) {
        only.lints.append(&mut request_lints);
    }
    for send in &mut sends {
        let inner = send.output.inner().unwrap_or(&Type::Unit);
        send.lints.extend(lints::returned(inner, &error));
    }
    Sending {
        parts,
        globals: operation.inputs.iter().any(|it| it.global.is_some()),
        lints: request_lints,
        error,
        sends,
    }
}

/// A method that reads the answer while it arrives.
fn stream(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    stream: &Stream,
) -> Send {
    let ty = |ty: &model::Type| context.ty(ty, Scope::Outside);
    let (name, finish, about, output) = match &stream.framing {
        Framing::Bytes => ("stream_bytes", "stream_bytes", "bytes", Output::Bytes),
        Framing::Events(data) => {
            let output = Output::Events(data.as_ref().map(ty));
            ("stream_events", "stream_events", "events", output)
        }
        Framing::Lines(item) => {
            let output = Output::Items(ty(item));
            ("stream_items", "stream_lines", "values", output)
        }
        Framing::Records(item) => {
            let output = Output::Items(ty(item));
            ("stream_items", "stream_records", "values", output)
        }
    };
    let about = format!("Sends the call, and gives the {about} of its answer as they arrive.");
    Send {
        doc: doc(context, operation, names, &about),
        lints: Vec::new(),
        name,
        finish,
        accept: Some(stream.accept.join(", ")),
        sentinel: stream.sentinel.clone().filter(|_| is_typed(&output)),
        output,
    }
}

/// Whether the client reads the data of events, so that it knows the one that ends them.
fn is_typed(output: &Output) -> bool {
    matches!(output, Output::Events(Some(_)))
}

fn lines_of(part: &Part) -> usize {
    match part {
        Part::Parameter {
            wire,
            value: Value::Own(name) | Value::Given(name) | Value::Optional(name),
            ..
        } => lints::wrapped(wire.len() + name.as_str().len(), 28),
        Part::Parameter { .. } => 5,
        Part::Body { encodings, .. } => 8 + 9 * encodings.as_ref().map_or(0, Vec::len),
    }
}

pub(super) fn doc(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    about: &str,
) -> Doc {
    let error = names.error.as_str();
    let errors = if operation.outcome.failures.is_empty() {
        "[`Error`] says what went wrong; no failure of this call is documented.".to_owned()
    } else {
        format!(
            "[`Error`] says what went wrong; the documented failures are [`{error}`](errors::{error})."
        )
    };
    let mut blocks = vec![vec![about.to_owned()]];
    blocks.extend(headers::about(context, operation).map(|it| vec![it]));
    blocks.push(vec!["# Errors".to_owned()]);
    blocks.push(vec![errors]);
    prose::join(blocks)
}

fn parameter(context: &Context<'_>, input: &Input, name: Name) -> Part {
    let manner = Manner::of(context, input);
    let (method, style) = way(context, input, manner);
    let global = input.global.and_then(|it| context.names.globals.get(it));
    // A path has no place for what is left out, so that its JSON is never an `Option`.
    let option = manner != Manner::Parts && input.place != Place::Path;
    let value = match global.map(Name::from) {
        Some(global) if option => Value::GivenOrGlobal(name, global),
        Some(global) => Value::OwnOrGlobal(name, global),
        None if option && input.required => Value::Given(name),
        None if option => Value::Optional(name),
        None => Value::Own(name),
    };
    Part::Parameter {
        method,
        style,
        wire: input.wire.clone(),
        value,
    }
}

/// How a parameter's value gets into the request.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Manner {
    /// By its parts, each a text.
    Parts,
    /// By parts that may have parts.
    Deep,
    /// As JSON.
    Json,
}

impl Manner {
    fn of(context: &Context<'_>, input: &Input) -> Self {
        let nests = context.api.types.nests(&input.ty);
        match (input.style, input.place) {
            (Style::Json, _) => Self::Json,
            (Style::DeepObject, _) if !input.allow_reserved || nests => Self::Deep,
            (_, Place::Query) if nests => Self::Deep,
            _ => Self::Parts,
        }
    }
}

/// The method of `Request` that writes a parameter, and the style that it is given.
fn way(
    context: &Context<'_>,
    input: &Input,
    manner: Manner,
) -> (&'static str, Option<&'static str>) {
    let plain = !has_keys(context, &input.ty);
    let style = match input.style {
        other if manner == Manner::Deep && input.allow_reserved => {
            return ("query_reserved_deep", Some(variant(other)));
        }
        other if manner == Manner::Deep => return ("query_deep", Some(variant(other))),
        _ if manner == Manner::Json => Style::Json,
        // Only the keys of an object are written differently.
        Style::SimpleExploded if plain => Style::Simple,
        other => other,
    };
    match (input.place, style) {
        (Place::Path, Style::Json) => ("path_json", None),
        (Place::Query, Style::Json) => ("query_json", None),
        (Place::QueryString, Style::Json) => ("query_string_json", None),
        (Place::QueryString, _) => ("query_string", None),
        (Place::Header, Style::Json) => ("header_json", None),
        (Place::Cookie, Style::Json) => ("cookie_json", None),
        (Place::Path, other) if input.allow_reserved => ("path_reserved", Some(variant(other))),
        (Place::Path, Style::Simple) => ("path", None),
        (Place::Query, Style::Form) if input.allow_reserved => ("query_reserved", None),
        (Place::Query, Style::Form) => ("query", None),
        (Place::Header, Style::Simple) if input.secret => ("secret_header", None),
        (Place::Header, Style::Simple) => ("header", None),
        (Place::Cookie, Style::FormJoined) => ("cookie_joined", None),
        (Place::Cookie, _) => ("cookie", None),
        (Place::Query, other) if input.allow_reserved => {
            ("query_reserved_as", Some(variant(other)))
        }
        (Place::Path, other) => ("path_as", Some(variant(other))),
        (Place::Query, other) => ("query_as", Some(variant(other))),
        (Place::Header, other) => ("header_as", Some(variant(other))),
    }
}

fn has_keys(context: &Context<'_>, ty: &model::Type) -> bool {
    match context.resolved(context.without_null(ty).0) {
        model::Type::Map(_) => true,
        model::Type::Named(id) => matches!(
            context.api.types.get(*id).map(|it| &it.shape),
            Some(Shape::Record(_) | Shape::Union(_))
        ),
        _ => false,
    }
}

fn variant(style: Style) -> &'static str {
    match style {
        Style::Simple => "Simple",
        Style::SimpleExploded => "SimpleExploded",
        Style::Label => "Label",
        Style::LabelExploded => "LabelExploded",
        Style::Matrix => "Matrix",
        Style::MatrixExploded => "MatrixExploded",
        Style::Form | Style::Json => "Form",
        Style::FormJoined => "FormJoined",
        Style::SpaceDelimited => "SpaceDelimited",
        Style::PipeDelimited => "PipeDelimited",
        Style::DeepObject => "DeepObject",
    }
}

/// What a body of three states holds: it may be left out, and where it is not, it may be `null`.
pub(super) fn of_three_states<'t>(
    context: &'t Context<'_>,
    body: &'t Body,
) -> Option<&'t model::Type> {
    let Payload::Content(Content::Json(ty)) = &body.payload else {
        return None;
    };
    let (ty, nullable) = context.without_null(ty);
    (nullable && !body.required).then_some(ty)
}

fn body(context: &Context<'_>, body: &Body) -> Part {
    let held = match &body.payload {
        Payload::Content(held) => held,
        Payload::Media(names) => return media(body, names),
        Payload::Pairs(it) => return form("form", body, it),
        Payload::Parts(it) => return form("multipart", body, it),
    };
    let media_type = MediaType::One(body.media_type.clone());
    let is_json = body.media_type == "application/json";
    let (method, media_type, hand) = match (held, body.required) {
        (Content::Json(_), false) if of_three_states(context, body).is_some() => {
            ("nullable_json", media_type, Hand::Borrowed)
        }
        (Content::Json(_), true) if is_json => ("json", MediaType::Known, Hand::Borrowed),
        (Content::Json(_), true) => ("json_as", media_type, Hand::Borrowed),
        (Content::Json(_), false) if is_json => ("optional_json", MediaType::Known, Hand::Optional),
        (Content::Json(_), false) => ("json_as", media_type, Hand::IfBorrowed),
        (Content::Text, true) => ("text", media_type, Hand::Moved),
        (Content::Text, false) => ("text", media_type, Hand::IfMoved),
        (Content::Bytes, true) => ("bytes", media_type, Hand::Moved),
        (Content::Bytes, false) => ("bytes", media_type, Hand::IfMoved),
    };
    Part::Body {
        method,
        media_type,
        encodings: None,
        hand,
    }
}

fn media(body: &Body, names: &[String]) -> Part {
    Part::Body {
        method: "media",
        media_type: MediaType::Several(names.to_vec()),
        encodings: None,
        hand: if body.required {
            Hand::Moved
        } else {
            Hand::IfMoved
        },
    }
}

fn form(method: &'static str, body: &Body, form: &Form) -> Part {
    let encoding = |it: &model::Encoding| code::Encoding {
        wire: it.wire.clone(),
        style: it.style.map(variant),
        allow_reserved: it.allow_reserved,
        content_type: it.content_type.clone(),
        headers: it.headers.clone(),
    };
    Part::Body {
        method,
        media_type: MediaType::One(body.media_type.clone()),
        encodings: Some(form.encodings.iter().map(encoding).collect()),
        hand: if body.required {
            Hand::Borrowed
        } else {
            Hand::IfBorrowed
        },
    }
}
