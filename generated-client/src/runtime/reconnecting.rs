//! Event streams that connect again (WHATWG HTML, section 9.2).
//!
//! Takes what made a stream and how it ended, and gives the rest of it from a new answer. It must not send anything twice that may not be
//! sent twice, nor come back where the server says that it is over.

use std::sync::Arc;
use std::time::Duration;

use http::{HeaderName, HeaderValue, StatusCode};

use super::attempts::{Budget, Seen};
use super::core::{Core, Inner};
use super::error::{Error, NoBody};
use super::event_parser::EventParser;
use super::operation::Repeat;
use super::options::CallOptions;
use super::refusal::RequestError;
use super::request::{LONGEST_HEADER, Request};
use super::retry::{Retry, hint};
use super::stream_error::StreamError;
use super::streaming::OF_EVENTS;
use super::streams::Incoming;
use super::transport::{BoxFuture, TransportErrorKind};

/// The wait where the server does not say how long.
const WAIT: Duration = Duration::from_secs(1);
/// The shortest wait, whatever the server says: a stream that ends at once must not become a loop of requests.
const SHORTEST: Duration = Duration::from_millis(500);
/// The longest wait, whatever the server says.
const LONGEST: Duration = Duration::from_secs(60);

const LAST_EVENT_ID: HeaderName = HeaderName::from_static("last-event-id");

impl CallOptions {
    /// Lets a stream of events connect again where it ends or is cut off, up to so many times in a row without an event; never unless
    /// said, and only for operations that change nothing.
    ///
    /// The id of the last event goes along as `Last-Event-ID`; to go on where another stream was, give that header to the first call. The
    /// wait before is what the server says (`retry`, or `Retry-After` of a failure; 1 s where it says nothing), at least 500 ms, twice as
    /// much each time without an event, and up to half of it more by chance; 60 s at most. The second attempt in a row and those
    /// after it count as retries, of which all clones of a client together have only so many ([`Retry`]).
    ///
    /// The stream is over at the event that says so (`[DONE]`), at 204, and at an answer that is no stream, unless that is 408, 429, 500,
    /// 502, 503 or 504. Events may come twice, or be missed, where a server does not know `Last-Event-ID`.
    pub fn reconnect(mut self, attempts: u32) -> Self {
        self.reconnect = Some(attempts);
        self
    }
}

/// What asks for the rest of a stream.
pub(super) struct Again {
    plan: Plan,
    /// Attempts in a row that brought no event.
    made: u32,
    /// Why the last answer broke off, if it did not end well.
    lost: Option<StreamError>,
    /// The rest on its way. It is kept here, so that nothing is lost where somebody who waits for an event gives up and comes back.
    coming: Option<BoxFuture<'static, (u32, Rest)>>,
}

/// The rest of a stream; nothing where there is none.
type Rest = Result<Option<Incoming>, StreamError>;

/// What is sent again.
#[derive(Clone)]
struct Plan {
    core: Core,
    accept: &'static str,
    request: Request,
    options: CallOptions,
    /// Attempts in a row that may bring no event.
    attempts: u32,
}

impl Again {
    /// Nothing where the caller did not ask for it, or the operation does more than read.
    pub(super) fn of(
        core: &Core,
        accept: &'static str,
        request: &Request,
        options: &CallOptions,
    ) -> Option<Box<Self>> {
        let attempts = options.reconnect.filter(|it| *it > 0)?;
        (request.operation().repeat == Repeat::Safe).then(|| {
            Box::new(Self {
                plan: Plan {
                    core: core.clone(),
                    accept,
                    request: request.clone(),
                    // The attempts of one call within those of the stream would be their product.
                    options: options.clone().retry(Retry::never()),
                    attempts,
                },
                made: 0,
                lost: None,
                coming: None,
            })
        })
    }

    /// The id that the caller gives to the first call. From here on the stream knows the last one.
    pub(super) fn take_id(&mut self) -> String {
        let Plan {
            request, options, ..
        } = &mut self.plan;
        let given = request.headers.remove(LAST_EVENT_ID);
        let mut id = given.and_then(|it| it.to_str().ok().map(str::to_owned));
        options.headers.retain(|(name, value)| {
            let is_other = !name.eq_ignore_ascii_case(LAST_EVENT_ID.as_str());
            if !is_other {
                id = Some(value.clone());
            }
            is_other
        });
        id.unwrap_or_default()
    }

    /// An event has come: the next attempt is the first one again.
    pub(super) fn succeed(&mut self) {
        self.made = 0;
    }

    /// The answer broke off.
    pub(super) fn lose(&mut self, error: StreamError) {
        self.lost = Some(error);
    }

    /// The rest of the stream behind what has been parsed.
    pub(super) async fn connect(&mut self, parser: &EventParser) -> Rest {
        let coming = self.coming.get_or_insert_with(|| {
            let plan = self.plan.clone();
            Box::pin(plan.rest(
                parser.last_id.clone(),
                parser.retry,
                self.made,
                self.lost.take(),
            ))
        });
        let (made, rest) = coming.await;
        self.coming = None;
        self.made = made;
        rest
    }
}

impl Plan {
    /// The rest of the stream, and the attempts in a row so far.
    async fn rest(
        self,
        last_id: String,
        said: Option<Duration>,
        mut made: u32,
        mut lost: Option<StreamError>,
    ) -> (u32, Rest) {
        let Inner { clock, budget, .. } = &*self.core.inner;
        let mut asked = Duration::ZERO;
        // A server may end a stream as often as it sends an event; to come back then is no retry. Without an event it is one, and must not
        // earn another as the call that it is.
        while made < self.attempts && (made == 0 || budget.take(Budget::COST + Budget::GAIN)) {
            clock.sleep(wait(said, asked, made, clock.chance())).await;
            made += 1;
            let error = match self.open(&last_id).await {
                Ok(rest) => return (made, Ok(rest)),
                Err(error) => error,
            };
            let seen = error.received().map(|it| {
                let hint = hint(it.headers(), clock.wall());
                asked = hint.unwrap_or_default();
                Seen::Answer(it.status(), hint)
            });
            let may_pass = seen.map_or_else(|| is_lost(&error), Seen::is_transient);
            lost = Some(StreamError::NotReopened(Arc::new(error)));
            if !may_pass {
                break;
            }
        }
        (made, lost.map_or(Ok(None), Err))
    }

    async fn open(&self, last_id: &str) -> Result<Option<Incoming>, Error<NoBody>> {
        let mut request = self.request.clone();
        let id = last_id.trim();
        // UTF-8, as the specification of such streams has it.
        match HeaderValue::from_bytes(id.as_bytes()) {
            _ if id.is_empty() => {}
            Ok(id) if id.len() <= LONGEST_HEADER => {
                request.headers.insert(LAST_EVENT_ID, id);
            }
            _ => request.refuse(RequestError::invalid_parameter("Last-Event-ID")),
        }
        let options = self.options.clone();
        let opened = self.core.open(self.accept, OF_EVENTS, request, options);
        let incoming = opened.await?.success()?;
        Ok((!incoming.is_nothing()).then_some(incoming))
    }
}

impl Incoming {
    /// Whether the server says that there is no stream, and not to ask again (204).
    pub(super) fn is_nothing(&self) -> bool {
        self.received.status() == StatusCode::NO_CONTENT
    }
}

/// At least what the server says, twice as much after each attempt without an event, and up to half of it more: clients that were cut off
/// together must not come back together.
fn wait(said: Option<Duration>, asked: Duration, made: u32, chance: f64) -> Duration {
    let factor = 2_u32.saturating_pow(made);
    let wait = said.unwrap_or(WAIT).max(SHORTEST).saturating_mul(factor);
    let wait = wait.max(asked).min(LONGEST);
    wait.mul_f64(1.0 + chance.clamp(0.0, 1.0) / 2.0)
        .min(LONGEST)
}

/// Whether there was no answer, for no reason of ours.
fn is_lost(error: &Error<NoBody>) -> bool {
    matches!(error, Error::Transport(it) if it.error().kind() != TransportErrorKind::Canceled)
}
