//! What will be written, in Rust's nouns, every decision taken.
//!
//! Takes: nothing; inert data, filled by `lower`, read by `emit`. Must not: know tokens, or the words of `OpenAPI`.

mod calls;
mod items;
mod paging;
mod polling;
mod rules;
mod types;
mod wire;

pub use calls::*;
pub use items::*;
pub use paging::*;
pub use polling::*;
pub use rules::*;
pub use types::*;
pub use wire::*;

use std::collections::BTreeSet;

use crate::names;

/// The files of the crate's root.
#[derive(Clone, Debug)]
pub struct Crate {
    /// `src/lib.rs`.
    pub library: File,
    /// Text of `Cargo.toml`.
    pub manifest: String,
    /// Text of `README.md`.
    pub readme: String,
    /// The pieces of the runtime that it has a use for; the whole of it where nothing is said.
    pub pieces: Option<BTreeSet<&'static str>>,
}

/// Everything that is written for one API, apart from the crate's root.
#[derive(Clone, Debug)]
pub struct Module {
    /// What the header of each file names as the source, such as `specs/batch-cep`.
    pub origin: String,
    /// Modules and re-exports that `lib.rs` must hold, when the API has no module of its own.
    pub declarations: Vec<Item>,
    /// Files, in the order of their module's page.
    pub files: Vec<File>,
}

/// A Rust file.
#[derive(Clone, Debug)]
pub struct File {
    /// Path in the crate, such as `src/batch_cep/types.rs`.
    pub path: String,
    /// What stands above everything.
    pub head: Head,
    /// Imports, sorted; each is used.
    pub imports: Vec<Import>,
    /// Items, in order.
    pub items: Vec<Item>,
}

/// What stands above everything in a file.
#[derive(Clone, Debug)]
pub enum Head {
    /// `//!` lines.
    Doc(Doc),
    /// The crate's README, and how deep the compiler must follow types where that is deeper than usual.
    Readme(Option<usize>),
}

/// `use path::{names};`
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Import {
    /// Modules, such as `["crate", "runtime"]`.
    pub path: Vec<&'static str>,
    /// What is taken from there, sorted.
    pub names: Vec<Name>,
}

/// Lines of documentation, already harmless.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Doc(pub Vec<String>);

/// An item of a file.
#[derive(Clone, Debug)]
pub enum Item {
    /// `mod x;`
    Module(Declaration),
    /// `pub use x::Y;`
    Reexport(Reexport),
    /// A struct with fields, its constructor and its setters.
    Record(Record),
    /// An enum of values.
    Enumeration(Enumeration),
    /// An enum of types.
    Union(Union),
    /// Another name for a type.
    Alias(Alias),
    /// An enum of documented answers.
    Answers(Answers),
    /// A header of answers.
    Header(Header),
    /// The client, its builder and the description of its API.
    Client(Box<Client>),
    /// A method of the client, its constant and its call builder.
    Call(Box<Call>),
    /// The JSON mapping of a record.
    RecordWire(RecordWire),
    /// How what is sent is made of what was received.
    InputWire(InputWire),
    /// The JSON mapping of an enumeration.
    EnumerationWire(EnumerationWire),
    /// The JSON mapping of a union.
    UnionWire(UnionWire),
    /// How documented answers are read.
    AnswersWire(AnswersWire),
    /// How a value becomes a parameter.
    ParameterWire(ParameterWire),
    /// How a type of another crate is read and written.
    TextType(TextType),
    /// What values of a type must be.
    Rules(Rules),
}

/// How a type of another crate that stands for text is read and written.
#[derive(Clone, Debug)]
pub struct TextType {
    /// The cargo features of which one is needed; none where it is always there.
    pub features: Vec<String>,
    /// Its path, which starts with a crate.
    pub path: String,
    /// What its texts are.
    pub what: String,
    /// Functions from and to text, as Rust, where it has no `FromStr` and `Display` that will do.
    pub functions: Option<(&'static str, &'static str)>,
}

/// `mod x;`
#[derive(Clone, Debug)]
pub struct Declaration {
    /// Attributes against lints.
    pub lints: Vec<Lint>,
    /// The cargo feature that it needs.
    pub feature: Option<String>,
    /// Whether users see it.
    pub public: bool,
    /// Its name.
    pub name: Name,
}

/// `pub use x::Y;`
#[derive(Clone, Debug)]
pub struct Reexport {
    /// The module.
    pub module: Name,
    /// What is taken from there.
    pub names: Vec<Name>,
}

/// A lint that fires, or may fire, at an item, with the reason why it is right there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Lint {
    /// Its name within Clippy.
    pub name: &'static str,
    /// Why it is right at that place.
    pub reason: &'static str,
    /// Whether it certainly fires: then it is expected, otherwise allowed.
    pub certain: bool,
}

/// An identifier that is safe to print.
///
/// It comes from the `names` room, from a text of ours, or from one of these with a suffix of ours.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Name(String);

impl Name {
    /// A text of ours.
    #[must_use]
    pub fn ours(text: &'static str) -> Self {
        Self(text.to_owned())
    }

    /// A module of the settings or of a path of ours, which is checked there.
    #[must_use]
    pub(crate) fn module(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// This name with a suffix; never a keyword.
    #[must_use]
    pub fn with_suffix(&self, suffix: &'static str) -> Self {
        Self(format!("{}{suffix}", self.bare()))
    }

    /// Its text, with `r#` where needed.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Its text without `r#`.
    #[must_use]
    pub fn bare(&self) -> &str {
        self.0.strip_prefix("r#").unwrap_or(&self.0)
    }
}

impl From<&names::Ident> for Name {
    fn from(ident: &names::Ident) -> Self {
        Self(ident.as_str().to_owned())
    }
}
