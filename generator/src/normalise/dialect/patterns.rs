//! Patterns that are no regular expressions.
//!
//! Takes: lowered schemas. Gives: notes. Must not: judge what one dialect of them allows and another does not.

use std::iter::Peekable;
use std::str::Chars;

use super::Context;
use crate::diagnostics::Code;
use crate::normalise::tree::as_text;
use crate::source::{At, Map};

/// A `pattern` that no reader of patterns takes (ECMA-262, section 22.2.1, says how one is written).
pub(super) fn pattern(map: &mut Map, _at: At, context: &mut Context<'_>) {
    let Some(pattern) = map.get("pattern") else {
        return;
    };
    if let Some(problem) = as_text(pattern).and_then(problem) {
        context.diagnostics.push(
            Code::BadPattern,
            pattern.at,
            format!("this `pattern` is no regular expression: {problem}"),
            "Correct it by an overlay; it is documentation as it stands, and nothing checks it.",
        );
    }
}

/// What is wrong with a pattern.
fn problem(pattern: &str) -> Option<&'static str> {
    let mut rest = pattern.chars().peekable();
    let mut open = 0_usize;
    // Whether there is something that could be repeated.
    let mut item = false;
    let mut repeated = false;
    while let Some(next) = rest.next() {
        let was_repeated = std::mem::take(&mut repeated);
        match next {
            '\\' if rest.next().is_none() => return Some("it ends with a backslash"),
            '[' => {
                if let Some(problem) = class(&mut rest) {
                    return Some(problem);
                }
                item = true;
            }
            '(' => {
                open += 1;
                rest.next_if_eq(&'?');
                item = false;
            }
            ')' if open == 0 => return Some("`)` closes no group"),
            ')' => {
                open -= 1;
                item = true;
            }
            '|' => item = false,
            // `+?` takes as little as it can, and `++` never gives back in some dialects.
            '?' | '+' if was_repeated => {}
            '*' | '+' | '?' if !item || was_repeated => {
                return Some("there is nothing that `*`, `+` or `?` could repeat");
            }
            '*' | '+' | '?' => repeated = true,
            '{' => match count(&mut rest) {
                Some((least, Some(most))) if least > most => {
                    return Some("it repeats something at least more often than at most");
                }
                Some(_) => repeated = true,
                None => item = true,
            },
            _ => item = true,
        }
    }
    (open > 0).then_some("a group is not closed")
}

/// Reads the rest of `[a-z]`.
fn class(rest: &mut Peekable<Chars<'_>>) -> Option<&'static str> {
    let mut first: Option<char> = None;
    while let Some(next) = rest.next() {
        match next {
            ']' => return None,
            '\\' => {
                rest.next();
                first = None;
            }
            '-' => {
                let last = rest.peek().copied();
                let last = last.filter(|it| !matches!(it, ']' | '\\' | '['));
                if first.zip(last).is_some_and(|(first, last)| first > last) {
                    return Some("a range of characters ends before it begins");
                }
                first = None;
            }
            other => first = Some(other),
        }
    }
    Some("`[` is not closed")
}

/// Reads the rest of `{2}`, `{2,}` or `{2,3}`, if it is one; otherwise nothing, since a bare `{` is a character.
fn count(rest: &mut Peekable<Chars<'_>>) -> Option<(u32, Option<u32>)> {
    let text: String = rest.clone().take_while(|it| *it != '}').collect();
    let (least, most) = text.split_once(',').unwrap_or((&text, &text));
    let least = least.parse().ok()?;
    let most = match most {
        "" => None,
        most => Some(most.parse().ok()?),
    };
    rest.find(|it| *it == '}')?;
    Some((least, most))
}

#[cfg(test)]
mod tests {
    use super::problem;

    #[test]
    fn s15_patterns_that_nothing_reads() {
        for pattern in [
            "",
            "^[A-Z]{2}-\\d*?$",
            "(?i)(a|b)++(?:c)(?<name>d)(?P<n>e)(?!f)",
            "[]a](?<=[^\\]])}]",
            "{a}b{,2}{",
            "a{2}{3}[a-\\d-z][-a][a-]",
            "\\(\\[\\*|^*",
            "/^\\/x/i",
            "\\p{L}+",
        ] {
            assert_eq!(problem(pattern), None, "{pattern}");
        }
        for (pattern, expected) in [
            ("([", "`[` is not closed"),
            ("(a", "a group is not closed"),
            ("a)", "`)` closes no group"),
            ("a\\", "it ends with a backslash"),
            ("*.json", "there is nothing that"),
            ("a|+b", "there is nothing that"),
            ("(*)", "there is nothing that"),
            ("a**", "there is nothing that"),
            ("[z-a]", "a range of characters"),
            ("a{3,1}", "it repeats something"),
        ] {
            let found = problem(pattern).unwrap_or_default();
            assert!(found.starts_with(expected), "{pattern}: {found}");
        }
    }
}
