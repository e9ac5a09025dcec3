//! Names of definitions, and of what is in them.
//!
//! Takes: the definitions of a model. Gives: [`TypeNames`] in their order. Must not: know of operations, except of
//! bodies that are given field by field.

use std::collections::BTreeSet;

use super::scope::{Contender, contender, hinted, settle};
use super::words::Case;
use super::{Ident, TypeNames, reserved};
use crate::diagnostics::Diagnostics;
use crate::model::{
    Api, Arena, Choosable, Counterpart, Enumeration, Field, Operation, Record, Shape, Type,
    TypeDef, TypeId, Union,
};

/// Names of all definitions: one scope for the types, and one for the members of each.
pub(super) fn assign(api: &Api, diagnostics: &mut Diagnostics) -> Vec<TypeNames> {
    let types: Vec<Contender> = api.types.iter().map(|(_, def)| definition(def)).collect();
    let idents = settle("type", &types, &BTreeSet::new(), diagnostics);
    let flat = flat_bodies(api);
    let defs = api.types.iter().zip(idents);
    defs.map(|((id, def), ident)| {
        let (members, other) = match &def.shape {
            Shape::Record(record) => fields(record, flat.contains(&id), diagnostics),
            Shape::Union(union) => variants(union, def, &api.types, diagnostics),
            Shape::Enumeration(values) => choices(values, def, diagnostics),
            Shape::Alias(_) => (Vec::new(), super::fixed("other")),
        };
        TypeNames {
            ident,
            members,
            other,
        }
    })
    .collect()
}

/// Bodies whose fields are arguments and setters of a call.
fn flat_bodies(api: &Api) -> BTreeSet<TypeId> {
    let bodies = api.operations.iter().flat_map(Operation::bodies);
    bodies
        .filter(|body| body.flatten)
        .filter_map(|body| match body.ty() {
            Some(Type::Named(id)) => Some(*id),
            _ => None,
        })
        .collect()
}

/// Only a schema that the document names has a claim, because keys of `components/schemas` are unique.
fn definition(def: &TypeDef) -> Contender {
    let origin = &def.origin;
    let place = place(&origin.pointer);
    let named = match origin.hint.as_slice() {
        [spelling] if origin.named => Some(spelling),
        _ => None,
    };
    let contender = match (named, place) {
        (Some(spelling), Place::Component("schemas", _)) => {
            contender(Case::Pascal, spelling, &origin.pointer)
        }
        (Some(spelling), Place::Component(section, key)) if spelling == key => {
            let exact = contender(Case::Pascal, spelling, &origin.pointer);
            let suffix = exact.is_exact().then(|| section_word(section)).flatten();
            exact.modest().only(suffix.as_slice())
        }
        _ => inline(def, place),
    };
    let called = origin.called.as_deref();
    let contender = contender.at(origin.at);
    let contender = if is_sent(def) {
        sent(contender.renamed(called), &origin.hint, place).last()
    } else {
        contender.called(called)
    };
    contender
        .renamed(origin.renamed.as_deref())
        .avoiding(reserved::for_type)
}

/// `AudienceStatusField` for the property `status` of `Audience`, when `AudienceStatus` is contested. Given only where
/// the name leads back to one pointer: where the property is one small word, and the parent is spelled as its type.
/// `AudienceResponse` for what the response `Audience` holds, beside a schema of that name.
fn inline(def: &TypeDef, place: Place<'_>) -> Contender {
    let hint = &def.origin.hint;
    let contender = hinted(Case::Pascal, hint, &def.origin.pointer);
    if let ([spelling], Place::Within(section, key)) = (hint.as_slice(), place)
        && spelling == key
    {
        return contender.only(section_word(section).as_slice());
    }
    let ([parent, property], Place::Property(schema, key)) = (hint.as_slice(), place) else {
        return contender;
    };
    let word = !key.is_empty() && key.bytes().all(|b| b.is_ascii_lowercase());
    if parent == schema && property == key && is_exact(parent) && word {
        contender.prefer("field")
    } else {
        contender
    }
}

/// Whether another definition is received of the same schema. That one is the schema's: this one takes no name away.
fn is_sent(def: &TypeDef) -> bool {
    matches!(def.counterpart, Some(Counterpart::Received(_)))
}

/// `PetInputSent` for what is sent of `Pet`, when the document has a `PetInput`.
fn sent(contender: Contender, hint: &[String], place: Place<'_>) -> Contender {
    match (hint, place) {
        ([spelling, _], Place::Sent(schema)) if spelling == schema && is_exact(spelling) => {
            contender.prefer("sent")
        }
        _ => contender,
    }
}

fn is_exact(spelling: &str) -> bool {
    crate::names::scope::contender(Case::Pascal, spelling, "").is_exact()
}

/// What a pointer says about a definition.
#[derive(Clone, Copy)]
enum Place<'a> {
    /// Section of the components, and key in it.
    Component(&'a str, &'a str),
    /// Section of the components that are no schemas, and key in it: the schema stands somewhere in that component.
    Within(&'a str, &'a str),
    /// Schema of the components, and its property.
    Property(&'a str, &'a str),
    /// What is sent of a schema of the components.
    Sent(&'a str),
    Elsewhere,
}

fn place(pointer: &str) -> Place<'_> {
    let pointer = pointer.strip_prefix('#').unwrap_or(pointer);
    let parts: Vec<&str> = pointer.splitn(7, '/').collect();
    match parts.as_slice() {
        ["", "components", section, key] => Place::Component(section, key),
        ["", "components", "schemas", schema, "properties", property] => {
            Place::Property(schema, property)
        }
        ["", "components", "schemas", schema, "input"] => Place::Sent(schema),
        ["", "components", section, key, ..] => Place::Within(section, key),
        _ => Place::Elsewhere,
    }
}

fn section_word(section: &str) -> Option<&'static str> {
    match section {
        "parameters" => Some("parameter"),
        "responses" => Some("response"),
        "requestBodies" => Some("body"),
        "headers" => Some("header"),
        _ => None,
    }
}

fn fields(record: &Record, flat: bool, diagnostics: &mut Diagnostics) -> (Vec<Ident>, Ident) {
    let taken = if flat {
        reserved::for_flat_field
    } else {
        reserved::for_field
    };
    let field = |field: &Field| {
        contender(Case::Snake, &field.wire, &field.wire)
            .at(field.at)
            .called(field.called.as_deref())
            .renamed(field.renamed.as_deref())
            .avoiding(taken)
    };
    let contenders: Vec<Contender> = record.fields.iter().map(field).collect();
    let names = settle("field", &contenders, &BTreeSet::new(), diagnostics);
    let other = open(
        "other",
        Case::Snake,
        &["other_keys", "further_keys"],
        &names,
    );
    (names, other)
}

fn variants(
    union: &Union,
    def: &TypeDef,
    types: &Arena<TypeDef>,
    diagnostics: &mut Diagnostics,
) -> (Vec<Ident>, Ident) {
    let variant = |variant: &crate::model::Variant| {
        let key = format!("{}/{}", variant.hint.join("/"), print(&variant.ty, types));
        let contender = match variant.hint.as_slice() {
            [spelling] => contender(Case::Pascal, spelling, key),
            hint => hinted(Case::Pascal, hint, key),
        };
        contender.at(variant.at)
    };
    let contenders: Vec<Contender> = union.variants.iter().map(variant).collect();
    arms(contenders, def, diagnostics)
}

/// What a type is, by pointers and not by numbers, which change with the order of the document.
fn print(ty: &Type, types: &Arena<TypeDef>) -> String {
    match ty {
        Type::Named(id) => match types.get(*id) {
            Some(def) => def.origin.pointer.clone(),
            None => String::new(),
        },
        Type::List(item) => format!("list of {}", print(item, types)),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|it| print(it, types)).collect();
            format!("tuple of {}", items.join(" and "))
        }
        Type::Map(value) => format!("map of {}", print(value, types)),
        Type::Nullable(inner) => format!("nullable {}", print(inner, types)),
        Type::Scalar(scalar) => format!("{scalar:?}"),
        Type::Json => "json".to_owned(),
    }
}

fn choices(
    values: &Enumeration,
    def: &TypeDef,
    diagnostics: &mut Diagnostics,
) -> (Vec<Ident>, Ident) {
    let contenders = match values {
        Enumeration::Text(values) => values.iter().map(choice).collect(),
        Enumeration::Integer(values) => values.iter().map(choice).collect(),
    };
    arms(contenders, def, diagnostics)
}

fn choice<T: ToString>(value: &Choosable<T>) -> Contender {
    let wire = value.wire.to_string();
    match &value.name {
        Some(name) => contender(Case::Pascal, name, &wire),
        None => contender(Case::Pascal, &wire, &wire),
    }
}

/// Variants, and the one that keeps what is unknown, which gives way to those of the document.
fn arms(
    contenders: Vec<Contender>,
    def: &TypeDef,
    diagnostics: &mut Diagnostics,
) -> (Vec<Ident>, Ident) {
    let arm = |contender: Contender| {
        let contender = contender.avoiding(reserved::for_variant);
        contender.or_at(def.origin.at)
    };
    let contenders: Vec<Contender> = contenders.into_iter().map(arm).collect();
    let names = settle("variant", &contenders, &BTreeSet::new(), diagnostics);
    let others = ["Unrecognised", "Unlisted"];
    let other = open("Unknown", Case::Pascal, &others, &names);
    if other.as_str() != "Unknown" {
        diagnostics.push(
            crate::diagnostics::Code::Renamed,
            def.origin.at,
            format!(
                "the variant for what is not known yet is called `{}`, because the document has an `Unknown`",
                other.as_str()
            ),
            "Nothing needs to be done, for the value on the wire stays as it is.",
        );
    }
    (names, other)
}

/// A name of ours that gives way to all names of the document.
fn open(ours: &'static str, case: Case, others: &[&'static str], names: &[Ident]) -> Ident {
    let free = |name: &&&'static str| !names.iter().any(|it| it.as_str() == **name);
    match std::iter::once(&ours).chain(others).find(|name| free(name)) {
        Some(name) => super::fixed(name),
        None => longest(ours, case, names),
    }
}

/// One letter longer than every name, so that it is none of them.
fn longest(ours: &str, case: Case, names: &[Ident]) -> Ident {
    let length = names.iter().map(|it| it.as_str().len()).max();
    let filler = match case {
        Case::Snake => "_x",
        Case::Pascal => "X",
    };
    let times = length.unwrap_or_default().saturating_sub(ours.len()) + 1;
    Ident(format!("{ours}{}", filler.repeat(times)))
}
