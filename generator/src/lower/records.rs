//! Records: fields, constructors, setters, and the JSON mapping.
//!
//! Takes: a record. Gives: its item and its JSON mapping. Must not: know who sends it, except through facts.

use super::types::{Scope, Slot};
use super::{Context, lints, locals, prose, sides};
use crate::code::{
    self, Argument, Constructor, FieldWire, Init, Lint, Name, Presence, RecordWire, Setter,
};
use crate::model::{Access, Field, Record, TypeDef, TypeId};
use crate::names::TypeNames;

/// The item on the page of types.
pub(super) fn page(
    context: &Context<'_>,
    id: TypeId,
    def: &TypeDef,
    names: &TypeNames,
    record: &Record,
) -> code::Record {
    let slots = slots(context, id, names, record, Scope::Types);
    let mut fields: Vec<code::Field> = slots
        .iter()
        .map(|(field, name, slot)| code::Field {
            doc: field_doc(context, id, field),
            lints: lints::complexity(&slot.ty),
            name: name.clone(),
            ty: slot.ty.clone(),
        })
        .collect();
    let rest = record.rest.as_ref().map(|ty| {
        let ty = context.map(ty, Scope::Types);
        code::Field {
            doc: prose::ours(&["Keys that are not fields."]),
            lints: lints::complexity(&ty),
            name: Name::from(&names.other),
            ty,
        }
    });
    fields.extend(rest.clone());
    let default = context.facts.defaultable.contains(&id);
    let sent = context.facts.sent.contains(&id);
    let setters = slots
        .iter()
        .filter(|(_, name, slot)| {
            // These two names would hide how a value is made.
            is_settable(slot) && !matches!(name.bare(), "new" | "default")
        })
        .map(|(_, name, slot)| setter(name, slot))
        .chain(rest.as_ref().map(rest_setter));
    code::Record {
        doc: sides::doc(context, def),
        lints: lints::fields(fields.iter().map(|it| &it.ty)),
        default,
        name: Name::from(&names.ident),
        setters: if sent { setters.collect() } else { Vec::new() },
        constructor: (sent && !default).then(|| constructor(names, &slots, rest.as_ref())),
        fields,
    }
}

/// Its JSON mapping.
pub(super) fn wire(
    context: &Context<'_>,
    id: TypeId,
    names: &TypeNames,
    record: &Record,
) -> RecordWire {
    let slots = slots(context, id, names, record, Scope::Outside);
    let fields = slots.into_iter().map(|(field, name, slot)| FieldWire {
        name,
        wire: field.wire.clone(),
        presence: slot.presence,
    });
    RecordWire {
        ty: context.named(id, Scope::Outside),
        is_read: !context.facts.written_only.contains(&id),
        fields: fields.collect(),
        rest: record.rest.is_some().then(|| Name::from(&names.other)),
        passed_over: record.passed_over.clone(),
    }
}

/// Fields with their names and slots.
pub(super) fn slots<'r>(
    context: &Context<'_>,
    id: TypeId,
    names: &TypeNames,
    record: &'r Record,
    scope: Scope,
) -> Vec<(&'r Field, Name, Slot)> {
    record
        .fields
        .iter()
        .zip(&names.members)
        .zip(0..)
        .map(|((field, name), index)| {
            let slot = Slot::of_field(context, id, index, field, scope);
            (field, Name::from(name), slot)
        })
        .collect()
}

/// Whether a caller may set a field that was left out at first.
pub(super) fn is_settable(slot: &Slot) -> bool {
    slot.presence != Presence::Required
}

/// The documentation of a field.
pub(super) fn field_doc(context: &Context<'_>, id: TypeId, field: &Field) -> code::Doc {
    let place = if context.facts.forms.contains(&id) {
        "form"
    } else {
        "JSON"
    };
    let code::Doc(mut lines) = prose::doc(&field.doc, || {
        format!("{} in the {place}.", prose::code_span(&field.wire))
    });
    let writer = match field.access {
        Access::Both => None,
        Access::Server => Some("Only the server writes it."),
        Access::Client => Some("Only the client writes it."),
    };
    if let Some(line) = writer {
        lines.extend([String::new(), line.to_owned()]);
    }
    code::Doc(lines)
}

fn constructor(
    names: &TypeNames,
    slots: &[(&Field, Name, Slot)],
    rest: Option<&code::Field>,
) -> Constructor {
    let required: Vec<(&Name, &Slot)> = slots
        .iter()
        .filter(|(_, _, slot)| slot.is_argument())
        .map(|(_, name, slot)| (name, slot))
        .collect();
    let locals = locals::locals(required.iter().map(|(name, _)| *name));
    let arguments = required
        .iter()
        .zip(&locals)
        .map(|((_, slot), local)| slot.argument(local))
        .collect::<Vec<_>>();
    let mut locals = locals.iter();
    let fields = slots.iter().filter_map(|(_, name, slot)| {
        let init = if slot.is_argument() {
            Init::Passed(slot.passed(locals.next()?))
        } else {
            slot.init()
        };
        Some((name.clone(), init))
    });
    let fields: Vec<(Name, Init)> = fields
        .chain(rest.map(|it| (it.name.clone(), Init::Empty)))
        .collect();
    let left_out = |it: &(Name, Init)| matches!(it.1, Init::None | Init::Absent | Init::Empty);
    let ident = names.ident.as_str();
    Constructor {
        doc: code::Doc(vec![if fields.iter().any(left_out) {
            format!("A new `{ident}` with what it needs; everything else is left out.")
        } else {
            format!("A new `{ident}`.")
        }]),
        lints: constructor_lints(&arguments, fields.len()),
        is_default: arguments.is_empty(),
        arguments,
        fields,
    }
}

fn constructor_lints(arguments: &[Argument], fields: usize) -> Vec<Lint> {
    let mut found = lints::arguments(arguments, false);
    found.extend(lints::lines(fields + 2, fields + 3 * arguments.len() + 2));
    found
}

fn setter(name: &Name, slot: &Slot) -> Setter {
    Setter {
        doc: code::Doc(vec![format!("Sets `{}`.", name.bare())]),
        lints: lints::setter(name, &slot.argument(name)),
        must_use: true,
        name: name.clone(),
        argument: slot.argument(name),
        target: vec![name.clone()],
        value: slot.passed(name),
    }
}

fn rest_setter(field: &code::Field) -> Setter {
    let name = &field.name;
    setter(name, &Slot::of_call(field.ty.clone(), false, true))
}
