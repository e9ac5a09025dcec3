//! Room 10: the only module that touches files and processes.
//!
//! Takes: a folder of specifications; the files of a generated crate. Gives: labelled bytes; a comparison, or the
//! crate's folder brought up to date. Must not: know what any of the bytes mean.
//!
//! How a crate is written, so that a run that fails or is killed leaves nothing to repair by hand:
//!
//! 1. One run at a time holds `.codegen.lock`.
//! 2. What is there is compared with the manifest `.codegen.json`, which has the hash of every file of the last run.
//!    A file that somebody edited, or that is not ours, stops everything.
//! 3. The new files are written whole into `.codegen.staging`, then `.codegen.json.next` lists every hash that is
//!    ours from now on, old and new.
//! 4. Old files move into the staging folder, new ones out of it. A failure moves everything back.
//! 5. The new manifest moves into place: from here on the run has happened. The rest is swept up.
//!
//! A killed run leaves files of which `.codegen.json.next` knows that they are ours, so that the next run completes it.

mod compare;
mod error;
mod load;
mod lock;
mod manifest;
mod render;
mod single;
mod system;
mod write;

pub use compare::{Comparison, Verdict, compare, compare_on};
pub use error::Error;
pub use load::{Project, load, load_below, project};
pub use manifest::{MANIFEST, Tree, sha256};
pub use render::render;
pub use single::{is_fresh, read, refresh};
pub use system::{FileSystem, Kind, Real};
pub use write::{Report, write, write_on};

#[cfg(test)]
mod tests;
