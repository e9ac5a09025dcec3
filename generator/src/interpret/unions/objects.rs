//! Objects of a union: told apart by a discriminator, by constants, or by a key that only one branch requires.
//!
//! Takes: the branches that are objects. Gives: an [`ObjectChoice`], or nothing when they cannot be told apart.
//! Must not: make types.

use std::collections::BTreeSet;

use serde_json::Value;

use super::Branch;
use crate::interpret::Interpreter;
use crate::interpret::views::View;
use crate::model::ObjectChoice;

/// How to tell the branches apart. Indices count the given branches.
pub(super) fn choose(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    branches: &[&Branch],
) -> Option<ObjectChoice> {
    match branches {
        [] => Some(ObjectChoice::None),
        [_] => Some(ObjectChoice::Only(0)),
        _ => by_discriminator(interpreter, view, branches)
            .or_else(|| by_constants(interpreter, branches, true))
            .or_else(|| by_required_key(branches))
            .or_else(|| by_constants(interpreter, branches, false)),
    }
}

/// The `discriminator`: its mapping, the constants of the branches, and the names of their schemas, in this order.
fn by_discriminator(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    branches: &[&Branch],
) -> Option<ObjectChoice> {
    let discriminator = view.discriminator.as_ref()?;
    let property = discriminator.property_name.clone();
    let mut cases: Vec<(String, usize)> = Vec::new();
    let mut add = |value: String, index: usize| {
        if !cases.iter().any(|(known, _)| *known == value) {
            cases.push((value, index));
        }
    };
    for (value, target) in &discriminator.mapping {
        if let Some(index) = position(branches, &component_name(target)) {
            add(value.clone(), index);
        }
    }
    let mapped: BTreeSet<usize> = discriminator
        .mapping
        .values()
        .filter_map(|it| position(branches, it.rsplit('/').next().unwrap_or(it)))
        .collect();
    for (index, branch) in branches.iter().enumerate() {
        let constants = constants(interpreter, &branch.view, &property);
        if let (true, Some(name)) = (
            constants.is_empty() && !mapped.contains(&index),
            &branch.component,
        ) {
            add(name.clone(), index);
        }
        for value in constants {
            add(value, index);
        }
    }
    let covered: BTreeSet<usize> = cases.iter().map(|(_, index)| *index).collect();
    (covered.len() == branches.len()).then_some(ObjectChoice::Tag {
        property,
        cases,
        otherwise: discriminator
            .extensions
            .get("x-default-mapping")
            .and_then(|it| it.as_str())
            .and_then(|it| position(branches, &component_name(it))),
    })
}

/// The name of the component that a lowered reference leads to.
fn component_name(reference: &str) -> String {
    crate::spec::decode(reference.rsplit('/').next().unwrap_or(reference))
}

fn position(branches: &[&Branch], component: &str) -> Option<usize> {
    branches
        .iter()
        .position(|it| it.component.as_deref() == Some(component))
}

/// A property that every branch has, or even requires, with constants that differ.
fn by_constants(
    interpreter: &mut Interpreter<'_>,
    branches: &[&Branch],
    required: bool,
) -> Option<ObjectChoice> {
    let candidates: Vec<String> = branches
        .first()?
        .view
        .properties
        .keys()
        .filter(|key| !required || branches.iter().all(|it| it.view.required.contains(*key)))
        .cloned()
        .collect();
    for property in candidates {
        let mut cases: Vec<(String, usize)> = Vec::new();
        let mut distinct = true;
        for (index, branch) in branches.iter().enumerate() {
            let values = constants(interpreter, &branch.view, &property);
            distinct &= !values.is_empty();
            for value in values {
                distinct &= !cases.iter().any(|(known, _)| *known == value);
                cases.push((value, index));
            }
        }
        if distinct {
            return Some(ObjectChoice::Tag {
                property,
                cases,
                otherwise: None,
            });
        }
    }
    None
}

/// The values that a property can be, if it lists them: texts, or integers and booleans as JSON writes them.
fn constants(interpreter: &mut Interpreter<'_>, view: &View, property: &str) -> Vec<String> {
    let Some(id) = view.properties.get(property) else {
        return Vec::new();
    };
    let values = interpreter.view(*id);
    values
        .enumeration
        .iter()
        .map(constant)
        .collect::<Option<_>>()
        .unwrap_or_default()
}

fn constant(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}

/// A key that one branch requires and no other knows. One branch may be without: it is what is left.
fn by_required_key(branches: &[&Branch]) -> Option<ObjectChoice> {
    let mut cases = Vec::new();
    let mut otherwise = None;
    for (index, branch) in branches.iter().enumerate() {
        let unique = branch.view.required.iter().find(|key| {
            branches.iter().enumerate().all(|(other, it)| {
                other == index
                    || !it.view.properties.contains_key(*key) && !it.view.required.contains(*key)
            })
        });
        match (unique, otherwise) {
            (Some(key), _) => cases.push((key.clone(), index)),
            (None, None) => otherwise = Some(index),
            (None, Some(_)) => return None,
        }
    }
    Some(ObjectChoice::Key { cases, otherwise })
}
