//! Records as text: a summary for people, a table for spreadsheets, JSON for programs.
//!
//! Takes: records. Gives: text. Must not: leave out what speaks against us.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;

use super::bars::{self, Bar};
use super::examples::Outcome;
use super::record::{Measured, Record, Step, Verdict};
use super::tools::Tool;

/// How many places of a class are named.
const NAMED: usize = 3;

/// How a report file is written.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Format {
    Markdown,
    Tsv,
    Json,
}

impl Format {
    /// By the extension of the file.
    pub(crate) fn of(path: &Path) -> Result<Self, String> {
        match path.extension().and_then(|it| it.to_str()) {
            Some("md") => Ok(Self::Markdown),
            Some("tsv") => Ok(Self::Tsv),
            Some("json") => Ok(Self::Json),
            _ => Err("the report is written as .md, .tsv or .json".to_owned()),
        }
    }
}

/// What there is to report.
pub(crate) struct Report<'a> {
    /// In the order of the documents.
    pub(crate) records: &'a [Record],
    /// With their versions; ours first.
    pub(crate) tools: &'a [(Tool, String)],
    pub(crate) steps: &'a [Step],
}

impl Report<'_> {
    /// The text of a report file.
    pub(crate) fn as_file(&self, format: Format) -> String {
        match format {
            Format::Markdown => format!(
                "{}\n\n## Documents\n\n{}",
                self.summary(),
                self.documents(" | ", true)
            ),
            Format::Tsv => self.documents("\t", false),
            Format::Json => serde_json::to_string_pretty(self.records).unwrap_or_default(),
        }
    }

    /// Totals, classes of failure by frequency, losses by code, and all that is not there.
    pub(crate) fn summary(&self) -> String {
        let mut text = self.totals();
        for (tool, _) in self.tools {
            let records = self.of(*tool);
            let failures = records
                .iter()
                .filter_map(|it| Some((it.failure()?, it.document.as_str())));
            section(&mut text, &format!("Failures of {}", tool.name()), failures);
        }
        section(&mut text, "Losses", self.losses());
        let broken = |_: &Measured, examples: Option<&Outcome>| -> Vec<String> {
            let broken = examples.into_iter().flat_map(|it| &it.broken);
            broken
                .map(|(pointer, reason)| format!("{pointer}: {reason}"))
                .collect()
        };
        self.listed(
            &mut text,
            "Examples that agree with their schema and do not come back",
            broken,
        );
        self.listed(&mut text, "Operations that are left out", |it, _| {
            let absent = it.absent.iter();
            let lines = absent.map(|it| {
                let finding = it.finding.as_deref().unwrap_or("no finding says so");
                format!("{}: {finding}", it.operation)
            });
            lines.collect()
        });
        self.listed(&mut text, "Methods that come from no operation", |it, _| {
            it.surplus.clone()
        });
        let silent = "Schemas that are arbitrary JSON without a finding that means it";
        self.listed(&mut text, silent, |it, _| it.silent.clone());
        text
    }

    /// The codes of our own losses, each as often as it was found, and where.
    fn losses(&self) -> impl Iterator<Item = (String, &str)> {
        let ours = self.of(Tool::Ours).into_iter();
        ours.flat_map(|it| {
            let losses = it.generation.measured.iter().flat_map(|it| &it.losses);
            losses.flat_map(|(code, count)| {
                std::iter::repeat_n((code.clone(), it.document.as_str()), *count)
            })
        })
    }

    /// What our own records say one by one, each in a line after its document.
    fn listed(
        &self,
        text: &mut String,
        title: &str,
        lines: impl Fn(&Measured, Option<&Outcome>) -> Vec<String>,
    ) {
        let mut listed = String::new();
        for record in self.of(Tool::Ours) {
            let outcome = record.step(Step::Examples);
            let outcome = outcome.and_then(|it| it.examples.as_ref());
            let Some(measured) = &record.generation.measured else {
                continue;
            };
            for line in lines(measured, outcome) {
                let _ = writeln!(listed, "* {} {line}", record.document);
            }
        }
        if !listed.is_empty() {
            let _ = write!(text, "\n## {title}\n\n{listed}");
        }
    }

    /// What our own records must reach.
    pub(crate) fn bars(&self) -> Vec<Bar> {
        bars::bars(&self.of(Tool::Ours), self.steps)
    }

    fn of(&self, tool: Tool) -> Vec<&Record> {
        let records = self.records.iter();
        records.filter(|it| it.tool == tool.name()).collect()
    }

    /// One line for each tool.
    pub(crate) fn totals(&self) -> String {
        let mut text = String::from(
            "| generator | documents | written | pass | with every operation | operations | calls | lines | generating, CPU s: median, sum | memory, most | checking, CPU s: median, sum | memory, most | warnings |\n\
             |--|--|--|--|--|--|--|--|--|--|--|--|--|\n",
        );
        for (tool, version) in self.tools {
            let _ = writeln!(text, "{}", self.total(*tool, version));
        }
        text.push_str(&table_of(&self.bars()));
        text.push_str(&self.examples());
        text
    }

    fn total(&self, tool: Tool, version: &str) -> String {
        let records = self.of(tool);
        let written: Vec<&&Record> = records
            .iter()
            .filter(|it| it.generation.verdict == Verdict::Written)
            .collect();
        let passed: Vec<&&&Record> = written.iter().filter(|it| it.failure().is_none()).collect();
        let complete = passed.iter().filter(|it| self.is_complete(it)).count();
        let checks = || written.iter().filter_map(|it| it.step(Step::Check));
        let warnings: usize = written
            .iter()
            .flat_map(|it| &it.steps)
            .map(|it| it.warnings)
            .sum();
        let cells = [
            format!("{} {version}", tool.name()),
            records.len().to_string(),
            written.len().to_string(),
            passed.len().to_string(),
            complete.to_string(),
            records
                .iter()
                .map(|it| self.operations(it))
                .sum::<usize>()
                .to_string(),
            passed.iter().map(|it| calls(it)).sum::<usize>().to_string(),
            written
                .iter()
                .map(|it| it.generation.lines)
                .sum::<usize>()
                .to_string(),
            times(written.iter().map(|it| it.generation.seconds)),
            megabytes(written.iter().map(|it| it.generation.peak).max()),
            times(checks().map(|it| it.seconds)),
            megabytes(checks().map(|it| it.peak).max()),
            warnings.to_string(),
        ];
        format!("| {} |", cells.join(" | "))
    }

    /// Whether no operation is left out; of a peer, only how many calls there are is known.
    fn is_complete(&self, record: &Record) -> bool {
        match &record.generation.measured {
            Some(measured) => measured.absent.is_empty(),
            None => calls(record) >= self.operations(record),
        }
    }

    /// The operations of a document, as counted for our own record of it.
    fn operations(&self, record: &Record) -> usize {
        let same = self
            .records
            .iter()
            .find(|it| it.document == record.document && it.generation.measured.is_some());
        same.and_then(|it| it.generation.measured.as_ref())
            .map_or(0, |it| it.operations)
    }

    /// What became of examples beside the bar for them, if they were tried.
    fn examples(&self) -> String {
        let records = self.of(Tool::Ours);
        let steps = records.iter().filter_map(|it| it.step(Step::Examples));
        let outcomes: Vec<&Outcome> = steps.filter_map(|it| it.examples.as_ref()).collect();
        if outcomes.is_empty() {
            return String::new();
        }
        let sum = |what: fn(&Outcome) -> usize| outcomes.iter().map(|it| what(it)).sum::<usize>();
        let mut untried: BTreeMap<&str, usize> = BTreeMap::new();
        for (why, count) in outcomes.iter().flat_map(|it| &it.untried) {
            *untried.entry(why).or_default() += count;
        }
        let mut text = format!(
            "\n| examples and defaults | |\n|--|--|\n\
             | agree with their schema, and are tried | {} |\n\
             | of these: do not come back | {} |\n\
             | of these: come back without keys that no schema names | {} |\n\
             | contradict their schema | {} |\n\
             | have a schema that cannot be used | {} |\n",
            sum(|it| it.agreeing),
            sum(|it| it.broken.len()),
            sum(|it| it.reduced),
            sum(|it| it.contradicting),
            sum(|it| it.unjudged),
        );
        for (why, count) in untried {
            let _ = writeln!(text, "| not tried: {why} | {count} |");
        }
        text
    }

    /// One line for each document and tool.
    fn documents(&self, between: &str, rule: bool) -> String {
        let mut head = vec![
            "document",
            "tool",
            "kB",
            "verdict",
            "operations",
            "calls",
            "schemas",
            "JSON",
            "losses",
            "lines",
            "s",
            "MB",
        ];
        for step in self.steps {
            head.extend([step.word(), "s", "MB", "errors", "warnings"]);
        }
        head.push("first");
        let mut text = line(&head, between, rule);
        if rule {
            text.push_str(&line(&vec!["--"; head.len()], between, rule));
        }
        for record in self.records {
            let cells = self.row(record);
            let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
            text.push_str(&line(&cells, between, rule));
        }
        text
    }

    fn row(&self, record: &Record) -> Vec<String> {
        let generation = &record.generation;
        let measured = generation.measured.clone().unwrap_or_default();
        let losses: Vec<String> = measured
            .losses
            .iter()
            .map(|(code, count)| format!("{code} {count}"))
            .collect();
        let mut cells = vec![
            record.document.clone(),
            record.tool.clone(),
            (record.bytes / 1024).to_string(),
            generation.verdict.word().to_owned(),
            self.operations(record).to_string(),
            calls(record).to_string(),
            measured.schemas.to_string(),
            measured.untyped.to_string(),
            losses.join(", "),
            generation.lines.to_string(),
            format!("{:.2}", generation.seconds),
            (generation.peak >> 20).to_string(),
        ];
        for step in self.steps {
            cells.extend(match record.step(*step) {
                Some(it) => [
                    if it.passed { "passes" } else { "fails" }.to_owned(),
                    format!("{:.2}", it.seconds),
                    (it.peak >> 20).to_string(),
                    it.errors.to_string(),
                    it.warnings.to_string(),
                ],
                None => [const { String::new() }; 5],
            });
        }
        let first = record.steps.iter().find_map(|it| it.first.clone());
        let first = first.unwrap_or_else(|| generation.reason.clone());
        cells.push(first.split_whitespace().collect::<Vec<_>>().join(" "));
        cells
    }
}

/// The bars with what there is, and what missed them.
fn table_of(bars: &[Bar]) -> String {
    let mut text = String::from("\n| bar | measured | missed by |\n|--|--|--|\n");
    for bar in bars {
        let more = bar.missed_by.len().saturating_sub(NAMED);
        let mut missed = bar
            .missed_by
            .iter()
            .take(NAMED)
            .cloned()
            .collect::<Vec<_>>()
            .join(", ");
        if more > 0 {
            let _ = write!(missed, ", and {more} more");
        }
        let _ = writeln!(text, "| {} | {} | {missed} |", bar.wanted, bar.measured);
    }
    text
}

fn calls(record: &Record) -> usize {
    let measured = record.generation.measured.as_ref();
    measured.map_or(record.generation.functions, |it| it.methods)
}

fn line(cells: &[&str], between: &str, rule: bool) -> String {
    if rule {
        let cells: Vec<String> = cells.iter().map(|it| it.replace('|', "\\|")).collect();
        return format!("| {} |\n", cells.join(between));
    }
    cells.join(between) + "\n"
}

/// Classes by frequency, each with the first places.
fn section<'a>(text: &mut String, title: &str, found: impl Iterator<Item = (String, &'a str)>) {
    let mut classes: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (class, place) in found {
        classes.entry(class).or_default().push(place);
    }
    if classes.is_empty() {
        return;
    }
    let mut classes: Vec<_> = classes.into_iter().collect();
    classes.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    let _ = writeln!(text, "\n## {title}\n");
    for (class, mut places) in classes {
        let count = places.len();
        places.dedup();
        let more = if places.len() > NAMED { ", …" } else { "" };
        let documents = places.len();
        places.truncate(NAMED);
        let _ = writeln!(
            text,
            "* {count} in {documents}: {class} ({}{more})",
            places.join(", ")
        );
    }
}

fn times(seconds: impl Iterator<Item = f64>) -> String {
    let mut seconds: Vec<f64> = seconds.collect();
    seconds.sort_by(f64::total_cmp);
    let sum: f64 = seconds.iter().sum();
    match seconds.get(seconds.len() / 2) {
        Some(median) => format!("{median:.2}, {sum:.1}"),
        None => String::new(),
    }
}

fn megabytes(bytes: Option<u64>) -> String {
    bytes.map_or(String::new(), |it| format!("{} MB", it >> 20))
}
