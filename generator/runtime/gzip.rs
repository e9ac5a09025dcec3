//! Bodies that come packed with gzip (RFC 1952).
//!
//! Takes what came and gives the bytes that were packed. It must not unpack more of them than the limits allow: a few kilobytes can
//! become gigabytes.

use std::io::Read as _;

use bytes::Bytes;
use flate2::bufread::MultiGzDecoder;
use http::HeaderMap;
use http::header::{CONTENT_ENCODING, CONTENT_LENGTH};

use super::setup::CoreBuilder;
use super::transport::{Limits, Truncated};

/// How many times as long packed bytes become, at most.
const LARGEST_RATIO: usize = 1032;

impl CoreBuilder {
    /// Asks for answers that are packed with gzip.
    pub fn gzip(&mut self) {
        self.gzip = true;
    }
}

/// Whether a body is packed once, and with gzip.
pub(super) fn is_packed(headers: &HeaderMap) -> bool {
    let mut codings = headers.get_all(CONTENT_ENCODING).iter();
    let is_gzip = |it: &[u8]| [b"gzip".as_slice(), b"x-gzip"].contains(&it);
    let coding = codings.next().map(|it| it.as_bytes().to_ascii_lowercase());
    coding.is_some_and(|it| is_gzip(it.trim_ascii())) && codings.next().is_none()
}

/// Says of a body no longer that it is packed, nor how long it was then.
pub(super) fn forget(headers: &mut HeaderMap) {
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
