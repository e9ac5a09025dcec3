//! Tokens that are fetched: where they come from, how long they are kept, and who waits for whom.
//!
//! Takes a source and gives its token as long as it is good. One call fetches, all others wait for it. It must not print a token.

use std::fmt;
use std::pin::Pin;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use super::encode;
use super::json::{Decode, Fault, Raw, Reader};
use super::refusal::TokenError;
use super::secret::Secret;
use super::transport::BoxFuture;

/// How long before its end a token is replaced, at most; of a short one, after nine tenths of its time.
const MARGIN: Duration = Duration::from_secs(60);

/// Where tokens come from. Write one for whatever [`ClientCredentials`] does not do.
pub trait TokenSource: Send + Sync + 'static {
    /// Fetches a new token. The client keeps it as long as it is good, calls this once at a time, and again after an answer of 401. It has to
    /// end by itself: all calls that need the token wait for it, beyond their deadlines too, and then fail.
    fn fetch(&self) -> BoxFuture<'_, Result<Token, TokenError>>;
}

/// A token that was fetched.
#[derive(Clone, Debug)]
pub struct Token {
    pub(super) secret: Secret,
    pub(super) lifetime: Option<Duration>,
}

impl Token {
    /// A token that is good until a server says otherwise.
    pub fn new(secret: impl Into<Secret>) -> Self {
        let secret = secret.into();
        Self {
            secret,
            lifetime: None,
        }
    }

    /// A token that is good for so long from now on.
    #[must_use]
    pub fn valid_for(mut self, lifetime: Duration) -> Self {
        self.lifetime = Some(lifetime);
        self
    }
}

/// What is sent as `Authorization: Bearer …`: a token, or what fetches one.
#[derive(Clone, Debug)]
pub struct AccessToken(pub(super) Origin);

/// Where a token is from.
#[derive(Clone, Debug)]
pub(super) enum Origin {
    Given(Secret),
    Fetched(Arc<Keeper>),
}

impl AccessToken {
    /// A token that this source fetches when it is needed.
    pub fn from_source(source: impl TokenSource) -> Self {
        Self::fetched(Source::Custom(Box::new(source)))
    }

    fn fetched(source: Source) -> Self {
        Self(Origin::Fetched(Arc::new(Keeper {
            source,
            state: Mutex::default(),
        })))
    }
}

impl<S: Into<Secret>> From<S> for AccessToken {
    fn from(secret: S) -> Self {
        Self(Origin::Given(secret.into()))
    }
}

impl From<ClientCredentials> for AccessToken {
    fn from(credentials: ClientCredentials) -> Self {
        Self::fetched(Source::ClientCredentials(credentials))
    }
}

/// OAuth 2 client credentials (RFC 6749, section 4.4): the client proves who it is to a token endpoint, in the body of a form, and gets
/// a token for the time that `expires_in` says. The endpoint is asked through the transport of the client, and again where that fails.
#[derive(Clone)]
#[must_use = "they do nothing until a client gets them"]
pub struct ClientCredentials {
    pub(super) url: String,
    client_id: String,
    client_secret: Secret,
    parameters: Vec<(String, Secret)>,
}

impl ClientCredentials {
    /// Credentials for the token endpoint at this URL: https, or http to this machine itself.
    pub fn new(
        token_url: impl Into<String>,
        client_id: impl Into<String>,
        client_secret: impl Into<Secret>,
    ) -> Self {
        Self {
            url: token_url.into(),
            client_id: client_id.into(),
            client_secret: client_secret.into(),
            parameters: Vec::new(),
        }
    }

    /// What to ask for, in the endpoint's own words: separated by spaces, or by commas where it wants them.
    pub fn scope(self, scope: impl Into<Secret>) -> Self {
        self.parameter("scope", scope)
    }

    /// Sends one more parameter, such as `audience`.
    pub fn parameter(mut self, name: impl Into<String>, value: impl Into<Secret>) -> Self {
        self.parameters.push((name.into(), value.into()));
        self
    }

    pub(super) fn form(&self) -> Secret {
        let own = [
            ("grant_type", "client_credentials"),
            ("client_id", &self.client_id),
            ("client_secret", self.client_secret.expose()),
        ];
        let further = self
            .parameters
            .iter()
            .map(|(name, value)| (name.as_str(), value.expose()));
        let mut form = String::new();
        for (name, value) in own.into_iter().chain(further) {
            if !form.is_empty() {
                form.push('&');
            }
            encode::push(&mut form, name);
            form.push('=');
            encode::push(&mut form, value);
        }
        form.into()
    }

    /// What the endpoint must not have printed: a parameter may prove who asks as well (RFC 7521).
    pub(super) fn secrets(&self) -> Vec<Secret> {
        let further = self.parameters.iter().map(|(_, value)| value);
        further.chain([&self.client_secret]).cloned().collect()
    }
}

/// The URL is not shown: its query may prove something.
impl fmt::Debug for ClientCredentials {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("ClientCredentials")
            .field("client_id", &self.client_id)
            .field("parameters", &self.parameters)
            .finish_non_exhaustive()
    }
}

/// What a token endpoint answers (RFC 6749, sections 5.1 and 5.2).
#[derive(Default)]
pub(super) struct Granted {
    pub(super) access_token: Option<String>,
    /// Seconds; some servers write them as text.
    expires_in: Option<Raw>,
    pub(super) error: Option<String>,
}

impl Granted {
    pub(super) fn token(self) -> Option<Token> {
        let seconds = self.expires_in.as_ref().and_then(|it| {
            let seconds: f64 = it.as_str().trim_matches('"').parse().ok()?;
            Duration::try_from_secs_f64(seconds).ok()
        });
        let secret = self.access_token.filter(|it| !it.is_empty())?.into();
        Some(Token {
            secret,
            lifetime: seconds,
        })
    }
}

impl Decode for Granted {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let mut granted = Self::default();
        let mut object = reader.object(&["access_token", "expires_in", "error"])?;
        while let Some(number) = object.next(reader, ())? {
            match number {
                0 => granted.access_token = reader.optional()?,
                1 => granted.expires_in = reader.optional()?,
                _ => granted.error = reader.optional()?,
            }
        }
        Ok(granted)
    }
}

/// What a keeper asks.
pub(super) enum Source {
    Custom(Box<dyn TokenSource>),
    ClientCredentials(ClientCredentials),
}

/// Keeps the token of a source as long as it is good. All clones of a client share it.
pub(super) struct Keeper {
    pub(super) source: Source,
    state: Mutex<State>,
}

#[derive(Default)]
struct State {
    token: Option<Secret>,
    /// The time after which the token is replaced.
    until: Option<Duration>,
    fetching: bool,
    /// How often somebody has finished fetching, or given it up.
    round: u64,
    /// What went wrong in which round.
    failed: Option<(u64, TokenError)>,
    waiting: Vec<Waker>,
}

impl Keeper {
    /// The token, unless it is `worn`. Where there is none, one caller fetches it. If it has no more time than until `end`, and fails, those
    /// who have more try for themselves.
    pub(super) async fn token(
        &self,
        worn: Option<&Secret>,
        end: Duration,
        now: impl Fn() -> Duration,
        fetch: impl AsyncFnOnce() -> Result<Token, TokenError>,
    ) -> Result<Secret, TokenError> {
        let round = loop {
            let round = {
                let mut state = self.lock();
                let is_good = state.until.is_none_or(|until| now() < until);
                let token = state
                    .token
                    .as_ref()
                    .filter(|it| is_good && Some(*it) != worn);
                if let Some(token) = token {
                    return Ok(token.clone());
                }
                if !state.fetching {
                    state.fetching = true;
                    break state.round;
                }
                state.round
            };
            Round {
                keeper: self,
                round,
            }
            .await;
            if let Some((failed, error)) = &self.lock().failed
                && *failed == round
            {
                return Err(error.clone());
            }
        };
        // Whoever drops this call lets another one fetch.
        let turn = Turn(self);
        let fetched = fetch().await;
        let mut state = self.lock();
        let result = match fetched {
            Ok(token) => {
                let margin = |lifetime: Duration| MARGIN.min(lifetime / 10);
                state.until = token
                    .lifetime
                    .map(|it| now().saturating_add(it.saturating_sub(margin(it))));
                state.token = Some(token.secret.clone());
                Ok(token.secret)
            }
            Err(error) => {
                if now() < end {
                    state.failed = Some((round, error.clone()));
                }
                Err(error)
            }
        };
        drop(state);
        drop(turn);
        result
    }

    fn lock(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

/// The turn of one caller to fetch.
struct Turn<'k>(&'k Keeper);

impl Drop for Turn<'_> {
    fn drop(&mut self) {
        let mut state = self.0.lock();
        state.fetching = false;
        state.round += 1;
        let waiting = std::mem::take(&mut state.waiting);
        drop(state);
        waiting.into_iter().for_each(Waker::wake);
    }
}

/// The end of a round.
struct Round<'k> {
    keeper: &'k Keeper,
    round: u64,
}

impl Future for Round<'_> {
    type Output = ();

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        let mut state = self.keeper.lock();
        if state.round != self.round {
            return Poll::Ready(());
        }
        if !state.waiting.iter().any(|it| it.will_wake(context.waker())) {
            state.waiting.push(context.waker().clone());
        }
        Poll::Pending
    }
}

impl fmt::Debug for Keeper {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Keeper").finish_non_exhaustive()
    }
}
