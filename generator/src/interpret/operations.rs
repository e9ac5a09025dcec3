//! Operations: parameters, body, outcome, repeatability, and the group that each belongs to.
//!
//! Takes: `spec::Operation`s. Gives: `model::Operation`s; one that cannot be called is left out, and reported.
//! Must not: make names.

use super::renames::{self, Table, called};
use super::{Interpreter, auth, bodies, docs, parameters, paths, responses, servers, written};
use crate::diagnostics::Code;
use crate::model::{Doc, Group, Input, Operation, Place, Repeat, Scalar, Scheme, Type};
use crate::source::At;
use crate::spec;

/// All operations that can be called, and their groups in order of first use.
pub(super) fn operations(
    interpreter: &mut Interpreter<'_>,
    schemes: &[Scheme],
) -> (Vec<Group>, Vec<Operation>) {
    let spec = interpreter.spec;
    let mut groups: Vec<Group> = Vec::new();
    let mut operations = Vec::with_capacity(spec.operations.len());
    for operation in &spec.operations {
        let tag = operation.tags.first().map_or("", String::as_str);
        let group = groups.iter().position(|it| it.name == tag);
        if let Ok(found) = self::operation(
            interpreter,
            operation,
            group.unwrap_or(groups.len()),
            schemes,
        ) {
            if group.is_none() {
                groups.push(self::group(spec, tag, operation.at));
            }
            operations.push(found);
        }
    }
    (groups, operations)
}

fn group(spec: &spec::Api, name: &str, used: At) -> Group {
    let declared = spec.tags.iter().find(|it| it.read.name == name);
    let tag = declared.map(|it| &it.read);
    Group {
        at: declared.map_or(used, |it| it.at),
        name: name.to_owned(),
        doc: Doc {
            title: tag.and_then(|it| renames::text(&it.extensions, "x-summary")),
            ..docs::text(tag.and_then(|it| it.description.as_deref()))
        },
    }
}

fn operation(
    interpreter: &mut Interpreter<'_>,
    operation: &spec::Operation,
    group: usize,
    schemes: &[Scheme],
) -> Result<Operation, ()> {
    if operation.unreadable {
        interpreter.note(
            Code::OperationLeftOut,
            operation.at,
            "a parameter or the body of this operation cannot be read; the operation is left out",
            "correct that part, or correct it with an overlay",
        );
        return Err(());
    }
    let id = id(interpreter, operation);
    let renamed = interpreter.renaming.get(Table::Operations, &id);
    let called = called(&operation.extensions);
    let name = renamed.as_ref().or(called.as_ref()).unwrap_or(&id);
    let hint = vec![name.clone()];
    let mut inputs = parameters::inputs(interpreter, operation, &hint);
    written::beside_the_whole(interpreter, &operation.parameters);
    let path = paths::path(interpreter, operation, &mut inputs)?;
    let named = bodies::named_by_header(interpreter, operation);
    let body = named.as_ref().or(operation.body.as_ref());
    let mut bodies = body.map_or_else(Vec::new, |it| bodies::bodies(interpreter, it, &id, &hint));
    let others = bodies.split_off(bodies.len().min(1));
    let security = auth::requirements(
        interpreter,
        operation.security.as_ref(),
        operation.at,
        schemes,
    );
    let repeat = repeat(operation, &mut inputs);
    let outcome = responses::outcome(interpreter, &operation.method, &operation.responses, &hint);
    Ok(Operation {
        at: operation.at,
        id,
        renamed,
        called,
        group,
        method: operation.method.clone(),
        path,
        doc: Doc {
            title: operation.summary.clone(),
            text: operation.description.clone(),
            facts: docs::deprecation(&operation.extensions),
            deprecated: operation.deprecated,
        },
        provenance: renames::text(&operation.extensions, "x-provenance"),
        inputs,
        body: bodies.pop(),
        others,
        outcome,
        paging: None,
        polling: None,
        follows: false,
        repeat,
        security,
        server: servers::own(&operation.servers, interpreter.diagnostics),
    })
}

/// The `operationId`, or method and path.
fn id(interpreter: &mut Interpreter<'_>, operation: &spec::Operation) -> String {
    if let Some(id) = operation.id.as_ref().filter(|it| !it.trim().is_empty()) {
        return id.clone();
    }
    let made = format!(
        "{} {}",
        operation.method.to_ascii_lowercase(),
        operation.path
    );
    interpreter.note(
        Code::MissingOperationId,
        operation.at,
        format!(
            "this operation has no `operationId`; it is called after `{}`",
            made.escape_debug()
        ),
        "give it one by an overlay, or a name in `[api.rename.operations]`",
    );
    made
}

/// The headers that tell a server that a request is one that it has seen before (draft-ietf-httpapi-idempotency-key-header).
const KEYS: [&str; 2] = ["idempotency-key", "x-idempotency-key"];

/// By method (RFC 9110, section 9.2, and the registry that its section 16.1 founds), unless the document knows better
/// (`x-idempotency: safe | idempotent | unsafe | never`).
fn repeat(operation: &spec::Operation, inputs: &mut [Input]) -> Repeat {
    let by_method = match operation.method.as_str() {
        "GET" | "HEAD" | "OPTIONS" | "TRACE" | "QUERY" | "PROPFIND" | "REPORT" | "SEARCH" => {
            Repeat::Safe
        }
        "PUT" | "DELETE" => Repeat::Idempotent,
        _ => Repeat::Unsafe,
    };
    let said = renames::text(&operation.extensions, "x-idempotency");
    match (said.as_deref(), by_method) {
        (Some("never"), _) => Repeat::Never,
        (Some("unsafe"), _) => Repeat::Unsafe,
        (Some("safe"), _) | (_, Repeat::Safe) => Repeat::Safe,
        (Some("idempotent"), _) => keyed(operation, inputs).unwrap_or(Repeat::Idempotent),
        _ => keyed(operation, inputs).unwrap_or(by_method),
    }
}

/// The header that makes repeating harmless need not be given: the client makes a value for each call.
fn keyed(operation: &spec::Operation, inputs: &mut [Input]) -> Option<Repeat> {
    let parameters = operation.parameters.iter();
    let marked: Vec<&str> = parameters
        .filter(|it| it.extensions.get("x-idempotency-key") == Some(&true.into()))
        .map(|it| it.name.as_str())
        .collect();
    let is_key = |it: &Input| {
        let name = it.wire.to_ascii_lowercase();
        it.place == Place::Header
            && it.ty == Type::Scalar(Scalar::Text)
            && (KEYS.contains(&name.as_str()) || marked.contains(&it.wire.as_str()))
    };
    let index = inputs.iter().position(is_key)?;
    let input = inputs.get_mut(index)?;
    input.required = false;
    input.doc.facts.push("Where it is not set, each call gets one of its own, which all of its attempts have in common.".to_owned());
    Some(Repeat::Keyed(index))
}
