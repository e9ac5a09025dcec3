//! What is refused before anything is sent.
//!
//! Takes the name of what is wrong with a client's settings or a call's inputs, and says so. It must not repeat a value.

use std::fmt;

use super::json::EncodeError;
use super::text::Escaped;

/// Why a request could not be built.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum RequestError {
    /// A parameter's value cannot be sent: a control character in a header, an empty or dotted path segment, a float that is not
    /// finite.
    InvalidParameter {
        /// The parameter's name on the wire.
        name: String,
    },
    /// The operation needs a credential that the client was built without.
    MissingCredential {
        /// The scheme's name in the specification; the client's builder has a method for it.
        scheme: &'static str,
    },
    /// The token that the operation needs could not be fetched.
    Token(TokenError),
    /// The body holds what JSON has no text for, such as a float that is not finite.
    Encode(EncodeError),
    /// The body of a form is no object, so that its values have no names.
    NoForm,
    /// The URL is longer than 65,534 bytes.
    UrlTooLong,
    /// The operation's own server has no usable URL.
    Server(BuildError),
}

/// Why a client could not be built.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BuildError {
    /// A setting is missing.
    Missing {
        /// The builder's method that sets it.
        setting: &'static str,
    },
    /// The base URL cannot be used.
    BaseUrl {
        /// What is wrong with it. The URL itself is not repeated.
        reason: &'static str,
    },
    /// The value of a server variable would change the rest of the URL.
    Variable {
        /// The variable's name.
        name: &'static str,
    },
    /// The value of a server variable is none of those that the specification lists. `base_url` takes any server.
    UnknownVariable {
        /// The variable's name.
        name: &'static str,
        /// The values that it may have.
        values: &'static [&'static str],
    },
    /// A credential is empty or holds characters that cannot be sent.
    Credential {
        /// The scheme's name in the specification.
        scheme: &'static str,
    },
    /// The user agent holds characters that cannot be sent.
    UserAgent,
    /// There is nothing to send with.
    NoTransport,
    /// The built-in HTTP client could not be set up: mostly because the system has no root certificates.
    Transport(String),
}

/// Why there is no token.
#[derive(Clone, PartialEq, Eq)]
pub struct TokenError(String);

impl TokenError {
    /// An error with a text for people, which must hold no secret; it is printed escaped and cut at 200 characters.
    pub fn new(message: impl Into<String>) -> Self {
        Self(message.into())
    }
}

impl fmt::Display for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            formatter,
            "there is no token: {}",
            Escaped::new(&self.0, 200)
        )
    }
}

impl fmt::Debug for TokenError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "TokenError({})", Escaped::new(&self.0, 200))
    }
}

impl std::error::Error for TokenError {}

impl RequestError {
    pub(super) fn invalid_parameter(name: &str) -> Self {
        Self::InvalidParameter {
            name: name.to_owned(),
        }
    }
}

impl BuildError {
    /// A setting is missing.
    #[doc(hidden)]
    #[must_use]
    pub fn missing(setting: &'static str) -> Self {
        Self::Missing { setting }
    }

    pub(super) fn base_url(reason: &'static str) -> Self {
        Self::BaseUrl { reason }
    }
}

impl fmt::Display for RequestError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::InvalidParameter { name } => {
                write!(
                    formatter,
                    "the value of `{}` cannot be sent",
                    Escaped::new(name, 80)
                )
            }
            Self::MissingCredential { scheme } => write!(
                formatter,
                "the operation needs the credential `{scheme}`, which the client's builder was not given"
            ),
            Self::Token(error) => error.fmt(formatter),
            Self::Encode(error) => error.fmt(formatter),
            Self::NoForm => formatter.write_str("the body is no object, and a form needs names"),
            Self::UrlTooLong => formatter.write_str("the URL is longer than 65,534 bytes"),
            Self::Server(error) => error.fmt(formatter),
        }
    }
}

impl std::error::Error for RequestError {}

impl fmt::Display for BuildError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Missing { setting } => write!(formatter, "the client needs `{setting}`: call that method of its builder"),
            Self::BaseUrl { reason } => write!(formatter, "the base URL cannot be used: {reason}"),
            Self::Variable { name } => {
                write!(formatter, "the value of the server variable `{name}` would change the rest of the URL")
            }
            Self::UnknownVariable { name, values } => {
                write!(formatter, "the server variable `{name}` may be {} and nothing else; `base_url` takes any server", values.join(", "))
            }
            Self::Credential { scheme } => {
                write!(formatter, "the credential `{scheme}` is empty or holds characters that cannot be sent")
            }
            Self::UserAgent => formatter.write_str("the user agent holds characters that cannot be sent"),
            Self::NoTransport => formatter.write_str(
                "there is nothing to send with: turn on the feature `reqwest` or `blocking`, or give the builder a transport of your own",
            ),
            Self::Transport(message) => write!(formatter, "the built-in HTTP client could not be set up: {message}"),
        }
    }
}

impl std::error::Error for BuildError {}
