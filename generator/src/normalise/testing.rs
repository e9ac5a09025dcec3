//! Tools of this room's tests: JSON text to trees and back.

use crate::diagnostics::Diagnostics;
use crate::source::{At, Map, Node, Value};

/// A tree from JSON text, as if it were the first document. Panics on invalid text.
pub(super) fn tree(json: &str) -> Node {
    tree_of(0, json)
}

/// A tree from JSON text, as if it were the document of that index.
pub(super) fn tree_of(document: u16, json: &str) -> Node {
    let value: serde_json::Value =
        serde_json::from_str(json).unwrap_or_else(|error| panic!("{error}: {json}"));
    let mut count = 0;
    convert(document, &value, &mut count)
}

fn convert(document: u16, value: &serde_json::Value, count: &mut u32) -> Node {
    let at = At {
        document,
        node: *count,
    };
    *count += 1;
    let value = match value {
        serde_json::Value::Null => Value::Null,
        serde_json::Value::Bool(truth) => Value::Bool(*truth),
        serde_json::Value::Number(number) => number
            .as_i128()
            .map_or_else(|| Value::Float(number.as_f64().unwrap()), Value::from),
        serde_json::Value::String(text) => Value::Text(text.into()),
        serde_json::Value::Array(list) => Value::List(
            list.iter()
                .map(|item| convert(document, item, count))
                .collect(),
        ),
        serde_json::Value::Object(map) => Value::Map(
            map.iter()
                .map(|(key, item)| (key.clone(), convert(document, item, count)))
                .collect::<Map>(),
        ),
    };
    Node { at, value }
}

/// The JSON text of a tree, for messages.
pub(super) fn show(node: &Node) -> String {
    fn json(node: &Node) -> serde_json::Value {
        match &node.value {
            Value::Null => serde_json::Value::Null,
            Value::Bool(truth) => (*truth).into(),
            Value::Integer(number) => i64::try_from(number.get())
                .map_or_else(|_| number.to_string().into(), serde_json::Value::from),
            Value::Float(number) => (*number).into(),
            Value::Text(text) => text.as_str().into(),
            Value::List(list) => list.iter().map(json).collect(),
            Value::Map(map) => serde_json::Value::Object(
                map.iter()
                    .map(|(key, item)| (key.to_string(), json(item)))
                    .collect(),
            ),
        }
    }
    serde_json::to_string_pretty(&json(node)).unwrap()
}

/// The names of the findings, in document order.
pub(super) fn codes(diagnostics: Diagnostics) -> Vec<&'static str> {
    diagnostics
        .sorted()
        .iter()
        .map(|finding| finding.code.name())
        .collect()
}
