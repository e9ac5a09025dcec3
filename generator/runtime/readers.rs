//! Readers of the standard library and of tokio, as what gives a body piece by piece.
//!
//! Takes a reader and gives what it reads. It must not keep tasks from running while it waits for a disk.

use std::future::ready;
use std::io::{self, Read};

use bytes::Bytes;

use super::chunks::ReadChunks;
use super::transport::{BoxFuture, TransportError, TransportErrorKind};

/// How much is read at once, in bytes.
const PIECE: usize = 64 * 1024;

/// A reader that keeps its thread waiting.
pub(super) struct OfThreads<R>(Option<R>);

impl<R> OfThreads<R> {
    pub(super) fn new(reader: R) -> Self {
        Self(Some(reader))
    }
}

impl<R: Read + Send + 'static> ReadChunks for OfThreads<R> {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            // Where an error came before, or somebody gave up while it was read elsewhere, it is not known how far it got.
            let reader = self.0.take().ok_or_else(|| failed(&"it was given up"))?;
            let (reader, read) = elsewhere(move || read(reader)).await?;
            let piece = read.map_err(|error| failed(&error))?;
            self.0 = Some(reader);
            Ok((!piece.is_empty()).then(|| piece.into()))
        })
    }
}

fn read<R: Read>(mut reader: R) -> (R, io::Result<Vec<u8>>) {
    let mut piece = vec![0; PIECE];
    let read = loop {
        match reader.read(&mut piece) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            other => break other,
        }
    };
    let read = read.map(|length| {
        piece.truncate(length);
        piece
    });
    (reader, read)
}

/// Does work that waits: on a thread that is for it, if tasks run on this one.
fn elsewhere<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> BoxFuture<'static, Result<T, TransportError>> {
    #[cfg(feature = "blocking")]
    if super::blocking::is_here() {
        return Box::pin(ready(Ok(work())));
    }
    #[cfg(any(feature = "reqwest", feature = "tower"))]
    if tokio::runtime::Handle::try_current().is_ok() {
        let done = tokio::task::spawn_blocking(work);
        return Box::pin(async { done.await.map_err(|error| failed(&error)) });
    }
    Box::pin(ready(Ok(work())))
}

fn failed(error: &impl ToString) -> TransportError {
    TransportError::new(TransportErrorKind::Other, &error.to_string())
}

#[cfg(any(feature = "reqwest", feature = "tower"))]
mod of_tasks {
    use std::future::poll_fn;
    use std::pin::Pin;

    use tokio::io::{AsyncRead, ReadBuf};

    use super::{BoxFuture, Bytes, PIECE, ReadChunks, TransportError, failed};

    /// A reader of tokio's.
    pub(in super::super) struct OfTasks(Pin<Box<dyn AsyncRead + Send>>);

    impl OfTasks {
        pub(in super::super) fn new(reader: impl AsyncRead + Send + 'static) -> Self {
            Self(Box::pin(reader))
        }
    }

    impl ReadChunks for OfTasks {
        fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
            Box::pin(async {
                let mut piece = vec![0; PIECE];
                let mut buffer = ReadBuf::new(&mut piece);
                let read = poll_fn(|context| self.0.as_mut().poll_read(context, &mut buffer));
                read.await.map_err(|error| failed(&error))?;
                let length = buffer.filled().len();
                piece.truncate(length);
                Ok((length > 0).then(|| piece.into()))
            })
        }
    }
}

#[cfg(any(feature = "reqwest", feature = "tower"))]
pub(super) use of_tasks::OfTasks;
