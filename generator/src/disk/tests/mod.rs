//! Writing and comparing against real folders, with every step failing once.

mod faults;
mod load;

use super::*;
use crate::files::Files;
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::SystemTime;
use tempfile::TempDir;

const A: &[(&str, &str)] = &[
    ("Cargo.toml", "one"),
    ("src/a/mod.rs", "one"),
    ("src/a/types.rs", "one"),
    ("src/lib.rs", "one"),
];

/// Against [`A`]: one file stays, two change, one goes with its folder, one comes.
const B: &[(&str, &str)] = &[
    ("Cargo.toml", "one"),
    ("src/b/mod.rs", "two"),
    ("src/lib.rs", "two"),
];

fn tree(files: &[(&str, &str)]) -> Tree {
    let mut result = Files::new();
    for (path, text) in files {
        result.insert(*path, *text).unwrap();
    }
    let [(_, first), ..] = files else {
        return Tree::default();
    };
    Tree::new(result, [("specs/a.json", first.as_bytes())])
}

fn written(files: &[(&str, &str)]) -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let root = folder.path().join("client");
    write(&root, &tree(files), false).unwrap();
    (folder, root)
}

/// Everything below a folder: paths, bytes, and when each was written.
fn snapshot(folder: &Path) -> BTreeMap<String, (Vec<u8>, SystemTime)> {
    let mut result = BTreeMap::new();
    let mut folders = vec![folder.to_owned()];
    while let Some(here) = folders.pop() {
        for entry in fs::read_dir(here).unwrap() {
            let path = entry.unwrap().path();
            let about = path.symlink_metadata().unwrap();
            let name = path.strip_prefix(folder).unwrap().to_str().unwrap();
            if about.is_dir() {
                result.insert(format!("{name}/"), (Vec::new(), SystemTime::UNIX_EPOCH));
                folders.push(path);
            } else {
                let bytes = fs::read(&path).unwrap_or_default();
                result.insert(name.to_owned(), (bytes, about.modified().unwrap()));
            }
        }
    }
    result
}

/// Everything below a folder, without times.
fn content(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let snapshot = snapshot(folder).into_iter();
    snapshot.map(|(path, (bytes, _))| (path, bytes)).collect()
}

fn verdict(root: &Path, files: &[(&str, &str)]) -> u8 {
    compare(root, &tree(files)).unwrap().verdict().exit_code()
}

#[test]
fn w04_a_second_run_writes_nothing() {
    let (_folder, root) = written(A);
    let before = snapshot(&root);
    let report = write(&root, &tree(A), false).unwrap();
    assert_eq!(
        (report.written.len(), report.removed.len(), report.unchanged),
        (0, 0, 4)
    );
    assert_eq!(snapshot(&root), before);
    assert_eq!(verdict(&root, A), 0);
}

#[test]
fn w07_only_what_differs_is_written_and_what_nothing_makes_is_removed() {
    let (_folder, root) = written(A);
    let before = snapshot(&root);
    let report = write(&root, &tree(B), false).unwrap();
    assert_eq!(report.written, ["src/b/mod.rs", "src/lib.rs"]);
    assert_eq!(report.removed, ["src/a/mod.rs", "src/a/types.rs"]);
    let (_fresh, fresh) = written(B);
    assert_eq!(
        content(&root),
        content(&fresh),
        "as if written at once, manifest and folders too"
    );
    assert_eq!(snapshot(&root)["Cargo.toml"], before["Cargo.toml"]);
}

#[test]
fn w08_what_is_not_ours_stops_everything() {
    type Change = fn(&Path);
    let table: [(&str, Change, u8, &str); 6] = [
        (
            "a user's file under src",
            |root| fs::write(root.join("src/mine.rs"), "mine").unwrap(),
            3,
            "not generated: src/mine.rs",
        ),
        (
            "a user's file with a generated name",
            |root| {
                fs::create_dir(root.join("src/b")).unwrap();
                fs::write(root.join("src/b/mod.rs"), "mine").unwrap();
            },
            3,
            "-mine\n\\ No newline at end of file\n+two\n",
        ),
        (
            "a generated file that was edited",
            |root| fs::write(root.join("src/lib.rs"), "edited").unwrap(),
            3,
            "-edited\n\\ No newline at end of file\n+two\n",
        ),
        (
            "a generated file that was edited and is no longer made",
            |root| fs::write(root.join("src/a/types.rs"), "edited").unwrap(),
            3,
            "edited by hand: src/a/types.rs",
        ),
        (
            "a name that steers the terminal",
            |root| fs::write(root.join("src/\u{1b}[31m.rs"), "mine").unwrap(),
            3,
            "not generated: src/\\u{1b}[31m.rs",
        ),
        (
            "a user's file elsewhere is none of our business",
            |root| fs::write(root.join("examples.rs"), "mine").unwrap(),
            1,
            "",
        ),
    ];
    for (name, change, code, said) in table {
        let (_folder, root) = written(A);
        change(&root);
        let before = snapshot(&root);
        assert_eq!(verdict(&root, B), code, "{name}");
        assert_eq!(snapshot(&root), before, "{name}");
        match write(&root, &tree(B), false) {
            Ok(_) => assert_eq!(code, 1, "{name}"),
            Err(error) => {
                assert_eq!(error.exit_code(), code, "{name}: {error}");
                assert!(error.to_string().contains(said), "{name}: {error}");
                assert_eq!(snapshot(&root), before, "{name}");
            }
        }
    }
}

#[test]
fn force_overwrites_what_stands_in_the_way_and_nothing_else() {
    let (_folder, root) = written(A);
    fs::write(root.join("src/lib.rs"), "edited").unwrap();
    fs::write(root.join("src/a/mod.rs"), "edited").unwrap();
    fs::write(root.join("src/mine.rs"), "mine").unwrap();
    fs::write(root.join("notes.md"), "mine").unwrap();
    let report = write(&root, &tree(B), true).unwrap();
    assert_eq!(report.left, ["src/mine.rs"]);
    assert_eq!(report.removed, ["src/a/mod.rs", "src/a/types.rs"]);
    assert_eq!(fs::read(root.join("src/lib.rs")).unwrap(), b"two");
    assert_eq!(fs::read(root.join("src/mine.rs")).unwrap(), b"mine");
    assert_eq!(fs::read(root.join("notes.md")).unwrap(), b"mine");
}

#[test]
fn a_crate_that_we_never_wrote_is_not_overwritten() {
    let folder = tempfile::tempdir().unwrap();
    fs::write(folder.path().join("Cargo.toml"), "mine").unwrap();
    let before = content(folder.path());
    assert_eq!(
        write(folder.path(), &tree(A), false)
            .unwrap_err()
            .exit_code(),
        3
    );
    assert_eq!(content(folder.path()), before);
}

#[test]
fn w09_check_says_what_the_state_is() {
    type Change = fn(&Path);
    let table: [(&str, Change, u8); 6] = [
        ("clean", |_| (), 0),
        (
            "missing",
            |root| fs::remove_file(root.join("src/lib.rs")).unwrap(),
            1,
        ),
        ("no crate", |root| fs::remove_dir_all(root).unwrap(), 1),
        (
            "no manifest, but every file right",
            |root| fs::remove_file(root.join(MANIFEST)).unwrap(),
            1,
        ),
        (
            "extra",
            |root| fs::write(root.join("src/x.rs"), "").unwrap(),
            3,
        ),
        (
            "edited",
            |root| fs::write(root.join("src/lib.rs"), "").unwrap(),
            3,
        ),
    ];
    for (name, change, code) in table {
        let (folder, root) = written(A);
        change(&root);
        let before = snapshot(folder.path());
        assert_eq!(verdict(&root, A), code, "{name}");
        assert_eq!(
            snapshot(folder.path()),
            before,
            "{name}: nothing is written"
        );
    }
    let (_folder, root) = written(A);
    assert_eq!(verdict(&root, B), 1, "drift");
    let diff = compare(&root, &tree(B)).unwrap().diff();
    assert!(
        diff.starts_with("--- src/lib.rs (on disk)\n+++ src/lib.rs (generated)\n"),
        "{diff}"
    );
}

#[test]
fn long_differences_are_cut() {
    let long = "line\n".repeat(5000);
    let (_folder, root) = written(&[("src/lib.rs", &long)]);
    let diff = compare(&root, &tree(&[("src/lib.rs", "")])).unwrap().diff();
    assert_eq!(diff.lines().count(), 61);
    assert!(
        diff.ends_with("… 4943 more lines of src/lib.rs\n"),
        "{diff}"
    );
}

#[test]
fn one_module_can_be_written_alone() {
    let (_folder, root) = written(A);
    let new = [
        ("Cargo.toml", "two"),
        ("src/a/calls.rs", "two"),
        ("src/a/mod.rs", "two"),
        ("src/lib.rs", "two"),
    ];
    fs::write(root.join("src/lib.rs"), "edited").unwrap();
    let report = write(&root, &tree(&new).only("src/a"), false).unwrap();
    assert_eq!(report.written, ["src/a/calls.rs", "src/a/mod.rs"]);
    assert_eq!(report.removed, ["src/a/types.rs"]);
    assert_eq!(fs::read(root.join("Cargo.toml")).unwrap(), b"one");
    assert_eq!(
        compare(&root, &tree(&new).only("src/a")).unwrap().verdict(),
        Verdict::Clean
    );
    let whole = compare(&root, &tree(&new)).unwrap();
    assert_eq!(whole.edited, ["src/lib.rs"]);
    assert_eq!(whole.changed, [MANIFEST, "Cargo.toml"]);
}

#[test]
fn w13_a_manifest_that_cannot_be_trusted_deletes_nothing() {
    let table = [
        ("", "is not a manifest"),
        ("{}", "is not a manifest"),
        (
            r#"{"version":1,"inputs":{},"files":{"src/lib.rs":"0"#,
            "is not a manifest",
        ),
        (r#"{"version":2,"shape":[]}"#, "newer version"),
        (
            r#"{"version":0,"inputs":{},"files":{}}"#,
            "is not a manifest",
        ),
        (
            r#"{"version":1,"inputs":{},"files":{"../outside.rs":"00"}}"#,
            "not ours",
        ),
        (
            r#"{"version":1,"inputs":{},"files":{"/etc/passwd":"00"}}"#,
            "not ours",
        ),
        (
            r#"{"version":1,"inputs":{},"files":{".codegen.json":"00"}}"#,
            "names itself",
        ),
    ];
    for (manifest, said) in table {
        let (folder, root) = written(A);
        fs::write(folder.path().join("outside.rs"), "mine").unwrap();
        fs::write(root.join(MANIFEST), manifest).unwrap();
        let before = snapshot(folder.path());
        for force in [false, true] {
            let error = write(&root, &tree(B), force).unwrap_err();
            assert!(error.to_string().contains(said), "{manifest}: {error}");
            assert_eq!(snapshot(folder.path()), before, "{manifest}");
        }
        assert!(compare(&root, &tree(A)).is_err(), "{manifest}");
    }
}

#[cfg(unix)]
#[test]
fn h09_links_are_not_followed() {
    use std::os::unix::fs::symlink;
    type Change = fn(&Path, &Path);
    let table: [(&str, Change); 4] = [
        ("the crate", |root, outside| {
            fs::remove_dir_all(root).unwrap();
            symlink(outside, root).unwrap();
        }),
        ("its src", |root, outside| {
            fs::remove_dir_all(root.join("src")).unwrap();
            symlink(outside, root.join("src")).unwrap();
        }),
        ("a file of ours", |root, outside| {
            fs::remove_file(root.join("src/lib.rs")).unwrap();
            symlink(outside.join("lib.rs"), root.join("src/lib.rs")).unwrap();
        }),
        ("the staging folder", |root, outside| {
            symlink(outside, root.join(".codegen.staging")).unwrap();
        }),
    ];
    for (name, change) in table {
        let (folder, root) = written(A);
        let outside = folder.path().join("outside");
        fs::create_dir(&outside).unwrap();
        fs::write(outside.join("lib.rs"), "mine").unwrap();
        change(&root, &outside);
        let before = snapshot(folder.path());
        for force in [false, true] {
            assert!(write(&root, &tree(B), force).is_err(), "{name}");
            assert_eq!(snapshot(folder.path()), before, "{name}");
        }
    }
    let (_folder, root) = written(A);
    symlink("/etc", root.join("src/etc")).unwrap();
    assert_eq!(compare(&root, &tree(A)).unwrap().foreign, ["src/etc"]);
}

#[test]
fn one_run_at_a_time() {
    let (_folder, root) = written(A);
    let lock = root.join(".codegen.lock");
    fs::write(&lock, format!("{}\n", std::process::id())).unwrap();
    let error = write(&root, &tree(B), true).unwrap_err();
    assert!(matches!(error, Error::Locked { .. }), "{error}");
    assert_eq!(verdict(&root, A), 0, "looking needs no lock");
}

#[cfg(target_os = "linux")]
#[test]
fn the_lock_of_a_dead_run_is_taken_over() {
    let (_folder, root) = written(A);
    // Linux has no process numbers as high as this.
    fs::write(root.join(".codegen.lock"), "4294967295\n").unwrap();
    write(&root, &tree(B), false).unwrap();
    let (_fresh, fresh) = written(B);
    assert_eq!(content(&root), content(&fresh));
}

#[test]
fn w12_runs_at_the_same_time_wait_or_fail_clean() {
    let (_folder, root) = written(A);
    std::thread::scope(|scope| {
        for files in [A, B, A, B] {
            let root = &root;
            scope.spawn(move || match write(root, &tree(files), false) {
                Ok(_) | Err(Error::Locked { .. }) => {}
                Err(error) => panic!("{error}"),
            });
        }
    });
    let content = content(&root);
    let (_a, a) = written(A);
    let (_b, b) = written(B);
    assert!(content == super::tests::content(&a) || content == super::tests::content(&b));
}

#[test]
fn rust_is_formatted_and_the_rest_is_not() {
    let mut files = Files::new();
    files
        .insert("src/lib.rs", "use b;use a;\nfn  f( ){}")
        .unwrap();
    files.insert("README.md", "fn  f( ){}").unwrap();
    let rendered = render(files).unwrap();
    assert_eq!(
        rendered.get("src/lib.rs"),
        Some("use a;\nuse b;\nfn f() {}\n")
    );
    assert_eq!(rendered.get("README.md"), Some("fn  f( ){}"));
    let again = render(rendered.clone()).unwrap();
    assert_eq!(again, rendered);
    let mut files = Files::new();
    files.insert("src/lib.rs", "fn {").unwrap();
    let error = render(files).unwrap_err().to_string();
    assert!(
        error.contains("rustfmt does not accept src/lib.rs"),
        "{error}"
    );
}

#[test]
fn a_single_file_is_written_when_it_differs() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("specs/codegen.schema.json");
    assert!(!is_fresh(&path, "{}"));
    assert!(refresh(&path, "{}").unwrap());
    assert!(!refresh(&path, "{}").unwrap());
    assert!(is_fresh(&path, "{}"));
    assert_eq!(content(folder.path()).len(), 2, "nothing else is left");
    assert!(refresh(folder.path(), "{}").is_err());
}
