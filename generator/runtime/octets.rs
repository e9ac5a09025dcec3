//! What is sent as it is: bytes in memory, or a file or reader that is read while it is sent.
//!
//! Takes what a caller has and gives its bytes piece by piece to what sends them, as often as that is possible. It must not give other
//! than the number of bytes that was said, nor a second time what can be read only once.

use std::collections::VecDeque;
use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::PathBuf;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use bytes::Bytes;

use super::chunks::{Chunks, ReadChunks};
use super::readers::OfThreads;
use super::transport::{BoxFuture, TransportError, TransportErrorKind};

/// What is sent as it is: bytes, or what is read while it is sent. Whatever holds bytes becomes one by `Into`.
///
/// Where the number of bytes is known, the server is told (`Content-Length`); otherwise it gets chunks, which some servers refuse (411).
/// What can be read only once is sent only once: as soon as a byte of it is taken, the call is not tried again. Whether it was
/// carried out, its error says as ever. A clone is the same source.
///
/// A transport that cannot read while it sends ([`takes_sources`](super::Transport::takes_sources)) gets all of it in memory, as that over `tower` does.
#[derive(Clone)]
pub struct Octets(Kind);

#[derive(Clone)]
enum Kind {
    Whole(Bytes),
    /// A source, and how many bytes it has, if that is known.
    Read(Arc<Source>, Option<u64>),
    /// One after the other.
    Row(Arc<[Octets]>),
}

struct Source {
    reader: Mutex<Reader>,
    /// Why it could not be read.
    fault: Mutex<Option<TransportError>>,
}

const TOO_LONG: &str = "it is longer than was said";

type Opened = Box<dyn ReadChunks>;

enum Reader {
    /// Nothing after it was taken.
    Once(Option<Opened>),
    Again(Box<dyn FnMut() -> io::Result<Opened> + Send>),
}

impl Octets {
    /// A file, with the length that it has now. It is opened again for each attempt.
    ///
    /// # Errors
    ///
    /// Those of the operating system, where the file cannot be opened.
    pub fn file(path: impl Into<PathBuf>) -> io::Result<Self> {
        let path = path.into();
        let length = File::open(&path)?.metadata()?.len();
        let open = move || File::open(&path).map(OfThreads::new);
        Ok(Self::repeatable(open).with_length(length))
    }

    /// What a reader gives. Within tokio, a thread for blocking work reads it.
    pub fn read(reader: impl Read + Send + 'static) -> Self {
        Self::chunks(OfThreads::new(reader))
    }

    /// What an asynchronous reader gives.
    #[cfg(any(feature = "reqwest", feature = "tower"))]
    pub fn async_read(reader: impl tokio::io::AsyncRead + Send + 'static) -> Self {
        Self::chunks(super::readers::OfTasks::new(reader))
    }

    /// Pieces of any length.
    pub fn chunks(source: impl ReadChunks + 'static) -> Self {
        Self::of(Reader::Once(Some(Box::new(source))))
    }

    /// What can be opened again, for each attempt.
    pub fn repeatable<R: ReadChunks + 'static>(
        mut open: impl FnMut() -> io::Result<R> + Send + 'static,
    ) -> Self {
        let open = move || open().map(|it| -> Opened { Box::new(it) });
        Self::of(Reader::Again(Box::new(open)))
    }

    fn of(reader: Reader) -> Self {
        let source = Source {
            reader: Mutex::new(reader),
            fault: Mutex::default(),
        };
        Self(Kind::Read(Arc::new(source), None))
    }

    /// All of these, one after the other.
    pub(super) fn row(parts: Vec<Self>) -> Self {
        Self(Kind::Row(parts.into()))
    }

    /// Says how many bytes will be read. If there are fewer or more, the call fails.
    #[must_use]
    pub fn with_length(mut self, bytes: u64) -> Self {
        if let Kind::Read(_, length) = &mut self.0 {
            *length = Some(bytes);
        }
        self
    }

    /// How many bytes there are, if that is known.
    #[must_use]
    pub fn length(&self) -> Option<u64> {
        match &self.0 {
            Kind::Whole(bytes) => u64::try_from(bytes.len()).ok(),
            Kind::Read(_, length) => *length,
            Kind::Row(parts) => parts
                .iter()
                .try_fold(0_u64, |sum, part| sum.checked_add(part.length()?)),
        }
    }

    /// The bytes, for whatever sends them.
    #[must_use]
    pub fn open(&self) -> Chunks {
        match &self.0 {
            Kind::Whole(bytes) => bytes.clone().into(),
            Kind::Read(source, length) => {
                // What was wrong with an earlier call says nothing about this one.
                held(&source.fault).take();
                Chunks::new(Reading {
                    source: Arc::clone(source),
                    left: *length,
                    over: false,
                    reader: None,
                })
            }
            Kind::Row(parts) => Chunks::new(Row {
                current: Bytes::new().into(),
                left: parts.iter().cloned().collect(),
            }),
        }
    }

    /// The bytes, if they are in memory.
    pub(super) fn whole(&self) -> Option<&Bytes> {
        match &self.0 {
            Kind::Whole(bytes) => Some(bytes),
            Kind::Read(..) | Kind::Row(_) => None,
        }
    }

    /// Whether all of it can be read from here on.
    pub(super) fn may_be_read(&self) -> bool {
        match &self.0 {
            Kind::Whole(_) => true,
            Kind::Read(source, _) => !matches!(*held(&source.reader), Reader::Once(None)),
            Kind::Row(parts) => parts.iter().all(Self::may_be_read),
        }
    }

    /// Why it could not be read.
    pub(super) fn fault(&self) -> Option<TransportError> {
        match &self.0 {
            Kind::Whole(_) => None,
            Kind::Read(source, _) => held(&source.fault).clone(),
            Kind::Row(parts) => parts.iter().find_map(Self::fault),
        }
    }
}

/// One source, being read.
struct Reading {
    source: Arc<Source>,
    /// How many bytes are to come, if that is known.
    left: Option<u64>,
    /// Whether there are none to come.
    over: bool,
    reader: Option<Opened>,
}

impl Reading {
    async fn read(&mut self) -> Result<Option<Bytes>, String> {
        if self.over {
            return Ok(None);
        }
        let chunk = self.next_of_source().await?;
        let Some(left) = &mut self.left else {
            return Ok(chunk);
        };
        let length = u64::try_from(chunk.as_ref().map_or(0, Bytes::len));
        let rest = length.ok().and_then(|it| left.checked_sub(it));
        *left = rest.ok_or(TOO_LONG)?;
        if chunk.is_none() && *left > 0 {
            return Err(format!("it is {left} bytes shorter than was said"));
        }
        // What sends it does not look behind the end that it was told.
        self.over = *left == 0;
        if self.over && chunk.is_some() && self.next_of_source().await?.is_some() {
            return Err(TOO_LONG.to_owned());
        }
        Ok(chunk)
    }

    async fn next_of_source(&mut self) -> Result<Option<Bytes>, String> {
        let reader = match &mut self.reader {
            Some(reader) => reader,
            none => none.insert(self.source.take()?),
        };
        reader.next().await.map_err(|error| error.to_string())
    }
}

impl ReadChunks for Reading {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            let next = self.read().await;
            next.map_err(|why| self.source.fail(&why))
        })
    }
}

impl Source {
    fn take(&self) -> Result<Opened, String> {
        match &mut *held(&self.reader) {
            Reader::Once(reader) => reader.take().ok_or("it was read before".to_owned()),
            Reader::Again(open) => open().map_err(|error| error.to_string()),
        }
    }

    fn fail(&self, why: &str) -> TransportError {
        let why = format!("what is to be sent cannot be read: {why}");
        let error = TransportError::new(TransportErrorKind::Canceled, &why);
        held(&self.fault).insert(error).clone()
    }
}

/// Several, one after the other.
struct Row {
    current: Chunks,
    left: VecDeque<Octets>,
}

impl ReadChunks for Row {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            loop {
                if let Some(chunk) = self.current.next().await? {
                    return Ok(Some(chunk));
                }
                match self.left.pop_front() {
                    Some(next) => self.current = next.open(),
                    None => return Ok(None),
                }
            }
        })
    }
}

fn held<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The same bytes, or the same source.
impl PartialEq for Octets {
    fn eq(&self, other: &Self) -> bool {
        match (&self.0, &other.0) {
            (Kind::Whole(own), Kind::Whole(other)) => own == other,
            (Kind::Read(own, length), Kind::Read(other, other_length)) => {
                Arc::ptr_eq(own, other) && length == other_length
            }
            (Kind::Row(own), Kind::Row(other)) => own == other,
            _ => false,
        }
    }
}

impl Eq for Octets {}

/// No bytes.
impl Default for Octets {
    fn default() -> Self {
        Bytes::new().into()
    }
}

impl From<Bytes> for Octets {
    fn from(bytes: Bytes) -> Self {
        Self(Kind::Whole(bytes))
    }
}

macro_rules! from {
    ($([$($generics:tt)*] $held:ty => $bytes:expr;)*) => {$(
        impl<$($generics)*> From<$held> for Octets {
            fn from(held: $held) -> Self {
                let bytes: fn($held) -> Bytes = $bytes;
                bytes(held).into()
            }
        }
    )*};
}

from! {
    [] Vec<u8> => Bytes::from;
    [] Box<[u8]> => Bytes::from;
    [] String => Bytes::from;
    [] &str => |it| Bytes::copy_from_slice(it.as_bytes());
    [] &[u8] => Bytes::copy_from_slice;
    [const N: usize] [u8; N] => |it| Bytes::copy_from_slice(&it);
    [const N: usize] &[u8; N] => |it| Bytes::copy_from_slice(it);
}

/// The bytes are not shown.
impl fmt::Debug for Octets {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Octets")
            .field("length", &self.length())
            .finish_non_exhaustive()
    }
}
