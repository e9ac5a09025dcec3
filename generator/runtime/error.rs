//! Everything that can go wrong with a call.
//!
//! Takes what was seen and says what it means; the evidence stays with it, whichever way the call failed. It must not print a URL, a
//! header that is not harmless, a secret or a control character.

use std::borrow::Cow;
use std::fmt;
use std::time::Duration;

use bytes::Bytes;
use http::{HeaderMap, StatusCode};

use super::attempts::{Call, Outcome};
use super::failures::{
    ApiError, DecodeError, Redirect, RequestFailure, TooLarge, TransportFailure,
};
use super::header::{Header, HeaderError};
use super::json::Decode;
use super::operation::Operation;
use super::received::Received;
use super::transport::TransportErrorKind;

/// Why a call failed. `E` is what the operation documents as its failures.
#[non_exhaustive]
pub enum Error<E> {
    /// The API answered with a failure that is documented.
    Api(Box<ApiError<E>>),
    /// The API answered with a status that is not documented for this operation.
    Unexpected(Box<Received>),
    /// The API answered with a redirect, which is never followed: it would take credentials along.
    Redirect(Box<Redirect>),
    /// The API answered with a success that could not be read.
    Decode(Box<DecodeError>),
    /// The API answered with a success that is larger than the client's limit.
    TooLarge(Box<TooLarge>),
    /// The request could not be built. Nothing was sent.
    Request(Box<RequestFailure>),
    /// The exchange failed.
    Transport(Box<TransportFailure>),
}

/// The error type of an operation that documents no failures. It has no values.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NoBody {}

impl<E> Error<E> {
    /// The answer, if one came.
    #[must_use]
    pub fn received(&self) -> Option<&Received> {
        match self {
            Self::Api(error) => Some(&error.received),
            Self::Unexpected(received) => Some(received),
            Self::Redirect(error) => Some(&error.received),
            Self::Decode(error) => Some(&error.received),
            Self::TooLarge(error) => Some(&error.received),
            Self::Transport(error) => error.received.as_ref(),
            Self::Request(_) => None,
        }
    }

    /// The status, if an answer came.
    #[must_use]
    pub fn status(&self) -> Option<StatusCode> {
        self.received().map(Received::status)
    }

    /// The headers, if an answer came.
    #[must_use]
    pub fn headers(&self) -> Option<&HeaderMap> {
        self.received().map(Received::headers)
    }

    /// A documented header, typed. The API's module `headers` has them all. Where no answer came, it is missing.
    ///
    /// # Errors
    ///
    /// [`HeaderError`] when it is malformed, or missing where it is promised.
    pub fn header<H: Decode>(&self, header: &Header<H>) -> Result<H, HeaderError> {
        match self.received() {
            Some(received) => received.header(header),
            None => header.read(&HeaderMap::new()),
        }
    }

    /// The server's name for this exchange, from `x-request-id` or `request-id`; escaped, at most 128 characters.
    #[must_use]
    pub fn request_id(&self) -> Option<&str> {
        self.received().and_then(Received::request_id)
    }

    /// The body as it came, if an answer came. Of a failure, the first 64 KiB.
    #[must_use]
    pub fn body(&self) -> Option<&Bytes> {
        self.received().map(Received::body)
    }

    /// The body as text, with what is not UTF-8 replaced. Empty where no answer came.
    #[must_use]
    pub fn body_text(&self) -> Cow<'_, str> {
        self.received().map(Received::body_text).unwrap_or_default()
    }

    /// The documented failure, if it is one and its body could be read.
    #[must_use]
    pub fn typed(&self) -> Option<&E> {
        if let Self::Api(error) = self {
            error.typed.as_ref()
        } else {
            None
        }
    }

    /// The documented failure, if it is one and its body could be read.
    #[must_use]
    pub fn into_typed(self) -> Option<E> {
        if let Self::Api(error) = self {
            error.typed
        } else {
            None
        }
    }

    /// Whether the call was carried out in spite of the error. Whoever repeats it by hand wants to know.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.call().outcome
    }

    /// How often the request was sent; 0 where it could not be built.
    #[must_use]
    pub fn attempts(&self) -> u32 {
        self.call().attempts
    }

    /// How long the call took in all, with the waits between attempts.
    #[must_use]
    pub fn elapsed(&self) -> Duration {
        self.call().elapsed
    }

    /// The operation's name in the specification.
    #[must_use]
    pub fn operation(&self) -> &'static str {
        self.about().id
    }

    /// The operation's path template, without the values.
    #[must_use]
    pub fn route(&self) -> &'static str {
        self.about().path
    }

    /// 404.
    #[must_use]
    pub fn is_not_found(&self) -> bool {
        self.has(StatusCode::NOT_FOUND)
    }

    /// 304: what the caller has is still good.
    #[must_use]
    pub fn is_not_modified(&self) -> bool {
        self.has(StatusCode::NOT_MODIFIED)
    }

    /// 401: the credential is wrong, has expired or was revoked.
    #[must_use]
    pub fn is_unauthorized(&self) -> bool {
        self.has(StatusCode::UNAUTHORIZED)
    }

    /// 403: the credential is not enough.
    #[must_use]
    pub fn is_forbidden(&self) -> bool {
        self.has(StatusCode::FORBIDDEN)
    }

    /// 429: too many calls.
    #[must_use]
    pub fn is_rate_limited(&self) -> bool {
        self.has(StatusCode::TOO_MANY_REQUESTS)
    }

    /// 4xx.
    #[must_use]
    pub fn is_client_error(&self) -> bool {
        self.status().is_some_and(|status| status.is_client_error())
    }

    /// 5xx.
    #[must_use]
    pub fn is_server_error(&self) -> bool {
        self.status().is_some_and(|status| status.is_server_error())
    }

    /// Time ran out, while connecting or later.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        matches!(
            self.transport_kind(),
            Some(TransportErrorKind::Timeout | TransportErrorKind::ConnectTimeout)
        )
    }

    /// No connection could be made: nothing was sent.
    #[must_use]
    pub fn is_connect(&self) -> bool {
        use TransportErrorKind::{Connect, ConnectTimeout, Tls};

        matches!(self.transport_kind(), Some(Connect | ConnectTimeout | Tls))
    }

    fn transport_kind(&self) -> Option<TransportErrorKind> {
        if let Self::Transport(failure) = self {
            Some(failure.error.kind())
        } else {
            None
        }
    }

    fn has(&self, status: StatusCode) -> bool {
        self.status() == Some(status)
    }

    pub(super) fn about(&self) -> &'static Operation {
        self.call().operation
    }

    fn call(&self) -> Call {
        match self {
            Self::Api(error) => error.received.call,
            Self::Unexpected(received) => received.call,
            Self::Redirect(error) => error.received.call,
            Self::Decode(error) => error.received.call,
            Self::TooLarge(error) => error.received.call,
            Self::Request(error) => Call::not_sent(error.operation),
            Self::Transport(error) => error.call,
        }
    }
}

impl<E> fmt::Display for Error<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operation {
            id, method, path, ..
        } = self.about();
        write!(formatter, "{id} ({method} {path}): ")?;
        match self {
            Self::Api(error) => {
                error.received.write_summary(formatter)?;
                error.received.write_snippet(formatter)
            }
            Self::Unexpected(received) => {
                received.write_summary(formatter)?;
                formatter.write_str(" (not documented)")?;
                received.write_snippet(formatter)
            }
            Self::Redirect(error) => {
                error.received.write_summary(formatter)?;
                let origin = if error.same_origin {
                    "the same"
                } else {
                    "another"
                };
                write!(
                    formatter,
                    ", a redirect to {origin} origin, which is not followed"
                )
            }
            Self::Decode(error) => error.write(formatter),
            Self::TooLarge(error) => {
                error.received.write_summary(formatter)?;
                write!(formatter, ", the body is larger than {} bytes", error.limit)
            }
            Self::Request(failure) => write!(formatter, "nothing was sent: {}", failure.error),
            Self::Transport(failure) => {
                if let Some(received) = &failure.received {
                    received.write_summary(formatter)?;
                    formatter.write_str(", ")?;
                }
                write!(formatter, "{}", failure.error)?;
                if failure.received.is_none() {
                    failure.call.write(formatter)?;
                }
                Ok(())
            }
        }
    }
}

impl<E: fmt::Debug> std::error::Error for Error<E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Api(error) => error.fault.as_ref().map(|fault| fault as _),
            Self::Decode(error) => error.fault().map(|fault| fault as _),
            Self::Request(failure) => Some(&failure.error),
            Self::Transport(failure) => Some(&failure.error),
            Self::Unexpected(_) | Self::Redirect(_) | Self::TooLarge(_) => None,
        }
    }
}

impl<E: fmt::Debug> fmt::Debug for Error<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Api(error) => formatter.debug_tuple("Api").field(error).finish(),
            Self::Unexpected(received) => {
                formatter.debug_tuple("Unexpected").field(received).finish()
            }
            Self::Redirect(error) => formatter.debug_tuple("Redirect").field(error).finish(),
            Self::Decode(error) => formatter.debug_tuple("Decode").field(error).finish(),
            Self::TooLarge(error) => formatter.debug_tuple("TooLarge").field(error).finish(),
            Self::Request(error) => formatter.debug_tuple("Request").field(error).finish(),
            Self::Transport(error) => formatter.debug_tuple("Transport").field(error).finish(),
        }
    }
}
