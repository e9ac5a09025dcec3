//! What is kept of the nodes that `openapiv3` reads: they have room for children, which are read apart, and for what only readers need.
//!
//! Takes: `openapiv3` nodes. Gives: the same, small. Must not: read a tree.

use std::ops::Deref;
use std::sync::LazyLock;

use indexmap::IndexMap;
use openapiv3::{Discriminator, ParameterData, PathStyle, QueryStyle, SchemaData};
use serde_json::Value;

/// The `x-` keys of a node. Most nodes have none, which takes no room.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Extensions(Option<Box<IndexMap<String, Value>>>);

impl Extensions {
    /// Adds those of another node that are not there yet.
    pub fn add(&mut self, more: &Self) {
        if more.is_empty() {
            return;
        }
        let own = self.0.get_or_insert_default();
        for (key, value) in &**more {
            own.entry(key.clone()).or_insert_with(|| value.clone());
        }
    }
}

impl From<IndexMap<String, Value>> for Extensions {
    fn from(mut read: IndexMap<String, Value>) -> Self {
        read.shrink_to_fit();
        Self((!read.is_empty()).then(|| Box::new(read)))
    }
}

impl Deref for Extensions {
    type Target = IndexMap<String, Value>;

    fn deref(&self) -> &Self::Target {
        static NONE: LazyLock<IndexMap<String, Value>> = LazyLock::new(IndexMap::new);
        self.0.as_deref().unwrap_or(&NONE)
    }
}

/// What a schema says about itself and not about its values.
#[derive(Clone, Debug, Default, PartialEq)]
#[expect(clippy::struct_excessive_bools, reason = "each is a keyword")]
pub struct Annotations {
    /// `nullable`.
    pub nullable: bool,
    /// `readOnly`.
    pub read_only: bool,
    /// `writeOnly`.
    pub write_only: bool,
    /// `deprecated`.
    pub deprecated: bool,
    /// `title`.
    pub title: Option<String>,
    /// `description`.
    pub description: Option<String>,
    /// `discriminator`.
    pub discriminator: Option<Box<Discriminator>>,
    /// `default`.
    pub default: Option<Box<Value>>,
    /// `x-` keys.
    pub extensions: Extensions,
}

impl From<SchemaData> for Annotations {
    fn from(read: SchemaData) -> Self {
        Self {
            nullable: read.nullable,
            read_only: read.read_only,
            write_only: read.write_only,
            deprecated: read.deprecated,
            title: read.title,
            description: read.description,
            discriminator: read.discriminator.map(Box::new),
            default: read.default.map(Box::new),
            extensions: read.extensions.into(),
        }
    }
}

/// Where a parameter is sent, and how it is written there.
#[derive(Clone, Debug, PartialEq)]
pub enum Sent {
    /// In the path.
    Path(PathStyle),
    /// In the query.
    Query(QueryStyle),
    /// As a header.
    Header,
    /// As a cookie.
    Cookie,
}

impl Sent {
    /// Takes a parameter apart.
    pub(super) fn of(read: openapiv3::Parameter) -> (Self, ParameterData) {
        use openapiv3::Parameter;

        match read {
            Parameter::Path {
                parameter_data,
                style,
            } => (Self::Path(style), parameter_data),
            Parameter::Query {
                parameter_data,
                style,
                ..
            } => (Self::Query(style), parameter_data),
            Parameter::Header { parameter_data, .. } => (Self::Header, parameter_data),
            Parameter::Cookie { parameter_data, .. } => (Self::Cookie, parameter_data),
        }
    }

    /// Whether both are one place, however it is written there.
    #[must_use]
    pub fn is_beside(&self, other: &Self) -> bool {
        std::mem::discriminant(self) == std::mem::discriminant(other)
    }
}
