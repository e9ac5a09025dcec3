//! The shape of the project: arrows between rooms, one module for the disk, functions that fit a screen.
//!
//! Each rule is an absence that `generator/ARCHITECTURE.md` promises.

use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;
use syn::visit::Visit;

/// Which rooms a room may use. Vocabularies (diagnostics, source, model, code, settings) are named like rooms.
const MAY_USE: &[(&str, &[&str])] = &[
    ("diagnostics", &["source"]),
    ("settings", &["diagnostics", "files"]),
    ("source", &["diagnostics"]),
    ("normalise", &["diagnostics", "source"]),
    ("spec", &["diagnostics", "source", "normalise"]),
    ("model", &["source"]),
    (
        "interpret",
        &["diagnostics", "source", "spec", "model", "settings"],
    ),
    ("analyse", &["model"]),
    ("names", &["diagnostics", "model", "source"]),
    ("code", &["names"]),
    ("lower", &["model", "analyse", "names", "code", "settings"]),
    ("emit", &["code", "names"]),
    ("format", &[]),
    ("files", &[]),
    ("disk", &["files", "diagnostics", "settings", "source"]),
    // Above the rooms: `pipeline` calls them in order, `command` is the last step of both commands.
    ("pipeline", &EVERY_ROOM),
    ("command", &["diagnostics", "disk"]),
];

const EVERY_ROOM: [&str; 14] = [
    "analyse",
    "code",
    "diagnostics",
    "emit",
    "files",
    "format",
    "interpret",
    "lower",
    "model",
    "names",
    "normalise",
    "settings",
    "source",
    "spec",
];

/// No function is longer, unless the line above it says why.
const LONGEST_FUNCTION: usize = 70;

/// What that line starts with.
const WHY_LONG: &str = "// Long because ";

#[test]
fn arrows_go_down_only() {
    let mut broken = Vec::new();
    for (room, path, text) in rooms() {
        let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
            assert!(
                ["lib", "main"].contains(&room.as_str()),
                "{} is in no room of the table",
                path.display()
            );
            continue;
        };
        for used in used_rooms(&production(&text)) {
            let is_room = MAY_USE.iter().any(|(name, _)| *name == used);
            if is_room && used != room && !allowed.contains(&used.as_str()) {
                broken.push(format!("{}: {room} must not use {used}", path.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn each_forbidden_word_stays_in_its_room() {
    // Word, the rooms that may say it.
    let rules: &[(&str, &[&str])] = &[
        ("std::fs", &["disk"]),
        ("std::process::Command", &["disk"]),
        ("std::net", &[]),
        ("std::env", &["main"]),
        ("SystemTime", &["disk"]),
        ("quote!", &["emit"]),
        ("HashMap", &[]),
        ("HashSet", &[]),
    ];
    let mut broken = Vec::new();
    for (room, path, text) in rooms() {
        let text = production(&text);
        for (word, allowed) in rules {
            if text.contains(word) && !allowed.contains(&room.as_str()) {
                broken.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[test]
fn every_module_says_what_it_is() {
    let silent: Vec<PathBuf> = own_sources()
        .into_iter()
        .filter(|(_, text)| !text.starts_with("//!"))
        .map(|(path, _)| path)
        .collect();
    assert_eq!(silent, Vec::<PathBuf>::new());
}

#[test]
fn functions_fit_a_screen() {
    let mut long = Vec::new();
    for (path, text) in own_sources() {
        let file =
            syn::parse_file(&text).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        let mut functions = Functions::default();
        functions.visit_file(&file);
        let lines: Vec<&str> = text.lines().collect();
        for (name, first, last) in functions.found {
            let excused = lines[..first]
                .iter()
                .rev()
                .skip(1)
                .take(40)
                .take_while(|line| !line.trim().is_empty())
                .any(|line| line.trim_start().starts_with(WHY_LONG));
            if last - first >= LONGEST_FUNCTION && !excused {
                long.push(format!(
                    "{}: {name} has {} lines",
                    path.display(),
                    last - first + 1
                ));
            }
        }
    }
    assert_eq!(long, Vec::<String>::new());
}

#[test]
fn nothing_unfinished_is_left() {
    let words = [
        concat!("to", "do!("),
        concat!("unimple", "mented!("),
        concat!("TO", "DO"),
        concat!("FIX", "ME"),
        concat!("#[ign", "ore"),
        concat!("#![all", "ow("),
        concat!("db", "g!("),
    ];
    let mut broken = Vec::new();
    for (path, text) in own_sources() {
        for word in words {
            if text.contains(word) {
                broken.push(format!("{}: {word}", path.display()));
            }
        }
    }
    assert_eq!(broken, Vec::<String>::new());
}

#[derive(Default)]
struct Functions {
    found: Vec<(String, usize, usize)>,
}

impl Functions {
    fn add(&mut self, signature: &syn::Signature, whole: &impl Spanned) {
        let first = signature.span().start().line;
        self.found
            .push((signature.ident.to_string(), first, whole.span().end().line));
    }
}

impl<'ast> Visit<'ast> for Functions {
    fn visit_item_fn(&mut self, function: &'ast syn::ItemFn) {
        self.add(&function.sig, function);
        syn::visit::visit_item_fn(self, function);
    }

    fn visit_impl_item_fn(&mut self, function: &'ast syn::ImplItemFn) {
        self.add(&function.sig, function);
        syn::visit::visit_impl_item_fn(self, function);
    }
}

/// The sources of the generator: room, path, text.
fn rooms() -> Vec<(String, PathBuf, String)> {
    let folder = root().join("generator/src");
    sources(&folder)
        .into_iter()
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| {
            let relative = path.strip_prefix(&folder).expect("listed below it");
            let first = relative.iter().next().expect("not empty");
            let room = first.to_string_lossy().trim_end_matches(".rs").to_owned();
            (room, path, text)
        })
        .collect()
}

/// Every source that is written by hand.
fn own_sources() -> Vec<(PathBuf, String)> {
    [
        "generator",
        "xtask",
        "tests/it",
        "generated-client/examples",
    ]
    .iter()
    .flat_map(|folder| sources(&root().join(folder)))
    .collect()
}

fn sources(folder: &Path) -> Vec<(PathBuf, String)> {
    let mut found = Vec::new();
    let Ok(entries) = fs::read_dir(folder) else {
        return found;
    };
    let mut paths: Vec<PathBuf> = entries.map(|it| it.expect("readable").path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            found.extend(sources(&path));
        } else if path.extension().is_some_and(|it| it == "rs") {
            let text = fs::read_to_string(&path).expect("readable");
            found.push((path, text));
        }
    }
    found
}

/// Modules that are compiled for unit tests only.
fn is_test(path: &Path) -> bool {
    let of_tests = ["tests", "tests.rs", "testing.rs", "sample"];
    path.components()
        .any(|it| of_tests.iter().any(|name| it.as_os_str() == *name))
}

/// What is compiled into the product: everything above the unit tests, comments left out.
fn production(text: &str) -> String {
    text.split("#[cfg(test)]\nmod ")
        .next()
        .unwrap_or_default()
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .collect::<Vec<_>>()
        .join("\n")
}

/// The rooms that a text names after `crate::`.
fn used_rooms(text: &str) -> Vec<String> {
    text.split("crate::")
        .skip(1)
        .flat_map(|rest| {
            let list = rest.strip_prefix('{').and_then(|it| it.split(';').next());
            match list {
                Some(list) => list
                    .split([',', '{', '}'])
                    .map(word)
                    .filter(|it| MAY_USE.iter().any(|(room, _)| room == it))
                    .collect(),
                None => vec![word(rest)],
            }
        })
        .filter(|it| !it.is_empty())
        .collect()
}

fn word(text: &str) -> String {
    text.trim_start()
        .chars()
        .take_while(|it| it.is_alphanumeric() || *it == '_')
        .collect()
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is below the root")
        .to_path_buf()
}
