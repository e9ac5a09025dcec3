//! Reads OpenAPI documents and writes typed, documented Rust clients.
//!
//! One type for each state of the world, and arrows down only:
//!
//! ```text
//! bytes ─ source ─► Document ─ normalise ─► Canonical ─ spec ─► spec::Api ─ interpret ─► model::Api
//!       model::Api ─ analyse ─► Facts,  model::Api ─ names ─► Names
//!       model + facts + names ─ lower ─► code::Crate ─ emit ─► tokens ─ format ─► text ─ files ─► Files ─ disk
//! ```
//!
//! [`generate`] is pure: it reads no file, no clock and no environment. [`disk`] reads before it and writes after it.
//!
//! `ARCHITECTURE.md` beside this crate has the table of rooms and what each must not know.

#![cfg_attr(
    not(test),
    deny(
        clippy::unwrap_used,
        clippy::expect_used,
        clippy::panic,
        clippy::indexing_slicing
    )
)]

pub mod analyse;
pub mod code;
pub mod command;
pub mod diagnostics;
pub mod disk;
pub mod emit;
pub mod files;
pub mod format;
pub mod interpret;
pub mod lower;
pub mod model;
pub mod names;
pub mod normalise;
pub mod settings;
pub mod source;
pub mod spec;

use diagnostics::{Diagnostic, Diagnostics};
use files::Files;
use settings::{ApiSettings, Settings};
use source::document::Sources;
use source::{Node, Value};
use std::collections::BTreeSet;

/// A document, and what findings call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// A relative path with `/` between folders, such as `specs/aep/segmentation.yaml`.
    pub label: String,
    /// JSON or YAML.
    pub bytes: Vec<u8>,
}

/// The documents of a crate.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Those of each API, in the order of [`Settings::apis`].
    pub apis: Vec<ApiInput>,
}

/// The documents of one API.
#[derive(Clone, Debug, Default)]
pub struct ApiInput {
    /// To be merged in this order.
    pub documents: Vec<Labelled>,
    /// Files that the documents refer to.
    pub referenced: Vec<Labelled>,
    /// To be applied in this order to the merged document.
    pub overlays: Vec<Labelled>,
}

impl Input {
    /// Every document, as the manifest of a crate records it.
    pub fn labelled(&self) -> impl Iterator<Item = (&str, &[u8])> {
        self.apis
            .iter()
            .flat_map(|api| [&api.documents, &api.referenced, &api.overlays])
            .flatten()
            .map(|it| (it.label.as_str(), it.bytes.as_slice()))
    }
}

/// What came of the documents.
#[derive(Clone, Debug, Default)]
pub struct Generation {
    /// The crate; empty when there are errors.
    pub files: Files,
    /// All findings, in the order of the documents.
    pub diagnostics: Vec<Diagnostic>,
    /// The documents, for the lines that findings are about.
    pub sources: Sources,
    /// How many operations the crate has.
    pub operations: usize,
}

/// Makes a crate from documents.
#[must_use]
pub fn generate(input: &Input, settings: &Settings) -> Generation {
    let mut diagnostics = Diagnostics::new();
    let mut generation = Generation::default();
    for (input, settings) in input.apis.iter().zip(&settings.apis) {
        api_crate(input, settings, &mut generation, &mut diagnostics);
    }
    if diagnostics.has_errors() {
        generation.files = Files::new();
    }
    generation.diagnostics = diagnostics.sorted();
    generation
}

/// Takes the documents of one API through the rooms 1 to 9.
fn api_crate(
    _input: &ApiInput,
    _settings: &ApiSettings,
    _generation: &mut Generation,
    _diagnostics: &mut Diagnostics,
) {
}

/// The relative paths that a document refers to, without fragments: whatever `$ref` says that is not about the
/// document itself. Some of it is data and no reference; such a path leads nowhere.
pub(crate) fn references(document: &Labelled) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    // What is wrong with the document is reported when it is read again, to be used.
    let tree = source::read(&document.label, &document.bytes, 0, &mut Diagnostics::new());
    let mut nodes: Vec<&Node> = tree.iter().map(|it| &it.root).collect();
    while let Some(node) = nodes.pop() {
        match &node.value {
            Value::List(items) => nodes.extend(items),
            Value::Map(map) => {
                if let Some(Value::Text(reference)) = map.get("$ref").map(|it| &it.value) {
                    let path = reference.split('#').next().unwrap_or_default();
                    paths.insert(path.to_owned());
                }
                nodes.extend(map.values());
            }
            _ => {}
        }
    }
    paths.remove("");
    paths
}
