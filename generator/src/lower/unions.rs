//! Unions: one variant a type, and one for what fits none of them.
//!
//! Takes: a union. Gives: its item and its JSON mapping. Must not: try branches one after the other.

mod reading;

use super::types::Scope;
use super::{Context, docs, lints, members, prose, sides};
use crate::code::{self, Known, Name, Type, UnionWire, Variant, VariantWire, Wrapper};
use crate::model::{self, Enumeration, Field, ObjectChoice, Scalar, Shape, TypeDef, TypeId, Union};
use crate::names::TypeNames;

/// The item on the page of types.
pub(super) fn page(
    context: &Context<'_>,
    id: TypeId,
    def: &TypeDef,
    names: &TypeNames,
    union: &Union,
) -> code::Union {
    let mut variants: Vec<Variant> = members(&union.variants, names)
        .map(|(index, variant, name)| {
            let ty = variant_type(context, id, index, &variant.ty, Scope::Types);
            Variant {
                doc: prose::doc(&variant.doc, || kind(context, union, index, &variant.ty)),
                lints: lints::complexity(&ty),
                name,
                ty: Some(ty),
            }
        })
        .collect();
    variants.reserve_exact(1);
    variants.push(Variant {
        doc: prose::ours(&["A kind that this version does not know, as it came."]),
        lints: Vec::new(),
        name: Name::from(&names.other),
        ty: Some(Type::Known(Known::Raw)),
    });
    code::Union {
        doc: sides::doc(context, def),
        name: Name::from(&names.ident),
        variants,
    }
}

/// Its JSON mapping.
pub(super) fn wire(
    context: &Context<'_>,
    id: TypeId,
    names: &TypeNames,
    union: &Union,
) -> UnionWire {
    let read = reading::read(context, names, union);
    let (least, most) = reading::lines(&read);
    UnionWire {
        ty: context.named(id, Scope::Outside),
        is_read: !context.facts.written_only.contains(&id),
        decode_lints: lints::lines(least, most),
        read,
        variants: variants(context, names, union),
    }
}

/// Whether a variant holds a box.
fn is_boxed(context: &Context<'_>, id: TypeId, index: usize, ty: &model::Type) -> bool {
    context.facts.boxed.contains(&(id, index)) || context.sizes.is_large(ty)
}

/// The type that a variant holds, as the compiler compares it.
pub(super) fn compared(context: &Context<'_>, id: TypeId, index: usize, ty: &model::Type) -> Type {
    let opened = opened(context, ty, 0);
    if is_boxed(context, id, index, ty) {
        opened.within(Wrapper::Box)
    } else {
        opened
    }
}

/// The type that a variant holds.
fn variant_type(
    context: &Context<'_>,
    id: TypeId,
    index: usize,
    ty: &model::Type,
    scope: Scope,
) -> Type {
    let bare = context.ty(ty, scope);
    if is_boxed(context, id, index, ty) {
        bare.within(Wrapper::Box)
    } else {
        bare
    }
}

/// What is said of a variant without prose: how it is told apart.
fn kind(context: &Context<'_>, union: &Union, index: usize, ty: &model::Type) -> String {
    if let ObjectChoice::Tag {
        property, cases, ..
    } = &union.choice.object
        && let own = cases
            .iter()
            .filter(|(_, it)| *it == ObjectChoice::Only(index))
        && let values = own.map(|(value, _)| prose::code_span(value))
        && let values = values.collect::<Vec<_>>()
        && !values.is_empty()
    {
        let values = match values.split_last() {
            Some((last, others)) if !others.is_empty() => {
                format!("{} or {last}", others.join(", "))
            }
            _ => values.concat(),
        };
        return format!("{} is {values}.", prose::code_span(property));
    }
    if let model::Type::Named(id) = context.resolved(ty)
        && let Some(text) = context
            .api
            .types
            .get(*id)
            .and_then(|it| it.doc.text.as_deref())
        && let said = docs::sentence(text)
        && !said.is_empty()
    {
        return said;
    }
    match context.resolved(ty) {
        model::Type::Named(id) => match context.api.types.get(*id).map(|it| &it.shape) {
            Some(Shape::Record(_)) => "An object.",
            Some(Shape::Enumeration(_)) => "One of several values.",
            _ => "One of several types.",
        },
        model::Type::List(_) => "A list.",
        model::Type::Tuple(_) => "A list of a fixed length.",
        model::Type::Map(_) => "An object with any keys.",
        model::Type::Nullable(_) => "A value, or `null`.",
        model::Type::Json => "Any JSON.",
        model::Type::Scalar(scalar) => match scalar {
            Scalar::Text => "Text.",
            Scalar::Formatted(_) => "Text of one format.",
            Scalar::Secret => "Text that is not printed.",
            Scalar::File => "A file.",
            Scalar::Boolean => "True or false.",
            Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64 => "An integer.",
            Scalar::F64 => "A number.",
        },
    }
    .to_owned()
}

/// Variants, each made from the type that it alone holds.
fn variants(context: &Context<'_>, names: &TypeNames, union: &Union) -> Vec<VariantWire> {
    let own = Type::Generated(Some("types"), Name::from(&names.ident));
    let opened: Vec<Type> = union
        .variants
        .iter()
        .map(|it| opened(context, &it.ty, 0))
        .collect();
    let is_sole = |ty: &Type| *ty != own && opened.iter().filter(|it| *it == ty).count() == 1;
    let unknown = VariantWire {
        name: Name::from(&names.other),
        tag: None,
        from: None,
    };
    members(&union.variants, names)
        .zip(&opened)
        .map(|((index, variant, name), opened)| VariantWire {
            name,
            tag: tag_of(context, &union.choice.object, (index, &variant.ty)),
            from: is_sole(opened)
                .then(|| context.ty(&variant.ty, Scope::Outside))
                // A macro names it, where nothing is expected of Clippy.
                .filter(|ty| lints::keys_only([ty]).is_empty()),
        })
        .chain([unknown])
        .collect()
}

/// The property that writing adds where the value lacks it: the branch has no field for it, or one that may be left out.
fn tag_of(
    context: &Context<'_>,
    choice: &ObjectChoice,
    (index, ty): (usize, &model::Type),
) -> Option<(String, String)> {
    let ObjectChoice::Tag {
        property,
        cases,
        absent,
        ..
    } = choice
    else {
        return None;
    };
    let mut values = cases.iter().filter(|(_, it)| it.leads_to(index));
    let (value, _) = values.next()?;
    let tag = Some((property.clone(), value.clone()));
    let field = field_of(context, ty, property);
    if absent.leads_to(index) && (field.is_some() || !reads_over(context, ty)) {
        return None;
    }
    let Some(field) = field else {
        return tag;
    };
    let is_text = match context.resolved(&field.ty) {
        model::Type::Scalar(scalar) => *scalar == Scalar::Text,
        model::Type::Named(id) => matches!(
            context.api.types.get(*id).map(|it| &it.shape),
            Some(Shape::Enumeration(Enumeration::Text(_)))
        ),
        _ => false,
    };
    tag.filter(|_| is_text && !field.required && values.next().is_none())
}

/// Whether a type is a record that keeps no key but its own.
fn reads_over(context: &Context<'_>, ty: &model::Type) -> bool {
    let model::Type::Named(id) = context.resolved(ty) else {
        return false;
    };
    let shape = context.api.types.get(*id).map(|it| &it.shape);
    matches!(shape, Some(Shape::Record(record)) if record.rest.is_none())
}

/// The field of a record that has this name in JSON.
fn field_of<'c>(context: &'c Context<'_>, ty: &'c model::Type, wire: &str) -> Option<&'c Field> {
    let model::Type::Named(id) = context.resolved(ty) else {
        return None;
    };
    let Shape::Record(record) = &context.api.types.get(*id)?.shape else {
        return None;
    };
    record.fields.iter().find(|it| it.wire == wire)
}

/// The type with all aliases opened, at every depth: what the compiler compares.
fn opened(context: &Context<'_>, ty: &model::Type, depth: usize) -> Type {
    if depth > 32 {
        return context.ty(ty, Scope::Outside);
    }
    match context.resolved(ty) {
        model::Type::List(inner) => opened(context, inner, depth + 1).within(Wrapper::Vec),
        model::Type::Tuple(items) => {
            let items = items.iter().map(|it| opened(context, it, depth + 1));
            Type::Tuple(items.collect())
        }
        model::Type::Map(inner) => opened(context, inner, depth + 1).within(Wrapper::Map),
        model::Type::Nullable(inner) => {
            let inner = context.without_null(inner).0;
            opened(context, inner, depth + 1).within(Wrapper::Option)
        }
        other => context.ty(other, Scope::Outside),
    }
}
