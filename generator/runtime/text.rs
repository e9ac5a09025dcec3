//! Text from outside, made fit to print.
//!
//! Takes any text and gives one line of at most so many characters. It must not let control characters through: they could forge
//! lines of a log or drive a terminal.

use std::fmt::{self, Write as _};

use super::secret::Secret;

/// Text that prints escaped and shortened.
pub(super) struct Escaped<'t> {
    text: &'t str,
    limit: usize,
}

impl<'t> Escaped<'t> {
    /// Prints at most `limit` characters of the text.
    pub(super) fn new(text: &'t str, limit: usize) -> Self {
        Self { text, limit }
    }
}

impl fmt::Display for Escaped<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut characters = self.text.chars();
        for character in characters.by_ref().take(self.limit) {
            if is_unfit(character) {
                write!(formatter, "{}", character.escape_unicode())?;
            } else {
                formatter.write_char(character)?;
            }
        }
        if characters.next().is_some() {
            formatter.write_char('…')
        } else {
            Ok(())
        }
    }
}

/// The start of a body, fit to print and without the secrets of the call, should the server repeat them.
pub(super) fn snippet(body: &[u8], secrets: &[Secret], limit: usize) -> String {
    // Four bytes make a character; the rest is room for the secrets that are taken out before the text is cut.
    let start = body.get(..64 * 1024).unwrap_or(body);
    let text = scrub(&String::from_utf8_lossy(start), secrets);
    Escaped::new(text.trim(), limit).to_string()
}

/// Secrets of at least so many bytes are taken out wherever they stand.
const LONG_SECRET: usize = 8;
/// Secrets of fewer bytes stay: there is a text like them in every other sentence.
const SHORT_SECRET: usize = 4;

/// Tells whether one of the secrets is in a text, in any form in which a server may repeat it.
pub(super) fn finder(secrets: &[Secret]) -> impl Fn(&[u8]) -> bool {
    let secrets = longest_first(secrets);
    move |text| {
        let starts = |at, secret: &&str| end_of(text, at, secret).is_some();
        (0..text.len()).any(|at| secrets.iter().any(|secret| starts(at, secret)))
    }
}

/// The text without the secrets, in whatever form they stand there: as they are, percent-encoded, or escaped as JSON allows.
///
/// Short secrets are taken out where they stand alone, very short ones not at all.
pub(super) fn scrub(text: &str, secrets: &[Secret]) -> String {
    let (bytes, secrets) = (text.as_bytes(), longest_first(secrets));
    let mut scrubbed = String::with_capacity(text.len());
    let (mut kept, mut at) = (0, 0);
    while at < bytes.len() {
        let end = secrets.iter().find_map(|secret| end_of(bytes, at, secret));
        let Some(end) = end.filter(|end| text.is_char_boundary(at) && text.is_char_boundary(*end))
        else {
            at += 1;
            continue;
        };
        scrubbed.push_str(text.get(kept..at).unwrap_or_default());
        scrubbed.push_str("[redacted]");
        (kept, at) = (end, end);
    }
    scrubbed.push_str(text.get(kept..).unwrap_or_default());
    scrubbed
}

/// A secret that begins like another must not leave the rest of the other behind.
fn longest_first(secrets: &[Secret]) -> Vec<&str> {
    let secrets = secrets.iter().map(Secret::expose);
    let mut secrets: Vec<&str> = secrets
        .filter(|secret| secret.len() >= SHORT_SECRET)
        .collect();
    secrets.sort_by_key(|secret| std::cmp::Reverse(secret.len()));
    secrets
}

/// Where a secret that starts here ends.
#[inline]
fn end_of(text: &[u8], start: usize, secret: &str) -> Option<usize> {
    let rest = text.get(start..)?;
    // Most places are none, and every answer is looked through.
    let may_begin =
        |byte: &u8| matches!(byte, b'%' | b'+' | b'\\') || secret.bytes().next() == Some(*byte);
    if !rest.first().is_some_and(may_begin) {
        return None;
    }
    let end = if rest.starts_with(secret.as_bytes()) {
        start + secret.len()
    } else {
        let mut at = start;
        for character in secret.chars() {
            at += length_of(text.get(at..)?, character)?;
        }
        at
    };
    let is_word = |at: Option<usize>| {
        at.and_then(|at| text.get(at))
            .is_some_and(u8::is_ascii_alphanumeric)
    };
    let alone = !is_word(start.checked_sub(1)) && !is_word(Some(end));
    (secret.len() >= LONG_SECRET || alone).then_some(end)
}

/// How many bytes at the start of the text mean the character.
fn length_of(text: &[u8], character: char) -> Option<usize> {
    let mut buffer = [0; 4];
    let utf8 = character.encode_utf8(&mut buffer).as_bytes();
    let mut units = [0; 2];
    let utf16 = character.encode_utf16(&mut units);
    match text.first()? {
        b'%' => encoded(text, b"%", 2, utf8.iter().map(|byte| u16::from(*byte))),
        b'+' if character == ' ' => Some(1),
        b'\\' => escaped(text, utf8, utf16),
        _ => None,
    }
    .or_else(|| text.starts_with(utf8).then_some(utf8.len()))
}

/// How many bytes of a text that begins with a backslash mean the character. `Debug` of JSON text doubles backslashes.
fn escaped(text: &[u8], utf8: &[u8], utf16: &[u16]) -> Option<usize> {
    let slashes = text.iter().take_while(|byte| **byte == b'\\').count();
    let last = text.get(slashes - 1..)?;
    match last.get(1) {
        Some(b'u') => {
            encoded(last, b"\\u", 4, utf16.iter().copied()).map(|length| slashes - 1 + length)
        }
        Some(mark) if matches!(mark, b'"' | b'/') && utf8 == [*mark] => Some(slashes + 1),
        _ => (utf8 == b"\\" && slashes > 1).then_some(slashes),
    }
}

/// How many bytes the codes take, each written behind a mark in so many hexadecimal digits of either case.
fn encoded(
    text: &[u8],
    mark: &[u8],
    digits: usize,
    codes: impl Iterator<Item = u16>,
) -> Option<usize> {
    let mut rest = text;
    for code in codes {
        let (written, behind) = rest.strip_prefix(mark)?.split_at_checked(digits)?;
        let written = std::str::from_utf8(written).ok()?;
        if u16::from_str_radix(written, 16).ok()? != code {
            return None;
        }
        rest = behind;
    }
    Some(text.len() - rest.len())
}

/// Control characters, line and paragraph separators, what turns the direction of text, and what takes no room.
fn is_unfit(character: char) -> bool {
    character.is_control()
        || matches!(
            character,
            '\u{061C}' | '\u{200B}'..='\u{200F}' | '\u{2028}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{FEFF}'
        )
}
