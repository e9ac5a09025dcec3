//! What is wrong with `codegen.toml`, and where.
//!
//! Takes: a place and a sentence. Gives: a line to print. Must not: print it.

use std::fmt;

/// One problem of `codegen.toml`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    label: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// What is the case, and what to do about it.
    pub message: String,
}

impl Problem {
    /// A problem at a byte of the text.
    pub(super) fn new(label: &str, text: &str, at: usize, message: &str) -> Self {
        let before = text.get(..at).unwrap_or(text);
        let line = before.rsplit('\n').next().unwrap_or_default();
        Self {
            label: label.to_owned(),
            line: before.matches('\n').count() + 1,
            column: line.chars().count() + 1,
            message: message.replace('\n', "; "),
        }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            label,
            line,
            column,
            message,
        } = self;
        write!(formatter, "{label}:{line}:{column}: {message}")
    }
}
