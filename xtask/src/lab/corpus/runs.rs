//! Runs: every tool over every document, and cargo over what it wrote. What is known already is not done again.
//!
//! Takes: documents and tools. Gives: [`Record`]s. Must not: stop at a failure of a document.

use std::io;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;
use std::thread;
use std::time::Duration;

use indicatif::{ProgressBar, ProgressStyle};

use super::crates::{self, Bench};
use super::documents::{Document, Files};
use super::record::{self, Checked, Generation, Record, Step, Verdict};
use super::results::Results;
use super::slug;
use super::tools::Tool;
use crate::lab::process::{self, End, Ended, Limits, Memory};

/// What all runs share.
pub(super) struct Lab {
    pub(super) work: PathBuf,
    pub(super) steps: Vec<Step>,
    pub(super) results: Results,
    /// Whose word crates are checked by.
    pub(super) compiler: String,
}

impl Lab {
    /// Every tool over every document, in the order of the documents.
    pub(super) fn all(
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
        let files = document.files()?;
        let key = self.key(document, &files, (*tool, version));
        if let Some(record) = self.results.get(&key, &document.name) {
            return Ok(record);
        }
        let folder = self.work.join(tool.name()).join(slug(&document.name));
        let ended = tool.generate(document, &folder, limits(files.bytes))?;
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
            bytes: files.bytes,
            negative: document.negative,
            generation,
            steps,
        };
        self.results.add(&record)?;
        Ok(record)
    }

    /// All that a result follows from.
    fn key(&self, document: &Document, files: &Files, (tool, version): (Tool, &str)) -> String {
        let asked: Vec<&str> = self.steps.iter().map(|it| it.word()).collect();
        let compiler = Some(&self.compiler).filter(|_| !asked.is_empty());
        let (tool, hash, negative) = (tool.name(), &files.hash, document.negative);
        format!("{tool} {version} {hash} {negative} {asked:?} {compiler:?}")
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
                let ended = process::run(&command, EXAMPLES)?;
                if ended.end != End::Exit(0) {
                    done.push(Checked::failed(*step, said(&ended.stderr)));
                    break;
                }
            }
            done.push(bench.check(folder, *step)?);
        }
        Ok(done)
    }
}

/// What judging the examples of a document may take.
const EXAMPLES: Limits = Limits {
    time: Duration::from_secs(600),
    memory: Memory::Refused(4 << 30),
};

/// What a generator may take for a document of this many bytes.
fn limits(bytes: u64) -> Limits {
    let megabytes = bytes.div_ceil(1 << 20).max(1);
    Limits {
        time: Duration::from_secs(10 * megabytes),
        memory: Memory::Refused(1 << 30),
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

fn bar(length: usize) -> ProgressBar {
    let style = ProgressStyle::with_template("{bar:30} {pos}/{len} {eta} {wide_msg}");
    ProgressBar::new(length as u64)
        .with_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()))
}

pub(super) fn locked<T>(mutex: &Mutex<T>) -> std::sync::MutexGuard<'_, T> {
    mutex
        .lock()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}
