//! Answers that are described as one JSON body, and come as a stream of such: by `x-fern-streaming`, and as grpc-gateway describes them.
//!
//! Takes: operations. Gives: a media type for the stream, with `x-item-schema` and `x-sentinel`. Must not: touch an answer that says itself
//! that it is a stream.

use super::super::Context;
use crate::diagnostics::Code;
use crate::normalise::tree::{as_map, as_map_mut, map_of, node, text, text_of};
use crate::source::{At, Map, Node, Value};

/// The media types under which the parts of a stream come.
const EVENTS: &str = "text/event-stream";
const LINES: &str = "application/x-ndjson";

/// What is said of a stream.
#[derive(Clone)]
struct Said {
    at: At,
    media_type: &'static str,
    sentinel: Option<String>,
    /// What a part is, where it is not what the answer is. Then there is a way to have the answer whole as well.
    part: Option<Node>,
    is_optional: bool,
}

impl Said {
    /// Lines of what the answer is, and nothing else.
    fn lines(at: At) -> Self {
        Self {
            at,
            media_type: LINES,
            sentinel: None,
            part: None,
            is_optional: false,
        }
    }
}

/// Gives the successes of an operation the media type of the stream that they are.
pub(super) fn answers(operation: &mut Map, context: &mut Context<'_>) {
    let said = operation.get("x-fern-streaming").and_then(read);
    let responses = operation.get_mut("responses").and_then(as_map_mut);
    for (status, response) in responses.into_iter().flatten() {
        let at = response.at;
        let Some(response) = as_map_mut(response).filter(|_| status.starts_with('2')) else {
            continue;
        };
        let of_gateway = || is_of_gateway(response).then(|| Said::lines(at));
        let Some(said) = said.clone().or_else(of_gateway) else {
            continue;
        };
        if response.contains_key("$ref") {
            context.diagnostics.push(
                Code::KeywordNotEnforced,
                at,
                "this answer is described elsewhere, so that `x-fern-streaming` is not used for it",
                "Describe it here, or as `text/event-stream` where it is, by an overlay.",
            );
            continue;
        }
        if let Some(content) = response.get_mut("content").and_then(as_map_mut) {
            stream(content, &said);
        }
    }
}

/// Whether an answer is a stream of grpc-gateway, which has no keyword for it: a line of JSON each, under the name of plain JSON.
fn is_of_gateway(response: &Map) -> bool {
    let is_said = |it: &str| it.trim_end().ends_with("(streaming responses)");
    let content = map_of(response, "content");
    let mut media = content
        .into_iter()
        .flatten()
        .filter_map(|(_, it)| as_map(it));
    let is_part = |media: &Map| {
        let Some(schema) = map_of(media, "schema") else {
            return false;
        };
        let starts =
            |key: &str, with: &str| text_of(schema, key).is_some_and(|it| it.starts_with(with));
        starts("title", "Stream result of ") || starts("$ref", "#/x-stream-definitions/")
    };
    text_of(response, "description").is_some_and(is_said) && media.any(is_part)
}

/// `true`, or an object.
fn read(said: &Node) -> Option<Said> {
    let (at, lines) = (said.at, said.value == Value::Bool(true));
    let nothing = Map::new();
    let map = as_map(said).or(lines.then_some(&nothing))?;
    Some(Said {
        at,
        media_type: match text_of(map, "format") {
            Some("sse") => EVENTS,
            _ => LINES,
        },
        sentinel: text_of(map, "terminator").map(ToOwned::to_owned),
        part: map.get("response-stream").cloned(),
        is_optional: map.contains_key("stream-condition"),
    })
}

fn stream(content: &mut Map, said: &Said) {
    let is_stream = |name: &str| {
        let name = name.split(';').next().unwrap_or_default().trim();
        name == EVENTS || name.ends_with("ndjson") || name.ends_with("jsonl")
    };
    if !content.keys().any(|it| is_stream(it)) {
        let json = content.keys().find(|it| it.contains("json")).cloned();
        let schema = |content: &Map| map_of(content, json.as_ref()?)?.get("schema").cloned();
        let Some(part) = said.part.clone().or_else(|| schema(content)) else {
            return;
        };
        let whole = json.filter(|_| !said.is_optional);
        let whole = whole.and_then(|it| content.shift_remove(&it));
        let at = whole.map_or(said.at, |it| it.at);
        let mut media = Map::new();
        media.insert("x-item-schema".to_owned(), part);
        let media = node(at, Value::Map(media));
        content.insert(said.media_type.to_owned(), media);
    }
    let streams = content.iter_mut().filter(|(name, _)| is_stream(name));
    for media in streams.filter_map(|(_, it)| as_map_mut(it)) {
        if let Some(sentinel) = &said.sentinel
            && !media.contains_key("x-sentinel")
        {
            media.insert("x-sentinel".to_owned(), text(said.at, sentinel));
        }
    }
}
