//! Waiting: what a document declares of the states of an answer (`x-polling`), and which operations end later than they are answered.
//!
//! Takes: operations and their types. Gives: [`Polling`]. Must not: guess which states are final.

use openapiv3::StatusCode;
use serde_json::{Map, Value};

use super::Interpreter;
use super::page::Page;
use crate::diagnostics::Code;
use crate::model::{Arena, Operation, Polling, Repeat, Success, TypeDef};
use crate::source::At;
use crate::spec::Status;

/// Finds out for each operation whether it tells how far something has got.
pub(super) fn find(interpreter: &mut Interpreter<'_>, operations: &mut [Operation]) {
    let declared = |at: At| {
        let operation = interpreter.spec.operations.iter().find(|it| it.at == at)?;
        operation.extensions.get("x-polling")
    };
    let declared: Vec<Option<&Value>> = operations.iter().map(|it| declared(it.at)).collect();
    let follows: Vec<bool> = operations
        .iter()
        .map(|it| follows(interpreter, it))
        .collect();
    for (operation, follows) in operations.iter_mut().zip(follows) {
        operation.follows = follows;
    }
    for (operation, declared) in operations.iter_mut().zip(declared) {
        let Some(declared) = declared else { continue };
        match polling(&interpreter.types, operation, declared) {
            Ok(polling) => {
                operation.polling = Some(polling);
                operation.follows = false;
            }
            Err(why) => interpreter.note(
                Code::UnusedPolling,
                operation.at,
                format!("`x-polling` of this operation cannot be followed: {why}"),
                "correct it, or correct it with an overlay",
            ),
        }
    }
}

const ACCEPTED: Status = Status::Code(StatusCode::Code(202));
/// Headers of a 202 that name where to ask how far it has got.
const WHERE_TO_ASK: [&str; 3] = ["location", "operation-location", "azure-asyncoperation"];

/// Whether an operation is said to end later (`x-ms-long-running-operation`), or its 202 has a header that leads on.
fn follows(interpreter: &Interpreter<'_>, operation: &Operation) -> bool {
    let read = &interpreter.spec.operations;
    let Some(read) = read.iter().find(|it| it.at == operation.at) else {
        return false;
    };
    let is_said = read.extensions.get("x-ms-long-running-operation") == Some(&Value::Bool(true));
    let leads_on = || {
        let mut later = read.responses.iter().filter(|it| it.status == ACCEPTED);
        later.any(|it| {
            let mut names = it.headers.iter().map(|it| it.name.to_ascii_lowercase());
            names.any(|it| WHERE_TO_ASK.contains(&it.as_str()))
        })
    };
    let success = &operation.outcome.success;
    !matches!(success, Success::Streamed | Success::Redirect) && (is_said || leads_on())
}

fn polling(
    types: &Arena<TypeDef>,
    operation: &Operation,
    declared: &Value,
) -> Result<Polling, String> {
    let declared = declared.as_object().ok_or("it must be an object")?;
    if operation.repeat != Repeat::Safe || operation.body.is_some() {
        return Err("the operation does more than read".to_owned());
    }
    let page = Page::of(types, operation)
        .ok_or("the operation does not always answer with one kind of JSON")?;
    let state = declared.get("state").and_then(Value::as_str);
    let found = page.at(state.ok_or("`state` must be a JSON Pointer")?);
    let found = found.filter(|it| page.is_state(it));
    let found = found.ok_or("`state` leads to no text")?;
    let polling = Polling {
        state: found.path(),
        pending: states(declared, "pending")?,
        done: states(declared, "done")?,
        ended: states(declared, "ended")?,
    };
    if polling.pending.is_empty() || polling.done.is_empty() {
        return Err("`pending` and `done` must name states".to_owned());
    }
    Ok(polling)
}

fn states(declared: &Map<String, Value>, key: &str) -> Result<Vec<String>, String> {
    let Some(states) = declared.get(key) else {
        return Ok(Vec::new());
    };
    let why = || format!("`{key}` must be a list of texts");
    let states = states.as_array().ok_or_else(why)?.iter();
    states
        .map(|it| it.as_str().map(str::to_owned).ok_or_else(why))
        .collect()
}
