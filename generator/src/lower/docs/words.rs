//! Single words: which are addresses, which are identifiers, and what must not begin a line.
//!
//! Takes: words, and Markdown made of them. Gives: parts of words. Must not: know what is around a word.

use super::verify;

/// Words that are written in mixed case and are no identifiers: what `clippy::doc_markdown` knows.
const NAMES: &[&str] = &[
    "BibTeX",
    "CoAP",
    "CoffeeScript",
    "DevOps",
    "DirectX",
    "ECMAScript",
    "EiB",
    "FreeBSD",
    "GHz",
    "GPLv2",
    "GPLv3",
    "GiB",
    "GitHub",
    "GitLab",
    "GraphQL",
    "IPv4",
    "IPv6",
    "JavaScript",
    "KiB",
    "LaTeX",
    "MHz",
    "MiB",
    "NaN",
    "NaNs",
    "NetBSD",
    "OAuth",
    "OCaml",
    "OpenBSD",
    "OpenDNS",
    "OpenGL",
    "OpenSSH",
    "OpenSSL",
    "OpenStreetMap",
    "PiB",
    "PostScript",
    "PowerPoint",
    "THz",
    "TeX",
    "TensorFlow",
    "TiB",
    "TrueType",
    "TypeScript",
    "WebAssembly",
    "WebGL",
    "WebRTC",
    "WebSocket",
    "iOS",
    "macOS",
];

/// A word as it may begin a line, where some signs begin a list, a heading, a quote, a rule or a table.
pub(super) fn line_start(word: &str) -> String {
    let (first, _) = word.split_once(' ').unwrap_or((word, ""));
    let signs = |c: char| "-+=#>*_~:|".contains(c);
    let digits = first.trim_end_matches(['.', ')']);
    let number = digits.len() + 1 == first.len() && digits.bytes().all(|b| b.is_ascii_digit());
    if first.starts_with('>') || (!first.is_empty() && first.chars().all(signs)) {
        format!("\\{word}")
    } else if number {
        let rest = word.get(digits.len()..).unwrap_or_default();
        format!("{digits}\\{rest}")
    } else {
        word.to_owned()
    }
}

/// A word with every sign escaped, so that it is nothing but text wherever it stands.
pub(super) fn plain(word: &str) -> String {
    let mut text = String::with_capacity(word.len());
    for c in word.chars() {
        if c.is_ascii_punctuation() {
            text.push('\\');
        }
        text.push(c);
    }
    text
}

/// Text before a URL, the URL, and what is after it.
pub(super) fn web_address(word: &str) -> Option<(&str, &str, &str)> {
    let lower = word.to_ascii_lowercase();
    let start = lower
        .find("http://")
        .into_iter()
        .chain(lower.find("https://"))
        .min()?;
    let (before, rest) = word.split_at_checked(start)?;
    let end = rest.find(['<', '>', '"', '`']).unwrap_or(rest.len());
    let url = without_punctuation(rest.get(..end)?);
    Some((before, url, rest.get(url.len()..)?))
}

/// A URL without what belongs to the sentence around it: a full stop, or a bracket that it does not open itself.
fn without_punctuation(url: &str) -> &str {
    let mut open = surplus(url, '(', ')');
    let squares = surplus(url, '[', ']');
    let mut keep = |c: char| match c {
        ')' if open < 0 => {
            open += 1;
            false
        }
        ']' => squares >= 0,
        _ => !".,;:!?'*_~".contains(c),
    };
    let end = url.char_indices().rev().find(|(_, c)| keep(*c));
    let end = end.map(|(at, c)| at + c.len_utf8());
    url.get(..end.unwrap_or_default()).unwrap_or_default()
}

/// How many brackets are opened and not closed; negative when more are closed than opened.
fn surplus(text: &str, open: char, close: char) -> isize {
    let step = |c: char| isize::from(c == open) - isize::from(c == close);
    text.chars().map(step).sum()
}

/// Text before an identifier, the identifier, and what is after it (`clippy::doc_markdown`).
pub(super) fn identifier(word: &str) -> Option<(&str, &str, &str)> {
    let outside = |c: char| !c.is_alphanumeric() && c != ':';
    let mut end = word.trim_end_matches(outside).len();
    let after = word.get(end..)?;
    if after.starts_with("()") {
        end += 2;
    } else if word.get(..end)?.ends_with(':') && !word.get(..end)?.ends_with("::") {
        end -= 1;
    }
    let start = word.len() - word.trim_start_matches(outside).len();
    let colon = word.get(start..)?.starts_with(':') && !word.get(start..)?.starts_with("::");
    let start = start + usize::from(colon);
    let name = closed(word, start, end)?;
    let is_one = name.contains('_')
        || (name.contains("::") && name.contains(char::is_alphanumeric))
        || name.contains("://")
        || name.contains("()")
        || name.split(parted).any(is_mixed);
    if !is_one {
        return None;
    }
    Some((word.get(..start)?, name, word.get(start + name.len()..)?))
}

/// Part of a word with the brackets that close those in it.
fn closed(word: &str, start: usize, mut end: usize) -> Option<&str> {
    for (open, close) in [('(', ')'), ('[', ']'), ('{', '}')] {
        let missing = usize::try_from(surplus(word.get(start..end)?, open, close));
        let after = word.get(end..)?.chars().take_while(|c| *c == close);
        end += after.take(missing.unwrap_or_default()).count();
    }
    word.get(start..end)
}

/// Signs at which the lint sees two words, because they are printed with a backslash, or of its own accord.
fn parted(c: char) -> bool {
    "\\`*[]<&|~'".contains(c)
}

/// Whether a word is written in camel case, signs around it apart, and is not known to be a name.
fn is_mixed(word: &str) -> bool {
    let word = word.trim_matches(|c: char| !c.is_alphanumeric());
    is_camel(word) && !NAMES.contains(&word)
}

/// Whether a word has two capitals and a small letter, and begins with neither a small letter nor a digit. `IDs` has
/// one capital too few.
fn is_camel(word: &str) -> bool {
    let word = word.strip_suffix('s').unwrap_or(word);
    !word.starts_with(|c: char| c.is_ascii_digit() || c.is_ascii_lowercase())
        && word.chars().all(char::is_alphanumeric)
        && word.chars().filter(|c| c.is_uppercase()).count() > 1
        && word.chars().any(char::is_lowercase)
}

/// A URL as it is written between `<` and `>`, if it leads to the web.
pub(super) fn web_target(url: &str) -> Option<String> {
    let mut target = String::new();
    for c in url.trim().chars() {
        match c {
            ' ' => target.push_str("%20"),
            '<' => target.push_str("%3C"),
            '>' => target.push_str("%3E"),
            '\\' => target.push_str("%5C"),
            '|' => target.push_str("%7C"),
            '`' => target.push_str("%60"),
            c if c.is_whitespace() => {}
            c => target.push(c),
        }
    }
    verify::is_web(&target).then_some(target)
}

/// The longest run of backticks.
pub(super) fn longest_run(text: &str) -> usize {
    let runs = text.split(|c| c != '`');
    runs.map(str::len).max().unwrap_or_default()
}
