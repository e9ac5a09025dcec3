//! The attempts of one call: whether there is another one, and what is known in the end.
//!
//! Takes what became of each attempt, and the time. Gives the wait before the next one, or none. It does no input or output, and
//! must not let an operation happen twice of which once is meant.

use std::fmt;
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, SystemTime};

use http::StatusCode;

use super::operation::{Operation, Repeat};
use super::retry::{Retry, hint};
use super::transport::{TransportError, TransportErrorKind};

/// Whether a call that failed was carried out.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Outcome {
    /// No, because it never reached the server.
    NotSent,
    /// No, because the server refused it.
    Rejected,
    /// Perhaps: an answer is missing, cannot be read, or does not say.
    Unknown,
}

/// What is known of a call in the end.
#[derive(Clone, Copy, Debug)]
pub(super) struct Call {
    pub(super) operation: &'static Operation,
    pub(super) attempts: u32,
    pub(super) elapsed: Duration,
    pub(super) outcome: Outcome,
}

impl Call {
    /// A call that was given up before it was sent.
    pub(super) fn not_sent(operation: &'static Operation) -> Self {
        Self {
            operation,
            attempts: 0,
            elapsed: Duration::ZERO,
            outcome: Outcome::NotSent,
        }
    }

    /// ` (attempt 3, after 2.1 s)`, if there was more than one.
    pub(super) fn write(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.attempts < 2 {
            return Ok(());
        }
        let seconds = self.elapsed.as_secs_f64();
        write!(formatter, " ({} attempts in {seconds:.1} s)", self.attempts)
    }
}

/// What became of an attempt.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Seen {
    /// No connection.
    NotSent,
    /// No answer.
    Lost,
    /// A success whose body broke off.
    Broken,
    /// Any answer, and how long the server asks to wait.
    Answer(StatusCode, Option<Duration>),
    /// It is over, whatever it was.
    Final,
}

impl Seen {
    pub(super) fn of<B>(
        result: &Result<http::Response<B>, TransportError>,
        wall: impl FnOnce() -> SystemTime,
    ) -> Self {
        use TransportErrorKind::{
            Body, Canceled, Connect, ConnectTimeout, Other, Paced, Timeout, Tls, TooLarge,
        };

        match result {
            Ok(response) if response.status().is_success() => Self::Answer(response.status(), None),
            Ok(response) => Self::Answer(response.status(), hint(response.headers(), wall())),
            Err(error) => match error.kind() {
                Connect | ConnectTimeout | Paced | Tls => Self::NotSent,
                Body | Timeout if error.head().is_some() => Self::Broken,
                Body | Timeout | Other => Self::Lost,
                Canceled | TooLarge => Self::Final,
            },
        }
    }

    /// Whether it certainly did not happen.
    fn is_refused(self) -> bool {
        match self {
            Self::NotSent => true,
            Self::Answer(StatusCode::REQUEST_TIMEOUT, _)
            | Self::Lost
            | Self::Broken
            | Self::Final => false,
            Self::Answer(StatusCode::SERVICE_UNAVAILABLE, hint) => hint.is_some(),
            Self::Answer(status, _) => status.is_client_error() || status.is_redirection(),
        }
    }

    /// Whether another attempt may do better.
    pub(super) fn is_transient(self) -> bool {
        match self {
            Self::NotSent | Self::Lost | Self::Broken => true,
            Self::Answer(status, _) => matches!(status.as_u16(), 408 | 429 | 500 | 502 | 503 | 504),
            Self::Final => false,
        }
    }
}

/// The attempts of one call.
#[derive(Debug)]
pub(super) struct Attempts {
    operation: &'static Operation,
    retry: Retry,
    started: Duration,
    deadline: Duration,
    made: u32,
    /// Whether an attempt so far may have been carried out.
    uncertain: bool,
    /// Whether a body broke off before.
    broken: bool,
}

impl Attempts {
    /// A call that begins now and may take so long.
    pub(super) fn new(
        operation: &'static Operation,
        retry: Retry,
        now: Duration,
        longest: Duration,
    ) -> Self {
        Self {
            operation,
            retry,
            started: now,
            deadline: now.saturating_add(longest),
            made: 0,
            uncertain: false,
            broken: false,
        }
    }

    /// Begins an attempt, which may take so long at most.
    pub(super) fn begin(&mut self, now: Duration) -> Duration {
        self.made += 1;
        self.left(now)
    }

    /// How many attempts there were before the one that has begun.
    #[cfg(feature = "tracing")]
    pub(super) fn before(&self) -> u32 {
        self.made.saturating_sub(1)
    }

    /// The time that is left.
    pub(super) fn left(&self, now: Duration) -> Duration {
        self.deadline.saturating_sub(now)
    }

    /// Whether there can be an attempt after the next one: otherwise nothing needs to be kept for it.
    pub(super) fn is_last(&self) -> bool {
        !self.retry.may_follow(self.made.saturating_add(1))
    }

    /// Makes this the last attempt: what it sent cannot be had again.
    pub(super) fn stop(&mut self) {
        self.retry = Retry::never();
    }

    /// The wait before the next attempt; nothing where there is none.
    pub(super) fn wait(
        &mut self,
        seen: Seen,
        now: Duration,
        chance: f64,
        budget: &Budget,
    ) -> Option<Duration> {
        let is_harmless = match (seen, self.operation.repeat) {
            (_, Repeat::Never) => false,
            // Half a success has happened; once more is for those that only read.
            (Seen::Broken, repeat) => {
                repeat == Repeat::Safe && !std::mem::replace(&mut self.broken, true)
            }
            (_, Repeat::Safe | Repeat::Idempotent | Repeat::Keyed(_)) => true,
            (_, Repeat::Unsafe) => seen.is_refused(),
        };
        if !seen.is_refused() {
            self.uncertain = true;
        }
        if !seen.is_transient() || !is_harmless || !self.retry.may_follow(self.made) {
            return None;
        }
        let (refused, hint) = match seen {
            Seen::Answer(status, hint) => (matches!(status.as_u16(), 429 | 503), hint),
            _ => (false, None),
        };
        let wait = self.retry.wait(self.made, refused, hint, chance);
        (wait < self.left(now) && budget.take(Budget::COST)).then_some(wait)
    }

    /// What is known, now that this was the last attempt.
    pub(super) fn end(&self, seen: Seen, now: Duration) -> Call {
        let outcome = match seen {
            _ if self.uncertain || !seen.is_refused() => Outcome::Unknown,
            Seen::NotSent => Outcome::NotSent,
            _ => Outcome::Rejected,
        };
        Call {
            operation: self.operation,
            attempts: self.made,
            elapsed: now.saturating_sub(self.started),
            outcome,
        }
    }
}

/// What all clones of a client together may spend on attempts after the first, so that no crowd of clients keeps a server down.
#[derive(Debug)]
pub(super) struct Budget(AtomicU32);

impl Budget {
    /// Tenths of an attempt that each call adds.
    pub(super) const GAIN: u32 = 1;
    /// Tenths of an attempt that an attempt takes.
    pub(super) const COST: u32 = 10;
    /// Most that can be saved, in tenths of an attempt.
    const MOST: u32 = 200;

    pub(super) fn new() -> Self {
        Self(AtomicU32::new(Self::MOST))
    }

    /// Counts a call.
    pub(super) fn earn(&self) {
        self.change(|left| Some((left + Self::GAIN).min(Self::MOST)));
    }

    /// Takes so many tenths of an attempt, if there are as many.
    pub(super) fn take(&self, tenths: u32) -> bool {
        self.change(|left| left.checked_sub(tenths))
    }

    fn change(&self, change: impl FnMut(u32) -> Option<u32>) -> bool {
        self.0
            .fetch_update(Ordering::Relaxed, Ordering::Relaxed, change)
            .is_ok()
    }
}
