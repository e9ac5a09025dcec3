//! Rust types, and how values move from arguments to fields.

use super::Name;

/// A Rust type.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Type {
    /// `()`.
    Unit,
    /// A type that every generated crate knows.
    Known(Known),
    /// A generated type, by its module unless it is in the same file: `types::Audience`.
    Generated(Option<&'static str>, Name),
    /// A type of another crate, by its path.
    Foreign(String),
    /// `(A, B)`.
    Tuple(Vec<Type>),
    /// A type around another one.
    Wrapped(Wrapper, Box<Type>),
}

/// A type that every generated crate knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Known {
    /// `bool`
    Bool,
    /// `i32`
    I32,
    /// `i64`
    I64,
    /// `u32`
    U32,
    /// `u64`
    U64,
    /// `f64`
    F64,
    /// `String`
    String,
    /// `bytes::Bytes`
    Bytes,
    /// `runtime::Octets`, a body to be sent.
    Octets,
    /// `runtime::Secret`
    Secret,
    /// `runtime::Part`
    Part,
    /// `runtime::Media`
    Media,
    /// `runtime::FormPairs`
    FormPairs,
    /// `runtime::FormParts`
    FormParts,
    /// `runtime::json::Raw`
    Raw,
    /// `runtime::UnknownValue`
    UnknownValue,
    /// `runtime::UnknownInteger`
    UnknownInteger,
    /// `runtime::NoBody`
    NoBody,
}

/// A type around another one.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Wrapper {
    /// `Option<T>`
    Option,
    /// `Vec<T>`
    Vec,
    /// `Box<T>`
    Box,
    /// `BTreeMap<String, T>`
    Map,
    /// The same where `T` takes no room, so that only the keys say anything.
    Keys,
    /// `runtime::Field<T>`
    Field,
}

impl Type {
    /// This type in a wrapper.
    #[must_use]
    pub fn within(self, wrapper: Wrapper) -> Self {
        Self::Wrapped(wrapper, Box::new(self))
    }
}

/// An argument of a function.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Argument {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Whether anything that converts is taken: `impl Into<T>`.
    pub into: bool,
}

/// What happens to an argument on its way into a field.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Step {
    /// `.into()`
    Into,
    /// `Box::new(…)`
    Box,
    /// `Some(…)`
    Some,
}

/// A value made of an argument.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passed {
    /// The argument.
    pub name: Name,
    /// What happens to it, in order.
    pub steps: Vec<Step>,
}

/// The value of a field in a constructor.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Init {
    /// An argument.
    Passed(Passed),
    /// `None`
    None,
    /// `Field::Absent`
    Absent,
    /// `BTreeMap::new()`
    Empty,
    /// `T::new(arguments)`
    New(Type, Vec<Name>),
    /// `T::default()`
    Default(Type),
    /// `T::Variant`
    Variant(Type, Name),
    /// `true`
    Always(bool),
    /// This text.
    Text(String),
}
