//! Pages: how the answers of an operation follow each other.

use super::{Type, TypeId};

/// How the answers of an operation follow each other, a page each.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Paging {
    /// What leads to the next page.
    pub next: Next,
    /// The way from the answer to the list of items: a record and one of its fields, each time. Empty where the answer is the list.
    pub items: Vec<(TypeId, usize)>,
    /// What the list holds.
    pub item: Type,
    /// Where the answer says whether there is a further page, key by key; empty where it does not.
    pub more: Vec<String>,
}

/// What leads to the next page.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Next {
    /// A text or a number of the answer, which is sent back as it came.
    Cursor {
        /// The query parameter that takes it.
        parameter: String,
        /// Where it is, key by key.
        at: Vec<String>,
        /// Whether a page without items is the last one, whatever it says.
        until_empty: bool,
    },
    /// A text or a number of the last item, which is sent back as it came.
    Last {
        /// The query parameter that takes it.
        parameter: String,
        /// Where it is in the item.
        key: String,
    },
    /// How many items there were so far.
    Offset {
        /// The query parameter that takes it.
        parameter: String,
        /// How many items a page has, where that is known.
        size: Option<Size>,
    },
    /// The number of the page.
    Number {
        /// The query parameter that takes it.
        parameter: String,
        /// The number of the first page.
        first: u64,
    },
    /// A URL in the answer, key by key.
    Url(Vec<String>),
    /// The URL of the header `Link` whose relation is `next` (RFC 8288).
    Link,
}

/// How many items a page has.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Size {
    /// The query parameter that says it.
    pub parameter: String,
    /// What holds where the caller does not.
    pub default: u64,
    /// More than so many are never given.
    pub most: u64,
}
