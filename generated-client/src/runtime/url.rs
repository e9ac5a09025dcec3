//! Where requests go.
//!
//! Takes the URL of a server, its variables or a caller's base URL, and gives an origin and a path prefix that were checked: https only
//! (http to this machine itself, and where the caller allows it), no user name or password, no query, no fragment. It must not echo a URL in an error.

use std::net::{IpAddr, Ipv6Addr};

use http::Uri;

use super::encode::is_dots;
use super::operation::{Server, Variable};
use super::refusal::BuildError;

/// A server's address, checked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct BaseUrl {
    /// `https://host` or `https://host:port`, lower case, without the scheme's own port.
    pub(super) origin: String,
    /// The path in front of every operation's path, without a slash at its end.
    pub(super) prefix: String,
}

/// Whether requests may go without encryption.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum PlainHttp {
    /// To this machine itself alone, where nothing leaves it.
    #[default]
    ToThisMachine,
    /// Anywhere: the caller trusts the network.
    Anywhere,
}

/// What keeps what is sent from others.
#[cfg(feature = "reqwest")]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Security {
    /// Encryption.
    Tls,
    /// Nothing but the network, which the caller trusts.
    Network,
    /// That it never leaves this machine.
    ThisMachine,
}

impl BaseUrl {
    /// Checks a URL.
    pub(super) fn parse(url: &str, plain: PlainHttp) -> Result<Self, BuildError> {
        let url = if url.starts_with("//") {
            format!("https:{url}")
        } else {
            url.to_owned()
        };
        if url.contains(['?', '#', '\\'])
            || url.chars().any(|character| !character.is_ascii_graphic())
        {
            return Err(BuildError::base_url(
                "it may not have a query, a fragment, white space or non-ASCII text",
            ));
        }
        if url.contains(['{', '}']) {
            return Err(BuildError::base_url("a variable in it has no value"));
        }
        let uri: Uri = url
            .parse()
            .map_err(|_| BuildError::base_url("it is not a URL"))?;
        let origin = origin_of(&uri).ok_or_else(|| {
            BuildError::base_url("it must be `https://host`, with a port and a path if need be, without a user name or password")
        })?;
        let is_plain = origin.starts_with("http:") && !uri.host().is_some_and(is_loopback);
        if is_plain && plain == PlainHttp::ToThisMachine {
            return Err(BuildError::base_url(
                "it is plain http, which is not encrypted: give one with https, or allow this by `plain_http(true)` where the network is trusted",
            ));
        }
        let prefix = uri.path().trim_end_matches('/');
        if prefix.split('/').any(is_dots) {
            return Err(BuildError::base_url(
                "its path may not have the segments `.` and `..`",
            ));
        }
        Ok(Self {
            origin,
            prefix: prefix.to_owned(),
        })
    }

    /// The address of a server of the specification, with the caller's values for its variables. A path alone is on the origin of
    /// `beside`.
    pub(super) fn of_server(
        server: &Server,
        variables: &[(&'static str, String)],
        beside: Option<&Self>,
        plain: PlainHttp,
    ) -> Result<Self, BuildError> {
        let url = expand(server, variables)?;
        match beside {
            Some(beside) if url.starts_with('/') && !url.starts_with("//") => {
                Self::parse(&format!("{}{url}", beside.origin), plain)
            }
            _ => Self::parse(&url, plain),
        }
    }

    /// What keeps what is sent from others.
    #[cfg(feature = "reqwest")]
    pub(super) fn security(&self) -> Security {
        let uri = self.origin.parse::<Uri>().unwrap_or_default();
        if self.origin.starts_with("https:") {
            Security::Tls
        } else if uri.host().is_some_and(is_loopback) {
            Security::ThisMachine
        } else {
            Security::Network
        }
    }

    /// Whether a `Location` (RFC 9110, section 10.2.2) stays on this origin. In doubt it does not.
    pub(super) fn holds(&self, location: &str) -> bool {
        if location.is_empty()
            || location.contains('\\')
            || !location.bytes().all(|byte| byte.is_ascii_graphic())
        {
            return false;
        }
        let absolute = match location.strip_prefix("//") {
            Some(rest) => format!(
                "{}//{rest}",
                self.origin.split_inclusive(':').next().unwrap_or_default()
            ),
            None => location.to_owned(),
        };
        let has_scheme = absolute
            .find([':', '/', '?', '#'])
            .is_some_and(|at| absolute.get(at..).is_some_and(|rest| rest.starts_with(':')));
        !has_scheme
            || absolute
                .parse()
                .ok()
                .and_then(|uri| origin_of(&uri))
                .is_some_and(|origin| origin == self.origin)
    }
}

/// Scheme, host and port, in the one form that can be compared. `None` for anything but http and https, and with a user name.
fn origin_of(uri: &Uri) -> Option<String> {
    let authority = uri.authority()?;
    let (scheme, own_port) = match uri.scheme_str()? {
        "https" => ("https", 443),
        "http" => ("http", 80),
        _ => return None,
    };
    let host = authority.host().to_ascii_lowercase();
    if !is_host(&host) {
        return None;
    }
    let port = match authority.as_str().get(host.len()..)? {
        "" => own_port,
        written => port_of(written)?,
    };
    Some(if port == own_port {
        format!("{scheme}://{host}")
    } else {
        format!("{scheme}://{host}:{port}")
    })
}

/// A name or an address, as RFC 3986, section 3.2.2 has them, without percent-encoding and what no name has.
fn is_host(host: &str) -> bool {
    if let Some(address) = host.strip_prefix('[') {
        let address = address.strip_suffix(']');
        return address.is_some_and(|address| address.parse::<Ipv6Addr>().is_ok());
    }
    let fits = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    !host.is_empty() && host.bytes().all(fits)
}

/// The number behind a colon: digits alone, and not 0.
fn port_of(written: &str) -> Option<u16> {
    let digits = written.strip_prefix(':')?;
    let is_number = digits.bytes().all(|byte| byte.is_ascii_digit());
    digits.parse().ok().filter(|port| is_number && *port != 0)
}

/// Whether a host that was checked is this machine.
fn is_loopback(host: &str) -> bool {
    let address = host.trim_matches(['[', ']']);
    host.eq_ignore_ascii_case("localhost")
        || address
            .parse()
            .is_ok_and(|address: IpAddr| address.is_loopback())
}

fn expand(server: &Server, variables: &[(&'static str, String)]) -> Result<String, BuildError> {
    let mut url = server.url.to_owned();
    for variable in server.variables {
        let Variable { name, default, .. } = variable;
        let given = variables
            .iter()
            .rev()
            .find(|(given, _)| given == name)
            .map(|(_, value)| value.as_str());
        if let Some(given) = given {
            accept(server, variable, given)?;
        }
        url = url.replace(&placeholder(name), given.unwrap_or(default));
    }
    Ok(url)
}

/// Whether a caller may give a variable this value.
fn accept(server: &Server, variable: &Variable, given: &str) -> Result<(), BuildError> {
    let Variable {
        name,
        default,
        values,
    } = *variable;
    if !values.is_empty() && given != default && !values.contains(&given) {
        return Err(BuildError::UnknownVariable { name, values });
    }
    if !is_fit(given, default) || !stays(server, name, given) {
        return Err(BuildError::Variable { name });
    }
    Ok(())
}

fn placeholder(name: &str) -> String {
    format!("{{{name}}}")
}

/// Whether a value stays within its part of the URL. A slash and a colon are fine only where the default has them too.
fn is_fit(value: &str, default: &str) -> bool {
    let fits = |byte: u8| match byte {
        b'/' | b':' => default.bytes().any(|own| own == byte),
        byte => byte.is_ascii_alphanumeric() || b"-._~".contains(&byte),
    };
    let starts_alike = |mark: char| value.starts_with(mark) == default.starts_with(mark);
    !value.is_empty()
        && value.bytes().all(fits)
        && starts_alike('/')
        && starts_alike(':')
        && !value.split('/').any(is_dots)
}

/// Whether a value leaves the host and the port alone, unless its variable stands within them: `https://host{base}` with
/// `.evil.test` for `/v1` would go to another host.
fn stays(server: &Server, name: &str, value: &str) -> bool {
    let mut template = server.url.to_owned();
    let mut own = "";
    for other in server.variables {
        if other.name == name {
            own = other.default;
        } else {
            template = template.replace(&placeholder(other.name), other.default);
        }
    }
    let placeholder = placeholder(name);
    let by_default = template.replace(&placeholder, own);
    let within = template
        .find(&placeholder)
        .is_none_or(|at| at < authority_end(&by_default));
    let given = template.replace(&placeholder, value);
    within || authority(&given) == authority(&by_default)
}

/// Scheme, host and port, as they are written.
fn authority(url: &str) -> &str {
    url.get(..authority_end(url)).unwrap_or_default()
}

fn authority_end(url: &str) -> usize {
    let start = url.find("//").map_or(0, |at| at + 2);
    let rest = url.get(start..).unwrap_or_default();
    start + rest.find('/').unwrap_or(rest.len())
}
