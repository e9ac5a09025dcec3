//! Forms: the members of a value as pairs, and pairs as text (`application/x-www-form-urlencoded`).
//!
//! Takes a value that was written as a JSON object, and how the document wants its members (`OpenAPI` 3.1, section 4.8.15). Where it
//! says nothing, a list is one pair for each item, an object is JSON text, and an explicit `null` is empty text. It must not know
//! which type the value was of.

use std::borrow::Cow;

use super::content::is_json;
use super::encode;
use super::json::Written;
use super::parameter::{self, Pairs, ParameterValue, Style};
use super::part::Part;

/// How a member of a form is written where the document departs from the usual.
#[derive(Clone, Copy, Debug)]
pub struct Encoding {
    /// The member.
    pub name: &'static str,
    /// How its parts are joined, as in a query.
    pub style: Option<Style>,
    /// Whether reserved characters stay as they are, as far as they cannot end the value.
    pub allow_reserved: bool,
    /// Its media type.
    pub content_type: Option<&'static str>,
    /// Further headers, where the member is a part.
    pub headers: &'static [(&'static str, &'static str)],
}

impl Encoding {
    /// A member that is written as usual, to be changed.
    pub const USUAL: Self = Self {
        name: "",
        style: None,
        allow_reserved: false,
        content_type: None,
        headers: &[],
    };

    pub(super) fn of(encodings: &[Self], name: &str) -> Self {
        let found = encodings.iter().find(|encoding| encoding.name == name);
        found.copied().unwrap_or(Self::USUAL)
    }
}

/// The value is no object, so that its parts have no names; or a part is in a form that has none.
#[derive(Debug)]
pub(super) struct NoForm;

/// What a pair or a part holds.
pub(super) enum Entry<'t> {
    /// Text.
    Text(Cow<'t, str>),
    /// JSON text of a list or an object.
    Json(&'t str),
    /// A part of the caller's.
    Part(&'t Part),
}

/// The names and the JSON of the members.
pub(super) fn members(written: &Written) -> Result<Vec<(Cow<'_, str>, &str)>, NoForm> {
    written.members().ok_or(NoForm)
}

/// What one member becomes without a style: more than one entry if it is a list.
pub(super) fn entries<'t>(
    written: &'t Written,
    value: &'t str,
    encoding: &Encoding,
) -> Vec<Entry<'t>> {
    let whole = encoding.content_type.is_some_and(is_json);
    if value.starts_with('[') && !whole {
        let items = Written::items(value).into_iter();
        items.map(|item| entry(written, item)).collect()
    } else {
        vec![entry(written, value)]
    }
}

fn entry<'t>(written: &'t Written, value: &'t str) -> Entry<'t> {
    match (written.part(value), value.as_bytes().first()) {
        (Some(part), _) => Entry::Part(part),
        (None, Some(b'{' | b'[')) => Entry::Json(value),
        _ => Entry::Text(text(value)),
    }
}

/// A scalar as people write it. JSON makes `9007199254740994.0` of a large float that is whole.
fn text(value: &str) -> Cow<'_, str> {
    if value == "null" {
        return Cow::Borrowed("");
    }
    match Written::unquoted(value) {
        Some(text) => text,
        None => Cow::Borrowed(value.strip_suffix(".0").unwrap_or(value)),
    }
}

/// What one member of a style becomes, as names and texts, not encoded.
pub(super) fn styled(name: &str, value: &str, style: Style) -> Vec<(String, String)> {
    let mut pairs = Vec::new();
    match (style, value.as_bytes().first()) {
        (Style::DeepObject, _) => deepen(&mut pairs, name, value),
        (Style::Form, Some(b'[')) => {
            let items = Written::items(value).into_iter();
            pairs.extend(items.map(|item| (name.to_owned(), text(item).into_owned())));
        }
        (Style::Form, Some(b'{')) => {
            let members = Written::members_of(value).into_iter();
            pairs.extend(members.map(|(key, value)| (key.into_owned(), text(value).into_owned())));
        }
        (_, Some(b'[' | b'{')) => {
            let separator = match style {
                Style::SpaceDelimited => " ",
                Style::PipeDelimited => "|",
                _ => ",",
            };
            pairs.push((name.to_owned(), flat(value).join(separator)));
        }
        _ => pairs.push((name.to_owned(), text(value).into_owned())),
    }
    pairs
}

/// Appends a query parameter to a query, encoded.
pub(super) fn push_query(
    query: &mut String,
    style: Style,
    name: &str,
    value: &str,
    encode: fn(&mut String, &str),
) -> Result<(), parameter::NoText> {
    if !matches!(style, Style::Form | Style::DeepObject) {
        return parameter::push_query(query, style, name, &joined(value), encode);
    }
    let mut push = |name: &str, value: &str| {
        parameter::push_pair(query, name, value, encode);
    };
    if style == Style::Form && value.starts_with('{') {
        for (name, value) in Written::members_of(value) {
            if value.starts_with('[') {
                let items = Written::items(value).into_iter();
                items.for_each(|item| push(&name, &text(item)));
            } else {
                push(&name, &text(value));
            }
        }
    } else {
        for (name, value) in styled(name, value, style) {
            push(&name, &value);
        }
    }
    Ok(())
}

/// `a[b][0]=c`: keys and places in brackets, as deep as the value goes. `OpenAPI` stops at one level; the servers that take such
/// names (PHP, Rails, qs and those that follow them) do not.
fn deepen(pairs: &mut Vec<(String, String)>, name: &str, value: &str) {
    match value.as_bytes().first() {
        Some(b'{') => {
            for (key, value) in Written::members_of(value) {
                deepen(pairs, &format!("{name}[{key}]"), value);
            }
        }
        Some(b'[') => {
            for (index, item) in Written::items(value).into_iter().enumerate() {
                deepen(pairs, &format!("{name}[{index}]"), item);
            }
        }
        _ => pairs.push((name.to_owned(), text(value).into_owned())),
    }
}

/// The items of a list, or the keys and values of an object.
fn flat(value: &str) -> Vec<Cow<'_, str>> {
    if value.starts_with('[') {
        return Written::items(value).into_iter().map(text).collect();
    }
    let members = Written::members_of(value).into_iter();
    members
        .flat_map(|(key, value)| [key, text(value)])
        .collect()
}

/// The text of a form.
pub(super) fn urlencoded(written: &Written, encodings: &[Encoding]) -> Result<String, NoForm> {
    let mut form = String::new();
    for (name, value) in members(written)? {
        let encoding = Encoding::of(encodings, &name);
        let push = if encoding.allow_reserved {
            encode::push_reserved
        } else {
            encode::push
        };
        match encoding.style {
            Some(style @ (Style::Form | Style::DeepObject)) => {
                for (name, value) in styled(&name, value, style) {
                    parameter::push_pair(&mut form, &name, &value, push);
                }
            }
            Some(style) => {
                // The separators stay, what they separate is encoded.
                let joined = joined(value);
                parameter::push_query(&mut form, style, &name, &joined, push)
                    .map_err(|_| NoForm)?;
            }
            None => {
                for entry in entries(written, value, &encoding) {
                    let text = match &entry {
                        Entry::Text(text) => text,
                        Entry::Json(json) => *json,
                        Entry::Part(_) => return Err(NoForm),
                    };
                    parameter::push_pair(&mut form, &name, text, push);
                }
            }
        }
    }
    Ok(form)
}

fn joined(value: &str) -> ParameterValue<'_> {
    match value.as_bytes().first() {
        Some(b'[') => ParameterValue::List(flat(value)),
        Some(b'{') => {
            let members = Written::members_of(value).into_iter();
            Pairs::of(members.map(|(key, value)| (key, text(value))).collect()).into()
        }
        _ => ParameterValue::Text(text(value)),
    }
}
