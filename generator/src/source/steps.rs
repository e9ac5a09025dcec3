//! How every node is reached from the root, in an eighth of the memory of the tree.
//!
//! Takes: a tree that was just read. Gives: JSON Pointers. Must not: keep the tree.

use std::fmt::Write as _;

use indexmap::IndexSet;

use super::{Node, Value};

/// The steps from the root to every node.
#[derive(Clone, Debug, Default)]
pub(super) struct Steps {
    /// Every node but the root, by its number.
    steps: Vec<Step>,
    /// Every key, once.
    keys: IndexSet<String>,
}

/// The last step to a node.
#[derive(Clone, Copy, Debug)]
struct Step {
    node: u32,
    parent: u32,
    key: Key,
}

#[derive(Clone, Copy, Debug)]
enum Key {
    /// Number of a key in [`Steps::keys`].
    Name(u32),
    /// Number of an item in an array.
    Item(u32),
}

impl Steps {
    /// The steps of a tree whose nodes are numbered in reading order.
    pub(super) fn of(root: &Node) -> Self {
        let mut steps = Self::default();
        steps.add(root);
        // Merged objects of YAML come out of order.
        steps.steps.sort_unstable_by_key(|it| it.node);
        steps.steps.shrink_to_fit();
        steps
    }

    fn add(&mut self, parent: &Node) {
        match &parent.value {
            Value::Map(map) => {
                for (key, node) in map {
                    let number = match self.keys.get_index_of(key.as_str()) {
                        Some(number) => number,
                        None => self.keys.insert_full(key.to_string()).0,
                    };
                    self.step(parent, node, Key::Name(narrow(number)));
                }
            }
            Value::List(items) => {
                for (number, node) in items.iter().enumerate() {
                    self.step(parent, node, Key::Item(narrow(number)));
                }
            }
            _ => {}
        }
    }

    fn step(&mut self, parent: &Node, node: &Node, key: Key) {
        self.steps.push(Step {
            node: node.at.node,
            parent: parent.at.node,
            key,
        });
        self.add(node);
    }

    /// The JSON Pointer (RFC 6901) of a node, or of the last one before it that is in the tree.
    pub(super) fn pointer(&self, node: u32) -> String {
        let mut way = Vec::new();
        let mut node = node;
        while let Some(step) = self.last_step(node) {
            way.push(step.key);
            // A parent comes before its children, so this ends.
            node = step.parent;
        }
        let mut pointer = String::new();
        for key in way.iter().rev() {
            self.write(*key, &mut pointer);
        }
        pointer
    }

    fn last_step(&self, node: u32) -> Option<&Step> {
        let after = self.steps.partition_point(|it| it.node <= node);
        self.steps.get(after.checked_sub(1)?)
    }

    fn write(&self, key: Key, pointer: &mut String) {
        pointer.push('/');
        match key {
            Key::Name(number) => {
                let name = usize::try_from(number).ok();
                let name = name.and_then(|it| self.keys.get_index(it));
                let name = name.map_or("", String::as_str);
                pointer.push_str(&name.replace('~', "~0").replace('/', "~1"));
            }
            Key::Item(number) => {
                let _: std::fmt::Result = write!(pointer, "{number}");
            }
        }
    }
}

/// There are no more than [`MAX_NODES`](super::MAX_NODES) of anything.
fn narrow(number: usize) -> u32 {
    u32::try_from(number).unwrap_or(u32::MAX)
}
