//! Shapes: what can be seen of an object without reading its values.
//!
//! Takes the keys of each branch of a union and gives the branch that fits an object ahead best. It must not read a value as one
//! of the branches: the keys and the kinds of their values are all that it looks at, once.

use super::reader::Kind;
use super::skim;

/// A set of kinds of JSON values.
pub type Kinds = u16;

/// `null`.
pub const NULL: Kinds = 1;
/// `true` and `false`.
pub const BOOLEAN: Kinds = 1 << 1;
/// Whole numbers.
pub const INTEGER: Kinds = 1 << 2;
/// Other numbers.
pub const FRACTION: Kinds = 1 << 3;
/// All numbers.
pub const NUMBER: Kinds = INTEGER | FRACTION;
/// Texts.
pub const TEXT: Kinds = 1 << 4;
/// Objects.
pub const OBJECT: Kinds = 1 << 5;
/// Lists of anything. The upper half has a bit for each kind of first item, and one for the empty list.
pub const LIST: Kinds = 0xff << ITEMS;
/// Everything.
pub const ANY: Kinds = Kinds::MAX;

const ITEMS: u32 = 8;
const LISTS_OF_LISTS: Kinds = 1 << 14;
const EMPTY_LIST: Kinds = 1 << 15;

/// Lists whose first item is of these kinds, and the empty list.
#[must_use]
pub const fn list(items: Kinds) -> Kinds {
    let of_lists = if items & LIST == 0 { 0 } else { LISTS_OF_LISTS };
    ((items & (OBJECT | (OBJECT - 1))) << ITEMS) | of_lists | EMPTY_LIST
}

/// What is known of one key of the objects of a branch.
#[derive(Debug)]
pub struct Key {
    /// `None` for all keys that are not listed.
    name: Option<&'static str>,
    kinds: Kinds,
    required: bool,
}

/// A key that must be there.
#[must_use]
pub const fn needs(name: &'static str, kinds: Kinds) -> Key {
    Key {
        name: Some(name),
        kinds,
        required: true,
    }
}

/// A key that may be there.
#[must_use]
pub const fn knows(name: &'static str, kinds: Kinds) -> Key {
    Key {
        name: Some(name),
        kinds,
        required: false,
    }
}

/// Keys that are not listed are kept.
#[must_use]
pub const fn keeps(kinds: Kinds) -> Key {
    Key {
        name: None,
        kinds,
        required: false,
    }
}

/// How well one shape fits.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Fit {
    /// Keys that are known or kept.
    kept: usize,
    /// Keys that are known by name.
    named: usize,
}

#[derive(Clone, Debug, Default)]
struct State {
    fit: Fit,
    /// Required keys that were seen.
    met: usize,
    /// Whether a value is of a wrong kind.
    out: bool,
}

/// Fits the members of one object into several shapes at once.
#[derive(Debug)]
pub(super) struct Fitting {
    shapes: &'static [&'static [Key]],
    states: Vec<State>,
    /// How many members have a value other than `null`.
    members: usize,
}

impl Fitting {
    pub(super) fn new(shapes: &'static [&'static [Key]]) -> Self {
        Self {
            shapes,
            states: vec![State::default(); shapes.len()],
            members: 0,
        }
    }

    /// Takes a key, as it is written between its quotes, and the kind of its value.
    pub(super) fn member(&mut self, key: &str, kind: Kinds) {
        self.members += usize::from(kind != NULL);
        for (shape, state) in self.shapes.iter().zip(&mut self.states) {
            let named = named(shape, key);
            let Some(known) = named.or_else(|| shape.iter().find(|it| it.name.is_none())) else {
                continue;
            };
            // Where `null` is not a value, it is as good as absent.
            if known.kinds & kind == 0 {
                state.out |= kind != NULL;
                continue;
            }
            state.met += usize::from(known.required);
            state.fit.kept += 1;
            state.fit.named += usize::from(named.is_some());
        }
    }

    /// The shape that misses no key, has no value of a wrong kind, and keeps most; the first of several.
    pub(super) fn best(&self) -> Option<usize> {
        let mut best: Option<(Fit, usize)> = None;
        for (index, state) in self.states.iter().enumerate() {
            if best.is_none_or(|(fit, _)| state.fit > fit) && self.fits(index) {
                best = Some((state.fit, index));
            }
        }
        best.map(|(_, index)| index)
    }

    /// Whether some member may be one of another shape that fits, and none of this one. Mostly this one has all members.
    pub(super) fn may_be_several(&self, best: usize) -> bool {
        let has_all = (self.states.get(best)).is_some_and(|it| it.fit.kept == self.members);
        let mut others = (0..self.states.len()).filter(|it| *it != best);
        !has_all && others.any(|it| self.fits(it))
    }

    /// Whether a member is one of another shape that fits, and none of this one.
    pub(super) fn is_of_another(&self, best: usize, key: &str) -> bool {
        let knows = |shape: &[Key]| named(shape, key).is_some();
        let mut shapes = (0..).zip(self.shapes);
        let is_own = self.shapes.get(best).is_some_and(|it| knows(it));
        !is_own && shapes.any(|(index, shape)| knows(shape) && self.fits(index))
    }

    fn fits(&self, index: usize) -> bool {
        let required = |shape: &&[Key]| shape.iter().filter(|it| it.required).count();
        let required = self.shapes.get(index).map_or(0, required);
        (self.states.get(index)).is_some_and(|it| !it.out && it.met >= required)
    }
}

/// What a shape knows of a key, as it is written between its quotes.
fn named<'a>(shape: &'a [Key], key: &str) -> Option<&'a Key> {
    let is_it = |name| skim::same_key(key, name);
    shape.iter().find(|it| it.name.is_some_and(is_it))
}

/// The kind of a value, and of its first item where it is a list.
pub(super) fn kinds_at(text: &str, value: usize) -> Option<Kinds> {
    let kind = skim::kind_at(text, value)?;
    if kind != Kind::List {
        return Some(of(kind));
    }
    let first = skim::skip_space(text.as_bytes(), value + 1);
    Some(match skim::kind_at(text, first) {
        Some(item) => list(of(item)) & !EMPTY_LIST,
        None => EMPTY_LIST,
    })
}

fn of(kind: Kind) -> Kinds {
    match kind {
        Kind::Null => NULL,
        Kind::Boolean => BOOLEAN,
        Kind::Integer => INTEGER,
        Kind::Number => FRACTION,
        Kind::Text => TEXT,
        Kind::List => LIST,
        Kind::Object => OBJECT,
    }
}
