//! What vendors say of whole operations, before anything else is done with them: which are not for clients, which take a key that makes
//! repeating harmless, which answer by a stream.
//!
//! Takes: a document. Gives: one without the operations that are not for clients, and with the parameters and media types that others
//! are meant to have. Must not: leave out anything silently.

use super::super::{Context, METHODS};
use super::streaming;
use crate::diagnostics::Code;
use crate::normalise::tree::{
    as_map, as_map_mut, is_true, list_of, mark, node, object, set, text, text_of,
};
use crate::normalise::unused::LEFT_OUT;
use crate::source::{At, Map, Node, Value};

/// Marks of operations, and of path items, that are not for clients.
const IGNORED: [&str; 2] = ["x-fern-ignore", "x-speakeasy-ignore"];

/// The mark of those that are not for everybody, which may all the same be the reason why somebody wants a client.
const INTERNAL: &str = "x-internal";

/// A header that tells a server that a request is one that it has seen before.
struct KeyHeader {
    at: At,
    wire: String,
    name: Option<String>,
    /// Whether it is the key itself, and not one that says more about it.
    is_key: bool,
}

/// Does what is said of operations.
pub(super) fn prepare(root: &mut Node, context: &mut Context<'_>) {
    let Some(root) = as_map_mut(root) else {
        return;
    };
    let headers = headers(root);
    let mut left_out = Vec::new();
    let paths = root.get_mut("paths").and_then(as_map_mut);
    for item in paths.into_iter().flat_map(|it| it.values_mut()) {
        leave_out(item, &mut left_out, context);
        each_operation(item, &mut |operation, at| {
            if is_true(operation, "x-fern-idempotent") && !headers.is_empty() {
                take_key(operation, at, &headers);
            }
            streaming::answers(operation, context);
        });
    }
    if let Some(at) = left_out.first().map(|it: &Node| it.at) {
        set(root, LEFT_OUT, at, Value::List(left_out));
    }
}

fn each_operation(item: &mut Node, change: &mut dyn FnMut(&mut Map, At)) {
    for (key, it) in as_map_mut(item).into_iter().flatten() {
        let at = it.at;
        let Some(map) = as_map_mut(it) else { continue };
        if is_method(key) {
            change(map, at);
        } else if is_list_of_methods(key) {
            for it in map.values_mut() {
                let at = it.at;
                if let Some(map) = as_map_mut(it) {
                    change(map, at);
                }
            }
        }
    }
}

fn is_method(key: &str) -> bool {
    METHODS.contains(&key) || key == "query"
}

fn is_list_of_methods(key: &str) -> bool {
    matches!(key, "additionalOperations" | "x-additional-operations")
}

/// Leaves out the operations that are not for clients, keeping what they may alone use, and says which are not for everybody.
fn leave_out(item: &mut Node, left_out: &mut Vec<Node>, context: &mut Context<'_>) {
    let at = item.at;
    let Some(map) = as_map_mut(item) else { return };
    let of_all = IGNORED.into_iter().find(|key| is_true(map, key));
    if let Some(key) = of_all {
        let what = "the operations of this path are";
        said(key, what, at, context);
    }
    internal(map, at, context);
    let mut keep = |it: &Node| {
        let own = as_map(it).and_then(|it| IGNORED.into_iter().find(|key| is_true(it, key)));
        if let (Some(key), None) = (own, of_all) {
            said(key, "this operation is", it.at, context);
        }
        if let (Some(map), None) = (as_map(it), own.or(of_all)) {
            internal(map, it.at, context);
        }
        let is_kept = own.or(of_all).is_none();
        if !is_kept {
            left_out.push(it.clone());
        }
        is_kept
    };
    map.retain(|key, it| !is_method(key) || keep(it));
    for (key, it) in map {
        if is_list_of_methods(key)
            && let Some(others) = as_map_mut(it)
        {
            others.retain(|_, it| keep(it));
        }
    }
}

fn said(key: &str, what: &str, at: At, context: &mut Context<'_>) {
    context.diagnostics.push(
        Code::NotForClients,
        at,
        format!("{what} not for clients by `{key}`, and left out"),
        format!("Set `{key}` to `false` by an overlay to have them all the same."),
    );
}

fn internal(map: &Map, at: At, context: &mut Context<'_>) {
    if is_true(map, INTERNAL) {
        context.once(
            Code::NotForClients,
            INTERNAL,
            at,
            format!("what `{INTERNAL}` marks is part of the client (first seen here)"),
            "Leave it out by `--except-extension x-internal`, or by `extensions = [\"x-internal\"]` under `[api.except]`.",
        );
    }
}

/// `x-fern-idempotency-headers: [{header, name}, …]`
fn headers(root: &Map) -> Vec<KeyHeader> {
    let all = list_of(root, "x-fern-idempotency-headers");
    let read = |it: &Node| {
        let map = as_map(it)?;
        let wire = text_of(map, "header")?.to_owned();
        Some(KeyHeader {
            at: it.at,
            is_key: wire.to_ascii_lowercase().ends_with("key"),
            name: text_of(map, "name").map(ToOwned::to_owned),
            wire,
        })
    };
    let mut headers: Vec<KeyHeader> = all.into_iter().flatten().filter_map(read).collect();
    if let [only] = headers.as_mut_slice() {
        only.is_key = true;
    }
    headers
}

/// Gives an operation the headers, unless it has them already.
fn take_key(operation: &mut Map, at: At, headers: &[KeyHeader]) {
    if !operation.contains_key("parameters") {
        set(operation, "parameters", at, Value::List(Vec::new()));
    }
    let parameters = operation.get_mut("parameters").map(|it| &mut it.value);
    let Some(Value::List(parameters)) = parameters else {
        return;
    };
    for header in headers {
        let own = parameters
            .iter_mut()
            .filter_map(as_map_mut)
            .find(|it| is_header(it, &header.wire));
        match own {
            Some(own) if header.is_key => mark(own, "x-idempotency-key", header.at),
            Some(_) => {}
            None => parameters.push(parameter(header)),
        }
    }
}

fn is_header(parameter: &Map, wire: &str) -> bool {
    let is = |key: &str, value: &str| {
        text_of(parameter, key).is_some_and(|it| it.eq_ignore_ascii_case(value))
    };
    is("in", "header") && is("name", wire)
}

fn parameter(header: &KeyHeader) -> Node {
    let at = header.at;
    let mut map = Map::new();
    map.insert("name".to_owned(), text(at, &header.wire));
    map.insert("in".to_owned(), text(at, "header"));
    map.insert("schema".to_owned(), object(at, "type", text(at, "string")));
    if let Some(name) = &header.name {
        map.insert("x-name".to_owned(), text(at, name));
    }
    if header.is_key {
        mark(&mut map, "x-idempotency-key", at);
    }
    node(at, Value::Map(map))
}
