//! Enumerations: one variant a value, and one for what is not known yet.
//!
//! Takes: an enumeration. Gives: its item and its JSON mapping. Must not: close it.

use super::types::Scope;
use super::{Context, lints, members, prose, undescribed};
use crate::code::{self, Known, Name, Type, Values, Variant};
use crate::model::{Choosable, Doc, Enumeration, TypeDef, TypeId};
use crate::names::TypeNames;

/// The item on the page of types.
pub(super) fn page(def: &TypeDef, names: &TypeNames, it: &Enumeration) -> code::Enumeration {
    let values = values(it);
    let variants = match it {
        Enumeration::Text(values) => variants(values, names, |it| prose::code_span(it)),
        Enumeration::Integer(values) => variants(values, names, |it| format!("`{it}`")),
    };
    code::Enumeration {
        doc: prose::doc(&def.doc, || undescribed(def)),
        name: Name::from(&names.ident),
        lints: match_lints(names, &values),
        variants,
        unknown: Variant {
            doc: prose::ours(&["A value that this version does not know."]),
            lints: Vec::new(),
            name: Name::from(&names.other),
            ty: Some(Type::Known(match values {
                Values::Text(_) => Known::UnknownValue,
                Values::Integer(_) => Known::UnknownInteger,
            })),
        },
        values,
    }
}

/// Its JSON mapping.
pub(super) fn wire(
    context: &Context<'_>,
    id: TypeId,
    names: &TypeNames,
    it: &Enumeration,
) -> code::EnumerationWire {
    let values = values(it);
    let variants: Vec<Name> = names.members.iter().map(Name::from).collect();
    code::EnumerationWire {
        ty: context.named(id, Scope::Outside),
        lints: match_lints(names, &values),
        variants,
        values,
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

/// A `match` with one arm a value.
fn match_lints(names: &TypeNames, values: &Values) -> Vec<code::Lint> {
    let names = names.members.iter().map(|it| it.as_str().len());
    let most: usize = match values {
        Values::Text(texts) => names
            .zip(texts)
            .map(|(name, text)| lints::wrapped(name + text.escape_default().count(), 50))
            .sum(),
        Values::Integer(_) => names.map(|it| lints::wrapped(it, 40)).sum(),
    };
    let arms = match values {
        Values::Text(texts) => texts.len(),
        Values::Integer(integers) => integers.len(),
    };
    lints::lines(arms + 3, most + 3)
}
