//! Options of one call.
//!
//! Takes what a caller wants differently this once. It must not print what it carries: headers and query pairs may be secrets.

use std::fmt;
use std::time::Duration;

use super::retry::Retry;

/// What one call does differently from its client.
#[derive(Clone, Default)]
#[must_use = "options do nothing until a call gets them"]
pub struct CallOptions {
    pub(super) timeout: Option<Duration>,
    pub(super) deadline: Option<Duration>,
    pub(super) retry: Option<Retry>,
    pub(super) headers: Vec<(String, String)>,
    pub(super) query: Vec<(String, String)>,
    pub(super) reconnect: Option<u32>, // with streams
}

impl CallOptions {
    /// No options.
    pub fn new() -> Self {
        Self::default()
    }

    /// How long one attempt may take, from connecting to the last byte of the answer. A transport of one's own is told, and has
    /// to see to it.
    pub fn timeout(mut self, timeout: Duration) -> Self {
        self.timeout = Some(timeout);
        self
    }

    /// How long the call may take in all, with all attempts, the waits between them, and fetching its token. Of an answer that is read while
    /// it arrives: until it begins.
    pub fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = Some(deadline);
        self
    }

    /// Which failures are tried again.
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = Some(retry);
        self
    }

    /// Sends one more header. It replaces one of the same name, `Authorization` included; where both are needed, use a client of
    /// its own. Only the `Cookie` of an operation that has cookies replaces the one given here. Name and value are checked when the call is sent; control characters, non-ASCII text and spaces at the edges are refused, and
    /// so are `Host`, `Content-Length`, `Transfer-Encoding` and `Connection`.
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    /// Sends one more pair in the query, encoded. Errors do not print it where its name says that it is a secret: `token`, `api_key`.
    pub fn query(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.query.push((name.into(), value.into()));
        self
    }
}

impl fmt::Debug for CallOptions {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        fn names(pairs: &[(String, String)]) -> Vec<&str> {
            pairs.iter().map(|(name, _)| name.as_str()).collect()
        }
        formatter
            .debug_struct("CallOptions")
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("retry", &self.retry)
            .field("headers", &names(&self.headers))
            .field("query", &names(&self.query))
            .field("reconnect", &self.reconnect) // with streams
            .finish()
    }
}
