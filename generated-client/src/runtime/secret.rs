//! Values that must not be seen.
//!
//! Takes text and gives it back only on request. It must not print it, and leaves as little of it in memory as safe Rust can.

use std::fmt;
use std::hint::black_box;

/// A key, a token, a password.
///
/// It has no `Display`, is not serialised by serde, and prints as `[redacted]`. Its memory is overwritten when it is dropped; copies that
/// were made on the way (by the reader of a file, in a request's header, by the TLS layer) are beyond its reach.
#[derive(Clone, Default)]
pub struct Secret(String);

impl Secret {
    /// The secret itself. Whoever asks is responsible for where it goes.
    #[must_use]
    pub fn expose(&self) -> &str {
        &self.0
    }
}

impl From<String> for Secret {
    fn from(secret: String) -> Self {
        Self(secret)
    }
}

impl From<&str> for Secret {
    fn from(secret: &str) -> Self {
        Self(secret.to_owned())
    }
}

impl From<&Secret> for Secret {
    fn from(secret: &Secret) -> Self {
        secret.clone()
    }
}

/// Compares in a time that depends on the lengths alone. It is here because records that hold a secret are compared as wholes.
impl PartialEq for Secret {
    fn eq(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.0.as_bytes(), other.0.as_bytes());
        let differing = ours
            .iter()
            .zip(theirs)
            .fold(0, |differing, (ours, theirs)| {
                differing | black_box(ours ^ theirs)
            });
        ours.len() == theirs.len() && black_box(differing) == 0
    }
}

impl Eq for Secret {}

impl Drop for Secret {
    fn drop(&mut self) {
        let mut bytes = std::mem::take(&mut self.0).into_bytes();
        bytes.fill(0);
        // Without a reader, the compiler would be free to leave the writing out.
        black_box(&bytes);
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("[redacted]")
    }
}
