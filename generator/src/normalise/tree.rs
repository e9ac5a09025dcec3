//! Small tools for trees: reading a node as one kind of value, editing objects in place, and JSON Pointers.
//!
//! Takes and gives: nodes. Must not: know `OpenAPI`.

use crate::source::{At, Map, Node, Text, Value};

/// A JSON Pointer, split and decoded.
pub(super) type Path = Vec<String>;

/// The object that a node is.
pub(super) fn as_map(node: &Node) -> Option<&Map> {
    match &node.value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

/// The object that a node is, to change it.
pub(super) fn as_map_mut(node: &mut Node) -> Option<&mut Map> {
    match &mut node.value {
        Value::Map(map) => Some(map),
        _ => None,
    }
}

/// The array that a node is.
pub(super) fn as_list(node: &Node) -> Option<&[Node]> {
    match &node.value {
        Value::List(list) => Some(list),
        _ => None,
    }
}

/// The text that a node is.
pub(super) fn as_text(node: &Node) -> Option<&str> {
    match &node.value {
        Value::Text(text) => Some(text),
        _ => None,
    }
}

/// The text under a key.
pub(super) fn text_of<'a>(map: &'a Map, key: &str) -> Option<&'a str> {
    map.get(key).and_then(as_text)
}

/// The object under a key.
pub(super) fn map_of<'a>(map: &'a Map, key: &str) -> Option<&'a Map> {
    map.get(key).and_then(as_map)
}

/// The array under a key.
pub(super) fn list_of<'a>(map: &'a Map, key: &str) -> Option<&'a [Node]> {
    map.get(key).and_then(as_list)
}

/// The integer under a key.
pub(super) fn integer_of(map: &Map, key: &str) -> Option<i128> {
    match map.get(key)?.value {
        Value::Integer(number) => Some(number.get()),
        _ => None,
    }
}

/// Whether a key holds `true`.
pub(super) fn is_true(map: &Map, key: &str) -> bool {
    map.get(key)
        .is_some_and(|node| node.value == Value::Bool(true))
}

/// Whether a key holds `false`.
pub(super) fn is_false(map: &Map, key: &str) -> bool {
    map.get(key)
        .is_some_and(|node| node.value == Value::Bool(false))
}

/// A node.
pub(super) fn node(at: At, value: Value) -> Node {
    Node { at, value }
}

/// A text node.
pub(super) fn text(at: At, text: impl Into<Text>) -> Node {
    node(at, Value::Text(text.into()))
}

/// An object node with one entry.
pub(super) fn object(at: At, key: &str, value: Node) -> Node {
    let mut map = Map::new();
    map.insert(key.to_owned(), value);
    node(at, Value::Map(map))
}

/// Puts a value under a key.
pub(super) fn set(map: &mut Map, key: &str, at: At, value: Value) {
    map.insert(key.to_owned(), node(at, value));
}

/// Puts `true` under a key, once.
pub(super) fn mark(map: &mut Map, key: &str, at: At) {
    if !is_true(map, key) {
        set(map, key, at, Value::Bool(true));
    }
}

/// Takes a key out, keeping the order of the others.
pub(super) fn take(map: &mut Map, key: &str) -> Option<Node> {
    map.shift_remove(key)
}

/// Gives a key another name, in its place. A key that has that name already is replaced.
pub(super) fn rename(map: &mut Map, old: &str, new: &str) {
    if !map.contains_key(old) {
        return;
    }
    map.shift_remove(new);
    if let Some((index, _, value)) = map.shift_remove_full(old) {
        map.shift_insert(index, new.to_owned(), value);
    }
}

/// Gives keys other names, all in one pass: `other_name` says which.
pub(super) fn rename_all(map: &mut Map, other_name: impl Fn(&str, &Node) -> Option<String>) {
    *map = std::mem::take(map)
        .into_iter()
        .map(|(key, value)| (other_name(&key, &value).map_or(key, Into::into), value))
        .collect();
}

/// The number of nodes of a tree, if it is at most `limit`. Looks at no more than that.
pub(super) fn size_within(node: &Node, limit: usize) -> Option<usize> {
    fn count(node: &Node, left: &mut usize) -> bool {
        if *left == 0 {
            return false;
        }
        *left -= 1;
        match &node.value {
            Value::List(list) => list.iter().all(|child| count(child, left)),
            Value::Map(map) => map.values().all(|child| count(child, left)),
            _ => true,
        }
    }
    let mut left = limit;
    count(node, &mut left).then(|| limit - left)
}

/// The child of a node under one segment of a pointer.
pub(super) fn child<'a>(node: &'a Node, segment: &str) -> Option<&'a Node> {
    match &node.value {
        Value::Map(map) => map.get(segment),
        Value::List(list) => list.get(segment.parse::<usize>().ok()?),
        _ => None,
    }
}

/// The node at a pointer.
pub(super) fn at_path<'a>(root: &'a Node, path: &[String]) -> Option<&'a Node> {
    path.iter()
        .try_fold(root, |here, segment| child(here, segment))
}

/// The node at a pointer, to change it.
pub(super) fn find_mut<'a>(root: &'a mut Node, path: &[String]) -> Option<&'a mut Node> {
    let mut here = root;
    for segment in path {
        here = match &mut here.value {
            Value::Map(map) => map.get_mut(segment.as_str())?,
            Value::List(list) => list.get_mut(segment.parse::<usize>().ok()?)?,
            _ => return None,
        };
    }
    Some(here)
}

/// Splits the text of a JSON Pointer (RFC 6901): empty, or starting with `/`. `~1` and `~0` are decoded.
pub(super) fn parse_pointer(pointer: &str) -> Option<Path> {
    if pointer.is_empty() {
        return Some(Path::new());
    }
    let rest = pointer.strip_prefix('/')?;
    Some(rest.split('/').map(unescape).collect())
}

/// Reads one segment of a JSON Pointer.
pub(super) fn unescape(segment: &str) -> String {
    if segment.contains('~') {
        segment.replace("~1", "/").replace("~0", "~")
    } else {
        segment.to_owned()
    }
}

/// Writes one segment of a JSON Pointer.
pub(super) fn escape(segment: &str) -> String {
    segment.replace('~', "~0").replace('/', "~1")
}

/// Writes a JSON Pointer.
pub(super) fn write_pointer(path: &[String]) -> String {
    let mut text = String::new();
    for segment in path {
        text.push('/');
        text.push_str(&escape(segment));
    }
    text
}

/// Visits a node and everything in it.
pub(super) fn each<'a>(node: &'a Node, visit: &mut dyn FnMut(&'a Node)) {
    visit(node);
    match &node.value {
        Value::List(list) => list.iter().for_each(|it| each(it, visit)),
        Value::Map(map) => map.values().for_each(|it| each(it, visit)),
        _ => {}
    }
}
