//! Brings a crate's folder up to date, wholly or not at all.
//!
//! Takes: the folder and a [`Tree`]. Gives: a [`Report`]. Must not: touch a file that no earlier run wrote.

use super::compare::{Comparison, Verdict, compare_on, is_folder};
use super::error::Error;
use super::lock;
use super::manifest::{MANIFEST, NEXT, Tree};
use super::system::{FileSystem, Kind, Real};
use std::path::{Path, PathBuf};

/// Where new files wait, and old ones until the run has happened.
const STAGING: &str = ".codegen.staging";

/// What a run did. Paths are relative to the crate's folder, in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Files written, without the manifest.
    pub written: Vec<String>,
    /// Files removed because nothing makes them any more.
    pub removed: Vec<String>,
    /// Files that were as they should be, and were not touched.
    pub unchanged: usize,
    /// Files under `src/` that are not ours, left alone although `force` was given.
    pub left: Vec<String>,
}

/// Brings a crate's folder up to date: writes what differs, removes what earlier runs wrote and nothing makes now.
///
/// With `force`, what was edited by hand is overwritten, and so is what stands where a file of ours should be.
///
/// # Errors
///
/// [`Error::Refused`] when something was edited or is not ours, and `force` is not given; [`Error::Locked`] when
/// another run is writing; as [`compare`](super::compare); when a step fails. In each case the folder is as before,
/// unless the error is [`Error::HalfWritten`].
pub fn write(root: &Path, tree: &Tree, force: bool) -> Result<Report, Error> {
    write_on(&Real, root, tree, force)
}

/// [`write`](write()), on any file system.
///
/// # Errors
///
/// As [`write`](write()).
pub fn write_on(
    system: &dyn FileSystem,
    root: &Path,
    tree: &Tree,
    force: bool,
) -> Result<Report, Error> {
    match system.kind(root).map_err(Error::system("look at", root))? {
        None => {
            let made = system.create_folder(root);
            made.map_err(Error::system("make", root))?;
        }
        Some(Kind::Folder) => {}
        Some(_) => return Err(Error::not_safe(root, "is not a folder; it is left alone")),
    }
    let _lock = lock::take(system, root)?;
    let comparison = compare_on(system, root, tree)?;
    if comparison.verdict() == Verdict::NotOurs && !force {
        return Err(Error::Refused(Box::new(comparison)));
    }
    let plan = Plan::new(tree, &comparison);
    let mut run = Run {
        system,
        root,
        staging: root.join(STAGING),
        done: Vec::new(),
    };
    run.clear_staging()?;
    if plan.is_needed(&comparison) {
        run.replace(&plan, tree, &comparison)?;
    }
    run.sweep(tree, &comparison);
    Ok(plan.report(&comparison))
}

/// What is to be done.
struct Plan {
    write: Vec<String>,
    remove: Vec<String>,
    left: Vec<String>,
}

impl Plan {
    fn new(tree: &Tree, comparison: &Comparison) -> Self {
        let differing = [&comparison.changed, &comparison.missing, &comparison.edited];
        let present = differing.into_iter().chain([&comparison.foreign]).flatten();
        let (mut write, others): (Vec<String>, Vec<String>) = present
            .filter(|path| path.as_str() != MANIFEST)
            .cloned()
            .partition(|path| tree.get(path).is_some());
        write.sort_unstable();
        let stale = comparison.stale.iter().filter(|path| path.as_str() != NEXT);
        let (left, edited): (Vec<String>, Vec<String>) = others
            .into_iter()
            .partition(|path| comparison.ours.hashes(path).is_none());
        let mut remove: Vec<String> = stale.cloned().chain(edited).collect();
        remove.sort_unstable();
        Self {
            write,
            remove,
            left,
        }
    }

    fn is_needed(&self, comparison: &Comparison) -> bool {
        let manifest_is_right = comparison.unchanged.iter().any(|path| path == MANIFEST);
        !(self.write.is_empty() && self.remove.is_empty() && manifest_is_right)
    }

    fn report(self, comparison: &Comparison) -> Report {
        let unchanged = comparison.unchanged.iter();
        Report {
            written: self.write,
            removed: self.remove,
            unchanged: unchanged.filter(|path| path.as_str() != MANIFEST).count(),
            left: self.left,
        }
    }
}

/// A step that can be taken back.
enum Step {
    Moved { from: PathBuf, to: PathBuf },
    Made { folder: PathBuf },
}

struct Run<'a> {
    system: &'a dyn FileSystem,
    root: &'a Path,
    staging: PathBuf,
    done: Vec<Step>,
}

impl Run<'_> {
    /// Stages everything, then moves it into place; moves everything back when a step fails.
    fn replace(&mut self, plan: &Plan, tree: &Tree, comparison: &Comparison) -> Result<(), Error> {
        let staged = self.stage(plan, tree, comparison);
        let moved = staged.and_then(|()| self.move_all(plan));
        let Err(cause) = moved else {
            return Ok(());
        };
        if self.undo().is_err() {
            return Err(Error::HalfWritten(Box::new(cause)));
        }
        if !comparison.interrupted {
            let _ = self.system.remove(&self.root.join(NEXT));
        }
        let _ = self.clear_staging();
        Err(cause)
    }

    /// Writes the new files and both manifests into the staging folder, and declares what is ours from now on.
    fn stage(&self, plan: &Plan, tree: &Tree, comparison: &Comparison) -> Result<(), Error> {
        let made = self.system.create_folder(&self.staging);
        made.map_err(Error::system("make", &self.staging))?;
        for (number, path) in plan.write.iter().enumerate() {
            self.create(&format!("new-{number}"), tree.get(path).unwrap_or_default())?;
        }
        let manifest = tree.manifest(&comparison.before);
        let mut pending = comparison.ours.clone();
        pending.add(&manifest);
        self.create("manifest", &manifest.text())?;
        self.create("next", &pending.text())?;
        self.rename(&self.staging.join("next"), &self.root.join(NEXT))
    }

    fn move_all(&mut self, plan: &Plan) -> Result<(), Error> {
        for (number, path) in plan.write.iter().enumerate() {
            self.make_folders(path)?;
            self.move_away(path, &format!("old-{number}"))?;
            let new = self.staging.join(format!("new-{number}"));
            self.move_to(new, self.root.join(path))?;
        }
        for (number, path) in plan.remove.iter().enumerate() {
            self.move_away(path, &format!("gone-{number}"))?;
        }
        // From here on the run has happened: the manifest is moved over the one before, in one step.
        self.rename(&self.staging.join("manifest"), &self.root.join(MANIFEST))
    }

    fn move_away(&mut self, path: &str, name: &str) -> Result<(), Error> {
        let from = self.root.join(path);
        let kind = self.system.kind(&from);
        if kind.map_err(Error::system("look at", &from))?.is_some() {
            self.move_to(from, self.staging.join(name))?;
        }
        Ok(())
    }

    fn move_to(&mut self, from: PathBuf, to: PathBuf) -> Result<(), Error> {
        self.rename(&from, &to)?;
        self.done.push(Step::Moved { from, to });
        Ok(())
    }

    /// Makes the folders of a file one by one, so that each can be taken back.
    fn make_folders(&mut self, path: &str) -> Result<(), Error> {
        for (at, _) in path.match_indices('/') {
            let relative = path.get(..at).unwrap_or_default();
            if is_folder(self.system, self.root, relative)? {
                continue;
            }
            let folder = self.root.join(relative);
            let made = self.system.create_folder(&folder);
            made.map_err(Error::system("make", &folder))?;
            self.done.push(Step::Made { folder });
        }
        Ok(())
    }

    /// Takes back every step, the last one first.
    fn undo(&mut self) -> Result<(), Error> {
        while let Some(step) = self.done.pop() {
            match step {
                Step::Moved { from, to } => self.rename(&to, &from)?,
                Step::Made { folder } => {
                    let removed = self.system.remove_folder(&folder);
                    removed.map_err(Error::system("remove", &folder))?;
                }
            }
        }
        Ok(())
    }

    fn create(&self, name: &str, text: &str) -> Result<(), Error> {
        let path = self.staging.join(name);
        let written = self.system.create(&path, text.as_bytes());
        written.map_err(Error::system("write", &path))
    }

    fn rename(&self, from: &Path, to: &Path) -> Result<(), Error> {
        let moved = self.system.rename(from, to);
        moved.map_err(Error::system("move to", to))
    }

    /// Removes what a run left in the staging folder.
    fn clear_staging(&self) -> Result<(), Error> {
        if !is_folder(self.system, self.root, STAGING)? {
            return Ok(());
        }
        let names = self.system.list(&self.staging);
        for name in names.map_err(Error::system("list", &self.staging))? {
            let path = self.staging.join(name);
            let removed = self.system.remove(&path);
            removed.map_err(Error::system("remove", &path))?;
        }
        let removed = self.system.remove_folder(&self.staging);
        removed.map_err(Error::system("remove", &self.staging))
    }

    /// Removes what a finished run no longer needs. A failure here is made good by the next run, which finds what to
    /// sweep as long as the list of hashes is there.
    fn sweep(&self, tree: &Tree, comparison: &Comparison) {
        let cleared = self.clear_staging();
        let gone = comparison.ours.paths();
        for path in gone.filter(|it| tree.covers(it) && tree.get(it).is_none()) {
            self.prune(path);
        }
        let next = self.root.join(NEXT);
        // What an interrupted run wrote elsewhere is still known by this list alone.
        let is_done = tree.is_whole() || !comparison.interrupted;
        let is_there = matches!(self.system.kind(&next), Ok(Some(Kind::File)));
        if cleared.is_ok() && is_done && is_there {
            let _ = self.system.remove(&next);
        }
    }

    /// Removes the folders of a file that is gone, from the inside out, as far as they are empty.
    fn prune(&self, path: &str) {
        let mut folder = path;
        while let Some((above, _)) = folder.rsplit_once('/') {
            let full = self.root.join(above);
            let is_there = !matches!(self.system.kind(&full), Ok(None));
            if is_there && self.system.remove_folder(&full).is_err() {
                break;
            }
            folder = above;
        }
    }
}
