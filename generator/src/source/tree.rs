//! One visitor over serde's data model that both parsers feed.
//!
//! Takes: a serde deserializer. Gives: [`Node`]s, numbered in reading order, and what is wrong with them.
//! Must not: know which parser calls, beyond what a syntax allows.

use std::collections::BTreeSet;
use std::fmt;

use serde::de::{
    DeserializeSeed, Deserializer, EnumAccess, Error, MapAccess, SeqAccess, VariantAccess, Visitor,
};

use super::document::Syntax;
use super::{At, MAX_DEPTH, MAX_NODES, Map, Node, Text, Value};

/// Values that a document may have beyond what its text alone could hold: the room for YAML aliases.
const ALIAS_NODES: u32 = 250_000;

/// Bytes of text that a document may have beyond twice its own length.
const ALIAS_BYTES: usize = 16 << 20;

/// What is wrong with a value that could be read all the same.
#[derive(Debug)]
pub(super) enum Finding {
    /// The same key twice in one object, and only the last one is used.
    DuplicateKey { key: Text, first: At, again: At },
    /// The same key twice in one object, for two objects that are read as one.
    DividedObject { key: Text, first: At, again: At },
    /// An infinite number, or none.
    NotFinite { at: At },
    /// A YAML tag of an application's own.
    UnknownTag { at: At, tag: Text },
    /// `<<` with something else than objects.
    BadMerge { at: At },
}

/// Why reading was given up.
#[derive(Clone, Copy, Debug)]
pub(super) enum Refusal {
    /// More than [`MAX_DEPTH`] levels.
    Depth,
    /// Too many values or too much text, counting every use of an alias.
    Size,
}

/// The state of one reading.
#[derive(Debug)]
pub(super) struct Reading {
    syntax: Syntax,
    document: u16,
    nodes: u32,
    nodes_left: u32,
    bytes_left: usize,
    depth: usize,
    /// What is wrong, in reading order.
    pub(super) found: Vec<Finding>,
    /// Why the parser was stopped, if we did.
    pub(super) refused: Option<Refusal>,
    /// Whether a JSON integer may have been rounded, because it was beyond 64 bits.
    pub(super) rounded: bool,
}

impl Reading {
    /// A reading of a text that is `length` bytes long.
    pub(super) fn new(syntax: Syntax, document: u16, length: usize) -> Self {
        // Each value takes two bytes of text at least, so what is beyond comes from aliases.
        let written = u32::try_from(length / 2).unwrap_or(MAX_NODES);
        Self {
            syntax,
            document,
            nodes: 0,
            nodes_left: written.saturating_add(ALIAS_NODES).min(MAX_NODES),
            bytes_left: length.saturating_mul(2).saturating_add(ALIAS_BYTES),
            depth: 0,
            found: Vec::new(),
            refused: None,
            rounded: false,
        }
    }

    fn next<E: Error>(&mut self) -> Result<At, E> {
        let at = At {
            document: self.document,
            node: self.nodes,
        };
        let left = self.nodes_left.checked_sub(1);
        self.nodes_left = left.ok_or_else(|| self.refuse(Refusal::Size))?;
        self.nodes += 1;
        Ok(at)
    }

    fn text<E: Error>(&mut self, text: &str) -> Result<Text, E> {
        let left = self.bytes_left.checked_sub(text.len());
        self.bytes_left = left.ok_or_else(|| self.refuse(Refusal::Size))?;
        Ok(text.into())
    }

    fn enter<E: Error>(&mut self) -> Result<(), E> {
        self.depth += 1;
        if self.depth > MAX_DEPTH {
            return Err(self.refuse(Refusal::Depth));
        }
        Ok(())
    }

    fn leave(&mut self) {
        self.depth = self.depth.saturating_sub(1);
    }

    fn refuse<E: Error>(&mut self, refusal: Refusal) -> E {
        self.refused = Some(refusal);
        E::custom("refused")
    }
}

/// Reads one value and gives it the next number.
pub(super) struct NodeSeed<'a>(pub(super) &'a mut Reading);

impl<'de> DeserializeSeed<'de> for NodeSeed<'_> {
    type Value = Node;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Node, D::Error> {
        let at = self.0.next()?;
        let value = ValueSeed {
            reading: self.0,
            at,
        }
        .deserialize(deserializer)?;
        Ok(Node { at, value })
    }
}

/// Reads a key as the text that it is: `200` and `no` are keys like any other.
struct KeySeed<'a>(&'a mut Reading);

impl<'de> DeserializeSeed<'de> for KeySeed<'_> {
    type Value = Text;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Text, D::Error> {
        deserializer.deserialize_str(self)
    }
}

impl Visitor<'_> for KeySeed<'_> {
    type Value = Text;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a key that is a text")
    }

    fn visit_str<E: Error>(self, text: &str) -> Result<Text, E> {
        self.0.text(text)
    }
}

/// Reads the value of a node that has its number already.
struct ValueSeed<'a> {
    reading: &'a mut Reading,
    at: At,
}

impl<'de> DeserializeSeed<'de> for ValueSeed<'_> {
    type Value = Value;

    fn deserialize<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        deserializer.deserialize_any(self)
    }
}

impl<'de> Visitor<'de> for ValueSeed<'_> {
    type Value = Value;

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E: Error>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_bool<E: Error>(self, value: bool) -> Result<Value, E> {
        Ok(Value::Bool(value))
    }

    fn visit_i64<E: Error>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_u64<E: Error>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Integer(value.into()))
    }

    fn visit_i128<E: Error>(self, value: i128) -> Result<Value, E> {
        Ok(Value::from(value))
    }

    fn visit_u128<E: Error>(self, value: u128) -> Result<Value, E> {
        #[expect(
            clippy::cast_precision_loss,
            reason = "an integer of this size is a float in JSON as well"
        )]
        Ok(i128::try_from(value).map_or(Value::Float(value as f64), Value::from))
    }

    fn visit_f64<E: Error>(self, value: f64) -> Result<Value, E> {
        if !value.is_finite() {
            self.reading.found.push(Finding::NotFinite { at: self.at });
            return Ok(Value::Text(name(value).into()));
        }
        self.reading.rounded |= self.reading.syntax == Syntax::Json && may_be_integer(value);
        Ok(Value::Float(value))
    }

    fn visit_str<E: Error>(self, value: &str) -> Result<Value, E> {
        self.reading.text(value).map(Value::Text)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        self.reading.enter()?;
        let mut items = Vec::new();
        while let Some(item) = access.next_element_seed(NodeSeed(self.reading))? {
            items.push(item);
        }
        self.reading.leave();
        items.shrink_to_fit();
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut access: A) -> Result<Value, A::Error> {
        self.reading.enter()?;
        let mut entries = Entries::default();
        while let Some(key) = access.next_key_seed(KeySeed(self.reading))? {
            let node = access.next_value_seed(NodeSeed(self.reading))?;
            entries.add(key, node, self.reading);
        }
        self.reading.leave();
        // Most objects are small, and room for four entries takes half a kilobyte.
        entries.map.shrink_to_fit();
        Ok(Value::Map(entries.map))
    }

    /// `serde_yaml` presents a tag of an application's own as the variant of an enumeration.
    fn visit_enum<A: EnumAccess<'de>>(self, access: A) -> Result<Value, A::Error> {
        let Self { reading, at } = self;
        let (tag, variant) = access.variant_seed(KeySeed(reading))?;
        reading.found.push(Finding::UnknownTag { at, tag });
        variant.newtype_variant_seed(ValueSeed { reading, at })
    }
}

/// What YAML calls a number that is not finite.
fn name(value: f64) -> &'static str {
    if value.is_nan() {
        ".nan"
    } else if value > 0.0 {
        ".inf"
    } else {
        "-.inf"
    }
}

/// Whether a JSON number that came as a float may have been written as an integer: beyond 64 bits, or `-0`.
pub(super) fn may_be_integer(value: f64) -> bool {
    const TWO_TO_63: f64 = 9_223_372_036_854_775_808.0;
    value.abs() >= TWO_TO_63 || (value == 0.0 && value.is_sign_negative())
}

/// The entries of one object while it is read.
#[derive(Default)]
struct Entries {
    map: Map,
    /// Keys that `<<` brought and that the object itself has not given yet.
    merged: BTreeSet<Text>,
    merge: Option<At>,
}

impl Entries {
    fn add(&mut self, key: Text, node: Node, reading: &mut Reading) {
        if reading.syntax == Syntax::Yaml && key == "<<" {
            self.add_merge(node, reading);
            return;
        }
        let own = !self.merged.remove(&key);
        match self.map.get_mut(&key) {
            Some(before) if own => join(&key, before, node, &mut reading.found),
            Some(before) => *before = node,
            None => {
                self.map.insert(key, node);
            }
        }
    }

    /// The merge key of YAML (<https://yaml.org/type/merge.html>): keys of the object itself win, then earlier objects.
    fn add_merge(&mut self, node: Node, reading: &mut Reading) {
        let again = node.at;
        if let Some(first) = self.merge.replace(again) {
            let key = Text::new_static("<<");
            reading
                .found
                .push(Finding::DuplicateKey { key, first, again });
        }
        match node.value {
            Value::Map(map) => self.merge_map(map),
            Value::List(items) => {
                for item in items {
                    match item.value {
                        Value::Map(map) => self.merge_map(map),
                        _ => reading.found.push(Finding::BadMerge { at: item.at }),
                    }
                }
            }
            _ => reading.found.push(Finding::BadMerge { at: again }),
        }
    }

    fn merge_map(&mut self, map: Map) {
        for (key, node) in map {
            if !self.map.contains_key(&key) {
                self.merged.insert(key.clone());
                self.map.insert(key, node);
            }
        }
    }
}

/// What stands under a key that is there already. Two objects that agree, as halves of a path item do, are read as one; of anything else
/// the last one is kept, as most readers do. Its position is that of the first.
fn join(key: &str, before: &mut Node, node: Node, found: &mut Vec<Finding>) {
    let (key, first, again) = (Text::from(key), before.at, node.at);
    match (&mut before.value, node.value) {
        (Value::Map(own), Value::Map(more)) if *own != more && agree(own, &more) => {
            before.at = again;
            found.push(Finding::DividedObject { key, first, again });
            for (key, node) in more {
                match own.get_mut(&key) {
                    Some(before) if matches!(node.value, Value::Map(_)) => {
                        join(&key, before, node, found);
                    }
                    _ => {
                        own.insert(key, node);
                    }
                }
            }
        }
        (_, value) => {
            *before = Node { at: again, value };
            found.push(Finding::DuplicateKey { key, first, again });
        }
    }
}

/// Whether two objects say nothing different by themselves; members that are objects are another matter.
fn agree(one: &Map, other: &Map) -> bool {
    one.iter().all(|(key, own)| {
        other.get(key).is_none_or(|it| {
            own == it || matches!((&own.value, &it.value), (Value::Map(_), Value::Map(_)))
        })
    })
}
