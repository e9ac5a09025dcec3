//! What the fixtures become compiles, without a warning from rustc, clippy or rustdoc, and holds no doctest.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use generator::disk::{self, Tree};

use crate::arbitrary;
use crate::determinism::{json, read};
use crate::support::{fixtures, make, make_modules, root, stem};

/// W14. All fixtures are modules of one crate: one compilation. It stays where it is, so that the next run is quick.
#[test]
fn w14_all_fixtures_compile_without_a_warning() {
    let documents: Vec<(String, String)> = fixtures()
        .into_iter()
        .filter(|(path, text)| !make(stem(path), text).files.is_empty())
        .map(|(path, text)| (stem(&path).to_owned(), text))
        .collect();
    let pairs = documents
        .iter()
        .map(|(name, text)| (name.as_str(), text.as_str()));
    let made = make_modules("fixtures", pairs);
    assert!(!made.files.is_empty(), "{}", made.findings);

    let folder = target().join("fixtures");
    let tree = Tree::new(made.files, []);
    disk::write(&folder, &tree, true).unwrap_or_else(|error| panic!("{error}"));
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the workspace is locked");
    write_tests(&folder);
    write_arbitrary(&folder, &documents);

    let features: Vec<&str> = documents.iter().map(|(name, _)| name.as_str()).collect();
    let features = features.join(",").replace('_', "-");
    // Clippy reports what rustc does, and more. The example of the README is for all features.
    let mut clippy = vec![
        "clippy",
        "--",
        "-Dwarnings",
        "-Dmissing_docs",
        "-Dunreachable_pub",
    ];
    clippy.extend([
        "-Dunsafe_code",
        "-Dclippy::pedantic",
        "-Dclippy::unwrap_used",
    ]);
    clippy.extend([
        "-Dclippy::expect_used",
        "-Dclippy::panic",
        "-Dclippy::indexing_slicing",
    ]);
    cargo(&folder, &features, &clippy);
    cargo(&folder, &features, &["doc", "--no-deps"]);
    let listed = cargo(&folder, &features, &["test", "--doc", "--", "--list"]);
    // The README of the crate is ours, and shows a call of each module.
    let tests: Vec<&str> = listed
        .lines()
        .filter(|it| it.ends_with(": test") && !it.contains("README.md"))
        .collect();
    assert_eq!(
        tests,
        Vec::<&str>::new(),
        "doctests from text of a document"
    );
    // What the types do at work; built from the same compilation.
    cargo(
        &folder,
        &format!("{features},blocking"),
        &["test", "--tests"],
    );
    // H03: what looks like a tag in a description is text in the page.
    for page in pages(&target().join("build/doc/fixtures/prose")) {
        let html = fs::read_to_string(&page).expect("text");
        for tag in ["<script>alert", "<img src=x", "javascript:"] {
            assert!(!html.contains(tag), "{tag} in {}", page.display());
        }
    }
}

/// A client carries the pieces of the runtime that it has a use for, and compiles without the others; for threads as well.
#[test]
fn a_client_carries_what_it_uses() {
    let pieces = [
        "following.rs",
        "paging.rs",
        "rules.rs",
        "streams.rs",
        "token.rs",
    ];
    for (fixture, expected) in [
        ("records", &[][..]),
        ("security", &["token.rs"]),
        ("following", &["following.rs", "streams.rs"]),
        ("paging", &["paging.rs"]),
        ("rules", &["rules.rs"]),
        ("streams", &["streams.rs"]),
    ] {
        let path = root().join(format!("tests/fixtures/{fixture}.yaml"));
        let made = make(fixture, fs::read_to_string(path).expect("a fixture"));
        let is_carried = |it: &&str| made.files.get(&format!("src/runtime/{it}")).is_some();
        let carried: Vec<&str> = pieces.into_iter().filter(is_carried).collect();
        assert_eq!(carried, expected, "{fixture}");
        let folder = target().join(format!("carries/{fixture}"));
        let tree = Tree::new(made.files, []);
        disk::write(&folder, &tree, true).unwrap_or_else(|error| panic!("{error}"));
        fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock")).expect("a lock file");
        cargo(
            &folder,
            "blocking,gzip,tower,tracing",
            &["clippy", "--", "-Dwarnings", "-Dmissing_docs"],
        );
    }
}

/// The tests that run in the crate of all fixtures.
fn write_tests(folder: &Path) {
    fs::create_dir_all(folder.join("tests")).expect("a folder for tests");
    for (name, text) in [
        ("run", include_str!("fixtures_run.rs")),
        ("paths", include_str!("fixtures_paths.rs")),
        ("forms", include_str!("fixtures_forms.rs")),
        ("types", include_str!("fixtures_types.rs")),
        ("directions", include_str!("fixtures_directions.rs")),
        ("bases", include_str!("fixtures_bases.rs")),
        ("unions", include_str!("fixtures_unions.rs")),
        ("rules", include_str!("fixtures_rules.rs")),
        ("formats", include_str!("fixtures_formats.rs")),
        ("keywords", include_str!("fixtures_keywords.rs")),
    ] {
        fs::write(folder.join(format!("tests/{name}.rs")), text).expect("a file for tests");
    }
    fs::create_dir_all(folder.join("tests/wire")).expect("a folder for tests");
    for (name, text) in [
        ("main", include_str!("fixtures_wire.rs")),
        ("scripted", include_str!("server/scripted.rs")),
    ] {
        fs::write(folder.join(format!("tests/wire/{name}.rs")), text).expect("a file for tests");
    }
}

/// A test of values of every named schema, which are made of the documents.
fn write_arbitrary(folder: &Path, documents: &[(String, String)]) {
    // What holds the parts of forms is not read.
    let fixtures: Vec<_> = documents
        .iter()
        .filter(|(name, _)| name != "forms")
        .filter_map(|(name, text)| {
            let tree = serde_json::from_str(&json(&read(text)?)).expect("JSON");
            let types = folder.join(format!("src/{name}/types.rs"));
            let types = fs::read_to_string(types).unwrap_or_default();
            Some((name.clone(), tree, names(&types)))
        })
        .collect();
    let text = arbitrary::test(&fixtures);
    assert!(text.matches("check::<").count() > 500, "{text}");
    fs::write(folder.join("tests/arbitrary.rs"), text).expect("a file for tests");
}

/// What the types of a file are called.
fn names(types: &str) -> Vec<String> {
    let name = |line: &str| {
        let mut words = line.split(|it: char| !it.is_alphanumeric());
        let is_public = words.next() == Some("pub");
        let is_type = matches!(words.next(), Some("struct" | "enum" | "type"));
        let name = words.next().filter(|_| is_public && is_type);
        name.map(str::to_owned)
    };
    types.lines().filter_map(name).collect()
}

#[path = "../../generator/examples/build_script.rs"]
#[expect(
    dead_code,
    reason = "a program of its own, whose `main` is not called here"
)]
mod build_script;

/// The crate that the example describes, with the script run by us: compiling the generator once more would take a minute.
#[test]
fn the_build_script_of_the_example_makes_a_crate() {
    let folder = target().join("built");
    let out = folder.join("out");
    build_script::write_client(&root().join("tests/fixtures/unions.yaml"), &out)
        .unwrap_or_else(|error| panic!("{error}"));
    let manifest = make("openapi", fixtures()[0].1.as_str());
    let source = format!("include!({:?});\n", out.join("client/lib.rs"));
    fs::create_dir_all(folder.join("src")).expect("a folder for tests");
    fs::write(folder.join("Cargo.toml"), manifest.file("Cargo.toml")).expect("a file for tests");
    fs::write(folder.join("src/lib.rs"), source).expect("a file for tests");
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the workspace is locked");
    cargo(&folder, "", &["check"]);
}

/// Types that the compiler must follow a long way (E0320), and records that would double in size at each of thirty levels.
#[test]
fn large_cyclic_sets_and_records_that_double_compile() {
    let made = make("large", large());
    let library = made.file("src/lib.rs");
    assert!(
        library.contains("\n#![recursion_limit = \"1024\"]\n"),
        "{library}"
    );
    let folder = target().join("large");
    let tree = Tree::new(made.files, []);
    disk::write(&folder, &tree, true).unwrap_or_else(|error| panic!("{error}"));
    fs::copy(root().join("Cargo.lock"), folder.join("Cargo.lock"))
        .expect("the workspace is locked");
    fs::create_dir_all(folder.join("tests")).expect("a folder for tests");
    let sizes = "const _: () = assert!(size_of::<made::types::L30>() < 10_000);";
    fs::write(folder.join("tests/sizes.rs"), sizes).expect("a file for tests");
    cargo(&folder, "", &["check", "--tests"]);
}

/// Records that refer to one another without a plan, but the same at each run.
fn large() -> String {
    const COUNT: usize = 160;
    let mut random = 7_usize;
    let mut schemas = Vec::new();
    for number in 0..COUNT {
        let fields = (0..5).map(|field| {
            random = (random * 4_241 + 11) % 49_999;
            let to = format!("{{$ref: '#/components/schemas/S{}'}}", random % COUNT);
            match random % 3 {
                0 => format!("f{field}: {to}"),
                1 => format!("f{field}: {{type: array, items: {to}}}"),
                _ => format!("f{field}: {{type: object, additionalProperties: {to}}}"),
            }
        });
        let fields = fields.collect::<Vec<_>>().join(", ");
        schemas.push(format!(
            "S{number}: {{type: object, properties: {{{fields}}}}}"
        ));
    }
    schemas.push("L0: {type: object, required: [a], properties: {a: {type: string}}}".to_owned());
    for level in 1..=30 {
        let to = format!("{{$ref: '#/components/schemas/L{}'}}", level - 1);
        schemas.push(format!(
            "L{level}: {{type: object, required: [a, b], properties: {{a: {to}, b: {to}}}}}"
        ));
    }
    let schemas = schemas.join("\n    ");
    format!(
        "openapi: 3.0.3\ninfo: {{title: Large, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    {schemas}\n"
    )
}

/// Runs cargo in the folder, offline, with no transport in the crate unless the features name one; gives what it prints.
fn cargo(folder: &Path, features: &str, arguments: &[&str]) -> String {
    let (command, rest) = arguments.split_first().expect("a command");
    let output = Command::new(env!("CARGO"))
        .args([command, "--offline", "--quiet", "--no-default-features"])
        .args(["--features", features])
        .args(rest)
        .current_dir(folder)
        .env("CARGO_TARGET_DIR", target().join("build"))
        .env("RUSTDOCFLAGS", "-Dwarnings")
        .env_remove("RUSTFLAGS")
        .output()
        .expect("cargo runs");
    assert!(
        output.status.success(),
        "cargo {} in {}\n{}\n{}",
        arguments.join(" "),
        folder.display(),
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr)
    );
    String::from_utf8_lossy(&output.stdout).into_owned()
}

fn pages(folder: &Path) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).expect("rustdoc wrote pages") {
        let path = entry.expect("readable").path();
        if path.is_dir() {
            found.extend(pages(&path));
        } else {
            found.push(path);
        }
    }
    found
}

/// A folder for tests below the workspace's `target/`.
fn target() -> PathBuf {
    PathBuf::from(env!("CARGO_TARGET_TMPDIR"))
}
