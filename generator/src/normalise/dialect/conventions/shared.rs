//! Enumerations that a document spells out wherever they are used and gives one name (`x-ms-enum`): one type, as the name says.
//!
//! Takes: a document. Gives: a component for each such enumeration, and references to it. Must not: make one type of different values.

use std::collections::BTreeMap;

use super::super::walk::{self, Kind, Object};
use super::super::{Context, references};
use crate::normalise::tree::{as_map, as_map_mut, list_of, map_of, text_of};
use crate::source::{At, Map, Node, Value};

/// What an enumeration is, and stays in its component. Everything else is about one use of it.
const OWN: [&str; 4] = ["type", "format", "enum", "x-ms-enum"];

/// Makes components of enumerations with one name and the same values, where there are several.
pub(super) fn enumerations(root: &mut Node, context: &mut Context<'_>) {
    let everything = Kind::One(Object::Document);
    let mut named: BTreeMap<String, Option<(Map, usize)>> = BTreeMap::new();
    walk::each_mut(root, everything, &mut |object, _, node| {
        if let Some((name, map)) = enumeration(object, node) {
            let first = named
                .entry(name.to_owned())
                .or_insert_with(|| Some((own(map), 0)));
            let is_same = |(first, _): &&mut (Map, usize)| same(first, map);
            match first.as_mut().filter(is_same) {
                Some((_, count)) => *count += 1,
                None => *first = None,
            }
        }
    });
    let components = as_map(root).and_then(|it| map_of(it, "components"));
    let schemas = components.and_then(|it| map_of(it, "schemas"));
    let is_free = |name: &str, own: &Map| {
        let taken = schemas.and_then(|it| it.get(name));
        taken.is_none_or(|it| as_map(it).is_some_and(|it| same(own, it)))
    };
    let shared: BTreeMap<String, Map> = named
        .into_iter()
        .filter_map(|(name, it)| Some((name, it.filter(|(_, count)| *count > 1)?.0)))
        .filter(|(name, own)| is_free(name, own))
        .collect();
    if shared.is_empty() {
        return;
    }
    let home = root.at;
    walk::each_mut(root, everything, &mut |object, _, node| {
        let name = enumeration(object, node).map(|(name, _)| name.to_owned());
        if let Some(name) = name.filter(|it| shared.contains_key(it)) {
            refer(node, &name, home, context);
        }
    });
    for (name, own) in shared {
        let at = own.values().next().map_or(home, |it| it.at);
        let value = Value::Map(own);
        references::insert(root, "schemas", &name, Node { at, value });
    }
}

/// A schema that lists values and has a name that a component can have.
fn enumeration(object: Object, node: &Node) -> Option<(&str, &Map)> {
    let map = as_map(node).filter(|_| object == Object::Schema)?;
    let name = text_of(map_of(map, "x-ms-enum")?, "name")?;
    let is_plain = name
        .bytes()
        .all(|it| it.is_ascii_alphanumeric() || it == b'_');
    (is_plain && !name.is_empty() && list_of(map, "enum").is_some()).then_some((name, map))
}

fn own(map: &Map) -> Map {
    let of = |key: &str| Some((key.to_owned(), map.get(key)?.clone()));
    OWN.into_iter().filter_map(of).collect()
}

fn same(a: &Map, b: &Map) -> bool {
    ["type", "format", "enum"]
        .iter()
        .all(|key| a.get(*key) == b.get(*key))
}

/// Leaves a reference, which is one of the document at `home`, and what is said of this use.
fn refer(node: &mut Node, name: &str, home: At, context: &mut Context<'_>) {
    let link = references::link("schemas", name, home);
    context.merged.push(node.at);
    let Some(map) = as_map_mut(node) else { return };
    map.retain(|key, _| !OWN.contains(&key.as_str()));
    if let Value::Map(link) = link.value {
        map.extend(link);
    }
}
