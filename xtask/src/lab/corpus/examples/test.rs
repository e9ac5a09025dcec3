//! The test of a crate that reads each example as its generated type and writes it again.
//!
//! Takes: examples with their types and verdicts. Gives: the files of the test, and what its run printed, line by line.
//! Must not: compare anything itself.

use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::{TEST, Untried};

/// What is the same in every test.
const HEAD: &str = include_str!("test.txt");

/// An example that is tried: a line of the file beside the test.
#[derive(Debug, Serialize, Deserialize)]
pub(super) struct Tried {
    /// The place of the example.
    pub(super) pointer: String,
    /// Index into the types of the test.
    pub(super) ty: usize,
    pub(super) value: Json,
    /// Its keys, at any depth, that no schema of the documents names.
    pub(super) undeclared: Vec<String>,
    /// Whether it agrees with its schema; `None` if the schema cannot be used.
    pub(super) agrees: Option<bool>,
}

/// What a test has.
#[derive(Default)]
pub(super) struct Test {
    /// The types as the crate names them, each once.
    types: Vec<String>,
    pub(super) tried: Vec<Tried>,
    pub(super) untried: Vec<Untried>,
}

impl Test {
    /// The index of a type.
    pub(super) fn number(&mut self, ty: &str) -> usize {
        let known = self.types.iter().position(|it| it == ty);
        known.unwrap_or_else(|| {
            self.types.push(ty.to_owned());
            self.types.len() - 1
        })
    }

    /// Writes it into a crate.
    pub(super) fn write(&self, crate_folder: &Path) -> io::Result<()> {
        let mut text = format!("{HEAD}const TYPES: &[Again] = &[\n");
        for ty in &self.types {
            let _ = writeln!(text, "    again::<{ty}>,");
        }
        text.push_str("];\n");
        let mut lines = String::new();
        for tried in &self.tried {
            let _ = writeln!(lines, "{}", serde_json::to_string(tried)?);
        }
        fs::create_dir_all(crate_folder.join("tests"))?;
        fs::write(file(crate_folder, "rs"), text)?;
        fs::write(file(crate_folder, "jsonl"), lines)?;
        fs::write(
            file(crate_folder, "untried.json"),
            serde_json::to_string(&self.untried)?,
        )
    }
}

/// What was written beside the test.
pub(super) fn read(crate_folder: &Path) -> io::Result<(Vec<Tried>, Vec<Untried>)> {
    let lines = fs::read_to_string(file(crate_folder, "jsonl"))?;
    let tried = lines.lines().map(serde_json::from_str::<Tried>);
    let untried = fs::read_to_string(file(crate_folder, "untried.json"))?;
    Ok((
        tried.collect::<Result<_, _>>()?,
        serde_json::from_str(&untried)?,
    ))
}

/// Removes what an earlier run has written.
pub(super) fn remove(crate_folder: &Path) {
    for extension in ["rs", "jsonl", "untried.json"] {
        let _ = fs::remove_file(file(crate_folder, extension));
    }
}

fn file(crate_folder: &Path, extension: &str) -> PathBuf {
    crate_folder
        .join("tests")
        .join(format!("{TEST}.{extension}"))
}

/// What became of an example that was tried: a line of the test's output.
#[derive(Debug, Deserialize)]
pub(super) struct Again {
    /// What was written; nothing if it could not be read.
    pub(super) json: Option<String>,
    #[serde(default)]
    pub(super) reason: String,
}

/// The lines of a run, in the order of the examples.
pub(super) fn printed(stdout: &str) -> impl Iterator<Item = Again> {
    let lines = stdout.lines();
    lines.filter_map(|it| serde_json::from_str(it.split_once("example ")?.1).ok())
}
