//! Lengths, ranges and counts, where the maintainer wants them checked.
//!
//! Takes: schemas and the types that they have become. Gives: [`Rules`]. Must not: change types.

use super::{Interpreter, patterns};
use crate::model::{Rule, Rules, Shape, Type};
use crate::source::Value;
use crate::spec::{Additional, Schema, SchemaId};

/// How deep `allOf` and references are followed.
const DEEPEST: usize = 16;

impl Interpreter<'_> {
    /// The rules of a schema where it is used, as this type. A definition has its own.
    pub(super) fn rules(&mut self, id: SchemaId, ty: &Type) -> Rules {
        let mut rules = Rules::default();
        if !self.settings.validate {
            return rules;
        }
        match ty {
            Type::Nullable(inner) => return self.rules(id, inner),
            Type::Named(_) => self.add_beside(id, &mut rules.own),
            _ => {
                self.add(id, 0, &mut rules.own);
                if matches!(ty, Type::Tuple(_)) {
                    // Its length is in its type.
                    let counts = |it: &Rule| matches!(it, Rule::MinItems(_) | Rule::MaxItems(_));
                    rules.own.retain(|it| !counts(it));
                }
                rules.inside = self.inside(id, ty);
            }
        }
        rules
    }

    /// The rules of a definition.
    pub(super) fn rules_of_definition(&mut self, id: SchemaId, shape: &Shape) -> Rules {
        let mut rules = Rules::default();
        if !self.settings.validate {
            return rules;
        }
        match shape {
            Shape::Alias(ty) => return self.rules(id, ty),
            Shape::Record(record) => {
                self.add(id, 0, &mut rules.own);
                if let Some(rest) = &record.rest {
                    rules.inside = self.inside(id, &Type::Map(Box::new(rest.clone())));
                }
            }
            Shape::Union(_) => self.add(id, 0, &mut rules.own),
            Shape::Enumeration(_) => {}
        }
        rules
    }

    fn inside(&mut self, id: SchemaId, ty: &Type) -> Vec<Rules> {
        let view = self.view(id);
        let parts: Vec<SchemaId> = match (ty, view.additional) {
            (Type::List(_), _) => view.items.into_iter().collect(),
            (Type::Tuple(_), _) => view.tuple.clone(),
            (Type::Map(_), Additional::Schema(id)) => vec![id],
            _ => return Vec::new(),
        };
        let inside: Vec<Rules> = parts
            .into_iter()
            .zip(ty.parts())
            .map(|(id, ty)| self.rules(id, ty))
            .collect();
        if inside.iter().all(|it| *it == Rules::default()) {
            return Vec::new();
        }
        inside
    }

    /// What is said on the way to a definition.
    fn add_beside(&self, id: SchemaId, rules: &mut Vec<Rule>) {
        let mut id = id;
        for _ in 0..DEEPEST {
            let Some(target) = self.pointed_at(id) else {
                return;
            };
            rules.extend(own(self.spec.schemas.get(id)));
            id = target;
        }
    }

    /// What a schema says, and what it is made of.
    fn add(&self, id: SchemaId, depth: usize, rules: &mut Vec<Rule>) {
        if depth > DEEPEST {
            return;
        }
        let schema = self.spec.schemas.get(id);
        for rule in own(schema) {
            if !rules.contains(&rule) {
                rules.push(rule);
            }
        }
        for part in schema.all_of.iter().copied().chain(schema.reference) {
            self.add(part, depth + 1, rules);
        }
        if depth == 0 {
            let all = rules.clone();
            rules.retain(|it| !all.iter().any(|other| is_said_by(it, other)));
        }
    }
}

/// Whether a rule is one that a narrower one says as well.
fn is_said_by(rule: &Rule, other: &Rule) -> bool {
    match (rule, other) {
        (Rule::MinLength(a), Rule::MinLength(b))
        | (Rule::MinItems(a), Rule::MinItems(b))
        | (Rule::MinProperties(a), Rule::MinProperties(b)) => a < b,
        (Rule::MaxLength(a), Rule::MaxLength(b))
        | (Rule::MaxItems(a), Rule::MaxItems(b))
        | (Rule::MaxProperties(a), Rule::MaxProperties(b)) => a > b,
        (Rule::Minimum(a), Rule::MoreThan(b)) => a <= b,
        (Rule::Minimum(a) | Rule::MoreThan(a), Rule::Minimum(b))
        | (Rule::MoreThan(a), Rule::MoreThan(b)) => a < b,
        (Rule::Maximum(a), Rule::LessThan(b)) => a >= b,
        (Rule::Maximum(a) | Rule::LessThan(a), Rule::Maximum(b))
        | (Rule::LessThan(a), Rule::LessThan(b)) => a > b,
        _ => false,
    }
}

/// What a schema says itself.
fn own(schema: &Schema) -> Vec<Rule> {
    let bound = |key: &str| {
        let found = schema.bounds.iter().find(|(name, _)| name == key);
        found.map(|(_, node)| &node.value)
    };
    let count = |key: &str| match bound(key)? {
        Value::Integer(it) => u64::try_from(it.get()).ok(),
        _ => None,
    };
    let number = |key: &str| bound(key)?.as_f64();
    let excludes_least = schema.own.exclusive_minimum == Some(true);
    let excludes_most = schema.own.exclusive_maximum == Some(true);
    let least = if excludes_least {
        Rule::MoreThan
    } else {
        Rule::Minimum
    };
    let most = if excludes_most {
        Rule::LessThan
    } else {
        Rule::Maximum
    };
    [
        count("minLength").map(Rule::MinLength),
        count("maxLength").map(Rule::MaxLength),
        number("minimum").map(least),
        number("maximum").map(most),
        number("multipleOf")
            .filter(|it| *it > 0.0)
            .map(Rule::MultipleOf),
        count("minItems").map(Rule::MinItems),
        count("maxItems").map(Rule::MaxItems),
        schema
            .own
            .pattern
            .as_deref()
            .and_then(patterns::read)
            .map(Rule::Pattern),
        (schema.own.unique_items == Some(true)).then_some(Rule::UniqueItems),
        count("minProperties").map(Rule::MinProperties),
        count("maxProperties").map(Rule::MaxProperties),
    ]
    .into_iter()
    .flatten()
    .filter(|it| {
        !matches!(
            it,
            Rule::MinLength(0) | Rule::MinItems(0) | Rule::MinProperties(0)
        )
    })
    .collect()
}
