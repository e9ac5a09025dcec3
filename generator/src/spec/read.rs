//! The document itself: info, servers, security, tags, components and paths.
//!
//! Takes: the canonical tree. Gives: [`Api`]. Must not: interpret schemas.

use std::sync::Arc;

use indexmap::IndexMap;

use super::parts::{Parts, exact};
use super::{Api, Located, Operation, Parameter, pointer, tree};
use crate::diagnostics::place::quote;
use crate::diagnostics::{Code, Diagnostics};
use crate::normalise::Canonical;
use crate::source::{At, Map, Node, Value};

/// The fixed fields of a path item that are operations.
const METHODS: &[&str] = &[
    "get", "put", "post", "delete", "options", "head", "patch", "trace",
];

/// Where operations of other methods are, by method.
const OTHER_METHODS: &str = "x-additional-operations";

/// The other fixed fields of a path item.
const BESIDE_METHODS: &[&str] = &["summary", "description", "servers", "parameters", "$ref"];

/// Reads a canonical tree.
#[must_use]
pub fn read(canonical: &Canonical, diagnostics: &mut Diagnostics) -> Api {
    let nothing = Map::new();
    let root = as_map(&canonical.root).unwrap_or(&nothing);
    let components = root.get("components").and_then(as_map).unwrap_or(&nothing);
    let mut parts = Parts::new(&canonical.root, diagnostics);
    let named = match components.get("schemas").and_then(as_map) {
        Some(map) => parts.schemas.components(map, "/components/schemas"),
        None => IndexMap::new(),
    };
    let schemes = schemes(components, &mut parts);
    if let Some(webhooks) = root.get("x-webhooks") {
        ignored("webhooks", webhooks.at, parts.schemas.diagnostics);
    }
    let operations = operations(root, &mut parts);
    let sink = &mut *parts.schemas.diagnostics;
    Api {
        info: info(root, canonical.root.at, sink),
        servers: servers(root, "", sink),
        security: list(root, "security", "security requirement", sink),
        schemes,
        mutual_tls: components
            .get("x-mutual-tls")
            .and_then(as_map)
            .into_iter()
            .flatten()
            .map(|(name, node)| (name.to_string(), node.at))
            .collect(),
        tags: tags(root, sink),
        components: named,
        operations,
        schemas: parts.schemas.finish(),
    }
}

fn info(root: &Map, at: At, diagnostics: &mut Diagnostics) -> openapiv3::Info {
    let Some(map) = root.get("info").and_then(as_map) else {
        diagnostics.push(
            Code::Malformed,
            at,
            "the document has no `info`",
            "add an `info` with `title` and `version`",
        );
        return openapiv3::Info::default();
    };
    let mut own = map.clone();
    for key in ["title", "version"] {
        own.entry(key.to_owned()).or_insert_with(|| Node {
            at,
            value: Value::Text("".into()),
        });
    }
    tree::object(&own, at, "info", diagnostics).unwrap_or_default()
}

fn list<T: for<'de> serde::Deserialize<'de>>(
    map: &Map,
    key: &str,
    what: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<T> {
    items(map, key)
        .filter_map(|node| {
            tree::object(
                an_object(node, what, diagnostics)?,
                node.at,
                what,
                diagnostics,
            )
        })
        .collect()
}

fn tags(root: &Map, diagnostics: &mut Diagnostics) -> Vec<Located<openapiv3::Tag>> {
    items(root, "tags")
        .enumerate()
        .filter_map(|(index, node)| {
            let map = an_object(node, "tag", diagnostics)?;
            Some(Located {
                at: map.get("name").map_or(node.at, |it| it.at),
                pointer: format!("/tags/{index}"),
                read: tree::object(map, node.at, "tag", diagnostics)?,
            })
        })
        .collect()
}

/// What an item of a list must be.
fn an_object<'n>(node: &'n Node, what: &str, diagnostics: &mut Diagnostics) -> Option<&'n Map> {
    let map = as_map(node);
    if map.is_none() {
        diagnostics.push(
            Code::Malformed,
            node.at,
            format!("a {what} must be an object"),
            "correct it, or correct it with an overlay",
        );
    }
    map
}

fn servers(
    map: &Map,
    parent: &str,
    diagnostics: &mut Diagnostics,
) -> Vec<Located<openapiv3::Server>> {
    let parent = pointer::child(parent, "servers");
    items(map, "servers")
        .enumerate()
        .filter_map(|(index, node)| {
            Some(Located {
                at: node.at,
                pointer: pointer::child(&parent, &index.to_string()),
                read: server(
                    an_object(node, "server", diagnostics)?,
                    node.at,
                    diagnostics,
                )?,
            })
        })
        .collect()
}

/// A server; a variable without a default is reported by what follows from it, an unusable URL.
fn server(map: &Map, at: At, diagnostics: &mut Diagnostics) -> Option<openapiv3::Server> {
    let mut own = map.clone();
    if let Some(Node {
        value: Value::Map(variables),
        ..
    }) = own.get_mut("variables")
    {
        variables.retain(|_, it| as_map(it).is_some_and(|it| it.contains_key("default")));
        for variable in variables.values_mut() {
            texts(variable);
        }
    }
    tree::object(&own, at, "server", diagnostics)
}

/// Numbers and booleans of a server variable, as YAML reads `version: 2`, are meant as text.
fn texts(node: &mut Node) {
    match &mut node.value {
        Value::Map(map) => map.values_mut().for_each(texts),
        Value::List(items) => items.iter_mut().for_each(texts),
        Value::Integer(value) => node.value = Value::Text(value.to_string().into()),
        Value::Float(value) => node.value = Value::Text(value.to_string().into()),
        Value::Bool(value) => node.value = Value::Text(value.to_string().into()),
        Value::Null | Value::Text(_) => {}
    }
}

fn schemes<'a>(
    components: &'a Map,
    parts: &mut Parts<'a, '_>,
) -> IndexMap<String, Located<openapiv3::SecurityScheme>> {
    let Some(map) = components.get("securitySchemes").and_then(as_map) else {
        return IndexMap::new();
    };
    let mut schemes = IndexMap::new();
    for (name, node) in map {
        let pointer = pointer::child("/components/securitySchemes", name);
        let Some((map, at, pointer)) = parts.resolve(node, pointer, "security scheme") else {
            continue;
        };
        let map = completed(map, at);
        let sink = &mut *parts.schemas.diagnostics;
        if let Some(flaw) = flaw(&map) {
            let help = "correct it, or correct it with an overlay";
            sink.push(
                Code::Malformed,
                at,
                format!("this security scheme {flaw}"),
                help,
            );
            continue;
        }
        if let Some(read) = tree::object(&map, at, "security scheme", sink) {
            schemes.insert(name.to_string(), Located { at, pointer, read });
        }
    }
    schemes
}

/// Why a scheme cannot be read, in words that follow it.
fn flaw(map: &Map) -> Option<String> {
    let text = |key: &str| match &map.get(key)?.value {
        Value::Text(text) => Some(text.as_str()),
        _ => None,
    };
    let needed: &[&str] = match text("type") {
        Some("apiKey") => &["name", "in"],
        Some("http") => &["scheme"],
        Some("oauth2" | "openIdConnect") => &[],
        Some(other) => {
            let other = quote(other);
            return Some(format!(
                "is of the type {other}, which OpenAPI does not have"
            ));
        }
        None => &["type"],
    };
    if let Some(missing) = needed.iter().find(|it| text(it).is_none()) {
        return Some(format!("has no `{missing}`"));
    }
    let place = text("in").filter(|_| text("type") == Some("apiKey"));
    let place = place.filter(|it| !matches!(*it, "query" | "header" | "cookie"))?;
    Some(format!(
        "is sent in {}, which is no place for a key",
        quote(place)
    ))
}

/// A scheme with what `openapiv3` insists on: how a token is got is the caller's affair.
fn completed(map: &Map, at: At) -> Map {
    let mut map = map.clone();
    let kind = match map.get("type").map(|it| &it.value) {
        Some(Value::Text(kind)) => kind.as_str(),
        _ => "",
    };
    let (key, value) = match kind {
        "oauth2" => ("flows", Value::Map(Map::new())),
        "openIdConnect" => ("openIdConnectUrl", Value::Text("".into())),
        _ => return map,
    };
    let fits = |it: &Node| std::mem::discriminant(&it.value) == std::mem::discriminant(&value);
    if !map.get(key).is_some_and(fits) {
        map.insert(key.to_owned(), Node { at, value });
    }
    map
}

fn operations<'a>(root: &'a Map, parts: &mut Parts<'a, '_>) -> Vec<Operation> {
    let mut operations = Vec::new();
    let Some(paths) = root.get("paths").and_then(as_map) else {
        return operations;
    };
    for (path, node) in paths {
        if path.starts_with("x-") {
            continue;
        }
        let pointer = pointer::child("/paths", path);
        if let Some((item, _, pointer)) = parts.resolve(node, pointer, "path item") {
            path_item(path, item, &pointer, parts, &mut operations);
        }
    }
    operations.shrink_to_fit();
    operations
}

fn path_item<'a>(
    path: &str,
    item: &'a Map,
    pointer: &str,
    parts: &mut Parts<'a, '_>,
    operations: &mut Vec<Operation>,
) {
    let shared = parameters(item, pointer, parts);
    for (key, node) in item {
        if METHODS.contains(&key.as_str()) {
            if let Some(map) = as_map(node) {
                let pointer = pointer::child(pointer, key);
                let place = (path, key.to_ascii_uppercase(), node.at);
                operations.push(operation(place, pointer, map, (item, &shared), parts));
            }
        } else if key == OTHER_METHODS {
            let pointer = pointer::child(pointer, key);
            for (method, node) in as_map(node).into_iter().flatten() {
                let known = item.keys().any(|it| {
                    METHODS.contains(&it.as_str()) && it.to_ascii_uppercase() == **method
                });
                if let Some(map) = as_map(node)
                    && can_be_sent(method, known, node.at, parts.schemas.diagnostics)
                {
                    let pointer = pointer::child(&pointer, method);
                    let place = (path, method.to_string(), node.at);
                    operations.push(operation(place, pointer, map, (item, &shared), parts));
                }
            }
        } else if !BESIDE_METHODS.contains(&key.as_str()) && !key.starts_with("x-") {
            parts.schemas.diagnostics.push(
                Code::UnknownKeyword,
                node.at,
                format!(
                    "`{}` is no method of a path and is ignored",
                    key.escape_debug()
                ),
                "methods are lower case: get, put, post, delete, options, head, patch, trace",
            );
        }
    }
}

/// Whether a method is one word (RFC 9110, section 5.6.2), the only one of its path, and no tunnel.
fn can_be_sent(method: &str, known: bool, at: At, diagnostics: &mut Diagnostics) -> bool {
    let is_of_word = |it: u8| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it);
    let why = if method.is_empty() || !method.bytes().all(is_of_word) {
        "is no method of HTTP"
    } else if method == "CONNECT" {
        "opens a tunnel, which is no call"
    } else if known {
        "is described twice for this path"
    } else {
        return true;
    };
    diagnostics.push(
        Code::UnsupportedMethod,
        at,
        format!(
            "`{}` {why}; the operation is left out",
            method.escape_debug()
        ),
        "correct the method, or leave the operation out by an overlay",
    );
    false
}

/// Parameters that could be read; `None` in place of one that could not.
type Parameters = Vec<Option<Arc<Parameter>>>;

fn operation<'a>(
    (path, method, at): (&str, String, At),
    pointer: String,
    map: &'a Map,
    (item, shared): (&'a Map, &Parameters),
    parts: &mut Parts<'a, '_>,
) -> Operation {
    let own_parameters = parameters(map, &pointer, parts);
    let body = map
        .get("requestBody")
        .map(|it| parts.body(it, pointer::child(&pointer, "requestBody")));
    let parent = pointer::child(&pointer, "responses");
    let responses = map.get("responses").and_then(as_map).into_iter().flatten();
    let responses = responses.filter(|(key, _)| !key.starts_with("x-"));
    let responses = exact(responses.filter_map(|(key, node)| {
        let pointer = pointer::child(&parent, key);
        parts.response(key, node, pointer)
    }));
    let unreadable =
        own_parameters.iter().chain(shared).any(Option::is_none) || matches!(body, Some(None));
    let sink = &mut *parts.schemas.diagnostics;
    let mut servers_found = servers(map, &pointer, sink);
    if servers_found.is_empty() {
        servers_found = servers(item, &pointer, sink);
    }
    let own = own(map, at, sink);
    Operation {
        at,
        path: path.to_owned(),
        method,
        id: own.operation_id,
        tags: own.tags,
        summary: own.summary,
        description: own.description,
        deprecated: own.deprecated,
        security: own.security,
        extensions: own.extensions.into(),
        parameters: united(own_parameters, shared, sink),
        body: body.flatten(),
        responses,
        servers: servers_found,
        unreadable,
        pointer,
    }
}

fn own(map: &Map, at: At, diagnostics: &mut Diagnostics) -> openapiv3::Operation {
    let beside = [
        "parameters",
        "requestBody",
        "responses",
        "callbacks",
        "servers",
    ];
    let mut own = tree::without(map, &beside);
    own.insert(
        "responses".to_owned(),
        Node {
            at,
            value: Value::Map(Map::new()),
        },
    );
    if let Some(callbacks) = map.get("callbacks") {
        ignored("callbacks", callbacks.at, diagnostics);
    }
    tree::object(&own, at, "operation", diagnostics).unwrap_or_default()
}

fn ignored(what: &str, at: At, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Code::IgnoredCallback,
        at,
        format!("{what} are requests that the server sends; a client has no method for them"),
        "nothing is to be done",
    );
}

fn parameters<'a>(map: &'a Map, pointer: &str, parts: &mut Parts<'a, '_>) -> Parameters {
    let parent = pointer::child(pointer, "parameters");
    items(map, "parameters")
        .enumerate()
        .map(|(index, node)| parts.parameter(node, pointer::child(&parent, &index.to_string())))
        .collect()
}

/// The operation's parameters and those of the path item that it does not override, by name and place.
fn united(
    own: Parameters,
    shared: &Parameters,
    diagnostics: &mut Diagnostics,
) -> Vec<Arc<Parameter>> {
    let mut all: Vec<Arc<Parameter>> = Vec::new();
    for parameter in own.into_iter().flatten() {
        if let Some(first) = all.iter().find(|it| same_parameter(it, &parameter)) {
            diagnostics.push_pair(
                Code::DuplicateParameter,
                (parameter.at, first.at),
                format!(
                    "`{}` is declared twice in one place; the first is used",
                    parameter.name.escape_debug()
                ),
                "remove one of them",
            );
        } else {
            all.push(parameter);
        }
    }
    for parameter in shared.iter().flatten().cloned() {
        if !all.iter().any(|it| same_parameter(it, &parameter)) {
            all.push(parameter);
        }
    }
    all
}

fn same_parameter(a: &Parameter, b: &Parameter) -> bool {
    a.sent.is_beside(&b.sent) && a.name == b.name
}

fn items<'a>(map: &'a Map, key: &str) -> impl Iterator<Item = &'a Node> {
    let items: &[Node] = match map.get(key) {
        Some(Node {
            value: Value::List(items),
            ..
        }) => items,
        _ => &[],
    };
    items.iter()
}

fn as_map(node: &Node) -> Option<&Map> {
    match &node.value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}
