//! Unions: branches, and how a reader tells them apart without trying them.

use std::collections::BTreeSet;

use super::{Doc, Rules, Type};
use crate::source::At;

/// One of several types.
#[derive(Clone, Debug)]
pub struct Union {
    /// The branches. A reader also keeps what fits none of them, as JSON.
    pub variants: Vec<Variant>,
    /// How a reader tells the branches apart, without trying them.
    pub choice: Choice,
}

/// A branch of a union.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Where it was read.
    pub at: At,
    /// Words for its name, as the document spells them.
    pub hint: Vec<String>,
    /// Its type.
    pub ty: Type,
    /// What it must be beyond its type.
    pub rules: Rules,
    /// Prose.
    pub doc: Doc,
}

/// How to tell branches apart: first by the kind of JSON value, then, for lists and objects, by what is in them.
/// Each number is an index into [`Union::variants`].
#[derive(Clone, Debug, Default)]
pub struct Choice {
    /// For text.
    pub text: Option<usize>,
    /// For a number without fraction.
    pub integer: Option<usize>,
    /// For any other number.
    pub number: Option<usize>,
    /// For `true` and `false`.
    pub boolean: Option<usize>,
    /// For an array.
    pub list: ListChoice,
    /// For an object.
    pub object: ObjectChoice,
}

/// How to tell lists apart.
#[derive(Clone, Debug, Default)]
pub enum ListChoice {
    /// No branch is a list.
    #[default]
    None,
    /// Only one branch is.
    Only(usize),
    /// By the kind of the first item.
    Items {
        /// Kind → branch; each kind once.
        cases: Vec<(JsonKind, usize)>,
        /// The branch of an empty list, for which all of them are right.
        empty: usize,
    },
}

/// How to tell objects apart: a tree of questions, none of which reads a value as one of the branches.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum ObjectChoice {
    /// No branch is right.
    #[default]
    None,
    /// This branch.
    Only(usize),
    /// By the value of one property: a discriminator, or constants. Integers and booleans go by how JSON writes them.
    Tag {
        /// The property.
        property: String,
        /// Value → what then, in document order.
        cases: Vec<(String, ObjectChoice)>,
        /// For an object without the property.
        absent: Box<ObjectChoice>,
        /// For an unlisted value.
        otherwise: Box<ObjectChoice>,
    },
    /// By a key that only one branch requires.
    Key {
        /// Key → branch, in the order in which they are looked for.
        cases: Vec<(String, usize)>,
        /// Whether an object with several of the keys is no branch: it is several of them.
        alone: bool,
        /// For an object with none of the keys.
        otherwise: Box<ObjectChoice>,
    },
    /// By all keys and the kinds of their values: the branch that knows most of them, among those that miss none.
    Shape(Vec<(ObjectShape, usize)>),
}

impl ObjectChoice {
    /// The questions that come after this one.
    #[must_use]
    pub fn further(&self) -> Vec<&Self> {
        match self {
            Self::Tag {
                cases,
                absent,
                otherwise,
                ..
            } => {
                let cases = cases.iter().map(|(_, it)| it);
                cases.chain([&**absent, &**otherwise]).collect()
            }
            Self::Key { otherwise, .. } => vec![otherwise],
            Self::None | Self::Only(_) | Self::Shape(_) => Vec::new(),
        }
    }

    /// The questions that come after this one, to be changed.
    pub fn further_mut(&mut self) -> Vec<&mut Self> {
        match self {
            Self::Tag {
                cases,
                absent,
                otherwise,
                ..
            } => {
                let cases = cases.iter_mut().map(|(_, it)| it);
                cases.chain([&mut **absent, &mut **otherwise]).collect()
            }
            Self::Key { otherwise, .. } => vec![otherwise],
            Self::None | Self::Only(_) | Self::Shape(_) => Vec::new(),
        }
    }

    /// Whether some object is this branch.
    #[must_use]
    pub fn leads_to(&self, branch: usize) -> bool {
        let is_answer = match self {
            Self::Only(only) => *only == branch,
            Self::Key { cases, .. } => cases.iter().any(|(_, it)| *it == branch),
            Self::Shape(shapes) => shapes.iter().any(|(_, it)| *it == branch),
            Self::None | Self::Tag { .. } => false,
        };
        is_answer || self.further().into_iter().any(|it| it.leads_to(branch))
    }

    /// Gives the branches other numbers.
    pub fn renumber(&mut self, number: &dyn Fn(usize) -> usize) {
        match self {
            Self::Only(branch) => *branch = number(*branch),
            Self::Key { cases, .. } => {
                for (_, branch) in cases {
                    *branch = number(*branch);
                }
            }
            Self::Shape(shapes) => {
                for (_, branch) in shapes {
                    *branch = number(*branch);
                }
            }
            Self::None | Self::Tag { .. } => {}
        }
        for choice in self.further_mut() {
            choice.renumber(number);
        }
    }
}

/// What can be seen of the objects of one branch without reading their values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ObjectShape {
    /// Keys that tell it from another branch.
    pub keys: Vec<KeyShape>,
    /// What further keys may hold, if they are kept.
    pub rest: Option<Kinds>,
}

/// What can be seen of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyShape {
    /// The key.
    pub wire: String,
    /// Whether it must be there.
    pub required: bool,
    /// The kinds of its value.
    pub kinds: Kinds,
}

/// A set of kinds of JSON values.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Kinds {
    /// Kinds of the value itself.
    pub own: BTreeSet<JsonKind>,
    /// For a list: kinds of its first item.
    pub items: BTreeSet<JsonKind>,
}

/// The kinds of JSON values, numbers without fraction apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum JsonKind {
    /// `null`.
    Null,
    /// `true` or `false`.
    Boolean,
    /// A number without fraction.
    Integer,
    /// Any other number.
    Number,
    /// Text.
    Text,
    /// An array.
    List,
    /// An object.
    Object,
}

impl JsonKind {
    /// All of them.
    pub const ALL: [Self; 7] = [
        Self::Null,
        Self::Boolean,
        Self::Integer,
        Self::Number,
        Self::Text,
        Self::List,
        Self::Object,
    ];

    /// A word for it.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Boolean => "boolean",
            Self::Integer => "integer",
            Self::Number => "number",
            Self::Text => "text",
            Self::List => "list",
            Self::Object => "object",
        }
    }
}

impl Kinds {
    /// Every kind.
    #[must_use]
    pub fn any() -> Self {
        let all = BTreeSet::from(JsonKind::ALL);
        Self {
            own: all.clone(),
            items: all,
        }
    }

    /// Adds other kinds.
    pub fn extend(&mut self, other: &Self) {
        self.own.extend(&other.own);
        self.items.extend(&other.items);
    }

    /// Whether a value other than `null` can be of both.
    #[must_use]
    pub fn overlaps(&self, other: &Self) -> bool {
        let common: BTreeSet<_> = self.own.intersection(&other.own).collect();
        common.iter().any(|it| match it {
            JsonKind::Null => false,
            JsonKind::List => !self.items.is_disjoint(&other.items),
            _ => true,
        })
    }
}
