//! Which files a document refers to.
//!
//! Takes: a tree. Gives: relative paths, without fragments. Must not: know which objects of the document are references:
//! a `$ref` that is data names a file that is not there, and no harm is done.

use std::collections::BTreeSet;

use super::{Node, Value};

/// Every path that a `$ref` of the tree names, apart from the document itself.
#[must_use]
pub fn files(root: &Node) -> BTreeSet<String> {
    let mut paths = BTreeSet::new();
    let mut nodes = vec![root];
    while let Some(node) = nodes.pop() {
        match &node.value {
            Value::List(items) => nodes.extend(items),
            Value::Map(map) => {
                if let Some(Value::Text(reference)) = map.get("$ref").map(|it| &it.value) {
                    let path = reference.split('#').next().unwrap_or_default();
                    paths.insert(path.to_owned());
                }
                nodes.extend(map.values());
            }
            _ => {}
        }
    }
    paths.remove("");
    paths
}
