//! The fields of one object, as they come.
//!
//! Takes the names of the fields in the order of the specification and gives their indices in the order of the text. It must not
//! copy a key that nobody keeps.

use std::collections::BTreeMap;

use super::Decode;
use super::fault::{Fault, FaultKind};
use super::reader::{COMES_TWICE, Reader};

/// An object that is being read.
#[derive(Debug)]
pub struct Object {
    fields: &'static [&'static str],
    /// Where its brace is, for fields that turn out to be absent.
    start: usize,
    opened: bool,
    /// The field that is likely next: texts mostly keep the order of the specification.
    hint: usize,
    seen: Seen,
}

/// What becomes of keys that are no field.
pub trait Others {
    /// What is kept of a key.
    type Key;

    /// Keeps a key, if it is of use.
    fn key(text: &str) -> Self::Key;

    /// Takes the value of a key, which the reader stands before.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where it cannot be read.
    fn value(&mut self, key: Self::Key, reader: &mut Reader<'_>) -> Result<(), Fault>;
}

impl Others for () {
    type Key = ();

    fn key(_: &str) {}

    fn value(&mut self, (): (), reader: &mut Reader<'_>) -> Result<(), Fault> {
        reader.skip()
    }
}

impl<T: Decode> Others for &mut BTreeMap<String, T> {
    type Key = String;

    fn key(text: &str) -> String {
        text.to_owned()
    }

    fn value(&mut self, key: String, reader: &mut Reader<'_>) -> Result<(), Fault> {
        reader.charge(size_of::<(String, T)>())?;
        self.insert(key, reader.value()?);
        Ok(())
    }
}

/// Some keys are not kept: they are the other direction's.
impl<T: Decode, const N: usize> Others for (&mut BTreeMap<String, T>, &[&str; N]) {
    type Key = String;

    fn key(text: &str) -> String {
        text.to_owned()
    }

    fn value(&mut self, key: String, reader: &mut Reader<'_>) -> Result<(), Fault> {
        let (kept, except) = self;
        if except.contains(&key.as_str()) {
            return reader.skip();
        }
        Others::value(kept, key, reader)
    }
}

/// A set of field indices.
#[derive(Debug, Default)]
struct Seen {
    first: u128,
    /// Fields from the 129th on.
    further: Vec<usize>,
}

impl Object {
    pub(super) fn new(fields: &'static [&'static str], start: usize) -> Self {
        Self {
            fields,
            start,
            opened: false,
            hint: 0,
            seen: Seen::default(),
        }
    }

    /// The index of the next field that is known, with the reader before its value. Other keys are skipped for `()`, and read into a
    /// map, of which the last of equal keys wins.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the text is not JSON, a field comes twice, or another key's value is not of the map's type.
    pub fn next<O: Others>(
        &mut self,
        reader: &mut Reader<'_>,
        mut others: O,
    ) -> Result<Option<usize>, Fault> {
        loop {
            match self.step(reader, O::key)? {
                Step::End => return Ok(None),
                Step::Field(index) => return Ok(Some(index)),
                Step::Other(key) => others.value(key, reader)?,
            }
        }
    }

    /// A field that must be there.
    ///
    /// # Errors
    ///
    /// A [`Fault`] with the field's path where it was absent.
    pub fn required<T>(&self, index: usize, value: Option<T>) -> Result<T, Fault> {
        value.ok_or_else(|| {
            Fault::missing(
                self.start,
                self.fields.get(index).copied().unwrap_or_default(),
            )
        })
    }

    fn step<K>(
        &mut self,
        reader: &mut Reader<'_>,
        keep: impl FnOnce(&str) -> K,
    ) -> Result<Step<K>, Fault> {
        let key = if self.opened {
            reader.parser.next_key()
        } else {
            reader.parser.first_key()
        };
        self.opened = true;
        let Some(key) = key? else {
            reader.leave();
            return Ok(Step::End);
        };
        let Some(index) = index_of(self.fields, self.hint, key) else {
            return Ok(Step::Other(keep(key)));
        };
        self.hint = index + 1;
        if self.seen.insert(index) {
            return Ok(Step::Field(index));
        }
        reader.peek()?;
        Err(Fault::new(
            FaultKind::Duplicate,
            reader.parser.at(),
            COMES_TWICE,
        ))
    }
}

enum Step<K> {
    End,
    Field(usize),
    Other(K),
}

fn index_of(fields: &[&str], hint: usize, key: &str) -> Option<usize> {
    if fields.get(hint).is_some_and(|field| *field == key) {
        return Some(hint);
    }
    fields.iter().position(|field| *field == key)
}

impl Seen {
    /// Whether the index is new.
    fn insert(&mut self, index: usize) -> bool {
        let bit = u32::try_from(index)
            .ok()
            .and_then(|index| 1_u128.checked_shl(index));
        if let Some(bit) = bit {
            let new = self.first & bit == 0;
            self.first |= bit;
            return new;
        }
        let new = !self.further.contains(&index);
        if new {
            self.further.push(index);
        }
        new
    }
}
