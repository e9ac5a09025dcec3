//! Limits that are not in the type: the narrowest of each that a schema and its parts set.
//!
//! Takes: schemas as they are written. Gives: [`Bounds`], and schemas that set all of them. Must not: know what has the limits.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::sync::Arc;

use crate::interpret::Interpreter;
use crate::source::Node;
use crate::spec::{Schema, SchemaId, Schemas};

/// The lower and the upper limit of each thing that has both.
const PAIRS: [(&str, &str); 4] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

/// How deep `allOf` and references are followed.
const DEEPEST: usize = 8;

/// A limit, and how it is written.
#[derive(Clone, Copy)]
struct Bound<'a> {
    node: &'a Node,
    value: f64,
    /// Whether the limit itself is no value (`exclusiveMinimum: true`).
    is_exclusive: bool,
}

/// Limits by their keyword.
#[derive(Default)]
pub(super) struct Bounds<'a> {
    by_keyword: BTreeMap<&'a str, Bound<'a>>,
    patterns: Vec<&'a str>,
    /// The items of a list are all different.
    unique: bool,
}

impl<'a> Bounds<'a> {
    /// The limits of a schema and of its parts.
    fn of(schemas: &'a Schemas, id: SchemaId) -> Self {
        let (mut bounds, mut open) = (Self::default(), vec![(id, 0)]);
        while let Some((id, depth)) = open.pop() {
            let schema = schemas.get(id);
            bounds.add(schema);
            if depth < DEEPEST {
                let parts = schema.all_of.iter().chain(&schema.reference);
                open.extend(parts.map(|it| (*it, depth + 1)));
            }
        }
        bounds
    }

    /// Adds the limits of a schema that describes the same value.
    pub(super) fn add(&mut self, schema: &'a Schema) {
        for (keyword, node) in &schema.bounds {
            let Some(value) = node.value.as_f64().filter(|_| keyword != "default") else {
                continue;
            };
            let bound = Bound {
                node,
                value,
                is_exclusive: match keyword.as_str() {
                    "minimum" => schema.own.exclusive_minimum == Some(true),
                    "maximum" => schema.own.exclusive_maximum == Some(true),
                    _ => false,
                },
            };
            let known = self.by_keyword.get(keyword.as_str());
            if known.is_none_or(|known| !is_within(keyword, known, &bound)) {
                self.by_keyword.insert(keyword, bound);
            }
        }
        if let Some(pattern) = schema.own.pattern.as_deref()
            && !self.patterns.contains(&pattern)
        {
            self.patterns.push(pattern);
        }
        self.unique |= schema.own.unique_items == Some(true);
    }

    /// Whether whatever keeps to these limits keeps to the others. `counts_keys`: whether how many keys there are is a matter.
    pub(super) fn are_within(&self, others: &Self, counts_keys: bool) -> bool {
        others.by_keyword.iter().all(|(keyword, other)| {
            let own = self.by_keyword.get(keyword);
            keyword.ends_with("Properties") && !counts_keys
                || own.is_some_and(|own| is_within(keyword, own, other))
        }) && others.patterns.iter().all(|it| self.patterns.contains(it))
            && (self.unique || !others.unique)
    }

    /// Whether a value can keep to these limits and to the others.
    pub(super) fn meet(&self, others: &Self) -> bool {
        let apart = |least: Option<&Bound<'_>>, most: Option<&Bound<'_>>| {
            least
                .zip(most)
                .is_some_and(|(least, most)| least.value > most.value)
        };
        !PAIRS.iter().any(|(low, high)| {
            apart(self.by_keyword.get(low), others.by_keyword.get(high))
                || apart(others.by_keyword.get(low), self.by_keyword.get(high))
        })
    }

    fn are_none(&self) -> bool {
        self.by_keyword.is_empty() && self.patterns.is_empty() && !self.unique
    }

    /// A schema with all of these limits.
    fn set_by(&self, schema: &Schema) -> Schema {
        let is_exclusive = |keyword: &str| {
            let bound = self.by_keyword.get(keyword);
            bound.filter(|it| it.is_exclusive).map(|_| true)
        };
        let own = openapiv3::AnySchema {
            exclusive_minimum: is_exclusive("minimum"),
            exclusive_maximum: is_exclusive("maximum"),
            pattern: self.patterns.first().map(|it| (*it).to_owned()),
            unique_items: self.unique.then_some(true),
            ..openapiv3::AnySchema::clone(&schema.own)
        };
        let limits = self.by_keyword.iter();
        let limits = limits.map(|(keyword, it)| ((*keyword).to_owned(), it.node.clone()));
        let mut others = schema.bounds.clone();
        others.retain(|(keyword, _)| !self.by_keyword.contains_key(keyword.as_str()));
        Schema {
            own: Arc::new(own),
            bounds: limits.chain(others).collect(),
            ..schema.clone()
        }
    }
}

impl<'a> Interpreter<'a> {
    /// A schema that sets the limits of its parts too, where there are several.
    pub(in crate::interpret) fn limited(&self, id: SchemaId) -> Cow<'a, Schema> {
        let schema = self.spec.schemas.get(id);
        if schema.all_of.len() < 2 {
            return Cow::Borrowed(schema);
        }
        let bounds = Bounds::of(&self.spec.schemas, id);
        if bounds.are_none() {
            return Cow::Borrowed(schema);
        }
        Cow::Owned(bounds.set_by(schema))
    }
}

/// Whether whatever keeps to one limit keeps to another of the same keyword.
fn is_within(keyword: &str, one: &Bound<'_>, other: &Bound<'_>) -> bool {
    let (a, b) = (one.value, other.value);
    let narrower = if keyword.starts_with("min") {
        a > b
    } else if keyword.starts_with("max") {
        a < b
    } else {
        (a / b).fract() == 0.0
    };
    narrower || a.total_cmp(&b).is_eq() && (one.is_exclusive || !other.is_exclusive)
}
