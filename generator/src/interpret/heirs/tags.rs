//! By which value of its discriminator each of the schemas is known that a base may be.
//!
//! Takes: a base, and what extends it. Gives: a [`Base`] whose mapping leaves nothing to be guessed. Must not: make types.

use std::collections::BTreeMap;

use indexmap::IndexMap;

use super::tree::{Tree, discriminator, mapped};
use super::{Base, Interpreter};
use crate::interpret::renames::text;
use crate::interpret::unions::constants;
use crate::spec::{self, SchemaId};

/// The value that a schema has where it is told from others, by its own words.
pub(super) fn own_value(api: &spec::Api, id: SchemaId) -> Option<String> {
    text(
        &api.schemas.get(id).data.extensions,
        "x-discriminator-value",
    )
}

/// Values with the schema that each stands for, in the order in which they were found; each value once.
#[derive(Default)]
struct Tags {
    found: IndexMap<String, SchemaId>,
    /// The first value of each schema, or nothing where there are more.
    only: BTreeMap<SchemaId, Option<String>>,
}

impl Tags {
    fn add(&mut self, value: String, id: SchemaId) {
        if !self.found.contains_key(&value) {
            let only = self.only.entry(id);
            only.and_modify(|it| *it = None)
                .or_insert_with(|| Some(value.clone()));
            self.found.insert(value, id);
        }
    }

    /// Whether a schema has a value.
    fn tell(&self, id: SchemaId) -> bool {
        self.only.contains_key(&id)
    }
}

impl Interpreter<'_> {
    /// Gives each of the members a value of the base's discriminator: the one that a mapping or its own words give it, the one that its
    /// property must have, or its name. The base itself has what is left.
    pub(super) fn tell_apart(&mut self, tree: &Tree, base: SchemaId, members: &[SchemaId]) -> Base {
        let api = self.spec;
        let mut discriminator = tree.discriminator(api, base).cloned().unwrap_or_default();
        let property = discriminator.property_name.clone();
        let listed = self.values(base, &property);
        let mut tags = said(api, tree, base, members);
        let is_complete = members.iter().all(|it| tags.tell(*it));
        for member in members {
            if tags.tell(*member) {
                continue;
            }
            let own = self.values(*member, &property);
            if !own.is_empty() && own != listed {
                for value in own {
                    tags.add(value, *member);
                }
                continue;
            }
            let (own, base) = (name(api, *member), name(api, base));
            let value = like(&listed, &own, &base, &tags);
            tags.add(value.unwrap_or(own), *member);
        }
        let mut branches = members.to_vec();
        let view = self.own_view(base);
        for value in &listed {
            tags.add(value.clone(), base);
        }
        if !tags.tell(base) && !is_complete && view.properties.contains_key(&property) {
            tags.add(name(api, base), base);
        }
        if tags.tell(base) || !view.required.contains(&property) {
            branches.push(base);
        }
        self.keep_tags(&property, &tags, &branches);
        let mapping = tags.found.into_iter();
        discriminator.mapping = mapping
            .map(|(value, id)| (value, format!("#{}", api.schemas.get(id).pointer)))
            .collect();
        Base {
            branches,
            discriminator,
        }
    }

    /// The values that a schema lists for a property.
    fn values(&mut self, id: SchemaId, property: &str) -> Vec<String> {
        let view = self.own_view(id);
        let of = view.properties.get(property);
        of.map_or_else(Vec::new, |it| constants::values(self, *it))
    }

    /// Remembers what has one value only, and may have no other.
    fn keep_tags(&mut self, property: &str, tags: &Tags, branches: &[SchemaId]) {
        for id in branches {
            let only = tags.only.get(id).and_then(Option::as_deref);
            self.bases.tell(*id, property, only);
        }
    }
}

/// What the discriminators of the same property say: that of the base, of what it extends, and of what extends it; then the schemas
/// themselves.
fn said(api: &spec::Api, tree: &Tree, base: SchemaId, members: &[SchemaId]) -> Tags {
    let property = |id| tree.discriminator(api, id).map(|it| &it.property_name);
    let own = property(base);
    let ancestors = tree.ancestors(base);
    let others = members.iter().chain(&ancestors).copied();
    let mut tags = Tags::default();
    for id in std::iter::once(base).chain(others) {
        let Some(it) = discriminator(api, id).filter(|it| Some(&it.property_name) == own) else {
            continue;
        };
        for (value, target) in mapped(api, it) {
            if target == base || members.binary_search(&target).is_ok() {
                tags.add(value.clone(), target);
            }
        }
    }
    for id in members.iter().chain([&base]) {
        if let Some(value) = own_value(api, *id).filter(|_| !tags.tell(*id)) {
            tags.add(value, *id);
        }
    }
    tags
}

/// The name of a component, as the document has it.
fn name(api: &spec::Api, id: SchemaId) -> String {
    let schema = api.schemas.get(id);
    if let Some(name) = text(&schema.data.extensions, "x-schema-name") {
        return name;
    }
    let pointer = &schema.pointer;
    spec::decode(pointer.rsplit('/').next().unwrap_or_default())
}

/// The listed value that a name means, where the name itself is not listed: `dog` is a `Dog`, and a `DogPet` if the base is a `Pet`.
fn like(listed: &[String], name: &str, base: &str, tags: &Tags) -> Option<String> {
    if listed.iter().any(|it| it == name) {
        return None;
    }
    let (name, base) = (squeezed(name), squeezed(base));
    let shorter = [name.strip_suffix(&base), name.strip_prefix(&base)];
    let mut means = std::iter::once(name.as_str()).chain(shorter.into_iter().flatten());
    means.find_map(|it| {
        let free = |value: &&String| squeezed(value) == it && !tags.found.contains_key(*value);
        listed.iter().find(free).cloned()
    })
}

/// Letters and digits, in lower case.
fn squeezed(text: &str) -> String {
    let plain = text.chars().filter(|it| it.is_alphanumeric());
    plain.flat_map(char::to_lowercase).collect()
}
