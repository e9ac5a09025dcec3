//! What makes a call until its answer is no longer pending.

use super::{Doc, Lint, Type};

/// `impl Ordered for …`, and the method of the call that uses it.
#[derive(Clone, Debug)]
pub struct Following {
    /// Documentation of `wait`.
    pub doc: Doc,
    /// Attributes against lints of `wait`.
    pub lints: Vec<Lint>,
    /// The type of the answer.
    pub answer: Type,
    /// What reads it.
    pub read: ReadAs,
}

/// What reads an answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadAs {
    /// A method of `Body`, which may fail.
    By(&'static str),
    /// The body as it is.
    Bytes,
    /// Nothing.
    Nothing,
    /// The type of the answer itself.
    Itself,
}

/// `impl Polled for …`, and the method of the call that uses it.
#[derive(Clone, Debug)]
pub struct Polling {
    /// Documentation of `wait`.
    pub doc: Doc,
    /// Attributes against lints of `wait`.
    pub lints: Vec<Lint>,
    /// The type of the answer.
    pub answer: Type,
    /// Where the state is, key by key.
    pub state: Vec<String>,
    /// States in which it is going on.
    pub pending: Vec<String>,
    /// States in which it is done.
    pub done: Vec<String>,
    /// States in which it has come to another end.
    pub ended: Vec<String>,
}
