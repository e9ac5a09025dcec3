//! Vendor prose becomes documentation that cannot do anything but be read.
//!
//! Takes: text from the document. Gives: lines for `///`. Must not: let a link, a tag or a heading through.

/// Paragraphs as lines.
pub(super) fn paragraphs(text: &str) -> Vec<String> {
    text.lines().map(escape).collect()
}

/// One sentence on one line, ending with a full stop.
pub(super) fn sentence(text: &str) -> String {
    let mut line = escape(&text.split_whitespace().collect::<Vec<_>>().join(" "));
    if !line.ends_with('.') {
        line.push('.');
    }
    line
}

fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for character in text.trim().chars() {
        if character.is_ascii_punctuation() && !matches!(character, '.' | ',' | ':' | ';' | '\'') {
            escaped.push('\\');
        }
        if !character.is_control() {
            escaped.push(character);
        }
    }
    escaped
}
