//! Objects that are read as one: parts of an `anyOf`, and branches that cannot be told apart.
//!
//! Takes: branches. Gives: a record with the keys of all of them. Must not: require what one of them does not.

use std::rc::Rc;
use std::sync::Arc;

use indexmap::IndexMap;

use super::branches::{self, Branch};
use super::{Interpreter, join};
use crate::interpret::records;
use crate::interpret::schemas::extended;
use crate::interpret::views::View;
use crate::model::{Access, Record, Rules, Type};
use crate::spec::{Additional, SchemaId};

/// A record of all branches.
pub(super) fn record(
    interpreter: &mut Interpreter<'_>,
    branches: &[&Branch],
    any_of: bool,
    hint: &[String],
) -> Record {
    let mut views = Vec::new();
    for branch in branches {
        views.extend(opened(interpreter, branch));
    }
    of_views(interpreter, &views, any_of, hint)
}

/// A record whose properties the branches only say more of.
pub(super) fn refined(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    branches: &[Branch],
    hint: &[String],
) -> Record {
    let mut views = Vec::new();
    for branch in branches {
        let mut refined = view.clone();
        refined.unions.clear();
        for (wire, id) in &*branch.view.properties {
            let lists = view
                .properties
                .get(wire)
                .is_some_and(|it| !interpreter.view(*it).enumeration.is_empty());
            if !lists {
                Arc::make_mut(&mut refined.properties).insert(wire.clone(), *id);
            }
        }
        refined
            .required
            .extend(branch.view.required.iter().cloned());
        views.push(Rc::new(refined));
    }
    of_views(interpreter, &views, true, hint)
}

/// The objects of a branch; several if it is a union itself.
pub(super) fn opened(interpreter: &mut Interpreter<'_>, branch: &Branch) -> Vec<Rc<View>> {
    if branch.view.unions.is_empty() {
        return vec![Rc::clone(&branch.view)];
    }
    let mut inner = branches::of(interpreter, &branch.view).unwrap_or_default();
    branches::share(interpreter, &branch.view, &mut inner);
    if inner.is_empty() {
        return vec![Rc::clone(&branch.view)];
    }
    inner.into_iter().map(|it| it.view).collect()
}

fn of_views(
    interpreter: &mut Interpreter<'_>,
    views: &[Rc<View>],
    any_of: bool,
    hint: &[String],
) -> Record {
    let mut keys: IndexMap<&String, Vec<SchemaId>> = IndexMap::new();
    for (wire, id) in views.iter().flat_map(|it| &*it.properties) {
        let ids = keys.entry(wire).or_default();
        if !ids.contains(id) {
            ids.push(*id);
        }
    }
    for wire in views.iter().flat_map(|it| &it.required) {
        keys.entry(wire).or_default();
    }
    let mut fields = Vec::new();
    for (wire, ids) in keys {
        let file = views
            .iter()
            .any(|it| it.form.only_multipart)
            .then(|| ids.iter().find_map(|it| interpreter.file_type(*it)));
        let ty = match file.flatten() {
            Some(file) => file,
            None => join::one_of(interpreter, &ids, any_of, &extended(hint, wire)),
        };
        let required = views.iter().all(|it| it.required.contains(wire));
        let Some(first) = ids.first() else {
            let at = views.first().map(|it| it.at).unwrap_or_default();
            fields.push(records::undescribed(interpreter, at, wire, hint));
            continue;
        };
        let mut field = records::field(interpreter, (wire, *first), ty, required, hint);
        if ids.len() > 1 {
            field.rules = Rules::default();
            field.always = None;
            let access = |it: &SchemaId| records::access(interpreter, *it) == field.access;
            if !ids.iter().all(access) {
                field.access = Access::Both;
            }
        }
        fields.push(field);
    }
    Record {
        fields,
        rest: views.iter().any(is_open).then_some(Type::Json),
        ..Record::default()
    }
}

/// Whether an object has further keys that are worth keeping.
pub(super) fn is_open(view: &Rc<View>) -> bool {
    matches!(view.additional, Additional::Any | Additional::Schema(_))
        || view.properties.is_empty() && view.additional != Additional::No
}
