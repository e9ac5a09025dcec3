//! Rules of types: what `validate` looks at, where the maintainer wants it.
//!
//! Takes: rules of definitions, fields and variants. Gives: a table for each record and union. Must not: check anything.

use std::collections::BTreeSet;

use super::Context;
use super::types::Scope;
use crate::code::{self, Item, Rule};
use crate::model::{self, ObjectChoice, Record, Rules, Shape, Type, TypeDef, TypeId, Union};

/// The tables, if they are wanted. A type that nothing is said of has an empty one.
pub(super) fn tables(context: &Context<'_>) -> Vec<Item> {
    if !context.settings.validate {
        return Vec::new();
    }
    let ruled = Ruled::of(context);
    let definitions = context.api.types.iter();
    definitions
        .filter(|(_, it)| matches!(it.shape, Shape::Record(_) | Shape::Union(_)))
        .map(|(id, definition)| {
            Item::Rules(code::Rules {
                ty: context.named(id, Scope::Outside),
                rules: ruled.table(definition),
            })
        })
        .collect()
}

/// Which definitions have rules, at any depth.
struct Ruled<'c> {
    context: &'c Context<'c>,
    known: BTreeSet<TypeId>,
}

impl<'c> Ruled<'c> {
    /// Grows until nothing is added.
    fn of(context: &'c Context<'c>) -> Self {
        let mut ruled = Self {
            context,
            known: BTreeSet::new(),
        };
        loop {
            let definitions = context.api.types.iter();
            let new: Vec<TypeId> = definitions
                .filter(|(id, it)| !ruled.known.contains(id) && !ruled.table(it).is_empty())
                .map(|(id, _)| id)
                .collect();
            if new.is_empty() {
                return ruled;
            }
            ruled.known.extend(new);
        }
    }

    fn table(&self, definition: &TypeDef) -> Vec<Rule> {
        let own = definition.rules.own.iter().map(rule);
        let more = match &definition.shape {
            Shape::Record(record) => self.members(record, definition),
            Shape::Union(union) => self.branches(union),
            Shape::Alias(ty) => return self.usage(ty, &definition.rules),
            Shape::Enumeration(_) => Vec::new(),
        };
        own.chain(more).collect()
    }

    fn members(&self, record: &Record, definition: &TypeDef) -> Vec<Rule> {
        let mut rules = Vec::new();
        for field in &record.fields {
            let found = self.usage(&field.ty, &field.rules);
            if !found.is_empty() {
                rules.push(Rule::Member(field.wire.clone(), found));
            }
        }
        if let Some(rest) = &record.rest {
            let known = record.fields.iter().map(|it| it.wire.clone()).collect();
            rules.extend(self.others(rest, &definition.rules, known));
        }
        rules
    }

    /// Each kind of JSON value but objects has one branch at most, unless numbers have two, or lists several.
    fn branches(&self, union: &Union) -> Vec<Rule> {
        let choice = &union.choice;
        let of = |index: &usize| {
            let variant = union.variants.get(*index);
            variant.map_or_else(Vec::new, |it| self.usage(&it.ty, &it.rules))
        };
        let number = choice.number.filter(|it| choice.integer == Some(*it));
        let number = number.or(choice.integer.xor(choice.number));
        let list = match &choice.list {
            model::ListChoice::Only(only) => Some(*only),
            _ => None,
        };
        let scalars = [choice.text, number, list].into_iter().flatten();
        let mut rules: Vec<Rule> = scalars.flat_map(|it| of(&it)).collect();
        let single = |branches: &[(String, ObjectChoice)]| -> Vec<(String, Vec<Rule>)> {
            let branches = branches.iter().filter_map(|(value, choice)| match choice {
                ObjectChoice::Only(index) => Some((value.clone(), of(index))),
                _ => None,
            });
            branches.filter(|(_, rules)| !rules.is_empty()).collect()
        };
        match &choice.object {
            ObjectChoice::None => {}
            ObjectChoice::Only(only) => rules.extend(of(only)),
            ObjectChoice::Tag {
                property, cases, ..
            } => {
                let branches = single(cases);
                if !branches.is_empty() {
                    rules.push(Rule::Tag(property.clone(), branches));
                }
            }
            ObjectChoice::Key { cases, .. } => {
                let cases = cases.iter().map(|(key, index)| (key.clone(), of(index)));
                let branches: Vec<_> = cases.collect();
                if branches.iter().any(|(_, rules)| !rules.is_empty()) {
                    rules.push(Rule::Key(branches));
                }
            }
            ObjectChoice::Shape(shapes) => {
                let branches: Vec<Vec<Rule>> = shapes.iter().map(|(_, it)| of(it)).collect();
                if branches.iter().all(|it| !it.is_empty()) {
                    rules.push(Rule::Any(branches));
                }
            }
        }
        rules
    }

    /// The rules of a value where it is used.
    fn usage(&self, ty: &Type, rules: &Rules) -> Vec<Rule> {
        let mut found: Vec<Rule> = rules.own.iter().map(rule).collect();
        match ty {
            Type::Nullable(inner) => return self.usage(inner, rules),
            Type::List(items) => {
                let inside = self.inside(items, rules.inside.first());
                if !inside.is_empty() {
                    found.push(Rule::Items(inside));
                }
            }
            Type::Tuple(items) => {
                let places = items.iter().zip(0..);
                let places: Vec<Vec<Rule>> = places
                    .map(|(it, place): (_, usize)| self.inside(it, rules.inside.get(place)))
                    .collect();
                if places.iter().any(|it| !it.is_empty()) {
                    found.push(Rule::Places(places));
                }
            }
            Type::Map(values) => found.extend(self.others(values, rules, Vec::new())),
            Type::Named(id) => match self.context.api.types.get(*id) {
                Some(definition) if matches!(definition.shape, Shape::Alias(_)) => {
                    found.extend(self.table(definition));
                }
                Some(_) if self.known.contains(id) => {
                    found.push(Rule::Of(self.context.named(*id, Scope::Outside)));
                }
                _ => {}
            },
            Type::Scalar(_) | Type::Json => {}
        }
        found
    }

    fn inside(&self, ty: &Type, rules: Option<&Rules>) -> Vec<Rule> {
        self.usage(ty, rules.unwrap_or(&Rules::default()))
    }

    fn others(&self, values: &Type, rules: &Rules, known: Vec<String>) -> Option<Rule> {
        let inside = self.inside(values, rules.inside.first());
        (!inside.is_empty()).then_some(Rule::Others(known, inside))
    }
}

fn rule(it: &model::Rule) -> Rule {
    match it.clone() {
        model::Rule::Pattern(it) => {
            let pieces = it.pieces.into_iter().map(|it| code::Piece {
                ranges: it.ranges,
                within: it.within,
                least: it.least,
                most: it.most,
            });
            Rule::Pattern(it.source, it.from_start, it.to_end, pieces.collect())
        }
        model::Rule::MinLength(count) => Rule::Count("MinLength", count),
        model::Rule::MaxLength(count) => Rule::Count("MaxLength", count),
        model::Rule::Minimum(bound) => Rule::Bound("Minimum", bound),
        model::Rule::MoreThan(bound) => Rule::Bound("MoreThan", bound),
        model::Rule::Maximum(bound) => Rule::Bound("Maximum", bound),
        model::Rule::LessThan(bound) => Rule::Bound("LessThan", bound),
        model::Rule::MultipleOf(bound) => Rule::Bound("MultipleOf", bound),
        model::Rule::MinItems(count) => Rule::Count("MinItems", count),
        model::Rule::MaxItems(count) => Rule::Count("MaxItems", count),
        model::Rule::UniqueItems => Rule::Word("UniqueItems"),
        model::Rule::MinProperties(count) => Rule::Count("MinProperties", count),
        model::Rule::MaxProperties(count) => Rule::Count("MaxProperties", count),
    }
}
