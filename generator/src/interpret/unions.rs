//! Unions: `oneOf` and `anyOf`. How branches are told apart is decided here, once, and never by trying them.
//!
//! Takes: a view with branches. Gives: a union, the one type that all branches are, or JSON. Must not: name variants.

mod beside;
mod branches;
pub(super) mod constants;
mod covers;
mod intersections;
mod item_or_list;
mod join;
mod kept_tags;
mod merged;
mod objects;
mod shapes;
mod tags;
mod together;
mod values;
mod words;

use std::rc::Rc;

use super::renames::Table;
use super::schemas::{Found, extended, is_object};
use super::views::View;
use super::{Interpreter, records, scalars};
use crate::diagnostics::Code;
use crate::model::{Choice, ObjectChoice, Origin, Rules, Shape, Type, TypeDef, Union, Variant};
use crate::spec;

use branches::{Branch, Kind};
pub(super) use item_or_list::item_or_list;

/// The union that a schema describes, if it has branches.
pub(super) fn union(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    hint: &[String],
) -> Option<Found> {
    if view.unions.is_empty() {
        return None;
    }
    let Some(mut branches) = branches::of(interpreter, view) else {
        return Some(too_many(interpreter, view, hint));
    };
    if branches.is_empty() {
        return None;
    }
    if let Some(found) = branches::listed(interpreter, &branches)
        .and_then(|it| super::enumerations::enumeration(interpreter, &it, hint))
    {
        return Some(found);
    }
    if is_listed_beside(view, &branches) {
        return None;
    }
    if is_object(view) && !view.properties.is_empty() {
        if branches::only_refine(view, &branches) {
            let record = merged::refined(interpreter, view, &branches, hint);
            return Some(Found::Definition(Shape::Record(record)));
        }
        branches::share(interpreter, view, &mut branches);
    } else if branches::says_more(view) {
        branches::share(interpreter, view, &mut branches);
    }
    words::give(interpreter, &mut branches);
    Some(decide(interpreter, view, &branches, hint))
}

/// What all branches are at once, where each is an object: the members of all of them, of which those of all are required. `view` says
/// what they are for.
pub(super) fn as_one(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    hint: &[String],
) -> Option<Shape> {
    let mut branches = branches::of(interpreter, view)?;
    if branches.iter().any(|it| it.kind != Kind::Object) {
        return None;
    }
    let has_members = is_object(view) && !view.properties.is_empty();
    let record = if has_members && branches::only_refine(view, &branches) {
        merged::refined(interpreter, view, &branches, hint)
    } else {
        branches::share(interpreter, view, &mut branches);
        for branch in &mut branches {
            Rc::make_mut(&mut branch.view).form = view.form;
        }
        let branches: Vec<&Branch> = branches.iter().collect();
        merged::record(interpreter, &branches, view.is_any_of(), hint)
    };
    (!record.fields.is_empty()).then_some(Shape::Record(record))
}

/// Whether what stands beside a union lists the values, and the branches say no more of these than their type.
fn is_listed_beside(view: &View, branches: &[Branch]) -> bool {
    let is_scalar = |it: &Branch| !matches!(it.kind, Kind::Object | Kind::List);
    let lists_none = |it: &Branch| it.view.enumeration.is_empty() && is_scalar(it);
    !view.enumeration.is_empty() && branches.iter().all(lists_none)
}

/// The type of what is one of several schemas that stand in different places. It is made anew for each use, so that its name does not
/// hang on which use comes first.
pub(super) fn one_of(
    interpreter: &mut Interpreter<'_>,
    ids: &[spec::SchemaId],
    hint: &[String],
) -> Type {
    join::new(interpreter, ids, false, hint)
}

/// Several unions at once have every combination of their branches, which is more than anybody can use.
fn too_many(interpreter: &mut Interpreter<'_>, view: &View, hint: &[String]) -> Found {
    interpreter.note(
        Code::UndecidableUnion,
        view.at,
        "this schema is several unions at once, with too many combinations; what they say is kept as JSON",
        "write the combinations out as one `oneOf`, or correct it with an overlay",
    );
    if view.properties.is_empty() {
        return Found::Use(Type::Json);
    }
    let mut open = view.clone();
    open.unions.clear();
    open.additional = spec::Additional::Any;
    records::record(interpreter, &open, hint)
}

fn decide(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    branches: &[Branch],
    hint: &[String],
) -> Found {
    let shared = !view.properties.is_empty();
    if let Some(any) = branches.iter().find(|it| it.kind == Kind::Any) {
        // A branch of a type that is none is a loss, and says so.
        if any.view.kind.is_none() || scalars::scalar(interpreter, &any.view).is_some() {
            interpreter.note(
                Code::AnyJson,
                view.at,
                "a branch of this union accepts any JSON, and so does the union",
                "give the branch a type by an overlay, if it has one",
            );
        }
        return Found::Use(Type::Json);
    }
    let objects: Vec<&Branch> = branches
        .iter()
        .filter(|it| it.kind == Kind::Object)
        .collect();
    let has_only_objects = objects.len() == branches.len();
    let told = together::as_far_as_told(interpreter, view, &objects);
    let (objects, choice) = match &told {
        Some((told, choice)) => (told.iter().collect(), Some(choice.clone())),
        None => (objects, None),
    };
    if choice.is_none() && has_only_objects {
        let record = merged::record(interpreter, &objects, view.is_any_of(), hint);
        return Found::Definition(Shape::Record(record));
    }
    let mut union = Union {
        variants: Vec::new(),
        choice: Choice::default(),
    };
    if let Some(choice) = choice {
        union.choice.object = choice;
        for (index, branch) in (0..).zip(&objects) {
            let choice = &union.choice.object;
            let kept = kept_tags::with_property(interpreter, choice, (index, branch));
            let kept = kept.as_ref().unwrap_or(branch);
            let wide = beside::with_keys(view, choice, kept, &objects);
            let ty = object_type(interpreter, view, wide.as_ref().unwrap_or(kept), hint);
            union.variants.push(variant(branch, ty));
        }
    } else if let Some(first) = objects.first() {
        union.choice.object = ObjectChoice::Only(0);
        let hint = extended(hint, "object");
        let record = merged::record(interpreter, &objects, view.is_any_of(), &hint);
        let ty = define(interpreter, first, hint, Shape::Record(record));
        union.variants.push(Variant {
            rules: Rules::default(),
            hint: vec!["object".to_owned()],
            ..variant(first, ty)
        });
    }
    values::add(interpreter, branches, hint, &mut union);
    match union.variants.as_slice() {
        [only] if !shared && view.base.is_none() => Found::Use(only.ty.clone()),
        _ => Found::Definition(Shape::Union(union)),
    }
}

/// The type of a branch that is an object, or of what several are that nothing tells apart.
fn object_type(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    branch: &Branch,
    hint: &[String],
) -> Type {
    if branch.stands_for.is_empty() {
        return branch_type(interpreter, branch, hint);
    }
    let hint = extended(hint, &branch.name);
    let members: Vec<&Branch> = branch.stands_for.iter().collect();
    let record = merged::record(interpreter, &members, view.is_any_of(), &hint);
    define(interpreter, branch, hint, Shape::Record(record))
}

fn branch_type(interpreter: &mut Interpreter<'_>, branch: &Branch, hint: &[String]) -> Type {
    if branch.whole && branch.itself {
        return interpreter.base_itself(branch.id);
    }
    if branch.whole {
        // Several unions may have opened the one that it is a branch of: whichever is read first, its name is that one's.
        let hint = match branch.within.first() {
            Some(owner) => vec![owner.clone(), words::without(owner, &branch.name)],
            None => extended(hint, &branch.name),
        };
        return match interpreter.type_of(branch.id, &hint) {
            Type::Nullable(ty) => *ty,
            ty => ty,
        };
    }
    let hint = extended(hint, &branch.name);
    if !interpreter.making.insert(branch.id) {
        interpreter.say_too_deep(branch.at);
        return Type::Json;
    }
    let found = union(interpreter, &branch.view, &hint);
    let found = found.or_else(|| interpreter.what_is(&branch.view, &hint));
    interpreter.making.remove(&branch.id);
    match found {
        Some(Found::Use(ty)) => ty,
        Some(Found::Definition(shape)) => define(interpreter, branch, hint, shape),
        None => Type::Json,
    }
}

/// A definition that is no schema of the document, but made of one.
fn define(
    interpreter: &mut Interpreter<'_>,
    branch: &Branch,
    hint: Vec<String>,
    shape: Shape,
) -> Type {
    let schema = interpreter.spec.schemas.get(branch.id);
    let pointer = format!("{}#{}", schema.pointer, hint.join("/"));
    let origin = Origin {
        at: branch.at,
        renamed: interpreter.renaming.get(Table::Types, &pointer),
        pointer,
        hint,
        named: false,
        called: None,
    };
    let definition = TypeDef::new(origin, branch.doc.clone(), shape);
    Type::Named(interpreter.types.push(definition))
}

fn variant(branch: &Branch, ty: Type) -> Variant {
    Variant {
        rules: Rules::default(),
        at: branch.at,
        hint: vec![branch.name.clone()],
        ty,
        doc: branch.doc.clone(),
    }
}
