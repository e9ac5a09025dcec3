//! What a schema demands that no type says, a sentence each, without an end: conditions, `not`, `contains`, names of keys.
//!
//! Takes: side keys of the canonical tree. Gives: sentences. Must not: check anything, or follow references.

use indexmap::IndexMap;
use serde_json::Value;

use super::Interpreter;
use super::docs::code;
use crate::spec::{Schema, SchemaId};

/// How many values or properties a sentence lists.
const MOST_LISTED: usize = 12;

impl Interpreter<'_> {
    /// What the parts of an `allOf` demand that have no name of their own.
    pub(super) fn demands_of_parts(&self, id: SchemaId) -> Vec<String> {
        let schemas = &self.spec.schemas;
        let parts = schemas.get(id).all_of.iter().map(|it| schemas.get(*it));
        let unnamed = parts.filter(|it| !it.is_component());
        unnamed.flat_map(sentences).collect()
    }
}

/// The sentences of a schema.
pub(super) fn sentences(schema: &Schema) -> Vec<String> {
    let said = &schema.data.extensions;
    let mut sentences = Vec::new();
    dependencies(said, &mut sentences);
    conditions(said, &mut sentences);
    sentences.extend(contains(said));
    let is_never = said.contains_key("x-never");
    if let Some(not) = said.get("x-not").filter(|_| !is_never) {
        sentences.push(match what(not) {
            Some(what) => format!("Never {what}"),
            None => "Some values are excluded (`not`)".to_owned(),
        });
    }
    sentences
}

type Said = IndexMap<String, Value>;

/// `dependentRequired` and `dependentSchemas`, or both in the words of older drafts.
fn dependencies(said: &Said, sentences: &mut Vec<String>) {
    for keyword in [
        "x-dependent-required",
        "x-dependent-schemas",
        "x-dependencies",
    ] {
        let by_key = said.get(keyword).and_then(Value::as_object);
        for (key, demand) in by_key.into_iter().flatten() {
            let demand = match demand.as_array() {
                Some(keys) => required(keys),
                None => demands(demand),
            };
            let demand = demand.unwrap_or_else(|| "more is asked of the others".to_owned());
            sentences.push(format!("With `{}`: {demand}", code(key)));
        }
    }
}

fn conditions(said: &Said, sentences: &mut Vec<String>) {
    let Some(condition) = said.get("x-if") else {
        return;
    };
    let known = demands(condition);
    for (keyword, otherwise) in [("x-then", false), ("x-else", true)] {
        let Some(demand) = said.get(keyword) else {
            continue;
        };
        let word = if otherwise { "Unless" } else { "If" };
        sentences.push(match (&known, demands(demand)) {
            (Some(condition), Some(demand)) => format!("{word} {condition}: {demand}"),
            (Some(condition), None) => format!("{word} {condition}: more is asked"),
            (None, Some(demand)) => format!("On a condition (`if`): {demand}"),
            (None, None) => "What is valid depends on a condition (`if`)".to_owned(),
        });
    }
}

/// What a schema asks of an object, as far as it is a matter of which keys there are and of their values.
fn demands(schema: &Value) -> Option<String> {
    let schema = schema.as_object()?;
    let mut found = Vec::new();
    let properties = schema.get("properties").and_then(Value::as_object);
    let properties: Vec<_> = properties.into_iter().flatten().collect();
    // The type of a property is that of the field.
    let says_more = |it: &&(&String, &Value)| {
        ["enum", "pattern"]
            .iter()
            .any(|key| it.1.get(key).is_some())
    };
    for (key, value) in properties.iter().filter(says_more).take(MOST_LISTED) {
        found.extend(what(value).map(|what| format!("`{}` is {what}", code(key))));
    }
    let is_valued = |key: &Value| {
        let mut valued = properties.iter().filter(|(_, it)| it.get("enum").is_some());
        valued.any(|(name, _)| key.as_str() == Some(name.as_str()))
    };
    let keys = schema.get("required").and_then(Value::as_array);
    let keys: Vec<Value> = keys.into_iter().flatten().cloned().collect();
    let others: Vec<Value> = keys.into_iter().filter(|it| !is_valued(it)).collect();
    found.extend(required(&others));
    let without = schema
        .get("not")
        .and_then(|it| it.get("required")?.as_array());
    if let Some([only]) = without.map(Vec::as_slice) {
        found.extend(
            only.as_str()
                .map(|it| format!("`{}` is not there", code(it))),
        );
    }
    (!found.is_empty()).then(|| found.join(", "))
}

fn required(keys: &[Value]) -> Option<String> {
    let keys: Vec<String> = listed(keys)?;
    let are = if keys.len() == 1 { "is" } else { "are" };
    Some(format!("{} {are} there", keys.join(", ")))
}

fn listed(values: &[Value]) -> Option<Vec<String>> {
    let short = (1..=MOST_LISTED).contains(&values.len());
    let write = |it: &Value| match it {
        Value::String(text) => format!("`{}`", code(text)),
        other => format!("`{}`", code(&other.to_string())),
    };
    short.then(|| values.iter().map(write).collect())
}

/// What a value is, if that can be said in a few words.
fn what(schema: &Value) -> Option<String> {
    let schema = schema.as_object()?;
    if let Some(values) = schema.get("enum").and_then(Value::as_array) {
        let values = listed(values)?;
        let one = if values.len() > 1 { "one of " } else { "" };
        return Some(format!("{one}{}", values.join(", ")));
    }
    if let Some(target) = schema.get("$ref").and_then(Value::as_str) {
        let name = target.strip_prefix("#/components/schemas/")?;
        return Some(format!("a `{}`", code(name)));
    }
    if let Some(pattern) = schema.get("pattern").and_then(Value::as_str) {
        return Some(format!("text that matches `{}`", code(pattern)));
    }
    let keys = schema.get("required").and_then(Value::as_array);
    if let Some(keys) = keys.and_then(|it| listed(it)) {
        return Some(format!("with {}", keys.join(", ")));
    }
    let plain = schema.keys().all(|it| it == "type" || it.starts_with("x-"));
    match schema.get("type")?.as_str()? {
        "string" if plain => Some("text".to_owned()),
        "integer" if plain => Some("an integer".to_owned()),
        "number" if plain => Some("a number".to_owned()),
        _ => None,
    }
}

/// `contains`, and how often.
fn contains(said: &Said) -> Option<String> {
    let item = what(said.get("x-contains")?);
    let count = |keyword: &str| said.get(keyword).and_then(Value::as_u64);
    let least = count("x-min-contains").unwrap_or(1);
    let many = match (least, count("x-max-contains")) {
        (least, Some(most)) if least == most => format!("Exactly {least}"),
        (least, Some(most)) => format!("{least} to {most}"),
        (0, None) => return None,
        (least, None) => format!("At least {least}"),
    };
    Some(match item {
        Some(item) => format!("{many} of the items: {item}"),
        None => format!("{many} of the items of a kind of their own (`contains`)"),
    })
}
