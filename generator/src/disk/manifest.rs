//! What the last run wrote, and from what.
//!
//! Takes: files and the hashes of the inputs. Gives: the manifest as text. Must not: touch the disk.

use crate::files::{Files, check_path};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::{BTreeMap, BTreeSet};

/// Where the manifest stands in a crate's folder.
pub const MANIFEST: &str = ".codegen.json";
/// The hashes that are ours while a run is under way.
pub(super) const NEXT: &str = ".codegen.json.next";
/// The form of both files. A newer one is refused.
const VERSION: u32 = 1;

/// What a crate's folder should hold.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    files: Files,
    inputs: BTreeMap<String, String>,
    only: Option<String>,
}

impl Tree {
    /// The files of a crate, and the documents that they were made from: labels and bytes.
    #[must_use]
    pub fn new<'a>(files: Files, inputs: impl IntoIterator<Item = (&'a str, &'a [u8])>) -> Self {
        let inputs = inputs.into_iter();
        Self {
            files,
            inputs: inputs
                .map(|(label, bytes)| (label.to_owned(), sha256(bytes)))
                .collect(),
            only: None,
        }
    }

    /// Looks at the files below one folder only, such as `src/batch_cep`; the others stay as they are on the disk.
    #[must_use]
    pub fn only(mut self, folder: &str) -> Self {
        self.only = Some(format!("{}/", folder.trim_end_matches('/')));
        self
    }

    /// The text of a file, when it belongs to the tree.
    pub(super) fn get(&self, path: &str) -> Option<&str> {
        self.files.get(path).filter(|_| self.covers(path))
    }

    pub(super) fn files(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter(|(path, _)| self.covers(path))
    }

    /// Whether the tree is the crate and not a part of it.
    pub(super) fn is_whole(&self) -> bool {
        self.only.is_none()
    }

    pub(super) fn covers(&self, path: &str) -> bool {
        let only = self.only.as_deref().unwrap_or_default();
        path.starts_with(only)
    }

    /// The folder that belongs to the generator wholly.
    pub(super) fn own_folder(&self) -> &str {
        let only = self.only.as_deref().unwrap_or("src/");
        only.trim_end_matches('/')
    }

    /// The manifest of this tree; what the tree does not cover is taken over from the manifest before.
    pub(super) fn manifest(&self, before: &Manifest) -> Manifest {
        let hashes = self
            .files()
            .map(|(path, text)| (path.to_owned(), sha256(text.as_bytes())));
        let mut manifest = Manifest {
            version: VERSION,
            inputs: self.inputs.clone(),
            files: hashes.collect(),
        };
        if self.only.is_some() {
            let kept = before.files.iter().filter(|(path, _)| !self.covers(path));
            manifest
                .files
                .extend(kept.map(|(path, hash)| (path.clone(), hash.clone())));
            for (label, hash) in &before.inputs {
                let entry = manifest.inputs.entry(label.clone());
                entry.or_insert_with(|| hash.clone());
            }
        }
        manifest
    }
}

/// The manifest: the hash of each input and of each file.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Manifest {
    version: u32,
    inputs: BTreeMap<String, String>,
    pub(super) files: BTreeMap<String, String>,
}

/// Every hash that is ours while a run is under way.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Pending {
    version: u32,
    files: BTreeMap<String, BTreeSet<String>>,
}

/// Reads a manifest.
///
/// # Errors
///
/// When it is not one, is of a newer form, or names a file that is not below the crate's folder.
pub(super) fn read_manifest(bytes: &[u8]) -> Result<Manifest, String> {
    check_version(bytes)?;
    let manifest: Manifest =
        serde_json::from_slice(bytes).map_err(|error| not_a_manifest(&error))?;
    check_paths(manifest.files.keys())?;
    Ok(manifest)
}

/// Reads the hashes of a run that did not end.
///
/// # Errors
///
/// As [`read_manifest`].
pub(super) fn read_pending(bytes: &[u8]) -> Result<Pending, String> {
    check_version(bytes)?;
    let pending: Pending = serde_json::from_slice(bytes).map_err(|error| not_a_manifest(&error))?;
    check_paths(pending.files.keys())?;
    Ok(pending)
}

fn check_version(bytes: &[u8]) -> Result<(), String> {
    #[derive(Deserialize)]
    struct Version {
        version: u32,
    }
    let it: Version = serde_json::from_slice(bytes).map_err(|error| not_a_manifest(&error))?;
    match it.version {
        VERSION => Ok(()),
        0 => Err("is not a manifest: there is no version 0".to_owned()),
        newer => Err(format!(
            "has version {newer}, which a newer version of the generator wrote"
        )),
    }
}

fn check_paths<'a>(paths: impl Iterator<Item = &'a String>) -> Result<(), String> {
    for path in paths {
        check_path(path).map_err(|error| format!("names a file that is not ours: {error}"))?;
        if path.starts_with(MANIFEST) {
            return Err("names itself".to_owned());
        }
    }
    Ok(())
}

fn not_a_manifest(error: &serde_json::Error) -> String {
    format!("is not a manifest: {error}")
}

impl Manifest {
    pub(super) fn text(&self) -> String {
        pretty(self)
    }
}

impl Pending {
    /// Adds the hashes of a manifest.
    pub(super) fn add(&mut self, manifest: &Manifest) {
        self.version = VERSION;
        for (path, hash) in &manifest.files {
            let hashes = self.files.entry(path.clone()).or_default();
            hashes.insert(hash.clone());
        }
    }

    pub(super) fn paths(&self) -> impl Iterator<Item = &str> {
        self.files.keys().map(String::as_str)
    }

    /// The hashes that a file may have; `None` when the file is not ours.
    pub(super) fn hashes(&self, path: &str) -> Option<&BTreeSet<String>> {
        self.files.get(path)
    }

    pub(super) fn text(&self) -> String {
        pretty(self)
    }
}

/// Text has no value that JSON lacks, so that this cannot fail; an empty manifest would be refused by the next run.
fn pretty(value: &impl Serialize) -> String {
    let text = serde_json::to_string_pretty(value).unwrap_or_default();
    // Text beyond ASCII stands in strings only: names of files, which may turn the direction of writing.
    let mut ascii = String::with_capacity(text.len() + 1);
    for unit in text.encode_utf16() {
        match u8::try_from(unit) {
            Ok(byte) if byte.is_ascii() => ascii.push(char::from(byte)),
            _ => ascii.extend(["\\u", &format!("{unit:04x}")]),
        }
    }
    ascii.push('\n');
    ascii
}

/// The SHA-256 of bytes, as 64 lower-case hexadecimal digits.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    let digits = Sha256::digest(bytes);
    digits.iter().fold(String::with_capacity(64), |text, byte| {
        format!("{text}{byte:02x}")
    })
}
