//! The examples of a document as a test of its crate: each is read as its generated type and written again.
//!
//! `collect` finds them, `types` knows their types, `judge` says whether they agree with their schemas, `members` of which of their
//! members these say nothing, `test` writes and reads the files of the test, and `outcome` compares, by `same`, what went in with what
//! came back.
//!
//! Takes: a document and its crate. Gives: a test in the crate, and the [`Outcome`] of its run. Must not: mend examples.

pub(crate) mod collect;
pub(crate) mod judge;
mod members;
mod outcome;
mod same;
mod test;
mod types;

use std::io;
use std::path::{Path, PathBuf};

use generator::settings::Settings;
use generator::source::document::{Document, Sources};
use generator::{Input, command, disk, generate};
use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::measure::PACKAGE;
use super::tree;
use collect::{Direction, Example};
use members::Members;
pub(crate) use outcome::Outcome;
use test::{Test, Tried};
use types::{Found, Types};

/// The name of the test, and of the files beside it.
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

/// Why an example is not tried.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Untried {
    /// Its position is arbitrary JSON, which takes whatever it is given: trying it would show nothing.
    Json,
    /// The schema has no type of its own.
    NoType,
    NoSchema,
    NotJson,
    Nowhere,
    Elsewhere,
    Malformed,
    Unused,
}

impl Untried {
    /// The reason in words.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Json => "of arbitrary JSON",
            Self::NoType => "of a schema that is only a part of a type, or that nothing uses",
            Self::NoSchema => "without a schema",
            Self::NotJson => "in a media type that is not JSON",
            Self::Nowhere => "refers to nothing, or its schema does",
            Self::Elsewhere => "outside of the documents",
            Self::Malformed => "not written as an example is",
            Self::Unused => "of components, and nothing refers to it",
        }
    }
}

/// Writes the test, and gives the exit code.
pub(crate) fn run(arguments: &Arguments) -> u8 {
    match write(arguments) {
        Ok(()) => 0,
        Err(reason) => {
            command::complain(reason);
            2
        }
    }
}

fn write(arguments: &Arguments) -> Result<(), String> {
    let (document, folder) = (&arguments.document, &arguments.crate_folder);
    test::remove(folder);
    let file = document.file_name().unwrap_or_default();
    let settings = Settings::single(PACKAGE, &file.to_string_lossy())?;
    let input = disk::load_below(&arguments.folder, document, &[]).map_err(|it| it.to_string())?;
    let input = Input { apis: vec![input] };
    let sources = generate(&input, &settings).sources;
    let types = Types::of(&input, &settings, folder);
    let test = test_of(&sources, &types);
    let written = test.write(folder);
    written.map_err(|it| format!("{}: {it}", folder.display()))
}

/// Every example with its type and whether it agrees with its schema.
fn test_of(sources: &Sources, types: &Types) -> Test {
    let trees = tree::read_again(sources);
    let registry = judge::registry(&trees);
    let judge = registry.as_ref();
    let mut judge = judge.map(|(registry, draft)| judge::Judge::new(registry, *draft));
    let mut agrees = |example: &Example, trees: &[Document]| {
        let judge = judge.as_mut()?;
        judge.agrees(&example.value, example.schema, trees)
    };
    let written: Vec<Json> = trees.iter().map(|it| collect::json(&it.root)).collect();
    let members = |example: &Example, trees: &[Document]| {
        let mut pairs = trees.iter().zip(&written);
        let found = pairs.find(|(it, _)| it.root.at.document == example.schema.document);
        let said = found.and_then(|(it, tree)| {
            let schema = tree.pointer(&it.pointer(example.schema.node))?;
            Some(members::members(&example.value, schema, tree))
        });
        said.unwrap_or_default()
    };
    let mut test = Test::default();
    for found in collect::collect(&trees) {
        let example = match found {
            Ok(example) => example,
            Err(why) => {
                test.untried.push(why);
                continue;
            }
        };
        let said = members(&example, &trees);
        let is_sent = match example.direction {
            Some(direction) => direction == Direction::Sent,
            None => said.read_only.is_empty() && !said.write_only.is_empty(),
        };
        match types.of_schema(example.target, is_sent) {
            Found::Json => test.untried.push(Untried::Json),
            Found::None => test.untried.push(Untried::NoType),
            Found::Type(ty) => {
                let agrees = agrees(&example, &trees);
                let tried = Tried {
                    pointer: sources.pointer(example.at),
                    ty: test.number(ty),
                    agrees: agrees.map(|it| it && fits(example.direction, &said)),
                    undeclared: read_over(example.direction, said),
                    value: example.value,
                };
                test.tried.push(tried);
            }
        }
    }
    test
}

/// Whether a value has none of the members that belong to the other direction, of which validators know nothing.
fn fits(direction: Option<Direction>, said: &Members) -> bool {
    match direction {
        Some(Direction::Sent) => said.read_only.is_empty(),
        Some(Direction::Received) => said.write_only.is_empty(),
        None => true,
    }
}

/// The members that a client may read over. A schema does not say in which direction its example goes.
fn read_over(direction: Option<Direction>, said: Members) -> Vec<String> {
    let mut members = said.undeclared;
    if direction.is_none() {
        members.extend(said.read_only);
        members.extend(said.write_only);
    }
    members
}

/// What a run of the test printed, compared with what was tried.
pub(crate) fn outcome(crate_folder: &Path, stdout: &str) -> io::Result<Outcome> {
    let (tried, untried) = test::read(crate_folder)?;
    Ok(Outcome::of(tried, &untried, test::printed(stdout)))
}
