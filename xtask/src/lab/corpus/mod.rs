//! `cargo xtask corpus`: every document of folders becomes a crate, and cargo says what it thinks of the crate.
//!
//! Takes: folders. Gives: a report, and an exit code. Must not: change the folders, or stop at a failure.

pub(crate) mod count;
mod crates;
pub(crate) mod documents;
pub(crate) mod examples;
pub(crate) mod measure;
mod record;
mod report;
mod results;
mod tools;

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use generator::disk::sha256;
use indicatif::{ProgressBar, ProgressStyle};

use super::process::{self, End, Ended, Limits};
use crates::Bench;
use documents::Document;
use record::{Checked, Generation, Record, Step, Verdict};
use report::Format;
use results::Results;
use tools::Tool;

/// Generates a client for every OpenAPI or Swagger document below the folders, and says what failed or was lost.
///
/// A document fails that panics, needs more than 1 GB or more than 10 CPU seconds (for each of its megabytes), that becomes no
/// client (unless an `index.tsv` notes it as negative), or whose crate does not pass what was asked (within 4 GB).
///
/// Results are kept: a document is run again when it, the tool or what is asked has changed.
///
/// Exit codes: 0 every document passes; 1 some fail; 2 there is nothing to run, or a peer is not installed.
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
        eprintln!("{reason}");
        2
    })
}

fn corpus(root: &Path, arguments: &Arguments) -> Result<u8, String> {
    let out = arguments.out.as_deref();
    let out = out.map(|path| Ok::<_, String>((path, Format::of(path)?)));
    let out = out.transpose()?;
    let documents = documents::find(&arguments.folders).map_err(|it| it.to_string())?;
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
        None => println!("{}", report.summary()),
        Some((path, format)) => {
            let written = fs::write(path, report.as_file(format));
            written.map_err(|it| format!("{}: {it}", path.display()))?;
            println!("{}", report.totals());
        }
    }
    let ours = records.iter().filter(|it| it.tool == Tool::Ours.name());
    Ok(u8::from(ours.into_iter().any(|it| it.failure().is_some())))
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

/// What all runs share.
struct Lab {
    work: PathBuf,
    steps: Vec<Step>,
    results: Results,
}

impl Lab {
    /// Every tool over every document, in the order of the documents.
    fn all(
        &self,
        documents: &[Document],
        tools: &[(Tool, String)],
        jobs: usize,
    ) -> Result<Vec<Record>, String> {
        let pairs: Vec<(&Document, &(Tool, String))> = documents
            .iter()
            .flat_map(|document| tools.iter().map(move |tool| (document, tool)))
            .collect();
        let bar = bar(pairs.len());
        let next = Mutex::new(pairs.iter().enumerate());
        let done = Mutex::new(Vec::new());
        let lane = |lane: usize| -> Result<(), String> {
            loop {
                let Some((number, (document, tool))) = locked(&next).next() else {
                    return Ok(());
                };
                bar.set_message(format!("{} {}", tool.0.name(), document.name));
                let record = self.one(document, tool, lane);
                let record = record.map_err(|it| format!("{}: {it}", document.name))?;
                bar.inc(1);
                locked(&done).push((number, record));
            }
        };
        thread::scope(|scope| {
            let lanes: Vec<_> = (0..jobs.max(1))
                .map(|it| scope.spawn(move || lane(it)))
                .collect();
            lanes.into_iter().try_for_each(|it| {
                it.join()
                    .unwrap_or_else(|_| Err("a lane of the laboratory failed".to_owned()))
            })
        })?;
        bar.finish_and_clear();
        let mut done = done.into_inner().unwrap_or_default();
        done.sort_by_key(|(number, _)| *number);
        Ok(done.into_iter().map(|(_, it)| it).collect())
    }

    fn one(
        &self,
        document: &Document,
        (tool, version): &(Tool, String),
        lane: usize,
    ) -> io::Result<Record> {
        let bytes = fs::read(&document.path)?;
        let asked: Vec<&str> = self.steps.iter().map(|it| it.word()).collect();
        let key = format!("{} {version} {} {asked:?}", tool.name(), sha256(&bytes));
        if let Some(record) = self.results.get(&key, &document.name) {
            return Ok(record);
        }
        let folder = self.work.join(tool.name()).join(slug(&document.name));
        let ended = tool.generate(document, &folder, limits(bytes.len()))?;
        let generation = generation(*tool, &ended, &folder);
        let bench = Bench {
            target: self.work.join(format!("target-{lane}")),
            lock: self
                .work
                .join(tool.name())
                .join(format!("Cargo-{lane}.lock")),
        };
        let steps = match generation.verdict {
            Verdict::Written => self.steps(*tool, &bench, document, &folder)?,
            _ => Vec::new(),
        };
        let record = Record {
            key,
            document: document.name.clone(),
            tool: tool.name().to_owned(),
            bytes: bytes.len() as u64,
            negative: document.negative,
            generation,
            steps,
        };
        self.results.add(&record)?;
        Ok(record)
    }

    fn steps(
        &self,
        tool: Tool,
        bench: &Bench,
        document: &Document,
        folder: &Path,
    ) -> io::Result<Vec<Checked>> {
        let mut done: Vec<Checked> = Vec::new();
        for step in &self.steps {
            if done.last().is_some_and(|it| !it.passed) {
                break;
            }
            if *step == Step::Examples {
                if tool != Tool::Ours {
                    continue;
                }
                let mut command = Command::new(std::env::current_exe()?);
                command
                    .arg("corpus-examples")
                    .args([&document.path, &document.folder])
                    .arg(folder);
                process::run(&command, EXAMPLES)?;
            }
            done.push(bench.check(folder, *step)?);
        }
        Ok(done)
    }
}

/// What judging the examples of a document may take.
const EXAMPLES: Limits = Limits {
    time: Duration::from_secs(600),
    memory: Some(4 << 30),
};

/// What a generator may take for a document of this many bytes.
fn limits(bytes: usize) -> Limits {
    let megabytes = bytes.div_ceil(1 << 20).max(1) as u64;
    Limits {
        time: Duration::from_secs(10 * megabytes),
        memory: Some(1 << 30),
    }
}

fn generation(tool: Tool, ended: &Ended, folder: &Path) -> Generation {
    let panicked = ended.stderr.contains("panicked at") || ended.end == End::Signal;
    let verdict = match ended.end {
        End::TimedOut => Verdict::TimedOut,
        End::TooMuchMemory => Verdict::TooMuchMemory,
        _ if panicked => Verdict::Panicked,
        End::Exit(0) if folder.join("Cargo.toml").exists() => Verdict::Written,
        _ => Verdict::Refused,
    };
    let measured: Option<record::Measured> = serde_json::from_str(&ended.stdout).ok();
    let errors = measured.iter().flat_map(|it| &it.errors);
    let reason = match verdict {
        Verdict::Written => String::new(),
        _ => errors
            .map(String::as_str)
            .chain([said(&ended.stderr)])
            .next()
            .unwrap_or_default()
            .to_owned(),
    };
    let written = crates::written(&folder.join("src"));
    Generation {
        verdict,
        reason,
        seconds: ended.seconds,
        peak: measured
            .as_ref()
            .and_then(|it| it.peak)
            .unwrap_or(ended.peak),
        lines: written.iter().map(|it| it.lines().count()).sum(),
        functions: tool.calls(&written),
        measured,
    }
}

/// What matters of what a tool said: from its first error or panic on.
fn said(stderr: &str) -> &str {
    let starts = ["panicked at", "rror"]
        .iter()
        .filter_map(|it| stderr.find(it));
    let line = starts
        .min()
        .map_or(0, |it| stderr[..it].rfind('\n').map_or(0, |it| it + 1));
    let rest = &stderr[line..];
    let end = rest
        .char_indices()
        .nth(400)
        .map_or(rest.len(), |(end, _)| end);
    rest[..end].trim()
}

/// A path as the name of one folder.
pub(crate) fn slug(name: &str) -> String {
    let plain = |it: char| if it.is_ascii_alphanumeric() { it } else { '-' };
    name.chars().map(plain).collect()
}

fn bar(length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {wide_msg}");
    ProgressBar::new(length as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
