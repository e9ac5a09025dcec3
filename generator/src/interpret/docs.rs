//! Prose: what a document says about a thing, and facts about its values worth a line.
//!
//! Takes: titles, descriptions, bounds. Gives: [`Doc`]s, as written. Must not: clean or format prose.

use indexmap::IndexMap;

use super::{demands, numbers, renames};
use crate::model::{About, Doc, Type};
use crate::settings::ApiSettings;
use crate::source::{Node, Value};
use crate::spec::Schema;

/// About the API.
pub(super) fn about(info: &openapiv3::Info, settings: &ApiSettings) -> About {
    About {
        title: settings.title.clone().unwrap_or_else(|| info.title.clone()),
        version: info.version.clone(),
        doc: Doc {
            text: info.description.clone(),
            ..Doc::default()
        },
    }
}

/// About a definition.
pub(super) fn schema(schema: &Schema) -> Doc {
    Doc {
        title: schema.data.title.clone(),
        text: schema.data.description.clone(),
        facts: facts(schema),
        deprecated: schema.data.deprecated,
    }
}

/// About a use of a schema that is not a mere reference; a mere reference has nothing to say of its own.
pub(super) fn member(schema: &Schema) -> Doc {
    if schema.is_component() {
        return Doc {
            deprecated: schema.data.deprecated,
            ..Doc::default()
        };
    }
    self::schema(schema)
}

/// Prose from a `description` alone.
pub(super) fn text(description: Option<&str>) -> Doc {
    Doc {
        text: description.map(str::to_owned),
        ..Doc::default()
    }
}

/// That something is any of these, and that nothing tells which.
pub(super) fn any_of(names: &[&str]) -> Doc {
    let names: Vec<String> = names.iter().map(|it| format!("`{}`", code(it))).collect();
    Doc {
        facts: vec![format!(
            "Any of {}, which nothing tells apart",
            names.join(", ")
        )],
        ..Doc::default()
    }
}

/// Why something should no longer be used (`x-deprecation`), where the document says so.
pub(super) fn deprecation(extensions: &IndexMap<String, serde_json::Value>) -> Vec<String> {
    renames::text(extensions, "x-deprecation")
        .into_iter()
        .collect()
}

/// What a document says of the values, one sentence each, without an end.
fn facts(schema: &Schema) -> Vec<String> {
    let mut facts = deprecation(&schema.data.extensions);
    let bound = |key: &str| {
        schema
            .bounds
            .iter()
            .find(|(name, node)| name == key && (key == "default" || is_number(node)))
            .and_then(|(_, node)| literal(node))
    };
    // What is no count is not one in the documentation either.
    let is_count = |it: &str| it.parse::<u64>().is_ok();
    let count = |key: &str| bound(key).filter(|it| is_count(it));
    let ranges = [
        ("minLength", "maxLength", "characters"),
        ("minItems", "maxItems", "items"),
        ("minProperties", "maxProperties", "keys"),
    ];
    // The length of a tuple is in its type.
    let is_said = |what: &str| what == "items" && Type::is_tuple(schema.tuple.len());
    for (least, most, what) in ranges.into_iter().filter(|it| !is_said(it.2)) {
        facts.extend(range(count(least), count(most), what));
    }
    if let Some(least) = bound("minimum") {
        let word = if schema.own.exclusive_minimum == Some(true) {
            "more than"
        } else {
            "at least"
        };
        facts.push(format!("Value: {word} {least}"));
    }
    if let Some(most) = bound("maximum") {
        let word = if schema.own.exclusive_maximum == Some(true) {
            "less than"
        } else {
            "at most"
        };
        facts.push(format!("Value: {word} {most}"));
    }
    if let Some(step) = bound("multipleOf") {
        facts.push(format!("A multiple of {step}"));
    }
    if let Some(format) = &schema.own.format
        && !is_in_type(schema.own.typ.as_deref(), format)
    {
        facts.push(format!("Format: `{}`", code(format)));
    }
    if let Some(pattern) = &schema.own.pattern {
        facts.push(format!("Pattern: `{}`", code(pattern)));
    }
    facts.extend(patterns_of_keys(schema));
    facts.extend(keys(&schema.data.extensions));
    facts.extend(demands::sentences(schema));
    facts.extend(one_of(&schema.own.enumeration));
    if let Some(default) = bound("default") {
        facts.push(format!("Default of the server: `{}`", code(&default)));
    }
    facts
}

/// How many patterns are listed.
const MOST_PATTERNS: usize = 12;

/// What `patternProperties` says of keys.
fn patterns_of_keys(schema: &Schema) -> Vec<String> {
    let listed = |key: &str| {
        let patterns = schema.data.extensions.get(key)?.as_array()?;
        if patterns.len() > MOST_PATTERNS {
            return Some(format!("one of {} patterns", patterns.len()));
        }
        let written = |it: &serde_json::Value| Some(format!("`{}`", code(it.as_str()?)));
        let patterns: Vec<String> = patterns.iter().filter_map(written).collect();
        Some(patterns.join(" or "))
    };
    let word = if schema.properties.is_empty() {
        "Keys"
    } else {
        "Further keys"
    };
    let all = listed("x-key-patterns").map(|it| format!("{word} match {it}"));
    let some = listed("x-key-patterns-beside");
    let some = some.map(|it| format!("{word} that match {it} are of a kind of their own"));
    let none = listed("x-key-patterns-forbidden").map(|it| format!("No key matches {it}"));
    [all, some, none].into_iter().flatten().collect()
}

/// Which keys an object has, where `propertyNames` says it. Their type is text all the same.
fn keys(extensions: &IndexMap<String, serde_json::Value>) -> Option<String> {
    let names = extensions.get("x-key-schema")?;
    if let Some(pattern) = names.get("pattern") {
        return Some(format!("Keys match `{}`", code(pattern.as_str()?)));
    }
    if let Some(component) = names.get("$ref").and_then(serde_json::Value::as_str) {
        let name = component.strip_prefix("#/components/schemas/")?;
        return Some(format!("Keys: values of `{}`", code(name)));
    }
    if let Some(least) = names.get("minLength") {
        return Some(format!("Keys: at least {least} characters"));
    }
    if let Some(most) = names.get("maxLength") {
        return Some(format!("Keys: at most {most} characters"));
    }
    let listed = names.get("enum")?.as_array()?.iter();
    let listed: Vec<String> = listed
        .filter_map(|it| Some(format!("`{}`", code(it.as_str()?))))
        .collect();
    (!listed.is_empty()).then(|| format!("Keys: {}", listed.join(", ")))
}

/// Whether the type of a value says what its format does.
fn is_in_type(kind: Option<&str>, format: &str) -> bool {
    match kind {
        Some("string") => format == "password",
        Some("integer" | "number") => {
            numbers::integer(format).is_some() || matches!(format, "float" | "double")
        }
        _ => true,
    }
}

/// Listed numbers and booleans, which are no enumeration of their own.
fn one_of(values: &[serde_json::Value]) -> Option<String> {
    let plain = |it: &&serde_json::Value| it.is_boolean() || it.is_number();
    if let [only] = values
        && (only.is_object() || only.is_array())
    {
        return Some(always(&only.to_string()));
    }
    let all_integers = values.iter().all(serde_json::Value::is_i64);
    if values.is_empty() || all_integers || !values.iter().all(|it| it.is_null() || plain(&it)) {
        return None;
    }
    let written = |it: &serde_json::Value| match it.as_f64() {
        Some(value) if it.is_f64() => format!("`{}`", float(value)),
        _ => format!("`{it}`"),
    };
    let values: Vec<String> = values.iter().map(written).collect();
    Some(match values.as_slice() {
        [only] => format!("Always {only}"),
        several => format!("One of {}", several.join(", ")),
    })
}

/// That a text is always this one.
pub(super) fn always(text: &str) -> String {
    format!("Always `{}`", code(text))
}

/// Says of a count of keys that members which only the other side writes are among them.
pub(super) fn count_members_of(other: &str, doc: &mut Doc) {
    let starts = ["Exactly ", "At least ", "At most "];
    for fact in &mut doc.facts {
        let is_count = fact.starts_with(|it: char| it.is_ascii_digit())
            || starts.iter().any(|it| fact.starts_with(it));
        if is_count && (fact.ends_with(" keys") || fact.ends_with(" key")) {
            fact.push_str(", with those that only ");
            fact.push_str(other);
            fact.push_str(" writes");
        }
    }
}

fn range(least: Option<String>, most: Option<String>, what: &str) -> Option<String> {
    match (least, most) {
        (Some(least), Some(most)) if least == most => {
            Some(format!("Exactly {}", count(&least, what)))
        }
        (Some(least), Some(most)) => Some(format!("{least} to {most} {what}")),
        (Some(least), None) if least != "0" => Some(format!("At least {}", count(&least, what))),
        (None, Some(most)) => Some(format!("At most {}", count(&most, what))),
        _ => None,
    }
}

/// Digits beyond those that a number has are not written out: `1e308`, not three hundred zeros.
fn float(value: f64) -> String {
    const EXACT: f64 = 9_007_199_254_740_992.0;
    let text = value.to_string();
    if value.abs() > EXACT || text.len() > 24 {
        format!("{value:e}")
    } else {
        text
    }
}

/// So many of a thing, whose word is one for many.
fn count(number: &str, what: &str) -> String {
    match number {
        "1" => format!("1 {}", what.strip_suffix('s').unwrap_or(what)),
        _ => format!("{number} {what}"),
    }
}

/// A scalar as JSON writes it; nothing for arrays and objects, which are no fact in a sentence.
fn literal(node: &Node) -> Option<String> {
    match &node.value {
        Value::Bool(value) => Some(value.to_string()),
        Value::Integer(value) => Some(value.to_string()),
        Value::Float(value) => Some(float(*value)),
        Value::Text(text) => Some(format!("\"{text}\"")),
        Value::Null => Some("null".to_owned()),
        Value::List(_) | Value::Map(_) => None,
    }
}

fn is_number(node: &Node) -> bool {
    matches!(node.value, Value::Integer(_) | Value::Float(_))
}

/// Text for a code span, which a backtick or a line break would end.
pub(super) fn code(text: &str) -> String {
    text.replace('`', "'").replace(['\n', '\r'], " ")
}
