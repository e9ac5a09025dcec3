//! Documented answers: an enum of failures for each call that has any, and one of successes where there are several.
//!
//! Takes: outcomes. Gives: items of `errors.rs` and `responses.rs`, and how they are read. Must not: close the list.

use std::cmp::Reverse;

use super::types::Scope;
use super::{Context, docs, lints, prose};
use crate::code::{
    AnswerCase, Answers, AnswersKind, AnswersWire, Doc, Item, Known, Lint, Name, ReadAnswer,
    ReadContent, Statuses, Type, Variant, Wrapper,
};
use crate::model::{Answer, Content, Operation, Status, Success};
use crate::names::{Ident, OperationNames};

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
                variants: variants(
                    context,
                    &operation.outcome.failures,
                    &names.failures,
                    AnswersKind::Failure,
                ),
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
                variants: variants(context, answers, &names.successes, AnswersKind::Answer),
            })
        })
        .collect()
}

/// How all of them are read.
pub(super) fn wires(context: &Context<'_>) -> Vec<Item> {
    let failures = with_failures(context).map(|(operation, names)| {
        let kind = AnswersKind::Failure;
        let answers = (operation.outcome.failures.as_slice(), &*names.failures);
        wire(answers, kind, error_type(names))
    });
    let answers = with_several(context).map(|(answers, names)| {
        let answers = (answers, &*names.successes);
        wire(answers, AnswersKind::Answer, response_type(names))
    });
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
            Success::Empty | Success::Redirect | Success::Streamed | Success::One { .. } => None,
        })
}

fn about_call(about: &str, names: &OperationNames) -> Doc {
    let method = Name::from(&names.method);
    let method = method.bare();
    Doc(vec![format!(
        "{about} [`Client::{method}`](super::Client::{method})."
    )])
}

fn variants(
    context: &Context<'_>,
    answers: &[Answer],
    names: &[Ident],
    kind: AnswersKind,
) -> Vec<Variant> {
    (answers.iter().zip(names).enumerate())
        .map(|(index, (answer, name))| {
            let ty = content(context, answer, kind);
            Variant {
                doc: variant_doc(answer, is_first(answers, index)),
                lints: ty.as_ref().map(lints::complexity).unwrap_or_default(),
                name: Name::from(name),
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

/// How the content is read. A failure keeps its raw bytes anyway, so only JSON and text are read there.
fn reader(answer: &Answer, kind: AnswersKind) -> ReadContent {
    match (&answer.content, kind) {
        (Some(Content::Json(_)), _) => ReadContent::Json,
        (Some(Content::Text), _) => ReadContent::Text,
        (Some(Content::Bytes), AnswersKind::Answer) => ReadContent::Bytes,
        (Some(Content::Bytes), AnswersKind::Failure) | (None, _) => ReadContent::Nothing,
    }
}

/// Whether an answer is the one to assume of its status.
fn is_first(answers: &[Answer], index: usize) -> bool {
    let status = |it: &Answer| it.status;
    let own = answers.get(index).map(status);
    !answers.iter().take(index).any(|it| Some(it.status) == own)
}

fn variant_doc(answer: &Answer, first: bool) -> Doc {
    let mut label = match answer.status {
        Status::Exact(status) => format!("Status {status}"),
        Status::Range(digit) => format!("Status {digit}XX"),
        Status::Default => "Any other status".to_owned(),
    };
    if !first {
        let media: Vec<String> = answer.media.iter().map(|it| prose::code_span(it)).collect();
        label = format!("{label} as {}", media.join(" or "));
    }
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

fn read(answer: &Answer, name: &Ident, kind: AnswersKind) -> ReadAnswer {
    ReadAnswer {
        variant: Name::from(name),
        content: reader(answer, kind),
    }
}

fn wire(answers: (&[Answer], &[Ident]), kind: AnswersKind, ty: Type) -> AnswersWire {
    let mut cases = cases(answers, kind);
    let last = cases.pop_if(|it| it.statuses == Statuses::All && it.media.is_empty());
    let otherwise = match (last, kind) {
        (Some(last), _) => Some(last.read),
        (None, AnswersKind::Failure) => None,
        // A success that is not documented is read like the range, or like the first one that is.
        (None, AnswersKind::Answer) => {
            let is_range = |it: &&AnswerCase| matches!(it.statuses, Statuses::Range(..));
            let is_plain = |it: &&AnswerCase| it.media.is_empty();
            let plain = || cases.iter().filter(is_plain);
            let found = plain().find(is_range).or_else(|| plain().next());
            found.map(|it| it.read.clone())
        }
    };
    cases.retain(|it| !it.media.is_empty() || Some(&it.read) != otherwise.as_ref());
    AnswersWire {
        ty,
        kind,
        lints: read_lints(&cases),
        cases,
        otherwise,
    }
}

fn read_lints(cases: &[AnswerCase]) -> Vec<Lint> {
    let statuses: Vec<Statuses> = cases.iter().map(|it| it.statuses).collect();
    lints::statuses(&statuses)
}

/// Exact statuses first, and what is told by its media type before what is assumed, narrow ranges before wide ones: the first arm
/// that fits is taken.
fn cases((answers, names): (&[Answer], &[Ident]), kind: AnswersKind) -> Vec<AnswerCase> {
    let mut cases: Vec<(Status, bool, AnswerCase)> = Vec::new();
    for (index, (answer, name)) in answers.iter().zip(names).enumerate() {
        let first = is_first(answers, index);
        let case = AnswerCase {
            statuses: statuses(answer.status),
            media: answer.media.clone(),
            read: read(answer, name, kind),
        };
        if first {
            let media = Vec::new();
            let assumed = AnswerCase {
                media,
                ..case.clone()
            };
            cases.push((answer.status, true, assumed));
        }
        // The one to assume need not be known by its name, unless a range of another one holds it.
        let of_status = |it: &&Answer| it.status == answer.status;
        let mut others = answers.iter().filter(of_status).skip(1);
        if !first || others.any(|it| holds_one(&it.media, &answer.media)) {
            cases.push((answer.status, false, case));
        }
    }
    cases.sort_by_key(|(status, first, case)| (*status, *first, width(&case.media)));
    cases.into_iter().map(|(_, _, case)| case).collect()
}

/// Whether a range of one answer holds a media type of another one.
fn holds_one(ranges: &[String], media: &[String]) -> bool {
    let prefixes = ranges.iter().filter_map(|it| it.strip_suffix('*'));
    let mut prefixes = prefixes.map(|it| it.strip_prefix('*').map_or(it, |_| ""));
    prefixes.any(|prefix| media.iter().any(|it| it.starts_with(prefix)))
}

/// How much the widest of these media ranges takes in: what names more parameters is more specific (RFC 9110, section 12.5.1).
fn width(media: &[String]) -> (usize, Reverse<usize>) {
    let width = |it: &String| (it.matches('*').count(), Reverse(it.matches(';').count()));
    media.iter().map(width).max().unwrap_or((0, Reverse(0)))
}

fn statuses(status: Status) -> Statuses {
    match status {
        Status::Exact(status) => Statuses::One(status),
        Status::Range(digit) => {
            let first = u16::from(digit) * 100;
            Statuses::Range(first, first + 99)
        }
        Status::Default => Statuses::All,
    }
}
