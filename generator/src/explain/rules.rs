//! Which rule shaped a thing, in words.
//!
//! Takes: the model. Gives: sentences for people. Must not: look into documents.

use crate::diagnostics::place::quote;
use crate::model::{
    Access, Counterpart, Enumeration, Field, ObjectChoice, Scalar, Shape, Type, TypeDef, TypeId,
    Union,
};
use crate::names::Names;

/// What a definition is, and why, and why there may be two of its schema.
pub(super) fn definition(of: &TypeDef, names: &Names) -> String {
    let shape = shape(&of.shape, names);
    let other = |id: TypeId| ty(&Type::Named(id), names);
    let both = match of.counterpart {
        None => return shape,
        Some(Counterpart::Sent(id)) => format!("what is received, where {} is sent", other(id)),
        Some(Counterpart::Received(id)) => format!("what is sent, where {} is received", other(id)),
    };
    format!("{shape}; {both}, because some members are `readOnly` or `writeOnly`")
}

fn shape(shape: &Shape, names: &Names) -> String {
    match shape {
        Shape::Record(record) => {
            let rest = match &record.rest {
                Some(rest) => format!("; further keys are kept, each {}", ty(rest, names)),
                None => String::new(),
            };
            let count = record.fields.len();
            format!("a record of {count} fields, because its values are objects{rest}")
        }
        Shape::Union(union) => format!(
            "a union of {} types, {}",
            union.variants.len(),
            choice(union)
        ),
        Shape::Enumeration(Enumeration::Text(values)) => {
            format!("an open enumeration of {} texts", values.len())
        }
        Shape::Enumeration(Enumeration::Integer(values)) => {
            format!("an open enumeration of {} integers", values.len())
        }
        Shape::Alias(of) => format!("another name for {}", ty(of, names)),
    }
}

/// How the branches of a union are told apart.
fn choice(union: &Union) -> String {
    let keys = |cases: &[(String, usize)]| {
        let mut keys: Vec<String> = cases.iter().map(|(key, _)| quote(key)).collect();
        keys.dedup();
        keys.join(", ")
    };
    match &union.choice.object {
        ObjectChoice::Tag { property, .. } => {
            format!(
                "told apart by the value of {}, without trying any",
                quote(property)
            )
        }
        ObjectChoice::Key { cases, .. } => {
            format!(
                "told apart by the keys that only one branch has: {}",
                keys(cases)
            )
        }
        _ => "told apart by the kind of JSON value".to_owned(),
    }
}

/// What a field is.
pub(super) fn field(field: &Field, names: &Names) -> String {
    let presence = match (field.required, &field.ty) {
        (true, _) => "required",
        (false, Type::Nullable(_)) => "absent, null or a value",
        (false, _) => "optional",
    };
    let access = match field.access {
        Access::Both => "",
        Access::Server => ", written by the server only (`readOnly`)",
        Access::Client => ", written by the client only (`writeOnly`)",
    };
    format!("{}, {presence}{access}", ty(&field.ty, names))
}

/// A use of a type.
pub(super) fn ty(of: &Type, names: &Names) -> String {
    match of {
        Type::Named(id) => match names.types.get(id.0 as usize) {
            Some(name) => format!("`{}`", name.ident.as_str()),
            None => "a type".to_owned(),
        },
        Type::List(item) => format!("a list of {}", ty(item, names)),
        Type::Tuple(items) => {
            let items: Vec<String> = items.iter().map(|it| ty(it, names)).collect();
            format!("a list of {} items: {}", items.len(), items.join(", "))
        }
        Type::Map(value) => format!("a map of {}", ty(value, names)),
        Type::Nullable(inner) => format!("{} or null", ty(inner, names)),
        Type::Scalar(scalar) => self::scalar(*scalar).to_owned(),
        Type::Json => "any JSON".to_owned(),
    }
}

fn scalar(scalar: Scalar) -> &'static str {
    match scalar {
        Scalar::Text => "text",
        Scalar::Formatted(_) => "text of a format that the settings give a type",
        Scalar::Secret => "text that is never printed",
        Scalar::Boolean => "`bool`",
        Scalar::I32 => "`i32`",
        Scalar::I64 => "`i64`",
        Scalar::U32 => "`u32`",
        Scalar::U64 => "`u64`",
        Scalar::F64 => "`f64`",
        Scalar::File => "a part of a form (binary, in nothing but a multipart body)",
    }
}
