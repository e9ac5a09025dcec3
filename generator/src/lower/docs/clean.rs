//! Characters that have no place in a comment: controls, marks of direction, and whatever cannot be seen.
//!
//! Takes: text. Gives: text with `\n` as its only line end. Must not: know Markdown.

/// The text up to a number of bytes, at the end of a line if there is one near, and whether anything was cut off.
pub(super) fn cut(text: &str, longest: usize) -> (&str, bool) {
    if text.len() <= longest {
        return (text, false);
    }
    let kept = (0..=longest).rev().find_map(|end| text.get(..end));
    let kept = kept.unwrap_or_default();
    let line = kept.rfind('\n').filter(|&line| line > longest / 2);
    let kept = line.and_then(|line| kept.get(..line)).unwrap_or(kept);
    (kept, true)
}

/// The text without what cannot be seen, and with `\n` for everything that ends a line.
pub(super) fn text(text: &str) -> String {
    let lines = text.replace("\r\n", "\n");
    let seen = lines.chars().filter_map(|c| match c {
        '\r' | '\u{85}' | '\u{2028}' | '\u{2029}' => Some('\n'),
        '\u{b}' | '\u{c}' => Some(' '),
        _ if is_unseen(c) => None,
        _ => Some(c),
    });
    seen.collect()
}

/// Controls and formats (Unicode, general categories Cc and Cf), of which bidirectional marks are errors to `rustc` and the
/// rest mislead readers. The tab and the line feed are neither.
pub(super) fn is_unseen(c: char) -> bool {
    if c.is_control() {
        return c != '\t' && c != '\n';
    }
    matches!(
        c,
        '\u{ad}'
            | '\u{600}'..='\u{605}'
            | '\u{61c}'
            | '\u{6dd}'
            | '\u{70f}'
            | '\u{890}'..='\u{891}'
            | '\u{8e2}'
            | '\u{180e}'
            | '\u{200b}'..='\u{200f}'
            | '\u{2028}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}'
            | '\u{feff}'
            | '\u{fff9}'..='\u{fffb}'
            | '\u{110bd}'
            | '\u{110cd}'
            | '\u{13430}'..='\u{1343f}'
            | '\u{1bca0}'..='\u{1bca3}'
            | '\u{1d173}'..='\u{1d17a}'
            | '\u{e0000}'..='\u{e007f}'
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_can_be_seen_is_left() {
        let table = [
            ("a\r\nb\rc\u{2028}d\u{2029}e\u{85}f", "a\nb\nc\nd\ne\nf"),
            ("a\0b\u{202e}c\u{200d}d\u{feff}e\u{1b}[31m", "abcde[31m"),
            ("tab\tstays", "tab\tstays"),
        ];
        for (input, expected) in table {
            assert_eq!(text(input), expected);
        }
    }
}
