//! Reading documents, and nothing else.

use super::*;

const TOML: &str = "package = 'p'\n[[api]]\nmodule = 'a'\ndocuments = ['a/one.json']\n\
                    [[api]]\nmodule = 'b'\ndocuments = ['two.json']\noverlays = ['o.yaml']\n";

fn specs() -> (TempDir, PathBuf) {
    let folder = tempfile::tempdir().unwrap();
    let specs = folder.path().join("specs");
    fs::create_dir_all(specs.join("a")).unwrap();
    fs::write(specs.join("codegen.toml"), TOML).unwrap();
    for name in ["a/one.json", "two.json", "o.yaml"] {
        fs::write(specs.join(name), name).unwrap();
    }
    (folder, specs)
}

#[test]
fn a_project_is_read_whole_or_one_module_of_it() {
    let (_folder, specs) = specs();
    let labels = |only| {
        let project = project(&specs, only).unwrap();
        let labels = project.input.labelled().map(|(label, _)| label.to_owned());
        labels.collect::<Vec<_>>()
    };
    assert_eq!(
        labels(None),
        ["specs/a/one.json", "specs/two.json", "specs/o.yaml"]
    );
    assert_eq!(labels(Some("a")), ["specs/a/one.json"]);
    let error = project(&specs, Some("c")).unwrap_err().to_string();
    assert!(
        error.ends_with("has no module `c`; it has `a`, `b`"),
        "{error}"
    );
}

#[test]
fn every_missing_file_is_named() {
    let (_folder, specs) = specs();
    for name in ["a/one.json", "two.json", "o.yaml"] {
        fs::remove_file(specs.join(name)).unwrap();
    }
    let error = project(&specs, None).unwrap_err().to_string();
    let lines: Vec<_> = error.lines().collect();
    assert_eq!(lines.len(), 3, "{error}");
    assert!(
        lines.iter().all(|it| it.starts_with("cannot read ")),
        "{error}"
    );
}

#[cfg(unix)]
#[test]
fn links_out_of_the_folder_and_odd_files_are_refused() {
    use std::os::unix::fs::symlink;
    let (folder, specs) = specs();
    fs::write(folder.path().join("secret.yaml"), "secret").unwrap();
    fs::remove_file(specs.join("two.json")).unwrap();
    symlink(folder.path().join("secret.yaml"), specs.join("two.json")).unwrap();
    let error = project(&specs, None).unwrap_err().to_string();
    assert!(error.contains("leads out of the folder"), "{error}");
    assert_eq!(
        std::process::Command::new("mkfifo")
            .arg(specs.join("f"))
            .status()
            .unwrap()
            .code(),
        Some(0)
    );
    let error = load(&specs.join("f"), &[]).unwrap_err().to_string();
    assert!(error.ends_with("is not a regular file"), "{error}");
    let address = std::path::Path::new("https://a.test/openapi.yaml");
    let error = load(address, &[]).unwrap_err().to_string();
    assert!(error.contains("nothing is fetched"), "{error}");
}

#[test]
fn a_document_alone_is_called_by_its_name() {
    let (_folder, specs) = specs();
    let input = load(&specs.join("a/one.json"), &[specs.join("o.yaml")]).unwrap();
    assert_eq!(input.documents[0].label, "one.json");
    assert_eq!(input.overlays[0].label, "o.yaml");
}

#[test]
fn what_documents_refer_to_is_read_until_nothing_new_appears() {
    let (folder, specs) = specs();
    fs::write(folder.path().join("secret.yaml"), "secret: true").unwrap();
    let documents = [
        (
            "a/one.json",
            r##"{"a": {"$ref": "../common.yaml#/x"}, "b": {"$ref": "#/c"}, "properties": {"$ref": {"type": "string"}}}"##,
        ),
        (
            "common.yaml",
            "a: {$ref: 'a/deep/er.yaml'}\nb: {$ref: 'common.yaml#/a'}\nc: {$ref: 'absent.yaml'}\n",
        ),
        (
            "a/deep/er.yaml",
            "a: {$ref: '../one.json'}\nb: {$ref: '../../../secret.yaml'}\nc: {$ref: 'https://localhost/x'}\n\
             d: {$ref: '/etc/passwd'}\ne: {$ref: 'file:///etc/passwd'}\n",
        ),
    ];
    fs::create_dir(specs.join("a/deep")).unwrap();
    for (name, text) in documents {
        fs::write(specs.join(name), text).unwrap();
    }
    let project = project(&specs, Some("a")).unwrap();
    let referenced = project.input.apis[0].referenced.iter();
    let labels: Vec<_> = referenced.map(|it| it.label.as_str()).collect();
    assert_eq!(labels, ["specs/common.yaml", "specs/a/deep/er.yaml"]);
    let alone = load(&specs.join("common.yaml"), &[]).unwrap();
    let labels: Vec<_> = alone
        .referenced
        .iter()
        .map(|it| it.label.as_str())
        .collect();
    assert_eq!(labels, ["a/deep/er.yaml", "a/one.json"]);
}
