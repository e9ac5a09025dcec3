//! What became of one document in the hands of one tool: a line of the result file.
//!
//! Inert data, written by the runs and read by the reports.

use std::collections::BTreeMap;

use generator::diagnostics::Code;
use serde::{Deserialize, Serialize};

use super::examples::Outcome;

/// One document, one tool.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Record {
    /// A hash of all that the result follows from: every file of the document, the tool, its version, and what was asked.
    pub(crate) key: String,
    pub(crate) document: String,
    pub(crate) tool: String,
    pub(crate) bytes: u64,
    /// Whether the document is there to be refused.
    pub(crate) negative: bool,
    pub(crate) generation: Generation,
    /// In the order in which they were done; a step that fails is the last.
    pub(crate) steps: Vec<Checked>,
}

impl Record {
    /// Why this is a failure, as a class that others may share; `None` when it is none.
    pub(crate) fn failure(&self) -> Option<String> {
        let generation = &self.generation;
        if generation.verdict != Verdict::Written {
            let refused = generation.verdict == Verdict::Refused && self.negative;
            let class = class(&generation.reason);
            return (!refused).then(|| format!("{}: {class}", generation.verdict.word()));
        }
        if let Some(failed) = self.steps.iter().find(|it| !it.passed) {
            let first = class(failed.first.as_deref().unwrap_or_default());
            return Some(format!("{}: {first}", failed.step.word()));
        }
        let measured = generation.measured.as_ref()?;
        let silence = [
            (
                measured.unexplained().count() > 0,
                "an operation is left out without a finding that means it",
            ),
            (
                !measured.surplus.is_empty(),
                "a method comes from no operation",
            ),
            (
                !measured.silent.is_empty(),
                "a schema is arbitrary JSON without a finding that means it",
            ),
            (
                measured.vanished() > 0,
                "a part of an operation is nowhere without a finding that means it",
            ),
        ];
        let silence = silence.into_iter().find(|(is, _)| *is);
        silence.map(|(_, class)| class.to_owned())
    }

    pub(crate) fn step(&self, step: Step) -> Option<&Checked> {
        self.steps.iter().find(|it| it.step == step)
    }
}

/// What generating came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Generation {
    pub(crate) verdict: Verdict,
    /// What the tool said, if nothing was written.
    pub(crate) reason: String,
    /// Of all processors.
    pub(crate) seconds: f64,
    /// The most memory at a time, in bytes.
    pub(crate) peak: u64,
    /// Lines of Rust that were written.
    pub(crate) lines: usize,
    /// The calls in them, as they are counted in crates of peers.
    pub(crate) functions: usize,
    /// Known of our own tool only.
    pub(crate) measured: Option<Measured>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Verdict {
    Written,
    Refused,
    Panicked,
    TimedOut,
    TooMuchMemory,
}

impl Verdict {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Written => "written",
            Self::Refused => "refused",
            Self::Panicked => "panicked",
            Self::TimedOut => "took too long",
            Self::TooMuchMemory => "took too much memory",
        }
    }
}

/// What the document holds, and what of it the crate has.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct Measured {
    /// The most memory at a time, in bytes, where the system tells.
    pub(crate) peak: Option<u64>,
    /// Operations in the document.
    pub(crate) operations: usize,
    /// Methods in the crate, one for each operation that it can call.
    pub(crate) methods: usize,
    /// Operations of the document for which the crate has no method.
    pub(crate) absent: Vec<Absent>,
    /// Paths of methods that come from no operation of the document.
    pub(crate) surplus: Vec<String>,
    /// Schemas of the document that constrain anything.
    pub(crate) schemas: usize,
    /// Those of them that are arbitrary JSON in the crate.
    pub(crate) untyped: usize,
    /// Pointers of those of which no finding says so.
    pub(crate) silent: Vec<String>,
    /// How often each code was found that is a loss.
    pub(crate) losses: BTreeMap<String, usize>,
    pub(crate) notes: usize,
    /// Findings of any kind that say where.
    pub(crate) located: usize,
    /// Errors, one line each: code, place and message.
    pub(crate) errors: Vec<String>,
}

impl Measured {
    /// Operations that are absent without a finding that means it.
    pub(crate) fn unexplained(&self) -> impl Iterator<Item = &Absent> {
        self.absent.iter().filter(|it| it.finding.is_none())
    }

    /// Parameters, bodies, headers, answers, schemas and values that are nowhere in the crate, as the generator's own audits say.
    pub(crate) fn vanished(&self) -> usize {
        let vanished = self.losses.get(Code::Vanished.name());
        vanished.copied().unwrap_or_default()
    }
}

/// An operation that a crate lacks.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Absent {
    /// Method, path, and the pointer of what was read.
    pub(crate) operation: String,
    /// The finding that says that it is left out, in one line.
    pub(crate) finding: Option<String>,
}

/// What cargo is asked to do with a crate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Step {
    Check,
    Clippy,
    Doc,
    Examples,
}

impl Step {
    pub(crate) fn word(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Clippy => "clippy",
            Self::Doc => "doc",
            Self::Examples => "examples",
        }
    }
}

/// What a step came to.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub(crate) struct Checked {
    pub(crate) step: Step,
    pub(crate) passed: bool,
    pub(crate) seconds: f64,
    /// The most memory of one process at a time, in bytes.
    pub(crate) peak: u64,
    pub(crate) errors: usize,
    pub(crate) warnings: usize,
    /// The first error, or else the first warning, in one line.
    pub(crate) first: Option<String>,
    /// Of the step that tries examples.
    pub(crate) examples: Option<Outcome>,
}

impl Checked {
    /// A step that could not be begun.
    pub(crate) fn failed(step: Step, reason: &str) -> Self {
        Self {
            step,
            passed: false,
            seconds: 0.0,
            peak: 0,
            errors: 1,
            warnings: 0,
            first: Some(reason.to_owned()),
            examples: None,
        }
    }
}

/// The first line without what belongs to one document: names in backticks, numbers, paths.
fn class(text: &str) -> String {
    let line = text.lines().find(|it| !it.trim().is_empty());
    let mut class = String::new();
    for (number, part) in line.unwrap_or_default().split('`').enumerate() {
        match number % 2 {
            0 => class.push_str(part),
            _ => class.push_str("`…`"),
        }
    }
    let words: Vec<&str> = class.split_whitespace().collect();
    let words = words.iter().map(|it| match it {
        it if it.contains('/') => "…",
        it if it.bytes().all(|it| it.is_ascii_digit() || it == b':') => "n",
        it => it,
    });
    let short: Vec<&str> = words.take(24).collect();
    short.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn failures_of_one_kind_are_one_class() {
        let check = |text, expected| assert_eq!(class(text), expected);
        check(
            "\nE0412: cannot find type `A` in 12",
            "E0412: cannot find type `…` in n",
        );
        check("at src/x.rs:1:2: no\nmore", "at … no");
        check("", "");
    }
}
