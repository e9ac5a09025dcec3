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
