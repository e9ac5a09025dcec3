//! What a file has, held once and shared.
//!
//! Takes: bytes. Gives: text where they are UTF-8. Must not: copy a text that is there already.

use std::sync::Arc;

/// What a file has: text where it is UTF-8. A clone shares it, so that a large document is in memory once.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// UTF-8.
    Text(Arc<str>),
    /// Anything else, which [`read`](super::read) refuses with the place of the first byte that is not UTF-8.
    Other(Arc<[u8]>),
}

impl Content {
    /// The bytes of the file.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        match self {
            Self::Text(text) => text.as_bytes(),
            Self::Other(bytes) => bytes,
        }
    }
}

impl From<Vec<u8>> for Content {
    fn from(bytes: Vec<u8>) -> Self {
        match String::from_utf8(bytes) {
            Ok(text) => text.into(),
            Err(error) => Self::Other(error.into_bytes().into()),
        }
    }
}

impl From<&[u8]> for Content {
    fn from(bytes: &[u8]) -> Self {
        bytes.to_vec().into()
    }
}

impl From<String> for Content {
    fn from(text: String) -> Self {
        Self::Text(text.into())
    }
}

impl From<&str> for Content {
    fn from(text: &str) -> Self {
        Self::Text(text.into())
    }
}

impl<const LENGTH: usize> From<&[u8; LENGTH]> for Content {
    fn from(bytes: &[u8; LENGTH]) -> Self {
        bytes.as_slice().into()
    }
}

impl From<&Content> for Content {
    fn from(content: &Content) -> Self {
        content.clone()
    }
}
