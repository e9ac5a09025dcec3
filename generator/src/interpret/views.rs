//! A schema as it is to be read: references followed where nothing is added to them, `allOf` merged.
//!
//! Takes: schemas. Gives: [`View`]s, each that is work made once. Must not: make types.

mod both;
mod bounds;
mod conditions;
mod lists;
mod refinements;
mod value_extensions;

use std::collections::BTreeSet;
use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;
use openapiv3::Discriminator;
use serde_json::Value;

use super::forms::Use;
use super::{Interpreter, numbers};
use crate::diagnostics::Code;
use crate::source::At;
use crate::spec::{Additional, Schema, SchemaId};
pub(super) use value_extensions::{Said, Values, value_text};

/// The branches of one `oneOf` or `anyOf`.
#[derive(Clone, Debug)]
pub(super) struct Alternatives {
    pub(super) ids: Vec<SchemaId>,
    /// Whether a value may be of several branches at once.
    pub(super) any_of: bool,
    /// What is said of telling them apart.
    pub(super) discriminator: Option<Rc<Discriminator>>,
    /// The part that lists them, if it is not the schema itself.
    pub(super) listed_by: Option<SchemaId>,
}

/// How much all `allOf` of a document may add up to: properties, required keys, values and branches. Inheritance repeats what it
/// inherits, so that a document of a few hundred kilobytes can mean any number of them.
const MOST_MERGED: usize = 500_000;

/// How many references in a row are followed.
const LONGEST_CHAIN: usize = 8;

/// A schema with its `allOf` merged.
#[derive(Clone, Debug, Default)]
pub(super) struct View {
    pub(super) at: At,
    /// The schema that it is a view of, if it is one of the document.
    pub(super) of: Option<SchemaId>,
    pub(super) kind: Option<String>,
    /// The part that the kind is of, if it is not the schema's own.
    pub(super) typed_by: Option<SchemaId>,
    pub(super) format: Option<String>,
    pub(super) enumeration: Vec<Value>,
    /// The part that the enumeration is of, if it is not the schema's own.
    pub(super) listed_by: Option<SchemaId>,
    pub(super) nullable: bool,
    pub(super) properties: Arc<IndexMap<String, SchemaId>>,
    /// Properties that several parts describe, one of which refuses `null`. Where branches of a union share one type for a property, it
    /// takes `null` all the same, which is more than they say and no harm.
    pub(super) never_null: BTreeSet<String>,
    /// Properties that only a condition describes: they are there for lack of another description.
    pub(super) conditional: BTreeSet<String>,
    pub(super) required: BTreeSet<String>,
    pub(super) additional: Additional,
    /// What is said of further keys, as far as no part or branch says it.
    pub(super) unevaluated: Additional,
    pub(super) items: Option<SchemaId>,
    /// The items of a list of a fixed length; no items if its length is not fixed.
    pub(super) tuple: Vec<SchemaId>,
    /// The first items of a list that may go on.
    pub(super) prefix: Vec<SchemaId>,
    /// Whether it may also be what the items would be.
    pub(super) item_or_list: bool,
    /// Branches of `oneOf` and `anyOf`; more than one list where several parts have one.
    pub(super) unions: Vec<Alternatives>,
    /// The base whose heirs the branches are.
    pub(super) base: Option<SchemaId>,
    /// What is said of the values.
    pub(super) said: Values,
    pub(super) unresolved: bool,
    /// Whether it describes nothing but forms.
    pub(super) form: Use,
}

impl View {
    /// Whether nothing is said of the value.
    pub(super) fn is_empty(&self) -> bool {
        self.kind.is_none()
            && self.enumeration.is_empty()
            && self.properties.is_empty()
            && self.required.is_empty()
            && self.additional == Additional::Unsaid
            && self.items.is_none()
            && self.unions.is_empty()
            && !self.unresolved
    }

    /// What is said of keys that are not described.
    pub(super) fn rest(&self) -> Additional {
        self.additional.or(self.unevaluated)
    }

    /// What the first item of a list is.
    pub(super) fn first_item(&self) -> Option<SchemaId> {
        self.tuple.first().copied().or(self.items)
    }

    /// Whether a value may be of several branches at once.
    pub(super) fn is_any_of(&self) -> bool {
        matches!(self.unions.as_slice(), [it] if it.any_of)
    }

    /// How the branches are told apart, if they are those of one union that says so.
    pub(super) fn discriminator(&self) -> Option<&Discriminator> {
        match self.unions.as_slice() {
            [only] => only.discriminator.as_deref(),
            _ => None,
        }
    }

    /// Whether `null` is all that it can be. `{nullable: true}` says so among other branches, by the word of those who
    /// write it.
    pub(super) fn is_only_null(&self) -> bool {
        self.nullable && self.is_empty() || self.lists_only_null()
    }

    /// Whether `null` is the one value that is listed.
    pub(super) fn lists_only_null(&self) -> bool {
        !self.enumeration.is_empty() && self.enumeration.iter().all(Value::is_null)
    }
}

impl Interpreter<'_> {
    /// The schema that a schema merely points at: a reference, or an `allOf` of one part that adds only annotations.
    pub(super) fn pointed_at(&self, id: SchemaId) -> Option<SchemaId> {
        let schema = self.spec.schemas.get(id);
        match (schema.reference, schema.all_of.as_slice()) {
            (Some(target), _) => Some(target),
            (None, [only])
                if adds_nothing(schema)
                    && !self.is_all_of(id, *only)
                    && !self.bases.is_heir(id) =>
            {
                Some(*only)
            }
            _ => None,
        }
    }

    /// Whether a part stands in a component that is nothing else: then the component is the type, and the part has no name.
    fn is_all_of(&self, component: SchemaId, part: SchemaId) -> bool {
        let pointer = |id| &*self.spec.schemas.get(id).pointer;
        let own = pointer(component).strip_prefix("/components/schemas/");
        own.is_some_and(|it| !it.contains('/'))
            && pointer(part).strip_prefix(pointer(component)) == Some("/allOf/0")
    }

    /// The schema that a schema points at in the end. References that lead in a circle end somewhere in it.
    pub(super) fn target(&self, id: SchemaId) -> SchemaId {
        let mut id = id;
        for _ in 0..LONGEST_CHAIN {
            match self.pointed_at(id) {
                Some(target) => id = target,
                None => break,
            }
        }
        id
    }

    /// The schema as it is to be read where it is used: a base is one of what extends it.
    pub(super) fn view(&mut self, id: SchemaId) -> Rc<View> {
        let view = self.own_view(id);
        match view.of {
            Some(id) => self.view_of_base(id, view),
            None => view,
        }
    }

    /// A branch of a view. Among what a base may be is the base itself.
    pub(super) fn branch(&mut self, of: &View, id: SchemaId) -> Rc<View> {
        match of.base {
            Some(_) => self.own_view(id),
            None => self.view(id),
        }
    }

    /// The schema as it is to be read where another one extends it.
    pub(super) fn own_view(&mut self, id: SchemaId) -> Rc<View> {
        if let Some(view) = self.views.get(&id) {
            return Rc::clone(view);
        }
        if !self.viewing.insert(id) {
            let at = self.spec.schemas.get(id).at;
            self.note(
                Code::ReferenceLoop,
                at,
                "this schema is made of itself, and of nothing else",
                "let one schema of the loop be a type of its own",
            );
            return Rc::new(View::default());
        }
        let view = match self.spec.schemas.get(id).reference {
            Some(target) => self.own_view(target),
            None => Rc::new(self.make_view(id)),
        };
        self.viewing.remove(&id);
        if !is_slight(self.spec.schemas.get(id)) {
            self.views.insert(id, Rc::clone(&view));
        }
        view
    }

    fn make_view(&mut self, id: SchemaId) -> View {
        let schema = self.spec.schemas.get(id);
        let mut view = own(schema);
        view.of = Some(id);
        view.form = self.forms.use_of(id);
        if schema.all_of.is_empty() {
            self.add_conditional(&mut view, schema);
            return view;
        }
        // What the parts describe comes first, as a base class would.
        let properties = std::mem::take(&mut view.properties);
        let is_heir = self.bases.is_heir(id);
        let part = |it: &SchemaId| {
            if is_heir {
                self.own_view(*it)
            } else {
                self.view(*it)
            }
        };
        let parts: Vec<Rc<View>> = schema.all_of.iter().map(part).collect();
        view.nullable |= parts.iter().all(|it| it.nullable);
        for part in parts {
            self.merge(&mut view, &part);
        }
        self.merge_properties(&mut view, &properties, &BTreeSet::new());
        self.add_conditional(&mut view, schema);
        self.end_list(&mut view, schema);
        if view.unions.is_empty() {
            view.additional = view.rest();
        }
        // A parent that lists its children says to each of them only that it is one of the list.
        view.unions
            .retain(|it| !it.ids.iter().any(|branch| self.target(*branch) == id));
        view
    }

    /// Adds a part of an `allOf`.
    pub(super) fn merge(&mut self, view: &mut View, part: &View) {
        if !self.may_merge(view, part) {
            return;
        }
        if !self.merge_kind(view, part) {
            return;
        }
        if view.enumeration.is_empty() {
            view.enumeration.clone_from(&part.enumeration);
            view.listed_by = part.listed_by.or(part.of);
            view.said.clone_from(&part.said);
        } else if !part.enumeration.is_empty() {
            view.enumeration.retain(|it| part.enumeration.contains(it));
            if view.enumeration.is_empty() {
                self.say_that_values_conflict(view, part);
            }
        }
        view.never_null.extend(part.never_null.iter().cloned());
        self.merge_properties(view, &part.properties, &part.conditional);
        view.required.extend(part.required.iter().cloned());
        view.additional = match (view.additional, part.additional) {
            (Additional::Any, Additional::Schema(id)) => Additional::Schema(id),
            (Additional::Schema(own), Additional::Schema(id)) => {
                Additional::Schema(self.both(view, &["additionalProperties"], own, id))
            }
            (own, other) => own.or(other),
        };
        view.unevaluated = view.unevaluated.or(part.unevaluated);
        self.merge_items(view, part);
        for alternatives in &part.unions {
            if !view.unions.iter().any(|it| it.ids == alternatives.ids) {
                view.unions.push(Alternatives {
                    listed_by: alternatives.listed_by.or(part.of),
                    ..alternatives.clone()
                });
            }
        }
        view.base = view.base.or(part.base);
        view.unresolved |= part.unresolved;
        // A part of what is sent as JSON too is not a form and nothing else.
        view.form.only_forms |= part.form.only_forms;
        view.form.only_multipart |= part.form.only_multipart;
    }

    /// Adds the type of a part; whether something can be of both.
    fn merge_kind(&mut self, view: &mut View, part: &View) -> bool {
        let typed_by = part.typed_by.or(part.of);
        match (view.kind.as_deref(), part.kind.as_deref()) {
            (Some(kind), Some(other)) if kind != other && !numeric(kind, other) => {
                self.say_that_types_conflict(view, kind, other, typed_by);
                return false;
            }
            // An integer is a number, and what is both has no fraction.
            (Some("number"), Some("integer")) => {
                view.kind.clone_from(&part.kind);
                view.typed_by = typed_by;
                view.format.clone_from(&part.format);
            }
            (Some("integer"), Some("number")) => {}
            (Some(_), _) => view.format = view.format.take().or_else(|| part.format.clone()),
            (None, _) => {
                view.kind.clone_from(&part.kind);
                view.typed_by = part.kind.as_ref().and(typed_by);
                view.format = view.format.take().or_else(|| part.format.clone());
            }
        }
        true
    }

    fn say_that_types_conflict(
        &mut self,
        view: &View,
        kind: &str,
        other: &str,
        by: Option<SchemaId>,
    ) {
        let place = |id: Option<SchemaId>| {
            let pointer = id.map(|it| self.spec.schemas.get(it).pointer.escape_debug());
            pointer.map_or_else(String::new, |it| format!(" at `{it}`"))
        };
        let message = format!(
            "one part of this `allOf` is of type `{}`{}, another of type `{}`{}: nothing can be both",
            kind.escape_debug(),
            place(view.typed_by.or(view.of)),
            other.escape_debug(),
            place(by),
        );
        self.note(
            Code::ConflictingAllOf,
            view.at,
            message,
            "correct one of them, or correct it with an overlay",
        );
    }

    fn say_that_values_conflict(&mut self, view: &View, part: &View) {
        let lists = [view.listed_by.or(view.of), part.listed_by.or(part.of)];
        let places: Vec<String> = lists
            .into_iter()
            .flatten()
            .map(|it| format!("`{}`", self.spec.schemas.get(it).pointer.escape_debug()))
            .collect();
        self.note(
            Code::ConflictingAllOf,
            view.at,
            format!(
                "the parts of this `allOf` list different values, at {}: nothing is in all of the lists, and anything is accepted",
                places.join(" and at ")
            ),
            "correct one of them, or correct it with an overlay",
        );
    }

    /// Counts what is merged, and says once when it is too much.
    fn may_merge(&mut self, view: &View, part: &View) -> bool {
        let branches: usize = part.unions.iter().map(|it| it.ids.len()).sum();
        let lists = part.required.len() + part.enumeration.len() + part.unions.len();
        let before = self.merged;
        self.merged = before.saturating_add(part.properties.len() + lists + branches);
        if self.merged > MOST_MERGED && before <= MOST_MERGED {
            self.note(
                Code::TooLarge,
                view.at,
                "the parts of all `allOf` add up to more than 500000 properties, values and branches (the last of them here)",
                "refer to schemas by properties instead of repeating them in schemas that build on one another",
            );
        }
        self.merged <= MOST_MERGED
    }

    /// Adds properties. Where several parts describe one, it must be all that they say, but for what is only said under a condition.
    fn merge_properties(
        &mut self,
        view: &mut View,
        properties: &IndexMap<String, SchemaId>,
        conditional: &BTreeSet<String>,
    ) {
        for (name, id) in properties {
            if conditional.contains(name) {
                self.add_conditional_property(view, name, *id);
                continue;
            }
            if view.conditional.remove(name) {
                Arc::make_mut(&mut view.properties).insert(name.clone(), *id);
                continue;
            }
            let Some(present) = view.properties.get(name).copied() else {
                Arc::make_mut(&mut view.properties).insert(name.clone(), *id);
                continue;
            };
            let schemas = &self.spec.schemas;
            if refinements::refuses_null(schemas, present)
                || refinements::refuses_null(schemas, *id)
            {
                view.never_null.insert(name.clone());
            }
            let both = self.both(view, &["properties", name], present, *id);
            Arc::make_mut(&mut view.properties).insert(name.clone(), both);
        }
    }
}

/// Whether a view is made again as quickly as it is found: it has no parts, members, branches or values, as most schemas.
fn is_slight(schema: &Schema) -> bool {
    schema.reference.is_none()
        && schema.properties.is_empty()
        && schema.own.enumeration.is_empty()
        && [&schema.all_of, &schema.one_of, &schema.any_of]
            .into_iter()
            .all(Vec::is_empty)
}

fn own(schema: &Schema) -> View {
    View {
        at: schema.at,
        of: None,
        kind: said_kind(schema),
        format: schema.own.format.clone(),
        enumeration: schema.own.enumeration.clone(),
        listed_by: None,
        typed_by: None,
        never_null: BTreeSet::new(),
        conditional: BTreeSet::new(),
        nullable: schema.data.nullable,
        properties: Arc::clone(&schema.properties),
        required: schema.own.required.iter().cloned().collect(),
        additional: schema.additional,
        unevaluated: schema.unevaluated,
        items: schema.items,
        tuple: schema.tuple.clone(),
        prefix: schema.prefix.clone(),
        item_or_list: schema.data.extensions.contains_key("x-item-or-list"),
        unions: [(&schema.one_of, false), (&schema.any_of, true)]
            .into_iter()
            .filter(|(ids, _)| !ids.is_empty())
            .map(|(ids, any_of)| Alternatives {
                ids: ids.clone(),
                any_of,
                discriminator: schema.data.discriminator.as_deref().cloned().map(Rc::new),
                listed_by: None,
            })
            .collect(),
        base: None,
        said: value_extensions::said(schema),
        form: Use::default(),
        unresolved: ["x-unresolved", "x-never"]
            .into_iter()
            .any(|key| schema.data.extensions.contains_key(key)),
    }
}

/// The type that a schema says its values have, by its `type` or by its format.
fn said_kind(schema: &Schema) -> Option<String> {
    let format = schema.own.format.as_deref();
    match &schema.own.typ {
        Some(kind) => Some(numbers::kind(kind, format).to_owned()),
        None => kind_of_format(schema),
    }
}

/// The type that a schema without one has by its format, which is one of text.
fn kind_of_format(schema: &Schema) -> Option<String> {
    is_format_of_text(schema.own.format.as_deref()?).then(|| "string".to_owned())
}

fn is_format_of_text(format: &str) -> bool {
    matches!(
        format,
        "date"
            | "date-time"
            | "time"
            | "duration"
            | "email"
            | "hostname"
            | "ipv4"
            | "ipv6"
            | "uri"
            | "uuid"
    )
}

/// Whether a schema has nothing but annotations beside its `allOf`.
fn adds_nothing(schema: &Schema) -> bool {
    schema.own.required.is_empty()
        && schema.own.enumeration.is_empty()
        && schema.properties.is_empty()
        && schema.items.is_none()
        && !schema.has_no_further_items
        && schema.additional == Additional::Unsaid
        && matches!(schema.unevaluated, Additional::Unsaid | Additional::No)
        && schema.one_of.is_empty()
        && schema.any_of.is_empty()
        && schema.data.discriminator.is_none()
        && schema.conditional.is_empty()
        && schema.condition.is_none()
}

fn numeric(a: &str, b: &str) -> bool {
    matches!((a, b), ("integer", "number") | ("number", "integer"))
}
