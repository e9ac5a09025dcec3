//! Single files that belong to no generated crate, such as the schema of the settings.
//!
//! Takes: a path. Gives: its bytes, or the file brought up to date. Must not: leave half a file.

use super::error::Error;
use super::system::{FileSystem, Kind, Real};
use std::path::Path;

/// Reads a file.
///
/// # Errors
///
/// When it cannot be read.
pub fn read(path: &Path) -> Result<Vec<u8>, Error> {
    Real.read(path).map_err(Error::system("read", path))
}

/// Whether a file is there and holds exactly this text.
#[must_use]
pub fn is_fresh(path: &Path, text: &str) -> bool {
    Real.read(path).is_ok_and(|bytes| bytes == text.as_bytes())
}

/// Writes a file unless it holds exactly this text already, and says whether it did. Its folder is made if need be.
///
/// # Errors
///
/// When something other than a regular file stands there, or the file cannot be written. The file is then as before.
pub fn refresh(path: &Path, text: &str) -> Result<bool, Error> {
    match Real.kind(path).map_err(Error::system("look at", path))? {
        None | Some(Kind::File) => {}
        Some(_) => return Err(Error::not_safe(path, "is not a regular file")),
    }
    if is_fresh(path, text) {
        return Ok(false);
    }
    if let Some(folder) = path.parent() {
        let made = Real.create_folder(folder);
        made.map_err(Error::system("make", folder))?;
    }
    let mut staged = path.as_os_str().to_owned();
    staged.push(format!(".{}.next", std::process::id()));
    let staged = Path::new(&staged);
    let written = Real.create(staged, text.as_bytes());
    let moved = written.and_then(|()| Real.rename(staged, path));
    if moved.is_err() {
        let _ = Real.remove(staged);
    }
    moved.map_err(Error::system("write", path))?;
    Ok(true)
}
