//! What a run must reach, and what missed it.
//!
//! Takes: records. Gives: [`Bar`]s. Must not: excuse anything.

use super::record::{Measured, Record, Step, Verdict};

/// How many times its own size a large document may take in memory while a crate is made of it.
const MEMORY: u64 = 15;

/// Documents of as many bytes are large: below, what a process takes in any case counts for more.
const LARGE: u64 = 1 << 20;

/// Bytes of a document for which a second may be spent, begun ones included.
const BYTES_A_SECOND: u64 = 4 << 20;

/// Something that a run must reach.
#[derive(Debug)]
pub(super) struct Bar {
    /// What is counted, and how much of it there may be.
    pub(super) wanted: String,
    /// How much there is.
    pub(super) measured: String,
    /// What went wrong, worst first; nothing when the bar was reached.
    pub(super) missed_by: Vec<String>,
}

/// The bars of our own records.
pub(super) fn bars(records: &[&Record], steps: &[Step]) -> Vec<Bar> {
    let mut bars = vec![
        of_none(
            "documents that end in a panic, a hang or too much memory",
            records,
            ended_badly,
        ),
        of_none(
            "documents that become no client that passes, unless noted as negative",
            records,
            |it| usize::from(!it.negative && !is_good(it)),
        ),
        of_none(
            "documents that are refused and of which no finding says where",
            records,
            says_nothing,
        ),
        share("operations left out", 1, records, |it| {
            (it.absent.len(), it.operations)
        }),
        of_none(
            "operations left out without a finding that means it",
            records,
            |it| of(it, |it| it.unexplained().count()),
        ),
        of_none("methods that come from no operation", records, |it| {
            of(it, |it| it.surplus.len())
        }),
        share(
            "schemas that constrain anything and are arbitrary JSON",
            2,
            records,
            |it| (it.untyped, it.schemas),
        ),
        of_none(
            "such schemas without a finding that means it",
            records,
            |it| of(it, |it| it.silent.len()),
        ),
        of_none(
            "parts of operations that are nowhere without a finding that means it",
            records,
            |it| of(it, Measured::vanished),
        ),
        of_none(
            "large documents (1 MB and more) that take 15 times their size in memory",
            records,
            takes_much,
        ),
        of_none(
            "documents that take a second for each 4 MB of them, or more",
            records,
            takes_long,
        ),
    ];
    if !steps.is_empty() {
        bars.push(of_none("warnings in crates", records, |it| {
            it.steps.iter().map(|it| it.warnings).sum()
        }));
    }
    if steps.contains(&Step::Examples) {
        bars.push(examples(records));
    }
    bars
}

fn ended_badly(record: &Record) -> usize {
    let verdict = record.generation.verdict;
    usize::from(!matches!(verdict, Verdict::Written | Verdict::Refused))
}

/// Whether a crate was written that passes every step.
fn is_good(record: &Record) -> bool {
    record.generation.verdict == Verdict::Written && record.steps.iter().all(|it| it.passed)
}

fn says_nothing(record: &Record) -> usize {
    let is_refused = record.generation.verdict == Verdict::Refused;
    let located = record
        .generation
        .measured
        .as_ref()
        .map_or(0, |it| it.located);
    usize::from(is_refused && located == 0)
}

fn takes_much(record: &Record) -> usize {
    let is_large = record.bytes >= LARGE && record.generation.verdict == Verdict::Written;
    usize::from(is_large && record.generation.peak >= MEMORY * record.bytes)
}

fn takes_long(record: &Record) -> usize {
    let seconds = record.bytes.div_ceil(BYTES_A_SECOND).max(1);
    #[expect(clippy::cast_precision_loss, reason = "a number of seconds")]
    usize::from(record.generation.seconds >= seconds as f64)
}

fn of(record: &Record, count: fn(&Measured) -> usize) -> usize {
    record.generation.measured.as_ref().map_or(0, count)
}

/// A bar for what there must be none of.
fn of_none(what: &str, records: &[&Record], count: impl Fn(&Record) -> usize) -> Bar {
    let counts = records.iter().map(|it| (*it, count(it)));
    let missing: Vec<(&Record, usize)> = counts.filter(|(_, it)| *it > 0).collect();
    Bar {
        wanted: format!("{what}: none"),
        measured: missing.iter().map(|(_, it)| it).sum::<usize>().to_string(),
        missed_by: worst(missing),
    }
}

/// A bar for what there must be little of, in all documents together that are not noted as negative.
fn share(
    what: &str,
    percents: usize,
    records: &[&Record],
    count: impl Fn(&Measured) -> (usize, usize),
) -> Bar {
    let counted = records.iter().filter(|it| !it.negative);
    let counted = counted.filter_map(|it| Some((*it, count(it.generation.measured.as_ref()?))));
    under(what, percents, counted.collect())
}

fn under(what: &str, percents: usize, counted: Vec<(&Record, (usize, usize))>) -> Bar {
    let part: usize = counted.iter().map(|(_, (part, _))| part).sum();
    let whole: usize = counted.iter().map(|(_, (_, whole))| whole).sum();
    let reached = part * 100 < percents * whole || part == 0;
    let missing = counted
        .into_iter()
        .filter(|(_, (part, _))| !reached && *part > 0);
    Bar {
        wanted: format!("{what}: under {percents} %"),
        measured: format!("{part} of {whole}, {}", percent(part, whole)),
        missed_by: worst(missing.map(|(record, (part, _))| (record, part)).collect()),
    }
}

fn examples(records: &[&Record]) -> Bar {
    let outcomes = records.iter().filter_map(|it| {
        let outcome = it.step(Step::Examples)?.examples.as_ref()?;
        Some((*it, (outcome.broken.len(), outcome.agreeing)))
    });
    let what = "examples that agree with their schema and do not come back";
    under(what, 1, outcomes.collect())
}

/// The documents, those with most first.
fn worst(mut counted: Vec<(&Record, usize)>) -> Vec<String> {
    counted.sort_by_key(|(_, count)| std::cmp::Reverse(*count));
    let named = counted.iter().map(|(record, count)| match count {
        1 => record.document.clone(),
        _ => format!("{} ({count})", record.document),
    });
    named.collect()
}

/// With two decimals.
fn percent(part: usize, whole: usize) -> String {
    if whole == 0 {
        return "0 %".to_owned();
    }
    let hundredths = part * 10_000 / whole;
    format!("{}.{:02} %", hundredths / 100, hundredths % 100)
}

#[cfg(test)]
mod tests {
    use super::super::record::{Absent, Generation};
    use super::*;

    fn record(document: &str, measured: Measured) -> Record {
        Record {
            key: String::new(),
            document: document.to_owned(),
            tool: String::new(),
            bytes: 0,
            negative: false,
            generation: Generation {
                verdict: Verdict::Written,
                reason: String::new(),
                seconds: 0.0,
                peak: 0,
                lines: 0,
                functions: 0,
                measured: Some(measured),
            },
            steps: Vec::new(),
        }
    }

    /// The bars that are missed, each with what it was missed by.
    fn missed(records: &[&Record]) -> Vec<(String, Vec<String>)> {
        let bars = bars(records, &[]);
        let missed = bars.into_iter().filter(|it| !it.missed_by.is_empty());
        missed.map(|it| (it.wanted, it.missed_by)).collect()
    }

    #[test]
    fn a_surplus_in_one_document_hides_no_lack_in_another() {
        let absent = |finding: Option<&str>| Absent {
            operation: "GET /a".to_owned(),
            finding: finding.map(str::to_owned),
        };
        let lacking = Measured {
            operations: 200,
            methods: 198,
            absent: vec![absent(None), absent(Some("loss"))],
            ..Measured::default()
        };
        let more = Measured {
            operations: 1,
            methods: 3,
            surplus: vec!["/b".to_owned(), "/c".to_owned()],
            ..Measured::default()
        };
        let (lacking, more) = (record("lacking", lacking), record("more", more));
        assert!(lacking.failure().is_some() && more.failure().is_some());
        let expected = [
            (
                "operations left out without a finding that means it: none",
                "lacking",
            ),
            ("methods that come from no operation: none", "more (2)"),
        ];
        let expected = expected.map(|(bar, by)| (bar.to_owned(), vec![by.to_owned()]));
        assert_eq!(missed(&[&lacking, &more]), expected);
    }

    #[test]
    fn a_large_document_may_take_longer() {
        let mut slow = record("slow", Measured::default());
        slow.generation.seconds = 1.5;
        assert_eq!(missed(&[&slow]).len(), 1);
        slow.bytes = BYTES_A_SECOND + 1;
        assert!(missed(&[&slow]).is_empty());
    }

    #[test]
    fn a_share_is_one_of_all_documents_together() {
        let of = |untyped, schemas| Measured {
            schemas,
            untyped,
            ..Measured::default()
        };
        let (bad, good) = (record("bad", of(2, 10)), record("good", of(0, 100)));
        assert!(missed(&[&bad, &good]).is_empty());
        let expected = "schemas that constrain anything and are arbitrary JSON: under 2 %";
        assert_eq!(
            missed(&[&bad]),
            [(expected.to_owned(), vec!["bad (2)".to_owned()])]
        );
    }

    #[test]
    fn a_document_may_be_refused_where_it_is_noted_as_negative_and_told_about() {
        let mut wrong = record("wrong", Measured::default());
        wrong.negative = true;
        wrong.generation.verdict = Verdict::Refused;
        assert_eq!(missed(&[&wrong]).len(), 1, "nothing is said of it");
        wrong.generation.measured = Some(Measured {
            located: 1,
            ..Measured::default()
        });
        assert!(missed(&[&wrong]).is_empty());
        wrong.negative = false;
        assert_eq!(missed(&[&wrong]).len(), 1);
        wrong.generation.verdict = Verdict::Panicked;
        assert_eq!(missed(&[&wrong]).len(), 2);
    }
}
