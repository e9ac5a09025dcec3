//! What callers put into forms: parts with a media type of their own, and whole forms that no schema describes.
//!
//! Takes names, texts and bytes and keeps them until they are written. It must not print a value, and must not read a file: where
//! bytes come from is the caller's affair.

use std::fmt;

use bytes::Bytes;

use super::json::{self, Encode, EncodeError, Writer};
use super::octets::Octets;

/// The file name of bytes that were given none, as browsers send it (`XMLHttpRequest` Standard, section 4.1): without a file name,
/// most servers take a part for a text field.
const UNNAMED: &str = "blob";

/// One part of a multipart body (RFC 7578): a file, or other content with a media type of its own.
///
/// Bytes become a file and text becomes a field where one is asked for; `Part::file("cat.png", bytes).content_type("image/png")` says
/// all that there is to say of a file. For bytes that are not in memory there is [`Octets`].
#[derive(Clone, PartialEq, Eq)]
pub struct Part {
    content: Octets,
    file_name: Option<String>,
    content_type: Option<String>,
    headers: Vec<(String, String)>,
}

impl Part {
    /// A file with its name. Servers often tell the kind of a file by the ending of its name.
    #[must_use]
    pub fn file(name: impl Into<String>, content: impl Into<Octets>) -> Self {
        Self {
            file_name: Some(name.into()),
            ..Self::bare(content.into())
        }
    }

    /// Text without a file name.
    #[must_use]
    pub fn text(text: impl Into<String>) -> Self {
        Self::bare(text.into().into())
    }

    /// A value as JSON, without a file name.
    ///
    /// # Errors
    ///
    /// [`EncodeError`] when the value has no JSON.
    pub fn json<T: Encode + ?Sized>(value: &T) -> Result<Self, EncodeError> {
        json::to_vec(value).map(|text| Self::bare(text.into()).content_type("application/json"))
    }

    /// Sets the media type. Without it, the specification decides, or else a file is `application/octet-stream`.
    #[must_use]
    pub fn content_type(mut self, content_type: impl Into<String>) -> Self {
        self.content_type = Some(content_type.into());
        self
    }

    /// Adds a header to the part. `Content-Type` and `Content-Disposition` have methods of their own.
    #[must_use]
    pub fn header(mut self, name: impl Into<String>, value: impl Into<String>) -> Self {
        self.headers.push((name.into(), value.into()));
        self
    }

    fn bare(content: Octets) -> Self {
        Self {
            content,
            file_name: None,
            content_type: None,
            headers: Vec::new(),
        }
    }

    pub(super) fn content(&self) -> &Octets {
        &self.content
    }

    pub(super) fn file_name(&self) -> Option<&str> {
        self.file_name.as_deref()
    }

    pub(super) fn media_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    pub(super) fn headers(&self) -> &[(String, String)] {
        &self.headers
    }
}

/// A file called `blob`.
impl From<Bytes> for Part {
    fn from(content: Bytes) -> Self {
        Self::file(UNNAMED, content)
    }
}

/// A file called `blob`.
impl From<Octets> for Part {
    fn from(content: Octets) -> Self {
        Self::file(UNNAMED, content)
    }
}

/// A file called `blob`.
impl From<Vec<u8>> for Part {
    fn from(content: Vec<u8>) -> Self {
        Self::file(UNNAMED, content)
    }
}

/// Text without a file name.
impl From<String> for Part {
    fn from(text: String) -> Self {
        Self::text(text)
    }
}

/// Text without a file name.
impl From<&str> for Part {
    fn from(text: &str) -> Self {
        Self::text(text)
    }
}

/// In a form it is a part; in JSON it has no place.
impl Encode for Part {
    fn encode(&self, writer: &mut Writer) {
        writer.part(self);
    }
}

/// The content is not shown.
impl fmt::Debug for Part {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Part")
            .field("file_name", &self.file_name)
            .field("content_type", &self.content_type)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}

/// A body whose media type the caller chooses.
///
/// Without one, the first that the specification names is sent.
#[derive(Clone, PartialEq, Eq)]
pub struct Media {
    content: Octets,
    content_type: Option<String>,
}

impl Media {
    /// A body with its media type.
    #[must_use]
    pub fn new(content_type: impl Into<String>, content: impl Into<Octets>) -> Self {
        Self {
            content: content.into(),
            content_type: Some(content_type.into()),
        }
    }

    pub(super) fn content_type(&self) -> Option<&str> {
        self.content_type.as_deref()
    }

    pub(super) fn into_content(self) -> Octets {
        self.content
    }
}

impl From<Octets> for Media {
    fn from(content: Octets) -> Self {
        Self {
            content,
            content_type: None,
        }
    }
}

impl From<Bytes> for Media {
    fn from(content: Bytes) -> Self {
        Octets::from(content).into()
    }
}

impl From<Vec<u8>> for Media {
    fn from(content: Vec<u8>) -> Self {
        Octets::from(content).into()
    }
}

impl From<String> for Media {
    fn from(text: String) -> Self {
        Octets::from(text).into()
    }
}

impl From<&str> for Media {
    fn from(text: &str) -> Self {
        Octets::from(text).into()
    }
}

/// The content is not shown.
impl fmt::Debug for Media {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Media")
            .field("content_type", &self.content_type)
            .field("content", &self.content)
            .finish_non_exhaustive()
    }
}

macro_rules! forms {
    ($($(#[$about:meta])* $form:ident of $value:ident, $add:ident;)*) => {$(
        $(#[$about])*
        #[derive(Clone, Default, PartialEq, Eq)]
        pub struct $form(Vec<(String, $value)>);

        impl $form {
            /// An empty form.
            #[must_use]
            pub fn new() -> Self {
                Self::default()
            }

            /// Adds one at the end. A name may come more than once.
            #[must_use]
            pub fn $add(mut self, name: impl Into<String>, value: impl Into<$value>) -> Self {
                self.0.push((name.into(), value.into()));
                self
            }
        }

        impl<N: Into<String>, V: Into<$value>> FromIterator<(N, V)> for $form {
            fn from_iter<I: IntoIterator<Item = (N, V)>>(iter: I) -> Self {
                Self(iter.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
            }
        }

        /// An object in which a key may come more than once.
        impl Encode for $form {
            fn encode(&self, writer: &mut Writer) {
                let mut object = writer.object();
                for (name, value) in &self.0 {
                    object.required(name, value);
                }
                object.end();
            }
        }

        /// The values are not shown: they may be secrets.
        impl fmt::Debug for $form {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                let names = self.0.iter().map(|(name, _)| name);
                formatter.write_str(stringify!($form))?;
                formatter.debug_list().entries(names).finish()
            }
        }
    )*};
}

forms! {
    /// A form of names and texts (`application/x-www-form-urlencoded`) that the specification does not describe further.
    FormPairs of String, pair;
    /// A form of names and parts (`multipart/…`) that the specification does not describe further.
    FormParts of Part, part;
}
