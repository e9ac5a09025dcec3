//! What is written otherwise than `OpenAPI` says, and has one meaning all the same: numbers and truths as text, one thing where a list of
//! them belongs, names of types from other languages.
//!
//! Takes: objects as they were read. Gives: objects in the right form, and one note for each kind of mistake. Must not: guess.

use super::walk::{self, Kind, Object};
use super::{Context, METHODS, bodies};
use crate::diagnostics::Code;
use crate::diagnostics::place::quote;
use crate::normalise::tree::{as_list, as_map, as_map_mut, as_text, object, set, text, text_of};
use crate::settings::nearest;
use crate::source::{At, Map, Node, Text, Value};

/// Keywords whose value is a number.
const NUMBERS: &[&str] = &[
    "minimum",
    "maximum",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "multipleOf",
    "minLength",
    "maxLength",
    "minItems",
    "maxItems",
    "minProperties",
    "maxProperties",
];

/// Keywords whose value is true or false.
const TRUTHS: &[&str] = &[
    "nullable",
    "readOnly",
    "writeOnly",
    "deprecated",
    "uniqueItems",
    "exclusiveMinimum",
    "exclusiveMaximum",
    "required",
    "allowEmptyValue",
    "allowReserved",
    "explode",
];

/// What else types are called: the type, and the format unless another is said.
const TYPES: &[(&str, &str, Option<&str>)] = &[
    ("str", "string", None),
    ("text", "string", None),
    ("date", "string", Some("date")),
    ("date-time", "string", Some("date-time")),
    ("datetime", "string", Some("date-time")),
    ("uuid", "string", Some("uuid")),
    ("uri", "string", Some("uri")),
    ("url", "string", Some("uri")),
    ("byte", "string", Some("byte")),
    ("binary", "string", Some("binary")),
    ("email", "string", Some("email")),
    ("int", "integer", None),
    ("int32", "integer", Some("int32")),
    ("int64", "integer", Some("int64")),
    ("long", "integer", Some("int64")),
    ("float", "number", Some("float")),
    ("double", "number", Some("double")),
    ("decimal", "number", None),
    ("numeric", "number", None),
    ("bool", "boolean", None),
    ("list", "array", None),
    ("map", "object", None),
    ("dict", "object", None),
];

/// The types of JSON Schema, and the one of Swagger 2.0.
const KNOWN: &[&str] = &[
    "string", "number", "integer", "boolean", "array", "object", "null", "file",
];

pub(super) fn note(context: &mut Context<'_>, what: &str, at: At) {
    context.once(
        Code::Corrected,
        what,
        at,
        format!("{what} (first seen here)"),
        "Write it as OpenAPI has it: other tools may read it in another way, or not at all.",
    );
}

/// Of a schema.
pub(super) fn in_schema(map: &mut Map, at: At, context: &mut Context<'_>) {
    for key in NUMBERS {
        number(map, key, context);
    }
    truths(map, context);
    for key in ["allOf", "anyOf", "oneOf"] {
        if let Some(node) = map.get_mut(key)
            && as_map(node).is_some()
        {
            note(
                context,
                &format!("`{key}` is one schema and no list"),
                node.at,
            );
            listed(node);
            walk::each_mut(node, Kind::ListOf(Object::Schema), &mut |object, _, it| {
                context.prepare(object, it);
            });
        }
    }
    for key in ["enum", "required"] {
        if let Some(node) = map.get_mut(key)
            && as_text(node).is_some()
        {
            note(
                context,
                &format!("`{key}` is one text and no list"),
                node.at,
            );
            listed(node);
        }
    }
    if let Some(name) = map.get("discriminator").filter(|it| as_text(it).is_some()) {
        let name = name.clone();
        note(context, "`discriminator` is a text and no object", name.at);
        let whole = object(name.at, "propertyName", name);
        map.insert("discriminator".to_owned(), whole);
    }
    misplaced(map, context);
    if !map.contains_key("$ref") || context.is_3_1(at) {
        type_name(map, context);
    }
}

/// Keywords that stand one level too deep, among the properties: what they hold there is no schema.
fn misplaced(map: &mut Map, context: &mut Context<'_>) {
    for key in ["additionalProperties", "required"] {
        let properties = map.get_mut("properties").and_then(as_map_mut);
        let is_keyword = |it: &Node| match key {
            "required" => as_list(it).is_some_and(|it| it.iter().all(|it| as_text(it).is_some())),
            _ => matches!(it.value, Value::Bool(_)),
        };
        if let Some(properties) = properties
            && properties.get(key).is_some_and(is_keyword)
            && let Some(value) = properties.shift_remove(key)
        {
            let what = format!("the keyword `{key}` stands among the properties");
            note(context, &what, value.at);
            map.entry(key.to_owned()).or_insert(value);
        }
    }
}

/// Limits that allow everything, as YAML writes them.
const NO_LIMITS: [&str; 3] = [".inf", "-.inf", ".nan"];

/// A number as text, or a count as a float.
fn number(map: &mut Map, key: &str, context: &mut Context<'_>) {
    let Some(found) = map.get(key) else { return };
    let at = found.at;
    if as_text(found).is_some_and(|it| NO_LIMITS.contains(&it)) {
        // It was said where it was read that this is no number.
        map.shift_remove(key);
        return;
    }
    let is_count = key.ends_with("Length") || key.ends_with("Items") || key.ends_with("Properties");
    let value = match &found.value {
        Value::Text(text) => number_of(text.trim()),
        Value::Float(it) if is_count => whole(*it),
        _ => None,
    };
    if let Some(value) = value {
        note(
            context,
            &format!("the number of `{key}` is not written as one"),
            at,
        );
        set(map, key, at, value);
    }
}

fn number_of(text: &str) -> Option<Value> {
    let float = || text.parse().ok().filter(|it: &f64| it.is_finite());
    let integer = text.parse::<i128>().ok().map(Value::from);
    integer.or_else(|| float().map(Value::Float))
}

fn whole(number: f64) -> Option<Value> {
    let text = format!("{number:.0}");
    let is_whole = number.fract() == 0.0;
    text.parse::<i128>()
        .ok()
        .filter(|_| is_whole)
        .map(Value::from)
}

/// `true` and `false` as text.
pub(super) fn truths(map: &mut Map, context: &mut Context<'_>) {
    for key in TRUTHS {
        let Some(found) = map.get(*key) else { continue };
        let at = found.at;
        let truth = match as_text(found).map(str::to_ascii_lowercase).as_deref() {
            Some("true") => true,
            Some("false") => false,
            _ => continue,
        };
        note(context, &format!("the truth of `{key}` is a text"), at);
        set(map, key, at, Value::Bool(truth));
    }
}

/// Types by the names that they have elsewhere.
fn type_name(map: &mut Map, context: &mut Context<'_>) {
    let Some((said, at)) = map.get("type").and_then(|it| Some((as_text(it)?, it.at))) else {
        return;
    };
    if KNOWN.contains(&said) {
        return;
    }
    let lower = said.to_ascii_lowercase();
    let what = format!("{} is no type of OpenAPI", quote(said));
    if matches!(lower.as_str(), "any" | "mixed" | "json") {
        note(context, &what, at);
        map.shift_remove("type");
    } else if KNOWN.contains(&lower.as_str()) {
        note(context, &what, at);
        set(map, "type", at, Value::Text(lower.into()));
    } else if let Some((_, name, format)) = TYPES.iter().find(|(other, ..)| *other == lower) {
        note(context, &what, at);
        map.insert("type".to_owned(), text(at, *name));
        if let Some(format) = format.filter(|_| !map.contains_key("format")) {
            map.insert("format".to_owned(), text(at, format));
        }
    } else {
        let help = match nearest(&lower, KNOWN) {
            Some(meant) => format!("Did you mean `{meant}`? What else the schema says is kept."),
            None => "Types are string, number, integer, boolean, array and object.".to_owned(),
        };
        let message = format!("{} is no type", quote(said));
        let found = &mut *context.diagnostics;
        found.push(Code::WidenedToJson, at, message, help);
        map.shift_remove("type");
    }
}

/// A schema that is only the name of a type.
pub(super) fn schema(schema: &mut Node, context: &mut Context<'_>) {
    let Some(said) = as_text(schema) else { return };
    let lower = said.to_ascii_lowercase();
    let is_type = KNOWN.contains(&lower.as_str()) || TYPES.iter().any(|(it, ..)| *it == lower);
    if is_type {
        note(context, "a schema is only the name of a type", schema.at);
        *schema = object(schema.at, "type", schema.clone());
    }
}

/// Of a parameter or a header.
pub(super) fn in_parameter(map: &mut Map, _at: At, context: &mut Context<'_>) {
    truths(map, context);
    let place = text_of(map, "in").map(str::to_ascii_lowercase);
    if let Some(place) = place
        && let Some(found) = map.get("in")
        && as_text(found) != Some(&place)
        // A form of Swagger 2.0, of which something else is said.
        && place != "formdata"
    {
        let at = found.at;
        note(context, "the `in` of a parameter is not in lower case", at);
        set(map, "in", at, Value::Text(place.into()));
    }
    bodies::content(map, context);
}

/// Methods in capitals, as HTTP writes them. It is done before operations are looked for.
pub(super) fn methods(root: &mut Node, context: &mut Context<'_>) {
    let root = as_map_mut(root);
    let paths = root.and_then(|root| as_map_mut(root.get_mut("paths")?));
    for item in paths
        .into_iter()
        .flat_map(|it| it.values_mut())
        .filter_map(as_map_mut)
    {
        let known: Vec<Text> = item.keys().cloned().collect();
        let is_method = |key: &str| METHODS.contains(&key.to_ascii_lowercase().as_str());
        if !known
            .iter()
            .any(|it| is_method(it) && !METHODS.contains(&it.as_str()))
        {
            continue;
        }
        let mut renamed = Map::new();
        for (key, node) in std::mem::take(item) {
            let lower = Text::from(key.to_ascii_lowercase());
            if key == lower || !is_method(&key) {
                renamed.insert(key, node);
            } else if known.contains(&lower) || renamed.contains_key(&lower) {
                let message =
                    format!("`{key}` is described twice for this path; the operation is left out");
                let help = "Keep one of the two.";
                let found = &mut *context.diagnostics;
                found.push(Code::UnsupportedMethod, node.at, message, help);
            } else {
                note(context, "a method of a path is not in lower case", node.at);
                renamed.insert(lower, node);
            }
        }
        *item = renamed;
    }
}

/// Of an operation or a path item.
pub(super) fn in_operation(map: &mut Map, _at: At, context: &mut Context<'_>) {
    truths(map, context);
    one_for_list(
        map,
        "parameters",
        |it| missing_in_parameter(it).is_none(),
        context,
    );
    one_for_list(map, "security", |it| as_map(it).is_some(), context);
    one_for_list(map, "tags", |it| as_text(it).is_some(), context);
    if let Some(Value::List(parameters)) = map.get_mut("parameters").map(|it| &mut it.value) {
        parameters.retain(|it| {
            let missing = missing_in_parameter(it);
            if let Some(missing) = missing {
                let message = format!("a parameter without {missing} is left out");
                let help = "Write its `name`, `in` and `schema`, or remove it.";
                let found = &mut *context.diagnostics;
                found.push(Code::Malformed, it.at, message, help);
            }
            missing.is_none()
        });
    }
    let responses = map.get("responses").filter(|it| as_map(it).is_none());
    if let Some(at) = responses.map(|it| it.at) {
        let message = "`responses` is no object: what is answered is not known";
        let help = "Write each response under its status.";
        let found = &mut *context.diagnostics;
        found.push(Code::Malformed, at, message, help);
        map.shift_remove("responses");
    }
    let tags = map.get_mut("tags").map(|it| &mut it.value);
    let Some(Value::List(tags)) = tags else {
        return;
    };
    for tag in tags {
        let name = as_map(tag).and_then(|it| it.get("name")).cloned();
        if let Some(name) = name {
            note(context, "a tag of an operation is an object", tag.at);
            *tag = name;
        }
    }
}

/// Whether something can be told to be a parameter, or a reference to one.
/// What a parameter cannot be sent without and does not say.
fn missing_in_parameter(node: &Node) -> Option<&'static str> {
    let has = |key| as_map(node).is_some_and(|it| it.contains_key(key));
    match (has("name"), has("in")) {
        _ if has("$ref") || has("x-unresolved") => None,
        (true, true) => None,
        (true, false) => Some("`in`"),
        (false, true) => Some("`name`"),
        (false, false) => Some("`name` and `in`"),
    }
}

/// Of the document.
pub(super) fn in_document(map: &mut Map, _at: At, context: &mut Context<'_>) {
    one_for_list(map, "security", |it| as_map(it).is_some(), context);
    let tags = map.get_mut("tags").map(|it| &mut it.value);
    let Some(Value::List(tags)) = tags else {
        return;
    };
    for tag in tags {
        if as_text(tag).is_some() {
            note(context, "a tag of the document is only its name", tag.at);
            *tag = object(tag.at, "name", tag.clone());
        }
    }
}

/// One thing where a list of them belongs.
fn one_for_list(
    map: &mut Map,
    key: &str,
    is_one: impl Fn(&Node) -> bool,
    context: &mut Context<'_>,
) {
    if let Some(node) = map.get_mut(key)
        && is_one(node)
    {
        note(context, &format!("`{key}` is no list"), node.at);
        listed(node);
        if key == "parameters" {
            walk::each_mut(
                node,
                Kind::ListOf(Object::Parameter),
                &mut |object, _, it| {
                    context.prepare(object, it);
                },
            );
        }
    }
}

/// Makes a list of one.
fn listed(node: &mut Node) {
    let value = std::mem::replace(&mut node.value, Value::Null);
    let one = Node { at: node.at, value };
    node.value = Value::List(vec![one]);
}
