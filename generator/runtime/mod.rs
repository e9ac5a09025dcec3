//! The hand-written part of this client: everything that is the same for every operation.
//!
//! Takes requests built from parts and gives typed answers. It must not know any operation, type or API: that is generated code's
//! part, which uses [`plumbing`]. What a user of the client meets is re-exported here.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod attempts;
mod authorized;
mod body;
mod bridge;
mod chunks;
mod clock;
mod content;
mod core;
mod encode;
mod error;
mod event_parser;
mod exchange;
mod failures;
mod field;
mod form;
mod header;
#[cfg(feature = "reqwest")]
mod http_reqwest;
pub mod json;
mod lines;
mod mapping;
mod multipart;
mod operation;
mod options;
mod paging;
mod parameter;
mod part;
#[doc(hidden)]
pub mod plumbing;
mod polling;
mod received;
mod refusal;
mod request;
mod response;
mod retry;
mod rules;
mod secret;
mod setup;
mod stream_error;
mod streaming;
mod streams;
mod text;
mod token;
mod transport;
mod tuples;
mod turning;
mod unknown;
mod url;

pub use self::attempts::Outcome;
pub(crate) use self::bridge::bridge;
pub use self::chunks::{Chunks, ReadChunks};
pub use self::clock::Clock;
pub use self::error::{Error, NoBody};
pub use self::event_parser::Event;
pub use self::failures::{
    ApiError, DecodeError, DecodeProblem, Redirect, RequestFailure, TooLarge, TransportFailure,
};
pub use self::field::Field;
pub use self::header::{Header, HeaderError};
#[cfg(feature = "reqwest")]
pub use self::http_reqwest::ReqwestTransport;
pub use self::options::CallOptions;
pub use self::paging::{Items, Pages};
pub use self::part::{FormPairs, FormParts, Media, Part};
pub use self::polling::{Wait, Waited};
pub use self::received::Received;
pub use self::refusal::{BuildError, RequestError};
pub use self::response::Response;
pub use self::retry::Retry;
pub use self::rules::{Validate, ValidationError};
pub use self::secret::Secret;
pub use self::stream_error::StreamError;
pub use self::streams::{ByteStream, EventStream, ItemStream};
pub use self::token::{AccessToken, ClientCredentials, Token, TokenError, TokenSource};
pub use self::transport::{
    BoxFuture, Limits, Transport, TransportError, TransportErrorKind, Truncated,
};
pub use self::unknown::{UnknownInteger, UnknownValue};
