//! Usage: which definitions are sent, which are received, which are parameters.
//!
//! Takes: operations. Gives: sets of reachable definitions. Must not: judge them.

use std::collections::BTreeSet;

use super::Facts;
use crate::model::{
    Api, Body, Content, Form, Framing, Operation, Payload, Scalar, Shape, Success, Type, TypeId,
};

/// Fills `sent`, `received` and `parameters`.
pub(super) fn mark(api: &Api, facts: &mut Facts) {
    for operation in &api.operations {
        for input in &operation.inputs {
            reach(api, &input.ty, &mut facts.parameters);
        }
        for ty in operation.bodies().filter_map(Body::ty) {
            reach(api, ty, &mut facts.sent);
        }
        match &operation.outcome.success {
            Success::Empty | Success::Redirect | Success::Streamed => {}
            Success::One { content: it, .. } => content(api, it, &mut facts.received),
            Success::Several(answers) => {
                for answer in answers.iter().filter_map(|it| it.content.as_ref()) {
                    content(api, answer, &mut facts.received);
                }
            }
        }
        for stream in &operation.outcome.streams {
            match &stream.framing {
                Framing::Events(Some(ty)) | Framing::Lines(ty) | Framing::Records(ty) => {
                    reach(api, ty, &mut facts.received);
                }
                Framing::Bytes | Framing::Events(None) => {}
            }
        }
        for failure in operation
            .outcome
            .failures
            .iter()
            .filter_map(|it| it.content.as_ref())
        {
            content(api, failure, &mut facts.received);
        }
    }
    for header in &api.headers {
        reach(api, &header.ty, &mut facts.received);
    }
    for global in &api.globals {
        reach(api, &global.ty, &mut facts.parameters);
    }
    // Callers make parameters as they make bodies.
    facts.sent.extend(&facts.parameters);
}

fn content(api: &Api, content: &Content, set: &mut BTreeSet<TypeId>) {
    if let Content::Json(ty) = content {
        reach(api, ty, set);
    }
}

/// Everything that a type refers to, with a list of its own instead of the call stack.
fn reach(api: &Api, ty: &Type, set: &mut BTreeSet<TypeId>) {
    let mut open = ty.definitions();
    while let Some(id) = open.pop() {
        if set.insert(id)
            && let Some(definition) = api.types.get(id)
        {
            open.extend(definition.uses().into_iter().flat_map(Type::definitions));
        }
    }
}

/// Definitions that are forms and nothing else.
pub(super) fn forms(api: &Api, facts: &Facts) -> BTreeSet<TypeId> {
    let (mut forms, mut others) = (BTreeSet::new(), facts.received.clone());
    for body in api.operations.iter().flat_map(Operation::bodies) {
        match &body.payload {
            Payload::Pairs(Form { ty, .. }) | Payload::Parts(Form { ty, .. }) => {
                for member in ty.iter().flat_map(|it| members(api, it, &mut forms)) {
                    reach(api, member, &mut others);
                }
            }
            Payload::Content(it) => content(api, it, &mut others),
            Payload::Media(_) => {}
        }
    }
    forms.difference(&others).copied().collect()
}

/// Adds the definitions that a form is, aliases and branches looked through, and gives the types of its members.
fn members<'a>(api: &'a Api, form: &'a Type, forms: &mut BTreeSet<TypeId>) -> Vec<&'a Type> {
    let (mut open, mut members) = (vec![form], Vec::new());
    while let Some(ty) = open.pop() {
        let Type::Named(id) = ty else { continue };
        if !forms.insert(*id) {
            continue;
        }
        match api.types.get(*id).map(|it| &it.shape) {
            Some(Shape::Record(it)) => members.extend(it.fields.iter().map(|it| &it.ty)),
            Some(Shape::Union(it)) => open.extend(it.variants.iter().map(|it| &it.ty)),
            Some(Shape::Alias(ty)) => open.push(ty),
            Some(Shape::Enumeration(_)) | None => {}
        }
    }
    members
}

/// Definitions that hold a file, at any depth. Grows until nothing is added: few documents have any at all.
pub(super) fn written_only(api: &Api) -> BTreeSet<TypeId> {
    let mut found = BTreeSet::new();
    loop {
        let before = found.len();
        for (id, definition) in api.types.iter() {
            let mut uses = definition.uses().into_iter();
            let is_one = uses.any(|it| holds_file(it, &found));
            if is_one {
                found.insert(id);
            }
        }
        if found.len() == before {
            return found;
        }
    }
}

fn holds_file(ty: &Type, known: &BTreeSet<TypeId>) -> bool {
    match ty {
        Type::Named(id) => known.contains(id),
        Type::Scalar(scalar) => *scalar == Scalar::File,
        other => other.parts().iter().any(|it| holds_file(it, known)),
    }
}
