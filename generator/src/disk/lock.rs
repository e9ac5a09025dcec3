//! One run at a time: a file that names the process that is writing.
//!
//! Takes: a crate's folder. Gives: the right to write into it. Must not: wait.

use super::error::Error;
use super::system::{FileSystem, Kind};
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Where the lock stands in a crate's folder.
pub(super) const LOCK: &str = ".codegen.lock";

/// A run holds the lock for a fraction of a second. Where processes cannot be looked up, it is given up after this.
const LONGEST_RUN: Duration = Duration::from_secs(60);

/// Between making a lock and filling it lie two calls of the system. Its writer is dead when it is not filled after this.
const LONGEST_FILLING: Duration = Duration::from_secs(2);

/// The right to write into a folder.
pub(super) struct Lock<'a> {
    system: &'a dyn FileSystem,
    path: PathBuf,
}

/// Takes the lock, from a run that has died when need be.
pub(super) fn take<'a>(system: &'a dyn FileSystem, root: &Path) -> Result<Lock<'a>, Error> {
    let path = root.join(LOCK);
    let own = format!("{}\n", std::process::id());
    let mut first = true;
    loop {
        match system.create(&path, own.as_bytes()) {
            Ok(()) => return Ok(Lock { system, path }),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && first => {
                first = false;
                remove_abandoned(system, &path)?;
            }
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {
                return Err(Error::Locked { path });
            }
            Err(error) => return Err(Error::system("write", &path)(error)),
        }
    }
}

/// Removes the lock of a run that has died.
///
/// It is moved away first and looked at again, so that of two runs that find it abandoned only one goes on.
fn remove_abandoned(system: &dyn FileSystem, path: &Path) -> Result<(), Error> {
    let locked = || Error::Locked {
        path: path.to_owned(),
    };
    let content = system.read(path).unwrap_or_default();
    if !is_abandoned(system, path, &content) {
        return Err(locked());
    }
    let aside = path.with_extension(format!("lock.{}", std::process::id()));
    system.rename(path, &aside).map_err(|_| locked())?;
    if system.read(&aside).unwrap_or_default() != content {
        let _ = system.rename(&aside, path);
        return Err(locked());
    }
    let removed = system.remove(&aside);
    removed.map_err(Error::system("remove", &aside))
}

/// Whether the run that holds the lock has died. A lock without the end of its line was not written whole.
fn is_abandoned(system: &dyn FileSystem, path: &Path, content: &[u8]) -> bool {
    let text = String::from_utf8_lossy(content);
    let is_older = |limit| system.age(path).is_ok_and(|age| age > limit);
    let Some(holder) = text.strip_suffix('\n') else {
        return is_older(LONGEST_FILLING);
    };
    match holder.parse().ok().and_then(|it| is_alive(system, it)) {
        Some(alive) => !alive,
        None => is_older(LONGEST_RUN),
    }
}

/// Whether a process is there; `None` where that cannot be told.
fn is_alive(system: &dyn FileSystem, process: u32) -> Option<bool> {
    let processes = Path::new("/proc");
    let can_tell = system.kind(&processes.join("self")).ok()?.is_some();
    let folder = processes.join(process.to_string());
    can_tell.then(|| matches!(system.kind(&folder), Ok(Some(Kind::Folder))))
}

impl Drop for Lock<'_> {
    fn drop(&mut self) {
        // A lock that stays is one of a process that is no more; the next run sees that.
        let _ = self.system.remove(&self.path);
    }
}
