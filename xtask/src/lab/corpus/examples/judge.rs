//! Whether an example agrees with its schema, by the judgement of the `jsonschema` crate, which knows nothing of ours.
//!
//! Takes: trees as they were read. Gives: verdicts. Must not: use a room of the generator.

use std::collections::BTreeMap;

use generator::source::At;
use generator::source::document::Document;
use jsonschema::{Draft, Registry, Validator};
use serde_json::{Value as Json, json};

use super::collect;
use crate::lab::corpus::tree::map;

/// Judges the examples of a set of documents.
pub(crate) struct Judge<'r> {
    registry: &'r Registry<'r>,
    draft: Draft,
    /// By schema: its validator, unless it is none.
    validators: BTreeMap<At, Option<Validator>>,
}

/// The documents as the judge reads them, and their dialect; `None` when it cannot read them.
pub(crate) fn registry(sources: &[Document]) -> Option<(Registry<'static>, Draft)> {
    let main = sources.first()?;
    let draft = draft(main);
    let mut registry = Registry::new().draft(draft);
    for document in sources {
        let mut tree = collect::json(&document.root);
        if draft == Draft::Draft4 {
            allow_null(&mut tree);
        }
        registry = registry.add(uri(document), tree).ok()?;
    }
    Some((registry.prepare().ok()?, draft))
}

impl<'r> Judge<'r> {
    pub(crate) fn new(registry: &'r Registry<'r>, draft: Draft) -> Self {
        let validators = BTreeMap::new();
        Self {
            registry,
            draft,
            validators,
        }
    }

    /// Whether a value satisfies the schema at this place; `None` when the schema cannot be used.
    pub(crate) fn agrees(
        &mut self,
        value: &Json,
        schema: At,
        sources: &[Document],
    ) -> Option<bool> {
        let validator = self.validator(schema, sources)?;
        Some(validator.is_valid(value))
    }

    fn validator(&mut self, schema: At, sources: &[Document]) -> Option<&Validator> {
        let (registry, draft) = (self.registry, self.draft);
        let validator = self.validators.entry(schema).or_insert_with(|| {
            let document = sources
                .iter()
                .find(|it| it.root.at.document == schema.document)?;
            let pointer = percent_encoded(&document.pointer(schema.node));
            let schema = json!({ "$ref": format!("{}#{pointer}", uri(document)) });
            let options = jsonschema::options()
                .with_draft(draft)
                .with_registry(registry);
            options.build(&schema).ok()
        });
        validator.as_ref()
    }
}

/// Schemas up to `OpenAPI` 3.0 are much like those of draft 4, later ones are those of 2020-12.
fn draft(document: &Document) -> Draft {
    let version = map(&document.root).and_then(|it| it.get("openapi"));
    let version = version.map(collect::json).unwrap_or_default();
    match version.as_str() {
        Some(version) if !version.starts_with("3.0") => Draft::Draft202012,
        _ => Draft::Draft4,
    }
}

/// `nullable` in words of draft 4.
fn allow_null(tree: &mut Json) {
    match tree {
        Json::Array(items) => items.iter_mut().for_each(allow_null),
        Json::Object(object) => {
            object.values_mut().for_each(allow_null);
            let nullable = ["nullable", "x-nullable"]
                .iter()
                .any(|it| object.get(*it) == Some(&Json::Bool(true)));
            if nullable && object.contains_key("type") {
                let other = std::mem::take(object);
                *tree = json!({ "anyOf": [{ "type": "null" }, other] });
            }
        }
        _ => {}
    }
}

fn uri(document: &Document) -> String {
    format!("file:///{}", percent_encoded(&document.label))
}

/// What may not stand in a URI, and `%` itself.
fn percent_encoded(text: &str) -> String {
    let plain = |it: u8| it.is_ascii_alphanumeric() || b"/-._~".contains(&it);
    let encoded = text.bytes().map(|it| match it {
        it if plain(it) => char::from(it).to_string(),
        it => format!("%{it:02X}"),
    });
    encoded.collect()
}
