//! Which files a document refers to.
//!
//! Takes: references as they are written, and what the document is called. Gives: labels of other files. Must not: know which
//! objects of a document are references (a `$ref` that is data names a file that is not there, and no harm is done), or look
//! whether a file exists.
//!
//! Only spelling is looked at (RFC 3986): nothing that is named here can be outside of the folder, or on a network.

use std::collections::BTreeSet;

use super::{Map, Node, Value, uri};

/// What references of a document are relative to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Base {
    /// Where the document is: a POSIX path, relative to the folder.
    pub label: String,
    /// What the document calls itself: `$self` of `OpenAPI` 3.2, or the `$id` of a JSON Schema.
    pub uri: Option<String>,
}

/// What a reference names, apart from its fragment.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The document that it stands in.
    Here,
    /// A file of the folder, by its label.
    File(String),
    /// A file outside of the folder.
    Outside,
    /// Something on a network, or by an absolute path.
    Elsewhere,
}

impl Base {
    /// The base of a document.
    #[must_use]
    pub fn new(label: &str, root: &Node) -> Self {
        let own = |map: &Map, key: &str| match &map.get(key)?.value {
            Value::Text(text) => Some(split(text).0.to_owned()),
            _ => None,
        };
        let uri = match &root.value {
            Value::Map(map) => own(map, "$self").or_else(|| own(map, "$id")),
            _ => None,
        };
        Self {
            label: label.to_owned(),
            uri: uri.filter(|it| has_scheme(it)),
        }
    }

    /// What a reference names.
    #[must_use]
    pub fn place(&self, reference: &str) -> Place {
        let document = split(reference).0;
        // What the document calls itself is the base of its references (RFC 3986, section 5.1.1), not what its file is called.
        let own = self.uri.as_deref();
        let address = own.map(|own| uri::resolve(own, document));
        if document.is_empty() || address.as_deref() == own && own.is_some() {
            return Place::Here;
        }
        let near = own.zip(address.as_deref());
        let near = near.and_then(|(own, address)| relative(own, address));
        let path = decode(near.as_deref().unwrap_or(document)).replace('\\', "/");
        if path.starts_with('/') || has_scheme(&path) {
            return Place::Elsewhere;
        }
        join(&self.label, &path).map_or(Place::Outside, |label| {
            if label == self.label {
                Place::Here
            } else {
                Place::File(label)
            }
        })
    }
}

/// The label of every other file that a `$ref` or a `mapping` of the tree may name.
#[must_use]
pub fn files(label: &str, root: &Node) -> BTreeSet<String> {
    let base = Base::new(label, root);
    let mut labels = BTreeSet::new();
    let mut add = |node: &Node| {
        if let Value::Text(reference) = &node.value
            && let Place::File(label) = base.place(reference)
        {
            labels.insert(label);
        }
    };
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        match &node.value {
            Value::List(items) => nodes.extend(items),
            Value::Map(map) => {
                map.get("$ref").into_iter().for_each(&mut add);
                if let Some(Value::Map(mapping)) = map.get("mapping").map(|it| &it.value) {
                    mapping.values().for_each(&mut add);
                }
                nodes.extend(map.values());
            }
            _ => {}
        }
    }
    labels
}

/// Whether a text may refer to other files. It does not when each `$ref` leads to a place in the text or on a network, or is the name of
/// something else, as in most documents.
#[must_use]
pub fn may_name_files(text: &str) -> bool {
    const QUOTES: [char; 2] = ['"', '\''];
    // A document that says where it is on a network can name its neighbours so.
    let is_placed = ["$self", "$id"].into_iter().any(|it| text.contains(it));
    text.split("$ref").skip(1).any(|rest| {
        let value = rest.trim_start_matches(QUOTES);
        let value = value.trim_start_matches([':', ' ']);
        let reference = value.trim_start_matches(QUOTES);
        let leads_away = !is_placed && has_scheme(reference);
        !(value.starts_with('{') || reference.starts_with('#') || leads_away)
    })
}

/// Splits a reference into what names a document and the fragment; both as written.
#[must_use]
pub fn split(reference: &str) -> (&str, &str) {
    reference.split_once('#').unwrap_or((reference, ""))
}

/// Whether a reference is absolute: has a scheme, such as `https:` or `urn:`.
#[must_use]
pub fn has_scheme(reference: &str) -> bool {
    reference.split_once(':').is_some_and(|(scheme, _)| {
        scheme.starts_with(|c: char| c.is_ascii_alphabetic())
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || "+-.".contains(c))
    })
}

/// Decodes `%XX`. Text that is not valid stays as it is.
#[must_use]
pub fn decode(text: &str) -> String {
    if !text.contains('%') {
        return text.to_owned();
    }
    let mut bytes = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&byte, tail)) = rest.split_first() {
        let escaped = match tail {
            [high, low, ..] if byte == b'%' => hex(*high).zip(hex(*low)),
            _ => None,
        };
        if let Some((high, low)) = escaped {
            bytes.push(high * 16 + low);
            rest = tail.get(2..).unwrap_or_default();
        } else {
            bytes.push(byte);
            rest = tail;
        }
    }
    String::from_utf8(bytes).unwrap_or_else(|_| text.to_owned())
}

fn hex(digit: u8) -> Option<u8> {
    char::from(digit)
        .to_digit(16)
        .and_then(|digit| u8::try_from(digit).ok())
}

/// How one address is reached from another of the same authority: `https://x.org/a/b` and `https://x.org/c` give `../c`.
fn relative(from: &str, to: &str) -> Option<String> {
    if !has_scheme(to) {
        return None;
    }
    let from: Vec<&str> = from.split('/').collect();
    let to: Vec<&str> = to.split('/').collect();
    let common = from.iter().zip(&to).take_while(|(a, b)| a == b).count();
    // Scheme, nothing, authority: less is another place altogether.
    if common < 3 || common == to.len() {
        return None;
    }
    let up = from.len().checked_sub(common + 1)?;
    Some("../".repeat(up) + &to.get(common..)?.join("/"))
}

/// A path as seen from a document: `a/b.json` and `../c.json` give `c.json`. `None` when that is no file of the folder.
#[must_use]
pub fn join(from: &str, path: &str) -> Option<String> {
    let is_odd = |it: char| it.is_control() || matches!(it, ':' | '\\');
    if path.starts_with('/') || path.ends_with('/') || path.contains(is_odd) {
        return None;
    }
    let folder = from.rsplit_once('/').map_or("", |(folder, _)| folder);
    let mut parts: Vec<&str> = Vec::new();
    for part in folder.split('/').chain(path.split('/')) {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            other => parts.push(other),
        }
    }
    (!parts.is_empty()).then(|| parts.join("/"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(uri: Option<&str>, reference: &str, expected: &Place) {
        let base = Base {
            label: "a/b.json".to_owned(),
            uri: uri.map(ToOwned::to_owned),
        };
        assert_eq!(base.place(reference), *expected, "{uri:?} {reference}");
    }

    #[test]
    fn references_name_files_of_the_folder() {
        let file = |label: &str| Place::File(label.to_owned());
        check(None, "", &Place::Here);
        check(None, "#/x", &Place::Here);
        check(None, "../a/./b.json#/x", &Place::Here);
        check(None, "c.json", &file("a/c.json"));
        check(None, "./d//c.json#x", &file("a/d/c.json"));
        check(None, "../c%20d.yaml", &file("c d.yaml"));
        check(None, r"..\c\d.yaml", &file("c/d.yaml"));
    }

    #[test]
    fn what_a_document_calls_itself_is_where_it_is() {
        let own = Some("https://x.org/s/t/b.json");
        for reference in [
            "https://x.org/s/t/b.json#/x",
            "b.json#/x",
            "/s/t/b.json#/x",
            "../t/b.json",
        ] {
            check(own, reference, &Place::Here);
            let other = Some("https://x.org/s/t/other.json");
            if !reference.starts_with("..") {
                check(
                    other,
                    &reference.replace("b.json", "other.json"),
                    &Place::Here,
                );
            }
        }
        for (reference, label) in [
            ("https://x.org/s/t/u/c.json", "a/u/c.json"),
            ("https://x.org/s/c.json#/x", "c.json"),
            ("c.json", "a/c.json"),
            ("/s/c.json", "c.json"),
            ("/s/t/c.json", "a/c.json"),
        ] {
            check(own, reference, &Place::File(label.to_owned()));
        }
        check(own, "https://x.org/c.json", &Place::Outside);
        check(own, "https://y.org/s/t/c.json", &Place::Elsewhere);
    }

    #[test]
    fn h10_nothing_else_is_named() {
        for reference in ["../../c.json", "..", "./", "%2e%2e/%2e%2e/c", "c\0.json"] {
            check(None, reference, &Place::Outside);
        }
        for reference in [
            "/etc/passwd",
            "file:///etc/passwd",
            "http://169.254.169.254/x",
            "http://[::ffff:127.0.0.1]/x",
            "//x.org/c.json",
            r"\\host\share\c.json",
            "ftp://x.org/c.json",
            "C:/c.json",
            "urn:c",
            "%68ttp://x.org",
        ] {
            check(None, reference, &Place::Elsewhere);
        }
    }

    #[test]
    fn percent_encoding() {
        assert_eq!(decode("a%20b%7E%zz%"), "a b~%zz%");
        assert_eq!(decode("%ff"), "%ff");
    }

    #[test]
    fn most_texts_name_no_file() {
        let check =
            |text: &str, expected: bool| assert_eq!(may_name_files(text), expected, "{text}");
        check(r##"{"a": {"$ref": "#/x"}, "b": {"$ref" : "#/y"}}"##, false);
        check("a: {$ref: '#/x'}\nb:\n  $ref: \"#/y\"", false);
        check("a: {$ref: 'x.yaml'}", true);
        check("a:\n  $ref: >-\n    #/x", true);
        check("$ref", true);
        check(r#"{"a": {"$ref": {"type": "string"}}}"#, false);
        check(r#"{"a": {"$ref": "{x}.yaml"}}"#, true);
        check(r#"{"a": {"$ref": "https://x.org/y.yaml"}}"#, false);
        check(
            r#"{"$self": "https://x.org/z.yaml", "a": {"$ref": "https://x.org/y.yaml"}}"#,
            true,
        );
        check("a:\n  $ref: x.yaml\n  b: urn:c", true);
    }
}
