//! The one thing that touches the network.
//!
//! Takes a whole request and gives a whole answer. It must not follow redirects, repeat a request, or print a URL.
//! The bounds that make everything `Send` are in this file alone.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::chunks::Chunks;
use super::text::Escaped;

/// Longest part of an error's text that is printed, in characters. It is cut only then: half a secret is not recognised as one.
const LONGEST_MESSAGE: usize = 200;

/// A boxed future, as transports return them.
pub type BoxFuture<'a, T> = Pin<Box<dyn Future<Output = T> + Send + 'a>>;

/// What sends requests. Write one to use another HTTP library, or to test without a network.
///
/// A transport sends the request once and as it is, and reads the answer no further than [`Limits`] says. It does not follow
/// redirects: a 3xx is an answer. It must not put the URL or a header into an error's text.
pub trait Transport: Send + Sync + 'static {
    /// Sends a request.
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>>;

    /// Sends a request and gives the body of the answer piece by piece.
    ///
    /// Provided: it waits for the whole body, within its limits, which is all that a test needs. A transport that can do better also keeps
    /// [`Limits::timeout`] otherwise: until the answer begins, and then from each piece to the next.
    fn stream(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Chunks>, TransportError>> {
        let whole = self.send(request, limits);
        Box::pin(async move { whole.await.map(|response| response.map(Chunks::from)) })
    }

    /// Whether it reads what it sends: where a request has [`Octets`](super::Octets) among its extensions, they are its body, and the bytes that
    /// it has are none. Their length, if it is known, is among the headers.
    ///
    /// Provided: it does not, and each request has all of its body.
    fn takes_sources(&self) -> bool {
        false
    }
}

impl<T: Transport + ?Sized> Transport for Arc<T> {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        (**self).send(request, limits)
    }

    fn stream(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Chunks>, TransportError>> {
        (**self).stream(request, limits)
    }

    fn takes_sources(&self) -> bool {
        (**self).takes_sources()
    }
}

/// How far one exchange may go. The sizes are checked again when the answer is there; the timeout is the transport's alone to keep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// The whole exchange, from connecting to the last byte. Of an answer that is read while it arrives: until it begins, and from each
    /// piece to the next.
    pub timeout: Duration,
    /// The longest body of a success (2xx), in bytes. A longer one is [`TransportErrorKind::TooLarge`].
    pub max_response_bytes: usize,
    /// How much to read of any other body, in bytes. Of a longer one the rest is left unread, and the answer carries [`Truncated`].
    pub max_error_bytes: usize,
}

impl Limits {
    /// How much is kept of the body of an answer.
    pub(super) fn of(&self, status: StatusCode) -> usize {
        if status.is_success() {
            self.max_response_bytes
        } else {
            self.max_error_bytes
        }
    }
}

/// Put into the extensions of an answer whose body was cut at [`Limits::max_error_bytes`], or broke off.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Truncated;

/// Why an exchange failed.
#[derive(Clone)]
pub struct TransportError {
    kind: TransportErrorKind,
    message: String,
    head: Option<Box<http::response::Parts>>,
}

/// How an exchange failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum TransportErrorKind {
    /// No connection could be made: nothing was sent.
    Connect,
    /// Making the connection took too long: nothing was sent.
    ConnectTimeout,
    /// The client's pace left no time for the call: nothing was sent.
    Paced,
    /// The exchange took too long.
    Timeout,
    /// The TLS handshake failed: nothing was sent.
    Tls,
    /// The answer began, and its body could not be read to the end.
    Body,
    /// The answer's body is longer than [`Limits::max_response_bytes`].
    TooLarge,
    /// The exchange was given up from our side.
    Canceled,
    /// Anything else, such as a connection that broke before the answer.
    Other,
}

impl TransportError {
    /// An error with a text for people. The text must hold neither the URL nor a secret; it is printed escaped and cut at 200 characters.
    #[must_use]
    pub fn new(kind: TransportErrorKind, message: &str) -> Self {
        Self {
            kind,
            message: message.to_owned(),
            head: None,
        }
    }

    /// Adds status and headers of an answer that had begun.
    #[must_use]
    pub fn with_head(mut self, head: http::response::Parts) -> Self {
        self.head = Some(Box::new(head));
        self
    }

    /// Changes the text: whoever knows the secrets of a call takes them out.
    pub(super) fn map_message(mut self, change: impl FnOnce(&str) -> String) -> Self {
        self.message = change(&self.message);
        self
    }

    /// Changes the headers of an answer that had begun.
    pub(super) fn map_headers(mut self, change: impl FnOnce(HeaderMap) -> HeaderMap) -> Self {
        if let Some(head) = &mut self.head {
            head.headers = change(std::mem::take(&mut head.headers));
        }
        self
    }

    fn printed(&self) -> Escaped<'_> {
        Escaped::new(&self.message, LONGEST_MESSAGE)
    }

    /// How the exchange failed.
    #[must_use]
    pub fn kind(&self) -> TransportErrorKind {
        self.kind
    }

    /// Status and headers of the answer, if it had begun.
    #[must_use]
    pub fn head(&self) -> Option<&http::response::Parts> {
        self.head.as_deref()
    }
}

impl fmt::Display for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kind = match self.kind {
            TransportErrorKind::Connect => "no connection",
            TransportErrorKind::ConnectTimeout => "connecting took too long",
            TransportErrorKind::Paced => "nothing was sent",
            TransportErrorKind::Timeout => "the exchange took too long",
            TransportErrorKind::Tls => "the TLS handshake failed",
            TransportErrorKind::Body => "the answer's body broke off",
            TransportErrorKind::TooLarge => "the answer's body is too large",
            TransportErrorKind::Canceled => "the exchange was given up",
            TransportErrorKind::Other => "the exchange failed",
        };
        formatter.write_str(kind)?;
        if self.message.is_empty() {
            Ok(())
        } else {
            write!(formatter, ": {}", self.printed())
        }
    }
}

impl fmt::Debug for TransportError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportError")
            .field("kind", &self.kind)
            .field("message", &self.printed().to_string())
            .field("status", &self.head.as_ref().map(|head| head.status))
            .finish()
    }
}

impl std::error::Error for TransportError {}
