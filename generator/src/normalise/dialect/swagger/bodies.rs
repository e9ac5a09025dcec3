//! `in: body` and `in: formData`.
//!
//! Takes: parameters that are sent in the body, and media types. Gives: `requestBody`. Must not: choose among media types.

use super::media::{MediaTypes, content, of_body};
use super::parameters::{Sent, Sorted, Style, as_written, described, encoding, split, style};
use super::{Context, media};
use crate::diagnostics::Code;
use crate::diagnostics::place::quote;
use crate::normalise::tree::{as_map, is_true, map_of, node, set, text, text_of};
use crate::source::{At, Map, Node, Value};

const MULTIPART: &str = "multipart/form-data";
const URLENCODED: &str = "application/x-www-form-urlencoded";

/// The body of an operation, if one is sent.
pub(super) fn body(
    sent: Sorted,
    at: At,
    media: &MediaTypes,
    place: &[&str],
    context: &mut Context<'_>,
) -> Option<Node> {
    let Some(body) = sent.body else {
        return (!sent.form.is_empty()).then(|| form(&sent.form, at, media, context));
    };
    for part in &sent.form {
        context.note(
            Code::UnsupportedParameter,
            part.at,
            "an operation has either one body or a form; this part of the form is left out",
            "Leave one of them out, or correct it with an overlay.",
        );
    }
    if let Some(reference) = &body.shared
        && media.consumes == context.media.consumes
    {
        return Some(reference.clone());
    }
    let types = of_body(media.consumes.as_ref(), &body.map, body.at, context);
    if let (None, Some(first)) = (&body.shared, types.first()) {
        let index = body.index.to_string();
        let old = [place, &["parameters", index.as_str(), "schema"]].concat();
        let new = [place, &["requestBody", "content", first.as_str(), "schema"]].concat();
        context.moved.add(&old, &new);
    }
    Some(of_parameter(body.map, body.at, &types, context))
}

/// A body that operations share.
pub(super) fn component(name: &str, parameter: &Node, context: &mut Context<'_>) -> Node {
    let Some(map) = as_map(parameter).filter(|it| !it.contains_key("$ref")) else {
        return parameter.clone();
    };
    let consumes = context.media.consumes.clone();
    let types = of_body(consumes.as_ref(), map, parameter.at, context);
    if let Some(first) = types.first() {
        let new = [
            "components",
            "requestBodies",
            name,
            "content",
            first,
            "schema",
        ];
        context.moved.add(&["parameters", name, "schema"], &new);
    }
    let map = map.clone();
    of_parameter(map, parameter.at, &types, context)
}

/// The Request Body Object of a body parameter.
fn of_parameter(mut map: Map, at: At, types: &[String], context: &mut Context<'_>) -> Node {
    let schema = map.shift_remove("schema");
    let examples = map.shift_remove("x-examples");
    map.shift_remove("in");
    if let Some((_, name)) = map.shift_remove_entry("name") {
        map.insert("x-body-name".to_owned(), name);
    }
    let examples = examples.as_ref().and_then(as_map);
    let made = content(types, schema, examples, at, context);
    map.insert("content".to_owned(), made);
    node(at, Value::Map(map))
}

/// A form: an object with a property for each part.
fn form(parts: &[Sent], at: At, media: &MediaTypes, context: &mut Context<'_>) -> Node {
    let mut properties = Map::new();
    let mut required = Vec::new();
    let mut encodings = Map::new();
    let mut has_file = false;
    for part in parts {
        let Some(name) = text_of(&part.map, "name").map(ToOwned::to_owned) else {
            context.note(
                Code::Malformed,
                part.at,
                "a part of a form has no name and is left out",
                "Give it a `name`.",
            );
            continue;
        };
        if properties.contains_key(name.as_str()) {
            context.note(
                Code::DuplicateParameter,
                part.at,
                format!(
                    "{} is declared twice in one form; the first is used",
                    quote(&name)
                ),
                "Remove one of them.",
            );
            continue;
        }
        let style = style(&part.map, "formData", part.at, context);
        if let Some(encoding) = encoding(style, part.at) {
            encodings.insert(name.clone(), encoding);
        }
        if is_true(&part.map, "required") {
            required.push(text(part.at, &name));
        }
        let property = node(part.at, Value::Map(property(&part.map, style, part.at)));
        has_file |= holds_file(&property);
        properties.insert(name, property);
    }
    let is_required = !required.is_empty();
    let mut schema = Map::new();
    set(&mut schema, "type", at, Value::Text("object".into()));
    if is_required {
        set(&mut schema, "required", at, Value::List(required));
    }
    set(&mut schema, "properties", at, Value::Map(properties));
    let schema = node(at, Value::Map(schema));
    let types = form_types(media, has_file);
    let mut made = content(&types, Some(schema), None, at, context);
    if !encodings.is_empty() {
        encode(&mut made, &encodings, at);
    }
    let mut map = Map::new();
    map.insert("content".to_owned(), made);
    if is_required {
        set(&mut map, "required", at, Value::Bool(true));
    }
    node(at, Value::Map(map))
}

/// The schema of one part. What has no place in 3.0 is kept aside.
fn property(part: &Map, style: Style, at: At) -> Map {
    let (of_part, mut schema) = split(part.clone());
    if style == Style::Unknown {
        schema = as_written(schema, at);
    }
    let mut schema = described(&of_part, schema);
    for (key, value) in of_part {
        match key.as_str() {
            "allowEmptyValue" => schema.insert("x-allow-empty-value".to_owned(), value),
            key if key.starts_with("x-") => schema.insert(key.to_owned(), value),
            _ => None,
        };
    }
    schema
}

fn holds_file(property: &Node) -> bool {
    let of_items = as_map(property).and_then(|it| it.get("items"));
    media::is_file(property) || of_items.is_some_and(media::is_file)
}

/// The media types of a form: those of `consumes` that can be one, and what a file needs.
fn form_types(media: &MediaTypes, has_file: bool) -> Vec<String> {
    let named = media.consumes.iter().flatten();
    let mut types: Vec<String> = named
        .filter(|it| it.starts_with(MULTIPART) || it.starts_with(URLENCODED) && !has_file)
        .cloned()
        .collect();
    if types.is_empty() {
        types.push(if has_file { MULTIPART } else { URLENCODED }.to_owned());
    }
    types
}

fn encode(content: &mut Node, encodings: &Map, at: At) {
    let Value::Map(content) = &mut content.value else {
        return;
    };
    for media in content.values_mut() {
        if let Value::Map(media) = &mut media.value
            && map_of(media, "schema").is_some()
        {
            set(media, "encoding", at, Value::Map(encodings.clone()));
        }
    }
}
