//! Objects, texts and integers of documents, held small: a document of a megabyte has a hundred thousand of them.
//!
//! Takes and gives: values. Must not: lose the order or the digits of what was read.

use std::fmt;
use std::ops::{Deref, DerefMut};

use foldhash::fast::RandomState;
use indexmap::IndexMap;
use indexmap::map::{Entry, IntoIter, Iter, IterMut};
pub use smol_str::SmolStr as Text;

use super::Node;

/// An object in document order: an [`IndexMap`] in a box, since most nodes are none and all have room for one.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Map(Box<IndexMap<Text, Node, RandomState>>);

impl Map {
    /// An empty object.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Puts a value under a key, and gives what stood there before, whose position it takes.
    pub fn insert(&mut self, key: impl Into<Text>, node: Node) -> Option<Node> {
        self.0.insert(key.into(), node)
    }

    /// Puts a value under a key at this position, as [`IndexMap::shift_insert`] does.
    pub fn shift_insert(&mut self, at: usize, key: impl Into<Text>, node: Node) -> Option<Node> {
        self.0.shift_insert(at, key.into(), node)
    }

    /// What stands under a key, or the room for it.
    pub fn entry(&mut self, key: impl Into<Text>) -> Entry<'_, Text, Node> {
        self.0.entry(key.into())
    }
}

impl Deref for Map {
    type Target = IndexMap<Text, Node, RandomState>;

    fn deref(&self) -> &Self::Target {
        &self.0
    }
}

impl DerefMut for Map {
    fn deref_mut(&mut self) -> &mut Self::Target {
        &mut self.0
    }
}

impl<K: Into<Text>> FromIterator<(K, Node)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, Node)>>(entries: I) -> Self {
        let entries = entries.into_iter();
        Self(Box::new(
            entries.map(|(key, it)| (key.into(), it)).collect(),
        ))
    }
}

impl<K: Into<Text>> Extend<(K, Node)> for Map {
    fn extend<I: IntoIterator<Item = (K, Node)>>(&mut self, entries: I) {
        let entries = entries.into_iter();
        self.0.extend(entries.map(|(key, it)| (key.into(), it)));
    }
}

impl IntoIterator for Map {
    type Item = (Text, Node);
    type IntoIter = IntoIter<Text, Node>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'m> IntoIterator for &'m Map {
    type Item = (&'m Text, &'m Node);
    type IntoIter = Iter<'m, Text, Node>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

impl<'m> IntoIterator for &'m mut Map {
    type Item = (&'m Text, &'m mut Node);
    type IntoIter = IterMut<'m, Text, Node>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter_mut()
    }
}

/// An `i128` in two halves: whole, its alignment would make every node larger by a third.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Integer {
    high: u64,
    low: u64,
}

impl Integer {
    /// The number.
    #[must_use]
    pub const fn get(self) -> i128 {
        ((self.high as u128) << 64 | self.low as u128).cast_signed()
    }
}

impl<T: Into<i128>> From<T> for Integer {
    #[expect(clippy::cast_possible_truncation, reason = "the halves of a number")]
    fn from(number: T) -> Self {
        let bits = number.into().cast_unsigned();
        Self {
            high: (bits >> 64) as u64,
            low: bits as u64,
        }
    }
}

impl fmt::Debug for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

impl fmt::Display for Integer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}
