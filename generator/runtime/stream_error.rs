//! What can go wrong with an answer that has begun well.
//!
//! Takes what was seen and says what it means, with the same evidence as [`Error`](super::Error). It must not print a secret.

use std::fmt;
use std::sync::Arc;

use super::error::{Error, NoBody};
use super::failures::{DecodeError, TooLarge, TransportFailure};
use super::operation::Operation;
use super::received::Received;
use super::transport::TransportErrorKind;

/// Why the rest of an answer, or a part of it, could not be read.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum StreamError {
    /// The exchange failed. The stream is over.
    Transport(Box<TransportFailure>),
    /// An event or a value is not what is documented. It was skipped, and the stream goes on.
    Decode(Box<DecodeError>),
    /// An event or a value is larger than the client's limit. The stream is over.
    TooLarge(Box<TooLarge>),
    /// The stream ended, and asking for the rest of it failed. The stream is over.
    NotReopened(Arc<Error<NoBody>>),
}

impl StreamError {
    /// Status and headers of the answer. Its body is the event or the value at fault, if it was one.
    #[must_use]
    pub fn received(&self) -> Option<&Received> {
        match self {
            Self::Transport(error) => error.received.as_ref(),
            Self::Decode(error) => Some(&error.received),
            Self::TooLarge(error) => Some(&error.received),
            Self::NotReopened(error) => error.received(),
        }
    }

    /// Nothing came for too long.
    #[must_use]
    pub fn is_timeout(&self) -> bool {
        match self {
            Self::Transport(failure) => failure.error.kind() == TransportErrorKind::Timeout,
            Self::NotReopened(error) => error.is_timeout(),
            Self::Decode(_) | Self::TooLarge(_) => false,
        }
    }

    fn about(&self) -> &'static Operation {
        match self {
            Self::Transport(error) => error.call.operation,
            Self::Decode(error) => error.received.call.operation,
            Self::TooLarge(error) => error.received.call.operation,
            Self::NotReopened(error) => error.about(),
        }
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Operation {
            id, method, path, ..
        } = self.about();
        write!(formatter, "{id} ({method} {path}), while its answer came: ")?;
        match self {
            Self::Transport(failure) => write!(formatter, "{}", failure.error),
            Self::Decode(error) => error.write(formatter),
            Self::TooLarge(error) => {
                write!(formatter, "a part is larger than {} bytes", error.limit)
            }
            // Whether its failure is documented has not been looked at.
            Self::NotReopened(error) => match &**error {
                Error::Unexpected(received) => {
                    formatter.write_str("no rest of it: ")?;
                    received.write_summary(formatter)?;
                    received.write_snippet(formatter)
                }
                error => write!(formatter, "no rest of it: {error}"),
            },
        }
    }
}

impl std::error::Error for StreamError {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        match self {
            Self::Transport(failure) => Some(&failure.error),
            Self::Decode(error) => error.fault().map(|fault| fault as _),
            Self::TooLarge(_) => None,
            Self::NotReopened(error) => Some(&**error),
        }
    }
}
