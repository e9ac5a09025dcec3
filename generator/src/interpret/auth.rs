//! Security schemes and requirements.
//!
//! Takes: `securitySchemes` and `security`. Gives: [`Scheme`]s and, for an operation, alternatives of them.
//! Must not: know how credentials are got.

use openapiv3::{APIKeyLocation, SecurityRequirement, SecurityScheme};

use super::renames::Table;
use super::{Interpreter, docs};
use crate::diagnostics::Code;
use crate::model::{Credential, Scheme};
use crate::source::At;
use crate::spec;

/// The schemes that need a credential.
pub(super) fn schemes(interpreter: &mut Interpreter<'_>) -> Vec<Scheme> {
    let spec = interpreter.spec;
    let mut schemes = Vec::new();
    for (name, located) in spec.schemes.iter().filter(|(name, _)| !is_none(spec, name)) {
        let (place, description) = match &located.read {
            SecurityScheme::APIKey {
                location,
                name,
                description,
                ..
            } => (key(location, name), description),
            SecurityScheme::HTTP {
                scheme,
                description,
                ..
            } => (http(scheme), description),
            SecurityScheme::OAuth2 { description, .. }
            | SecurityScheme::OpenIDConnect { description, .. } => {
                (Credential::Bearer, description)
            }
        };
        let mut doc = docs::text(description.as_deref());
        if let (SecurityScheme::HTTP { scheme, .. }, Credential::Header(_)) =
            (&located.read, &place)
        {
            doc.facts.push(format!(
                "It is the whole value of the header, which begins with `{scheme}`"
            ));
            raw(interpreter, name, scheme, located.at);
        }
        schemes.push(Scheme {
            at: located.at,
            name: name.clone(),
            renamed: interpreter.renaming.get(Table::Credentials, name),
            place,
            doc,
        });
    }
    for (name, at) in &spec.mutual_tls {
        interpreter.note(
            Code::MutualTls,
            *at,
            format!(
                "the security scheme `{}` is a matter of the connection",
                name.escape_debug()
            ),
            "give the client a transport that has a certificate",
        );
    }
    schemes
}

fn raw(interpreter: &mut Interpreter<'_>, name: &str, scheme: &str, at: At) {
    interpreter.note(
        Code::RawCredential,
        at,
        format!(
            "the security scheme `{}` is `{}`, which the client does not compute",
            name.escape_debug(),
            scheme.escape_debug()
        ),
        "give the client the whole value of the header `Authorization`, or send it as a header of each call",
    );
}

fn key(location: &APIKeyLocation, name: &str) -> Credential {
    match location {
        APIKeyLocation::Header if name.eq_ignore_ascii_case("authorization") => {
            Credential::Header("Authorization".to_owned())
        }
        APIKeyLocation::Header => Credential::Header(name.to_owned()),
        APIKeyLocation::Query => Credential::Query(name.to_owned()),
        APIKeyLocation::Cookie => Credential::Cookie(name.to_owned()),
    }
}

/// Names of schemes do not tell capitals from small letters (RFC 9110, section 11.1).
fn http(scheme: &str) -> Credential {
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Credential::Bearer,
        "basic" => Credential::Basic,
        _ => Credential::Header("Authorization".to_owned()),
    }
}

/// Whether a scheme is what converters of Postman's collections write where there is no authentication.
fn is_none(spec: &spec::Api, name: &str) -> bool {
    let scheme = spec.schemes.get(name).map(|it| &it.read);
    matches!(scheme, Some(SecurityScheme::HTTP { scheme, .. }) if scheme.eq_ignore_ascii_case("noauth"))
}

/// Whether a security scheme of an operation says what its header `Authorization` is.
pub(super) fn authorizes(spec: &spec::Api, operation: &spec::Operation) -> bool {
    let required = operation.security.as_ref().unwrap_or(&spec.security);
    let mut names = required.iter().flat_map(|it| it.keys());
    names.any(|name| match spec.schemes.get(name).map(|it| &it.read) {
        Some(SecurityScheme::APIKey { location, name, .. }) => {
            matches!(location, APIKeyLocation::Header) && name.eq_ignore_ascii_case("authorization")
        }
        Some(_) => true,
        None => false,
    })
}

/// The alternatives of an operation, as indices into the schemes. What the document does not declare is not asked for.
pub(super) fn requirements(
    interpreter: &mut Interpreter<'_>,
    own: Option<&Vec<SecurityRequirement>>,
    at: At,
    schemes: &[Scheme],
) -> Vec<Vec<usize>> {
    let spec = interpreter.spec;
    let mut alternatives = Vec::new();
    for requirement in own.unwrap_or(&spec.security) {
        let mut alternative = Vec::new();
        let mut lacks = false;
        for name in requirement.keys() {
            if let Some(index) = schemes.iter().position(|it| it.name == *name) {
                alternative.push(index);
            } else if !spec.mutual_tls.contains_key(name) && !is_none(spec, name) {
                lacks = true;
                undeclared(interpreter, name, at);
            }
        }
        if !lacks || !alternative.is_empty() {
            alternatives.push(alternative);
        }
    }
    alternatives
}

/// Each name is reported once.
fn undeclared(interpreter: &mut Interpreter<'_>, name: &str, at: At) {
    if interpreter.undeclared_schemes.insert(name.to_owned()) {
        interpreter.note(
            Code::UnsupportedSecurity,
            at,
            format!(
                "the security scheme `{}` is not declared, or cannot be read; calls that need it are sent without it",
                name.escape_debug()
            ),
            "declare it by an overlay, or send the credential as a header of each call",
        );
    }
}
