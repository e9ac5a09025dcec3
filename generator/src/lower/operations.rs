//! Operations: one file a group, with a method, a constant and a call builder for each call.
//!
//! Takes: operations. Gives: files. Must not: look inside types, except at the body whose fields are arguments.

use std::borrow::Cow;

use super::types::{Scope, Slot};
use super::usage::{self, CallUsage, Wanted};
use super::{
    Context, docs, failures, file, lints, locals, paging, polling, prose, records, requests,
};
use crate::code::{
    self, Argument, Call, CallField, Doc, Init, Item, Name, Output, Presence, Setter, Type,
};
use crate::model::{self, Content, Form, Operation, Payload, Place, Shape, TypeId};
use crate::names::{self, OperationNames};

/// The files of all groups that have a call.
pub(super) fn groups(context: &Context<'_>) -> Vec<code::File> {
    let groups = context
        .api
        .groups
        .iter()
        .zip(&context.names.groups)
        .zip(0..);
    groups
        .filter_map(|((group, ident), index)| {
            let calls: Vec<Item> = context
                .operations()
                .filter(|(operation, _)| operation.group == index)
                .flat_map(|(operation, names)| calls(context, operation, names))
                .collect();
            let name = Name::from(ident);
            let mut page = file(context, name.bare(), Vec::new(), calls);
            page.head = code::Head::Doc(prose::doc(&group.doc, || about(&group.name)));
            (!page.items.is_empty()).then_some(page)
        })
        .collect()
}

fn about(group: &str) -> String {
    if group.trim().is_empty() {
        "Calls.".to_owned()
    } else {
        format!("Calls of the group {}.", prose::code_span(group))
    }
}

/// What callers give: an argument or a setter for each part of the request.
struct Given {
    arguments: Vec<Argument>,
    fields: Vec<CallField>,
    setters: Vec<Setter>,
    /// What each argument is in the document.
    wanted: Vec<Wanted>,
    /// What each setter is in the document.
    settable: Vec<Wanted>,
}

/// The call of an operation, then one for each body that it cannot send.
fn calls(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> Vec<Item> {
    by_body(operation, names)
        .map(|(operation, names)| Item::Call(Box::new(call(context, &operation, names))))
        .collect()
}

/// The operation with each of its bodies, and what the call is named.
fn by_body<'o>(
    operation: &'o Operation,
    names: &'o OperationNames,
) -> impl Iterator<Item = (Cow<'o, Operation>, &'o OperationNames)> {
    let others = operation.others.iter().zip(&names.others);
    let others = others.map(|(body, names)| {
        let operation = Operation {
            body: Some(body.clone()),
            ..operation.clone()
        };
        (Cow::Owned(operation), names)
    });
    std::iter::once((Cow::Borrowed(operation), names)).chain(others)
}

/// How the calls of an operation are used.
pub(super) fn used(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<CallUsage> {
    by_body(operation, names)
        .filter_map(|(operation, names)| {
            let flat = flattened(context, &operation);
            let given = given(context, &operation, names, flat.as_ref());
            let sends = requests::sending(context, &operation, names).sends;
            let first = sends.first()?;
            let body = operation.body.as_ref();
            Some(CallUsage {
                at: operation.at,
                method: Name::from(&names.method),
                arguments: given.wanted,
                setters: given.settable,
                body: body.map(|it| (it.at, it.media_type.clone())),
                send: first.name,
                streams: !matches!(first.output, Output::Response(_)),
            })
        })
        .collect()
}

fn call(context: &Context<'_>, operation: &Operation, names: &OperationNames) -> Call {
    let flat = flattened(context, operation);
    let given = given(context, operation, names, flat.as_ref());
    let method = Name::from(&names.method);
    let builder = Name::from(&names.call);
    let fields: Vec<&Name> = given.fields.iter().map(|it| &it.name).collect();
    let client = Name::ours("client");
    let options = Name::ours("options");
    let all: Vec<&Name> = [&client]
        .into_iter()
        .chain(fields)
        .chain([&options])
        .collect();
    let mut builder_lints = lints::private_fields(&builder, &all);
    builder_lints.extend(lints::fields(given.fields.iter().map(|it| &it.ty)));
    builder_lints.extend(lints::complex_fields(given.fields.iter().map(|it| &it.ty)));
    let mut method_lints = lints::arguments(&given.arguments, true);
    method_lints.extend(lints::lines(
        given.fields.len() + 4,
        given.fields.len() + 4 * given.arguments.len() + 6,
    ));
    let shown = format!("Client::{}", method.bare());
    let sending = requests::sending(context, operation, names);
    Call {
        doc: method_doc(operation),
        lints: method_lints,
        operation: requests::constant(context, operation, names),
        builder_doc: Doc(vec![format!("A call to [`{shown}`], ready to be sent.")]),
        builder_lints,
        parts: sending.parts,
        globals: sending.globals,
        request_lints: sending.lints,
        polling: polling::polling(context, operation, names, &sending.error),
        following: polling::following(context, operation, names, &sending.error),
        error: sending.error,
        sends: sending.sends,
        paging: paging::paging(context, operation),
        method,
        builder,
        arguments: given.arguments,
        fields: given.fields,
        setters: given.setters,
    }
}

fn method_doc(operation: &Operation) -> Doc {
    let mut blocks = prose::head(&operation.doc);
    let mut line = prose::code_span(&format!("{} {}", operation.method, operation.path.template));
    if !operation.others.is_empty()
        && let Some(body) = &operation.body
    {
        line.push_str(" with ");
        line.push_str(&prose::code_span(&body.media_type));
    }
    match &operation.provenance {
        Some(provenance) => {
            line.push_str(". ");
            line.push_str(&docs::sentence(&format!("Provenance: {provenance}")));
        }
        None => line.push('.'),
    }
    blocks.push(vec![line]);
    blocks.extend(prose::tail(&operation.doc));
    prose::join(blocks)
}

/// A body whose fields are arguments and setters of the call.
struct Flat<'a> {
    id: TypeId,
    slots: Vec<(&'a model::Field, Name, Slot)>,
}

/// The body, if its fields can stand beside the methods of every call builder.
fn flattened<'a>(context: &Context<'a>, operation: &Operation) -> Option<Flat<'a>> {
    let body = operation.body.as_ref()?;
    let Some(&model::Type::Named(id)) = body.ty() else {
        return None;
    };
    let Shape::Record(record) = &context.api.types.get(id)?.shape else {
        return None;
    };
    let names = context.type_names(id)?;
    let slots = records::slots(context, id, names, record, Scope::Outside);
    let clashes = slots
        .iter()
        .any(|(_, name, _)| names::is_of_calls(name.bare()));
    (body.flatten && body.required && !clashes).then_some(Flat { id, slots })
}

fn given(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
    flat: Option<&Flat<'_>>,
) -> Given {
    let mut given = Given {
        arguments: Vec::new(),
        fields: Vec::new(),
        setters: Vec::new(),
        wanted: Vec::new(),
        settable: Vec::new(),
    };
    let mut inputs: Vec<(&model::Input, Name)> = operation
        .inputs
        .iter()
        .zip(names.inputs.iter().map(Name::from))
        .collect();
    // Required ones by place, as people say a request: path, query, headers, cookies.
    inputs.sort_by_key(|(input, _)| (!is_argument(input), place_of(input)));
    let body_name = Name::ours("body");
    let required: Vec<&Name> = inputs
        .iter()
        .filter(|(input, _)| is_argument(input))
        .map(|(_, name)| name)
        .chain(argument_names(operation, flat, &body_name))
        .collect();
    let mut locals = locals::locals(required).into_iter();
    for (input, name) in &inputs {
        given.input(context, input, name, &mut locals);
    }
    match flat {
        Some(flat) => given.flat_body(context, flat, body_name, &mut locals),
        None => given.whole_body(context, operation, body_name, &mut locals),
    }
    given
}

fn argument_names<'n>(
    operation: &Operation,
    flat: Option<&'n Flat<'_>>,
    body: &'n Name,
) -> Vec<&'n Name> {
    match flat {
        Some(flat) => flat
            .slots
            .iter()
            .filter(|(_, _, slot)| slot.is_argument())
            .map(|(_, name, _)| name)
            .collect(),
        None if operation.body.as_ref().is_some_and(|it| it.required) => vec![body],
        None => Vec::new(),
    }
}

fn is_argument(input: &model::Input) -> bool {
    input.required && input.global.is_none()
}

fn place_of(input: &model::Input) -> Option<Place> {
    is_argument(input).then_some(input.place)
}

impl Given {
    fn input(
        &mut self,
        context: &Context<'_>,
        input: &model::Input,
        name: &Name,
        locals: &mut impl Iterator<Item = Name>,
    ) {
        let textual = context.is_textual(context.without_null(&input.ty).0);
        let ty = context.parameter(&input.ty, input.secret);
        let slot = Slot::of_call(ty, textual, is_argument(input));
        let doc = if input.global.is_some() {
            Doc(vec![format!(
                "Overrides the client's {} for this call.",
                prose::code_span(&input.wire)
            )])
        } else {
            prose::doc(&input.doc, || parameter_doc(input))
        };
        let wanted = usage::of_input(context, input, name.clone());
        self.add(name.clone(), &slot, doc, wanted, locals);
    }

    /// A field with an argument or a setter of its own.
    fn add(
        &mut self,
        name: Name,
        slot: &Slot,
        doc: Doc,
        wanted: Wanted,
        locals: &mut impl Iterator<Item = Name>,
    ) {
        let init = if slot.presence == Presence::Required {
            let local = locals.next().unwrap_or_else(|| name.clone());
            self.arguments.push(slot.argument(&local));
            self.wanted.push(wanted);
            Init::Passed(slot.passed(&local))
        } else {
            self.settable.push(wanted);
            self.setters.push(Setter {
                doc,
                lints: lints::setter(&name, &slot.argument(&name)),
                must_use: false,
                name: name.clone(),
                argument: slot.argument(&name),
                target: vec![name.clone()],
                value: slot.passed(&name),
            });
            slot.init()
        };
        self.fields.push(CallField {
            name,
            ty: slot.ty.clone(),
            init,
        });
    }

    fn flat_body(
        &mut self,
        context: &Context<'_>,
        flat: &Flat<'_>,
        body: Name,
        locals: &mut impl Iterator<Item = Name>,
    ) {
        let ty = context.named(flat.id, Scope::Outside);
        let mut passed = Vec::new();
        for (field, name, slot) in &flat.slots {
            let wanted = usage::of_field(context, field, &slot.argument(name));
            if slot.is_argument() {
                let local = locals.next().unwrap_or_else(|| name.clone());
                self.arguments.push(slot.argument(&local));
                self.wanted.push(wanted);
                passed.push(local);
            } else if records::is_settable(slot) {
                self.settable.push(wanted);
                self.setters.push(Setter {
                    doc: records::field_doc(context, flat.id, field),
                    lints: lints::setter(name, &slot.argument(name)),
                    must_use: false,
                    name: name.clone(),
                    argument: slot.argument(name),
                    target: vec![body.clone(), name.clone()],
                    value: slot.passed(name),
                });
            }
        }
        let init = if context.facts.defaultable.contains(&flat.id) {
            Init::Default(ty.clone())
        } else {
            Init::New(ty.clone(), passed)
        };
        self.fields.push(CallField {
            name: body,
            ty,
            init,
        });
    }

    fn whole_body(
        &mut self,
        context: &Context<'_>,
        operation: &Operation,
        name: Name,
        locals: &mut impl Iterator<Item = Name>,
    ) {
        let Some(body) = &operation.body else { return };
        let (ty, into) = body_type(context, &body.payload);
        let wanted = usage::of_body(context, body, &ty, name.clone());
        let slot = match requests::of_three_states(context, body) {
            Some(held) => Slot::of_nullable(context.ty(held, Scope::Outside)),
            None => Slot::of_call(ty, into, body.required),
        };
        let doc = prose::doc(&body.doc, || "Sets the body.".to_owned());
        self.add(name, &slot, doc, wanted, locals);
    }
}

fn body_type(context: &Context<'_>, body: &Payload) -> (Type, bool) {
    let typed = |ty| (context.ty(ty, Scope::Outside), context.converts(ty));
    match body {
        Payload::Content(Content::Json(ty)) => typed(ty),
        Payload::Content(Content::Text) => (Type::Known(code::Known::String), true),
        Payload::Content(Content::Bytes) => (Type::Known(code::Known::Octets), true),
        Payload::Pairs(Form { ty: Some(ty), .. }) | Payload::Parts(Form { ty: Some(ty), .. }) => {
            typed(ty)
        }
        Payload::Media(_) => (Type::Known(code::Known::Media), true),
        Payload::Pairs(_) => (Type::Known(code::Known::FormPairs), false),
        Payload::Parts(_) => (Type::Known(code::Known::FormParts), false),
    }
}

fn parameter_doc(input: &model::Input) -> String {
    let place = match input.place {
        Place::Path => "in the path",
        Place::Query => "in the query",
        Place::QueryString => "as the whole query",
        Place::Header => "in the headers",
        Place::Cookie => "in the cookies",
    };
    format!("{} {place}.", prose::code_span(&input.wire))
}

/// The arguments of a call.
pub(super) fn arguments(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Vec<Argument> {
    let flat = flattened(context, operation);
    given(context, operation, names, flat.as_ref()).arguments
}

/// What `send` gives, and the method of `Core` that gives it; `None` where an answer is never read whole.
pub(super) fn success(
    context: &Context<'_>,
    operation: &Operation,
    names: &OperationNames,
) -> Option<(&'static str, Type)> {
    let found = match &operation.outcome.success {
        model::Success::Empty => ("empty", Type::Unit),
        model::Success::Redirect => ("redirect", Type::Unit),
        model::Success::Streamed => return None,
        model::Success::One {
            content, optional, ..
        } => match content {
            Content::Json(ty) => {
                let whole = context.ty(ty, Scope::Outside);
                if *optional {
                    // A body that may be missing or `null` is one `Option`.
                    let inner = context.ty(context.without_null(ty).0, Scope::Outside);
                    ("optional_json", inner.within(code::Wrapper::Option))
                } else {
                    ("json", whole)
                }
            }
            Content::Text => ("text", Type::Known(code::Known::String)),
            Content::Bytes => ("bytes", Type::Known(code::Known::Bytes)),
        },
        model::Success::Several(_) => ("answer", failures::response_type(names)),
    };
    Some(found)
}
