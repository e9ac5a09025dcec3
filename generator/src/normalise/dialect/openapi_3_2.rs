//! What 3.2 adds to 3.1: further methods, whole query strings, items of streams, shared media types, defaults of discriminators.
//!
//! Takes: objects of 3.2. Gives: objects of 3.0 with `x-` side keys. Must not: touch documents of other versions.

use super::walk::{self, Kind, Object};
use super::{Context, reference};
use crate::diagnostics::Code;
use crate::normalise::tree::{
    as_map, as_map_mut, as_text, escape, map_of, mark, node, rename, set, size_within, take, text,
    text_of, unescape,
};
use crate::source::references::has_scheme;
use crate::source::{At, Map, Node, Value};

/// How many references in a row are followed; a longer chain is a loop.
const LONGEST_CHAIN: usize = 32;

/// How many nodes all copies of shared media types may have together, beside their schemas.
const BUDGET: usize = 2_000_000;

/// Puts shared media types where they are used. Their schemas stay where they are and are referred to, so that each is one type.
pub(super) fn inline_media_types(root: &mut Node) {
    let shared = as_map(root)
        .and_then(|root| map_of(root, "components"))
        .and_then(|components| map_of(components, "mediaTypes"))
        .cloned();
    let Some(shared) = shared else { return };
    let mut budget = BUDGET;
    walk::each_mut(root, Kind::One(Object::Document), &mut |object, _, node| {
        if object == Object::MediaType
            && let Some(map) = as_map_mut(node)
            && let Some((name, found)) = follow(map, &shared)
            && let Some(own) = copy(&name, found, &mut budget)
        {
            *map = own;
        }
    });
}

/// The shared media type that a reference leads to in the end, and its name.
fn follow<'a>(map: &Map, shared: &'a Map) -> Option<(String, &'a Map)> {
    let name = |map: &Map| {
        text_of(map, "$ref")?
            .strip_prefix("#/components/mediaTypes/")
            .map(unescape)
    };
    let mut target = name(map)?;
    for _ in 0..LONGEST_CHAIN {
        let found = map_of(shared, &target)?;
        match name(found) {
            Some(next) => target = next,
            None => return Some((target, found)),
        }
    }
    None
}

/// A copy that refers to the schemas of the original; `None` when the budget is spent.
fn copy(name: &str, shared: &Map, budget: &mut usize) -> Option<Map> {
    let mut own = Map::new();
    for (key, value) in shared {
        let is_reference = as_map(value).is_some_and(|it| it.contains_key("$ref"));
        let value = if matches!(key.as_str(), "schema" | "itemSchema") && !is_reference {
            let pointer = format!("#/components/mediaTypes/{}/{key}", escape(name));
            reference(text(value.at, pointer))
        } else {
            *budget -= size_within(value, *budget)?;
            value.clone()
        };
        own.insert(key.clone(), value);
    }
    Some(own)
}

/// Says once of each word of 3.2 that a document of an older version uses it: it can mean nothing else there.
fn read_word(word: &str, map: &Map, at: At, context: &mut Context<'_>) {
    if let Some(found) = map.get(word).filter(|_| !context.is_3_2(at)) {
        let at = found.at;
        read(&format!("`{word}`"), at, context);
    }
}

fn read(word: &str, at: At, context: &mut Context<'_>) {
    context.once(
        Code::Corrected,
        word,
        at,
        format!("{word} is of OpenAPI 3.2, and is read as such (first seen here)"),
        "Say `openapi: 3.2.0`: other tools may not know it.",
    );
}

/// Keeps a word of 3.2 aside, where the rooms behind this one look for it.
fn keep(map: &mut Map, word: &str, side: &str, at: At, context: &mut Context<'_>) {
    read_word(word, map, at, context);
    rename(map, word, side);
}

/// What was inlined is kept aside.
pub(super) fn media_types(map: &mut Map, at: At, context: &mut Context<'_>) {
    keep(map, "mediaTypes", "x-mediaTypes", at, context);
}

/// `query`, and methods that `OpenAPI` does not list, by the name that is sent.
pub(super) fn methods(map: &mut Map, at: At, context: &mut Context<'_>) {
    if map_of(map, "additionalOperations").is_some() {
        let side = "x-additional-operations";
        keep(map, "additionalOperations", side, at, context);
    }
    if map_of(map, "query").is_none() {
        return;
    }
    read_word("query", map, at, context);
    let index = map.get_index_of("query").unwrap_or_default();
    let Some(query) = take(map, "query") else {
        return;
    };
    if let Some(others) = map.get_mut("x-additional-operations").and_then(as_map_mut) {
        if let Some(again) = others.get("QUERY") {
            context.diagnostics.push(
                Code::UnsupportedMethod,
                again.at,
                "`QUERY` is described twice for this path; the operation is left out",
                "Keep one of the two.",
            );
        }
        others.shift_insert(0, "QUERY".to_owned(), query);
    } else {
        let at = query.at;
        let others: Map = [("QUERY".to_owned(), query)].into_iter().collect();
        let others = node(at, Value::Map(others));
        map.shift_insert(index, "x-additional-operations".to_owned(), others);
    }
}

/// A parameter that is the whole query. As a form it is what an exploded object is.
pub(super) fn query_string(map: &mut Map, at: At, context: &mut Context<'_>) {
    if text_of(map, "in") != Some("querystring") {
        return;
    }
    let place = map.get("in").map_or(at, |it| it.at);
    if !context.is_3_2(at) {
        read("`in: querystring`", place, context);
    }
    map.insert("in".to_owned(), text(place, "query"));
    mark(map, "x-querystring", place);
    let form = map_of(map, "content")
        .filter(|content| content.len() == 1)
        .and_then(|content| content.get("application/x-www-form-urlencoded"))
        .and_then(as_map)
        .and_then(|media| media.get("schema"));
    if let Some(schema) = form.cloned() {
        rename(map, "content", "x-content");
        map.insert("schema".to_owned(), schema);
        set(map, "style", place, Value::Text("form".into()));
        set(map, "explode", place, Value::Bool(true));
    }
}

/// Cookies that are not percent-encoded: the difference shows only in characters that cookies cannot have otherwise.
pub(super) fn cookie_style(map: &mut Map, at: At, context: &mut Context<'_>) {
    if text_of(map, "style") != Some("cookie") {
        return;
    }
    if !context.is_3_2(at) {
        read("`style: cookie`", at, context);
    }
    rename(map, "style", "x-style");
}

/// Items of a stream, and how its parts are encoded. Parts by position are the caller's affair.
pub(super) fn media_type(map: &mut Map, at: At, context: &mut Context<'_>) {
    keep(map, "itemSchema", "x-item-schema", at, context);
    for (keyword, side) in [
        ("prefixEncoding", "x-prefix-encoding"),
        ("itemEncoding", "x-item-encoding"),
    ] {
        if let Some(encoding) = map.get(keyword) {
            context.diagnostics.push(
                Code::UnsupportedEncoding,
                encoding.at,
                format!("`{keyword}` is not used: how parts without names are written is for the caller to say"),
                "Give each part of a request its media type with `Part::content_type`.",
            );
        }
        keep(map, keyword, side, at, context);
    }
}

/// Examples say the value as data, and as it is sent.
pub(super) fn examples(map: &mut Map, at: At, context: &mut Context<'_>) {
    let examples = map.get_mut("examples").and_then(as_map_mut);
    for example in examples.into_iter().flat_map(|it| it.values_mut()) {
        if let Some(example) = as_map_mut(example) {
            if !example.contains_key("value") {
                keep(example, "dataValue", "value", at, context);
            }
            keep(
                example,
                "serializedValue",
                "x-serialized-value",
                at,
                context,
            );
        }
    }
}

/// The summary of an answer stands for its description where there is none.
pub(super) fn summary(map: &mut Map, at: At, context: &mut Context<'_>) {
    if map.contains_key("$ref") {
        return;
    }
    if let (Some(summary), false) = (map.get("summary"), map.contains_key("description")) {
        let summary = summary.clone();
        map.insert("description".to_owned(), summary);
    }
    keep(map, "summary", "x-summary", at, context);
}

/// The branch for values that are missing or not listed.
pub(super) fn discriminator(map: &mut Map, at: At, context: &mut Context<'_>) {
    if let Some(discriminator) = map.get_mut("discriminator").and_then(as_map_mut) {
        keep(
            discriminator,
            "defaultMapping",
            "x-default-mapping",
            at,
            context,
        );
    }
}

/// Ways to get a token that 3.0 does not have.
pub(super) fn security_scheme(map: &mut Map, at: At, context: &mut Context<'_>) {
    let address = "x-oauth2-metadata-url";
    keep(map, "oauth2MetadataUrl", address, at, context);
    keep(map, "deprecated", "x-deprecated", at, context);
    if let Some(flows) = map.get_mut("flows").and_then(as_map_mut) {
        let side = "x-device-authorization";
        keep(flows, "deviceAuthorization", side, at, context);
    }
}

/// Names of servers.
pub(super) fn server_names(map: &mut Map, at: At, context: &mut Context<'_>) {
    keep_in_list(map, "servers", &[("name", "x-name")], at, context);
}

/// Tags in a tree.
pub(super) fn tags(map: &mut Map, at: At, context: &mut Context<'_>) {
    let keys = [
        ("summary", "x-summary"),
        ("parent", "x-parent"),
        ("kind", "x-kind"),
    ];
    keep_in_list(map, "tags", &keys, at, context);
}

fn keep_in_list(
    map: &mut Map,
    key: &str,
    names: &[(&str, &str)],
    at: At,
    context: &mut Context<'_>,
) {
    let Some(Value::List(items)) = map.get_mut(key).map(|it| &mut it.value) else {
        return;
    };
    for item in items.iter_mut().filter_map(as_map_mut) {
        for (word, side) in names {
            keep(item, word, side, at, context);
        }
    }
}

/// `$self`: what references are relative to, which has been looked at with them (`source::references`).
pub(super) fn own_address(map: &mut Map, at: At, context: &mut Context<'_>) {
    let Some(address) = map.get("$self") else {
        return;
    };
    if as_text(address).is_some_and(|it| !it.is_empty() && !has_scheme(it)) {
        context.diagnostics.push(
            Code::KeywordNotEnforced,
            address.at,
            "`$self` is no absolute address and is not used: references are relative to this file",
            "Nothing is to be done, unless a reference is reported as well.",
        );
    }
    keep(map, "$self", "x-self", at, context);
}

#[cfg(test)]
mod tests {
    use crate::diagnostics::Diagnostics;
    use crate::normalise::neighbours::Neighbours;
    use crate::normalise::normalise;
    use crate::normalise::testing::{codes, show, tree};

    fn check(document: &str, expected: &str, found: &[&str]) {
        let mut diagnostics = Diagnostics::new();
        let document = format!(r#"{{"openapi": "3.2.0", "info": {{}}, {document}}}"#);
        let root = normalise(
            vec![tree(&document)],
            &[],
            Neighbours::default(),
            &mut diagnostics,
        )
        .unwrap_or_else(|| panic!("refused: {document}"))
        .root;
        let expected =
            format!(r#"{{"openapi": "3.0.3", "x-openapi": "3.2.0", "info": {{}}, {expected}}}"#);
        assert_eq!(root, tree(&expected), "{document} became\n{}", show(&root));
        assert_eq!(codes(diagnostics), found, "{document}");
        let again = normalise(
            vec![root.clone()],
            &[],
            Neighbours::default(),
            &mut Diagnostics::new(),
        );
        assert_eq!(again.map(|it| it.root), Some(root), "lowering twice");
    }

    #[test]
    fn rule_10_methods() {
        check(
            r#""paths": {"/a": {"get": {"responses": {}}, "query": {"responses": {}}, "additionalOperations": {"COPY": {"responses": {}}}}, "/b": {"query": {}}}"#,
            r#""paths": {"/a": {"get": {"responses": {}}, "x-additional-operations": {"QUERY": {"responses": {}}, "COPY": {"responses": {}}}},
                "/b": {"x-additional-operations": {"QUERY": {"responses": {}}}}}"#,
            &[],
        );
    }

    #[test]
    fn rule_10_whole_queries() {
        let operation = |it: &str| {
            format!(r#""paths": {{"/a": {{"get": {{"responses": {{}}, "parameters": [{it}]}}}}}}"#)
        };
        let content =
            r#""content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}"#;
        check(
            &operation(&format!(
                r#"{{"name": "q", "in": "querystring", {content}}}"#
            )),
            &operation(&format!(
                r#"{{"name": "q", "in": "query", "x-querystring": true, "x-{}, "style": "form", "explode": true, "schema": {{"type": "object"}}}}"#,
                content.trim_start_matches('"')
            )),
            &[],
        );
        let content = r#""content": {"application/json": {"schema": {"type": "object"}}}"#;
        check(
            &operation(&format!(
                r#"{{"name": "q", "in": "querystring", {content}}}"#
            )),
            &operation(&format!(
                r#"{{"name": "q", "in": "query", "x-querystring": true, {content}}}"#
            )),
            &[],
        );
    }

    #[test]
    fn rule_10_media_types() {
        check(
            r##""paths": {"/a": {"get": {"responses": {"200": {"summary": "s", "content": {
                    "text/event-stream": {"itemSchema": {"$ref": "#/components/schemas/E"}},
                    "application/json": {"$ref": "#/components/mediaTypes/N"}}}}}}},
                "components": {"schemas": {"E": {"type": ["string", "null"]}},
                    "mediaTypes": {"M": {"schema": {"type": "object"}}, "N": {"$ref": "#/components/mediaTypes/M"}}}"##,
            r##""paths": {"/a": {"get": {"responses": {"200": {"description": "s", "x-summary": "s", "content": {
                    "text/event-stream": {"x-item-schema": {"$ref": "#/components/schemas/E"}},
                    "application/json": {"schema": {"$ref": "#/components/schemas/M"}}}}}}}},
                "components": {"schemas": {"E": {"type": "string", "nullable": true}, "M": {"type": "object"}},
                    "x-mediaTypes": {"M": {"schema": {"$ref": "#/components/schemas/M"}}, "N": {"schema": {"$ref": "#/components/schemas/M"}}}}"##,
            &[],
        );
    }

    #[test]
    fn rule_10_defaults_of_discriminators() {
        check(
            r##""paths": {}, "components": {"schemas": {"A": {}, "U": {"oneOf": [{"$ref": "#/components/schemas/A"}],
                "discriminator": {"propertyName": "k", "defaultMapping": "A"}}}}"##,
            r##""paths": {}, "components": {"schemas": {"A": {}, "U": {"oneOf": [{"$ref": "#/components/schemas/A"}],
                "discriminator": {"propertyName": "k", "x-default-mapping": "#/components/schemas/A"}}}}"##,
            &[],
        );
    }

    #[test]
    fn rule_10_names_and_addresses() {
        check(
            r#""paths": {}, "$self": "https://x.org/a", "servers": [{"url": "/", "name": "n"}],
                "tags": [{"name": "t", "summary": "s", "parent": "p", "kind": "nav"}],
                "components": {"securitySchemes": {"o": {"type": "oauth2", "oauth2MetadataUrl": "m", "flows": {"deviceAuthorization": {}}}}}"#,
            r#""paths": {}, "x-self": "https://x.org/a", "servers": [{"url": "/", "x-name": "n"}],
                "tags": [{"name": "t", "x-summary": "s", "x-parent": "p", "x-kind": "nav"}],
                "components": {"securitySchemes": {"o": {"type": "oauth2", "x-oauth2-metadata-url": "m", "flows": {"x-device-authorization": {}}}}}"#,
            &[],
        );
        check(
            r#""paths": {}, "$self": "a/b.yaml""#,
            r#""paths": {}, "x-self": "a/b.yaml""#,
            &["keyword-not-enforced"],
        );
    }
}
