//! JSON that has no type of ours.
//!
//! Takes JSON text and keeps it, tokens as they came. It must not change a number, the order of keys or an escape.

use std::fmt;

use super::{Decode, Encode, EncodeError, Fault, Reader, Writer, from_slice, skim, to_string};

/// Any JSON value, as text: valid, without white space between its tokens, in document order.
///
/// Big numbers stay as they are written. Equality is that of the text.
#[derive(Clone, PartialEq, Eq, Hash)]
pub struct Raw(Box<str>);

impl Raw {
    /// Text that the reader has passed over.
    pub(super) fn from_checked(text: &str) -> Self {
        Self(skim::compact(text).into_boxed_str())
    }

    /// `null`.
    #[must_use]
    pub fn null() -> Self {
        Self("null".into())
    }

    /// The JSON of any value.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when a float is not finite.
    pub fn of<T: Encode + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        to_string(value).map(|text| Self(text.into_boxed_str()))
    }

    /// The JSON text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Reads it as a type of this client.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where it is not of that type.
    pub fn decode<T: Decode>(&self) -> Result<T, Fault> {
        from_slice(self.0.as_bytes())
    }

    /// Reads it as a tree that can be looked into. Numbers beyond 64 bits lose precision and keys lose their order there.
    ///
    /// # Errors
    ///
    /// `serde_json`'s error where it is stricter than we are: a float of more than 308 digits before the point.
    pub fn parse(&self) -> Result<serde_json::Value, serde_json::Error> {
        serde_json::from_str(&self.0)
    }
}

impl std::str::FromStr for Raw {
    type Err = Fault;

    fn from_str(text: &str) -> Result<Self, Fault> {
        from_slice(text.as_bytes())
    }
}

impl From<&serde_json::Value> for Raw {
    fn from(value: &serde_json::Value) -> Self {
        Self(value.to_string().into_boxed_str())
    }
}

impl From<serde_json::Value> for Raw {
    fn from(value: serde_json::Value) -> Self {
        Self::from(&value)
    }
}

impl Default for Raw {
    /// `null`.
    fn default() -> Self {
        Self::null()
    }
}

impl Decode for Raw {
    const HAS_NULL: bool = true;

    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        reader.raw()
    }
}

impl Encode for Raw {
    fn encode(&self, writer: &mut Writer) {
        writer.raw(self);
    }
}

impl fmt::Debug for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Raw").field(&self.0).finish()
    }
}

impl fmt::Display for Raw {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

super::super::bridge!(Raw);
