//! The items that users see as types.

use super::{Argument, Doc, Init, Lint, Name, Passed, Type};

/// A struct with fields, its constructor and its setters.
#[derive(Clone, Debug)]
pub struct Record {
    /// Its documentation.
    pub doc: Doc,
    /// Attributes against lints.
    pub lints: Vec<Lint>,
    /// Whether it derives `Default`.
    pub default: bool,
    /// Its name.
    pub name: Name,
    /// Its fields, all public.
    pub fields: Vec<Field>,
    /// `new`
    pub constructor: Option<Constructor>,
    /// Methods that set one field.
    pub setters: Vec<Setter>,
}

/// A field.
#[derive(Clone, Debug)]
pub struct Field {
    /// Its documentation.
    pub doc: Doc,
    /// Attributes against lints.
    pub lints: Vec<Lint>,
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
}

/// `new`
#[derive(Clone, Debug)]
pub struct Constructor {
    /// Its documentation.
    pub doc: Doc,
    /// Attributes against lints.
    pub lints: Vec<Lint>,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// Whether there are none, so that what it makes is the default too.
    pub is_default: bool,
    /// All fields with their values.
    pub fields: Vec<(Name, Init)>,
}

/// A method that takes `self`, sets one field and returns it.
#[derive(Clone, Debug)]
pub struct Setter {
    /// Its documentation.
    pub doc: Doc,
    /// Attributes against lints.
    pub lints: Vec<Lint>,
    /// Whether it needs `#[must_use]` of its own, because its type has none.
    pub must_use: bool,
    /// Its name.
    pub name: Name,
    /// Its argument.
    pub argument: Argument,
    /// The field, from `self` on: `self.body.name`.
    pub target: Vec<Name>,
    /// The value.
    pub value: Passed,
}

/// An enum of values.
#[derive(Clone, Debug)]
pub struct Enumeration {
    /// Its documentation.
    pub doc: Doc,
    /// Its name.
    pub name: Name,
    /// Its variants, the one for what is unknown among them.
    pub variants: Vec<Variant>,
}

/// A variant.
#[derive(Clone, Debug)]
pub struct Variant {
    /// Its documentation.
    pub doc: Doc,
    /// Attributes against lints.
    pub lints: Vec<Lint>,
    /// Its name.
    pub name: Name,
    /// Its content.
    pub ty: Option<Type>,
}

/// An enum of types.
#[derive(Clone, Debug)]
pub struct Union {
    /// Its documentation.
    pub doc: Doc,
    /// Its name.
    pub name: Name,
    /// Its variants, the unknown one last.
    pub variants: Vec<Variant>,
}

/// An enum of documented answers.
#[derive(Clone, Debug)]
pub struct Answers {
    /// Its documentation.
    pub doc: Doc,
    /// Its name.
    pub name: Name,
    /// Its variants.
    pub variants: Vec<Variant>,
}

/// Another name for a type.
#[derive(Clone, Debug)]
pub struct Alias {
    /// Its documentation.
    pub doc: Doc,
    /// Attributes against lints.
    pub lints: Vec<Lint>,
    /// Its name.
    pub name: Name,
    /// What it stands for.
    pub ty: Type,
}

/// `pub const X: Header<T> = Header::text("x");`
#[derive(Clone, Debug)]
pub struct Header {
    /// Its documentation.
    pub doc: Doc,
    /// The constant.
    pub name: Name,
    /// What it is read as.
    pub ty: Type,
    /// The function of `Header` that makes it.
    pub form: &'static str,
    /// Name on the wire.
    pub wire: String,
}
