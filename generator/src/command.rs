//! The last step of both commands: say what was found, then compare or write.
//!
//! Takes: what came of the documents. Gives: text on both outputs and an exit code. Must not: decide what is generated.

use crate::Generation;
use crate::diagnostics::place::quote;
use crate::diagnostics::render::{Notes, render, render_coloured};
use crate::diagnostics::{Code, Diagnostic, Severity};
use crate::disk::{self, Error, Report, Tree, Verdict};
use crate::explain::Answer;
use std::collections::BTreeMap;
use std::fmt::{Display, Write as _};
use std::io::{self, IsTerminal, Write as _};
use std::path::Path;

/// What to do with a crate.
#[derive(Clone, Debug)]
pub struct Options<'a> {
    /// Compare only.
    pub check: bool,
    /// Overwrite what was edited by hand.
    pub force: bool,
    /// What to run when a comparison finds a difference, as text: "`cargo xtask codegen`".
    pub remedy: &'a str,
}

/// Which losses stop a command before anything is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Strictness {
    /// None.
    Lenient,
    /// Actions of overlays that match nothing: the document was corrected, and the overlay was not.
    Overlays,
    /// All of them.
    Strict,
}

impl Strictness {
    fn stops(self, code: Code) -> bool {
        match code.severity() {
            Severity::Error => true,
            Severity::Loss => {
                self == Self::Strict
                    || self == Self::Overlays && code == Code::OverlayMatchesNothing
            }
            Severity::Note => false,
        }
    }
}

/// Prints the findings to standard error, as `rustc` does, in colour when a terminal shows them. Gives 2 when there can be no client, or
/// must be none; otherwise 0.
#[must_use]
pub fn report(generation: &Generation, strictness: Strictness, notes: Notes) -> u8 {
    let coloured = io::stderr().is_terminal();
    let print = if coloured { render_coloured } else { render };
    let text = print(&generation.diagnostics, &generation.sources, notes);
    if !text.is_empty() {
        complain(text.trim_end());
    }
    let codes = generation.diagnostics.iter().map(|it| it.code);
    let stops = codes.filter(|it| strictness.stops(*it)).count();
    if stops == 0 {
        return 0;
    }
    if !generation.files.is_empty() {
        complain(format_args!(
            "nothing was written, because of {}",
            counted_losses(stops)
        ));
    }
    2
}

/// Compares or writes a crate, and prints one line about it to standard output.
///
/// Gives the exit code: 0 when the crate is as it should be, 1 when a comparison finds a difference, 2 when something
/// failed, 3 when files were edited by hand or are not ours.
#[must_use]
pub fn deliver(generation: &Generation, root: &Path, tree: &Tree, options: &Options<'_>) -> u8 {
    let done = if options.check {
        check(root, tree, options)
    } else {
        disk::write(root, tree, options.force).map(|report| {
            for path in &report.left {
                complain(format_args!(
                    "left alone, not generated: {}",
                    path.escape_debug()
                ));
            }
            (0, written(&report))
        })
    };
    match done {
        Ok((code, what)) => {
            say(format_args!("{what}; {}", summary(generation)));
            code
        }
        Err(error) => fail(&error),
    }
}

/// Prints what is known of a name to standard output. Gives 2 when nothing is called so.
#[must_use]
pub fn explain(answer: &Answer, name: &str) -> u8 {
    match answer {
        Answer::Found(explanations, more) => {
            let texts: Vec<String> = explanations.iter().map(ToString::to_string).collect();
            say(texts.join("\n\n"));
            if *more > 0 {
                say(format_args!(
                    "\n… and {more} more; ask for `Type::member` or a JSON Pointer"
                ));
            }
            0
        }
        Answer::Unknown(nearest) => {
            let hint = nearest.as_ref().map(|it| format!("; did you mean `{it}`?"));
            complain(format_args!(
                "nothing is called {}{}",
                quote(name),
                hint.unwrap_or_default()
            ));
            2
        }
    }
}

/// Prints an error to standard error, and gives its exit code.
#[must_use]
pub fn fail(error: &Error) -> u8 {
    complain(error.to_string().trim_end());
    error.exit_code()
}

/// Writes a line to standard output. Nobody may be reading it any more, which is no reason to stop: what counts is on the disk.
pub fn say(line: impl Display) {
    let _: io::Result<()> = writeln!(io::stdout(), "{line}");
}

/// As [`say`], to standard error.
pub fn complain(line: impl Display) {
    let _: io::Result<()> = writeln!(io::stderr(), "{line}");
}

fn check(root: &Path, tree: &Tree, options: &Options<'_>) -> Result<(u8, String), Error> {
    let comparison = disk::compare(root, tree)?;
    if comparison.is_of_nothing() {
        let place = root.display();
        let what = format!("there is no client in {place}: run {}", options.remedy);
        return Ok((Verdict::Drift.exit_code(), what));
    }
    let verdict = comparison.verdict();
    if verdict != Verdict::Clean {
        complain(comparison.to_string().trim_end());
    }
    let what = match verdict {
        Verdict::Clean => format!("{} files are up to date", comparison.unchanged.len()),
        Verdict::Drift => format!("the crate is not up to date: run {}", options.remedy),
        Verdict::NotOurs => "the crate was changed by hand".to_owned(),
    };
    Ok((verdict.exit_code(), what))
}

fn written(report: &Report) -> String {
    format!(
        "{} files written, {} removed, {} unchanged",
        report.written.len(),
        report.removed.len(),
        report.unchanged
    )
}

/// Operations, and findings by code: `12 operations; 3 losses (widened-to-json 2, bad-path 1), 4 notes`.
fn summary(generation: &Generation) -> String {
    let operations = counted(generation.operations.len(), "operation");
    let losses = of(Severity::Loss, &generation.diagnostics);
    let notes = of(Severity::Note, &generation.diagnostics).count();
    let mut by_code: BTreeMap<Code, usize> = BTreeMap::new();
    for code in losses {
        *by_code.entry(code).or_default() += 1;
    }
    let mut text = format!("{operations}; {}", counted_losses(by_code.values().sum()));
    for (number, (code, count)) in by_code.iter().enumerate() {
        let before = if number == 0 { " (" } else { ", " };
        let _ = write!(text, "{before}{} {count}", code.name());
    }
    if !by_code.is_empty() {
        text.push(')');
    }
    format!("{text}, {}", counted(notes, "note"))
}

fn of(severity: Severity, all: &[Diagnostic]) -> impl Iterator<Item = Code> {
    let codes = all.iter().map(|it| it.code);
    codes.filter(move |it| it.severity() == severity)
}

fn counted(count: usize, what: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {what}{plural}")
}

fn counted_losses(count: usize) -> String {
    let plural = if count == 1 { "loss" } else { "losses" };
    format!("{count} {plural}")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Called;
    use crate::diagnostics::Diagnostics;
    use crate::source::At;

    /// S22.
    #[test]
    fn losses_stop_a_strict_command() {
        use Strictness::{Lenient, Overlays, Strict};
        let check = |code: Code, expected: [u8; 3]| {
            let mut found = Diagnostics::new();
            found.push(code, None, "", "");
            let generation = Generation {
                diagnostics: found.sorted(),
                ..Generation::default()
            };
            let given = [Lenient, Overlays, Strict].map(|it| report(&generation, it, Notes::Few));
            assert_eq!(given, expected, "{code:?}");
        };
        check(Code::Syntax, [2, 2, 2]);
        check(Code::WidenedToJson, [0, 0, 2]);
        check(Code::OverlayMatchesNothing, [0, 2, 2]);
        check(Code::Renamed, [0, 0, 0]);
    }

    #[test]
    fn a_summary_is_one_line() {
        let mut found = Diagnostics::new();
        for (number, code) in [
            Code::WidenedToJson,
            Code::BadPath,
            Code::WidenedToJson,
            Code::Renamed,
        ]
        .into_iter()
        .enumerate()
        {
            found.push(code, None, number.to_string(), "");
        }
        let generation = Generation {
            diagnostics: found.sorted(),
            operations: vec![Called {
                at: At::default(),
                path: "/a".to_owned(),
            }],
            ..Generation::default()
        };
        assert_eq!(
            summary(&generation),
            "1 operation; 3 losses (bad-path 1, widened-to-json 2), 1 note"
        );
        assert_eq!(
            summary(&Generation::default()),
            "0 operations; 0 losses, 0 notes"
        );
    }
}
