//! Room 1: bytes and a label become a [`Document`]: an ordered JSON tree whose nodes know where they came from.
//!
//! Takes: bytes. Gives: [`Document`], and on demand the line and column of a node.
//! Must not: know `OpenAPI`, or touch the disk.

mod content;
pub mod document;
mod map;
pub mod markdown;
mod problem;
mod read;
pub mod references;
mod spans;
mod steps;
#[cfg(test)]
mod tests;
mod tree;
pub mod uri;

use crate::diagnostics::Diagnostics;
pub use content::Content;
use document::Document;
pub use map::{Integer, Map, Text};
use markdown::Block;

/// The deepest nesting of objects and arrays that is read.
///
/// Both parsers underneath stop at about 128 levels of their own; ours is below, so that both syntaxes agree.
pub const MAX_DEPTH: usize = 120;

/// The most values that one document may have, aliases followed.
pub const MAX_NODES: u32 = 5_000_000;

/// The longest text that is read, in bytes.
pub const MAX_BYTES: usize = 256 << 20;

/// Reads a document that is a whole file, JSON or YAML.
///
/// The syntax follows from the extension of `label`, or else from the first significant character.
/// `document` becomes the [`At::document`] of every node.
/// Findings that leave a tree (a duplicate key, a number that is not finite) are reported and the tree is given all the same;
/// `None` means that there is no tree, and that at least one error was reported.
pub fn read(
    label: &str,
    content: impl Into<Content>,
    document: u16,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    read::file(label, &content.into(), document, false, diagnostics)
}

/// Reads a file that a document refers to, like [`read`]; its root may be any value, such as an array of parameters.
pub fn read_part(
    label: &str,
    content: impl Into<Content>,
    document: u16,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    read::file(label, &content.into(), document, true, diagnostics)
}

/// Reads a document that stands in a page: lines are counted from the top of the page.
pub fn read_block(
    label: &str,
    block: &Block,
    document: u16,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    read::block(label, block, document, diagnostics)
}

/// Where a node was read: which document, and which node of it in reading order.
///
/// Rewriting keeps it, so that every later room can point at the source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Index of the document in [`Sources`](document::Sources).
    pub document: u16,
    /// Number of the node: 0 is the root, then in reading order, values only (keys are not counted).
    pub node: u32,
}

/// A value and where it was read.
///
/// Two nodes are equal when their values are, wherever they stand.
#[derive(Clone, Debug)]
pub struct Node {
    /// Where it was read.
    pub at: At,
    /// What it is.
    pub value: Value,
}

impl PartialEq for Node {
    fn eq(&self, other: &Self) -> bool {
        self.value == other.value
    }
}

/// A JSON value. Numbers keep the range that both syntaxes can carry.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without fraction or exponent.
    Integer(Integer),
    /// Any other number; always finite.
    Float(f64),
    /// Text.
    Text(Text),
    /// An array.
    List(Vec<Node>),
    /// An object. Its order is the document's.
    Map(Map),
}

impl Value {
    /// The number that this is, rounded where it is an integer of more than 53 bits.
    #[must_use]
    #[expect(clippy::cast_precision_loss, reason = "it says that it rounds")]
    pub fn as_f64(&self) -> Option<f64> {
        match self {
            Self::Integer(number) => Some(number.get() as f64),
            Self::Float(number) => Some(*number),
            _ => None,
        }
    }
}

impl From<i128> for Value {
    fn from(number: i128) -> Self {
        Self::Integer(number.into())
    }
}
