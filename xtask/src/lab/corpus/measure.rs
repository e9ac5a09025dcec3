//! Our own generator over one document, in a process of its own: the crate is written, and what it lost is counted.
//!
//! Takes: a document and a folder. Gives: a crate, and [`Measured`] as JSON on standard output. Must not: judge.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use generator::diagnostics::render::render_plain;
use generator::diagnostics::{Code, Diagnostic, Severity};
use generator::disk::{self, Tree};
use generator::settings::Settings;
use generator::source::At;
use generator::{Generation, Input, command, generate};

use super::operations::{self, Operation};
use super::record::{Absent, Measured};
use super::{schemas, tree};

/// The name of every crate that is written.
pub(crate) const PACKAGE: &str = "corpus-client";

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// The document.
    document: PathBuf,
    /// The folder that its parts may be in.
    folder: PathBuf,
    /// The folder of the crate.
    crate_folder: PathBuf,
}

/// Writes, counts and prints. Exit codes are those of `generator`.
pub(crate) fn run(arguments: &Arguments) -> u8 {
    match measure(arguments) {
        Ok((measured, code)) => {
            command::say(serde_json::to_string(&measured).unwrap_or_default());
            code
        }
        Err(reason) => {
            command::complain(reason);
            2
        }
    }
}

fn measure(arguments: &Arguments) -> Result<(Measured, u8), String> {
    let file = arguments.document.file_name().unwrap_or_default();
    let settings = Settings::single(PACKAGE, &file.to_string_lossy())?;
    let input = disk::load_below(&arguments.folder, &arguments.document, &[])
        .map_err(|it| it.to_string())?;
    let input = Input { apis: vec![input] };
    let mut generation = generate(&input, &settings);
    let files = std::mem::take(&mut generation.files);
    let written = !files.is_empty();
    if written {
        let tree = Tree::new(files, input.labelled());
        let done = disk::write(&arguments.crate_folder, &tree, true);
        done.map_err(|it| it.to_string())?;
    } else {
        generation.operations.clear();
    }
    let measured = Measured {
        peak: peak_of_this_process(),
        ..counted(&generation)
    };
    Ok((measured, if written { 0 } else { 2 }))
}

/// The high-water mark of memory in use, where the system tells (Linux).
fn peak_of_this_process() -> Option<u64> {
    let status = fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find_map(|it| it.strip_prefix("VmHWM:"))?;
    let kib: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kib * 1024)
}

fn counted(generation: &Generation) -> Measured {
    let trees = tree::read_again(&generation.sources);
    let operations = operations::operations(&trees, &hidden(generation));
    let difference = operations::difference(&operations, generation);
    let schemas = schemas::constraining(&trees);
    let untyped = &generation.untyped & &schemas;
    let widening = Widening::of(generation);
    let silent = untyped.iter().filter(|it| !widening.explains(**it));
    let absent = difference.absent.iter();
    Measured {
        operations: operations.len(),
        methods: generation.operations.len(),
        absent: absent
            .map(|(operation, finding)| absent_of(operation, *finding, generation))
            .collect(),
        surplus: difference
            .surplus
            .iter()
            .map(|it| it.path.clone())
            .collect(),
        schemas: schemas.len(),
        untyped: untyped.len(),
        silent: silent.map(|it| generation.sources.pointer(*it)).collect(),
        losses: losses(generation),
        notes: of(Severity::Note, generation).count(),
        located: located(generation),
        errors: of(Severity::Error, generation)
            .map(|it| line(it, generation))
            .collect(),
        ..Measured::default()
    }
}

/// Where keys stand for the second time.
fn hidden(generation: &Generation) -> Vec<At> {
    let found = generation.diagnostics.iter();
    let twice = found.filter(|it| it.code == Code::DuplicateKey);
    twice.filter_map(|it| it.at).collect()
}

/// An operation without a method. Where there is no crate, the first error is the reason for all of them.
fn absent_of(
    operation: &Operation,
    finding: Option<&Diagnostic>,
    generation: &Generation,
) -> Absent {
    let finding = finding.or_else(|| of(Severity::Error, generation).next());
    let pointer = generation.sources.pointer(operation.at);
    Absent {
        operation: format!("{} {} ({pointer})", operation.method, operation.path),
        finding: finding.map(|it| line(it, generation)),
    }
}

fn of(severity: Severity, generation: &Generation) -> impl Iterator<Item = &Diagnostic> {
    let all = generation.diagnostics.iter();
    all.filter(move |it| it.code.severity() == severity)
}

fn losses(generation: &Generation) -> BTreeMap<String, usize> {
    let mut by_code = BTreeMap::new();
    for loss in of(Severity::Loss, generation) {
        *by_code.entry(loss.code.name().to_owned()).or_default() += 1;
    }
    by_code
}

fn located(generation: &Generation) -> usize {
    let found = generation.diagnostics.iter();
    found
        .filter(|it| it.at.is_some() || it.place.is_some())
        .count()
}

/// A finding as one line: code, place and message.
fn line(finding: &Diagnostic, generation: &Generation) -> String {
    let text = render_plain(std::slice::from_ref(finding), &generation.sources);
    text.trim_end().to_owned()
}

/// The findings that mean that a schema is arbitrary JSON.
struct Widening<'g> {
    generation: &'g Generation,
    /// Document and pointer, in order.
    places: BTreeSet<(u16, String)>,
}

impl<'g> Widening<'g> {
    fn of(generation: &'g Generation) -> Self {
        let means_it = |it: &&Diagnostic| {
            matches!(
                it.code,
                Code::AnyJson
                    | Code::BrokenReference
                    | Code::ConflictingAllOf
                    | Code::Contradiction
                    | Code::ForeignReference
                    | Code::KeywordNotEnforced
                    | Code::Malformed
                    | Code::OnlyNull
                    | Code::ReferenceLoop
                    | Code::UndecidableUnion
                    | Code::WidenedToJson
            )
        };
        let places = generation.diagnostics.iter().filter(means_it);
        let places = places.filter_map(|it| it.at);
        Self {
            generation,
            places: places
                .map(|at| (at.document, generation.sources.pointer(at)))
                .collect(),
        }
    }

    /// Whether something is said of the schema or of an alternative or a part of it; a loss in a property explains nothing.
    fn explains(&self, at: At) -> bool {
        let pointer = self.generation.sources.pointer(at);
        let from = self.places.range((at.document, pointer.clone())..);
        from.map_while(|(document, it)| {
            let same = *document == at.document;
            it.strip_prefix(&pointer).filter(|_| same)
        })
        .any(|rest| rest.is_empty() || rest.starts_with('/') && !rest.contains("/properties/"))
    }
}
