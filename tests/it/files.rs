//! Documents of several files, on a disk: what is read, what is refused, and what becomes of it.

use std::fs;
use std::path::Path;

use generator::diagnostics::Code;
use generator::diagnostics::render::render_plain;
use generator::settings::Settings;
use generator::{ApiInput, Generation, Input, disk, generate};

/// Writes files into a folder.
fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn made(api: ApiInput) -> Generation {
    let settings = Settings::single("made", "openapi.yaml").expect("a name");
    generate(&Input { apis: vec![api] }, &settings)
}

/// A document with one operation, whose answer has a schema.
fn document(schema: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths:\n  /a:\n    get:\n      operationId: getA\n      responses:\n        \
         '200':\n          description: d\n          content:\n            application/json:\n              schema: {schema}\n"
    )
}

/// The findings about a document that refers to something, as `code: message`.
fn check(reference: &str, expected: &str) {
    let folder = folder(&[
        (
            "in/openapi.yaml",
            &document(&format!("{{$ref: {reference:?}}}")),
        ),
        ("in/schemas/word.json", r#"{"type": "string"}"#),
        ("in/schemas/bad.json", "{"),
        ("secret.yaml", "type: string"),
    ]);
    link(folder.path());
    let api = disk::load(&folder.path().join("in/openapi.yaml"), &[]).expect("readable");
    let generation = made(api);
    let found: Vec<String> = generation
        .diagnostics
        .iter()
        .map(|it| format!("{}: {}", it.code.name(), it.message))
        .collect();
    assert_eq!(found.join("\n"), expected, "{reference}");
    assert_eq!(generation.operations.len(), 1, "{reference}");
}

#[cfg(unix)]
fn link(folder: &Path) {
    use std::os::unix::fs::symlink;
    symlink(folder.join("secret.yaml"), folder.join("in/link.yaml")).expect("a link");
    symlink(folder, folder.join("in/up")).expect("a link");
}

#[cfg(not(unix))]
fn link(_: &Path) {}

#[test]
fn files_of_the_folder_are_read() {
    for reference in [
        "schemas/word.json",
        "./schemas/../schemas/word.json#",
        "schemas/word.json#/",
        "schemas%2fword.json",
        r"schemas\word.json",
    ] {
        check(reference, "");
    }
}

#[test]
fn what_is_missing_or_broken_is_a_loss_where_it_is_referred_to() {
    check(
        "schemas/none.json",
        "foreign-reference: `schemas/none.json` leads to `schemas/none.json`, which is not there",
    );
    check(
        "schemas",
        "foreign-reference: `schemas` leads to `schemas`, which is not a regular file",
    );
    check(
        "schemas/bad.json#/x",
        "foreign-reference: `schemas/bad.json#/x` leads to `schemas/bad.json`, which cannot be read: \
         this is not valid JSON: EOF while parsing an object (line 1)",
    );
    check(
        "schemas/word.json#/x",
        "broken-reference: `schemas/word.json#/x` points to nothing",
    );
}

#[cfg(unix)]
#[test]
fn h10_nothing_outside_of_the_folder_is_read() {
    let leaves = "leads out of the folder of the specification";
    for reference in [
        "../secret.yaml",
        "%2e%2e/secret.yaml",
        "schemas/../../secret.yaml",
    ] {
        check(
            reference,
            &format!("foreign-reference: `{reference}` {leaves}"),
        );
    }
    for reference in ["link.yaml", "up/secret.yaml"] {
        check(
            reference,
            &format!(
                "foreign-reference: `{reference}` leads to `{reference}`, which leads out of the folder of the specifications; it was not read"
            ),
        );
    }
}

#[test]
fn h10_no_network_and_no_absolute_path() {
    for reference in [
        "/etc/passwd",
        "file:///etc/passwd",
        "http://169.254.169.254/latest",
        "http://[::ffff:127.0.0.1]/x",
        "https://user:secret@localhost/x.yaml#/a",
        "//localhost/x",
        "ftp://localhost/x",
        r"\\localhost\x.yaml",
    ] {
        check(
            reference,
            &format!(
                "foreign-reference: `{}` leaves the documents at hand, and no network is asked",
                reference.escape_debug().to_string().replace(r"\\", r"\")
            ),
        );
    }
}

#[test]
fn a_folder_above_the_document_may_be_named() {
    let folder = folder(&[
        (
            "apis/a/openapi.yaml",
            &document("{$ref: ../common.yaml#/Pet}"),
        ),
        (
            "apis/common.yaml",
            "Pet: {type: object, properties: {a: {$ref: a/openapi.yaml#/info}}}",
        ),
        ("secret.yaml", "a: b"),
    ]);
    let document = folder.path().join("apis/a/openapi.yaml");
    let api = disk::load_below(&folder.path().join("apis"), &document, &[]).expect("readable");
    assert_eq!(api.documents[0].label, "a/openapi.yaml");
    let generation = made(api);
    let types = generation.files.get("src/types.rs").expect("types");
    assert!(types.contains("pub struct Pet {"), "{types}");
    let error = disk::load_below(
        &folder.path().join("apis/a"),
        &folder.path().join("secret.yaml"),
        &[],
    )
    .expect_err("outside");
    assert!(error.to_string().contains("is not below"), "{error}");
}

#[test]
fn s01_files_that_refer_to_one_another() {
    let folder = folder(&[
        ("openapi.yaml", &document("{$ref: a.yaml}")),
        (
            "a.yaml",
            "type: object\nproperties: {b: {$ref: b.yaml}, list: {type: array, items: {$ref: a.yaml}}}",
        ),
        (
            "b.yaml",
            "type: object\nproperties: {a: {$ref: 'a.yaml'}, loop: {$ref: c.yaml}}",
        ),
        ("c.yaml", "$ref: d.yaml"),
        ("d.yaml", "$ref: c.yaml"),
    ]);
    let api = disk::load(&folder.path().join("openapi.yaml"), &[]).expect("readable");
    let generation = made(api);
    let types = generation.files.get("src/types.rs").expect("types");
    assert!(
        types.contains("pub b: Option<B>") && types.contains("pub a: Option<Box<A>>"),
        "{types}"
    );
    let codes: Vec<Code> = generation.diagnostics.iter().map(|it| it.code).collect();
    let shown = render_plain(&generation.diagnostics, &generation.sources);
    assert_eq!(codes, [Code::ReferenceLoop], "{shown}");
    assert!(shown.contains("b.yaml:2:48"), "{shown}");
}

#[test]
fn sections_operations_and_properties_may_be_files() {
    let folder = folder(&[
        (
            "openapi.yaml",
            "openapi: 3.0.3\ninfo: {$ref: info.yaml}\npaths: {$ref: paths/_index.yaml}\ncomponents:\n  schemas: {$ref: schemas/_index.yaml}\n",
        ),
        ("info.yaml", "{title: T, version: '1'}"),
        ("paths/_index.yaml", "/a: {get: {$ref: a.yaml#/get}}\n"),
        (
            "paths/a.yaml",
            "get:\n  operationId: getA\n  parameters: {$ref: ../parameters.json}\n  responses:\n    '200': {description: d, content: {application/json: {schema: {$ref: ../schemas/_index.yaml#/Pet}}}}\n",
        ),
        (
            "parameters.json",
            r#"[{"name": "limit", "in": "query", "schema": {"type": "integer"}}]"#,
        ),
        ("schemas/_index.yaml", "Pet: {$ref: ./pet-schema.yaml}\n"),
        (
            "schemas/pet-schema.yaml",
            "type: object\nproperties: {$ref: fields.yaml}\n",
        ),
        (
            "schemas/fields.yaml",
            "name: {type: string}\n$ref: {type: string}\n",
        ),
    ]);
    let api = disk::load(&folder.path().join("openapi.yaml"), &[]).expect("readable");
    let generation = made(api);
    let shown = render_plain(&generation.diagnostics, &generation.sources);
    assert_eq!(shown, "");
    let operations = generation
        .files
        .get("src/operations.rs")
        .expect("operations");
    assert!(
        operations.contains("pub fn limit(mut self, limit: i64)"),
        "{operations}"
    );
    let types = generation.files.get("src/types.rs").expect("types");
    assert!(
        types.contains("pub struct Pet {") && types.contains("pub r#ref: Option<String>"),
        "{types}"
    );
}
