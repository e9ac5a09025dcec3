//! Why something in a client has its name and its shape.
//!
//! Takes: what rooms 1 to 6 made of the documents, and a name. Gives: [`Explanation`]s. Must not: decide anything anew.
//!
//! Above the rooms, like the pipeline: it reads their results and changes none.

mod rules;
mod things;

use crate::diagnostics::place::{escape, quote};
use crate::diagnostics::{Code, Diagnostic};
use crate::source::document::Sources;
use crate::{Input, pipeline, settings::Settings};
use std::fmt;
use things::Thing;

/// The most things that one name may stand for in an answer.
const MOST: usize = 20;

/// Where a thing came from, which rule shaped it, and what decided about its name.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// What it is and its path, such as `type batch_cep::types::Audience`.
    pub title: String,
    /// What there is to say, as label and text; texts of documents are escaped.
    pub facts: Vec<(&'static str, String)>,
}

impl fmt::Display for Explanation {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}", self.title)?;
        for (label, text) in &self.facts {
            write!(formatter, "\n  {label:<8} {text}")?;
        }
        Ok(())
    }
}

/// What came of a question.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// The things that the name stands for, in the order of the documents, and how many more there are.
    Found(Vec<Explanation>, usize),
    /// Nothing is called so; a name that was perhaps meant.
    Unknown(Option<String>),
}

/// Explains a type, a field or variant (`Type::member`), an operation (or the type of its calls), or a parameter
/// (`operation::parameter`). A name that is only one of members means all of these.
///
/// The name may be the one in Rust, the document's own spelling, or a JSON Pointer. Findings that stop a client from
/// being written do not stop an explanation of what could be understood.
#[must_use]
pub fn explain(input: &Input, settings: &Settings, name: &str) -> Answer {
    let (interpreted, diagnostics, sources) = pipeline::understand(input, settings);
    let things: Vec<Thing> = interpreted.iter().flat_map(things::all).collect();
    let question = name.trim().replace('.', "::");
    let called = |it: &&Thing| it.is_called(name.trim(), &question);
    let mut found: Vec<&Thing> = things.iter().filter(called).collect();
    if found.is_empty() {
        let members = things.iter();
        found = members
            .filter(|it| it.is_member_called(name.trim()))
            .collect();
    }
    let explanations: Vec<Explanation> = found
        .iter()
        .take(MOST)
        .map(|thing| explanation(thing, &diagnostics, &sources))
        .collect();
    if explanations.is_empty() {
        Answer::Unknown(nearest(&question, &things))
    } else {
        Answer::Found(explanations, found.len().saturating_sub(MOST))
    }
}

fn explanation(thing: &Thing, diagnostics: &[Diagnostic], sources: &Sources) -> Explanation {
    let mut facts = Vec::new();
    if let Some(place) = thing.at.and_then(|at| sources.location(at)) {
        facts.push((
            "from",
            format!(
                "{}:{}:{} {}",
                escape(&place.label),
                place.line,
                place.column,
                escape(&format!("#{}", place.pointer))
            ),
        ));
    }
    facts.push(("spelled", quote(&thing.spelling)));
    facts.push(("is", thing.rule.clone()));
    // Two members of one type stand at the same place: a new name is only about the one that is spelled so.
    let spelled = format!("`{}`", thing.spelling);
    let about = diagnostics.iter().filter(|it| {
        it.at.is_some()
            && it.at == thing.at
            && (it.code != Code::Renamed || it.message.contains(&spelled))
    });
    for finding in about {
        let label = match finding.code {
            Code::Renamed => "renamed",
            _ => finding.code.name(),
        };
        facts.push((label, finding.message.clone()));
    }
    if let Some((table, key, chosen)) = &thing.setting {
        // A JSON string is a basic string of TOML too.
        let key = serde_json::Value::from(key.as_str());
        let (label, name) = match chosen {
            Some(chosen) => ("chosen", chosen.as_str()),
            None => ("setting", "…"),
        };
        facts.push((label, format!("[api.rename.{table}] {key} = \"{name}\"")));
    }
    Explanation {
        title: format!("{} {}", thing.kind, thing.path),
        facts,
    }
}

/// The name in Rust that was perhaps meant.
fn nearest(question: &str, things: &[Thing]) -> Option<String> {
    let wanted = question.rsplit("::").next().unwrap_or(question);
    let names = things.iter().map(|thing| {
        let name = thing.path.rsplit("::").next().unwrap_or(&thing.path);
        (strsim::damerau_levenshtein(wanted, name), thing)
    });
    let (distance, thing) = names.min_by_key(|(distance, _)| *distance)?;
    (distance <= wanted.chars().count().max(3) / 3 + 1).then(|| thing.path.clone())
}
