//! Pages that no document declares and that cannot be mistaken.
//!
//! Takes: an operation that only reads, and its page. Gives: [`Paging`]. Must not: take a rule that is likely where it has to be sure.

use super::super::Interpreter;
use super::super::page::{Found, Page, is_integer, is_scalar, word};
use super::first_number;
use crate::model::{Input, Next, Operation, Paging, Place, Repeat, Type, TypeId};
use crate::spec;

/// Lists that are the items where a page has several.
const ITEMS: &[&str] = &[
    "data", "items", "results", "values", "entries", "records", "value", "objects", "elements",
    "content",
];

/// Fields that say whether there is a further page.
const MORE: &[&str] = &["hasmore", "hasnext", "hasnextpage", "more"];

/// Fields that have the URL of the next page.
const URLS: &[&str] = &[
    "nexturl",
    "nexturi",
    "nextlink",
    "nextpageurl",
    "nextpageuri",
    "nextpagelink",
    "odatanextlink",
];

/// A field that is there on the last page as well, so that something else has to say which one that is.
const LAST: &str = "lastid";

/// Query parameters that take a cursor, and the fields that have it where these are not `next` and the parameter's name.
const CURSORS: &[(&str, &[&str])] = &[
    ("cursor", &["nextpagecursor", "nextpagetoken", "endcursor"]),
    ("after", &["nextcursor", "endcursor", LAST]),
    ("pagecursor", &["nextcursor", "endcursor"]),
    ("pageafter", &["nextcursor", "endcursor"]),
    ("startcursor", &["nextcursor"]),
    ("pagetoken", &["nextpage"]),
    ("from", &["nextbatch"]),
    ("startingtoken", &["nexttoken"]),
    ("nexttoken", &["nexttoken"]),
    ("nextpagetoken", &["nextpagetoken"]),
    ("nextcursor", &["nextcursor"]),
    ("continuationtoken", &["continuationtoken"]),
];

/// Query parameters that count items.
const OFFSETS: &[&str] = &["offset", "skip"];

/// How query parameters end that say how many items a page has.
const SIZES: &[&str] = &["limit", "count", "size", "perpage", "take", "top", "max"];

/// Query parameters that number pages.
const NUMBERS: &[&str] = &["page", "pagenumber"];

/// Query parameters that say which page, or how much of one.
const PAGED: &[&str] = &[
    "page", "perpage", "pagesize", "limit", "offset", "after", "cursor",
];

/// How the pages of an operation follow each other.
pub(super) fn paging(
    interpreter: &Interpreter<'_>,
    read: &spec::Operation,
    operation: &Operation,
) -> Option<Paging> {
    if operation.repeat != Repeat::Safe || operation.body.is_some() {
        return None;
    }
    let page = Page::of(&interpreter.types, operation)?;
    let (items, item) = items(&page, operation)?;
    let inputs = || {
        operation
            .inputs
            .iter()
            .filter(|it| it.place == Place::Query)
    };
    let next = (inputs().find_map(|it| cursor(interpreter, &page, it)))
        .or_else(|| url(&page))
        .or_else(|| link(interpreter, &page, operation))
        .or_else(|| inputs().find_map(|it| last(&page, it, item)))
        .or_else(|| inputs().find_map(|it| offset(interpreter, read, operation, it)))
        .or_else(|| inputs().find_map(|it| number(interpreter, read, it)))?;
    let more = more(&page).map_or_else(Vec::new, Found::path);
    Some(Paging {
        next,
        items,
        item: item.clone(),
        more,
    })
}

/// The list of the items, and what it holds: the page itself, its only list, or the one that is called so.
fn items<'a>(page: &Page<'a>, operation: &Operation) -> Option<(Vec<(TypeId, usize)>, &'a Type)> {
    if let Some(item) = page.own_items() {
        return Some((Vec::new(), item));
    }
    let lists = page.fields().filter_map(|it| Some((it, page.items(it)?)));
    let lists: Vec<_> = lists.collect();
    let outer = lists.iter().filter(|(it, _)| it.keys.len() == 1);
    let outer: Vec<_> = outer.collect();
    let called = |name: &str| {
        outer
            .iter()
            .find(|(it, _)| it.word() == word(name))
            .copied()
    };
    let segments = operation.path.template.rsplit('/');
    let segments = segments.filter(|it| !it.is_empty() && !it.starts_with('{'));
    let (found, item) = match (outer.as_slice(), lists.as_slice()) {
        ([only], _) => only,
        ([], [only]) => only,
        _ => ITEMS.iter().copied().chain(segments).find_map(called)?,
    };
    Some((found.way.clone(), item))
}

fn more<'p, 'a>(page: &'p Page<'a>) -> Option<&'p Found<'a>> {
    page.fields()
        .find(|it| page.is_boolean(it) && MORE.contains(&it.word().as_str()))
}

/// A field that a query parameter takes: `next_cursor` for `cursor`; `next` for whatever counts, if it counts too.
fn cursor(interpreter: &Interpreter<'_>, page: &Page<'_>, input: &Input) -> Option<Next> {
    let types = &interpreter.types;
    if !is_scalar(types, &input.ty) {
        return None;
    }
    let counts = |it: &Found<'_>| is_integer(types, &input.ty) && is_integer(types, &it.field.ty);
    let parameter = word(&input.wire);
    let expected = format!("next{parameter}");
    let is_start = ["from", "start", "offset", "page"].contains(&parameter.as_str());
    let others = CURSORS.iter().find(|(name, _)| *name == parameter);
    let others = others.map_or(&[][..], |(_, fields)| fields);
    let found = page.fields().find(|it| {
        let word = it.word();
        let ends = word != LAST || more(page).is_some();
        let fits = word == expected || others.contains(&word.as_str());
        page.is_scalar(it) && ends && (fits || word == "next" && is_start && counts(it))
    })?;
    Some(Next::Cursor {
        parameter: input.wire.clone(),
        at: found.path(),
        until_empty: false,
    })
}

/// A text that is a URL by its name, by what is said of it, or as `next` among links.
fn url(page: &Page<'_>) -> Option<Next> {
    let is_url = |it: &&Found<'_>| {
        let name = it.word();
        let outer = it.keys.iter().rev().nth(1).map(|it| word(it));
        let among_links = outer.is_some_and(|it| it.ends_with("links"));
        page.is_text(it)
            && (URLS.contains(&name.as_str()) || name == "next" && (among_links || says_url(it)))
    };
    page.fields().find(is_url).map(|it| Next::Url(it.path()))
}

fn says_url(found: &Found<'_>) -> bool {
    let doc = &found.field.doc;
    let texts = doc.title.iter().chain(&doc.text).chain(&doc.facts);
    texts
        .map(|it| it.to_lowercase())
        .any(|it| ["url", "uri", "link"].iter().any(|word| it.contains(word)))
}

/// The header of a list that comes in parts.
fn link(interpreter: &Interpreter<'_>, page: &Page<'_>, operation: &Operation) -> Option<Next> {
    let headers = operation.outcome.headers.iter();
    let mut headers = headers.filter_map(|index| interpreter.headers.get(*index));
    let is_paged =
        |it: &Input| it.place == Place::Query && PAGED.contains(&word(&it.wire).as_str());
    let applies = page.own_items().is_some()
        && operation.inputs.iter().any(is_paged)
        && headers.any(|it| it.wire.eq_ignore_ascii_case("link"));
    applies.then_some(Next::Link)
}

/// The id of the last item, as Stripe has it: the answer says whether there is more.
fn last(page: &Page<'_>, input: &Input, item: &Type) -> Option<Next> {
    let applies =
        word(&input.wire) == "startingafter" && more(page).is_some() && page.items_have(item, "id");
    applies.then(|| Next::Last {
        parameter: input.wire.clone(),
        key: "id".to_owned(),
    })
}

/// How many items there were, where the document says how many a page has, and does not count from another number than 0.
fn offset(
    interpreter: &Interpreter<'_>,
    read: &spec::Operation,
    operation: &Operation,
    input: &Input,
) -> Option<Next> {
    let is_size = |it: &Input| {
        let name = word(&it.wire);
        it.place == Place::Query && SIZES.iter().any(|size| name.ends_with(size))
    };
    let applies = OFFSETS.contains(&word(&input.wire).as_str())
        && is_integer(&interpreter.types, &input.ty)
        && operation.inputs.iter().any(is_size)
        && matches!(first_number(interpreter, read, &input.wire), None | Some(0));
    applies.then(|| Next::Offset {
        parameter: input.wire.clone(),
        size: None,
    })
}

/// The number of the page, where the document says with which one it begins: with a wrong guess a page would be missed.
fn number(interpreter: &Interpreter<'_>, read: &spec::Operation, input: &Input) -> Option<Next> {
    let named = NUMBERS.contains(&word(&input.wire).as_str());
    if !named || !is_integer(&interpreter.types, &input.ty) {
        return None;
    }
    let first = first_number(interpreter, read, &input.wire)?;
    (first <= 1).then(|| Next::Number {
        parameter: input.wire.clone(),
        first,
    })
}
