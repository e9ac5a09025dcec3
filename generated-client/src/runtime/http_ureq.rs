//! The built-in HTTP client of threads: ureq over rustls.
//!
//! Takes a request and gives an answer, with the limits kept while reading. It must not follow redirects, keep cookies, ask for
//! compression, retry, or let one of ureq's errors out: their texts may hold the URL.
//!
//! It is ureq because that is made for threads: a third of the crates of reqwest, no runtime, limits of time for each step, nothing sent
//! twice. TLS is rustls with `ring`, unless the process has another provider installed, and trusts what the system trusts. Connections
//! speak HTTP/1.1. Proxies of the environment are honoured for https alone.

use std::fmt;
use std::io::{self, Read as _};
use std::time::{Duration, Instant};

use bytes::{Buf as _, Bytes};
use http::Method;
use ureq::config::{AutoHeaderValue, ConfigBuilder};
use ureq::tls::{RootCerts, TlsConfig};
use ureq::typestate::HttpCrateScope;
use ureq::{Agent, AsSendBody, BodyReader, Error, Proxy, SendBody, Timeout};

use super::blocking::Block as _;
use super::chunks::{Chunks, Gathered, ReadChunks};
use super::octets::Octets;
#[cfg(not(feature = "reqwest"))]
use super::refusal::BuildError;
use super::setup::POOL_IDLE_TIMEOUT;
use super::transport::{
    BoxFuture, Limits, Transport, TransportError, TransportErrorKind, Truncated,
};
#[cfg(not(feature = "reqwest"))]
use super::url::BaseUrl;

/// How many unused connections are kept, in all and to one host.
const POOL: usize = 32;
/// How much is read at once, in bytes.
const PIECE: usize = 16 * 1024;
/// The longest time: a year.
const LONGEST: Duration = Duration::from_secs(365 * 24 * 60 * 60);
/// What names a proxy for https.
const PROXIES: [&str; 4] = ["HTTPS_PROXY", "https_proxy", "ALL_PROXY", "all_proxy"];

/// Sends over the network, and keeps the thread waiting meanwhile. It needs no async runtime.
///
/// Of an answer that is read while it arrives, connecting, sending and waiting for the first byte may each take as long as the timeout says;
/// one that begins later than that is refused.
///
/// Nothing is sent while the crate `log` takes what `ureq` and `ureq_proto` say at its level `trace`: whole URLs, and all that goes over the
/// wire, secrets included.
#[derive(Clone)]
pub struct UreqTransport {
    secure: Agent,
    /// For plain HTTP, which a proxy on the way could read.
    plain: Agent,
    connect_timeout: Duration,
}

/// The transport of a client that is given none.
#[cfg(not(feature = "reqwest"))]
#[allow(clippy::unnecessary_wraps, reason = "other transports may fail")]
pub(super) fn built_in(
    connect_timeout: Duration,
    _: &BaseUrl,
) -> Result<UreqTransport, BuildError> {
    Ok(UreqTransport::new(connect_timeout))
}

impl UreqTransport {
    /// A transport with connections of its own. Finding a host may take so long, and so may connecting to it.
    #[must_use]
    pub fn new(connect_timeout: Duration) -> Self {
        let agent = |proxy| {
            let tls = TlsConfig::builder().root_certs(RootCerts::PlatformVerifier);
            let config = Agent::config_builder()
                .tls_config(tls.build())
                .proxy(proxy)
                .http_status_as_error(false)
                .max_redirects(0)
                .max_redirects_will_error(false)
                .allow_non_standard_methods(true)
                .user_agent(AutoHeaderValue::None)
                .accept(AutoHeaderValue::None)
                .accept_encoding(AutoHeaderValue::None)
                .max_idle_connections(POOL)
                .max_idle_connections_per_host(POOL)
                .max_idle_age(POOL_IDLE_TIMEOUT);
            Agent::new_with_config(config.build())
        };
        // ureq would take a proxy for plain HTTP as well.
        let is_set = |name: &&&str| std::env::var_os(name).is_some_and(|it| !it.is_empty());
        let proxy = PROXIES.iter().find(is_set);
        Self {
            secure: agent(proxy.and_then(|_| Proxy::try_from_env())),
            plain: agent(None),
            connect_timeout,
        }
    }

    fn exchange(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Bytes>, TransportError> {
        let (mut head, mut body) = self.run(request, Within::All(limits.timeout))?;
        match body.whole(head.status.is_success(), limits, || Ok(())) {
            Ok((body, cut)) => {
                if cut {
                    head.extensions.insert(Truncated);
                }
                Ok(http::Response::from_parts(head, body))
            }
            Err(error) => Err(error.with_head(head)),
        }
    }

    fn open(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> Result<http::Response<Chunks>, TransportError> {
        let begun = Instant::now();
        let (mut head, mut body) = self.run(request, Within::Step(limits.timeout))?;
        let in_time = || {
            let late = TransportError::new(TransportErrorKind::Timeout, "");
            (begun.elapsed() < limits.timeout).then_some(()).ok_or(late)
        };
        in_time()?;
        if head.status.is_success() {
            return Ok(http::Response::from_parts(head, Chunks::new(body)));
        }
        let (start, cut) = body.whole(false, limits, in_time)?;
        in_time()?;
        if cut {
            head.extensions.insert(Truncated);
        }
        Ok(http::Response::from_parts(head, start.into()))
    }

    /// Sends a request, and waits until the answer has begun.
    fn run(
        &self,
        request: http::Request<Bytes>,
        within: Within,
    ) -> Result<(http::response::Parts, Arriving), TransportError> {
        // The one decides whether URLs are whole, at whatever level they are logged, and the other logs every byte.
        let says_all = |target| log::log_enabled!(target: target, log::Level::Trace);
        if says_all("ureq::util") || says_all("ureq_proto::util") {
            let why = "`ureq` would log secrets: turn its level `trace` off (`ureq=debug,ureq_proto=debug`)";
            return Err(TransportError::new(TransportErrorKind::Connect, why));
        }
        let agent = match request.uri().scheme_str() {
            Some("https") => &self.secure,
            _ => &self.plain,
        };
        let (mut head, body) = request.into_parts();
        let source = head.extensions.remove::<Octets>();
        let takes_body = matches!(head.method, Method::POST | Method::PUT | Method::PATCH);
        // Of a body without bytes ureq says that its length is 0, as it should where one is expected.
        let result = if let Some(source) = source {
            let body = SendBody::from_owned_reader(Leaving::new(&source));
            self.send(agent, http::Request::from_parts(head, body), within)
        } else if body.is_empty() && !takes_body {
            self.send(agent, http::Request::from_parts(head, ()), within)
        } else {
            self.send(agent, http::Request::from_parts(head, &*body), within)
        };
        let (mut head, body) = result.map_err(failed)?.into_parts();
        // ureq puts the URL there.
        head.extensions.clear();
        let body = Arriving {
            announced: body.content_length().unwrap_or(0),
            reader: body.into_reader(),
            buffer: vec![0; PIECE].into(),
        };
        Ok((head, body))
    }

    fn send<B: AsSendBody>(
        &self,
        agent: &Agent,
        request: http::Request<B>,
        within: Within,
    ) -> Result<http::Response<ureq::Body>, Error> {
        let request = agent.configure_request(request);
        let (Within::All(limit) | Within::Step(limit)) = within;
        // ureq adds it to the time that it is, which has an end.
        let limit = limit.min(LONGEST);
        let connecting = self.connect_timeout.min(limit);
        let request: ConfigBuilder<HttpCrateScope<B>> = request
            .timeout_resolve(Some(connecting))
            .timeout_connect(Some(connecting));
        let request = match within {
            Within::All(_) => request.timeout_global(Some(limit)),
            // Each step has a clock of its own, for none can be told to stop when the answer begins.
            Within::Step(_) => request
                .timeout_send_request(Some(limit))
                .timeout_send_body(Some(limit))
                .timeout_recv_response(Some(limit))
                .timeout_per_read(Some(limit)),
        };
        agent.run(request.build())
    }
}

/// A body that is read while it is sent.
struct Leaving {
    chunks: Chunks,
    /// What was read and is not sent.
    piece: Bytes,
}

impl Leaving {
    fn new(source: &Octets) -> Self {
        let (chunks, piece) = (source.open(), Bytes::new());
        Self { chunks, piece }
    }
}

impl io::Read for Leaving {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        while self.piece.is_empty() {
            match self.chunks.next().block().map_err(io::Error::other)? {
                Some(piece) => self.piece = piece,
                None => return Ok(0),
            }
        }
        (&mut self.piece).reader().read(buffer)
    }
}

/// What has so much time.
#[derive(Clone, Copy)]
enum Within {
    /// The whole exchange.
    All(Duration),
    /// Each step, and each wait for a piece of the body.
    Step(Duration),
}

/// A body that is still arriving.
struct Arriving {
    /// What the server says of its length, in bytes; 0 where it does not.
    announced: u64,
    reader: BodyReader<'static>,
    buffer: Box<[u8]>,
}

impl Arriving {
    fn read(&mut self) -> Result<Option<Bytes>, TransportError> {
        let read = self.reader.read(&mut self.buffer).map_err(broken)?;
        let piece = self.buffer.get(..read).filter(|it| !it.is_empty());
        Ok(piece.map(Bytes::copy_from_slice))
    }

    fn whole(
        &mut self,
        success: bool,
        limits: Limits,
        in_time: impl Fn() -> Result<(), TransportError>,
    ) -> Result<(Bytes, bool), TransportError> {
        let mut body = Gathered::new(self.announced, success, limits)?;
        loop {
            let next = in_time().and_then(|()| self.read());
            if let Some(body) = body.take(next)? {
                return Ok(body);
            }
        }
    }
}

impl ReadChunks for Arriving {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async { self.read() })
    }
}

impl Transport for UreqTransport {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async move { self.exchange(request, limits) })
    }

    fn stream(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Chunks>, TransportError>> {
        Box::pin(async move { self.open(request, limits) })
    }

    fn takes_sources(&self) -> bool {
        true
    }
}

/// An error before the answer. ureq does not tell how far it got, so that only what happens nowhere else counts as not sent.
fn failed(error: Error) -> TransportError {
    use TransportErrorKind::{Connect, ConnectTimeout, Other, Timeout as Late, Tls};

    let (kind, message) = match error {
        Error::Timeout(Timeout::Resolve | Timeout::Connect) => (ConnectTimeout, String::new()),
        Error::Timeout(_) => (Late, String::new()),
        Error::HostNotFound => (Connect, "the host is not known".to_owned()),
        Error::ConnectionFailed => (Connect, String::new()),
        Error::ConnectProxyFailed(why) => (Connect, why),
        Error::InvalidProxyUrl => (Connect, "the URL of the proxy is wrong".to_owned()),
        Error::Tls(why) => (Tls, why.to_owned()),
        Error::TlsRequired => (Tls, String::new()),
        Error::Rustls(error) => (Tls, error.to_string()),
        Error::Io(error) if is_unconnected(&error) => (Connect, error.to_string()),
        Error::Io(error) if is_distrusted(&error) => (Tls, error.to_string()),
        Error::Io(error) => (Other, error.to_string()),
        Error::Protocol(_) => (Other, "the answer is not HTTP".to_owned()),
        Error::LargeResponseHeader(..) => (Other, "the answer has too many headers".to_owned()),
        _ => (Other, String::new()),
    };
    TransportError::new(kind, &message)
}

/// An error within the answer's body.
fn broken(error: io::Error) -> TransportError {
    match Error::from(error) {
        Error::Timeout(_) => TransportError::new(TransportErrorKind::Timeout, ""),
        Error::Io(error) => TransportError::new(TransportErrorKind::Body, &error.to_string()),
        _ => TransportError::new(TransportErrorKind::Body, ""),
    }
}

fn is_unconnected(error: &io::Error) -> bool {
    use io::ErrorKind::{AddrNotAvailable, ConnectionRefused};

    /// `WSAHOST_NOT_FOUND` to `WSANO_DATA`.
    const UNRESOLVED_ON_WINDOWS: std::ops::RangeInclusive<i32> = 11001..=11004;
    // Elsewhere the standard library has no kind of its own for a host that is not known.
    let unresolved = match error.raw_os_error() {
        Some(code) => UNRESOLVED_ON_WINDOWS.contains(&code),
        None => error.to_string().starts_with("failed to lookup address"),
    };
    unresolved || matches!(error.kind(), ConnectionRefused | AddrNotAvailable)
}

/// Whether a handshake failed. What may also happen later does not count.
fn is_distrusted(error: &io::Error) -> bool {
    use rustls::Error::{
        InvalidCertificate, NoCertificatesPresented, PeerIncompatible, UnsupportedNameType,
    };

    let inner = error.get_ref().and_then(|it| it.downcast_ref());
    matches!(
        inner,
        Some(
            InvalidCertificate(_)
                | NoCertificatesPresented
                | PeerIncompatible(_)
                | UnsupportedNameType
        )
    )
}

/// The proxy is not shown: its URL may hold a password.
impl fmt::Debug for UreqTransport {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("UreqTransport")
            .field("connect_timeout", &self.connect_timeout)
            .finish_non_exhaustive()
    }
}
