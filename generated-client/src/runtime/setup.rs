//! Setting a client up.
//!
//! Takes what callers set, checks it once, and gives a [`Core`]. It must not print a credential.

use std::fmt;
use std::sync::Arc;
use std::time::Duration;

use super::attempts::Budget;
use super::clock::{Clock, SystemClock};
use super::core::{Core, Inner};
#[cfg(all(feature = "reqwest", feature = "blocking"))]
use super::http_both::built_in;
#[cfg(all(feature = "reqwest", not(feature = "blocking")))]
use super::http_reqwest::built_in;
#[cfg(all(feature = "blocking", not(feature = "reqwest")))]
use super::http_ureq::built_in;
use super::operation::{Api, Place};
use super::pace::{Pace, Turns};
use super::refusal::BuildError;
use super::request::header_value;
use super::retry::Retry;
use super::secret::Secret;
use super::token::Keeper; // with tokens
use super::transport::{Limits, Transport};
use super::url::{BaseUrl, PlainHttp};

/// How long one attempt may take, unless the caller says.
const TIMEOUT: Duration = Duration::from_secs(30);
/// How long a call may take in all, unless the caller says.
const DEADLINE: Duration = Duration::from_secs(60);
/// How long making a connection may take, unless the caller says.
const CONNECT_TIMEOUT: Duration = Duration::from_secs(5);
/// How long an unused connection is kept: longer than bursts of calls, shorter than most servers keep theirs.
#[cfg(any(feature = "reqwest", feature = "blocking"))]
pub(super) const POOL_IDLE_TIMEOUT: Duration = Duration::from_secs(20);
/// The longest body of a success that is read, unless the caller says: 16 MiB.
const MAX_RESPONSE_BYTES: usize = 16 * 1024 * 1024;
/// How much is kept of the body of a failure.
pub(super) const MAX_ERROR_BYTES: usize = 64 * 1024;
/// Who we are, unless the caller says.
const USER_AGENT: &str = concat!(env!("CARGO_PKG_NAME"), "/", env!("CARGO_PKG_VERSION"));

/// What a client is made of.
#[derive(Clone, Default)]
pub struct CoreBuilder {
    base_url: Option<String>,
    plain_http: PlainHttp,
    variables: Vec<(&'static str, String)>,
    pub(super) credentials: Vec<(&'static str, Credential)>,
    pub(super) keepers: Vec<(&'static str, Arc<Keeper>)>, // with tokens
    timeout: Option<Duration>,
    deadline: Option<Duration>,
    retry: Retry,
    pace: Option<Pace>,
    clock: Option<Arc<dyn Clock>>,
    #[cfg(feature = "gzip")]
    pub(super) gzip: bool,
    connect_timeout: Option<Duration>,
    max_response_bytes: Option<usize>,
    user_agent: Option<String>,
    transport: Option<Arc<dyn Transport>>,
}

/// What a caller proves with.
#[derive(Clone, Debug)]
pub(super) enum Credential {
    /// A key or a token.
    Secret(Secret),
    /// A user name and a password.
    Basic(String, Secret),
}

impl CoreBuilder {
    /// Sends everything there, operations with a server of their own included.
    pub fn base_url(&mut self, base_url: impl Into<String>) {
        self.base_url = Some(base_url.into());
    }

    /// Whether anything may be sent over plain HTTP: to the base URL, a documented server, or where tokens come from.
    pub fn plain_http(&mut self, allowed: bool) {
        self.plain_http = if allowed {
            PlainHttp::Anywhere
        } else {
            PlainHttp::ToThisMachine
        };
    }

    /// Sets a variable of the server's URL.
    pub fn variable(&mut self, name: &'static str, value: impl Into<String>) {
        self.variables.push((name, value.into()));
    }

    /// Sets the key or token of a scheme.
    pub fn credential(&mut self, scheme: &'static str, secret: impl Into<Secret>) {
        self.set_credential(scheme, Credential::Secret(secret.into()));
    }

    /// Sets the user name and password of a scheme.
    pub fn basic(
        &mut self,
        scheme: &'static str,
        user: impl Into<String>,
        password: impl Into<Secret>,
    ) {
        self.set_credential(scheme, Credential::Basic(user.into(), password.into()));
    }

    /// How long one attempt may take.
    pub fn timeout(&mut self, timeout: Duration) {
        self.timeout = Some(timeout);
    }

    /// How long a call may take in all.
    pub fn deadline(&mut self, deadline: Duration) {
        self.deadline = Some(deadline);
    }

    /// Which failures are tried again.
    pub fn retry(&mut self, retry: Retry) {
        self.retry = retry;
    }

    /// How many requests are sent in a time, at most.
    pub fn pace(&mut self, pace: Pace) {
        self.pace = Some(pace);
    }

    /// Tells the time by this.
    pub fn clock(&mut self, clock: impl Clock) {
        self.clock = Some(Arc::new(clock));
    }

    /// How long making a connection may take. A transport of one's own has its own idea of it.
    pub fn connect_timeout(&mut self, timeout: Duration) {
        self.connect_timeout = Some(timeout);
    }

    /// The longest body of a success that is read, in bytes.
    pub fn max_response_bytes(&mut self, bytes: usize) {
        self.max_response_bytes = Some(bytes);
    }

    /// Who calls, in the header `User-Agent`.
    pub fn user_agent(&mut self, user_agent: impl Into<String>) {
        self.user_agent = Some(user_agent.into());
    }

    /// Sends through this instead of the built-in HTTP client.
    pub fn transport(&mut self, transport: impl Transport) {
        self.transport = Some(Arc::new(transport));
    }

    /// Checks everything.
    ///
    /// # Errors
    ///
    /// [`BuildError`] says which setting is missing or wrong.
    pub fn build(self, api: &'static Api) -> Result<Core, BuildError> {
        let base = match (&self.base_url, api.servers.first()) {
            (Some(url), _) => BaseUrl::parse(url, self.plain_http)?,
            (None, Some(server)) => {
                BaseUrl::of_server(server, &self.variables, None, self.plain_http)?
            }
            (None, None) => return Err(BuildError::missing("base_url")),
        };
        for (name, credential) in &self.credentials {
            let place = api
                .schemes
                .iter()
                .find(|scheme| scheme.name == *name)
                .map(|scheme| scheme.place);
            if !credential.is_fit(place) {
                return Err(BuildError::Credential { scheme: name });
            }
        }
        let user_agent = self.user_agent.unwrap_or_else(|| USER_AGENT.to_owned());
        if header_value(&user_agent, false).is_none() {
            return Err(BuildError::UserAgent);
        }
        let transport = match self.transport {
            Some(transport) => transport,
            None => Arc::new(built_in(
                self.connect_timeout.unwrap_or(CONNECT_TIMEOUT),
                &base,
            )?),
        };
        let limits = Limits {
            timeout: self.timeout.unwrap_or(TIMEOUT),
            max_response_bytes: self.max_response_bytes.unwrap_or(MAX_RESPONSE_BYTES),
            max_error_bytes: MAX_ERROR_BYTES,
        };
        let redirected = self.base_url.is_some();
        let mut given = Vec::new();
        given.extend(self.credentials.iter().map(|(scheme, _)| *scheme));
        given.extend(self.keepers.iter().map(|(scheme, _)| *scheme)); // with tokens
        Ok(Core::new(Inner {
            api,
            base,
            redirected,
            plain_http: self.plain_http,
            variables: self.variables,
            credentials: self.credentials,
            keepers: self.keepers, // with tokens
            given,
            user_agent,
            limits,
            deadline: self.deadline.unwrap_or(DEADLINE),
            retry: self.retry,
            budget: Budget::new(),
            turns: self.pace.map(Turns::new),
            clock: self.clock.unwrap_or_else(|| Arc::new(SystemClock)),
            #[cfg(feature = "gzip")]
            gzip: self.gzip,
            transport,
        }))
    }

    fn set_credential(&mut self, scheme: &'static str, credential: Credential) {
        self.credentials.retain(|(name, _)| *name != scheme);
        self.keepers.retain(|(name, _)| *name != scheme); // with tokens
        self.credentials.push((scheme, credential));
    }
}

impl Credential {
    /// What is sent.
    pub(super) fn secret(&self) -> &Secret {
        match self {
            Self::Secret(secret) | Self::Basic(_, secret) => secret,
        }
    }

    /// User name and password as RFC 7617 wants them. A key alone is a user name without a password.
    pub(super) fn basic(&self) -> String {
        let pair = Secret::from(match self {
            Self::Secret(secret) => format!("{}:", secret.expose()),
            Self::Basic(user, password) => format!("{user}:{}", password.expose()),
        });
        base64(pair.expose().as_bytes())
    }

    /// Whether it can be sent at its place.
    fn is_fit(&self, place: Option<Place>) -> bool {
        let secret = self.secret().expose();
        match (place, self) {
            // RFC 7617, section 2: a colon would end the user name.
            (Some(Place::Basic), Self::Basic(user, _)) => !user.contains(':'),
            (Some(Place::Bearer | Place::Header(_)), _) => {
                !secret.is_empty()
                    && secret.trim() == secret
                    && header_value(secret, true).is_some()
            }
            _ => !secret.is_empty(),
        }
    }
}

impl fmt::Debug for CoreBuilder {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let schemes: Vec<&str> = self.credentials.iter().map(|(scheme, _)| *scheme).collect();
        formatter
            .debug_struct("CoreBuilder")
            .field("credentials", &schemes)
            .field("timeout", &self.timeout)
            .field("deadline", &self.deadline)
            .field("retry", &self.retry)
            .field("pace", &self.pace)
            .field("connect_timeout", &self.connect_timeout)
            .field("max_response_bytes", &self.max_response_bytes)
            .finish_non_exhaustive()
    }
}

#[cfg(not(any(feature = "reqwest", feature = "blocking")))]
fn built_in(_: Duration, _: &BaseUrl) -> Result<Arc<dyn Transport>, BuildError> {
    Err(BuildError::NoTransport)
}

/// RFC 4648, section 4.
fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let bits = chunk
            .iter()
            .fold(0_u32, |bits, byte| (bits << 8) | u32::from(*byte))
            << (8 * (3 - chunk.len()));
        for place in 0..4 {
            let digit = (bits >> (18 - 6 * place)) & 63;
            let digit = usize::try_from(digit)
                .ok()
                .and_then(|digit| ALPHABET.get(digit))
                .filter(|_| place <= chunk.len());
            text.push(digit.copied().map_or('=', char::from));
        }
    }
    text
}
