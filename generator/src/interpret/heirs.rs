//! Bases: schemas with a `discriminator` and no branches, which others extend by `allOf`. Where one is used, a value may be any of
//! these.
//!
//! Takes: components, and where they are referred to. Gives: [`Bases`]. Must not: make types.

mod tags;
mod tree;

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::renames::Table;
use super::schemas::Found;
use super::views::{Alternatives, View};
use super::{Interpreter, docs, records};
use crate::diagnostics::Code;
use crate::model::{Origin, Shape, Type};
use crate::spec::{self, MediaType, Schema, SchemaId};

use tree::Tree;

/// How many branches all bases of a document may have. Each of a row of a thousand that extend one another has all that follow.
const MOST_BRANCHES: usize = 50_000;

/// What is known of bases.
#[derive(Default)]
pub(super) struct Bases {
    /// Those that are used, and stand for what extends them.
    used: BTreeMap<SchemaId, Base>,
    /// Schemas that take over the members of what they extend: heirs, and parts that are written out in them.
    heirs: BTreeSet<SchemaId>,
    /// The property and the value that tell a schema from others, where it is one value.
    tags: BTreeMap<SchemaId, Option<(String, String)>>,
    /// The property and the values by which a base knows what extends it, where a union lists it without saying so.
    told: BTreeMap<SchemaId, (String, Vec<String>)>,
    views: BTreeMap<SchemaId, Rc<View>>,
    /// What bases are that stand for themselves.
    records: BTreeMap<SchemaId, Type>,
}

/// What a value of a base may be.
pub(super) struct Base {
    /// In document order; the base itself comes last, if it can stand for itself.
    branches: Vec<SchemaId>,
    /// With a mapping for every branch that has a value.
    discriminator: openapiv3::Discriminator,
}

impl Bases {
    /// Whether a schema takes over the members of what it extends.
    pub(super) fn is_heir(&self, id: SchemaId) -> bool {
        self.heirs.contains(&id)
    }

    fn branches(&self, id: SchemaId) -> &[SchemaId] {
        self.used.get(&id).map_or(&[], |it| &it.branches)
    }

    /// The only value that a property of a schema has by a discriminator.
    pub(super) fn tag(&self, id: SchemaId, property: &str) -> Option<&str> {
        let (own, value) = self.tags.get(&id)?.as_ref()?;
        (own == property).then_some(value)
    }

    /// The property and the values by which a base knows a schema that a union lists without saying so.
    pub(super) fn told(&self, id: SchemaId) -> Option<(&str, &[String])> {
        let (property, values) = self.told.get(&id)?;
        Some((property, values))
    }

    /// Remembers a value that tells a schema from others. Bases may differ in what tells it from their other heirs.
    fn tell(&mut self, id: SchemaId, property: &str, value: Option<&str>) {
        let tag = value.map(|it| (property.to_owned(), it.to_owned()));
        let known = self.tags.entry(id).or_insert_with(|| tag.clone());
        if *known != tag {
            *known = None;
        }
    }
}

impl Interpreter<'_> {
    /// Finds the bases that are used, and what a value of each may be.
    pub(super) fn find_bases(&mut self) {
        let tree = Tree::of(self.spec);
        self.bases.heirs = tree.heirs(self);
        let mut open: Vec<SchemaId> = self.used(&tree).into_iter().collect();
        let mut branches = 0;
        while let Some(id) = open.pop() {
            if self.bases.used.contains_key(&id) || !tree.is_base(self.spec, id) {
                continue;
            }
            let family = tree.family(self.spec, id, &self.bases.heirs);
            if !tree::says_more(self.spec, id, &family.members) {
                continue;
            }
            branches += family.members.len();
            if branches > MOST_BRANCHES {
                self.bases = Bases::default();
                self.say_too_many(id);
                return;
            }
            open.extend(&family.told_otherwise);
            let base = self.tell_apart(&tree, id, &family.members);
            self.bases.used.insert(id, base);
        }
        self.tell_what_is_listed(&tree);
    }

    /// Finds unions that list what extends a base, and leave it to the base to say how it is told apart.
    fn tell_what_is_listed(&mut self, tree: &Tree) {
        let mut bases = BTreeSet::new();
        for (_, schema) in self.spec.schemas.iter() {
            if schema.data.discriminator.is_none() {
                let listed = schema.one_of.iter().chain(&schema.any_of);
                let listed = listed.map(|it| self.target(*it));
                let heirs = listed.filter(|it| self.bases.is_heir(*it));
                bases.extend(heirs.filter_map(|it| tree.base_of(it)));
            }
        }
        for id in bases {
            let mapping = if let Some(base) = self.bases.used.get(&id) {
                base.discriminator.clone()
            } else {
                let family = tree.family(self.spec, id, &self.bases.heirs);
                self.tell_apart(tree, id, &family.members).discriminator
            };
            for (value, target) in tree::mapped(self.spec, &mapping) {
                let property = || (mapping.property_name.clone(), Vec::new());
                let told = self.bases.told.entry(target).or_insert_with(property);
                if told.0 == mapping.property_name {
                    told.1.push(value.clone());
                }
            }
        }
    }

    fn say_too_many(&mut self, base: SchemaId) {
        self.note(
            Code::TooLarge,
            self.spec.schemas.get(base).at,
            "the schemas that extend others with a `discriminator` add up to more than 50000 (the last of them here)",
            "extend one schema by many instead of one after the other",
        );
    }

    /// A base as it is used: one of what extends it. It is as if it listed these.
    pub(super) fn view_of_base(&mut self, id: SchemaId, own: Rc<View>) -> Rc<View> {
        let Some(base) = self.bases.used.get(&id) else {
            return own;
        };
        if let Some(known) = self.bases.views.get(&id) {
            return Rc::clone(known);
        }
        let mut view = View::clone(&own);
        view.base = Some(id);
        view.unions = vec![Alternatives {
            ids: base.branches.clone(),
            any_of: false,
            discriminator: Some(Rc::new(base.discriminator.clone())),
            listed_by: None,
        }];
        let view = Rc::new(view);
        self.bases.views.insert(id, Rc::clone(&view));
        view
    }

    /// The alternatives that a schema lists, and whether each is a base that stands for itself, because it is listed together with
    /// something that extends it. The rest of what it may be comes after.
    pub(super) fn with_heirs(&self, ids: &[SchemaId]) -> Vec<(SchemaId, bool)> {
        let mut listed: BTreeSet<SchemaId> = ids.iter().map(|it| self.target(*it)).collect();
        let stands_for_itself = |id: SchemaId, listed: &BTreeSet<SchemaId>| {
            let base = self.target(id);
            let mut heirs = self.bases.branches(base).iter();
            heirs.any(|it| *it != base && listed.contains(it))
        };
        let mut all = ids.to_vec();
        for id in ids {
            if stands_for_itself(*id, &listed) {
                let heirs = self.bases.branches(self.target(*id));
                all.extend(heirs.iter().filter(|it| listed.insert(**it)));
            }
        }
        let told = all
            .into_iter()
            .map(|it| (it, stands_for_itself(it, &listed)));
        told.collect()
    }

    /// The type of a base that stands for itself: beside the union of all that it may be, it has a name of its own.
    pub(super) fn base_itself(&mut self, id: SchemaId) -> Type {
        if let Some(known) = self.bases.records.get(&id) {
            return known.clone();
        }
        let schema = self.spec.schemas.get(id);
        let name = spec::decode(schema.pointer.rsplit('/').next().unwrap_or_default());
        let is_called_so = name.to_lowercase().ends_with("base");
        let word = if is_called_so { "record" } else { "base" };
        let hint = vec![name, word.to_owned()];
        let pointer = format!("{}#base", schema.pointer);
        let origin = Origin {
            at: schema.at,
            renamed: self.renaming.get(Table::Types, &pointer),
            pointer,
            hint: hint.clone(),
            named: false,
            called: None,
        };
        let definition = self.define(origin, docs::schema(schema));
        // A member may be of the same type.
        self.bases.records.insert(id, Type::Named(definition));
        let view = self.own_view(id);
        let shape = match records::record(self, &view, &hint) {
            Found::Use(ty) => Shape::Alias(ty),
            Found::Definition(shape) => shape,
        };
        self.fill(definition, id, shape);
        Type::Named(definition)
    }

    /// Every schema that is referred to, but by components that extend it or are another name of it, and by unions that list its heirs
    /// as well.
    fn used(&self, tree: &Tree) -> BTreeSet<SchemaId> {
        let components: BTreeSet<SchemaId> = self.spec.components.values().copied().collect();
        let mut used: BTreeSet<SchemaId> = of_operations(self.spec).collect();
        for (id, schema) in self.spec.schemas.iter() {
            used.extend(parts(schema));
            if !components.contains(&id) && !self.bases.is_heir(id) {
                used.extend(schema.reference);
                used.extend(&schema.all_of);
            }
            for branches in [&schema.one_of, &schema.any_of] {
                let lists_heirs = |base: &SchemaId| {
                    let mut heirs = tree.heirs_of(*base).iter();
                    heirs.all(|heir| branches.contains(heir))
                };
                used.extend(branches.iter().filter(|it| !lists_heirs(it)));
            }
        }
        used.into_iter().map(|it| self.target(it)).collect()
    }
}

fn of_operations(api: &spec::Api) -> impl Iterator<Item = SchemaId> {
    api.operations.iter().flat_map(|operation| {
        let parameters = operation.parameters.iter();
        let own = parameters.clone().filter_map(|it| it.schema);
        let bodies = operation.body.iter().flat_map(|it| &it.content);
        let answers = operation.responses.iter().flat_map(|it| &it.content);
        let content = parameters.flat_map(|it| &it.content);
        own.chain(content.chain(bodies).chain(answers).flat_map(of_content))
    })
}

fn of_content(content: &MediaType) -> impl Iterator<Item = SchemaId> {
    content.schema.into_iter().chain(content.item)
}

/// What a schema refers to for its members.
fn parts(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    let members = schema.properties.values().chain(&schema.tuple).copied();
    let (rest, unevaluated) = (schema.additional.schema(), schema.unevaluated.schema());
    let others = [schema.items, rest, unevaluated, schema.json_text];
    members.chain(others.into_iter().flatten())
}
