//! Resolving a URI reference against a base (RFC 3986, section 5), as far as addresses of documents and identifiers of schemas need it.
//!
//! Takes and gives: text. Must not: fetch anything.

use super::references::has_scheme;

/// The reference as seen from a base; both without fragment. An empty base is the document itself.
#[must_use]
pub fn resolve(base: &str, reference: &str) -> String {
    if reference.is_empty() {
        return base.to_owned();
    }
    if has_scheme(reference) {
        return reference.to_owned();
    }
    let (root, path) = authority(base);
    if let Some(rest) = reference.strip_prefix("//") {
        let scheme = base.split_once("//").map_or("", |(scheme, _)| scheme);
        return format!("{scheme}//{rest}");
    }
    if reference.starts_with('/') {
        return format!("{root}{}", without_dots(reference));
    }
    let folder = path
        .rsplit_once('/')
        .map_or(String::new(), |(folder, _)| format!("{folder}/"));
    format!("{root}{}", without_dots(&format!("{folder}{reference}")))
}

/// Splits a base into scheme with authority, and path.
fn authority(base: &str) -> (&str, &str) {
    let Some(start) = base.find("//").map(|at| at + 2) else {
        return match base.split_once(':') {
            Some((scheme, _)) if has_scheme(base) => base.split_at(scheme.len() + 1),
            _ => ("", base),
        };
    };
    let end = base
        .get(start..)
        .and_then(|rest| rest.find('/'))
        .map_or(base.len(), |slash| start + slash);
    base.split_at(end)
}

fn without_dots(path: &str) -> String {
    let mut kept: Vec<&str> = Vec::new();
    for segment in path.split('/') {
        match segment {
            "." => {}
            ".." => {
                if kept.last().is_some_and(|last| !last.is_empty()) {
                    kept.pop();
                }
            }
            _ => kept.push(segment),
        }
    }
    kept.join("/")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn references_against_a_base() {
        let check = |base: &str, reference: &str, expected: &str| {
            assert_eq!(resolve(base, reference), expected, "{base} {reference}");
        };
        check("", "a.json", "a.json");
        check("", "", "");
        check("https://x.org/s/a.json", "b.json", "https://x.org/s/b.json");
        check(
            "https://x.org/s/a.json",
            "../b.json",
            "https://x.org/b.json",
        );
        check("https://x.org/s/a.json", "/b.json", "https://x.org/b.json");
        check("https://x.org", "/b", "https://x.org/b");
        check("https://x.org/s/a", "//y.org/b", "https://y.org/b");
        check("https://x.org/s/a", "urn:b", "urn:b");
        check("schemas/a.json", "./b.json", "schemas/b.json");
    }
}
