//! A request, built from parts.
//!
//! Takes an operation and its inputs and gives an `http::Request`. Nothing is sent here. The first input that cannot be sent is kept and
//! reported in the end, so that generated code has no error paths. It must not print a value.

use std::fmt;

use bytes::Bytes;
use http::header::{AUTHORIZATION, CONTENT_LENGTH, CONTENT_TYPE, COOKIE};
use http::{HeaderMap, HeaderName, HeaderValue, Uri};

use super::encode;
use super::form;
use super::json::{self, Encode, Raw, Written};
use super::octets::Octets;
use super::operation::{Method, Operation, Place};
use super::parameter::{self, NoText, Parameter, ParameterValue, Style};
use super::refusal::RequestError;
use super::secret::Secret;
use super::setup::Credential;
use super::url::BaseUrl;

/// Longest header value that is sent, in bytes: servers refuse somewhere between 8 and 64 KiB.
pub(super) const LONGEST_HEADER: usize = 16 * 1024;

/// Headers that say where a request goes and where it ends: the transport's part, and nobody else's.
const FRAMING: [&str; 4] = ["host", "content-length", "transfer-encoding", "connection"];
/// Most headers of a request: servers refuse somewhere between 64 and a few hundred.
const MOST_HEADERS: usize = 1_000;
/// Longest URL that `http` takes, in bytes.
const LONGEST_URL: usize = 65_534;

/// Words in the names of headers and query pairs whose values must not be printed.
const SECRET_WORDS: [&str; 8] = [
    "auth",
    "cookie",
    "credential",
    "key",
    "password",
    "secret",
    "signature",
    "token",
];

/// A request that is being built.
#[derive(Clone)]
pub struct Request {
    pub(super) operation: &'static Operation,
    /// The operation that it asks about, if it is another one.
    pub(super) about: Option<&'static Operation>,
    /// Path and query, where a server gave them.
    pub(super) target: Option<String>,
    path: Vec<(&'static str, String)>,
    pub(super) query: String,
    pub(super) headers: HeaderMap,
    cookies: String,
    pub(super) body: Octets,
    /// What must not be printed, should the server repeat it.
    secrets: Vec<Secret>,
    fault: Option<RequestError>,
}

impl Request {
    /// A request without inputs.
    #[must_use]
    pub fn new(operation: &'static Operation) -> Self {
        Self {
            operation,
            about: None,
            target: None,
            path: Vec::new(),
            query: String::new(),
            headers: HeaderMap::new(),
            cookies: String::new(),
            body: Octets::default(),
            secrets: Vec::new(),
            fault: None,
        }
    }

    /// Sets a path parameter.
    pub fn path<P: Parameter + ?Sized>(&mut self, name: &'static str, value: &P) {
        self.set_path(Style::Simple, name, &value.value(), encode::push);
    }

    /// Sets a path parameter of some style.
    pub fn path_as<P: Parameter + ?Sized>(&mut self, style: Style, name: &'static str, value: &P) {
        self.set_path(style, name, &value.value(), encode::push);
    }

    /// Sets a path parameter whose reserved characters stay, as far as they cannot end the path: it may be several segments.
    pub fn path_reserved<P: Parameter + ?Sized>(
        &mut self,
        style: Style,
        name: &'static str,
        value: &P,
    ) {
        self.set_path(style, name, &value.value(), encode::push_segments);
    }

    /// Sets a path parameter to JSON text.
    pub fn path_json<T: Encode + ?Sized>(&mut self, name: &'static str, value: &T) {
        let value = Raw::of(value);
        self.with_json(value, |request, value| {
            request.set_path(Style::Simple, name, value, encode::push);
        });
    }

    /// Adds a query parameter (form, exploded).
    pub fn query<P: Parameter + ?Sized>(&mut self, name: &'static str, value: &P) {
        self.add_query(Style::Form, name, &value.value(), encode::push);
    }

    /// Adds a query parameter of some style.
    pub fn query_as<P: Parameter + ?Sized>(&mut self, style: Style, name: &'static str, value: &P) {
        self.add_query(style, name, &value.value(), encode::push);
    }

    /// Adds a query parameter whose reserved characters stay, as far as they cannot end it.
    pub fn query_reserved<P: Parameter + ?Sized>(&mut self, name: &'static str, value: &P) {
        self.add_query(Style::Form, name, &value.value(), encode::push_reserved);
    }

    /// The same, of some style.
    pub fn query_reserved_as<P: Parameter + ?Sized>(
        &mut self,
        style: Style,
        name: &'static str,
        value: &P,
    ) {
        self.add_query(style, name, &value.value(), encode::push_reserved);
    }

    /// Adds a query parameter whose parts may have parts: in brackets where the style has such, as JSON text elsewhere.
    pub fn query_deep<T: Encode + ?Sized>(
        &mut self,
        style: Style,
        name: &'static str,
        value: Option<&T>,
    ) {
        self.add_deep(style, name, value, encode::push);
    }

    /// The same, with reserved characters that stay, as far as they cannot end it.
    pub fn query_reserved_deep<T: Encode + ?Sized>(
        &mut self,
        style: Style,
        name: &'static str,
        value: Option<&T>,
    ) {
        self.add_deep(style, name, value, encode::push_reserved);
    }

    /// Adds a query parameter as JSON text.
    pub fn query_json<T: Encode + ?Sized>(&mut self, name: &'static str, value: Option<&T>) {
        if let Some(value) = value {
            let value = Raw::of(value);
            self.with_json(value, |request, value| {
                request.add_query(Style::Form, name, value, encode::push);
            });
        }
    }

    /// Makes a text the whole query, but for what credentials and options add.
    pub fn query_string<P: Parameter + ?Sized>(&mut self, name: &'static str, value: &P) {
        self.set_query(name, &value.value());
    }

    /// The same with JSON text.
    pub fn query_string_json<T: Encode + ?Sized>(&mut self, name: &'static str, value: Option<&T>) {
        if let Some(value) = value {
            let value = Raw::of(value);
            self.with_json(value, |request, value| request.set_query(name, value));
        }
    }

    /// Sets a header.
    pub fn header<P: Parameter + ?Sized>(&mut self, name: &'static str, value: &P) {
        self.set_header(Style::Simple, name, &value.value(), false);
    }

    /// Sets a header of some style.
    pub fn header_as<P: Parameter + ?Sized>(
        &mut self,
        style: Style,
        name: &'static str,
        value: &P,
    ) {
        self.set_header(style, name, &value.value(), false);
    }

    /// Sets a header whose value must not be printed.
    pub fn secret_header<P: Parameter + ?Sized>(&mut self, name: &'static str, value: &P) {
        self.set_header(Style::Simple, name, &value.value(), true);
    }

    /// Sets a header to JSON text.
    pub fn header_json<T: Encode + ?Sized>(&mut self, name: &'static str, value: Option<&T>) {
        if let Some(value) = value {
            let value = Raw::of(value);
            self.with_json(value, |request, value| {
                request.set_header(Style::Simple, name, value, false);
            });
        }
    }

    /// Adds a cookie; several for a list, all of its name, and for an object, called as its fields.
    pub fn cookie<P: Parameter + ?Sized>(&mut self, name: &'static str, value: &P) {
        let value = value.value();
        self.note_secret(&value);
        self.add_cookies(name, &value);
    }

    /// Adds one cookie, whatever the value: the parts of a list or an object with commas between.
    pub fn cookie_joined<P: Parameter + ?Sized>(&mut self, name: &'static str, value: &P) {
        let value = value.value();
        self.note_secret(&value);
        match parameter::join(Style::Simple, name, &value, encode::push_cookie) {
            Ok(Some(text)) => self.push_cookie(name, &text),
            Ok(None) => {}
            Err(NoText) => self.refuse(RequestError::invalid_parameter(name)),
        }
    }

    /// Adds a cookie as JSON text.
    pub fn cookie_json<T: Encode + ?Sized>(&mut self, name: &'static str, value: Option<&T>) {
        if let Some(value) = value {
            let value = Raw::of(value);
            self.with_json(value, |request, value| request.add_cookies(name, value));
        }
    }

    pub(super) fn operation(&self) -> &'static Operation {
        self.operation
    }

    /// Adds a credential where its scheme says.
    pub(super) fn credential(
        &mut self,
        scheme: &'static str,
        place: Place,
        credential: &Credential,
    ) {
        let secret = credential.secret();
        self.secrets.push(secret.clone());
        match place {
            Place::Bearer => self.authorize(scheme, &format!("Bearer {}", secret.expose())),
            Place::Basic => {
                let encoded = Secret::from(credential.basic());
                self.authorize(scheme, &format!("Basic {}", encoded.expose()));
                self.secrets.push(encoded);
            }
            Place::Header(name) => {
                // Without the name of its scheme, a credential of `Authorization` is a secret all the same.
                if let Some((_, rest)) = secret.expose().split_once(' ') {
                    self.secrets.push(rest.into());
                }
                self.put_header(name, secret.expose(), true);
            }
            Place::Query(name) => {
                parameter::push_pair(&mut self.query, name, secret.expose(), encode::push);
            }
            Place::Cookie(name) => self.encode_cookie(name, secret.expose()),
        }
    }

    /// Sets a header that one call adds, or that every request has.
    pub(super) fn put_header(&mut self, name: &str, value: &str, sensitive: bool) {
        let is_framing = FRAMING.iter().any(|it| name.eq_ignore_ascii_case(it));
        let header = HeaderName::from_bytes(name.as_bytes()).ok();
        match header.zip(header_value(value, sensitive)) {
            Some((header, value)) if !is_framing && self.headers.len() < MOST_HEADERS => {
                self.headers.insert(header, value);
            }
            _ => self.refuse(RequestError::invalid_parameter(name)),
        }
    }

    /// Sets a header unless it is set.
    pub(super) fn default_header(&mut self, name: &str, value: &str) {
        if !self.headers.contains_key(name) {
            self.put_header(name, value, false);
        }
    }

    /// Adds a query pair that one call adds.
    pub(super) fn put_query(&mut self, name: &str, value: &str) {
        parameter::push_pair(&mut self.query, name, value, encode::push);
    }

    /// Keeps what one call adds if it is a secret by its name.
    pub(super) fn note_option(&mut self, name: &str, value: &str) {
        let name = name.to_ascii_lowercase();
        if !SECRET_WORDS.iter().any(|word| name.contains(word)) {
            return;
        }
        self.secrets.push(value.into());
        if name == "cookie" {
            let pairs = value.split(';').filter_map(|pair| pair.split_once('='));
            self.secrets
                .extend(pairs.map(|(_, value)| Secret::from(value.trim())));
        } else if let Some((_, credential)) = value.split_once(' ') {
            // `Bearer …` and its like.
            self.secrets.push(credential.trim().into());
        }
    }

    /// The operation whose server and credentials count.
    pub(super) fn owner(&self) -> &'static Operation {
        self.about.unwrap_or(self.operation)
    }

    /// The whole request, and what of it must not be printed.
    pub(super) fn finish(
        mut self,
        base: &BaseUrl,
    ) -> Result<(http::Request<Bytes>, Vec<Secret>), RequestError> {
        if !self.cookies.is_empty() {
            let cookies = std::mem::take(&mut self.cookies);
            self.headers.insert(
                COOKIE,
                header_value(&cookies, true)
                    .ok_or_else(|| RequestError::invalid_parameter("Cookie"))?,
            );
        }
        if let Some(fault) = self.fault {
            return Err(fault);
        }
        let mut uri = base.origin.clone();
        if let Some(target) = &self.target {
            uri.push_str(target);
        } else {
            uri.push_str(&base.prefix);
            uri.push_str(&encode::path(self.owner().path, &self.path)?);
        }
        if !self.query.is_empty() {
            uri.push(if uri.contains('?') { '&' } else { '?' });
            uri.push_str(&self.query);
        }
        if uri.len() > LONGEST_URL {
            return Err(RequestError::UrlTooLong);
        }
        let method = self.operation.method;
        let takes_body = [Method::POST, Method::PUT, Method::PATCH].contains(&method);
        match (self.body.whole(), self.body.length()) {
            // RFC 9110, section 8.6: without it some servers wait for a body or refuse the request.
            (Some(body), _) if body.is_empty() && takes_body => {
                self.headers.insert(CONTENT_LENGTH, 0.into());
            }
            (None, Some(length)) => {
                self.headers.insert(CONTENT_LENGTH, length.into());
            }
            _ => {}
        }
        let refused = || RequestError::invalid_parameter(self.operation.path);
        let uri: Uri = uri.parse().map_err(|_| refused())?;
        // Whatever a path says, the call goes to the host that was set.
        let host = uri.scheme_str().and_then(|scheme| {
            let host = base.origin.strip_prefix(scheme)?;
            host.strip_prefix("://")
        });
        if host.is_none() || host != uri.authority().map(http::uri::Authority::as_str) {
            return Err(refused());
        }
        let mut request = http::Request::new(self.body.whole().cloned().unwrap_or_default());
        if self.body.whole().is_none() {
            request.extensions_mut().insert(self.body);
        }
        *request.method_mut() =
            http::Method::from_bytes(method.as_str().as_bytes()).map_err(|_| refused())?;
        *request.uri_mut() = uri;
        *request.headers_mut() = self.headers;
        Ok((request, self.secrets))
    }

    fn set_path(
        &mut self,
        style: Style,
        name: &'static str,
        value: &ParameterValue<'_>,
        push: fn(&mut String, &str),
    ) {
        self.note_secret(value);
        // An empty value would be another path, or no value at all to the server.
        let is_empty = matches!(value, ParameterValue::Text(text) if text.is_empty())
            || matches!(value, ParameterValue::Secret(secret) if secret.expose().is_empty());
        match parameter::join(style, name, value, push) {
            Ok(Some(text)) if !is_empty && !text.is_empty() => self.path.push((name, text)),
            _ => self.refuse(RequestError::invalid_parameter(name)),
        }
    }

    fn add_query(
        &mut self,
        style: Style,
        name: &'static str,
        value: &ParameterValue<'_>,
        push: fn(&mut String, &str),
    ) {
        self.note_secret(value);
        if parameter::push_query(&mut self.query, style, name, value, push).is_err() {
            self.refuse(RequestError::invalid_parameter(name));
        }
    }

    fn add_deep<T: Encode + ?Sized>(
        &mut self,
        style: Style,
        name: &'static str,
        value: Option<&T>,
        push: fn(&mut String, &str),
    ) {
        let Some(value) = value else { return };
        match Written::of(value) {
            Ok(mut written) => {
                self.secrets.extend(written.take_secrets());
                if form::push_query(&mut self.query, style, name, written.text(), push).is_err() {
                    self.refuse(RequestError::invalid_parameter(name));
                }
            }
            Err(error) => self.refuse(RequestError::Encode(error)),
        }
    }

    fn set_query(&mut self, name: &'static str, value: &ParameterValue<'_>) {
        self.note_secret(value);
        match parameter::join(Style::Simple, name, value, encode::push) {
            Ok(text) => {
                let text = text.unwrap_or_default();
                if !self.query.is_empty() && !text.is_empty() {
                    self.query.push('&');
                }
                self.query.push_str(&text);
            }
            Err(NoText) => self.refuse(RequestError::invalid_parameter(name)),
        }
    }

    fn set_header(
        &mut self,
        style: Style,
        name: &'static str,
        value: &ParameterValue<'_>,
        sensitive: bool,
    ) {
        self.note_secret(value);
        let sensitive = sensitive
            || matches!(
                value,
                ParameterValue::Secret(_) | ParameterValue::Guarded(..)
            );
        match parameter::join(style, name, value, String::push_str) {
            Ok(Some(text)) => self.put_header(name, &text, sensitive),
            Ok(None) => {}
            Err(NoText) => self.refuse(RequestError::invalid_parameter(name)),
        }
    }

    fn add_cookies(&mut self, name: &'static str, value: &ParameterValue<'_>) {
        match value {
            ParameterValue::Absent => {}
            ParameterValue::Text(text) => self.encode_cookie(name, text),
            ParameterValue::Secret(secret) => self.encode_cookie(name, secret.expose()),
            ParameterValue::Guarded(value, _) => self.add_cookies(name, value),
            ParameterValue::List(items) => {
                for item in items {
                    self.encode_cookie(name, item);
                }
            }
            ParameterValue::Pairs(pairs) => {
                for (key, value) in pairs.parts() {
                    self.encode_cookie(key, value);
                }
            }
            ParameterValue::Invalid => self.refuse(RequestError::invalid_parameter(name)),
        }
    }

    fn encode_cookie(&mut self, name: &str, value: &str) {
        let mut encoded = String::with_capacity(value.len());
        encode::push_cookie(&mut encoded, value);
        self.push_cookie(name, &encoded);
    }

    fn push_cookie(&mut self, name: &str, encoded: &str) {
        if !self.cookies.is_empty() {
            self.cookies.push_str("; ");
        }
        encode::push_cookie(&mut self.cookies, name);
        self.cookies.push('=');
        self.cookies.push_str(encoded);
    }

    fn authorize(&mut self, scheme: &'static str, value: &str) {
        match header_value(value, true) {
            Some(value) => {
                self.headers.insert(AUTHORIZATION, value);
            }
            None => self.refuse(RequestError::invalid_parameter(scheme)),
        }
    }

    pub(super) fn set_body(&mut self, media_type: &str, body: Octets) {
        match header_value(media_type, false) {
            Some(value) => {
                self.headers.insert(CONTENT_TYPE, value);
                self.body = body;
            }
            None => self.refuse(RequestError::invalid_parameter("Content-Type")),
        }
    }

    fn with_json(
        &mut self,
        value: Result<Raw, json::EncodeError>,
        set: impl FnOnce(&mut Self, &ParameterValue<'_>),
    ) {
        match value {
            Ok(raw) => set(self, &ParameterValue::text(raw.as_str())),
            Err(error) => self.refuse(RequestError::Encode(error)),
        }
    }

    /// Keeps the secrets of a value.
    fn note_secret(&mut self, value: &ParameterValue<'_>) {
        match value {
            ParameterValue::Secret(secret) => self.secrets.push((*secret).clone()),
            ParameterValue::Guarded(_, secrets) => {
                self.secrets.extend(secrets.iter().copied().cloned());
            }
            _ => {}
        }
    }

    /// Keeps in mind what must not be printed.
    pub(super) fn note_secrets(&mut self, secrets: Vec<Secret>) {
        self.secrets.extend(secrets);
    }

    /// The first fault counts.
    pub(super) fn refuse(&mut self, error: RequestError) {
        self.fault.get_or_insert(error);
    }
}

impl fmt::Debug for Request {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Request")
            .field("operation", &self.operation.id)
            .finish_non_exhaustive()
    }
}

/// Visible ASCII with spaces between: what every server reads as the same text. Spaces at the edges are dropped on the way.
pub(super) fn header_value(value: &str, sensitive: bool) -> Option<HeaderValue> {
    if value.len() > LONGEST_HEADER
        || value.trim_matches(' ').len() != value.len()
        || !value
            .bytes()
            .all(|byte| byte == b' ' || byte.is_ascii_graphic())
    {
        return None;
    }
    let mut value = HeaderValue::from_str(value).ok()?;
    value.set_sensitive(sensitive);
    Some(value)
}
