//! What leads from one page to the next.
//!
//! Takes an answer and the rule of its operation, and gives query pairs for the request that follows. It must not take more of a URL than
//! its query, or a page for the last one in doubt.

use http::header::LINK;

use super::core::Core;
use super::encode;
use super::json::glimpse;
use super::operation::Place;
use super::paging::{Next, Paging};
use super::received::Received;
use super::request::Request;

/// What the request for a page says of itself.
pub(super) struct Sent {
    /// The offset, or the number of the page.
    at: u64,
    /// The number of items that were asked for.
    size: Option<u64>,
}

impl Sent {
    pub(super) fn of(paging: &Paging, request: &Request) -> Self {
        let query = request.query.as_str();
        let number = |wanted: &str| {
            let (_, value) = pairs(query).find(|(name, _)| name == wanted)?;
            value.parse::<u64>().ok()
        };
        match paging.next {
            Next::Offset { parameter, size } => Self {
                at: number(parameter).unwrap_or(0),
                size: size.map(|it| number(it.parameter).unwrap_or(it.default).min(it.most)),
            },
            Next::Number { parameter, first } => Self {
                at: number(parameter).unwrap_or(first),
                size: None,
            },
            _ => Self { at: 0, size: None },
        }
    }
}

/// What comes after a page.
pub(super) enum Step {
    To(String),
    End,
    Nowhere,
}

/// What comes after the page that was received.
pub(super) fn next(paging: &Paging, sent: &Sent, received: &Received) -> Step {
    let text = std::str::from_utf8(received.body()).unwrap_or_default();
    let text = text.trim_start_matches('\u{feff}');
    let more = (!paging.more.is_empty())
        .then(|| glimpse::at(text, paging.more))
        .flatten();
    if more == Some("false") {
        return Step::End;
    }
    let items = || glimpse::at(text, paging.items).map_or_else(Vec::new, glimpse::items);
    let found = match paging.next {
        Next::Cursor {
            parameter,
            at,
            until_empty,
        } => {
            let value = glimpse::at(text, at).and_then(glimpse::scalar);
            let value = value.filter(|it| !it.is_empty() && it != "0");
            if until_empty && items().is_empty() {
                return Step::End;
            }
            value.map(|it| pair(parameter, &it))
        }
        Next::Last { parameter, key } => {
            let items = items();
            let Some(last) = items.last() else {
                return Step::End;
            };
            glimpse::at(last, &[key])
                .and_then(glimpse::scalar)
                .map(|it| pair(parameter, &it))
        }
        Next::Offset { parameter, .. } => {
            let count = items().len() as u64;
            if count == 0 || sent.size.is_some_and(|size| count < size) {
                return Step::End;
            }
            Some(pair(parameter, &sent.at.saturating_add(count).to_string()))
        }
        Next::Number { parameter, .. } => {
            if items().is_empty() {
                return Step::End;
            }
            Some(pair(parameter, &sent.at.saturating_add(1).to_string()))
        }
        Next::Url(at) => glimpse::at(text, at)
            .and_then(glimpse::scalar)
            .and_then(|it| query_of(&it)),
        Next::Link => received
            .headers()
            .get_all(LINK)
            .iter()
            .filter_map(|it| it.to_str().ok())
            .find_map(next_of)
            .and_then(query_of),
    };
    match found {
        Some(position) => Step::To(position),
        None if more == Some("true") => Step::Nowhere,
        None => Step::End,
    }
}

/// The URL of the relation `next` in the value of a `Link` header (RFC 8288, section 3).
fn next_of(header: &str) -> Option<&str> {
    let mut rest = header;
    loop {
        let (_, behind) = rest.split_once('<')?;
        let (url, behind) = behind.split_once('>')?;
        // The parameters end where the next link begins; a comma within quotes is followed by no `<` in practice.
        let parameters = behind.split('<').next().unwrap_or_default();
        let is_next = |it: &str| {
            let (name, value) = it.split_once('=').unwrap_or_default();
            let value = value.trim().trim_end_matches(',').trim().trim_matches('"');
            name.trim().eq_ignore_ascii_case("rel")
                && value.split(' ').any(|it| it.eq_ignore_ascii_case("next"))
        };
        if parameters.split(';').any(is_next) {
            return Some(url);
        }
        rest = behind;
    }
}

/// The query of a URL; `None` where there is no URL. The rest of it is not followed: it may be of another host.
fn query_of(url: &str) -> Option<String> {
    let (url, _) = url.split_once('#').unwrap_or((url, ""));
    let (_, query) = url.split_once('?').unwrap_or((url, ""));
    (!url.is_empty()).then(|| query.to_owned())
}

/// Puts the pairs of a position into a request, in the place of those of the same names. Credentials are not taken from it: the client
/// has its own.
pub(super) fn go_on(core: &Core, request: &mut Request, position: &str) {
    let schemes = core.inner.api.schemes.iter();
    let is_credential = |name: &str| {
        let mut schemes = schemes.clone();
        schemes.any(|it| matches!(it.place, Place::Query(own) if own == name))
    };
    let mut pairs: Vec<(String, String)> = pairs(position).collect();
    pairs.retain(|(name, _)| !is_credential(name));
    let query = std::mem::take(&mut request.query);
    let is_kept = |pair: &&str| {
        let name = decoded(pair.split_once('=').unwrap_or((pair, "")).0);
        !pairs.iter().any(|(it, _)| *it == name)
    };
    let kept: Vec<&str> = query
        .split('&')
        .filter(|it| !it.is_empty())
        .filter(is_kept)
        .collect();
    request.query.push_str(&kept.join("&"));
    for (name, value) in &pairs {
        request.put_query(name, value);
    }
}

fn pairs(query: &str) -> impl Iterator<Item = (String, String)> {
    query.split('&').filter(|it| !it.is_empty()).map(|pair| {
        let (name, value) = pair.split_once('=').unwrap_or((pair, ""));
        (decoded(name), decoded(value))
    })
}

/// Text of a query as it was meant: `+` and `%20` are spaces.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let [first, behind @ ..] = rest {
        let digit = |at: usize| char::from(*behind.get(at)?).to_digit(16);
        let escaped = (*first == b'%')
            .then(|| Some(digit(0)? * 16 + digit(1)?))
            .flatten();
        let byte = escaped.and_then(|it| u8::try_from(it).ok());
        let plain = if *first == b'+' { b' ' } else { *first };
        bytes.push(byte.unwrap_or(plain));
        rest = behind
            .get(if byte.is_some() { 2 } else { 0 }..)
            .unwrap_or_default();
    }
    String::from_utf8_lossy(&bytes).into_owned()
}

fn pair(name: &str, value: &str) -> String {
    let mut pair = String::new();
    encode::push(&mut pair, name);
    pair.push('=');
    encode::push(&mut pair, value);
    pair
}
