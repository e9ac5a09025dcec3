//! Calls whose answer is read while it arrives.
//!
//! Takes a request and options, and gives a stream once the answer has begun well. It must not wait for the end of a success; a failure is
//! read like that of any other call.

use bytes::{Bytes, BytesMut};
use http::{HeaderMap, StatusCode};

use super::chunks::Chunks;
use super::content::Body;
use super::core::{Core, Prepared};
use super::error::Error;
use super::exchange::{Exchange, Failure, Stop, guarded};
use super::json::{Fault, FaultKind};
use super::options::CallOptions;
use super::received::Received;
use super::reconnecting::Again;
use super::request::Request;
#[cfg(feature = "tracing")]
use super::spans;
use super::streams::{ByteStream, EventStream, Incoming, ItemStream};
use super::transport::Truncated;
#[cfg(feature = "gzip")]
use super::unpacking;

/// Media types under which servers send events.
pub(super) const OF_EVENTS: &[&str] = &[
    "text/event-stream",
    "text/plain",
    "application/octet-stream",
    "",
];
/// Media types under which servers send values of JSON.
const OF_ITEMS: &[&str] = &["application/*", "text/plain", ""];

/// An answer that has begun.
pub(super) enum Opened {
    Success(Incoming),
    /// Any other status.
    Other(Exchange),
    /// A success that is no stream.
    Mistaken(Exchange, Fault),
}

impl Core {
    /// Sends a request whose success is read as bytes while it arrives.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn stream_bytes<E: Failure>(
        &self,
        accept: &'static str,
        request: Request,
        options: CallOptions,
    ) -> Result<ByteStream, Error<E>> {
        let opened = self.open(accept, &["*/*", ""], request, options).await?;
        opened.success().map(ByteStream::new)
    }

    /// Sends a request whose success is read as server-sent events while it arrives.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn stream_events<T, E: Failure>(
        &self,
        accept: &'static str,
        request: Request,
        options: CallOptions,
    ) -> Result<EventStream<T>, Error<E>> {
        let again = Again::of(self, accept, &request, &options);
        let opened = self.open(accept, OF_EVENTS, request, options).await?;
        opened
            .success()
            .map(|incoming| EventStream::new(incoming, again))
    }

    /// Sends a request whose success is read as lines of JSON while it arrives.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn stream_lines<T, E: Failure>(
        &self,
        accept: &'static str,
        request: Request,
        options: CallOptions,
    ) -> Result<ItemStream<T>, Error<E>> {
        let opened = self.open(accept, OF_ITEMS, request, options).await?;
        opened.success().map(ItemStream::of_lines)
    }

    /// Sends a request whose success is read as a JSON text sequence (RFC 7464) while it arrives.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn stream_records<T, E: Failure>(
        &self,
        accept: &'static str,
        request: Request,
        options: CallOptions,
    ) -> Result<ItemStream<T>, Error<E>> {
        let opened = self.open(accept, OF_ITEMS, request, options).await?;
        opened.success().map(ItemStream::of_records)
    }

    pub(super) async fn open(
        &self,
        accept: &'static str,
        media_types: &[&str],
        request: Request,
        options: CallOptions,
    ) -> Result<Opened, Stop> {
        #[cfg(feature = "tracing")]
        let span = spans::call(self.inner.api.name, request.operation());
        let call = self.begin(accept, media_types, request, options);
        #[cfg(feature = "tracing")]
        let call = spans::called(span, call, Opened::status);
        call.await
    }

    async fn begin(
        &self,
        accept: &'static str,
        media_types: &[&str],
        request: Request,
        options: CallOptions,
    ) -> Result<Opened, Stop> {
        let mut prepared = self.prepare(accept, request, &options)?;
        self.read_ahead(&mut prepared).await?;
        let options = self.authorize(&mut prepared, options).await?; // with tokens
        let transport = &self.inner.transport;
        let send = |request, limits| transport.stream(request, limits);
        let (result, call) = self.deliver(&mut prepared, &options, &send).await;
        let Prepared {
            secrets,
            limits,
            base,
            ..
        } = prepared;
        let response = match result {
            Ok(response) => response,
            Err(error) => return Err(Stop::transport(call, error, &secrets, limits)),
        };
        #[cfg(feature = "gzip")]
        let response = unpacking::unpacking(response);
        let (mut head, chunks) = response.into_parts();
        // Nothing is of no media type.
        let may_mistake = head.status.is_success() && head.status != StatusCode::NO_CONTENT;
        let mistake = may_mistake
            .then(|| mistake(&head.headers, media_types))
            .flatten();
        if head.status.is_success() && mistake.is_none() {
            let headers = guarded(head.headers, &secrets);
            let status = head.status;
            return Ok(Opened::Success(Incoming {
                received: Received::new(call, status, headers, Bytes::new(), true),
                chunks,
                secrets,
                limit: limits.max_response_bytes,
                ended: false,
            }));
        }
        let (body, cut) = start_of(chunks, limits.max_error_bytes).await;
        if cut {
            head.extensions.insert(Truncated);
        }
        let response = http::Response::from_parts(head, body);
        let exchange = Exchange::receive(call, response, secrets, limits, &base)?;
        Ok(match mistake {
            Some(fault) => Opened::Mistaken(exchange, fault),
            None => Opened::Other(exchange),
        })
    }
}

impl Opened {
    #[cfg(feature = "tracing")]
    fn status(&self) -> http::StatusCode {
        match self {
            Self::Success(incoming) => incoming.received.status(),
            Self::Other(exchange) | Self::Mistaken(exchange, _) => exchange.status(),
        }
    }

    pub(super) fn success<E: Failure>(self) -> Result<Incoming, Error<E>> {
        match self {
            Self::Success(incoming) => Ok(incoming),
            Self::Other(exchange) => Err(exchange.failure()),
            Self::Mistaken(exchange, fault) => Err(Error::Decode(exchange.decode_error(fault))),
        }
    }
}

/// Why a success is not what is to be read.
fn mistake(headers: &HeaderMap, media_types: &[&str]) -> Option<Fault> {
    let nothing = Bytes::new();
    let body = Body::new(headers, &nothing);
    if !body.is(media_types) || body.is(&["application/xml"]) {
        let message = "the answer has another media type than the stream";
        return Some(Fault::new(FaultKind::MediaType, 0, message));
    }
    // Nothing is read here: it fails only where the body is packed.
    body.bytes().err()
}

/// The start of a body, up to so many bytes, and whether that is not all of it.
async fn start_of(mut chunks: Chunks, limit: usize) -> (Bytes, bool) {
    let mut start = BytesMut::new();
    loop {
        match chunks.next().await {
            Ok(Some(chunk)) if chunk.len() <= limit - start.len() => {
                start.extend_from_slice(&chunk);
            }
            Ok(Some(chunk)) => {
                let room = limit - start.len();
                start.extend_from_slice(chunk.get(..room).unwrap_or_default());
                return (start.freeze(), true);
            }
            Ok(None) => return (start.freeze(), false),
            Err(_) => return (start.freeze(), true),
        }
    }
}
