//! Item macros with braces, which hold tables: each row has a line of its own.
//!
//! Takes: a call of such a macro. Gives: its text. Must not: know what the rows mean.

use std::iter::Peekable;

use proc_macro2::token_stream::IntoIter;
use proc_macro2::{Delimiter, Group, Punct, Spacing, TokenStream, TokenTree};
use syn::{Item, Macro, MacroDelimiter};

/// The text of an item that is a table.
pub(super) fn table(item: &Item) -> Option<String> {
    let Item::Macro(item) = item else { return None };
    let Macro {
        path,
        delimiter: MacroDelimiter::Brace(_),
        tokens,
        ..
    } = &item.mac
    else {
        return None;
    };
    let mut lines = Lines::default();
    lines.word(&path.get_ident()?.to_string());
    lines.attach("!");
    lines.block(tokens.clone());
    lines.end();
    Some(lines.text)
}

/// Lines, of which the last one is not complete.
#[derive(Default)]
struct Lines {
    text: String,
    /// Blocks that are open.
    depth: usize,
    /// Angle brackets that are open.
    angles: usize,
    before: Before,
}

/// What stands before, in the same line.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Before {
    /// Nothing.
    #[default]
    Start,
    /// What a space follows.
    Word,
    /// What nothing follows.
    Open,
}

impl Lines {
    /// A block with its braces.
    fn block(&mut self, rows: TokenStream) {
        if rows.is_empty() {
            self.word("{}");
            return;
        }
        self.word("{");
        self.end();
        self.depth += 1;
        self.tokens(rows);
        if self.before != Before::Start {
            self.end();
        }
        self.depth -= 1;
        self.word("}");
    }

    fn tokens(&mut self, tokens: TokenStream) {
        let mut tokens = tokens.into_iter().peekable();
        while let Some(token) = tokens.next() {
            match token {
                TokenTree::Group(group) => self.group(&group),
                TokenTree::Ident(ident) => self.word(&ident.to_string()),
                TokenTree::Literal(literal) => self.word(&literal.to_string()),
                TokenTree::Punct(punct) => self.operator(&operator(&punct, &mut tokens)),
            }
        }
    }

    fn group(&mut self, group: &Group) {
        let (open, close) = match group.delimiter() {
            Delimiter::Brace => return self.block(group.stream()),
            Delimiter::Parenthesis => ("(", ")"),
            Delimiter::Bracket => ("[", "]"),
            Delimiter::None => ("", ""),
        };
        self.attach(open);
        self.before = Before::Open;
        self.angles += 1;
        self.tokens(group.stream());
        self.angles -= 1;
        self.attach(close);
    }

    fn operator(&mut self, operator: &str) {
        match operator {
            "," => {
                self.attach(operator);
                if self.angles == 0 {
                    self.end();
                }
            }
            "::" => {
                self.attach(operator);
                self.before = Before::Open;
            }
            "<" => {
                self.attach(operator);
                self.before = Before::Open;
                self.angles += 1;
            }
            ">" => {
                self.attach(operator);
                self.angles = self.angles.saturating_sub(1);
            }
            "-" | ".." => {
                self.word(operator);
                self.before = Before::Open;
            }
            _ => self.word(operator),
        }
    }

    /// Adds what a space separates from a word before it.
    fn word(&mut self, text: &str) {
        match self.before {
            Before::Start => self.text.extend((0..self.depth).map(|_| "    ")),
            Before::Word => self.text.push(' '),
            Before::Open => {}
        }
        self.attach(text);
    }

    /// Adds what follows at once.
    fn attach(&mut self, text: &str) {
        self.text.push_str(text);
        self.before = Before::Word;
    }

    fn end(&mut self) {
        self.text.push('\n');
        self.before = Before::Start;
    }
}

/// An operator of one or more characters. Brackets and commas stand alone.
fn operator(first: &Punct, tokens: &mut Peekable<IntoIter>) -> String {
    const ALONE: [char; 3] = ['<', '>', ','];
    let mut operator = first.as_char().to_string();
    let mut joint = first.spacing() == Spacing::Joint && !ALONE.contains(&first.as_char());
    while joint
        && let Some(TokenTree::Punct(next)) =
            tokens.next_if(|it| matches!(it, TokenTree::Punct(next) if next.as_char() != ','))
    {
        operator.push(next.as_char());
        joint = next.spacing() == Spacing::Joint;
    }
    operator
}
