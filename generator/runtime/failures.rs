//! What each way of failing leaves behind.
//!
//! Takes an answer or what stood in its way, and keeps both with what is known of the reason. It must not decide which failure it is.

use std::fmt;

use http::StatusCode;
use http::header::CONTENT_TYPE;

use super::attempts::Call;
use super::content::essence;
use super::json::{Fault, FaultKind};
use super::operation::Operation;
use super::received::Received;
use super::refusal::RequestError;
use super::secret::Secret;
use super::text::{Escaped, scrub};
use super::transport::TransportError;

/// A documented failure.
#[derive(Clone)]
pub struct ApiError<E> {
    pub(super) received: Received,
    pub(super) typed: Option<E>,
    pub(super) fault: Option<Fault>,
    /// What must not be printed, should the server repeat it.
    pub(super) secrets: Vec<Secret>,
}

/// A redirect that was not followed.
#[derive(Clone, Debug)]
pub struct Redirect {
    pub(super) received: Received,
    pub(super) same_origin: bool,
}

/// A success that could not be read.
#[derive(Clone, Debug)]
pub struct DecodeError {
    pub(super) received: Received,
    problem: DecodeProblem,
}

/// Why a success could not be read.
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub enum DecodeProblem {
    /// The answer is not JSON, as its media type says: often the page of a proxy or a login.
    UnexpectedContentType {
        /// The media type, without parameters; empty where there is none.
        content_type: String,
    },
    /// There is no body where one is promised.
    EmptyBody {
        /// The fault, whose message names the type that was expected.
        fault: Fault,
    },
    /// The body is not what is promised.
    Body {
        /// What is wrong, and where.
        fault: Fault,
    },
}

/// A success that is larger than the client's limit. Its body was not kept.
#[derive(Clone, Debug)]
pub struct TooLarge {
    pub(super) received: Received,
    pub(super) limit: usize,
}

/// A request that could not be built.
#[derive(Clone)]
pub struct RequestFailure {
    pub(super) operation: &'static Operation,
    pub(super) error: RequestError,
}

/// An exchange that failed.
#[derive(Clone)]
pub struct TransportFailure {
    pub(super) call: Call,
    pub(super) error: TransportError,
    pub(super) received: Option<Received>,
}

impl<E> ApiError<E> {
    /// The answer.
    #[must_use]
    pub fn received(&self) -> &Received {
        &self.received
    }

    /// The failure, unless its body is not what is documented.
    #[must_use]
    pub fn typed(&self) -> Option<&E> {
        self.typed.as_ref()
    }

    /// Why the body could not be read.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        self.fault.as_ref()
    }
}

impl Redirect {
    /// The answer. Its `Location` is marked as sensitive: it may carry what must not be printed.
    #[must_use]
    pub fn received(&self) -> &Received {
        &self.received
    }

    /// The status.
    #[must_use]
    pub fn status(&self) -> StatusCode {
        self.received.status
    }

    /// Whether it leads to the scheme, host and port that the request went to.
    #[must_use]
    pub fn same_origin(&self) -> bool {
        self.same_origin
    }
}

impl DecodeError {
    pub(super) fn new(received: Received, fault: Fault) -> Self {
        let problem = match fault.kind() {
            FaultKind::MediaType => {
                let content_type = received
                    .headers
                    .get(CONTENT_TYPE)
                    .filter(|value| !value.is_sensitive())
                    .and_then(|value| value.to_str().ok())
                    .map(essence);
                DecodeProblem::UnexpectedContentType {
                    content_type: content_type.unwrap_or_default().into_owned(),
                }
            }
            FaultKind::Empty => DecodeProblem::EmptyBody { fault },
            _ => DecodeProblem::Body { fault },
        };
        Self { received, problem }
    }

    /// The answer.
    #[must_use]
    pub fn received(&self) -> &Received {
        &self.received
    }

    /// Why it could not be read.
    #[must_use]
    pub fn problem(&self) -> &DecodeProblem {
        &self.problem
    }

    /// What is wrong with the body, and where.
    #[must_use]
    pub fn fault(&self) -> Option<&Fault> {
        match &self.problem {
            DecodeProblem::EmptyBody { fault } | DecodeProblem::Body { fault } => Some(fault),
            DecodeProblem::UnexpectedContentType { .. } => None,
        }
    }

    pub(super) fn write(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.received.write_summary(formatter)?;
        match &self.problem {
            DecodeProblem::UnexpectedContentType { content_type } => {
                let content_type = if content_type.is_empty() {
                    "no media type"
                } else {
                    content_type
                };
                write!(
                    formatter,
                    ", unexpected content type ({})",
                    Escaped::new(content_type, 80)
                )?;
                // A page is worth a look. Anything else may be data that nobody wants in a log.
                if content_type.starts_with("text/") {
                    self.received.write_snippet(formatter)
                } else {
                    Ok(())
                }
            }
            DecodeProblem::EmptyBody { fault } => write!(formatter, ", {}", fault.message()),
            DecodeProblem::Body { fault } if fault.excerpt().is_empty() => {
                write!(formatter, ", {fault}")
            }
            DecodeProblem::Body { fault } => write!(formatter, ", {fault}: {}", fault.excerpt()),
        }
    }
}

impl TooLarge {
    /// The answer, without its body.
    #[must_use]
    pub fn received(&self) -> &Received {
        &self.received
    }

    /// The limit, in bytes.
    #[must_use]
    pub fn limit(&self) -> usize {
        self.limit
    }
}

impl RequestFailure {
    /// Why.
    #[must_use]
    pub fn error(&self) -> &RequestError {
        &self.error
    }
}

impl TransportFailure {
    /// Why.
    #[must_use]
    pub fn error(&self) -> &TransportError {
        &self.error
    }

    /// The answer, if it had begun, without its body.
    #[must_use]
    pub fn received(&self) -> Option<&Received> {
        self.received.as_ref()
    }
}

impl<E: fmt::Debug> fmt::Debug for ApiError<E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let typed = if formatter.alternate() {
            format!("{:#?}", self.typed)
        } else {
            format!("{:?}", self.typed)
        };
        formatter
            .debug_struct("ApiError")
            .field("typed", &format_args!("{}", scrub(&typed, &self.secrets)))
            .field("fault", &self.fault)
            .field("received", &self.received)
            .finish()
    }
}

impl fmt::Debug for RequestFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("RequestFailure")
            .field("operation", &self.operation.id)
            .field("error", &self.error)
            .finish()
    }
}

impl fmt::Debug for TransportFailure {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TransportFailure")
            .field("operation", &self.call.operation.id)
            .field("error", &self.error)
            .field("received", &self.received)
            .finish()
    }
}
