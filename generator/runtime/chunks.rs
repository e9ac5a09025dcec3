//! A body that is still arriving.
//!
//! Takes what a transport reads and gives it piece by piece. It must not know what the pieces mean.

use std::fmt;

use bytes::Bytes;

use super::transport::{BoxFuture, TransportError};
#[cfg(any(feature = "reqwest", feature = "blocking", feature = "tower"))]
use super::transport::{Limits, TransportErrorKind};

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

/// Most memory that is set aside on a server's word about a length.
#[cfg(any(feature = "reqwest", feature = "blocking", feature = "tower"))]
const TRUSTED_LENGTH: usize = 1024 * 1024;

/// A body that is gathered. A success that is too long is an error, at once where the server says how long it is; a failure that breaks
/// off is still a failure, with what came of it.
#[cfg(any(feature = "reqwest", feature = "blocking", feature = "tower"))]
pub(super) struct Gathered {
    body: Vec<u8>,
    success: bool,
    limit: usize,
}

#[cfg(any(feature = "reqwest", feature = "blocking", feature = "tower"))]
impl Gathered {
    /// Nothing yet, of a body whose length is announced, or 0.
    pub(super) fn new(
        announced: u64,
        success: bool,
        limits: Limits,
    ) -> Result<Self, TransportError> {
        let limit = if success {
            limits.max_response_bytes
        } else {
            limits.max_error_bytes
        };
        let announced = usize::try_from(announced).unwrap_or(usize::MAX);
        if success && announced > limit {
            return Err(TransportError::new(TransportErrorKind::TooLarge, ""));
        }
        Ok(Self {
            body: Vec::with_capacity(announced.min(limit).min(TRUSTED_LENGTH)),
            success,
            limit,
        })
    }

    /// Takes what was read. At the end it gives the body, and whether that was cut.
    pub(super) fn take(
        &mut self,
        next: Result<Option<Bytes>, TransportError>,
    ) -> Result<Option<(Bytes, bool)>, TransportError> {
        let cut = match next {
            Ok(Some(chunk)) => {
                let room = self.limit - self.body.len();
                let fits = chunk.len() <= room;
                if self.success && !fits {
                    return Err(TransportError::new(TransportErrorKind::TooLarge, ""));
                }
                let kept = chunk.get(..room).unwrap_or(&chunk);
                self.body.extend_from_slice(kept);
                if fits {
                    return Ok(None);
                }
                true
            }
            Ok(None) => false,
            Err(error) if self.success => return Err(error),
            Err(_) => true,
        };
        Ok(Some((std::mem::take(&mut self.body).into(), cut)))
    }
}
