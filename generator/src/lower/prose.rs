//! Documentation of items: in which order its parts stand, and what is said where the document says nothing.
//!
//! Takes: `model::Doc`. Gives: `code::Doc`. Must not: let text of the document through except by `docs` or as a code span.

use super::docs;
use crate::code::Doc;
use crate::model;

/// Prose of the document, or `otherwise` (our words) where it has none.
pub(super) fn doc(of: &model::Doc, otherwise: impl FnOnce() -> String) -> Doc {
    let mut blocks = head(of);
    if blocks.is_empty() {
        blocks.push(vec![otherwise()]);
    }
    blocks.extend(tail(of));
    join(blocks)
}

/// Title and text, each a block of lines.
pub(super) fn head(of: &model::Doc) -> Vec<Vec<String>> {
    let title = of.title.as_deref().filter(|it| !it.trim().is_empty());
    let text = of.text.as_deref().map(docs::paragraphs);
    let mut blocks = Vec::new();
    if let Some(title) = title {
        blocks.push(vec![docs::sentence(title)]);
    }
    if let Some(lines) = text.map(unindented)
        && !lines.is_empty()
        && !repeats(&blocks, &lines)
    {
        blocks.push(lines);
    }
    blocks
}

/// Whether prose is one line that says no more than the title.
fn repeats(blocks: &[Vec<String>], lines: &[String]) -> bool {
    match (blocks, lines) {
        ([title], [line]) => title.first() == Some(&docs::sentence(line)),
        _ => false,
    }
}

/// Deprecation and facts, each a block of lines.
pub(super) fn tail(of: &model::Doc) -> Vec<Vec<String>> {
    let mut blocks = Vec::new();
    if of.deprecated {
        blocks.push(vec!["Deprecated.".to_owned()]);
    }
    for fact in &of.facts {
        blocks.push(vec![docs::sentence(fact)]);
    }
    blocks
}

/// Blocks with an empty line between them.
pub(super) fn join(blocks: Vec<Vec<String>>) -> Doc {
    let count = blocks.iter().map(|it| it.len() + 1).sum::<usize>();
    let mut lines = Vec::with_capacity(count.saturating_sub(1));
    for block in blocks {
        if !lines.is_empty() {
            lines.push(String::new());
        }
        lines.extend(block);
    }
    Doc(lines)
}

/// Our own words.
pub(super) fn ours(lines: &[&str]) -> Doc {
    Doc(lines.iter().map(|it| (*it).to_owned()).collect())
}

/// Text of the document as a code span, in which Markdown and rustdoc interpret nothing.
pub(super) fn code_span(text: &str) -> String {
    let shown: String = text.chars().map(visible).collect();
    let shown = shown.trim();
    if text.is_empty() {
        return "the empty text".to_owned();
    }
    if shown.is_empty() {
        // One blank text is not another: `" "`, `"\n"`.
        return format!("`{text:?}`");
    }
    let fence = "`".repeat(longest_run(shown) + 1);
    if fence.len() > 1 {
        format!("{fence} {shown} {fence}")
    } else {
        format!("`{shown}`")
    }
}

/// Control characters, and those that turn the direction of writing, would make a line show something else.
fn visible(character: char) -> char {
    match character {
        '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => '\u{fffd}',
        '\u{2028}' | '\u{2029}' => ' ',
        other if other.is_control() => ' ',
        other => other,
    }
}

fn longest_run(text: &str) -> usize {
    text.split(|it| it != '`')
        .map(str::len)
        .max()
        .unwrap_or_default()
}

/// Lines without the space that `emit` puts before each.
fn unindented(lines: Vec<String>) -> Vec<String> {
    let strip = |it: String| it.strip_prefix(' ').map(str::to_owned).unwrap_or(it);
    lines.into_iter().map(strip).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn code_spans_keep_their_text_inside() {
        for (text, expected) in [
            ("name", "`name`"),
            ("a`b", "`` a`b ``"),
            ("a\nb", "`a b`"),
            ("", "the empty text"),
            (" ", "`\" \"`"),
            ("\n", r#"`"\n"`"#),
            ("x\u{202e}y", "`x\u{fffd}y`"),
        ] {
            assert_eq!(code_span(text), expected);
        }
    }

    #[test]
    fn parts_stand_in_one_order() {
        let doc = doc(
            &model::Doc {
                title: Some("Removes".into()),
                text: Some("\nFor good.\n".into()),
                facts: vec!["1 to 3 items".into()],
                deprecated: true,
            },
            || unreachable!("there is prose"),
        );
        assert_eq!(
            doc.0,
            [
                "Removes.",
                "",
                "For good.",
                "",
                "Deprecated.",
                "",
                "1 to 3 items."
            ]
        );
    }
}
