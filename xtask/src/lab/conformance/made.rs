//! Values made from schemas.
//!
//! Takes: schemas as they were read. Gives: JSON that is likely to agree with them. Must not: promise it; others judge.

use generator::source::document::Document;
use generator::source::{Map, Node, Value};
use serde_json::{Map as Object, Value as Json, json};

use super::texts::text;
use super::values::is_read_only;
use crate::lab::corpus::examples::collect::{json as plain, of_schema};
use crate::lab::corpus::tree::{found, map};

/// Schemas in one another deeper than this have no value, so that recursion ends.
const DEEPEST: usize = 12;

/// Optional properties deeper than this are left out, so that values stay small.
const FULL: usize = 4;

/// How much a value has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Frugality {
    /// Examples of parts, and optional properties.
    Examples,
    /// Optional properties, and nothing of the document's own.
    Full,
    /// What is required.
    Least,
}

impl Frugality {
    /// In the order in which they are tried.
    pub(crate) const ALL: [Self; 3] = [Self::Examples, Self::Full, Self::Least];
}

/// Makes values.
#[derive(Clone, Copy)]
pub(crate) struct Maker<'s> {
    pub(crate) sources: &'s [Document],
    pub(crate) frugality: Frugality,
}

impl Maker<'_> {
    /// A value of a schema of this document; `None` when nothing is known that could be one.
    pub(crate) fn make(self, document: &Document, schema: &Node, depth: usize) -> Option<Json> {
        let (document, schema) = found(document, schema, self.sources)?;
        let Some(schema) = map(schema) else {
            return Some(json!("text"));
        };
        if self.frugality == Frugality::Examples
            && let Some(example) = of_schema(schema).next()
        {
            return Some(plain(example));
        }
        if let Some(value) = schema.get("const").or(first(schema, "enum")) {
            return Some(plain(value));
        }
        if depth > DEEPEST {
            return None;
        }
        let mut value = self.of_type(document, schema, depth)?;
        for part in list(schema, "allOf") {
            merge(&mut value, self.make(document, part, depth + 1)?);
        }
        for key in ["oneOf", "anyOf"] {
            let mut branches = list(schema, key)
                .iter()
                .filter(|it| kind(it) != Some("null"));
            if let Some((branch, made)) =
                branches.find_map(|it| Some((it, self.make(document, it, depth + 1)?)))
            {
                merge(&mut value, made);
                mark(&mut value, schema, branch);
            }
        }
        Some(value)
    }

    /// By `type`, or by the keywords that belong to one. Nothing known is an object, which everything merges into.
    fn of_type(self, document: &Document, schema: &Map, depth: usize) -> Option<Json> {
        let kind = named_type(schema);
        let made = match kind {
            Some("string" | "file") => Json::from(text(schema)),
            Some("integer") => number(schema, true),
            Some("number") => number(schema, false),
            Some("boolean") => json!(true),
            Some("null") => Json::Null,
            Some("array") => self.items(document, schema, depth)?,
            _ if kind.is_none() && schema.contains_key("items") => {
                self.items(document, schema, depth)?
            }
            _ => self.object(document, schema, depth)?,
        };
        Some(made)
    }

    fn items(self, document: &Document, schema: &Map, depth: usize) -> Option<Json> {
        let least = size(schema, "minItems").unwrap_or(1);
        let Some(items) = schema.get("items") else {
            return Some(json!(vec![json!("text"); least]));
        };
        match self.make(document, items, depth + 1) {
            Some(item) => Some(json!(vec![item; least.max(1)])),
            None if least == 0 || size(schema, "minItems").is_none() => Some(json!([])),
            None => None,
        }
    }

    fn object(self, document: &Document, schema: &Map, depth: usize) -> Option<Json> {
        let required: Vec<Json> = list(schema, "required").iter().map(plain).collect();
        let mut object = Object::new();
        for (name, property) in schema.get("properties").and_then(map).into_iter().flatten() {
            let is_required = required.iter().any(|it| it.as_str() == Some(name));
            let is_wanted = self.frugality != Frugality::Least && depth < FULL;
            let resolved = found(document, property, self.sources).map(|(_, it)| it);
            let is_sent = is_wanted && !resolved.is_some_and(is_read_only);
            match self.make(document, property, depth + 1) {
                Some(value) if is_required || is_sent => {
                    drop(object.insert(name.to_string(), value));
                }
                None if is_required => return None,
                _ => {}
            }
        }
        for name in required.iter().filter_map(Json::as_str) {
            object.entry(name).or_insert_with(|| json!("text"));
        }
        let more = schema.get("additionalProperties");
        if let Some(more) = more.filter(|it| object.is_empty() && map(it).is_some())
            && let Some(value) = self.make(document, more, depth + 1)
        {
            object.insert("key".to_owned(), value);
        }
        Some(Json::Object(object))
    }
}

/// The type of a schema: the first that is not `null`.
fn named_type(schema: &Map) -> Option<&str> {
    match &schema.get("type")?.value {
        Value::Text(one) => Some(one),
        Value::List(several) => {
            let mut names = several.iter().filter_map(|it| match &it.value {
                Value::Text(name) => Some(name.as_str()),
                _ => None,
            });
            names.clone().find(|it| *it != "null").or(names.next())
        }
        _ => None,
    }
}

fn kind(schema: &Node) -> Option<&str> {
    map(schema).and_then(named_type)
}

/// Objects become one; anything else takes the place of an object that says nothing.
fn merge(value: &mut Json, part: Json) {
    match (value, part) {
        (Json::Object(whole), Json::Object(part)) => whole.extend(part),
        (Json::Object(whole), _) if !whole.is_empty() => {}
        (value @ Json::Object(_), part) => *value = part,
        _ => {}
    }
}

/// Writes the name of a branch into the property that tells branches apart.
fn mark(value: &mut Json, schema: &Map, branch: &Node) {
    let discriminator = schema.get("discriminator").and_then(map);
    let property = discriminator.and_then(|it| Some(plain(it.get("propertyName")?)));
    let reference = map(branch).and_then(|it| Some(plain(it.get("$ref")?)));
    let (Some(Json::String(property)), Some(Json::String(reference)), Json::Object(object)) =
        (property, reference, value)
    else {
        return;
    };
    let short = reference.rsplit('/').next().unwrap_or_default();
    let mapping = discriminator.and_then(|it| map(it.get("mapping")?));
    let mut mapped = mapping.into_iter().flatten();
    let mapped = mapped.find(|(_, it)| match &it.value {
        Value::Text(it) => *it == reference || it == short,
        _ => false,
    });
    let name = mapped.map_or(short, |(name, _)| name);
    object.insert(property, json!(name));
}

fn number(schema: &Map, whole: bool) -> Json {
    let bound = |key: &str| schema.get(key).and_then(|it| plain(it).as_f64());
    let multiple = bound("multipleOf").filter(|it| *it > 0.0);
    let step = multiple.unwrap_or(1.0);
    let is_exclusive = |key: &str| {
        schema
            .get(key)
            .is_some_and(|it| it.value == Value::Bool(true))
    };
    let above = |key: &str, it: f64| if is_exclusive(key) { it + step } else { it };
    let least = bound("minimum").map(|it| above("exclusiveMinimum", it));
    let least = least.or(bound("exclusiveMinimum").map(|it| it + step));
    let most = bound("maximum").or(bound("exclusiveMaximum").map(|it| it - step));
    let value = least.unwrap_or(step).max(step);
    let value = most.map_or(value, |it| value.min(it));
    let value = multiple.map_or(value, |it| (value / it).ceil() * it);
    // Whole numbers that a float holds exactly are below 2^53.
    #[expect(
        clippy::cast_possible_truncation,
        reason = "it is a whole number, or becomes one"
    )]
    if whole || value.fract() == 0.0 {
        json!(value as i64)
    } else {
        json!(value)
    }
}

pub(super) fn size(schema: &Map, key: &str) -> Option<usize> {
    match schema.get(key)?.value {
        Value::Integer(size) => usize::try_from(size.get()).ok(),
        _ => None,
    }
}

fn list<'s>(schema: &'s Map, key: &str) -> &'s [Node] {
    match schema.get(key).map(|it| &it.value) {
        Some(Value::List(items)) => items,
        _ => &[],
    }
}

fn first<'s>(schema: &'s Map, key: &str) -> Option<&'s Node> {
    list(schema, key).first()
}

#[cfg(test)]
mod tests {
    use super::*;
    use generator::diagnostics::Diagnostics;
    use generator::source::read;

    fn check(schema: &str, frugality: Frugality, expected: Json) {
        let text = format!("schema: {schema}\nparts: {{name: {{type: string, example: x}}}}");
        let read = read("a.yaml", text.as_bytes(), 0, &mut Diagnostics::new());
        let sources = [read.expect("well written")];
        let schema = map(&sources[0].root).and_then(|it| it.get("schema"));
        let maker = Maker {
            sources: &sources,
            frugality,
        };
        let made = maker.make(&sources[0], schema.expect("a schema"), 0);
        assert_eq!(made, Some(expected), "{text}");
    }

    #[test]
    fn a_value_is_made_of_a_schema() {
        let full = |schema, expected| check(schema, Frugality::Full, expected);
        full("{type: integer, minimum: 3}", json!(3));
        full("{type: integer, exclusiveMinimum: 3}", json!(4));
        full("{type: number, maximum: 0.5}", json!(0.5));
        full(
            "{type: number, multipleOf: 0.25, minimum: 2.1}",
            json!(2.25),
        );
        full("{type: string, format: date}", json!("2025-01-02"));
        full("{type: [string, 'null'], maxLength: 2}", json!("te"));
        full(
            "{type: array, minItems: 2, items: {enum: [b, c]}}",
            json!(["b", "b"]),
        );
        full(
            "{type: object, additionalProperties: {const: 1}}",
            json!({"key": 1}),
        );
        full("{oneOf: [{type: 'null'}, {type: boolean}]}", json!(true));
        full(
            "{allOf: [{properties: {a: {type: boolean}}}, {required: [b]}]}",
            json!({"a": true, "b": "text"}),
        );
    }

    #[test]
    fn a_value_has_what_is_asked_for() {
        let schema = "{required: [a], properties: {a: {$ref: '#/parts/name'}, b: {type: boolean},
            c: {type: integer, readOnly: true}}}";
        check(schema, Frugality::Examples, json!({"a": "x", "b": true}));
        check(schema, Frugality::Full, json!({"a": "text", "b": true}));
        check(schema, Frugality::Least, json!({"a": "text"}));
    }
}
