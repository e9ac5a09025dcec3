//! Room 3: the canonical tree as `openapiv3` nodes, each `$ref` an id, each node with its pointer and its place.
//!
//! Takes: [`Canonical`](crate::normalise::Canonical). Gives: [`Api`].
//! Must not: know `OpenAPI` versions, or decide what a schema means.
//!
//! `openapiv3` reads one node at a time, without its children: one bad keyword is one finding, not a dead document.

mod kept;
mod parts;
mod pointer;
mod read;
mod schemas;
mod tree;

pub use kept::{Annotations, Extensions, Sent};
pub use pointer::{child, decode, parse};
pub use read::read;

use std::sync::{Arc, OnceLock};

use indexmap::IndexMap;

use crate::source::{At, Node};

/// A document, read.
#[derive(Clone, Debug)]
pub struct Api {
    /// `info`.
    pub info: openapiv3::Info,
    /// `servers`.
    pub servers: Vec<Located<openapiv3::Server>>,
    /// `security`.
    pub security: Vec<openapiv3::SecurityRequirement>,
    /// `components.securitySchemes`.
    pub schemes: IndexMap<String, Located<openapiv3::SecurityScheme>>,
    /// Schemes of mutual TLS, which `components.x-mutual-tls` keeps: a matter of the connection.
    pub mutual_tls: IndexMap<String, At>,
    /// `tags`.
    pub tags: Vec<Located<openapiv3::Tag>>,
    /// Every schema, wherever it stands.
    pub schemas: Schemas,
    /// `components.schemas`, by name.
    pub components: IndexMap<String, SchemaId>,
    /// Every operation, in document order.
    pub operations: Vec<Operation>,
}

/// A node and where it stands.
#[derive(Clone, Debug)]
pub struct Located<T> {
    /// Where it was read.
    pub at: At,
    /// JSON Pointer in the canonical tree.
    pub pointer: String,
    /// What was read.
    pub read: T,
}

/// Number of a schema in [`Schemas`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SchemaId(u32);

/// Every schema of a document. Ids first, bodies second, so that references never meet an absent schema.
#[derive(Clone, Debug, Default)]
pub struct Schemas {
    items: Vec<Schema>,
    /// Places for schemas that stand nowhere in the document, and are made of others while these are interpreted.
    made: Vec<OnceLock<Box<Schema>>>,
}

/// How many schemas can be made of others.
const MOST_MADE: usize = 2_000;

impl Schemas {
    /// The schema of this number; an empty one for a number of another document.
    #[must_use]
    pub fn get(&self, id: SchemaId) -> &Schema {
        static NOTHING: std::sync::LazyLock<Schema> = std::sync::LazyLock::new(Schema::default);
        let index = id.0 as usize;
        let made = || self.made.get(index.checked_sub(self.items.len())?)?.get();
        let found = self.items.get(index);
        found
            .or_else(|| made().map(Box::as_ref))
            .unwrap_or(&NOTHING)
    }

    /// Adds a schema that stands nowhere in the document. `None` where there are too many of them.
    pub fn add(&self, schema: Schema) -> Option<SchemaId> {
        let place = self.made.iter().position(|it| it.get().is_none())?;
        self.made.get(place)?.set(Box::new(schema)).ok()?;
        u32::try_from(self.items.len() + place).ok().map(SchemaId)
    }

    /// Whether a schema stands nowhere in the document.
    #[must_use]
    pub fn is_made(&self, id: SchemaId) -> bool {
        id.0 as usize >= self.items.len()
    }

    /// Every schema of the document, in the order of the numbers.
    pub fn iter(&self) -> impl Iterator<Item = (SchemaId, &Schema)> {
        (0..).map(SchemaId).zip(&self.items)
    }

    /// Whether two schemas are one, or are written alike. In doubt they are not.
    #[must_use]
    pub fn alike(&self, a: SchemaId, b: SchemaId) -> bool {
        let mut open = vec![(a, b)];
        let mut compared = 0;
        while let Some((a, b)) = open.pop() {
            compared += 1;
            if a == b {
                continue;
            }
            let (a, b) = (self.get(a), self.get(b));
            if compared > MOST_COMPARED || !a.reads_like(b) {
                return false;
            }
            open.extend(a.children().zip(b.children()));
        }
        true
    }
}

/// How many pairs of schemas are looked at before two trees count as different.
const MOST_COMPARED: usize = 1_000;

impl Schema {
    /// Whether it is a component, and not a part of one.
    #[must_use]
    pub fn is_component(&self) -> bool {
        self.pointer.starts_with("/components/schemas/") && self.pointer.matches('/').count() == 3
    }

    /// Whether the keywords of two schemas are the same, and both have as many children at the same places.
    fn reads_like(&self, other: &Self) -> bool {
        let counts = |it: &Self| [&it.all_of, &it.one_of, &it.any_of].map(Vec::len);
        self.own == other.own
            && self.data == other.data
            && self.reference == other.reference
            && self.has_not == other.has_not
            && self.properties.keys().eq(other.properties.keys())
            && self.items.is_some() == other.items.is_some()
            && self.additional.kind() == other.additional.kind()
            && self.unevaluated.kind() == other.unevaluated.kind()
            && counts(self) == counts(other)
            && self.conditional.len() == other.conditional.len()
            && self.condition.is_some() == other.condition.is_some()
    }

    fn children(&self) -> impl Iterator<Item = SchemaId> {
        let branches = [&self.all_of, &self.one_of, &self.any_of];
        self.properties
            .values()
            .chain(branches.into_iter().flatten())
            .copied()
            .chain(self.items)
            .chain(self.conditional.iter().copied())
            .chain(self.condition)
            .chain(self.additional.schema())
            .chain(self.unevaluated.schema())
    }
}

impl Additional {
    /// What is said, or else what another place says.
    #[must_use]
    pub fn or(self, other: Self) -> Self {
        match self {
            Self::Unsaid => other,
            said => said,
        }
    }

    fn kind(self) -> std::mem::Discriminant<Self> {
        std::mem::discriminant(&self)
    }

    /// Whether further keys are said to be there.
    #[must_use]
    pub fn has_keys(self) -> bool {
        matches!(self, Self::Any | Self::Schema(_))
    }

    /// The schema, if it is one.
    #[must_use]
    pub fn schema(self) -> Option<SchemaId> {
        match self {
            Self::Schema(id) => Some(id),
            Self::Unsaid | Self::No | Self::Any => None,
        }
    }
}

/// A schema: its own keywords as `openapiv3` reads them, its children as ids.
#[derive(Clone, Debug, Default)]
pub struct Schema {
    /// Where it was read.
    pub at: At,
    /// JSON Pointer in the canonical tree.
    pub pointer: Arc<str>,
    /// Annotations: title, description, nullable, default, discriminator, extensions …
    pub data: Arc<Annotations>,
    /// Assertions about the value itself: type, format, enum, bounds … Its children are empty.
    pub own: Arc<openapiv3::AnySchema>,
    /// `$ref`, where the schema is nothing else.
    pub reference: Option<SchemaId>,
    /// `properties`.
    pub properties: Arc<IndexMap<String, SchemaId>>,
    /// The items of a list of a fixed length, which are kept as `x-tuple`.
    pub tuple: Vec<SchemaId>,
    /// The first items of a list that may go on, which are kept as `x-prefix`.
    pub prefix: Vec<SchemaId>,
    /// Whether a list ends behind the items that its parts describe: `unevaluatedItems: false` beside parts.
    pub has_no_further_items: bool,
    /// `items`.
    pub items: Option<SchemaId>,
    /// `additionalProperties`.
    pub additional: Additional,
    /// `unevaluatedProperties` beside parts or branches, which is kept as `x-unevaluated-properties`.
    pub unevaluated: Additional,
    /// `allOf`.
    pub all_of: Vec<SchemaId>,
    /// `oneOf`.
    pub one_of: Vec<SchemaId>,
    /// `anyOf`.
    pub any_of: Vec<SchemaId>,
    /// The schema of the JSON that a text holds (`contentSchema`).
    pub json_text: Option<SchemaId>,
    /// What its values may be under conditions: `then`, `else` and `dependentSchemas`, which are kept aside.
    pub conditional: Vec<SchemaId>,
    /// The condition of `then` and `else`.
    pub condition: Option<SchemaId>,
    /// Whether `not` is there.
    pub has_not: bool,
    /// Bounds as they are written, for documentation: integers beyond 2^53 stay exact.
    pub bounds: Vec<(String, Node)>,
}

/// `additionalProperties`, or what is said of keys that no part describes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Additional {
    /// Not written.
    #[default]
    Unsaid,
    /// `false`.
    No,
    /// `true` or `{}`.
    Any,
    /// A schema.
    Schema(SchemaId),
}

/// An operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it was read.
    pub at: At,
    /// JSON Pointer in the canonical tree.
    pub pointer: String,
    /// The path template.
    pub path: String,
    /// The method, as sent.
    pub method: String,
    /// `operationId`.
    pub id: Option<String>,
    /// `tags`.
    pub tags: Vec<String>,
    /// `summary`.
    pub summary: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `deprecated`.
    pub deprecated: bool,
    /// `security`, where it is not that of the document.
    pub security: Option<Vec<openapiv3::SecurityRequirement>>,
    /// `x-` keys.
    pub extensions: Extensions,
    /// Parameters: the operation's own, then those of the path item that it does not override.
    pub parameters: Vec<Arc<Parameter>>,
    /// The request body.
    pub body: Option<RequestBody>,
    /// Responses, in document order.
    pub responses: Vec<Response>,
    /// Servers of the operation, or else of the path item.
    pub servers: Vec<Located<openapiv3::Server>>,
    /// Why it must be left out: a part that could not be read. The finding has been reported.
    pub unreadable: bool,
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Parameter {
    /// Where it was read.
    pub at: At,
    /// JSON Pointer in the canonical tree.
    pub pointer: String,
    /// `name`.
    pub name: String,
    /// `in`, and the `style` that it has there.
    pub sent: Sent,
    /// `explode`, where it is written.
    pub explode: Option<bool>,
    /// `description`: of the reference where it has one, else its own.
    pub description: Option<String>,
    /// `required`.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `allowReserved`, in the path too (`OpenAPI` 3.2, section 4.12.2.2).
    pub allow_reserved: bool,
    /// `x-` keys.
    pub extensions: Extensions,
    /// `schema`.
    pub schema: Option<SchemaId>,
    /// `content`.
    pub content: Vec<MediaType>,
}

/// A request body.
#[derive(Clone, Debug)]
pub struct RequestBody {
    /// Where it was read.
    pub at: At,
    /// JSON Pointer in the canonical tree.
    pub pointer: String,
    /// `description`: of the reference where it has one, else its own.
    pub description: Option<String>,
    /// `required`.
    pub required: bool,
    /// `content`.
    pub content: Vec<MediaType>,
}

/// A response.
#[derive(Clone, Debug)]
pub struct Response {
    /// Where it was read.
    pub at: At,
    /// JSON Pointer in the canonical tree.
    pub pointer: String,
    /// Its key.
    pub status: Status,
    /// `description`: of the reference where it has one, else its own.
    pub description: String,
    /// `x-` keys.
    pub extensions: Extensions,
    /// `content`.
    pub content: Vec<MediaType>,
    /// `headers`.
    pub headers: Vec<Header>,
}

/// A header of a response.
#[derive(Clone, Debug)]
pub struct Header {
    /// Where it was read.
    pub at: At,
    /// Its name.
    pub name: String,
    /// `description`.
    pub description: Option<String>,
    /// `required`.
    pub required: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `schema`.
    pub schema: Option<SchemaId>,
    /// `content`.
    pub content: Vec<MediaType>,
}

/// A key of `responses`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Status {
    /// A number or a range.
    Code(openapiv3::StatusCode),
    /// `default`.
    Default,
}

/// A media type and its schema.
#[derive(Clone, Debug)]
pub struct MediaType {
    /// Where it was read.
    pub at: At,
    /// The name, such as `application/json`.
    pub name: String,
    /// `schema`.
    pub schema: Option<SchemaId>,
    /// `itemSchema`, which is kept as `x-item-schema`.
    pub item: Option<SchemaId>,
    /// The data of the event that ends a stream (`x-sentinel`).
    pub sentinel: Option<String>,
    /// Named examples: name, and value in the canonical tree.
    pub examples: Vec<(String, Node)>,
    /// `encoding`, by property.
    pub encodings: Vec<(String, Encoding)>,
}

/// How a property of a form is written.
///
/// It is read by hand: `openapiv3` does not tell an `explode` that is left out from one that is `false`.
#[derive(Clone, Debug)]
pub struct Encoding {
    /// Where it was read.
    pub at: At,
    /// `contentType`.
    pub content_type: Option<String>,
    /// `style`.
    pub style: Option<String>,
    /// `explode`.
    pub explode: Option<bool>,
    /// `allowReserved`.
    pub allow_reserved: bool,
    /// `headers`.
    pub headers: Vec<Header>,
}
