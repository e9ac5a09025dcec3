//! The order of attempts: what kind of type a schema is.
//!
//! Takes: schema ids. Gives: [`Type`]s; definitions go to the arena. Must not: name anything.

use super::renames::{Table, called, type_called};
use super::views::View;
use super::{Interpreter, docs, enumerations, records, scalars, unions};
use crate::diagnostics::Code;
use crate::model::{Doc, Origin, Shape, Type, TypeDef, TypeId};
use crate::source::At;
use crate::spec::{self, Additional, SchemaId};

/// What a schema turned out to be.
pub(super) enum Found {
    /// A use of other types.
    Use(Type),
    /// A definition of its own.
    Definition(Shape),
}

impl Interpreter<'_> {
    /// Components: all ids, then all bodies.
    pub(super) fn components(&mut self) {
        let spec = self.spec;
        for (name, id) in &spec.components {
            let schema = spec.schemas.get(*id);
            let origin = Origin {
                at: schema.at,
                pointer: schema.pointer.to_string(),
                hint: vec![name.clone()],
                named: true,
                renamed: self.renaming.get(Table::Types, name),
                called: type_called(&schema.data.extensions)
                    .or_else(|| called(&schema.data.extensions)),
            };
            let named = Type::Named(self.define(origin, self.doc_of(*id)));
            self.by_schema.insert(*id, named);
        }
        for (name, id) in &spec.components {
            self.fill_known(*id, std::slice::from_ref(name));
        }
    }

    /// Fills the definition that a schema has already.
    fn fill_known(&mut self, id: SchemaId, hint: &[String]) {
        if let Some(Type::Named(definition)) = self.by_schema.get(&id).cloned() {
            let shape = match self.find(id, hint) {
                Found::Use(ty) => Shape::Alias(ty),
                Found::Definition(shape) => shape,
            };
            self.fill(definition, id, shape);
        }
    }

    /// The type of a schema where it is used. The hint names it, if it turns out to need a definition.
    pub(super) fn type_of(&mut self, id: SchemaId, hint: &[String]) -> Type {
        let nullable = self.accepts_null(id);
        let ty = self.type_beside_null(id, hint);
        match (nullable, ty) {
            (true, ty) if !matches!(ty, Type::Nullable(_) | Type::Json) => {
                Type::Nullable(Box::new(ty))
            }
            (_, ty) => ty,
        }
    }

    /// Whether `null` is a value of a schema, by its own words or by those of a branch.
    pub(super) fn accepts_null(&mut self, id: SchemaId) -> bool {
        self.null_within(id, 4)
    }

    fn null_within(&mut self, id: SchemaId, levels: usize) -> bool {
        let view = self.view(id);
        let branches = match view.unions.as_slice() {
            [branches] if view.base.is_none() => branches.ids.as_slice(),
            [] if view.item_or_list => view.items.as_slice(),
            _ => &[],
        };
        view.nullable || levels > 0 && branches.iter().any(|it| self.null_within(*it, levels - 1))
    }

    fn type_beside_null(&mut self, id: SchemaId, hint: &[String]) -> Type {
        if let Some(known) = self.by_schema.get(&id) {
            return known.clone();
        }
        if let Some(target) = self.pointed_at(id) {
            return self.type_beside_null(target, hint);
        }
        let schema = self.spec.schemas.get(id);
        let hint = own_hint(schema).unwrap_or_else(|| hint.to_vec());
        if self.is_made_record(id) {
            // Its members may lead back to it, as to a component.
            let named = Type::Named(self.define_unnamed(id, hint.clone()));
            self.by_schema.insert(id, named.clone());
            self.fill_known(id, &hint);
            return named;
        }
        if !self.making.insert(id) {
            return self.met_again(id, hint);
        }
        let ty = match self.find(id, &hint) {
            Found::Use(ty) => ty,
            Found::Definition(shape) => {
                let definition = match self.by_schema.get(&id) {
                    Some(Type::Named(met)) => *met,
                    _ => self.define_unnamed(id, hint),
                };
                self.fill(definition, id, shape);
                Type::Named(definition)
            }
        };
        self.making.remove(&id);
        self.by_schema.insert(id, ty.clone());
        ty
    }

    /// The type of a schema that is being made, as branches are that a union within the union leads back to. A list is one of its items,
    /// and an object is a definition, which gets its members where it was met first.
    fn met_again(&mut self, id: SchemaId, hint: Vec<String>) -> Type {
        let view = self.view(id);
        let is_plain = view.unions.is_empty() && view.enumeration.is_empty() && !view.item_or_list;
        if is_plain && view.kind.as_deref() == Some("array") {
            return self.list(&view, &hint);
        }
        if is_plain && is_object(&view) && !view.properties.is_empty() {
            let named = Type::Named(self.define_unnamed(id, hint));
            self.by_schema.insert(id, named.clone());
            return named;
        }
        self.say_too_deep(self.spec.schemas.get(id).at);
        Type::Json
    }

    pub(super) fn say_too_deep(&mut self, at: At) {
        self.note(
            Code::ReferenceLoop,
            at,
            "this schema is made of itself, through parts or alternatives that are too deep to be opened; it is kept as JSON",
            "let a schema of the loop be a property of another, or write out what it is made of",
        );
    }

    /// Whether a schema stands nowhere in the document and is an object with members.
    fn is_made_record(&mut self, id: SchemaId) -> bool {
        if !self.spec.schemas.is_made(id) {
            return false;
        }
        let view = self.view(id);
        is_object(&view) && !view.properties.is_empty() && view.unions.is_empty()
    }

    fn define_unnamed(&mut self, id: SchemaId, hint: Vec<String>) -> TypeId {
        let schema = self.limited(id);
        let origin = Origin {
            at: schema.at,
            pointer: schema.pointer.to_string(),
            hint,
            named: false,
            renamed: self.renaming.get(Table::Types, &schema.pointer),
            called: type_called(&schema.data.extensions),
        };
        self.define(origin, self.doc_of(id))
    }

    /// About a definition, with what its unnamed parts demand.
    fn doc_of(&self, id: SchemaId) -> Doc {
        let mut doc = docs::schema(&self.limited(id));
        doc.facts.extend(self.demands_of_parts(id));
        doc
    }

    /// The order of attempts.
    fn find(&mut self, id: SchemaId, hint: &[String]) -> Found {
        if let Some(target) = self.pointed_at(id) {
            return Found::Use(self.type_beside_null(target, hint));
        }
        let view = self.view(id);
        self.say_what_is_not_in_the_type(id, &view);
        if view.unresolved {
            return Found::Use(Type::Json);
        }
        let found = unions::union(self, &view, hint).or_else(|| self.what_is(&view, hint));
        found.unwrap_or_else(|| {
            self.say_what_json_leaves_open(id, &view);
            Found::Use(Type::Json)
        })
    }

    /// What a view is beside its unions; nothing where it names no type.
    pub(super) fn what_is(&mut self, view: &View, hint: &[String]) -> Option<Found> {
        if let Some(found) = enumerations::enumeration(self, view, hint) {
            return Some(found);
        }
        if is_object(view) {
            return Some(records::record(self, view, hint));
        }
        if view.item_or_list
            && let Some(shape) = unions::item_or_list(self, view, hint)
        {
            return Some(Found::Definition(shape));
        }
        if view.kind.as_deref() == Some("array") || (view.kind.is_none() && view.items.is_some()) {
            return Some(Found::Use(self.list(view, hint)));
        }
        let scalar = scalars::scalar(self, view)?;
        Some(Found::Use(Type::Scalar(scalar)))
    }

    fn list(&mut self, view: &View, hint: &[String]) -> Type {
        if Type::is_tuple(view.tuple.len()) {
            let places = (1..).zip(&view.tuple);
            let items = places
                .map(|(place, id)| self.type_of(*id, &extended(hint, &format!("item {place}"))));
            return Type::Tuple(items.collect());
        }
        let items = match view.items {
            Some(items) => self.type_of(items, &extended(hint, "item")),
            None => Type::Json,
        };
        Type::List(Box::new(items))
    }

    /// A definition whose shape follows.
    pub(super) fn define(&mut self, origin: Origin, doc: Doc) -> TypeId {
        let shape = Shape::Alias(Type::Json);
        self.types.push(TypeDef::new(origin, doc, shape))
    }

    pub(super) fn fill(&mut self, id: TypeId, schema: SchemaId, shape: Shape) {
        let rules = self.rules_of_definition(schema, &shape);
        if let Some(definition) = self.types.get_mut(id) {
            definition.rules = rules;
            definition.shape = shape;
        }
    }
}

/// Whether a schema describes objects.
pub(super) fn is_object(view: &View) -> bool {
    match view.kind.as_deref() {
        Some(kind) => kind == "object",
        None => {
            !view.properties.is_empty()
                || !view.required.is_empty()
                || matches!(view.additional, Additional::Schema(_) | Additional::No)
        }
    }
}

/// A hint with one word more.
pub(super) fn extended(hint: &[String], word: &str) -> Vec<String> {
    let mut longer = hint.to_vec();
    longer.push(word.to_owned());
    longer
}

/// A schema inside a shared component is named by the component, not by its first use.
fn own_hint(schema: &spec::Schema) -> Option<Vec<String>> {
    let mut tokens = spec::parse(&schema.pointer).into_iter();
    if tokens.next()? != "components" {
        return None;
    }
    if tokens.next()? == "schemas" {
        return member_hint(tokens);
    }
    let component = tokens.next()?;
    let structural = ["content", "schema", "properties", "allOf", "oneOf", "anyOf"];
    let mut hint = vec![component];
    let mut is_data = false;
    for token in tokens {
        if is_data {
            is_data = false;
            if !token.contains('/') {
                hint.push(token);
            }
        } else if token == "properties" || token == "content" {
            is_data = true;
        } else if token == "items" {
            hint.push("item".to_owned());
        } else if token == "additionalProperties" {
            hint.push("value".to_owned());
        } else if !structural.contains(&token.as_str()) {
            hint.push(token);
        }
    }
    Some(hint)
}

/// The hint that a member of a named schema has where that schema is read: others that take the member over may be first.
fn member_hint(mut tokens: impl Iterator<Item = String>) -> Option<Vec<String>> {
    let mut hint = vec![tokens.next()?];
    while let Some(token) = tokens.next() {
        hint.push(match token.as_str() {
            "properties" => tokens.next()?,
            "items" => "item".to_owned(),
            "additionalProperties" => "value".to_owned(),
            _ => return None,
        });
    }
    (hint.len() > 1).then_some(hint)
}
