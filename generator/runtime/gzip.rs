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
use super::transport::{BoxFuture, TransportError, TransportErrorKind};

/// How much is unpacked at once, in bytes: it becomes a thousand times as much at most.
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

/// The bytes that were packed, of a body that is whole or `cut`: as many as are allowed, and one more if there are more. A body that
/// is not packed, or not as it says, is left as it is.
pub(super) fn unpack(headers: &mut HeaderMap, body: Bytes, cut: bool, limit: usize) -> Bytes {
    if body.is_empty() || !is_packed(headers) {
        return body;
    }
    let most = u64::try_from(limit).unwrap_or(u64::MAX).saturating_add(1);
    let mut unpacked = Vec::new();
    let mut bytes = MultiGzDecoder::new(&*body).take(most);
    if bytes.read_to_end(&mut unpacked).is_err() && (!cut || unpacked.is_empty()) {
        return body;
    }
    forget(headers);
    unpacked.into()
}

/// The same of a body that is still arriving.
pub(super) fn unpacking(headers: &mut HeaderMap, chunks: Chunks) -> Chunks {
    if !is_packed(headers) {
        return chunks;
    }
    forget(headers);
    Chunks::new(Unpacking {
        chunks,
        packed: Bytes::new(),
        unpacker: None,
    })
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
