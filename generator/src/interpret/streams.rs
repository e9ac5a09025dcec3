//! Streams: successes that are read while they arrive.
//!
//! Takes: `content` of a response. Gives: [`Stream`]s. Must not: look at what is read whole.

use super::Interpreter;
use super::media::{self, Separation};
use super::schemas::extended;
use super::unions;
use crate::model::{Framing, Stream, Type};
use crate::source::At;
use crate::spec::{MediaType, SchemaId};

/// Fields of server-sent events. A schema of them describes the event, not its data.
const FIELDS: [&str; 5] = ["comment", "data", "event", "id", "retry"];

/// The streams of a response: one for each way to separate parts.
pub(super) fn streams(
    interpreter: &mut Interpreter<'_>,
    content: &[MediaType],
    hint: &[String],
) -> Vec<Stream> {
    let sendable = content.iter().filter(|it| media::is_sendable(&it.name));
    let mut candidates: Vec<(Separation, &MediaType)> = sendable
        .filter_map(|it| Some((media::stream(&it.name)?, it)))
        .collect();
    // Not the order of the document: the first one has the plainest name.
    candidates.sort_by_key(|(separation, it)| (*separation, media::in_full(&it.name)));
    let mut streams: Vec<Stream> = Vec::new();
    for (separation, media_type) in candidates {
        let hint = if streams.is_empty() {
            extended(hint, "event")
        } else {
            extended(&extended(hint, &media::subtype(&media_type.name)), "event")
        };
        let framing = framing(interpreter, separation, media_type, &hint);
        let stream = Stream {
            framing,
            accept: vec![media::asked(&media_type.name)],
            sentinel: media_type.sentinel.clone().filter(|it| is_unusual(it)),
        };
        add(interpreter, &mut streams, stream, media_type.at);
    }
    streams
}

/// Whether the runtime does not end a stream at this data unasked.
fn is_unusual(sentinel: &str) -> bool {
    !matches!(sentinel, "" | "[DONE]")
}

/// Adds a stream to those of an operation. Of two that give the same kind of parts, the first says what the parts are; lines are
/// preferred to a sequence.
pub(super) fn add(
    interpreter: &mut Interpreter<'_>,
    streams: &mut Vec<Stream>,
    stream: Stream,
    at: At,
) {
    let gives = |it: &Framing| match it {
        Framing::Bytes => 0,
        Framing::Events(_) => 1,
        Framing::Lines(_) | Framing::Records(_) => 2,
    };
    let same = |it: &&mut Stream| gives(&it.framing) == gives(&stream.framing);
    let Some(known) = streams.iter_mut().find(same) else {
        streams.push(stream);
        return;
    };
    if known.framing == stream.framing {
        for name in stream.accept {
            if !known.accept.contains(&name) {
                known.accept.push(name);
            }
        }
        return;
    }
    let is_same_item = matches!(
        (&known.framing, &stream.framing),
        (Framing::Records(a), Framing::Lines(b)) | (Framing::Lines(a), Framing::Records(b)) if a == b
    );
    let is_better = matches!(
        (&known.framing, &stream.framing),
        (Framing::Records(_), Framing::Lines(_))
    );
    let unused = if is_better {
        std::mem::replace(known, stream)
    } else {
        stream
    };
    let (name, instead) = (unused.accept.join(", "), known.accept.join(", "));
    if is_same_item {
        interpreter.say_what_is_not_asked_for(at, &name, &instead);
    } else {
        let why = format!("the parts of the stream are read as those of `{instead}` are described");
        interpreter.say_what_is_lost(at, &name, &why);
    }
}

fn framing(
    interpreter: &mut Interpreter<'_>,
    separation: Separation,
    media_type: &MediaType,
    hint: &[String],
) -> Framing {
    let item = item(interpreter, media_type);
    if separation == Separation::Events {
        let data = item.map_or_else(Vec::new, |it| data(interpreter, it));
        return Framing::Events(match data.as_slice() {
            [] => None,
            [only] => Some(interpreter.type_of(*only, hint)),
            several => Some(unions::one_of(interpreter, several, hint)),
        });
    }
    let ty = item.map_or(Type::Json, |it| interpreter.type_of(it, hint));
    if separation == Separation::Lines {
        Framing::Lines(ty)
    } else {
        Framing::Records(ty)
    }
}

/// The schema of one part: `itemSchema`, the items of an array, or what is described as if there were only one.
fn item(interpreter: &mut Interpreter<'_>, media_type: &MediaType) -> Option<SchemaId> {
    if media_type.item.is_some() {
        return media_type.item;
    }
    let schema = media_type.schema?;
    let view = interpreter.view(schema);
    match (view.kind.as_deref(), view.items) {
        (Some("array"), Some(items)) => Some(items),
        (Some("string" | "file"), _) => None,
        _ => Some(schema),
    }
}

/// The schemas of the data of events as JSON: the item, or what an item that describes whole events says of their `data`, where
/// there are several kinds of events in each of them. None where some data is text, or anything.
fn data(interpreter: &mut Interpreter<'_>, item: SchemaId) -> Vec<SchemaId> {
    let event = interpreter.view(item);
    if event.kind.as_deref() == Some("string") {
        return Vec::new();
    }
    let kinds: Vec<SchemaId> = match event.unions.as_slice() {
        [] => vec![item],
        [kinds] => kinds.ids.clone(),
        _ => return vec![item],
    };
    let mut found = Vec::new();
    for kind in kinds {
        let kind = interpreter.view(kind);
        let keys = || event.properties.keys().chain(kind.properties.keys());
        if keys().next().is_none() || !keys().all(|it| FIELDS.contains(&it.as_str())) {
            return vec![item];
        }
        // An event without data is never given to anybody (HTML, section 9.2.6).
        let data = kind.properties.get("data").or(event.properties.get("data"));
        let Some(data) = data.copied() else { continue };
        let target = interpreter.target(data);
        let json = match interpreter.view(data).kind.as_deref() {
            Some("string") => interpreter.spec.schemas.get(target).json_text,
            Some(_) => Some(data),
            None => None,
        };
        let Some(json) = json else { return Vec::new() };
        found.push(json);
    }
    if found.is_empty() { vec![item] } else { found }
}
