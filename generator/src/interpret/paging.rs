//! Pages: what leads from one answer of an operation to the next.
//!
//! Takes: operations, their types, and what documents declare (`x-paging`). Gives: [`Paging`](crate::model::Paging), where it is
//! declared or cannot be mistaken. Must not: guess where a wrong guess would skip items or never end.

mod declared;
mod found;

use std::collections::BTreeMap;

use serde_json::Value;

use super::Interpreter;
use crate::diagnostics::Code;
use crate::model::Operation;
use crate::spec;

/// Finds out for each operation how its pages follow each other.
pub(super) fn find(interpreter: &mut Interpreter<'_>, operations: &mut [Operation]) {
    let spec = interpreter.spec;
    let read: BTreeMap<_, _> = spec.operations.iter().map(|it| (it.at, it)).collect();
    for operation in operations {
        let Some(read) = read.get(&operation.at) else {
            continue;
        };
        operation.paging = match read.extensions.get("x-paging") {
            Some(Value::Bool(false)) => None,
            None => found::paging(interpreter, read, operation),
            Some(declared) => match declared::paging(interpreter, read, operation, declared) {
                Ok(paging) => Some(paging),
                Err(why) => {
                    interpreter.note(
                        Code::UnusedPaging,
                        operation.at,
                        format!("`x-paging` of this operation cannot be followed: {why}"),
                        "correct it, or correct it with an overlay",
                    );
                    None
                }
            },
        };
    }
}

/// With which number a parameter begins, as the document says it: its default, or a minimum of 1.
fn first_number(interpreter: &Interpreter<'_>, read: &spec::Operation, name: &str) -> Option<u64> {
    let is_it = |it: &&spec::Parameter| it.name == name;
    let parameter = read.parameters.iter().map(|it| &**it).find(is_it)?;
    let schema = interpreter.spec.schemas.get(parameter.schema?);
    let default = schema.data.default.as_deref().and_then(Value::as_u64);
    let minimum = schema.own.minimum;
    let is_one = minimum.is_some_and(|it| (it - 1.0).abs() < f64::EPSILON);
    default.or(is_one.then_some(1))
}
