//! The built-in HTTP client: reqwest over rustls.
//!
//! Takes a request and gives an answer, with the limits kept while reading. It must not follow redirects, send a `Referer`, keep
//! cookies, decompress, retry, or let one of reqwest's errors out: their texts hold the URL.
//!
//! TLS is rustls with the `ring` provider, given explicitly so that nothing is installed for the whole process, and trusts what the
//! system trusts. Connections speak HTTP/1.1. Proxies of the environment (`HTTPS_PROXY`, `NO_PROXY`) are honoured for https alone.

use std::error::Error as StdError;
use std::io;
use std::pin::Pin;
use std::sync::{Arc, Mutex, PoisonError};
use std::task::{Context, Poll};
use std::time::Duration;

use bytes::Bytes;
use rustls_platform_verifier::BuilderVerifierExt as _;

use super::chunks::{Chunks, Gathered, ReadChunks};
use super::octets::Octets;
#[cfg(not(feature = "blocking"))]
use super::refusal::BuildError;
use super::setup::POOL_IDLE_TIMEOUT;
use super::transport::{
    BoxFuture, Limits, Transport, TransportError, TransportErrorKind, Truncated,
};
use super::url::{BaseUrl, Security};

/// Sends over the network.
///
/// It runs inside of a tokio runtime whose I/O and time drivers are on (`#[tokio::main]` has both): elsewhere the first call panics,
/// as everything of tokio does.
#[derive(Clone, Debug)]
pub struct ReqwestTransport {
    secure: reqwest::Client,
    /// For plain HTTP, which a proxy on the way could read.
    plain: reqwest::Client,
}

/// The transport of a client that is given none.
#[cfg(not(feature = "blocking"))]
pub(super) fn built_in(
    connect_timeout: Duration,
    base: &BaseUrl,
) -> Result<ReqwestTransport, BuildError> {
    ReqwestTransport::to(base, connect_timeout).map_err(BuildError::Transport)
}

impl ReqwestTransport {
    /// A transport with connections of its own.
    ///
    /// # Errors
    ///
    /// A text that says why TLS could not be set up, such as that the system has no root certificates.
    pub fn new(connect_timeout: Duration) -> Result<Self, String> {
        Self::build(connect_timeout, true)
    }

    /// A transport to a server. Certificates are looked for where they may be needed, and have to be there where they are needed.
    pub(super) fn to(base: &BaseUrl, connect_timeout: Duration) -> Result<Self, String> {
        let plain = || Self::build(connect_timeout, false);
        match base.security() {
            Security::Tls => Self::new(connect_timeout),
            // Tokens, or single operations, may be elsewhere.
            Security::Network => Self::new(connect_timeout).or_else(|_| plain()),
            Security::ThisMachine => plain(),
        }
    }

    /// With `secure` false no certificate is trusted, none is looked for and no proxy is used: it is for plain HTTP.
    fn build(connect_timeout: Duration, secure: bool) -> Result<Self, String> {
        let tls = tls(secure).map_err(|error| error.to_string())?;
        let client = |builder: reqwest::ClientBuilder| {
            builder
                .tls_backend_preconfigured(tls.clone())
                .redirect(reqwest::redirect::Policy::none())
                .retry(reqwest::retry::never())
                .referer(false)
                .connect_timeout(connect_timeout)
                .pool_idle_timeout(POOL_IDLE_TIMEOUT)
                .build()
                .map_err(|error| deepest(&error.without_url()))
        };
        let plain = client(reqwest::Client::builder().no_proxy())?;
        let secure = if secure {
            client(reqwest::Client::builder())?
        } else {
            plain.clone()
        };
        Ok(Self { secure, plain })
    }

    async fn exchange(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let mut request = made(request)?;
        *request.timeout_mut() = Some(limits.timeout);
        let mut response = self.execute(request).await?;
        let mut head = head_of(&mut response);
        match read(response, head.status.is_success(), limits).await {
            Ok((body, cut)) => {
                if cut {
                    head.extensions.insert(Truncated);
                }
                Ok(http::Response::from_parts(head, body))
            }
            Err(error) => Err(error.with_head(head)),
        }
    }

    /// The timeout bounds the way to the head, and all of a failure; what comes later is bounded piece by piece.
    async fn open(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Chunks>, TransportError> {
        let request = made(request)?;
        let begun = async {
            let mut response = self.execute(request).await?;
            let mut head = head_of(&mut response);
            let body = if head.status.is_success() {
                let idle = limits.timeout;
                Chunks::new(Arriving { response, idle })
            } else {
                let (body, cut) = read(response, false, limits).await?;
                if cut {
                    head.extensions.insert(Truncated);
                }
                body.into()
            };
            Ok(http::Response::from_parts(head, body))
        };
        within(limits.timeout, begun).await
    }

    async fn execute(
        &self,
        request: reqwest::Request,
    ) -> Result<reqwest::Response, TransportError> {
        let client = match request.url().scheme() {
            "https" => &self.secure,
            _ => &self.plain,
        };
        client.execute(request).await.map_err(failed)
    }
}

fn made(mut request: http::Request<Bytes>) -> Result<reqwest::Request, TransportError> {
    let source = request.extensions_mut().remove::<Octets>();
    let mut request = reqwest::Request::try_from(request).map_err(failed)?;
    if let Some(source) = source {
        let next = Next::Idle(source.open());
        *request.body_mut() = Some(reqwest::Body::wrap(Leaving(Mutex::new(next))));
    }
    Ok(request)
}

/// A body that is read while it is sent. It may be shared, though nobody does.
struct Leaving(Mutex<Next>);

type Piece = Result<Option<Bytes>, TransportError>;

/// What is needed to have the next piece.
enum Next {
    Idle(Chunks),
    Coming(BoxFuture<'static, (Chunks, Piece)>),
    Over,
}

impl http_body::Body for Leaving {
    type Data = Bytes;
    type Error = TransportError;

    fn poll_frame(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<http_body::Frame<Bytes>, TransportError>>> {
        let next = self.get_mut().0.get_mut();
        let next = next.unwrap_or_else(PoisonError::into_inner);
        let mut coming = match std::mem::replace(next, Next::Over) {
            Next::Idle(mut chunks) => Box::pin(async {
                let piece = chunks.next().await;
                (chunks, piece)
            }),
            Next::Coming(coming) => coming,
            Next::Over => return Poll::Ready(None),
        };
        let Poll::Ready((chunks, piece)) = coming.as_mut().poll(context) else {
            *next = Next::Coming(coming);
            return Poll::Pending;
        };
        if let Ok(Some(_)) = piece {
            *next = Next::Idle(chunks);
        }
        Poll::Ready(piece.map(|it| it.map(http_body::Frame::data)).transpose())
    }
}

/// A body that is still arriving.
struct Arriving {
    response: reqwest::Response,
    /// The longest wait for a piece.
    idle: Duration,
}

impl ReadChunks for Arriving {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        let idle = self.idle;
        let next = async { self.response.chunk().await.map_err(broken) };
        Box::pin(within(idle, next))
    }
}

async fn within<T>(
    limit: Duration,
    future: impl Future<Output = Result<T, TransportError>>,
) -> Result<T, TransportError> {
    let late = |_| TransportError::new(TransportErrorKind::Timeout, "");
    tokio::time::timeout(limit, future).await.map_err(late)?
}

impl Transport for ReqwestTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(self.exchange(request, limits))
    }

    fn stream(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Chunks>, TransportError>> {
        Box::pin(self.open(request, limits))
    }

    fn takes_sources(&self) -> bool {
        true
    }
}

fn tls(secure: bool) -> Result<rustls::ClientConfig, rustls::Error> {
    let provider = Arc::new(rustls::crypto::ring::default_provider());
    let builder = rustls::ClientConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()?;
    let builder = if secure {
        builder.with_platform_verifier()?
    } else {
        builder.with_root_certificates(rustls::RootCertStore::empty())
    };
    let mut config = builder.with_no_client_auth();
    config.alpn_protocols = vec![b"http/1.1".to_vec()];
    Ok(config)
}

fn head_of(response: &mut reqwest::Response) -> http::response::Parts {
    let (mut head, ()) = http::Response::new(()).into_parts();
    head.status = response.status();
    head.version = response.version();
    head.headers = std::mem::take(response.headers_mut());
    head
}

async fn read(
    mut response: reqwest::Response,
    success: bool,
    limits: Limits,
) -> Result<(Bytes, bool), TransportError> {
    let announced = response.content_length().unwrap_or(0);
    let mut body = Gathered::new(announced, success, limits)?;
    loop {
        if let Some(body) = body.take(response.chunk().await.map_err(broken))? {
            return Ok(body);
        }
    }
}

/// An error before the answer.
fn failed(error: reqwest::Error) -> TransportError {
    let kind = match (error.is_connect(), error.is_timeout()) {
        (true, true) => TransportErrorKind::ConnectTimeout,
        (false, true) => TransportErrorKind::Timeout,
        (true, false) if is_tls(&error) => TransportErrorKind::Tls,
        (true, false) => TransportErrorKind::Connect,
        (false, false) => TransportErrorKind::Other,
    };
    describe(kind, error)
}

/// An error within the answer's body.
fn broken(error: reqwest::Error) -> TransportError {
    let kind = if error.is_timeout() {
        TransportErrorKind::Timeout
    } else {
        TransportErrorKind::Body
    };
    describe(kind, error)
}

fn describe(kind: TransportErrorKind, error: reqwest::Error) -> TransportError {
    let timed_out = matches!(
        kind,
        TransportErrorKind::Timeout | TransportErrorKind::ConnectTimeout
    );
    let error = error.without_url();
    TransportError::new(
        kind,
        &if timed_out {
            String::new()
        } else {
            deepest(&error)
        },
    )
}

fn is_tls(error: &reqwest::Error) -> bool {
    causes(error).any(<dyn StdError>::is::<rustls::Error>)
}

/// The first cause: what the operating system or the TLS library said. The texts above it may hold more than we want to show.
fn deepest(error: &reqwest::Error) -> String {
    causes(error)
        .last()
        .map(ToString::to_string)
        .unwrap_or_default()
}

/// The causes of an error, outermost first.
fn causes(error: &reqwest::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |cause| cause_of(*cause))
}

/// An `io::Error` hides the error that it wraps from `source`.
fn cause_of<'e>(error: &'e (dyn StdError + 'static)) -> Option<&'e (dyn StdError + 'static)> {
    match error.downcast_ref::<io::Error>() {
        Some(error) => error
            .get_ref()
            .map(|inner| inner as &(dyn StdError + 'static)),
        None => error.source(),
    }
}
