//! What vendors say of pages, as `x-paging`.
//!
//! Takes: `x-ms-pageable` (`AutoRest`), `x-speakeasy-pagination`, `x-fern-pagination`. Gives: `x-paging`. Must not: take a rule half:
//! where the way to a value is more than a few keys, or a cursor goes into a body, nothing is given.

use super::Context;
use crate::normalise::tree::{as_map, list_of, map_of, set, text_of, write_pointer};
use crate::source::{At, Map, Node, Value};

/// An operation has pages.
pub(in crate::normalise::dialect) fn in_operation(map: &mut Map, at: At, _: &mut Context<'_>) {
    if map.contains_key("x-paging") {
        return;
    }
    let said = (map_of(map, "x-ms-pageable").map(of_auto_rest))
        .or_else(|| map_of(map, "x-speakeasy-pagination").and_then(of_speakeasy))
        .or_else(|| map_of(map, "x-fern-pagination").and_then(of_fern));
    if let Some(said) = said {
        let value = match said {
            Some(pairs) => object(at, pairs),
            None => Value::Bool(false),
        };
        set(map, "x-paging", at, value);
    }
}

/// The keys of a rule; `None` where there is one page only.
type Rule = Option<Vec<(&'static str, String)>>;

fn object(at: At, pairs: Vec<(&'static str, String)>) -> Value {
    let pairs = pairs.into_iter().map(|(key, text)| {
        let value = Value::Text(text.into());
        (key.to_owned(), Node { at, value })
    });
    Value::Map(pairs.collect())
}

/// A URL in the answer, unless it is said to have none.
fn of_auto_rest(map: &Map) -> Rule {
    let items = text_of(map, "itemName").unwrap_or("value");
    let next = text_of(map, "nextLinkName")?;
    Some(vec![
        ("style", "url".to_owned()),
        ("next", write_pointer(&[next.to_owned()])),
        ("items", write_pointer(&[items.to_owned()])),
    ])
}

fn of_speakeasy(map: &Map) -> Option<Rule> {
    let outputs = map_of(map, "outputs")?;
    let output = |key: &str| way(text_of(outputs, key)?, "$");
    let input = |kind: &str| {
        let inputs = list_of(map, "inputs")?.iter().filter_map(as_map);
        let mut inputs = inputs.filter(|it| text_of(it, "in") == Some("parameters"));
        let input = inputs.find(|it| text_of(it, "type") == Some(kind))?;
        Some(text_of(input, "name")?.to_owned())
    };
    let leading = match text_of(map, "type")? {
        "cursor" => vec![
            ("parameter", input("cursor")?),
            ("next", output("nextCursor")?),
        ],
        "url" => vec![("style", "url".to_owned()), ("next", output("nextUrl")?)],
        "offsetLimit" => match input("page") {
            Some(page) => vec![("style", "page".to_owned()), ("parameter", page)],
            None => vec![
                ("style", "offset".to_owned()),
                ("parameter", input("offset")?),
            ],
        },
        _ => return None,
    };
    Some(Some(with_items(leading, output("results"))))
}

fn of_fern(map: &Map) -> Option<Rule> {
    let request = |key: &str| {
        let name = text_of(map, key)?.strip_prefix("$request.")?;
        (!name.contains('.')).then(|| name.to_owned())
    };
    let response = |key: &str| way(text_of(map, key)?, "$response");
    let mut leading = if map.contains_key("cursor") {
        vec![
            ("parameter", request("cursor")?),
            ("next", response("next_cursor")?),
        ]
    } else if map.contains_key("next_uri") {
        vec![("style", "url".to_owned()), ("next", response("next_uri")?)]
    } else {
        // With a step the offset counts items, and else pages.
        let style = if map.contains_key("step") {
            "offset"
        } else {
            "page"
        };
        vec![
            ("style", style.to_owned()),
            ("parameter", request("offset")?),
        ]
    };
    if let Some(more) = response("has-next-page") {
        leading.push(("more", more));
    }
    Some(Some(with_items(leading, response("results"))))
}

fn with_items(
    mut rule: Vec<(&'static str, String)>,
    items: Option<String>,
) -> Vec<(&'static str, String)> {
    // The answer itself is a list where its way has no key.
    if let Some(items) = items.filter(|it| !it.is_empty()) {
        rule.push(("items", items));
    }
    rule
}

/// `$.data.next` as a JSON Pointer; nothing for what is more than names.
fn way(path: &str, root: &str) -> Option<String> {
    let rest = path.strip_prefix(root)?;
    let names: Vec<String> = rest.split('.').skip(1).map(str::to_owned).collect();
    let is_name = |it: char| it.is_alphanumeric() || "_-@".contains(it);
    let fits = |it: &String| !it.is_empty() && it.chars().all(is_name);
    let is_way = (rest.is_empty() || rest.starts_with('.')) && names.iter().all(fits);
    is_way.then(|| write_pointer(&names))
}
