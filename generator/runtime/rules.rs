//! What values must be beyond their types, for clients that were asked to check it.
//!
//! Takes a value and the rules of its type, which are data, and gives the first rule that it breaks. The value is looked at as the JSON
//! that is sent for it, so that nothing is generated for a type but its rules. It must not repeat a value: it may be a secret.

use std::fmt;

use super::json::{Encode, EncodeError, Written};
use super::text::Escaped;

/// A type whose values can be checked against what the document says of them: lengths, ranges, counts and simple patterns.
///
/// Nothing is checked unless it is asked for: an API may take what its document does not allow, and may answer with it. Formats are
/// not checked, and no patterns but those of characters in a row, such as `^[A-Z]{2}-\\d+$`: without groups, alternatives and assertions.
pub trait Validate: Encode {
    /// The rules of the type.
    #[doc(hidden)]
    fn rules() -> &'static [Rule];

    /// Checks the value, and everything in it.
    ///
    /// # Errors
    ///
    /// The first rule that is broken, in the order of the JSON, and where.
    fn validate(&self) -> Result<(), ValidationError> {
        let written = Written::of(self).map_err(ValidationError::unwritable)?;
        let mut check = Check {
            written: &written,
            path: Vec::new(),
        };
        let broken = check.all(Self::rules(), written.text());
        broken.map_or(Ok(()), |reason| Err(check.error(reason)))
    }
}

/// Why a value is not what the document wants.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ValidationError {
    path: String,
    reason: String,
}

impl ValidationError {
    fn unwritable(error: EncodeError) -> Self {
        Self {
            path: String::new(),
            reason: error.to_string(),
        }
    }

    /// Where, as a JSON Pointer (RFC 6901): `/children/3/name`. Empty for the whole value.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Which rule is broken, in words: `has more than 10 characters`.
    #[must_use]
    pub fn reason(&self) -> &str {
        &self.reason
    }
}

impl fmt::Display for ValidationError {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { path, reason } = self;
        if path.is_empty() {
            write!(formatter, "the value {reason}")
        } else {
            write!(formatter, "{} {reason}", Escaped::new(path, 200))
        }
    }
}

impl std::error::Error for ValidationError {}

/// What a value must be. Each rule is about one kind of value, and is kept by every other.
#[derive(Clone, Copy, Debug)]
pub enum Rule {
    /// A text has at least so many characters (Unicode scalar values).
    MinLength(u64),
    /// A text has at most so many characters (Unicode scalar values).
    MaxLength(u64),
    /// A text has these characters in a row. The pattern, whether nothing stands before and behind them, and their kinds.
    Pattern(&'static str, bool, bool, &'static [Piece]),
    /// A number is at least this.
    Minimum(f64),
    /// A number is more than this.
    MoreThan(f64),
    /// A number is at most this.
    Maximum(f64),
    /// A number is less than this.
    LessThan(f64),
    /// A number is a multiple of this.
    MultipleOf(f64),
    /// A list has at least so many items.
    MinItems(u64),
    /// A list has at most so many items.
    MaxItems(u64),
    /// No two items of a list are written alike.
    UniqueItems,
    /// An object has at least so many keys.
    MinProperties(u64),
    /// An object has at most so many keys.
    MaxProperties(u64),
    /// The value of a key, if it is there.
    Member(&'static str, &'static [Rule]),
    /// The values of all keys but these.
    Others(&'static [&'static str], &'static [Rule]),
    /// The items of a list.
    Items(&'static [Rule]),
    /// The items of a list, each by its place.
    Places(&'static [&'static [Rule]]),
    /// What is true of a type.
    Of(fn() -> &'static [Rule]),
    /// By the text of a property: what is true of the branch. Other texts are not known.
    Tag(&'static str, &'static [(&'static str, &'static [Rule])]),
    /// By the first of these keys that is there: what is true of the branch.
    Key(&'static [(&'static str, &'static [Rule])]),
    /// One of several branches.
    Any(&'static [&'static [Rule]]),
}

/// Characters: pairs of the first and the last one of a range, whether they are within or outside of these, and how many at least and
/// at most.
pub type Piece = (&'static str, bool, usize, usize);

/// The rules of a type, for a table of rules.
#[must_use]
pub fn rules<T: Validate>() -> &'static [Rule] {
    T::rules()
}

/// Deeper values than any that can be read are taken as they are.
const DEEPEST: usize = 128;

struct Check<'w> {
    written: &'w Written,
    path: Vec<String>,
}

/// The first rule that is broken. [`Check::path`] then says where.
type Broken = Option<String>;

impl Check<'_> {
    fn all(&mut self, rules: &'static [Rule], value: &str) -> Broken {
        rules.iter().find_map(|rule| self.one(rule, value))
    }

    fn one(&mut self, rule: &Rule, value: &str) -> Broken {
        match rule {
            Rule::Of(rules) if self.path.len() < DEEPEST => self.all(rules(), value),
            _ => match value.as_bytes().first()? {
                b'"' if self.written.part(value).is_some() => None,
                b'"' => of_text(rule, value),
                b'[' => self.of_list(rule, value),
                b'{' => self.of_object(rule, value),
                b't' | b'f' | b'n' => None,
                _ => of_number(rule, value),
            },
        }
    }

    fn of_list(&mut self, rule: &Rule, value: &str) -> Broken {
        let items = Written::items(value);
        match rule {
            Rule::Items(rules) => {
                let mut items = items.into_iter().zip(0_usize..);
                items.find_map(|(item, index)| self.at(&index.to_string(), rules, item))
            }
            Rule::Places(places) => {
                let mut items = items.into_iter().zip(*places).zip(0_usize..);
                items.find_map(|((item, rules), index)| self.at(&index.to_string(), rules, item))
            }
            Rule::UniqueItems => {
                let mut sorted = items;
                sorted.sort_unstable();
                let twice = sorted.windows(2).any(|it| it.first() == it.last());
                twice.then(|| "has an item twice".to_owned())
            }
            Rule::MinItems(least) => fewer(items.len(), *least, "items"),
            Rule::MaxItems(most) => more(items.len(), *most, "items"),
            _ => None,
        }
    }

    fn of_object(&mut self, rule: &Rule, value: &str) -> Broken {
        let members = Written::members_of(value);
        let of = |wanted: &str| {
            let found = members.iter().find(|(key, _)| key == wanted);
            found.map(|(_, value)| *value)
        };
        match rule {
            Rule::MinProperties(least) => fewer(members.len(), *least, "keys"),
            Rule::MaxProperties(most) => more(members.len(), *most, "keys"),
            Rule::Member(name, rules) => self.at(name, rules, of(name)?),
            Rule::Others(known, rules) => members
                .iter()
                .filter(|(key, _)| !known.contains(&key.as_ref()))
                .find_map(|(key, value)| self.at(key, rules, value)),
            Rule::Tag(property, branches) => {
                let tag = of(property)?;
                let tag = Written::unquoted(tag).unwrap_or(tag.into());
                let (_, rules) = branches.iter().find(|(value, _)| *value == tag)?;
                self.all(rules, value)
            }
            Rule::Key(branches) => {
                let (_, rules) = branches.iter().find(|(key, _)| of(key).is_some())?;
                self.all(rules, value)
            }
            Rule::Any(branches) => self.any(branches, value),
            _ => None,
        }
    }

    /// What the first branch is missing, if every branch misses something.
    fn any(&mut self, branches: &[&'static [Rule]], value: &str) -> Broken {
        let depth = self.path.len();
        let mut first: Option<(Vec<String>, String)> = None;
        for rules in branches {
            let reason = self.all(rules, value)?;
            first.get_or_insert((self.path.clone(), reason));
            self.path.truncate(depth);
        }
        let (path, reason) = first?;
        self.path = path;
        Some(reason)
    }

    fn at(&mut self, step: &str, rules: &'static [Rule], value: &str) -> Broken {
        self.path.push(step.replace('~', "~0").replace('/', "~1"));
        let broken = self.all(rules, value);
        if broken.is_none() {
            self.path.pop();
        }
        broken
    }

    fn error(self, reason: String) -> ValidationError {
        ValidationError {
            path: self.path.iter().flat_map(|it| ["/", it]).collect(),
            reason,
        }
    }
}

fn of_text(rule: &Rule, value: &str) -> Broken {
    let length = || Written::unquoted(value).map_or(0, |text| text.chars().count());
    match rule {
        Rule::MinLength(least) => fewer(length(), *least, "characters"),
        Rule::MaxLength(most) => more(length(), *most, "characters"),
        Rule::Pattern(source, from_start, to_end, pieces) => {
            let text = Written::unquoted(value)?;
            let is_right = matches(&text, (*from_start, *to_end), pieces);
            (!is_right).then(|| format!("does not match {source}"))
        }
        _ => None,
    }
}

/// Whether a text has the pieces in a row. It takes as long as the text is, times the number of pieces.
fn matches(text: &str, (from_start, to_end): (bool, bool), pieces: &[Piece]) -> bool {
    let text: Vec<char> = text.chars().collect();
    // Whether what was looked for so far can end in front of each character, and behind the last one.
    let mut ends = vec![!from_start; text.len() + 1];
    ends.first_mut().into_iter().for_each(|it| *it = true);
    for piece in pieces {
        let (_, _, least, most) = *piece;
        let (mut run, mut from) = (0, None);
        let next = (0..ends.len()).map(|end| {
            if let Some(before) = end.checked_sub(1)
                && !text.get(before).is_some_and(|it| is_of(*it, piece))
            {
                run = end;
            }
            let start = end.checked_sub(least);
            from = start.filter(|it| ends.get(*it) == Some(&true)).or(from);
            from.is_some_and(|from| from >= run && end - from <= most)
        });
        ends = next.collect();
    }
    if to_end {
        ends.last() == Some(&true)
    } else {
        ends.contains(&true)
    }
}

fn is_of(character: char, (ranges, within, ..): &Piece) -> bool {
    let mut bounds = ranges.chars();
    let mut is_within = false;
    while let (Some(first), Some(last)) = (bounds.next(), bounds.next()) {
        is_within |= (first..=last).contains(&character);
    }
    is_within == *within
}

fn of_number(rule: &Rule, value: &str) -> Broken {
    let number: f64 = value.parse().ok()?;
    let (broken, what, bound) = match rule {
        Rule::Minimum(least) => (number < *least, "is less than", least),
        Rule::MoreThan(least) => (number <= *least, "is not more than", least),
        Rule::Maximum(most) => (number > *most, "is more than", most),
        Rule::LessThan(most) => (number >= *most, "is not less than", most),
        Rule::MultipleOf(step) => (!is_multiple(number, *step), "is not a multiple of", step),
        _ => return None,
    };
    broken.then(|| format!("{what} {bound}"))
}

/// Whether a number is so many steps. Decimal steps such as 0.1 have no exact float, so that the last digits do not count.
fn is_multiple(number: f64, step: f64) -> bool {
    let steps = number / step;
    (steps - steps.round()).abs() <= f64::EPSILON * 4.0 * steps.abs().max(1.0)
}

fn fewer(count: usize, least: u64, what: &str) -> Broken {
    let is_fewer = u64::try_from(count).is_ok_and(|count| count < least);
    is_fewer.then(|| format!("has fewer than {least} {what}"))
}

fn more(count: usize, most: u64, what: &str) -> Broken {
    let is_more = u64::try_from(count).is_ok_and(|count| count > most);
    is_more.then(|| format!("has more than {most} {what}"))
}
