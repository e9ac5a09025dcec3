//! What a document says, counted without the rooms that interpret it: its operations and its schemas.
//!
//! Takes: trees as they were read. Gives: the places of operations and of schemas that constrain anything.
//! Must not: follow what the generator makes of them.

use std::collections::BTreeSet;

use generator::diagnostics::Diagnostics;
use generator::source::document::{Document, Sources};
use generator::source::references::join;
use generator::source::{self, At, Map, Node, Value};
use generator::spec;

/// The methods of path items, `OpenAPI` 3.2 section 4.8.9 and before.
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace", "query",
];

/// References that lead on more often than this lead nowhere.
const LONGEST_CHAIN: usize = 32;

/// Keywords that say nothing about a value.
const ANNOTATIONS: &[&str] = &[
    "$comment",
    "$schema",
    "$id",
    "$anchor",
    "$defs",
    "default",
    "definitions",
    "deprecated",
    "description",
    "discriminator",
    "example",
    "examples",
    "externalDocs",
    "nullable",
    "readOnly",
    "title",
    "writeOnly",
    "xml",
];

/// The documents with their trees, read again: the generator keeps only their texts.
pub(crate) fn read_again(sources: &Sources) -> Vec<Document> {
    let read = |document: &Document| {
        let number = document.root.at.document;
        let bytes = document.text.as_bytes();
        source::read_part(&document.label, bytes, number, &mut Diagnostics::new())
    };
    sources.iter().filter_map(read).collect()
}

/// Every operation below `paths` of the first document; those of a path item that is used twice come twice.
pub(crate) fn operations(sources: &[Document]) -> Vec<At> {
    let Some(document) = sources.first() else {
        return Vec::new();
    };
    let Some(paths) = map(&document.root).and_then(|it| map(it.get("paths")?)) else {
        return Vec::new();
    };
    let items = paths.iter().filter(|(path, _)| path.starts_with('/'));
    items
        .filter_map(|(_, item)| path_item(document, item, sources))
        .flat_map(methods)
        .collect()
}

/// A path item, or the one that it refers to.
fn path_item<'s>(
    document: &'s Document,
    item: &'s Node,
    sources: &'s [Document],
) -> Option<&'s Map> {
    map(resolved(document, item, sources)?)
}

/// A node, or the one that it refers to in the end.
pub(crate) fn resolved<'s>(
    document: &'s Document,
    node: &'s Node,
    sources: &'s [Document],
) -> Option<&'s Node> {
    found(document, node, sources).map(|(_, node)| node)
}

/// A node, or the one that it refers to in the end, with its document.
pub(crate) fn found<'s>(
    document: &'s Document,
    node: &'s Node,
    sources: &'s [Document],
) -> Option<(&'s Document, &'s Node)> {
    let (mut document, mut node) = (document, node);
    for _ in 0..LONGEST_CHAIN {
        let Some(Value::Text(reference)) =
            map(node).and_then(|it| it.get("$ref")).map(|it| &it.value)
        else {
            return Some((document, node));
        };
        let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
        if !file.is_empty() {
            let label = join(&document.label, file).unwrap_or_default();
            document = sources.iter().find(|it| it.label == label)?;
        }
        node = &document.root;
        for key in spec::parse(pointer) {
            node = map(node)?.get(&key)?;
        }
    }
    None
}

fn methods(item: &Map) -> Vec<At> {
    let more = item.get("additionalOperations").and_then(map);
    let more = more.into_iter().flatten();
    let own = item
        .iter()
        .filter(|(key, _)| METHODS.contains(&key.as_str()));
    let all = own.chain(more).filter(|(_, it)| map(it).is_some());
    all.map(|(_, it)| it.at).collect()
}

/// Every schema of all documents that constrains anything; a reference is none, since it is counted where it leads.
pub(crate) fn schemas(sources: &[Document]) -> BTreeSet<At> {
    let mut found = BTreeSet::new();
    for document in sources {
        visit(&document.root, |kind, _, node| {
            if kind == Kind::Schema && constrains(node) {
                found.insert(node.at);
            }
        });
    }
    found
}

/// Calls with every node of a tree that is no data, its kind and its key.
pub(crate) fn visit<'n>(root: &'n Node, mut call: impl FnMut(Kind, &'n str, &'n Node)) {
    let mut open: Vec<(Kind, &str, &Node)> = vec![(Kind::Any, "", root)];
    while let Some((kind, key, node)) = open.pop() {
        if kind == Kind::Data {
            continue;
        }
        call(kind, key, node);
        match &node.value {
            Value::Map(map) => open.extend(
                map.iter()
                    .map(|(key, it)| (kind.child(key), key.as_str(), it)),
            ),
            Value::List(items) => open.extend(items.iter().map(|it| (kind.item(), key, it))),
            _ => {}
        }
    }
}

/// What a node is, as far as it matters for finding schemas.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// An object of the document that is no schema.
    Any,
    /// An object whose keys are names, and its values of kind [`Kind::Any`].
    Named,
    /// A schema, or a list of them.
    Schema,
    /// An object whose keys are names, and its values schemas.
    Schemas,
    /// Data: nothing in it means anything.
    Data,
}

impl Kind {
    fn child(self, key: &str) -> Self {
        let data = ["example", "examples", "default", "enum", "const", "value"];
        match self {
            Self::Data => Self::Data,
            Self::Schemas => Self::Schema,
            Self::Named => Self::Any,
            _ if key.starts_with("x-") || data.contains(&key) => Self::Data,
            Self::Schema if MAPS_OF_SCHEMAS.contains(&key) => Self::Schemas,
            Self::Schema if SUBSCHEMAS.contains(&key) => Self::Schema,
            Self::Schema => Self::Data,
            Self::Any => match key {
                "schema" | "itemSchema" => Self::Schema,
                "schemas" | "definitions" => Self::Schemas,
                _ if NAMED.contains(&key) => Self::Named,
                _ => Self::Any,
            },
        }
    }

    fn item(self) -> Self {
        match self {
            Self::Schema | Self::Data => self,
            _ => Self::Any,
        }
    }
}

/// Keywords of a schema whose values are objects of schemas.
const MAPS_OF_SCHEMAS: &[&str] = &[
    "$defs",
    "definitions",
    "dependentSchemas",
    "patternProperties",
    "properties",
];

/// Keywords of a schema whose values are schemas, or lists of them.
const SUBSCHEMAS: &[&str] = &[
    "additionalProperties",
    "allOf",
    "anyOf",
    "contains",
    "else",
    "if",
    "items",
    "not",
    "oneOf",
    "prefixItems",
    "propertyNames",
    "then",
    "unevaluatedItems",
    "unevaluatedProperties",
];

/// Objects of a document whose keys are names.
const NAMED: &[&str] = &[
    "callbacks",
    "content",
    "encoding",
    "headers",
    "links",
    "pathItems",
    "paths",
    "responses",
    "webhooks",
];

/// Whether a schema refuses any value at all.
fn constrains(node: &Node) -> bool {
    let keywords = match &node.value {
        Value::Map(map) if !map.contains_key("$ref") => map,
        Value::Bool(value) => return !value,
        _ => return false,
    };
    keywords
        .iter()
        .any(|(key, child)| match (key.as_str(), &child.value) {
            (key, _) if key.starts_with("x-") || ANNOTATIONS.contains(&key) => false,
            ("type", Value::List(types)) => types.len() < 6,
            ("anyOf" | "oneOf", Value::List(branches)) => {
                branches.iter().all(|it| constrains(it) || is_reference(it))
            }
            ("allOf", Value::List(parts)) => {
                parts.iter().any(|it| constrains(it) || is_reference(it))
            }
            ("additionalProperties", _) => constrains(child) || is_reference(child),
            ("properties" | "required", _) => !is_empty(child),
            _ => true,
        })
}

pub(crate) fn map(node: &Node) -> Option<&Map> {
    match &node.value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

fn is_reference(node: &Node) -> bool {
    map(node).is_some_and(|it| it.contains_key("$ref"))
}

fn is_empty(node: &Node) -> bool {
    match &node.value {
        Value::Map(map) => map.is_empty(),
        Value::List(items) => items.is_empty(),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use generator::source::read;

    fn sources(texts: &[(&str, &str)]) -> Sources {
        let mut sources = Sources::new();
        for (number, (label, text)) in (0..).zip(texts) {
            let read = read(label, text.as_bytes(), number, &mut Diagnostics::new());
            sources.add(read.expect("well written"));
        }
        sources
    }

    fn check(places: impl IntoIterator<Item = At>, sources: &Sources, expected: &[&str]) {
        let pointers: Vec<String> = places.into_iter().map(|it| sources.pointer(it)).collect();
        assert_eq!(pointers, expected);
    }

    #[test]
    fn operations_are_counted_wherever_they_stand() {
        let main = "
paths:
  /a: {get: {}, parameters: [], summary: x, x-get: {}}
  /b: {$ref: 'items.yaml#/b'}
  /c: {$ref: '#/components/pathItems/c'}
  /d: {additionalOperations: {COPY: {}}}
  x-e: {get: {}}
components: {pathItems: {c: {put: {}}}}
";
        let sources = sources(&[("main.yaml", main), ("items.yaml", "b: {post: {}}")]);
        let expected = [
            "/paths/~1a/get",
            "/b/post",
            "/components/pathItems/c/put",
            "/paths/~1d/additionalOperations/COPY",
        ];
        check(operations(&read_again(&sources)), &sources, &expected);
    }

    #[test]
    fn schemas_are_counted_where_they_constrain() {
        let main = "
paths:
  /schema:
    get:
      parameters: [{schema: {type: string}, example: {schema: {type: string}}}]
      responses: {schema: {content: {a/b: {schema: {}}}}}
components:
  schemas:
    A:
      properties:
        schema: {type: [string, 'null']}
        any: {description: x, nullable: true}
        either: {anyOf: [{type: string}, {}]}
        default: {$ref: '#/x'}
        never: false
      default: {schema: {type: string}}
";
        let sources = sources(&[("main.yaml", main)]);
        let expected = [
            "/paths/~1schema/get/parameters/0/schema",
            "/components/schemas/A",
            "/components/schemas/A/properties/schema",
            "/components/schemas/A/properties/either/anyOf/0",
            "/components/schemas/A/properties/never",
        ];
        check(schemas(&read_again(&sources)), &sources, &expected);
    }
}
