//! Enumerations: of texts, of integers, or of both. Every one is open: a server may know more values.
//!
//! Takes: a view. Gives: an [`Enumeration`]. Must not: name variants.

use std::collections::BTreeSet;

use serde_json::Value;

use super::schemas::{Found, extended};
use super::views::{Said, View};
use super::{Interpreter, numbers, scalars};
use crate::diagnostics::Code;
use crate::model::{
    Choice, Choosable, Doc, Enumeration, Origin, Rules, Scalar, Shape, Type, TypeDef, Union,
    Variant,
};

/// The most values that become variants. The longest list in a published document that we know has under 3000, and a compiler takes
/// minutes for a type of many more.
const MOST_VALUES: usize = 10_000;

/// The enumeration that a schema describes, if it lists values.
pub(super) fn enumeration(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    hint: &[String],
) -> Option<Found> {
    let values: Vec<&Value> = view.enumeration.iter().filter(|it| !it.is_null()).collect();
    if values.is_empty() {
        return None;
    }
    if values.len() > MOST_VALUES {
        let scalar = scalars::scalar(interpreter, view);
        interpreter.note(
            Code::KeywordNotEnforced,
            view.at,
            format!(
                "there are {} values, too many for a type: any value is accepted",
                values.len()
            ),
            "nothing is to be done; the server still checks the value",
        );
        return Some(Found::Use(scalar.map_or(Type::Json, Type::Scalar)));
    }
    if let Some(texts) = all(&values, |it| it.as_str().map(str::to_owned)) {
        let values = choosable(view, texts, String::clone);
        return Some(found(Enumeration::Text(values)));
    }
    let is_integer = view.kind.as_deref() == Some("integer");
    let integer = |it: &Value| {
        it.as_i64()
            .or_else(|| numbers::whole(it).filter(|_| is_integer))
    };
    if let Some(numbers) = all(&values, integer) {
        let values = choosable(view, numbers, i64::to_string);
        return Some(found(Enumeration::Integer(values)));
    }
    if matches!(view.kind.as_deref(), Some("object" | "array")) {
        interpreter.note(
            Code::KeywordNotEnforced,
            view.at,
            "the listed values are objects or lists; they are kept as documentation and not enforced",
            "values that are not listed are accepted; the server still checks them",
        );
        return None;
    }
    if view.kind.is_some() || values.iter().all(|it| it.is_number()) {
        return Some(typed(interpreter, view, &values, hint));
    }
    if values.iter().all(|it| it.is_boolean()) {
        return Some(Found::Use(Type::Scalar(Scalar::Boolean)));
    }
    Some(mixed(interpreter, view, hint))
}

/// Values of a type that is said. Where some are of another one, the document contradicts itself, and all of them are values; numbers and
/// booleans are not told apart.
fn typed(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    values: &[&Value],
    hint: &[String],
) -> Found {
    let fits = |it: &&Value| match view.kind.as_deref() {
        Some("string" | "file") => it.is_string(),
        Some("integer") => numbers::is_whole(it),
        Some("boolean") => it.is_boolean(),
        Some("number") | None => it.is_number(),
        Some(_) => true,
    };
    if !values.iter().all(fits) {
        interpreter.note(
            Code::MixedEnumeration,
            view.at,
            "some of the listed values are not of the type of the schema; a value is of one of these types",
            "correct the values or the type by an overlay",
        );
        return mixed(interpreter, view, hint);
    }
    if view.kind.as_deref() == Some("integer") {
        return Found::Use(large(interpreter, view, values));
    }
    let number = View {
        kind: view.kind.clone().or_else(|| Some("number".to_owned())),
        ..view.clone()
    };
    Found::Use(scalar(interpreter, &number))
}

/// Integers that are no enumeration, because one of them is more than an `i64` holds.
fn large(interpreter: &mut Interpreter<'_>, view: &View, values: &[&Value]) -> Type {
    if values.iter().all(|it| it.is_u64()) {
        return Type::Scalar(Scalar::U64);
    }
    interpreter.note(
        Code::WidenedToJson,
        view.at,
        "no integer type of a client holds all of the listed values; they are kept as JSON",
        "correct the values by an overlay, if they are not meant",
    );
    Type::Json
}

fn scalar(interpreter: &mut Interpreter<'_>, view: &View) -> Type {
    scalars::scalar(interpreter, view).map_or(Type::Json, Type::Scalar)
}

/// A type, a word for it, and which values are of it.
type Sort = (&'static str, &'static str, fn(&Value) -> bool);

const SORTS: [Sort; 4] = [
    ("string", "text", Value::is_string),
    ("integer", "integer", |it| it.is_i64() || it.is_u64()),
    ("number", "number", Value::is_f64),
    ("boolean", "boolean", Value::is_boolean),
];

/// Values of several types: a union of one enumeration for each, and of the type that the schema says, if it lists none of this.
fn mixed(interpreter: &mut Interpreter<'_>, view: &View, hint: &[String]) -> Found {
    let mut union = Union {
        variants: Vec::new(),
        choice: Choice::default(),
    };
    let is_other = |it: &&Value| it.is_object() || it.is_array();
    if view.enumeration.iter().any(|it| is_other(&it)) {
        interpreter.note(
            Code::KeywordNotEnforced,
            view.at,
            "some of the listed values are objects or lists; they have no type of their own, and are kept as JSON",
            "nothing is to be done",
        );
    }
    for (kind, word, is_of_kind) in SORTS {
        let mut of_kind = view.clone();
        of_kind.kind = Some(kind.to_owned());
        of_kind.enumeration.retain(is_of_kind);
        let is_said = view.kind.as_deref() == Some(kind);
        if of_kind.enumeration.is_empty() && !is_said {
            continue;
        }
        let Some(ty) = of_sort(interpreter, &of_kind, &extended(hint, word)) else {
            continue;
        };
        let index = Some(union.variants.len());
        let choice = &mut union.choice;
        match kind {
            "string" => choice.text = index,
            "integer" => choice.integer = index,
            "number" => choice.number = index,
            _ => choice.boolean = index,
        }
        union.variants.push(Variant {
            rules: Rules::default(),
            at: view.at,
            hint: vec![word.to_owned()],
            ty,
            doc: Doc::default(),
        });
    }
    match union.variants.as_slice() {
        [] => Found::Use(Type::Json),
        _ => Found::Definition(Shape::Union(union)),
    }
}

/// The type of the values of one sort.
fn of_sort(interpreter: &mut Interpreter<'_>, view: &View, hint: &[String]) -> Option<Type> {
    let shape = match enumeration(interpreter, view, hint) {
        Some(Found::Definition(shape)) => shape,
        Some(Found::Use(ty)) => return Some(ty),
        None => return scalars::scalar(interpreter, view).map(Type::Scalar),
    };
    let schema = view.of.map(|it| interpreter.spec.schemas.get(it));
    let pointer = schema.map_or("", |it| &*it.pointer);
    let origin = Origin {
        at: view.at,
        pointer: format!("{pointer}#{}", hint.join("/")),
        hint: hint.to_vec(),
        named: false,
        renamed: None,
        called: None,
    };
    let definition = TypeDef::new(origin, Doc::default(), shape);
    Some(Type::Named(interpreter.types.push(definition)))
}

fn found(enumeration: Enumeration) -> Found {
    Found::Definition(Shape::Enumeration(enumeration))
}

fn all<T>(values: &[&Value], read: impl Fn(&Value) -> Option<T>) -> Option<Vec<T>> {
    values.iter().map(|it| read(it)).collect()
}

fn choosable<T: Clone + Ord>(
    view: &View,
    values: Vec<T>,
    text_of: fn(&T) -> String,
) -> Vec<Choosable<T>> {
    let mut seen = BTreeSet::new();
    let is_new = |it: &T| seen.insert(it.clone());
    let described = |wire: T| {
        let said = view.said.get(&text_of(&wire)).cloned();
        let Said { name, text } = said.unwrap_or_default();
        Choosable {
            wire,
            name,
            doc: Doc {
                text,
                ..Doc::default()
            },
        }
    };
    values.into_iter().filter(is_new).map(described).collect()
}
