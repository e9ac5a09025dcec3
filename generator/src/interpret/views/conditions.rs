//! Properties that are described under a condition only: by `if`, `then`, `else`, or `dependentSchemas`.
//!
//! Takes: schemas. Gives: views with these properties, as far as nothing else describes them. Must not: require one, or narrow what is
//! described without a condition.

use std::sync::Arc;

use super::View;
use crate::interpret::Interpreter;
use crate::spec::{Schema, SchemaId};

impl Interpreter<'_> {
    /// Adds the properties that only conditions of a schema describe.
    pub(super) fn add_conditional(&mut self, view: &mut View, schema: &Schema) {
        for id in &schema.conditional {
            for (name, id) in self.described(*id) {
                self.add_conditional_property(view, &name, id);
            }
        }
        // A condition says which value counts, and not which others there are.
        for (name, id) in schema
            .condition
            .map_or_else(Vec::new, |it| self.described(it))
        {
            if !view.properties.contains_key(&name)
                && let Some(id) = self.of_any_value(id)
            {
                self.add_conditional_property(view, &name, id);
            }
        }
        let conditional = &view.conditional;
        if !conditional.is_empty() {
            let comes_last = |it: &String| conditional.contains(it);
            Arc::make_mut(&mut view.properties)
                .sort_by(|one, _, other, _| comes_last(one).cmp(&comes_last(other)));
        }
    }

    /// The properties that a schema describes.
    fn described(&mut self, id: SchemaId) -> Vec<(String, SchemaId)> {
        if self.viewing.contains(&self.target(id)) {
            return Vec::new();
        }
        let view = self.view(id);
        let properties = view.properties.iter();
        properties.map(|(name, id)| (name.clone(), *id)).collect()
    }

    /// Adds a property that is described under a condition. Under another one it may be something else.
    pub(super) fn add_conditional_property(&mut self, view: &mut View, name: &str, id: SchemaId) {
        // What may be something else than an object is not made one by a condition.
        let is_open = view.properties.is_empty() && !view.unions.is_empty();
        if is_open || view.kind.as_deref().is_some_and(|it| it != "object") {
            return;
        }
        let known = view.properties.get(name).copied();
        let is_conditional = view.conditional.contains(name);
        let id = match known {
            Some(_) if !is_conditional => return,
            Some(known) if self.spec.schemas.alike(known, id) => return,
            Some(known) => self.any_of(&[known, id]).unwrap_or(known),
            None => id,
        };
        view.conditional.insert(name.to_owned());
        Arc::make_mut(&mut view.properties).insert(name.to_owned(), id);
    }

    /// The schema without the values that it lists; none if it says no type.
    fn of_any_value(&self, id: SchemaId) -> Option<SchemaId> {
        let schema = self.spec.schemas.get(id);
        if schema.own.enumeration.is_empty() {
            let says_type = schema.own.typ.is_some() || schema.reference.is_some();
            return says_type.then_some(id);
        }
        let own = openapiv3::AnySchema {
            enumeration: Vec::new(),
            ..openapiv3::AnySchema::clone(&schema.own)
        };
        schema.own.typ.as_ref()?;
        self.spec.schemas.add(Schema {
            own: Arc::new(own),
            ..schema.clone()
        })
    }

    /// A schema of what is any of these, which stand in different places. `None`: there are too many such schemas.
    pub(in crate::interpret) fn any_of(&self, ids: &[SchemaId]) -> Option<SchemaId> {
        let schemas: Vec<&Schema> = ids.iter().map(|it| self.spec.schemas.get(*it)).collect();
        let pointers: Vec<&str> = schemas.iter().map(|it| &*it.pointer).collect();
        self.spec.schemas.add(Schema {
            at: schemas.first()?.at,
            pointer: pointers.join("|").into(),
            any_of: ids.to_vec(),
            ..Schema::default()
        })
    }
}
