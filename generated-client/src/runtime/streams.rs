//! Answers that are read while they arrive.
//!
//! Takes a body in pieces and gives bytes, events or values. It must not hold more than one event or value at a time, and none that is
//! longer than the client's limit.

use std::fmt;
use std::marker::PhantomData;
use std::time::Duration;

use bytes::Bytes;

use super::chunks::Chunks;
use super::event_parser::{Event, EventParser};
use super::failures::{DecodeError, TooLarge, TransportFailure};
use super::json::{self, Decode, Fault};
use super::lines::Lines;
use super::received::Received;
use super::reconnecting::Again;
use super::secret::Secret;
use super::stream_error::StreamError;
use super::text::scrub;

/// What a server sends when a stream of JSON events is over: the custom of all who speak `OpenAI`'s dialect.
const DONE: &str = "[DONE]";
/// What begins a value of a JSON text sequence (RFC 7464).
const RECORD_SEPARATOR: u8 = 0x1E;

/// An answer whose body is still arriving.
pub(super) struct Incoming {
    pub(super) received: Received,
    pub(super) chunks: Chunks,
    pub(super) secrets: Vec<Secret>,
    /// The longest event or value, in bytes.
    pub(super) limit: usize,
    pub(super) ended: bool,
}

/// The bytes of a body, as they arrive: [`try_next`](Self::try_next) until it is `None`. Dropping it ends the exchange.
///
/// There is no limit to the whole; the call's timeout bounds each wait.
pub struct ByteStream {
    incoming: Incoming,
}

/// Server-sent events (WHATWG HTML, section 9.2), as they arrive: [`try_next`](Self::try_next) until it is `None`. Dropping it ends the
/// exchange.
///
/// There is no limit to the whole; the call's timeout bounds each wait, and the client's `max_response_bytes` each event. It
/// connects again only where the call says so: `CallOptions::reconnect`.
pub struct EventStream<T = Event> {
    incoming: Incoming,
    parser: EventParser,
    sentinel: &'static str,
    again: Option<Box<Again>>,
    item: PhantomData<fn() -> T>,
}

/// Values of JSON, one after the other, as they arrive: [`try_next`](Self::try_next) until it is `None`. Dropping it ends the exchange.
///
/// There is no limit to the whole; the call's timeout bounds each wait, and the client's `max_response_bytes` each value.
pub struct ItemStream<T> {
    incoming: Incoming,
    lines: Lines,
    separator: u8,
    item: PhantomData<fn() -> T>,
}

impl Incoming {
    /// The next piece; `None` at the end, and after an error.
    async fn next(&mut self) -> Result<Option<Bytes>, StreamError> {
        if self.ended {
            return Ok(None);
        }
        match self.chunks.next().await {
            Ok(Some(chunk)) => Ok(Some(chunk)),
            Ok(None) => {
                self.ended = true;
                Ok(None)
            }
            Err(error) => {
                self.ended = true;
                let error = error.map_message(|message| scrub(message, &self.secrets));
                Err(StreamError::Transport(Box::new(TransportFailure {
                    call: self.received.call,
                    error,
                    received: Some(self.received.clone()),
                })))
            }
        }
    }

    fn check(&mut self, held: usize) -> Result<(), StreamError> {
        if held <= self.limit || self.ended {
            return Ok(());
        }
        self.ended = true;
        Err(StreamError::TooLarge(Box::new(TooLarge {
            received: self.received.clone(),
            limit: self.limit,
        })))
    }

    fn decode<T: Decode>(&self, text: &[u8]) -> Result<T, StreamError> {
        json::from_slice(text).map_err(|fault: Fault| {
            let fault = fault.map_texts(text, |text| scrub(text, &self.secrets));
            let mut received = self.received.clone();
            received.body = Bytes::copy_from_slice(text);
            StreamError::Decode(Box::new(DecodeError::new(received, fault)))
        })
    }
}

impl ByteStream {
    pub(super) fn new(incoming: Incoming) -> Self {
        Self { incoming }
    }

    /// The next bytes, as many as have arrived; `None` at the end, and after an error.
    ///
    /// # Errors
    ///
    /// [`StreamError`] when the rest cannot be read.
    pub async fn try_next(&mut self) -> Result<Option<Bytes>, StreamError> {
        self.incoming.next().await
    }

    /// The answer without its body: status and headers.
    #[must_use]
    pub fn received(&self) -> &Received {
        &self.incoming.received
    }
}

impl<T> EventStream<T> {
    pub(super) fn new(incoming: Incoming, again: Option<Box<Again>>) -> Self {
        let mut again = again.filter(|_| !incoming.is_nothing());
        let last_id = again.as_mut().map(|it| it.take_id());
        Self {
            incoming,
            again,
            parser: EventParser::after(last_id.unwrap_or_default()),
            sentinel: DONE,
            item: PhantomData,
        }
    }

    /// Ends where the data of an event is this, and no longer at `[DONE]`.
    #[must_use]
    pub fn until(mut self, sentinel: &'static str) -> Self {
        self.sentinel = sentinel;
        self
    }

    /// The next event as it is, whatever its data; `None` at the end, and after an error of the exchange.
    ///
    /// # Errors
    ///
    /// [`StreamError`] when the rest cannot be read, or the event is too large.
    pub async fn try_next_event(&mut self) -> Result<Option<Event>, StreamError> {
        loop {
            if let Some(event) = self.parser.next() {
                self.check(event.data().len())?;
                if self.is_last(&event) {
                    self.again = None;
                }
                if let Some(again) = &mut self.again {
                    again.succeed();
                }
                return Ok(Some(event));
            }
            self.check(self.parser.held())?;
            if self.incoming.ended && !self.reconnect().await? {
                return Ok(None);
            }
            match (self.incoming.next().await, &mut self.again) {
                (Ok(Some(chunk)), _) => self.parser.push(&chunk),
                (Ok(None), _) => {}
                (Err(error), Some(again)) => again.lose(error),
                (Err(error), None) => return Err(error),
            }
        }
    }

    fn is_last(&self, event: &Event) -> bool {
        event.data().trim() == self.sentinel
    }

    fn check(&mut self, held: usize) -> Result<(), StreamError> {
        let checked = self.incoming.check(held);
        if checked.is_err() {
            self.again = None;
        }
        checked
    }

    /// Goes on with another answer, if there is one.
    async fn reconnect(&mut self) -> Result<bool, StreamError> {
        let Some(again) = &mut self.again else {
            return Ok(false);
        };
        match again.connect(&self.parser).await {
            Ok(Some(incoming)) => {
                self.parser.restart();
                self.incoming = incoming;
                Ok(true)
            }
            end => {
                self.again = None;
                end.map(|_| false)
            }
        }
    }

    /// The id of the last event: what `Last-Event-ID` says to a server that is asked to go on from there. Empty where there is none.
    #[must_use]
    pub fn last_event_id(&self) -> &str {
        &self.parser.last_id
    }

    /// How long to wait before asking again, if the server said.
    #[must_use]
    pub fn retry(&self) -> Option<Duration> {
        self.parser.retry
    }

    /// The answer without its body: status and headers.
    #[must_use]
    pub fn received(&self) -> &Received {
        &self.incoming.received
    }
}

impl<T: Decode> EventStream<T> {
    /// The data of the next event, which is JSON; `None` at the end, at an event whose data is `[DONE]` (or what [`until`](Self::until) says), and after an error of the exchange.
    ///
    /// # Errors
    ///
    /// [`StreamError`] when the rest cannot be read, or the event is too large. An event that is not as documented is an error as well,
    /// and the stream goes on after it.
    pub async fn try_next(&mut self) -> Result<Option<T>, StreamError> {
        match self.try_next_event().await? {
            Some(event) if self.is_last(&event) => {
                self.incoming.ended = true;
                self.parser.forget();
                Ok(None)
            }
            Some(event) => self.incoming.decode(event.data().as_bytes()).map(Some),
            None => Ok(None),
        }
    }
}

impl EventStream<Event> {
    /// The next event; `None` at the end, and after an error.
    ///
    /// # Errors
    ///
    /// [`StreamError`] when the rest cannot be read, or the event is too large.
    pub async fn try_next(&mut self) -> Result<Option<Event>, StreamError> {
        self.try_next_event().await
    }
}

impl<T> ItemStream<T> {
    /// Values with a line each.
    pub(super) fn of_lines(incoming: Incoming) -> Self {
        Self::new(incoming, b'\n')
    }

    /// A JSON text sequence.
    pub(super) fn of_records(incoming: Incoming) -> Self {
        Self::new(incoming, RECORD_SEPARATOR)
    }

    fn new(incoming: Incoming, separator: u8) -> Self {
        Self {
            incoming,
            lines: Lines::default(),
            separator,
            item: PhantomData,
        }
    }

    /// The answer without its body: status and headers.
    #[must_use]
    pub fn received(&self) -> &Received {
        &self.incoming.received
    }
}

impl<T: Decode> ItemStream<T> {
    /// The next value; `None` at the end, and after an error of the exchange. Empty lines are skipped.
    ///
    /// # Errors
    ///
    /// [`StreamError`] when the rest cannot be read, or the value is too large. A value that is not as documented is an error as well,
    /// and the stream goes on after it.
    pub async fn try_next(&mut self) -> Result<Option<T>, StreamError> {
        loop {
            while let Some(line) = self.lines.next_of(self.separator) {
                if !line.trim_ascii().is_empty() {
                    self.incoming.check(line.len())?;
                    return self.incoming.decode(line).map(Some);
                }
            }
            self.incoming.check(self.lines.held())?;
            match self.incoming.next().await? {
                Some(chunk) => self.lines.push(&chunk),
                None => break,
            }
        }
        let rest = self.lines.rest().trim_ascii();
        if rest.is_empty() {
            return Ok(None);
        }
        self.incoming.decode(rest).map(Some)
    }
}

#[cfg(feature = "blocking")]
super::iterators::steps!([] ByteStream => Bytes, StreamError);
#[cfg(feature = "blocking")]
super::iterators::steps!([] EventStream<Event> => Event, StreamError);
#[cfg(feature = "blocking")]
super::iterators::steps!([T: Decode] EventStream<T> => T, StreamError);
#[cfg(feature = "blocking")]
super::iterators::steps!([T: Decode] ItemStream<T> => T, StreamError);

impl fmt::Debug for ByteStream {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(formatter, "ByteStream", self.received())
    }
}

impl<T> fmt::Debug for EventStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(formatter, "EventStream", self.received())
    }
}

impl<T> fmt::Debug for ItemStream<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write(formatter, "ItemStream", self.received())
    }
}

/// What has arrived is not shown: it may hold secrets.
fn write(formatter: &mut fmt::Formatter<'_>, name: &str, received: &Received) -> fmt::Result {
    formatter
        .debug_struct(name)
        .field("received", received)
        .finish_non_exhaustive()
}
