//! The schemas of a document, and which of them constrain anything.
//!
//! Takes: trees as they were read. Gives: places of schemas. Must not: follow what the generator makes of them.

use std::collections::BTreeSet;

use generator::source::document::Document;
use generator::source::{At, Map, Node, Value};

use super::tree::{found, map};

/// References and schemas within one another deeper than this are taken to constrain something.
const DEEPEST: usize = 12;

/// Every schema of all documents that constrains anything; a reference is none, since it is counted where it leads.
pub(super) fn constraining(sources: &[Document]) -> BTreeSet<At> {
    let mut places = BTreeSet::new();
    for document in sources {
        visit(&document.root, |kind, _, node| {
            let is_own = map(node).is_none_or(|it| !it.contains_key("$ref"));
            let within = Within { document, sources };
            if kind == Kind::Schema && is_own && within.constrains(node, 0) {
                places.insert(node.at);
            }
        });
    }
    places
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

/// Where a schema stands.
#[derive(Clone, Copy)]
struct Within<'s> {
    document: &'s Document,
    sources: &'s [Document],
}

impl<'s> Within<'s> {
    /// Whether a schema refuses any value at all (JSON Schema 2020-12, validation vocabulary, and before). Annotations do
    /// not, and neither do keywords that nobody knows or `format`, which is an annotation unless a dialect says otherwise.
    fn constrains(self, node: &'s Node, depth: usize) -> bool {
        if depth > DEEPEST {
            return true;
        }
        // What a reference leads to that is not at hand may be anything.
        let Some((document, node)) = found(self.document, node, self.sources) else {
            return true;
        };
        let within = Self { document, ..self };
        match &node.value {
            Value::Bool(all) => !all,
            Value::Map(schema) => schema
                .iter()
                .any(|(key, value)| within.keyword_constrains(schema, key, value, depth + 1)),
            _ => false,
        }
    }

    fn keyword_constrains(self, schema: &'s Map, key: &str, value: &'s Node, depth: usize) -> bool {
        let is_schema = |it: &'s Node| self.constrains(it, depth);
        match (key, &value.value) {
            ("type", Value::Text(name)) => is_type(name),
            ("type", Value::List(names)) => !accepts_every_type(names),
            ("const" | "not", _)
            | ("pattern", Value::Text(_))
            | ("enum", Value::List(_))
            | ("dependentRequired", Value::Map(_)) => true,
            (key, Value::Integer(_) | Value::Float(_)) if BOUNDS.contains(&key) => true,
            ("minLength" | "minItems" | "minProperties", Value::Integer(least)) => least.get() > 0,
            ("uniqueItems", Value::Bool(unique)) => *unique,
            ("required", Value::List(names)) => !names.is_empty(),
            ("allOf" | "prefixItems" | "items", Value::List(parts)) => parts.iter().any(is_schema),
            ("anyOf" | "oneOf", Value::List(branches)) => {
                // Of branches that accept everything, `oneOf` accepts only one.
                let alternatives = key == "anyOf" || branches.len() < 2;
                !branches.is_empty() && (!alternatives || branches.iter().all(is_schema))
            }
            ("properties" | "patternProperties" | "dependentSchemas", Value::Map(parts)) => {
                parts.values().any(is_schema)
            }
            ("if", _) => ["then", "else"]
                .iter()
                .filter_map(|it| schema.get(*it))
                .any(is_schema),
            ("contains", _) => schema
                .get("minContains")
                .is_none_or(|it| it.value != Value::from(0)),
            (
                "items"
                | "additionalProperties"
                | "propertyNames"
                | "unevaluatedItems"
                | "unevaluatedProperties"
                | "additionalItems",
                _,
            ) => is_schema(value),
            _ => false,
        }
    }
}

/// Keywords that refuse a value whatever number they have.
const BOUNDS: &[&str] = &[
    "exclusiveMaximum",
    "exclusiveMinimum",
    "maxItems",
    "maxLength",
    "maxProperties",
    "maximum",
    "minimum",
    "multipleOf",
];

/// The types of JSON Schema; `file` is one of Swagger.
const TYPES: &[&str] = &[
    "array", "boolean", "file", "integer", "null", "number", "object", "string",
];

fn is_type(name: &str) -> bool {
    TYPES.contains(&name.to_ascii_lowercase().as_str())
}

/// Whether every value is of one of the types.
fn accepts_every_type(names: &[Node]) -> bool {
    let accepts = |name: &str| {
        let mut listed = names.iter();
        listed.any(|it| matches!(&it.value, Value::Text(it) if it == name))
    };
    let all = ["array", "boolean", "null", "number", "object", "string"];
    names.is_empty() || all.into_iter().all(accepts)
}

#[cfg(test)]
mod tests {
    use super::super::tree::read_again;
    use super::super::tree::tests::{check, sources};
    use super::*;

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
        check(constraining(&read_again(&sources)), &sources, &expected);
    }

    #[test]
    fn what_refuses_no_value_does_not_constrain() {
        let check = |schema: &str, expected: bool| {
            let text = format!("{{x: {{s: {schema}, any: {{title: t}}, text: {{type: string}}}}}}");
            let sources = sources(&[("main.yaml", &text)]);
            let trees = read_again(&sources);
            let within = Within {
                document: &trees[0],
                sources: &trees,
            };
            let schemas = map(&trees[0].root).and_then(|it| map(it.get("x")?));
            let schema_node = &schemas.expect("an object")["s"];
            assert_eq!(within.constrains(schema_node, 0), expected, "{schema}");
        };
        for nothing in [
            "true",
            "{format: date}",
            "{description: x, x-a: {type: string}, example: 1, made-up: 1}",
            "{type: any}",
            "{type: [string, number, boolean, object, array, 'null']}",
            "{minLength: 0, required: [], uniqueItems: false, exclusiveMinimum: false}",
            "{items: {}, additionalProperties: true, properties: {a: {}, b: {format: date}}}",
            "{$ref: '#/x/any'}",
            "{allOf: [{$ref: '#/x/any'}]}",
            "{anyOf: [{type: string}, {$ref: '#/x/any'}]}",
            "{oneOf: [{}]}",
            "{if: {type: string}}",
            "{contains: {type: string}, minContains: 0}",
        ] {
            check(nothing, false);
        }
        for something in [
            "false",
            "{type: object}",
            "{type: [string, 'null']}",
            "{enum: [1]}",
            "{const: null}",
            "{minimum: 0}",
            "{required: [a]}",
            "{items: {type: string}}",
            "{additionalProperties: false}",
            "{properties: {a: {}, b: {type: string}}}",
            "{$ref: '#/x/text'}",
            "{allOf: [{}, {$ref: '#/x/text'}]}",
            "{anyOf: [{type: string}, {$ref: '#/x/text'}]}",
            "{oneOf: [{}, {type: string}]}",
            "{not: {}}",
            "{if: {type: string}, then: {minLength: 1}}",
            "{contains: {type: string}}",
            "{properties: {a: {$ref: '#/x/s'}}}",
        ] {
            check(something, true);
        }
    }
}
