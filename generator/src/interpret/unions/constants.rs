//! Constants: values that a property of a branch must have.
//!
//! Takes: branches. Gives: texts, or integers and booleans as JSON writes them. Must not: choose.

use serde_json::Value;

use super::branches::Branch;
use crate::interpret::Interpreter;
use crate::spec::SchemaId;

/// The values that a property of a branch can have, if it lists them, or a discriminator knows the branch by them.
pub(super) fn of(
    interpreter: &mut Interpreter<'_>,
    branch: &Branch,
    property: &str,
) -> Vec<String> {
    if let Some(tagged) = branch.tagged(property) {
        return tagged.to_vec();
    }
    // A value that counts under a condition tells nothing.
    let is_certain = !branch.view.conditional.contains(property);
    let of = branch.view.properties.get(property).filter(|_| is_certain);
    of.map_or_else(Vec::new, |it| values(interpreter, *it))
}

/// The values of a schema, if it lists them.
pub(in crate::interpret) fn values(interpreter: &mut Interpreter<'_>, id: SchemaId) -> Vec<String> {
    let mut id = id;
    // `anyOf: [{const: a}, null]` is a constant that may be absent.
    for _ in 0..4 {
        let view = interpreter.view(id);
        match view.unions.as_slice() {
            [alternatives] if view.enumeration.is_empty() => match alternatives.ids.as_slice() {
                [only] => id = *only,
                _ => break,
            },
            _ => break,
        }
    }
    interpreter
        .view(id)
        .enumeration
        .iter()
        .filter(|it| !it.is_null())
        .map(constant)
        .collect::<Option<_>>()
        .unwrap_or_default()
}

/// The properties of a branch that can have so many values at most, with these.
pub(super) fn few(
    interpreter: &mut Interpreter<'_>,
    branch: &Branch,
    most: usize,
) -> Vec<(String, Vec<String>)> {
    let properties = branch.view.properties.keys();
    let listed = properties.map(|it| (it.clone(), of(interpreter, branch, it)));
    listed
        .filter(|(_, values)| (1..=most).contains(&values.len()))
        .collect()
}

fn constant(value: &Value) -> Option<String> {
    match value {
        Value::String(text) => Some(text.clone()),
        Value::Number(number) if !number.is_f64() => Some(number.to_string()),
        Value::Bool(value) => Some(value.to_string()),
        _ => None,
    }
}
