//! Schemas of 2.0.
//!
//! Takes: a Schema Object of 2.0, or what was made of a parameter. Gives: one of 3.0. Must not: look into its parts.

use crate::normalise::tree::{as_text, object, set, text_of};
use crate::source::{Map, Value};

/// Says in the words of 3.0 what only 2.0 says.
pub(super) fn convert(map: &mut Map) {
    if let Some(name) = map.get("discriminator")
        && as_text(name).is_some()
    {
        let (at, name) = (name.at, name.clone());
        map.insert("discriminator".to_owned(), object(at, "propertyName", name));
    }
    if text_of(map, "type") == Some("file")
        && let Some(at) = map.get("type").map(|it| it.at)
    {
        set(map, "type", at, Value::Text("string".into()));
        set(map, "format", at, Value::Text("binary".into()));
    }
}
