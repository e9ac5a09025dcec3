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
        clippy::indexing_slicing,
        // They panic when nobody reads what is printed: `command::say` does not.
        clippy::print_stdout,
        clippy::print_stderr
    )
)]

pub mod analyse;
pub mod code;
pub mod command;
pub mod diagnostics;
pub mod disk;
pub mod emit;
pub mod explain;
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

mod pipeline;

pub use lower::{CallUsage, Making, RecordUsage, Usage, Wanted};
pub use pipeline::{TypeOfSchema, generate, types, usage};

use diagnostics::Diagnostic;
use files::Files;
use source::document::Sources;
use source::{At, Content};
use std::collections::BTreeSet;

/// A document, and what findings call it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Labelled {
    /// A relative path with `/` between folders, such as `specs/aep/segmentation.yaml`.
    pub label: String,
    /// JSON or YAML.
    pub content: Content,
}

/// A file that is not at hand.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Absent {
    /// What it would be called, like a [`Labelled`].
    pub label: String,
    /// Why it is not at hand, such as "is not there".
    pub reason: String,
}

/// The documents of a crate.
#[derive(Clone, Debug, Default)]
pub struct Input {
    /// Those of each API, in the order of [`Settings::apis`](settings::Settings::apis).
    pub apis: Vec<ApiInput>,
}

/// The documents of one API.
#[derive(Clone, Debug, Default)]
pub struct ApiInput {
    /// To be merged in this order.
    pub documents: Vec<Labelled>,
    /// Files that the documents refer to.
    pub referenced: Vec<Labelled>,
    /// Files that the documents may refer to and that could not be read.
    pub absent: Vec<Absent>,
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
            .map(|it| (it.label.as_str(), it.content.bytes()))
    }
}

/// An operation that a crate can call.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Called {
    /// Where it was read. Several paths may share an operation.
    pub at: At,
    /// Its path, as it is sent: with a leading `/`, without a fragment, parameters in braces.
    pub path: String,
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
    /// The operations that the crate can call, or could if there were no errors.
    pub operations: Vec<Called>,
    /// Where each schema was read that is arbitrary JSON in the crate, whether by its own words or for want of a type.
    pub untyped: BTreeSet<At>,
}
