//! How many requests a client sends in a time, at most.
//!
//! Takes the time and gives turns, one after the other. It must not give more of them than the pace has, nor wait itself.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use super::transport::{TransportError, TransportErrorKind};

/// At most so many requests in a time, for all clones of a client together; there is no such limit unless a client gets one.
///
/// It is for APIs that say how often they may be called, so that calls wait here instead of being refused there (429). Each request takes
/// a turn: second and later attempts, and those that fetch tokens, as well. After a pause, as many turns as `burst` says come at once. A
/// call whose turn would come after its deadline fails at once, and nothing is sent.
///
/// ```text
/// Pace::new(60, Duration::from_secs(60)).burst(5)
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it does nothing until a client gets it"]
pub struct Pace {
    step: Duration,
    burst: u32,
}

impl Pace {
    /// So many requests in so much time, evenly: a minute of 60 is one each second. None at all is one.
    pub const fn new(requests: u32, time: Duration) -> Self {
        let requests = if requests == 0 { 1 } else { requests };
        // It is not 0, so there is something else.
        let step = match time.checked_div(requests) {
            Some(step) => step,
            None => time,
        };
        Self { step, burst: 1 }
    }

    /// So many at once after a pause; 1 unless set.
    pub const fn burst(mut self, requests: u32) -> Self {
        self.burst = requests;
        self
    }
}

/// The turns of all clones of a client.
#[derive(Debug)]
pub(super) struct Turns {
    pace: Pace,
    /// When all turns that were given are over.
    busy: Mutex<Duration>,
}

impl Turns {
    pub(super) fn new(pace: Pace) -> Self {
        let busy = Mutex::default();
        Self { pace, busy }
    }

    /// How long to wait for a turn that comes no sooner than after a wait. It is taken, unless it comes too late.
    pub(super) fn take(&self, now: Duration, wait: Duration, left: Duration) -> Option<Duration> {
        let Pace { step, burst } = self.pace;
        let at_once = step.saturating_mul(burst.saturating_sub(1));
        let mut busy = self.busy.lock().unwrap_or_else(PoisonError::into_inner);
        let start = now.saturating_add(wait);
        let turn = start.max(busy.saturating_sub(at_once));
        let wait = turn.saturating_sub(now);
        if wait > Duration::ZERO && wait >= left {
            return None;
        }
        *busy = busy.max(turn).saturating_add(step);
        Some(wait)
    }
}

/// Why a call is not sent.
pub(super) fn too_late() -> TransportError {
    let why = "its turn would come after its deadline";
    TransportError::new(TransportErrorKind::Paced, why)
}
