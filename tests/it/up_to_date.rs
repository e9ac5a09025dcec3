//! The committed client is what the specifications say, byte for byte.

use generator::diagnostics::render::render;
use generator::disk::{self, Project, Tree, Verdict};
use generator::generate;

use crate::support::root;

#[test]
fn the_client_is_up_to_date() {
    let Project { settings, input } =
        disk::project(&root().join("specs"), None).unwrap_or_else(|error| panic!("{error}"));
    let generation = generate(&input, &settings);
    assert!(
        !generation.files.is_empty(),
        "{}",
        render(&generation.diagnostics, &generation.sources)
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
