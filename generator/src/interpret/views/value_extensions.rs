//! What vendors say of the values of an enumeration beside `enum`: names, descriptions, and values that may grow.
//!
//! Takes: schemas. Gives: lists parallel to the values. Must not: know what a name looks like.

use serde_json::Value;

use crate::spec::Schema;

/// The listed values: those of `enum`, else those of `x-extensible-enum`, which says that there will be more.
pub(super) fn values(schema: &Schema) -> Vec<Value> {
    if !schema.own.enumeration.is_empty() {
        return schema.own.enumeration.clone();
    }
    extension(schema, "x-extensible-enum")
        .and_then(Value::as_array)
        .cloned()
        .unwrap_or_default()
}

/// Names of the values.
pub(super) fn names(schema: &Schema) -> Option<Value> {
    listed(schema, &["x-enum-varnames", "x-enumNames"], "name")
}

/// Descriptions of the values.
pub(super) fn docs(schema: &Schema) -> Option<Value> {
    let keys = ["x-enum-descriptions", "x-enumDescriptions"];
    listed(schema, &keys, "description")
}

fn extension<'s>(schema: &'s Schema, key: &str) -> Option<&'s Value> {
    schema.data.extensions.get(key)
}

/// A list parallel to the values, from an extension that is one, or that goes by value, or from `x-ms-enum`.
fn listed(schema: &Schema, keys: &[&str], member: &str) -> Option<Value> {
    let values = values(schema);
    match keys.iter().find_map(|it| extension(schema, it)) {
        Some(Value::Object(map)) => Some(
            values
                .iter()
                .map(|it| map.get(&text_of(it)).cloned().unwrap_or_default())
                .collect(),
        ),
        Some(list) => Some(list.clone()),
        None => {
            let described = extension(schema, "x-ms-enum")?.get("values")?.as_array()?;
            let of = |value: &Value| {
                let is_it = |it: &&Value| it.get("value").map(text_of) == Some(text_of(value));
                let found = described.iter().find(is_it);
                found.and_then(|it| it.get(member)).cloned()
            };
            Some(values.iter().map(|it| of(it).unwrap_or_default()).collect())
        }
    }
}

/// A value as text: extensions are not always of the type of the values.
fn text_of(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}
