//! A file system whose nth step fails.

use super::*;
use std::cell::Cell;
use std::io;
use std::time::Duration;

/// What happens at the chosen step and after it.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Fault {
    /// The step fails; the ones after it work.
    Once,
    /// A file is written half; the steps after it work.
    Half,
    /// The process dies: nothing works any more.
    Death,
    /// Every write fails, and reading works.
    ReadOnly,
}

struct Faulty {
    left: Cell<usize>,
    fault: Fault,
}

impl Faulty {
    fn new(steps: usize, fault: Fault) -> Self {
        Self {
            left: Cell::new(steps),
            fault,
        }
    }

    /// Counts a step, and fails it when its time has come.
    fn step(&self) -> io::Result<()> {
        match self.left.get() {
            usize::MAX => return Ok(()),
            0 if self.fault != Fault::Death => self.left.set(usize::MAX),
            0 => {}
            left => {
                self.left.set(left - 1);
                return Ok(());
            }
        }
        Err(io::Error::other("fault"))
    }

    fn change(&self) -> io::Result<()> {
        assert_ne!(self.fault, Fault::ReadOnly, "nothing may be written");
        self.step()
    }

    /// Whether the run went through before its fault.
    fn is_spent(&self) -> bool {
        matches!(self.left.get(), 0 | usize::MAX)
    }
}

impl FileSystem for Faulty {
    fn kind(&self, path: &Path) -> io::Result<Option<Kind>> {
        self.step()?;
        Real.kind(path)
    }

    fn read(&self, path: &Path) -> io::Result<Vec<u8>> {
        self.step()?;
        Real.read(path)
    }

    fn list(&self, folder: &Path) -> io::Result<Vec<String>> {
        self.step()?;
        Real.list(folder)
    }

    fn age(&self, path: &Path) -> io::Result<Duration> {
        self.step()?;
        Real.age(path)
    }

    fn create(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        let result = self.change();
        let half = bytes.get(..bytes.len() / 2).unwrap();
        match (&result, self.fault) {
            (Ok(()), _) => return Real.create(path, bytes),
            // Death in the middle of writing leaves half a file; a failure does not.
            (Err(_), Fault::Half | Fault::Death)
                if !path.exists() && path.parent().unwrap().exists() =>
            {
                Real.create(path, half)?;
                if self.fault == Fault::Half {
                    Real.remove(path)?;
                }
            }
            _ => {}
        }
        result
    }

    fn create_folder(&self, folder: &Path) -> io::Result<()> {
        self.change()?;
        Real.create_folder(folder)
    }

    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.change()?;
        Real.rename(from, to)
    }

    fn remove(&self, path: &Path) -> io::Result<()> {
        self.change()?;
        Real.remove(path)
    }

    fn remove_folder(&self, folder: &Path) -> io::Result<()> {
        self.change()?;
        Real.remove_folder(folder)
    }
}

/// What a user sees of a crate: its files and folders, without the things of a run.
fn crate_of(root: &Path) -> BTreeMap<String, Vec<u8>> {
    let mut all = content(root);
    all.retain(|path, _| path == MANIFEST || !path.starts_with(".codegen"));
    all
}

#[test]
fn w10_check_writes_nothing() {
    let (_folder, root) = written(A);
    fs::write(root.join("src/lib.rs"), "edited").unwrap();
    let system = Faulty::new(usize::MAX, Fault::ReadOnly);
    let comparison = compare_on(&system, &root, &tree(B)).unwrap();
    assert_eq!(comparison.verdict(), Verdict::NotOurs);
}

#[test]
fn w05_a_failing_step_leaves_the_old_crate_or_the_new_one() {
    let (_new, new) = written(B);
    for fault in [Fault::Once, Fault::Half] {
        for steps in 0.. {
            let (folder, root) = written(A);
            fs::write(root.join("notes.md"), "mine").unwrap();
            let old = crate_of(&root);
            let mut expected = crate_of(&new);
            expected.insert("notes.md".to_owned(), b"mine".to_vec());
            let system = Faulty::new(steps, fault);
            let result = write_on(&system, &root, &tree(B), false);
            let now = crate_of(&root);
            match &result {
                Ok(_) => assert_eq!(now, expected, "{fault:?} {steps}"),
                Err(_) => assert_eq!(now, old, "{fault:?} {steps}"),
            }
            bury(&root);
            write(&root, &tree(B), false).unwrap();
            let whole = content(&root);
            assert_eq!(
                crate_of(&root),
                whole,
                "{fault:?} {steps}: everything is swept up"
            );
            assert_eq!(whole, expected, "{fault:?} {steps}");
            drop(folder);
            if result.is_ok() && !system.is_spent() {
                break;
            }
        }
    }
}

#[test]
fn a_killed_run_is_completed_by_the_next() {
    let (_new, new) = written(B);
    let expected = content(&new);
    for steps in 0.. {
        let (_folder, root) = written(A);
        let system = Faulty::new(steps, Fault::Death);
        let result = write_on(&system, &root, &tree(B), false);
        bury(&root);
        let state = compare(&root, &tree(B)).unwrap().verdict();
        assert_ne!(
            state,
            Verdict::NotOurs,
            "{steps}: half a run is not an edit"
        );
        write(&root, &tree(B), false).unwrap();
        assert_eq!(content(&root), expected, "{steps}");
        if result.is_ok() && !system.is_spent() {
            break;
        }
    }
}

#[test]
fn a_killed_run_can_be_followed_by_another_and_by_the_old_one() {
    let (_old, old) = written(A);
    for steps in 0..60 {
        let (_folder, root) = written(A);
        for _ in 0..2 {
            let _ = write_on(&Faulty::new(steps, Fault::Death), &root, &tree(B), false);
            bury(&root);
        }
        write(&root, &tree(A), false).unwrap();
        assert_eq!(content(&root), content(&old), "{steps}");
    }
}

#[test]
fn a_killed_run_is_completed_after_one_of_its_modules() {
    let (_new, new) = written(B);
    for steps in 0..60 {
        let (_folder, root) = written(A);
        let _ = write_on(&Faulty::new(steps, Fault::Death), &root, &tree(B), false);
        bury(&root);
        write(&root, &tree(B).only("src/b"), false).unwrap();
        write(&root, &tree(B), false).unwrap();
        assert_eq!(content(&root), content(&new), "{steps}");
    }
}

/// A dead process no longer holds its lock. Here the process is this one, which lives on.
fn bury(root: &Path) {
    let _ = fs::remove_file(root.join(".codegen.lock"));
}
