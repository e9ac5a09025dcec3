//! Bodies that come packed with gzip (RFC 1952), while they arrive.
//!
//! Takes pieces as they come and gives the bytes that were packed. It must not unpack more at once than it can hold: a few kilobytes can
//! become gigabytes.

use std::io::{self, Write as _};

use bytes::Bytes;
use flate2::write::MultiGzDecoder;

use super::chunks::{Chunks, ReadChunks};
use super::gzip;
use super::transport::{BoxFuture, TransportError, TransportErrorKind};

/// How much is unpacked at once, in bytes: it becomes a megabyte at most.
const PIECE: usize = 1024;

/// An answer with the bytes that were packed, if it says that it is packed.
pub(super) fn unpacking(response: http::Response<Chunks>) -> http::Response<Chunks> {
    let (mut head, chunks) = response.into_parts();
    if !gzip::is_packed(&head.headers) {
        return http::Response::from_parts(head, chunks);
    }
    gzip::forget(&mut head.headers);
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
    unpacker: Option<MultiGzDecoder<Vec<u8>>>,
}

impl Unpacking {
    fn step(&mut self) -> io::Result<Bytes> {
        let piece = self.packed.split_to(PIECE.min(self.packed.len()));
        let unpacker = self
            .unpacker
            .get_or_insert_with(|| MultiGzDecoder::new(Vec::new()));
        unpacker.write_all(&piece)?;
        Ok(std::mem::take(unpacker.get_mut()).into())
    }

    fn end(&mut self) -> io::Result<Bytes> {
        let rest = self.unpacker.take().map(MultiGzDecoder::finish);
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
