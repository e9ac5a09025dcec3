//! Which rule of paging a document is read as having: one that it declares, or one that cannot be mistaken.

use crate::support::make;

/// The rule that an operation with these query parameters and this page is given, as its file has it; nothing where it has none.
fn ruled(parameters: &str, page: &str, beside: &str) -> String {
    let document = format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{/things: {{get: {{operationId: list, parameters: [{parameters}], {beside} responses: {{'200': {{description: d, content: {{application/json: {{schema: {page}}}}}}}}}}}}}}}\n"
    );
    let made = make("d.yaml", &document);
    let Some((_, text)) = made
        .sources()
        .find_map(|(_, it)| it.split_once("= Paging {"))
    else {
        return made.places().join(" ");
    };
    let rule = text.split_once("};").map_or(text, |it| it.0);
    let words: Vec<&str> = rule.split_whitespace().collect();
    let rule = words.join(" ").replace(", }", " }").replace(", ]", "]");
    rule.trim_end_matches(',').to_owned()
}

fn query(name: &str, schema: &str) -> String {
    format!("{{name: '{name}', in: query, schema: {{{schema}}}}}")
}

#[test]
fn documents_that_cannot_be_mistaken() {
    let text = |name: &str| query(name, "type: string");
    let number = |name: &str| query(name, "type: integer");
    let both = |offset: &str| format!("{}, {}", query("offset", offset), number("page_size"));
    let page = |fields: &str| format!("{{type: object, properties: {{{fields}}}}}");
    let list =
        "{type: array, items: {type: object, required: [id], properties: {id: {type: string}}}}";
    let things = |fields: &str| page(&format!("things: {list}, {fields}"));
    let cursor = |parameter: &str, at: &str, more: &str| {
        format!(
            "next: Next::Cursor {{ parameter: \"{parameter}\", at: &[{at}], until_empty: false }}, items: &[\"things\"], more: &[{more}]"
        )
    };
    let url = |at: &str| format!("next: Next::Url(&[{at}]), items: &[\"things\"], more: &[]");
    for (parameters, page, expected) in [
        (text("cursor"), things("next_cursor: {type: [string, 'null']}"), cursor("cursor", "\"next_cursor\"", "")),
        (text("cursor"), things("meta: {type: object, properties: {nextCursor: {type: string}, hasMore: {type: boolean}}}"), cursor("cursor", "\"meta\", \"nextCursor\"", "\"meta\", \"hasMore\"")),
        (text("pageToken"), things("nextPageToken: {type: string}"), cursor("pageToken", "\"nextPageToken\"", "")),
        (text("page_token"), things("next_page: {type: string}"), cursor("page_token", "\"next_page\"", "")),
        (number("from"), things("next: {type: integer}"), cursor("from", "\"next\"", "")),
        (text("after"), things("last_id: {type: string}, has_more: {type: boolean}"), cursor("after", "\"last_id\"", "\"has_more\"")),
        // Without a word on the end, the last id is there for ever.
        (text("after"), things("last_id: {type: string}"), String::new()),
        (text("starting_after"), things("has_more: {type: boolean}"), "next: Next::Last { parameter: \"starting_after\", key: \"id\" }, items: &[\"things\"], more: &[\"has_more\"]".to_owned()),
        (text("q"), things("next_page_url: {type: string}"), url("\"next_page_url\"")),
        (text("q"), things("next: {type: string, format: uri}"), url("\"next\"")),
        (text("q"), things("_links: {type: object, properties: {next: {type: string}}}"), url("\"_links\", \"next\"")),
        (text("q"), things("next: {type: string}"), String::new()),
        (both("type: integer"), things(""), "next: Next::Offset { parameter: \"offset\", size: None }, items: &[\"things\"], more: &[]".to_owned()),
        (both("type: integer, default: 0"), list.to_owned(), "next: Next::Offset { parameter: \"offset\", size: None }, items: &[], more: &[]".to_owned()),
        // What does not count items from 0, or has no size, may be something else.
        (both("type: integer, default: 1"), list.to_owned(), String::new()),
        (both("type: integer, minimum: 1"), list.to_owned(), String::new()),
        (number("offset"), list.to_owned(), String::new()),
        (query("page", "type: integer, default: 0"), things(""), "next: Next::Number { parameter: \"page\", first: 0 }, items: &[\"things\"], more: &[]".to_owned()),
        (query("page", "type: integer, minimum: 1"), things(""), "next: Next::Number { parameter: \"page\", first: 1 }, items: &[\"things\"], more: &[]".to_owned()),
        // The first page may be 0 or 1.
        (number("page"), things(""), String::new()),
        // Two lists, and neither is called so.
        (text("cursor"), page(&format!("a: {list}, b: {list}, next_cursor: {{type: string}}")), String::new()),
        (text("cursor"), page(&format!("errors: {list}, data: {list}, next_cursor: {{type: string}}")), cursor("cursor", "\"next_cursor\"", "").replace("things", "data")),
        (text("cursor"), page("next_cursor: {type: string}"), String::new()),
    ] {
        assert_eq!(ruled(&parameters, &page, ""), expected, "{parameters} {page}");
    }
}

#[test]
fn documents_that_declare_pages() {
    let page = "{type: object, properties: {a: {type: array, items: {type: string}}, b: {type: object, properties: {n: {type: string}}}}}";
    let parameters = format!(
        "{}, {}, {}",
        query("p", "type: string"),
        query("l", "type: integer, default: 0"),
        query("o", "type: integer, default: 1")
    );
    for (declared, expected) in [
        (
            "{parameter: p, next: /b/n, items: /a, until-empty: true}",
            "next: Next::Cursor { parameter: \"p\", at: &[\"b\", \"n\"], until_empty: true }, items: &[\"a\"], more: &[]",
        ),
        (
            "{style: page, parameter: p, first: 0, items: /a, more: /b/more}",
            "next: Next::Number { parameter: \"p\", first: 0 }, items: &[\"a\"], more: &[\"b\", \"more\"]",
        ),
        (
            "{style: page, parameter: l, items: /a}",
            "next: Next::Number { parameter: \"l\", first: 0 }, items: &[\"a\"], more: &[]",
        ),
        (
            "{style: page, parameter: p, items: /a}",
            "unused-paging 3:24",
        ),
        (
            "{style: offset, parameter: o, items: /a}",
            "unused-paging 3:24",
        ),
        (
            "{style: offset, parameter: p, size: {parameter: l, default: 10, most: 20}, items: /a}",
            "next: Next::Offset { parameter: \"p\", size: Some(Size { parameter: \"l\", default: 10, most: 20 }) }, items: &[\"a\"], more: &[]",
        ),
        (
            "{style: url, next: /b/n, items: /a}",
            "next: Next::Url(&[\"b\", \"n\"]), items: &[\"a\"], more: &[]",
        ),
        (
            "{style: link, items: /a}",
            "next: Next::Link, items: &[\"a\"], more: &[]",
        ),
        ("false", ""),
        ("7", "unused-paging 3:24"),
        (
            "{parameter: x, next: /b/n, items: /a}",
            "unused-paging 3:24",
        ),
        ("{parameter: p, next: /b/n}", "unused-paging 3:24"),
        (
            "{parameter: p, next: /b/n, items: /c}",
            "unused-paging 3:24",
        ),
        ("{style: odd, items: /a}", "unused-paging 3:24"),
    ] {
        assert_eq!(
            ruled(&parameters, page, &format!("x-paging: {declared},")),
            expected,
            "{declared}"
        );
    }
}
