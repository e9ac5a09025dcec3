//! From what is written to what can be used.
//!
//! Takes: [`RawSettings`]. Gives: [`Settings`], or all problems. Must not: stop at the first problem.

use super::problem::Problem;
use super::raw::{Names, RawApi, RawSettings};
use super::{ApiSettings, Format, Renames, Selection, Settings};
use crate::files::check_path;
use crate::source::references::join;
use std::collections::{BTreeMap, BTreeSet};
use toml::Spanned;

/// Modules that every generated crate has, and crates whose names would become ambiguous.
const TAKEN_MODULES: &[&str] = &["alloc", "core", "lib", "main", "runtime", "std", "test"];

/// Features that cargo or every generated crate has.
const TAKEN_FEATURES: &[&str] = &["default", "serde"];

/// Tables of the crate's `Cargo.toml` that are written already.
const TAKEN_TABLES: &[&str] = &["dependencies", "features", "lints", "package", "workspace"];

/// What is wrong, and the byte where it stands.
struct Found(Vec<(usize, String)>);

impl Found {
    fn push<T>(&mut self, at: &Spanned<T>, message: impl Into<String>) {
        self.0.push((at.span().start, message.into()));
    }
}

/// Checks everything.
///
/// # Errors
///
/// All problems, in the order of the text.
pub(super) fn settings(
    folder: &str,
    label: &str,
    text: &str,
    raw: RawSettings,
) -> Result<Settings, Vec<Problem>> {
    let mut found = Found(Vec::new());
    if let Err(reason) = package(raw.package.as_ref()) {
        found.push(&raw.package, reason);
    }
    let manifest = manifest(&raw.manifest, &mut found);
    if raw.api.is_empty() {
        found
            .0
            .push((text.len(), "there is no `[[api]]`".to_owned()));
    }
    let alone = raw.api.len() == 1;
    let apis: Vec<ApiSettings> = raw
        .api
        .iter()
        .map(|it| api(folder, alone, it, &mut found))
        .collect();
    find_twins(
        "module",
        &raw.api,
        &apis,
        |it| it.module.as_deref(),
        &mut found,
    );
    find_twins(
        "feature",
        &raw.api,
        &apis,
        |it| it.feature.as_deref(),
        &mut found,
    );
    if found.0.is_empty() {
        return Ok(Settings {
            package: raw.package.into_inner(),
            command: "`cargo xtask codegen`".to_owned(),
            workspace: true,
            whole_runtime: raw.whole_runtime,
            manifest,
            apis,
        });
    }
    found.0.sort_unstable();
    let problems = found.0.iter();
    Err(problems
        .map(|(at, message)| Problem::new(label, text, *at, message))
        .collect())
}

/// Tables that the crate's `Cargo.toml` has not yet, as TOML.
fn manifest(tables: &BTreeMap<Spanned<String>, toml::Value>, found: &mut Found) -> String {
    for (name, table) in tables {
        let text = name.get_ref().as_str();
        if TAKEN_TABLES.contains(&text) {
            found.push(
                name,
                format!("`{text}` of `Cargo.toml` is written by codegen"),
            );
        } else if !matches!(table, toml::Value::Table(_) | toml::Value::Array(_)) {
            found.push(name, format!("`{text}` must be a table"));
        }
    }
    // Tables of TOML can be written as TOML.
    let tables = tables.iter().map(|(name, table)| (name.get_ref(), table));
    toml::to_string(&tables.collect::<BTreeMap<_, _>>()).unwrap_or_default()
}

fn api(folder: &str, alone: bool, raw: &Spanned<RawApi>, found: &mut Found) -> ApiSettings {
    let it = raw.get_ref();
    if let Some(name) = &it.module {
        module(name, found);
    } else if !alone {
        found.push(
            raw,
            "an `[[api]]` needs a `module`, since there are several",
        );
    }
    if it.documents.get_ref().is_empty() {
        found.push(&it.documents, "there are no documents");
    }
    let documents = paths(it.documents.get_ref(), found);
    let overlays = paths(&it.overlays, found);
    let name = it.module.as_ref().map(|it| it.get_ref().clone());
    ApiSettings {
        feature: feature(it, found),
        origin: origin(folder, &documents),
        title: it.title.clone(),
        documents,
        overlays,
        selection: Selection {
            only: it.only.checked(),
            except: it.except.checked(),
        },
        rename: renames(it, found),
        formats: formats(&it.formats, found),
        validate: it.validate,
        module: name,
    }
}

fn module(name: &Spanned<String>, found: &mut Found) {
    let text = name.get_ref();
    if !is_identifier(text) || text.bytes().any(|it| it.is_ascii_uppercase()) {
        found.push(
            name,
            format!("{text:?} cannot be a module: use lower-case ASCII letters, digits and `_`"),
        );
    } else if TAKEN_MODULES.contains(&text.as_str()) {
        found.push(
            name,
            format!("`{text}` is taken; choose another module name"),
        );
    } else if let Err(error) = check_path(&format!("{text}.rs")) {
        found.push(name, format!("no file can have this name: {error}"));
    }
}

fn feature(raw: &RawApi, found: &mut Found) -> Option<String> {
    let Some(written) = &raw.feature else {
        let module = raw.module.as_ref()?;
        let feature = module.get_ref().replace('_', "-");
        if TAKEN_FEATURES.contains(&feature.as_str()) {
            found.push(
                module,
                format!("the feature `{feature}` is taken; name another with `feature`"),
            );
        }
        return Some(feature);
    };
    let text = written.get_ref();
    let starts_well = text.starts_with(|it: char| it.is_ascii_alphanumeric() || it == '_');
    let goes_on_well =
        |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-' | b'+' | b'.');
    if !starts_well || !text.bytes().all(goes_on_well) {
        found.push(
            written,
            format!("{text:?} cannot be a feature: use ASCII letters, digits, `_` and `-`"),
        );
    } else if TAKEN_FEATURES.contains(&text.as_str()) {
        found.push(
            written,
            format!("the feature `{text}` is taken; choose another"),
        );
    } else if raw.module.is_none() {
        found.push(
            written,
            "a feature needs a `module`: at the root there is nothing to turn off",
        );
    }
    raw.module.is_some().then(|| text.clone())
}

/// Checks that documents stay below the folder of `codegen.toml`, and gives each its plain spelling.
fn paths(raw: &[Spanned<String>], found: &mut Found) -> Vec<String> {
    let mut seen = BTreeSet::new();
    let mut result = Vec::new();
    for it in raw {
        match join("", it.get_ref()) {
            Some(path) if seen.insert(path.clone()) => result.push(path),
            Some(path) => found.push(it, format!("{path:?} is listed twice")),
            None => found.push(
                it,
                format!(
                    "{:?} is no file below this folder; name one that is, with `/` between folders",
                    it.get_ref()
                ),
            ),
        }
    }
    result
}

/// The folder that all documents have in common.
fn origin(folder: &str, documents: &[String]) -> String {
    let mut folders = documents
        .iter()
        .map(|it| it.rsplit_once('/').map_or("", |(folder, _)| folder));
    let first = folders.next().unwrap_or_default();
    if first.is_empty() || folders.any(|it| it != first) {
        folder.to_owned()
    } else {
        format!("{folder}/{first}")
    }
}

fn renames(raw: &RawApi, found: &mut Found) -> Renames {
    let it = &raw.rename;
    Renames {
        operations: names(&it.operations, found),
        parameters: names(&it.parameters, found),
        credentials: names(&it.credentials, found),
        types: names(&it.types, found),
        fields: names(&it.fields, found),
    }
}

fn names(raw: &Names, found: &mut Found) -> BTreeMap<String, String> {
    for name in raw.values() {
        let text = name.get_ref();
        if !is_identifier(text) {
            found.push(name, format!("{text:?} cannot be a name in Rust"));
        }
    }
    plain(raw)
}

fn formats(raw: &Names, found: &mut Found) -> BTreeMap<String, Format> {
    let mut formats = BTreeMap::new();
    for (format, word) in raw {
        match Format::of(format, word.get_ref()) {
            Ok(it) => {
                formats.insert(format.clone(), it);
            }
            Err(reason) => found.push(word, reason),
        }
    }
    formats
}

fn plain(raw: &Names) -> BTreeMap<String, String> {
    raw.iter()
        .map(|(from, to)| (from.clone(), to.get_ref().clone()))
        .collect()
}

/// Reports a name that two APIs have. The second one is at fault.
fn find_twins(
    what: &str,
    raw: &[Spanned<RawApi>],
    apis: &[ApiSettings],
    name: impl Fn(&ApiSettings) -> Option<&str>,
    found: &mut Found,
) {
    let mut seen = BTreeSet::new();
    for (raw, api) in raw.iter().zip(apis) {
        if let Some(name) = name(api)
            && !seen.insert(name)
        {
            let it = raw.get_ref();
            let written = it.feature.as_ref().filter(|_| what == "feature");
            let message = format!("two APIs have the {what} `{name}`");
            match written.or(it.module.as_ref()) {
                Some(place) => found.push(place, message),
                None => found.push(raw, message),
            }
        }
    }
}

/// Whether text can be a name in generated Rust, as it stands: ASCII, no keyword, not `_`.
fn is_identifier(text: &str) -> bool {
    text.is_ascii()
        && text.len() <= 64
        && syn::parse_str::<syn::Ident>(text).is_ok_and(|it| it == text)
}

/// Checks the name of a package, which is a file name, a cargo package and a Rust crate.
///
/// # Errors
///
/// Why it is not one.
pub(super) fn package(name: &str) -> Result<(), String> {
    let good = |it: u8| it.is_ascii_alphanumeric() || matches!(it, b'_' | b'-');
    let crate_name = name.replace('-', "_");
    if !name.starts_with(|it: char| it.is_ascii_alphabetic())
        || !name.bytes().all(good)
        || !is_identifier(&crate_name)
    {
        return Err(format!(
            "{name:?} cannot be a package: use ASCII letters, digits, `_` and `-`, a letter first, and no keyword"
        ));
    }
    if ["alloc", "core", "proc_macro", "std", "test"].contains(&crate_name.as_str()) {
        return Err(format!("{name:?} is the name of a crate of Rust itself"));
    }
    check_path(name).map_err(|error| format!("no folder can have this name: {error}"))
}
