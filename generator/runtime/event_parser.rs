//! Server-sent events (WHATWG HTML, section 9.2).
//!
//! Takes the bytes of a stream as they come and gives events. It must not hold more of one event than it is allowed to.

use std::time::Duration;

use super::lines::Lines;

/// An event of a server.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Event {
    pub(super) kind: String,
    pub(super) data: String,
    pub(super) id: String,
}

impl Event {
    /// Its type: what the field `event` says, or `message`.
    #[must_use]
    pub fn kind(&self) -> &str {
        &self.kind
    }

    /// Its data, with a line feed between its lines.
    #[must_use]
    pub fn data(&self) -> &str {
        &self.data
    }

    /// The id of this event, or of the last one before it that had an id; empty where none had.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }
}

/// Events in the making.
#[derive(Default)]
pub(super) struct EventParser {
    lines: Lines,
    kind: String,
    data: String,
    id: String,
    /// The id of the last event that was given.
    pub(super) last_id: String,
    /// How long to wait before coming back, if the server said.
    pub(super) retry: Option<Duration>,
}

impl EventParser {
    /// For a stream that goes on after the event of an id.
    pub(super) fn after(last_id: String) -> Self {
        Self {
            id: last_id.clone(),
            last_id,
            ..Self::default()
        }
    }

    /// Takes bytes.
    pub(super) fn push(&mut self, bytes: &[u8]) {
        self.lines.push(bytes);
    }

    /// The next whole event. What the end of the stream cuts is no event.
    pub(super) fn next(&mut self) -> Option<Event> {
        while let Some(line) = self.lines.next_of_any_end() {
            if line.is_empty() {
                if let Some(event) = self.dispatch() {
                    return Some(event);
                }
                continue;
            }
            self.field(&line);
        }
        None
    }

    /// How many bytes are held of an event that is not whole.
    pub(super) fn held(&self) -> usize {
        self.lines.held() + self.data.len() + self.kind.len() + self.id.len()
    }

    /// Drops what is held: the stream is over.
    pub(super) fn forget(&mut self) {
        self.lines = Lines::default();
        self.data.clear();
    }

    /// Drops the event that is not whole: another answer goes on behind the last one that was.
    pub(super) fn restart(&mut self) {
        self.forget();
        self.kind.clear();
        self.last_id.clone_into(&mut self.id);
    }

    fn field(&mut self, line: &str) {
        let (name, value) = line.split_once(':').unwrap_or((line, ""));
        let value = value.strip_prefix(' ').unwrap_or(value);
        match name {
            "data" => {
                self.data.push_str(value);
                self.data.push('\n');
            }
            "event" => value.clone_into(&mut self.kind),
            "id" if !value.contains('\0') => value.clone_into(&mut self.id),
            "retry" if !value.is_empty() && value.bytes().all(|it| it.is_ascii_digit()) => {
                self.retry = Some(Duration::from_millis(value.parse().unwrap_or(u64::MAX)));
            }
            // A comment, which has no name, or what later versions add.
            _ => {}
        }
    }

    /// The event that an empty line ends. One without data only sets the id.
    fn dispatch(&mut self) -> Option<Event> {
        self.id.clone_into(&mut self.last_id);
        let kind = std::mem::take(&mut self.kind);
        if self.data.is_empty() {
            return None;
        }
        let mut data = std::mem::take(&mut self.data);
        data.pop();
        Some(Event {
            kind: if kind.is_empty() {
                "message".to_owned()
            } else {
                kind
            },
            data,
            id: self.last_id.clone(),
        })
    }
}
