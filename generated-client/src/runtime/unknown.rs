//! Values of enumerations that this version does not know.
//!
//! Takes a value as it came and keeps it, so that it is written back unchanged. It must not be made by people: the value of an
//! enumeration is made from text, which finds the known ones.

use std::fmt;

use super::text::Escaped;

/// Text that is none of the known values.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownValue(Box<str>);

impl UnknownValue {
    #[doc(hidden)]
    #[must_use]
    pub fn new(text: &str) -> Self {
        Self(text.into())
    }

    /// The value as it came.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for UnknownValue {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "\"{}\"", Escaped::new(&self.0, 200))
    }
}

/// A number that is none of the known values.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct UnknownInteger(i64);

impl UnknownInteger {
    #[doc(hidden)]
    #[must_use]
    pub const fn new(value: i64) -> Self {
        Self(value)
    }

    /// The value as it came.
    #[must_use]
    pub const fn as_i64(self) -> i64 {
        self.0
    }
}
