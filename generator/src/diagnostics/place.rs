//! Text of documents within findings: cut to what can be shown, and harmless to a terminal.
//!
//! Takes: texts that anyone may have written. Gives: [`Place`]s and escaped texts.
//! Must not: keep more of a text than is shown.

use std::fmt::Write as _;
use std::ops::Range;

/// A place in a text, with as much of its line as can be shown.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Place {
    /// The label of the document.
    pub label: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// What stands before it on the line.
    pub(super) before: String,
    /// What is meant, as far as it is on the line.
    pub(super) marked: String,
    /// What stands after it on the line.
    pub(super) after: String,
}

impl Place {
    /// The place of `span` (bytes of `text`), which begins at this line and column.
    #[must_use]
    pub fn new(
        label: String,
        (line, column): (usize, usize),
        text: &str,
        span: Range<usize>,
    ) -> Self {
        let before = text.get(..span.start).unwrap_or_default();
        let marked = text.get(span.clone()).unwrap_or_default();
        let after = text.get(span.start + marked.len()..).unwrap_or_default();
        let (marked, is_cut) = first_of_line(marked, WINDOW);
        let after = if is_cut {
            String::new()
        } else {
            first_of_line(after, WINDOW).0
        };
        Self {
            label,
            line,
            column,
            before: last_of_line(before, WINDOW),
            marked,
            after,
        }
    }
}

/// How many characters of a line are shown on each side of what is meant, and of that itself.
const WINDOW: usize = 60;

/// The begin of a text up to the end of its line, and whether anything was left out.
fn first_of_line(text: &str, most: usize) -> (String, bool) {
    let on_line = |it: &char| !matches!(it, '\n' | '\r');
    let mut line: String = text.chars().take(most).take_while(on_line).collect();
    let rest = text.get(line.len()..).unwrap_or_default();
    if rest.starts_with(|it| on_line(&it)) {
        line.push('…');
    }
    (line, !rest.is_empty())
}

/// The end of a text from the begin of its line.
fn last_of_line(text: &str, most: usize) -> String {
    let on_line = |it: &char| !matches!(it, '\n' | '\r');
    let length: usize = text
        .chars()
        .rev()
        .take(most)
        .take_while(on_line)
        .map(char::len_utf8)
        .sum();
    let (rest, line) = text
        .split_at_checked(text.len() - length)
        .unwrap_or_default();
    if rest.ends_with(|it| on_line(&it)) {
        format!("…{line}")
    } else {
        line.to_owned()
    }
}

/// A text of a document within a message: in backticks, cut, and with nothing that a terminal would obey.
#[must_use]
pub fn quote(text: &str) -> String {
    const MOST: usize = 80;
    let mut start: String = text.chars().take(MOST).collect();
    if start.len() < text.len() {
        start.push('…');
    }
    format!("`{}`", escape(&start))
}

/// Makes characters visible that move the cursor, colour, hide, or change the direction of text.
#[must_use]
pub fn escape(text: &str) -> String {
    let mut visible = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\n' => visible.push_str("\\n"),
            '\r' => visible.push_str("\\r"),
            '\t' => visible.push_str("\\t"),
            it if is_hidden(it) => {
                let _: std::fmt::Result = write!(visible, "\\u{{{:x}}}", u32::from(it));
            }
            it => visible.push(it),
        }
    }
    visible
}

/// Control and format characters: Unicode's Cc, the line separators, and the marks of Cf that change what is seen.
pub(super) fn is_hidden(character: char) -> bool {
    character.is_control()
        || matches!(character,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}')
}
