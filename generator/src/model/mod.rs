//! The model: what a client must offer. No word of `OpenAPI`'s syntax, no word of Rust's.
//!
//! Inert data, filled by `interpret`, read by `analyse`, `names` and `lower`.

mod nesting;
mod operations;
mod paging;
mod polling;
mod rules;
mod types;
mod unions;

pub use operations::*;
pub use paging::*;
pub use polling::*;
pub use rules::*;
pub use types::*;
pub use unions::*;

use std::collections::BTreeSet;

use crate::source::At;

/// Everything that a client of one API offers.
#[derive(Clone, Debug)]
pub struct Api {
    /// Title, version and description of the API.
    pub about: About,
    /// Where it is served.
    pub servers: Servers,
    /// How calls are authenticated.
    pub schemes: Vec<Scheme>,
    /// Parameters that every operation requires: set once on the client.
    pub globals: Vec<Global>,
    /// Headers of answers, each once.
    pub headers: Vec<Header>,
    /// All types, named and inline.
    pub types: Arena<TypeDef>,
    /// Groups of operations (tags), in document order; every operation belongs to one.
    pub groups: Vec<Group>,
    /// All operations, in document order.
    pub operations: Vec<Operation>,
    /// Formats of text that the maintainer gives a type, sorted.
    pub formats: Vec<String>,
    /// What each schema has become: where it was read, and its type. References are counted where they lead.
    pub schemas: Vec<(At, Type)>,
}

impl Api {
    /// Variables of the default server and of the servers of operations, each name once. Without a default server a base URL must
    /// be given, and calls go nowhere else.
    #[must_use]
    pub fn variables(&self) -> Vec<&Variable> {
        let mut variables: Vec<&Variable> = Vec::new();
        if let Some(default) = &self.servers.default {
            let own = self.operations.iter().filter_map(|it| it.server.as_ref());
            for variable in std::iter::once(default)
                .chain(own)
                .flat_map(|it| &it.variables)
            {
                if variables.iter().all(|it| it.name != variable.name) {
                    variables.push(variable);
                }
            }
        }
        variables
    }

    /// Where each schema was read that is arbitrary JSON, with or without `null`. The items of a list that says nothing
    /// of them stand where the list does, and are left out.
    #[must_use]
    pub fn untyped(&self) -> BTreeSet<At> {
        let of = |untyped: bool| {
            let schemas = self.schemas.iter();
            let schemas = schemas.filter(move |(_, ty)| self.is_untyped(ty) == untyped);
            schemas.map(|(at, _)| *at).collect::<BTreeSet<At>>()
        };
        &of(true) - &of(false)
    }

    /// Aliases hold no loop, so that this ends.
    fn is_untyped(&self, ty: &Type) -> bool {
        match ty {
            Type::Json => true,
            Type::Nullable(inner) => self.is_untyped(inner),
            Type::Named(id) => match self.types.get(*id).map(|it| &it.shape) {
                Some(Shape::Alias(ty)) => self.is_untyped(ty),
                _ => false,
            },
            _ => false,
        }
    }
}

/// Title, version and description of an API.
#[derive(Clone, Debug, Default)]
pub struct About {
    /// `info.title`.
    pub title: String,
    /// `info.version`.
    pub version: String,
    /// Prose.
    pub doc: Doc,
}

/// A group of operations, such as a tag.
#[derive(Clone, Debug)]
pub struct Group {
    /// Where the tag is declared, or else where an operation first has it; the operation, where it has none.
    pub at: At,
    /// The name as written; empty for operations without a tag.
    pub name: String,
    /// Prose.
    pub doc: Doc,
}

/// Where an API is served.
#[derive(Clone, Debug, Default)]
pub struct Servers {
    /// Where calls go unless the caller says: the first server. `None` where it cannot be called: then a base URL must be given.
    pub default: Option<Server>,
    /// The other servers that can be called, to choose from.
    pub others: Vec<Server>,
    /// The path that a base URL ends with, where the first server names a path and no host.
    pub base_path: Option<String>,
}

/// A place that serves the API.
#[derive(Clone, Debug)]
pub struct Server {
    /// Where it is declared.
    pub at: At,
    /// URL with `{variables}`; absolute, `https` added where the document leaves the scheme out.
    pub url: String,
    /// Variables of the URL.
    pub variables: Vec<Variable>,
    /// Prose.
    pub doc: Doc,
}

impl Server {
    /// Its URL with the defaults of its variables.
    #[must_use]
    pub fn url_by_default(&self) -> String {
        let mut url = self.url.clone();
        for variable in &self.variables {
            url = url.replace(&format!("{{{}}}", variable.name), &variable.default);
        }
        url
    }

    /// Whether what is sent to it can be read on the way: it is plain HTTP, and to another machine.
    #[must_use]
    pub fn is_plain(&self) -> bool {
        let url = self.url_by_default();
        let Some((scheme, rest)) = url.split_once("://") else {
            return false;
        };
        let authority = rest.split('/').next().unwrap_or_default();
        let is_this_machine = ["localhost", "127.0.0.1", "[::1]"].iter().any(|host| {
            let port = authority.strip_prefix(host);
            port.is_some_and(|it| it.is_empty() || it.starts_with(':'))
        });
        scheme.eq_ignore_ascii_case("http") && !is_this_machine
    }
}

/// A variable of a server URL: a setting of the client.
#[derive(Clone, Debug)]
pub struct Variable {
    /// Name in the URL.
    pub name: String,
    /// Value unless set.
    pub default: String,
    /// Values that the document lists; empty when any is allowed.
    pub values: Vec<String>,
    /// Prose.
    pub doc: Doc,
}

/// A way to authenticate.
#[derive(Clone, Debug)]
pub struct Scheme {
    /// Where it is declared.
    pub at: At,
    /// Name of the scheme in the document.
    pub name: String,
    /// What the maintainer calls the credential, if anything.
    pub renamed: Option<String>,
    /// Where the credential goes.
    pub place: Credential,
    /// Prose.
    pub doc: Doc,
}

/// Where a credential goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Credential {
    /// `Authorization: Bearer …`: bearer, OAuth 2 and `OpenID` Connect tokens.
    Bearer,
    /// `Authorization: Basic …`.
    Basic,
    /// A header of this name.
    Header(String),
    /// A query parameter of this name.
    Query(String),
    /// A cookie of this name.
    Cookie(String),
}

/// A parameter that every operation requires, set once on the client.
#[derive(Clone, Debug)]
pub struct Global {
    /// Name on the wire.
    pub wire: String,
    /// What the maintainer calls it, if anything.
    pub renamed: Option<String>,
    /// Its type.
    pub ty: Type,
    /// Whether its value must never be printed.
    pub secret: bool,
    /// Prose.
    pub doc: Doc,
}

/// Prose about a thing, as the document has it: never trusted, never printed as it is.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Doc {
    /// A few words: `title` or `summary`.
    pub title: Option<String>,
    /// `description`, in `CommonMark`.
    pub text: Option<String>,
    /// Facts worth a line of their own, such as "1 to 10,000 items" (our words, values from the document).
    pub facts: Vec<String>,
    /// Whether the document says that it should no longer be used.
    pub deprecated: bool,
}
