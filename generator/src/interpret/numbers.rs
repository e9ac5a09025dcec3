//! Numbers: whether they have fractions, and how wide they are.
//!
//! Takes: types, formats and bounds. Gives: kinds and [`Scalar`]s. Must not: round.

use std::ops::RangeInclusive;

use serde_json::Value;

use crate::model::Scalar;
use crate::source;
use crate::spec::Schema;

/// The largest limit that is an `i64`, or one that was a float on its way into the document and rounded there.
const LARGEST_I64: i128 = 9_223_372_036_854_776_000;

/// The type that a schema says its values have: a number of format `int64` has no fraction. An integer has none whatever its format
/// says: servers that declare one refuse `5.5`.
pub(super) fn kind<'s>(kind: &'s str, format: Option<&str>) -> &'s str {
    match kind {
        "number" if format.and_then(integer).is_some() => "integer",
        _ => kind,
    }
}

/// The integer of a format: those of OpenAPI's registry, and what languages call theirs. Without a width it is a machine word.
pub(super) fn integer(format: &str) -> Option<Scalar> {
    let name: String = format
        .chars()
        .filter(|it| !matches!(it, '-' | '_'))
        .map(|it| it.to_ascii_lowercase())
        .collect();
    Some(match name.as_str() {
        "int8" | "int16" | "int32" => Scalar::I32,
        "int" | "int64" | "long" => Scalar::I64,
        "uint8" | "uint16" | "uint32" => Scalar::U32,
        "uint" | "uint64" | "ulong" => Scalar::U64,
        _ => return None,
    })
}

/// Whether a format is one of numbers with a fraction.
pub(super) fn is_float(format: &str) -> bool {
    matches!(
        format,
        "decimal" | "double" | "float" | "float32" | "float64" | "number"
    )
}

/// The integer that a format says, or a wider one if the limits of the schema need it and there is one.
pub(super) fn widened(said: Scalar, schema: &Schema) -> Scalar {
    let bound = |key: &str| {
        let found = schema.bounds.iter().find(|(name, _)| name == key);
        match found.map(|(_, node)| &node.value) {
            Some(source::Value::Integer(bound)) => Some(bound.get()),
            _ => None,
        }
    };
    let (least, most) = (bound("minimum"), bound("maximum"));
    let holds = |it: Scalar| {
        let range = range(it);
        least.is_none_or(|it| it >= *range.start()) && most.is_none_or(|it| it <= *range.end())
    };
    // What has no lower limit may be negative.
    let unsigned = least.is_some_and(|it| it >= 0).then_some(Scalar::U64);
    let mut wider = [said, Scalar::I64].into_iter().chain(unsigned);
    wider.find(|it| holds(*it)).unwrap_or(said)
}

/// The integers of a type.
fn range(integer: Scalar) -> RangeInclusive<i128> {
    match integer {
        Scalar::I32 => i32::MIN.into()..=i32::MAX.into(),
        Scalar::U32 => 0..=u32::MAX.into(),
        Scalar::U64 => 0..=u64::MAX.into(),
        _ => -LARGEST_I64..=LARGEST_I64,
    }
}

/// A listed value that is an integer, however it is written: `1.0` is one in JSON Schema.
pub(super) fn whole(value: &Value) -> Option<i64> {
    // What is less than the least integer was read as this number as well.
    const LEAST: f64 = -9_223_372_036_854_775_808.0;
    let written = || match value.as_f64()? {
        float if float.fract() == 0.0 && float > LEAST => format!("{float:.0}").parse().ok(),
        _ => None,
    };
    value.as_i64().or_else(written)
}

/// Whether a listed value is an integer, of whatever size.
pub(super) fn is_whole(value: &Value) -> bool {
    value.as_f64().is_some_and(|it| it.fract() == 0.0)
}
