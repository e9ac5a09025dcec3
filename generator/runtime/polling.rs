//! Calls that are made again until what they ask for is no longer going on.
//!
//! Takes a call and the states of its operation, and gives the last answer and what it means. It must not ask for ever, or take a state
//! that it does not know for an end.

use std::time::Duration;

use http::HeaderMap;

use super::clock::Clock;
use super::core::Core;
use super::error::Error;
use super::exchange::Failure;
use super::json::{Decode, glimpse};
use super::options::CallOptions;
use super::request::Request;
use super::response::Response;
use super::retry::hint;

/// What the states of an answer mean.
#[derive(Clone, Copy, Debug)]
pub struct Polling {
    /// Where the state is, key by key.
    pub state: &'static [&'static str],
    /// States in which it is still going on.
    pub pending: &'static [&'static str],
    /// States in which it is done.
    pub done: &'static [&'static str],
    /// States in which it has come to another end.
    pub ended: &'static [&'static str],
}

/// A call that tells how far something has got.
pub trait Polled {
    /// The answer.
    type Answer: Decode;
    /// The documented failures.
    type Failure: Failure;
    /// What its states mean.
    const POLLING: Polling;

    /// What sends the call.
    fn core(&self) -> &Core;

    /// The request, made anew each time.
    fn request(&self) -> (Request, CallOptions);
}

/// How often to ask, and for how long: at first after a second, then less and less often, up to every half minute, for ten minutes.
///
/// Pauses are drawn by lot, between half of what is said here and all of it. Where the server says how long to wait (`Retry-After`), that
/// holds instead, up to the longest pause.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "nobody waits until a call gets it"]
pub struct Wait {
    first: Duration,
    longest: Duration,
    deadline: Duration,
}

impl Wait {
    /// What holds unless something else is said.
    pub const fn new() -> Self {
        Self {
            first: Duration::from_secs(1),
            longest: Duration::from_secs(30),
            deadline: Duration::from_secs(600),
        }
    }

    /// The first pause.
    pub const fn first_pause(mut self, pause: Duration) -> Self {
        self.first = pause;
        self
    }

    /// The longest pause.
    pub const fn longest_pause(mut self, pause: Duration) -> Self {
        self.longest = pause;
        self
    }

    /// How long to go on. No pause begins that would end later; a call that has begun has limits of its own.
    pub const fn deadline(mut self, deadline: Duration) -> Self {
        self.deadline = deadline;
        self
    }
}

impl Default for Wait {
    fn default() -> Self {
        Self::new()
    }
}

/// How waiting ended, and the last answer.
#[derive(Clone, Debug)]
#[non_exhaustive]
#[must_use = "it may not be done"]
pub enum Waited<T> {
    /// It is done.
    Done(Response<T>),
    /// It has come to another end: something else has replaced it, or it failed.
    Ended(Response<T>),
    /// Its state is none that this client knows. It may be going on.
    Unclear(Response<T>),
    /// It was still going on when the time was up.
    Pending(Response<T>),
}

impl<T> Waited<T> {
    /// Whether it is done.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }

    /// The last answer.
    #[must_use]
    pub fn into_response(self) -> Response<T> {
        match self {
            Self::Done(last) | Self::Ended(last) | Self::Unclear(last) | Self::Pending(last) => {
                last
            }
        }
    }
}

/// Makes a call until its answer is no longer pending, or the time is up.
///
/// # Errors
///
/// [`Error`] when a call fails, after its own attempts.
pub async fn wait<C: Polled>(call: &C, wait: Wait) -> Result<Waited<C::Answer>, Error<C::Failure>> {
    let core = call.core();
    let clock = &*core.inner.clock;
    let mut pauses = Pauses::new(wait, clock);
    loop {
        let (request, options) = call.request();
        let answer = core.json(request, options).await?;
        let answer = match sorted(&C::POLLING, answer) {
            Waited::Pending(answer) => answer,
            other => return Ok(other),
        };
        if !pauses.pause(clock, answer.headers()).await {
            return Ok(Waited::Pending(answer));
        }
    }
}

/// The pauses between questions.
pub(super) struct Pauses {
    wait: Wait,
    next: Duration,
    until: Duration,
}

impl Pauses {
    pub(super) fn new(wait: Wait, clock: &dyn Clock) -> Self {
        Self {
            wait,
            next: wait.first,
            until: clock.now().saturating_add(wait.deadline),
        }
    }

    /// Waits until it is time to ask again, after an answer with these headers. Whether there is such a time.
    pub(super) async fn pause(&mut self, clock: &dyn Clock, headers: &HeaderMap) -> bool {
        let Wait { first, longest, .. } = self.wait;
        let drawn = self.next.min(longest).mul_f64(0.5 + clock.chance() / 2.0);
        let asked = hint(headers, clock.wall()).map(|it| it.min(longest));
        // A server that wants to be asked at once is asked no sooner than at first.
        let pause = asked.map_or(drawn, |it| it.max(first.min(longest)));
        if clock.now().saturating_add(pause) >= self.until {
            return false;
        }
        clock.sleep(pause).await;
        self.next = self.next.saturating_mul(3) / 2;
        true
    }
}

fn sorted<T>(polling: &Polling, answer: Response<T>) -> Waited<T> {
    let text = std::str::from_utf8(answer.body()).unwrap_or_default();
    let text = text.trim_start_matches('\u{feff}');
    let state = glimpse::at(text, polling.state).and_then(glimpse::scalar);
    let is = |states: &[&str]| state.as_deref().is_some_and(|it| states.contains(&it));
    if is(polling.pending) {
        Waited::Pending(answer)
    } else if is(polling.done) {
        Waited::Done(answer)
    } else if is(polling.ended) {
        Waited::Ended(answer)
    } else {
        Waited::Unclear(answer)
    }
}
