//! Text, code and links in a line.
//!
//! Takes: [`Inline`]s. Gives: words of Markdown that hold no space where a line may not end, escaped so that none of
//! them is read as anything else. Must not: know lines.

use super::blocks::Inline;
use super::verify;
use super::words::{identifier, longest_run, web_address, web_target};

/// A word, and whether the line ends after it.
pub(super) struct Word {
    pub(super) text: String,
    pub(super) ends_line: bool,
}

/// Where words are printed.
#[derive(Clone, Copy, PartialEq)]
pub(super) enum Within {
    Paragraph,
    /// `|` separates cells, and there is no emphasis.
    Cell,
    /// No emphasis, for all of it is.
    Heading,
    /// No link in a link.
    Link,
    /// Neither emphasis nor links.
    Sentence,
}

/// Words of a run of text.
pub(super) fn words(inlines: &[Inline], within: Within) -> Vec<Word> {
    let mut printer = Printer {
        words: Vec::new(),
        open: false,
        within,
    };
    printer.all(inlines);
    printer.words
}

/// Words of a sentence, without links and emphasis.
pub(super) fn unlinked(inlines: &[Inline]) -> Vec<String> {
    let words = words(inlines, Within::Sentence).into_iter();
    words.map(|word| word.text).collect()
}

struct Printer {
    words: Vec<Word>,
    /// Whether the last word goes on.
    open: bool,
    within: Within,
}

impl Printer {
    fn all(&mut self, inlines: &[Inline]) {
        let mut index = 0;
        let mut emphasis: Vec<Option<&'static str>> = Vec::new();
        while let Some(inline) = inlines.get(index) {
            match inline {
                Inline::Text(text) => self.text(text),
                Inline::Code(code) => self.code(code),
                Inline::Break => self.end_line(),
                Inline::Link(url) => {
                    let end = link_end(inlines, index);
                    self.link(url, inlines.get(index + 1..end).unwrap_or_default());
                    index = end;
                }
                Inline::Open(mark) => {
                    let outer = emphasis.iter().all(Option::is_none);
                    let mark = (outer && self.may_mark(inlines, index)).then_some(*mark);
                    emphasis.push(mark);
                    self.glue(mark.unwrap_or_default());
                }
                Inline::Close => {
                    if let Some(mark) = emphasis.pop().flatten() {
                        self.attach(mark);
                    }
                }
                Inline::LinkEnd => {}
            }
            index += 1;
        }
    }

    /// Whether emphasis that begins here would be read as such: it stands free, and holds words.
    fn may_mark(&self, inlines: &[Inline], start: usize) -> bool {
        let end = emphasis_end(inlines, start);
        let before = inlines.get(..start).unwrap_or_default();
        let inside = inlines.get(start + 1..end).unwrap_or_default();
        let after = inlines.get(end + 1..).unwrap_or_default();
        let outside =
            |c: Option<char>, signs: &str| c.is_none_or(|c| c.is_whitespace() || signs.contains(c));
        let word = |c: Option<char>| c.is_some_and(char::is_alphanumeric);
        self.within == Within::Paragraph
            && outside(last_char(before), "(")
            && outside(first_char(after), ".,;:!?)")
            && word(first_char(inside))
            && word(last_char(inside))
    }

    /// Adds to the word that is open, or begins one.
    fn glue(&mut self, text: &str) {
        if text.is_empty() {
            return;
        }
        // Two spans of code that touch would be read as one.
        let touch = |word: &&mut Word| !(word.text.ends_with('`') && text.starts_with('`'));
        match self.words.last_mut().filter(touch) {
            Some(word) if self.open => word.text.push_str(text),
            _ => self.words.push(Word {
                text: text.to_owned(),
                ends_line: false,
            }),
        }
        self.open = true;
    }

    /// Adds to the last word, even after a space.
    fn attach(&mut self, text: &str) {
        let open = std::mem::replace(&mut self.open, true);
        self.glue(text);
        self.open = open;
    }

    fn end_line(&mut self) {
        self.open = false;
        if let Some(word) = self.words.last_mut() {
            word.ends_line = self.within == Within::Paragraph;
        }
    }

    fn text(&mut self, text: &str) {
        for (index, word) in text.split(char::is_whitespace).enumerate() {
            self.open &= index == 0;
            if !word.is_empty() {
                self.word(word);
            }
        }
    }

    fn word(&mut self, word: &str) {
        if let Some((before, url, after)) = web_address(word) {
            self.word_without_url(before);
            let link = matches!(
                self.within,
                Within::Paragraph | Within::Cell | Within::Heading
            );
            if link && verify::is_web(url) && !url.contains(['{', '}', '|', '\\', '^', '[', ']']) {
                self.glue(&format!("<{url}>"));
            } else {
                self.code(url);
            }
            self.word_without_url(after);
        } else {
            self.word_without_url(word);
        }
    }

    /// Identifiers go in backticks, for readers and for `clippy::doc_markdown`.
    fn word_without_url(&mut self, word: &str) {
        match identifier(word) {
            Some((before, name, after)) => {
                self.escaped(before);
                self.code(name);
                self.escaped(after);
            }
            None => self.escaped(word),
        }
    }

    fn code(&mut self, code: &str) {
        let code = code.split_whitespace().collect::<Vec<_>>().join(" ");
        if code.is_empty() {
            return;
        }
        let code = if self.within == Within::Cell {
            code.replace('|', "\\|")
        } else {
            code
        };
        let ticks = "`".repeat(longest_run(&code) + 1);
        let pad = if code.starts_with('`') || code.ends_with('`') {
            " "
        } else {
            ""
        };
        self.glue(&format!("{ticks}{pad}{code}{pad}{ticks}"));
    }

    fn escaped(&mut self, text: &str) {
        let mut escaped = String::with_capacity(text.len());
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            let next = chars.peek().copied();
            let special = match c {
                '\\' | '`' | '*' | '_' | '[' | ']' | '~' => true,
                '<' => !next.is_some_and(|c| c.is_ascii_digit() || c == '='),
                '&' => next.is_some_and(|c| c.is_alphanumeric() || c == '#'),
                '|' => self.within == Within::Cell,
                _ => false,
            };
            if special {
                escaped.push('\\');
            }
            escaped.push(c);
        }
        self.glue(&escaped);
    }

    /// A link to the web is kept, of every other only the text is.
    fn link(&mut self, url: &str, text: &[Inline]) {
        let target = web_target(url);
        let target = target.filter(|_| !matches!(self.within, Within::Sentence | Within::Link));
        let Some(target) = target else {
            return self.all(text);
        };
        let mut words = words(text, Within::Link);
        let shown = shown(text);
        if words.is_empty() || shown.trim() == url {
            return self.glue(&format!("<{target}>"));
        }
        // `!` and a link would be an image.
        let bang = self.words.last_mut().filter(|it| it.text.ends_with('!'));
        if let Some(before) = bang {
            before.text.insert(before.text.len() - 1, '\\');
        }
        if let Some(first) = words.first_mut() {
            first.text.insert(0, '[');
        }
        if let Some(last) = words.last_mut() {
            last.text.extend(["](<", &target, ">)"]);
            last.ends_line = false;
        }
        for (index, word) in words.into_iter().enumerate() {
            let open = self.open && index == 0;
            self.open = open;
            self.glue(&word.text.replace('|', self.bar()));
        }
    }

    /// How `|` is written in what is printed already.
    fn bar(&self) -> &'static str {
        if self.within == Within::Cell {
            "\\|"
        } else {
            "|"
        }
    }
}

/// Index of the end of the link that begins here.
fn link_end(inlines: &[Inline], start: usize) -> usize {
    let end = |it: &Inline| match it {
        Inline::Link(_) => 1,
        Inline::LinkEnd => -1,
        _ => 0,
    };
    matching(inlines, start, end)
}

fn emphasis_end(inlines: &[Inline], start: usize) -> usize {
    let end = |it: &Inline| match it {
        Inline::Open(_) => 1,
        Inline::Close => -1,
        _ => 0,
    };
    matching(inlines, start, end)
}

fn matching(inlines: &[Inline], start: usize, step: impl Fn(&Inline) -> i32) -> usize {
    let mut depth = 0;
    let end = inlines.iter().skip(start).position(|it| {
        depth += step(it);
        depth == 0
    });
    end.map_or(inlines.len(), |offset| start + offset)
}

fn first_char(inlines: &[Inline]) -> Option<char> {
    inlines.iter().find_map(|it| match it {
        Inline::Text(text) | Inline::Code(text) => text.chars().next(),
        Inline::Break => Some(' '),
        _ => None,
    })
}

fn last_char(inlines: &[Inline]) -> Option<char> {
    inlines.iter().rev().find_map(|it| match it {
        Inline::Text(text) | Inline::Code(text) => text.chars().next_back(),
        Inline::Break => Some(' '),
        _ => None,
    })
}

/// Text as a reader sees it.
fn shown(inlines: &[Inline]) -> String {
    let texts = inlines.iter().filter_map(|it| match it {
        Inline::Text(text) | Inline::Code(text) => Some(text.as_str()),
        _ => None,
    });
    texts.collect()
}
