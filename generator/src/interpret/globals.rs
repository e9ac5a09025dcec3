//! Parameters that every operation requires: set once on the client.
//!
//! Takes: the operations. Gives: [`Global`]s, and marks the inputs that they serve. Must not: change anything else.

use super::Interpreter;
use crate::model::{Global, Input, Operation, PathPart, Place, Scalar, Shape, Type};

/// Lifts parameters to the client. An API of one operation has none: nothing would be saved.
pub(super) fn lift(interpreter: &mut Interpreter<'_>, operations: &mut [Operation]) -> Vec<Global> {
    let mut globals = Vec::new();
    let [first, rest @ ..] = &*operations else {
        return globals;
    };
    if rest.is_empty() {
        return globals;
    }
    let candidates: Vec<Input> = first
        .inputs
        .iter()
        .filter(|it| it.required && is_scalar(interpreter, &it.ty))
        .filter(|it| {
            rest.iter()
                .all(|other| other.inputs.iter().any(|its| same(it, its)))
        })
        .filter(|it| it.place != Place::Path || leads_every_path(it, operations))
        .cloned()
        .collect();
    for candidate in candidates {
        for operation in &mut *operations {
            for input in &mut operation.inputs {
                if same(&candidate, input) {
                    input.global = Some(globals.len());
                }
            }
        }
        globals.push(Global {
            wire: candidate.wire,
            renamed: candidate.renamed,
            ty: candidate.ty,
            secret: candidate.secret,
            doc: candidate.doc,
        });
    }
    globals
}

fn same(a: &Input, b: &Input) -> bool {
    a.wire == b.wire
        && a.place == b.place
        && a.ty == b.ty
        && a.required == b.required
        && a.style == b.style
}

/// A path parameter concerns the whole API when every path begins with it, and the paths differ behind it.
fn leads_every_path(input: &Input, operations: &[Operation]) -> bool {
    let leads = |operation: &Operation| {
        let mut parts = operation.path.parts.iter();
        let opening = matches!(parts.next(), Some(PathPart::Literal(text)) if text == "/");
        let index = match parts.next() {
            Some(PathPart::Input(index)) => operation.inputs.get(*index),
            _ => None,
        };
        opening && index.is_some_and(|it| same(it, input))
    };
    let differ = operations
        .windows(2)
        .any(|it| matches!(it, [a, b] if a.path.template != b.path.template));
    differ && operations.iter().all(leads)
}

fn is_scalar(interpreter: &Interpreter<'_>, ty: &Type) -> bool {
    match ty {
        Type::Scalar(scalar) => *scalar != Scalar::F64,
        Type::Named(id) => match interpreter.types.get(*id).map(|it| &it.shape) {
            Some(Shape::Enumeration(_)) => true,
            Some(Shape::Alias(alias)) => matches!(alias, Type::Scalar(_)),
            _ => false,
        },
        _ => false,
    }
}
