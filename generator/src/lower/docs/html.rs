//! HTML in prose: formatting is dropped, ends of lines are kept, and every other tag is shown as code.
//!
//! Takes: HTML as the Markdown parser found it. Gives: [`Piece`]s, none of which is HTML. Must not: fail.

/// What HTML says.
#[derive(Debug, PartialEq)]
pub(super) enum Piece {
    Text(String),
    Code(String),
    Break,
}

/// Tags that say only how their text looks.
const LOOKS: &[&str] = &[
    "a",
    "b",
    "big",
    "blockquote",
    "body",
    "center",
    "code",
    "details",
    "em",
    "font",
    "html",
    "i",
    "img",
    "kbd",
    "mark",
    "pre",
    "s",
    "samp",
    "section",
    "small",
    "span",
    "strike",
    "strong",
    "sub",
    "summary",
    "sup",
    "table",
    "tbody",
    "thead",
    "u",
    "var",
];

/// Tags that begin a line.
const LINES: &[&str] = &[
    "br", "dd", "div", "dl", "dt", "h1", "h2", "h3", "h4", "h5", "h6", "hr", "li", "ol", "p", "td",
    "th", "tr", "ul",
];

/// The pieces of HTML, in order.
pub(super) fn pieces(html: &str) -> Vec<Piece> {
    let mut pieces = Vec::new();
    let mut rest = html;
    let mut target = None;
    while let Some((before, from)) = rest.find('<').and_then(|at| rest.split_at_checked(at)) {
        push_text(&mut pieces, before);
        let (tag, after) = tag(from);
        match name(tag).as_str() {
            _ if tag.starts_with("<!--") => {}
            "/a" => pieces.extend(target.take().map(Piece::Text)),
            "a" => target = href(tag),
            "img" => pieces.extend(attribute(tag, "alt").map(Piece::Text)),
            "" => push_text(&mut pieces, tag),
            name => {
                let bare = name.trim_start_matches('/');
                if LINES.contains(&bare) {
                    pieces.push(Piece::Break);
                } else if !LOOKS.contains(&bare) {
                    pieces.push(Piece::Code(tag.to_owned()));
                }
            }
        }
        rest = after;
    }
    push_text(&mut pieces, rest);
    pieces
}

/// The tag or comment at the beginning, and what is after it. One that does not end goes on to the end.
fn tag(from: &str) -> (&str, &str) {
    let end = if from.starts_with("<!--") {
        from.find("-->").map(|at| at + 3)
    } else {
        from.find('>').map(|at| at + 1)
    };
    end.and_then(|end| from.split_at_checked(end))
        .unwrap_or((from, ""))
}

/// The name of a tag in small letters, with `/` in front at its end: `script`, `/b`. Empty if it is none.
fn name(tag: &str) -> String {
    let inner = tag.trim_start_matches('<');
    let slash = if inner.starts_with('/') { "/" } else { "" };
    let inner = inner.trim_start_matches('/');
    let end = inner.find(|c: char| !c.is_ascii_alphanumeric());
    let name = inner.get(..end.unwrap_or(inner.len())).unwrap_or_default();
    if name.is_empty() {
        return String::new();
    }
    format!("{slash}{}", name.to_ascii_lowercase())
}

/// Where a link leads, as text for after the link.
fn href(tag: &str) -> Option<String> {
    let url = attribute(tag, "href")?;
    let web = url.starts_with("https://") || url.starts_with("http://");
    web.then(|| format!(" ({url})"))
}

/// The value of an attribute in quotes.
fn attribute(tag: &str, name: &str) -> Option<String> {
    let (_, rest) = tag.split_once(&format!("{name}="))?;
    let quote = rest.chars().next().filter(|c| matches!(c, '"' | '\''))?;
    let (value, _) = rest.get(1..)?.split_once(quote)?;
    Some(value.to_owned())
}

fn push_text(pieces: &mut Vec<Piece>, text: &str) {
    if text.is_empty() {
        return;
    }
    let mut text = text.to_owned();
    // `&amp;` comes last, so that `&amp;lt;` shows `&lt;`.
    let entities = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#39;", "'"),
        ("&apos;", "'"),
        ("&nbsp;", " "),
        ("&amp;", "&"),
    ];
    for (entity, sign) in entities {
        text = text.replace(entity, sign);
    }
    pieces.push(Piece::Text(text));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn markup_becomes_pieces_without_markup() {
        let text = |it: &str| Piece::Text(it.to_owned());
        let code = |it: &str| Piece::Code(it.to_owned());
        let table = [
            ("<br/>", vec![Piece::Break]),
            ("a<b>c</b>", vec![text("a"), text("c")]),
            ("<script src=x>y", vec![code("<script src=x>"), text("y")]),
            ("<!-- > --> &amp;lt;", vec![text(" &lt;")]),
            (
                "<a href='https://x.y'>z</a>",
                vec![text("z"), text(" (https://x.y)")],
            ),
            ("<a href='javascript:x'>z</a>", vec![text("z")]),
            ("1 < 2", vec![text("1 "), text("< 2")]),
        ];
        for (input, expected) in table {
            assert_eq!(pieces(input), expected, "{input}");
        }
    }
}
