//! `consumes` and `produces`: the media types of all bodies and all answers.
//!
//! Takes: documents and operations. Gives: `content`. Must not: know what a body holds, beyond whether it is a file.

use super::Context;
use super::references::reference;
use crate::diagnostics::Code;
use crate::normalise::tree::{as_list, as_map, as_text, map_of, node, object, text, text_of};
use crate::source::{At, Map, Node, Text, Value};

/// What is assumed where nothing is said.
const JSON: &str = "application/json";

/// What a document or an operation says; `None` where it says nothing.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct MediaTypes {
    /// Of what is sent.
    pub(super) consumes: Option<Vec<String>>,
    /// Of what comes back.
    pub(super) produces: Option<Vec<String>>,
}

impl MediaTypes {
    /// What an object says of its own.
    pub(super) fn of(map: &Map) -> Self {
        Self {
            consumes: names(map, "consumes"),
            produces: names(map, "produces"),
        }
    }

    /// What an operation says, and the document where it says nothing.
    pub(super) fn or(self, document: &Self) -> Self {
        Self {
            consumes: self.consumes.or_else(|| document.consumes.clone()),
            produces: self.produces.or_else(|| document.produces.clone()),
        }
    }
}

fn names(map: &Map, key: &str) -> Option<Vec<String>> {
    let list = map.get(key).and_then(as_list)?;
    let mut names: Vec<String> = Vec::new();
    for name in list.iter().filter_map(as_text) {
        if !names.iter().any(|it| it == name) {
            names.push(name.to_owned());
        }
    }
    Some(names)
}

/// Removes what has become `content`; what is no list stays.
pub(super) fn remove(map: &mut Map) {
    for key in ["consumes", "produces"] {
        if map.get(key).and_then(as_list).is_some() {
            map.shift_remove(key);
        }
    }
}

/// The media types of a body.
pub(super) fn of_body(
    named: Option<&Vec<String>>,
    body: &Map,
    at: At,
    context: &mut Context<'_>,
) -> Vec<String> {
    match named {
        Some(named) if !named.is_empty() => named.clone(),
        _ if body.get("schema").is_some_and(is_file) => vec!["application/octet-stream".to_owned()],
        _ => assumed(at, "a body without `consumes` is taken for JSON", context),
    }
}

/// The media types of an answer.
pub(super) fn of_answer(
    named: Option<&Vec<String>>,
    answer: &Map,
    is_failure: bool,
    context: &mut Context<'_>,
) -> Vec<String> {
    let Some(schema) = answer.get("schema") else {
        return Vec::new();
    };
    let named = named.cloned().unwrap_or_default();
    if !named.is_empty() {
        if is_failure && is_structured(schema, context) && !named.iter().any(|it| holds_objects(it))
        {
            let about = "`produces` names no media type that an object can be written in; this failure is taken for JSON";
            return assumed(schema.at, about, context);
        }
        return named;
    }
    let of_examples: Vec<String> = map_of(answer, "examples")
        .into_iter()
        .flat_map(|it| it.keys())
        .filter(|it| it.contains('/'))
        .map(Text::to_string)
        .collect();
    match of_examples.as_slice() {
        [] if is_file(schema) => vec!["application/octet-stream".to_owned()],
        [] => assumed(
            schema.at,
            "an answer without `produces` is taken for JSON",
            context,
        ),
        _ => of_examples,
    }
}

fn assumed(at: At, about: &'static str, context: &mut Context<'_>) -> Vec<String> {
    let help = "Name the media type with `consumes` or `produces`.";
    context.once(Code::AssumedMediaType, about, at, help);
    vec![JSON.to_owned()]
}

/// Whether a schema describes bytes.
pub(super) fn is_file(schema: &Node) -> bool {
    as_map(schema).is_some_and(|it| {
        text_of(it, "type") == Some("file") || text_of(it, "format") == Some("binary")
    })
}

/// Whether a schema describes objects or lists.
fn is_structured(schema: &Node, context: &Context<'_>) -> bool {
    super::resolve(context.old, schema).is_some_and(|(it, _)| {
        matches!(text_of(it, "type"), Some("object" | "array"))
            || ["properties", "allOf", "additionalProperties"]
                .iter()
                .any(|key| it.contains_key(*key))
    })
}

/// Whether a media type may be one in which objects are written.
fn holds_objects(media_type: &str) -> bool {
    let name = media_type.to_ascii_lowercase();
    [
        "json",
        "xml",
        "yaml",
        "*",
        "urlencoded",
        "msgpack",
        "protobuf",
        "cbor",
        "hal",
    ]
    .iter()
    .any(|it| name.contains(it))
}

/// `content`: one schema in several media types, with the example of each.
pub(super) fn content(
    types: &[String],
    schema: Option<Node>,
    examples: Option<&Map>,
    at: At,
    context: &mut Context<'_>,
) -> Node {
    let mut left = schema;
    let mut by_name = Map::new();
    for (index, name) in types.iter().enumerate() {
        let schema = if index + 1 == types.len() {
            left.take()
        } else {
            left.as_ref().map(|it| context.copy(it))
        };
        let mut media = Map::new();
        if let Some(schema) = schema {
            media.insert("schema".to_owned(), schema);
        }
        if let Some(example) = examples.and_then(|it| it.get(name.as_str())) {
            media.insert("example".to_owned(), example.clone());
        }
        by_name.insert(name.clone(), node(at, Value::Map(media)));
    }
    node(at, Value::Map(by_name))
}

/// A schema that is described elsewhere: that reference itself, or one to its place.
pub(super) fn shared_schema(schema: &Node, place: &[String]) -> Node {
    if as_map(schema).is_some_and(|it| reference(it).is_some()) {
        return schema.clone();
    }
    let pointer = crate::normalise::tree::write_pointer(place);
    object(
        schema.at,
        "$ref",
        text(schema.at, format!("#{pointer}/schema")),
    )
}
