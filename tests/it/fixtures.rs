//! What each small document becomes, one snapshot each: the document, findings, and the files that its first line names.
//!
//! After a change that is meant: `INSTA_UPDATE=always cargo test -p tests fixtures`, then review the difference.

use std::collections::BTreeSet;
use std::fs;
use std::panic::catch_unwind;

use generator::diagnostics::{Code, Diagnostics, Severity};
use generator::source::{self, Map, Node, Value};

use crate::support::{Made, file_name, fixtures, make, root, stem};

#[test]
fn each_fixture_becomes_what_its_snapshot_says() {
    let mut differ = Vec::new();
    for (path, text) in fixtures() {
        let made = make(file_name(&path), &text);
        let shown = show(&made, &text);
        let compared = catch_unwind(|| {
            let mut settings = insta::Settings::clone_current();
            settings.set_omit_expression(true);
            settings.set_prepend_module_to_snapshot(false);
            settings.set_snapshot_path(root().join("tests/snapshots"));
            settings.bind(|| insta::assert_snapshot!(stem(&path), shown));
        });
        if compared.is_err() {
            differ.push(stem(&path).to_owned());
        }
    }
    assert_eq!(differ, Vec::<String>::new());
}

/// What stands in a document is in the client, or a finding says that it is not.
#[test]
fn nothing_is_lost_without_a_finding() {
    for (path, text) in fixtures() {
        let name = file_name(&path);
        let made = make(name, &text);
        assert!(!made.has(Code::Vanished), "{name}: {}", made.findings);
        let losses = made.found.iter();
        let losses = losses
            .filter(|it| it.code.severity() == Severity::Loss || it.code == Code::NotForClients);
        let absent = operations(&text).saturating_sub(made.operations);
        assert!(absent <= losses.count(), "{name}: {}", made.findings);
    }
}

/// How many operations a document writes. Those of a path that stands in a file of its own are not counted.
fn operations(text: &str) -> usize {
    let document = source::read("fixture", text, 0, &mut Diagnostics::new());
    let root = document.expect("readable").root;
    let paths = map(&root).and_then(|it| it.get("paths")).and_then(map);
    let items = paths.into_iter().flatten().filter_map(|(_, it)| map(it));
    items
        .flatten()
        .map(|(key, node)| match key.as_str() {
            "get" | "put" | "post" | "delete" | "options" | "head" | "patch" | "trace"
            | "query" => 1,
            "additionalOperations" => map(node).map_or(0, |it| it.len()),
            _ => 0,
        })
        .sum()
}

fn map(node: &Node) -> Option<&Map> {
    match &node.value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

#[test]
fn each_snapshot_belongs_to_a_fixture() {
    let fixtures: BTreeSet<String> = fixtures()
        .iter()
        .map(|(path, _)| stem(path).to_owned())
        .collect();
    let snapshots: BTreeSet<String> = fs::read_dir(root().join("tests/snapshots"))
        .expect("there are snapshots")
        .map(|it| it.expect("readable").path())
        .filter(|it| it.extension().is_some_and(|it| it == "snap"))
        .map(|it| stem(&it).to_owned())
        .filter(|it| !it.starts_with("surface_"))
        .collect();
    assert_eq!(snapshots, fixtures);
}

/// The document, findings, then files: those that `# Shows: a.rs, b.rs` in the first line of the document names.
fn show(made: &Made, text: &str) -> String {
    // In the body and not in insta's `description`, which would put the whole document on one line.
    let mut shown = format!("===== document\n{text}\n===== findings\n");
    shown.push_str(if made.findings.is_empty() {
        "none\n"
    } else {
        &made.findings
    });
    let first = text.lines().next().unwrap_or_default();
    let names = first.strip_prefix("# Shows: ").unwrap_or_default();
    for name in names.split(", ").filter(|it| !it.is_empty()) {
        match made.files.get(&format!("src/{name}")) {
            Some(text) => shown.extend(["\n===== ", name, "\n", text]),
            None => shown.extend(["\n===== there is no ", name, "\n"]),
        }
    }
    shown
}
