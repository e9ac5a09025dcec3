//! JSON as this client reads and writes it.
//!
//! Takes bytes and gives values, and the reverse. It must not know a generated type.
//!
//! What is promised: the text is UTF-8 (one leading byte order mark is dropped) and nothing follows the value; integers may be
//! written `1.0` or `1e3` when they are whole; floats are finite, and written `5` when they are whole and exact; nesting is at most [`MAX_DEPTH`]; a key that is known may come
//! once, in maps the last one wins; unknown keys are skipped; values take no more memory than a multiple of their text; a list is never taken for an object. Every fault carries where.

mod fault;
pub(super) mod glimpse; // with pages or following
mod integers;
mod object;
mod parser;
mod path_of_error;
mod raw;
mod reader;
#[doc(hidden)]
pub mod shapes;
mod skim;
mod tuple;
mod values;
mod writer;
mod written;

pub use self::fault::{EncodeError, Fault, FaultKind};
pub use self::object::{Object, Others};
pub use self::raw::Raw;
pub use self::reader::{Kind, Reader};
pub(super) use self::tuple::Tuple;
pub use self::writer::{ListWriter, ObjectWriter, Writer};
pub(super) use self::written::Written;

/// The deepest nesting of lists and objects that is read, in levels (as `serde_json` has it).
pub const MAX_DEPTH: usize = 127;

/// A type that can be read from JSON.
pub trait Decode: Sized {
    /// Whether `null` is a value of the type like any other, and not the absence of one.
    const HAS_NULL: bool = false;

    /// Reads one value and leaves the reader behind it.
    ///
    /// # Errors
    ///
    /// A [`Fault`] where the text is not JSON or the value is not of this type.
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault>;
}

/// A type that can be written as JSON.
pub trait Encode {
    /// Writes one value. What has no place in JSON is remembered by the writer, which reports it at the end.
    fn encode(&self, writer: &mut Writer);
}

/// Reads one value of `T` from JSON text.
///
/// # Errors
///
/// A [`Fault`] with its byte offset and JSON Pointer (RFC 6901).
pub fn from_slice<T: Decode>(bytes: &[u8]) -> Result<T, Fault> {
    let (text, dropped) = checked_text(bytes)?;
    let mut reader = Reader::new(text);
    T::decode(&mut reader)
        .and_then(|value| reader.finish().map(|()| value))
        .map_err(|fault| path_of_error::complete(fault, text, dropped))
}

/// Writes a value as compact JSON.
///
/// # Errors
///
/// [`EncodeError`] where JSON has no text for the value: a float that is not finite, or a part of a form.
pub fn to_vec<T: Encode + ?Sized>(value: &T) -> Result<Vec<u8>, EncodeError> {
    to_string(value).map(String::into_bytes)
}

/// Writes a value as compact JSON text.
///
/// # Errors
///
/// [`EncodeError`] where JSON has no text for the value: a float that is not finite, or a part of a form.
pub fn to_string<T: Encode + ?Sized>(value: &T) -> Result<String, EncodeError> {
    let mut writer = Writer::new();
    value.encode(&mut writer);
    writer.finish()
}

/// Reads what one type writes as another one, which describes the same otherwise.
///
/// # Errors
///
/// A [`Fault`] where the text is not of the other type, and where there is none: see [`to_string`].
pub fn converted<T: Encode, U: Decode>(value: &T) -> Result<U, Fault> {
    let unwritable = |error: EncodeError| Fault::new(FaultKind::Unwritable, 0, error.text());
    from_slice(to_string(value).map_err(unwritable)?.as_bytes())
}

/// Writes a value as compact JSON text in which secrets are not shown.
#[cfg(feature = "serde")]
pub(super) fn to_redacted_string<T: Encode + ?Sized>(value: &T) -> Result<String, EncodeError> {
    let mut writer = Writer::redacting();
    value.encode(&mut writer);
    writer.finish()
}

/// The text without a leading byte order mark, and how many bytes that took.
fn checked_text(bytes: &[u8]) -> Result<(&str, usize), Fault> {
    const MARK: &[u8] = b"\xEF\xBB\xBF";
    let (rest, dropped) = bytes
        .strip_prefix(MARK)
        .map_or((bytes, 0), |rest| (rest, MARK.len()));
    let text = std::str::from_utf8(rest).map_err(|error| {
        Fault::new(
            FaultKind::Utf8,
            error.valid_up_to() + dropped,
            "the text is not UTF-8",
        )
    })?;
    if text.trim_matches([' ', '\t', '\r', '\n']).is_empty() {
        return Err(Fault::new(
            FaultKind::Empty,
            dropped,
            "there is no JSON at all",
        ));
    }
    Ok((text, dropped))
}
