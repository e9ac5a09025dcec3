//! The table of cases, and what the README promises: each has a test that exists, or says why it has none.

use std::collections::BTreeMap;
use std::fs;

use crate::support::{root, stem};

/// The numbers of the cases: faults (C) and JSON (J). Those between were never given.
const FAULTS: [std::ops::RangeInclusive<u8>; 5] = [1..=13, 20..=28, 30..=35, 40..=45, 50..=84];
const JSON: std::ops::RangeInclusive<u8> = 1..=26;

/// Every test: its path, and its name. Some are texts, which become crates of their own.
fn tests() -> BTreeMap<String, String> {
    let mut tests = BTreeMap::new();
    for entry in fs::read_dir(root().join("tests/it")).expect("there are tests") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            continue;
        }
        let text = fs::read_to_string(&path).expect("text");
        for item in text.split("\n#[test]\n").skip(1) {
            let mut lines = item.lines().map(|it| it.trim_start_matches("pub(crate) "));
            let name = lines.find_map(|it| it.strip_prefix("fn "));
            let name = name.and_then(|it| it.split('(').next());
            let name = name.expect("a function").to_owned();
            tests.insert(format!("{}::{name}", stem(&path)), name);
        }
    }
    tests
}

/// `C35` and `C82` of `c35_c82_what_is_no_tls`, and all between of `c20_to_c27_…`.
fn cases_of(name: &str) -> Vec<String> {
    let (mut cases, mut last, mut is_range) = (Vec::new(), None, false);
    for word in name.split('_') {
        let mut letters = word.chars();
        let letter = letters.next().filter(|it| matches!(it, 'c' | 'j'));
        let number: Option<u8> = letters.as_str().parse().ok();
        match (letter, number) {
            (Some(letter), Some(number)) => {
                let first = last.filter(|_| is_range).map_or(number, |it: u8| it + 1);
                let letter = letter.to_ascii_uppercase();
                cases.extend((first..=number).map(|it| format!("{letter}{it:02}")));
                (last, is_range) = (Some(number), false);
            }
            _ if word == "to" && last.is_some() => is_range = true,
            _ => break,
        }
    }
    cases
}

/// What stands in backquotes.
fn quoted(text: &str) -> Vec<&str> {
    text.split('`').skip(1).step_by(2).collect()
}

/// The rows of the table: case, what happens, and tests.
fn rows() -> BTreeMap<String, (String, Vec<String>)> {
    let table = fs::read_to_string(root().join("tests/CASES.md")).expect("there is a table");
    let mut rows = BTreeMap::new();
    for line in table.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        if let ["", case, _, happens, tests, ""] = cells[..]
            && !cases_of(&case.to_ascii_lowercase()).is_empty()
        {
            let tests = quoted(tests).into_iter().map(str::to_owned).collect();
            let row = (happens.to_owned(), tests);
            assert!(rows.insert(case.to_owned(), row).is_none(), "{case} twice");
        }
    }
    rows
}

#[test]
fn every_case_has_a_test_or_a_reason() {
    let (rows, tests) = (rows(), tests());
    let faults = FAULTS.into_iter().flatten().map(|it| format!("C{it:02}"));
    let expected: Vec<String> = faults.chain(JSON.map(|it| format!("J{it:02}"))).collect();
    assert!(rows.keys().eq(&expected), "{:?}", rows.keys());
    for (case, (happens, shown)) in &rows {
        let has_reason = happens.starts_with("none: ");
        assert_ne!(shown.is_empty(), !has_reason, "{case}");
        for name in shown {
            assert!(tests.contains_key(name), "{case}: there is no {name}");
        }
    }
    // Of JSON the table names the first tests alone: there are many.
    for (path, name) in &tests {
        for case in cases_of(name) {
            let (_, shown) = rows.get(&case).unwrap_or_else(|| panic!("{path}: {case}"));
            assert!(
                case.starts_with('J') || shown.contains(path),
                "{case} lacks {path}"
            );
        }
    }
}

#[test]
fn names_of_tests_say_which_cases() {
    for (name, expected) in [
        ("c35_c82_what_is_no_tls", &["C35", "C82"][..]),
        ("c03_to_c05_a_server", &["C03", "C04", "C05"]),
        ("c01_c03_to_c04_to_c05_x", &["C01", "C03", "C04", "C05"]),
        ("to_c05", &[]),
        ("calls_c05", &[]),
        ("j17_j18", &["J17", "J18"]),
    ] {
        assert_eq!(cases_of(name), expected, "{name}");
    }
}

/// What the README says is shown by a test is shown by one that there is.
#[test]
fn promises_have_tests() {
    let tests = tests();
    let readme = fs::read_to_string(root().join("README.md")).expect("there is a README");
    let (_, promises) = readme
        .split_once("| promise | shown by |")
        .expect("the table");
    let mut links = 0;
    for row in promises.lines().take_while(|it| !it.starts_with('#')) {
        for link in row.split("](tests/it/").skip(1) {
            let module = link.split(".rs)").next().expect("a file");
            assert!(
                root().join(format!("tests/it/{module}.rs")).exists(),
                "{module}"
            );
        }
        // `[`test`](tests/it/module.rs)`
        for link in row.split("[`").skip(1) {
            let (name, rest) = link.split_once("`](tests/it/").expect("a link to a test");
            let module = rest.split(".rs)").next().expect("a file");
            assert!(
                tests.contains_key(&format!("{module}::{name}")),
                "{module}::{name}"
            );
            links += 1;
        }
    }
    assert!(links > 10, "{links}");
}
