//! An answer, kept as evidence.
//!
//! Takes status, headers and body of an answer and keeps them. It must not print a header that is not known to be harmless.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::header::LOCATION;
use http::{HeaderMap, HeaderValue, StatusCode};

use super::attempts::Call;
use super::header::{Header, HeaderError};
use super::json::Decode;
use super::text::Escaped;

/// Longest request id that is kept, in characters.
const LONGEST_REQUEST_ID: usize = 128;

/// Headers of an answer that are printed; they tell about the exchange and hold no secrets.
const PRINTED_HEADERS: [&str; 8] = [
    "content-type",
    "content-length",
    "date",
    "etag",
    "retry-after",
    "server",
    "x-request-id",
    "request-id",
];

/// An answer, as evidence.
#[derive(Clone)]
pub struct Received {
    pub(super) call: Call,
    pub(super) status: StatusCode,
    pub(super) headers: HeaderMap,
    pub(super) body: Bytes,
    truncated: bool,
    request_id: Option<Box<str>>,
    /// The start of the body, fit to print. Filled in for errors only.
    pub(super) snippet: String,
}

impl Received {
    pub(super) fn new(
        call: Call,
        status: StatusCode,
        headers: HeaderMap,
        body: Bytes,
        truncated: bool,
    ) -> Self {
        let request_id = ["x-request-id", "request-id"]
            .iter()
            .find_map(|name| headers.get(*name))
            .filter(|value| !value.is_sensitive())
            .map(|value| {
                Escaped::new(
                    &String::from_utf8_lossy(value.as_bytes()),
                    LONGEST_REQUEST_ID,
                )
                .to_string()
                .into_boxed_str()
            });
        Self {
            call,
            status,
            headers,
            body,
            truncated,
            request_id,
            snippet: String::new(),
        }
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.status
    }

    /// The headers.
    #[must_use]
    pub fn headers(&self) -> &HeaderMap {
        &self.headers
    }

    /// A documented header.
    ///
    /// # Errors
    ///
    /// [`HeaderError`] when it is malformed, or missing where it is promised.
    pub fn header<H: Decode>(&self, header: &Header<H>) -> Result<H, HeaderError> {
        header.read(&self.headers)
    }

    /// The server's name for this exchange, from `x-request-id` or `request-id`; escaped, at most 128 characters. `None` where it
    /// repeats a secret of the call.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.request_id.as_deref()
    }

    /// Where the answer points to (RFC 9110, section 10.2.2), as the server wrote it: often relative, sometimes with a secret in it.
    #[must_use]
    pub fn location(&self) -> Option<&str> {
        self.headers.get(LOCATION)?.to_str().ok()
    }

    /// How often the request was sent, this answer's time included.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.call.attempts
    }

    /// How long the call took in all, with the waits between attempts.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.call.elapsed
    }

    /// The body as it came. Of a failure, the first 64 KiB.
    #[must_use]
    pub fn body(&self) -> &Bytes {
        &self.body
    }

    /// The body as text, with what is not UTF-8 replaced.
    #[must_use]
    pub fn body_text(&self) -> Cow<'_, str> {
        String::from_utf8_lossy(&self.body)
    }

    /// Whether the body is only the start of what was sent.
    #[must_use]
    pub fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// `404 Not Found, request id 7`.
    pub(super) fn write_summary(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.status.as_u16())?;
        if let Some(reason) = self.status.canonical_reason() {
            write!(formatter, " {reason}")?;
        }
        if let Some(request_id) = &self.request_id {
            write!(formatter, ", request id {request_id}")?;
        }
        self.call.write(formatter)
    }

    pub(super) fn write_snippet(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.snippet.is_empty() {
            Ok(())
        } else {
            write!(formatter, ": {}", self.snippet)
        }
    }
}

fn printed(value: &HeaderValue) -> String {
    if value.is_sensitive() {
        return "[redacted]".to_owned();
    }
    Escaped::new(&String::from_utf8_lossy(value.as_bytes()), 128).to_string()
}

impl fmt::Debug for Received {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let headers: Vec<(&str, String)> = PRINTED_HEADERS
            .iter()
            .filter_map(|name| self.headers.get(*name).map(|value| (*name, value)))
            .map(|(name, value)| (name, printed(value)))
            .collect();
        formatter
            .debug_struct("Received")
            .field("operation", &self.call.operation.id)
            .field("status", &self.status.as_u16())
            .field("headers", &headers)
            .field("body_bytes", &self.body.len())
            .field("truncated", &self.truncated)
            .finish_non_exhaustive()
    }
}
