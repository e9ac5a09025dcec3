//! Responses: what comes back on success, and the documented failures.
//!
//! Takes: `responses`. Gives: an [`Outcome`]. Must not: look at requests.

use super::media::{self, Kind};
use super::schemas::extended;
use super::{Interpreter, docs};
use crate::diagnostics::Code;
use crate::model::{Answer, Content, Doc, Outcome, Status, Success, Type};
use crate::spec::{self, MediaType, Response, SchemaId};

/// The outcome of an operation.
pub(super) fn outcome(
    interpreter: &mut Interpreter<'_>,
    method: &str,
    responses: &[Response],
    hint: &[String],
) -> Outcome {
    let mut accept = Vec::new();
    let mut successes = Vec::new();
    let mut failures = Vec::new();
    let has_success = responses.iter().any(|it| is_success(status(it)));
    for response in responses {
        let status = status(response);
        let success = is_success(status) || (status == Status::Default && !has_success);
        if !success && !is_failure(status) {
            continue;
        }
        let word = if success {
            "response".to_owned()
        } else {
            format!("error {}", word(status))
        };
        let content = content(interpreter, response, &extended(hint, &word), &mut accept)
            .filter(|_| method != "HEAD" && !matches!(status, Status::Exact(204 | 205)));
        let answer = Answer {
            status,
            content,
            doc: docs::text(Some(response.own.description.as_str()).filter(|it| !it.is_empty())),
        };
        let optional = response.own.extensions.get("x-body-optional") == Some(&true.into());
        if success {
            successes.push((answer, optional));
        } else {
            failures.push(answer);
        }
    }
    failures.sort_by_key(|it| it.status);
    Outcome {
        success: success(successes),
        accept,
        failures,
    }
}

/// One kind of body where there is one, several where they differ.
fn success(answers: Vec<(Answer, bool)>) -> Success {
    let mut contents: Vec<&Content> = Vec::new();
    for (answer, _) in &answers {
        if let Some(content) = &answer.content
            && !contents.contains(&content)
        {
            contents.push(content);
        }
    }
    match contents.as_slice() {
        [] => Success::Empty,
        [only] => Success::One {
            content: (*only).clone(),
            optional: answers
                .iter()
                .any(|(it, optional)| *optional || it.content.is_none()),
            doc: answers
                .iter()
                .find(|(it, _)| it.content.is_some())
                .map_or_else(Doc::default, |(it, _)| it.doc.clone()),
        },
        _ => {
            let mut answers: Vec<Answer> = answers.into_iter().map(|(it, _)| it).collect();
            answers.sort_by_key(|it| it.status);
            Success::Several(answers)
        }
    }
}

fn content(
    interpreter: &mut Interpreter<'_>,
    response: &Response,
    hint: &[String],
    accept: &mut Vec<String>,
) -> Option<Content> {
    let mut candidates: Vec<(Kind, &MediaType)> = response
        .content
        .iter()
        .filter(|it| media::is_sendable(&it.name))
        .map(|it| (media::kind(&it.name), it))
        .collect();
    candidates.sort_by_key(|(kind, _)| *kind);
    let (kind, media_type) = candidates.first()?;
    let name = media::essence(&media_type.name);
    let content = match (kind, media_type.schema) {
        (Kind::Json | Kind::Any, Some(schema)) if !is_bytes(interpreter, schema) => {
            Content::Json(interpreter.type_of(schema, hint))
        }
        (Kind::Json, None) => Content::Json(Type::Json),
        (Kind::Text, _) => Content::Text,
        _ => Content::Bytes,
    };
    if matches!(kind, Kind::Multipart | Kind::Form | Kind::Stream) {
        interpreter.note(
            Code::UnsupportedResponseMediaType,
            media_type.at,
            format!(
                "`{}` is not taken apart; it is read as bytes",
                name.escape_debug()
            ),
            "nothing is to be done",
        );
    }
    if !accept.contains(&name) {
        accept.push(name);
    }
    Some(content)
}

/// A binary string in a JSON or wildcard media type is a file, whatever the name says.
fn is_bytes(interpreter: &mut Interpreter<'_>, schema: SchemaId) -> bool {
    let view = interpreter.view(schema);
    view.kind.as_deref() == Some("file") || view.format.as_deref() == Some("binary")
}

fn status(response: &Response) -> Status {
    match &response.status {
        spec::Status::Default => Status::Default,
        spec::Status::Code(openapiv3::StatusCode::Code(code)) => Status::Exact(*code),
        spec::Status::Code(openapiv3::StatusCode::Range(digit)) => {
            Status::Range(u8::try_from(*digit).unwrap_or_default())
        }
    }
}

fn is_success(status: Status) -> bool {
    matches!(status, Status::Exact(200..=299) | Status::Range(2))
}

fn is_failure(status: Status) -> bool {
    matches!(
        status,
        Status::Exact(400..=999) | Status::Range(4 | 5) | Status::Default
    )
}

fn word(status: Status) -> String {
    match status {
        Status::Exact(code) => code.to_string(),
        Status::Range(digit) => format!("{digit}xx"),
        Status::Default => "default".to_owned(),
    }
}
