//! What holds for any input: documents grown at random, and the inputs by which fuzzing once broke something.

use std::fs;

use crate::support::{fixtures, root};

#[path = "../../generator/fuzz/checks.rs"]
mod checks;

/// Documents that are grown.
const DOCUMENTS: u64 = 150;

/// What must hold for some bytes.
type Check = fn(&[u8]);

/// H20. Each folder is a target; each file in it the smallest input of a find. Those of `docs` are in the tests of that room.
#[test]
fn h20_what_fuzzing_found_does_not_come_back() {
    let targets: &[(&str, Check)] = &[
        ("source", checks::source),
        ("normalise", checks::normalise),
        ("pipeline", checks::pipeline),
        ("grown", checks::grown),
        ("path", checks::path),
        ("json", checks::json),
    ];
    let finds = root().join("generator/fuzz/finds");
    let mut folders = Vec::new();
    for folder in fs::read_dir(&finds).expect("there are finds") {
        folders.push(folder.expect("readable").file_name());
    }
    for name in folders {
        let check = targets.iter().find(|(target, _)| name == *target);
        let (_, check) = check.unwrap_or_else(|| panic!("no target {name:?}"));
        for file in fs::read_dir(finds.join(name)).expect("a folder") {
            check(&fs::read(file.expect("readable").path()).expect("a file"));
        }
    }
}

#[test]
fn h20_grown_documents_become_crates_or_errors() {
    for bytes in (1..=DOCUMENTS).map(random) {
        checks::grown(&bytes);
    }
}

#[test]
fn lowering_twice_changes_nothing() {
    for (_, text) in fixtures() {
        checks::normalise(text.as_bytes());
    }
    for bytes in (1..=DOCUMENTS).map(random) {
        checks::normalise(checks::grow::document(&bytes).to_string().as_bytes());
    }
}

/// Some bytes, the same in each run (xorshift64).
fn random(seed: u64) -> Vec<u8> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    let mut next = || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        state.to_le_bytes()[3]
    };
    (0..400).map(|_| next()).collect()
}
