//! The library in a build script: a client of a document, made anew whenever the document changes.
//!
//! As a `build.rs`, with `generator` under `[build-dependencies]` and this in the crate's `src/lib.rs`:
//!
//! ```text
//! pub mod notes {
//!     include!(concat!(env!("OUT_DIR"), "/notes.rs"));
//! }
//! ```
//!
//! The crate needs what the client is built on, as `Cargo.toml` of the generated crate lists it: `bytes`, `http`, `jiter`,
//! `serde_json`, and `reqwest` for the transport that comes with it.
//!
//! Run here, without Cargo's variables, it writes to a folder that it is given:
//! `cargo run -p generator --example build_script -- tests/fixtures/records.yaml target/notes`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use generator::diagnostics::render::render;
use generator::settings::Settings;
use generator::{Input, disk, generate};

fn main() -> Result<(), Box<dyn Error>> {
    let (document, out) = match (env::args().nth(1), env::args().nth(2), env::var("OUT_DIR")) {
        (Some(document), Some(out), _) => (PathBuf::from(document), PathBuf::from(out)),
        (_, _, Ok(out)) => (PathBuf::from("notes.yaml"), PathBuf::from(out)),
        _ => return Err("usage: build_script DOCUMENT FOLDER".into()),
    };
    println!("cargo::rerun-if-changed={}", document.display());
    write_client(&document, &out)
}

/// Generates, tells what was found, and writes the sources.
fn write_client(document: &Path, out: &Path) -> Result<(), Box<dyn Error>> {
    let label = document.file_name().unwrap_or_default().to_string_lossy();
    let settings = Settings::single("notes", &label)?;
    let input = Input {
        apis: vec![disk::load(document, &[])?],
    };
    let generation = generate(&input, &settings);
    // Cargo shows warnings of a build script when they are on one line each.
    for line in render(&generation.diagnostics, &generation.sources).lines() {
        println!("cargo::warning={line}");
    }
    if generation.files.is_empty() {
        return Err("no client: see the errors above".into());
    }
    for (path, text) in generation.files.iter() {
        let path = out.join(path);
        fs::create_dir_all(path.parent().unwrap_or(out))?;
        fs::write(path, text)?;
    }
    Ok(())
}
