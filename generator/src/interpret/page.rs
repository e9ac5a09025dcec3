//! What one answer of JSON has: its fields, and those of the records in it.
//!
//! Takes: the type of an answer. Gives: fields and the way to each. Must not: look deeper than two levels.

use crate::model::{
    Arena, Content, Enumeration, Field, Operation, Scalar, Shape, Success, Type, TypeDef, TypeId,
};

/// An answer of JSON.
pub(super) struct Page<'a> {
    types: &'a Arena<TypeDef>,
    ty: &'a Type,
    fields: Vec<Found<'a>>,
}

/// A field, and the way to it.
#[derive(Clone)]
pub(super) struct Found<'a> {
    /// A record and one of its fields, each time.
    pub(super) way: Vec<(TypeId, usize)>,
    /// The same as keys.
    pub(super) keys: Vec<&'a str>,
    pub(super) field: &'a Field,
}

impl Found<'_> {
    /// The keys, for the model.
    pub(super) fn path(&self) -> Vec<String> {
        self.keys.iter().map(|it| (*it).to_owned()).collect()
    }

    /// The last key in small letters and digits alone.
    pub(super) fn word(&self) -> String {
        word(&self.field.wire)
    }
}

/// A name in small letters and digits alone: `next_page-Token` as `nextpagetoken`.
pub(super) fn word(name: &str) -> String {
    let letters = name.chars().filter(|it| it.is_alphanumeric());
    letters.flat_map(char::to_lowercase).collect()
}

impl<'a> Page<'a> {
    /// The page that an operation answers with: one kind of JSON that is always there.
    pub(super) fn of(types: &'a Arena<TypeDef>, operation: &'a Operation) -> Option<Self> {
        let Success::One {
            content: Content::Json(ty),
            optional: false,
            ..
        } = &operation.outcome.success
        else {
            return None;
        };
        let ty = bare(types, ty);
        let mut fields = Vec::new();
        for outer in fields_of(types, ty) {
            let inner = fields_of(types, bare(types, &outer.field.ty));
            let inner = inner.map(|it| Found {
                way: outer.way.iter().chain(&it.way).copied().collect(),
                keys: outer.keys.iter().chain(&it.keys).copied().collect(),
                field: it.field,
            });
            let inner: Vec<_> = inner.collect();
            fields.push(outer);
            fields.extend(inner);
        }
        Some(Self { types, ty, fields })
    }

    /// The items of its list, where it is one itself.
    pub(super) fn own_items(&self) -> Option<&'a Type> {
        match self.ty {
            Type::List(item) => Some(item),
            _ => None,
        }
    }

    /// Its fields, those of the records in it behind each.
    pub(super) fn fields(&self) -> impl Iterator<Item = &Found<'a>> {
        self.fields.iter()
    }

    /// The field at a JSON Pointer.
    pub(super) fn at(&self, pointer: &str) -> Option<&Found<'a>> {
        let keys = crate::spec::parse(pointer);
        self.fields.iter().find(|it| it.keys.iter().eq(keys.iter()))
    }

    /// The items of a field that is a list.
    pub(super) fn items(&self, found: &Found<'a>) -> Option<&'a Type> {
        match bare(self.types, &found.field.ty) {
            Type::List(item) => Some(item),
            _ => None,
        }
    }

    /// Whether a field is a text or an integer.
    pub(super) fn is_scalar(&self, found: &Found<'a>) -> bool {
        is_scalar(self.types, &found.field.ty)
    }

    /// Whether a field is a text.
    pub(super) fn is_text(&self, found: &Found<'a>) -> bool {
        matches!(
            bare(self.types, &found.field.ty),
            Type::Scalar(Scalar::Text | Scalar::Formatted(_))
        )
    }

    /// Whether a field is a text, listed or not.
    pub(super) fn is_state(&self, found: &Found<'a>) -> bool {
        let listed = match bare(self.types, &found.field.ty) {
            Type::Named(id) => self.types.get(*id).map(|it| &it.shape),
            _ => None,
        };
        let is_listed = matches!(listed, Some(Shape::Enumeration(Enumeration::Text(_))));
        is_listed || self.is_text(found)
    }

    /// Whether a field is `true` or `false`.
    pub(super) fn is_boolean(&self, found: &Found<'a>) -> bool {
        matches!(
            bare(self.types, &found.field.ty),
            Type::Scalar(Scalar::Boolean)
        )
    }

    /// Whether each item has a field of this name that is a text or an integer.
    pub(super) fn items_have(&self, item: &'a Type, key: &str) -> bool {
        fields_of(self.types, bare(self.types, item))
            .any(|it| it.field.wire == key && it.field.required && self.is_scalar(&it))
    }
}

/// Whether a type is a text or an integer, with or without `null`.
pub(super) fn is_scalar(types: &Arena<TypeDef>, ty: &Type) -> bool {
    matches!(
        bare(types, ty),
        Type::Scalar(
            Scalar::Text
                | Scalar::Formatted(_)
                | Scalar::I32
                | Scalar::I64
                | Scalar::U32
                | Scalar::U64
        )
    )
}

/// Whether a type is an integer.
pub(super) fn is_integer(types: &Arena<TypeDef>, ty: &Type) -> bool {
    matches!(
        bare(types, ty),
        Type::Scalar(Scalar::I32 | Scalar::I64 | Scalar::U32 | Scalar::U64)
    )
}

/// A type without `null`, and what an alias stands for. Aliases hold no loop, so that this ends.
fn bare<'a>(types: &'a Arena<TypeDef>, ty: &'a Type) -> &'a Type {
    match ty {
        Type::Nullable(inner) => bare(types, inner),
        Type::Named(id) => match types.get(*id).map(|it| &it.shape) {
            Some(Shape::Alias(alias)) => bare(types, alias),
            _ => ty,
        },
        _ => ty,
    }
}

fn fields_of<'a>(types: &'a Arena<TypeDef>, ty: &'a Type) -> impl Iterator<Item = Found<'a>> {
    let id = match ty {
        Type::Named(id) => Some(*id),
        _ => None,
    };
    let record = id.and_then(|it| match &types.get(it)?.shape {
        Shape::Record(record) => Some((it, record)),
        _ => None,
    });
    record.into_iter().flat_map(|(id, record)| {
        record
            .fields
            .iter()
            .enumerate()
            .map(move |(index, field)| Found {
                way: vec![(id, index)],
                keys: vec![field.wire.as_str()],
                field,
            })
    })
}
