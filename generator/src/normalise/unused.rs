//! Components that nothing uses.
//!
//! Takes: a lowered tree, where each reference is `#/components/…`. Gives: one without them. Must not: leave a reference without its target.

use std::collections::{BTreeMap, BTreeSet};

use super::tree::{
    as_list, as_map, as_map_mut, as_text, each, list_of, map_of, take, text_of, unescape,
};
use crate::source::{Map, Node};

/// Where operations are kept that the document itself leaves out, until it is known what only they use.
pub(super) const LEFT_OUT: &str = "x-left-out";

/// Section and name of a component.
type Name = (String, String);

/// Leaves out the components that nothing refers to, directly or through others.
pub(super) fn drop(root: &mut Node, gone: &mut dyn FnMut(&Node)) {
    let Some(map) = as_map_mut(root) else { return };
    take(map, LEFT_OUT);
    let used = reached(map, of_operations(map));
    retain(map, |name| used.contains(name), gone);
}

/// Leaves out the components that nothing uses but operations that were left out.
pub(super) fn drop_what_left(root: &mut Node, gone: &mut dyn FnMut(&Node)) {
    let Some(map) = as_map_mut(root) else { return };
    let Some(left) = take(map, LEFT_OUT) else {
        return;
    };
    let theirs = reached(map, names_in(&left));
    let mut roots = of_operations(map);
    roots.extend(components(map).filter(|it| !theirs.contains(it)));
    let used = reached(map, roots);
    retain(map, |name| used.contains(name), gone);
}

fn retain(map: &mut Map, keep: impl Fn(&Name) -> bool, gone: &mut dyn FnMut(&Node)) {
    let components = map.get_mut("components").and_then(as_map_mut);
    for (section, all) in components.into_iter().flatten() {
        if section.starts_with("x-") {
            continue;
        }
        let Some(all) = as_map_mut(all) else { continue };
        all.retain(|name, it| {
            let is_kept = keep(&(section.to_string(), name.to_string()));
            if !is_kept {
                gone(it);
            }
            is_kept
        });
    }
}

fn components(map: &Map) -> impl Iterator<Item = Name> + '_ {
    let sections = map_of(map, "components").into_iter().flatten();
    sections.flat_map(|(section, all)| {
        let names = as_map(all).into_iter().flat_map(|it| it.keys());
        names.map(|name| (section.to_string(), name.to_string()))
    })
}

/// The components that the paths and the security of a document refer to.
fn of_operations(map: &Map) -> Vec<Name> {
    let mut names = Vec::new();
    for node in ["paths", "security"].iter().filter_map(|it| map.get(*it)) {
        names.extend(names_in(node));
    }
    if let Some(security) = map.get("security") {
        names.extend(requirements(security));
    }
    names
}

/// These components and all that they need.
fn reached(map: &Map, mut next: Vec<Name>) -> BTreeSet<Name> {
    let children = children(map);
    let mut reached: BTreeSet<Name> = BTreeSet::new();
    while let Some(name) = next.pop() {
        let (section, own) = &name;
        let component = map_of(map, "components")
            .and_then(|it| map_of(it, section))
            .and_then(|it| it.get(own.as_str()));
        if let Some(component) = component
            && reached.insert(name.clone())
        {
            next.extend(names_in(component));
            let is_told_apart =
                as_map(component).is_some_and(|it| it.contains_key("discriminator"));
            let heirs = children.get(own).filter(|_| is_told_apart);
            next.extend(heirs.into_iter().flatten().map(|it| schema(it)));
        }
    }
    reached
}

fn schema(name: &str) -> Name {
    ("schemas".to_owned(), name.to_owned())
}

/// Schemas that are made of another one: a discriminator of that may mean them.
fn children(map: &Map) -> BTreeMap<String, Vec<String>> {
    let mut children: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let schemas = map_of(map, "components").and_then(|it| map_of(it, "schemas"));
    for (name, node) in schemas.into_iter().flatten() {
        let parts = as_map(node).and_then(|it| list_of(it, "allOf"));
        let parents = parts.into_iter().flatten().filter_map(as_map);
        for parent in parents.filter_map(|it| name_of(text_of(it, "$ref")?)) {
            children.entry(parent.1).or_default().push(name.to_string());
        }
    }
    children
}

/// The components that a node refers to, by references, mappings and requirements. Data that looks like a reference keeps more than is
/// needed, and does no harm.
fn names_in(node: &Node) -> Vec<Name> {
    let mut names = Vec::new();
    each(node, &mut |node| {
        let Some(map) = as_map(node) else { return };
        names.extend(text_of(map, "$ref").and_then(name_of));
        let mapping = map_of(map, "mapping")
            .into_iter()
            .flat_map(|it| it.values());
        let default = map.get("x-default-mapping");
        names.extend(
            mapping
                .chain(default)
                .filter_map(as_text)
                .filter_map(name_of),
        );
        names.extend(map.get("security").map(requirements).unwrap_or_default());
    });
    names
}

fn name_of(reference: &str) -> Option<Name> {
    let (section, name) = reference.strip_prefix("#/components/")?.split_once('/')?;
    Some((section.to_owned(), unescape(name)))
}

/// The schemes that security requirements name.
fn requirements(security: &Node) -> Vec<Name> {
    let all = as_list(security).unwrap_or_default().iter();
    let names = all.filter_map(as_map).flat_map(|it| it.keys());
    names
        .map(|it| ("securitySchemes".to_owned(), it.to_string()))
        .collect()
}
