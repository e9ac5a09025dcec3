//! The middle of every call.
//!
//! Takes a request and options, adds credentials, sends it, and hands the answer to the types. Everything that does not depend on a type
//! is in [`Core::exchange`], which is compiled once. It must not follow a redirect.

use std::borrow::Cow;
use std::fmt;
use std::hash::{BuildHasher, RandomState};
use std::sync::Arc;
use std::time::Duration;

use bytes::Bytes;
use http::header::USER_AGENT;

use super::attempts::{Attempts, Budget, Call, Seen};
use super::clock::Clock;
use super::content::Body;
use super::error::Error;
use super::exchange::{Answer, Exchange, Failure, Stop};
use super::json::{Decode, Fault};
use super::octets::Octets;
use super::operation::{Api, Operation, Repeat};
use super::options::CallOptions;
use super::pace::{self, Turns};
use super::refusal::RequestError;
use super::request::Request;
use super::response::Response;
use super::retry::Retry;
use super::secret::Secret;
use super::setup::Credential;
#[cfg(feature = "tracing")]
use super::spans;
use super::token::Keeper; // with tokens
use super::transport::{BoxFuture, Limits, Transport, TransportError};
use super::url::{BaseUrl, PlainHttp};

/// An attempt on its way.
pub(super) type Sent<'t, B> = BoxFuture<'t, Result<http::Response<B>, TransportError>>;

/// What all clones of a client share.
#[derive(Clone)]
pub struct Core {
    pub(super) inner: Arc<Inner>,
}

/// What a client was built from.
pub(super) struct Inner {
    pub(super) api: &'static Api,
    pub(super) base: BaseUrl,
    /// Whether the caller gave the base URL: then operations with a server of their own go there too.
    pub(super) redirected: bool,
    pub(super) plain_http: PlainHttp,
    pub(super) variables: Vec<(&'static str, String)>,
    pub(super) credentials: Vec<(&'static str, Credential)>,
    pub(super) keepers: Vec<(&'static str, Arc<Keeper>)>, // with tokens
    /// The schemes that have a credential, or what fetches one.
    pub(super) given: Vec<&'static str>,
    pub(super) user_agent: String,
    pub(super) limits: Limits,
    pub(super) deadline: Duration,
    pub(super) retry: Retry,
    pub(super) budget: Budget,
    pub(super) turns: Option<Turns>,
    pub(super) clock: Arc<dyn Clock>,
    #[cfg(feature = "gzip")]
    pub(super) gzip: bool,
    pub(super) transport: Arc<dyn Transport>,
}

/// A request that is ready, and what goes with it.
pub(super) struct Prepared<'c> {
    pub(super) operation: &'static Operation,
    pub(super) request: http::Request<Bytes>,
    pub(super) keeper: Option<&'c Keeper>, // with tokens
    pub(super) worn: Option<Secret>,       // with tokens
    /// What of it must not be printed.
    pub(super) secrets: Vec<Secret>,
    pub(super) limits: Limits,
    /// Where it goes.
    pub(super) base: Cow<'c, BaseUrl>,
}

impl Core {
    pub(super) fn new(inner: Inner) -> Self {
        Self {
            inner: Arc::new(inner),
        }
    }

    /// Sends a request whose success has a body of JSON.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn json<T: Decode, E: Failure>(
        &self,
        request: Request,
        options: CallOptions,
    ) -> Result<Response<T>, Error<E>> {
        self.exchange(request, options).await?.finish(read_json)
    }

    /// Sends a request whose success may have a body of JSON.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn optional_json<T: Decode, E: Failure>(
        &self,
        request: Request,
        options: CallOptions,
    ) -> Result<Response<Option<T>>, Error<E>> {
        self.exchange(request, options)
            .await?
            .finish(read_optional_json)
    }

    /// Sends a request whose success has nothing to read.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn empty<E: Failure>(
        &self,
        request: Request,
        options: CallOptions,
    ) -> Result<Response<()>, Error<E>> {
        self.exchange(request, options).await?.finish(|_, _| Ok(()))
    }

    /// Sends a request whose success is a redirect, which is not followed.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn redirect<E: Failure>(
        &self,
        request: Request,
        options: CallOptions,
    ) -> Result<Response<()>, Error<E>> {
        match self.exchange(request, options).await {
            Err(Stop::Redirect(redirect)) => Ok(Response::new((), redirect.received)),
            exchange => exchange?.finish(|_, _| Ok(())),
        }
    }

    /// Sends a request whose success is text.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn text<E: Failure>(
        &self,
        request: Request,
        options: CallOptions,
    ) -> Result<Response<String>, Error<E>> {
        self.exchange(request, options)
            .await?
            .finish(|_, body| body.text())
    }

    /// Sends a request whose success is bytes.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn bytes<E: Failure>(
        &self,
        request: Request,
        options: CallOptions,
    ) -> Result<Response<Bytes>, Error<E>> {
        self.exchange(request, options)
            .await?
            .finish(|_, body| body.bytes())
    }

    /// Sends a request whose success is of several kinds.
    ///
    /// # Errors
    ///
    /// See [`Error`].
    pub async fn answer<A: Answer, E: Failure>(
        &self,
        request: Request,
        options: CallOptions,
    ) -> Result<Response<A>, Error<E>> {
        self.exchange(request, options).await?.finish(A::read)
    }

    pub(super) async fn exchange(
        &self,
        request: Request,
        options: CallOptions,
    ) -> Result<Exchange, Stop> {
        #[cfg(feature = "tracing")]
        let span = spans::call(self.inner.api.name, request.operation());
        let call = self.make(request, options);
        #[cfg(feature = "tracing")]
        let call = spans::called(span, call, Exchange::status);
        call.await
    }

    async fn make(&self, request: Request, options: CallOptions) -> Result<Exchange, Stop> {
        let accept = request.owner().accept;
        let mut prepared = self.prepare(accept, request, &options)?;
        self.read_ahead(&mut prepared).await?;
        let options = self.authorize(&mut prepared, options).await?; // with tokens
        let transport = &self.inner.transport;
        let send = |request, limits| transport.send(request, limits);
        let (result, call) = self.deliver(&mut prepared, &options, &send).await;
        let Prepared {
            secrets,
            limits,
            base,
            ..
        } = prepared;
        match result {
            Ok(response) => Exchange::receive(call, response, secrets, limits, &base),
            Err(error) => Err(Stop::transport(call, error, &secrets, limits)),
        }
    }

    /// Takes into memory what the transport cannot read while it sends.
    pub(super) async fn read_ahead(&self, prepared: &mut Prepared<'_>) -> Result<(), Stop> {
        if self.inner.transport.takes_sources() {
            return Ok(());
        }
        let extensions = prepared.request.extensions_mut();
        let Some(mut source) = extensions.remove::<Octets>().map(|it| it.open()) else {
            return Ok(());
        };
        let mut body = Vec::new();
        loop {
            match source.next().await {
                Ok(Some(chunk)) => body.extend_from_slice(&chunk),
                Ok(None) => break,
                Err(error) => {
                    let call = Call::not_sent(prepared.operation);
                    let (secrets, limits) = (&prepared.secrets, prepared.limits);
                    return Err(Stop::transport(call, error, secrets, limits));
                }
            }
        }
        *prepared.request.body_mut() = body.into();
        Ok(())
    }

    /// Sends what is prepared.
    pub(super) async fn deliver<'t, B>(
        &self,
        prepared: &mut Prepared<'_>,
        options: &CallOptions,
        send: &impl Fn(http::Request<Bytes>, Limits) -> Sent<'t, B>,
    ) -> (Result<http::Response<B>, TransportError>, Call) {
        let (operation, limits) = (prepared.operation, prepared.limits);
        let spare = prepared.spare(); // with tokens
        self.inner.budget.earn();
        let request = std::mem::take(&mut prepared.request);
        let attempt = self.attempt(operation, request, limits, options, send);
        let (result, call) = attempt.await;
        let renewed = self.renewed(prepared, spare, options, send, (result, call)); // with tokens
        let (result, call) = renewed.await; // with tokens
        (result, call)
    }

    /// Sends a request as often as it may be sent and helps.
    pub(super) async fn attempt<'t, B>(
        &self,
        operation: &'static Operation,
        request: http::Request<Bytes>,
        limits: Limits,
        options: &CallOptions,
        send: &impl Fn(http::Request<Bytes>, Limits) -> Sent<'t, B>,
    ) -> (Result<http::Response<B>, TransportError>, Call) {
        let Inner { clock, budget, .. } = &*self.inner;
        let retry = options.retry.unwrap_or(self.inner.retry);
        let longest = options.deadline.unwrap_or(self.inner.deadline);
        let mut attempts = Attempts::new(operation, retry, clock.now(), longest);
        let Some(wait) = self.turn(Duration::ZERO, longest) else {
            return (
                Err(pace::too_late()),
                attempts.end(Seen::NotSent, clock.now()),
            );
        };
        if !wait.is_zero() {
            clock.sleep(wait).await;
        }
        let source = request.extensions().get::<Octets>().cloned();
        let mut left = Some(request);
        loop {
            let last = attempts.is_last();
            let request = if last { left.take() } else { left.clone() };
            let limits = Limits {
                timeout: limits.timeout.min(attempts.begin(clock.now())),
                ..limits
            };
            let request = request.unwrap_or_default();
            #[cfg(feature = "tracing")]
            let span = spans::attempt(operation, request.uri(), attempts.before());
            let coming = send(request, limits);
            #[cfg(feature = "tracing")]
            let coming = spans::attempted(span, coming);
            let fault = || source.as_ref().and_then(Octets::fault);
            let result = coming.await.map_err(|error| fault().unwrap_or(error));
            if source.as_ref().is_some_and(|it| !it.may_be_read()) {
                attempts.stop();
            }
            let seen = Seen::of(&result, || clock.wall());
            let wait = attempts.wait(seen, clock.now(), clock.chance(), budget);
            let wait = wait.and_then(|it| self.turn(it, attempts.left(clock.now())));
            if let Some(wait) = wait {
                clock.sleep(wait).await;
            }
            if wait.is_none() || attempts.left(clock.now()).is_zero() {
                return (result, attempts.end(seen, clock.now()));
            }
        }
    }

    /// How long to wait before a request, where it has to wait for so long anyway; nothing where there is not as much time left.
    fn turn(&self, wait: Duration, left: Duration) -> Option<Duration> {
        match &self.inner.turns {
            Some(turns) => turns.take(self.inner.clock.now(), wait, left),
            None => Some(wait),
        }
    }

    /// Everything that is to be known before a request is sent.
    pub(super) fn prepare(
        &self,
        accept: &'static str,
        request: Request,
        options: &CallOptions,
    ) -> Result<Prepared<'_>, Stop> {
        let operation = request.operation();
        let refused = |error| Stop::request(operation, error);
        let base = self.base_of(request.owner()).map_err(refused)?;
        let alternative = self.alternative(request.owner()).map_err(refused)?;
        let mut request = request;
        for (scheme, place, credential) in alternative.iter().filter_map(|it| self.credential(it)) {
            request.credential(scheme, place, credential);
        }
        let assembled = self.assemble(accept, request, options, &base);
        let (request, secrets) = assembled.map_err(refused)?;
        Ok(Prepared {
            operation,
            request,
            keeper: self.keeper(alternative), // with tokens
            worn: None,                       // with tokens
            secrets,
            limits: Limits {
                timeout: options.timeout.unwrap_or(self.inner.limits.timeout),
                ..self.inner.limits
            },
            base,
        })
    }

    fn assemble(
        &self,
        accept: &'static str,
        mut request: Request,
        options: &CallOptions,
        base: &BaseUrl,
    ) -> Result<(http::Request<Bytes>, Vec<Secret>), RequestError> {
        let operation = request.operation();
        request.default_header(USER_AGENT.as_str(), &self.inner.user_agent);
        if let Repeat::Keyed(header) = operation.repeat {
            request.default_header(header, &fresh_key());
        }
        if !accept.is_empty() {
            request.put_header("accept", accept, false);
        }
        #[cfg(feature = "gzip")]
        if self.inner.gzip {
            request.default_header("accept-encoding", "gzip");
        }
        for (name, value) in &options.headers {
            request.put_header(name, value, true);
            request.note_option(name, value);
        }
        for (name, value) in &options.query {
            request.put_query(name, value);
            request.note_option(name, value);
        }
        request.finish(base)
    }

    pub(super) fn base_of(&self, operation: &Operation) -> Result<Cow<'_, BaseUrl>, RequestError> {
        match &operation.server {
            Some(server) if !self.inner.redirected => {
                let Inner {
                    base,
                    variables,
                    plain_http,
                    ..
                } = &*self.inner;
                let base = BaseUrl::of_server(server, variables, Some(base), *plain_http);
                base.map(Cow::Owned).map_err(RequestError::Server)
            }
            _ => Ok(Cow::Borrowed(&self.inner.base)),
        }
    }
}

/// A key that no other call has: a random UUID (RFC 9562, section 5.4).
pub(super) fn fresh_key() -> String {
    // Each of these has keys of its own.
    let random = || RandomState::new().hash_one(());
    let (high, low) = (random(), random());
    format!(
        "{:08x}-{:04x}-4{:03x}-{:04x}-{:012x}",
        high >> 32,
        (high >> 16) & 0xffff,
        high & 0xfff,
        0x8000 | (low >> 48) & 0x3fff,
        low & 0xffff_ffff_ffff
    )
}

fn read_json<T: Decode>(_: u16, body: &mut Body<'_>) -> Result<T, Fault> {
    body.json()
}

fn read_optional_json<T: Decode>(_: u16, body: &mut Body<'_>) -> Result<Option<T>, Fault> {
    body.optional_json()
}

impl fmt::Debug for Core {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Core")
            .field("api", &self.inner.api.name)
            .field("origin", &self.inner.base.origin)
            .field("limits", &self.inner.limits)
            .finish_non_exhaustive()
    }
}
