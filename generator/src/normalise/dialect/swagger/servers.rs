//! `host`, `basePath` and `schemes`.
//!
//! Takes: documents and operations. Gives: `servers`, those with TLS first. Must not: contact them.

use super::{Context, hosts};
use crate::diagnostics::Code;
use crate::normalise::tree::{as_list, as_map, as_text, node, object, text, text_of};
use crate::source::{At, Map, Node, Value};

/// The servers of a document, if it names any.
pub(super) fn of_document(map: &Map, context: &mut Context<'_>) -> Option<Node> {
    if let Some(template) = map.get("x-ms-parameterized-host") {
        return hosts::of_template(map, template, context.old);
    }
    let at = ["host", "basePath", "schemes"]
        .iter()
        .find_map(|key| map.get(*key))?
        .at;
    let schemes = schemes(map, context);
    servers(map, schemes.as_deref(), at)
}

/// The servers of an operation with schemes of its own.
pub(super) fn of_operation(map: &Map, context: &mut Context<'_>) -> Option<Node> {
    let document = as_map(context.old)?;
    let at = map.get("schemes")?.at;
    document.get("host")?;
    let own = schemes(map, context)?;
    servers(document, Some(&own), at)
}

fn servers(map: &Map, schemes: Option<&[String]>, at: At) -> Option<Node> {
    let place = |key: &str| map.get(key).map_or(at, |it| it.at);
    let base = base_path(map);
    let Some(host) = text_of(map, "host").map(|it| it.trim_end_matches('/')) else {
        let url = base.filter(|it| !it.is_empty())?;
        return Some(list(place("basePath"), vec![url]));
    };
    let base = base.unwrap_or_default();
    let urls = match (host.split_once("://"), schemes) {
        // Not of 2.0, but clear.
        (Some(_), _) => vec![format!("{host}{base}")],
        (None, None | Some([])) => vec![format!("//{host}{base}")],
        (None, Some(schemes)) => schemes
            .iter()
            .map(|scheme| format!("{scheme}://{host}{base}"))
            .collect(),
    };
    Some(list(place("host"), urls))
}

fn list(at: At, urls: Vec<String>) -> Node {
    let server = |url| object(at, "url", text(at, url));
    node(at, Value::List(urls.into_iter().map(server).collect()))
}

/// The path with a slash before it and none behind it.
pub(super) fn base_path(map: &Map) -> Option<String> {
    let path = text_of(map, "basePath")?.trim_matches('/');
    Some(match path {
        "" => String::new(),
        path => format!("/{path}"),
    })
}

/// The schemes that HTTP has, best first. `None` when none are listed.
fn schemes(map: &Map, context: &mut Context<'_>) -> Option<Vec<String>> {
    let listed = as_list(map.get("schemes")?)?;
    let mut usable: Vec<String> = Vec::new();
    for scheme in listed {
        match as_text(scheme).map(str::to_ascii_lowercase) {
            Some(name) if matches!(name.as_str(), "http" | "https") => usable.push(name),
            _ => context.note(
                Code::BadServer,
                scheme.at,
                "this scheme is not HTTP and is ignored",
                "A client calls `https` and `http` only.",
            ),
        }
    }
    usable.sort_by_key(|it| it != "https");
    usable.dedup();
    Some(usable)
}
