//! Bytes and texts inside bodies: `contentEncoding`, `contentMediaType`, files in forms, bodies without a schema.
//!
//! Takes: the ways of 3.1 to say "bytes". Gives: `format: binary`, `byte`, `base64url`. Must not: change a `format` that is there.

use std::collections::{BTreeMap, BTreeSet};

use super::Context;
use super::keywords::constrains;
use super::references::{Counts, schema_name};
use super::walk::{self, Kind, Object};
use crate::normalise::tree::{as_map, as_map_mut, map_of, mark, rename, set, text_of};
use crate::normalise::versions::{Version, Versions};
use crate::source::{At, Map, Node, Text, Value};

/// A media type without `type` and without encoding means bytes (`OpenAPI` 3.1.1, 4.8.14.5), unless it is text.
pub(super) fn media_type_alone(map: &mut Map, at: At, _context: &mut Context<'_>) {
    let is_bytes = text_of(map, "contentMediaType").is_some_and(is_binary)
        && map
            .keys()
            .all(|key| !constrains(key) || key == "contentMediaType");
    if is_bytes && !map.contains_key("$ref") {
        make_binary(map, at);
        rename(map, "contentMediaType", "x-content-media-type");
    }
}

fn make_binary(map: &mut Map, at: At) {
    set(map, "type", at, Value::Text("string".into()));
    set(map, "format", at, Value::Text("binary".into()));
}

/// JSON inside text keeps its schema aside.
pub(super) fn json_text(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    let is_json = text_of(map, "contentMediaType").is_some_and(is_json);
    if map.contains_key("contentSchema") {
        let side = if is_json {
            "x-json-string"
        } else {
            "x-content-schema"
        };
        rename(map, "contentSchema", side);
    }
}

/// `contentEncoding` becomes a `format` where 3.0 has one.
pub(super) fn encoding(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(found) = map.get("contentEncoding") else {
        return;
    };
    let at = found.at;
    let format = text_of(map, "contentEncoding").and_then(|encoding| {
        match encoding.to_ascii_lowercase().as_str() {
            "base64" => Some("byte"),
            "base64url" => Some("base64url"),
            "binary" => Some("binary"),
            _ => None,
        }
    });
    match (format, text_of(map, "format")) {
        (Some(format), None) => {
            map.shift_remove("contentEncoding");
            set(map, "format", at, Value::Text(format.into()));
        }
        (Some(format), Some(own)) if format == own => {
            map.shift_remove("contentEncoding");
        }
        _ => {
            rename(map, "contentEncoding", "x-content-encoding");
            context.not_enforced("contentEncoding", at);
        }
    }
}

/// `contentMediaType: application/octet-stream` without encoding is `format: binary`.
pub(super) fn media_type(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    let Some(found) = map.get("contentMediaType") else {
        return;
    };
    let at = found.at;
    let is_bytes = text_of(map, "contentMediaType") == Some("application/octet-stream")
        && !map.contains_key("format")
        && !map.contains_key("x-content-encoding");
    if is_bytes {
        set(map, "format", at, Value::Text("binary".into()));
    }
    rename(map, "contentMediaType", "x-content-media-type");
}

/// A body in a binary media type needs no schema.
pub(super) fn binary_bodies(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    let Some(content) = map.get_mut("content").and_then(as_map_mut) else {
        return;
    };
    for (name, media) in content {
        let at = media.at;
        if let Some(media) = as_map_mut(media)
            && is_binary(name)
            && !media.contains_key("schema")
        {
            let mut schema = Map::new();
            make_binary(&mut schema, at);
            mark(&mut schema, "x-inferred-type", at);
            set(media, "schema", at, Value::Map(schema));
        }
    }
}

/// Which members of multipart forms are files: in 3.1 those of whose values nothing is said, in any version texts that the form sends
/// in a binary media type. Runs before the rules: `{}` means something else anywhere else.
pub(super) fn multipart(root: &mut Node, counts: &Counts, versions: &Versions) {
    let mut named: BTreeMap<String, Files> = BTreeMap::new();
    walk::each_mut(root, Kind::One(Object::Document), &mut |object, _, body| {
        let at = body.at;
        if object == Object::RequestBody
            && let Some(content) = as_map_mut(body).and_then(|it| it.get_mut("content"))
            && let Some(content) = as_map_mut(content)
        {
            for (_, media) in content
                .iter_mut()
                .filter(|(name, _)| name.starts_with("multipart/"))
            {
                let files = Files {
                    unsaid: versions.of(at) >= Version::V31,
                    encoded: encoded_files(media),
                };
                if let Some(schema) = as_map_mut(media).and_then(|it| it.get_mut("schema")) {
                    parts(schema, &files);
                    let reference = as_map(schema).and_then(|it| text_of(it, "$ref"));
                    if let Some(name) = reference.and_then(schema_name) {
                        named.insert(name, files);
                    }
                }
            }
        }
    });
    let schemas = as_map_mut(root)
        .and_then(|root| root.get_mut("components"))
        .and_then(as_map_mut)
        .and_then(|components| components.get_mut("schemas"))
        .and_then(as_map_mut);
    let Some(schemas) = schemas else { return };
    for (name, files) in &named {
        if counts.get(name) == Some(&1)
            && let Some(schema) = schemas.get_mut(name.as_str())
        {
            parts(schema, files);
        }
    }
}

/// Which members of a form are files.
struct Files {
    /// Whether those are of which nothing is said.
    unsaid: bool,
    /// Those that are sent in a binary media type.
    encoded: BTreeSet<String>,
}

/// The members whose every `contentType` is binary.
fn encoded_files(media: &Node) -> BTreeSet<String> {
    let encodings = as_map(media).and_then(|it| map_of(it, "encoding"));
    let is_file = |encoding: &Node| {
        as_map(encoding)
            .and_then(|it| text_of(it, "contentType"))
            .is_some_and(|it| it.split(',').all(|it| is_binary(it) || is_of_vendor(it)))
    };
    let encodings = encodings.into_iter().flatten();
    let files = encodings.filter(|(_, encoding)| is_file(encoding));
    files.map(|(name, _)| name.to_string()).collect()
}

fn parts(schema: &mut Node, files: &Files) {
    let properties = as_map_mut(schema).and_then(|map| map.get_mut("properties"));
    let properties = properties.and_then(as_map_mut).into_iter().flatten();
    for (name, property) in properties {
        let is_encoded = files.encoded.contains(name.as_str());
        part(property, files.unsaid, is_encoded);
        if let Some(map) = as_map_mut(property)
            && text_of(map, "type") == Some("array")
            && let Some(items) = map.get_mut("items")
        {
            part(items, files.unsaid, is_encoded);
        }
    }
}

/// One part: a file if nothing is said about its value (`unsaid`), or nothing but that it is text in a binary media type (`encoded`).
fn part(schema: &mut Node, unsaid: bool, encoded: bool) {
    let at = schema.at;
    let Some(map) = as_map_mut(schema) else {
        return;
    };
    let mut said = map
        .keys()
        .filter(|key| constrains(key) || key.starts_with('$') || *key == "x-unresolved");
    let is_file = match (said.next().map(Text::as_str), said.next()) {
        (None, _) => unsaid || encoded,
        (Some("type"), None) => encoded && text_of(map, "type") == Some("string"),
        _ => false,
    };
    if is_file {
        make_binary(map, at);
        mark(map, "x-inferred-type", at);
    }
}

fn is_json(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim();
    name == "application/json" || name.ends_with("+json")
}

/// Whether a media type is a vendor's own format, and neither JSON, XML nor another text by its suffix.
fn is_of_vendor(media_type: &str) -> bool {
    let name = media_type.trim();
    name.starts_with("application/vnd.") && !name.contains('+')
}

/// Whether a media type is bytes and nothing else.
fn is_binary(media_type: &str) -> bool {
    let name = media_type.split(';').next().unwrap_or_default().trim();
    let Some((kind, subtype)) = name.split_once('/') else {
        return false;
    };
    match kind {
        "image" => subtype != "svg+xml",
        "audio" | "video" | "font" => true,
        "application" => matches!(
            subtype,
            "octet-stream" | "pdf" | "zip" | "gzip" | "x-gzip" | "x-tar" | "x-zip-compressed"
        ),
        _ => false,
    }
}
