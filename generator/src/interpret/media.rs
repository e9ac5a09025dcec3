//! Media types: which can be read or written, and as what.
//!
//! Takes: media type names. Gives: a [`Kind`]. Must not: look at schemas.

/// How a body of a media type is handled.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    /// JSON, by name or by suffix (RFC 6839).
    Json,
    /// Any type of the name's range: JSON, if there is a schema.
    Any,
    /// Text.
    Text,
    /// Bytes without a structure that we know.
    Bytes,
    /// One value after the other: server-sent events, lines of JSON.
    Stream,
    /// `multipart/…`.
    Multipart,
    /// `application/x-www-form-urlencoded`.
    Form,
}

/// The kind of a media type, parameters and case aside.
pub(super) fn kind(media_type: &str) -> Kind {
    let essence = essence(media_type);
    match essence.as_str() {
        "application/json" | "text/json" | "application/x-json" => Kind::Json,
        "*/*" | "application/*" => Kind::Any,
        "application/x-www-form-urlencoded" => Kind::Form,
        other if stream(other).is_some() => Kind::Stream,
        other if other.ends_with("+json") => Kind::Json,
        other if is_xml(other) || other.starts_with("text/") => Kind::Text,
        other if other.starts_with("multipart/") => Kind::Multipart,
        _ => Kind::Bytes,
    }
}

/// How a media type of streams separates its parts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Separation {
    /// Server-sent events (WHATWG HTML, section 9.2).
    Events,
    /// A value of JSON a line.
    Lines,
    /// A value of JSON behind each record separator (RFC 7464, RFC 8091).
    Records,
}

/// How a media type separates its parts, if it is one of streams.
pub(super) fn stream(media_type: &str) -> Option<Separation> {
    match essence(media_type).as_str() {
        "text/event-stream" => Some(Separation::Events),
        "application/jsonl"
        | "application/jsonlines"
        | "application/json-lines"
        | "application/ndjson"
        | "application/x-jsonl"
        | "application/x-jsonlines"
        | "application/x-json-stream"
        | "application/x-ndjson"
        | "application/stream+json"
        | "text/jsonl"
        | "text/x-ndjson" => Some(Separation::Lines),
        "application/json-seq" => Some(Separation::Records),
        other if other.ends_with("+json-seq") => Some(Separation::Records),
        other if other.ends_with("+jsonl") || other.ends_with("+ndjson") => Some(Separation::Lines),
        _ => None,
    }
}

/// A media type without parameters, lower case.
pub(super) fn essence(media_type: &str) -> String {
    media_type
        .split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .to_ascii_lowercase()
}

/// Whether a media type is XML, by name or by suffix (RFC 7303).
pub(super) fn is_xml(media_type: &str) -> bool {
    let essence = essence(media_type);
    matches!(essence.as_str(), "application/xml" | "text/xml") || essence.ends_with("+xml")
}

/// What stands behind the slash, without parameters: `csv`.
pub(super) fn subtype(media_type: &str) -> String {
    let essence = essence(media_type);
    essence
        .split_once('/')
        .map_or(essence.clone(), |(_, subtype)| subtype.replace('+', " "))
}

/// Whether a media type is JSON and nothing more.
pub(super) fn is_plain_json(media_type: &str) -> bool {
    essence(media_type) == "application/json"
}

/// Whether a media type that no registry knows is JSON in all likelihood, as `application/x-amz-json-1.1` is.
pub(super) fn is_like_json(media_type: &str) -> bool {
    let essence = essence(media_type);
    let mut words = essence.split(|it: char| !it.is_ascii_alphanumeric());
    words.any(|it| it == "json") && !words.any(|it| matches!(it, "seq" | "lines"))
}

/// Whether the caller writes text: a body that is XML, lines or plain text, in a charset that Rust's text is.
pub(super) fn is_text(media_type: &str) -> bool {
    let parameters = media_type.split(';').skip(1);
    let charset = parameters
        .filter_map(|it| it.trim().split_once('='))
        .find_map(|(name, value)| {
            let value = value.trim().trim_matches('"').to_ascii_lowercase();
            name.trim().eq_ignore_ascii_case("charset").then_some(value)
        });
    matches!(kind(media_type), Kind::Text | Kind::Stream)
        && charset.is_none_or(|it| matches!(it.as_str(), "utf-8" | "utf8" | "us-ascii"))
}

/// Whether a name can stand in a header as it is.
pub(super) fn is_sendable(media_type: &str) -> bool {
    media_type.contains('/') && media_type.bytes().all(|it| (0x20..0x7f).contains(&it))
}
