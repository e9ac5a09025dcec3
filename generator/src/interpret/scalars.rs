//! Scalars: `type` and `format`.
//!
//! Takes: a view. Gives: a [`Scalar`], or nothing for "any JSON". Must not: define types.

use super::Interpreter;
use super::views::View;
use crate::diagnostics::Code;
use crate::model::Scalar;

/// The scalar that a schema describes.
pub(super) fn scalar(interpreter: &mut Interpreter<'_>, view: &View) -> Option<Scalar> {
    let chosen = view
        .format
        .as_deref()
        .and_then(|it| interpreter.settings.formats.get(it))
        .and_then(|it| by_name(it));
    if chosen.is_some() && view.kind.is_some() {
        return chosen;
    }
    match view.kind.as_deref() {
        Some("string" | "file") => Some(match view.format.as_deref() {
            Some("password") => Scalar::Secret,
            _ => Scalar::Text,
        }),
        Some("boolean") => Some(Scalar::Boolean),
        Some("integer") => Some(match view.format.as_deref() {
            Some("int32" | "int16" | "int8") => Scalar::I32,
            Some("uint32" | "uint16" | "uint8" | "uint") => Scalar::U32,
            Some("uint64") => Scalar::U64,
            _ => Scalar::I64,
        }),
        Some("number") => Some(Scalar::F64),
        Some("null") | None => None,
        Some(other) => {
            let message = format!("`{}` is no type", other.escape_debug());
            interpreter.note(
                Code::WidenedToJson,
                view.at,
                message,
                "types are string, number, integer, boolean, array and object",
            );
            None
        }
    }
}

/// A scalar by its name in the settings.
fn by_name(name: &str) -> Option<Scalar> {
    Some(match name {
        "string" => Scalar::Text,
        "secret" => Scalar::Secret,
        "boolean" => Scalar::Boolean,
        "i32" => Scalar::I32,
        "i64" => Scalar::I64,
        "u32" => Scalar::U32,
        "u64" => Scalar::U64,
        "f64" => Scalar::F64,
        _ => return None,
    })
}
