//! JSON Pointer (RFC 6901).
//!
//! Takes and gives: text. Must not: know what it points at.

/// The pointer of a child.
#[must_use]
pub fn child(parent: &str, key: &str) -> String {
    let mut pointer = String::with_capacity(parent.len() + key.len() + 1);
    pointer.push_str(parent);
    pointer.push('/');
    pointer.push_str(&key.replace('~', "~0").replace('/', "~1"));
    pointer
}

/// One reference token, unescaped.
#[must_use]
pub fn decode(token: &str) -> String {
    token.replace("~1", "/").replace("~0", "~")
}

/// The tokens of a pointer, unescaped; none for the root.
#[must_use]
pub fn parse(pointer: &str) -> Vec<String> {
    pointer.split('/').skip(1).map(decode).collect()
}
