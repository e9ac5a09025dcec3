//! Reads documents, and only those below the folder of the specifications.
//!
//! Takes: a folder and names in it. Gives: labelled bytes. Must not: read anything outside of the folder.

use super::error::Error;
use crate::diagnostics::Diagnostics;
use crate::settings::{ApiSettings, Settings};
use crate::source::references::{self, join, may_name_files};
use crate::source::{self, Content};
use crate::{Absent, ApiInput, Input, Labelled};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::{fs, io};

/// Longest document, in bytes.
const LONGEST: u64 = 256 << 20;

/// A folder of specifications with its `codegen.toml`.
#[derive(Clone, Debug)]
pub struct Project {
    /// What `codegen.toml` says.
    pub settings: Settings,
    /// The documents that it names, and those that they refer to.
    pub input: Input,
}

/// Reads `codegen.toml` in a folder, and the documents of each API; with `only`, of the one with this module name.
///
/// Labels begin with the name of the folder, so that they can be opened from the folder above.
///
/// # Errors
///
/// Everything that is wrong with `codegen.toml`; every document that cannot be read.
pub fn project(folder: &Path, only: Option<&str>) -> Result<Project, Error> {
    let folder = Folder::open(folder)?;
    let toml = folder.read("codegen.toml")?;
    let text = String::from_utf8_lossy(toml.content.bytes());
    let settings = Settings::parse(&folder.name, &toml.label, &text);
    let mut settings = settings.map_err(Error::Settings)?;
    if let Some(only) = only {
        keep_only(&mut settings, only, &folder)?;
    }
    let apis = settings.apis.iter().map(|api| api_input(&folder, api));
    Ok(Project {
        input: Input {
            apis: all_or_errors(apis)?,
        },
        settings,
    })
}

fn keep_only(settings: &mut Settings, only: &str, folder: &Folder) -> Result<(), Error> {
    let modules = settings.apis.iter().filter_map(|it| it.module.clone());
    let known = modules.collect::<Vec<_>>().join("`, `");
    settings
        .apis
        .retain(|it| it.module.as_deref() == Some(only));
    if settings.apis.is_empty() {
        let toml = folder.path.join("codegen.toml");
        return Err(Error::not_safe(
            &toml,
            format!("has no module `{only}`; it has `{known}`"),
        ));
    }
    Ok(())
}

fn api_input(folder: &Folder, api: &ApiSettings) -> Result<ApiInput, Error> {
    let documents = folder.read_all(&api.documents);
    let overlays = folder.read_all(&api.overlays);
    let (documents, overlays) = both_or_errors(documents, overlays)?;
    Ok(folder.with_referenced(documents, overlays))
}

/// Reads one API: a document, whatever it refers to below its folder, and overlays from anywhere.
///
/// # Errors
///
/// Every file that cannot be read.
pub fn load(document: &Path, overlays: &[PathBuf]) -> Result<ApiInput, Error> {
    let label = document.file_name().unwrap_or_default().to_string_lossy();
    let folder = document.parent().filter(|it| *it != Path::new(""));
    let folder = folder.unwrap_or(Path::new("."));
    load_labelled(folder, document, &label, overlays)
}

/// Reads one API: a document, whatever it refers to below a folder that has it, and overlays from anywhere.
///
/// # Errors
///
/// When the document is not below the folder; every file that cannot be read.
pub fn load_below(folder: &Path, document: &Path, overlays: &[PathBuf]) -> Result<ApiInput, Error> {
    let real = |path| fs::canonicalize(path).map_err(Error::system("open", path));
    let (inside, outside) = both_or_errors(real(document), real(folder))?;
    let Ok(path) = inside.strip_prefix(&outside) else {
        let reason = format!("is not below {}", folder.display());
        return Err(Error::not_safe(document, reason));
    };
    let parts: Vec<_> = path.iter().map(|it| it.to_string_lossy()).collect();
    load_labelled(folder, document, &parts.join("/"), overlays)
}

fn load_labelled(
    folder: &Path,
    document: &Path,
    label: &str,
    overlays: &[PathBuf],
) -> Result<ApiInput, Error> {
    let named = all_or_errors([read_named(document)]);
    let overlays = all_or_errors(overlays.iter().map(|it| read_named(it)));
    let (mut documents, overlays) = both_or_errors(named, overlays)?;
    for document in &mut documents {
        label.clone_into(&mut document.label);
    }
    let mut folder = Folder::open(folder)?;
    // The folder of a document given by its path is the user's own affair, and not part of any label.
    folder.prefix.clear();
    Ok(folder.with_referenced(documents, overlays))
}

/// Reads a file that the user named, wherever it is.
fn read_named(path: &Path) -> Result<Labelled, Error> {
    let name = path.file_name().unwrap_or_default();
    Ok(Labelled {
        label: name.to_string_lossy().into_owned(),
        content: read_regular(path)?.into(),
    })
}

/// A folder whose files may be read, and no other.
struct Folder {
    /// Without symbolic links.
    path: PathBuf,
    name: String,
    /// What labels begin with.
    prefix: String,
}

impl Folder {
    fn open(path: &Path) -> Result<Self, Error> {
        let path = fs::canonicalize(path).map_err(Error::system("open", path))?;
        let name = path.file_name().unwrap_or_default();
        let name = name.to_string_lossy().into_owned();
        let prefix = format!("{name}/");
        Ok(Self { path, name, prefix })
    }

    fn read_all(&self, names: &[String]) -> Result<Vec<Labelled>, Error> {
        all_or_errors(names.iter().map(|name| self.read(name)))
    }

    /// Reads a file; refuses one that is outside of the folder, also by way of a symbolic link.
    fn read(&self, name: &str) -> Result<Labelled, Error> {
        let path = self.path.join(name);
        let Some(name) = join("", name) else {
            return Err(Error::not_safe(&path, "is no path within the folder"));
        };
        let real = fs::canonicalize(&path).map_err(Error::system("read", &path))?;
        if !real.starts_with(&self.path) {
            return Err(Error::not_safe(
                &path,
                "leads out of the folder of the specifications; it was not read",
            ));
        }
        Ok(Labelled {
            label: format!("{}{name}", self.prefix),
            content: read_regular(&real)?.into(),
        })
    }

    /// Reads whatever documents refer to, until nothing new appears. What cannot be read is left to the finding about
    /// the reference, which knows where it stands.
    fn with_referenced(&self, documents: Vec<Labelled>, overlays: Vec<Labelled>) -> ApiInput {
        let mut seen: BTreeSet<String> = documents.iter().map(|it| it.label.clone()).collect();
        let mut referenced: Vec<Labelled> = Vec::new();
        let mut absent = Vec::new();
        let mut next = wanted(documents.iter());
        // What an overlay puts into the first document refers to what that could refer to.
        let first = documents.first().map_or("", |it| &it.label);
        next.extend(overlays.iter().flat_map(|it| wanted_by(first, &it.content)));
        while !next.is_empty() {
            let mut found = Vec::new();
            for label in std::mem::take(&mut next) {
                if !seen.insert(label.clone()) {
                    continue;
                }
                match self.read_referenced(&label) {
                    Ok(document) => found.push(document),
                    Err(reason) => absent.push(Absent { label, reason }),
                }
            }
            next = wanted(found.iter());
            referenced.append(&mut found);
        }
        ApiInput {
            documents,
            referenced,
            absent,
            overlays,
        }
    }

    /// Reads a file that is referred to, or says why it is not read.
    fn read_referenced(&self, label: &str) -> Result<Labelled, String> {
        let Some(name) = label.strip_prefix(&self.prefix) else {
            return Err("is outside of the folder of the specifications".to_owned());
        };
        self.read(name).map_err(|error| match error {
            Error::Unsafe { reason, .. } => reason,
            Error::System { error, .. } if error.kind() == io::ErrorKind::NotFound => {
                "is not there".to_owned()
            }
            Error::System { error, .. } => format!("cannot be read: {error}"),
            other => other.to_string(),
        })
    }
}

/// The labels that documents refer to.
fn wanted<'a>(documents: impl Iterator<Item = &'a Labelled>) -> BTreeSet<String> {
    let labels = documents.flat_map(|it| wanted_by(&it.label, &it.content));
    labels.collect()
}

/// The labels that a text refers to, as a document that is called `label`.
fn wanted_by(label: &str, content: &Content) -> BTreeSet<String> {
    if matches!(content, Content::Text(text) if !may_name_files(text)) {
        return BTreeSet::new();
    }
    // What is wrong with a document is reported when it is read again, to be used.
    let read = source::read_part(label, content, 0, &mut Diagnostics::new());
    let labels = read.map(|it| references::files(label, &it.root));
    labels.unwrap_or_default()
}

fn read_regular(path: &Path) -> Result<Vec<u8>, Error> {
    let is_address = |it: &str| it.starts_with("https://") || it.starts_with("http://");
    let about = fs::metadata(path).map_err(|error| match path.to_str() {
        Some(text) if is_address(text) => {
            let reason =
                "is an address, and nothing is fetched: save the document, and name the file";
            Error::not_safe(path, reason)
        }
        _ => Error::system("read", path)(error),
    })?;
    if !about.is_file() {
        return Err(Error::not_safe(path, "is not a regular file"));
    }
    if about.len() > LONGEST {
        return Err(Error::not_safe(path, "is larger than 256 MiB"));
    }
    fs::read(path).map_err(Error::system("read", path))
}

fn all_or_errors<T>(results: impl IntoIterator<Item = Result<T, Error>>) -> Result<Vec<T>, Error> {
    let mut values = Vec::new();
    let mut errors = Vec::new();
    for result in results {
        match result {
            Ok(value) => values.push(value),
            Err(error) => errors.push(error),
        }
    }
    if errors.is_empty() {
        Ok(values)
    } else {
        Err(Error::Several(errors))
    }
}

fn both_or_errors<A, B>(a: Result<A, Error>, b: Result<B, Error>) -> Result<(A, B), Error> {
    match (a, b) {
        (Ok(a), Ok(b)) => Ok((a, b)),
        (Err(a), Err(b)) => Err(Error::Several(vec![a, b])),
        (Err(error), _) | (_, Err(error)) => Err(error),
    }
}
