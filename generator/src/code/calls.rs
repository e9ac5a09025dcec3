//! The client, its builder, and the calls.

use super::{Argument, Doc, Following, Init, Lint, Name, Paging, Polling, Setter, Type};

/// The client, its builder and the description of its API.
#[derive(Clone, Debug)]
pub struct Client {
    /// Documentation of the client.
    pub doc: Doc,
    /// What is set once for all calls.
    pub globals: Vec<GlobalField>,
    /// Attributes against lints of the struct that holds them.
    pub globals_lints: Vec<Lint>,
    /// Setters of the builder that name a credential.
    pub credentials: Vec<CredentialSetter>,
    /// Documentation of the builder's setter of the base URL.
    pub base_url: Doc,
    /// Setters of the builder that name a variable of the server's URL.
    pub variables: Vec<VariableSetter>,
    /// The API.
    pub api: Api,
    /// Whether there is no call at all, so that nothing reads what the client holds.
    pub idle: bool,
}

/// A value that is set once for all calls.
#[derive(Clone, Debug)]
pub struct GlobalField {
    /// Documentation of the field.
    pub doc: Doc,
    /// What an error says when it is missing.
    pub label: String,
    /// Its type in the client.
    pub ty: Type,
    /// Its setter in the builder, of the same name.
    pub setter: Setter,
}

/// A setter of a credential.
#[derive(Clone, Debug)]
pub struct CredentialSetter {
    /// Its documentation.
    pub doc: Doc,
    /// Attributes against lints.
    pub lints: Vec<Lint>,
    /// Its name.
    pub name: Name,
    /// The scheme in the document.
    pub scheme: String,
    /// What it takes.
    pub takes: Taken,
}

/// What the setter of a credential takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Taken {
    /// A key.
    Secret,
    /// A user name and a password.
    Basic,
    /// A token, or what fetches it.
    Token,
}

/// A setter of a variable of the server's URL.
#[derive(Clone, Debug)]
pub struct VariableSetter {
    /// Its documentation.
    pub doc: Doc,
    /// Attributes against lints.
    pub lints: Vec<Lint>,
    /// Its name.
    pub name: Name,
    /// The variable in the URL.
    pub variable: String,
}

/// `static API: Api`
#[derive(Clone, Debug)]
pub struct Api {
    /// Its name, for people.
    pub name: String,
    /// Servers, the default first.
    pub servers: Vec<Server>,
    /// Ways to authenticate.
    pub schemes: Vec<Scheme>,
}

/// `Server { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Server {
    /// URL with `{variables}`.
    pub url: String,
    /// Its variables.
    pub variables: Vec<Variable>,
}

/// `Variable { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its value unless set.
    pub default: String,
    /// All values that it may have, if that is known.
    pub values: Vec<String>,
}

/// `Scheme { … }`
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Its name in the document.
    pub name: String,
    /// The variant of `Place`.
    pub place: &'static str,
    /// The header, query parameter or cookie.
    pub key: Option<String>,
}

/// A method of the client, its constant and its call builder.
#[derive(Clone, Debug)]
pub struct Call {
    /// Documentation of the method.
    pub doc: Doc,
    /// Attributes against lints of the method.
    pub lints: Vec<Lint>,
    /// The method.
    pub method: Name,
    /// Its arguments.
    pub arguments: Vec<Argument>,
    /// The constant.
    pub operation: Operation,
    /// Documentation of the call builder.
    pub builder_doc: Doc,
    /// Attributes against lints of the call builder.
    pub builder_lints: Vec<Lint>,
    /// The call builder.
    pub builder: Name,
    /// Its fields between `client` and `options`, with their first values.
    pub fields: Vec<CallField>,
    /// Its setters.
    pub setters: Vec<Setter>,
    /// What is put into the request, in order.
    pub parts: Vec<Part>,
    /// Whether values of the client are read for it.
    pub globals: bool,
    /// Attributes against lints of the function that builds the request.
    pub request_lints: Vec<Lint>,
    /// What the documented failures are.
    pub error: Type,
    /// The methods that send it, one or more.
    pub sends: Vec<Send>,
    /// How its answers follow each other, where each is one page of many.
    pub paging: Option<Paging>,
    /// What the states of its answer mean, where it tells how far something has got.
    pub polling: Option<Polling>,
    /// What waits until it was carried out, where that may be later.
    pub following: Option<Following>,
}

/// A field of a call builder.
#[derive(Clone, Debug)]
pub struct CallField {
    /// Its name.
    pub name: Name,
    /// Its type.
    pub ty: Type,
    /// Its first value.
    pub init: Init,
}

/// `static X: Operation`
#[derive(Clone, Debug)]
pub struct Operation {
    /// The constant.
    pub name: Name,
    /// `operationId`.
    pub id: String,
    /// Constant of `Method`.
    pub method: Method,
    /// Path template.
    pub path: String,
    /// Whether it may be sent twice.
    pub repeat: Repeat,
    /// Alternatives, each a set of schemes.
    pub security: Vec<Vec<String>>,
    /// Media types to ask for.
    pub accept: String,
    /// A server of its own.
    pub server: Option<Server>,
}

/// Whether an operation may be sent twice.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Repeat {
    /// A variant of the runtime's `Repeat`.
    Known(&'static str),
    /// `Repeat::Keyed` with a header.
    Keyed(String),
}

/// The method of an operation.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Method {
    /// `Method::GET`.
    Known(&'static str),
    /// `Method::new("QUERY")`.
    Other(String),
}

/// `async fn send`
#[derive(Clone, Debug)]
pub struct Send {
    /// Its documentation.
    pub doc: Doc,
    /// Attributes against lints.
    pub lints: Vec<Lint>,
    /// Its name.
    pub name: &'static str,
    /// The method of `Core` that ends it.
    pub finish: &'static str,
    /// What is asked for, where that is not what the operation says.
    pub accept: Option<String>,
    /// What it gives.
    pub output: Output,
    /// The data of the event that ends it, where that is not the usual one.
    pub sentinel: Option<String>,
}

/// What a method that sends gives.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Output {
    /// `Response<T>`
    Response(Type),
    /// `ByteStream`
    Bytes,
    /// `EventStream<T>`, or of events as they are.
    Events(Option<Type>),
    /// `ItemStream<T>`
    Items(Type),
}

impl Output {
    /// The type in it, if there is one.
    #[must_use]
    pub fn inner(&self) -> Option<&Type> {
        match self {
            Self::Response(ty) | Self::Events(Some(ty)) | Self::Items(ty) => Some(ty),
            Self::Bytes | Self::Events(None) => None,
        }
    }
}

/// Something that is put into the request.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Part {
    /// `request.query("limit", &self.limit);`
    Parameter {
        /// Method of `Request`.
        method: &'static str,
        /// Variant of `Style`, for methods that take one.
        style: Option<&'static str>,
        /// Name on the wire.
        wire: String,
        /// What is sent.
        value: Value,
    },
    /// `request.json(&self.body);`
    Body {
        /// Method of `Request`.
        method: &'static str,
        /// Media type, for methods that take one.
        media_type: MediaType,
        /// Members that are not written as usual, for forms.
        encodings: Option<Vec<Encoding>>,
        /// How the body is handed over.
        hand: Hand,
    },
}

/// The media type that a body is given.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum MediaType {
    /// The method knows it.
    Known,
    /// `"text/plain"`
    One(String),
    /// `&["image/png", "image/jpeg"]`: the caller chooses.
    Several(Vec<String>),
}

/// `Encoding { … }`
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Encoding {
    /// Name on the wire.
    pub wire: String,
    /// Variant of `Style`.
    pub style: Option<&'static str>,
    /// Whether reserved characters stay.
    pub allow_reserved: bool,
    /// Media type.
    pub content_type: Option<String>,
    /// Further headers.
    pub headers: Vec<(String, String)>,
}

/// What is sent as a parameter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Value {
    /// `&self.limit`
    Own(Name),
    /// `Some(&self.limit)`
    Given(Name),
    /// `self.limit.as_ref()`
    Optional(Name),
    /// `self.project.as_ref().unwrap_or(&globals.project)`
    OwnOrGlobal(Name, Name),
    /// `self.project.as_ref().or(Some(&globals.project))`
    GivenOrGlobal(Name, Name),
}

/// How a body is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Hand {
    /// `&self.body`
    Borrowed,
    /// `self.body`
    Moved,
    /// `self.body.as_ref()`
    Optional,
    /// `if let Some(body) = &self.body { … body … }`
    IfBorrowed,
    /// `if let Some(body) = self.body { … body … }`
    IfMoved,
}
