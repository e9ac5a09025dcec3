//! Which of two descriptions of one property says more, where parts of an `allOf` both have one.
//!
//! Takes: schemas as they are written, since a view of a member may need the view that is being made.
//! Gives: a [`Choice`]. Must not: report, or make views.

use std::collections::BTreeSet;

use indexmap::IndexMap;
use serde_json::Value;

use super::bounds::Bounds;
use super::{is_format_of_text, numeric, said_kind};
use crate::spec::{Additional, SchemaId, Schemas};

/// How deep members, items and branches are compared; what lies deeper is taken to agree.
const DEEPEST: usize = 8;

/// How many pairs of schemas are compared for one property; the rest is taken to agree.
const MOST_PAIRS: usize = 200;

/// Which of two descriptions is to be used.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Choice {
    First,
    Second,
    /// Each of them says something that would be lost with the other.
    Both,
    /// They contradict one another.
    Neither,
}

/// Chooses between two descriptions of one value, both of which it must meet.
pub(super) fn choose(schemas: &Schemas, first: SchemaId, second: SchemaId) -> Choice {
    if schemas.alike(first, second) {
        return Choice::First;
    }
    let loses = |kept, other| {
        Comparison {
            schemas,
            left: MOST_PAIRS,
        }
        .loses(kept, other, 0)
            || says_who_writes(schemas, kept, other)
    };
    let (first_loses, second_loses) = (loses(first, second), loses(second, first));
    let of = |id| Description::of(schemas, id);
    let (a, b) = (of(first), of(second));
    if !first_loses && a.is_as_narrow_as(&b) {
        return Choice::First;
    }
    if !second_loses && b.is_as_narrow_as(&a) {
        return Choice::Second;
    }
    match (first_loses, second_loses) {
        _ if a.can_be_met_with(&b, schemas) => Choice::Both,
        (true, true) => Choice::Neither,
        (true, false) => Choice::Second,
        (false, _) => Choice::First,
    }
}

/// Whether only the other one is `readOnly` or `writeOnly`, which the value is where any description says so (JSON Schema validation
/// 2020-12, section 9.4).
fn says_who_writes(schemas: &Schemas, kept: SchemaId, other: SchemaId) -> bool {
    let (kept, other) = (&schemas.get(kept).data, &schemas.get(other).data);
    other.read_only && !kept.read_only || other.write_only && !kept.write_only
}

/// Whether a schema refuses `null`, by its own words or those of what it refers to. One that says nothing does not.
pub(super) fn refuses_null(schemas: &Schemas, id: SchemaId) -> bool {
    !Description::of(schemas, id).is_silent() && !permits_null(schemas, id, 0)
}

fn permits_null(schemas: &Schemas, id: SchemaId, depth: usize) -> bool {
    let schema = schemas.get(id);
    let deeper = |it: &SchemaId| permits_null(schemas, *it, depth + 1);
    depth > DEEPEST
        || schema.data.nullable
        || schema.own.enumeration.contains(&Value::Null)
        || schema.reference.iter().any(deeper)
        || schema.one_of.iter().chain(&schema.any_of).any(deeper)
        || !schema.all_of.is_empty() && schema.all_of.iter().all(deeper)
}

/// What a schema says of the type of its values, together with what it refers to and its `allOf`.
#[derive(Default)]
struct Description<'a> {
    kind: Option<String>,
    format: Option<&'a str>,
    enumeration: &'a [Value],
    members: IndexMap<&'a str, SchemaId>,
    required: BTreeSet<&'a str>,
    additional: Additional,
    items: Option<SchemaId>,
    branches: Vec<SchemaId>,
    bounds: Bounds<'a>,
}

impl<'a> Description<'a> {
    fn of(schemas: &'a Schemas, id: SchemaId) -> Self {
        let mut description = Self::default();
        description.add(schemas, id, 0);
        if description.kind.is_none() && !description.members.is_empty() {
            description.kind = Some("object".to_owned());
        }
        description
    }

    fn add(&mut self, schemas: &'a Schemas, id: SchemaId, depth: usize) {
        if depth > DEEPEST {
            return;
        }
        let schema = schemas.get(id);
        for part in schema.reference.iter().chain(&schema.all_of) {
            self.add(schemas, *part, depth + 1);
        }
        self.kind = self.kind.take().or_else(|| said_kind(schema));
        self.format = self.format.or(schema.own.format.as_deref());
        if self.enumeration.is_empty() {
            self.enumeration = &schema.own.enumeration;
        }
        self.members.extend(
            schema
                .properties
                .iter()
                .map(|(name, id)| (name.as_str(), *id)),
        );
        self.required
            .extend(schema.own.required.iter().map(String::as_str));
        if self.additional == Additional::Unsaid {
            self.additional = schema.additional;
        }
        self.items = self.items.or(schema.items);
        self.branches
            .extend(schema.one_of.iter().chain(&schema.any_of));
        self.bounds.add(schema);
    }

    fn is_silent(&self) -> bool {
        self.kind.is_none()
            && self.enumeration.is_empty()
            && self.additional == Additional::Unsaid
            && self.items.is_none()
            && self.branches.is_empty()
    }

    /// Whether it is a union and nothing else.
    fn is_union(&self) -> bool {
        !self.branches.is_empty() && self.members.is_empty()
    }

    /// Whether it sets all limits of the other one that are not in the type. Listed values have none but themselves.
    fn is_as_narrow_as(&self, other: &Self) -> bool {
        self.required.is_superset(&other.required)
            && (!self.enumeration.is_empty()
                || self
                    .bounds
                    .are_within(&other.bounds, self.members.is_empty()))
    }

    /// Whether nothing at first sight keeps a value from being both. Values of one branch and another are no branch of their own, but
    /// for objects.
    fn can_be_met_with(&self, other: &Self, schemas: &'a Schemas) -> bool {
        let is_open = self.branches.is_empty() && other.branches.is_empty();
        !contradict_in_kind(self, other)
            && share_values(self.enumeration, other.enumeration)
            && self.bounds.meet(&other.bounds)
            && (is_open || self.has_only_objects(schemas) && other.has_only_objects(schemas))
    }

    fn has_only_objects(&self, schemas: &'a Schemas) -> bool {
        let is_object = |it: &Self| it.kind.as_deref() == Some("object");
        is_object(self)
            || self.is_union()
                && self
                    .branches
                    .iter()
                    .all(|it| is_object(&Self::of(schemas, *it)))
    }
}

struct Comparison<'a> {
    schemas: &'a Schemas,
    left: usize,
}

impl<'a> Comparison<'a> {
    /// Whether something that the other schema says is lost where the first is used alone.
    fn loses(&mut self, kept: SchemaId, other: SchemaId, depth: usize) -> bool {
        if kept == other || depth > DEEPEST || self.left == 0 {
            return false;
        }
        self.left -= 1;
        let (a, b) = (self.describe(kept), self.describe(other));
        if b.is_silent() || self.schemas.alike(self.end(kept), self.end(other)) {
            return false;
        }
        if a.is_union() {
            return a
                .branches
                .iter()
                .any(|it| self.loses(*it, other, depth + 1));
        }
        if b.is_union() {
            return b.branches.iter().all(|it| self.loses(kept, *it, depth + 1));
        }
        a.is_silent()
            || loses_kind(&a, &b)
            || loses_values(&a, &b)
            || !a.bounds.meet(&b.bounds)
            || self.loses_members(&a, &b, depth)
    }

    fn describe(&self, id: SchemaId) -> Description<'a> {
        Description::of(self.schemas, id)
    }

    /// Where the references of a schema lead.
    fn end(&self, id: SchemaId) -> SchemaId {
        let next = |it: &SchemaId| self.schemas.get(*it).reference;
        std::iter::successors(Some(id), next)
            .take(DEEPEST)
            .last()
            .unwrap_or(id)
    }

    fn loses_members(
        &mut self,
        kept: &Description<'_>,
        other: &Description<'_>,
        depth: usize,
    ) -> bool {
        let mut pairs = Vec::new();
        for (name, id) in &other.members {
            match kept.members.get(name) {
                Some(own) => pairs.push((*own, *id)),
                None => return true,
            }
        }
        match (kept.additional, other.additional) {
            (Additional::Schema(own), Additional::Schema(id)) => pairs.push((own, id)),
            (_, Additional::Schema(_)) => return true,
            _ => {}
        }
        match (kept.items, other.items) {
            (Some(own), Some(id)) => pairs.push((own, id)),
            (None, Some(_)) => return true,
            _ => {}
        }
        pairs
            .into_iter()
            .any(|(own, id)| self.loses(own, id, depth + 1))
    }
}

/// Whether a type is lost, or a format of text. Widths of numbers are not compared.
fn loses_kind(kept: &Description<'_>, other: &Description<'_>) -> bool {
    let kind = match (kept.kind.as_deref(), other.kind.as_deref()) {
        (_, None) => false,
        (None, Some(_)) => kept.enumeration.is_empty(),
        (Some(own), Some(kind)) => own != kind && !(numeric(own, kind) && own == "integer"),
    };
    let format = match (kept.format, other.format) {
        (_, None) => false,
        (None, Some(_)) => kept.enumeration.is_empty(),
        (Some(own), Some(format)) => {
            own != format && is_format_of_text(own) && is_format_of_text(format)
        }
    };
    kind || format
}

/// Whether types are said that no value has at once, or such formats of text.
fn contradict_in_kind(one: &Description<'_>, other: &Description<'_>) -> bool {
    let kinds = one.kind.as_deref().zip(other.kind.as_deref());
    let formats = one.format.zip(other.format);
    kinds.is_some_and(|(a, b)| a != b && !numeric(a, b))
        || formats.is_some_and(|(a, b)| a != b && is_format_of_text(a) && is_format_of_text(b))
}

/// Whether a list of values is lost: one where the other has none, or one that does not have all values of the other.
fn loses_values(kept: &Description<'_>, other: &Description<'_>) -> bool {
    let (own, values) = (kept.enumeration, other.enumeration);
    !values.is_empty() && (own.is_empty() || !own.iter().all(|it| values.contains(it)))
}

fn share_values(one: &[Value], other: &[Value]) -> bool {
    one.is_empty() || other.is_empty() || one.iter().any(|it| other.contains(it))
}
