//! The examples and defaults of a document, each with the schema that it is an example of.
//!
//! Takes: trees as they were read. Gives: [`Example`]s. Must not: judge them.

use std::collections::BTreeSet;

use generator::source::document::Document;
use generator::source::{At, Map, Node, Value};
use serde_json::Value as Json;

use crate::lab::corpus::schemas::{Kind, visit};
use crate::lab::corpus::tree::{map, resolved};

/// An example, or a default.
pub(crate) struct Example {
    /// Where it stands.
    pub(crate) at: At,
    pub(crate) value: Json,
    /// The schema, as it stands beside the example.
    pub(crate) schema: At,
    /// The schema that it refers to in the end.
    pub(crate) target: At,
}

/// Every example and default, in no order.
pub(crate) fn collect(sources: &[Document]) -> Vec<Example> {
    let mut found = Vec::new();
    for document in sources {
        visit(&document.root, |kind, key, node| {
            let Some(object) = map(node) else { return };
            let (schema, values) = match kind {
                Kind::Schema => (Some(node), of_schema(object)),
                Kind::Any => (object.get("schema"), of_holder(object)),
                _ => return,
            };
            // What is no JSON on the wire is no JSON as an example.
            let is_json = !key.contains('/') || key.contains("json") || key.starts_with('/');
            if let Some(schema) = schema.filter(|_| is_json) {
                found.extend(values.filter_map(|it| example(it, schema, document, sources)));
            }
        });
    }
    found
}

fn example(
    node: &Node,
    schema: &Node,
    document: &Document,
    sources: &[Document],
) -> Option<Example> {
    Some(Example {
        at: node.at,
        value: json(node),
        schema: schema.at,
        target: resolved(document, schema, sources)?.at,
    })
}

/// `example`, `default`, and the items of `examples`.
pub(crate) fn of_schema(schema: &Map) -> Box<dyn Iterator<Item = &Node> + '_> {
    let one = ["example", "default"]
        .into_iter()
        .filter_map(|it| schema.get(it));
    let several = match schema.get("examples").map(|it| &it.value) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    Box::new(one.chain(several))
}

/// `example`, and the values of `examples`: of a parameter, a header or a media type. Swagger has them by media type.
pub(crate) fn of_holder(holder: &Map) -> Box<dyn Iterator<Item = &Node> + '_> {
    let several = holder.get("examples").and_then(map).into_iter().flatten();
    let several = several.filter_map(|(name, it)| match map(it).and_then(|it| it.get("value")) {
        Some(value) => Some(value),
        None => name.contains("/json").then_some(it),
    });
    Box::new(holder.get("example").into_iter().chain(several))
}

/// Every name that a schema has among its properties.
pub(crate) fn property_names(sources: &[Document]) -> BTreeSet<&str> {
    let mut names = BTreeSet::new();
    for document in sources {
        visit(&document.root, |kind, _, node| {
            let properties = map(node).and_then(|it| it.get("properties")).and_then(map);
            if kind == Kind::Schema {
                names.extend(
                    properties
                        .into_iter()
                        .flat_map(|it| it.keys().map(String::as_str)),
                );
            }
        });
    }
    names
}

/// A tree as the judge reads it.
pub(crate) fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(value) => serde_json::from_str(&value.to_string()).unwrap_or_default(),
        Value::Float(value) => Json::from(*value),
        Value::Text(value) => Json::from(value.as_str()),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Map(map) => map
            .iter()
            .map(|(key, it)| (key.clone(), json(it)))
            .collect(),
    }
}
