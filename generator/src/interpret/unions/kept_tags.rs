//! Values of a discriminator that a branch itself does not know: which of several came is kept with it.
//!
//! Takes: a branch and how it is told. Gives: the branch with a property more. Must not: choose.

use std::sync::Arc;

use serde_json::Value;

use super::branches::Branch;
use crate::interpret::Interpreter;
use crate::model::ObjectChoice;
use crate::spec::{Schema, child};

/// The branch with the property that tells it, where several values do, and it would not know which of them came. `None`: it needs none.
pub(super) fn with_property(
    interpreter: &Interpreter<'_>,
    choice: &ObjectChoice,
    (index, branch): (usize, &Branch),
) -> Option<Branch> {
    let ObjectChoice::Tag {
        property,
        cases,
        absent,
        ..
    } = choice
    else {
        return None;
    };
    let own = cases.iter().filter(|(_, it)| it.leads_to(index));
    let values: Vec<Value> = own.map(|(value, _)| value.as_str().into()).collect();
    let view = &branch.view;
    let is_known = view.properties.contains_key(property) || view.rest().has_keys();
    let is_merged = !branch.stands_for.is_empty();
    let is_plain = is_merged || view.unions.is_empty() && !branch.itself;
    if values.len() < 2 || is_known || !is_plain {
        return None;
    }
    let schema = interpreter.spec.schemas.get(branch.id);
    let own = openapiv3::AnySchema {
        typ: Some("string".to_owned()),
        enumeration: values,
        ..openapiv3::AnySchema::default()
    };
    let tag = interpreter.spec.schemas.add(Schema {
        at: schema.at,
        pointer: child(&schema.pointer, property).into(),
        own: Arc::new(own),
        ..Schema::default()
    })?;
    Some(branch.changed(&|view| {
        Arc::make_mut(&mut view.properties).shift_insert(0, property.clone(), tag);
        if !absent.leads_to(index) {
            view.required.insert(property.clone());
        }
    }))
}
