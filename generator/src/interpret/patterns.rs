//! Patterns that can be checked without an engine for regular expressions: characters and classes of them, each so many times.
//!
//! Takes: regular expressions (ECMA-262). Gives: [`Pattern`]s, or nothing for those with groups, alternatives or assertions.
//! Must not: understand one in another way than its author may have meant it.

use std::iter::Peekable;
use std::str::Chars;

use crate::model::{Pattern, Piece};

/// What a pattern asks for, if it is one of characters in a row.
pub(super) fn read(source: &str) -> Option<Pattern> {
    let body = source.strip_prefix('^').unwrap_or(source);
    let body = match body.strip_suffix('$') {
        Some(rest) if !rest.ends_with('\\') => rest,
        _ => body,
    };
    let from_start = source.starts_with('^');
    let to_end = body.len() + usize::from(from_start) < source.len();
    // A group around everything groups nothing.
    let inside = body.strip_prefix('(').and_then(|it| it.strip_suffix(')'));
    let inside = inside.map(|it| it.strip_prefix("?:").unwrap_or(it));
    let mut rest = inside.unwrap_or(body).chars().peekable();
    let mut pieces = Vec::new();
    while rest.peek().is_some() {
        pieces.push(piece(&mut rest)?);
    }
    let found = Pattern {
        source: source.to_owned(),
        from_start,
        to_end,
        pieces,
    };
    (!is_other_syntax(source) && !is_word(&found)).then_some(found)
}

/// `/abc/i` is how programs write it, and JSON Schema has no word for the `i`.
fn is_other_syntax(source: &str) -> bool {
    let end = source.strip_prefix('/').and_then(|it| it.rsplit_once('/'));
    end.is_some_and(|(_, flags)| flags.chars().all(|it| it.is_ascii_lowercase()))
}

/// A pattern that is a word, such as `date-time`, was meant to be something else.
fn is_word(pattern: &Pattern) -> bool {
    let is_letter = |it: &Piece| {
        let mut characters = it.ranges.chars();
        characters.next() == characters.next() && characters.next().is_none() && it.within
    };
    !pattern.from_start && !pattern.to_end && pattern.pieces.iter().all(is_letter)
}

fn piece(rest: &mut Peekable<Chars<'_>>) -> Option<Piece> {
    let (ranges, within) = match rest.next()? {
        '[' => class(rest)?,
        '\\' => escaped(rest.next()?)?,
        '.' => ("\n\n\r\r\u{2028}\u{2029}".to_owned(), false),
        '(' | ')' | '|' | '^' | '$' | '*' | '+' | '?' | '{' | '}' | ']' => return None,
        character => (single(character), true),
    };
    let (least, most) = times(rest)?;
    Some(Piece {
        ranges,
        within,
        least,
        most,
    })
}

fn single(character: char) -> String {
    String::from_iter([character, character])
}

/// What an escape stands for: ranges, and whether a character is within them.
fn escaped(character: char) -> Option<(String, bool)> {
    let (ranges, within) = match character {
        'd' => ("09", true),
        'D' => ("09", false),
        'w' => ("azAZ09__", true),
        'W' => ("azAZ09__", false),
        's' => (SPACES, true),
        'S' => (SPACES, false),
        letter if letter.is_ascii_alphanumeric() => return None,
        other => return Some((single(other), true)),
    };
    Some((ranges.to_owned(), within))
}

/// White space and ends of lines (ECMA-262, section 22.2.2.9).
const SPACES: &str = "\t\r  \u{a0}\u{a0}\u{1680}\u{1680}\u{2000}\u{200a}\u{2028}\u{2029}\u{202f}\u{202f}\u{205f}\u{205f}\u{3000}\u{3000}\u{feff}\u{feff}";

/// A class, behind its bracket.
fn class(rest: &mut Peekable<Chars<'_>>) -> Option<(String, bool)> {
    let within = rest.next_if_eq(&'^').is_none();
    let mut ranges = String::new();
    loop {
        let low = match rest.next()? {
            ']' => return Some((ranges, within)),
            // Two brackets at once are a set operation, in newer dialects.
            '[' => return None,
            '\\' => match escaped(rest.next()?)? {
                (more, true) if more.chars().count() > 2 || more == "09" => {
                    ranges.push_str(&more);
                    // A range from a class is none.
                    if rest.peek() == Some(&'-') {
                        ranges.push_str(&single(rest.next()?));
                    }
                    continue;
                }
                (single, true) => single.chars().next()?,
                (_, false) => return None,
            },
            character => character,
        };
        let mut ahead = rest.clone();
        let high = match (ahead.next(), ahead.next()) {
            (Some('-'), Some(']')) => low,
            (Some('-'), Some('\\')) => return None,
            (Some('-'), Some(high)) => {
                *rest = ahead;
                high
            }
            _ => low,
        };
        if high < low {
            return None;
        }
        ranges.extend([low, high]);
    }
}

/// How often: once, unless it is said.
fn times(rest: &mut Peekable<Chars<'_>>) -> Option<(usize, usize)> {
    let times = match rest.peek() {
        Some('*') => (0, usize::MAX),
        Some('+') => (1, usize::MAX),
        Some('?') => (0, 1),
        Some('{') => {
            rest.next();
            let mut said = String::new();
            loop {
                match rest.next()? {
                    '}' => break,
                    character => said.push(character),
                }
            }
            let (least, most) = said.split_once(',').unwrap_or((&said, &said));
            let most = if most.is_empty() {
                usize::MAX
            } else {
                most.parse().ok()?
            };
            return is_once(rest).then_some((least.parse().ok()?, most));
        }
        _ => return Some((1, 1)),
    };
    rest.next();
    is_once(rest).then_some(times)
}

/// Whether nothing more is said of how often: `a+?` is lazy, and `a++` an error.
fn is_once(rest: &mut Peekable<Chars<'_>>) -> bool {
    !matches!(rest.peek(), Some('*' | '+' | '?' | '{'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn patterns_of_characters_in_a_row() {
        let check = |source: &str, expected: &str| {
            let shown = read(source).map_or_else(
                || "none".to_owned(),
                |it| {
                    let pieces = it.pieces.iter().map(|it| {
                        let not = if it.within { "" } else { "!" };
                        let most = if it.most == usize::MAX {
                            "..".to_owned()
                        } else {
                            it.most.to_string()
                        };
                        format!("{not}{}*{}-{most}", it.ranges, it.least)
                    });
                    let pieces: Vec<String> = pieces.collect();
                    format!(
                        "{}{}{}",
                        if it.from_start { "^" } else { "" },
                        pieces.join(" "),
                        if it.to_end { "$" } else { "" }
                    )
                },
            );
            assert_eq!(shown, expected, "{source}");
        };
        check("^AC[0-9a-f]{32}$", "^AA*1-1 CC*1-1 09af*32-32$");
        check("^(\\d{4}-[0-9]{2,})$", "^09*4-4 --*1-1 09*2-..$");
        check("^[\\w.\\-]+", "^azAZ09__..--*1-..");
        check("[^a-]?\\$", "!aa--*0-1 $$*1-1");
        check("^.*$", "^!\n\n\r\r\u{2028}\u{2029}*0-..$");
        for other in [
            "^(a|b)$",
            "^a+?$",
            "(?=a)b",
            "\\bword",
            "/^a$/i",
            "/[a-z]/i",
            "date-time",
            "[b-a]",
            "^a{2",
            "a^b",
            "[[:alpha:]]",
            "^(a)(b)$",
            "\\u0041",
            "[\\D]",
            "a|b",
        ] {
            check(other, "none");
        }
    }
}
