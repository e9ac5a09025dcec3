//! Scalars: `type` and `format`.
//!
//! Takes: a view. Gives: a [`Scalar`], or nothing for "any JSON". Must not: define types.

use super::views::View;
use super::{Interpreter, numbers};
use crate::diagnostics::Code;
use crate::model::Scalar;
use crate::settings::{ApiSettings, Format};

/// The scalar that a schema describes.
pub(super) fn scalar(interpreter: &mut Interpreter<'_>, view: &View) -> Option<Scalar> {
    if let Some(chosen) = chosen(interpreter, view) {
        return Some(chosen);
    }
    match view.kind.as_deref() {
        Some("string" | "file") => Some(match view.format.as_deref() {
            Some("password") => Scalar::Secret,
            _ => Scalar::Text,
        }),
        Some("boolean") => Some(Scalar::Boolean),
        Some("integer") => Some(integer(interpreter, view)),
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

/// An integer is as wide as its format says, and as its limits need.
fn integer(interpreter: &mut Interpreter<'_>, view: &View) -> Scalar {
    if let Some(format) = view.format.as_deref().filter(|it| numbers::is_float(it)) {
        let message = format!(
            "`{format}` is no format of an integer; the type counts, and numbers with a fraction are refused"
        );
        let help = "nothing is to be done; where there are fractions, correct the type to `number` by an overlay";
        interpreter.note(Code::Contradiction, view.at, message, help);
    }
    let said = view.format.as_deref().and_then(numbers::integer);
    let said = said.unwrap_or(Scalar::I64);
    match view.of {
        Some(id) => numbers::widened(said, &interpreter.limited(id)),
        None => said,
    }
}

/// What the maintainer wants for the format. A type that stands for text cannot stand for a number.
fn chosen(interpreter: &Interpreter<'_>, view: &View) -> Option<Scalar> {
    let kind = view.kind.as_deref()?;
    let format = view.format.as_ref()?;
    match interpreter.settings.formats.get(format)? {
        Format::Scalar(name) => by_name(name),
        Format::Type(_) if kind == "string" => formats(interpreter.settings)
            .position(|it| it == format)
            .and_then(|it| u16::try_from(it).ok())
            .map(Scalar::Formatted),
        Format::Type(_) => None,
    }
}

/// The formats of text that the maintainer gives a type, sorted.
pub(super) fn formats(settings: &ApiSettings) -> impl Iterator<Item = &String> {
    let all = settings.formats.iter();
    all.filter(|(_, it)| matches!(it, Format::Type(_)))
        .map(|(name, _)| name)
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
