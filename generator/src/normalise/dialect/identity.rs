//! What a schema is called, and notes about it: `$id`, `$anchor`, `$defs`, `$schema`, `$comment`.
//!
//! Takes: schemas whose references are resolved. Gives: schemas without these keywords. Must not: run before references are resolved.

use super::Context;
use super::siblings::is_plain_reference;
use crate::diagnostics::Code;
use crate::normalise::tree::{as_map_mut, as_text, rename};
use crate::source::{At, Map};

/// Names of schemas have done their work.
pub(super) fn names(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    for (keyword, side) in [
        ("$id", "x-id"),
        ("$anchor", "x-anchor"),
        ("$dynamicAnchor", "x-dynamic-anchor"),
        ("$recursiveAnchor", "x-recursive-anchor"),
    ] {
        rename(map, keyword, side);
    }
}

/// A schema may say in which dialect it is written.
pub(super) fn dialect(map: &mut Map, _at: At, context: &mut Context<'_>) {
    rename(map, "$vocabulary", "x-vocabulary");
    let Some(node) = map.get("$schema") else {
        return;
    };
    let at = node.at;
    if let Some(uri) = as_text(node).map(ToOwned::to_owned) {
        check_dialect(&uri, at, context);
    }
    rename(map, "$schema", "x-schema-dialect");
}

/// Says once for each other dialect that it is read as 2020-12.
pub(super) fn check_dialect(uri: &str, at: At, context: &mut Context<'_>) {
    let known = uri.trim_end_matches('#');
    if known.starts_with("https://spec.openapis.org/oas/3.1/dialect/")
        || known.starts_with("https://spec.openapis.org/oas/3.2/dialect/")
        || known == "https://json-schema.org/draft/2020-12/schema"
    {
        return;
    }
    context.once(
        Code::KeywordNotEnforced,
        uri,
        at,
        format!("the schema dialect `{uri}` is read as JSON Schema 2020-12"),
        "Leave the dialect out, or use the one of OpenAPI 3.1.",
    );
}

/// Definitions that are used were moved to `components`; the others are kept aside.
pub(super) fn definitions(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    for (keyword, side) in [("$defs", "x-defs"), ("definitions", "x-definitions")] {
        let Some(definitions) = map.get_mut(keyword).and_then(as_map_mut) else {
            continue;
        };
        definitions.retain(|_, definition| !is_plain_reference(definition));
        if definitions.is_empty() {
            map.shift_remove(keyword);
        } else {
            rename(map, keyword, side);
        }
    }
}

/// Comments are for the readers of the document.
pub(super) fn comments(map: &mut Map, _at: At, _context: &mut Context<'_>) {
    rename(map, "$comment", "x-comment");
}
