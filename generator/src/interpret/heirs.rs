//! Bases: schemas with a `discriminator` and no branches, which others extend by `allOf`. Where one is used, a value may be any of these.
//!
//! Takes: components, and where they are referred to. Gives: a finding for each base that is read without what extends it.
//! Must not: make types.

use std::collections::{BTreeMap, BTreeSet};

use super::Interpreter;
use crate::diagnostics::Code;
use crate::spec::{self, Additional, MediaType, Schema, SchemaId};

/// How many heirs a finding names.
const NAMED: usize = 3;

/// The components that extend each schema, with their names.
type Heirs<'a> = BTreeMap<SchemaId, Vec<(&'a str, SchemaId)>>;

impl<'a> Interpreter<'a> {
    /// Reports bases that are used, and lose there what their heirs have beyond them.
    pub(super) fn say_what_bases_leave_out(&mut self) {
        let heirs = self.heirs();
        let bases = bases(self.spec, &heirs);
        if bases.is_empty() {
            return;
        }
        for base in bases.intersection(&self.used(&heirs)) {
            let longer = self.with_more_members(*base, &heirs);
            if !longer.is_empty() {
                self.say_base_only(*base, &longer);
            }
        }
    }

    /// Who extends whom. A component that only points at another one is another name of it.
    fn heirs(&self) -> Heirs<'a> {
        let mut heirs = Heirs::new();
        for (name, id) in &self.spec.components {
            if self.pointed_at(*id).is_none() {
                for part in &self.spec.schemas.get(*id).all_of {
                    heirs
                        .entry(self.target(*part))
                        .or_default()
                        .push((name, *id));
                }
            }
        }
        heirs
    }

    /// Every schema that is referred to, but by components that extend it or are another name of it, and by unions that list its heirs
    /// as well.
    fn used(&self, heirs: &Heirs<'_>) -> BTreeSet<SchemaId> {
        let components: BTreeSet<SchemaId> = self.spec.components.values().copied().collect();
        let mut used: BTreeSet<SchemaId> = of_operations(self.spec).collect();
        for (id, schema) in self.spec.schemas.iter() {
            used.extend(parts(schema));
            if !components.contains(&id) {
                used.extend(schema.reference);
                used.extend(&schema.all_of);
            }
            for branches in [&schema.one_of, &schema.any_of] {
                let lists_heirs = |base: &SchemaId| {
                    let mut heirs = heirs.get(base).into_iter().flatten();
                    heirs.all(|(_, heir)| branches.contains(heir))
                };
                used.extend(branches.iter().filter(|it| !lists_heirs(it)));
            }
        }
        used.into_iter().map(|it| self.target(it)).collect()
    }

    /// The names of all heirs, and of theirs, with members that the type of a base drops.
    fn with_more_members(&mut self, base: SchemaId, heirs: &Heirs<'a>) -> Vec<&'a str> {
        let view = self.view(base);
        let is_map = view.properties.is_empty() && view.required.is_empty();
        let keeps_all = is_map && view.additional != Additional::No;
        if keeps_all || view.additional == Additional::Any || !view.unions.is_empty() {
            return Vec::new();
        }
        let (mut open, mut seen) = (vec![base], BTreeSet::from([base]));
        let mut longer = Vec::new();
        while let Some(parent) = open.pop() {
            for (name, id) in heirs.get(&parent).into_iter().flatten() {
                if seen.insert(*id) {
                    open.push(*id);
                    let members = &self.view(*id).properties;
                    if members.keys().any(|it| !view.properties.contains_key(it)) {
                        longer.push(*name);
                    }
                }
            }
        }
        longer
    }

    fn say_base_only(&mut self, base: SchemaId, heirs: &[&str]) {
        let named = heirs.iter().take(NAMED);
        let named: Vec<String> = named.map(|it| format!("`{}`", it.escape_debug())).collect();
        let more = match heirs.len().saturating_sub(NAMED) {
            0 => String::new(),
            more => format!(" and {more} more"),
        };
        self.note(
            Code::BaseOnly,
            self.spec.schemas.get(base).at,
            format!(
                "values of this schema are told apart by a `discriminator`, and it is extended by {}{more}; where it is used, only its own members are read and written",
                named.join(", ")
            ),
            "where it is used, list them as `oneOf`, by an overlay",
        );
    }
}

/// Schemas that others extend, with a `discriminator` of their own or of what they extend themselves.
fn bases(api: &spec::Api, heirs: &Heirs<'_>) -> BTreeSet<SchemaId> {
    let has_own = |id: &SchemaId| api.schemas.get(*id).data.discriminator.is_some();
    let mut open: Vec<SchemaId> = heirs.keys().copied().filter(has_own).collect();
    let mut bases = BTreeSet::new();
    while let Some(id) = open.pop() {
        if let Some(heirs) = heirs.get(&id)
            && bases.insert(id)
        {
            open.extend(heirs.iter().map(|it| it.1));
        }
    }
    bases
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
    let rest = match schema.additional {
        Additional::Schema(id) => Some(id),
        Additional::Unsaid | Additional::No | Additional::Any => None,
    };
    let members = schema.properties.values().chain(&schema.tuple).copied();
    let others = [schema.items, rest, schema.json_text];
    members.chain(others.into_iter().flatten())
}
