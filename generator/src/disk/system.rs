//! The seam between the rules of reading and writing and the real file system, so that tests can let any step fail.
//!
//! Takes: paths. Gives: what stands there. Must not: follow symbolic links of the target folder, or decide anything.

use std::fs;
use std::io::{self, Write};
use std::path::Path;
use std::time::Duration;

/// What stands at a path.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// A regular file.
    File,
    /// A folder.
    Folder,
    /// A symbolic link, a pipe, a socket or a device: nothing that we write or read.
    Other,
}

/// The operations that reading and writing a crate need.
pub trait FileSystem {
    /// What stands at a path, without following a symbolic link; `None` when nothing does.
    ///
    /// # Errors
    ///
    /// When the path cannot be looked at.
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>>;

    /// The bytes of a file.
    ///
    /// # Errors
    ///
    /// When the file cannot be read.
    fn read(&self, path: &Path) -> io::Result<Vec<u8>>;

    /// The names in a folder, sorted; those that are not Unicode are spelled with replacement characters.
    ///
    /// # Errors
    ///
    /// When the folder cannot be read.
    fn list(&self, folder: &Path) -> io::Result<Vec<String>>;

    /// Writes a file that does not exist yet. A failure leaves no file.
    ///
    /// It does not wait for the disk: after a loss of power, version control has the crate.
    ///
    /// # Errors
    ///
    /// When the file exists, or cannot be written whole.
    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()>;

    /// Makes a folder and the folders above it.
    ///
    /// # Errors
    ///
    /// When the folder cannot be made.
    fn create_folder(&self, folder: &Path) -> io::Result<()>;

    /// Moves a file to another place on the same file system, over whatever file stands there.
    ///
    /// # Errors
    ///
    /// When the file cannot be moved.
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()>;

    /// The time since a file was written.
    ///
    /// # Errors
    ///
    /// When the file cannot be looked at, or was written in the future.
    fn age(&self, path: &Path) -> io::Result<Duration>;

    /// Removes a file.
    ///
    /// # Errors
    ///
    /// When the file cannot be removed.
    fn remove(&self, path: &Path) -> io::Result<()>;

    /// Removes an empty folder.
    ///
    /// # Errors
    ///
    /// When the folder is not empty or cannot be removed.
    fn remove_folder(&self, folder: &Path) -> io::Result<()>;
}

/// The real file system.
#[derive(Clone, Copy, Debug)]
pub struct Real;

impl FileSystem for Real {
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        let kind = match fs::symlink_metadata(path) {
            Ok(it) if it.is_file() => Kind::File,
            Ok(it) if it.is_dir() => Kind::Folder,
            Ok(_) => Kind::Other,
            Err(error) if is_absence(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        Ok(Some(kind))
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        fs::read(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        let mut names = Vec::new();
        for entry in fs::read_dir(folder)? {
            names.push(entry?.file_name().to_string_lossy().into_owned());
        }
        names.sort_unstable();
        Ok(names)
    }

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let mut file = fs::File::create_new(path)?;
        let written = file.write_all(bytes);
        if written.is_err() {
            // Half a file is of use to nobody.
            let _ = fs::remove_file(path);
        }
        written
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        fs::create_dir_all(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        fs::rename(from, to)
    }

    fn age(&self, path: &Path) -> io::Result<Duration> {
        let written = fs::symlink_metadata(path)?.modified()?;
        written.elapsed().map_err(io::Error::other)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        fs::remove_file(path)
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        fs::remove_dir(folder)
    }
}

fn is_absence(error: &io::Error) -> bool {
    matches!(
        error.kind(),
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory
    )
}
