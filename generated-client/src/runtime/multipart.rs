//! Bodies of several parts: `multipart/form-data` (RFC 7578) and its kin (RFC 2046, section 5.1).
//!
//! Takes a value that was written as a JSON object and gives the bytes of its parts between boundaries. It must not let a name, a
//! file name or a content end its part.

use std::borrow::Cow;

use http::HeaderName;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};

use super::content::essence;
use super::core::fresh_key;
use super::form::{Encoding, Entry, NoForm, entries, members, styled};
use super::json::Written;
use super::octets::Octets;
use super::part::Part;
use super::request::header_value;

/// A whole body.
pub(super) struct Multipart {
    /// The media type, with the boundary.
    pub(super) media_type: String,
    pub(super) body: Octets,
}

/// Why there is no body.
pub(super) enum NoMultipart {
    /// The value is no object.
    NoForm,
    /// The media type or a header of this part cannot be sent.
    Part(String),
}

impl From<NoForm> for NoMultipart {
    fn from(_: NoForm) -> Self {
        Self::NoForm
    }
}

/// A part, ready to be written.
struct Piece<'t> {
    head: String,
    media_type: Cow<'t, str>,
    content: Content<'t>,
}

enum Content<'t> {
    Here(Cow<'t, [u8]>),
    /// It is read while it is sent.
    Elsewhere(&'t Octets),
}

impl Piece<'_> {
    /// All of it, if it is here.
    fn texts(&self) -> Option<[&[u8]; 2]> {
        match &self.content {
            Content::Here(content) => Some([self.head.as_bytes(), content]),
            Content::Elsewhere(_) => None,
        }
    }
}

/// The body of a value.
pub(super) fn multipart(
    media_type: &str,
    written: &Written,
    encodings: &[Encoding],
) -> Result<Multipart, NoMultipart> {
    let subtype = essence(media_type);
    // RFC 2387: the parts of a whole have an order and no names.
    let named = subtype != "multipart/related";
    let mut pieces = Vec::new();
    for (name, value) in members(written)? {
        let encoding = Encoding::of(encodings, &name);
        let shown = named.then_some(name.as_ref());
        let refused = || NoMultipart::Part(name.clone().into_owned());
        if let Some(style) = encoding.style {
            for (name, text) in styled(&name, value, style) {
                let content = Cow::Owned(text.into_bytes());
                let name = named.then_some(name.as_str());
                pieces.push(plain(name, "", content, &encoding).ok_or_else(refused)?);
            }
            continue;
        }
        for entry in entries(written, value, &encoding) {
            let piece = match entry {
                Entry::Part(part) => of_part(shown, part, &encoding),
                Entry::Json(json) => {
                    plain(shown, "application/json", json.as_bytes().into(), &encoding)
                }
                Entry::Text(Cow::Borrowed(text)) => {
                    plain(shown, "", text.as_bytes().into(), &encoding)
                }
                Entry::Text(Cow::Owned(text)) => {
                    plain(shown, "", text.into_bytes().into(), &encoding)
                }
            };
            pieces.push(piece.ok_or_else(refused)?);
        }
    }
    Ok(join(media_type, &subtype, &pieces))
}

/// A part that the value itself says nothing about.
fn plain<'t>(
    name: Option<&str>,
    usual: &'static str,
    content: Cow<'t, [u8]>,
    encoding: &Encoding,
) -> Option<Piece<'t>> {
    let media_type = Cow::Borrowed(encoding.content_type.unwrap_or(usual));
    let headers = encoding.headers.iter().copied();
    Some(Piece {
        head: head(name, None, &media_type, headers)?,
        media_type,
        content: Content::Here(content),
    })
}

/// A part of the caller's, whose word counts more than the document's.
fn of_part<'t>(name: Option<&str>, part: &'t Part, encoding: &Encoding) -> Option<Piece<'t>> {
    let usual = if part.file_name().is_some() {
        "application/octet-stream"
    } else {
        ""
    };
    let media_type = part.media_type().or(encoding.content_type).unwrap_or(usual);
    let own = part.headers();
    let documented = encoding.headers.iter().copied().filter(|(name, _)| {
        own.iter()
            .all(|(other, _)| !other.eq_ignore_ascii_case(name))
    });
    let own = own
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()));
    Some(Piece {
        head: head(name, part.file_name(), media_type, own.chain(documented))?,
        media_type: Cow::Owned(media_type.to_owned()),
        content: match part.content().whole() {
            Some(content) => Content::Here(Cow::Borrowed(content)),
            None => Content::Elsewhere(part.content()),
        },
    })
}

/// The headers of a part, with the empty line behind them.
fn head<'h>(
    name: Option<&str>,
    file_name: Option<&str>,
    media_type: &str,
    headers: impl Iterator<Item = (&'h str, &'h str)>,
) -> Option<String> {
    let mut head = String::new();
    if let Some(name) = name {
        head.push_str("Content-Disposition: form-data; name=\"");
        push_quoted(&mut head, name);
        head.push('"');
    } else if file_name.is_some() {
        head.push_str("Content-Disposition: attachment");
    }
    if let Some(file_name) = file_name {
        head.push_str("; filename=\"");
        push_quoted(&mut head, file_name);
        head.push('"');
    }
    if !head.is_empty() {
        head.push_str("\r\n");
    }
    if !media_type.is_empty() {
        push_header(&mut head, "Content-Type", media_type)?;
    }
    for (name, value) in headers {
        let known = HeaderName::from_bytes(name.as_bytes()).ok()?;
        if known == CONTENT_TYPE || known == CONTENT_DISPOSITION {
            return None;
        }
        push_header(&mut head, name, value)?;
    }
    head.push_str("\r\n");
    Some(head)
}

fn push_header(head: &mut String, name: &str, value: &str) -> Option<()> {
    header_value(value, false)?;
    head.push_str(name);
    head.push_str(": ");
    head.push_str(value);
    head.push_str("\r\n");
    Some(())
}

/// A name between quotes, as browsers write it: UTF-8, with line breaks and quotes percent-encoded (HTML Standard, section 4.10.21.8,
/// "multipart/form-data encoding algorithm").
fn push_quoted(head: &mut String, name: &str) {
    for character in name.chars() {
        match character {
            '\r' => head.push_str("%0D"),
            '\n' => head.push_str("%0A"),
            '"' => head.push_str("%22"),
            other => head.push(other),
        }
    }
}

fn join(media_type: &str, subtype: &str, pieces: &[Piece<'_>]) -> Multipart {
    let boundary = boundary(pieces);
    let mut parts = Vec::new();
    let mut bytes = Vec::new();
    for piece in pieces {
        bytes.extend_from_slice(format!("--{boundary}\r\n{}", piece.head).as_bytes());
        match &piece.content {
            Content::Here(content) => bytes.extend_from_slice(content),
            Content::Elsewhere(source) => {
                parts.extend([std::mem::take(&mut bytes).into(), (*source).clone()]);
            }
        }
        bytes.extend_from_slice(b"\r\n");
    }
    bytes.extend_from_slice(format!("--{boundary}--\r\n").as_bytes());
    let body = if parts.is_empty() {
        bytes.into()
    } else {
        parts.push(bytes.into());
        Octets::row(parts)
    };
    let mut media_type = without_boundary(media_type);
    media_type.push_str("; boundary=");
    media_type.push_str(&boundary);
    // RFC 2387, section 3.1: the type of the part that the others belong to.
    if subtype == "multipart/related"
        && let Some(root) = pieces.first().filter(|piece| !piece.media_type.is_empty())
    {
        media_type.push_str("; type=\"");
        media_type.push_str(&essence(&root.media_type));
        media_type.push('"');
    }
    Multipart { media_type, body }
}

/// The media type without a boundary of the document's, which would be one too many.
fn without_boundary(media_type: &str) -> String {
    let kept = media_type.split(';').map(str::trim).filter(|part| {
        let name = part.split('=').next().unwrap_or_default().trim();
        !name.eq_ignore_ascii_case("boundary")
    });
    kept.collect::<Vec<_>>().join("; ")
}

/// A text that no part holds. It is made of the parts alone, so that a request that is built twice is the same; of parts that are not
/// read yet nobody knows what they hold, and it is one that nobody can foresee.
fn boundary(pieces: &[Piece<'_>]) -> String {
    let Some(texts) = pieces.iter().map(Piece::texts).collect::<Option<Vec<_>>>() else {
        return format!("part-{}", fresh_key());
    };
    let mut texts = texts.concat();
    texts.retain(|text| !text.is_empty());
    let mut number = texts.iter().fold(0, |sum, text| mixed(sum, text));
    loop {
        let boundary = format!("part-{number:016x}");
        let is_free = |text: &&[u8]| {
            text.windows(boundary.len())
                .all(|window| window != boundary.as_bytes())
        };
        if texts.iter().all(is_free) {
            return boundary;
        }
        number = number.wrapping_add(1);
    }
}

/// FNV-1a of the length and the first bytes: enough to differ, and no second walk over a large file.
fn mixed(sum: u64, bytes: &[u8]) -> u64 {
    let length = bytes.len().to_le_bytes();
    let start = bytes.iter().take(1024);
    length
        .iter()
        .chain(start)
        .fold(sum ^ 0xcbf2_9ce4_8422_2325, |sum, byte| {
            (sum ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
        })
}
