//! The gate: which versions of `OpenAPI` are read.
//!
//! Takes: documents. Gives: those that can be read, and the [`Versions`] they were written for. Must not: change a document.

use std::collections::BTreeMap;

use crate::diagnostics::place::quote;
use crate::diagnostics::{Code, Diagnostics};
use crate::source::{At, Map, Node, Value};

use super::tree::as_map;

/// A version that can be read, as far as rules depend on it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Version {
    /// Swagger 2.0, which becomes 3.0 before anything else.
    V20,
    /// 3.0.x: keywords beside `$ref` have no meaning.
    V30,
    /// 3.1.x: schemas are those of JSON Schema 2020-12.
    V31,
    /// 3.2.x: further methods, streams.
    V32,
}

/// Which document was written for which version.
#[derive(Clone, Debug, Default)]
pub(super) struct Versions {
    by_document: BTreeMap<u16, Version>,
    first: Option<Version>,
}

impl Versions {
    /// The version that governs a node. Nodes of overlays follow the first document.
    pub(super) fn of(&self, at: At) -> Version {
        self.by_document
            .get(&at.document)
            .copied()
            .or(self.first)
            .unwrap_or(Version::V30)
    }

    /// Adds a file that is referred to. What is wrong with its version does not matter: parts of it are used.
    pub(super) fn add_file(&mut self, root: &Node) {
        let says = |key| as_map(root).is_some_and(|it| it.contains_key(key));
        if (says("openapi") || says("swagger"))
            && let Some(version) = version_of(root, &mut Diagnostics::new())
        {
            self.by_document.insert(root.at.document, version);
        }
    }

    fn add(&mut self, at: At, version: Version) {
        self.first.get_or_insert(version);
        self.by_document.insert(at.document, version);
    }
}

/// Lets through the documents whose version is read; each other one is an error.
pub(super) fn gate(documents: Vec<Node>, diagnostics: &mut Diagnostics) -> (Vec<Node>, Versions) {
    let mut versions = Versions::default();
    let mut accepted = Vec::new();
    for document in documents {
        if let Some(version) = version_of(&document, diagnostics) {
            versions.add(document.at, version);
            accepted.push(document);
        }
    }
    (accepted, versions)
}

fn version_of(document: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    let Some(map) = as_map(document) else {
        refuse(document.at, "the document is not an object", diagnostics);
        return None;
    };
    match (map.get("openapi"), map.get("swagger")) {
        (Some(field), _) => match &field.value {
            Value::Text(text) => of_text(text, field.at, diagnostics),
            Value::Float(number) => of_number(*number, field.at, diagnostics),
            _ => {
                refuse(field.at, "`openapi` is not text", diagnostics);
                None
            }
        },
        (None, Some(field)) => of_swagger(field, diagnostics),
        (None, None) if is_like_swagger(map) => {
            diagnostics.push(
                Code::LooseVersion,
                document.at,
                "neither `openapi` nor `swagger` says a version; what it is made of is Swagger 2.0",
                "Write `swagger: \"2.0\"` at its top.",
            );
            Some(Version::V20)
        }
        (None, None) => {
            let keys: Vec<String> = map.keys().take(3).map(|it| quote(it)).collect();
            let more = if map.len() > 3 { " and others" } else { "" };
            let keys = match keys.as_slice() {
                [] => String::new(),
                _ => format!(", but {}{more}", keys.join(", ")),
            };
            let message = format!("there is neither `openapi` nor `swagger` here{keys}");
            refuse(document.at, &message, diagnostics);
            None
        }
    }
}

/// Whether a document is one of Swagger.
pub(super) fn is_swagger(map: &Map) -> bool {
    !map.contains_key("openapi") && (map.contains_key("swagger") || is_like_swagger(map))
}

/// Whether a document has paths and what only Swagger 2.0 has beside them: a fragment of one.
fn is_like_swagger(map: &Map) -> bool {
    let own = [
        "basePath",
        "consumes",
        "definitions",
        "host",
        "produces",
        "schemes",
        "securityDefinitions",
    ];
    map.contains_key("paths")
        && !map.contains_key("components")
        && own.iter().any(|it| map.contains_key(*it))
}

/// Swagger had two versions that are in use; 1.2 is several files, of another shape.
fn of_swagger(field: &Node, diagnostics: &mut Diagnostics) -> Option<Version> {
    match &field.value {
        Value::Text(text) if text.trim() == "2.0" => return Some(Version::V20),
        Value::Float(number) if format!("{number:?}") == "2.0" => {
            diagnostics.push(
                Code::LooseVersion,
                field.at,
                "`swagger` is a number",
                "Write it as text: \"2.0\".",
            );
            return Some(Version::V20);
        }
        _ => {}
    }
    diagnostics.push(
        Code::Version,
        field.at,
        "this version of Swagger is not read",
        "Convert the document to Swagger 2.0 or OpenAPI 3 first.",
    );
    None
}

fn of_text(text: &str, at: At, diagnostics: &mut Diagnostics) -> Option<Version> {
    let mut parts = text.trim().splitn(3, '.');
    let version = match (parts.next(), parts.next()) {
        (Some("3"), Some("0")) => Version::V30,
        (Some("3"), Some("1")) => Version::V31,
        (Some("3"), Some("2")) => Version::V32,
        _ => {
            refuse(
                at,
                &format!("`{text}` is not a version of OpenAPI that is read"),
                diagnostics,
            );
            return None;
        }
    };
    let patch = parts.next().unwrap_or_default();
    let is_number = |it: &str| !it.is_empty() && it.bytes().all(|it| it.is_ascii_digit());
    let is_full = is_number(patch.split_once("-rc").map_or(patch, |(patch, _)| patch));
    if !is_full || text.trim() != text {
        note(at, text, diagnostics);
    }
    Some(version)
}

fn of_number(number: f64, at: At, diagnostics: &mut Diagnostics) -> Option<Version> {
    let text = format!("{number:?}");
    let version = match text.as_str() {
        "3.0" => Version::V30,
        "3.1" => Version::V31,
        "3.2" => Version::V32,
        _ => return of_text(&text, at, diagnostics),
    };
    note(at, &text, diagnostics);
    Some(version)
}

fn note(at: At, text: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Code::LooseVersion,
        at,
        format!("`openapi` is `{text}`, not a version of three numbers"),
        "Write all three parts as text, for instance \"3.1.0\".",
    );
}

fn refuse(at: At, message: &str, diagnostics: &mut Diagnostics) {
    diagnostics.push(
        Code::Version,
        at,
        message,
        "Give an OpenAPI document whose `openapi` is 3.0.x, 3.1.x or 3.2.x, or one whose `swagger` is 2.0.",
    );
}

#[cfg(test)]
mod tests {
    use super::super::testing::{codes, tree};
    use super::*;

    fn check(document: &str, version: Option<Version>, found: &[&str]) {
        let mut diagnostics = Diagnostics::new();
        let given = version_of(&tree(document), &mut diagnostics);
        assert_eq!(given, version, "{document}");
        assert_eq!(codes(diagnostics), found, "{document}");
    }

    #[test]
    fn rule_01_versions_by_prefix() {
        check(r#"{"openapi": "3.0.3"}"#, Some(Version::V30), &[]);
        check(r#"{"openapi": "3.1.2-rc1"}"#, Some(Version::V31), &[]);
        check(
            r#"{"openapi": "3.1"}"#,
            Some(Version::V31),
            &["loose-version"],
        );
        check(
            r#"{"openapi": 3.1}"#,
            Some(Version::V31),
            &["loose-version"],
        );
        check(
            r#"{"openapi": 3.0}"#,
            Some(Version::V30),
            &["loose-version"],
        );
        check(r#"{"openapi": "3.2.0"}"#, Some(Version::V32), &[]);
        check(
            r#"{"openapi": 3.2}"#,
            Some(Version::V32),
            &["loose-version"],
        );
        check(r#"{"swagger": "2.0"}"#, Some(Version::V20), &[]);
        check(
            r#"{"swagger": 2.0}"#,
            Some(Version::V20),
            &["loose-version"],
        );
        for refused in [
            r#"{"openapi": "3.10.0"}"#,
            r#"{"openapi": "4.0.0"}"#,
            r#"{"openapi": ""}"#,
            r#"{"openapi": 3}"#,
            r#"{"openapi": null}"#,
            r#"{"swagger": "1.2"}"#,
            r#"{"swagger": 2}"#,
            r#"{"swagger": "2.0.0"}"#,
            "{}",
            "[]",
            "null",
        ] {
            check(refused, None, &["version"]);
        }
    }
}
