//! The documents as they were read, and where their references lead.
//!
//! Takes: texts. Gives: trees and nodes. Must not: use what a later room of the generator makes of them.

use generator::diagnostics::Diagnostics;
use generator::source::document::{Document, Sources};
use generator::source::references::join;
use generator::source::{self, Map, Node, Value};
use generator::spec;

/// The documents with their trees, read again: the generator keeps only their texts.
pub(crate) fn read_again(sources: &Sources) -> Vec<Document> {
    let read = |document: &Document| {
        let number = document.root.at.document;
        let bytes = document.text.as_bytes();
        source::read_part(&document.label, bytes, number, &mut Diagnostics::new())
    };
    sources.iter().filter_map(read).collect()
}

pub(crate) fn map(node: &Node) -> Option<&Map> {
    match &node.value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

/// What an object refers to, if it refers to anything.
pub(crate) fn reference(node: &Node) -> Option<&str> {
    match &map(node)?.get("$ref")?.value {
        Value::Text(reference) => Some(reference),
        _ => None,
    }
}

/// A node, or the one that it refers to in the end.
pub(crate) fn resolved<'s>(
    document: &'s Document,
    node: &'s Node,
    sources: &'s [Document],
) -> Option<&'s Node> {
    found(document, node, sources).map(|(_, node)| node)
}

/// A node, or the one that it refers to in the end, with its document.
pub(crate) fn found<'s>(
    document: &'s Document,
    node: &'s Node,
    sources: &'s [Document],
) -> Option<(&'s Document, &'s Node)> {
    chain(document, node, sources).ok()
}

/// As [`found`].
///
/// # Errors
///
/// All nodes on the way, of which the last one refers to nothing, or to one before it.
pub(crate) fn chain<'s>(
    document: &'s Document,
    node: &'s Node,
    sources: &'s [Document],
) -> Result<(&'s Document, &'s Node), Vec<&'s Node>> {
    let (mut document, mut node) = (document, node);
    let mut way = Vec::new();
    while let Some(reference) = reference(node) {
        let seen = way.iter().any(|it: &&Node| it.at == node.at);
        way.push(node);
        match target(document, reference, sources).filter(|_| !seen) {
            Some(next) => (document, node) = next,
            None => return Err(way),
        }
    }
    Ok((document, node))
}

/// What a reference of a document names.
fn target<'s>(
    document: &'s Document,
    reference: &str,
    sources: &'s [Document],
) -> Option<(&'s Document, &'s Node)> {
    let (file, pointer) = reference.split_once('#').unwrap_or((reference, ""));
    let mut document = document;
    if !file.is_empty() {
        let label = join(&document.label, &percent_decoded(file))?;
        document = sources.iter().find(|it| it.label == label)?;
    }
    let mut node = &document.root;
    for key in spec::parse(&percent_decoded(pointer)) {
        node = match &node.value {
            Value::Map(map) => map.get(key.as_str())?,
            Value::List(items) => items.get(key.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some((document, node))
}

/// RFC 3986, section 2.1. What is no escape is left as it is.
fn percent_decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.as_bytes();
    while let Some((first, after)) = rest.split_first() {
        let escaped = after.get(..2).filter(|_| *first == b'%');
        let escaped = escaped.and_then(|it| std::str::from_utf8(it).ok());
        let byte = escaped.and_then(|it| u8::from_str_radix(it, 16).ok());
        bytes.push(byte.unwrap_or(*first));
        rest = if byte.is_some() { &after[2..] } else { after };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use generator::source::{At, read};

    /// Documents by their labels.
    pub(crate) fn sources(texts: &[(&str, &str)]) -> Sources {
        let mut sources = Sources::new();
        for (number, (label, text)) in (0..).zip(texts) {
            let read = read(label, text.as_bytes(), number, &mut Diagnostics::new());
            sources.add(read.expect("well written"));
        }
        sources
    }

    /// Compares places by their pointers.
    pub(crate) fn check(
        places: impl IntoIterator<Item = At>,
        sources: &Sources,
        expected: &[&str],
    ) {
        let pointers: Vec<String> = places.into_iter().map(|it| sources.pointer(it)).collect();
        assert_eq!(pointers, expected);
    }

    #[test]
    fn a_reference_leads_where_it_says() {
        let main = "
a: {$ref: '#/b'}
b: {$ref: 'more%20files.yaml#/list/1'}
c: {$ref: '#/nowhere'}
d: {$ref: '#/d'}
e: {$ref: '#/c'}
";
        let sources = sources(&[
            ("main.yaml", main),
            ("more files.yaml", "list: [0, {x: 1}]"),
        ]);
        let trees = read_again(&sources);
        let root = map(&trees[0].root).expect("an object");
        let reach = |key: &str| match chain(&trees[0], &root[key], &trees) {
            Ok((_, node)) => sources.pointer(node.at),
            Err(way) => {
                let way: Vec<String> = way.iter().map(|it| sources.pointer(it.at)).collect();
                format!("nowhere by {}", way.join(", "))
            }
        };
        assert_eq!(reach("a"), "/list/1");
        assert_eq!(reach("c"), "nowhere by /c");
        assert_eq!(reach("d"), "nowhere by /d, /d");
        assert_eq!(reach("e"), "nowhere by /e, /c");
    }
}
