//! A body that is still arriving.
//!
//! Takes what a transport reads and gives it piece by piece. It must not know what the pieces mean.

use std::fmt;

use bytes::Bytes;

use super::transport::{BoxFuture, TransportError};

/// What reads the body of an answer. A transport that streams implements it, beside [`Transport::stream`](super::Transport::stream).
pub trait ReadChunks: Send {
    /// The next piece of the body, of whatever length; `None` at its end.
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>>;
}

/// The body of an answer, piece by piece.
pub struct Chunks(Source);

enum Source {
    Whole(Option<Bytes>),
    Arriving(Box<dyn ReadChunks>),
}

impl Chunks {
    /// A body that is read when it is asked for.
    #[must_use]
    pub fn new(source: impl ReadChunks + 'static) -> Self {
        Self(Source::Arriving(Box::new(source)))
    }

    /// The next piece of the body; `None` at its end.
    ///
    /// # Errors
    ///
    /// [`TransportError`] when the rest of the body cannot be read.
    pub async fn next(&mut self) -> Result<Option<Bytes>, TransportError> {
        match &mut self.0 {
            Source::Whole(body) => Ok(body.take()),
            Source::Arriving(source) => source.next().await,
        }
    }
}

/// A body that is there already.
impl From<Bytes> for Chunks {
    fn from(body: Bytes) -> Self {
        Self(Source::Whole(Some(body)))
    }
}

/// The bytes are not shown: they may hold secrets.
impl fmt::Debug for Chunks {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_struct("Chunks").finish_non_exhaustive()
    }
}
