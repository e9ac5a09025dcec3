//! What is for the readers of a document alone.
//!
//! Takes: a lowered tree. Gives: the tree without examples. Must not: drop what a later room reads.

use super::Canonical;
use super::dialect::walk::{Kind, Object, each_mut};
use super::tree::as_map_mut;

/// Drops examples, which are half of many a large document, and no part of a client.
pub fn drop_examples(canonical: &mut Canonical) {
    let everything = Kind::One(Object::Document);
    each_mut(&mut canonical.root, everything, &mut |object, _, node| {
        let Some(map) = as_map_mut(node) else { return };
        let keys: &[&str] = match object {
            Object::Components => &["examples"],
            Object::Parameter | Object::Header | Object::MediaType => &["example", "examples"],
            Object::Schema => &["example", "x-examples"],
            _ => &[],
        };
        for key in keys {
            map.shift_remove(*key);
        }
    });
}
