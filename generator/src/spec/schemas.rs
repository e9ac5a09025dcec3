//! Schemas: reserved by pointer first, read second.
//!
//! Takes: canonical schema nodes. Gives: [`Schemas`]. Must not: interpret keywords.

use std::collections::BTreeMap;
use std::sync::{Arc, LazyLock, OnceLock};

use indexmap::IndexMap;

use super::{Additional, Annotations, MOST_MADE, Schema, SchemaId, Schemas, pointer, tree};
use crate::diagnostics::{Code, Diagnostics};
use crate::source::{At, Map, Node, Value};

/// Keywords that say something about a schema and nothing about its values; `x-` keys are others.
const ANNOTATIONS: &[&str] = &[
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "externalDocs",
    "title",
    "description",
    "discriminator",
    "default",
];

/// Keywords whose values are schemas, or data that must not be read as keywords.
const NOT_OWN: &[&str] = &[
    "properties",
    "items",
    "additionalProperties",
    "allOf",
    "oneOf",
    "anyOf",
    "not",
    "example",
    "$ref",
];

/// Keywords whose exact text is worth documenting.
const BOUNDS: &[&str] = &[
    "minimum",
    "maximum",
    "multipleOf",
    "default",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
];

/// Schemas in the making.
pub(super) struct Reader<'a> {
    pub(super) diagnostics: &'a mut Diagnostics,
    schemas: Schemas,
    by_pointer: BTreeMap<Arc<str>, SchemaId>,
    /// The assertions of schemas that have no more than a type and a format, which most are: kept once.
    plain: BTreeMap<String, Arc<openapiv3::AnySchema>>,
}

impl<'a> Reader<'a> {
    /// A reader that has seen nothing.
    pub(super) fn new(diagnostics: &'a mut Diagnostics) -> Self {
        Self {
            diagnostics,
            schemas: Schemas::default(),
            by_pointer: BTreeMap::new(),
            plain: BTreeMap::new(),
        }
    }

    /// All schemas that were read.
    pub(super) fn finish(mut self) -> Schemas {
        self.schemas.items.shrink_to_fit();
        self.schemas.made = vec![OnceLock::new(); MOST_MADE];
        self.schemas
    }

    /// Reads `components.schemas`: all ids, then all bodies.
    pub(super) fn components(&mut self, map: &Map, parent: &str) -> IndexMap<String, SchemaId> {
        let ids: IndexMap<String, SchemaId> = map
            .iter()
            .map(|(name, node)| {
                let id = self.reserve(node.at, pointer::child(parent, name));
                (name.to_string(), id)
            })
            .collect();
        for (node, id) in map.values().zip(ids.values()) {
            self.fill(*id, node);
        }
        ids
    }

    /// Reads a schema at a place of its own; a place that was read before is not read again.
    pub(super) fn schema(&mut self, node: &Node, pointer: String) -> SchemaId {
        if let Some(target) = reference(node).and_then(|it| self.target(it)) {
            return target;
        }
        if let Some(id) = self.by_pointer.get(pointer.as_str()) {
            return *id;
        }
        let id = self.reserve(node.at, pointer);
        self.fill(id, node);
        id
    }

    fn reserve(&mut self, at: At, pointer: String) -> SchemaId {
        let id = SchemaId(u32::try_from(self.schemas.items.len()).unwrap_or(u32::MAX));
        let pointer: Arc<str> = pointer.into();
        self.by_pointer.insert(Arc::clone(&pointer), id);
        self.schemas.items.push(Schema {
            at,
            pointer,
            ..Schema::default()
        });
        id
    }

    fn fill(&mut self, id: SchemaId, node: &Node) {
        let (at, pointer) = {
            let reserved = self.schemas.get(id);
            (reserved.at, Arc::clone(&reserved.pointer))
        };
        let read = if let Value::Map(map) = &node.value {
            self.body(map, at, pointer)
        } else {
            self.malformed(at, "a schema must be an object");
            Schema {
                at,
                pointer,
                ..Schema::default()
            }
        };
        if let Some(place) = self.schemas.items.get_mut(id.0 as usize) {
            *place = read;
        }
    }

    fn body(&mut self, map: &Map, at: At, pointer: Arc<str>) -> Schema {
        Schema {
            at,
            data: self.annotations(map, at),
            own: self.assertions(map, at),
            reference: map.get("$ref").and_then(|it| match &it.value {
                Value::Text(text) => self.target(text),
                _ => None,
            }),
            properties: self.properties(map, &pointer),
            items: map
                .get("items")
                .map(|it| self.schema(it, pointer::child(&pointer, "items"))),
            tuple: self.branches(map, &pointer, "x-tuple"),
            prefix: self.branches(map, &pointer, "x-prefix"),
            has_no_further_items: map.contains_key("x-no-further-items"),
            additional: self.additional(map, &pointer, "additionalProperties"),
            unevaluated: self.additional(map, &pointer, "x-unevaluated-properties"),
            all_of: self.branches(map, &pointer, "allOf"),
            one_of: self.branches(map, &pointer, "oneOf"),
            any_of: self.branches(map, &pointer, "anyOf"),
            json_text: map
                .get("x-json-string")
                .map(|it| self.schema(it, pointer::child(&pointer, "x-json-string"))),
            conditional: self.conditional(map, &pointer),
            condition: map
                .get("x-if")
                .map(|it| self.schema(it, pointer::child(&pointer, source("x-if")))),
            has_not: map.contains_key("not"),
            bounds: BOUNDS
                .iter()
                .filter_map(|key| map.get(*key).map(|it| ((*key).to_owned(), it.clone())))
                .collect(),
            pointer,
        }
    }

    fn annotations(&mut self, map: &Map, at: At) -> Arc<Annotations> {
        static NOTHING: LazyLock<Arc<Annotations>> = LazyLock::new(Arc::default);
        let mut said = tree::only(map, is_annotation);
        said.extend(map.get("not").map(|it| ("x-not", it.clone())));
        if said.is_empty() {
            return Arc::clone(&NOTHING);
        }
        let read: Option<openapiv3::SchemaData> =
            tree::object(&said, at, "schema", self.diagnostics);
        read.map_or_else(Arc::default, |it| Arc::new(it.into()))
    }

    fn assertions(&mut self, map: &Map, at: At) -> Arc<openapiv3::AnySchema> {
        let plain = plain(map);
        if let Some(known) = plain.as_ref().and_then(|it| self.plain.get(it)) {
            return Arc::clone(known);
        }
        let said = tree::only(map, is_assertion);
        let read =
            tree::object(&said, at, "schema", self.diagnostics).map_or_else(Arc::default, Arc::new);
        if let Some(plain) = plain {
            self.plain.insert(plain, Arc::clone(&read));
        }
        read
    }

    fn properties(&mut self, map: &Map, parent: &str) -> Arc<IndexMap<String, SchemaId>> {
        static NONE: LazyLock<Arc<IndexMap<String, SchemaId>>> = LazyLock::new(Arc::default);
        let Some(node) = map.get("properties") else {
            return Arc::clone(&NONE);
        };
        let Value::Map(properties) = &node.value else {
            self.malformed(node.at, "`properties` must be an object");
            return Arc::clone(&NONE);
        };
        let parent = pointer::child(parent, "properties");
        let read = properties.iter().map(|(name, node)| {
            let id = self.schema(node, pointer::child(&parent, name));
            (name.to_string(), id)
        });
        Arc::new(read.collect())
    }

    fn additional(&mut self, map: &Map, parent: &str, keyword: &str) -> Additional {
        let Some(node) = map.get(keyword) else {
            return Additional::Unsaid;
        };
        match &node.value {
            Value::Bool(false) => Additional::No,
            Value::Bool(true) => Additional::Any,
            Value::Map(map) if map.is_empty() => Additional::Any,
            _ => Additional::Schema(self.schema(node, pointer::child(parent, source(keyword)))),
        }
    }

    fn branches(&mut self, map: &Map, parent: &str, keyword: &str) -> Vec<SchemaId> {
        let Some(node) = map.get(keyword) else {
            return Vec::new();
        };
        let Value::List(items) = &node.value else {
            self.malformed(node.at, &format!("`{keyword}` must be an array"));
            return Vec::new();
        };
        let parent = pointer::child(parent, source(keyword));
        items
            .iter()
            .enumerate()
            .map(|(index, node)| self.schema(node, pointer::child(&parent, &index.to_string())))
            .collect()
    }

    /// The schemas that hold under conditions. What has a list under `dependencies` only requires properties.
    fn conditional(&mut self, map: &Map, parent: &str) -> Vec<SchemaId> {
        let mut found = Vec::new();
        for keyword in ["x-then", "x-else"] {
            let place = pointer::child(parent, source(keyword));
            found.extend(map.get(keyword).map(|it| self.schema(it, place)));
        }
        for keyword in ["x-dependent-schemas", "x-dependencies"] {
            let place = pointer::child(parent, source(keyword));
            let Some(Value::Map(schemas)) = map.get(keyword).map(|it| &it.value) else {
                continue;
            };
            for (name, node) in schemas {
                if matches!(node.value, Value::Map(_)) {
                    found.push(self.schema(node, pointer::child(&place, name)));
                }
            }
        }
        found
    }

    fn target(&self, reference: &str) -> Option<SchemaId> {
        let pointer = reference.strip_prefix('#')?;
        self.by_pointer.get(pointer).copied()
    }

    fn malformed(&mut self, at: At, message: &str) {
        self.diagnostics.push(
            Code::Malformed,
            at,
            message,
            "correct it, or correct it with an overlay",
        );
    }
}

/// The keyword that a side key stands for.
fn source(keyword: &str) -> &str {
    match keyword {
        "x-tuple" | "x-prefix" => "prefixItems",
        "x-unevaluated-properties" => "unevaluatedProperties",
        "x-if" => "if",
        "x-then" => "then",
        "x-else" => "else",
        "x-dependent-schemas" => "dependentSchemas",
        "x-dependencies" => "dependencies",
        own => own,
    }
}

fn is_annotation(key: &str) -> bool {
    ANNOTATIONS.contains(&key) || key.starts_with("x-")
}

fn is_assertion(key: &str) -> bool {
    !is_annotation(key) && !NOT_OWN.contains(&key)
}

/// The assertions of a schema as one text, when they are a type and a format at most, which can always be read.
fn plain(map: &Map) -> Option<String> {
    let mut plain = String::new();
    for (key, node) in map.iter().filter(|(key, _)| is_assertion(key)) {
        match (key.as_str(), &node.value) {
            ("type" | "format", Value::Text(text)) => {
                plain.push_str(key);
                plain.push('\n');
                plain.push_str(text);
                plain.push('\n');
            }
            _ => return None,
        }
    }
    Some(plain)
}

/// The `$ref` of a node that is nothing else.
fn reference(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Map(map) if map.keys().all(|key| key == "$ref" || key.starts_with("x-")) => {
            match &map.get("$ref")?.value {
                Value::Text(text) => Some(text),
                _ => None,
            }
        }
        _ => None,
    }
}
