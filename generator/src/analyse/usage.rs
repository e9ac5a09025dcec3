//! Usage: which definitions are sent, which are received, which are parameters.
//!
//! Takes: operations. Gives: sets of reachable definitions. Must not: judge them.

use std::collections::BTreeSet;

use super::Facts;
use crate::model::{Api, Content, Shape, Success, Type, TypeId};

/// Fills `sent`, `received` and `parameters`.
pub(super) fn mark(api: &Api, facts: &mut Facts) {
    for operation in &api.operations {
        for input in &operation.inputs {
            reach(api, &input.ty, &mut facts.parameters);
        }
        if let Some(body) = &operation.body {
            content(api, &body.content, &mut facts.sent);
        }
        match &operation.outcome.success {
            Success::Empty | Success::Redirect => {}
            Success::One { content: it, .. } => content(api, it, &mut facts.received),
            Success::Several(answers) => {
                for answer in answers.iter().filter_map(|it| it.content.as_ref()) {
                    content(api, answer, &mut facts.received);
                }
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
}

fn content(api: &Api, content: &Content, set: &mut BTreeSet<TypeId>) {
    if let Content::Json(ty) = content {
        reach(api, ty, set);
    }
}

/// Everything that a type refers to, with a list of its own instead of the call stack.
fn reach(api: &Api, ty: &Type, set: &mut BTreeSet<TypeId>) {
    let mut open: Vec<&Type> = vec![ty];
    while let Some(ty) = open.pop() {
        match ty {
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => open.push(inner),
            Type::Named(id) if set.insert(*id) => match api.types.get(*id).map(|it| &it.shape) {
                Some(Shape::Record(record)) => {
                    open.extend(record.fields.iter().map(|it| &it.ty));
                    open.extend(&record.rest);
                }
                Some(Shape::Union(union)) => open.extend(union.variants.iter().map(|it| &it.ty)),
                Some(Shape::Alias(alias)) => open.push(alias),
                Some(Shape::Enumeration(_)) | None => {}
            },
            Type::Named(_) | Type::Scalar(_) | Type::Json => {}
        }
    }
}
