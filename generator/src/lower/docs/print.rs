//! Blocks as lines of Markdown, indented so that each belongs where it stood.
//!
//! Takes: [`Block`]s. Gives: lines. Must not: print a fence without `text`, or a line that begins with a space
//! where no list asks for it.

use super::blocks::{Block, Inline};
use super::inline::{self, Within, Word};
use super::words;

/// Characters of a line, if words allow it, without `/// ` and four columns of indentation.
const WIDTH: usize = 92;

/// Lines of a text.
pub(super) fn lines(blocks: &[Block]) -> Vec<String> {
    let mut lines = spaced(blocks, WIDTH);
    let blank = lines
        .iter()
        .rev()
        .take_while(|line| line.is_empty())
        .count();
    lines.truncate(lines.len() - blank);
    lines
}

/// Lines of a text that could not be printed as what it is: words, in which every sign is escaped.
pub(super) fn plain(text: &str) -> Vec<String> {
    let mut lines = Vec::new();
    for paragraph in text.split("\n\n") {
        let words: Vec<Word> = (paragraph.split_whitespace().map(words::plain))
            .map(|text| Word {
                text,
                ends_line: false,
            })
            .collect();
        if !lines.is_empty() && !words.is_empty() {
            lines.push(String::new());
        }
        lines.extend(wrapped(words, WIDTH));
    }
    lines
}

/// The words of the first paragraph of a text, in which every sign is escaped.
pub(super) fn plain_words(text: &str) -> Vec<String> {
    let paragraph = text.trim_start().split("\n\n").next().unwrap_or_default();
    paragraph.split_whitespace().map(words::plain).collect()
}

/// Blocks with a blank line between them, except before a list that belongs to a line of text in an item.
fn spaced(blocks: &[Block], width: usize) -> Vec<String> {
    joined(blocks, width, |_, _| true)
}

fn item(blocks: &[Block], width: usize) -> Vec<String> {
    let belongs = |before: &Block, block: &Block| {
        matches!(before, Block::Paragraph(_)) && matches!(block, Block::List(None | Some(1), _))
    };
    joined(blocks, width, |before, block| !belongs(before, block))
}

fn joined(blocks: &[Block], width: usize, blank: impl Fn(&Block, &Block) -> bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut last = None;
    for block in blocks {
        let printed = block_lines(block, width);
        if printed.is_empty() {
            continue;
        }
        if last.is_some_and(|last| blank(last, block)) {
            lines.push(String::new());
        }
        lines.extend(printed);
        last = Some(block);
    }
    lines
}

fn block_lines(block: &Block, width: usize) -> Vec<String> {
    match block {
        Block::Paragraph(inlines) => wrapped(inline::words(inlines, Within::Paragraph), width),
        Block::Heading(inlines) => heading(inlines, width),
        Block::Code(text) => code(text),
        Block::Quote(blocks) => {
            let lines = spaced(blocks, width.saturating_sub(2));
            lines.iter().map(|line| prefixed("> ", line)).collect()
        }
        Block::List(first, items) => list(*first, items, width),
        Block::Table(rows) => table(rows),
    }
}

/// A heading as a bold paragraph, for headings are the structure of our own documentation.
fn heading(inlines: &[Inline], width: usize) -> Vec<String> {
    let mut words = inline::words(inlines, Within::Heading);
    if let Some(first) = words.first_mut() {
        first.text.insert_str(0, "**");
    }
    if let Some(last) = words.last_mut() {
        last.text.push_str("**");
    }
    wrapped(words, width)
}

/// Code is always `text`, so that it is no test, in a fence that it cannot close.
fn code(text: &str) -> Vec<String> {
    let fence = "`".repeat(words::longest_run(text).max(2) + 1);
    let mut lines = vec![format!("{fence}text")];
    let body = text.trim_end().trim_start_matches('\n');
    lines.extend((body.lines()).map(|line| line.replace('\t', "    ").trim_end().to_owned()));
    lines.push(fence);
    lines
}

fn list(first: Option<u64>, items: &[Vec<Block>], width: usize) -> Vec<String> {
    let tall = |blocks: &Vec<Block>| {
        !matches!(
            blocks.as_slice(),
            [Block::Paragraph(_)] | [Block::Paragraph(_), Block::List(..)]
        )
    };
    let loose = items.iter().any(tall);
    let mut lines: Vec<String> = Vec::new();
    for (number, blocks) in (first.unwrap_or_default()..).zip(items) {
        let marker = match first {
            Some(_) => format!("{number}. "),
            None => "- ".to_owned(),
        };
        let indent = " ".repeat(marker.len());
        let printed = item(blocks, width.saturating_sub(marker.len()));
        if loose && !lines.is_empty() && !printed.is_empty() {
            lines.push(String::new());
        }
        for (index, line) in printed.iter().enumerate() {
            let prefix = if index == 0 { &marker } else { &indent };
            lines.push(prefixed(prefix, line));
        }
    }
    lines
}

fn table(rows: &[Vec<Vec<Inline>>]) -> Vec<String> {
    let cell = |inlines: &Vec<Inline>| {
        let words = inline::words(inlines, Within::Cell).into_iter();
        words.map(|word| word.text).collect::<Vec<_>>().join(" ")
    };
    let row = |cells: &Vec<Vec<Inline>>| {
        let cells: Vec<String> = cells.iter().map(cell).collect();
        format!("| {} |", cells.join(" | "))
    };
    let Some((head, body)) = rows.split_first() else {
        return Vec::new();
    };
    let rule = vec!["---"; head.len()].join(" | ");
    let mut lines = vec![row(head), format!("| {rule} |")];
    lines.extend(body.iter().map(row));
    lines
}

/// Words in lines of a width, each of which begins with nothing that would be more than text.
fn wrapped(words: Vec<Word>, width: usize) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    let last = words.len().saturating_sub(1);
    for (index, word) in words.into_iter().enumerate() {
        let length = line.chars().count() + 1 + word.text.chars().count();
        if !line.is_empty() && length > width {
            lines.push(std::mem::take(&mut line));
        }
        if line.is_empty() {
            line = words::line_start(&word.text);
        } else {
            line.push(' ');
            line.push_str(&word.text);
        }
        if word.ends_line && index < last {
            line.push('\\');
            lines.push(std::mem::take(&mut line));
        }
    }
    if !line.is_empty() {
        lines.push(line);
    }
    lines
}

fn prefixed(prefix: &str, line: &str) -> String {
    format!("{prefix}{line}").trim_end().to_owned()
}
