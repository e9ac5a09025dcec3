//! Answers.
//!
//! Takes: Response Objects of 2.0. Gives: those of 3.0. Must not: choose among media types.

use super::media::{self, MediaTypes, shared_schema};
use super::{Context, parameters, resolve};
use crate::normalise::tree::{as_map, as_map_mut, node};
use crate::source::{Map, Node, Value};

/// Converts the answers that operations share.
pub(super) fn components(all: &mut Map, context: &mut Context<'_>) {
    let media = context.media.clone();
    for (name, response) in all {
        let old = ["responses", name, "schema"];
        let new = ["components", "responses", name, "content"];
        convert(response, &media, false, (&old, &new), context);
    }
}

/// Converts the answers of an operation. One that is shared becomes its own where the operation has other media types.
pub(super) fn of_operation(
    all: &mut Map,
    media: &MediaTypes,
    place: &[&str],
    context: &mut Context<'_>,
) {
    for (status, response) in all.iter_mut().filter(|(key, _)| !key.starts_with("x-")) {
        let is_failure = !status.starts_with(['1', '2', '3']);
        if let Some(own) = own(response, media, is_failure, context) {
            *response = own;
        }
        let here = [place, &["responses", status]].concat();
        let old = [here.as_slice(), &["schema"]].concat();
        let new = [here.as_slice(), &["content"]].concat();
        convert(response, media, is_failure, (&old, &new), context);
    }
}

/// A shared answer as the operation's own, if its media types are not the document's.
fn own(
    response: &Node,
    media: &MediaTypes,
    is_failure: bool,
    context: &mut Context<'_>,
) -> Option<Node> {
    as_map(response)?.get("$ref")?;
    let (shared, place) = resolve(context.old, response)?;
    let global = context.media.produces.clone();
    let mut types = |named, is_failure| media::of_answer(named, shared, is_failure, context);
    if types(media.produces.as_ref(), is_failure) == types(global.as_ref(), false) {
        return None;
    }
    let mut own = context.copy_without_schema(shared);
    if let Some(schema) = shared.get("schema") {
        own.insert("schema".to_owned(), shared_schema(schema, &place));
    }
    Some(node(response.at, Value::Map(own)))
}

/// Converts one answer, unless it is a reference. `places` are those of its schema before and of its content after.
fn convert(
    response: &mut Node,
    media: &MediaTypes,
    is_failure: bool,
    places: (&[&str], &[&str]),
    context: &mut Context<'_>,
) {
    let at = response.at;
    let Some(map) = as_map_mut(response).filter(|it| !it.contains_key("$ref")) else {
        return;
    };
    headers(map, context);
    let types = media::of_answer(media.produces.as_ref(), map, is_failure, context);
    let schema = map.shift_remove("schema");
    let examples = map.shift_remove("examples");
    let said = examples.as_ref().and_then(as_map);
    if let Some(first) = types.first() {
        let made = media::content(&types, schema, said, at, context);
        map.insert("content".to_owned(), made);
        let (old, new) = places;
        context
            .moved
            .add(old, &[new, &[first.as_str(), "schema"]].concat());
    }
    if let Some(left) = examples
        && !as_map(&left).is_some_and(|it| it.keys().all(|key| types.iter().any(|it| key == it)))
    {
        map.insert("x-examples".to_owned(), left);
    }
}

/// A header is written like a parameter that goes there.
fn headers(map: &mut Map, context: &mut Context<'_>) {
    let headers = map.get_mut("headers").and_then(as_map_mut);
    for header in headers.into_iter().flat_map(|it| it.values_mut()) {
        let at = header.at;
        if let Some(map) = as_map_mut(header)
            && !map.contains_key("schema")
        {
            let old = std::mem::take(map);
            *map = parameters::with_schema(old, "header", at, context);
        }
    }
}
