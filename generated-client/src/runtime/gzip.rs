//! Bodies that come packed with gzip (RFC 1952).
//!
//! Takes what came and gives the bytes that were packed. It must not unpack more of them than the limits allow: a few kilobytes can
//! become gigabytes.

use std::io::{self, Read as _, Write as _};

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use flate2::write::MultiGzDecoder as Unpacker;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use super::chunks::{Chunks, ReadChunks};
use super::setup::CoreBuilder;
use super::transport::{BoxFuture, Limits, TransportError, TransportErrorKind, Truncated};

/// How many times as long packed bytes become, at most.
const LARGEST_RATIO: usize = 1032;
/// How much is unpacked at once, in bytes: a megabyte at most.
const PIECE: usize = 1024;

impl CoreBuilder {
    /// Asks for answers that are packed with gzip.
    pub fn gzip(&mut self) {
        self.gzip = true;
    }
}

/// Whether a body is packed once, and with gzip.
fn is_packed(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    let is_gzip = |it: &[u8]| [b"gzip".as_slice(), b"x-gzip"].contains(&it);
    let coding = codings.next().map(|it| it.as_bytes().to_ascii_lowercase());
    coding.is_some_and(|it| is_gzip(it.trim_ascii())) && codings.next().is_none()
}

/// Says of a body no longer that it is packed, nor how long it was then.
fn forget(headers: &mut HeaderMap) {
    headers.remove(CONTENT_ENCODING);
    headers.remove(CONTENT_LENGTH);
}

/// An answer with the bytes that were packed: as many as are allowed, and one more if there are more. A body that is not packed, or not as
/// it says, is left as it is.
pub(super) fn unpack(response: http::Response<Bytes>, limits: Limits) -> http::Response<Bytes> {
    let (mut head, body) = response.into_parts();
    if body.is_empty() || !is_packed(&head.headers) {
        return http::Response::from_parts(head, body);
    }
    let most = limits.of(head.status).saturating_add(1);
    let mut unpacked = Vec::with_capacity(length(&body).min(most));
    let mut bytes = MultiGzDecoder::new(&*body).take(u64::try_from(most).unwrap_or(u64::MAX));
    let is_whole = bytes.read_to_end(&mut unpacked).is_ok();
    let is_cut = head.extensions.get::<Truncated>().is_some();
    if !is_whole && (!is_cut || unpacked.is_empty()) {
        return http::Response::from_parts(head, body);
    }
    forget(&mut head.headers);
    http::Response::from_parts(head, unpacked.into())
}

/// How long a body becomes, as it says in the end itself (RFC 1952, section 2.3.1), so that it does not grow. What it cannot become is
/// not believed, and that there are several members is not known.
fn length(packed: &[u8]) -> usize {
    let end = packed.last_chunk().map_or(0, |it| u32::from_le_bytes(*it));
    let length = usize::try_from(end).unwrap_or(usize::MAX);
    length.min(packed.len().saturating_mul(LARGEST_RATIO))
}

/// The same of an answer that is still arriving.
pub(super) fn unpacking(response: http::Response<Chunks>) -> http::Response<Chunks> {
    let (mut head, chunks) = response.into_parts();
    if !is_packed(&head.headers) {
        return http::Response::from_parts(head, chunks);
    }
    forget(&mut head.headers);
    let unpacking = Unpacking {
        chunks,
        packed: Bytes::new(),
        unpacker: None,
    };
    http::Response::from_parts(head, Chunks::new(unpacking))
}

struct Unpacking {
    chunks: Chunks,
    /// What has arrived and is not unpacked.
    packed: Bytes,
    /// There from the first byte on.
    unpacker: Option<Unpacker<Vec<u8>>>,
}

impl Unpacking {
    fn step(&mut self) -> io::Result<Bytes> {
        let piece = self.packed.split_to(PIECE.min(self.packed.len()));
        let unpacker = self
            .unpacker
            .get_or_insert_with(|| Unpacker::new(Vec::new()));
        unpacker.write_all(&piece)?;
        Ok(std::mem::take(unpacker.get_mut()).into())
    }

    fn end(&mut self) -> io::Result<Bytes> {
        let rest = self.unpacker.take().map(Unpacker::finish);
        rest.transpose().map(|it| it.unwrap_or_default().into())
    }
}

impl ReadChunks for Unpacking {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async {
            loop {
                if self.packed.is_empty() {
                    let Some(chunk) = self.chunks.next().await? else {
                        let rest = self.end().map_err(broken)?;
                        return Ok((!rest.is_empty()).then_some(rest));
                    };
                    self.packed = chunk;
                }
                let unpacked = self.step().map_err(broken)?;
                if !unpacked.is_empty() {
                    return Ok(Some(unpacked));
                }
            }
        })
    }
}

fn broken(_: io::Error) -> TransportError {
    TransportError::new(TransportErrorKind::Body, "it is not gzip, as it says")
}
