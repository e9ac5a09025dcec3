//! Room 1: bytes and a label become a [`Document`]: an ordered JSON tree whose nodes know where they came from.
//!
//! Takes: bytes. Gives: [`Document`], and on demand the line and column of a node.
//! Must not: know `OpenAPI`, or touch the disk.

use indexmap::IndexMap;

/// Where a node was read: which document, and which node of it in reading order.
///
/// Rewriting keeps it, so that every later room can point at the source text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At {
    /// Index of the document in [`Sources`].
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

/// An object in document order.
pub type Map = IndexMap<String, Node>;

/// A JSON value. Numbers keep the range that both syntaxes can carry.
#[derive(Clone, Debug, PartialEq)]
pub enum Value {
    /// `null`.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A number without fraction or exponent.
    Integer(i128),
    /// Any other number; always finite.
    Float(f64),
    /// Text.
    Text(String),
    /// An array.
    List(Vec<Node>),
    /// An object. Its order is the document's.
    Map(Map),
}
