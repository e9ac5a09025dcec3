//! Styles that a parameter cannot have where it stands.
//!
//! Takes: parameters and headers. Gives: the same with a style of their place (`OpenAPI` 3.0.3, Parameter Object, "Style Values"), and a
//! finding. Must not: leave a parameter out for it, and an operation with that.

use super::Context;
use crate::diagnostics::Code;
use crate::diagnostics::place::quote;
use crate::normalise::tree::{rename, set, text_of};
use crate::source::{At, Map, Value};

/// Of a parameter.
pub(super) fn of_parameter(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let styles: &[&str] = match text_of(map, "in") {
        Some("query") => &["form", "spaceDelimited", "pipeDelimited", "deepObject"],
        Some("path") => &["simple", "label", "matrix"],
        Some("header") => &["simple"],
        Some("cookie") => &["form"],
        _ => return,
    };
    allow(map, styles, context);
}

/// Of a header of an answer.
pub(super) fn of_header(map: &mut Map, _at: At, context: &mut Context<'_>) {
    allow(map, &["simple"], context);
}

/// The first style is that of a parameter that names none.
fn allow(map: &mut Map, styles: &[&str], context: &mut Context<'_>) {
    let (Some(style), Some(usual)) = (map.get("style"), styles.first()) else {
        return;
    };
    let at = style.at;
    let said = match &style.value {
        Value::Text(said) if styles.contains(&said.as_str()) => return,
        Value::Text(said) => quote(said),
        _ => "no text".to_owned(),
    };
    let has_commas = text_of(map, "style") == Some("simple");
    context.diagnostics.push(
        Code::Malformed,
        at,
        format!(
            "the `style` here is {said}, which this place cannot have; it is read as `{usual}`"
        ),
        format!("write one of: {}", styles.join(", ")),
    );
    rename(map, "style", "x-other-style");
    // What is `simple` has commas between its items, and that is `form` when it is not exploded.
    if has_commas && !map.contains_key("explode") {
        set(map, "explode", at, Value::Bool(false));
    }
}
