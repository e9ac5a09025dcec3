//! Sides: a definition becomes two where what is sent differs from what is received, because only one side writes a member
//! (`readOnly`, `writeOnly`: `OpenAPI` 3.0.3, Schema Object; JSON Schema Validation 2020-12, section 9.4).
//!
//! Takes: all definitions, and everything that refers to one. Gives: definitions each of which is right in every direction in which it
//! goes, and the references to them. Must not: change what has no such member, nor refers to what has.

mod counts;
mod telling;
mod uses;

use std::collections::{BTreeMap, BTreeSet};

use super::Interpreter;
use super::renames::{Renaming, Table};
use super::schemas::extended;
use crate::model::{
    Access, Arena, Counterpart, Field, Global, Operation, Origin, Shape, Type, TypeDef, TypeId,
};
use crate::source::At;

/// A direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Sent,
    Received,
}

impl Side {
    /// Whether what goes in this direction has the member.
    fn has(self, access: Access) -> bool {
        access
            != match self {
                Self::Sent => Access::Server,
                Self::Received => Access::Client,
            }
    }
}

/// Splits what differs. What a schema has become is what is received of it, where there are two.
pub(super) fn split(
    interpreter: &mut Interpreter<'_>,
    operations: &mut [Operation],
    globals: &mut [Global],
    schemas: &mut Vec<(At, Type)>,
) {
    let Interpreter {
        types,
        headers,
        renaming,
        ..
    } = interpreter;
    let is_one_sided = |(_, it): (TypeId, &TypeDef)| one_sided(it).next().is_some();
    if !types.iter().any(is_one_sided) {
        return;
    }
    let mut uses = uses::all(operations, headers, globals);
    let plan = Plan::of(types, &uses);
    for (side, ty) in &mut uses {
        plan.redirect(ty, *side);
    }
    schemas.retain(|(_, ty)| ty.definitions().iter().all(|it| plan.ids.contains_key(it)));
    for (_, ty) in schemas {
        plan.redirect(ty, Side::Received);
    }
    *types = plan.carry_out(renaming);
}

/// The members of a definition that only one side writes.
fn one_sided(definition: &TypeDef) -> impl Iterator<Item = &Field> {
    let fields = match &definition.shape {
        Shape::Record(record) => record.fields.as_slice(),
        _ => &[],
    };
    fields.iter().filter(|it| it.access != Access::Both)
}

/// The number of what is received of a definition, and of what is sent: one number where nothing differs.
#[derive(Clone, Copy)]
struct Ids {
    received: TypeId,
    sent: TypeId,
}

/// What becomes of each definition.
struct Plan<'t> {
    types: &'t Arena<TypeDef>,
    /// Members that stay in both directions: by them branches are told apart.
    telling: BTreeSet<(TypeId, String)>,
    sent: BTreeSet<TypeId>,
    received: BTreeSet<TypeId>,
    /// New numbers by old ones; none for what nothing leads to any more.
    ids: BTreeMap<TypeId, Ids>,
}

impl<'t> Plan<'t> {
    fn of(types: &'t Arena<TypeDef>, uses: &[(Side, &mut Type)]) -> Self {
        let mut plan = Self {
            types,
            telling: telling::members(types),
            sent: BTreeSet::new(),
            received: BTreeSet::new(),
            ids: BTreeMap::new(),
        };
        let of = |side: Side| {
            let uses = uses.iter().filter(move |it| it.0 == side);
            uses.flat_map(|(_, ty)| ty.definitions())
        };
        plan.sent = plan.reach(of(Side::Sent), Some(Side::Sent));
        plan.received = plan.reach(of(Side::Received), Some(Side::Received));
        let lost = plan.lost(of(Side::Sent).chain(of(Side::Received)));
        let differing = plan.differing();
        let mut next = 0;
        for (id, _) in types.iter().filter(|(id, _)| !lost.contains(id)) {
            let is_two = differing.contains(&id) && plan.goes_both_ways(id);
            let received = TypeId(next);
            let sent = TypeId(next + u32::from(is_two));
            plan.ids.insert(id, Ids { received, sent });
            next = sent.0 + 1;
        }
        plan
    }

    fn goes_both_ways(&self, id: TypeId) -> bool {
        self.sent.contains(&id) && self.received.contains(&id)
    }

    /// Everything that can be met on the way to a side; whatever is referred to where that is none.
    fn reach(&self, from: impl Iterator<Item = TypeId>, side: Option<Side>) -> BTreeSet<TypeId> {
        let (mut open, mut found): (Vec<TypeId>, _) = (from.collect(), BTreeSet::new());
        while let Some(id) = open.pop() {
            let Some(definition) = self.types.get(id).filter(|_| found.insert(id)) else {
                continue;
            };
            let uses = match (&definition.shape, side) {
                (Shape::Record(record), Some(side)) => {
                    let fields = record.fields.iter();
                    let fields = fields.filter(|it| side.has(it.access) || self.is_telling(id, it));
                    fields.map(|it| &it.ty).chain(&record.rest).collect()
                }
                _ => definition.uses(),
            };
            open.extend(uses.into_iter().flat_map(Type::definitions));
        }
        found
    }

    fn is_telling(&self, id: TypeId, field: &Field) -> bool {
        !self.telling.is_empty() && self.telling.contains(&(id, field.wire.clone()))
    }

    /// Definitions without a name of their own to which nothing but members led that are gone.
    fn lost(&self, uses: impl Iterator<Item = TypeId>) -> BTreeSet<TypeId> {
        let before = self.reach(uses, None);
        let idle = |id: &TypeId| !self.sent.contains(id) && !self.received.contains(id);
        let stays = self.types.iter().filter(|(id, definition)| {
            idle(id) && (definition.origin.named || !before.contains(id))
        });
        let stays = self.reach(stays.map(|it| it.0), None);
        let lost = before.into_iter().filter(idle);
        lost.filter(|it| !stays.contains(it)).collect()
    }

    /// Definitions with a member that one side lacks, and those that refer to one, at any distance.
    fn differing(&self) -> BTreeSet<TypeId> {
        let mut users: BTreeMap<TypeId, Vec<TypeId>> = BTreeMap::new();
        let mut open = Vec::new();
        for (id, definition) in self.types.iter() {
            for used in definition.uses().into_iter().flat_map(Type::definitions) {
                users.entry(used).or_default().push(id);
            }
            if one_sided(definition).any(|it| it.required || !self.is_telling(id, it)) {
                open.push(id);
            }
        }
        let mut differing = BTreeSet::new();
        while let Some(id) = open.pop() {
            if differing.insert(id) {
                open.extend(users.get(&id).into_iter().flatten());
            }
        }
        differing
    }

    /// Makes a use lead to the definition of its side.
    fn redirect(&self, ty: &mut Type, side: Side) {
        match ty {
            Type::Named(id) => {
                if let Some(ids) = self.ids.get(id) {
                    *id = match side {
                        Side::Sent => ids.sent,
                        Side::Received => ids.received,
                    };
                }
            }
            Type::List(inner) | Type::Map(inner) | Type::Nullable(inner) => {
                self.redirect(inner, side);
            }
            Type::Tuple(items) => items.iter_mut().for_each(|it| self.redirect(it, side)),
            Type::Scalar(_) | Type::Json => {}
        }
    }

    /// All definitions, what is sent behind what is received.
    fn carry_out(&self, renaming: &mut Renaming<'_>) -> Arena<TypeDef> {
        let mut types = Arena::default();
        for (old, definition) in self.types.iter() {
            let Some(ids) = self.ids.get(&old) else {
                continue;
            };
            if ids.sent == ids.received {
                let sent = self.sent.contains(&old).then_some(Side::Sent);
                let received = self.received.contains(&old).then_some(Side::Received);
                let sides: Vec<Side> = received.into_iter().chain(sent).collect();
                types.push(self.version(old, definition, &sides));
                continue;
            }
            let mut received = self.version(old, definition, &[Side::Received]);
            received.counterpart = Some(Counterpart::Sent(ids.sent));
            types.push(received);
            let mut sent = self.version(old, definition, &[Side::Sent]);
            sent.counterpart = Some(Counterpart::Received(ids.received));
            sent.origin = input(&definition.origin, renaming);
            types.push(sent);
        }
        types
    }

    /// A definition as these sides know it. One that goes nowhere has all members, and may be without those that only the client
    /// writes: who has one has received it.
    fn version(&self, old: TypeId, definition: &TypeDef, sides: &[Side]) -> TypeDef {
        let mut version = definition.clone();
        // Where nothing goes, and where nothing differs, there is one number for both.
        let side = sides.first().copied().unwrap_or(Side::Received);
        self.count_what_goes(old, &mut version, sides);
        match &mut version.shape {
            Shape::Record(record) => {
                let is_open = record.rest.is_some();
                record.fields.retain_mut(|field| {
                    let lacks = !sides.iter().all(|it| it.has(field.access));
                    if lacks && !self.is_telling(old, field) {
                        let wire = std::mem::take(&mut field.wire);
                        record.passed_over.extend(is_open.then_some(wire));
                        return false;
                    }
                    let may_lack = lacks || sides.is_empty() && field.access == Access::Client;
                    field.required &= !may_lack;
                    self.redirect(&mut field.ty, side);
                    true
                });
                if let Some(ty) = &mut record.rest {
                    self.redirect(ty, side);
                }
            }
            Shape::Union(union) => {
                for variant in &mut union.variants {
                    self.redirect(&mut variant.ty, side);
                }
                let branches = definition.uses();
                telling::forget(&mut union.choice.object, &|branch, key| {
                    let branch = branches.get(branch);
                    branch.is_some_and(|it| self.lacks(it, key, sides))
                });
            }
            Shape::Alias(ty) => self.redirect(ty, side),
            Shape::Enumeration(_) => {}
        }
        version
    }

    /// Whether the record that a branch is has lost a key.
    fn lacks(&self, branch: &Type, key: &str, sides: &[Side]) -> bool {
        let Some(id) = telling::target(self.types, branch) else {
            return false;
        };
        let mut members = self.types.get(id).into_iter().flat_map(one_sided);
        members.any(|it| {
            it.wire == key
                && !self.is_telling(id, it)
                && !sides.iter().all(|side| side.has(it.access))
        })
    }
}

/// Where the definition of what is sent comes from: its pointer leads nowhere in the document, and is nobody else's.
fn input(origin: &Origin, renaming: &mut Renaming<'_>) -> Origin {
    let pointer = format!("{}/input", origin.pointer);
    let called = origin.renamed.as_ref().or(origin.called.as_ref());
    Origin {
        at: origin.at,
        hint: extended(&origin.hint, "input"),
        named: false,
        renamed: renaming.get(Table::Types, &pointer),
        called: called.map(|it| format!("{it}Input")),
        pointer,
    }
}
