//! Components that nothing is left to use.
//!
//! Takes: a tree some of whose operations are gone. Gives: the components that the others need, and those that may come instead of
//! these. Must not: follow data that only looks like a reference and lose something for it.

use std::collections::{BTreeMap, BTreeSet};

use super::{Places, each};
use crate::normalise::tree::{
    as_list, as_map, as_map_mut, as_text, list_of, map_of, text_of, unescape,
};
use crate::source::{Map, Node};

/// Leaves out the components that nothing refers to, directly or through others.
pub(super) fn drop_unused(root: &mut Node, left_out: &mut Places) {
    let used = used(root);
    let components = as_map_mut(root).and_then(|it| it.get_mut("components"));
    let Some(components) = components.and_then(as_map_mut) else {
        return;
    };
    for (section, all) in components {
        if section.starts_with("x-") {
            continue;
        }
        let Some(all) = as_map_mut(all) else { continue };
        all.retain(|name, it| {
            let is_used = used.contains(&(section.clone(), name.clone()));
            if !is_used {
                left_out.add(it);
            }
            is_used
        });
    }
}

/// Section and name of a component.
type Name = (String, String);

/// The components that the paths and the security of a document need.
fn used(root: &Node) -> BTreeSet<Name> {
    let mut used = BTreeSet::new();
    let Some(map) = as_map(root) else { return used };
    let heirs = heirs(map);
    // Those that are used as they are, and not only extended: what has a discriminator may then be what extends it.
    let mut whole = BTreeSet::new();
    let mut next: Vec<Name> = Vec::new();
    for node in ["paths", "security"].iter().filter_map(|it| map.get(*it)) {
        next.extend(names_in(node));
    }
    if let Some(security) = map.get("security") {
        next.extend(requirements(security));
    }
    let mut next: Vec<(Name, bool)> = next.into_iter().map(|it| (it, true)).collect();
    while let Some((name, is_whole)) = next.pop() {
        let (section, own) = &name;
        let component = map_of(map, "components")
            .and_then(|it| map_of(it, section))
            .and_then(|it| it.get(own));
        let Some(component) = component else { continue };
        if used.insert(name.clone()) {
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
    used
}

/// The schemas that extend what has a discriminator, or what extends that. It may mean them.
fn heirs(map: &Map) -> BTreeMap<Name, Vec<Name>> {
    let mut heirs: BTreeMap<Name, Vec<Name>> = BTreeMap::new();
    let schemas = map_of(map, "components").and_then(|it| map_of(it, "schemas"));
    let name = |it: &String| ("schemas".to_owned(), it.clone());
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
        .map(|it| ("securitySchemes".to_owned(), it.clone()))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::normalise::testing::tree;

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
        let used = used(&tree(&document));
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
