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
