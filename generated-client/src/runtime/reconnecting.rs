//! Event streams that connect again (WHATWG HTML, section 9.2).
//!
//! Takes what made a stream and how it ended, and gives the rest of it from a new answer. It must not send anything twice that may not be
//! sent twice, nor come back where the server says that it is over.

use std::sync::Arc;
use std::time::Duration;

use http::StatusCode;

use super::core::Core;
use super::error::{Error, NoBody};
use super::event_parser::EventParser;
use super::operation::Repeat;
use super::options::CallOptions;
use super::received::Received;
use super::request::Request;
use super::retry::Retry;
use super::stream_error::StreamError;
use super::streaming::OF_EVENTS;
use super::streams::Incoming;

/// The wait where the server does not say how long.
const WAIT: Duration = Duration::from_secs(1);
/// The longest wait, whatever the server says.
const LONGEST: Duration = Duration::from_secs(60);

impl CallOptions {
    /// Lets a stream of events connect again where it ends or is cut off, up to so many times in a row without an event; never unless said.
    ///
    /// The id of the last event goes along as `Last-Event-ID`. The wait before is what the server says (`retry`; 1 s where it does not),
    /// twice as much each time without an event, and up to half of it more by chance; 60 s at most. The stream is over at the sentinel, at
    /// 204, and where the server refuses with another status than 408, 429 and 5xx.
    ///
    /// Events may be missed or come twice where a server ignores `Last-Event-ID`. Calls that may not be sent twice, as most POSTs, are not.
    pub fn reconnect(mut self, attempts: u32) -> Self {
        self.reconnect = Some(attempts);
        self
    }
}

/// What asks for the rest of a stream.
pub(super) struct Again {
    core: Core,
    accept: &'static str,
    request: Request,
    options: CallOptions,
    /// Attempts in a row that may bring no event.
    attempts: u32,
    made: u32,
}

impl Again {
    /// Nothing where the caller did not ask for it, or the operation may not be sent twice.
    pub(super) fn of(
        core: &Core,
        accept: &'static str,
        request: &Request,
        options: &CallOptions,
    ) -> Option<Box<Self>> {
        let attempts = options.reconnect.filter(|it| *it > 0)?;
        let repeat = request.operation().repeat;
        matches!(repeat, Repeat::Safe | Repeat::Idempotent).then(|| {
            Box::new(Self {
                core: core.clone(),
                accept,
                request: request.clone(),
                // The attempts of one call within those of the stream would be their product.
                options: options.clone().retry(Retry::never()),
                attempts,
                made: 0,
            })
        })
    }

    /// An event has come: the next attempt is the first one again.
    pub(super) fn succeed(&mut self) {
        self.made = 0;
    }

    /// The rest of the stream; nothing where the server says that there is none (204). `lost` is why it broke off, if it did not end well.
    pub(super) async fn connect(
        &mut self,
        parser: &EventParser,
        lost: Option<StreamError>,
    ) -> Result<Option<Incoming>, StreamError> {
        let mut lost = lost;
        while self.made < self.attempts {
            let clock = &self.core.inner.clock;
            clock
                .sleep(wait(parser.retry, self.made, clock.chance()))
                .await;
            self.made += 1;
            let mut request = self.request.clone();
            if !parser.last_id.is_empty() {
                request.put_header("last-event-id", &parser.last_id, false);
            }
            let opened = self
                .core
                .open(self.accept, OF_EVENTS, request, self.options.clone());
            let error: Error<NoBody> = match Box::pin(opened).await {
                Ok(opened) => match opened.success() {
                    Ok(incoming) if is_over(&incoming.received) => return Ok(None),
                    Ok(incoming) => return Ok(Some(incoming)),
                    Err(error) => error,
                },
                Err(stop) => stop.into(),
            };
            let may_pass = may_pass(&error);
            lost = Some(StreamError::NotReopened(Arc::new(error)));
            if !may_pass {
                break;
            }
        }
        lost.map_or(Ok(None), Err)
    }
}

/// At least what the server says, twice as much after each attempt without an event, and up to half of it more: clients that were cut off
/// together must not come back together.
fn wait(said: Option<Duration>, made: u32, chance: f64) -> Duration {
    let factor = 2_u32.saturating_pow(made);
    let wait = said.unwrap_or(WAIT).saturating_mul(factor).min(LONGEST);
    wait.mul_f64(1.0 + chance.clamp(0.0, 1.0) / 2.0)
        .min(LONGEST)
}

fn is_over(received: &Received) -> bool {
    received.status() == StatusCode::NO_CONTENT
}

/// Whether another attempt may bring what this one did not.
fn may_pass(error: &Error<NoBody>) -> bool {
    match error {
        Error::Transport(_) => true,
        error => error.received().is_some_and(|it| {
            let status = it.status();
            status.is_server_error()
                || matches!(
                    status,
                    StatusCode::REQUEST_TIMEOUT | StatusCode::TOO_MANY_REQUESTS
                )
        }),
    }
}
