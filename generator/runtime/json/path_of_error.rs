//! Where in a document a fault is.
//!
//! Takes a fault with a byte offset and the text, walks the text once more, and gives the fault its JSON Pointer (RFC 6901) and
//! excerpt. It must not be called unless something went wrong, so that reading pays nothing for it, and must not recurse.

use super::super::text::Escaped;
use super::fault::Fault;
use super::skim;

/// Longest excerpt, in characters.
const EXCERPT: usize = 40;
/// Longest path, in bytes: keys come from outside and may be of any length.
const LONGEST_PATH: usize = 1_000;

/// What the walk is inside of.
enum Place<'t> {
    /// The list's index.
    List(usize),
    /// The key, once it was read and until its value ends.
    Object(Option<&'t str>),
}

/// Adds path and excerpt, and the bytes that were dropped before the text.
#[cold]
pub(super) fn complete(fault: Fault, text: &str, dropped: usize) -> Fault {
    let (places, start) = places(text, fault.offset());
    let mut path = pointer(&places);
    if let Some(name) = fault.missing_name() {
        push_key(&mut path, name);
    }
    // A part of a text would not be recognised as a part of a secret.
    let inside_text = start < fault.offset() && text.as_bytes().get(start) == Some(&b'"');
    let excerpt = if inside_text || fault.is_of_secret() {
        String::new()
    } else {
        cut(token(text, fault.offset()))
    };
    fault.place(path, excerpt, dropped)
}

/// What encloses the token at an offset, outermost first, and where that token starts.
fn places(text: &str, offset: usize) -> (Vec<Place<'_>>, usize) {
    let bytes = text.as_bytes();
    let mut places = Vec::new();
    let mut at = skim::skip_space(bytes, 0);
    while let Some(byte) = bytes.get(at) {
        let end = match byte {
            b'"' => skim::string_end(bytes, at).unwrap_or(bytes.len()),
            b'{' | b'[' | b'}' | b']' | b',' | b':' => at + 1,
            _ => skim::scalar_end(bytes, at).max(at + 1),
        };
        if end > offset {
            break;
        }
        match byte {
            b'{' => places.push(Place::Object(None)),
            b'[' => places.push(Place::List(0)),
            b'}' | b']' => {
                places.pop();
            }
            b',' => step(&mut places),
            b'"' => {
                if let Some(Place::Object(key @ None)) = places.last_mut() {
                    *key = text.get(at + 1..end - 1);
                }
            }
            _ => {}
        }
        at = skim::skip_space(bytes, end);
    }
    (places, at)
}

fn step(places: &mut [Place<'_>]) {
    match places.last_mut() {
        Some(Place::List(index)) => *index += 1,
        Some(Place::Object(key)) => *key = None,
        None => {}
    }
}

fn pointer(places: &[Place<'_>]) -> String {
    let mut path = String::new();
    for place in places {
        match place {
            Place::List(index) => push_key(&mut path, &index.to_string()),
            Place::Object(Some(key)) => push_key(
                &mut path,
                &skim::unescaped(key).unwrap_or_else(|| (*key).to_owned()),
            ),
            Place::Object(None) => {}
        }
    }
    path
}

fn push_key(path: &mut String, key: &str) {
    if path.len() + key.len() > LONGEST_PATH {
        if !path.ends_with('…') {
            path.push_str("/…");
        }
        return;
    }
    path.push('/');
    push_escaped(path, key);
}

fn push_escaped(path: &mut String, key: &str) {
    path.push_str(&key.replace('~', "~0").replace('/', "~1"));
}

/// A pointer whose keys are changed.
pub(super) fn map_keys(path: &str, change: impl Fn(&str) -> String) -> String {
    let mut changed = String::new();
    for key in path.split('/').skip(1) {
        changed.push('/');
        push_escaped(
            &mut changed,
            &change(&key.replace("~1", "/").replace("~0", "~")),
        );
    }
    changed
}

/// The scalar at the offset. Only that one: what stands around it may be a secret.
pub(super) fn token(text: &str, offset: usize) -> &str {
    let bytes = text.as_bytes();
    let end = match bytes.get(offset) {
        Some(b'"') => skim::string_end(bytes, offset).unwrap_or(bytes.len()),
        Some(b'{' | b'[') | None => offset,
        Some(_) => skim::scalar_end(bytes, offset).max(offset + 1),
    };
    text.get(offset..end).unwrap_or_default()
}

/// The start of a token, fit to print.
pub(super) fn cut(token: &str) -> String {
    Escaped::new(token, EXCERPT).to_string()
}
