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

/// Whether one of the secrets is in the text.
pub(super) fn holds_any(text: &[u8], secrets: &[Secret]) -> bool {
    let secrets = secrets.iter().map(|secret| secret.expose().as_bytes());
    let mut secrets = secrets.filter(|secret| !secret.is_empty());
    secrets.any(|secret| text.windows(secret.len()).any(|part| part == secret))
}

/// The text without the secrets.
pub(super) fn scrub(text: &str, secrets: &[Secret]) -> String {
    let mut text = text.to_owned();
    for secret in secrets
        .iter()
        .map(Secret::expose)
        .filter(|secret| !secret.is_empty())
    {
        if text.contains(secret) {
            text = text.replace(secret, "[redacted]");
        }
    }
    text
}

/// Control characters, line and paragraph separators, and what turns the direction of text.
fn is_unfit(character: char) -> bool {
    character.is_control()
        || matches!(character, '\u{2028}' | '\u{2029}' | '\u{200E}' | '\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}')
}
