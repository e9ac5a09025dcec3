//! Texts made from what a schema says of them: their format, their pattern and their length.
//!
//! Takes: a schema. Gives: a text that is likely to agree with it. Must not: promise it; others judge.

use generator::source::{Map, Value};
use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use regex_syntax::hir::{
    Capture, Class, ClassUnicode, ClassUnicodeRange, Hir, HirKind, Repetition,
};
use serde_json::json;

use super::made::size;

/// How often a pattern is tried for a text of the length that is asked for.
const TRIES: u64 = 32;

/// How often a part of a pattern comes that may come any number of times.
const REPEATED: u32 = 8;

/// Texts for patterns that look ahead or behind, which none can be made from: they are mostly about what must not be empty, and about
/// passwords.
const PLAIN: [&str; 4] = ["text", "Text-1234", "/a/b", "https://example.com/a"];

/// A text by format, by pattern, or any, as long as it may be.
pub(super) fn text(schema: &Map) -> String {
    let keyword = |key: &str| match schema.get(key).map(|it| &it.value) {
        Some(Value::Text(text)) => Some(text.as_str()),
        _ => None,
    };
    let least = size(schema, "minLength").unwrap_or(0);
    let most = size(schema, "maxLength").unwrap_or(usize::MAX);
    let plain = by_format(keyword("format").unwrap_or_default());
    let Some(pattern) = keyword("pattern") else {
        let padding = std::iter::repeat_n('x', least.saturating_sub(plain.len()));
        return plain.chars().chain(padding).take(most).collect();
    };
    let fits = json!({ "pattern": pattern, "minLength": least, "maxLength": most });
    let plain = [plain].into_iter().chain(PLAIN).map(str::to_owned);
    let mut candidates = plain.chain(by_pattern(pattern, least));
    let fitting = candidates.find(|it| jsonschema::is_valid(&fits, &json!(it)));
    fitting.unwrap_or_else(|| "text".to_owned())
}

fn by_format(format: &str) -> &'static str {
    match format {
        "date-time" => "2025-01-02T03:04:05Z",
        "date" => "2025-01-02",
        "time" => "03:04:05Z",
        "duration" => "P1D",
        "uuid" => "7d444840-9dc0-11d1-b245-5ffdce74fad2",
        "email" | "idn-email" => "someone@example.com",
        "uri" | "url" | "iri" | "uri-reference" => "https://example.com/a",
        "hostname" => "example.com",
        "ipv4" | "ip" => "192.0.2.1",
        "ipv6" => "2001:db8::1",
        "byte" => "dGV4dA==",
        _ => "text",
    }
}

/// Texts of a pattern, the same each time; none where the pattern cannot be read.
fn by_pattern(pattern: &str, least: usize) -> impl Iterator<Item = String> {
    let read = regex_syntax::parse(pattern).ok();
    let most = u32::try_from(least).unwrap_or(u32::MAX).max(REPEATED);
    let texts = read.and_then(|it| rand_regex::Regex::with_hir(printable(it), most).ok());
    texts.into_iter().flat_map(|texts| {
        (0..TRIES).map(move |seed| Xoshiro256PlusPlus::seed_from_u64(seed).sample(&texts))
    })
}

/// A pattern of printable ASCII where it leaves the choice, and without anchors: whoever matches the text looks for these.
fn printable(pattern: Hir) -> Hir {
    match pattern.into_kind() {
        HirKind::Look(_) | HirKind::Empty => Hir::empty(),
        HirKind::Class(Class::Unicode(class)) => {
            let mut ascii = ClassUnicode::new([ClassUnicodeRange::new('!', '~')]);
            ascii.intersect(&class);
            let is_none = ascii.ranges().is_empty();
            Hir::class(Class::Unicode(if is_none { class } else { ascii }))
        }
        HirKind::Repetition(it) => Hir::repetition(Repetition {
            sub: Box::new(printable(*it.sub)),
            ..it
        }),
        HirKind::Capture(it) => Hir::capture(Capture {
            sub: Box::new(printable(*it.sub)),
            ..it
        }),
        HirKind::Concat(parts) => Hir::concat(parts.into_iter().map(printable).collect()),
        HirKind::Alternation(parts) => Hir::alternation(parts.into_iter().map(printable).collect()),
        HirKind::Literal(it) => Hir::literal(it.0),
        HirKind::Class(it @ Class::Bytes(_)) => Hir::class(it),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use generator::diagnostics::Diagnostics;
    use generator::source::read;

    use crate::lab::corpus::tree::map;

    fn made(schema: &str) -> String {
        let read = read("a.yaml", schema.as_bytes(), 0, &mut Diagnostics::new());
        text(map(&read.expect("well written").root).expect("a schema"))
    }

    #[test]
    fn a_text_has_its_format_and_length() {
        let check = |schema: &str, expected: &str| assert_eq!(made(schema), expected, "{schema}");
        check("{format: date}", "2025-01-02");
        check("{format: date, pattern: '^[0-9-]*$'}", "2025-01-02");
        check("{minLength: 6, maxLength: 7}", "textxx");
        check("{maxLength: 2}", "te");
    }

    #[test]
    fn a_text_agrees_with_its_pattern() {
        for pattern in [
            "^[A-Z]{3}$",
            "^[0-9]{12,}$",
            r"^\w+\/é\d{2}$|^-$",
            r"^(?=.*\d)\S{8,}$",
            "^(?!t)/",
            "^([0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12})$",
        ] {
            let text = made(&format!("{{pattern: '{pattern}', maxLength: 40}}"));
            let agrees = jsonschema::is_valid(&json!({ "pattern": pattern }), &json!(text));
            assert!(agrees, "{pattern}: {text}");
        }
        assert!(made("{pattern: '^a*$', minLength: 12}").len() >= 12);
    }
}
