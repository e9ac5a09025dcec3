//! Our tree as a `serde` data source, so that `openapiv3` can read a node of it in document order.
//!
//! Takes: [`Node`]. Gives: whatever `Deserialize` type is asked for. Must not: know `OpenAPI`.

use std::borrow::Cow;

use serde::de::value::{Error, MapDeserializer, SeqDeserializer};
use serde::de::{Deserializer, IntoDeserializer, Visitor};
use serde::{Deserialize, forward_to_deserialize_any};

use crate::diagnostics::{Code, Diagnostics};
use crate::source::{At, Map, Node, Text, Value};

/// An object without some of its keys.
pub(super) fn without(map: &Map, keys: &[&str]) -> Map {
    only(map, |key| !keys.contains(&key))
}

/// An object with some of its keys.
pub(super) fn only(map: &Map, wanted: impl Fn(&str) -> bool) -> Map {
    map.iter()
        .filter(|(key, _)| wanted(key))
        .map(|(key, node)| (key.clone(), node.clone()))
        .collect()
}

/// Reads an object, keyword by keyword where the whole cannot be read: every keyword that does not fit is reported and
/// left out. `None` when what remains lacks something that the type needs.
pub(super) fn object<T: for<'de> Deserialize<'de>>(
    map: &Map,
    at: At,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Option<T> {
    let mut kept = Cow::Borrowed(map);
    loop {
        let error = match T::deserialize(Source::Map(&kept)) {
            Ok(read) => return Some(read),
            Err(error) => error,
        };
        let Some(culprit) = culprit::<T>(&kept) else {
            diagnostics.push(
                Code::Malformed,
                at,
                format!("this {what} cannot be read: {}", reason(&error.to_string())),
                "correct it, or correct it with an overlay",
            );
            return None;
        };
        if let Some(node) = kept.to_mut().shift_remove(&culprit) {
            diagnostics.push(
                Code::Malformed,
                node.at,
                format!(
                    "`{culprit}` of this {what} cannot be read and is ignored: {}",
                    reason(&error.to_string())
                ),
                "correct it, or correct it with an overlay",
            );
        }
    }
}

/// What `serde` says is wrong, in words of `OpenAPI`; it speaks of types of Rust.
fn reason(error: &str) -> String {
    if let Some(missing) = error.strip_prefix("missing field ") {
        return format!("it has no {missing}");
    }
    if let Some(rest) = error.strip_prefix("unknown variant ") {
        return match rest.split_once(", expected ") {
            Some((given, wanted)) => format!("it is {given}, and must be {wanted}"),
            None => format!("it is {rest}"),
        };
    }
    let Some((_, wanted)) = error.rsplit_once(", expected ") else {
        return "it has not the form that OpenAPI gives it".to_owned();
    };
    let wanted = match wanted {
        "a string" | "a borrowed string" | "string" => "text",
        "a boolean" => "true or false",
        "a sequence" => "a list",
        "usize" | "u32" | "u64" => "a whole number that is not negative",
        "i32" | "i64" => "a whole number",
        "f32" | "f64" => "a number",
        it if it == "a map" || it.starts_with("struct ") => "an object",
        _ => return "it has not the form that OpenAPI gives it".to_owned(),
    };
    format!("it must be {wanted}")
}

/// The first keyword without which the object can be read, or at least fails otherwise.
fn culprit<T: for<'de> Deserialize<'de>>(map: &Map) -> Option<Text> {
    let before = T::deserialize(Source::Map(map)).err()?.to_string();
    map.keys()
        .find(|key| {
            let mut without = map.clone();
            without.shift_remove(*key);
            match T::deserialize(Source::Map(&without)) {
                Ok(_) => true,
                Err(error) => error.to_string() != before,
            }
        })
        .cloned()
}

/// A node, or an object that has no node of its own.
#[derive(Clone, Copy)]
enum Source<'a> {
    Node(&'a Node),
    Map(&'a Map),
}

impl<'de> IntoDeserializer<'de, Error> for Source<'de> {
    type Deserializer = Self;

    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> Deserializer<'de> for Source<'de> {
    type Error = Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        let map = match self {
            Source::Map(map) => map,
            Source::Node(node) => match &node.value {
                Value::Null => return visitor.visit_unit(),
                Value::Bool(value) => return visitor.visit_bool(*value),
                Value::Integer(value) => return integer(value.get(), visitor),
                Value::Float(value) => return visitor.visit_f64(*value),
                Value::Text(text) => return visitor.visit_borrowed_str(text),
                Value::List(items) => {
                    return visitor.visit_seq(SeqDeserializer::new(items.iter().map(Source::Node)));
                }
                Value::Map(map) => map,
            },
        };
        let entries = map
            .iter()
            .map(|(key, node)| (key.as_str(), Source::Node(node)));
        visitor.visit_map(MapDeserializer::new(entries))
    }

    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Error> {
        match self {
            Source::Node(Node {
                value: Value::Null, ..
            }) => visitor.visit_none(),
            _ => visitor.visit_some(self),
        }
    }

    fn deserialize_newtype_struct<V: Visitor<'de>>(
        self,
        _name: &'static str,
        visitor: V,
    ) -> Result<V::Value, Error> {
        visitor.visit_newtype_struct(self)
    }

    fn deserialize_enum<V: Visitor<'de>>(
        self,
        _name: &'static str,
        _variants: &'static [&'static str],
        visitor: V,
    ) -> Result<V::Value, Error> {
        match self {
            Source::Node(Node {
                value: Value::Text(text),
                ..
            }) => visitor.visit_enum(text.as_str().into_deserializer()),
            Source::Node(Node {
                value: Value::Map(map),
                ..
            })
            | Source::Map(map) => {
                let entries = map
                    .iter()
                    .map(|(key, node)| (key.as_str(), Source::Node(node)));
                visitor.visit_enum(serde::de::value::MapAccessDeserializer::new(
                    MapDeserializer::new(entries),
                ))
            }
            Source::Node(_) => Err(serde::de::Error::custom("expected text")),
        }
    }

    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

/// Integers beyond 64 bits become floats, as in JSON readers: a bound that large is documentation.
fn integer<'de, V: Visitor<'de>>(value: i128, visitor: V) -> Result<V::Value, Error> {
    if let Ok(value) = u64::try_from(value) {
        visitor.visit_u64(value)
    } else if let Ok(value) = i64::try_from(value) {
        visitor.visit_i64(value)
    } else {
        #[expect(
            clippy::cast_precision_loss,
            reason = "bounds are kept exact beside this reading"
        )]
        visitor.visit_f64(value as f64)
    }
}
