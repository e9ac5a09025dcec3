//! A transport over a `tower` service: an HTTP client of one's own with layers of one's own, or a router within the same process.
//!
//! Takes a request and gives an answer, with the limits kept while reading. It must not repeat a request; what a service does beneath
//! is the service's affair.

use std::error::Error as StdError;
use std::fmt;
use std::future::poll_fn;
use std::io;
use std::marker::PhantomData;
use std::pin::{Pin, pin};
use std::sync::{Mutex, PoisonError};
use std::task::Poll;
use std::time::Duration;

use bytes::{Buf as _, Bytes};
use http_body::Body;
use tower_service::Service;

use super::chunks::{Chunks, Gathered, ReadChunks};
use super::clock::{Clock as _, SystemClock};
use super::transport::{
    BoxFuture, Limits, Transport, TransportError, TransportErrorKind, Truncated,
};

type Cause = Box<dyn StdError + Send + Sync>;

/// Sends through a service of `tower`.
///
/// The service gets requests with an absolute URI, and bodies of the type `B`: `http_body_util::Full<Bytes>`, `axum::body::Body`, or any
/// other that is made of [`Bytes`]. Where it takes several types, `TowerTransport::<_, B>::new` says which. It is cloned for each call.
///
/// A service should neither follow redirects nor send a request twice: what this client promises about these holds only above it. Text of
/// its errors, of the first cause alone, becomes part of ours.
pub struct TowerTransport<S, B> {
    service: Mutex<S>,
    body: PhantomData<fn(B)>,
}

impl<S, B> TowerTransport<S, B> {
    /// A transport over this service.
    #[must_use]
    pub fn new(service: S) -> Self {
        Self {
            service: Mutex::new(service),
            body: PhantomData,
        }
    }
}

impl<S, B, R> TowerTransport<S, B>
where
    S: Service<http::Request<B>, Response = http::Response<R>, Error: Into<Cause>> + Clone,
    B: From<Bytes>,
{
    async fn begin(&self, request: http::Request<Bytes>) -> Result<S::Response, TransportError> {
        let service = self.service.lock().unwrap_or_else(PoisonError::into_inner);
        let mut service = { service }.clone();
        poll_fn(|context| service.poll_ready(context))
            .await
            .map_err(failed)?;
        service.call(request.map(B::from)).await.map_err(failed)
    }
}

impl<S, B, R> Transport for TowerTransport<S, B>
where
    S: Service<http::Request<B>, Response = http::Response<R>, Error: Into<Cause>, Future: Send>
        + Clone
        + Send
        + 'static,
    B: From<Bytes> + 'static,
    R: Body<Data: Send, Error: Into<Cause>> + Send + 'static,
{
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let exchange = async move {
            let (head, body) = self.begin(request).await?.into_parts();
            gather(head, body, limits).await
        };
        Box::pin(within(limits.timeout, exchange))
    }

    /// The timeout bounds the way to the head, and all of a failure; what comes later is bounded piece by piece.
    fn stream(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Chunks>, TransportError>> {
        let begun = async move {
            let (head, body) = self.begin(request).await?.into_parts();
            if !head.status.is_success() {
                return Ok(gather(head, body, limits).await?.map(Chunks::from));
            }
            let idle = limits.timeout;
            let body = Box::pin(body);
            Ok(http::Response::from_parts(
                head,
                Chunks::new(Arriving { body, idle }),
            ))
        };
        Box::pin(within(limits.timeout, begun))
    }
}

/// A body that is still arriving.
struct Arriving<R> {
    body: Pin<Box<R>>,
    /// The longest wait for a piece.
    idle: Duration,
}

impl<R: Body<Data: Send, Error: Into<Cause>> + Send> ReadChunks for Arriving<R> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(within(self.idle, chunk(self.body.as_mut())))
    }
}

async fn gather<R: Body<Error: Into<Cause>>>(
    mut head: http::response::Parts,
    body: R,
    limits: Limits,
) -> Result<http::Response<Bytes>, TransportError> {
    let mut body = pin!(body);
    let announced = body.size_hint().lower();
    let mut gathered = match Gathered::new(announced, head.status.is_success(), limits) {
        Ok(gathered) => gathered,
        Err(error) => return Err(error.with_head(head)),
    };
    loop {
        match gathered.take(chunk(body.as_mut()).await) {
            Ok(None) => {}
            Ok(Some((body, cut))) => {
                if cut {
                    head.extensions.insert(Truncated);
                }
                return Ok(http::Response::from_parts(head, body));
            }
            Err(error) => return Err(error.with_head(head)),
        }
    }
}

/// The next piece of a body. Trailers are none.
async fn chunk<R: Body<Error: Into<Cause>>>(
    mut body: Pin<&mut R>,
) -> Result<Option<Bytes>, TransportError> {
    loop {
        let frame = poll_fn(|context| body.as_mut().poll_frame(context)).await;
        let Some(frame) = frame.transpose().map_err(broken)? else {
            return Ok(None);
        };
        if let Ok(mut data) = frame.into_data() {
            return Ok(Some(data.copy_to_bytes(data.remaining())));
        }
    }
}

async fn within<T>(
    limit: Duration,
    future: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    let mut future = pin!(future);
    let mut late = SystemClock.sleep(limit);
    poll_fn(|context| match future.as_mut().poll(context) {
        Poll::Pending => late
            .as_mut()
            .poll(context)
            .map(|()| Err(TransportError::new(TransportErrorKind::Timeout, ""))),
        ready @ Poll::Ready(_) => ready,
    })
    .await
}

/// An error before the answer. That nothing was sent is certain where there was nobody to connect to, and nowhere else.
fn failed(error: impl Into<Cause>) -> TransportError {
    let error = error.into();
    let is_refused = |cause: &(dyn StdError + 'static)| {
        let cause = cause.downcast_ref::<io::Error>();
        cause.is_some_and(|it| it.kind() == io::ErrorKind::ConnectionRefused)
    };
    let kind = if causes(&*error).any(is_refused) {
        TransportErrorKind::Connect
    } else {
        TransportErrorKind::Other
    };
    TransportError::new(kind, &deepest(&*error))
}

/// An error within the answer's body.
fn broken(error: impl Into<Cause>) -> TransportError {
    TransportError::new(TransportErrorKind::Body, &deepest(&*error.into()))
}

fn deepest(error: &(dyn StdError + 'static)) -> String {
    causes(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// An error and its causes, outermost first.
fn causes<'e>(
    error: &'e (dyn StdError + 'static),
) -> impl Iterator<Item = &'e (dyn StdError + 'static)> {
    std::iter::successors(Some(error), |cause: &&'e (dyn StdError + 'static)| {
        (*cause).source()
    })
}

/// The service is not shown: it may hold secrets.
impl<S, B> fmt::Debug for TowerTransport<S, B> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("TowerTransport")
            .finish_non_exhaustive()
    }
}
