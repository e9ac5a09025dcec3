//! Uses of types, and how values of them are handed over.
//!
//! Takes: `model::Type`. Gives: `code::Type`. Must not: look at definitions' prose.

use super::Context;
use crate::code::{Argument, Init, Known, Name, Passed, Presence, Step, Type, Wrapper};
use crate::model::{self, Constant, Enumeration, Scalar, Shape, TypeId};
use crate::settings::{Format, TextType};

/// Aliases of aliases deeper than this are taken as they are.
const MAX_ALIASES: usize = 32;

/// Where a type is named.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Scope {
    /// In `types.rs`.
    Types,
    /// In any other file.
    Outside,
}

impl Context<'_> {
    /// A use of a type.
    pub(super) fn ty(&self, ty: &model::Type, scope: Scope) -> Type {
        match ty {
            model::Type::Named(id) => match self.resolved(ty) {
                // Clippy looks through an alias, and so does what knows its lints.
                model::Type::Map(inner) if self.sizes.is_nothing(inner) => self.map(inner, scope),
                _ => self.named(*id, scope),
            },
            model::Type::List(inner) => self.ty(inner, scope).within(Wrapper::Vec),
            model::Type::Tuple(items) => {
                Type::Tuple(items.iter().map(|it| self.ty(it, scope)).collect())
            }
            model::Type::Map(inner) => self.map(inner, scope),
            model::Type::Nullable(inner) => {
                // `null` or `null` is `null`.
                let inner = self.without_null(inner).0;
                self.ty(inner, scope).within(Wrapper::Option)
            }
            model::Type::Scalar(Scalar::Formatted(index)) => self
                .text_type(*index)
                .map_or(Type::Known(Known::String), |it| {
                    Type::Foreign(it.path.clone())
                }),
            model::Type::Scalar(scalar) => Type::Known(match scalar {
                Scalar::Text | Scalar::Formatted(_) => Known::String,
                Scalar::Secret => Known::Secret,
                Scalar::File => Known::Part,
                Scalar::Boolean => Known::Bool,
                Scalar::I32 => Known::I32,
                Scalar::I64 => Known::I64,
                Scalar::U32 => Known::U32,
                Scalar::U64 => Known::U64,
                Scalar::F64 => Known::F64,
            }),
            model::Type::Json => Type::Known(Known::Raw),
        }
    }

    /// A map with values of a type.
    pub(super) fn map(&self, value: &model::Type, scope: Scope) -> Type {
        self.ty(value, scope)
            .within(if self.sizes.is_nothing(value) {
                Wrapper::Keys
            } else {
                Wrapper::Map
            })
    }

    /// The type that the maintainer gives a format.
    pub(super) fn text_type(&self, index: u16) -> Option<&'_ TextType> {
        let format = self.api.formats.get(usize::from(index))?;
        match self.settings.formats.get(format)? {
            Format::Type(it) => Some(it),
            Format::Scalar(_) => None,
        }
    }

    /// A definition by its name.
    pub(super) fn named(&self, id: TypeId, scope: Scope) -> Type {
        let module = match scope {
            Scope::Types => None,
            Scope::Outside => Some("types"),
        };
        self.type_names(id)
            .map_or(Type::Known(Known::Raw), |names| {
                Type::Generated(module, Name::from(&names.ident))
            })
    }

    /// The type without `null`, and whether `null` was allowed; an alias of a nullable type is opened.
    pub(super) fn without_null<'t>(&'t self, ty: &'t model::Type) -> (&'t model::Type, bool) {
        let mut open = ty;
        for _ in 0..MAX_ALIASES {
            match open {
                model::Type::Nullable(inner) => return (self.without_null(inner).0, true),
                model::Type::Named(id) => match self.api.types.get(*id).map(|it| &it.shape) {
                    Some(Shape::Alias(target)) => open = target,
                    _ => break,
                },
                _ => break,
            }
        }
        (ty, false)
    }

    /// The type that an alias stands for in the end.
    pub(super) fn resolved<'t>(&'t self, ty: &'t model::Type) -> &'t model::Type {
        let mut open = ty;
        for _ in 0..MAX_ALIASES {
            let model::Type::Named(id) = open else { break };
            let Some(Shape::Alias(target)) = self.api.types.get(*id).map(|it| &it.shape) else {
                break;
            };
            open = target;
        }
        open
    }

    /// Whether callers write this type as a text literal.
    pub(super) fn is_textual(&self, ty: &model::Type) -> bool {
        matches!(
            self.resolved(ty),
            model::Type::Scalar(Scalar::Text | Scalar::Secret)
        )
    }

    /// Whether callers give whatever converts into this type.
    pub(super) fn converts(&self, ty: &model::Type) -> bool {
        self.is_textual(ty) || *self.resolved(ty) == model::Type::Scalar(Scalar::File)
    }

    /// The only value that a field may have.
    fn constant(&self, field: &model::Field, stored: &Type) -> Option<Init> {
        match &field.always {
            Some(Constant::Boolean(value)) => return Some(Init::Always(*value)),
            Some(Constant::Text(value))
                if *self.resolved(&field.ty) == model::Type::Scalar(Scalar::Text) =>
            {
                return Some(Init::Text(value.clone()));
            }
            _ => {}
        }
        let model::Type::Named(id) = self.resolved(&field.ty) else {
            return None;
        };
        let Shape::Enumeration(values) = &self.api.types.get(*id)?.shape else {
            return None;
        };
        let names = self.type_names(*id)?.members.as_slice();
        let name = match (names, &field.always, values) {
            ([only], ..) => only,
            (_, Some(Constant::Text(value)), Enumeration::Text(values)) => {
                let mut known = values.iter().zip(names);
                known.find(|(it, _)| it.wire == *value)?.1
            }
            _ => return None,
        };
        Some(Init::Variant(stored.clone(), Name::from(name)))
    }

    /// The type of a parameter: `null` cannot be sent, and what is secret must not be printed.
    pub(super) fn parameter(&self, ty: &model::Type, secret: bool) -> Type {
        let (ty, _) = self.without_null(ty);
        if secret && self.is_textual(ty) {
            Type::Known(Known::Secret)
        } else {
            self.ty(ty, Scope::Outside)
        }
    }
}

/// A field: its type, and how a value gets into it.
#[derive(Clone, Debug)]
pub(super) struct Slot {
    /// The type of the field.
    pub(super) ty: Type,
    /// Whether it must be there.
    pub(super) presence: Presence,
    /// The type of an argument for it.
    argument: Type,
    /// Whether an argument may be anything that converts.
    into: bool,
    /// The way from the argument into the field.
    steps: Vec<Step>,
    /// The only value that it may have.
    only: Option<Init>,
}

impl Slot {
    /// The slot of a field of a record.
    pub(super) fn of_field(
        context: &Context<'_>,
        id: TypeId,
        index: usize,
        field: &model::Field,
        scope: Scope,
    ) -> Self {
        let boxed = context.facts.boxed.contains(&(id, index));
        let (ty, nullable) = context.without_null(&field.ty);
        let converts = context.converts(ty);
        let bare = context.ty(ty, scope);
        let stored = if boxed {
            bare.clone().within(Wrapper::Box)
        } else {
            bare.clone()
        };
        let mut steps = Vec::new();
        if converts {
            steps.push(Step::Into);
        }
        if boxed {
            steps.push(Step::Box);
        }
        let (presence, ty, argument, into, steps) = match (field.required, nullable) {
            (true, false) => (Presence::Required, stored, bare, converts, steps),
            (true, true) => {
                let ty = stored.within(Wrapper::Option);
                (Presence::Required, ty.clone(), ty, false, Vec::new())
            }
            (false, false) => {
                steps.push(Step::Some);
                let ty = stored.within(Wrapper::Option);
                (Presence::Optional, ty, bare, converts, steps)
            }
            (false, true) => {
                let ty = stored.within(Wrapper::Field);
                (Presence::Nullable, ty.clone(), ty, true, vec![Step::Into])
            }
        };
        let only = context.constant(field, &ty);
        let is_plain = presence == Presence::Required && !nullable && !boxed;
        Self {
            ty,
            presence,
            argument,
            into,
            steps,
            only: only.filter(|_| is_plain),
        }
    }

    /// Whether callers must give it: it must be there, and may have more than one value.
    pub(super) fn is_argument(&self) -> bool {
        self.presence == Presence::Required && self.only.is_none()
    }

    /// What is in it where nothing is given.
    pub(super) fn init(&self) -> Init {
        match (self.presence, &self.only) {
            (_, Some(only)) => only.clone(),
            (Presence::Nullable, None) => Init::Absent,
            (Presence::Required | Presence::Optional, None) => Init::None,
        }
    }

    /// The slot of a parameter or a body of a call.
    pub(super) fn of_call(ty: Type, into: bool, required: bool) -> Self {
        let mut steps = Vec::new();
        if into {
            steps.push(Step::Into);
        }
        let stored = if required {
            ty.clone()
        } else {
            steps.push(Step::Some);
            ty.clone().within(Wrapper::Option)
        };
        Self {
            ty: stored,
            presence: if required {
                Presence::Required
            } else {
                Presence::Optional
            },
            argument: ty,
            into,
            steps,
            only: None,
        }
    }

    /// The slot of a body of a call that may be left out or be `null`.
    pub(super) fn of_nullable(ty: Type) -> Self {
        let ty = ty.within(Wrapper::Field);
        Self {
            ty: ty.clone(),
            presence: Presence::Nullable,
            argument: ty,
            into: true,
            steps: vec![Step::Into],
            only: None,
        }
    }

    /// An argument for it.
    pub(super) fn argument(&self, name: &Name) -> Argument {
        Argument {
            name: name.clone(),
            ty: self.argument.clone(),
            into: self.into,
        }
    }

    /// The value that the argument becomes.
    pub(super) fn passed(&self, name: &Name) -> Passed {
        Passed {
            name: name.clone(),
            steps: self.steps.clone(),
        }
    }
}
