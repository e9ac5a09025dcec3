//! The types that the schemas of a document have in its crate.
//!
//! Takes: a document and its crate. Gives: the type of each schema, as the crate names it. Must not: guess one.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use generator::Input;
use generator::settings::Settings;
use generator::source::At;

/// Arbitrary JSON, as the crate names it.
const JSON: &str = "Raw";

/// The types by the places of schemas.
pub(super) struct Types {
    by_schema: BTreeMap<At, String>,
}

/// What a schema is in the crate.
pub(super) enum Found<'t> {
    /// This type.
    Type(&'t str),
    /// Arbitrary JSON, which takes whatever it is given.
    Json,
    /// No type of its own: it is a part of another one, or nothing uses it.
    None,
}

impl Types {
    /// Those that the crate really has; of several at one place the one that is not arbitrary JSON.
    pub(super) fn of(input: &Input, settings: &Settings, crate_folder: &Path) -> Self {
        let text = fs::read_to_string(crate_folder.join("src/types.rs")).unwrap_or_default();
        let mut by_schema: BTreeMap<At, String> = BTreeMap::new();
        for (at, ty) in generator::types(input, settings) {
            let is_better = by_schema.get(&at).is_none_or(|it| it == JSON);
            if is_better && names(&ty).all(|it| is_defined(it, &text)) {
                by_schema.insert(at, ty);
            }
        }
        Self { by_schema }
    }

    pub(super) fn of_schema(&self, schema: At) -> Found<'_> {
        match self.by_schema.get(&schema).map(String::as_str) {
            None => Found::None,
            Some(JSON) => Found::Json,
            Some(ty) => Found::Type(ty),
        }
    }
}

/// `Pet` and `Tag` for `Map < types :: Pet , types :: Tag >`.
fn names(ty: &str) -> impl Iterator<Item = &str> {
    let uses = ty.split("types :: ").skip(1);
    uses.filter_map(|it| it.split([' ', '>']).next())
}

/// Whether the text of a file defines a type. One that nothing uses is left out of it.
fn is_defined(name: &str, text: &str) -> bool {
    let kinds = ["struct", "enum", "type"];
    kinds
        .iter()
        .any(|it| text.contains(&format!("pub {it} {name} ")))
}
