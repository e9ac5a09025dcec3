//! Where each node stands in its text, found by reading the text once more with parsers that keep positions.
//!
//! Takes: a text that was read. Gives: one [`Span`] for each node number.
//! Must not: fail; where a text ends early for these parsers, the table does too.

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::ops::Range;

use jiter::{Jiter, Peek};
use saphyr_parser::{Event, Parser, ScanError};

use super::{MAX_DEPTH, MAX_NODES};

/// From the first unit of a node to after its last: bytes in JSON, characters in YAML.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Span {
    pub(super) start: u32,
    pub(super) end: u32,
}

impl Span {
    fn new(start: usize, end: usize) -> Self {
        let narrow = |place| u32::try_from(place).unwrap_or(u32::MAX);
        Self {
            start: narrow(start),
            end: narrow(end),
        }
    }
}

/// The places of the nodes of a JSON text, in bytes.
pub(super) fn json(text: &str) -> Vec<Span> {
    let mut reader = Jiter::new(text.as_bytes());
    let mut spans = Vec::new();
    if let Ok(peek) = reader.peek() {
        let _: Option<()> = json_value(&mut reader, peek, 0, &mut spans);
    }
    spans
}

fn json_value(
    reader: &mut Jiter<'_>,
    peek: Peek,
    depth: usize,
    spans: &mut Vec<Span>,
) -> Option<()> {
    let (number, start) = (spans.len(), reader.current_index());
    spans.push(Span::new(start, start));
    if depth > MAX_DEPTH {
        return None;
    }
    match peek {
        Peek::Array => {
            let mut next = reader.known_array().ok()?;
            while let Some(peek) = next {
                json_value(reader, peek, depth + 1, spans)?;
                next = reader.array_step().ok()?;
            }
        }
        Peek::Object => {
            let mut more = reader.known_object().ok()?.is_some();
            while more {
                let peek = reader.peek().ok()?;
                json_value(reader, peek, depth + 1, spans)?;
                more = reader.next_key().ok()?.is_some();
            }
        }
        scalar => reader.known_skip(scalar).ok()?,
    }
    *spans.get_mut(number)? = Span::new(start, reader.current_index());
    Some(())
}

/// The places of the nodes of a YAML text, in characters.
///
/// A value that begins on a later line than its key is placed at the key, which is where people look for it.
/// What an alias brings is placed where its anchor stands.
pub(super) fn yaml(text: &str) -> Vec<Span> {
    let mut text = Cow::Borrowed(text);
    for _ in 0..=REPAIRS {
        let (spans, error) = walk(&text);
        let repaired = error.and_then(|error| join_line(&text, &error));
        match repaired {
            Some(repaired) => text = Cow::Owned(repaired),
            None => return spans,
        }
    }
    walk(&text).0
}

/// How often a text is repaired before what was found so far has to do.
const REPAIRS: usize = 64;

fn walk(text: &str) -> (Vec<Span>, Option<ScanError>) {
    let mut walk = Walk::default();
    for event in Parser::new_from_str(text) {
        match event {
            Ok((event, span)) => {
                if walk.step(&event, Place::new(span)).is_none() {
                    break;
                }
            }
            Err(error) => return (walk.spans, Some(error)),
        }
    }
    (walk.spans, None)
}

/// Mends the one thing that this parser refuses and the reader takes: lines of a flow collection (often its closing bracket
/// alone) or of a quoted text that are not indented. Such a line is joined to the one before, and so are all closing
/// brackets after it where that is safe. The text stays as long as it is, and so every place in it stays.
fn join_line(text: &str, error: &ScanError) -> Option<String> {
    let bad = match error.info() {
        "invalid indentation" => error.marker().line(),
        // Here the marker is at the opening quote, so lines are joined to it until they are enough.
        "invalid indentation in quoted scalar" => error.marker().line() + 1,
        _ => return None,
    };
    let mut joined = String::with_capacity(text.len());
    for (number, line) in text.split_inclusive('\n').enumerate() {
        let is_bracket = line.trim_start().starts_with(['}', ']']);
        // Line numbers count from 1.
        let join = number + 1 == bad || (number >= bad && is_bracket && may_be_joined(&joined));
        if join && let Some(before) = joined.strip_suffix('\n') {
            let before = before.trim_end_matches('\r').len();
            let spaces = " ".repeat(joined.len() - before);
            joined.replace_range(before.., &spaces);
        }
        joined.push_str(line);
    }
    (joined != text).then_some(joined)
}

/// Whether the last line of a text neither has a comment nor begins a block of text.
fn may_be_joined(text: &str) -> bool {
    let line = text.trim_end().rsplit('\n').next().unwrap_or_default();
    !line.contains('#') && !line.ends_with(['|', '>', '-', '+'])
}

/// The byte at which flow collections of a YAML text are nested deeper than [`MAX_DEPTH`].
///
/// The parser that reads YAML takes quadratic time for these before it refuses them; this one streams.
pub(super) fn deep_flow(text: &str) -> Option<usize> {
    if raw_bracket_depth(text) <= MAX_DEPTH {
        return None;
    }
    let byte = |character| {
        let place = text.char_indices().nth(character);
        place.map_or(text.len(), |(byte, _)| byte)
    };
    let mut depth = 0_usize;
    for event in Parser::new_from_str(text) {
        match event {
            Ok((Event::SequenceStart(..) | Event::MappingStart(..), span)) => {
                depth += 1;
                if depth > MAX_DEPTH {
                    return Some(byte(span.start.index()));
                }
            }
            Ok((Event::SequenceEnd | Event::MappingEnd, _)) => depth = depth.saturating_sub(1),
            Ok(_) => {}
            // This parser has a limit of its own, which it may see first; any other error is for the reader to report.
            Err(error) if error.info().contains("recursion limit") => {
                return Some(byte(error.marker().index()));
            }
            Err(_) => return None,
        }
    }
    None
}

/// The most brackets that are open at one place, those in texts and comments included.
fn raw_bracket_depth(text: &str) -> usize {
    let (mut depth, mut most) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'[' | b'{' => depth += 1,
            b']' | b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        most = most.max(depth);
    }
    most
}

/// The place of an event: its span and its first line.
#[derive(Clone, Copy)]
struct Place {
    span: Span,
    line: usize,
}

impl Place {
    fn new(span: saphyr_parser::Span) -> Self {
        Self {
            span: Span::new(span.start.index(), span.end.index()),
            line: span.start.line(),
        }
    }
}

/// A collection that has not ended.
struct Open {
    node: usize,
    /// Whether the node is placed at its key, which then has its end already.
    at_key: bool,
    anchor: usize,
    /// `None` in a sequence.
    turn: Option<Turn>,
}

/// What comes next in a mapping.
enum Turn {
    Key,
    Value(Place),
}

#[derive(Default)]
struct Walk {
    spans: Vec<Span>,
    open: Vec<Open>,
    anchors: BTreeMap<usize, Range<usize>>,
}

impl Walk {
    /// `None` when the document has ended or is none that was read.
    fn step(&mut self, event: &Event<'_>, place: Place) -> Option<()> {
        match *event {
            Event::Scalar(_, _, anchor, _) => {
                if self.take_key(place) {
                    return Some(());
                }
                let (node, _) = self.add(place);
                self.name(anchor, node);
            }
            Event::Alias(anchor) => {
                if self.take_key(place) {
                    return Some(());
                }
                self.turn_to_key();
                self.repeat(anchor)?;
            }
            Event::SequenceStart(anchor, _) => self.begin(anchor, None, place)?,
            Event::MappingStart(anchor, _) => self.begin(anchor, Some(Turn::Key), place)?,
            Event::SequenceEnd | Event::MappingEnd => self.end(place)?,
            Event::DocumentEnd => return None,
            _ => {}
        }
        Some(())
    }

    /// Notes a key, if one is due.
    fn take_key(&mut self, place: Place) -> bool {
        match self.open.last_mut() {
            Some(Open {
                turn: Some(turn @ Turn::Key),
                ..
            }) => {
                *turn = Turn::Value(place);
                true
            }
            _ => false,
        }
    }

    fn turn_to_key(&mut self) -> Option<Place> {
        let turn = self.open.last_mut()?.turn.as_mut()?;
        match std::mem::replace(turn, Turn::Key) {
            Turn::Value(key) => Some(key),
            Turn::Key => None,
        }
    }

    /// Adds a node, and tells its number and whether it is placed at its key.
    fn add(&mut self, place: Place) -> (usize, bool) {
        let key = self.turn_to_key().filter(|key| key.line < place.line);
        self.spans.push(key.unwrap_or(place).span);
        (self.spans.len() - 1, key.is_some())
    }

    fn begin(&mut self, anchor: usize, turn: Option<Turn>, place: Place) -> Option<()> {
        if self.take_key(place) {
            return None;
        }
        let (node, at_key) = self.add(place);
        self.open.push(Open {
            node,
            at_key,
            anchor,
            turn,
        });
        Some(())
    }

    fn end(&mut self, place: Place) -> Option<()> {
        let open = self.open.pop()?;
        if !open.at_key {
            self.spans.get_mut(open.node)?.end = place.span.end;
        }
        self.name(open.anchor, open.node);
        Some(())
    }

    /// Remembers which nodes an anchor stands for; 0 is none.
    fn name(&mut self, anchor: usize, node: usize) {
        if anchor != 0 {
            self.anchors.insert(anchor, node..self.spans.len());
        }
    }

    fn repeat(&mut self, anchor: usize) -> Option<()> {
        let nodes = self.anchors.get(&anchor)?.clone();
        let most = usize::try_from(MAX_NODES).unwrap_or(usize::MAX);
        if self.spans.len().saturating_add(nodes.len()) > most {
            return None;
        }
        self.spans.extend_from_within(nodes);
        Some(())
    }
}
