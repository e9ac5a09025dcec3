//! Values of every named schema of the fixtures, made from the schema alone: what is read and written again is the same value (J25) with
//! nothing lost, and one with a part that its schema refuses is refused there (J26).
//!
//! The values are made here and checked in the crate that all fixtures become.

use std::fmt::Write as _;

use serde_json::{Map, Value, json};

/// How many values are made of each schema.
const VALUES: usize = 12;

/// Deeper schemas are left out where they may be.
const DEEPEST: usize = 5;

/// The text of a test for these fixtures: module, document, and what its types are called.
pub(crate) fn test(fixtures: &[(String, Value, Vec<String>)]) -> String {
    let (mut calls, mut refusals) = (String::new(), String::new());
    for (module, document, types) in fixtures {
        let schemas = document.pointer("/components/schemas");
        for (name, schema) in schemas.and_then(Value::as_object).into_iter().flatten() {
            if !types.contains(name) {
                continue;
            }
            let mut maker = Maker::of(document);
            for _ in 0..VALUES {
                let value = maker.value(schema, 0);
                if std::mem::take(&mut maker.is_lost) {
                    continue;
                }
                let path = format!("{module}::types::{name}");
                if let Some((damaged, place)) = maker.damaged(schema, &value) {
                    let (right, wrong) = (value.to_string(), damaged.to_string());
                    let _ = writeln!(
                        refusals,
                        "    ({path:?}, refused::<fixtures::{path}>, {right:?}, {wrong:?}, {place:?}),"
                    );
                }
                let value = value.to_string();
                let _ = writeln!(
                    calls,
                    "    check::<fixtures::{path}>({path:?}, {value:?}, &mut found);"
                );
            }
        }
    }
    format!("{HEAD}{calls}{TAIL}{refusals}];\n")
}

const HEAD: &str = r#"//! Made by the tests of the workspace.

use std::collections::BTreeSet;
use std::fmt::Debug;

use fixtures::runtime::json::{Decode, Encode, from_slice, to_vec};
use serde_json::Value;

/// Types that refuse a value of their schema, and those that lose a part of one.
#[derive(Default)]
struct Found {
    refused: BTreeSet<&'static str>,
    lost: BTreeSet<&'static str>,
}

fn check<T: Decode + Encode + Debug + PartialEq>(
    name: &'static str,
    text: &str,
    found: &mut Found,
) {
    let Ok(value) = from_slice::<T>(text.as_bytes()) else {
        found.refused.insert(name);
        return;
    };
    let written = to_vec(&value).unwrap_or_else(|error| panic!("{error}: {text}"));
    let again: T = from_slice(&written).unwrap_or_else(|fault| panic!("{fault}: {text}"));
    assert_eq!(again, value, "{text}");
    assert_eq!(to_vec(&again).ok().as_deref(), Some(&*written), "{text}");
    let (read, written) = (serde_json::from_str(text), serde_json::from_slice(&written));
    if !keeps(&written.unwrap(), &read.unwrap()) {
        found.lost.insert(name);
    }
}

/// Whether a value has all that another one has, but `null`, which may be the same as nothing.
fn keeps(whole: &Value, part: &Value) -> bool {
    match (whole, part) {
        (Value::Object(whole), Value::Object(part)) => part.iter().all(|(key, value)| {
            value.is_null() || whole.get(key).is_some_and(|it| keeps(it, value))
        }),
        (Value::Array(whole), Value::Array(part)) => {
            whole.len() == part.len() && whole.iter().zip(part).all(|(a, b)| keeps(a, b))
        }
        (Value::Number(a), Value::Number(b)) => a.as_f64() == b.as_f64(),
        _ => whole == part,
    }
}

#[test]
fn j25_what_is_written_is_read() {
    let mut found = Found::default();
"#;

/// Documents that contradict themselves, which is reported for each, have values that their types refuse. Values that no mapping of a
/// discriminator has are those of the branch that it names for them, and what only clients write is not in what is received.
const TAIL: &str = r#"    assert_eq!(found.refused, BTreeSet::from(["all_of::types::Dog"]));
    found.lost.retain(|it| !it.starts_with("directions"));
    assert_eq!(found.lost, BTreeSet::from(["openapi_3_2::types::Pet"]));
}

/// Where a text is refused.
fn refused<T: Decode>(text: &str) -> Option<String> {
    from_slice::<T>(text.as_bytes()).err().map(|it| it.path().to_owned())
}

#[test]
fn j26_what_is_wrong_in_one_place_is_refused_there() {
    assert!(REFUSED.len() > 300, "{}", REFUSED.len());
    let mut problems = Vec::new();
    for (name, refused, right, wrong, place) in REFUSED {
        let found = refused(wrong);
        if refused(right).is_none() && found.as_deref() != Some(place) {
            problems.push(format!("{name}: {wrong} at {place}: {found:?}"));
        }
    }
    assert_eq!(problems, Vec::<String>::new());
}

/// A type, how it refuses a text, one that is right, one that is wrong in one place, and that place.
type Refused = (&'static str, fn(&str) -> Option<String>, &'static str, &'static str, &'static str);

const REFUSED: &[Refused] = &[
"#;

/// Makes values, the same ones in each run.
struct Maker<'d> {
    document: &'d Value,
    random: usize,
    /// Whether it met a schema within itself so often that the value is given up.
    is_lost: bool,
}

impl<'d> Maker<'d> {
    fn of(document: &'d Value) -> Self {
        Self {
            document,
            random: 7,
            is_lost: false,
        }
    }

    fn one_of(&mut self, count: usize) -> usize {
        self.random = (self.random * 4_241 + 11) % 499_979;
        self.random / 7 % count.max(1)
    }

    /// A value that the schema allows.
    fn value(&mut self, schema: &'d Value, depth: usize) -> Value {
        if depth > 4 * DEEPEST {
            self.is_lost = true;
            return Value::Null;
        }
        let reference = schema.get("$ref").or(schema.get("$dynamicRef"));
        // What stands beside a reference says more.
        let reference = reference.filter(|_| schema.get("prefixItems").is_none());
        if let Some(target) = reference.and_then(Value::as_str) {
            let target = self.document.pointer(target.trim_start_matches('#'));
            self.is_lost |= target.is_none();
            return target.map_or(Value::Null, |it| self.value(it, depth + 1));
        }
        if (schema["nullable"] == true || types(schema).contains(&"null")) && self.one_of(4) == 0 {
            return Value::Null;
        }
        if let Some(only) = schema.get("const") {
            return only.clone();
        }
        if let Some(values) = schema["enum"].as_array() {
            return values[self.one_of(values.len())].clone();
        }
        for key in ["oneOf", "anyOf"] {
            if let Some(branches) = schema[key].as_array() {
                let branch = self.one_of(branches.len());
                let value = self.value(&branches[branch], depth + 1);
                return self.with_members(schema, value, depth);
            }
        }
        let types = types(schema);
        match types.iter().find(|it| **it != "null") {
            Some(&"string") => self.text(schema),
            Some(&"number") if schema["format"] == "int64" => json!(self.one_of(100)),
            Some(&"integer") => json!(self.one_of(100)),
            Some(&"number") => json!(f64::from(u32::try_from(self.one_of(100)).unwrap_or(1)) / 4.0),
            Some(&"boolean") => json!(self.one_of(2) == 0),
            Some(&"array") => self.list(schema, depth),
            None if is_list(schema) => self.list(schema, depth),
            _ if is_object(schema) => self.with_members(schema, json!({}), depth),
            // `{nullable: true}` among branches says that there may be nothing.
            _ if schema["nullable"] == true || types == ["null"] => Value::Null,
            _ => json!([1, "any", null]),
        }
    }

    /// A value with one part that its schema refuses, and the place of that.
    fn damaged(&mut self, schema: &'d Value, value: &Value) -> Option<(Value, String)> {
        let mut found = Vec::new();
        self.damages(schema, value, String::new(), &mut found);
        if found.is_empty() {
            return None;
        }
        let (place, part) = found.swap_remove(self.one_of(found.len()));
        let mut damaged = value.clone();
        if let Some(part) = part {
            *damaged.pointer_mut(&place)? = part;
        } else {
            let (parent, key) = place.rsplit_once('/')?;
            let key = key.replace("~1", "/").replace("~0", "~");
            damaged.pointer_mut(parent)?.as_object_mut()?.remove(&key)?;
        }
        Some((damaged, place))
    }

    /// What can be put in the place of each part, or taken away. Unions and whatever has several types take more than their schemas say.
    fn damages(
        &self,
        schema: &'d Value,
        value: &Value,
        place: String,
        found: &mut Vec<(String, Option<Value>)>,
    ) {
        if let Some(target) = schema["$ref"].as_str() {
            let target = self.document.pointer(target.trim_start_matches('#'));
            // A list of lists of itself has no type in Rust, and is kept as it comes.
            let target = target.filter(|it| it["items"]["$ref"] != schema["$ref"]);
            if let Some(target) = target {
                self.damages(target, value, place, found);
            }
            return;
        }
        let is_union = ["oneOf", "anyOf", "allOf", "discriminator"]
            .iter()
            .any(|key| schema.get(key).is_some());
        let types: Vec<&str> = types(schema)
            .into_iter()
            .filter(|it| *it != "null")
            .collect();
        let ([kind], false) = (&types[..], is_union || value.is_null()) else {
            return;
        };
        // Integers that no type holds are kept as they come.
        let listed = schema["enum"].as_array().into_iter().flatten();
        let mut floats = listed.filter(|it| it.is_f64()).filter_map(Value::as_f64);
        if *kind == "integer" && floats.any(|it| it > 1e18) {
            return;
        }
        let other = match *kind {
            "string" => json!(1),
            "integer" | "number" | "boolean" => json!("1"),
            "array" => json!({}),
            "object" => json!([]),
            _ => return,
        };
        found.push((place.clone(), Some(other)));
        let child = |key: &str| format!("{place}/{}", key.replace('~', "~0").replace('/', "~1"));
        for (index, item) in value.as_array().into_iter().flatten().enumerate() {
            if schema["items"].is_object() {
                self.damages(&schema["items"], item, child(&index.to_string()), found);
            }
        }
        for (key, member) in value.as_object().into_iter().flatten() {
            let Some(schema) = schema["properties"].get(key) else {
                continue;
            };
            // A type that goes in the other direction reads over it.
            if is_one_sided(schema) {
                continue;
            }
            self.damages(schema, member, child(key), found);
        }
        for key in schema["required"].as_array().into_iter().flatten() {
            let key = key.as_str().unwrap_or_default();
            let member = &schema["properties"][key];
            if member.get("type").is_some() && !is_one_sided(member) {
                found.push((child(key), None));
            }
        }
    }

    fn text(&mut self, schema: &Value) -> Value {
        let texts: &[&str] = match schema["format"].as_str() {
            Some("date-time") => &["2026-11-25T23:15:00Z", "1970-01-01T00:00:00.25Z"],
            Some("date") => &["2028-02-29"],
            Some("time") => &["09:30:00"],
            Some("uuid") => &["67e55044-10b1-426f-9247-bb680e5fe0c8"],
            Some("uri") => &["https://a.test/x?y=1"],
            Some("ipv4") => &["192.0.2.1"],
            _ => &["", "text", "\"\\\u{1}\n", "äöü 💥"],
        };
        json!(texts[self.one_of(texts.len())])
    }

    fn list(&mut self, schema: &'d Value, depth: usize) -> Value {
        let count = if depth > DEEPEST { 0 } else { self.one_of(3) };
        // As many as are described: nobody means fewer, though a schema without `minItems` allows them.
        let places = schema.get("prefixItems").or(schema.get("items"));
        if let Some(places) = places.and_then(Value::as_array) {
            return places.iter().map(|it| self.value(it, depth + 1)).collect();
        }
        let Some(items) = schema.get("items") else {
            return json!([]);
        };
        (0..count).map(|_| self.value(items, depth + 1)).collect()
    }

    /// A list that is what several parts say: each item by the part that says most of it.
    fn list_of_all(&mut self, parts: &[&'d Vec<Value>], depth: usize) -> Value {
        let longest = parts.iter().map(|it| it.len()).max().unwrap_or_default();
        let said = |place: usize| {
            let items = parts.iter().filter_map(|it| it.get(place));
            items.max_by_key(|it| it.as_object().map_or(0, Map::len))
        };
        (0..longest)
            .filter_map(said)
            .map(|it| self.value(it, depth + 1))
            .collect()
    }

    /// An object with what it needs and some of what it may have; any other value as it is.
    fn with_members(&mut self, schema: &'d Value, value: Value, depth: usize) -> Value {
        let Value::Object(mut members) = value else {
            return value;
        };
        let parts: Vec<&Value> = schema["allOf"].as_array().into_iter().flatten().collect();
        let prefix = |it: &&'d Value| it["prefixItems"].as_array();
        if let Some(lists) = parts.iter().map(prefix).collect::<Option<Vec<_>>>()
            && !lists.is_empty()
        {
            return self.list_of_all(&lists, depth);
        }
        for part in parts.into_iter().filter(|it| !is_silent(it)) {
            match self.value(part, depth + 1) {
                Value::Object(more) => merge(&mut members, more),
                other => return other,
            }
        }
        let required = schema["required"].as_array();
        let is_required = |name: &str| required.is_some_and(|it| it.iter().any(|it| it == name));
        for (name, member) in schema["properties"].as_object().into_iter().flatten() {
            if is_required(name) || depth < DEEPEST && self.one_of(2) == 0 {
                let member = (name.clone(), self.value(member, depth + 1));
                merge(&mut members, Map::from_iter([member]));
            }
        }
        let rest = schema
            .get("additionalProperties")
            .filter(|it| it.is_object());
        let patterns = schema["patternProperties"].as_object();
        let by_pattern = patterns.and_then(|it| it.values().find(|it| it.is_object()));
        for name in required.into_iter().flatten().filter_map(Value::as_str) {
            if !members.contains_key(name) {
                let value = by_pattern.or(rest).map(|it| self.value(it, depth + 1));
                members.insert(name.to_owned(), value.unwrap_or_else(|| json!("any")));
            }
        }
        if let Some(rest) = rest.filter(|_| depth < DEEPEST && self.one_of(2) == 0) {
            members.insert("further key".to_owned(), self.value(rest, depth + 1));
        }
        Value::Object(members)
    }
}

/// Adds members. An object that is there already is what both say.
fn merge(members: &mut Map<String, Value>, more: Map<String, Value>) {
    for (name, value) in more {
        match (members.get_mut(&name), value) {
            (Some(Value::Object(inner)), Value::Object(more)) => merge(inner, more),
            (_, value) => {
                members.insert(name, value);
            }
        }
    }
}

/// Whether a part of an `allOf` says nothing of values.
fn is_silent(part: &Value) -> bool {
    let annotations = ["title", "description", "default", "nullable", "readOnly"];
    let part = part.as_object();
    part.is_some_and(|it| it.keys().all(|key| annotations.contains(&key.as_str())))
}

fn is_one_sided(member: &Value) -> bool {
    member["readOnly"] == true || member["writeOnly"] == true
}

fn types(schema: &Value) -> Vec<&str> {
    match &schema["type"] {
        Value::String(one) => vec![one],
        Value::Array(several) => several.iter().filter_map(Value::as_str).collect(),
        _ => Vec::new(),
    }
}

fn is_list(schema: &Value) -> bool {
    ["prefixItems", "items"]
        .iter()
        .any(|key| schema.get(key).is_some())
}

fn is_object(schema: &Value) -> bool {
    ["properties", "required", "additionalProperties", "allOf"]
        .iter()
        .any(|key| schema.get(key).is_some())
        || types(schema).contains(&"object")
}
