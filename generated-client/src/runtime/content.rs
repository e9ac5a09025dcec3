//! The body of an answer, and what may be made of it.
//!
//! Takes bytes and a media type and gives a value. It must not take a web page for JSON.
//!
//! JSON is read from `application/json`, `text/json` and everything that ends in `+json`, with any parameters and in any case. Under
//! `text/plain`, any other `application/…` (vendors have names of their own) or no media type at all it is read if its first character
//! can start JSON. Everything else, such as the `text/html` of a proxy, is not JSON. Where the value may be a text, `text/plain` that is no JSON
//! is that text as it came: servers write texts, such as logs, without quotes.

use std::borrow::Cow;
use std::fmt;

use bytes::Bytes;
use http::header::{CONTENT_ENCODING, CONTENT_TYPE};
use http::{HeaderMap, HeaderValue};

use super::json::{self, Decode, Fault, FaultKind};
use super::text::Escaped;

/// The body of an answer.
pub struct Body<'a> {
    media_type: Option<&'a str>,
    /// Whether the media type repeats a secret.
    guarded: bool,
    /// How the bytes are still packed, where they are: nothing here unpacks them.
    packed: Option<String>,
    bytes: &'a Bytes,
}

impl<'a> Body<'a> {
    pub(super) fn new(headers: &'a HeaderMap, bytes: &'a Bytes) -> Self {
        let media_type = headers.get(CONTENT_TYPE);
        Self {
            media_type: media_type.and_then(|value| value.to_str().ok()),
            guarded: media_type.is_some_and(HeaderValue::is_sensitive),
            packed: headers.get(CONTENT_ENCODING).and_then(packed),
            bytes,
        }
    }

    /// Whether the media type is one of these, or in one of these ranges (`image/*`).
    #[must_use]
    pub fn is(&self, ranges: &[&str]) -> bool {
        let own = self.media_type.unwrap_or_default();
        ranges.iter().any(|range| is_within(own, range))
    }

    /// Reads JSON.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where there is none, or not of this type.
    pub fn json<T: Decode>(&self) -> Result<T, Fault> {
        if let Some(value) = self.plain_text() {
            return Ok(value);
        }
        if is_blank(self.bytes) {
            let message = format!(
                "the body is empty, expected {}",
                short_name(std::any::type_name::<T>())
            );
            return Err(Fault::new(FaultKind::Empty, 0, message));
        }
        self.check_packed()?;
        self.check_media_type()?;
        json::from_slice(self.bytes)
    }

    /// Reads JSON if there is any.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where it is not of this type.
    pub fn optional_json<T: Decode>(&self) -> Result<Option<T>, Fault> {
        if is_blank(self.bytes) {
            Ok(None)
        } else {
            self.json::<Option<T>>()
        }
    }

    /// What is `text/plain`: JSON of this type, or else the text that it is.
    fn plain_text<T: Decode>(&self) -> Option<T> {
        let is_plain = self.media_type.map(essence).as_deref() == Some("text/plain");
        if !is_plain || self.packed.is_some() {
            return None;
        }
        let quoted = || json::to_vec(std::str::from_utf8(self.bytes).ok()?).ok();
        let json = json::from_slice(self.bytes).ok();
        json.or_else(|| json::from_slice(&quoted()?).ok())
    }

    /// Reads text, which must be UTF-8: as it is, and where it comes as JSON, what stands between the quotes.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where it is not.
    pub fn text(&self) -> Result<String, Fault> {
        self.check_packed()?;
        if self.media_type.is_some_and(is_json)
            && let Ok(text) = json::from_slice(self.bytes)
        {
            return Ok(text);
        }
        let text = std::str::from_utf8(self.bytes);
        text.map(str::to_owned).map_err(|error| {
            Fault::new(
                FaultKind::Utf8,
                error.valid_up_to(),
                "the text is not UTF-8",
            )
        })
    }

    /// The bytes.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where they are encoded, so that they are others than are documented.
    pub fn bytes(&self) -> Result<Bytes, Fault> {
        self.check_packed()?;
        Ok(self.bytes.clone())
    }

    fn check_packed(&self) -> Result<(), Fault> {
        let Some(packed) = &self.packed else {
            return Ok(());
        };
        let message = format!("the body is encoded ({packed}), which cannot be undone here");
        Err(Fault::new(FaultKind::ContentEncoding, 0, message))
    }

    fn check_media_type(&self) -> Result<(), Fault> {
        let essence = self.media_type.map(essence).unwrap_or_default();
        let is_json = match &*essence {
            other if is_json(other) => true,
            other if other.ends_with("xml") || other.ends_with("-seq") => false,
            other if matches!(other, "" | "text/plain") || other.starts_with("application/") => {
                starts_json(self.bytes)
            }
            _ => false,
        };
        if is_json {
            return Ok(());
        }
        let message = match &*essence {
            _ if self.guarded => "the answer has another media type than JSON".to_owned(),
            "" => "the answer has no media type and is not JSON".to_owned(),
            other => format!("the answer is {}, not JSON", Escaped::new(other, 80)),
        };
        Err(Fault::new(FaultKind::MediaType, 0, message))
    }
}

/// The bytes are not shown: they may hold secrets.
impl fmt::Debug for Body<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Body")
            .field("bytes", &self.bytes.len())
            .finish_non_exhaustive()
    }
}

/// What servers write where nothing is packed: the last two by mistake.
const SAYS_NOTHING: [&str; 3] = ["identity", "none", "utf-8"];

/// A content coding (RFC 9110, section 8.4) that changes the bytes, fit to print.
fn packed(coding: &HeaderValue) -> Option<String> {
    let name = String::from_utf8_lossy(coding.as_bytes());
    match name.trim() {
        _ if coding.is_sensitive() => Some("somehow".to_owned()),
        "" => None,
        name if SAYS_NOTHING.iter().any(|it| name.eq_ignore_ascii_case(it)) => None,
        name => Some(Escaped::new(name, 80).to_string()),
    }
}

/// A media type without its parameters, in lower case.
pub(super) fn essence(media_type: &str) -> Cow<'_, str> {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    if essence.bytes().any(|it| it.is_ascii_uppercase()) {
        essence.to_ascii_lowercase().into()
    } else {
        essence.into()
    }
}

/// Whether a media type is this one, or one of a range, with the parameters that the range names (RFC 9110, section 12.5.1).
pub(super) fn is_within(media_type: &str, range: &str) -> bool {
    let (own, wanted) = (essence(media_type), essence(range));
    let is_type = match wanted.strip_suffix("/*") {
        Some("*") => true,
        Some(kind) => own.split_once('/').is_some_and(|(main, _)| main == kind),
        None => own == wanted,
    };
    is_type
        && parameters(range).all(|wanted| parameters(media_type).any(|own| is_same(own, wanted)))
}

/// The parameters of a media type, as they are written (RFC 9110, section 5.6.6).
fn parameters(media_type: &str) -> impl Iterator<Item = (&str, &str)> {
    let mut quoted = false;
    let parts = media_type.split(move |character| {
        quoted ^= character == '"';
        character == ';' && !quoted
    });
    let pairs = parts.skip(1).filter_map(|part| part.split_once('='));
    pairs.map(|(name, value)| (name.trim(), value.trim().trim_matches('"')))
}

/// Names count in any case, and so does the value of `charset` (RFC 9110, sections 8.3.1 and 8.3.2); quotes say nothing.
fn is_same(own: (&str, &str), wanted: (&str, &str)) -> bool {
    let is_charset = wanted.0.eq_ignore_ascii_case("charset");
    own.0.eq_ignore_ascii_case(wanted.0)
        && (own.1 == wanted.1 || is_charset && own.1.eq_ignore_ascii_case(wanted.1))
}

/// Whether a media type is JSON by its name or its suffix (RFC 6839).
pub(super) fn is_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(&*essence, "application/json" | "text/json") || essence.ends_with("+json")
}

fn is_blank(bytes: &[u8]) -> bool {
    trimmed(bytes).is_empty()
}

/// The bytes without a byte order mark and the white space of JSON in front.
fn trimmed(bytes: &[u8]) -> &[u8] {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    let is_space = |byte: &u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n');
    let start = bytes.iter().position(|byte| !is_space(byte));
    start
        .and_then(|start| bytes.get(start..))
        .unwrap_or_default()
}

fn starts_json(bytes: &[u8]) -> bool {
    let bytes = trimmed(bytes);
    let is_word = |word: &[u8]| bytes.strip_prefix(word).is_some_and(is_blank);
    match bytes.first() {
        Some(b'{' | b'[' | b'"' | b'-' | b'0'..=b'9') => true,
        _ => [b"true".as_slice(), b"false", b"null"]
            .into_iter()
            .any(is_word),
    }
}

/// A type's name as people write it: `Vec<Audience>`, not `alloc::vec::Vec<client::types::Audience>`.
fn short_name(name: &str) -> String {
    let mut short = String::new();
    for part in name.split_inclusive(|character: char| {
        !character.is_alphanumeric() && !matches!(character, '_' | ':')
    }) {
        short.push_str(part.rsplit("::").next().unwrap_or(part));
    }
    short
}
