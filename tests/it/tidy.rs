//! The shape of the project: arrows between rooms, one module for the disk, functions that fit a screen.
//!
//! Each rule is an absence that `generator/ARCHITECTURE.md` promises.

use std::fs;
use std::path::{Path, PathBuf};

use syn::spanned::Spanned;
use syn::visit::Visit;

use crate::uses::uses;

/// Which rooms a room may use. Vocabularies (diagnostics, source, model, code, settings) are named like rooms.
const MAY_USE: &[(&str, &[&str])] = &[
    ("diagnostics", &["source"]),
    ("settings", &["diagnostics", "files", "source"]),
    ("source", &["diagnostics"]),
    ("normalise", &["diagnostics", "settings", "source"]),
    ("spec", &["diagnostics", "source", "normalise"]),
    ("model", &["source"]),
    (
        "interpret",
        &["diagnostics", "source", "spec", "model", "settings"],
    ),
    ("analyse", &["model"]),
    ("names", &["diagnostics", "model", "source"]),
    ("code", &["names"]),
    (
        "lower",
        &["model", "analyse", "names", "code", "settings", "source"],
    ),
    ("emit", &["code", "names"]),
    ("format", &[]),
    ("files", &[]),
    ("disk", &["files", "diagnostics", "settings", "source"]),
    // Above the rooms: `pipeline` calls them in order, `command` is the last step of both commands.
    ("pipeline", &EVERY_ROOM),
    // Beside the pipeline, whose first six rooms it calls.
    (
        "explain",
        &[
            "diagnostics",
            "model",
            "names",
            "pipeline",
            "settings",
            "source",
        ],
    ),
    ("command", &["diagnostics", "disk", "explain"]),
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

/// What may use the crate's root.
const ABOVE: [&str; 4] = ["disk", "pipeline", "explain", "command"];

/// No function is longer, unless the line above it says why.
const LONGEST_FUNCTION: usize = 70;

/// What that line starts with.
const WHY_LONG: &str = "// Long because ";

/// A path that is forbidden, and the rooms that may use it. One segment stands for itself wherever in a path it is.
const FORBIDDEN: &[(&[&str], &[&str])] = &[
    (&["std", "fs"], &["disk"]),
    (&["std", "process", "Command"], &["disk"]),
    (&["std", "net"], &[]),
    (&["std", "os"], &["disk"]),
    (&["std", "env"], &["main"]),
    (&["SystemTime"], &["disk"]),
    (&["quote", "*"], &["emit"]),
    (&["quote!"], &["emit"]),
    (&["quote_spanned!"], &["emit"]),
    (&["parse_quote!"], &["emit"]),
    (&["parse_quote_spanned!"], &["emit"]),
    (&["include!"], &[]),
    (&["HashMap"], &[]),
    (&["HashSet"], &[]),
];

#[test]
fn arrows_go_down_only() {
    let mut broken = Vec::new();
    for (module, path, text) in rooms() {
        let room = module.first().map_or("", String::as_str);
        assert!(
            ["lib", "main"].contains(&room) || MAY_USE.iter().any(|(name, _)| *name == room),
            "{} is in no room of the table",
            path.display()
        );
        broken.extend(breaches(&module, &text));
    }
    assert_eq!(broken, Vec::<String>::new());
}

/// The judge of the test above is no blind one.
fn check(module: &str, text: &str, expected: &[&str]) {
    let module: Vec<String> = module.split("::").map(str::to_owned).collect();
    let breaches = breaches(&module, text);
    let found: Vec<&str> = breaches
        .iter()
        .filter_map(|it| it.split_once(": "))
        .map(|(_, it)| it)
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn a_source_keeps_out_of_other_rooms_or_not() {
    let imports = "use std::{fs, process::Command, env, net};";
    check(
        "lower::docs",
        imports,
        &["std::env", "std::fs", "std::net", "std::process::Command"],
    );
    check("disk::write", "use std::{fs, process::Command};", &[]);
    check(
        "lower",
        "use std as s; fn f() { s::fs::read(\"\"); }",
        &["std::fs::read"],
    );
    check(
        "lower",
        "use std::process; fn f() { process::Command::new(\"\"); }",
        &["std::process::Command::new"],
    );
    check(
        "lower",
        "use std::*;",
        &["std::*", "std::*", "std::*", "std::*", "std::*"],
    );
    check(
        "lower",
        "fn f() { x!(a, { std::fs::read(b) }) }",
        &["std::fs::read"],
    );
    check(
        "lower",
        "type A = Vec<std::net::IpAddr>;",
        &["std::net::IpAddr"],
    );
    // Other rooms, however they are written.
    check(
        "lower::docs",
        "use super::super::disk::sha256;",
        &["crate::disk::sha256"],
    );
    check(
        "lower::docs",
        "fn f() { super::super::disk::sha256() }",
        &["crate::disk::sha256"],
    );
    check(
        "lower::docs",
        "use super::{super::{disk, model}, words};",
        &["crate::disk"],
    );
    check(
        "lower",
        "mod a { use super::super::disk; }",
        &["crate::disk"],
    );
    check(
        "lower",
        "use crate as c; fn f() { c::disk::f() }",
        &["crate::disk::f"],
    );
    check("lower", "use crate::*;", &["crate::*"]);
    check(
        "emit",
        "use crate::{code::{self, Item}, names::Ident};",
        &[],
    );
    check("model", "use crate::generate;", &["crate::generate"]);
}

#[test]
fn a_source_keeps_to_its_words_or_not() {
    // Tokens.
    check(
        "lower",
        "fn f() { quote::quote_spanned!(s=> a) }",
        &["quote::quote_spanned!"; 2],
    );
    check("lower", "use quote::quote as q;", &["quote::quote"]);
    check(
        "lower",
        "fn f() { syn::parse_quote!(a) }",
        &["syn::parse_quote!"],
    );
    check("emit", "use quote::quote; fn f() { quote!(a) }", &[]);
    // What stands behind tests, and in them.
    let after = "#[cfg(test)]\nmod tests { use std::fs; }\nuse std::collections::HashMap;";
    check("lower", after, &["std::collections::HashMap"]);
    let tests = "#[cfg(test)] use std::{env, fs}; #[cfg(test)] mod tests; \
                 impl A { #[cfg(test)] fn f() { std::fs::read(x) } }";
    check("lower", tests, &[]);
    check(
        "lower",
        "#[cfg(any(test, unix))] use std::fs;",
        &["std::fs"],
    );
    check("lower", "mod tests;", &["tests is a module of the product"]);
    check(
        "lower",
        "// std::fs\nfn f() { let quote = \"std::net\"; g(quote) }",
        &[],
    );
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

/// The rules that `normalise/dialect` lists by number have tests that are found by it.
#[test]
fn every_rule_of_the_dialect_has_a_test() {
    let folder = root().join("generator/src/normalise");
    let list = fs::read_to_string(folder.join("dialect/mod.rs")).expect("readable");
    let listed = |number: &usize| list.contains(&format!("\n//! {number}. "));
    let count = (1..100).take_while(listed).count();
    assert_eq!(count, 36);
    let texts: String = sources(&folder).into_iter().map(|(_, text)| text).collect();
    let functions: Vec<&str> = texts
        .lines()
        .filter_map(|it| it.trim_start().strip_prefix("fn "))
        .collect();
    let has_test = |number: &usize| {
        let name = format!("rule_{number:02}_");
        functions.iter().any(|it| it.contains(&name))
    };
    let untested: Vec<usize> = (1..=count).filter(|it| !has_test(it)).collect();
    assert_eq!(untested, Vec::<usize>::new());
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

/// What users read in a client is what is written, tested and formatted here, to the byte.
#[test]
fn a_client_carries_the_runtime_as_it_stands() {
    let written = root().join("generator/runtime");
    let carried = root().join("generated-client/src/runtime");
    let differing: Vec<PathBuf> = sources(&written)
        .into_iter()
        .filter_map(|(path, text)| {
            let inside = path.strip_prefix(&written).expect("below").to_path_buf();
            let copy = fs::read_to_string(carried.join(&inside)).unwrap_or_default();
            (copy != text).then_some(inside)
        })
        .collect();
    assert_eq!(differing, Vec::<PathBuf>::new());
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

/// The sources of the generator: module, path, text.
fn rooms() -> Vec<(Vec<String>, PathBuf, String)> {
    let folder = root().join("generator/src");
    sources(&folder)
        .into_iter()
        .filter(|(path, _)| !is_test(path))
        .map(|(path, text)| {
            let relative = path.strip_prefix(&folder).expect("listed below it");
            let names = relative
                .iter()
                .map(|it| it.to_string_lossy().trim_end_matches(".rs").to_owned());
            let module = names.filter(|it| it != "mod").collect();
            (module, path, text)
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

/// What a module names and must not: `module: path`, in order.
fn breaches(module: &[String], text: &str) -> Vec<String> {
    let room = module.first().map_or("", String::as_str);
    let above = ["lib", "main"].contains(&room);
    let place: Vec<&str> = module
        .iter()
        .map(String::as_str)
        .filter(|it| !["lib", "main"].contains(it))
        .collect();
    let (paths, modules) = uses(&place, text);
    let mut broken = Vec::new();
    for path in &paths {
        let path: Vec<&str> = path.iter().map(String::as_str).collect();
        let forbidden = FORBIDDEN
            .iter()
            .filter(|(word, rooms)| names(&path, word) && !rooms.contains(&room));
        broken.extend(forbidden.map(|_| path.join("::")));
        if !above && is_wrong_arrow(room, &path) {
            broken.push(path.join("::"));
        }
    }
    broken.extend(
        modules
            .iter()
            .filter(|it| is_test(Path::new(it)))
            .map(|it| format!("{it} is a module of the product")),
    );
    let module = module.join("::");
    broken
        .into_iter()
        .map(|it| format!("{module}: {it}"))
        .collect()
}

/// Whether a path is, or may be by a glob, below what is forbidden.
fn names(path: &[&str], forbidden: &[&str]) -> bool {
    match (forbidden, path) {
        ([word], _) => path.contains(word),
        ([word, "*"], _) => path.len() > 1 && path[0] == *word,
        (_, [before @ .., "*"]) if forbidden.starts_with(before) => true,
        _ => path.starts_with(forbidden),
    }
}

/// Whether a path leads into a room that this one must not use. What lies in no room belongs to `pipeline` and above.
fn is_wrong_arrow(room: &str, path: &[&str]) -> bool {
    let ["crate", used, ..] = path else {
        return false;
    };
    let Some((_, allowed)) = MAY_USE.iter().find(|(name, _)| *name == room) else {
        return true;
    };
    if MAY_USE.iter().any(|(name, _)| name == used) {
        *used != room && !allowed.contains(used)
    } else {
        !ABOVE.contains(&room)
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is below the root")
        .to_path_buf()
}
