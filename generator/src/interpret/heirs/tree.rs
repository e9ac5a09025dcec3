//! Who extends whom by `allOf`, and whose discriminator tells them apart.
//!
//! Takes: the components. Gives: a [`Tree`]. Must not: read what a schema says of its values.

use std::collections::{BTreeMap, BTreeSet};

use openapiv3::Discriminator;

use crate::interpret::Interpreter;
use crate::spec::{self, SchemaId};

/// How many references in a row are followed.
const LONGEST_CHAIN: usize = 8;

/// Components, and what they extend.
#[derive(Default)]
pub(super) struct Tree {
    /// What each component extends.
    parents: BTreeMap<SchemaId, Vec<SchemaId>>,
    /// The components that extend each schema, in document order.
    heirs: BTreeMap<SchemaId, Vec<SchemaId>>,
    /// Parts of each component that are written out in its `allOf`.
    parts: BTreeMap<SchemaId, Vec<SchemaId>>,
    /// The schema whose discriminator each one has: its own, or that of what it extends.
    told_by: BTreeMap<SchemaId, SchemaId>,
}

/// What a value of a base may be beside the base itself.
pub(super) struct Family {
    /// In document order.
    pub(super) members: Vec<SchemaId>,
    /// Members that are bases themselves, with a discriminator of another property for what extends them.
    pub(super) told_otherwise: Vec<SchemaId>,
}

impl Tree {
    /// Empty where no component has a discriminator.
    pub(super) fn of(api: &spec::Api) -> Self {
        let mut tree = Self::default();
        let components = || api.components.values().copied();
        let mut open: Vec<SchemaId> = components()
            .filter(|it| discriminator(api, *it).is_some())
            .collect();
        if open.is_empty() {
            return tree;
        }
        for id in components() {
            let (parents, parts) = extended(api, id);
            for parent in &parents {
                tree.heirs.entry(*parent).or_default().push(id);
            }
            tree.parents.insert(id, parents);
            tree.parts.insert(id, parts);
        }
        tree.told_by = open.iter().map(|it| (*it, *it)).collect();
        while let Some(parent) = open.pop() {
            let Some(base) = tree.told_by.get(&parent).copied() else {
                continue;
            };
            for heir in tree.heirs.get(&parent).into_iter().flatten() {
                if !tree.told_by.contains_key(heir) {
                    tree.told_by.insert(*heir, base);
                    open.push(*heir);
                }
            }
        }
        tree
    }

    /// The components that extend a schema.
    pub(super) fn heirs_of(&self, id: SchemaId) -> &[SchemaId] {
        self.heirs.get(&id).map_or(&[], Vec::as_slice)
    }

    /// The discriminator that a schema has, by its own words or by those of what it extends.
    pub(super) fn discriminator<'s>(
        &self,
        api: &'s spec::Api,
        id: SchemaId,
    ) -> Option<&'s Discriminator> {
        discriminator(api, *self.told_by.get(&id)?)
    }

    /// The schema by whose discriminator a schema is told from others.
    pub(super) fn base_of(&self, id: SchemaId) -> Option<SchemaId> {
        self.told_by.get(&id).copied()
    }

    /// What a schema extends, at any distance.
    pub(super) fn ancestors(&self, id: SchemaId) -> BTreeSet<SchemaId> {
        let (mut found, mut open) = (BTreeSet::new(), vec![id]);
        while let Some(id) = open.pop() {
            let parents = self.parents.get(&id).into_iter().flatten();
            open.extend(parents.filter(|it| found.insert(**it)));
        }
        found
    }

    /// Whether values of a schema are told apart by a discriminator, and listed nowhere.
    pub(super) fn is_base(&self, api: &spec::Api, id: SchemaId) -> bool {
        let Some(discriminator) = self.discriminator(api, id) else {
            return false;
        };
        let has_heirs = !self.heirs_of(id).is_empty()
            || (mapped(api, discriminator)).any(|(_, it)| self.is_named_only(api, it, id));
        has_heirs && is_plain(api, id)
    }

    /// Whether a schema that is named by the mapping of a base can be one of its values without extending it.
    fn is_named_only(&self, api: &spec::Api, id: SchemaId, base: SchemaId) -> bool {
        id != base && is_plain(api, id) && !self.ancestors(base).contains(&id)
    }

    /// What a value of a base may be. A component that only points at another one is another name of it, unless it is an heir.
    pub(super) fn family(
        &self,
        api: &spec::Api,
        base: SchemaId,
        heirs: &BTreeSet<SchemaId>,
    ) -> Family {
        let property = |id| self.discriminator(api, id).map(|it| &it.property_name);
        let mut seen = self.ancestors(base);
        seen.insert(base);
        let (mut members, mut told_otherwise) = (BTreeSet::new(), Vec::new());
        let mut open = self.heirs_of(base).to_vec();
        open.extend(self.named_by(api, base));
        while let Some(id) = open.pop() {
            if !seen.insert(id) {
                continue;
            }
            let is_named = !self.told_by.contains_key(&id);
            if is_named || heirs.contains(&id) {
                members.insert(id);
            }
            if is_named {
                continue;
            }
            if property(id) != property(base) && self.is_base(api, id) {
                told_otherwise.push(id);
            } else {
                open.extend(self.heirs_of(id));
                open.extend(self.named_by(api, id));
            }
        }
        Family {
            members: members.into_iter().collect(),
            told_otherwise,
        }
    }

    fn named_by(&self, api: &spec::Api, id: SchemaId) -> Vec<SchemaId> {
        let named = discriminator(api, id).map(|it| mapped(api, it));
        let named = named.into_iter().flatten().map(|(_, it)| it);
        named
            .filter(|it| self.is_named_only(api, *it, id))
            .collect()
    }

    /// Components that extend what has a discriminator, and the parts that are written out in them. One that adds nothing is an heir if
    /// others add something, and no mapping says that it is none.
    pub(super) fn heirs(&self, interpreter: &Interpreter<'_>) -> BTreeSet<SchemaId> {
        let api = interpreter.spec;
        let is_told = |id: &SchemaId| {
            let parents = self.parents.get(id).into_iter().flatten();
            parents.into_iter().any(|it| self.told_by.contains_key(it))
        };
        let (pointing, own): (BTreeSet<SchemaId>, BTreeSet<SchemaId>) = api
            .components
            .values()
            .filter(|it| is_told(it))
            .partition(|it| interpreter.pointed_at(**it).is_some());
        let mut heirs = own;
        let mut saying_more = BTreeMap::new();
        for id in &pointing {
            let Some(base) = self.told_by.get(id).copied() else {
                continue;
            };
            let others = *saying_more.entry(base).or_insert_with(|| {
                let all = self.family(api, base, &heirs).members;
                says_more(api, base, &all)
            });
            if others && self.is_told_apart(api, *id) {
                heirs.insert(*id);
            }
        }
        let parts = heirs.iter().filter_map(|it| self.parts.get(it));
        let parts: Vec<SchemaId> = parts.flatten().copied().collect();
        heirs.extend(parts);
        heirs
    }

    /// Whether a discriminator has a value for a schema that adds nothing to what it extends.
    fn is_told_apart(&self, api: &spec::Api, id: SchemaId) -> bool {
        let Some(discriminator) = self.discriminator(api, id) else {
            return false;
        };
        discriminator.mapping.is_empty()
            || super::tags::own_value(api, id).is_some()
            || mapped(api, discriminator).any(|(_, it)| it == id)
    }
}

/// Whether one of the members has a property that the base does not have.
pub(super) fn says_more(api: &spec::Api, base: SchemaId, members: &[SchemaId]) -> bool {
    let mut seen = BTreeSet::new();
    let mut known = BTreeSet::new();
    each_part(api, base, &mut seen, &mut |id| {
        known.extend(api.schemas.get(id).properties.keys());
    });
    members.iter().any(|member| {
        let mut more = false;
        each_part(api, *member, &mut seen, &mut |id| {
            let schema = api.schemas.get(id);
            more |= schema.properties.keys().any(|it| !known.contains(it));
            more |= !schema.one_of.is_empty() || !schema.any_of.is_empty();
        });
        more
    })
}

/// The discriminator that a schema has itself.
pub(super) fn discriminator(api: &spec::Api, id: SchemaId) -> Option<&Discriminator> {
    api.schemas.get(id).data.discriminator.as_deref()
}

/// The values of a mapping, with the components that they name.
pub(super) fn mapped<'s>(
    api: &'s spec::Api,
    discriminator: &'s Discriminator,
) -> impl Iterator<Item = (&'s String, SchemaId)> {
    let named = |target: &str| {
        // A reference is encoded, a bare name may be.
        let name = target.rsplit('/').next().unwrap_or(target);
        let found = api.components.get(&spec::decode(name));
        found.or_else(|| api.components.get(name)).copied()
    };
    let mapping = discriminator.mapping.iter();
    mapping.filter_map(move |(value, target)| Some((value, end(api, named(target)?))))
}

/// What a component extends, and the parts that are written out in it.
fn extended(api: &spec::Api, component: SchemaId) -> (Vec<SchemaId>, Vec<SchemaId>) {
    let own = format!("{}/", api.schemas.get(component).pointer);
    let (mut parents, mut parts) = (Vec::new(), Vec::new());
    let mut open = vec![component];
    while let Some(id) = open.pop() {
        for part in &api.schemas.get(id).all_of {
            let schema = api.schemas.get(*part);
            if schema.reference.is_some() || !schema.pointer.starts_with(&own) {
                parents.push(end(api, *part));
            } else {
                parts.push(*part);
                open.push(*part);
            }
        }
    }
    (parents, parts)
}

/// Where the references of a schema lead.
fn end(api: &spec::Api, id: SchemaId) -> SchemaId {
    let next = |it: &SchemaId| api.schemas.get(*it).reference;
    let chain = std::iter::successors(Some(id), next);
    chain.take(LONGEST_CHAIN).last().unwrap_or(id)
}

/// Whether a schema describes objects, and lists no alternatives.
fn is_plain(api: &spec::Api, id: SchemaId) -> bool {
    let mut plain = true;
    each_part(api, id, &mut BTreeSet::new(), &mut |id| {
        let schema = api.schemas.get(id);
        plain &= schema.one_of.is_empty() && schema.any_of.is_empty();
        plain &= schema.own.typ.as_deref().is_none_or(|it| it == "object");
    });
    plain
}

/// Everything that a schema is made of, each once.
fn each_part(
    api: &spec::Api,
    id: SchemaId,
    seen: &mut BTreeSet<SchemaId>,
    see: &mut impl FnMut(SchemaId),
) {
    let mut open = vec![id];
    while let Some(id) = open.pop() {
        if seen.insert(id) {
            see(id);
            let schema = api.schemas.get(id);
            open.extend(schema.reference.iter().chain(&schema.all_of));
        }
    }
}
