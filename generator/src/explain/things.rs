//! Everything in a client that has a name.
//!
//! Takes: model and names of one API. Gives: [`Thing`]s. Must not: know findings or places in texts.

use super::rules;
use crate::model::{Body, Counterpart, Enumeration, Operation, Place, Shape, TypeDef};
use crate::names::{Names, OperationNames, TypeNames};
use crate::pipeline::Interpreted;
use crate::source::At;

/// Something that has a name.
#[derive(Clone, Debug)]
pub(super) struct Thing {
    /// What it is: `type`, `field`, `variant`, `operation`, `parameter`.
    pub(super) kind: &'static str,
    /// Its path in the crate, such as `batch_cep::types::Audience::name`.
    pub(super) path: String,
    /// The type of its calls, for operations.
    call: Option<String>,
    /// How the document spells it.
    pub(super) spelling: String,
    /// The document's spelling by which it can be asked for.
    key: String,
    /// Its JSON Pointer, for definitions.
    pointer: Option<String>,
    /// Where it was read.
    pub(super) at: Option<At>,
    /// Which rule shaped it.
    pub(super) rule: String,
    /// Table and key of the setting that gives it another name, and the name that was chosen so.
    pub(super) setting: Option<(&'static str, String, Option<String>)>,
}

impl Thing {
    /// Whether it is a member with this name, of whatever type or operation.
    pub(super) fn is_member_called(&self, name: &str) -> bool {
        let last = self.path.rsplit("::").next();
        self.is_member() && (self.spelling == name || last == Some(name))
    }

    fn is_member(&self) -> bool {
        matches!(self.kind, "field" | "variant" | "parameter")
    }

    /// Whether a name stands for it: as it was given, and as a path of Rust.
    pub(super) fn is_called(&self, given: &str, path: &str) -> bool {
        let is_end = || {
            let rest = self.path.strip_suffix(path);
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with("::"))
        };
        let is_call = self.call.as_deref() == Some(path.rsplit("::").next().unwrap_or(path));
        self.key == given
            || is_call
            || (self.kind == "parameter" && self.spelling == given)
            || self.pointer.as_deref() == Some(given.trim_start_matches('#'))
            || ((!self.is_member() || path.contains("::")) && is_end())
    }
}

/// Everything in one API.
pub(super) fn all(known: &Interpreted<'_>) -> Vec<Thing> {
    let module = match &known.settings.module {
        Some(module) => format!("{module}::"),
        None => String::new(),
    };
    let mut things = Vec::new();
    for ((_, definition), names) in known.model.types.iter().zip(&known.names.types) {
        definition_and_members(known, &module, definition, names, &mut things);
    }
    for (operation, names) in known.model.operations.iter().zip(&known.names.operations) {
        operation_and_inputs(known, &module, operation, names, &mut things);
        let others = operation.others.iter().zip(&names.others);
        things.extend(others.map(|(body, names)| further_call(&module, operation, body, names)));
    }
    things
}

fn definition_and_members(
    known: &Interpreted<'_>,
    module: &str,
    definition: &TypeDef,
    names: &TypeNames,
    things: &mut Vec<Thing>,
) {
    let origin = &definition.origin;
    let path = format!("{module}types::{}", bare(names.ident.as_str()));
    let spelling = origin.hint.join(".");
    let key = if origin.named {
        spelling.clone()
    } else {
        origin.pointer.clone()
    };
    things.push(Thing {
        kind: "type",
        path: path.clone(),
        call: None,
        spelling: spelling.clone(),
        key: key.clone(),
        pointer: Some(origin.pointer.clone()),
        at: Some(origin.at),
        rule: rules::definition(definition, &known.names),
        setting: Some(("types", key, origin.renamed.clone())),
    });
    // What is sent has the fields of what is received, under the same names.
    let owner = match (definition.counterpart, origin.hint.split_last()) {
        (Some(Counterpart::Received(_)), Some((_, owner))) => owner.join("."),
        _ => spelling,
    };
    let members = members(&definition.shape, &owner, &known.names);
    for (member, ident) in members.into_iter().zip(&names.members) {
        things.push(Thing {
            path: format!("{path}::{}", bare(ident.as_str())),
            ..member
        });
    }
}

/// Fields, variants or values, without their paths.
fn members(shape: &Shape, owner: &str, names: &Names) -> Vec<Thing> {
    let member = |kind, wire: &str, at, rule: String, setting| Thing {
        kind,
        path: String::new(),
        call: None,
        key: format!("{owner}.{wire}"),
        spelling: wire.to_owned(),
        pointer: None,
        at,
        rule,
        setting,
    };
    match shape {
        Shape::Record(record) => (record.fields.iter())
            .map(|it| {
                let key = format!("{owner}.{}", it.wire);
                let setting = Some(("fields", key, it.renamed.clone()));
                member(
                    "field",
                    &it.wire,
                    Some(it.at),
                    rules::field(it, names),
                    setting,
                )
            })
            .collect(),
        Shape::Union(union) => (union.variants.iter())
            .map(|it| {
                let rule = rules::ty(&it.ty, names);
                member("variant", &it.hint.join("."), Some(it.at), rule, None)
            })
            .collect(),
        Shape::Enumeration(Enumeration::Text(values)) => (values.iter())
            .map(|it| member("variant", &it.wire, None, "a text".to_owned(), None))
            .collect(),
        Shape::Enumeration(Enumeration::Integer(values)) => (values.iter())
            .map(|it| {
                let wire = it.wire.to_string();
                member("variant", &wire, None, "an integer".to_owned(), None)
            })
            .collect(),
        Shape::Alias(_) => Vec::new(),
    }
}

fn operation_and_inputs(
    known: &Interpreted<'_>,
    module: &str,
    operation: &Operation,
    names: &OperationNames,
    things: &mut Vec<Thing>,
) {
    let path = method(module, names);
    things.push(Thing {
        kind: "operation",
        path: path.clone(),
        call: Some(names.call.as_str().to_owned()),
        spelling: operation.id.clone(),
        key: operation.id.clone(),
        pointer: None,
        at: Some(operation.at),
        rule: format!("`{} {}`", operation.method, operation.path.template)
            .escape_debug()
            .to_string(),
        setting: Some((
            "operations",
            operation.id.clone(),
            operation.renamed.clone(),
        )),
    });
    for (input, ident) in operation.inputs.iter().zip(&names.inputs) {
        let place = match input.place {
            Place::Path => "in the path",
            Place::Query => "in the query",
            Place::QueryString => "as the whole query",
            Place::Header => "in the header",
            Place::Cookie => "in the cookie",
        };
        let held = match input.global {
            Some(_) => ", set once on the client because every operation needs it",
            None => "",
        };
        let ty = rules::ty(&input.ty, &known.names);
        things.push(Thing {
            kind: "parameter",
            path: format!("{path}::{}", bare(ident.as_str())),
            call: None,
            spelling: input.wire.clone(),
            key: format!("{}.{}", operation.id, input.wire),
            pointer: None,
            at: Some(input.at),
            rule: format!("{ty}, sent {place}{held}"),
            setting: Some(("parameters", input.wire.clone(), input.renamed.clone())),
        });
    }
}

/// The call of an operation that sends another body.
fn further_call(module: &str, operation: &Operation, body: &Body, names: &OperationNames) -> Thing {
    let key = body.call_key(&operation.id);
    Thing {
        kind: "operation",
        path: method(module, names),
        call: Some(names.call.as_str().to_owned()),
        spelling: operation.id.clone(),
        key: key.clone(),
        pointer: None,
        at: Some(body.at),
        rule: format!(
            "`{} {}` with a body of `{}`",
            operation.method, operation.path.template, body.media_type
        )
        .escape_debug()
        .to_string(),
        setting: Some(("operations", key, body.renamed.clone())),
    }
}

fn method(module: &str, names: &OperationNames) -> String {
    format!("{module}Client::{}", bare(names.method.as_str()))
}

/// Text without `r#`.
fn bare(name: &str) -> &str {
    name.strip_prefix("r#").unwrap_or(name)
}
