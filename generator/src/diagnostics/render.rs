//! Findings as text: for people, with the line that each is about, and one line each for golden files.
//!
//! Takes: findings and the documents that they are about. Gives: text.
//! Must not: print, or let anything of a document reach a terminal unescaped.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use annotate_snippets::{Annotation, AnnotationKind, Level, Message, Origin, Renderer, Snippet};

use super::place::{Place, escape, is_hidden};
use super::{Code, Diagnostic, Severity};
use crate::source::At;
use crate::source::document::Sources;

/// How many findings of one code in one document are shown with the line that they are about. Of the rest, errors and losses are told
/// in a line each, and notes are counted, or told as well when that is asked for.
const SHOWN: usize = 5;

/// How many notes are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notes {
    /// The first few of each code in each document; how many more there are is said.
    Few,
    /// All of them.
    All,
}

impl Notes {
    /// By the option of a command that asks for all.
    #[must_use]
    pub fn of(all: bool) -> Self {
        if all { Self::All } else { Self::Few }
    }
}

/// The widest excerpt, in columns: more than a [`Place`] holds.
const WIDTH: usize = 240;

/// For people, as `rustc` prints its own, without colour.
#[must_use]
pub fn render(found: &[Diagnostic], sources: &Sources, notes: Notes) -> String {
    report(found, sources, notes, &Renderer::plain().term_width(WIDTH))
}

/// As [`render`], with the colours of a terminal.
#[must_use]
pub fn render_coloured(found: &[Diagnostic], sources: &Sources, notes: Notes) -> String {
    report(found, sources, notes, &Renderer::styled().term_width(WIDTH))
}

/// One line each: `severity[code] file:line:column /pointer, and file:line:column /pointer: message (help)`.
#[must_use]
pub fn render_plain(found: &[Diagnostic], sources: &Sources) -> String {
    found.iter().map(|it| line(it, sources)).collect()
}

fn line(it: &Diagnostic, sources: &Sources) -> String {
    let mut line = format!("{}[{}]", severity(it.code), it.code.name());
    if let Some(place) = place(it, sources) {
        let Place {
            label,
            line: row,
            column,
            ..
        } = &place;
        add(&mut line, format_args!(" {label}:{row}:{column}"));
    }
    if let Some(pointer) = pointer(it.at, sources) {
        add(&mut line, format_args!(" {pointer}"));
    }
    if let Some(Place {
        label,
        line: row,
        column,
        ..
    }) = beside(it, sources)
    {
        let pointer = pointer(it.beside, sources).unwrap_or_default();
        add(
            &mut line,
            format_args!(", and {label}:{row}:{column} {pointer}"),
        );
    }
    add(&mut line, format_args!(": {}", it.message));
    if !it.help.is_empty() {
        add(&mut line, format_args!(" ({})", it.help));
    }
    let mut line = escape(&line);
    line.push('\n');
    line
}

fn report(found: &[Diagnostic], sources: &Sources, notes: Notes, renderer: &Renderer) -> String {
    let is_counted = |code: Code| notes == Notes::Few && code.severity() == Severity::Note;
    let mut text = String::new();
    let mut counts: BTreeMap<(Code, Option<String>), usize> = BTreeMap::new();
    let mut more = String::new();
    for it in found {
        let count = counts.entry((it.code, label(it, sources))).or_default();
        *count += 1;
        if *count <= SHOWN {
            text.push_str(&one(it, sources, renderer));
            text.push_str("\n\n");
        } else if !is_counted(it.code) {
            more.push_str(&line(it, sources));
        }
    }
    if !more.is_empty() {
        add(&mut text, format_args!("{more}\n"));
    }
    for ((code, label), count) in counts {
        if count > SHOWN && is_counted(code) {
            let label = label.map(|it| format!(" in {}", escape(&it)));
            let (more, code) = (count - SHOWN, code.name());
            let label = label.unwrap_or_default();
            add(
                &mut text,
                format_args!("… and {more} more of [{code}]{label}: `--notes` tells them all\n\n"),
            );
        }
    }
    text.push_str(&summary(found));
    text
}

/// One finding: title, excerpt, pointer, help.
fn one(it: &Diagnostic, sources: &Sources, renderer: &Renderer) -> String {
    let level = match it.code.severity() {
        Severity::Error => Level::ERROR,
        Severity::Loss => Level::WARNING,
        Severity::Note => Level::NOTE,
    };
    let title = level
        .with_name(severity(it.code))
        .primary_title(escape(&it.message))
        .id(it.code.name());
    let mut notes: Vec<Message<'_>> = Vec::new();
    if let Some(pointer) = pointer(it.at, sources) {
        notes.push(Level::NOTE.with_name("at").message(escape(&pointer)));
    }
    if !it.help.is_empty() {
        notes.push(Level::HELP.message(escape(&it.help)));
    }
    let mut group = title.elements(Vec::<Message<'_>>::new());
    for (place, kind) in [
        (place(it, sources), AnnotationKind::Primary),
        (beside(it, sources), AnnotationKind::Context),
    ] {
        group = match place {
            Some(place) if place.before.starts_with('…') => {
                group.element(origin(&place)).element(part_of_line(&place))
            }
            Some(place) => group.element(excerpt(&place, kind)),
            None => group,
        };
    }
    renderer.render(&[group.elements(notes)])
}

/// The line and a mark below it. Its begin is shown, so the printed column is that of the line.
fn excerpt(place: &Place, kind: AnnotationKind) -> Snippet<'static, Annotation<'static>> {
    let (before, marked) = (picture(&place.before), picture(&place.marked));
    let span = before.len()..before.len() + marked.len();
    Snippet::source(before + &marked + &picture(&place.after))
        .path(escape(&place.label))
        .line_start(place.line)
        .annotation(kind.span(span))
}

fn origin(place: &Place) -> Origin<'static> {
    Origin::path(escape(&place.label))
        .line(place.line)
        .char_column(place.column)
}

/// A part of a line that is too long to be shown from its begin.
fn part_of_line(place: &Place) -> Message<'static> {
    let text = format!("{}{}{}", place.before, place.marked, place.after);
    Level::NOTE.with_name("text").message(picture(&text))
}

/// As [`escape`], but each character stays one, so that columns do; tabs are left to the renderer.
fn picture(text: &str) -> String {
    let visible = |it| match it {
        '\t' => it,
        '\0'..='\x1f' => char::from_u32(0x2400 + u32::from(it)).unwrap_or('\u{fffd}'),
        it if is_hidden(it) => '\u{fffd}',
        it => it,
    };
    text.chars().map(visible).collect()
}

/// How many there are of each severity.
fn summary(found: &[Diagnostic]) -> String {
    let count = |severity| {
        found
            .iter()
            .filter(|it| it.code.severity() == severity)
            .count()
    };
    let words: Vec<String> = [
        (count(Severity::Error), "error", "errors"),
        (count(Severity::Loss), "loss", "losses"),
        (count(Severity::Note), "note", "notes"),
    ]
    .into_iter()
    .filter(|(count, ..)| *count > 0)
    .map(|(count, one, many)| format!("{count} {}", if count == 1 { one } else { many }))
    .collect();
    if words.is_empty() {
        return String::new();
    }
    words.join(", ") + "\n"
}

fn severity(code: Code) -> &'static str {
    match code.severity() {
        Severity::Error => "error",
        Severity::Loss => "loss",
        Severity::Note => "note",
    }
}

fn label(it: &Diagnostic, sources: &Sources) -> Option<String> {
    let document = it.at.and_then(|at| sources.get(at.document));
    let label = document.map(|document| document.label.clone());
    label.or_else(|| it.place.as_ref().map(|place| place.label.clone()))
}

fn place(it: &Diagnostic, sources: &Sources) -> Option<Place> {
    let node = it.at.and_then(|at| sources.place(at));
    node.or_else(|| it.place.as_deref().cloned())
}

fn beside(it: &Diagnostic, sources: &Sources) -> Option<Place> {
    it.beside.and_then(|at| sources.place(at))
}

/// The pointer of a node; nothing for a root, which needs none.
fn pointer(at: Option<At>, sources: &Sources) -> Option<String> {
    let pointer = sources.pointer(at?);
    (!pointer.is_empty()).then_some(pointer)
}

/// Writing to a text cannot fail.
fn add(text: &mut String, arguments: std::fmt::Arguments<'_>) {
    let _: std::fmt::Result = text.write_fmt(arguments);
}
