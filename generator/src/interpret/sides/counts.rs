//! Counts of keys, where a definition lacks those that only the other side writes.
//!
//! Takes: versions of definitions. Gives: rules that what goes in a direction can keep, and documentation that says what is counted.
//! Must not: refuse what is right once the other side has written its members.

use super::{Plan, Side, one_sided, telling};
use crate::interpret::docs;
use crate::model::{Doc, Rule, Rules, Shape, Type, TypeDef, TypeId};

impl Plan<'_> {
    /// Counts only what goes in these directions, in a definition that still has all of its members.
    pub(super) fn count_what_goes(&self, old: TypeId, version: &mut TypeDef, sides: &[Side]) {
        let whole = match &version.shape {
            Shape::Alias(ty) => ty.clone(),
            _ => Type::Named(old),
        };
        self.count(&mut version.rules, &mut version.doc, &whole, sides);
        match &mut version.shape {
            Shape::Record(record) => {
                for field in &mut record.fields {
                    self.count(&mut field.rules, &mut field.doc, &field.ty, sides);
                }
                for (rules, ty) in version.rules.inside.iter_mut().zip(&record.rest) {
                    self.lower(rules, ty, sides);
                }
            }
            Shape::Union(union) => {
                for variant in &mut union.variants {
                    self.count(&mut variant.rules, &mut variant.doc, &variant.ty, sides);
                }
            }
            Shape::Alias(_) | Shape::Enumeration(_) => {}
        }
    }

    fn count(&self, rules: &mut Rules, doc: &mut Doc, ty: &Type, sides: &[Side]) {
        self.lower(rules, ty, sides);
        let other = match sides {
            [Side::Sent] => "the server",
            [Side::Received] => "the client",
            _ => return,
        };
        if !doc.facts.is_empty() && self.lacking(ty, sides) > 0 {
            docs::count_members_of(other, doc);
        }
    }

    /// A value may have as many keys fewer as the other side writes. The greatest number stays as it is: what is sent is part of the whole.
    fn lower(&self, rules: &mut Rules, ty: &Type, sides: &[Side]) {
        let is_count = |it: &Rule| matches!(it, Rule::MinProperties(_));
        if rules.own.iter().any(is_count) {
            let lacking = self.lacking(ty, sides);
            for rule in &mut rules.own {
                if let Rule::MinProperties(least) = rule {
                    *least = least.saturating_sub(lacking);
                }
            }
            rules.own.retain(|it| *it != Rule::MinProperties(0));
        }
        for (rules, ty) in rules.inside.iter_mut().zip(ty.parts()) {
            self.lower(rules, ty, sides);
        }
    }

    /// How many members the values of a type lack in these directions: of a union, the branch that lacks most.
    fn lacking(&self, ty: &Type, sides: &[Side]) -> u64 {
        let mut most = 0;
        let (mut open, mut seen) = (vec![ty], Vec::new());
        while let Some(ty) = open.pop() {
            let Some(id) = telling::target(self.types, ty).filter(|it| !seen.contains(it)) else {
                continue;
            };
            seen.push(id);
            let Some(definition) = self.types.get(id) else {
                continue;
            };
            if let Shape::Union(union) = &definition.shape {
                open.extend(union.variants.iter().map(|it| &it.ty));
            }
            let lacks = one_sided(definition)
                .filter(|it| !self.is_telling(id, it))
                .filter(|it| !sides.iter().all(|side| side.has(it.access)));
            most = most.max(lacks.map(|_| 1).sum());
        }
        most
    }
}
