//! What becomes of references to nothing, other than those to schemas: as much as possible of the operation around them is kept.
//!
//! Takes: a tree in which such places have `x-unresolved`; each was reported. Gives: bodies that may be anything, and operations without the
//! parameters and headers of which nothing is known. Must not: report anything.

use std::collections::BTreeSet;

use super::walk::{self, Kind, Object};
use crate::normalise::tree::{
    as_map, as_map_mut, is_true, map_of, node, object, set, text_of, unescape,
};
use crate::source::{Map, Node, Value};

/// What is left out when nothing is known of it.
const LEFT_OUT: [Object; 5] = [
    Object::Parameter,
    Object::Header,
    Object::Link,
    Object::Callback,
    Object::SecurityScheme,
];

/// Takes such places out, or makes them say as little as is known.
pub(super) fn settle(root: &mut Node) {
    let nothing = components(root);
    walk::each_mut(root, Kind::One(Object::Document), &mut |object, _, node| {
        if let Some(map) = as_map_mut(node) {
            match object {
                Object::Response | Object::RequestBody => anything(map),
                _ => leave_out(map, object, &nothing),
            }
        }
    });
}

/// References to components of which nothing is known.
fn components(root: &Node) -> BTreeSet<String> {
    let components = as_map(root).and_then(|root| map_of(root, "components"));
    let sections = LEFT_OUT.iter().filter_map(|it| it.section());
    let mut nothing = BTreeSet::new();
    for section in sections {
        let all = components.and_then(|it| map_of(it, section));
        let unknown = all.into_iter().flatten();
        let unknown = unknown.filter(|(_, it)| is_unresolved(it));
        nothing.extend(unknown.map(|(name, _)| format!("{section}/{name}")));
    }
    nothing
}

fn is_unresolved(node: &Node) -> bool {
    as_map(node).is_some_and(|it| is_true(it, "x-unresolved"))
}

/// A body of any media type.
fn anything(map: &mut Map) {
    if let Some(at) = map.get("x-unresolved").map(|it| it.at)
        && !map.contains_key("content")
    {
        let any = node(at, Value::Map(Map::new()));
        set(map, "content", at, object(at, "*/*", any).value);
    }
}

fn leave_out(map: &mut Map, object: Object, nothing: &BTreeSet<String>) {
    let is_nothing = |it: &Node| {
        let reference = as_map(it).and_then(|it| text_of(it, "$ref"));
        is_unresolved(it)
            || reference
                .and_then(|it| it.strip_prefix("#/components/"))
                .is_some_and(|it| nothing.contains(&unescape(it)))
    };
    for (key, value) in map.iter_mut() {
        let (Kind::MapOf(of) | Kind::ListOf(of)) = Kind::One(object).step(key) else {
            continue;
        };
        if !LEFT_OUT.contains(&of) {
            continue;
        }
        match &mut value.value {
            Value::Map(all) => all.retain(|_, it| !is_nothing(it)),
            Value::List(all) => all.retain(|it| !is_nothing(it)),
            _ => {}
        }
    }
}
