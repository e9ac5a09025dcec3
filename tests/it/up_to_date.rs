//! What is committed and made from something else is what it would become today, byte for byte.

use std::fs;

use generator::diagnostics::render::{Notes, render};
use generator::disk::{self, Project, Tree, Verdict};
use generator::{generate, settings};

use crate::support::root;

#[test]
fn the_client_is_up_to_date() {
    let Project { settings, input } =
        disk::project(&root().join("specs"), None).unwrap_or_else(|error| panic!("{error}"));
    let generation = generate(&input, &settings);
    assert!(
        !generation.files.is_empty(),
        "{}",
        render(&generation.diagnostics, &generation.sources, Notes::All)
    );
    let files = disk::render(generation.files).unwrap_or_else(|error| panic!("{error}"));
    let tree = Tree::new(files, input.labelled());
    let comparison = disk::compare(&root().join("generated-client"), &tree)
        .unwrap_or_else(|error| panic!("{error}"));
    assert!(
        comparison.verdict() == Verdict::Clean,
        "{comparison}\nThe client is not up to date. Run `cargo xtask codegen` and commit what it writes."
    );
}

/// Editors complete `codegen.toml` by it.
#[test]
fn the_schema_of_the_settings_is_up_to_date() {
    let path = root().join("specs/codegen.schema.json");
    assert!(
        disk::is_fresh(&path, &settings::schema()),
        "{} is not up to date. Run `cargo xtask codegen` and commit what it writes.",
        path.display()
    );
}

/// Documents of others are corrected by overlays and never by hand: each is still what was imported.
#[test]
fn imported_documents_are_as_they_came() {
    let folder = root().join("specs/batch-cep");
    let recorded = fs::read_to_string(folder.join("SOURCES.toml")).expect("a record of imports");
    let recorded: toml::Table = recorded.parse().expect("TOML");
    assert!(recorded.contains_key("remove.json"));
    for (file, entry) in &recorded {
        let bytes = fs::read(folder.join(file)).expect("what was imported is there");
        let hash = entry["sha256"].as_str().expect("a hash");
        assert_eq!(disk::sha256(&bytes), hash, "{file} was edited");
    }
}
