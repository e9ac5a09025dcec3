//! The documents of folders: every file that says that it is an OpenAPI or Swagger document, and is no part of another.
//!
//! Takes: folders and files. Gives: documents. Must not: judge them.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Component, Path, PathBuf};

use generator::disk::sha256;
use serde::Deserialize;
use serde::de::IgnoredAny;

/// A document of the corpus.
#[derive(Clone, Debug)]
pub(crate) struct Document {
    pub(crate) path: PathBuf,
    /// The folder that its parts may be in: below the folder that was given, the one that the document is in.
    pub(crate) folder: PathBuf,
    /// Its path, beginning with the folder that was given.
    pub(crate) name: String,
    /// Whether it is there to be refused, by the `note` of an `index.tsv`.
    pub(crate) negative: bool,
}

/// The files of a document.
pub(crate) struct Files {
    /// Of all their names and bytes.
    pub(crate) hash: String,
    /// Of all of them together.
    pub(crate) bytes: u64,
}

impl Document {
    /// The document, the files of its folder that it refers to, and those that they refer to. One that is not there counts as
    /// such, so that it makes a difference when it comes.
    pub(crate) fn files(&self) -> io::Result<Files> {
        let mut listed = String::new();
        let mut bytes = 0;
        let mut seen = BTreeSet::from([self.path.clone()]);
        let mut open = vec![self.path.clone()];
        while let Some(path) = open.pop() {
            let content = if path.is_file() {
                fs::read(&path)?
            } else {
                Vec::new()
            };
            let _ = writeln!(listed, "{} {}", path.display(), sha256(&content));
            bytes += content.len() as u64;
            let mentioned = mentioned(&path, &String::from_utf8_lossy(&content)).into_iter();
            let own = mentioned.filter(|it| it.starts_with(&self.folder));
            open.extend(own.filter(|it| seen.insert(it.clone())));
        }
        Ok(Files {
            hash: sha256(listed.as_bytes()),
            bytes,
        })
    }
}

/// What lies below folders.
#[derive(Debug, Default)]
pub(crate) struct Found {
    pub(crate) documents: Vec<Document>,
    /// JSON and YAML files that neither say that they are documents nor are part of one.
    pub(crate) others: Vec<PathBuf>,
}

impl Found {
    /// What is not tried, in a line; `None` when nothing is left.
    pub(crate) fn passed_over(&self) -> Option<String> {
        const NAMED: usize = 5;
        let named: Vec<_> = self.others.iter().take(NAMED).collect();
        let first = named.first()?.display();
        let rest = named.iter().skip(1).fold(String::new(), |mut text, it| {
            let _ = write!(text, ", {}", it.display());
            text
        });
        let more = match self.others.len() - named.len() {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        Some(format!(
            "no `openapi` or `swagger` stands at the top of {first}{rest}{more}: not tried"
        ))
    }
}

/// Every document below the folders, in order; a file may be given as well.
///
/// Where an `index.tsv` lies in a folder or in the one above it, with a column `path` (relative to it) and perhaps a
/// column `note`, the documents are those of its lines that lie below the folder.
pub(crate) fn find(folders: &[PathBuf]) -> io::Result<Found> {
    let mut found = Found::default();
    for folder in folders {
        let folder = fs::canonicalize(folder)
            .map_err(|it| io::Error::new(it.kind(), format!("{}: {it}", folder.display())))?;
        let above = folder.parent().unwrap_or(&folder);
        let documents = match indexed(&folder, &folder).or_else(|| indexed(above, &folder)) {
            Some(documents) => documents,
            None => recognised(&folder, &mut found.others)?,
        };
        for (path, note) in documents {
            let name = path.strip_prefix(above).unwrap_or(&path);
            found.documents.push(Document {
                folder: own_folder(&folder, &path),
                name: name.to_string_lossy().into_owned(),
                negative: note.contains("negative"),
                path,
            });
        }
    }
    Ok(found)
}

/// `specs/one` for `specs/one/api/root.yaml` below `specs`, and `specs` for `specs/two.yaml`.
fn own_folder(folder: &Path, document: &Path) -> PathBuf {
    let below = document.strip_prefix(folder).unwrap_or(document);
    let mut parts = below.components();
    match (parts.next(), parts.next()) {
        (Some(first), Some(_)) => folder.join(first),
        _ => document.parent().unwrap_or(folder).to_path_buf(),
    }
}

/// The lines of an index that lie below a folder; `None` where there are none.
fn indexed(index: &Path, below: &Path) -> Option<Vec<(PathBuf, String)>> {
    let text = fs::read_to_string(index.join("index.tsv")).ok()?;
    let mut lines = text.lines().map(|it| it.split('\t').collect::<Vec<_>>());
    let head = lines.next()?;
    let path = head.iter().position(|it| *it == "path")?;
    let note = head.iter().position(|it| *it == "note");
    let listed = lines.filter_map(|line| {
        let note = note.and_then(|it| line.get(it)).copied();
        Some((
            index.join(line.get(path)?),
            note.unwrap_or_default().to_owned(),
        ))
    });
    let listed: Vec<_> = listed.filter(|(it, _)| it.starts_with(below)).collect();
    (!listed.is_empty()).then_some(listed)
}

/// The files that look like documents, without those that another one refers to. Files of neither kind are added to `others`.
fn recognised(folder: &Path, others: &mut Vec<PathBuf>) -> io::Result<Vec<(PathBuf, String)>> {
    let mut documents = Vec::new();
    let mut unknown = Vec::new();
    let mut links = Links::new();
    for path in files(folder)? {
        let text = String::from_utf8_lossy(&fs::read(&path)?).into_owned();
        links.insert(path.clone(), references(&path, &text).collect());
        if is_document(&text) {
            documents.push(path);
        } else {
            unknown.push(path);
        }
    }
    let reached = documents.iter().map(|it| (it, reached(it, &links)));
    let reached: BTreeMap<&PathBuf, BTreeSet<&PathBuf>> = reached.collect();
    let is_part = |part: &PathBuf| reached.values().any(|it| it.contains(part));
    others.extend(unknown.iter().filter(|it| !is_part(it)).cloned());
    // Of documents that refer to each other, none is a part of the other.
    let owns = |(whole, parts): (&&PathBuf, &BTreeSet<&PathBuf>), part: &PathBuf| {
        parts.contains(part) && !reached.get(part).is_some_and(|it| it.contains(*whole))
    };
    let kept = documents
        .iter()
        .filter(|part| !reached.iter().any(|whole| owns(whole, part)));
    Ok(kept.map(|it| (it.clone(), String::new())).collect())
}

/// The files that each file refers to.
type Links = BTreeMap<PathBuf, BTreeSet<PathBuf>>;

/// What a file refers to, and what that refers to.
fn reached<'l>(from: &Path, links: &'l Links) -> BTreeSet<&'l PathBuf> {
    let mut reached = BTreeSet::new();
    let mut open: Vec<&PathBuf> = links.get(from).into_iter().flatten().collect();
    while let Some(path) = open.pop() {
        if reached.insert(path) {
            open.extend(links.get(path).into_iter().flatten());
        }
    }
    reached
}

/// JSON and YAML files below a folder, or the one file, in order. Hidden folders are left out.
fn files(path: &Path) -> io::Result<Vec<PathBuf>> {
    if path.is_file() {
        return Ok(vec![path.to_path_buf()]);
    }
    let mut entries = Vec::new();
    for entry in fs::read_dir(path)? {
        let entry = entry?;
        if !entry.file_name().to_string_lossy().starts_with('.') {
            entries.push((entry.path(), entry.file_type()?));
        }
    }
    entries.sort_by(|(a, _), (b, _)| a.cmp(b));
    let mut found = Vec::new();
    for (path, kind) in entries {
        let extension = path.extension().unwrap_or_default().to_string_lossy();
        if kind.is_dir() {
            found.extend(files(&path)?);
        } else if kind.is_file() && ["json", "yaml", "yml"].contains(&&*extension) {
            found.push(path);
        }
    }
    Ok(found)
}

/// Whether `openapi` or `swagger` is a key at the top, even if the rest cannot be read.
fn is_document(text: &str) -> bool {
    let text = text.trim_start_matches('\u{feff}');
    if text.trim_start().starts_with('{') {
        let keys = serde_json::from_str::<Top>(text);
        return keys.map_or_else(|_| text.contains("\"openapi\""), |it| it.is_document());
    }
    text.lines().any(|line| {
        let line = line.trim_start_matches(['"', '\'']);
        let rest = line
            .strip_prefix("openapi")
            .or(line.strip_prefix("swagger"));
        rest.is_some_and(|it| it.trim_start_matches(['"', '\'']).starts_with(':'))
    })
}

#[derive(Deserialize)]
struct Top {
    openapi: Option<IgnoredAny>,
    swagger: Option<IgnoredAny>,
}

impl Top {
    fn is_document(&self) -> bool {
        self.openapi.is_some() || self.swagger.is_some()
    }
}

/// The files that a text refers to, as paths. The text is not parsed, so that nothing in it can do harm.
fn references<'t>(from: &'t Path, text: &'t str) -> impl Iterator<Item = PathBuf> + 't {
    let folder = from.parent().unwrap_or(from);
    text.split("$ref").skip(1).filter_map(move |rest| {
        let rest = rest.trim_start_matches(['"', '\'', ':', ' ']);
        let file = rest
            .split(['#', '"', '\'', '\n', '\r', ' ', ',', '}', ']'])
            .next()?;
        let file = file.replace("\\/", "/").replace("%20", " ");
        (!file.is_empty()).then(|| plain(&folder.join(file)))
    })
}

/// As [`references`], and whatever else looks like the name of a file, as in the `mapping` of a discriminator.
fn mentioned(from: &Path, text: &str) -> BTreeSet<PathBuf> {
    let folder = from.parent().unwrap_or(from);
    let words = text.split(|it: char| it.is_whitespace() || "\"'#,{}[]".contains(it));
    let is_file = |it: &&str| {
        [".json", ".yaml", ".yml"]
            .iter()
            .any(|end| it.ends_with(end))
    };
    let files = words.filter(is_file).map(|it| plain(&folder.join(it)));
    files.chain(references(from, text)).collect()
}

/// A path without `.` and `..`.
fn plain(path: &Path) -> PathBuf {
    let mut plain = PathBuf::new();
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir => {
                plain.pop();
            }
            it => plain.push(it),
        }
    }
    plain
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Writes files of a folder.
    fn writer(folder: &Path) -> impl Fn(&str, &str) + '_ {
        |name, text| fs::write(folder.join(name), text).expect("written")
    }

    #[test]
    fn a_document_says_what_it_is() {
        for text in [
            "openapi: 3.1.0",
            "# a comment\n'swagger': '2.0'",
            "{\"info\": {}, \"swagger\": \"2.0\"}",
            "{\"openapi\": 3.0.0, broken",
        ] {
            assert!(is_document(text), "{text}");
        }
        for text in [
            "",
            "info:\n  openapi: 3.1.0",
            "{\"a\": {\"openapi\": 1}}",
            "openapis: 1",
        ] {
            assert!(!is_document(text), "{text}");
        }
    }

    #[test]
    fn a_file_that_another_one_refers_to_is_a_part() {
        let text = "a: {$ref: '../b/c.yaml#/x'}\n$ref: d.yaml\n\"$ref\": \"#/here\"";
        let found: Vec<PathBuf> = references(Path::new("/top/a/root.yaml"), text).collect();
        assert_eq!(
            found,
            [Path::new("/top/b/c.yaml"), Path::new("/top/a/d.yaml")]
        );
    }

    #[test]
    fn a_document_is_another_one_when_a_file_that_it_refers_to_is() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = writer(folder.path());
        write(
            "a.yaml",
            "openapi: 3.1.0\nx: {$ref: 'b.yaml#/x'}\ny: {mapping: {c: c.json}}",
        );
        write("b.yaml", "x: {$ref: later.yaml}");
        let document = Document {
            path: folder.path().join("a.yaml"),
            folder: folder.path().to_owned(),
            name: "a.yaml".to_owned(),
            negative: false,
        };
        let hash = || document.files().expect("readable").hash;
        let mut known = BTreeSet::from([hash()]);
        assert!(!known.insert(hash()), "nothing has changed");
        for (name, text) in [
            ("c.json", "{}"),
            ("later.yaml", "type: string"),
            ("later.yaml", "type: number"),
            ("b.yaml", "x: {}"),
            ("a.yaml", "openapi: 3.1.0"),
        ] {
            write(name, text);
            assert!(known.insert(hash()), "{name}: {text}");
        }
        write("b.yaml", "x: 1");
        assert!(!known.insert(hash()), "it refers to nothing any more");
    }

    #[test]
    fn parts_of_a_document_lie_in_its_folder() {
        let check = |document, expected| {
            let folder = own_folder(Path::new("/specs"), Path::new(document));
            assert_eq!(folder, Path::new(expected));
        };
        check("/specs/one/api/root.yaml", "/specs/one");
        check("/specs/two.yaml", "/specs");
        // The document itself was given.
        check("/specs", "/");
    }

    #[test]
    fn what_is_neither_a_document_nor_part_of_one_is_named() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = writer(folder.path());
        write("a.yaml", "openapi: 3.1.0\nx: {$ref: part.yaml}");
        write("part.yaml", "y: {$ref: deeper.yaml}");
        write("deeper.yaml", "type: string");
        let found = || find(&[folder.path().to_owned()]).expect("documents");
        assert_eq!(found().passed_over(), None);
        for name in ["b", "c", "d", "e", "f", "g", "h"] {
            write(&format!("{name}.json"), "{}");
        }
        let found = found();
        assert_eq!(found.documents.len(), 1);
        let said = found.passed_over().unwrap_or_default();
        assert!(
            said.contains("b.json") && said.contains(" and 2 more"),
            "{said}"
        );
    }

    #[test]
    fn of_documents_that_refer_to_each_other_none_is_a_part() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = writer(folder.path());
        write("a.yaml", "openapi: 3.1.0\nx: {$ref: b.yaml#/y}");
        write("b.yaml", "openapi: 3.1.0\ny: {$ref: a.yaml#/x}");
        write("whole.yaml", "openapi: 3.1.0\nx: {$ref: own.yaml}");
        write("own.yaml", "openapi: 3.1.0\nx: {}");
        write("list.json", "{\"$ref\": \"whole.yaml\"}");
        let found = find(&[folder.path().to_owned()]).expect("documents");
        let names = found.documents.iter().filter_map(|it| it.path.file_name());
        let names: Vec<_> = names.collect();
        assert_eq!(names, ["a.yaml", "b.yaml", "whole.yaml"]);
        assert!(
            found
                .passed_over()
                .is_some_and(|it| it.contains("list.json"))
        );
    }

    #[test]
    fn an_index_names_documents_and_says_which_are_wrong() {
        let folder = tempfile::tempdir().expect("a folder");
        let write = |name: &str, text: &str| fs::write(folder.path().join(name), text);
        fs::create_dir(folder.path().join("set")).expect("a folder");
        write("set/a.yaml", "openapi: 3.1.0").expect("written");
        write("set/b.yaml", "$ref: a.yaml\nopenapi: 3.1.0").expect("written");
        let all = || {
            find(&[folder.path().join("set")])
                .expect("documents")
                .documents
        };
        let names = |found: &[Document]| -> Vec<(String, bool)> {
            found
                .iter()
                .map(|it| (it.name.clone(), it.negative))
                .collect()
        };
        assert_eq!(names(&all()), [("set/b.yaml".to_owned(), false)]);
        write(
            "index.tsv",
            "path\tnote\nset/a.yaml\tnegative\nelse/c.yaml\t\n",
        )
        .expect("written");
        assert_eq!(names(&all()), [("set/a.yaml".to_owned(), true)]);
    }
}
