//! What only generated code calls.
//!
//! Takes nothing and gives names. It must not be used by people: it changes with the generator, without notice.

pub use bytes::Bytes;

#[cfg(feature = "serde")]
pub use super::bridge::{deserialize, serialize};
pub use super::content::Body;
pub use super::core::Core;
pub use super::exchange::{Answer, Failure};
pub use super::following::{AnswerReader, Ordered, follow}; // with following
pub use super::form::Encoding;
pub use super::json::shapes::{self, Key};
pub use super::json::{
    Decode, Encode, Fault, Kind, ListWriter, Object, ObjectWriter, Raw, Reader, Writer, converted,
};
#[allow(unused_imports, reason = "not every API has each of them")]
pub(crate) use super::mapping::{
    input, integer_enumeration, record, rules, text_enumeration, text_type, union, written_record,
};
pub use super::operation::{Api, Method, Operation, Place, Repeat, Scheme, Server, Variable};
pub use super::paging::{Holds, Next, Paged, Paging, Size}; // with pages
pub use super::parameter::{Pairs, Parameter, ParameterValue, Style};
pub use super::polling::{Polled, Polling, wait}; // with pages or following
pub use super::request::Request;
pub use super::rules::{Piece, Rule, rules}; // with rules
pub use super::setup::CoreBuilder;
