//! Bounds of numbers.
//!
//! Takes: numeric `exclusiveMinimum` and `exclusiveMaximum`, and counts. Gives: the boolean ones of 3.0, and counts that can be read.
//! Must not: round an integer.

use std::cmp::Ordering;

use super::Context;
use crate::normalise::tree::{integer_of, mark, rename, set};
use crate::source::{At, Map, Value};

/// `exclusiveMinimum: n` becomes `minimum: n, exclusiveMinimum: true`, unless `minimum` says more.
pub(super) fn exclusive_minimum(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    exclusive(map, "exclusiveMinimum", "minimum", Ordering::Greater);
}

/// `exclusiveMaximum: n` becomes `maximum: n, exclusiveMaximum: true`, unless `maximum` says more.
pub(super) fn exclusive_maximum(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    exclusive(map, "exclusiveMaximum", "maximum", Ordering::Less);
}

/// `tighter` is how an inclusive bound compares to the exclusive one when it is the one that counts.
fn exclusive(map: &mut Map, keyword: &str, inclusive: &str, tighter: Ordering) {
    let Some(bound) = map.get(keyword) else {
        return;
    };
    if !matches!(bound.value, Value::Integer(_) | Value::Float(_)) {
        return;
    }
    let (at, value) = (bound.at, bound.value.clone());
    let order = map
        .get(inclusive)
        .and_then(|other| compare(&other.value, &value));
    if order == Some(tighter) {
        rename(map, keyword, &format!("x-redundant-{keyword}"));
    } else {
        set(map, inclusive, at, value);
        map.shift_remove(keyword);
        mark(map, keyword, at);
    }
}

/// A count that no value reaches is no limit: tools write the largest number that they know.
pub(super) fn counts(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    for key in ["maxLength", "maxItems", "maxProperties"] {
        if integer_of(map, key).is_some_and(|it| it > i128::from(i64::MAX)) {
            rename(map, key, &format!("x-unreachable-{key}"));
        }
    }
}

#[expect(
    clippy::cast_precision_loss,
    reason = "only integers beside fractions are rounded, and only to compare them"
)]
fn compare(a: &Value, b: &Value) -> Option<Ordering> {
    match (a, b) {
        (Value::Integer(a), Value::Integer(b)) => Some(a.get().cmp(&b.get())),
        (Value::Integer(a), Value::Float(b)) => (a.get() as f64).partial_cmp(b),
        (Value::Float(a), Value::Integer(b)) => a.partial_cmp(&(b.get() as f64)),
        (Value::Float(a), Value::Float(b)) => a.partial_cmp(b),
        _ => None,
    }
}
