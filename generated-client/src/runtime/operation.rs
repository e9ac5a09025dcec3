//! What is known of an API and its operations before anything is called.
//!
//! Takes nothing: generated code writes these as constants. It must not hold anything of a client or a call.

use std::fmt;

/// An API.
#[derive(Debug)]
pub struct Api {
    /// The name of its module.
    pub name: &'static str,
    /// Where it is; the first one is used unless the caller gives a base URL.
    pub servers: &'static [Server],
    /// How callers prove who they are.
    pub schemes: &'static [Scheme],
}

/// A place where an API is.
#[derive(Debug)]
pub struct Server {
    /// Its URL, with variables in braces.
    pub url: &'static str,
    /// The variables in it.
    pub variables: &'static [Variable],
}

/// A variable of a server's URL.
#[derive(Debug)]
pub struct Variable {
    /// Its name.
    pub name: &'static str,
    /// Its value unless the caller gives another.
    pub default: &'static str,
    /// All values that it may have; empty where any may be.
    pub values: &'static [&'static str],
}

/// A way to prove who calls.
#[derive(Debug)]
pub struct Scheme {
    /// Its name in the specification.
    pub name: &'static str,
    /// Where the credential goes.
    pub place: Place,
}

/// Where a credential goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// `Authorization: Bearer …` (RFC 6750).
    Bearer,
    /// `Authorization: Basic …` (RFC 7617).
    Basic,
    /// A header.
    Header(&'static str),
    /// A pair of the query.
    Query(&'static str),
    /// A cookie.
    Cookie(&'static str),
}

/// An operation.
#[derive(Debug)]
pub struct Operation {
    /// Its name in the specification.
    pub id: &'static str,
    /// Its method.
    pub method: Method,
    /// Its path template.
    pub path: &'static str,
    /// Whether sending it twice does harm.
    pub repeat: Repeat,
    /// Alternatives, each the names of the schemes that it needs together.
    pub security: &'static [&'static [&'static str]],
    /// The media types to ask for; empty for none.
    pub accept: &'static str,
    /// A server of its own.
    pub server: Option<Server>,
}

/// An HTTP method, by the word that is sent: capitals count (RFC 9110, section 9.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Method(&'static str);

impl Method {
    /// `GET`.
    pub const GET: Self = Self("GET");
    /// `PUT`.
    pub const PUT: Self = Self("PUT");
    /// `POST`.
    pub const POST: Self = Self("POST");
    /// `DELETE`.
    pub const DELETE: Self = Self("DELETE");
    /// `OPTIONS`.
    pub const OPTIONS: Self = Self("OPTIONS");
    /// `HEAD`.
    pub const HEAD: Self = Self("HEAD");
    /// `PATCH`.
    pub const PATCH: Self = Self("PATCH");
    /// `TRACE`.
    pub const TRACE: Self = Self("TRACE");

    /// Any other method, such as `QUERY`.
    #[must_use]
    pub const fn new(word: &'static str) -> Self {
        Self(word)
    }

    /// The word.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        self.0
    }
}

impl fmt::Display for Method {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.0)
    }
}

/// Whether sending an operation twice does harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It only reads.
    Safe,
    /// Twice is the same as once.
    Idempotent,
    /// Twice may do harm.
    Unsafe,
    /// It is sent once, whatever becomes of it.
    Never,
    /// Twice is the same as once, because this header has the same value.
    Keyed(&'static str),
}
