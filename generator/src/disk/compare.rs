//! What a crate's folder has, against what it should have.
//!
//! Takes: the folder and a [`Tree`]. Gives: a [`Comparison`]. Must not: change anything.

use super::error::{Error, printable};
use super::manifest::{
    MANIFEST, Manifest, NEXT, Pending, Tree, read_manifest, read_pending, sha256,
};
use super::system::{FileSystem, Kind, Real};
use similar::TextDiff;
use std::fmt::{self, Write as _};
use std::path::Path;
use std::time::Duration;

/// Lines of difference shown for one file, and for all files together.
const LINES_OF_FILE: usize = 60;
const LINES: usize = 400;

/// How a crate's folder differs from what it should hold. Paths are relative to the folder, in order.
#[derive(Debug, Default)]
pub struct Comparison {
    /// Ours and as they should be.
    pub unchanged: Vec<String>,
    /// Ours, and to be written anew.
    pub changed: Vec<String>,
    /// Not there yet.
    pub missing: Vec<String>,
    /// Ours, and no longer needed.
    pub stale: Vec<String>,
    /// Ours, but edited by hand since.
    pub edited: Vec<String>,
    /// Not ours: anything else under `src/`, and files that stand where ours should be.
    pub foreign: Vec<String>,
    /// For each file that differs: its path, the text that is there, and the text that should be.
    differences: Vec<(String, Option<String>, Option<String>)>,
    pub(super) before: Manifest,
    /// Every hash that is ours, of the last run and of one that did not end.
    pub(super) ours: Pending,
    pub(super) interrupted: bool,
}

/// What a comparison means for a command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// Nothing to do.
    Clean,
    /// The generator has to run.
    Drift,
    /// Files were edited by hand or are not ours; the generator will not run.
    NotOurs,
}

impl Verdict {
    /// The exit code of `--check`: 0, 1 and 3.
    #[must_use]
    pub fn exit_code(self) -> u8 {
        match self {
            Self::Clean => 0,
            Self::Drift => 1,
            Self::NotOurs => 3,
        }
    }
}

/// Compares a crate's folder with what it should hold. Nothing is written.
///
/// # Errors
///
/// When a file cannot be read, when a symbolic link or the like stands where a file or folder of ours should be, or
/// when the manifest cannot be trusted.
pub fn compare(root: &Path, tree: &Tree) -> Result<Comparison, Error> {
    compare_on(&Real, root, tree)
}

/// [`compare`], on any file system.
///
/// # Errors
///
/// As [`compare`].
pub fn compare_on(system: &dyn FileSystem, root: &Path, tree: &Tree) -> Result<Comparison, Error> {
    match system.kind(root).map_err(Error::system("look at", root))? {
        None | Some(Kind::Folder) => {}
        Some(_) => return Err(Error::not_safe(root, "is not a folder; it is left alone")),
    }
    let mut comparison = remember(system, root)?;
    for (path, text) in tree.files() {
        let there = look(system, root, path)?;
        comparison.sort_planned(path, text, there);
    }
    let known: Vec<String> = comparison.ours.paths().map(str::to_owned).collect();
    for path in known {
        if tree.covers(&path) && tree.get(&path).is_none() {
            let there = look(system, root, &path)?;
            comparison.sort_unplanned(&path, there);
        }
    }
    let own_folder = tree.own_folder();
    if is_folder(system, root, own_folder)? {
        find_foreign(system, root, own_folder, tree, &mut comparison)?;
    }
    compare_manifest(system, root, tree, &mut comparison)?;
    comparison.order();
    Ok(comparison)
}

/// Reads what earlier runs wrote.
fn remember(system: &dyn FileSystem, root: &Path) -> Result<Comparison, Error> {
    let mut comparison = Comparison::default();
    if let Some(bytes) = look(system, root, NEXT)? {
        comparison.ours = read_pending(&bytes).map_err(distrust(root, NEXT))?;
        comparison.interrupted = true;
        comparison.stale.push(NEXT.to_owned());
    }
    if let Some(bytes) = look(system, root, MANIFEST)? {
        comparison.before = read_manifest(&bytes).map_err(distrust(root, MANIFEST))?;
        comparison.ours.add(&comparison.before);
    }
    Ok(comparison)
}

fn distrust(root: &Path, name: &str) -> impl FnOnce(String) -> Error {
    let path = root.join(name);
    move |reason| Error::Manifest { path, reason }
}

/// The manifest comes last, when it is known whether anything else differs.
fn compare_manifest(
    system: &dyn FileSystem,
    root: &Path,
    tree: &Tree,
    comparison: &mut Comparison,
) -> Result<(), Error> {
    let text = tree.manifest(&comparison.before).text();
    let there = look(system, root, MANIFEST)?;
    let list = match &there {
        None => &mut comparison.missing,
        Some(bytes) if bytes == text.as_bytes() => &mut comparison.unchanged,
        Some(_) => &mut comparison.changed,
    };
    list.push(MANIFEST.to_owned());
    Ok(())
}

/// The bytes of a file; `None` when there is none. Every folder on the way must be one, and the file a regular file.
fn look(system: &dyn FileSystem, root: &Path, path: &str) -> Result<Option<Vec<u8>>, Error> {
    if let Some((folder, _)) = path.rsplit_once('/')
        && !is_folder(system, root, folder)?
    {
        return Ok(None);
    }
    let file = root.join(path);
    match system
        .kind(&file)
        .map_err(Error::system("look at", &file))?
    {
        None => Ok(None),
        Some(Kind::File) => Ok(Some(
            system.read(&file).map_err(Error::system("read", &file))?,
        )),
        Some(_) => Err(Error::not_safe(
            &file,
            "is not a regular file; it is left alone and nothing was written",
        )),
    }
}

/// Whether a folder is there, reached through folders only.
pub(super) fn is_folder(system: &dyn FileSystem, root: &Path, path: &str) -> Result<bool, Error> {
    let mut folder = root.to_owned();
    for part in path.split('/') {
        folder.push(part);
        match system
            .kind(&folder)
            .map_err(Error::system("look at", &folder))?
        {
            None => return Ok(false),
            Some(Kind::Folder) => {}
            Some(_) => {
                return Err(Error::not_safe(
                    &folder,
                    "is not a folder; it is left alone and nothing was written",
                ));
            }
        }
    }
    Ok(true)
}

/// Whatever stands in the generator's own folder and is not of it. Links are not followed.
fn find_foreign(
    system: &dyn FileSystem,
    root: &Path,
    folder: &str,
    tree: &Tree,
    comparison: &mut Comparison,
) -> Result<(), Error> {
    let full = root.join(folder);
    for name in system.list(&full).map_err(Error::system("list", &full))? {
        let path = format!("{folder}/{name}");
        let full = full.join(&name);
        let kind = system
            .kind(&full)
            .map_err(Error::system("look at", &full))?;
        if kind == Some(Kind::Folder) {
            find_foreign(system, root, &path, tree, comparison)?;
        } else if tree.get(&path).is_none() && comparison.ours.hashes(&path).is_none() {
            comparison.foreign.push(path);
        }
    }
    Ok(())
}

impl Comparison {
    /// Whether there is nothing at all of what should be there, and nothing else.
    #[must_use]
    pub fn is_of_nothing(&self) -> bool {
        let there = [
            &self.unchanged,
            &self.changed,
            &self.stale,
            &self.edited,
            &self.foreign,
        ];
        there.iter().all(|it| it.is_empty()) && !self.missing.is_empty()
    }

    /// What the comparison means for a command.
    #[must_use]
    pub fn verdict(&self) -> Verdict {
        if !self.edited.is_empty() || !self.foreign.is_empty() {
            Verdict::NotOurs
        } else if self.changed.is_empty() && self.missing.is_empty() && self.stale.is_empty() {
            Verdict::Clean
        } else {
            Verdict::Drift
        }
    }

    /// Sorts a file that should be there.
    fn sort_planned(&mut self, path: &str, text: &str, there: Option<Vec<u8>>) {
        let Some(bytes) = there else {
            self.missing.push(path.to_owned());
            return;
        };
        if bytes == text.as_bytes() {
            self.unchanged.push(path.to_owned());
            return;
        }
        let list = match self.ours.hashes(path) {
            None => &mut self.foreign,
            Some(hashes) if hashes.contains(&sha256(&bytes)) => &mut self.changed,
            Some(_) => &mut self.edited,
        };
        list.push(path.to_owned());
        let there = String::from_utf8_lossy(&bytes).into_owned();
        self.differences
            .push((path.to_owned(), Some(there), Some(text.to_owned())));
    }

    /// Sorts a file that an earlier run wrote and that should no longer be there.
    fn sort_unplanned(&mut self, path: &str, there: Option<Vec<u8>>) {
        let Some(bytes) = there else {
            return;
        };
        let hashes = self.ours.hashes(path);
        if hashes.is_some_and(|it| it.contains(&sha256(&bytes))) {
            self.stale.push(path.to_owned());
        } else {
            self.edited.push(path.to_owned());
            let there = String::from_utf8_lossy(&bytes).into_owned();
            self.differences.push((path.to_owned(), Some(there), None));
        }
    }

    fn order(&mut self) {
        for list in [
            &mut self.unchanged,
            &mut self.changed,
            &mut self.missing,
            &mut self.stale,
            &mut self.edited,
            &mut self.foreign,
        ] {
            list.sort_unstable();
        }
        self.differences.sort_unstable();
    }

    /// What differs, as unified differences from what is there to what should be. Long ones are cut, and say so.
    #[must_use]
    pub fn diff(&self) -> String {
        let mut text = String::new();
        let mut left = LINES;
        for (path, there, should) in &self.differences {
            let diff = unified(path, there.as_deref(), should.as_deref());
            let shown = left.min(LINES_OF_FILE);
            let lines: Vec<&str> = diff.lines().collect();
            for line in lines.iter().take(shown) {
                text.push_str(&printable(line));
                text.push('\n');
            }
            if lines.len() > shown {
                let _ = writeln!(text, "… {} more lines of {path}", lines.len() - shown);
            }
            left = left.saturating_sub(lines.len());
        }
        text
    }
}

fn unified(path: &str, there: Option<&str>, should: Option<&str>) -> String {
    let mut config = TextDiff::configure();
    config.timeout(Duration::from_secs(2));
    let diff = config.diff_lines(there.unwrap_or_default(), should.unwrap_or_default());
    let old = format!("{path} (on disk)");
    let new = format!("{path} (generated)");
    diff.unified_diff().header(&old, &new).to_string()
}

impl fmt::Display for Comparison {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.diff())?;
        let lists = [
            ("to be written anew", &self.changed),
            ("missing", &self.missing),
            ("no longer needed", &self.stale),
            ("edited by hand", &self.edited),
            ("not generated", &self.foreign),
        ];
        for (what, list) in lists {
            for path in list {
                writeln!(formatter, "{what}: {}", printable(path))?;
            }
        }
        if self.verdict() == Verdict::NotOurs {
            formatter.write_str(
                "Nothing was written. Move what is yours out of the generated crate, put changes into the \
                 specification or an overlay, or run again with `--force` to overwrite what was edited.\n",
            )?;
        }
        Ok(())
    }
}
