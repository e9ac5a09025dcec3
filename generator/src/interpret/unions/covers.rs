//! Whether what reads one schema is right for whatever is of another one, so that nothing is refused or lost.
//!
//! Takes: views and schema ids. Gives: judgements. Must not: make types.

use super::branches::{self, Kind};
use crate::interpret::views::View;
use crate::interpret::{Interpreter, scalars};
use crate::model::Scalar;
use crate::spec::{Additional, SchemaId};

/// How deep schemas are compared; what reads a deeper one is taken not to do.
const DEEPEST: usize = 6;

/// Whether a reader of objects does for others. The value of one key may be known before.
pub(super) fn objects(
    interpreter: &mut Interpreter<'_>,
    reader: &View,
    read: &View,
    known: Option<&str>,
) -> bool {
    records(interpreter, reader, read, (known, 0))
}

fn records(
    interpreter: &mut Interpreter<'_>,
    reader: &View,
    read: &View,
    (known, depth): (Option<&str>, usize),
) -> bool {
    if !reader.unions.is_empty() || !read.unions.is_empty() {
        return false;
    }
    let is_open = |key: &String| known != Some(key.as_str());
    let mut required = reader.required.iter().filter(|it| is_open(it));
    let mut members = read.properties.iter().filter(|(key, _)| is_open(key));
    let rest = reader.rest();
    required.all(|it| read.required.contains(it))
        && members.all(|(key, id)| match (reader.properties.get(key), rest) {
            (Some(own), _) if !reader.required.contains(key) => {
                beside_null(interpreter, *own, *id, depth + 1)
            }
            (Some(own), _) => schemas(interpreter, *own, *id, depth + 1),
            (None, rest) => is_kept(interpreter, rest, Additional::Schema(*id), depth),
        })
        && is_kept(interpreter, rest, read.rest(), depth)
}

/// Whether further keys are kept by a reader that has such.
fn is_kept(
    interpreter: &mut Interpreter<'_>,
    reader: Additional,
    read: Additional,
    depth: usize,
) -> bool {
    match (reader, read) {
        (Additional::Schema(reader), Additional::Schema(read)) => {
            schemas(interpreter, reader, read, depth + 1)
        }
        (reader, read) => reader == Additional::Any || !read.has_keys(),
    }
}

/// What a value of a schema is one of: the branches of a union, or the schema itself.
pub(super) fn branches_of(view: &View, id: SchemaId) -> Vec<SchemaId> {
    match view.unions.as_slice() {
        [only] if view.properties.is_empty() => only.ids.clone(),
        _ => vec![id],
    }
}

/// Whether a reader of one schema does for another one.
pub(super) fn schemas(
    interpreter: &mut Interpreter<'_>,
    reader: SchemaId,
    read: SchemaId,
    depth: usize,
) -> bool {
    let is_null_refused = interpreter.accepts_null(read) && !interpreter.accepts_null(reader);
    !is_null_refused && beside_null(interpreter, reader, read, depth)
}

/// The same where `null` is as good as nothing.
pub(super) fn beside_null(
    interpreter: &mut Interpreter<'_>,
    reader: SchemaId,
    read: SchemaId,
    depth: usize,
) -> bool {
    let (reader, read) = (interpreter.target(reader), interpreter.target(read));
    if reader == read {
        return true;
    }
    let (a, b) = (interpreter.view(reader), interpreter.view(read));
    if depth >= DEEPEST || a.unresolved != b.unresolved {
        return false;
    }
    if !a.unions.is_empty() || !b.unions.is_empty() {
        let (readers, all) = (branches_of(&a, reader), branches_of(&b, read));
        return all.iter().all(|id| {
            let mut readers = readers.iter();
            readers.any(|it| schemas(interpreter, *it, *id, depth + 1))
        });
    }
    match (branches::kind(&a), branches::kind(&b)) {
        (Kind::Any, _) | (Kind::Number, Kind::Integer) => true,
        (Kind::Object, Kind::Object) => records(interpreter, &a, &b, (None, depth)),
        (Kind::List, Kind::List) if a.tuple.is_empty() && b.tuple.is_empty() => {
            match (a.items, b.items) {
                (Some(a), Some(b)) => schemas(interpreter, a, b, depth + 1),
                (a, _) => a.is_none(),
            }
        }
        (kind, other) if kind == other && !matches!(kind, Kind::List) => {
            let reader = scalars::scalar(interpreter, &a);
            let read = scalars::scalar(interpreter, &b);
            reader == read || matches!(reader, Some(Scalar::Text | Scalar::I64))
        }
        _ => false,
    }
}
