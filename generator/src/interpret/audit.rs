//! The audit: the parameters, bodies and headers that a document describes, and that its model does not have.
//!
//! Takes: what was read, and what was made of it. Gives: a finding for each part that is gone without one that means it. Must not: know
//! why anything is left aside.
//!
//! Parts are told by what they are called where they are sent, so that nobody who makes or drops one has to keep a list.

use std::collections::BTreeSet;

use super::media;
use super::responses::{LESS, status};
use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Answer, Header, Operation, Outcome, Payload, Status, Success};
use crate::source::At;
use crate::spec;

/// Findings that mean that the part at their place is left aside.
const MEANT: [Code; 7] = [
    Code::DuplicateParameter,
    Code::IgnoredHeader,
    Code::MisnamedMediaType,
    Code::PathMismatch,
    Code::RawCredential,
    Code::UnsupportedParameter,
    Code::UnusedMediaType,
];

/// Reports what is gone from the operations of a document. Those that are left out as a whole have a finding of their own.
pub(super) fn audit(
    described: &[spec::Operation],
    made: &[Operation],
    headers: &[Header],
    diagnostics: &mut Diagnostics,
) {
    let mut made = made.iter().peekable();
    let mut gone = Vec::new();
    for described in described {
        if let Some(made) = made.next_if(|it| it.at == described.at) {
            compare(described, made, headers, &mut gone);
        }
    }
    if gone.is_empty() {
        return;
    }
    let said: BTreeSet<At> = diagnostics.places_of(&MEANT).collect();
    gone.retain(|(at, _)| !said.contains(at));
    for (at, what) in gone {
        diagnostics.push(
            Code::Vanished,
            at,
            format!("this {what} is not in the client"),
            "this is a defect of the generator; please report it with the document",
        );
    }
}

/// Adds the parts of an operation that are gone.
fn compare(
    described: &spec::Operation,
    made: &Operation,
    headers: &[Header],
    gone: &mut Vec<(At, &'static str)>,
) {
    let parameters = described.parameters.iter();
    let lost = parameters.filter(|it| made.inputs.iter().all(|input| input.at != it.at));
    gone.extend(lost.map(|it| (it.at, "parameter")));

    let sent = described.body.iter().flat_map(|it| &it.content);
    let lost = sent.filter(|it| !is_sent(made, &it.name));
    gone.extend(lost.map(|it| (it.at, "media type of the request")));

    let outcome = &made.outcome;
    for response in &described.responses {
        let status = status(response);
        let received = response.content.iter();
        let lost = received.filter(|it| !is_received(outcome, status, &it.name));
        gone.extend(lost.map(|it| (it.at, "media type of an answer")));

        let known = || outcome.headers.iter().filter_map(|it| headers.get(*it));
        let is_known = |name: &str| known().any(|it| it.wire.eq_ignore_ascii_case(name));
        let lost = response.headers.iter().filter(|it| !is_known(&it.name));
        gone.extend(lost.map(|it| (it.at, "header")));
    }
}

/// Whether a body of this media type can be sent; one of any media type may go as JSON.
fn is_sent(operation: &Operation, name: &str) -> bool {
    operation.bodies().any(|it| match &it.payload {
        Payload::Media(names) => names.iter().any(|it| it == name),
        _ => it.media_type == name || name.contains('*') && it.media_type == "application/json",
    })
}

/// Whether an answer of this status and media type is read, whole or as a stream.
fn is_received(outcome: &Outcome, status: Status, name: &str) -> bool {
    let asked = media::asked(name);
    let is_asked = |it: &String| it.strip_suffix(LESS).unwrap_or(it) == asked;
    let told = [media::essence(name), media::in_full(name)];
    let is_it = |it: &Answer| it.status == status && it.media.iter().any(|it| told.contains(it));
    let is_success = matches!(
        status,
        Status::Exact(200..=299) | Status::Range(2) | Status::Default
    );
    let is_read = match &outcome.success {
        Success::One { .. } => is_success && outcome.accept.iter().any(is_asked),
        Success::Several(answers) => answers.iter().any(is_it),
        Success::Empty | Success::Redirect | Success::Streamed => false,
    };
    is_read
        || outcome.failures.iter().any(is_it)
        || outcome
            .streams
            .iter()
            .any(|it| it.accept.iter().any(is_asked))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::model::Api;
    use crate::normalise::{neighbours::Neighbours, normalise};
    use crate::settings::Settings;

    const DOCUMENT: &str = r#"{"openapi": "3.0.3", "info": {"title": "t", "version": "1"}, "paths": {"/a": {"post": {
        "parameters": [{"name": "p", "in": "query"}, {"name": "Accept", "in": "header"}],
        "requestBody": {"content": {"application/json": {"schema": {}}, "image/png": {}, "image/gif": {}}},
        "responses": {
            "200": {"description": "", "headers": {"X": {}, "Content-Type": {}},
                "content": {"application/json": {"schema": {"type": "object"}}, "text/event-stream": {}}},
            "201": {"description": "", "content": {"text/plain": {}}},
            "204": {"description": "", "content": {"image/png": {}}},
            "302": {"description": "", "content": {"text/html": {}}},
            "404": {"description": "", "content": {"application/problem+json": {}, "image/png": {}}}}}}}}"#;

    /// What is said of a document when its model was changed behind its back.
    fn gone(change: impl FnOnce(&mut Api)) -> Vec<String> {
        let mut found = Diagnostics::new();
        let document = crate::source::read("a.json", DOCUMENT, 0, &mut found);
        let documents = vec![document.unwrap().root];
        let canonical = normalise(documents, &[], Neighbours::default(), &mut found).unwrap();
        let api = spec::read(&canonical, &mut found);
        let settings = Settings::single("a", "a.json").unwrap();
        let mut model = super::super::interpret(&api, &settings.apis[0], &mut found);
        change(&mut model);
        audit(
            &api.operations,
            &model.operations,
            &model.headers,
            &mut found,
        );
        let vanished = found.sorted().into_iter();
        let vanished = vanished.filter(|it| it.code == Code::Vanished);
        vanished.map(|it| it.message).collect()
    }

    #[test]
    fn what_the_model_does_not_have_is_said() {
        fn check(change: fn(&mut Operation), expected: &[&str]) {
            let expected: Vec<String> = expected
                .iter()
                .map(|it| format!("this {it} is not in the client"))
                .collect();
            assert_eq!(gone(|api| change(&mut api.operations[0])), expected);
        }
        let (sent, received) = ("media type of the request", "media type of an answer");
        check(|_| {}, &[]);
        check(|it| it.inputs.clear(), &["parameter"]);
        check(|it| it.body = None, &[sent]);
        check(|it| it.others.clear(), &[sent, sent]);
        check(|it| it.outcome.headers.clear(), &["header"]);
        check(|it| it.outcome.streams.clear(), &[received]);
        check(|it| it.outcome.failures.clear(), &[received]);
        check(
            |it| it.outcome.success = Success::Empty,
            &[received, received],
        );
        check(
            |it| match &mut it.outcome.success {
                Success::Several(answers) => answers.truncate(1),
                other => panic!("{other:?}"),
            },
            &[received],
        );
    }

    #[test]
    fn an_operation_that_is_left_out_has_no_parts() {
        assert!(gone(|api| api.operations.clear()).is_empty());
    }
}
