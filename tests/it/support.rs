//! What the tests of the generator share: documents, and what becomes of them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use generator::diagnostics::render::render_plain;
use generator::diagnostics::{Code, Diagnostic};
use generator::files::Files;
use generator::settings::{ApiSettings, Format, Settings};
use generator::{ApiInput, Input, Labelled};

/// What a document became.
pub(crate) struct Made {
    /// The crate; empty when there are errors.
    pub(crate) files: Files,
    /// Everything that was found.
    pub(crate) found: Vec<Diagnostic>,
    /// The same, one line each: `severity[code] file:line:column /pointer: message (help)`.
    pub(crate) findings: String,
    /// How many operations the crate has.
    pub(crate) operations: usize,
}

impl Made {
    /// `code line:column` of each finding, in order; the code alone for one that has no place.
    pub(crate) fn places(&self) -> Vec<String> {
        self.findings.lines().map(place).collect()
    }

    /// Whether something of this kind was found.
    pub(crate) fn has(&self, code: Code) -> bool {
        self.found.iter().any(|it| it.code == code)
    }

    /// The text of a file.
    pub(crate) fn file(&self, path: &str) -> &str {
        self.files
            .get(path)
            .unwrap_or_else(|| panic!("no {path}; found:\n{}", self.findings))
    }

    /// Paths and texts of the Rust files that were made from the document: all but the runtime.
    pub(crate) fn sources(&self) -> impl Iterator<Item = (&str, &str)> {
        self.files.iter().filter(|(path, _)| is_made(path))
    }
}

/// Whether this is a Rust file that was made from the document.
pub(crate) fn is_made(path: &str) -> bool {
    Path::new(path).extension() == Some("rs".as_ref()) && !path.starts_with("src/runtime/")
}

/// A crate of one document, as `generator --spec` makes it.
pub(crate) fn make(label: &str, text: impl AsRef<[u8]>) -> Made {
    let mut settings = Settings::single("made", label).expect("`made` is a package name");
    if let Ok(text) = std::str::from_utf8(text.as_ref()) {
        choose(&mut settings.apis[0], text);
    }
    run(vec![input(label, text.as_ref())], &settings)
}

/// A crate of one document that refers to these files, each a label and a text.
pub(crate) fn make_of_files(label: &str, text: &str, files: Vec<(String, String)>) -> Made {
    let mut settings = Settings::single("made", label).expect("`made` is a package name");
    choose(&mut settings.apis[0], text);
    let mut api = input(label, text.as_bytes());
    let files = files.into_iter().map(|(label, text)| Labelled {
        label,
        content: text.into(),
    });
    api.referenced.extend(files);
    run(vec![api], &settings)
}

/// A crate with a module for each document: module and text.
pub(crate) fn make_modules<'a>(
    package: &str,
    documents: impl IntoIterator<Item = (&'a str, &'a str)>,
) -> Made {
    let mut toml = format!("package = \"{package}\"\n");
    let (mut apis, mut chosen) = (Vec::new(), Vec::new());
    for (module, text) in documents {
        let label = format!("{module}.yaml");
        toml.extend(["[[api]]\nmodule = \"", module, "\"\n"]);
        toml.extend(["documents = [\"", label.as_str(), "\"]\n"]);
        apis.push(input(&label, text.as_bytes()));
        chosen.push(text);
    }
    let mut settings = Settings::parse("fixtures", "codegen.toml", &toml)
        .unwrap_or_else(|problems| panic!("{problems:?}"));
    settings.workspace = false;
    for (api, text) in settings.apis.iter_mut().zip(chosen) {
        choose(api, text);
    }
    run(apis, &settings)
}

/// Settings that a fixture is made with: it says them itself.
fn choose(api: &mut ApiSettings, text: &str) {
    api.formats = formats(text);
    api.validate = text.contains("x-fixture-validate");
}

/// Types for formats: `x-fixture-formats: "date-time = jiff, …"`, in JSON as in YAML.
fn formats(text: &str) -> BTreeMap<String, Format> {
    let said = text.split_once("x-fixture-formats");
    let said = said.and_then(|(_, rest)| rest.split_once(':')?.1.split('"').nth(1));
    let pairs = said.into_iter().flat_map(|it| it.split(", "));
    let chosen = pairs.map(|pair| {
        let (format, word) = pair.split_once(" = ").expect("a format and a word");
        let chosen = Format::of(format, word);
        (
            format.to_owned(),
            chosen.unwrap_or_else(|it| panic!("{it}")),
        )
    });
    chosen.collect()
}

fn input(label: &str, bytes: &[u8]) -> ApiInput {
    let document = Labelled {
        label: label.to_owned(),
        content: bytes.into(),
    };
    ApiInput {
        documents: vec![document],
        referenced: files_beside(stem(Path::new(label))),
        ..ApiInput::default()
    }
}

/// A fixture may refer to files in a folder of its own name.
fn files_beside(fixture: &str) -> Vec<Labelled> {
    let fixtures = root().join("tests/fixtures");
    let mut folders = vec![fixtures.join(fixture)];
    let mut files = Vec::new();
    while let Some(folder) = folders.pop() {
        for entry in fs::read_dir(folder).into_iter().flatten() {
            let path = entry.expect("readable").path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let label = path.strip_prefix(&fixtures).expect("below the fixtures");
            let parts: Vec<_> = label.iter().map(|it| it.to_string_lossy()).collect();
            files.push(Labelled {
                label: parts.join("/"),
                content: fs::read(&path).expect("readable").into(),
            });
        }
    }
    files.sort_by(|a, b| a.label.cmp(&b.label));
    files
}

fn run(apis: Vec<ApiInput>, settings: &Settings) -> Made {
    let generation = generator::generate(&Input { apis }, settings);
    Made {
        findings: render_plain(&generation.diagnostics, &generation.sources),
        operations: generation.operations.len(),
        files: generation.files,
        found: generation.diagnostics,
    }
}

/// `loss[malformed] spec.yaml:3:7 /info: …` → `malformed 3:7`.
fn place(line: &str) -> String {
    let code = line
        .split_once('[')
        .and_then(|(_, rest)| rest.split_once(']'))
        .map_or("", |(code, _)| code);
    let place = line
        .split_once("] ")
        .and_then(|(_, rest)| rest.split(' ').next())
        .map(|it| it.trim_end_matches(':'))
        .and_then(|it| it.split_once(':'))
        .map_or("", |(_, place)| place);
    format!("{code} {place}").trim_end().to_owned()
}

/// The small documents, one a feature: name and text, in order.
pub(crate) fn fixtures() -> Vec<(PathBuf, String)> {
    let mut paths: Vec<PathBuf> = fs::read_dir(root().join("tests/fixtures"))
        .expect("there are fixtures")
        .map(|it| it.expect("readable").path())
        .filter(|it| {
            it.extension()
                .is_some_and(|it| it == "yaml" || it == "json")
        })
        .collect();
    paths.sort();
    paths
        .into_iter()
        .map(|path| {
            let text = fs::read_to_string(&path).expect("text");
            (path, text)
        })
        .collect()
}

/// The name of a file without folder and extension.
pub(crate) fn stem(path: &Path) -> &str {
    path.file_stem()
        .and_then(|it| it.to_str())
        .expect("names are text")
}

/// The name of a file without its folder.
pub(crate) fn file_name(path: &Path) -> &str {
    path.file_name()
        .and_then(|it| it.to_str())
        .expect("names are text")
}

/// The folder of the workspace.
pub(crate) fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .expect("tests/ is below the root")
        .to_path_buf()
}
