//! A value that was written to be taken apart again: into the members of a form.
//!
//! Takes a value and gives its JSON, and beside it what JSON has no place for. It must not read text that this client has not
//! written.

use std::borrow::Cow;

use super::super::part::Part;
use super::super::secret::Secret;
use super::writer::Gathered;
use super::{Encode, EncodeError, Writer, skim};

/// The JSON of a value, with its parts and its secrets.
pub(in super::super) struct Written {
    text: String,
    gathered: Gathered,
}

impl Written {
    pub(in super::super) fn of<T: Encode + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        let mut writer = Writer::gathering();
        value.encode(&mut writer);
        let (text, gathered) = writer.finish_gathering()?;
        Ok(Self { text, gathered })
    }

    /// The JSON.
    pub(in super::super) fn text(&self) -> &str {
        &self.text
    }

    /// The members of the value, if it is an object: keys, and values as JSON.
    pub(in super::super) fn members(&self) -> Option<Vec<(Cow<'_, str>, &str)>> {
        self.text
            .starts_with('{')
            .then(|| Self::members_of(&self.text))
    }

    /// The members of an object.
    pub(in super::super) fn members_of(object: &str) -> Vec<(Cow<'_, str>, &str)> {
        let members = skim::members(object, 0).into_iter();
        members
            .map(|(key, value)| (unescaped(key), value))
            .collect()
    }

    /// The items of a list, as JSON.
    pub(in super::super) fn items(list: &str) -> Vec<&str> {
        skim::items(list)
    }

    /// The text that a JSON text means. `None` for any other value.
    pub(in super::super) fn unquoted(value: &str) -> Option<Cow<'_, str>> {
        let inner = value.strip_prefix('"')?.strip_suffix('"')?;
        Some(unescaped(inner))
    }

    /// The part that stands in this place.
    pub(in super::super) fn part(&self, value: &str) -> Option<&Part> {
        self.gathered.part(value)
    }

    /// What must not be printed.
    pub(in super::super) fn take_secrets(&mut self) -> Vec<Secret> {
        std::mem::take(&mut self.gathered.secrets)
    }
}

fn unescaped(inner: &str) -> Cow<'_, str> {
    if inner.contains('\\') {
        skim::unescaped(inner).map_or(Cow::Borrowed(inner), Cow::Owned)
    } else {
        Cow::Borrowed(inner)
    }
}
