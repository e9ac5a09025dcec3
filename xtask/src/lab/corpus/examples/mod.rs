//! The examples of a document as a test of its crate: each is read as its generated type and written again.
//!
//! Takes: a document and its crate. Gives: a test in the crate, and [`Outcome`]s of its run. Must not: mend examples.

pub(crate) mod collect;
pub(crate) mod judge;
mod same;

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use generator::settings::Settings;
use generator::source::At;
use generator::{Input, disk, generate};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::measure::PACKAGE;
use super::tree;

/// The name of the test, and of the file beside it.
pub(crate) const TEST: &str = "corpus_examples";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The document.
    document: PathBuf,
    /// The folder that its parts may be in.
    folder: PathBuf,
    /// The folder of its crate.
    crate_folder: PathBuf,
}

/// A line of the file beside the test.
#[derive(Serialize, Deserialize)]
struct Written {
    /// The place of the example.
    pointer: String,
    /// Index into the types of the test.
    ty: usize,
    value: Json,
    /// Its keys, at any depth, that no schema of the documents names.
    undeclared: Vec<String>,
    /// Whether it agrees with its schema; `None` if the schema cannot be used.
    agrees: Option<bool>,
}

/// What became of the examples of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// All that have a type and agree with their schema.
    pub(crate) agreeing: usize,
    /// Those that do not agree with their schema, which the document has to answer for.
    pub(crate) contradicting: usize,
    /// Those of which the judge cannot say.
    pub(crate) unjudged: usize,
    /// Agreeing ones that come back without keys that no schema of the document names: such keys are read over.
    pub(crate) reduced: usize,
    /// Agreeing ones that cannot be read or come back as something else: pointer and reason.
    pub(crate) broken: Vec<(String, String)>,
}

/// Writes the test, and gives the exit code.
pub(crate) fn run(arguments: &Arguments) -> u8 {
    match write(arguments) {
        Ok(()) => 0,
        Err(reason) => {
            eprintln!("{reason}");
            2
        }
    }
}

fn write(arguments: &Arguments) -> Result<(), String> {
    let (document, folder) = (&arguments.document, &arguments.crate_folder);
    let file = document.file_name().unwrap_or_default();
    let settings = Settings::single(PACKAGE, &file.to_string_lossy())?;
    let input = disk::load_below(&arguments.folder, document, &[]).map_err(|it| it.to_string())?;
    let input = Input { apis: vec![input] };
    let sources = generate(&input, &settings).sources;
    let types = types(&input, &settings, folder);
    let trees = tree::read_again(&sources);
    let names = collect::property_names(&trees);
    let registry = judge::registry(&trees);
    let mut judge = registry
        .as_ref()
        .map(|(registry, draft)| judge::Judge::new(registry, *draft));
    let mut used: Vec<&str> = Vec::new();
    let mut lines = String::new();
    for example in collect::collect(&trees) {
        let Some(ty) = types.get(&example.target) else {
            continue;
        };
        let number = used.iter().position(|it| it == ty).unwrap_or_else(|| {
            used.push(ty);
            used.len() - 1
        });
        let agrees = judge
            .as_mut()
            .and_then(|it| it.agrees(&example.value, example.schema, &trees));
        let written = Written {
            pointer: sources.pointer(example.at),
            ty: number,
            undeclared: undeclared(&example.value, &names),
            value: example.value,
            agrees,
        };
        let _ = writeln!(
            lines,
            "{}",
            serde_json::to_string(&written).unwrap_or_default()
        );
    }
    let tests = folder.join("tests");
    let done = fs::create_dir_all(&tests)
        .and_then(|()| fs::write(tests.join(format!("{TEST}.jsonl")), lines))
        .and_then(|()| fs::write(tests.join(format!("{TEST}.rs")), test(&used)));
    done.map_err(|it| format!("{}: {it}", tests.display()))
}

/// The keys of a value, at any depth, that are not among the names.
fn undeclared(value: &Json, names: &BTreeSet<&str>) -> Vec<String> {
    match value {
        Json::Array(items) => items.iter().flat_map(|it| undeclared(it, names)).collect(),
        Json::Object(object) => {
            let own = object
                .keys()
                .filter(|it| !names.contains(it.as_str()))
                .cloned();
            own.chain(object.values().flat_map(|it| undeclared(it, names)))
                .collect()
        }
        _ => Vec::new(),
    }
}

/// The types of schemas that the crate really has; of several at one place the one that is not arbitrary JSON.
fn types(input: &Input, settings: &Settings, folder: &Path) -> BTreeMap<At, String> {
    let text = fs::read_to_string(folder.join("src/types.rs")).unwrap_or_default();
    let mut types: BTreeMap<At, String> = BTreeMap::new();
    for (at, ty) in generator::types(input, settings) {
        let names = ty
            .split("types :: ")
            .skip(1)
            .filter_map(|it| it.split([' ', '>']).next());
        let is_there = |name: &str| {
            ["struct", "enum", "type"]
                .iter()
                .any(|it| text.contains(&format!("pub {it} {name} ")))
        };
        let known = names.into_iter().all(is_there);
        if known && types.get(&at).is_none_or(|it| it == "Raw") {
            types.insert(at, ty);
        }
    }
    types
}

/// The test: one function for each type, one line of output for each example.
fn test(types: &[&str]) -> String {
    let library = PACKAGE.replace('-', "_");
    let functions: Vec<String> = types
        .iter()
        .map(|it| format!("    again::<{it}>,\n"))
        .collect();
    format!(
        r#"use {library}::runtime::json::{{Decode, Encode, from_slice, to_string}};
#[allow(unused_imports)]
use {library}::{{runtime::*, runtime::json::Raw, *}};
#[allow(unused_imports)]
use std::collections::BTreeMap;

type Again = fn(&[u8]) -> Result<String, String>;

#[allow(dead_code)]
fn again<T: Decode + Encode>(json: &[u8]) -> Result<String, String> {{
    let value = from_slice::<T>(json).map_err(|it| it.to_string())?;
    to_string(&value).map_err(|it| it.to_string())
}}

const TYPES: &[Again] = &[
{}];

#[test]
fn examples() {{
    for line in include_str!("{TEST}.jsonl").lines() {{
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        let ty = line["ty"].as_u64().expect("a number") as usize;
        let again = TYPES[ty](line["value"].to_string().as_bytes());
        let again = match again {{
            Ok(json) => serde_json::json!({{ "json": json }}),
            Err(reason) => serde_json::json!({{ "reason": reason }}),
        }};
        println!("example {{again}}");
    }}
}}
"#,
        functions.concat()
    )
}

/// A line of the test's output.
#[derive(Deserialize)]
struct Again {
    json: Option<String>,
    #[serde(default)]
    reason: String,
}

/// Reads what a run of the test printed.
pub(crate) fn outcome(folder: &Path, stdout: &str) -> io::Result<Outcome> {
    let text = fs::read_to_string(folder.join("tests").join(format!("{TEST}.jsonl")))?;
    let written = text
        .lines()
        .filter_map(|it| serde_json::from_str::<Written>(it).ok());
    let again = stdout
        .lines()
        .filter_map(|it| serde_json::from_str::<Again>(it.split_once("example ")?.1).ok());
    let mut outcome = Outcome::default();
    for (written, again) in written.zip(again) {
        match written.agrees {
            None => outcome.unjudged += 1,
            Some(false) => outcome.contradicting += 1,
            Some(true) => {
                outcome.agreeing += 1;
                outcome.judge(written, &again);
            }
        }
    }
    Ok(outcome)
}

impl Outcome {
    fn judge(&mut self, written: Written, again: &Again) {
        let Some(json) = &again.json else {
            self.broken.push((written.pointer, again.reason.clone()));
            return;
        };
        let again: Json = serde_json::from_str(json).unwrap_or_default();
        match same::difference(&written.value, &again, &written.undeclared) {
            None => {}
            Some(same::Difference::Reduced) => self.reduced += 1,
            Some(same::Difference::Other(place)) => {
                self.broken
                    .push((written.pointer, format!("comes back otherwise at {place}")));
            }
        }
    }
}
