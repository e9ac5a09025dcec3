//! Servers: where the API is served, and the variables of the URL.
//!
//! Takes: `servers`. Gives: [`Servers`] with absolute URLs, and the [`Server`] of an operation. Must not: contact them.

use std::fmt::Write as _;

use super::{docs, paths};
use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Server, Servers, Variable};
use crate::spec::Located;

/// A server as the document writes it.
type Written = Located<openapiv3::Server>;

/// The servers of the API. Where the first cannot be called, none stands in for it: the next one may well be for tests.
pub(super) fn servers(servers: &[Written], diagnostics: &mut Diagnostics) -> Servers {
    let mut found = Servers::default();
    for (index, written) in servers.iter().enumerate() {
        let server = server(written);
        match unusable(&server, false) {
            None if index == 0 => found.default = Some(doubted(server, written, diagnostics)),
            None => found.others.push(doubted(server, written, diagnostics)),
            Some(why) if index == 0 => {
                found.base_path = base_path(&server);
                let mut help = "a base URL has to be given when the client is built".to_owned();
                if let Some(path) = &found.base_path {
                    let _ = write!(
                        help,
                        ", with this path in it: `https://api.example.com{path}`"
                    );
                }
                report(written, why, &help, diagnostics);
            }
            Some(why) => report(written, why, CANNOT_BE_CHOSEN, diagnostics),
        }
    }
    found
}

const CANNOT_BE_CHOSEN: &str =
    "nothing is to be done; to call it, give its base URL when the client is built";

/// The server of one operation, where it has its own: the first that can be called. Where none can, the call is refused rather than sent to
/// a host that the document does not name for it.
pub(super) fn own(servers: &[Written], diagnostics: &mut Diagnostics) -> Option<Server> {
    // What is empty is the server of the API (RFC 3986, section 5.2).
    let mut servers = servers.iter().filter(|it| !it.read.url.trim().is_empty());
    let mut refused = None;
    while let Some(written) = servers.next() {
        let found = server(written);
        if let Some(why) = unusable(&found, true) {
            report(written, why, CANNOT_BE_CHOSEN, diagnostics);
            refused.get_or_insert(found);
            continue;
        }
        for other in servers.filter(|it| it.read.url.trim() != found.url) {
            diagnostics.push(
                Code::OtherServer,
                other.at,
                format!(
                    "the operation goes to its server `{}`; `{}` is not used",
                    found.url.escape_debug(),
                    other.read.url.escape_debug()
                ),
                "nothing is to be done; a base URL given when the client is built comes before both",
            );
        }
        return Some(doubted(found, written, diagnostics));
    }
    let refused = refused?;
    diagnostics.push(
        Code::NoServer,
        refused.at,
        "no server of this operation can be called; a call is refused, unless the client is built with a base URL, where it goes then",
        "correct the server by an overlay, or give a base URL when the client is built",
    );
    Some(refused)
}

/// A server, whether it can be called or not.
fn server(written: &Written) -> Server {
    let variables = written.read.variables.iter().flatten();
    let url = written.read.url.trim();
    let url = match url.strip_prefix("//") {
        Some(rest) => format!("https://{rest}"),
        None => url.to_owned(),
    };
    Server {
        at: written.at,
        url: encoded(&url),
        variables: variables
            .map(|(name, it)| Variable {
                name: name.clone(),
                default: it.default.clone(),
                values: it.enumeration.clone(),
                doc: docs::text(it.description.as_deref()),
            })
            .collect(),
        doc: docs::text(written.read.description.as_deref()),
    }
}

/// A URL whose path has what no path may have percent-encoded (RFC 3986, section 3.3). Names of variables stay.
fn encoded(url: &str) -> String {
    let host = url.find("://").map_or(0, |it| it + 3);
    let path = url.get(host..).and_then(|it| it.find('/'));
    let Some((origin, path)) = path.and_then(|it| url.split_at_checked(host + it)) else {
        return url.to_owned();
    };
    let mut out = origin.to_owned();
    let mut inside = false;
    for character in path.chars() {
        inside = (inside || character == '{') && character != '}';
        if !inside && (!character.is_ascii() || " \"<>^`|".contains(character)) {
            for byte in character.encode_utf8(&mut [0; 4]).bytes() {
                let _ = write!(out, "%{byte:02X}");
            }
        } else {
            out.push(character);
        }
    }
    out
}

fn report(written: &Written, why: &str, help: &str, diagnostics: &mut Diagnostics) {
    let message = format!("the server `{}` {why}", written.read.url.escape_debug());
    diagnostics.push(Code::BadServer, written.at, message, help);
}

/// The server, with what is odd about it reported.
fn doubted(server: Server, written: &Written, diagnostics: &mut Diagnostics) -> Server {
    for (why, help) in doubts(&server) {
        report(written, &why, help, diagnostics);
    }
    server
}

/// What is odd about a server that can be called.
fn doubts(server: &Server) -> Vec<(String, &'static str)> {
    let mut doubts = Vec::new();
    if server.is_plain() {
        doubts.push((
            "is not encrypted, and nothing is sent to it unless the client is built with `plain_http(true)`".to_owned(),
            "give a base URL with https when the client is built, or call `plain_http(true)` where the network is trusted",
        ));
    }
    for it in &server.variables {
        if !it.values.is_empty() && !it.values.contains(&it.default) {
            let why = format!(
                "has a default for `{}` that is none of its values",
                it.name.escape_debug()
            );
            doubts.push((
                why,
                "the default is used; correct it, or set the variable on the client",
            ));
        }
    }
    doubts
}

/// The path of a server that names no host, where there is more to it than a slash.
fn base_path(server: &Server) -> Option<String> {
    let path = server.url_by_default();
    let path = path.trim_end_matches('/');
    let fits = |it: u8| it.is_ascii_alphanumeric() || b"/-._~%!$&'()*+,;=:@".contains(&it);
    (path.starts_with('/') && wrong_path(path).is_none() && path.bytes().all(fits))
        .then(|| path.to_owned())
}

/// Why a server cannot be called: what the client would refuse when it is built. Where it stands `beside` that of the API, a path is enough.
fn unusable(server: &Server, beside: bool) -> Option<&'static str> {
    let url = server.url_by_default();
    if url.contains(['{', '}']) {
        return Some("has a variable without a default");
    }
    if beside && url.starts_with('/') {
        return wrong_path(&url);
    }
    let Some((scheme, rest)) = url.split_once("://") else {
        return Some("is relative: the document does not say which host it is on");
    };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return Some("is not served over HTTP");
    }
    let end = rest.find(['/', '?', '#']).unwrap_or(rest.len());
    let (authority, path) = rest.split_at_checked(end)?;
    if !is_authority(authority) {
        return Some("names no host and port that can be called");
    }
    wrong_path(path)
}

fn wrong_path(path: &str) -> Option<&'static str> {
    if path.contains(['?', '#']) {
        return Some("has a query or a fragment, which the path of an operation cannot follow");
    }
    if path.contains('\\') || !path.bytes().all(|it| it.is_ascii_graphic()) {
        return Some("has a path with characters that no path may have");
    }
    paths::has_dots(path).then_some("has a segment `.` or `..`, which is another path")
}

/// A host in ASCII (RFC 3986, section 3.2.2), and a port from 1 to 65535 behind it or none.
fn is_authority(authority: &str) -> bool {
    let (host, port) = match authority.rsplit_once(':') {
        Some((host, port)) if !port.ends_with(']') => (host, Some(port)),
        _ => (authority, None),
    };
    let of_name = |it: u8| it.is_ascii_alphanumeric() || b"-._".contains(&it);
    let address = host.strip_prefix('[').and_then(|it| it.strip_suffix(']'));
    let is_host = match address {
        Some(address) => address
            .bytes()
            .all(|it| it.is_ascii_hexdigit() || b":.".contains(&it)),
        None => !host.is_empty() && host.bytes().all(of_name),
    };
    let is_port = |it: &str| {
        it.bytes().all(|it| it.is_ascii_digit()) && it.parse::<u16>().is_ok_and(|it| it != 0)
    };
    is_host && port.is_none_or(is_port)
}
