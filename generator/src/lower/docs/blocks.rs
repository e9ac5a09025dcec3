//! Prose as a tree of the few things that we print.
//!
//! Takes: cleaned text. Gives: [`Block`]s. Must not: print, or nest deeper than [`DEEPEST`].

use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

use super::{clean, html};

/// What is printed on lines of its own.
#[derive(Clone, Debug)]
pub(super) enum Block {
    Paragraph(Vec<Inline>),
    Heading(Vec<Inline>),
    Code(String),
    Quote(Vec<Block>),
    /// The first number of a numbered list, and the items.
    List(Option<u64>, Vec<Vec<Block>>),
    /// Rows of cells; the first row is the head.
    Table(Vec<Vec<Vec<Inline>>>),
}

/// What is printed in a line.
#[derive(Clone, Debug, PartialEq)]
pub(super) enum Inline {
    Text(String),
    Code(String),
    /// Begin and end of emphasis; the text is what is written there, `*` or `**`.
    Open(&'static str),
    Close,
    /// Begin and end of a link to a URL that has not been checked.
    Link(String),
    LinkEnd,
    /// The end of a line that is meant.
    Break,
}

/// Lists, items and quotes inside each other beyond which the structure is dropped and the text kept.
const DEEPEST: usize = 8;

/// Reads Markdown. Unlike `rustdoc`, it leaves quotes and dashes as they are written, for `rustdoc` sees them again.
pub(super) fn parse(text: &str) -> Vec<Block> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS;
    let mut tree = Tree::default();
    for event in Parser::new_ext(text, options) {
        tree.take(event);
    }
    tree.finish()
}

/// A container that is not closed yet.
enum Frame {
    Quote(Vec<Block>),
    List(Option<u64>, Vec<Vec<Block>>),
    Item(Vec<Block>),
}

#[derive(Default)]
struct Tree {
    root: Vec<Block>,
    frames: Vec<Frame>,
    /// Containers that are open but not kept, being too deep.
    dropped: usize,
    /// The label of a footnote, for its first paragraph.
    label: Option<String>,
    inlines: Vec<Inline>,
    /// Links and images that are open, each in the one before; the outermost alone is kept.
    links: usize,
    code: Option<String>,
    html: Option<String>,
    rows: Vec<Vec<Vec<Inline>>>,
    row: Vec<Vec<Inline>>,
}

impl Tree {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Start(tag) => self.start(tag),
            Event::End(tag) => self.end(tag),
            Event::Text(text) => match &mut self.code {
                Some(code) => code.push_str(&text),
                None => self.text(&text),
            },
            Event::Code(code) => self.inlines.push(Inline::Code(clean::text(&code))),
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text),
            Event::Html(text) => match &mut self.html {
                Some(html) => html.push_str(&text),
                None => self.markup(&text),
            },
            Event::InlineHtml(text) => self.markup(&text),
            Event::FootnoteReference(label) => self.text(&format!("[{label}]")),
            Event::SoftBreak => self.text(" "),
            Event::HardBreak => self.inlines.push(Inline::Break),
            Event::Rule => self.paragraph(),
            Event::TaskListMarker(done) => self.text(if done { "[x] " } else { "[ ] " }),
        }
    }

    fn start(&mut self, tag: Tag<'_>) {
        match tag {
            Tag::Paragraph | Tag::Heading { .. } => {
                self.paragraph();
                if let Some(label) = self.label.take() {
                    self.text(&label);
                }
            }
            Tag::BlockQuote(_) => self.open(Frame::Quote(Vec::new())),
            Tag::List(first) => self.open(Frame::List(first, Vec::new())),
            Tag::Item => self.open(Frame::Item(Vec::new())),
            Tag::CodeBlock(_) => {
                self.paragraph();
                self.code = Some(String::new());
            }
            Tag::HtmlBlock => {
                self.paragraph();
                self.html = Some(String::new());
            }
            Tag::FootnoteDefinition(label) => {
                self.paragraph();
                self.label = Some(format!("[{label}] "));
            }
            Tag::Table(_) => self.paragraph(),
            Tag::Emphasis => self.inlines.push(Inline::Open("*")),
            Tag::Strong => self.inlines.push(Inline::Open("**")),
            Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => {
                self.links += 1;
                if self.links == 1 {
                    self.inlines.push(Inline::Link(clean::text(&dest_url)));
                }
            }
            _ => {}
        }
    }

    fn end(&mut self, tag: TagEnd) {
        match tag {
            TagEnd::Heading(_) => {
                let inlines = std::mem::take(&mut self.inlines);
                self.push(Block::Heading(inlines));
            }
            TagEnd::BlockQuote(_) | TagEnd::List(_) | TagEnd::Item => self.close(),
            TagEnd::CodeBlock => {
                if let Some(code) = self.code.take() {
                    self.push(Block::Code(clean::text(&code)));
                }
            }
            TagEnd::HtmlBlock => {
                if let Some(html) = self.html.take() {
                    self.markup(&html);
                }
                self.paragraph();
            }
            TagEnd::TableCell => self.row.push(std::mem::take(&mut self.inlines)),
            TagEnd::TableHead | TagEnd::TableRow => self.rows.push(std::mem::take(&mut self.row)),
            TagEnd::Table => {
                let rows = std::mem::take(&mut self.rows);
                self.push(Block::Table(rows));
            }
            TagEnd::Emphasis | TagEnd::Strong => self.inlines.push(Inline::Close),
            TagEnd::Link | TagEnd::Image => {
                self.links = self.links.saturating_sub(1);
                if self.links == 0 {
                    self.inlines.push(Inline::LinkEnd);
                }
            }
            TagEnd::Paragraph | TagEnd::FootnoteDefinition => self.paragraph(),
            _ => {}
        }
    }

    /// Adds text; neighbours become one, so that words are seen whole.
    fn text(&mut self, text: &str) {
        let text = clean::text(text);
        match self.inlines.last_mut() {
            Some(Inline::Text(before)) => before.push_str(&text),
            _ => self.inlines.push(Inline::Text(text)),
        }
    }

    fn markup(&mut self, text: &str) {
        for piece in html::pieces(text) {
            match piece {
                html::Piece::Text(text) => self.text(&text),
                html::Piece::Code(code) => self.inlines.push(Inline::Code(clean::text(&code))),
                html::Piece::Break => self.inlines.push(Inline::Break),
            }
        }
    }

    /// Ends the paragraph that is open, if there is one.
    fn paragraph(&mut self) {
        let inlines = std::mem::take(&mut self.inlines);
        let blank = |it: &Inline| matches!(it, Inline::Text(text) if text.trim().is_empty());
        if !inlines.iter().all(blank) {
            self.push(Block::Paragraph(inlines));
        }
    }

    fn push(&mut self, block: Block) {
        match self.frames.last_mut() {
            Some(Frame::Quote(blocks) | Frame::Item(blocks)) => blocks.push(block),
            Some(Frame::List(_, items)) => items.push(vec![block]),
            None => self.root.push(block),
        }
    }

    fn open(&mut self, frame: Frame) {
        self.paragraph();
        if self.dropped > 0 || self.frames.len() >= DEEPEST {
            self.dropped += 1;
        } else {
            self.frames.push(frame);
        }
    }

    fn close(&mut self) {
        self.paragraph();
        if self.dropped > 0 {
            self.dropped -= 1;
            return;
        }
        match self.frames.pop() {
            Some(Frame::Quote(blocks)) if !blocks.is_empty() => self.push(Block::Quote(blocks)),
            Some(Frame::List(first, items)) if !items.is_empty() => {
                self.push(Block::List(first, items));
            }
            Some(Frame::Item(blocks)) if !blocks.is_empty() => match self.frames.last_mut() {
                Some(Frame::List(_, items)) => items.push(blocks),
                _ => blocks.into_iter().for_each(|block| self.push(block)),
            },
            _ => {}
        }
    }

    fn finish(mut self) -> Vec<Block> {
        self.paragraph();
        while !self.frames.is_empty() {
            self.dropped = 0;
            self.close();
        }
        self.root
    }
}
