//! Documentation as rustdoc reads it: which texts there are, which blocks run as tests, what is markup.

use proc_macro2::{TokenStream, TokenTree};
use pulldown_cmark::{CodeBlockKind, Event, LinkType, Options, Parser, Tag};

/// The documentation of each item of a source, its attributes joined and unindented.
pub(crate) fn doc_texts(source: &str) -> Vec<String> {
    let stream: TokenStream = source.parse().expect("checked before");
    let mut texts = Vec::new();
    collect(stream, &mut texts);
    texts
}

/// The first words after the fence of each code block; an indented block has none, which rustdoc takes for Rust.
pub(crate) fn blocks(text: &str) -> Vec<String> {
    parser(text)
        .filter_map(|event| match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(words))) => Some(words.to_string()),
            Event::Start(Tag::CodeBlock(CodeBlockKind::Indented)) => Some(String::new()),
            _ => None,
        })
        .collect()
}

/// Whether rustdoc compiles a block with these words. Stricter than rustdoc: only what is text for certain is no test.
pub(crate) fn runs_as_test(words: &str) -> bool {
    !matches!(words, "text" | "json" | "yaml" | "xml" | "http" | "sh")
}

/// Whether a text is prose: no HTML, and no link but to the web, to mail, and to items.
pub(crate) fn is_harmless(text: &str) -> Result<(), String> {
    for event in parser(text) {
        match event {
            Event::Html(it) | Event::InlineHtml(it) => return Err(format!("HTML `{it}`")),
            Event::Start(Tag::Link {
                link_type,
                dest_url,
                ..
            }) => {
                let web = ["https://", "http://", "mailto:"]
                    .iter()
                    .any(|it| dest_url.starts_with(it));
                let mail = link_type == LinkType::Email;
                let item = dest_url
                    .chars()
                    .all(|it| it.is_ascii_alphanumeric() || matches!(it, '_' | ':' | '`'))
                    && (!dest_url.contains(':') || dest_url.contains("::"));
                if !(web || mail || item) {
                    return Err(format!("a link to `{dest_url}`"));
                }
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                return Err(format!("an image `{dest_url}`"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// With the extensions that rustdoc has on.
fn parser(text: &str) -> Parser<'_> {
    let options = Options::ENABLE_TABLES
        | Options::ENABLE_FOOTNOTES
        | Options::ENABLE_STRIKETHROUGH
        | Options::ENABLE_TASKLISTS
        | Options::ENABLE_SMART_PUNCTUATION;
    Parser::new_ext(text, options)
}

fn collect(stream: TokenStream, texts: &mut Vec<String>) {
    let mut lines: Vec<String> = Vec::new();
    for tree in stream {
        match tree {
            TokenTree::Punct(it) if matches!(it.as_char(), '#' | '!') => {}
            TokenTree::Group(group) => {
                if let Some(line) = doc_line(&group.stream()) {
                    lines.push(line);
                } else {
                    finish(&mut lines, texts);
                    collect(group.stream(), texts);
                }
            }
            _ => finish(&mut lines, texts),
        }
    }
    finish(&mut lines, texts);
}

/// The text of `doc = "…"`.
fn doc_line(stream: &TokenStream) -> Option<String> {
    let mut trees = stream.clone().into_iter();
    match (trees.next()?, trees.next()?, trees.next()?) {
        (TokenTree::Ident(name), TokenTree::Punct(_), TokenTree::Literal(literal))
            if name == "doc" =>
        {
            match syn::Lit::new(literal) {
                syn::Lit::Str(it) => Some(it.value()),
                _ => None,
            }
        }
        _ => None,
    }
}

/// Takes the indentation away that all lines share, as rustdoc does.
fn finish(lines: &mut Vec<String>, texts: &mut Vec<String>) {
    let all: Vec<String> = lines
        .drain(..)
        .flat_map(|it| it.split('\n').map(str::to_owned).collect::<Vec<_>>())
        .collect();
    let shared = all
        .iter()
        .filter(|it| !it.trim().is_empty())
        .map(|it| it.len() - it.trim_start_matches([' ', '\t']).len())
        .min()
        .unwrap_or_default();
    let text: Vec<&str> = all
        .iter()
        .map(|it| it.get(shared..).unwrap_or_default())
        .collect();
    if !text.is_empty() {
        texts.push(text.join("\n"));
    }
}
