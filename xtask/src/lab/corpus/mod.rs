//! `cargo xtask corpus`: every document of folders becomes a crate, and cargo says what it thinks of the crate.
//!
//! Takes: folders. Gives: a report, and an exit code. Must not: change the folders, or stop at a failure.

mod bars;
mod crates;
pub(crate) mod documents;
pub(crate) mod examples;
pub(crate) mod measure;
mod operations;
mod record;
mod report;
mod results;
mod runs;
pub(crate) mod schemas;
mod tools;
pub(crate) mod tree;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use generator::command;
use record::Step;
use report::Format;
use results::Results;
use runs::Lab;
use tools::Tool;

/// Generates a client for every OpenAPI or Swagger document below the folders, and says what failed or was lost.
///
/// A document fails that panics, needs more than 1 GB or more than 10 CPU seconds (for each of its megabytes), that becomes no
/// client (unless an `index.tsv` notes it as negative), whose crate does not pass what was asked (within 4 GB), or of which
/// anything is lost without a finding that says so: an operation left out, or a schema that is arbitrary JSON.
///
/// What all documents together must reach is listed as bars, each with what missed it.
///
/// Results are kept: a document is run again when a file of it, the program of the tool, the compiler or what is asked has changed.
///
/// Exit codes: 0 every bar is reached; 1 a bar is missed; 2 there is nothing to run, or a peer is not installed.
#[derive(Debug, clap::Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct Arguments {
    /// Folders with documents, or documents.
    #[arg(required = true, value_name = "DIR")]
    folders: Vec<PathBuf>,
    /// How many documents at a time. Times are worth comparing with one only.
    #[arg(long, value_name = "N", default_value_t = 1)]
    jobs: usize,
    #[command(flatten)]
    steps: Steps,
    /// Runs an installed peer over the same documents, too.
    #[arg(long, value_name = "NAME")]
    peer: Vec<Tool>,
    /// Where the report goes: Markdown, TSV or JSON by its extension. Otherwise the summary is printed.
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Where crates and results are kept; `target/corpus` otherwise.
    #[arg(long, value_name = "DIR")]
    work: Option<PathBuf>,
    /// Runs everything again.
    #[arg(long)]
    fresh: bool,
}

/// What to do with what was written.
#[derive(Debug, clap::Args)]
#[expect(clippy::struct_excessive_bools, reason = "each is a flag of its own")]
struct Steps {
    /// Runs `cargo check` on what was written.
    #[arg(long)]
    check: bool,
    /// Runs `cargo clippy` on what was written.
    #[arg(long)]
    clippy: bool,
    /// Runs `cargo doc` on what was written.
    #[arg(long)]
    doc: bool,
    /// Reads and writes the examples of each document as the generated types, by a test of its crate. Those that
    /// contradict their own schema (by the judgement of the `jsonschema` crate) are counted apart.
    #[arg(long)]
    examples: bool,
}

impl Steps {
    fn asked(&self) -> Vec<Step> {
        let steps = [
            (self.check, Step::Check),
            (self.clippy, Step::Clippy),
            (self.doc, Step::Doc),
            (self.examples, Step::Examples),
        ];
        let asked = steps.iter().filter(|(asked, _)| *asked);
        asked.map(|(_, step)| *step).collect()
    }
}

/// Runs, reports, and gives the exit code.
pub(crate) fn run(root: &Path, arguments: &Arguments) -> u8 {
    let done = corpus(root, arguments);
    done.unwrap_or_else(|reason| {
        command::complain(reason);
        2
    })
}

fn corpus(root: &Path, arguments: &Arguments) -> Result<u8, String> {
    let out = arguments.out.as_deref();
    let out = out.map(|path| Ok::<_, String>((path, Format::of(path)?)));
    let out = out.transpose()?;
    let found = documents::find(&arguments.folders).map_err(|it| it.to_string())?;
    if let Some(others) = found.passed_over() {
        command::complain(others);
    }
    let documents = found.documents;
    if documents.is_empty() {
        return Err("no file there is an OpenAPI or Swagger document".to_owned());
    }
    let mut tools = vec![(Tool::Ours, Tool::Ours.version()?)];
    for peer in &arguments.peer {
        tools.push((*peer, peer.version()?));
    }
    let work = arguments.work.clone();
    let work = work.unwrap_or_else(|| root.join("target/corpus"));
    let work = prepare(&work, &tools).map_err(|it| format!("{}: {it}", work.display()))?;
    let lab = Lab {
        results: Results::open(&work.join("results.jsonl"), arguments.fresh)
            .map_err(|it| it.to_string())?,
        compiler: crates::compiler(),
        steps: arguments.steps.asked(),
        work,
    };
    let records = lab.all(&documents, &tools, arguments.jobs)?;
    let report = report::Report {
        records: &records,
        tools: &tools,
        steps: &lab.steps,
    };
    match out {
        None => command::say(report.summary()),
        Some((path, format)) => {
            let written = fs::write(path, report.as_file(format));
            written.map_err(|it| format!("{}: {it}", path.display()))?;
            command::say(report.totals());
        }
    }
    let missed = report.bars().iter().any(|it| !it.missed_by.is_empty());
    Ok(u8::from(missed))
}

/// The folder of a run, which belongs to no workspace that it may lie in.
fn prepare(work: &Path, tools: &[(Tool, String)]) -> io::Result<PathBuf> {
    fs::create_dir_all(work)?;
    let work = fs::canonicalize(work)?;
    let names: Vec<String> = tools
        .iter()
        .map(|(it, _)| format!("{:?}", it.name()))
        .collect();
    let manifest = format!("[workspace]\nexclude = [{}]\n", names.join(", "));
    fs::write(work.join("Cargo.toml"), manifest)?;
    Ok(work)
}

/// A path as the name of one folder.
pub(crate) fn slug(name: &str) -> String {
    let plain = |it: char| if it.is_ascii_alphanumeric() { it } else { '-' };
    name.chars().map(plain).collect()
}
