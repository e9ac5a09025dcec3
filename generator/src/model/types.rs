//! Types: a tree for uses, an arena for definitions.

use super::{Doc, Rules, Union};
use crate::source::At;

/// Number of a definition in [`Api::types`](super::Api::types).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct TypeId(pub u32);

/// Definitions by number. Ids come first, bodies second.
#[derive(Clone, Debug)]
pub struct Arena<T> {
    items: Vec<T>,
}

impl<T> Default for Arena<T> {
    fn default() -> Self {
        Self { items: Vec::new() }
    }
}

impl<T> Arena<T> {
    /// Adds a definition.
    pub fn push(&mut self, item: T) -> TypeId {
        let id = TypeId(u32::try_from(self.items.len()).unwrap_or(u32::MAX));
        self.items.push(item);
        id
    }

    /// Gives back the room for more.
    pub fn shrink_to_fit(&mut self) {
        self.items.shrink_to_fit();
    }

    /// The definition of this number.
    #[must_use]
    pub fn get(&self, id: TypeId) -> Option<&T> {
        self.items.get(id.0 as usize)
    }

    /// The definition of this number, to be changed.
    pub fn get_mut(&mut self, id: TypeId) -> Option<&mut T> {
        self.items.get_mut(id.0 as usize)
    }

    /// All definitions, in order, to be changed.
    pub fn iter_mut(&mut self) -> impl Iterator<Item = &mut T> {
        self.items.iter_mut()
    }

    /// How many there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.items.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.items.is_empty()
    }

    /// All definitions with their numbers, in order.
    pub fn iter(&self) -> impl Iterator<Item = (TypeId, &T)> {
        (0..).map(TypeId).zip(&self.items)
    }
}

/// A use of a type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// A definition.
    Named(TypeId),
    /// A list.
    List(Box<Type>),
    /// A list of a fixed length, a type for each place, if [`Type::is_tuple`] of its length.
    Tuple(Vec<Type>),
    /// Text keys and values of one type.
    Map(Box<Type>),
    /// The type or `null`.
    Nullable(Box<Type>),
    /// A scalar.
    Scalar(Scalar),
    /// Any JSON, kept as text.
    Json,
}

impl Type {
    /// Whether a list of so many items is a tuple: the runtime can read and write those of two to eight.
    #[must_use]
    pub fn is_tuple(length: usize) -> bool {
        (2..=8).contains(&length)
    }

    /// The types that this one is made of, definitions not opened.
    #[must_use]
    pub fn parts(&self) -> &[Self] {
        match self {
            Self::List(inner) | Self::Map(inner) | Self::Nullable(inner) => {
                std::slice::from_ref(inner)
            }
            Self::Tuple(items) => items,
            Self::Named(_) | Self::Scalar(_) | Self::Json => &[],
        }
    }

    /// The definitions that this type is made of.
    #[must_use]
    pub fn definitions(&self) -> Vec<TypeId> {
        let (mut open, mut found) = (vec![self], Vec::new());
        while let Some(ty) = open.pop() {
            match ty {
                Self::Named(id) => found.push(*id),
                other => open.extend(other.parts()),
            }
        }
        found
    }
}

/// A scalar.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Scalar {
    /// Text, of whatever format.
    Text,
    /// Text of a format that stands for more, by its place in [`Api::formats`](super::Api::formats).
    Formatted(u16),
    /// Text that is never printed (`format: password`).
    Secret,
    /// Bytes with a file name and a media type: a part of a multipart body.
    File,
    /// `true` or `false`.
    Boolean,
    /// `int32`.
    I32,
    /// `int64`, and integers without a format.
    I64,
    /// `uint32`.
    U32,
    /// `uint64`.
    U64,
    /// Any other number.
    F64,
}

/// A definition.
#[derive(Clone, Debug)]
pub struct TypeDef {
    /// Where it came from, and the words for its name.
    pub origin: Origin,
    /// Where it stands in the documents as they were written (a JSON Pointer, after the name of the document if it is not the first one),
    /// as far as that is known.
    pub place: Option<String>,
    /// Prose.
    pub doc: Doc,
    /// What it must be beyond its shape.
    pub rules: Rules,
    /// What it is.
    pub shape: Shape,
    /// The other definition of the same schema, where what is sent differs from what is received.
    pub counterpart: Option<Counterpart>,
}

/// The other one of two definitions of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Counterpart {
    /// It is sent, and this one is received.
    Sent(TypeId),
    /// It is received, and this one is sent.
    Received(TypeId),
}

impl TypeDef {
    /// A definition without rules, for both directions.
    #[must_use]
    pub fn new(origin: Origin, doc: Doc, shape: Shape) -> Self {
        Self {
            origin,
            place: None,
            doc,
            rules: Rules::default(),
            shape,
            counterpart: None,
        }
    }

    /// The types that it refers to.
    #[must_use]
    pub fn uses(&self) -> Vec<&Type> {
        match &self.shape {
            Shape::Record(it) => {
                let fields = it.fields.iter().map(|it| &it.ty);
                fields.chain(&it.rest).collect()
            }
            Shape::Union(it) => it.variants.iter().map(|it| &it.ty).collect(),
            Shape::Alias(it) => vec![it],
            Shape::Enumeration(_) => Vec::new(),
        }
    }
}

/// Where a definition came from, and the words for its name.
#[derive(Clone, Debug)]
pub struct Origin {
    /// Where it was read.
    pub at: At,
    /// Its JSON Pointer in the canonical document: unique, and the source of suffixes for contested names.
    pub pointer: String,
    /// Words for its name, outermost first, as the document spells them: `["Audience"]`, `["Audience", "sandbox"]`.
    pub hint: Vec<String>,
    /// Whether the document names it (a component), so that its own spelling has precedence.
    pub named: bool,
    /// What the maintainer calls it, if anything.
    pub renamed: Option<String>,
    /// What the document asks to call it, if anything.
    pub called: Option<String>,
}

/// What a definition is.
#[derive(Clone, Debug)]
pub enum Shape {
    /// An object with fields.
    Record(Record),
    /// One of several types.
    Union(Union),
    /// One of several values, or one that is not known yet.
    Enumeration(Enumeration),
    /// Another name for a type.
    Alias(Type),
}

/// An object with fields.
#[derive(Clone, Debug, Default)]
pub struct Record {
    /// Fields in document order; wire names are unique.
    pub fields: Vec<Field>,
    /// The type of keys that are not fields, where the document says that there are any; they are kept.
    /// `None`: unknown keys are read over.
    pub rest: Option<Type>,
    /// Keys that are read over all the same: only those who read the other direction have a field for them.
    pub passed_over: Vec<String>,
}

/// A field of a record.
#[derive(Clone, Debug)]
pub struct Field {
    /// Where it was read.
    pub at: At,
    /// Name in JSON.
    pub wire: String,
    /// What the maintainer calls it, if anything.
    pub renamed: Option<String>,
    /// What the document asks to call it, if anything.
    pub called: Option<String>,
    /// Its type; [`Type::Nullable`] where `null` is allowed.
    pub ty: Type,
    /// Whether the key must be there.
    pub required: bool,
    /// The only value that it may have, where its type does not say so.
    pub always: Option<Constant>,
    /// What it must be beyond its type.
    pub rules: Rules,
    /// Who may write it.
    pub access: Access,
    /// Prose.
    pub doc: Doc,
}

/// The only value that a field may have.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Constant {
    /// `true` or `false`.
    Boolean(bool),
    /// A text, or one of the values of an enumeration.
    Text(String),
}

/// Who may write a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Access {
    /// Both sides.
    Both,
    /// Only the server (`readOnly`).
    Server,
    /// Only the client (`writeOnly`).
    Client,
}

/// One of several values.
#[derive(Clone, Debug)]
pub enum Enumeration {
    /// Texts.
    Text(Vec<Choosable<String>>),
    /// Integers.
    Integer(Vec<Choosable<i64>>),
}

/// A value of an enumeration.
#[derive(Clone, Debug)]
pub struct Choosable<T> {
    /// The value in JSON; unique in its enumeration.
    pub wire: T,
    /// A name for it, where the document gives one (`x-values`).
    pub name: Option<String>,
    /// Prose.
    pub doc: Doc,
}
