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

/// These components and all that they need. What is used as it is, and not only extended, may be what extends it.
fn reached(map: &Map, names: Vec<Name>) -> BTreeSet<Name> {
    let heirs = heirs(map);
    let (mut reached, mut whole) = (BTreeSet::new(), BTreeSet::new());
    let mut next: Vec<(Name, bool)> = names.into_iter().map(|it| (it, true)).collect();
    while let Some((name, is_whole)) = next.pop() {
        let (section, own) = &name;
        let component = map_of(map, "components")
            .and_then(|it| map_of(it, section))
            .and_then(|it| it.get(own.as_str()));
        let Some(component) = component else { continue };
        if reached.insert(name.clone()) {
            let mut others = names_in(component);
            for part in extended(component).into_iter().filter(|_| adds(component)) {
                if let Some(at) = others.iter().position(|it| *it == part) {
                    next.push((others.swap_remove(at), false));
                }
            }
            next.extend(others.into_iter().map(|it| (it, true)));
        }
        if is_whole && whole.insert(name.clone()) {
            let heirs = heirs.get(&name).into_iter().flatten();
            next.extend(heirs.map(|it| (it.clone(), true)));
        }
    }
    reached
}

/// The schemas that extend what has a discriminator, or what extends that. It may mean them.
fn heirs(map: &Map) -> BTreeMap<Name, Vec<Name>> {
    let mut heirs: BTreeMap<Name, Vec<Name>> = BTreeMap::new();
    let schemas = map_of(map, "components").and_then(|it| map_of(it, "schemas"));
    let name = |it: &str| ("schemas".to_owned(), it.to_owned());
    for (own, node) in schemas.into_iter().flatten() {
        for parent in extended(node) {
            heirs.entry(parent).or_default().push(name(own));
        }
    }
    let mut told = BTreeMap::new();
    let has_own = |it: &Node| as_map(it).is_some_and(|it| it.contains_key("discriminator"));
    let bases = schemas.into_iter().flatten().filter(|it| has_own(it.1));
    let mut open: Vec<Name> = bases.map(|(own, _)| name(own)).collect();
    while let Some(base) = open.pop() {
        if let Some(found) = heirs.remove(&base) {
            open.extend(found.iter().cloned());
            told.insert(base, found);
        }
    }
    told
}

/// What a schema extends: the references in its `allOf`, and in parts that are written out there.
fn extended(schema: &Node) -> Vec<Name> {
    let mut open: Vec<&Node> = parts(schema).iter().collect();
    let mut found = Vec::new();
    while let Some(part) = open.pop() {
        found.extend(as_map(part).and_then(|it| name_of(text_of(it, "$ref")?)));
        open.extend(parts(part));
    }
    found
}

/// Whether a schema adds anything to what it extends. Otherwise it may be another name of that.
fn adds(schema: &Node) -> bool {
    parts(schema).len() > 1 || as_map(schema).is_some_and(|it| it.contains_key("properties"))
}

fn parts(schema: &Node) -> &[Node] {
    let parts = as_map(schema).and_then(|it| list_of(it, "allOf"));
    parts.unwrap_or_default()
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

#[cfg(test)]
mod tests {
    use super::super::testing::tree;
    use super::*;

    /// The schemas that an operation needs which refers to one of them.
    fn check(schema: &str, expected: &[&str]) {
        let document = r#"{"paths": {"/a": OF_WANTED}, "components": {"schemas": {
            "Pet": {"discriminator": {"propertyName": "k"}, "properties": {"k": OF_Kind}}, "Kind": {},
            "Cat": {"allOf": [OF_Pet, {"a": 1}]}, "Dog": {"allOf": [OF_Pet]}, "Other": {"allOf": [OF_Plain]},
            "Lion": {"allOf": [{"allOf": [OF_Cat]}, {"properties": {"mane": OF_Mane}}]}, "Mane": {},
            "Plain": {}, "Longer": {"allOf": [OF_Plain, {}]}}}}"#;
        let mut document = document.replace("WANTED", schema);
        for name in [
            "Pet", "Kind", "Cat", "Dog", "Lion", "Mane", "Plain", "Longer",
        ] {
            let reference = format!(r##"{{"$ref": "#/components/schemas/{name}"}}"##);
            document = document.replace(&format!("OF_{name}"), &reference);
        }
        let root = tree(&document);
        let map = as_map(&root).unwrap();
        let used = reached(map, of_operations(map));
        let names: Vec<&str> = used.iter().map(|(_, name)| name.as_str()).collect();
        assert_eq!(names, expected, "{schema}");
    }

    #[test]
    fn what_has_a_discriminator_may_be_what_extends_it() {
        check("Pet", &["Cat", "Dog", "Kind", "Lion", "Mane", "Pet"]);
        check("Cat", &["Cat", "Kind", "Lion", "Mane", "Pet"]);
        // What is extended only is a part, and stands for no other.
        check("Lion", &["Cat", "Kind", "Lion", "Mane", "Pet"]);
        check("Plain", &["Plain"]);
        check("Longer", &["Longer", "Plain"]);
        // This may be another name of a pet.
        check("Dog", &["Cat", "Dog", "Kind", "Lion", "Mane", "Pet"]);
    }
}
