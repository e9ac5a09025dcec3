//! Rules of types: tables that the runtime checks values against.

use super::Type;

/// The rules of a type.
#[derive(Clone, Debug)]
pub struct Rules {
    /// The type.
    pub ty: Type,
    /// They.
    pub rules: Vec<Rule>,
}

/// A rule, called as in the runtime.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// `UniqueItems`
    Word(&'static str),
    /// `MinLength(1)`
    Count(&'static str, u64),
    /// `Minimum(0.5)`
    Bound(&'static str, f64),
    /// `Pattern("^a+$", true, true, &[("aa", true, 1, usize::MAX)])`
    Pattern(String, bool, bool, Vec<Piece>),
    /// `Member("key", &[…])`
    Member(String, Vec<Rule>),
    /// `Others(&["key"], &[…])`
    Others(Vec<String>, Vec<Rule>),
    /// `Items(&[…])`
    Items(Vec<Rule>),
    /// `Places(&[&[…], &[…]])`
    Places(Vec<Vec<Rule>>),
    /// `Of(rules::<T>)`
    Of(Type),
    /// `Tag("property", &[("value", &[…])])`
    Tag(String, Vec<(String, Vec<Rule>)>),
    /// `Key(&[("key", &[…])])`
    Key(Vec<(String, Vec<Rule>)>),
    /// `Any(&[&[…]])`
    Any(Vec<Vec<Rule>>),
}

/// `("az", true, 1, usize::MAX)`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Pairs of the first and the last character of a range.
    pub ranges: String,
    /// Whether characters within the ranges are meant.
    pub within: bool,
    /// At least so many.
    pub least: usize,
    /// At most so many.
    pub most: usize,
}
