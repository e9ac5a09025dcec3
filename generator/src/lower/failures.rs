//! Documented answers: an enum of failures for each call that has any, and one of successes where there are several.
//!
//! Takes: outcomes. Gives: items of `errors.rs` and `responses.rs`, and how they are read. Must not: close the list.

use super::types::Scope;
use super::{Context, docs, lints, prose};
use crate::code::{
    Answers, AnswersKind, AnswersWire, Doc, Item, Known, Lint, Name, ReadAnswer, ReadContent,
    Statuses, Type, Variant, Wrapper,
};
use crate::model::{Answer, Content, Operation, Status, Success};
use crate::names::{self, OperationNames};

/// Longest text, in bytes, that stands on one line behind the status.
const LONGEST_LINE: usize = 80;

/// The items of `errors.rs`.
pub(super) fn errors(context: &Context<'_>) -> Vec<Item> {
    with_failures(context)
        .map(|(operation, names)| {
            let about = "The documented failures of";
            Item::Answers(Answers {
                doc: about_call(about, names),
                name: Name::from(&names.error),
                variants: variants(context, &operation.outcome.failures, AnswersKind::Failure),
            })
        })
        .collect()
}

/// The items of `responses.rs`.
pub(super) fn responses(context: &Context<'_>) -> Vec<Item> {
    with_several(context)
        .map(|(answers, names)| {
            Item::Answers(Answers {
                doc: about_call("The answers of", names),
                name: Name::from(&names.response),
                variants: variants(context, answers, AnswersKind::Answer),
            })
        })
        .collect()
}

/// How all of them are read.
pub(super) fn wires(context: &Context<'_>) -> Vec<Item> {
    let failures = with_failures(context)
        .map(|(operation, names)| failure_wire(&operation.outcome.failures, error_type(names)));
    let answers =
        with_several(context).map(|(answers, names)| answer_wire(answers, response_type(names)));
    failures.chain(answers).map(Item::AnswersWire).collect()
}

/// The type of a call's documented failures.
pub(super) fn error_type(names: &OperationNames) -> Type {
    Type::Generated(Some("errors"), Name::from(&names.error))
}

/// The type of a call's answers, where it has several.
pub(super) fn response_type(names: &OperationNames) -> Type {
    Type::Generated(Some("responses"), Name::from(&names.response))
}

fn with_failures<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a Operation, &'a OperationNames)> {
    context
        .api
        .operations
        .iter()
        .zip(&context.names.operations)
        .filter(|(operation, _)| !operation.outcome.failures.is_empty())
}

fn with_several<'a>(
    context: &Context<'a>,
) -> impl Iterator<Item = (&'a [Answer], &'a OperationNames)> {
    context
        .api
        .operations
        .iter()
        .zip(&context.names.operations)
        .filter_map(|(operation, names)| match &operation.outcome.success {
            Success::Several(answers) => Some((answers.as_slice(), names)),
            Success::Empty | Success::One { .. } => None,
        })
}

fn about_call(about: &str, names: &OperationNames) -> Doc {
    let method = Name::from(&names.method);
    let method = method.bare();
    Doc(vec![format!(
        "{about} [`Client::{method}`](super::Client::{method})."
    )])
}

fn variants(context: &Context<'_>, answers: &[Answer], kind: AnswersKind) -> Vec<Variant> {
    answers
        .iter()
        .map(|answer| {
            let ty = content(context, answer, kind);
            Variant {
                doc: variant_doc(answer),
                lints: ty.as_ref().map(lints::complexity).unwrap_or_default(),
                name: variant_name(answer.status),
                ty,
            }
        })
        .collect()
}

fn content(context: &Context<'_>, answer: &Answer, kind: AnswersKind) -> Option<Type> {
    match (answer.content.as_ref()?, reader(answer, kind)) {
        (Content::Json(ty), _) => {
            let large = context.sizes.is_large(ty);
            let ty = context.ty(ty, Scope::Outside);
            Some(if large { ty.within(Wrapper::Box) } else { ty })
        }
        (_, ReadContent::Text) => Some(Type::Known(Known::String)),
        (_, ReadContent::Bytes) => Some(Type::Known(Known::Bytes)),
        (_, ReadContent::Nothing | ReadContent::Json) => None,
    }
}

/// How the content is read. A failure keeps its raw bytes anyway, so only JSON is read there.
fn reader(answer: &Answer, kind: AnswersKind) -> ReadContent {
    match (&answer.content, kind) {
        (Some(Content::Json(_)), _) => ReadContent::Json,
        (Some(Content::Text), AnswersKind::Answer) => ReadContent::Text,
        (Some(Content::Bytes), AnswersKind::Answer) => ReadContent::Bytes,
        (Some(Content::Text | Content::Bytes), AnswersKind::Failure) | (None, _) => {
            ReadContent::Nothing
        }
    }
}

fn variant_name(status: Status) -> Name {
    Name::from(&names::status(status))
}

fn variant_doc(answer: &Answer) -> Doc {
    let label = match answer.status {
        Status::Exact(status) => format!("Status {status}"),
        Status::Range(digit) => format!("Status {digit}XX"),
        Status::Default => "Any other status".to_owned(),
    };
    let text = answer.doc.text.as_deref().unwrap_or_default().trim();
    let words = answer.doc.title.as_deref().unwrap_or_default().trim();
    let short = if words.is_empty() { text } else { words };
    let fits = short.len() <= LONGEST_LINE && short.lines().count() <= 1;
    if fits && (words.is_empty() || text.is_empty()) {
        return Doc(vec![docs::sentence(&format!("{label}: {short}"))]);
    }
    let mut blocks = vec![vec![format!("{label}.")]];
    blocks.extend(prose::head(&answer.doc));
    prose::join(blocks)
}

fn read(answer: &Answer, kind: AnswersKind) -> ReadAnswer {
    ReadAnswer {
        variant: variant_name(answer.status),
        content: reader(answer, kind),
    }
}

fn failure_wire(answers: &[Answer], ty: Type) -> AnswersWire {
    let kind = AnswersKind::Failure;
    let cases = cases(answers, kind);
    AnswersWire {
        ty,
        kind,
        lints: read_lints(&cases),
        cases,
        otherwise: default_of(answers).map(|it| read(it, kind)),
    }
}

fn answer_wire(answers: &[Answer], ty: Type) -> AnswersWire {
    let kind = AnswersKind::Answer;
    // A status that is not documented is read like the first one that is.
    let otherwise = default_of(answers)
        .or(answers.first())
        .map(|it| read(it, kind));
    let mut cases = cases(answers, kind);
    cases.retain(|(_, it)| Some(it) != otherwise.as_ref());
    AnswersWire {
        ty,
        kind,
        lints: read_lints(&cases),
        cases,
        otherwise,
    }
}

fn read_lints(cases: &[(Statuses, ReadAnswer)]) -> Vec<Lint> {
    let statuses: Vec<Statuses> = cases.iter().map(|(it, _)| *it).collect();
    lints::statuses(&statuses)
}

fn default_of(answers: &[Answer]) -> Option<&Answer> {
    answers.iter().find(|it| it.status == Status::Default)
}

/// Exact statuses first, because the first arm that fits is taken.
fn cases(answers: &[Answer], kind: AnswersKind) -> Vec<(Statuses, ReadAnswer)> {
    let mut cases: Vec<(Status, &Answer)> = answers.iter().map(|it| (it.status, it)).collect();
    cases.sort_by_key(|(status, _)| *status);
    cases
        .into_iter()
        .filter_map(|(status, answer)| {
            let statuses = match status {
                Status::Exact(status) => Statuses::One(status),
                Status::Range(digit) => {
                    let first = u16::from(digit) * 100;
                    Statuses::Range(first, first + 99)
                }
                Status::Default => return None,
            };
            Some((statuses, read(answer, kind)))
        })
        .collect()
}
