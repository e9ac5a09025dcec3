//! The hand-written part of this client: everything that is the same for every operation.
//!
//! Takes requests built from parts and gives typed answers. It must not know any operation, type or API: that is generated code's
//! part, which uses [`plumbing`]. What a user of the client meets is re-exported here. A client carries what it has a use for: lines say
//! with what they come.

#![deny(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing
)]

mod attempts;
mod authorized; // with tokens
mod batches;
#[cfg(feature = "blocking")]
mod blocking;
mod body;
mod bridge;
mod chunks;
mod clock;
mod content;
mod core;
mod credentials;
mod encode;
mod error;
mod event_parser; // with streams
mod exchange;
mod failures;
mod field;
mod following; // with following
mod form;
#[cfg(feature = "gzip")]
mod gzip;
mod header;
#[cfg(all(feature = "reqwest", feature = "blocking"))]
mod http_both;
#[cfg(feature = "reqwest")]
mod http_reqwest;
#[cfg(feature = "tower")]
mod http_tower;
#[cfg(feature = "blocking")]
mod http_ureq;
#[cfg(feature = "blocking")] // with pages or streams
mod iterators; // with pages or streams
pub mod json;
mod lines; // with streams
mod mapping;
mod multipart;
mod octets;
mod operation;
mod options;
mod pace;
mod paging; // with pages
mod parameter;
mod part;
#[doc(hidden)]
pub mod plumbing;
mod polling; // with pages or following
mod readers;
mod received;
mod reconnecting; // with streams
mod refusal;
mod request;
mod response;
mod retry;
mod rules; // with rules
mod secret;
mod setup;
#[cfg(feature = "tracing")]
mod spans;
mod stream_error; // with streams
mod streaming; // with streams
mod streams; // with streams
mod text;
mod token; // with tokens
mod transport;
mod tuples;
mod turning; // with pages
mod unknown;
#[cfg(feature = "gzip")] // with streams
mod unpacking; // with streams
mod url;

pub use self::attempts::Outcome;
pub use self::batches::{Batch, BatchError, in_batches};
#[cfg(feature = "blocking")]
pub use self::blocking::Block;
pub(crate) use self::bridge::bridge;
pub use self::chunks::{Chunks, ReadChunks};
pub use self::clock::Clock;
pub use self::error::{Error, NoBody};
pub use self::event_parser::Event; // with streams
pub use self::failures::{
    ApiError, DecodeError, DecodeProblem, Redirect, RequestFailure, TooLarge, TransportFailure,
};
pub use self::field::Field;
pub use self::following::Followed; // with following
pub use self::header::{Header, HeaderError};
#[cfg(feature = "reqwest")]
pub use self::http_reqwest::ReqwestTransport;
#[cfg(feature = "tower")]
pub use self::http_tower::TowerTransport;
#[cfg(feature = "blocking")]
pub use self::http_ureq::UreqTransport;
#[cfg(feature = "blocking")] // with pages or streams
pub use self::iterators::Blocking; // with pages or streams
pub use self::octets::Octets;
pub use self::options::CallOptions;
pub use self::pace::Pace;
pub use self::paging::{Items, Pages}; // with pages
pub use self::part::{FormPairs, FormParts, Media, Part};
pub use self::polling::{Wait, Waited}; // with pages or following
pub use self::received::Received;
pub use self::refusal::{BuildError, RequestError, TokenError};
pub use self::response::Response;
pub use self::retry::Retry;
pub use self::rules::{Validate, ValidationError}; // with rules
pub use self::secret::Secret;
pub use self::stream_error::StreamError; // with streams
pub use self::streams::{ByteStream, EventStream, ItemStream}; // with streams
pub use self::token::{AccessToken, ClientCredentials, Token, TokenSource}; // with tokens
pub use self::transport::{
    BoxFuture, Limits, Transport, TransportError, TransportErrorKind, Truncated,
};
pub use self::unknown::{UnknownInteger, UnknownValue};
