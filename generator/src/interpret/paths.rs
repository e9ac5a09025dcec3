//! Paths.
//!
//! Takes: the path of an operation and its parameters. Gives: a [`Path`], unless it cannot be sent, and parameters that agree with it.
//! Must not: read parameters.

use std::collections::{BTreeMap, BTreeSet};

use super::templates::{self, Expression, Operator, Piece, Variable, split};
use super::{Interpreter, parameters};
use crate::diagnostics::Code;
use crate::model::{Input, Path, PathPart, Place, Scalar, Style, Type};
use crate::source::At;
use crate::spec::Operation;

/// The path template. A placeholder without a parameter is a text parameter; a parameter without a placeholder is reported.
pub(super) fn path(
    interpreter: &mut Interpreter<'_>,
    operation: &Operation,
    inputs: &mut Vec<Input>,
) -> Result<Path, ()> {
    let written = rooted(interpreter, operation);
    let braced = templates::braced(&written, |name| {
        let mut inputs = inputs.iter().filter(|it| it.place == Place::Path);
        inputs.any(|it| it.wire == name)
    });
    let pieces = pieces(interpreter, operation, &braced)?;
    let mut filling = Filling::new(operation, &pieces, inputs);
    for piece in &pieces {
        match piece {
            Piece::Literal(text) => filling.text(text),
            Piece::Placeholder(text) => filling.placeholder(interpreter, text),
        }
    }
    let mut parts = filling.parts;
    leave_out_strays(interpreter, operation, inputs, &mut parts);
    let mut used = inputs.iter().filter(|it| it.place == Place::Path);
    if used.any(|it| it.wire.contains('/')) {
        return refuse(
            interpreter,
            operation,
            "has a `/` within the name of a parameter",
        );
    }
    for input in inputs.iter_mut() {
        if input.place == Place::Path && input.allow_reserved {
            let fact = "May be several segments of the path: slashes in it stay";
            input.doc.facts.push(fact.to_owned());
        }
    }
    let template = parts.iter().map(|part| match part {
        PathPart::Literal(text) => text.clone(),
        PathPart::Input(index) => {
            let wire = inputs.get(*index).map(|it| it.wire.as_str());
            format!("{{{}}}", wire.unwrap_or_default())
        }
    });
    let template = template.collect();
    Ok(Path {
        written,
        template,
        parts,
    })
}

/// A template whose placeholders are being given to parameters.
struct Filling<'o> {
    operation: &'o Operation,
    inputs: &'o mut Vec<Input>,
    parts: Vec<PathPart>,
    /// The parameter of each name.
    meant: BTreeMap<String, usize>,
}

impl<'o> Filling<'o> {
    fn new(operation: &'o Operation, pieces: &[Piece<'_>], inputs: &'o mut Vec<Input>) -> Self {
        Self {
            meant: meant(inputs, names(inputs, pieces)),
            operation,
            inputs,
            parts: Vec::new(),
        }
    }

    fn text(&mut self, text: &str) {
        if let Some(PathPart::Literal(before)) = self.parts.last_mut() {
            before.push_str(text);
        } else {
            self.parts.push(PathPart::Literal(text.to_owned()));
        }
    }

    fn placeholder(&mut self, interpreter: &mut Interpreter<'_>, text: &str) {
        let Expression {
            operator,
            variables,
        } = read(self.inputs, text);
        for (index, variable) in variables.iter().enumerate() {
            match operator {
                Operator::Query => self.query(interpreter, variable),
                // No server ever sees a fragment (RFC 9110, section 7.1).
                Operator::Fragment => {}
                Operator::Segment => {
                    self.text("/");
                    self.value(interpreter, operator, variable);
                }
                Operator::Simple | Operator::Reserved => {
                    if index > 0 {
                        self.text(",");
                    }
                    self.value(interpreter, operator, variable);
                }
                Operator::Label | Operator::Matrix => self.value(interpreter, operator, variable),
            }
        }
    }

    fn value(
        &mut self,
        interpreter: &mut Interpreter<'_>,
        operator: Operator,
        variable: &Variable<'_>,
    ) {
        let index = self.meant(interpreter, variable.name);
        let index = index.unwrap_or_else(|| self.undeclared(interpreter, variable.name));
        if let Some(input) = self.inputs.get_mut(index) {
            input.allow_reserved |= operator == Operator::Reserved || variable.spans_segments;
            input.style = match (input.style, operator, variable.exploded) {
                (Style::Simple, Operator::Label, false) => Style::Label,
                (Style::Simple, Operator::Label, true) => Style::LabelExploded,
                (Style::Simple, Operator::Matrix, false) => Style::Matrix,
                (Style::Simple, Operator::Matrix, true) => Style::MatrixExploded,
                (Style::Simple, _, true) => Style::SimpleExploded,
                (declared, ..) => declared,
            };
        }
        self.parts.push(PathPart::Input(index));
    }

    /// A pair of the query, wherever it is declared.
    fn query(&mut self, interpreter: &mut Interpreter<'_>, variable: &Variable<'_>) {
        let is_query = |it: &Input| it.place == Place::Query && it.wire == variable.name;
        if self.inputs.iter().any(is_query) {
            return;
        }
        let index = self.meant(interpreter, variable.name);
        let index = index.unwrap_or_else(|| {
            let index = self.undeclared(interpreter, variable.name);
            if let Some(input) = self.inputs.get_mut(index) {
                input.required = false;
            }
            index
        });
        if let Some(input) = self.inputs.get_mut(index) {
            input.place = Place::Query;
            input.style = if variable.exploded {
                Style::Form
            } else {
                Style::FormJoined
            };
        }
    }

    /// The parameter of a name. Its name may be written in another way, which is noted.
    fn meant(&self, interpreter: &mut Interpreter<'_>, name: &str) -> Option<usize> {
        let index = self.meant.get(name).copied();
        let index = index.or_else(|| exactly(self.inputs, name))?;
        let wire = self.inputs.get(index).map_or("", |it| it.wire.as_str());
        if let Some(declared) = self.inputs.get(index).filter(|_| wire != name) {
            interpreter.diagnostics.push_pair(
                Code::PathMismatch,
                (self.operation.at, declared.at),
                format!(
                    "`{}` in the path is declared as `{}`",
                    name.escape_debug(),
                    wire.escape_debug()
                ),
                "nothing is to be done; write both alike",
            );
        }
        Some(index)
    }

    /// A parameter that the document forgot.
    fn undeclared(&mut self, interpreter: &mut Interpreter<'_>, name: &str) -> usize {
        interpreter.note(
            Code::PathMismatch,
            self.operation.at,
            format!(
                "`{}` in the path is declared nowhere; it is taken as text",
                name.escape_debug()
            ),
            "declare it as a parameter",
        );
        self.inputs.push(text(self.operation.at, name));
        self.inputs.len() - 1
    }
}

/// What stands in braces. A declared name is no more than that, whatever else could be read into it.
fn read<'t>(inputs: &[Input], text: &'t str) -> Expression<'t> {
    if exactly(inputs, text).is_some() {
        Expression::of_name(text)
    } else {
        Expression::read(text)
    }
}

/// The names in the path, in order.
fn names(inputs: &[Input], pieces: &[Piece<'_>]) -> Vec<String> {
    let placeholders = pieces.iter().filter_map(|piece| match piece {
        Piece::Placeholder(text) => Some(read(inputs, text)),
        Piece::Literal(_) => None,
    });
    placeholders
        .filter(|it| !matches!(it.operator, Operator::Query | Operator::Fragment))
        .flat_map(|it| it.variables)
        .map(|it| it.name.to_owned())
        .collect()
}

fn exactly(inputs: &[Input], name: &str) -> Option<usize> {
    inputs
        .iter()
        .position(|it| it.place == Place::Path && it.wire == name)
}

/// The parameter of each name: the one that has it; else the only one with the same letters; and the only parameter that is left is
/// that of the only name that is left.
fn meant(inputs: &[Input], names: Vec<String>) -> BTreeMap<String, usize> {
    let mut free: Vec<usize> = (0..inputs.len())
        .filter(|index| {
            let input = inputs.get(*index);
            input.is_some_and(|it| it.place == Place::Path && !names.contains(&it.wire))
        })
        .collect();
    let mut unknown = BTreeSet::from_iter(names);
    unknown.retain(|name| exactly(inputs, name).is_none());
    let mut found = BTreeMap::new();
    for name in &unknown {
        let wanted = letters(name);
        let is_alike = |index: &usize| {
            let input = inputs.get(*index);
            input.is_some_and(|it| letters(&it.wire) == wanted) && !wanted.is_empty()
        };
        if let Some(at) = free.iter().position(is_alike) {
            found.insert(name.clone(), free.remove(at));
        }
    }
    unknown.retain(|name| !found.contains_key(name));
    if let (1, [index], Some(name)) = (unknown.len(), free.as_slice(), unknown.pop_first()) {
        found.insert(name, *index);
    }
    found
}

fn letters(name: &str) -> String {
    let letters = name.chars().filter(|it| it.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

fn text(at: At, name: &str) -> Input {
    Input {
        at,
        wire: name.to_owned(),
        renamed: None,
        called: None,
        place: Place::Path,
        style: Style::Simple,
        allow_reserved: false,
        ty: Type::Scalar(Scalar::Text),
        required: true,
        secret: parameters::is_secret(Place::Path, name),
        global: None,
        doc: crate::model::Doc::default(),
    }
}

/// Leaves out parameters that the path has no place for, and those whose value it has written out, as in `/?comp=list`.
fn leave_out_strays(
    interpreter: &mut Interpreter<'_>,
    operation: &Operation,
    inputs: &mut Vec<Input>,
    parts: &mut [PathPart],
) {
    let is_used = |parts: &[PathPart], index: usize| {
        let mut parts = parts.iter();
        parts.any(|it| matches!(it, PathPart::Input(i) if *i == index))
    };
    let written_out = written_out(parts);
    for index in (0..inputs.len()).rev() {
        let Some(input) = inputs.get(index) else {
            continue;
        };
        let is_stray = input.place == Place::Path && !is_used(parts, index);
        let is_written_out = input.place == Place::Query && written_out.contains(&input.wire);
        if !is_stray && !is_written_out {
            continue;
        }
        let (name, path) = (input.wire.escape_debug(), operation.path.escape_debug());
        let (code, message, help) = if is_stray {
            let message =
                format!("`{name}` is not in the path `{path}`; the parameter is not sent");
            (
                Code::UnsupportedParameter,
                message,
                "correct the path or the parameter",
            )
        } else {
            let message = format!(
                "the path `{path}` has a value for `{name}`, which is sent; it is no parameter"
            );
            (Code::PathMismatch, message, "nothing is to be done")
        };
        let places = (input.at, operation.at);
        interpreter
            .diagnostics
            .push_pair(code, places, message, help);
        inputs.remove(index);
        for part in &mut *parts {
            if let PathPart::Input(i) = part
                && *i > index
            {
                *i -= 1;
            }
        }
    }
}

/// Names of the pairs of a query that a path has itself.
fn written_out(parts: &[PathPart]) -> BTreeSet<String> {
    let literals = parts.iter().filter_map(|part| match part {
        PathPart::Literal(text) => Some(text.as_str()),
        PathPart::Input(_) => None,
    });
    let text: String = literals.collect();
    let query = text.split_once('?').map_or("", |(_, query)| query);
    let pairs = query.split('&').filter_map(|it| it.split_once('='));
    pairs
        .filter(|(_, value)| !value.is_empty())
        .map(|(name, _)| name.to_owned())
        .collect()
}

/// The pieces of a template that can be sent; another one is reported.
fn pieces<'t>(
    interpreter: &mut Interpreter<'_>,
    operation: &Operation,
    template: &'t str,
) -> Result<Vec<Piece<'t>>, ()> {
    match split(template) {
        None => refuse(
            interpreter,
            operation,
            "has braces that do not match or are empty",
        ),
        Some(_) if has_dots(template) => refuse(
            interpreter,
            operation,
            "has a segment `.` or `..`, which is another path",
        ),
        Some(pieces) => Ok(pieces),
    }
}

fn refuse<T>(
    interpreter: &mut Interpreter<'_>,
    operation: &Operation,
    wrong: &str,
) -> Result<T, ()> {
    interpreter.note(
        Code::BadPath,
        operation.at,
        format!(
            "the path `{}` {wrong}; the operation is left out",
            operation.path.escape_debug()
        ),
        "correct the path, or correct it with an overlay",
    );
    Err(())
}

/// The template with a `/` in front: without it, the first segment would be a part of the host.
fn rooted(interpreter: &mut Interpreter<'_>, operation: &Operation) -> String {
    let path = without_fragment(&operation.path);
    if path != operation.path {
        interpreter.note(
            Code::PathMismatch,
            operation.at,
            format!(
                "the fragment of the path `{}` is not sent",
                operation.path.escape_debug()
            ),
            "nothing is to be done; no server ever sees a fragment",
        );
    }
    if path.starts_with('/') {
        return path.to_owned();
    }
    interpreter.note(
        Code::PathMismatch,
        operation.at,
        format!(
            "the path `{}` does not start with `/`; one is put in front",
            operation.path.escape_debug()
        ),
        "correct the path, or correct it with an overlay",
    );
    format!("/{path}")
}

/// A template without its fragment, which no server ever sees (RFC 9110, section 7.1): it tells operations of one path apart.
fn without_fragment(template: &str) -> &str {
    let mut inside = false;
    let mark = template.find(|it| {
        match it {
            '{' => inside = true,
            '}' => inside = false,
            _ => {}
        }
        it == '#' && !inside
    });
    mark.map_or(template, |mark| template.get(..mark).unwrap_or(template))
}

/// Whether a segment is `.` or `..`, however its dots are written, and whatever parameters follow them.
pub(super) fn has_dots(path: &str) -> bool {
    let path = path.split('?').next().unwrap_or_default();
    path.split('/').any(|segment| {
        let name = segment.split(';').next().unwrap_or_default();
        matches!(
            name.to_ascii_lowercase().replace("%2e", ".").as_str(),
            "." | ".."
        )
    })
}
