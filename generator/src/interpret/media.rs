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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
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

/// Whether nothing in a media type is JSON, whatever a schema says of it: another notation, or no notation of values at all.
pub(super) fn is_never_json(media_type: &str) -> bool {
    if is_like_json(media_type) || kind(media_type) == Kind::Stream {
        return false;
    }
    let essence = essence(media_type);
    let (main, subtype) = essence.split_once('/').unwrap_or_default();
    match main {
        "text" => subtype != "plain",
        "application" => {
            let mut words = subtype.split(|it: char| !it.is_ascii_alphanumeric());
            is_xml(&essence) || words.any(|it| NO_JSON.contains(&it))
        }
        other => matches!(other, "audio" | "font" | "image" | "model" | "video"),
    }
}

/// Words in the names of notations and files that are no JSON.
const NO_JSON: [&str; 32] = [
    "7z",
    "abiword",
    "archive",
    "avro",
    "binary",
    "bson",
    "bzip",
    "bzip2",
    "cbor",
    "epub",
    "excel",
    "freearc",
    "gzip",
    "ion",
    "java",
    "msgpack",
    "msword",
    "opendocument",
    "openxmlformats",
    "parquet",
    "pdf",
    "powerpoint",
    "protobuf",
    "rar",
    "rtf",
    "smile",
    "tar",
    "thrift",
    "toml",
    "yaml",
    "yml",
    "zip",
];

/// The parameters of a media type but for `q` and `boundary`, names in lower case, and so the values of `charset`
/// (RFC 9110, sections 5.6.6 and 8.3.2).
pub(super) fn parameters(media_type: &str) -> Vec<(String, String)> {
    let mut quoted = false;
    let parts = media_type.split(|it| {
        quoted ^= it == '"';
        it == ';' && !quoted
    });
    let pairs = parts.skip(1).filter_map(|it| it.split_once('='));
    let pairs = pairs.map(|(name, value)| {
        let name = name.trim().to_ascii_lowercase();
        let value = unquoted(value.trim()).to_owned();
        match name.as_str() {
            "charset" => (name, value.to_ascii_lowercase()),
            _ => (name, value),
        }
    });
    pairs
        .filter(|(name, _)| !matches!(name.as_str(), "q" | "boundary"))
        .collect()
}

/// A value without quotes that it does not need (RFC 9110, section 5.6.4).
fn unquoted(value: &str) -> &str {
    let inner = value.strip_prefix('"').and_then(|it| it.strip_suffix('"'));
    let is_token = |it: &&str| {
        !it.is_empty()
            && it
                .bytes()
                .all(|it| it.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&it))
    };
    inner.filter(is_token).unwrap_or(value)
}

/// A media type with its parameters, as far as they tell it from others.
pub(super) fn in_full(media_type: &str) -> String {
    let mut parameters = parameters(media_type);
    parameters.sort_unstable();
    written(&essence(media_type), &parameters)
}

/// What is asked for: a media type without its charset, which is not negotiated (RFC 9110, section 12.5.2).
pub(super) fn asked(media_type: &str) -> String {
    let mut parameters = parameters(media_type);
    parameters.retain(|(name, _)| name != "charset");
    written(&essence(media_type), &parameters)
}

fn written(essence: &str, parameters: &[(String, String)]) -> String {
    let mut text = essence.to_owned();
    for (name, value) in parameters {
        text.extend([";", name, "=", value]);
    }
    text
}

/// What stands behind the slash, with its parameters: `json version 1`.
pub(super) fn subtype_in_full(media_type: &str) -> String {
    let mut words = subtype(media_type);
    for (name, value) in parameters(media_type) {
        words.extend([" ", &name, " ", &value]);
    }
    words
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

/// Whether a media type is a way to change a thing: what such a body means depends on its media type, not on its schema (RFC 6902, RFC 7396).
pub(super) fn is_patch(media_type: &str) -> bool {
    essence(media_type).ends_with("patch+json") || is_yaml_patch(media_type)
}

/// Whether a media type is a patch in YAML, as Kubernetes has it. JSON is YAML (YAML 1.2, section 1.3), so that it is written as JSON.
pub(super) fn is_yaml_patch(media_type: &str) -> bool {
    essence(media_type).ends_with("patch+yaml")
}

/// Whether a media type is a list of changes (RFC 6902, section 3).
pub(super) fn is_json_patch(media_type: &str) -> bool {
    essence(media_type) == "application/json-patch+json"
}

/// Whether the caller writes text: a body that is XML, lines or plain text, in a charset that Rust's text is.
pub(super) fn is_text(media_type: &str) -> bool {
    let parameters = parameters(media_type);
    let mut charsets = parameters.iter().filter(|(name, _)| name == "charset");
    matches!(kind(media_type), Kind::Text | Kind::Stream)
        && charsets.all(|(_, it)| matches!(it.as_str(), "utf-8" | "utf8" | "us-ascii"))
}

/// Whether a name can stand in a header as it is.
pub(super) fn is_sendable(media_type: &str) -> bool {
    media_type.contains('/') && media_type.bytes().all(|it| (0x20..0x7f).contains(&it))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parameters_are_told_in_one_spelling() {
        fn check(media_type: &str, told: &str, to_ask: &str) {
            assert_eq!(in_full(media_type), told, "{media_type}");
            assert_eq!(asked(media_type), to_ask, "{media_type}");
        }
        check("Application/JSON", "application/json", "application/json");
        check(
            "text/csv; Header=Present;CHARSET=UTF-8",
            "text/csv;charset=utf-8;header=Present",
            "text/csv;header=Present",
        );
        check(
            "application/json; v=\"2\"; q=0.5",
            "application/json;v=2",
            "application/json;v=2",
        );
        check(
            "a/b; p=\"c;d\"; e=f",
            "a/b;e=f;p=\"c;d\"",
            "a/b;p=\"c;d\";e=f",
        );
        check(
            "multipart/mixed; boundary=x",
            "multipart/mixed",
            "multipart/mixed",
        );
    }

    #[test]
    fn what_is_no_json_whatever_is_said_of_it() {
        let never = [
            "application/xml",
            "image/svg+xml",
            "application/soap+xml; charset=utf-8",
            "application/x-yaml",
            "application/vnd.api+cbor",
            "application/x-protobuf",
            "application/zip",
            "application/pdf",
            "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
            "application/vnd.ms-excel",
            "application/x-7z-compressed",
            "text/csv",
            "text/html",
            "image/png",
        ];
        let maybe = [
            "application/json",
            "application/vnd.acme.ticket",
            "application/octet-stream",
            "application/x-ndjson",
            "application/x-amz-json-1.1",
            "application/vnd.zip-codes+json",
            "text/plain",
            "text/x-json",
            "*/*",
        ];
        for (names, expected) in [(&never[..], true), (&maybe[..], false)] {
            for name in names {
                assert_eq!(is_never_json(name), expected, "{name}");
            }
        }
    }
}
