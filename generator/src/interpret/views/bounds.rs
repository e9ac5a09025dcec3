//! Limits that are not in the type: the narrowest of each that a schema and its parts set.
//!
//! Takes: schemas as they are written. Gives: [`Bounds`]. Must not: know what has the limits.

use std::collections::BTreeMap;

use crate::source::{Node, Value};
use crate::spec::Schema;

/// The lower and the upper limit of each thing that has both.
const PAIRS: [(&str, &str); 4] = [
    ("minimum", "maximum"),
    ("minLength", "maxLength"),
    ("minItems", "maxItems"),
    ("minProperties", "maxProperties"),
];

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
    /// Adds the limits of a schema that describes the same value.
    pub(super) fn add(&mut self, schema: &'a Schema) {
        for (keyword, node) in &schema.bounds {
            let Some(value) = number(node) else { continue };
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

    /// The keywords of a schema with all of these limits.
    pub(super) fn write(&self, own: &mut openapiv3::AnySchema) -> Vec<(String, Node)> {
        let is_exclusive = |keyword: &str| {
            let bound = self.by_keyword.get(keyword);
            bound.filter(|it| it.is_exclusive).map(|_| true)
        };
        own.exclusive_minimum = is_exclusive("minimum");
        own.exclusive_maximum = is_exclusive("maximum");
        own.pattern = self.patterns.first().map(|it| (*it).to_owned());
        own.unique_items = self.unique.then_some(true);
        let bounds = self.by_keyword.iter();
        bounds
            .map(|(keyword, it)| ((*keyword).to_owned(), it.node.clone()))
            .collect()
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

#[expect(
    clippy::cast_precision_loss,
    reason = "limits that differ by less are none that anybody wrote"
)]
fn number(node: &Node) -> Option<f64> {
    match node.value {
        Value::Integer(number) => Some(number.get() as f64),
        Value::Float(number) => Some(number),
        _ => None,
    }
}
