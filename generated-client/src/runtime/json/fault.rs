//! What can be wrong with JSON.
//!
//! Takes what the reader saw and gives an error that says what, where (byte offset and JSON Pointer) and near which text.
//! It must not print control characters: the text comes from outside.

use std::borrow::Cow;
use std::fmt;

use super::super::text::Escaped;
use super::path_of_error;

/// How far a secret may reach behind the start of an excerpt, in bytes: no header and no URL carries a longer one.
const LONGEST_SECRET: usize = 64 * 1024;

/// Why JSON could not be read as the type that was wanted. One pointer wide.
#[derive(Clone, PartialEq, Eq)]
pub struct Fault(Box<Detail>);

#[derive(Clone, PartialEq, Eq)]
struct Detail {
    kind: FaultKind,
    message: Cow<'static, str>,
    offset: usize,
    missing: Option<&'static str>,
    /// Whether the text at fault may be a secret.
    secret: bool,
    path: String,
    excerpt: String,
}

/// The kind of a [`Fault`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum FaultKind {
    /// The text is not JSON.
    Syntax,
    /// The text ends in the middle of a value: it may have been cut short.
    Truncated,
    /// Something follows the value.
    Trailing,
    /// The text is not UTF-8.
    Utf8,
    /// There is no text.
    Empty,
    /// The value is of another kind: text for a number, a list for an object.
    WrongKind,
    /// The list has fewer or more items than its type.
    Length,
    /// The text is not of its format: no date where a date is wanted.
    Format,
    /// The number does not fit.
    Range,
    /// A required field is absent.
    Missing,
    /// A field comes twice.
    Duplicate,
    /// Nesting is deeper than [`MAX_DEPTH`](super::MAX_DEPTH).
    TooDeep,
    /// The values would take far more memory than their text: a list of many records with nothing in them.
    TooLarge,
    /// The answer is compressed, which was not asked for.
    ContentEncoding,
    /// The page says of the next one what leads nowhere.
    Paging,
    /// The answer's media type is not one that holds JSON.
    MediaType,
    /// There is no text for the value, as [`EncodeError`] says.
    Unwritable,
}

impl Fault {
    pub(in super::super) fn new(
        kind: FaultKind,
        offset: usize,
        message: impl Into<Cow<'static, str>>,
    ) -> Self {
        Self(Box::new(Detail {
            kind,
            message: message.into(),
            offset,
            missing: None,
            // The text behind a key that comes twice is right in itself, and nothing is known of it.
            secret: kind == FaultKind::Duplicate,
            path: String::new(),
            excerpt: String::new(),
        }))
    }

    #[cold]
    pub(super) fn missing(offset: usize, name: &'static str) -> Self {
        let mut fault = Self::new(FaultKind::Missing, offset, "a required field is absent");
        fault.0.missing = Some(name);
        fault
    }

    /// The same without the text at fault.
    #[cold]
    pub(super) fn of_secret(mut self) -> Self {
        self.0.secret = true;
        self
    }

    pub(super) fn is_of_secret(&self) -> bool {
        self.0.secret
    }

    /// The field that is absent, to be added to the path of its object.
    pub(super) fn missing_name(&self) -> Option<&'static str> {
        self.0.missing
    }

    pub(super) fn place(mut self, path: String, excerpt: String, dropped: usize) -> Self {
        self.0.path = path;
        self.0.excerpt = excerpt;
        self.0.offset += dropped;
        self
    }

    /// Changes every text from outside: whoever knows the secrets of a call takes them out. `body` is what was read; the excerpt is cut from
    /// it anew, since the first cut may have gone through a secret.
    #[cold]
    pub(in super::super) fn map_texts(
        mut self,
        body: &[u8],
        change: impl Fn(&str) -> String,
    ) -> Self {
        let Detail {
            path,
            excerpt,
            offset,
            ..
        } = &mut *self.0;
        *path = path_of_error::map_keys(path, &change);
        if !excerpt.is_empty() {
            // A secret need not end where the token does, so it is taken out of all that follows first.
            let rest = body.get(*offset..).unwrap_or_default();
            let rest = String::from_utf8_lossy(rest.get(..LONGEST_SECRET).unwrap_or(rest));
            *excerpt = path_of_error::cut(path_of_error::token(&change(&rest), 0));
        }
        self
    }

    /// What kind of fault it is.
    #[must_use]
    pub fn kind(&self) -> FaultKind {
        self.0.kind
    }

    /// What is wrong, in words.
    #[must_use]
    pub fn message(&self) -> &str {
        &self.0.message
    }

    /// Where, in bytes from the start of the text.
    #[must_use]
    pub fn offset(&self) -> usize {
        self.0.offset
    }

    /// Where, as a JSON Pointer (RFC 6901): `/children/3/name`. Empty for the whole text.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.0.path
    }

    /// The text at fault, escaped, at most 40 characters.
    #[must_use]
    pub fn excerpt(&self) -> &str {
        &self.0.excerpt
    }
}

impl fmt::Display for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail {
            message,
            offset,
            path,
            ..
        } = &*self.0;
        formatter.write_str(message)?;
        if !path.is_empty() {
            write!(formatter, " at {}", Escaped::new(path, 200))?;
        }
        write!(formatter, " (byte {offset})")
    }
}

impl fmt::Debug for Fault {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Detail {
            kind,
            message,
            offset,
            path,
            ..
        } = &*self.0;
        formatter
            .debug_struct("Fault")
            .field("kind", kind)
            .field("message", message)
            .field("path", path)
            .field("offset", offset)
            .finish_non_exhaustive()
    }
}

impl std::error::Error for Fault {}

/// A value that JSON has no text for: a float that is not finite, a part of a form, or a date that its format cannot tell.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct EncodeError(&'static str);

impl EncodeError {
    pub(super) fn not_finite() -> Self {
        Self("a float is not finite, and JSON has no text for NaN and infinity")
    }

    pub(super) fn format() -> Self {
        Self("a value has no text in its format")
    }

    pub(super) fn part() -> Self {
        Self("a part of a form has no JSON")
    }

    pub(super) fn text(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for EncodeError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

impl std::error::Error for EncodeError {}
