//! Percent-encoding (RFC 3986).
//!
//! Takes a value and gives text that a server decodes to exactly that value. It must not let a value end its part of the URL.

use super::refusal::RequestError;

const HEX: &[u8; 16] = b"0123456789ABCDEF";

/// Appends the value with everything but unreserved characters (RFC 3986, section 2.3) encoded.
pub(super) fn push(out: &mut String, value: &str) {
    push_except(out, value, is_unreserved);
}

/// The same, but the reserved characters that cannot end a query's value stay (`allowReserved`), and what is percent-encoded
/// (RFC 6570, section 3.2.3).
pub(super) fn push_reserved(out: &mut String, value: &str) {
    push_encoded(out, value, |byte| {
        is_unreserved(byte) || b":/?@!$'()*,;=".contains(&byte)
    });
}

/// The same in a path: what could end it is encoded, a slash is not.
pub(super) fn push_segments(out: &mut String, value: &str) {
    push_encoded(out, value, |byte| {
        is_unreserved(byte) || b":/@!$&'()*+,;=".contains(&byte)
    });
}

/// The same, but what a cookie's value may hold (RFC 6265, section 4.1.1) stays.
pub(super) fn push_cookie(out: &mut String, value: &str) {
    push_except(out, value, |byte| {
        byte.is_ascii_graphic() && !b"\",;\\%".contains(&byte)
    });
}

fn push_except(out: &mut String, value: &str, kept: impl Fn(u8) -> bool) {
    for byte in value.bytes() {
        if kept(byte) {
            out.push(char::from(byte));
        } else {
            out.push('%');
            for digit in [byte >> 4, byte & 0xF] {
                out.push(HEX.get(usize::from(digit)).copied().map_or('0', char::from));
            }
        }
    }
}

fn is_unreserved(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-._~".contains(&byte)
}

/// Puts encoded values into a path template: `/audiences/{id}`. What else stands there is encoded where it must be.
///
/// A segment that a value made empty, `.` or `..` would be another path to the servers and libraries on the way, however the
/// dots are encoded: it is refused with the name of its parameter, as is each of several segments that one value makes. A template
/// may have a query, where nothing is a segment.
pub(super) fn path(
    template: &str,
    values: &[(&'static str, String)],
) -> Result<String, RequestError> {
    let (segments, query) = split_query(template);
    let mut path = String::with_capacity(template.len() + 32);
    for (index, segment) in segments.split('/').enumerate() {
        if index > 0 {
            path.push('/');
        }
        let start = path.len();
        if let Some(name) = fill(&mut path, segment, values)? {
            let filled = path.get(start..).unwrap_or_default();
            if filled.split('/').any(|it| it.is_empty() || is_dots(it)) {
                return Err(RequestError::invalid_parameter(name));
            }
        }
    }
    if let Some(query) = query {
        path.push('?');
        fill(&mut path, query, values)?;
    }
    Ok(path)
}

/// The template before and behind its question mark. One within braces belongs to a name.
fn split_query(template: &str) -> (&str, Option<&str>) {
    let mut inside = false;
    let mark = template.find(|character| {
        match character {
            '{' => inside = true,
            '}' => inside = false,
            _ => {}
        }
        character == '?' && !inside
    });
    match mark.and_then(|mark| template.split_at_checked(mark)) {
        Some((path, query)) => (path, query.strip_prefix('?')),
        None => (template, None),
    }
}

/// Appends a part of a template and gives the name of its first placeholder.
fn fill<'t>(
    path: &mut String,
    template: &'t str,
    values: &[(&'static str, String)],
) -> Result<Option<&'t str>, RequestError> {
    let mut first = None;
    let mut rest = template;
    while let Some((before, (name, after))) = rest
        .split_once('{')
        .and_then(|(before, rest)| Some((before, rest.split_once('}')?)))
    {
        let value = values.iter().find(|(given, _)| *given == name);
        let (_, value) = value.ok_or_else(|| RequestError::invalid_parameter(name))?;
        push_literal(path, before);
        path.push_str(value);
        first = first.or(Some(name));
        rest = after;
    }
    push_literal(path, rest);
    Ok(first)
}

/// Appends text that the document wrote: what may stand in a path or a query stays, `%` too where it encodes something.
fn push_literal(out: &mut String, literal: &str) {
    push_encoded(out, literal, |byte| {
        is_unreserved(byte) || b"!$&'()*+,;=:@/?".contains(&byte)
    });
}

/// Appends text of which a part may be encoded: `%` stays where two hexadecimal digits follow.
fn push_encoded(out: &mut String, text: &str, kept: impl Fn(u8) -> bool) {
    for (index, part) in text.split('%').enumerate() {
        if index > 0 {
            let encodes = part.len() >= 2 && part.bytes().take(2).all(|it| it.is_ascii_hexdigit());
            out.push_str(if encodes { "%" } else { "%25" });
        }
        push_except(out, part, &kept);
    }
}

/// Whether the segment is `.` or `..`, with any of the dots encoded, and whatever parameters follow them: some servers drop these
/// first (`..;x`).
pub(super) fn is_dots(segment: &str) -> bool {
    let name = segment.split(';').next().unwrap_or_default();
    matches!(
        name.to_ascii_lowercase().replace("%2e", ".").as_str(),
        "." | ".."
    )
}
