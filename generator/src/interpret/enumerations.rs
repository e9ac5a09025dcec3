//! Enumerations: all text, or all integers. Every one is open: a server may know more values.
//!
//! Takes: a view. Gives: an [`Enumeration`]. Must not: name variants.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schemas::Found;
use super::views::View;
use super::{Interpreter, scalars};
use crate::diagnostics::Code;
use crate::model::{Choosable, Doc, Enumeration, Shape, Type};

/// The most values that become variants. The longest list in a published document that we know has under 3000, and a compiler takes
/// minutes for a type of many more.
const MOST_VALUES: usize = 10_000;

/// The enumeration that a schema describes, if it lists values.
pub(super) fn enumeration(interpreter: &mut Interpreter<'_>, view: &View) -> Option<Found> {
    let values: Vec<&Value> = view.enumeration.iter().filter(|it| !it.is_null()).collect();
    if values.is_empty() {
        return None;
    }
    if values.len() > MOST_VALUES {
        let scalar = scalars::scalar(interpreter, view);
        interpreter.note(
            Code::KeywordNotEnforced,
            view.at,
            format!(
                "there are {} values, too many for a type: any value is accepted",
                values.len()
            ),
            "nothing is to be done; the server still checks the value",
        );
        return Some(Found::Use(scalar.map_or(Type::Json, Type::Scalar)));
    }
    if let Some(texts) = all(&values, |it| it.as_str().map(str::to_owned)) {
        return Some(found(Enumeration::Text(choosable(view, &texts))));
    }
    if let Some(numbers) = all(&values, Value::as_i64) {
        return Some(found(Enumeration::Integer(choosable(view, &numbers))));
    }
    if matches!(view.kind.as_deref(), Some("object" | "array")) {
        interpreter.note(
            Code::KeywordNotEnforced,
            view.at,
            "the listed values are objects or lists; they are kept as documentation and not enforced",
            "values that are not listed are accepted; the server still checks them",
        );
        return None;
    }
    let scalar = scalars::scalar(interpreter, view);
    if !values.iter().all(|it| it.is_boolean()) {
        interpreter.note(
            Code::MixedEnumeration,
            view.at,
            "these values are neither all text nor all integers; they are not told apart by type",
            "the values are read as they come; nothing is lost on the wire",
        );
    }
    Some(Found::Use(scalar.map_or(Type::Json, Type::Scalar)))
}

fn found(enumeration: Enumeration) -> Found {
    Found::Definition(Shape::Enumeration(enumeration))
}

fn all<T>(values: &[&Value], read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(|it| read(it)).collect()
}

fn choosable<T: Clone + Ord>(view: &View, values: &[T]) -> Vec<Choosable<T>> {
    let mut seen = BTreeSet::new();
    let mut found = Vec::new();
    for (index, wire) in values.iter().enumerate() {
        if seen.insert(wire.clone()) {
            found.push(Choosable {
                wire: wire.clone(),
                name: at(view.value_names.as_ref(), index),
                doc: Doc {
                    text: at(view.value_docs.as_ref(), index),
                    ..Doc::default()
                },
            });
        }
    }
    found
}

/// The text at an index of an extension that is a list of texts.
fn at(list: Option<&Value>, index: usize) -> Option<String> {
    Some(list?.as_array()?.get(index)?.as_str()?.to_owned())
}
