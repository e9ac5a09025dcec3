//! A success.
//!
//! Takes the answer and the value that was read from it, and keeps both. It must not print headers that may be secrets.

use std::fmt;
use std::ops::Deref;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::header::{Header, HeaderError};
use super::json::Decode;
use super::received::Received;

/// What an operation answers with, and what came with it: status, headers, the body as it was.
///
/// It dereferences to the value.
#[derive(Clone)]
pub struct Response<T> {
    value: T,
    pub(super) received: Received,
}

impl<T> Response<T> {
    pub(super) fn new(value: T, received: Received) -> Self {
        Self { value, received }
    }

    /// The value.
    #[must_use]
    pub fn into_inner(self) -> T {
        self.value
    }

    /// The same answer with another value.
    #[must_use]
    pub fn map<U>(self, change: impl FnOnce(T) -> U) -> Response<U> {
        Response {
            value: change(self.value),
            received: self.received,
        }
    }

    /// The status, which may be another 2xx than the documented one.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.received.status()
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        self.received.headers()
    }

    /// A documented header, typed. The API's module `headers` has them all.
    ///
    /// # Errors
    ///
    /// [`HeaderError`] when it is malformed, or missing where it is promised.
    pub fn header<H: Decode>(&self, header: &Header<H>) -> Result<H, HeaderError> {
        self.received.header(header)
    }

    /// The server's name for this exchange, from `x-request-id` or `request-id`; escaped, at most 128 characters.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.received.request_id()
    }

    /// Where the answer points to (RFC 9110, section 10.2.2), as the server wrote it: often relative, sometimes with a secret in it.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.received.location()
    }

    /// How often the request was sent.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.received.attempts()
    }

    /// How long the call took in all, with the waits between attempts.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.received.elapsed()
    }

    /// The body as it came.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        self.received.body()
    }
}

impl<T> Deref for Response<T> {
    type Target = T;

    fn deref(&self) -> &T {
        &self.value
    }
}

impl<T: fmt::Debug> fmt::Debug for Response<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Response")
            .field("value", &self.value)
            .field("received", &self.received)
            .finish()
    }
}
