//! A document that was read, the set of them, and where their nodes stand.
//!
//! Takes: a tree and its text. Gives: pointers, lines and columns of nodes.
//! Must not: change a tree; what is kept here is what was read.

use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::{Arc, OnceLock};

use super::spans::{self, Span};
use super::steps::Steps;
use super::{At, Node, Value};
use crate::diagnostics::place::Place;

/// How a document is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Syntax {
    /// RFC 8259.
    Json,
    /// YAML 1.2, core schema.
    Yaml,
}

/// A document: a tree, and the text that it was read from.
#[derive(Clone, Debug)]
pub struct Document {
    /// What the document is called in findings: a path, relative to where the user is.
    pub label: String,
    /// The text, without a byte order mark.
    pub text: Arc<str>,
    /// How it is written.
    pub syntax: Syntax,
    /// The number of its first line: 1, or more for a block in a page.
    pub first_line: usize,
    /// The tree as it was read; `null` in [`Sources`], which has no use for it.
    pub root: Node,
    steps: Steps,
    index: OnceLock<Index>,
}

/// Where a node stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Location {
    /// The label of the document.
    pub label: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1, in characters.
    pub column: usize,
    /// JSON Pointer (RFC 6901) in the document as it was read; empty for the root.
    pub pointer: String,
    /// Bytes of [`Document::text`]. A value that begins on a later line than its key is marked by its key.
    pub span: Range<usize>,
}

/// The documents of one run, by [`At::document`], as they were read.
#[derive(Clone, Debug, Default)]
pub struct Sources {
    documents: BTreeMap<u16, Document>,
}

impl Sources {
    /// No documents.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Keeps a document under the number that its nodes have, and gives its tree, which is not kept.
    pub fn add(&mut self, mut document: Document) -> Node {
        let at = document.root.at;
        let value = Value::Null;
        let root = std::mem::replace(&mut document.root, Node { at, value });
        self.documents.insert(at.document, document);
        root
    }

    /// The document with this number.
    #[must_use]
    pub fn get(&self, document: u16) -> Option<&Document> {
        self.documents.get(&document)
    }

    /// All documents, by number.
    pub fn iter(&self) -> impl Iterator<Item = &Document> {
        self.documents.values()
    }

    /// The JSON Pointer (RFC 6901) of a node in the document that it was read from; empty for a root.
    #[must_use]
    pub fn pointer(&self, at: At) -> String {
        self.get(at.document)
            .map(|document| document.pointer(at.node))
            .unwrap_or_default()
    }

    /// Where a node stands; `None` for a document that is not here.
    #[must_use]
    pub fn location(&self, at: At) -> Option<Location> {
        Some(self.get(at.document)?.location(at.node))
    }

    /// Where a node stands, with the line to show.
    #[must_use]
    pub fn place(&self, at: At) -> Option<Place> {
        Some(self.get(at.document)?.place(at.node))
    }
}

impl Document {
    pub(super) fn new(
        label: &str,
        text: Arc<str>,
        syntax: Syntax,
        first_line: usize,
        root: Node,
    ) -> Self {
        Self {
            label: label.to_owned(),
            text,
            syntax,
            first_line,
            steps: Steps::of(&root),
            root,
            index: OnceLock::new(),
        }
    }

    /// The JSON Pointer of the node with this number.
    #[must_use]
    pub fn pointer(&self, node: u32) -> String {
        self.steps.pointer(node)
    }

    /// Where the node with this number stands.
    #[must_use]
    pub fn location(&self, node: u32) -> Location {
        let span = self.span(node);
        let (line, column) = self.index().lines.position(&self.text, span.start);
        Location {
            label: self.label.clone(),
            line: line + self.first_line - 1,
            column,
            pointer: self.pointer(node),
            span,
        }
    }

    /// Where the node with this number stands, with the line to show.
    #[must_use]
    pub fn place(&self, node: u32) -> Place {
        let location = self.location(node);
        Place::new(
            location.label,
            (location.line, location.column),
            &self.text,
            location.span,
        )
    }

    /// The bytes of the node; of the last one before it that was found, if it was not.
    fn span(&self, node: u32) -> Range<usize> {
        let index = self.index();
        let number = usize::try_from(node).unwrap_or(usize::MAX);
        let span = index.spans.get(number).or(index.spans.last());
        let Span { start, end } = span.copied().unwrap_or_default();
        let (start, end) = (widen(start), widen(end));
        match self.syntax {
            Syntax::Json => start..end,
            Syntax::Yaml => index.lines.byte(&self.text, start)..index.lines.byte(&self.text, end),
        }
    }

    /// Made when the first finding needs it.
    fn index(&self) -> &Index {
        self.index.get_or_init(|| Index {
            lines: Lines::new(&self.text),
            spans: match self.syntax {
                Syntax::Json => spans::json(&self.text),
                Syntax::Yaml => spans::yaml(&self.text),
            },
        })
    }
}

/// What a document needs to find its nodes.
#[derive(Clone, Debug)]
struct Index {
    lines: Lines,
    spans: Vec<Span>,
}

/// Where lines and every so many bytes begin, so that no lookup walks a long text.
#[derive(Clone, Debug)]
pub(super) struct Lines {
    /// The byte at which each line begins.
    starts: Vec<usize>,
    /// How many characters begin before each multiple of [`STRIDE`] bytes.
    characters: Vec<usize>,
}

/// Bytes between two marks of [`Lines::characters`].
const STRIDE: usize = 1024;

impl Lines {
    pub(super) fn new(text: &str) -> Self {
        let (mut starts, mut characters, mut count) = (vec![0], Vec::new(), 0);
        for (at, byte) in text.bytes().enumerate() {
            if at % STRIDE == 0 {
                characters.push(count);
            }
            count += usize::from(begins_character(byte));
            if byte == b'\n' {
                starts.push(at + 1);
            }
        }
        Self { starts, characters }
    }

    /// Line and column of a byte, each from 1; columns count characters.
    pub(super) fn position(&self, text: &str, byte: usize) -> (usize, usize) {
        let line = self.starts.partition_point(|start| *start <= byte).max(1);
        let start = self.starts.get(line - 1).copied().unwrap_or_default();
        let column = self.character(text, byte) - self.character(text, start);
        (line, column + 1)
    }

    /// How many characters begin before a byte.
    fn character(&self, text: &str, byte: usize) -> usize {
        let byte = byte.min(text.len());
        let mark = (byte / STRIDE).min(self.characters.len().saturating_sub(1));
        let before = self.characters.get(mark).copied().unwrap_or_default();
        before + characters_in(text, mark * STRIDE..byte)
    }

    /// The byte at which a character begins.
    fn byte(&self, text: &str, character: usize) -> usize {
        let after = self.characters.partition_point(|count| *count <= character);
        let mark = after.saturating_sub(1);
        let mut left = character - self.characters.get(mark).copied().unwrap_or_default();
        let rest = text.as_bytes().get(mark * STRIDE..).unwrap_or_default();
        for (at, byte) in rest.iter().enumerate() {
            if begins_character(*byte) {
                if left == 0 {
                    return mark * STRIDE + at;
                }
                left -= 1;
            }
        }
        text.len()
    }
}

fn characters_in(text: &str, bytes: Range<usize>) -> usize {
    let bytes = text.as_bytes().get(bytes).unwrap_or_default();
    bytes.iter().filter(|byte| begins_character(**byte)).count()
}

/// Whether a byte of UTF-8 is the first of its character.
fn begins_character(byte: u8) -> bool {
    byte & 0b1100_0000 != 0b1000_0000
}

fn widen(place: u32) -> usize {
    usize::try_from(place).unwrap_or(usize::MAX)
}
