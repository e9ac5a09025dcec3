//! Headers of answers that the document describes.
//!
//! Takes a header as generated code names it and the headers of an answer, and gives a typed value. A header that is malformed is no
//! failure of the call: it is read when it is asked for. It must not print a value.

use std::fmt;
use std::marker::PhantomData;

use http::HeaderMap;
use http::header::SET_COOKIE;

use super::json::{self, Decode, Raw};
use super::text::Escaped;

/// A documented header: its name, and the type of its value. Ask an answer for it with [`Response::header`](super::Response::header) or
/// [`Error::header`](super::Error::header). `T` is an `Option` where the header may be missing.
pub struct Header<T> {
    name: &'static str,
    form: Form,
    value: PhantomData<fn() -> T>,
}

/// How a header is written.
#[derive(Clone, Copy, Debug)]
enum Form {
    /// Text.
    Text,
    /// A number or a boolean.
    Literal,
    /// Texts with commas between.
    Texts,
    /// Numbers or booleans with commas between.
    Literals,
    /// JSON.
    Json,
}

/// Why a header could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HeaderError {
    /// It is not there, and the document says that it always is.
    Missing {
        /// The header's name.
        name: &'static str,
    },
    /// It is not what the document says. Its value is not repeated: it may be a secret.
    Malformed {
        /// The header's name.
        name: &'static str,
        /// What is wrong with it, in a few words.
        reason: String,
    },
}

impl<T> Header<T> {
    const fn new(name: &'static str, form: Form) -> Self {
        Self {
            name,
            form,
            value: PhantomData,
        }
    }

    /// A header of text.
    #[doc(hidden)]
    #[must_use]
    pub const fn text(name: &'static str) -> Self {
        Self::new(name, Form::Text)
    }

    /// A header of a number or a boolean.
    #[doc(hidden)]
    #[must_use]
    pub const fn literal(name: &'static str) -> Self {
        Self::new(name, Form::Literal)
    }

    /// A header of several texts.
    #[doc(hidden)]
    #[must_use]
    pub const fn texts(name: &'static str) -> Self {
        Self::new(name, Form::Texts)
    }

    /// A header of several numbers or booleans.
    #[doc(hidden)]
    #[must_use]
    pub const fn literals(name: &'static str) -> Self {
        Self::new(name, Form::Literals)
    }

    /// A header of JSON.
    #[doc(hidden)]
    #[must_use]
    pub const fn json(name: &'static str) -> Self {
        Self::new(name, Form::Json)
    }

    /// The header's name, as the document writes it.
    #[must_use]
    pub const fn name(&self) -> &'static str {
        self.name
    }
}

impl<T: Decode> Header<T> {
    /// Reads the header as the JSON that it would be in a body: so every type that a body has can stand in a header.
    pub(super) fn read(&self, headers: &HeaderMap) -> Result<T, HeaderError> {
        let name = self.name;
        let Some(text) = self.written(headers)? else {
            return json::from_slice(b"null").map_err(|_| HeaderError::Missing { name });
        };
        let parts = || {
            let parts = text.split(',').map(str::trim);
            parts.filter(|part| !part.is_empty())
        };
        let json = match self.form {
            Form::Text => quoted(&text),
            Form::Literal | Form::Json => text,
            Form::Texts => format!("[{}]", parts().map(quoted).collect::<Vec<_>>().join(",")),
            Form::Literals => format!("[{}]", parts().collect::<Vec<_>>().join(",")),
        };
        json::from_slice(json.as_bytes()).map_err(|fault| HeaderError::Malformed {
            name,
            reason: fault.message().to_owned(),
        })
    }

    /// The value as text. Several lines of one header are one list (RFC 9110, section 5.3); cookies alone are not.
    fn written(&self, headers: &HeaderMap) -> Result<Option<String>, HeaderError> {
        let mut written: Option<String> = None;
        for value in headers.get_all(self.name) {
            let text = std::str::from_utf8(value.as_bytes());
            let text = text.map_err(|_| HeaderError::Malformed {
                name: self.name,
                reason: "it is not UTF-8".to_owned(),
            })?;
            match &mut written {
                None => written = Some(text.trim().to_owned()),
                Some(_) if self.name.eq_ignore_ascii_case(SET_COOKIE.as_str()) => break,
                Some(list) => {
                    list.push_str(", ");
                    list.push_str(text.trim());
                }
            }
        }
        Ok(written)
    }
}

/// The text as a JSON string.
fn quoted(text: &str) -> String {
    // Text can always be written.
    Raw::of(text).map_or_else(|_| String::new(), |raw| raw.as_str().to_owned())
}

impl<T> Clone for Header<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Header<T> {}

impl<T> fmt::Debug for Header<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("Header").field(&self.name).finish()
    }
}

impl fmt::Display for HeaderError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (Self::Missing { name } | Self::Malformed { name, .. }) = self;
        let name = Escaped::new(name, 80);
        match self {
            Self::Missing { .. } => write!(formatter, "the answer has no header `{name}`"),
            Self::Malformed { reason, .. } => {
                write!(formatter, "the header `{name}` cannot be read: {reason}")
            }
        }
    }
}

impl std::error::Error for HeaderError {}
