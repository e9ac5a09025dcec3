//! Enumerations: one variant a value, and one for what is not known yet.
//!
//! Takes: an enumeration. Gives: its item and its JSON mapping. Must not: close it.

use super::types::Scope;
use super::{Context, members, prose, undescribed};
use crate::code::{self, Known, Name, Type, Values, Variant};
use crate::model::{Choosable, Doc, Enumeration, TypeDef, TypeId};
use crate::names::TypeNames;

/// The item on the page of types.
pub(super) fn page(def: &TypeDef, names: &TypeNames, it: &Enumeration) -> code::Enumeration {
    let (mut variants, unknown) = match it {
        Enumeration::Text(values) => (
            variants(values, names, |it| prose::code_span(it)),
            Known::UnknownValue,
        ),
        Enumeration::Integer(values) => (
            variants(values, names, |it| format!("`{it}`")),
            Known::UnknownInteger,
        ),
    };
    variants.reserve_exact(1);
    variants.push(Variant {
        doc: prose::ours(&["A value that this version does not know."]),
        lints: Vec::new(),
        name: Name::from(&names.other),
        ty: Some(Type::Known(unknown)),
    });
    code::Enumeration {
        doc: prose::doc(&def.doc, || undescribed(def)),
        name: Name::from(&names.ident),
        variants,
    }
}

/// Its JSON mapping.
pub(super) fn wire(
    context: &Context<'_>,
    id: TypeId,
    names: &TypeNames,
    it: &Enumeration,
) -> code::EnumerationWire {
    code::EnumerationWire {
        ty: context.named(id, Scope::Outside),
        variants: names.members.iter().map(Name::from).collect(),
        values: values(it),
        unknown: Name::from(&names.other),
    }
}

fn values(it: &Enumeration) -> Values {
    match it {
        Enumeration::Text(values) => {
            Values::Text(values.iter().map(|it| it.wire.clone()).collect())
        }
        Enumeration::Integer(values) => Values::Integer(values.iter().map(|it| it.wire).collect()),
    }
}

fn variants<T>(
    values: &[Choosable<T>],
    names: &TypeNames,
    shown: fn(&T) -> String,
) -> Vec<Variant> {
    members(values, names)
        .map(|(_, value, name)| Variant {
            doc: variant_doc(&value.doc, &shown(&value.wire)),
            lints: Vec::new(),
            name,
            ty: None,
        })
        .collect()
}

fn variant_doc(doc: &Doc, shown: &str) -> code::Doc {
    let mut blocks = prose::head(doc);
    blocks.push(vec![shown.to_owned()]);
    blocks.extend(prose::tail(doc));
    prose::join(blocks)
}
