//! The examples and defaults of a document, each with the schema that it is an example of.
//!
//! Takes: trees as they were read. Gives: an [`Example`] for each, or why it cannot be tried. Must not: judge them, or pass
//! over any.

use std::collections::BTreeSet;

use generator::source::document::Document;
use generator::source::{At, Map, Node, Value};
use serde_json::Value as Json;

use super::Untried;
use crate::lab::corpus::schemas::{Kind, visit};
use crate::lab::corpus::tree::{found, map, resolved};

/// An example, or a default.
#[derive(Debug)]
pub(crate) struct Example {
    /// Where it stands.
    pub(crate) at: At,
    pub(crate) value: Json,
    /// The schema, as it stands beside the example.
    pub(crate) schema: At,
    /// The schema that it refers to in the end.
    pub(crate) target: At,
    /// The direction in which it goes, unless it stands where that is not known.
    pub(crate) direction: Option<Direction>,
}

/// The direction of a value.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Direction {
    /// In a request.
    Sent,
    /// In an answer.
    Received,
}

/// The direction of what is described at this pointer.
fn direction(pointer: &str) -> Option<Direction> {
    let places = pointer
        .split('/')
        .take_while(|it| !it.starts_with("schema"));
    let mut directions = places.filter_map(|it| match it {
        "requestBody" | "requestBodies" | "parameters" => Some(Direction::Sent),
        "responses" | "headers" => Some(Direction::Received),
        _ => None,
    });
    directions.next()
}

/// Every example and default, in no order.
pub(crate) fn collect(sources: &[Document]) -> Vec<Result<Example, Untried>> {
    let mut all = Vec::new();
    let mut used = BTreeSet::new();
    let mut components: Vec<At> = Vec::new();
    for document in sources {
        let place = Place { document, sources };
        visit(&document.root, |kind, key, node| {
            let Some(object) = map(node) else { return };
            match kind {
                Kind::Schema => all.extend(place.in_schema(node, object)),
                Kind::Any => all.extend(place.in_holder(key, object, &mut used)),
                _ => {}
            }
        });
        components.extend(named(document).map(|it| it.at));
    }
    // One that something refers to is an example there.
    let unused = components.iter().filter(|it| !used.contains(it));
    all.extend(unused.map(|_| Err(Untried::Unused)));
    all
}

/// The objects of `components.examples`.
fn named(document: &Document) -> impl Iterator<Item = &Node> {
    let components = map(&document.root).and_then(|it| it.get("components"));
    let examples = components.and_then(|it| map(map(it)?.get("examples")?));
    examples.into_iter().flat_map(|it| it.values())
}

/// A document, and those that it may refer to.
#[derive(Clone, Copy)]
struct Place<'s> {
    document: &'s Document,
    sources: &'s [Document],
}

impl<'s> Place<'s> {
    /// What stands in a schema.
    fn in_schema(self, schema: &'s Node, object: &'s Map) -> Vec<Result<Example, Untried>> {
        let misplaced = object.get("examples").filter(|it| map(it).is_some());
        let misplaced = misplaced.map(|_| Err(Untried::Malformed));
        let values = of_schema(object).map(|value| self.example(value, Some(schema)));
        values.chain(misplaced).collect()
    }

    /// What stands in a parameter, a header or a media type, or in an answer of Swagger. The key is that of the object.
    fn in_holder(
        self,
        key: &str,
        holder: &'s Map,
        used: &mut BTreeSet<At>,
    ) -> Vec<Result<Example, Untried>> {
        if key == "components" {
            return Vec::new();
        }
        let of_json = is_json(key);
        let one = holder.get("example").into_iter().map(Ok);
        let several = holder.get("examples").and_then(map).into_iter().flatten();
        let several = several.map(|(name, node)| self.named_value(name, node, used));
        let values: Vec<Result<&Node, Untried>> = one.chain(several).collect();
        let tried = values.into_iter().map(|value| {
            let value = value?;
            if !of_json {
                return Err(Untried::NotJson);
            }
            self.example(value, holder.get("schema"))
        });
        tried.collect()
    }

    /// The value of an entry of `examples`: in an object, or in one that this refers to. Swagger has values by media type.
    fn named_value(
        self,
        name: &str,
        node: &'s Node,
        used: &mut BTreeSet<At>,
    ) -> Result<&'s Node, Untried> {
        if map(&self.document.root).is_some_and(|it| it.contains_key("swagger")) {
            return Some(node).filter(|_| is_json(name)).ok_or(Untried::NotJson);
        }
        let target = found(self.document, node, self.sources).ok_or(Untried::Nowhere)?;
        used.insert(target.1.at);
        let object = map(target.1).ok_or(Untried::Malformed)?;
        match object.get("value").or(object.get("dataValue")) {
            Some(value) => Ok(value),
            None if object.contains_key("externalValue") => Err(Untried::Elsewhere),
            None if object.contains_key("serializedValue") => Err(Untried::NotJson),
            None => Err(Untried::Malformed),
        }
    }

    fn example(self, value: &Node, schema: Option<&'s Node>) -> Result<Example, Untried> {
        let schema = schema.ok_or(Untried::NoSchema)?;
        let target = resolved(self.document, schema, self.sources).ok_or(Untried::Nowhere)?;
        Ok(Example {
            at: value.at,
            value: json(value),
            schema: schema.at,
            target: target.at,
            direction: direction(&self.document.pointer(schema.at.node)),
        })
    }
}

/// Whether what is called so is JSON: a media type that says so, or anything that is no media type.
fn is_json(key: &str) -> bool {
    !key.contains('/') || key.contains("json") || key.starts_with('/')
}

/// Every value that a parameter, a header or a media type gives for itself.
pub(crate) fn of_holder<'s>(
    document: &'s Document,
    holder: &'s Map,
    sources: &'s [Document],
) -> Vec<&'s Node> {
    let place = Place { document, sources };
    let several = holder.get("examples").and_then(map).into_iter().flatten();
    let several =
        several.filter_map(|(name, it)| place.named_value(name, it, &mut BTreeSet::new()).ok());
    holder.get("example").into_iter().chain(several).collect()
}

/// `example`, `default`, and the items of `examples`.
pub(crate) fn of_schema(schema: &Map) -> Box<dyn Iterator<Item = &Node> + '_> {
    let one = ["example", "default"]
        .into_iter()
        .filter_map(|it| schema.get(it));
    let several = match schema.get("examples").map(|it| &it.value) {
        Some(Value::List(items)) => items.as_slice(),
        _ => &[],
    };
    Box::new(one.chain(several))
}

/// A tree as the judge reads it.
pub(crate) fn json(node: &Node) -> Json {
    match &node.value {
        Value::Null => Json::Null,
        Value::Bool(value) => Json::Bool(*value),
        Value::Integer(value) => serde_json::from_str(&value.to_string()).unwrap_or_default(),
        Value::Float(value) => Json::from(*value),
        Value::Text(value) => Json::from(value.as_str()),
        Value::List(items) => items.iter().map(json).collect(),
        Value::Map(map) => map
            .iter()
            .map(|(key, it)| (key.clone(), json(it)))
            .collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::tree::read_again;
    use super::super::super::tree::tests::sources;
    use super::*;

    /// The values that can be tried with the pointers of their schemas, and how many cannot, each for its reason.
    fn check(text: &str, expected: &[&str]) {
        let sources = sources(&[("main.yaml", text)]);
        let trees = read_again(&sources);
        let mut all: Vec<String> = collect(&trees)
            .into_iter()
            .map(|it| match it {
                Ok(it) => format!("{} {}", it.value, sources.pointer(it.target)),
                Err(why) => why.name().to_owned(),
            })
            .collect();
        all.sort();
        assert_eq!(all, expected);
    }

    #[test]
    fn examples_are_found_wherever_they_stand() {
        check(
            "
openapi: 3.1.0
paths:
  /a:
    get:
      parameters:
        - {name: p, in: query, schema: {$ref: '#/components/schemas/A'}, example: 1}
      responses:
        '200':
          content:
            application/json:
              schema: {$ref: '#/components/schemas/A'}
              examples:
                own: {value: 2}
                shared: {$ref: '#/components/examples/E'}
components:
  examples: {E: {value: 3}}
  schemas:
    A: {type: integer, default: 4, examples: [5, 6]}
",
            &[
                "1 /components/schemas/A",
                "2 /components/schemas/A",
                "3 /components/schemas/A",
                "4 /components/schemas/A",
                "5 /components/schemas/A",
                "6 /components/schemas/A",
            ],
        );
        check(
            "
swagger: '2.0'
paths: {/a: {get: {responses: {'200': {schema: {type: object}, examples: {application/json: {value: 1}, text/plain: x}}}}}}
",
            &[
                "in a media type that is not JSON",
                r#"{"value":1} /paths/~1a/get/responses/200/schema"#,
            ],
        );
    }

    #[test]
    fn examples_go_where_they_stand() {
        for (pointer, expected) in [
            (
                "/paths/~1a/put/requestBody/content/a~1b/schema/properties/c",
                Some(Direction::Sent),
            ),
            ("/components/parameters/A/schema", Some(Direction::Sent)),
            (
                "/paths/~1a/get/responses/200/headers/B/schema",
                Some(Direction::Received),
            ),
            ("/components/schemas/A/properties/responses", None),
            ("/definitions/A", None),
        ] {
            assert_eq!(direction(pointer), expected, "{pointer}");
        }
    }

    #[test]
    fn an_example_that_cannot_be_tried_is_counted() {
        check(
            "
openapi: 3.1.0
paths:
  /a:
    get:
      responses:
        '200':
          content:
            application/json:
              examples:
                none: {value: 1}
                nowhere: {$ref: '#/components/examples/X'}
                elsewhere: {externalValue: 'https://example.com'}
                bare: 2
            text/csv: {schema: {type: string}, example: 'a,b'}
            application/x+json: {schema: {$ref: '#/components/schemas/X'}, example: 3}
components:
  examples: {unused: {value: 4}}
  schemas:
    A: {examples: {one: {value: 5}}}
",
            &[
                "in a media type that is not JSON",
                "not written as an example is",
                "not written as an example is",
                "of components, and nothing refers to it",
                "outside of the documents",
                "refers to nothing, or its schema does",
                "refers to nothing, or its schema does",
                "without a schema",
            ],
        );
    }
}
