//! Our own generator over one document, in a process of its own: the crate is written, and what it lost is counted.
//!
//! Takes: a document and a folder. Gives: a crate, and [`Measured`] as JSON on standard output. Must not: judge.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::PathBuf;

use generator::diagnostics::render::render_plain;
use generator::diagnostics::{Code, Severity};
use generator::disk::{self, Tree};
use generator::settings::Settings;
use generator::source::At;
use generator::{Generation, Input, generate};

use super::count;
use super::record::Measured;

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
            println!("{}", serde_json::to_string(&measured).unwrap_or_default());
            code
        }
        Err(reason) => {
            eprintln!("{reason}");
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
    let written = !generation.files.is_empty();
    if written {
        let tree = Tree::new(std::mem::take(&mut generation.files), input.labelled());
        let done = disk::write(&arguments.crate_folder, &tree, true);
        done.map_err(|it| it.to_string())?;
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
    let sources = &generation.sources;
    let trees = count::read_again(sources);
    let losses = Losses::new(generation);
    let operations = count::operations(&trees);
    let present: BTreeSet<At> = generation.operations.iter().copied().collect();
    let absent = operations.iter().filter(|it| !present.contains(it));
    let unexplained = absent.filter(|it| !losses.explain(**it, generation));
    let schemas = count::schemas(&trees);
    let untyped = &generation.untyped & &schemas;
    let silent = untyped
        .iter()
        .filter(|it| !losses.explain(**it, generation));
    let pointer = |at: &At| sources.pointer(*at);
    Measured {
        operations: operations.len(),
        methods: generation.operations.len(),
        unexplained: unexplained.map(pointer).collect(),
        schemas: schemas.len(),
        untyped: untyped.len(),
        silent: silent.map(pointer).collect(),
        losses: losses.by_code,
        notes: of(Severity::Note, generation).count(),
        errors: errors(generation),
        ..Measured::default()
    }
}

fn of(
    severity: Severity,
    generation: &Generation,
) -> impl Iterator<Item = &generator::diagnostics::Diagnostic> {
    let all = generation.diagnostics.iter();
    all.filter(move |it| it.code.severity() == severity)
}

fn errors(generation: &Generation) -> Vec<String> {
    let errors: Vec<_> = of(Severity::Error, generation).cloned().collect();
    let lines = render_plain(&errors, &generation.sources);
    lines.lines().map(str::to_owned).collect()
}

/// Where something was lost, for the question whether a finding speaks of a node.
struct Losses {
    by_code: BTreeMap<String, usize>,
    /// Document and pointer, in order.
    places: BTreeSet<(u16, String)>,
}

impl Losses {
    fn new(generation: &Generation) -> Self {
        let mut by_code = BTreeMap::new();
        for loss in of(Severity::Loss, generation) {
            *by_code.entry(loss.code.name().to_owned()).or_default() += 1;
        }
        // These notes say that JSON is what the document means.
        let by_its_words = |it: Code| matches!(it, Code::AnyJson | Code::OnlyNull);
        let located = generation
            .diagnostics
            .iter()
            .filter(|it| it.code.severity() != Severity::Note || by_its_words(it.code));
        let places = located.filter_map(|it| it.at);
        Self {
            by_code,
            places: places
                .map(|at| (at.document, generation.sources.pointer(at)))
                .collect(),
        }
    }

    /// Whether something was lost at the node, in it, or at what it stands in (other than the whole document).
    fn explain(&self, at: At, generation: &Generation) -> bool {
        let pointer = generation.sources.pointer(at);
        let inside = self.places.range((at.document, pointer.clone())..).next();
        let is_inside = inside
            .is_some_and(|(document, it)| *document == at.document && is_within(it, &pointer));
        let outer = pointer
            .match_indices('/')
            .skip(1)
            .map(|(end, _)| &pointer[..end]);
        is_inside
            || outer
                .into_iter()
                .any(|it| self.places.contains(&(at.document, it.to_owned())))
    }
}

/// Whether a pointer is another one or leads into it.
fn is_within(pointer: &str, outer: &str) -> bool {
    let rest = pointer.strip_prefix(outer);
    rest.is_some_and(|it| it.is_empty() || it.starts_with('/'))
}
