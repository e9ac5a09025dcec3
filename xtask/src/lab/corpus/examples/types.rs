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

/// The types by the places of schemas: of what is received, and of what is sent.
pub(super) struct Types {
    received: BTreeMap<At, String>,
    sent: BTreeMap<At, String>,
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
        let (mut received, mut sent) = (BTreeMap::new(), BTreeMap::new());
        for found in generator::types(input, settings) {
            for (known, ty) in [(&mut received, found.received), (&mut sent, found.sent)] {
                let is_better = known.get(&found.at).is_none_or(|it| it == JSON);
                if is_better && names(&ty).all(|it| is_defined(it, &text)) {
                    known.insert(found.at, ty);
                }
            }
        }
        Self { received, sent }
    }

    pub(super) fn of_schema(&self, schema: At, is_sent: bool) -> Found<'_> {
        let by_schema = if is_sent { &self.sent } else { &self.received };
        match by_schema.get(&schema).map(String::as_str) {
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
