//! The library in a build script: a crate that is a client of a document, made anew whenever the document changes.
//!
//! Three files make such a crate. `Cargo.toml` has `generator` under `[build-dependencies]`, and under `[dependencies]` what the
//! `Cargo.toml` of a generated crate lists. `build.rs` is this file. `src/lib.rs` is one line:
//!
//! ```text
//! include!(concat!(env!("OUT_DIR"), "/client/lib.rs"));
//! ```
//!
//! To try it without a crate: `cargo run -p generator --example build_script -- tests/fixtures/records.yaml target/notes`.

use std::error::Error;
use std::path::{Path, PathBuf};
use std::{env, fs};

use generator::diagnostics::render::{Notes, render};
use generator::settings::Settings;
use generator::{Input, disk, generate};

fn main() -> Result<(), Box<dyn Error>> {
    let (document, folder) = match (env::args().nth(1), env::args().nth(2), env::var("OUT_DIR")) {
        (Some(document), Some(folder), _) => (document, folder),
        (_, _, Ok(folder)) => ("openapi.yaml".to_owned(), folder),
        _ => return Err("usage: build_script DOCUMENT FOLDER".into()),
    };
    println!("cargo::rerun-if-changed={document}");
    write_client(&PathBuf::from(document), &PathBuf::from(folder))
}

/// Writes the sources of a client into the folder `client`, and says what was found in the document.
pub(crate) fn write_client(document: &Path, folder: &Path) -> Result<(), Box<dyn Error>> {
    let label = document.file_name().unwrap_or_default().to_string_lossy();
    let settings = Settings::single("client", &label)?;
    let input = Input {
        apis: vec![disk::load(document, &[])?],
    };
    let generation = generate(&input, &settings);
    for line in render(&generation.diagnostics, &generation.sources, Notes::Few).lines() {
        println!("cargo::warning={line}");
    }
    if generation.files.is_empty() {
        return Err("there is no client; the warnings say why".into());
    }
    for (path, text) in generation.files.iter() {
        let Some(path) = path.strip_prefix("src/") else {
            continue;
        };
        let path = folder.join("client").join(path);
        fs::create_dir_all(path.parent().unwrap_or(folder))?;
        fs::write(&path, included(&path, text))?;
    }
    Ok(())
}

/// The root of a crate is included there by a line, and an included text cannot begin with attributes of the crate.
fn included(path: &Path, text: &str) -> String {
    if !path.ends_with("client/lib.rs") {
        return text.to_owned();
    }
    let inner = |line: &&str| !line.starts_with("#![") && !line.starts_with("//!");
    text.lines().filter(inner).collect::<Vec<_>>().join("\n")
}
