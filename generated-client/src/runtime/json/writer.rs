//! The writer of JSON text.
//!
//! Takes values in the order in which they are to stand and gives compact JSON. It must not fail as it goes: a float that is not
//! finite is noted and reported at the end, so that generated code has no error paths. In text that becomes a form, marks stand for
//! parts.

use std::collections::BTreeMap;
use std::fmt::{self, Write as _};

use super::super::field::Field;
use super::super::part::Part;
use super::super::secret::Secret;
use super::{Encode, EncodeError, Raw, parser, skim};

/// Writes JSON text.
#[derive(Default)]
pub struct Writer {
    out: String,
    /// The first value that has no JSON.
    fault: Option<EncodeError>,
    /// Whether secrets are written as `[redacted]`: the text is for people, not for the API.
    redacting: bool,
    /// What is kept beside the text, where the text becomes a form.
    gathered: Option<Gathered>,
}

/// What a form needs beside the JSON of its value.
#[derive(Default)]
pub(super) struct Gathered {
    parts: Vec<Part>,
    pub(super) secrets: Vec<Secret>,
}

impl Gathered {
    /// The part that a mark in the text stands for.
    pub(super) fn part(&self, mark: &str) -> Option<&Part> {
        let index = mark.strip_prefix(MARK)?.strip_suffix('"')?;
        self.parts.get(index.parse::<usize>().ok()?)
    }
}

/// What a mark starts with. No text has a bare control character in its JSON, so that none passes for a mark.
const MARK: &str = "\"\0";

impl Writer {
    pub(super) fn new() -> Self {
        Self::default()
    }

    #[cfg(feature = "serde")]
    pub(super) fn redacting() -> Self {
        Self {
            redacting: true,
            ..Self::default()
        }
    }

    /// A writer for text that becomes a form.
    pub(super) fn gathering() -> Self {
        Self {
            gathered: Some(Gathered::default()),
            ..Self::default()
        }
    }

    pub(super) fn finish(self) -> Result<String, EncodeError> {
        match self.fault {
            Some(fault) => Err(fault),
            None => Ok(self.out),
        }
    }

    pub(super) fn finish_gathering(mut self) -> Result<(String, Gathered), EncodeError> {
        let gathered = self.gathered.take().unwrap_or_default();
        self.finish().map(|text| (text, gathered))
    }

    /// Writes text.
    pub fn text(&mut self, text: &str) {
        self.out.reserve(text.len() + 2);
        self.out.push('"');
        if parser::plain(text.as_bytes()) == text.len() {
            self.out.push_str(text);
        } else {
            self.text_with_escapes(text);
        }
        self.out.push('"');
    }

    #[cold]
    fn text_with_escapes(&mut self, text: &str) {
        let mut rest = text;
        loop {
            let (plain, escaped) = rest.split_at(parser::plain(rest.as_bytes()));
            self.out.push_str(plain);
            let mut characters = escaped.chars();
            let Some(character) = characters.next() else {
                return;
            };
            self.escape(character);
            rest = characters.as_str();
        }
    }

    /// Writes text, if the value has any.
    pub fn text_of(&mut self, text: Option<String>) {
        match text {
            Some(text) => self.text(&text),
            None => self.refuse(EncodeError::format()),
        }
    }

    /// Writes a secret.
    pub fn secret(&mut self, secret: &Secret) {
        if let Some(gathered) = &mut self.gathered {
            gathered.secrets.push(secret.clone());
        }
        self.text(if self.redacting {
            "[redacted]"
        } else {
            secret.expose()
        });
    }

    /// Writes a part of a form: a mark in the text, beside which the part is kept. In JSON it has no place.
    pub fn part(&mut self, part: &Part) {
        let Some(gathered) = &mut self.gathered else {
            self.refuse(EncodeError::part());
            return;
        };
        // Writing into a String cannot fail.
        let _ = write!(self.out, "{MARK}{}\"", gathered.parts.len());
        gathered.parts.push(part.clone());
    }

    /// Writes `null`.
    pub fn null(&mut self) {
        self.out.push_str("null");
    }

    /// Writes JSON as it is.
    pub fn raw(&mut self, raw: &Raw) {
        self.out.push_str(raw.as_str());
    }

    /// Starts an object.
    pub fn object(&mut self) -> ObjectWriter<'_> {
        let start = self.out.len();
        self.out.push('{');
        ObjectWriter {
            writer: self,
            start,
            filled: false,
        }
    }

    /// Starts a list.
    pub fn list(&mut self) -> ListWriter<'_> {
        self.out.push('[');
        ListWriter {
            writer: self,
            filled: false,
        }
    }

    /// Where the next value will start.
    #[must_use]
    pub fn position(&self) -> usize {
        self.out.len()
    }

    /// Puts members in front of those of the object that starts there, each of which tells what the object is. An object that has
    /// the member already, and what is no object, stays as it is.
    pub fn tag(&mut self, start: usize, members: &[(&str, &str)]) {
        for (name, tag) in members {
            let mut member = Self::new();
            member.text(name);
            let quoted = member.out.len();
            member.out.push(':');
            member.text(tag);

            let written = self.out.get(start..).unwrap_or_default();
            let key = member.out.get(1..quoted - 1).unwrap_or_default();
            if !written.starts_with('{') || skim::keys(written, 0).contains(&key) {
                continue;
            }
            if written != "{}" {
                member.out.push(',');
            }
            self.out.insert_str(start + 1, &member.out);
        }
    }

    pub(super) fn display(&mut self, value: &impl fmt::Display) {
        // Writing into a String cannot fail.
        let _ = write!(self.out, "{value}");
    }

    pub(super) fn debug(&mut self, value: &impl fmt::Debug) {
        let _ = write!(self.out, "{value:?}");
    }

    pub(super) fn not_finite(&mut self) {
        self.refuse(EncodeError::not_finite());
    }

    fn refuse(&mut self, error: EncodeError) {
        self.fault.get_or_insert(error);
        self.null();
    }

    fn escape(&mut self, character: char) {
        match character {
            '"' => self.out.push_str("\\\""),
            '\\' => self.out.push_str("\\\\"),
            '\n' => self.out.push_str("\\n"),
            '\r' => self.out.push_str("\\r"),
            '\t' => self.out.push_str("\\t"),
            control => {
                let _ = write!(self.out, "\\u{:04x}", u32::from(control));
            }
        }
    }
}

/// An object that is being written.
#[must_use = "an object is open until it is ended"]
pub struct ObjectWriter<'w> {
    writer: &'w mut Writer,
    start: usize,
    filled: bool,
}

impl ObjectWriter<'_> {
    /// Writes a member.
    pub fn required<T: Encode + ?Sized>(&mut self, name: &str, value: &T) {
        self.key(name);
        value.encode(self.writer);
    }

    /// Writes a member if there is a value.
    pub fn optional<T: Encode + ?Sized>(&mut self, name: &str, value: Option<&T>) {
        if let Some(value) = value {
            self.required(name, value);
        }
    }

    /// Writes a member if there is a value or `null`.
    pub fn field<T: Encode>(&mut self, name: &str, value: &Field<T>) {
        match value {
            Field::Absent => {}
            Field::Null => self.required(name, &None::<T>),
            Field::Value(value) => self.required(name, value),
        }
    }

    /// Writes further members, without those whose key was written before.
    pub fn rest<T: Encode>(&mut self, others: &BTreeMap<String, T>) {
        if others.is_empty() {
            return;
        }
        let written: Vec<String> =
            skim::keys(self.writer.out.get(self.start..).unwrap_or_default(), 0)
                .into_iter()
                .map(str::to_owned)
                .collect();
        for (key, value) in others {
            let mut quoted = Writer::new();
            quoted.text(key);
            if !written
                .iter()
                .any(|written| quoted.out.get(1..quoted.out.len() - 1) == Some(written))
            {
                self.required(key, value);
            }
        }
    }

    /// Ends the object.
    pub fn end(self) {
        self.writer.out.push('}');
    }

    fn key(&mut self, name: &str) {
        if self.filled {
            self.writer.out.push(',');
        }
        self.filled = true;
        self.writer.text(name);
        self.writer.out.push(':');
    }
}

/// A list that is being written.
#[must_use = "a list is open until it is ended"]
pub struct ListWriter<'w> {
    writer: &'w mut Writer,
    filled: bool,
}

impl ListWriter<'_> {
    /// Writes an item.
    pub fn item<T: Encode + ?Sized>(&mut self, value: &T) {
        if self.filled {
            self.writer.out.push(',');
        }
        self.filled = true;
        value.encode(self.writer);
    }

    /// Ends the list.
    pub fn end(self) {
        self.writer.out.push(']');
    }
}

/// What is written is not shown: it may hold secrets.
impl fmt::Debug for Writer {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Writer")
            .field("bytes", &self.out.len())
            .finish_non_exhaustive()
    }
}

impl fmt::Debug for ObjectWriter<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("ObjectWriter")
            .field(&self.writer)
            .finish()
    }
}

impl fmt::Debug for ListWriter<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("ListWriter")
            .field(&self.writer)
            .finish()
    }
}
