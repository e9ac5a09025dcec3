//! Vendor prose becomes documentation that is inert: nothing in it runs, loads, or links but where it says so.
//!
//! `rustdoc` runs indented and fenced code as tests, passes HTML on, and resolves `[words]` as links to items. So prose
//! is parsed, and only a few kinds of Markdown are printed again; then the result is parsed as `rustdoc` parses it,
//! and replaced by plain text if it holds anything else.
//!
//! Takes: any text. Gives: lines of Markdown for `#[doc]` attributes. Must not: give anything that was not checked.

mod blocks;
mod clean;
mod html;
mod inline;
mod print;
#[cfg(test)]
mod tests;
mod verify;
mod words;

use blocks::{Block, Inline};

/// Bytes of prose that are read. The longest description in a published document that we know has 40 KiB.
const LONGEST: usize = 64 * 1024;

/// Bytes of a sentence; a longer text is cut at the end of its first sentence, or at a word.
const LONGEST_SENTENCE: usize = 240;

/// Prose as Markdown, one element a line, each for a `#[doc]` attribute of its own.
///
/// Lines that are not blank start with one space, so that they print as `/// text`; blank lines are empty. There is no
/// blank line at either end. Prose without a readable character gives no lines. What is beyond 64 KiB is left out, and the
/// last line says so.
#[must_use]
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    let (kept, cut) = clean::cut(text, LONGEST);
    let kept = clean::text(kept);
    let mut lines = print::lines(&blocks::parse(&kept));
    if !verify::is_inert(&lines) {
        lines = print::plain(&kept);
    }
    if cut {
        lines.push(String::new());
        lines.push("The description is longer than this; the rest is left out.".to_owned());
    }
    lines.into_iter().map(indented).collect()
}

/// The first paragraph of prose as one sentence: one line without structure that starts with a capital and ends with
/// a full stop (or `!`, `?`). Identifiers are in backticks, links are their text. No leading space.
///
/// Empty when there is no readable character. At most about 240 bytes long.
#[must_use]
pub(super) fn sentence(text: &str) -> String {
    let (kept, _) = clean::cut(text, LONGEST);
    let kept = clean::text(kept);
    let blocks = blocks::parse(&kept);
    let inlines = blocks.iter().find_map(first).unwrap_or_default();
    let sentence = finished(inline::unlinked(&inlines));
    if verify::is_sentence(&sentence) {
        return sentence;
    }
    finished(print::plain_words(&kept))
}

fn indented(line: String) -> String {
    if line.is_empty() {
        line
    } else {
        format!(" {line}")
    }
}

/// The first text that a block shows.
fn first(block: &Block) -> Option<Vec<Inline>> {
    match block {
        Block::Paragraph(inlines) | Block::Heading(inlines) => Some(inlines.clone()),
        Block::Code(text) => Some(vec![Inline::Text(text.clone())]),
        Block::Quote(blocks) => blocks.iter().find_map(first),
        Block::List(_, items) => items.iter().flatten().find_map(first),
        Block::Table(rows) => rows.iter().flatten().find(|cell| !cell.is_empty()).cloned(),
    }
}

/// Words as a sentence.
fn finished(words: Vec<String>) -> String {
    let words = shortened(words);
    let text = words::line_start(&words.join(" "));
    let text = text.trim_end_matches([',', ';', ':', ' ', '–', '—']);
    if text.is_empty() {
        return String::new();
    }
    let stop = if text.ends_with(['.', '!', '?']) {
        ""
    } else {
        "."
    };
    format!("{}{stop}", capitalised(text))
}

/// The words, up to the end of the first sentence when they are many.
fn shortened(mut words: Vec<String>) -> Vec<String> {
    let length: usize = words.iter().map(|word| word.len() + 1).sum();
    if length <= LONGEST_SENTENCE {
        return words;
    }
    let mut length = 0;
    let fit = words.iter().take_while(|word| {
        length += word.len() + 1;
        length <= LONGEST_SENTENCE
    });
    let fit = fit.count();
    let capital = |word: &String| word.starts_with(|c: char| !c.is_lowercase());
    let end = (3..fit).find(|&index| {
        let ends = |word: &String| word.ends_with(['.', '!', '?']);
        words.get(index - 1).is_some_and(ends) && words.get(index).is_some_and(capital)
    });
    words.truncate(end.unwrap_or(fit));
    if end.is_none() {
        words.push("...".to_owned());
    }
    words
}

/// Text whose first word starts with a capital, unless that word is more than small letters.
fn capitalised(text: &str) -> String {
    let word = text.split(' ').next().unwrap_or_default();
    let word = word.trim_end_matches(['.', ',', ';', ':', '!', '?']);
    let mut chars = text.chars();
    match chars.next() {
        Some(first) if word.chars().all(char::is_lowercase) => {
            first.to_uppercase().chain(chars).collect()
        }
        _ => text.to_owned(),
    }
}
