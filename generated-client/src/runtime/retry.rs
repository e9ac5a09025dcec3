//! Which failures are tried again, and how soon.
//!
//! Takes what callers set, and what servers say about when to come back. It must not know of calls: `attempts` does.

use std::time::{Duration, SystemTime};

use http::HeaderMap;
use http::header::{DATE, RETRY_AFTER};

/// The longest that a server can make a client wait.
const LONGEST_HINT: Duration = Duration::from_secs(60);

/// Which failures are tried again, how often, and how soon.
///
/// Tried again is whatever did certainly not happen: no connection could be made, or the server says that it refused (429, and 503 with
/// `Retry-After`). What may have happened, such as a lost connection, a timeout, or 408, 500, 502, 503 and 504, is tried again
/// only for operations of which twice is the same as once. Between two attempts there is a random wait of up to 100 ms, twice as much each
/// time, up to 20 s; of up to 1 s at first after 429 and 503. Where the server says how long (`Retry-After`, `retry-after-ms`), that
/// is done, up to 60 s. All clones of a client together spend at most one retry for ten calls, and 20 more at a time.
///
/// No wait begins that cannot end within the deadline of the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[must_use = "it does nothing until a client or a call gets it"]
pub struct Retry {
    attempts: u32,
    first: Duration,
    first_refused: Duration,
    longest: Duration,
}

impl Retry {
    /// Three attempts.
    pub const fn new() -> Self {
        Self {
            attempts: 3,
            first: Duration::from_millis(100),
            first_refused: Duration::from_secs(1),
            longest: Duration::from_secs(20),
        }
    }

    /// One attempt.
    pub const fn never() -> Self {
        Self::new().attempts(1)
    }

    /// Up to so many attempts, the first one included. None at all is one.
    pub const fn attempts(mut self, attempts: u32) -> Self {
        self.attempts = attempts;
        self
    }

    /// The longest wait before the second attempt, unless the server refused the first.
    pub const fn first_wait(mut self, wait: Duration) -> Self {
        self.first = wait;
        self
    }

    /// The longest wait before the second attempt, where the server refused the first (429 and 503) and does not say how long.
    pub const fn first_wait_if_refused(mut self, wait: Duration) -> Self {
        self.first_refused = wait;
        self
    }

    /// The longest wait of all, unless the server asks for more.
    pub const fn longest_wait(mut self, wait: Duration) -> Self {
        self.longest = wait;
        self
    }

    pub(super) fn may_follow(&self, made: u32) -> bool {
        made < self.attempts
    }

    /// The wait after so many attempts. `chance` is from 0 to 1.
    pub(super) fn wait(
        &self,
        made: u32,
        refused: bool,
        hint: Option<Duration>,
        chance: f64,
    ) -> Duration {
        if let Some(hint) = hint.filter(|hint| !hint.is_zero()) {
            return hint.min(LONGEST_HINT);
        }
        let first = if refused {
            self.first_refused
        } else {
            self.first
        };
        let doubled = 2_u32
            .checked_pow(made.saturating_sub(1))
            .and_then(|factor| first.checked_mul(factor));
        doubled
            .map_or(self.longest, |wait| wait.min(self.longest))
            .mul_f64(chance.clamp(0.0, 1.0))
    }
}

impl Default for Retry {
    fn default() -> Self {
        Self::new()
    }
}

/// How long a server asks to wait: `retry-after-ms`, or `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3). Nothing where it
/// does not ask or cannot be understood; zero where that time is over.
pub(super) fn hint(headers: &HeaderMap, wall: SystemTime) -> Option<Duration> {
    let text = |name: &str| headers.get(name)?.to_str().ok().map(str::trim);
    if let Some(milliseconds) = text("retry-after-ms").and_then(number) {
        return Some(Duration::from_secs_f64(milliseconds / 1000.0));
    }
    let after = text(RETRY_AFTER.as_str())?;
    if let Some(seconds) = number(after) {
        return Some(Duration::from_secs_f64(seconds));
    }
    let then = date(after)?;
    // The server's own clock is the one that its date is meant for.
    let now = text(DATE.as_str()).and_then(date).or_else(|| {
        let since = wall.duration_since(SystemTime::UNIX_EPOCH).ok()?;
        Some(since.as_secs())
    })?;
    Some(Duration::from_secs(then.saturating_sub(now)))
}

/// A number of seconds or milliseconds. More than a day is as good as a day.
fn number(text: &str) -> Option<f64> {
    let is_plain = text.bytes().all(|it| it.is_ascii_digit() || it == b'.');
    let number: f64 = text.parse().ok()?;
    is_plain.then_some(number.min(86_400_000.0))
}

/// Seconds since 1970 of a date such as `Sun, 06 Nov 1994 08:49:37 GMT` (RFC 9110, section 5.6.7). Nobody writes the two older forms.
fn date(text: &str) -> Option<u64> {
    const MONTHS: [&str; 12] = [
        "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec",
    ];
    const DAYS: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];
    let mut words = text.split(' ');
    let day_name = words.next()?.strip_suffix(',')?;
    let [day, month, year, time, zone] = std::array::from_fn(|_| words.next().unwrap_or_default());
    let month = MONTHS.iter().position(|it| *it == month)? + 1;
    let (year, day): (u64, u64) = (year.parse().ok()?, day.parse().ok()?);
    let mut clock = time.split(':').map(|it| it.parse().ok());
    let [hour, minute, second]: [Option<u64>; 3] = std::array::from_fn(|_| clock.next().flatten());
    let (hour, minute, second) = (hour?, minute?, second?);
    let fits = (1970..10_000).contains(&year)
        && (1..=31).contains(&day)
        && hour < 24
        && minute < 60
        && second <= 60;
    if !fits || zone != "GMT" || !DAYS.contains(&day_name) || words.next().is_some() {
        return None;
    }
    // Years begin with March here, so that a leap day is the last of its year.
    let month = u64::try_from(month).ok()?;
    let (year, month) = if month > 2 {
        (year, month - 3)
    } else {
        (year - 1, month + 9)
    };
    let days = 365 * year + year / 4 - year / 100 + year / 400 + (153 * month + 2) / 5 + day - 1;
    let days = days.checked_sub(719_468)?;
    Some(((days * 24 + hour) * 60 + minute) * 60 + second)
}
