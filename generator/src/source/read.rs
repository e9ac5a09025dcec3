//! Bytes to a tree: encoding, choice of syntax, the parsers, and the report of what they found.
//!
//! Takes: bytes and a label. Gives: a [`Document`], or an error that says why there is none.
//! Must not: look for anything in the tree.

use std::fmt;
use std::ops::Range;
use std::sync::Arc;

use serde::de::{DeserializeSeed, Deserializer, Error, Visitor};

use super::document::{Document, Lines, Syntax};
use super::markdown::Block;
use super::problem::{self, Problem};
use super::tree::{self, Finding, NodeSeed, Reading};
use super::{At, Content, MAX_BYTES, Node, Value, spans};
use crate::diagnostics::place::{Place, quote};
use crate::diagnostics::{Code, Diagnostics};

/// Reads a whole file, whose root is an object unless it is only a part of a document.
pub(super) fn file(
    label: &str,
    content: &Content,
    document: u16,
    is_part: bool,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let mut input = match decode(content) {
        Ok(text) => Input::new(label, text, 1, document),
        Err(problem) => {
            let text = String::from_utf8_lossy(content.bytes()).into();
            Input::new(label, text, 1, document).report(problem, diagnostics);
            return None;
        }
    };
    input.is_part = is_part;
    input.read(diagnostics)
}

/// Reads a block of a page.
pub(super) fn block(
    label: &str,
    block: &Block,
    document: u16,
    diagnostics: &mut Diagnostics,
) -> Option<Document> {
    let text = block.text.as_str().into();
    Input::new(label, text, block.first_line, document).read(diagnostics)
}

/// UTF-8 text, without a byte order mark.
fn decode(content: &Content) -> Result<Arc<str>, Problem> {
    let bytes = content.bytes();
    if bytes.len() > MAX_BYTES {
        return Err(problem::too_long(bytes.len()));
    }
    let not_utf8 = |offset, what| {
        Problem::new(
            Code::Syntax,
            offset,
            what,
            "save the document as UTF-8, which JSON (RFC 8259) and YAML are written in",
        )
    };
    match bytes {
        [0xFF, 0xFE, ..] | [0xFE, 0xFF, ..] | [0, _, ..] | [_, 0, ..] => {
            return Err(not_utf8(0, "the document is written in UTF-16 or UTF-32"));
        }
        _ => {}
    }
    let text = match content {
        Content::Text(text) => Arc::clone(text),
        Content::Other(bytes) => std::str::from_utf8(bytes)
            .map_err(|error| not_utf8(error.valid_up_to(), "this byte is not UTF-8"))?
            .into(),
    };
    Ok(match text.strip_prefix('\u{feff}') {
        Some(rest) => rest.into(),
        None => text,
    })
}

/// A text that is to be read.
struct Input<'a> {
    label: &'a str,
    text: Arc<str>,
    first_line: usize,
    document: u16,
    is_part: bool,
}

impl<'a> Input<'a> {
    fn new(label: &'a str, text: Arc<str>, first_line: usize, document: u16) -> Self {
        Self {
            label,
            text,
            first_line,
            document,
            is_part: false,
        }
    }

    fn read(&self, diagnostics: &mut Diagnostics) -> Option<Document> {
        let (syntax, tree) = match self.tree() {
            Ok(read) => read,
            Err(problem) => {
                self.report(problem, diagnostics);
                return None;
            }
        };
        let text = Arc::clone(&self.text);
        let document = Document::new(self.label, text, syntax, self.first_line, tree.root);
        for finding in tree.found {
            report(finding, &document, diagnostics);
        }
        Some(document)
    }

    fn report(&self, problem: Problem, diagnostics: &mut Diagnostics) {
        let (line, column) = Lines::new(&self.text).position(&self.text, problem.offset);
        let place = Place::new(
            self.label.to_owned(),
            (line + self.first_line - 1, column),
            &self.text,
            problem.offset..problem.offset,
        );
        diagnostics.push_place(problem.code, place, problem.message, problem.help);
    }

    /// The tree. A file that is called like something else is perhaps not what was meant to be given; a block of a page, which
    /// begins below the first line, has no name of its own.
    fn tree(&self) -> Result<(Syntax, Tree), Problem> {
        let tree = self.tree_of_text();
        match extension(self.label) {
            Extension::Other(end) if self.first_line == 1 => {
                tree.map_err(|problem| problem.of_file_called(end))
            }
            _ => tree,
        }
    }

    /// The tree, by the syntax that the label or the text suggests.
    fn tree_of_text(&self) -> Result<(Syntax, Tree), Problem> {
        let text = &*self.text;
        let start = text.len() - text.trim_start().len();
        let looks_like_json = text.trim_start().starts_with(['{', '[']);
        let help = "the root is an object, with keys such as `info` and `paths`";
        if start == text.len() {
            let what = "the document is empty";
            return Err(Problem::new(Code::Syntax, 0, what, help));
        }
        let (syntax, tree) = match extension(self.label) {
            Extension::Json => self.json_or_misnamed(start, looks_like_json)?,
            Extension::Yaml if looks_like_json => match json(text, self.document) {
                Ok(tree) => (Syntax::Json, tree),
                Err(problem) if problem.code == Code::TooLarge => return Err(problem),
                Err(_) => (Syntax::Yaml, yaml(text, self.document)?),
            },
            Extension::None | Extension::Other(_) if looks_like_json => {
                (Syntax::Json, json(text, self.document)?)
            }
            Extension::Yaml | Extension::None | Extension::Other(_) => {
                (Syntax::Yaml, yaml(text, self.document)?)
            }
        };
        match kind(&tree.root.value) {
            _ if self.is_part => Ok((syntax, tree)),
            None => Ok((syntax, tree)),
            Some(kind) => {
                let what = format!("the root of the document is {kind}, not an object");
                Err(Problem::new(Code::Syntax, start, &what, help))
            }
        }
    }

    /// JSON, because the label says so; says it when it is YAML in truth.
    fn json_or_misnamed(
        &self,
        start: usize,
        looks_like_json: bool,
    ) -> Result<(Syntax, Tree), Problem> {
        json(&self.text, self.document)
            .map(|tree| (Syntax::Json, tree))
            .map_err(|problem| {
                let is_yaml = !looks_like_json
                    && yaml(&self.text, self.document)
                        .is_ok_and(|tree| matches!(tree.root.value, Value::Map(_)));
                if is_yaml {
                    Problem::new(
                        Code::Syntax,
                        start,
                        "the document is called `.json` but is written in YAML",
                        "rename it to `.yaml`",
                    )
                } else {
                    problem
                }
            })
    }
}

enum Extension<'a> {
    Json,
    Yaml,
    Other(&'a str),
    None,
}

fn extension(label: &str) -> Extension<'_> {
    let name = label.rsplit(['/', '\\']).next().unwrap_or(label);
    match name.rsplit_once('.') {
        Some((_, end)) if end.eq_ignore_ascii_case("json") => Extension::Json,
        Some((_, end)) if end.eq_ignore_ascii_case("yaml") => Extension::Yaml,
        Some((_, end)) if end.eq_ignore_ascii_case("yml") => Extension::Yaml,
        Some((_, end)) => Extension::Other(end),
        None => Extension::None,
    }
}

/// What a root is when it is not an object.
fn kind(value: &Value) -> Option<&'static str> {
    match value {
        Value::Map(_) => None,
        Value::Null => Some("empty (`null`)"),
        Value::List(_) => Some("an array"),
        Value::Text(_) => Some("a text"),
        Value::Bool(_) | Value::Integer(_) | Value::Float(_) => Some("a single value"),
    }
}

/// What a parser gave.
struct Tree {
    root: Node,
    found: Vec<Finding>,
}

fn json(text: &str, document: u16) -> Result<Tree, Problem> {
    let mut reading = Reading::new(Syntax::Json, document, text.len());
    let mut parser = serde_json::Deserializer::from_str(text);
    let root = NodeSeed(&mut reading)
        .deserialize(&mut parser)
        .and_then(|root| parser.end().map(|()| root));
    let mut root = root.map_err(|error| {
        let problem = problem::json(text, &error);
        match reading.refused {
            Some(refusal) => problem::refused(refusal, problem.offset),
            None => problem,
        }
    })?;
    if reading.rounded {
        restore_integers(&mut root, text, &spans::json(text));
    }
    Ok(Tree {
        root,
        found: reading.found,
    })
}

/// `serde_json` rounds integers beyond 64 bits to floats: they are read again, from the text, as YAML has them.
fn restore_integers(node: &mut Node, text: &str, places: &[spans::Span]) {
    match &mut node.value {
        Value::Float(float) if tree::may_be_integer(*float) => {
            let place = usize::try_from(node.at.node).ok();
            let place = place.and_then(|number| places.get(number));
            let place =
                place.and_then(|it| Some(it.start.try_into().ok()?..it.end.try_into().ok()?));
            let written = place.and_then(|it| text.get::<Range<usize>>(it));
            if let Some(integer) = written.and_then(|it| it.parse::<i128>().ok()) {
                node.value = Value::from(integer);
            }
        }
        Value::List(items) => {
            for item in items {
                restore_integers(item, text, places);
            }
        }
        Value::Map(map) => {
            for item in map.values_mut() {
                restore_integers(item, text, places);
            }
        }
        _ => {}
    }
}

fn yaml(text: &str, document: u16) -> Result<Tree, Problem> {
    if let Some(offset) = spans::deep_flow(text) {
        return Err(problem::refused(tree::Refusal::Depth, offset));
    }
    let mut reading = Reading::new(Syntax::Yaml, document, text.len());
    let mut documents = serde_yaml::Deserializer::from_str(text);
    let first = documents.next();
    let root = first.map(|first| NodeSeed(&mut reading).deserialize(first));
    let root = match root {
        Some(Ok(root)) => root,
        Some(Err(error)) => {
            let problem = problem::yaml(text, &error);
            return Err(match reading.refused {
                Some(refusal) => problem::refused(refusal, problem.offset),
                None => problem,
            });
        }
        None => return Err(problem::refused(tree::Refusal::Size, 0)),
    };
    for further in documents {
        nothing_more(text, further)?;
    }
    Ok(Tree {
        root,
        found: reading.found,
    })
}

/// After the first document of a YAML stream only empty ones may follow.
fn nothing_more(text: &str, further: serde_yaml::Deserializer<'_>) -> Result<(), Problem> {
    let refusal = match further.deserialize_any(Nothing) {
        Ok(()) => return Ok(()),
        Err(error) => error,
    };
    let problem = problem::yaml(text, &refusal);
    if !refusal.to_string().contains(NOTHING) {
        return Err(problem);
    }
    Err(Problem::new(
        Code::Syntax,
        problem.offset,
        "a second document begins here",
        "keep one document in each file",
    ))
}

/// What [`Nothing`] says that it expects, by which its refusals are known from those of the parser.
const NOTHING: &str = "the end of the document";

/// Accepts an empty document only.
struct Nothing;

impl Visitor<'_> for Nothing {
    type Value = ();

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(NOTHING)
    }

    fn visit_unit<E: Error>(self) -> Result<(), E> {
        Ok(())
    }

    fn visit_none<E: Error>(self) -> Result<(), E> {
        Ok(())
    }
}

/// Reports what is wrong with a value that was read all the same.
fn report(finding: Finding, document: &Document, diagnostics: &mut Diagnostics) {
    let line = |at: At| document.location(at.node).line;
    match finding {
        Finding::DuplicateKey { key, first, again } => diagnostics.push(
            Code::DuplicateKey,
            again,
            format!(
                "the key {} stands twice in one object, on line {} and on line {}; the last one is used",
                quote(&key),
                line(first),
                line(again)
            ),
            "keep one of the two, or rename one",
        ),
        Finding::DividedObject { key, first, again } => diagnostics.push(
            Code::DividedObject,
            again,
            format!(
                "the key {} stands twice in one object, on line {} and on line {}; what is there is read as one",
                quote(&key),
                line(first),
                line(again)
            ),
            "put the two together, or rename one",
        ),
        Finding::NotFinite { at } => diagnostics.push(
            Code::NotFinite,
            at,
            "infinity and not-a-number are no numbers in JSON; this is read as text",
            "write a finite number, or leave the value out",
        ),
        Finding::UnknownTag { at, tag } => diagnostics.push(
            Code::Syntax,
            at,
            format!(
                "the tag {} has no meaning in JSON",
                quote(&format!("!{tag}"))
            ),
            "remove the tag, or put the text into quotes",
        ),
        Finding::BadMerge { at } => diagnostics.push(
            Code::Syntax,
            at,
            "`<<` merges objects, and this is none",
            "give it an alias of an object, or a list of these",
        ),
    }
}
