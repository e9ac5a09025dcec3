//! The runtime that clients carry.
//!
//! Takes: the pieces that a client has a use for. Gives: paths and texts. Must not: change a line of them.

use std::collections::BTreeSet;
use std::path::Path;

/// What a line says of the pieces with which it comes: `mod paging; // with pages`. A module comes with its line.
const WITH: &str = " // with ";
/// Between pieces of which one is enough.
const OR: &str = " or ";

/// The runtime of a client with these pieces: `following`, `pages`, `rules`, `streams`, `tokens`; the whole of it where nothing is said.
///
/// Paths are relative to the folder of the runtime.
#[must_use]
pub fn runtime(pieces: Option<&BTreeSet<&'static str>>) -> Vec<(&'static str, String)> {
    let mut absent = BTreeSet::new();
    let mut files = Vec::new();
    for (path, text) in RUNTIME {
        let mut kept = String::with_capacity(text.len());
        for line in text.split_inclusive('\n') {
            if comes(line, pieces) {
                kept.push_str(line);
            } else if let Some(module) = module_of(line) {
                let folder = Path::new(path).parent().unwrap_or(Path::new(""));
                absent.insert(folder.join(format!("{module}.rs")));
            }
        }
        files.push((*path, kept));
    }
    files.retain(|(path, _)| !absent.contains(Path::new(path)));
    files
}

fn comes(line: &str, pieces: Option<&BTreeSet<&'static str>>) -> bool {
    match (line.trim_end().rsplit_once(WITH), pieces) {
        (Some((_, with)), Some(pieces)) => with.split(OR).any(|it| pieces.contains(it)),
        _ => true,
    }
}

/// The module that a line declares.
fn module_of(line: &str) -> Option<&str> {
    let (declared, _) = line.split_once(';')?;
    let (visibility, name) = declared.rsplit_once("mod ")?;
    let is_declaration = visibility.is_empty() || visibility.starts_with("pub");
    is_declaration.then_some(name)
}

/// The runtime as it stands in `generator/runtime/`: path and text.
const RUNTIME: &[(&str, &str)] = &[
    ("attempts.rs", include_str!("../../runtime/attempts.rs")),
    ("authorized.rs", include_str!("../../runtime/authorized.rs")),
    ("batches.rs", include_str!("../../runtime/batches.rs")),
    ("blocking.rs", include_str!("../../runtime/blocking.rs")),
    ("body.rs", include_str!("../../runtime/body.rs")),
    ("bridge.rs", include_str!("../../runtime/bridge.rs")),
    ("chunks.rs", include_str!("../../runtime/chunks.rs")),
    ("clock.rs", include_str!("../../runtime/clock.rs")),
    ("content.rs", include_str!("../../runtime/content.rs")),
    ("core.rs", include_str!("../../runtime/core.rs")),
    (
        "credentials.rs",
        include_str!("../../runtime/credentials.rs"),
    ),
    ("encode.rs", include_str!("../../runtime/encode.rs")),
    ("error.rs", include_str!("../../runtime/error.rs")),
    (
        "event_parser.rs",
        include_str!("../../runtime/event_parser.rs"),
    ),
    ("exchange.rs", include_str!("../../runtime/exchange.rs")),
    ("failures.rs", include_str!("../../runtime/failures.rs")),
    ("field.rs", include_str!("../../runtime/field.rs")),
    ("following.rs", include_str!("../../runtime/following.rs")),
    ("form.rs", include_str!("../../runtime/form.rs")),
    ("gzip.rs", include_str!("../../runtime/gzip.rs")),
    ("header.rs", include_str!("../../runtime/header.rs")),
    ("http_both.rs", include_str!("../../runtime/http_both.rs")),
    (
        "http_reqwest.rs",
        include_str!("../../runtime/http_reqwest.rs"),
    ),
    ("http_tower.rs", include_str!("../../runtime/http_tower.rs")),
    ("http_ureq.rs", include_str!("../../runtime/http_ureq.rs")),
    ("iterators.rs", include_str!("../../runtime/iterators.rs")),
    ("json/fault.rs", include_str!("../../runtime/json/fault.rs")),
    (
        "json/glimpse.rs",
        include_str!("../../runtime/json/glimpse.rs"),
    ),
    (
        "json/integers.rs",
        include_str!("../../runtime/json/integers.rs"),
    ),
    ("json/mod.rs", include_str!("../../runtime/json/mod.rs")),
    (
        "json/object.rs",
        include_str!("../../runtime/json/object.rs"),
    ),
    (
        "json/parser.rs",
        include_str!("../../runtime/json/parser.rs"),
    ),
    (
        "json/path_of_error.rs",
        include_str!("../../runtime/json/path_of_error.rs"),
    ),
    ("json/raw.rs", include_str!("../../runtime/json/raw.rs")),
    (
        "json/reader.rs",
        include_str!("../../runtime/json/reader.rs"),
    ),
    (
        "json/shapes.rs",
        include_str!("../../runtime/json/shapes.rs"),
    ),
    ("json/skim.rs", include_str!("../../runtime/json/skim.rs")),
    ("json/tuple.rs", include_str!("../../runtime/json/tuple.rs")),
    (
        "json/values.rs",
        include_str!("../../runtime/json/values.rs"),
    ),
    (
        "json/writer.rs",
        include_str!("../../runtime/json/writer.rs"),
    ),
    (
        "json/written.rs",
        include_str!("../../runtime/json/written.rs"),
    ),
    ("lines.rs", include_str!("../../runtime/lines.rs")),
    ("mapping.rs", include_str!("../../runtime/mapping.rs")),
    ("mod.rs", include_str!("../../runtime/mod.rs")),
    ("multipart.rs", include_str!("../../runtime/multipart.rs")),
    ("octets.rs", include_str!("../../runtime/octets.rs")),
    ("operation.rs", include_str!("../../runtime/operation.rs")),
    ("options.rs", include_str!("../../runtime/options.rs")),
    ("pace.rs", include_str!("../../runtime/pace.rs")),
    ("paging.rs", include_str!("../../runtime/paging.rs")),
    ("parameter.rs", include_str!("../../runtime/parameter.rs")),
    ("part.rs", include_str!("../../runtime/part.rs")),
    ("plumbing.rs", include_str!("../../runtime/plumbing.rs")),
    ("polling.rs", include_str!("../../runtime/polling.rs")),
    ("readers.rs", include_str!("../../runtime/readers.rs")),
    ("received.rs", include_str!("../../runtime/received.rs")),
    (
        "reconnecting.rs",
        include_str!("../../runtime/reconnecting.rs"),
    ),
    ("refusal.rs", include_str!("../../runtime/refusal.rs")),
    ("request.rs", include_str!("../../runtime/request.rs")),
    ("response.rs", include_str!("../../runtime/response.rs")),
    ("retry.rs", include_str!("../../runtime/retry.rs")),
    ("rules.rs", include_str!("../../runtime/rules.rs")),
    ("secret.rs", include_str!("../../runtime/secret.rs")),
    ("setup.rs", include_str!("../../runtime/setup.rs")),
    ("spans.rs", include_str!("../../runtime/spans.rs")),
    (
        "stream_error.rs",
        include_str!("../../runtime/stream_error.rs"),
    ),
    ("streaming.rs", include_str!("../../runtime/streaming.rs")),
    ("streams.rs", include_str!("../../runtime/streams.rs")),
    ("text.rs", include_str!("../../runtime/text.rs")),
    ("token.rs", include_str!("../../runtime/token.rs")),
    ("transport.rs", include_str!("../../runtime/transport.rs")),
    ("tuples.rs", include_str!("../../runtime/tuples.rs")),
    ("turning.rs", include_str!("../../runtime/turning.rs")),
    ("unknown.rs", include_str!("../../runtime/unknown.rs")),
    ("unpacking.rs", include_str!("../../runtime/unpacking.rs")),
    ("url.rs", include_str!("../../runtime/url.rs")),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_client_carries_what_it_has_a_use_for() {
        let paths = |pieces: &[&'static str]| -> BTreeSet<&str> {
            let pieces = pieces.iter().copied().collect();
            runtime(Some(&pieces)).into_iter().map(|it| it.0).collect()
        };
        let least = paths(&[]);
        for (piece, expected) in [
            (
                "pages",
                &[
                    "iterators.rs",
                    "json/glimpse.rs",
                    "paging.rs",
                    "polling.rs",
                    "turning.rs",
                ][..],
            ),
            (
                "following",
                &["following.rs", "json/glimpse.rs", "polling.rs"],
            ),
            ("rules", &["rules.rs"]),
            ("tokens", &["authorized.rs", "token.rs"]),
            (
                "streams",
                &[
                    "event_parser.rs",
                    "iterators.rs",
                    "lines.rs",
                    "reconnecting.rs",
                    "stream_error.rs",
                    "streaming.rs",
                    "streams.rs",
                    "unpacking.rs",
                ],
            ),
        ] {
            let more = paths(&[piece]);
            let more: Vec<&str> = more.difference(&least).copied().collect();
            assert_eq!(more, expected);
        }
        let all = paths(&["following", "pages", "rules", "streams", "tokens"]);
        assert_eq!(all.len(), RUNTIME.len());
        let whole = RUNTIME
            .iter()
            .map(|(path, text)| (*path, (*text).to_owned()));
        assert_eq!(runtime(None), whole.collect::<Vec<_>>());
    }
}
