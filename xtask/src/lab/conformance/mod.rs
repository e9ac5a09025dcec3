//! `cargo xtask conformance`: calls of a client against Prism, which mocks the same document and was written by others.
//!
//! Takes: documents. Gives: a table, what is wrong, and an exit code. Must not: be run by `cargo test`; it needs Node.

mod driver;
mod made;
mod prism;
mod report;
mod texts;
mod values;

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Duration;

use generator::command;
use generator::disk::{self, Tree};
use generator::settings::Settings;
use generator::{Input, Usage, generate, source, usage};

use super::corpus::documents::{self, Document};
use super::corpus::examples::judge;
use super::corpus::slug;
use super::corpus::tree::read_again;
use super::process::{self, End, Limits, Memory};
use driver::{Call, Program};
use prism::{Mock, Prism};
use report::{Outcome, Sent};
use values::Values;

/// What building and running a driver may take.
const LIMITS: Limits = Limits {
    time: Duration::from_secs(20 * 60),
    memory: Memory::Any,
};

/// Calls every operation of documents against Prism, a mock server that judges requests by the same document.
///
/// Values are taken from the examples of a document, or made from its schemas. Each operation is called with all that can
/// be given and with no more than it needs, and once for each further status that it documents. An operation that needs a
/// value for which there is none is listed with the reason. What Prism is known to refuse by a mistake of its own is counted apart
/// ("misjudged").
///
/// Prism is the one on the PATH, or is installed by npm below `target/`.
///
/// Exit codes: 0 nothing is wrong; 1 Prism found a request that violates the document, or an answer could not be read;
/// 2 there is nothing to run, or no Node.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Arguments {
    /// Documents, or folders with documents.
    #[arg(required = true, value_name = "DOC")]
    documents: Vec<PathBuf>,
    /// Where clients, builds and Prism are kept; `target/conformance` otherwise.
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
}

/// Runs, reports, and gives the exit code.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> u8 {
    let done = conformance(root, arguments);
    done.unwrap_or_else(|reason| {
        command::complain(reason);
        2
    })
}

fn conformance(root: &Path, arguments: &Arguments) -> Result<u8, String> {
    let documents = documents::find(&arguments.documents)
        .map_err(|it| it.to_string())?
        .documents;
    if documents.is_empty() {
        return Err("no file there is an OpenAPI or Swagger document".to_owned());
    }
    let work = arguments.work.clone();
    let work = work.unwrap_or_else(|| root.join("target/conformance"));
    let work = fs::create_dir_all(&work).and_then(|()| fs::canonicalize(&work));
    let lab = Lab {
        work: work.map_err(|it| it.to_string())?,
        lock: root.join("Cargo.lock"),
    };
    let prism = Prism::find(&lab.work)?;
    let mut outcomes = Vec::new();
    for document in &documents {
        command::complain(&document.name);
        outcomes.push((document.name.as_str(), lab.one(document, &prism)));
    }
    command::say(report::text(&outcomes));
    let is_wrong = |(_, it): &(&str, Result<Outcome, String>)| {
        it.as_ref().map_or(true, |it| !it.wrong.is_empty())
    };
    Ok(u8::from(outcomes.iter().any(is_wrong)))
}

struct Lab {
    work: PathBuf,
    /// The versions of dependencies that are tested here.
    lock: PathBuf,
}

impl Lab {
    fn one(&self, document: &Document, prism: &Prism) -> Result<Outcome, String> {
        let folder = self.work.join(slug(&document.name));
        let client = Generated::of(document)?;
        let registry = judge::registry(&client.trees);
        let mut values = Values::new(&client.trees, registry.as_ref());
        let program = Program::new(&client.usage, &mut values);
        write(&folder, &client.tree, &program)?;
        let lock = folder.join("Cargo.lock");
        if !lock.exists() {
            fs::copy(&self.lock, &lock).map_err(|it| it.to_string())?;
        }
        let mut outcome = Outcome {
            operations: program.operations,
            uncallable: program.uncallable,
            ..Outcome::default()
        };
        if program.calls.is_empty() {
            return Ok(outcome);
        }
        self.cargo(&folder, "build")?;
        let mock = Mock::start(prism, &document.path)?;
        let target = self.work.join("build/debug").join(driver::PACKAGE);
        let mut command = Command::new(target);
        command.arg(&mock.url);
        let ended = process::run(&command, LIMITS).map_err(|it| it.to_string())?;
        if ended.end != End::Exit(0) {
            return Err(format!("the driver failed: {}", ended.stderr.trim()));
        }
        let calls: Vec<Sent<'_>> = program.calls.iter().map(Call::sent).collect();
        outcome.read(&ended.stdout, &calls, |call, status, body| {
            let call = program.calls.get(call);
            call.is_some_and(|it| values.contradicts(it.at, status, body))
        });
        Ok(outcome)
    }

    fn cargo(&self, folder: &Path, what: &str) -> Result<(), String> {
        let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let mut command = Command::new(cargo);
        command.current_dir(folder).args([what, "--quiet"]);
        command.env("CARGO_TARGET_DIR", self.work.join("build"));
        let ended = process::run(&command, LIMITS).map_err(|it| it.to_string())?;
        match ended.end {
            End::Exit(0) => Ok(()),
            _ => Err(format!("the driver does not compile: {}", ended.stderr)),
        }
    }
}

/// The client of a document, and what is known of it.
struct Generated {
    tree: Tree,
    usage: Usage,
    /// The documents.
    trees: Vec<source::document::Document>,
}

impl Generated {
    fn of(document: &Document) -> Result<Self, String> {
        let file = document.path.file_name().unwrap_or_default();
        let settings = Settings::single(driver::CLIENT, &file.to_string_lossy())?;
        let input = disk::load_below(&document.folder, &document.path, &[]);
        let apis = vec![input.map_err(|it| it.to_string())?];
        let input = Input { apis };
        let generation = generate(&input, &settings);
        let usage = usage(&input, &settings).into_iter().next();
        match usage {
            Some(usage) if !generation.files.is_empty() => Ok(Self {
                usage,
                trees: read_again(&generation.sources),
                tree: Tree::new(generation.files, input.labelled()),
            }),
            _ => Err("no client can be made of it".to_owned()),
        }
    }
}

/// Writes the client and the driver.
fn write(folder: &Path, client: &Tree, program: &Program) -> Result<(), String> {
    let written = disk::write(&folder.join("client"), client, true);
    written.map_err(|it| it.to_string())?;
    let source = folder.join("src");
    let written = fs::create_dir_all(&source)
        .and_then(|()| fs::write(folder.join("Cargo.toml"), driver::MANIFEST))
        .and_then(|()| fs::write(source.join("main.rs"), &program.text));
    written.map_err(|it| it.to_string())
}
