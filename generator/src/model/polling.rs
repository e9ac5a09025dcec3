//! Waiting: what the states of an answer mean.

/// What the states of an answer mean.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Polling {
    /// Where the state is, key by key.
    pub state: Vec<String>,
    /// States in which it is still going on.
    pub pending: Vec<String>,
    /// States in which it is done.
    pub done: Vec<String>,
    /// States in which it has come to another end.
    pub ended: Vec<String>,
}
