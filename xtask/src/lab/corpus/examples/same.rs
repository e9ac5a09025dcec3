//! Whether a value that was read and written again is what it was.
//!
//! Takes: two values. Gives: how they differ. Must not: know schemas.

use serde_json::Value as Json;

use super::members::member;

/// How a value differs from what it was.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Difference {
    /// Members of which the schema says nothing are missing, and all else is there.
    Reduced,
    /// Something is missing or has another value, at this pointer.
    Other(String),
}

/// Compares; the second value may have more keys. Numbers are equal when they have one value, however written.
pub(crate) fn difference(before: &Json, after: &Json, undeclared: &[String]) -> Option<Difference> {
    let mut comparison = Comparison {
        undeclared,
        reduced: false,
    };
    match comparison.first(before, after, "") {
        Some(place) => Some(Difference::Other(place)),
        None => comparison.reduced.then_some(Difference::Reduced),
    }
}

struct Comparison<'a> {
    undeclared: &'a [String],
    reduced: bool,
}

impl Comparison<'_> {
    /// The first place that is not the same.
    fn first(&mut self, before: &Json, after: &Json, place: &str) -> Option<String> {
        match (before, after) {
            (Json::Object(before), Json::Object(after)) => before.iter().find_map(|(key, it)| {
                let place = member(place, key);
                match after.get(key) {
                    Some(other) => self.first(it, other, &place),
                    None if self.undeclared.contains(&place) => {
                        self.reduced = true;
                        None
                    }
                    None => Some(place),
                }
            }),
            (Json::Array(before), Json::Array(after)) if before.len() == after.len() => {
                let mut pairs = before.iter().zip(after).enumerate();
                pairs.find_map(|(number, (it, other))| {
                    self.first(it, other, &format!("{place}/{number}"))
                })
            }
            (Json::Number(before), Json::Number(after)) if before.as_f64() == after.as_f64() => {
                None
            }
            _ if before == after => None,
            _ => Some(if place.is_empty() { "/" } else { place }.to_owned()),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    #[test]
    fn a_value_comes_back_as_it_was() {
        let check = |before, after, expected| {
            let undeclared = ["/a/c".to_owned()];
            assert_eq!(difference(&before, &after, &undeclared), expected);
        };
        let other = |place: &str| Some(Difference::Other(place.to_owned()));
        check(json!({"a": [1, 2.0]}), json!({"a": [1.0, 2], "b": 3}), None);
        check(
            json!({"a": {"b": 1, "c": 2}}),
            json!({"a": {"b": 1}}),
            Some(Difference::Reduced),
        );
        check(json!({"c": 1}), json!({}), other("/c"));
        check(
            json!({"a": [1, {"b": 1}]}),
            json!({"a": [1, {"b": 2}]}),
            other("/a/1/b"),
        );
        check(json!({"a": {"b": null}}), json!({"a": {}}), other("/a/b"));
        check(json!([1]), json!([1, 2]), other("/"));
        check(json!(1), json!("1"), other("/"));
    }
}
