//! Why a text could not be read: a byte, a code, and words of ours around those of the parser.
//!
//! Takes: errors of the parsers. Gives: [`Problem`]s. Must not: read a document itself.

use super::tree::Refusal;
use super::{MAX_BYTES, MAX_DEPTH, MAX_NODES};
use crate::diagnostics::Code;
use crate::diagnostics::place::quote;

/// The one reason for which a text gave no tree.
#[derive(Debug)]
pub(super) struct Problem {
    pub(super) code: Code,
    /// The byte of the text at which it was noticed.
    pub(super) offset: usize,
    pub(super) message: String,
    pub(super) help: String,
}

impl Problem {
    pub(super) fn new(code: Code, offset: usize, message: &str, help: &str) -> Self {
        Self {
            code,
            offset,
            message: message.to_owned(),
            help: help.to_owned(),
        }
    }
}

impl Problem {
    /// The same of a file whose name says that it is something else.
    pub(super) fn of_file_called(mut self, extension: &str) -> Self {
        if self.code == Code::Syntax {
            let called = quote(&format!(".{extension}"));
            let why = self.message;
            self.message = format!(
                "neither by its name, which ends in {called}, nor by its text is this YAML or JSON: {why}"
            );
            "give the OpenAPI document itself, or call it `.yaml` or `.json` if this is one"
                .clone_into(&mut self.help);
        }
        self
    }
}

/// A text with more bytes than are read.
pub(super) fn too_long(length: usize) -> Problem {
    Problem::new(
        Code::TooLarge,
        0,
        &format!("the document is {length} bytes long, and at most {MAX_BYTES} are read"),
        "split the document into several",
    )
}

/// We stopped the parser.
pub(super) fn refused(refusal: Refusal, offset: usize) -> Problem {
    match refusal {
        Refusal::Depth => Problem::new(
            Code::TooLarge,
            offset,
            &format!("objects and arrays are nested deeper than {MAX_DEPTH} levels"),
            "move inner parts to components and refer to them",
        ),
        Refusal::Size => Problem::new(
            Code::TooLarge,
            offset,
            &format!(
                "the document is larger than any real one: more than {MAX_NODES} values, or aliases that multiply it"
            ),
            "split the document into several, or write `$ref` where YAML aliases repeat large parts",
        ),
    }
}

/// `serde_json` refused the text.
pub(super) fn json(text: &str, error: &serde_json::Error) -> Problem {
    let offset = json_offset(text, error);
    let words = error.to_string();
    let words = words.rsplit_once(" at line ").map_or(&*words, |it| it.0);
    let rest = text.get(offset..).unwrap_or_default();
    if words == "recursion limit exceeded" {
        return refused(Refusal::Depth, offset);
    }
    if words == "number out of range" {
        return Problem::new(
            Code::BadNumber,
            offset,
            "this number is larger than any number that JSON readers can hold",
            "write a number within the range of 64-bit floats",
        );
    }
    let is_no_number = ["NaN", "Infinity", "-Infinity"];
    if is_no_number.iter().any(|it| starts_word(text, offset, it)) {
        return Problem::new(
            Code::BadNumber,
            offset,
            "JSON has no `NaN` and no `Infinity`",
            "write a finite number, or leave the value out",
        );
    }
    let before = text.get(..offset).unwrap_or_default();
    let message = format!("this is not valid JSON: {words}");
    let help = json_help(before.trim_end(), rest, words, error.is_eof());
    Problem::new(Code::Syntax, offset, &message, help)
}

/// What is usually the reason, by what stands before the place and after it.
fn json_help(before: &str, rest: &str, words: &str, is_end: bool) -> &'static str {
    if rest.starts_with("//") || rest.starts_with("/*") || rest.starts_with('#') {
        "JSON has no comments: remove it, or put it into a `description`"
    } else if rest.starts_with([']', '}']) && before.ends_with(',') {
        "remove the comma before this bracket"
    } else if rest.starts_with('\'') {
        "write texts and keys in double quotes"
    } else if is_end {
        "the text ends too early: look for a quote or bracket that is not closed"
    } else if words.contains("surrogate") {
        "write the character itself, or both halves of its `\\u` pair"
    } else {
        "correct the text at this place, or check that the file was copied as a whole"
    }
}

/// `serde_json` may notice a word at its first or its second character.
fn starts_word(text: &str, offset: usize, word: &str) -> bool {
    (0..=2).any(|back| {
        let start = offset.saturating_sub(back);
        text.get(start..).is_some_and(|rest| rest.starts_with(word))
    })
}

/// `serde_json` counts columns in bytes, from 1, and lines by `\n` alone.
fn json_offset(text: &str, error: &serde_json::Error) -> usize {
    let line = error.line().saturating_sub(1);
    let start: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let end = text.get(start..).and_then(|rest| rest.find('\n'));
    let end = end.map_or(text.len(), |length| start + length);
    floor(text, (start + error.column().saturating_sub(1)).min(end))
}

/// `serde_yaml` refused the text.
pub(super) fn yaml(text: &str, error: &serde_yaml::Error) -> Problem {
    let words = error.to_string();
    let words = words.split(" at line ").next().unwrap_or_default();
    let words = words.split(" at position ").next().unwrap_or_default();
    let offset = error.location().map_or(0, |it| it.index());
    let offset = floor(text, offset.min(text.len()));
    if words.ends_with("recursion limit exceeded") {
        return refused(Refusal::Depth, offset);
    }
    if words.ends_with("repetition limit exceeded") {
        return refused(Refusal::Size, offset);
    }
    if words.contains("control characters are not allowed") {
        return control_character(text);
    }
    let rest = text.get(offset..).unwrap_or_default();
    let message = format!("this is not valid YAML: {words}");
    Problem::new(Code::Syntax, offset, &message, yaml_help(rest, words))
}

/// What is usually the reason, by what stands at the place and what the parser says.
fn yaml_help(rest: &str, words: &str) -> &'static str {
    if rest.starts_with('\t') || words.contains("cannot start any token") {
        "YAML is indented with spaces, not tabs, and texts that begin with a special character are quoted"
    } else if words.contains("expected a key that is a text") {
        "write a key that is a text: objects and arrays cannot be keys in JSON"
    } else if words.contains("unknown anchor") {
        "an alias needs an anchor (`&name`) that stands before it"
    } else if words.contains("mapping values are not allowed") {
        "put a text that contains `: ` into quotes, and check the indentation"
    } else if words.contains("escape") || words.contains("Unicode character") {
        "write the character itself: YAML does not know the surrogate pairs of JSON"
    } else {
        "correct the text at this place; indentation and quotes are the usual reasons"
    }
}

/// The parser of YAML tells these by a count of bytes in a buffer of its own, so look for the place.
fn control_character(text: &str) -> Problem {
    let is_allowed = |character: char| {
        matches!(character, '\t' | '\n' | '\r' | ' '..='~' | '\u{85}' | '\u{a0}'..='\u{d7ff}')
            || matches!(character, '\u{e000}'..='\u{fffd}' | '\u{10000}'..)
                && character != '\u{feff}'
    };
    let offset = text.find(|character| !is_allowed(character));
    Problem::new(
        Code::Syntax,
        offset.unwrap_or_default(),
        "this is not valid YAML: a control character stands in the text",
        "remove it, or write it as an escape in double quotes",
    )
}

/// The last boundary of a character that is not after `offset`.
fn floor(text: &str, offset: usize) -> usize {
    (0..=offset)
        .rev()
        .find(|it| text.is_char_boundary(*it))
        .unwrap_or_default()
}
