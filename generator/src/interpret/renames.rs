//! The maintainer's names, which of them were used, and the document's.
//!
//! Takes: the settings. Gives: a name where one was chosen. Must not: make names.

use std::collections::{BTreeMap, BTreeSet};

use indexmap::IndexMap;

use crate::diagnostics::{Code, Diagnostics};
use crate::settings::Renames;

/// The tables of `[api.rename]`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Table {
    Operations,
    Parameters,
    Credentials,
    Types,
    Fields,
}

/// What a document asks to call a thing (`x-name`).
pub(super) fn called(extensions: &IndexMap<String, serde_json::Value>) -> Option<String> {
    text(extensions, "x-name")
}

/// What a document asks to call the type of a schema (`x-type-name`), whatever a property of that type is called.
pub(super) fn type_called(extensions: &IndexMap<String, serde_json::Value>) -> Option<String> {
    text(extensions, "x-type-name")
}

/// The text of an extension.
pub(super) fn text(extensions: &IndexMap<String, serde_json::Value>, key: &str) -> Option<String> {
    extensions.get(key)?.as_str().map(ToOwned::to_owned)
}

/// The maintainer's names.
pub(super) struct Renaming<'a> {
    names: &'a Renames,
    used: BTreeSet<(Table, String)>,
}

impl<'a> Renaming<'a> {
    /// Nothing is used yet.
    pub(super) fn new(names: &'a Renames) -> Self {
        Self {
            names,
            used: BTreeSet::new(),
        }
    }

    /// The name chosen for a thing, if one was.
    pub(super) fn get(&mut self, table: Table, key: &str) -> Option<String> {
        let name = self.table(table).get(key)?.clone();
        self.used.insert((table, key.to_owned()));
        Some(name)
    }

    /// Reports names that were chosen for things that are not there.
    pub(super) fn report_unused(&self, diagnostics: &mut Diagnostics) {
        let tables = [
            (Table::Operations, "operations"),
            (Table::Parameters, "parameters"),
            (Table::Credentials, "credentials"),
            (Table::Types, "types"),
            (Table::Fields, "fields"),
        ];
        for (table, section) in tables {
            for key in self.table(table).keys() {
                if !self.used.contains(&(table, key.clone())) {
                    diagnostics.push(
                        Code::UnusedSetting,
                        None,
                        format!("`[api.rename.{section}]` names `{key}`, which no document has"),
                        "remove the line, or correct its spelling",
                    );
                }
            }
        }
    }

    fn table(&self, table: Table) -> &'a BTreeMap<String, String> {
        match table {
            Table::Operations => &self.names.operations,
            Table::Parameters => &self.names.parameters,
            Table::Credentials => &self.names.credentials,
            Table::Types => &self.names.types,
            Table::Fields => &self.names.fields,
        }
    }
}
