//! From an answer to a value.
//!
//! Takes status, headers and body and decides: a value, a documented failure, or one of the other errors. It must not lose the body.

use http::header::{LOCATION, SET_COOKIE};
use http::{HeaderMap, StatusCode};

use bytes::Bytes;

use super::attempts::Call;
use super::content::Body;
use super::error::{Error, NoBody};
use super::failures::{
    ApiError, DecodeError, Redirect, RequestFailure, TooLarge, TransportFailure,
};
#[cfg(feature = "gzip")]
use super::gzip;
use super::json::Fault;
use super::operation::Operation;
use super::received::Received;
use super::refusal::RequestError;
use super::response::Response;
use super::secret::Secret;
use super::text::{finder, scrub, snippet};
use super::transport::{Limits, TransportError, TransportErrorKind, Truncated};
use super::url::BaseUrl;

/// Longest part of a body that an error's text shows, in characters.
const SNIPPET: usize = 200;

/// The documented failures of an operation.
pub trait Failure: Sized {
    /// Reads the failure of a status. `None` where the status is not documented.
    fn read(status: u16, body: &mut Body<'_>) -> Option<Result<Self, Fault>>;
}

/// The successes of an operation that has several kinds of them.
pub trait Answer: Sized {
    /// Reads the success of a status.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the body is not what the status promises.
    fn read(status: u16, body: &mut Body<'_>) -> Result<Self, Fault>;
}

impl Failure for NoBody {
    fn read(_: u16, _: &mut Body<'_>) -> Option<Result<Self, Fault>> {
        None
    }
}

/// An answer that came whole.
pub(super) struct Exchange {
    pub(super) received: Received,
    /// What must not be printed.
    secrets: Vec<Secret>,
}

/// Why there is no answer to read.
pub(super) enum Stop {
    Request(Box<RequestFailure>),
    Transport(Box<TransportFailure>),
    TooLarge(Box<TooLarge>),
    Redirect(Box<Redirect>),
}

impl Stop {
    pub(super) fn request(operation: &'static Operation, error: RequestError) -> Self {
        Self::Request(Box::new(RequestFailure { operation, error }))
    }

    pub(super) fn transport(
        call: Call,
        error: TransportError,
        secrets: &[Secret],
        limits: Limits,
    ) -> Self {
        let error = error
            .map_message(|message| scrub(message, secrets))
            .map_headers(|headers| guarded(headers, secrets));
        let received = error
            .head()
            .map(|head| Received::new(call, head.status, head.headers.clone(), Bytes::new(), true));
        match received {
            Some(received) if error.kind() == TransportErrorKind::TooLarge => {
                Self::too_large(received, limits)
            }
            received => Self::Transport(Box::new(TransportFailure {
                call,
                error,
                received,
            })),
        }
    }

    fn too_large(received: Received, limits: Limits) -> Self {
        Self::TooLarge(Box::new(TooLarge {
            received,
            limit: limits.max_response_bytes,
        }))
    }
}

impl<E> From<Stop> for Error<E> {
    fn from(stop: Stop) -> Self {
        match stop {
            Stop::Request(failure) => Self::Request(failure),
            Stop::Transport(failure) => Self::Transport(failure),
            Stop::TooLarge(failure) => Self::TooLarge(failure),
            Stop::Redirect(failure) => Self::Redirect(failure),
        }
    }
}

impl Exchange {
    /// Takes an answer in. Whatever the transport did, the limits hold afterwards.
    pub(super) fn receive(
        call: Call,
        response: http::Response<Bytes>,
        secrets: Vec<Secret>,
        limits: Limits,
        base: &BaseUrl,
    ) -> Result<Self, Stop> {
        #[cfg(feature = "gzip")]
        let response = gzip::unpack(response, limits);
        let (head, body) = response.into_parts();
        let status = head.status;
        let cut = head.extensions.get::<Truncated>().is_some();
        let limit = limits.of(status);
        let same_origin = head
            .headers
            .get(LOCATION)
            .and_then(|location| location.to_str().ok())
            .is_some_and(|to| base.holds(to));
        let headers = guarded(head.headers, &secrets);
        let too_long = body.len() > limit;
        if status.is_success() && too_long {
            return Err(Stop::too_large(
                Received::new(call, status, headers, Bytes::new(), true),
                limits,
            ));
        }
        let received = Received::new(
            call,
            status,
            headers,
            start_of(&body, limit),
            cut || too_long,
        );
        if status.is_redirection() && status != StatusCode::NOT_MODIFIED {
            return Err(Stop::Redirect(Box::new(Redirect {
                received,
                same_origin,
            })));
        }
        Ok(Self { received, secrets })
    }

    #[cfg(feature = "tracing")]
    pub(super) fn status(&self) -> StatusCode {
        self.received.status()
    }

    /// Reads the success with `read`, or the failure as its operation documents it.
    pub(super) fn finish<T, E: Failure>(
        self,
        read: fn(u16, &mut Body<'_>) -> Result<T, Fault>,
    ) -> Result<Response<T>, Error<E>> {
        let status = self.received.status();
        if !status.is_success() {
            return Err(self.failure());
        }
        // The body borrows the answer, so it is gone before the answer moves on.
        let read = read(status.as_u16(), &mut self.body());
        match read {
            Ok(value) => Ok(Response::new(value, self.received)),
            Err(fault) => Err(Error::Decode(self.decode_error(fault))),
        }
    }

    /// Reads the failure as its operation documents it.
    pub(super) fn failure<E: Failure>(self) -> Error<E> {
        let read = E::read(self.received.status().as_u16(), &mut self.body());
        self.fail(read)
    }

    fn body(&self) -> Body<'_> {
        Body::new(self.received.headers(), self.received.body())
    }

    fn fail<E>(mut self, read: Option<Result<E, Fault>>) -> Error<E> {
        self.received.snippet = snippet(self.received.body(), &self.secrets, SNIPPET);
        let Some(read) = read else {
            return Error::Unexpected(Box::new(self.received));
        };
        let (typed, fault) = match read {
            Ok(typed) => (Some(typed), None),
            Err(fault) => (None, Some(self.scrubbed(fault))),
        };
        Error::Api(Box::new(ApiError {
            received: self.received,
            typed,
            fault,
            secrets: self.secrets,
        }))
    }

    pub(super) fn decode_error(mut self, fault: Fault) -> Box<DecodeError> {
        self.received.snippet = snippet(self.received.body(), &self.secrets, SNIPPET);
        let fault = self.scrubbed(fault);
        Box::new(DecodeError::new(self.received, fault))
    }

    fn scrubbed(&self, fault: Fault) -> Fault {
        fault.map_texts(self.received.body(), |text| scrub(text, &self.secrets))
    }
}

/// The start of a body. It is copied where a slice would keep much more memory alive than it shows.
fn start_of(body: &Bytes, limit: usize) -> Bytes {
    let start = body.slice(..body.len().min(limit));
    if body.len() > limit.saturating_mul(2) {
        Bytes::copy_from_slice(&start)
    } else {
        start
    }
}

/// Marks the headers that must not be printed: those that are meant to be kept, and those that repeat a secret of the call.
pub(super) fn guarded(mut headers: HeaderMap, secrets: &[Secret]) -> HeaderMap {
    let holds_any = finder(secrets);
    for value in headers.values_mut() {
        if holds_any(value.as_bytes()) {
            value.set_sensitive(true);
        }
    }
    for name in [LOCATION, SET_COOKIE] {
        if let http::header::Entry::Occupied(mut entry) = headers.entry(name) {
            entry.iter_mut().for_each(|value| value.set_sensitive(true));
        }
    }
    headers
}
