//! Rules: what a value must be beyond its type, where the maintainer wants it checked.

/// What a value must be beyond its type. A definition has rules of its own, which are not repeated where it is used.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Rules {
    /// For the value itself.
    pub own: Vec<Rule>,
    /// For the items of a list, or for the values of the keys that are not named; for a tuple, those of each place.
    pub inside: Vec<Rules>,
}

/// A rule about one kind of value; others keep it.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// At least so many characters.
    MinLength(u64),
    /// At most so many characters.
    MaxLength(u64),
    /// At least this number.
    Minimum(f64),
    /// More than this number.
    MoreThan(f64),
    /// At most this number.
    Maximum(f64),
    /// Less than this number.
    LessThan(f64),
    /// A multiple of this number.
    MultipleOf(f64),
    /// At least so many items.
    MinItems(u64),
    /// At most so many items.
    MaxItems(u64),
    /// No item twice.
    UniqueItems,
    /// At least so many keys.
    MinProperties(u64),
    /// At most so many keys.
    MaxProperties(u64),
    /// As a pattern says.
    Pattern(Pattern),
}

/// A pattern of characters in a row.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pattern {
    /// As the document has it.
    pub source: String,
    /// Whether nothing may stand before it.
    pub from_start: bool,
    /// Whether nothing may stand behind it.
    pub to_end: bool,
    /// Its parts, in order.
    pub pieces: Vec<Piece>,
}

/// Characters of one kind, so many times.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Piece {
    /// Pairs of the first and the last character of a range.
    pub ranges: String,
    /// Whether a character is of the kind when it is within the ranges, and not outside of them.
    pub within: bool,
    /// At least so many.
    pub least: usize,
    /// At most so many.
    pub most: usize,
}
