//! Where the objects of `OpenAPI` are, and above all where schemas are.
//!
//! Takes: trees. Gives: walks over the objects in them. Must not: look into data (`example`, `default`, `enum`, `x-…`), or take the names of
//! properties and components for keywords.

use crate::normalise::tree;
use crate::source::{Map, Node, Value};

/// The objects that rules are about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(in crate::normalise) enum Object {
    /// The root.
    Document,
    /// `components`.
    Components,
    /// `paths`.
    Paths,
    /// One path, or one webhook.
    PathItem,
    /// One operation.
    Operation,
    /// A parameter.
    Parameter,
    /// A header of a response or a part.
    Header,
    /// A request body.
    RequestBody,
    /// The answers of an operation.
    Responses,
    /// One answer.
    Response,
    /// A body in one media type.
    MediaType,
    /// How one property of a form is written.
    Encoding,
    /// A callback.
    Callback,
    /// A link between operations.
    Link,
    /// How a caller proves who it is.
    SecurityScheme,
    /// A schema.
    Schema,
}

/// What stands at a place of a document.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::normalise) enum Kind {
    /// Data that rules do not look into.
    Data,
    /// One object.
    One(Object),
    /// A schema for which `true` and `false` are understood by 3.0 or by a rule for the keyword.
    SchemaOrTruth,
    /// An object whose keys are names.
    MapOf(Object),
    /// An array.
    ListOf(Object),
}

impl Kind {
    /// What stands under a key of what stands here.
    pub(super) fn step(self, key: &str) -> Self {
        match self {
            Self::Data => Self::Data,
            Self::MapOf(object) | Self::ListOf(object) => Self::One(object),
            Self::SchemaOrTruth => schema(key),
            Self::One(object) => entry(object, key),
        }
    }

    /// The object that stands here.
    pub(in crate::normalise) fn object(self) -> Option<Object> {
        match self {
            Self::One(object) => Some(object),
            Self::SchemaOrTruth => Some(Object::Schema),
            _ => None,
        }
    }

    /// What stands in an array: draft 4 wrote arrays of schemas under `items`.
    fn item(self) -> Self {
        match self {
            Self::One(Object::Schema) => self,
            Self::ListOf(object) => Self::One(object),
            _ => Self::Data,
        }
    }
}

impl Object {
    /// The section of `components` that holds such objects.
    pub(super) fn section(self) -> Option<&'static str> {
        Some(match self {
            Self::Schema => "schemas",
            Self::Parameter => "parameters",
            Self::Header => "headers",
            Self::RequestBody => "requestBodies",
            Self::Response => "responses",
            Self::Callback => "callbacks",
            Self::Link => "links",
            Self::SecurityScheme => "securitySchemes",
            _ => return None,
        })
    }
}

fn entry(object: Object, key: &str) -> Kind {
    use Object as O;
    match object {
        O::Schema => schema(key),
        O::Document => document(key),
        O::Components => components(key),
        O::Paths | O::Callback | O::Responses if key.starts_with("x-") => Kind::Data,
        // A reference, and what may stand beside one, instead of requests by their expressions.
        O::Callback if matches!(key, "$ref" | "summary" | "description") => Kind::Data,
        O::Paths | O::Callback => Kind::One(O::PathItem),
        O::Responses => Kind::One(O::Response),
        O::PathItem => path_item(key),
        O::Operation => operation(key),
        O::Parameter | O::Header | O::RequestBody | O::MediaType => content(key),
        O::Response | O::Encoding => response(key),
        O::Link | O::SecurityScheme => Kind::Data,
    }
}

fn document(key: &str) -> Kind {
    match key {
        "paths" => Kind::One(Object::Paths),
        "webhooks" => Kind::MapOf(Object::PathItem),
        "components" => Kind::One(Object::Components),
        _ => Kind::Data,
    }
}

fn components(key: &str) -> Kind {
    Kind::MapOf(match key {
        "schemas" => Object::Schema,
        "responses" => Object::Response,
        "parameters" => Object::Parameter,
        "requestBodies" => Object::RequestBody,
        "headers" => Object::Header,
        "callbacks" => Object::Callback,
        "links" => Object::Link,
        "securitySchemes" => Object::SecurityScheme,
        "pathItems" => Object::PathItem,
        "mediaTypes" => Object::MediaType,
        _ => return Kind::Data,
    })
}

fn path_item(key: &str) -> Kind {
    match key {
        "parameters" => Kind::ListOf(Object::Parameter),
        "query" => Kind::One(Object::Operation),
        "additionalOperations" | "x-additional-operations" => Kind::MapOf(Object::Operation),
        key if super::METHODS.contains(&key) => Kind::One(Object::Operation),
        _ => Kind::Data,
    }
}

fn operation(key: &str) -> Kind {
    match key {
        "parameters" => Kind::ListOf(Object::Parameter),
        "requestBody" => Kind::One(Object::RequestBody),
        "responses" => Kind::One(Object::Responses),
        "callbacks" => Kind::MapOf(Object::Callback),
        _ => Kind::Data,
    }
}

fn content(key: &str) -> Kind {
    match key {
        "schema" | "itemSchema" | "x-item-schema" => Kind::One(Object::Schema),
        "content" => Kind::MapOf(Object::MediaType),
        "encoding" => Kind::MapOf(Object::Encoding),
        _ => Kind::Data,
    }
}

fn response(key: &str) -> Kind {
    match key {
        "headers" => Kind::MapOf(Object::Header),
        "content" => Kind::MapOf(Object::MediaType),
        "links" => Kind::MapOf(Object::Link),
        _ => Kind::Data,
    }
}

fn schema(key: &str) -> Kind {
    match key {
        "properties"
        | "patternProperties"
        | "$defs"
        | "definitions"
        | "dependentSchemas"
        | "dependencies"
        | "x-dependent-schemas"
        | "x-dependencies" => Kind::MapOf(Object::Schema),
        "allOf" | "anyOf" | "oneOf" | "prefixItems" | "x-tuple" | "x-prefix" => {
            Kind::ListOf(Object::Schema)
        }
        "items" | "contains" | "propertyNames" | "not" | "if" | "then" | "else" | "x-if"
        | "x-then" | "x-else" | "contentSchema" => Kind::One(Object::Schema),
        "additionalProperties"
        | "additionalItems"
        | "unevaluatedProperties"
        | "x-unevaluated-properties"
        | "unevaluatedItems" => Kind::SchemaOrTruth,
        _ => Kind::Data,
    }
}

/// One step of a path through a tree.
#[derive(Clone, Copy, Debug)]
pub(in crate::normalise) enum Step<'a> {
    /// Into an object.
    Key(&'a str),
    /// Into an array.
    Index(usize),
}

/// The children of a node that are not data.
pub(in crate::normalise) fn children<'a>(
    node: &'a Node,
    kind: Kind,
) -> Box<dyn Iterator<Item = (Step<'a>, &'a Node, Kind)> + 'a> {
    match &node.value {
        Value::Map(map) if !matches!(kind, Kind::ListOf(_)) => Box::new(
            map.iter()
                .map(move |(key, child)| (Step::Key(key), child, kind.step(key)))
                .filter(|(_, _, kind)| *kind != Kind::Data),
        ),
        Value::List(list) if kind.item() != Kind::Data => Box::new(
            list.iter()
                .enumerate()
                .map(move |(index, child)| (Step::Index(index), child, kind.item())),
        ),
        _ => Box::new(std::iter::empty()),
    }
}

/// What stands at a path, and what it is.
pub(super) fn find<'a>(root: &'a Node, path: &[String]) -> Option<(&'a Node, Kind)> {
    let start = (root, Kind::One(Object::Document));
    path.iter().try_fold(start, |(here, kind), key| {
        Some((tree::child(here, key)?, kind.step(key)))
    })
}

/// Calls `change` for every object, inner ones first. `true` and `false` in the place of a schema are objects too.
pub(in crate::normalise) fn each_mut(
    node: &mut Node,
    kind: Kind,
    change: &mut dyn FnMut(Object, Kind, &mut Node),
) {
    match &mut node.value {
        Value::Map(map) if !matches!(kind, Kind::ListOf(_)) => each_entry(map, kind, change),
        Value::List(list) if kind.item() != Kind::Data => {
            for child in list {
                each_mut(child, kind.item(), change);
            }
            return;
        }
        _ => {}
    }
    if let Some(object) = kind.object() {
        change(object, kind, node);
    }
}

fn each_entry(map: &mut Map, kind: Kind, change: &mut dyn FnMut(Object, Kind, &mut Node)) {
    for (key, child) in map {
        let kind = kind.step(key);
        if kind != Kind::Data {
            each_mut(child, kind, change);
        }
    }
}
