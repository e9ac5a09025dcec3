//! Rules about everything around schemas: the document, its operations and their parts.
//!
//! Takes: objects of 3.1. Gives: objects that 3.0 reads. Must not: leave out an operation.

use super::identity::check_dialect;
use super::keywords::is_in_3_0;
use super::walk::{self, Kind, Object};
use super::{Context, unknown};
use crate::diagnostics::Code;
use crate::normalise::tree::{
    as_list, as_map, as_map_mut, as_text, map_of, mark, node, rename, set, text, text_of,
};
use crate::source::{At, Map, Node, Text, Value};

/// The version of the dialect; the document's own is kept aside.
pub(super) fn version(map: &mut Map, at: At, _context: &mut Context<'_>) {
    if text_of(map, "openapi").is_some_and(|version| version.starts_with("3.0.")) {
        return;
    }
    let place = map.get("openapi").map_or(at, |node| node.at);
    rename(map, "openapi", "x-openapi");
    map.shift_insert(0, "openapi".to_owned(), text(place, "3.0.3"));
}

/// The dialect of all schemas.
pub(super) fn schema_dialect(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(found) = map.get("jsonSchemaDialect") else {
        return;
    };
    let at = found.at;
    if let Some(uri) = as_text(found).map(ToOwned::to_owned) {
        check_dialect(&uri, at, context);
    }
    rename(map, "jsonSchemaDialect", "x-json-schema-dialect");
}

/// `info`: the summary leads the description, the version is text, the licence keeps its identifier.
pub(super) fn info(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    let Some(info) = map.get_mut("info").and_then(as_map_mut) else {
        return;
    };
    if let Some(summary) = info.get("summary")
        && let Some(said) = as_text(summary).map(ToOwned::to_owned)
    {
        let at = summary.at;
        let whole = match text_of(info, "description") {
            Some(description) => format!("{said}\n\n{description}"),
            None => said,
        };
        set(info, "description", at, Value::Text(whole.into()));
    }
    rename(info, "summary", "x-summary");
    for key in ["version", "title", "description"] {
        as_written(info, key);
    }
    if let Some(license) = info.get_mut("license").and_then(as_map_mut) {
        rename(license, "identifier", "x-license-identifier");
    }
}

/// Texts that YAML reads as numbers or truths.
pub(super) fn texts(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    for key in [
        "title",
        "description",
        "summary",
        "operationId",
        "name",
        "format",
        "pattern",
    ] {
        as_written(map, key);
    }
    if let Some(Value::List(tags)) = map.get_mut("tags").map(|node| &mut node.value) {
        tags.iter_mut().for_each(to_text);
    }
}

/// Values of server variables are texts: a port without quotes is a number in YAML.
pub(super) fn servers(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    let Some(Value::List(servers)) = map.get_mut("servers").map(|node| &mut node.value) else {
        return;
    };
    let variables = servers
        .iter_mut()
        .filter_map(as_map_mut)
        .filter_map(|server| server.get_mut("variables"))
        .filter_map(as_map_mut)
        .flat_map(|it| it.values_mut());
    for variable in variables.filter_map(as_map_mut) {
        as_written(variable, "default");
        if let Some(Value::List(values)) = variable.get_mut("enum").map(|node| &mut node.value) {
            values.iter_mut().for_each(to_text);
        }
    }
}

fn as_written(map: &mut Map, key: &str) {
    if let Some(node) = map.get_mut(key) {
        to_text(node);
    }
}

fn to_text(node: &mut Node) {
    let text = match node.value {
        Value::Bool(truth) => truth.to_string(),
        Value::Integer(number) => number.to_string(),
        Value::Float(number) => format!("{number:?}"),
        _ => return,
    };
    node.value = Value::Text(text.into());
}

/// A document may have webhooks only.
pub(super) fn paths(map: &mut Map, at: At, _context: &mut Context<'_>) {
    if !map.contains_key("paths") {
        set(map, "paths", at, Value::Map(Map::new()));
    }
}

/// Webhooks describe payloads that the API sends; a client does not call them.
pub(super) fn webhooks(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    rename(map, "webhooks", "x-webhooks");
}

/// Path items of `components` were inlined where they are used.
pub(super) fn path_item_components(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    rename(map, "pathItems", "x-pathItems");
}

/// Mutual TLS is a matter of the connection: no header comes of it.
pub(super) fn mutual_tls(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    let Some(schemes) = map.get_mut("securitySchemes") else {
        return;
    };
    let at = schemes.at;
    let Some(schemes) = as_map_mut(schemes) else {
        return;
    };
    let names: Vec<Text> = schemes
        .keys()
        .filter(|name| {
            map_of(schemes, name).and_then(|it| text_of(it, "type")) == Some("mutualTLS")
        })
        .cloned()
        .collect();
    let moved: Map = names
        .iter()
        .filter_map(|name| schemes.shift_remove_entry(name))
        .collect();
    if moved.is_empty() {
        return;
    }
    let aside = map
        .entry("x-mutual-tls".to_owned())
        .or_insert_with(|| node(at, Value::Map(Map::new())));
    if let Some(aside) = as_map_mut(aside) {
        aside.extend(moved);
    }
}

/// An operation may leave out what it answers.
pub(super) fn operation_responses(map: &mut Map, at: At, _context: &mut Context<'_>) {
    if !map.contains_key("responses") {
        set(map, "responses", at, Value::Map(Map::new()));
    }
}

/// Callbacks by reference are kept aside: 3.0 has them, but the typed reading does not, and a client does not call them.
pub(super) fn callbacks(map: &mut Map, at: At, _context: &mut Context<'_>) {
    let Some(callbacks) = map.get_mut("callbacks").and_then(as_map_mut) else {
        return;
    };
    let names: Vec<Text> = callbacks
        .iter()
        .filter(|(_, callback)| as_map(callback).is_some_and(|it| it.contains_key("$ref")))
        .map(|(name, _)| name.clone())
        .collect();
    let moved: Map = names
        .iter()
        .filter_map(|name| callbacks.shift_remove_entry(name))
        .collect();
    if !moved.is_empty() {
        set(map, "x-callbacks", at, Value::Map(moved));
    }
}

/// A response may leave out its description.
pub(super) fn response_description(map: &mut Map, at: At, _context: &mut Context<'_>) {
    if !["description", "$ref"]
        .iter()
        .any(|key| map.contains_key(*key))
    {
        set(map, "description", at, Value::Text("".into()));
    }
}

/// `components` that are no object, and sections of it that are none, are no place to put anything.
pub(super) fn components(map: &mut Map, _at: At, context: &mut Context<'_>) {
    if map.get("components").is_some_and(|it| as_map(it).is_none()) {
        unknown::aside(map, "components", "the document", context);
    }
}

/// The same of one section.
pub(super) fn sections(map: &mut Map, _at: At, context: &mut Context<'_>) {
    unknown::all_aside(map, "`components`", context, |_, section| {
        as_map(section).is_none()
    });
}

/// A parameter without `schema` and `content` has its schema's keywords on itself, as in Swagger 2, or says nothing.
pub(super) fn parameter_schema(map: &mut Map, at: At, context: &mut Context<'_>) {
    if ["$ref", "schema", "content", "x-unresolved"]
        .iter()
        .any(|key| map.contains_key(*key))
    {
        return;
    }
    let keys: Vec<Text> = map
        .keys()
        .filter(|key| {
            is_in_3_0(key)
                && !matches!(
                    key.as_str(),
                    "description" | "required" | "deprecated" | "example" | "$ref"
                )
        })
        .cloned()
        .collect();
    let mut schema = Map::new();
    for key in keys {
        if let Some((key, value)) = map.shift_remove_entry(&key) {
            schema.insert(key, value);
        }
    }
    if schema.is_empty() {
        mark(map, "x-no-schema", at);
    }
    context.once(
        Code::UnknownKeyword,
        "parameter without schema",
        at,
        "a parameter has no `schema` (first seen here); what it says of its type is taken for one"
            .to_owned(),
        "Put `type` and the like into `schema`.",
    );
    let mut schema = node(at, Value::Map(schema));
    walk::each_mut(
        &mut schema,
        Kind::One(Object::Schema),
        &mut |object, _, node| context.prepare(object, node),
    );
    map.insert("schema".to_owned(), schema);
}

/// A schema has one example in 3.0, and a list of them in 3.1.
pub(super) fn schema_examples(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(examples) = map.get("examples") else {
        return;
    };
    let first = as_list(examples).and_then(|list| list.first()).cloned();
    if as_list(examples).is_none() {
        unknown::aside(map, "examples", "a schema", context);
        return;
    }
    rename(map, "examples", "x-examples");
    if let Some(first) = first
        && !map.contains_key("example")
    {
        map.insert("example".to_owned(), first);
    }
}
