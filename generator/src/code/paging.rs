//! What goes from one page to the next.

use super::{Doc, Name, Type};

/// `impl Paged for …`, and the methods of the call that use it.
#[derive(Clone, Debug)]
pub struct Paging {
    /// Documentation of `pages`.
    pub pages: Doc,
    /// Documentation of `items`.
    pub items: Doc,
    /// The type of a page.
    pub page: Type,
    /// What pages hold.
    pub item: Type,
    /// What leads to the next page.
    pub next: Next,
    /// Where the items are, key by key.
    pub keys: Vec<String>,
    /// Where it is said whether there is a further page, key by key.
    pub more: Vec<String>,
    /// The fields that lead to the items.
    pub way: Vec<(Name, Hold)>,
}

/// How a field holds its value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hold {
    /// As it is.
    Plain,
    /// `Option<T>`
    Option,
    /// `Field<T>`
    Field,
}

/// A variant of the runtime's `Next`.
#[derive(Clone, Debug)]
pub enum Next {
    /// `Next::Cursor`
    Cursor {
        /// The query parameter.
        parameter: String,
        /// Keys.
        at: Vec<String>,
        /// Whether a page without items is the last one.
        until_empty: bool,
    },
    /// `Next::Last`
    Last {
        /// The query parameter.
        parameter: String,
        /// A key of the item.
        key: String,
    },
    /// `Next::Offset`
    Offset {
        /// The query parameter.
        parameter: String,
        /// How many items a page has.
        size: Option<Size>,
    },
    /// `Next::Number`
    Number {
        /// The query parameter.
        parameter: String,
        /// The number of the first page.
        first: u64,
    },
    /// `Next::Url`
    Url(Vec<String>),
    /// `Next::Link`
    Link,
}

/// `Size { … }`
#[derive(Clone, Debug)]
pub struct Size {
    /// The query parameter.
    pub parameter: String,
    /// What holds unless it is given.
    pub default: u64,
    /// More than so many are never given.
    pub most: u64,
}
