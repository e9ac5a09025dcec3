//! Waiting: the method of a call that makes it again until it is done.
//!
//! Takes: the states of an operation's answer. Gives: [`code::Polling`]. Must not: decide which states are final.

use super::types::Scope;
use super::{Context, lints, operations, prose, requests};
use crate::code::{self, ReadAs, Type};
use crate::model::{Content, Operation, Success};
use crate::names::OperationNames;

/// What the states of a call's answer mean, where it has any.
pub(super) fn polling(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    error: &Type,
) -> Option<code::Polling> {
    let polling = operation.polling.as_ref()?;
    let Success::One {
        content: Content::Json(answer),
        ..
    } = &operation.outcome.success
    else {
        return None;
    };
    let answer = context.ty(answer, Scope::Outside);
    let key = polling.state.last().map_or("", String::as_str);
    let about = format!(
        "Sends the call until {} is no longer {}.",
        prose::code_span(key),
        listed(&polling.pending),
    );
    Some(code::Polling {
        doc: requests::doc(context, operation, names, &about),
        lints: lints::returned(&answer, error),
        answer,
        state: polling.state.clone(),
        pending: polling.pending.clone(),
        done: polling.done.clone(),
        ended: polling.ended.clone(),
    })
}

/// What waits until a call was carried out, where that may be later.
pub(super) fn following(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    error: &Type,
) -> Option<code::Following> {
    let success = operation
        .follows
        .then(|| operations::success(context, operation, names));
    let (finish, answer) = success.flatten()?;
    let read = match finish {
        "empty" => ReadAs::Nothing,
        "bytes" => ReadAs::Bytes,
        "answer" => ReadAs::Itself,
        other => ReadAs::By(other),
    };
    let about = "Sends the call, and asks where its answer says until it was carried out.";
    Some(code::Following {
        doc: requests::doc(context, operation, names, about),
        lints: lints::returned(&answer, error),
        answer,
        read,
    })
}

fn listed(states: &[String]) -> String {
    let spans: Vec<String> = states.iter().map(|it| prose::code_span(it)).collect();
    spans.join(" or ")
}
