//! Bodies whose media types are not where or not what they should be: a list of names, beside `content` and not in it, left out
//! or called by half of their name; and schemas that stand where a media type should.
//!
//! Takes: bodies, answers and parameters as they were read. Gives: `content` by media type, and a note. Must not: look into schemas.

use super::keywords::constrains;
use super::lenient::{note, truths};
use super::walk::{self, Kind, Object};
use super::{Context, unknown};
use crate::diagnostics::Code;
use crate::diagnostics::place::quote;
use crate::normalise::tree::{as_map, as_map_mut, as_text, map_of, node, object};
use crate::source::{At, Map, Node, Text, Value};

/// What media types are called for short.
const NAMES: &[(&str, &str)] = &[
    ("json", "application/json"),
    ("xml", "application/xml"),
    ("text", "text/plain"),
    ("plain", "text/plain"),
    ("string", "text/plain"),
    ("html", "text/html"),
    ("csv", "text/csv"),
    ("pdf", "application/pdf"),
    ("form-data", "multipart/form-data"),
    ("formdata", "multipart/form-data"),
    ("multipart", "multipart/form-data"),
    ("urlencoded", "application/x-www-form-urlencoded"),
    ("x-www-form-urlencoded", "application/x-www-form-urlencoded"),
    ("binary", "application/octet-stream"),
    ("octet-stream", "application/octet-stream"),
];

/// Of a request body or a response.
pub(super) fn in_body(map: &mut Map, _at: At, context: &mut Context<'_>) {
    truths(map, context);
    beside_content(map, context);
    without_media_type(map, context);
    content(map, context);
    if let Some(Value::List(_) | Value::Map(_)) = map.get("description").map(|it| &it.value) {
        unknown::aside(map, "description", "a body", context);
    }
}

/// Media types that stand beside `content` belong into it.
fn beside_content(map: &mut Map, context: &mut Context<'_>) {
    let is_one = |key: &str, it: &Node| {
        let name = key.split_once('/');
        name.is_some_and(|(main, sub)| is_token(main) && !sub.is_empty()) && as_map(it).is_some()
    };
    if map.contains_key("$ref") || !map.iter().any(|(key, it)| is_one(key, it)) {
        return;
    }
    let mut moved = Map::new();
    for (key, it) in std::mem::take(map) {
        if is_one(&key, &it) {
            moved.insert(key, it);
        } else {
            map.insert(key, it);
        }
    }
    let Some(at) = moved.values().next().map(|it| it.at) else {
        return;
    };
    note(
        context,
        "a media type stands beside `content`, and not in it",
        at,
    );
    let mut moved = node(at, Value::Map(moved));
    prepared(&mut moved, context);
    match map.get_mut("content").and_then(as_map_mut) {
        Some(entries) => {
            let Value::Map(moved) = moved.value else {
                return;
            };
            for (key, it) in moved {
                entries.entry(key).or_insert(it);
            }
        }
        None => {
            map.insert("content".to_owned(), moved);
        }
    }
}

/// What a media type has, directly in `content`, is said of JSON.
fn without_media_type(map: &mut Map, context: &mut Context<'_>) {
    let Some(found) = map.get_mut("content") else {
        return;
    };
    let is_media_type = as_map(found).is_some_and(|it| {
        map_of(it, "schema").is_some_and(|schema| !schema.contains_key("schema"))
    });
    if !is_media_type {
        return;
    }
    let at = found.at;
    note(
        context,
        "`content` has no media type, which is taken for JSON",
        at,
    );
    let inner = std::mem::replace(&mut found.value, Value::Null);
    *found = object(at, "application/json", node(at, inner));
    prepared(found, context);
}

/// Of what has bodies: media types as a list, and by names that they do not have.
pub(super) fn content(map: &mut Map, context: &mut Context<'_>) {
    let Some(found) = map.get_mut("content") else {
        return;
    };
    listed(found, context);
    let Some(entries) = as_map_mut(found) else {
        return;
    };
    for (_, media_type) in entries.iter_mut() {
        schema_alone(media_type, context);
    }
    if entries.keys().any(|name| is_misnamed(name)) {
        named(entries, context);
    }
}

/// Names of media types, without what is said of them.
fn listed(found: &mut Node, context: &mut Context<'_>) {
    let Value::List(names) = &found.value else {
        return;
    };
    let entries = names.iter().map(|it| {
        let any = node(it.at, Value::Map(Map::new()));
        Some((as_text(it)?.to_owned(), any))
    });
    if let Some(entries) = entries.collect::<Option<Map>>() {
        note(context, "`content` is a list of media types", found.at);
        found.value = Value::Map(entries);
    }
}

/// A media type that is its own schema.
fn schema_alone(media_type: &mut Node, context: &mut Context<'_>) {
    let is_schema = as_map(media_type).is_some_and(|map| {
        let of_media_type = [
            "schema",
            "itemSchema",
            "example",
            "examples",
            "encoding",
            "$ref",
        ];
        map.keys().any(|key| constrains(key))
            && !of_media_type.iter().any(|it| map.contains_key(*it))
    });
    if !is_schema {
        return;
    }
    let at = media_type.at;
    note(context, "a schema stands in the place of a media type", at);
    let schema = std::mem::replace(&mut media_type.value, Value::Null);
    *media_type = object(at, "schema", node(at, schema));
    walk::each_mut(
        media_type,
        Kind::One(Object::MediaType),
        &mut |object, _, it| {
            context.prepare(object, it);
        },
    );
}

/// Gives media types their whole names. Where several are in one name, each has what is said of it.
fn named(entries: &mut Map, context: &mut Context<'_>) {
    let written: Vec<Text> = entries.keys().cloned().collect();
    for (name, media_type) in std::mem::take(entries) {
        if !is_misnamed(&name) {
            entries.insert(name, media_type);
            continue;
        }
        let names = meant(&name, &media_type);
        let is_free = |it: &Text| !written.contains(it) && !entries.contains_key(it.as_str());
        let free = names.iter().filter(|it| is_free(it)).count();
        let all: Vec<String> = names.iter().map(|it| format!("`{it}`")).collect();
        let all = all.join(" and ");
        let becomes = if free > 0 {
            format!("is taken for {all}")
        } else {
            format!("is left aside beside {all}")
        };
        context.diagnostics.push(
            Code::MisnamedMediaType,
            media_type.at,
            format!("{} is no media type; it {becomes}", quote(&name)),
            "correct it, or correct it with an overlay",
        );
        for name in names {
            if !written.contains(&name) {
                entries.entry(name).or_insert_with(|| media_type.clone());
            }
        }
    }
}

/// What was probably meant: JSON, where there is a schema and no better guess.
fn meant(name: &str, media_type: &Node) -> Vec<Text> {
    let parts: Vec<&str> = name.split(',').map(str::trim).collect();
    if parts.len() > 1 && parts.iter().all(|it| !is_misnamed(it)) {
        return parts.into_iter().map(Text::from).collect();
    }
    let short = name.trim().to_ascii_lowercase();
    let short = short
        .trim_start_matches("application")
        .trim_start_matches(['-', '_', ' ', '.', '\\']);
    let known = NAMES.iter().find(|(it, _)| *it == short);
    let has_schema = as_map(media_type).is_some_and(|it| it.contains_key("schema"));
    vec![Text::from(match known {
        Some((_, name)) => name,
        None if has_schema => "application/json",
        None => "application/octet-stream",
    })]
}

/// Whether a name is no media type or range (RFC 9110, section 8.3.1); `*` is the range of all of them for many.
fn is_misnamed(name: &str) -> bool {
    let essence = name.split(';').next().unwrap_or_default().trim();
    let is_name = |(main, sub): (&str, &str)| is_token(main) && is_token(sub);
    essence != "*" && !essence.split_once('/').is_some_and(is_name)
}

/// Whether a text is a token (RFC 9110, section 5.6.2).
fn is_token(text: &str) -> bool {
    let is_one = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    !text.is_empty() && text.bytes().all(is_one)
}

/// Has the early rules applied to what was moved to where they look for it.
fn prepared(entries: &mut Node, context: &mut Context<'_>) {
    walk::each_mut(
        entries,
        Kind::MapOf(Object::MediaType),
        &mut |object, _, it| {
            context.prepare(object, it);
        },
    );
}
