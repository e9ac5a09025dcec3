//! What is said of the values of an enumeration, by value.
//!
//! Takes: `x-values`. Gives: [`Said`] by the text of the value. Must not: know what a name looks like.

use std::collections::BTreeMap;

use serde_json::Value;

use crate::spec::Schema;

/// What is said of values, each by its text.
pub(in crate::interpret) type Values = BTreeMap<String, Said>;

/// What is said of a value.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(in crate::interpret) struct Said {
    pub(in crate::interpret) name: Option<String>,
    pub(in crate::interpret) text: Option<String>,
}

/// The text of a value, by which it is known.
pub(in crate::interpret) fn value_text(value: &Value) -> String {
    value
        .as_str()
        .map_or_else(|| value.to_string(), str::to_owned)
}

/// What a schema says of its values.
pub(super) fn said(schema: &Schema) -> Values {
    let by_value = schema.data.extensions.get("x-values");
    let by_value = by_value.and_then(Value::as_object).into_iter().flatten();
    by_value
        .map(|(value, about)| {
            let text = |member: &str| Some(about.get(member)?.as_str()?.to_owned());
            let said = Said {
                name: text("name"),
                text: text("description"),
            };
            (value.clone(), said)
        })
        .collect()
}
