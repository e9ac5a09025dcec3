//! The generated crate as text: relative paths and what stands in each file.
//!
//! Takes: paths and text. Gives: [`Files`], whose paths are safe on every file system. Must not: touch the disk.

mod runtime;

pub use runtime::runtime;

use std::collections::BTreeMap;
use std::collections::btree_map::{self, Entry};
use std::fmt;

/// Longest part of a path, in bytes. File systems stop at 255; an editor's backup name must fit as well.
const LONGEST_PART: usize = 100;

/// Names that Windows keeps for devices, whatever their extension.
const DEVICES: &[&str] = &[
    "aux", "com0", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8", "com9", "con",
    "conin$", "conout$", "lpt0", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8",
    "lpt9", "nul", "prn",
];

/// Relative POSIX paths and the text of each file, in the order of the paths.
///
/// No two paths differ only by case, none is the folder of another, and each passes [`check_path`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Files {
    texts: BTreeMap<String, String>,
    /// Each file and each of its folders in lower case, with its spelling and what it is.
    taken: BTreeMap<String, (String, Kind)>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    File,
    Folder,
}

/// A path that must not be written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct BadPath {
    path: String,
    reason: String,
}

impl fmt::Display for BadPath {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let path: String = self.path.chars().take(LONGEST_PART).collect();
        write!(formatter, "{path:?} {}", self.reason)
    }
}

impl std::error::Error for BadPath {}

impl Files {
    /// No files.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds a file.
    ///
    /// # Errors
    ///
    /// When [`check_path`] refuses the path, when the path is there already, when it differs from another only by
    /// case, or when one is a folder of the other.
    pub fn insert(
        &mut self,
        path: impl Into<String>,
        text: impl Into<String>,
    ) -> Result<(), BadPath> {
        let path = path.into();
        check_path(&path)?;
        let folders = path.match_indices('/').map(|(at, _)| path.get(..at));
        for folder in folders.flatten() {
            self.take(folder, Kind::Folder, &path)?;
        }
        self.take(&path, Kind::File, &path)?;
        self.texts.insert(path, text.into());
        Ok(())
    }

    /// The text of a file.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&str> {
        self.texts.get(path).map(String::as_str)
    }

    /// Paths and texts, in the order of the paths.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.texts
            .iter()
            .map(|(path, text)| (path.as_str(), text.as_str()))
    }

    /// How many files there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.texts.len()
    }

    /// Whether there is no file.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.texts.is_empty()
    }

    /// Claims one spelling of a name for a file or for a folder.
    fn take(&mut self, name: &str, kind: Kind, path: &str) -> Result<(), BadPath> {
        match self.taken.entry(name.to_ascii_lowercase()) {
            Entry::Vacant(entry) => {
                entry.insert((name.to_owned(), kind));
                Ok(())
            }
            Entry::Occupied(entry) => {
                let (spelling, taken_as) = entry.get();
                if spelling == name && kind == Kind::Folder && *taken_as == Kind::Folder {
                    return Ok(());
                }
                refuse(path, format!("collides with {spelling:?}"))
            }
        }
    }
}

impl IntoIterator for Files {
    type Item = (String, String);
    type IntoIter = btree_map::IntoIter<String, String>;

    fn into_iter(self) -> Self::IntoIter {
        self.texts.into_iter()
    }
}

/// Checks that a path can be written below a folder, and nowhere else, on every file system.
///
/// # Errors
///
/// When the path is absolute, has an empty part, `.` or `..`, a character other than ASCII letters, digits, `.`, `_`
/// and `-`, a part of more than 100 bytes, one that ends with a full stop, or one that Windows keeps for a device.
pub fn check_path(path: &str) -> Result<(), BadPath> {
    for part in path.split('/') {
        if let Err(reason) = check_part(part) {
            return refuse(path, reason);
        }
    }
    Ok(())
}

fn check_part(part: &str) -> Result<(), &'static str> {
    let stem = part.split('.').next().unwrap_or(part).to_ascii_lowercase();
    if part.is_empty() {
        return Err("is absolute or has an empty part");
    }
    if part.len() > LONGEST_PART {
        return Err("has a part of more than 100 bytes");
    }
    if !part
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || matches!(it, b'.' | b'_' | b'-'))
    {
        return Err("has a character other than ASCII letters, digits, `.`, `_` and `-`");
    }
    if part.ends_with('.') {
        return Err("has a part that ends with a full stop");
    }
    if DEVICES.contains(&stem.as_str()) {
        return Err("has a part that Windows keeps for a device");
    }
    Ok(())
}

fn refuse<T>(path: &str, reason: impl Into<String>) -> Result<T, BadPath> {
    Err(BadPath {
        path: path.to_owned(),
        reason: reason.into(),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn h08_paths_are_safe_everywhere() {
        let long = "a".repeat(101);
        let table = [
            ("src/lib.rs", true),
            (".codegen.json", true),
            ("src/batch_cep/types.rs", true),
            ("src/console.rs", true),
            ("", false),
            ("/etc/passwd", false),
            ("src//lib.rs", false),
            ("src/", false),
            ("./lib.rs", false),
            ("../lib.rs", false),
            ("src/../../lib.rs", false),
            ("src\\lib.rs", false),
            ("C:/lib.rs", false),
            ("src/aux.rs", false),
            ("src/CON", false),
            ("src/Com1.tar.gz", false),
            ("src/lib.rs.", false),
            ("src/lib rs", false),
            ("src/l\u{e9}.rs", false),
            ("src/\u{0}.rs", false),
            ("src/a\n.rs", false),
            (long.as_str(), false),
        ];
        for (path, safe) in table {
            assert_eq!(check_path(path).is_ok(), safe, "{path:?}");
        }
    }

    #[test]
    fn names_that_some_file_system_cannot_tell_apart_collide() {
        let table = [
            (&["src/a.rs", "src/b.rs"][..], true),
            (&["src/a.rs", "src/a.rs"], false),
            (&["src/a.rs", "src/A.rs"], false),
            (&["src/a.rs", "SRC/b.rs"], false),
            (&["src/a", "src/a/b.rs"], false),
            (&["src/a/b.rs", "src/a"], false),
            (&["src/a/b.rs", "src/A"], false),
        ];
        for (paths, fits) in table {
            let mut files = Files::new();
            let all = paths.iter().try_for_each(|path| files.insert(*path, ""));
            assert_eq!(all.is_ok(), fits, "{paths:?}");
        }
    }
}
