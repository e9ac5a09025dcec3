//! Everything outside of definitions that refers to one, with the direction in which it goes.
//!
//! Takes: operations, headers and globals. Gives: types to be changed. Must not: change them.

use super::Side;
use crate::model::{
    Answer, Content, Framing, Global, Header, Operation, Outcome, Payload, Success, Type,
};

/// All uses, but those in definitions.
pub(super) fn all<'a>(
    operations: &'a mut [Operation],
    headers: &'a mut [Header],
    globals: &'a mut [Global],
) -> Vec<(Side, &'a mut Type)> {
    let mut uses = Vec::new();
    for operation in operations {
        let inputs = operation.inputs.iter_mut().map(|it| &mut it.ty);
        let bodies = operation.body.iter_mut().chain(&mut operation.others);
        let bodies = bodies.filter_map(|it| body(&mut it.payload));
        uses.extend(inputs.chain(bodies).map(|it| (Side::Sent, it)));
        uses.extend(received(&mut operation.outcome));
    }
    uses.extend(headers.iter_mut().map(|it| (Side::Received, &mut it.ty)));
    uses.extend(globals.iter_mut().map(|it| (Side::Sent, &mut it.ty)));
    uses
}

fn body(payload: &mut Payload) -> Option<&mut Type> {
    match payload {
        Payload::Content(it) => content(it),
        Payload::Pairs(form) | Payload::Parts(form) => form.ty.as_mut(),
        Payload::Media(_) => None,
    }
}

fn received(outcome: &mut Outcome) -> impl Iterator<Item = (Side, &mut Type)> {
    let (one, several) = match &mut outcome.success {
        Success::One { content, .. } => (Some(content), [].as_mut_slice()),
        Success::Several(answers) => (None, answers.as_mut_slice()),
        Success::Empty | Success::Redirect | Success::Streamed => (None, [].as_mut_slice()),
    };
    let answers = several.iter_mut().chain(&mut outcome.failures);
    let contents = answers.filter_map(|it: &mut Answer| it.content.as_mut());
    let contents = one.into_iter().chain(contents).filter_map(content);
    let streams = outcome.streams.iter_mut();
    let items = streams.filter_map(|it| match &mut it.framing {
        Framing::Events(ty) => ty.as_mut(),
        Framing::Lines(ty) | Framing::Records(ty) => Some(ty),
        Framing::Bytes => None,
    });
    contents.chain(items).map(|it| (Side::Received, it))
}

fn content(content: &mut Content) -> Option<&mut Type> {
    match content {
        Content::Json(ty) => Some(ty),
        Content::Text | Content::Bytes => None,
    }
}
