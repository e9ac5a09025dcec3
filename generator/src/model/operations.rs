//! Operations: what is sent, and what may come back.

use super::{Doc, Paging, Polling, Server, Type};
use crate::source::At;

/// One operation.
#[derive(Clone, Debug)]
pub struct Operation {
    /// Where it was read.
    pub at: At,
    /// Its `operationId`, or one made of method and path.
    pub id: String,
    /// What the maintainer calls it, if anything.
    pub renamed: Option<String>,
    /// What the document asks to call it, if anything.
    pub called: Option<String>,
    /// Index into [`Api::groups`](super::Api::groups).
    pub group: usize,
    /// HTTP method, as sent.
    pub method: String,
    /// The path, relative to the server URL.
    pub path: Path,
    /// Prose: `summary` and `description`.
    pub doc: Doc,
    /// How far its facts can be trusted (`x-provenance`), where the document says so.
    pub provenance: Option<String>,
    /// Parameters in document order.
    pub inputs: Vec<Input>,
    /// What is sent as the body.
    pub body: Option<Body>,
    /// Bodies of other media types, which say what that one cannot: each has a call of its own.
    pub others: Vec<Body>,
    /// What may come back.
    pub outcome: Outcome,
    /// How its answers follow each other, where each is one page of many.
    pub paging: Option<Paging>,
    /// What the states of its answer mean, where it tells how far something has got.
    pub polling: Option<Polling>,
    /// Whether it may be carried out later than it is answered, and the answer says where to ask.
    pub follows: bool,
    /// Whether sending it twice does harm.
    pub repeat: Repeat,
    /// Alternatives, each a set of indices into [`Api::schemes`](super::Api::schemes).
    /// Empty: no credential is needed. An empty alternative: none is needed, but one may be sent.
    pub security: Vec<Vec<usize>>,
    /// A server of its own, where the document gives it one.
    pub server: Option<Server>,
}

impl Operation {
    /// Every body that can be sent.
    pub fn bodies(&self) -> impl Iterator<Item = &Body> {
        self.body.iter().chain(&self.others)
    }
}

/// A path template.
#[derive(Clone, Debug)]
pub struct Path {
    /// As the document writes it, with all that it says in braces: `/{+name}`.
    pub written: String,
    /// With the names of parameters alone in braces: `/{name}`.
    pub template: String,
    /// Its parts, in order.
    pub parts: Vec<PathPart>,
}

/// A part of a path template.
#[derive(Clone, Debug)]
pub enum PathPart {
    /// Text that is sent as it is.
    Literal(String),
    /// Index into [`Operation::inputs`].
    Input(usize),
}

/// A parameter.
#[derive(Clone, Debug)]
pub struct Input {
    /// Where it was read.
    pub at: At,
    /// Name on the wire.
    pub wire: String,
    /// What the maintainer calls it, if anything.
    pub renamed: Option<String>,
    /// What the document asks to call it, if anything.
    pub called: Option<String>,
    /// Where it goes.
    pub place: Place,
    /// How a value becomes text.
    pub style: Style,
    /// Whether reserved characters are left as they are (`allowReserved`).
    pub allow_reserved: bool,
    /// Its type.
    pub ty: Type,
    /// Whether it must be given.
    pub required: bool,
    /// Whether its value must never be printed.
    pub secret: bool,
    /// Index into [`Api::globals`](super::Api::globals), where the client holds its value.
    pub global: Option<usize>,
    /// Prose.
    pub doc: Doc,
}

/// Where a parameter goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Place {
    /// A part of the path.
    Path,
    /// A pair (or more) of the query.
    Query,
    /// The whole query.
    QueryString,
    /// A header.
    Header,
    /// A cookie.
    Cookie,
}

/// How a value becomes text: `style` and `explode` together (`OpenAPI` 3.1, section 4.8.12.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Style {
    /// `a,b` and `k,v`.
    Simple,
    /// `a,b` and `k=v`.
    SimpleExploded,
    /// `.a,b`.
    Label,
    /// `.a.b`.
    LabelExploded,
    /// `;n=a,b`.
    Matrix,
    /// `;n=a;n=b`.
    MatrixExploded,
    /// `n=a&n=b`: the default of queries.
    Form,
    /// `n=a,b`: form without explode.
    FormJoined,
    /// `n=a%20b`.
    SpaceDelimited,
    /// `n=a|b`.
    PipeDelimited,
    /// `n[k]=v`.
    DeepObject,
    /// The value as JSON text (`content` with a JSON media type).
    Json,
}

/// What is sent as the body.
#[derive(Clone, Debug)]
pub struct Body {
    /// Where it was read.
    pub at: At,
    /// Media type, as sent.
    pub media_type: String,
    /// What it holds.
    pub payload: Payload,
    /// Whether it must be given.
    pub required: bool,
    /// A word for the calls that send it, where there are several.
    pub word: String,
    /// What the maintainer calls such a call, if anything.
    pub renamed: Option<String>,
    /// Whether the fields of the body (a record of its own) are arguments and setters of the call.
    pub flatten: bool,
    /// Prose.
    pub doc: Doc,
}

impl Body {
    /// By what the settings know the call of an operation that sends this one: `createMessage.multipart`.
    #[must_use]
    pub fn call_key(&self, operation: &str) -> String {
        format!("{operation}.{}", self.word.replace(' ', "_"))
    }

    /// The type of the value whose members are sent, where there is one.
    #[must_use]
    pub fn ty(&self) -> Option<&Type> {
        match &self.payload {
            Payload::Content(Content::Json(ty)) => Some(ty),
            Payload::Pairs(form) | Payload::Parts(form) => form.ty.as_ref(),
            Payload::Content(_) | Payload::Media(_) => None,
        }
    }
}

/// What a body that is sent holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Payload {
    /// JSON, text or bytes.
    Content(Content),
    /// Bytes whose media type the caller chooses: these, or those of a range such as `image/*`.
    Media(Vec<String>),
    /// Names and texts (`application/x-www-form-urlencoded`).
    Pairs(Form),
    /// Names and parts, of which some are files (`multipart/…`).
    Parts(Form),
}

/// A value whose members are sent one by one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Form {
    /// Its type. `None`: nothing is known of its members.
    pub ty: Option<Type>,
    /// Members that are not written as usual.
    pub encodings: Vec<Encoding>,
}

/// How a member of a form is written where that is not as usual.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Name on the wire.
    pub wire: String,
    /// How its parts are joined, as in a query.
    pub style: Option<Style>,
    /// Whether reserved characters are left as they are (`allowReserved`).
    pub allow_reserved: bool,
    /// Its media type.
    pub content_type: Option<String>,
    /// Further headers of the part.
    pub headers: Vec<(String, String)>,
}

/// What a body holds.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// JSON of this type.
    Json(Type),
    /// Text.
    Text,
    /// Bytes.
    Bytes,
}

/// What may come back.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// On success.
    pub success: Success,
    /// Media types to ask for, in order of preference.
    pub accept: Vec<String>,
    /// Ways to read a success while it arrives, at most one of each framing.
    pub streams: Vec<Stream>,
    /// Documented failures, exact statuses first, then ranges, then the default.
    pub failures: Vec<Answer>,
    /// Indices into [`Api::headers`](super::Api::headers): headers of any of these answers.
    pub headers: Vec<usize>,
}

/// A header of answers.
#[derive(Clone, Debug)]
pub struct Header {
    /// Where it was first read.
    pub at: At,
    /// Name on the wire.
    pub wire: String,
    /// Its type: a scalar, an enumeration or a list of these; anything where it is JSON.
    pub ty: Type,
    /// Whether it is written as JSON.
    pub json: bool,
    /// Whether every answer that is described with it has it.
    pub required: bool,
    /// Prose.
    pub doc: Doc,
}

/// A way to read a success while it arrives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stream {
    /// How its parts are told apart.
    pub framing: Framing,
    /// Media types to ask for.
    pub accept: Vec<String>,
    /// The data of the event that ends it, where that is not the usual one.
    pub sentinel: Option<String>,
}

/// How the parts of a stream are told apart.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Framing {
    /// They are not: bytes.
    Bytes,
    /// Server-sent events, with data of this type as JSON; any data where it is `None`.
    Events(Option<Type>),
    /// Lines of JSON of this type.
    Lines(Type),
    /// A JSON text sequence (RFC 7464) of this type.
    Records(Type),
}

/// What comes back on success.
#[derive(Clone, Debug)]
pub enum Success {
    /// Nothing that is worth reading.
    Empty,
    /// A redirect, which is all that the document promises. What counts is its `Location`.
    Redirect,
    /// Nothing that is read whole: see [`Outcome::streams`].
    Streamed,
    /// One kind of body, whatever the status.
    One {
        /// The body.
        content: Content,
        /// Whether the body may be missing (`x-body-optional`, or a documented status without one).
        optional: bool,
        /// Prose.
        doc: Doc,
    },
    /// Different bodies by status and media type.
    Several(Vec<Answer>),
}

/// A documented answer. Of several with one status, the first is the one to assume.
#[derive(Clone, Debug)]
pub struct Answer {
    /// Its status.
    pub status: Status,
    /// Media types that mark it among the answers of its status, without parameters; `image/*` and `*/*` are ranges.
    pub media: Vec<String>,
    /// Its body, if it has one.
    pub content: Option<Content>,
    /// Prose.
    pub doc: Doc,
}

/// A key of `responses`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Status {
    /// `404`.
    Exact(u16),
    /// `4XX`: the first digit.
    Range(u8),
    /// `default`.
    Default,
}

/// Whether sending an operation twice does harm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// It only reads.
    Safe,
    /// Twice is the same as once.
    Idempotent,
    /// Twice may do harm.
    Unsafe,
    /// It is sent once, whatever becomes of it: the document says so.
    Never,
    /// Twice is the same as once, because a header tells the server so: index into [`Operation::inputs`]. Where the caller gives no
    /// value, the client makes one for each call.
    Keyed(usize),
}
