//! What became of the examples of a document.
//!
//! Takes: what was tried, and what a run of the test printed. Gives: [`Outcome`]. Must not: mend examples.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use serde_json::Value as Json;

use super::Untried;
use super::same::{self, Difference};
use super::test::{Again, Tried};

/// What became of the examples of a document.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Outcome {
    /// All that were tried and agree with their schema.
    pub(crate) agreeing: usize,
    /// Those that do not agree with their schema, which the document has to answer for.
    pub(crate) contradicting: usize,
    /// Those of which the judge cannot say.
    pub(crate) unjudged: usize,
    /// Agreeing ones that come back without keys that no schema of the document names: such keys are read over.
    pub(crate) reduced: usize,
    /// Agreeing ones that cannot be read or come back as something else: pointer and reason.
    pub(crate) broken: Vec<(String, String)>,
    /// Those that were not tried, by the reason.
    pub(crate) untried: BTreeMap<String, usize>,
}

impl Outcome {
    /// Compares each example with what was printed for it; one for which nothing was printed has ended the test.
    pub(super) fn of(
        tried: Vec<Tried>,
        untried: &[Untried],
        printed: impl Iterator<Item = Again>,
    ) -> Self {
        let mut outcome = Self::default();
        for why in untried {
            let count = outcome.untried.entry(why.name().to_owned()).or_default();
            *count += 1;
        }
        let mut printed = printed;
        for tried in tried {
            let again = printed.next();
            match tried.agrees {
                None => outcome.unjudged += 1,
                Some(false) => outcome.contradicting += 1,
                Some(true) => {
                    outcome.agreeing += 1;
                    outcome.compare(tried, again);
                }
            }
        }
        outcome
    }

    fn compare(&mut self, tried: Tried, again: Option<Again>) {
        let again = again.unwrap_or_else(|| Again {
            json: None,
            reason: "the test ended before it".to_owned(),
        });
        let Some(json) = &again.json else {
            self.broken.push((tried.pointer, again.reason));
            return;
        };
        let again: Json = serde_json::from_str(json).unwrap_or_default();
        match same::difference(&tried.value, &again, &tried.undeclared) {
            None => {}
            Some(Difference::Reduced) => self.reduced += 1,
            Some(Difference::Other(place)) => {
                let reason = format!("comes back otherwise at {place}");
                self.broken.push((tried.pointer, reason));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::test::printed;
    use super::*;
    use serde_json::json;

    #[test]
    fn each_example_is_compared_with_what_came_back() {
        let tried = |pointer: &str, agrees| Tried {
            pointer: pointer.to_owned(),
            ty: 0,
            value: json!({"a": 1, "b": 2}),
            undeclared: vec!["b".to_owned()],
            agrees,
        };
        let all = vec![
            tried("/same", Some(true)),
            tried("/wrong", Some(false)),
            tried("/reduced", Some(true)),
            tried("/changed", Some(true)),
            tried("/refused", Some(true)),
            tried("/unjudged", None),
            tried("/lost", Some(true)),
        ];
        let stdout = r#"running 1 test
test examples ... example {"json": "{\"a\": 1, \"b\": 2}"}
example {"reason": "no"}
example {"json": "{\"a\": 1}"}
example {"json": "{\"a\": 2}"}
example {"reason": "unreadable"}
example {"reason": "no"}
"#;
        let untried = [Untried::NotJson, Untried::Json, Untried::NotJson];
        let outcome = Outcome::of(all, &untried, printed(stdout));
        let broken = [
            ("/changed", "comes back otherwise at /a"),
            ("/refused", "unreadable"),
            ("/lost", "the test ended before it"),
        ];
        let expected = Outcome {
            agreeing: 5,
            contradicting: 1,
            unjudged: 1,
            reduced: 1,
            broken: broken
                .map(|(at, why)| (at.to_owned(), why.to_owned()))
                .into(),
            untried: [(Untried::NotJson, 2), (Untried::Json, 1)]
                .map(|(why, count)| (why.name().to_owned(), count))
                .into(),
        };
        assert_eq!(outcome, expected);
    }
}
