//! The JSON mapping of types, how answers are read, and how values become parameters.

use super::{Lint, Name, Type};

/// The JSON mapping of a record.
#[derive(Clone, Debug)]
pub struct RecordWire {
    /// The record.
    pub ty: Type,
    /// Whether it is read at all: what holds a part of a form is only written.
    pub is_read: bool,
    /// Its fields, in order.
    pub fields: Vec<FieldWire>,
    /// The field that keeps other keys.
    pub rest: Option<Name>,
    /// Keys that it does not keep.
    pub passed_over: Vec<String>,
}

/// How what is sent is made of what was received.
#[derive(Clone, Debug)]
pub struct InputWire {
    /// What is received.
    pub received: Type,
    /// What is sent.
    pub sent: Type,
}

/// The JSON mapping of a field.
#[derive(Clone, Debug)]
pub struct FieldWire {
    /// The field.
    pub name: Name,
    /// Name in JSON.
    pub wire: String,
    /// Whether it must be there.
    pub presence: Presence,
}

/// Whether a field must be there.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Presence {
    /// It must: `T`.
    Required,
    /// It may be left out: `Option<T>`.
    Optional,
    /// It may be left out, and `null` means something else: `Field<T>`.
    Nullable,
}

/// The JSON mapping of an enumeration.
#[derive(Clone, Debug)]
pub struct EnumerationWire {
    /// The enumeration.
    pub ty: Type,
    /// Its variants.
    pub variants: Vec<Name>,
    /// The values in JSON, parallel to the variants.
    pub values: Values,
    /// The variant for what is unknown.
    pub unknown: Name,
}

/// The values of an enumeration in JSON.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Values {
    /// Texts.
    Text(Vec<String>),
    /// Integers.
    Integer(Vec<i64>),
}

/// The JSON mapping of a union.
#[derive(Clone, Debug)]
pub struct UnionWire {
    /// The union.
    pub ty: Type,
    /// Whether it is read at all: what holds a part of a form is only written.
    pub is_read: bool,
    /// Attributes against lints of `decode`.
    pub decode_lints: Vec<Lint>,
    /// How it is read.
    pub read: Read,
    /// Its variants, the one for what is unknown among them.
    pub variants: Vec<VariantWire>,
}

/// How a union is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Read {
    /// `Self::Cat(reader.value()?)`
    Value(Name),
    /// `Self::Unknown(reader.raw()?)`
    Raw(Name),
    /// By the kind of JSON value.
    Kind(Vec<(Vec<&'static str>, Read)>, Box<Read>),
    /// By the kind of the first item of a list; nothing for an empty one.
    Items(Vec<(Vec<Option<&'static str>>, Read)>, Box<Read>),
    /// By the text of a property; nothing where it is absent.
    Tag(String, Vec<(Vec<Option<String>>, Read)>, Box<Read>),
    /// By the first of these keys that is there; each case names positions in the list of keys.
    Key(Vec<String>, Vec<(Vec<usize>, Read)>, Box<Read>),
    /// By the only one of these keys that the object has; else the last.
    OnlyKey(Vec<String>, Vec<(Vec<usize>, Read)>, Box<Read>),
    /// By the shape that fits best; each case names positions in the list of shapes.
    Shape(Vec<ShapeWire>, Vec<(Vec<usize>, Read)>, Box<Read>),
}

/// What can be seen of the objects of one variant.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShapeWire {
    /// Its keys.
    pub keys: Vec<KeyWire>,
    /// What further keys hold, if they are kept.
    pub rest: Option<KindsWire>,
}

/// What can be seen of one key.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KeyWire {
    /// The key.
    pub wire: String,
    /// Whether it must be there.
    pub required: bool,
    /// The kinds of its value.
    pub kinds: KindsWire,
}

/// Names of kinds in the runtime: `TEXT | list(INTEGER)`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct KindsWire {
    /// Of the value itself.
    pub own: Vec<&'static str>,
    /// Of the items, if it may be a list and not any list.
    pub items: Vec<&'static str>,
}

/// How a variant of a union is written, and what becomes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct VariantWire {
    /// The variant.
    pub name: Name,
    /// Property and value that are added.
    pub tag: Option<(String, String)>,
    /// The type that becomes it, if that becomes no other one.
    pub from: Option<Type>,
}

/// How documented answers are read.
#[derive(Clone, Debug)]
pub struct AnswersWire {
    /// The enum.
    pub ty: Type,
    /// Which trait is implemented.
    pub kind: AnswersKind,
    /// Attributes against lints of `read`.
    pub lints: Vec<Lint>,
    /// The first case that fits counts.
    pub cases: Vec<AnswerCase>,
    /// Every other status.
    pub otherwise: Option<ReadAnswer>,
}

/// A documented answer, and how it is known.
#[derive(Clone, Debug)]
pub struct AnswerCase {
    /// Its statuses.
    pub statuses: Statuses,
    /// Its media types; empty where any will do.
    pub media: Vec<String>,
    /// What becomes of it.
    pub read: ReadAnswer,
}

/// Which trait is implemented.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AnswersKind {
    /// `Failure`: other statuses may be nobody's.
    Failure,
    /// `Answer`: every status is read.
    Answer,
}

/// Statuses of a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Statuses {
    /// One.
    One(u16),
    /// From the first to the last.
    Range(u16, u16),
    /// Any.
    All,
}

/// What becomes of a documented answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadAnswer {
    /// The variant.
    pub variant: Name,
    /// How its content is read.
    pub content: ReadContent,
}

/// How the content of a documented answer is read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ReadContent {
    /// It has none.
    Nothing,
    /// `body.json()`
    Json,
    /// `body.text()`
    Text,
    /// `body.bytes()`, which cannot fail.
    Bytes,
}

/// How a value becomes a parameter.
#[derive(Clone, Debug)]
pub struct ParameterWire {
    /// The type.
    pub ty: Type,
    /// How.
    pub form: ParameterForm,
}

/// How a value becomes a parameter.
#[derive(Clone, Debug)]
pub enum ParameterForm {
    /// As the parameter that the variant holds; the last variant is JSON.
    Variants(Vec<Vec<Name>>, Name),
    /// As pairs: wire names and fields.
    Pairs(Vec<(String, Name, Presence)>),
}
