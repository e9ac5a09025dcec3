//! Operations that are called after the function that answers them, their path and their method at once, as `FastAPI` does unless it is
//! told otherwise: `read_item_items__item_id__get` for `GET /items/{item_id}`.
//!
//! Takes: a document. Gives: the name of the function as the name of the operation, and of what it alone sends. Must not: change an
//! `operationId`, or take a name for one that only ends alike.

use super::super::METHODS;
use crate::normalise::tree::{as_map, as_map_mut, map_of, text, text_of};
use crate::source::{At, Map, Node};

/// An operation whose name is such a one.
struct Handler {
    at: At,
    path: String,
    method: String,
    id: String,
    name: String,
}

/// Names the operations of a document, if most of them are called so: elsewhere it is by chance.
pub(super) fn prepare(root: &mut Map) {
    let (found, count) = handlers(root);
    if found.len() * 2 <= count {
        return;
    }
    for handler in found {
        let paths = root.get_mut("paths").and_then(as_map_mut);
        let item = paths.and_then(|it| it.get_mut(handler.path.as_str()));
        let operation = item.and_then(as_map_mut);
        let operation = operation.and_then(|it| it.get_mut(handler.method.as_str()));
        give(operation, "x-name", &handler.name, handler.at);
        let components = root.get_mut("components").and_then(as_map_mut);
        let schemas = components.and_then(|it| it.get_mut("schemas"));
        let body = schemas.and_then(as_map_mut);
        let body = body.and_then(|it| it.get_mut(format!("Body_{}", handler.id).as_str()));
        give(
            body,
            "x-type-name",
            &format!("Body_{}", handler.name),
            handler.at,
        );
    }
}

/// The operations that are called so, and the number of all that have a name.
fn handlers(root: &Map) -> (Vec<Handler>, usize) {
    let (mut found, mut count) = (Vec::new(), 0);
    for (path, item) in map_of(root, "paths").into_iter().flatten() {
        for (method, operation) in as_map(item).into_iter().flatten() {
            let id = as_map(operation).and_then(|it| it.get("operationId"));
            let (Some(node), true) = (id, METHODS.contains(&&**method)) else {
                continue;
            };
            count += 1;
            let id = as_map(operation).and_then(|it| text_of(it, "operationId"));
            let Some((id, name)) = id.and_then(|it| Some((it, name(it, path, method)?))) else {
                continue;
            };
            found.push(Handler {
                at: node.at,
                path: path.to_string(),
                method: method.to_string(),
                id: id.to_owned(),
                name: name.to_owned(),
            });
        }
    }
    (found, count)
}

/// The name before the path and the method, in which `FastAPI` writes `_` for each sign.
fn name<'a>(id: &'a str, path: &str, method: &str) -> Option<&'a str> {
    let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
    let path: String = path.chars().map(plain).collect();
    let name = id
        .strip_suffix(method)?
        .strip_suffix('_')?
        .strip_suffix(&path)?;
    name.starts_with(|c: char| c.is_ascii_alphabetic())
        .then_some(name)
}

/// Gives a name to what has none.
fn give(node: Option<&mut Node>, key: &str, name: &str, at: At) {
    let Some(map) = node.and_then(as_map_mut) else {
        return;
    };
    let has_one = |key: &str| key.starts_with("x-") && key.contains("name");
    if !map.keys().any(|it| has_one(it)) {
        map.insert(key.to_owned(), text(at, name));
    }
}
