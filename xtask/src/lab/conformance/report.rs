//! What came of the calls, and how it is told.
//!
//! Takes: lines that a driver printed. Gives: a table, and what is wrong. Must not: hide a call that was not made.

use std::fmt::Write as _;

use serde::Deserialize;

/// What came of the calls of a document.
#[derive(Debug, Default)]
pub(crate) struct Outcome {
    /// Calls that the client has.
    pub(crate) operations: usize,
    /// Requests that were sent.
    pub(crate) requests: usize,
    /// Requests to which Prism has no answer of this status, so that nothing was read.
    pub(crate) unanswered: usize,
    /// Answers of Prism that violate the document, and that the client could not read.
    pub(crate) violating: usize,
    /// Requests that no one could write as Prism wants them; see [`is_misjudged`].
    pub(crate) misjudged: usize,
    /// Calls that were not made, and why.
    pub(crate) uncallable: Vec<(String, String)>,
    pub(crate) wrong: Vec<Wrong>,
}

/// A call of a driver.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Sent<'a> {
    /// The pointer of its operation.
    pub(crate) pointer: &'a str,
    /// The media type of its body; empty where it has none.
    pub(crate) media_type: &'a str,
}

/// Something that is wrong.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) what: What,
    /// The operation, and which of its calls.
    pub(crate) call: String,
    pub(crate) reason: String,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum What {
    /// Prism says that a request violates the document.
    Request,
    /// The client could not read an answer.
    Answer,
    /// Nothing was sent, or nothing came back.
    Exchange,
}

/// A line of a driver's output.
#[derive(Deserialize)]
struct Line {
    call: usize,
    run: String,
    kind: String,
    #[serde(default)]
    status: u16,
    #[serde(default)]
    body: String,
    #[serde(default)]
    violations: String,
    #[serde(default)]
    error: String,
    problem: String,
}

/// An item of the header `sl-violations`.
#[derive(Deserialize)]
struct Violation {
    #[serde(default)]
    location: Vec<String>,
    #[serde(default)]
    severity: String,
    message: String,
}

/// An answer that Prism gives for itself (RFC 9457).
#[derive(Default, Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    detail: String,
    /// Violations that come without the header.
    #[serde(default)]
    validation: Vec<Violation>,
}

impl Outcome {
    /// Reads what a driver printed.
    ///
    /// `contradicts` tells whether an answer of this status to this call contradicts the document.
    pub(crate) fn read(
        &mut self,
        stdout: &str,
        calls: &[Sent<'_>],
        mut contradicts: impl FnMut(usize, u16, &str) -> bool,
    ) {
        let lines = stdout.lines();
        for line in lines.filter_map(|it| serde_json::from_str::<Line>(it).ok()) {
            let Some(Sent {
                pointer,
                media_type,
            }) = calls.get(line.call).copied()
            else {
                continue;
            };
            if line.kind == "value" {
                if line.run == "with everything" {
                    let reason = format!("its values cannot be read: {}", line.problem);
                    self.uncallable.push((pointer.to_owned(), reason));
                }
                continue;
            }
            self.requests += 1;
            let contradicts = || contradicts(line.call, line.status, &line.body);
            if let Some((what, reason)) = self.judge(&line, contradicts) {
                if what == What::Request && is_misjudged(&reason, media_type) {
                    self.misjudged += 1;
                    continue;
                }
                let call = format!("{pointer} ({})", line.run);
                self.wrong.push(Wrong { what, call, reason });
            }
        }
    }

    fn judge(&mut self, line: &Line, contradicts: impl FnOnce() -> bool) -> Option<(What, String)> {
        let violations: Vec<Violation> = serde_json::from_str(&line.violations).unwrap_or_default();
        let of = |place: &'static str| {
            let errors = violations.iter().filter(|it| it.severity == "Error");
            errors.filter(move |it| it.location.first().is_some_and(|it| it == place))
        };
        let request: Vec<String> = of("request")
            .map(|it| format!("{}: {}", it.location.join("."), it.message))
            .collect();
        if !request.is_empty() {
            return Some((What::Request, request.join("; ")));
        }
        let problem: Problem = serde_json::from_str(&line.error).unwrap_or_default();
        let (_, kind) = problem.kind.split_once('#').unwrap_or_default();
        let is_request = [
            "UNPROCESSABLE",
            "UNAUTHORIZED",
            "NO_PATH",
            "NO_METHOD",
            "NO_SERVER",
            "INVALID_CONTENT_TYPE",
        ];
        if is_request.iter().any(|it| kind.starts_with(it)) {
            let messages = problem.validation.iter().map(|it| it.message.as_str());
            let messages: Vec<&str> = messages.collect();
            let reason = if messages.is_empty() {
                problem.detail
            } else {
                messages.join("; ")
            };
            return Some((What::Request, format!("{kind}: {reason}")));
        }
        if !kind.is_empty() {
            self.unanswered += 1;
            return None;
        }
        match line.kind.as_str() {
            "decode" if of("response").next().is_some() || contradicts() => {
                self.violating += 1;
                None
            }
            "decode" => Some((What::Answer, line.problem.clone())),
            "request" | "transport" => Some((What::Exchange, line.problem.clone())),
            _ => None,
        }
    }

    fn count(&self, what: What) -> usize {
        self.wrong.iter().filter(|it| it.what == what).count()
    }
}

/// Whether Prism (5.14) refuses what agrees with the document.
///
/// It takes a body that is neither JSON nor a form for a text whatever its schema says, so that `true` is no boolean, and lines of objects
/// are no object; it finds no lists in a form, however many members of a name there are; and one pair of a query is no list for it where the
/// list may be null; and it misses whatever the query has to have by a name with brackets, however these are written.
fn is_misjudged(reason: &str, media_type: &str) -> bool {
    let essence = media_type.split(';').next().unwrap_or_default().trim();
    match essence {
        _ if reason.contains("query") && reason.contains("must be array,null") => true,
        _ if reason.contains("query must have required property") && reason.contains("%5b") => true,
        "" => false,
        _ if essence == "application/x-www-form-urlencoded"
            || essence.starts_with("multipart/") =>
        {
            reason.contains("Request body property ") && reason.ends_with("must be array")
        }
        _ if essence.ends_with("/json") || essence.ends_with("+json") => false,
        _ => reason.contains("Request body must be "),
    }
}

/// A table, and what is wrong or missing in it.
pub(crate) fn text(outcomes: &[(&str, Result<Outcome, String>)]) -> String {
    let mut text = "| document | calls | not made | requests | they violate the document | answers not read | nothing sent or received | no answer | answer violates the document | misjudged |\n|--|--|--|--|--|--|--|--|--|--|\n".to_owned();
    let mut details = String::new();
    for (name, outcome) in outcomes {
        let outcome = match outcome {
            Ok(outcome) => outcome,
            Err(reason) => {
                let first = reason.lines().next().unwrap_or_default();
                let _ = writeln!(text, "| {name} | failed: {first} |");
                let _ = writeln!(details, "\n{name}: {reason}");
                continue;
            }
        };
        let _ = writeln!(
            text,
            "| {name} | {} | {} | {} | {} | {} | {} | {} | {} | {} |",
            outcome.operations,
            outcome.uncallable.len(),
            outcome.requests,
            outcome.count(What::Request),
            outcome.count(What::Answer),
            outcome.count(What::Exchange),
            outcome.unanswered,
            outcome.violating,
            outcome.misjudged,
        );
        for Wrong { what, call, reason } in &outcome.wrong {
            let what = match what {
                What::Request => "a request violates the document",
                What::Answer => "an answer cannot be read",
                What::Exchange => "nothing was sent or received",
            };
            let _ = writeln!(details, "\n{name}#{call}: {what}\n  {reason}");
        }
        for (pointer, reason) in &outcome.uncallable {
            let _ = writeln!(details, "\n{name}#{pointer}: not called\n  {reason}");
        }
    }
    text + &details
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_prism_misjudges_is_known() {
        let check = |reason: &str, media_type: &str, expected: bool| {
            assert_eq!(is_misjudged(reason, media_type), expected, "{reason}");
        };
        check("Request body must be boolean", "text/plain", true);
        check("Request body must be object", "application/x-ndjson", true);
        check(
            "Request body must be object",
            "application/json; v=1",
            false,
        );
        let form = "application/x-www-form-urlencoded";
        check("Request body property a must be array", form, true);
        check(
            "Request body property a must be array",
            "multipart/form-data",
            true,
        );
        check("Request body property a must be object", form, false);
        check("Request query parameter a must be array,null", "", true);
        check("Request query parameter a must be array", "", false);
        check(
            "Request query must have required property 'a%5bb%5d'",
            "",
            true,
        );
        check("Request query must have required property 'a'", "", false);
    }

    #[test]
    fn what_prism_says_is_read() {
        let check = |line: &str, expected: Option<(What, &str)>| {
            let mut outcome = Outcome::default();
            let sent = Sent {
                pointer: "/paths/~1a/get",
                media_type: "text/plain",
            };
            outcome.read(line, &[sent], |_, status, _| status == 418);
            let wrong = outcome
                .wrong
                .first()
                .map(|it| (it.what, it.reason.as_str()));
            assert_eq!(wrong, expected, "{line}");
        };
        check(
            r#"{"call": 0, "run": "200", "kind": "ok", "status": 200, "problem": ""}"#,
            None,
        );
        check(
            r#"{"call": 0, "run": "200", "kind": "unexpected", "problem": "",
                "violations": "[{\"location\":[\"request\",\"query\",\"a\"],\"severity\":\"Error\",\"message\":\"no\"}]"}"#
                .replace('\n', " ")
                .as_str(),
            Some((What::Request, "request.query.a: no")),
        );
        check(
            r#"{"call": 0, "run": "200", "kind": "unexpected", "problem": "", "error": "{\"type\":\"https://stoplight.io/prism/errors#NO_PATH_MATCHED_ERROR\",\"detail\":\"no\"}"}"#,
            Some((What::Request, "NO_PATH_MATCHED_ERROR: no")),
        );
        check(
            r#"{"call": 0, "run": "200", "kind": "unexpected", "problem": "", "error": "{\"type\":\"https://stoplight.io/prism/errors#UNPROCESSABLE_ENTITY\",\"validation\":[{\"message\":\"Request body must be boolean\"}]}"}"#,
            None,
        );
        check(
            r#"{"call": 0, "run": "404", "kind": "unexpected", "problem": "", "error": "{\"type\":\"https://stoplight.io/prism/errors#NOT_FOUND\"}"}"#,
            None,
        );
        check(
            r#"{"call": 0, "run": "200", "kind": "decode", "problem": "at a"}"#,
            Some((What::Answer, "at a")),
        );
        check(
            r#"{"call": 0, "run": "418", "status": 418, "kind": "decode", "problem": "at a"}"#,
            None,
        );
        check(
            r#"{"call": 0, "run": "200", "kind": "value", "problem": "at a"}"#,
            None,
        );
    }
}
