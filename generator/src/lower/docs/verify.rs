//! The proof that lines are inert: they are parsed as `rustdoc` parses them, and hold nothing but what we print.
//!
//! Takes: lines without their leading space. Gives: yes or no. Must not: trust the printer.

use pulldown_cmark::{BrokenLink, CodeBlockKind, CowStr, Event, LinkType, Options, Parser, Tag};

use super::clean;

/// What `rustdoc` understands (`rustdoc::html::markdown::main_body_opts`).
const RUSTDOC: Options = Options::ENABLE_TABLES
    .union(Options::ENABLE_FOOTNOTES)
    .union(Options::ENABLE_STRIKETHROUGH)
    .union(Options::ENABLE_TASKLISTS)
    .union(Options::ENABLE_SMART_PUNCTUATION);

/// Whether lines hold no HTML, no code but fenced `text`, no link but to the web, and nothing that `rustdoc`
/// would take for the name of an item.
pub(super) fn is_inert(lines: &[String]) -> bool {
    lines.iter().all(|line| is_line(line)) && all_events(&lines.join("\n"), is_harmless)
}

/// Whether a text is one line of words and inline code.
pub(super) fn is_sentence(text: &str) -> bool {
    let words = |event: &Event<'_>| match event {
        Event::Start(tag) => matches!(tag, Tag::Paragraph),
        Event::Text(_) | Event::Code(_) | Event::End(_) => true,
        _ => false,
    };
    is_line(text) && all_events(text, words)
}

fn is_line(line: &str) -> bool {
    !line.contains(|c| c == '\n' || c == '\t' || clean::is_unseen(c))
}

/// Whether a check holds for each event, and no brackets are left open for an item.
fn all_events(text: &str, check: impl Fn(&Event<'_>) -> bool) -> bool {
    let mut broken = false;
    let link = |_: BrokenLink<'_>| {
        broken = true;
        None::<(CowStr<'_>, CowStr<'_>)>
    };
    let harmless =
        Parser::new_with_broken_link_callback(text, RUSTDOC, Some(link)).all(|it| check(&it));
    harmless && !broken
}

fn is_harmless(event: &Event<'_>) -> bool {
    match event {
        Event::Html(_)
        | Event::InlineHtml(_)
        | Event::InlineMath(_)
        | Event::DisplayMath(_)
        | Event::FootnoteReference(_) => false,
        Event::Start(tag) => is_harmless_tag(tag),
        _ => true,
    }
}

fn is_harmless_tag(tag: &Tag<'_>) -> bool {
    match tag {
        Tag::Paragraph
        | Tag::BlockQuote(_)
        | Tag::List(_)
        | Tag::Item
        | Tag::Table(_)
        | Tag::TableHead
        | Tag::TableRow
        | Tag::TableCell
        | Tag::Emphasis
        | Tag::Strong => true,
        Tag::CodeBlock(CodeBlockKind::Fenced(language)) => language.as_ref() == "text",
        Tag::Link {
            link_type: LinkType::Inline | LinkType::Autolink,
            dest_url,
            title,
            ..
        } => title.is_empty() && is_web(dest_url),
        _ => false,
    }
}

/// Whether a URL leads to the web or to a mailbox. `rustdoc` takes a URL without `/` or `.` for the path of an item.
pub(super) fn is_web(url: &str) -> bool {
    let host = |rest: &str| rest.starts_with(|c: char| c.is_ascii_alphanumeric());
    let (scheme, rest) = url.split_once(':').unwrap_or_default();
    match scheme {
        "http" | "https" => rest.strip_prefix("//").is_some_and(host),
        "mailto" => host(rest) && rest.contains('@') && rest.contains('.'),
        _ => false,
    }
}
