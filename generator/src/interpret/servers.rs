//! Servers: where the API is served, and the variables of the URL.
//!
//! Takes: `servers`. Gives: [`Server`]s with absolute URLs. Must not: contact them.

use super::docs;
use crate::diagnostics::{Code, Diagnostics};
use crate::model::{Server, Variable};
use crate::spec::Located;

/// The servers that can be called.
pub(super) fn servers(
    servers: &[Located<openapiv3::Server>],
    diagnostics: &mut Diagnostics,
) -> Vec<Server> {
    servers
        .iter()
        .filter_map(|it| server(it, false, diagnostics))
        .collect()
}

/// The server of one operation, where it has its own: the first that can be called.
pub(super) fn own(
    servers: &[Located<openapiv3::Server>],
    diagnostics: &mut Diagnostics,
) -> Option<Server> {
    let mut servers = servers.iter();
    let own = servers.find_map(|it| server(it, true, diagnostics))?;
    for other in servers.filter(|it| it.read.url.trim() != own.url) {
        diagnostics.push(
            Code::OtherServer,
            other.at,
            format!(
                "the operation goes to its server `{}`; `{}` is not used",
                own.url.escape_debug(),
                other.read.url.escape_debug()
            ),
            "nothing is to be done; a base URL given when the client is built comes before both",
        );
    }
    Some(own)
}

/// A server; `None` when its URL names no host, which is reported. Where it stands `beside` that of the API, a path is enough.
pub(super) fn server(
    located: &Located<openapiv3::Server>,
    beside: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Server> {
    let variables: Vec<Variable> = located
        .read
        .variables
        .iter()
        .flatten()
        .map(|(name, it)| Variable {
            name: name.clone(),
            default: it.default.clone(),
            values: it.enumeration.clone(),
            doc: docs::text(it.description.as_deref()),
        })
        .collect();
    let url = located.read.url.trim();
    let url = match url.strip_prefix("//") {
        Some(rest) => format!("https://{rest}"),
        None => url.to_owned(),
    };
    let rooted = beside && url.starts_with('/');
    if let Some(why) = unusable(&url, rooted, &variables) {
        diagnostics.push(
            Code::BadServer,
            located.at,
            format!("the server `{}` {why}", located.read.url.escape_debug()),
            "a base URL has to be given when the client is built",
        );
        return None;
    }
    for (why, help) in doubts(&url, &variables) {
        let message = format!("the server `{}` {why}", located.read.url.escape_debug());
        diagnostics.push(Code::BadServer, located.at, message, help);
    }
    Some(Server {
        at: located.at,
        url,
        variables,
        doc: docs::text(located.read.description.as_deref()),
    })
}

/// What is odd about a server that can be called.
fn doubts(url: &str, variables: &[Variable]) -> Vec<(String, &'static str)> {
    let mut doubts = Vec::new();
    let host = url
        .strip_prefix("http://")
        .map(|it| it.split(['/', ':']).next());
    if let Some(host) = host
        && !matches!(host, Some("localhost" | "127.0.0.1" | "[::1]"))
    {
        let help = "a base URL with https has to be given when the client is built";
        doubts.push((
            "is not encrypted, and credentials are not sent to it".to_owned(),
            help,
        ));
    }
    for it in variables {
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

fn unusable(url: &str, rooted: bool, variables: &[Variable]) -> Option<&'static str> {
    let mut filled = url.to_owned();
    for variable in variables {
        filled = filled.replace(&format!("{{{}}}", variable.name), &variable.default);
    }
    if filled.contains(['{', '}']) {
        return Some("has a variable without a default");
    }
    if rooted {
        return None;
    }
    let Some((scheme, rest)) = filled.split_once("://") else {
        return Some("is relative: the document does not say which host it is on");
    };
    if !matches!(scheme.to_ascii_lowercase().as_str(), "http" | "https") {
        return Some("is not served over HTTP");
    }
    let host = rest.split(['/', '?', '#']).next().unwrap_or_default();
    if host.is_empty()
        || host.contains(|it: char| it.is_whitespace() || it.is_control() || it == '@')
    {
        return Some("names no host that can be called");
    }
    None
}
