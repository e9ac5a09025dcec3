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

/// The schemes that a client can satisfy.
pub(super) fn schemes(interpreter: &mut Interpreter<'_>) -> Vec<Scheme> {
    let spec = interpreter.spec;
    let mut schemes = Vec::new();
    for (name, located) in &spec.schemes {
        let (place, description) = match &located.read {
            SecurityScheme::APIKey {
                location,
                name,
                description,
                ..
            } => (Some(key(location, name)), description),
            SecurityScheme::HTTP {
                scheme,
                description,
                ..
            } => (http(scheme), description),
            SecurityScheme::OAuth2 { description, .. }
            | SecurityScheme::OpenIDConnect { description, .. } => {
                (Some(Credential::Bearer), description)
            }
        };
        let Some(place) = place else {
            interpreter.note(
                Code::UnsupportedSecurity,
                located.at,
                format!(
                    "the security scheme `{}` is not supported",
                    name.escape_debug()
                ),
                "send its credential as an extra header of each call",
            );
            continue;
        };
        schemes.push(Scheme {
            at: located.at,
            name: name.clone(),
            renamed: interpreter.renaming.get(Table::Credentials, name),
            place,
            doc: docs::text(description.as_deref()),
        });
    }
    schemes
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

fn http(scheme: &str) -> Option<Credential> {
    match scheme.to_ascii_lowercase().as_str() {
        "bearer" => Some(Credential::Bearer),
        "basic" => Some(Credential::Basic),
        _ => None,
    }
}

/// The alternatives of an operation, as indices into the schemes.
pub(super) fn requirements(
    interpreter: &mut Interpreter<'_>,
    own: Option<&Vec<SecurityRequirement>>,
    at: At,
    schemes: &[Scheme],
) -> Vec<Vec<usize>> {
    let all = own.unwrap_or(&interpreter.spec.security);
    let alternatives: Vec<Vec<usize>> = all
        .iter()
        .filter_map(|requirement| {
            requirement
                .keys()
                .map(|name| schemes.iter().position(|it| it.name == *name))
                .collect()
        })
        .collect();
    if alternatives.is_empty() && !all.is_empty() {
        interpreter.note(
            Code::UnsupportedSecurity,
            at,
            "none of the ways to authenticate this operation is supported; it is sent without a credential",
            "send the credential as an extra header of each call",
        );
    }
    alternatives
}
