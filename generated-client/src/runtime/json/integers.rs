//! Whole numbers that are not written as plain digits.
//!
//! Takes the text of a JSON number and gives its value if it is whole: `1.0`, `1e3` and `-0` are integers in JSON Schema.
//! It must not be on the fast path, and must not round.

/// Why a number is not an integer of use.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum NotInteger {
    /// It has a fraction.
    Fraction,
    /// It has more digits than any type that we read.
    TooLong,
}

/// Digits that fit an `i128` whatever they are.
const MAX_DIGITS: i64 = 38;

/// The exact value of a number that is known to be valid JSON.
#[cold]
pub(super) fn parse(number: &str) -> Result<i128, NotInteger> {
    let (sign, magnitude) = number
        .strip_prefix('-')
        .map_or((1, number), |rest| (-1, rest));
    let (mantissa, exponent) = magnitude.split_once(['e', 'E']).unwrap_or((magnitude, "0"));
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    let digits = [whole, fraction].concat();
    let kept = digits.trim_end_matches('0');
    let significant = kept.trim_start_matches('0');
    if significant.is_empty() {
        return Ok(0);
    }
    // The value is `significant` with so many zeros behind it, or (below zero) so many digits behind the point.
    let zeros = length(digits.len() - kept.len()) - length(fraction.len());
    let zeros = exponent_of(exponent).saturating_add(zeros);
    let Ok(shift) = u32::try_from(zeros) else {
        return Err(if zeros < 0 {
            NotInteger::Fraction
        } else {
            NotInteger::TooLong
        });
    };
    if length(significant.len()).saturating_add(zeros) > MAX_DIGITS {
        return Err(NotInteger::TooLong);
    }
    let value: i128 = significant.parse().map_err(|_| NotInteger::TooLong)?;
    Ok(sign * value * 10_i128.pow(shift))
}

fn length(bytes: usize) -> i64 {
    i64::try_from(bytes).unwrap_or(i64::MAX)
}

/// An exponent that does not fit is as good as the largest one.
fn exponent_of(text: &str) -> i64 {
    let limit = if text.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    text.strip_prefix('+')
        .unwrap_or(text)
        .parse()
        .unwrap_or(limit)
}
