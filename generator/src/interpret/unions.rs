//! Unions: `oneOf` and `anyOf`. How branches are told apart is decided here, once, and never by trying them.
//!
//! Takes: a view with branches. Gives: a union, the one type that all branches are, or JSON. Must not: name variants.

use std::collections::BTreeSet;
use std::rc::Rc;

use super::schemas::{Found, extended, is_object};
use super::views::View;
use super::{Interpreter, docs, enumerations, records};
use crate::diagnostics::Code;
use crate::model::{Choice, Doc, Origin, Scalar, Shape, Type, TypeDef, Union, Variant};
use crate::source::At;
use crate::spec::{self, SchemaId};

mod objects;

/// How deep unions within unions are opened; a deeper one is a branch of its own.
const DEEPEST: usize = 8;

/// A branch that is still to be told from the others.
pub(super) struct Branch {
    at: At,
    /// A word for its name.
    name: String,
    /// The component that it is, for a discriminator's mapping.
    component: Option<String>,
    view: Rc<View>,
    id: SchemaId,
    doc: Doc,
}

/// The kinds of JSON value that a branch can be.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Kind {
    Text,
    Integer,
    Number,
    Boolean,
    List,
    Object,
    Any,
}

/// The union that a schema describes, if it has branches.
pub(super) fn union(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    hint: &[String],
) -> Option<Found> {
    let [ids] = view.unions.as_slice() else {
        return several_unions(interpreter, view, hint);
    };
    let mut branches = Vec::new();
    open(interpreter, ids, 0, &mut branches);
    branches.retain(|it| !only_constrains(&it.view));
    if branches.is_empty() {
        return None;
    }
    if let Some(values) = listed(interpreter, &branches) {
        return enumerations::enumeration(interpreter, &values);
    }
    if is_object(view) && !view.properties.is_empty() {
        share(interpreter, view, &mut branches);
    }
    Some(decide(interpreter, view, &branches, hint))
}

/// An `allOf` of several unions would need every combination of their branches.
fn several_unions(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    hint: &[String],
) -> Option<Found> {
    if view.unions.is_empty() {
        return None;
    }
    interpreter.note(
        Code::UndecidableUnion,
        view.at,
        "this schema is several unions at once; what they say is kept as JSON",
        "write the combinations out as one `oneOf`, or correct it with an overlay",
    );
    if view.properties.is_empty() {
        return Some(Found::Use(Type::Json));
    }
    let mut open = view.clone();
    open.unions.clear();
    open.additional = spec::Additional::Any;
    Some(records::record(interpreter, &open, hint))
}

/// Collects branches; a union within a union counts as its branches.
fn open(
    interpreter: &mut Interpreter<'_>,
    ids: &[SchemaId],
    depth: usize,
    branches: &mut Vec<Branch>,
) {
    for id in ids {
        let view = interpreter.view(*id);
        match view.unions.as_slice() {
            [inner] if view.properties.is_empty() && depth < DEEPEST && inner != ids => {
                open(interpreter, inner, depth + 1, branches);
            }
            _ => branches.push(branch(interpreter, *id, view)),
        }
    }
}

fn branch(interpreter: &Interpreter<'_>, id: SchemaId, view: Rc<View>) -> Branch {
    let schema = interpreter.spec.schemas.get(id);
    let component = component(interpreter, id);
    let name = component
        .clone()
        .or_else(|| schema.data.title.clone())
        .unwrap_or_else(|| kind_word(kind(&view)).to_owned());
    Branch {
        at: schema.at,
        name,
        doc: if component.is_some() {
            Doc::default()
        } else {
            docs::member(schema)
        },
        component,
        view,
        id,
    }
}

/// The name of the component that a schema is, directly or by pointing at it.
fn component(interpreter: &Interpreter<'_>, id: SchemaId) -> Option<String> {
    let mut id = id;
    for _ in 0..DEEPEST {
        let pointer = &interpreter.spec.schemas.get(id).pointer;
        if let Some(name) = pointer.strip_prefix("/components/schemas/")
            && !name.contains('/')
        {
            return Some(spec::decode(name));
        }
        id = interpreter.pointed_at(id)?;
    }
    None
}

/// Branches such as `{required: [a]}` constrain an object that is described elsewhere.
fn only_constrains(view: &View) -> bool {
    view.properties.is_empty()
        && view.items.is_none()
        && view.enumeration.is_empty()
        && view.unions.is_empty()
        && !view.required.is_empty()
        && view.kind.as_deref().is_none_or(|it| it == "object")
        && matches!(view.additional, spec::Additional::Unsaid)
}

/// Values that are described one by one, as in `oneOf: [{const: 1, title: Low}, …]`, are one enumeration.
fn listed(interpreter: &Interpreter<'_>, branches: &[Branch]) -> Option<View> {
    let first = kind(&branches.first()?.view);
    let lists = |it: &Branch| {
        it.component.is_none() && !it.view.enumeration.is_empty() && kind(&it.view) == first
    };
    if !branches.iter().all(lists) {
        return None;
    }
    let mut all = View {
        at: branches.first()?.at,
        kind: branches.first()?.view.kind.clone(),
        format: branches.first()?.view.format.clone(),
        ..View::default()
    };
    let (mut names, mut docs) = (Vec::new(), Vec::new());
    for branch in branches {
        let data = &interpreter.spec.schemas.get(branch.id).data;
        let alone = branch.view.enumeration.len() == 1;
        for value in &branch.view.enumeration {
            all.enumeration.push(value.clone());
            names.push(data.title.clone().filter(|_| alone).into());
            docs.push(data.description.clone().filter(|_| alone).into());
        }
    }
    all.value_names = Some(serde_json::Value::Array(names));
    all.value_docs = Some(serde_json::Value::Array(docs));
    Some(all)
}

/// Properties beside a union belong to each of its branches.
fn share(interpreter: &mut Interpreter<'_>, view: &View, branches: &mut [Branch]) {
    let mut common = view.clone();
    common.unions.clear();
    for branch in branches {
        let mut merged = common.clone();
        interpreter.merge(&mut merged, &branch.view);
        branch.view = Rc::new(merged);
        branch.component = None;
    }
}

fn decide(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    branches: &[Branch],
    hint: &[String],
) -> Found {
    let shared = !view.properties.is_empty();
    if branches.iter().any(|it| kind(&it.view) == Kind::Any) {
        interpreter.note(
            Code::AnyJson,
            view.at,
            "a branch of this union accepts any JSON, and so does the union",
            "give the branch a type by an overlay, if it has one",
        );
        return Found::Use(Type::Json);
    }
    let objects: Vec<&Branch> = branches
        .iter()
        .filter(|it| kind(&it.view) == Kind::Object)
        .collect();
    let Some(choice) = objects::choose(interpreter, view, &objects) else {
        interpreter.note(
            Code::UndecidableUnion,
            view.at,
            "the branches of this union cannot be told apart without trying them; it is kept as JSON",
            "add a `discriminator`, or a required property that only one branch has, by an overlay",
        );
        return Found::Use(Type::Json);
    };
    let mut union = Union {
        variants: Vec::new(),
        choice: Choice {
            object: choice,
            ..Choice::default()
        },
    };
    for branch in branches.iter().filter(|it| kind(&it.view) == Kind::Object) {
        let ty = branch_type(interpreter, branch, hint, shared);
        union.variants.push(variant(branch, ty));
    }
    scalars(interpreter, branches, hint, &mut union);
    match union.variants.as_slice() {
        [only] if !shared => Found::Use(only.ty.clone()),
        _ => Found::Definition(Shape::Union(union)),
    }
}

fn branch_type(
    interpreter: &mut Interpreter<'_>,
    branch: &Branch,
    hint: &[String],
    shared: bool,
) -> Type {
    let hint = extended(hint, &branch.name);
    if !shared {
        return match interpreter.type_of(branch.id, &hint) {
            Type::Nullable(ty) => *ty,
            ty => ty,
        };
    }
    match records::record(interpreter, &branch.view, &hint) {
        Found::Use(ty) => ty,
        Found::Definition(shape) => {
            let schema = interpreter.spec.schemas.get(branch.id);
            Type::Named(interpreter.types.push(TypeDef {
                origin: Origin {
                    at: branch.at,
                    pointer: format!("{}#{}", schema.pointer, hint.join("/")),
                    hint,
                    named: false,
                    renamed: None,
                },
                doc: branch.doc.clone(),
                shape,
            }))
        }
    }
}

fn variant(branch: &Branch, ty: Type) -> Variant {
    Variant {
        at: branch.at,
        hint: vec![branch.name.clone()],
        ty,
        doc: branch.doc.clone(),
    }
}

/// Everything but objects: one variant for each kind of value.
fn scalars(
    interpreter: &mut Interpreter<'_>,
    branches: &[Branch],
    hint: &[String],
    union: &mut Union,
) {
    for kind in [
        Kind::Text,
        Kind::Integer,
        Kind::Number,
        Kind::Boolean,
        Kind::List,
    ] {
        let of_kind: Vec<&Branch> = branches
            .iter()
            .filter(|it| self::kind(&it.view) == kind)
            .collect();
        let Some(first) = of_kind.first() else {
            continue;
        };
        let lists = |it: &&&Branch| !it.view.enumeration.is_empty();
        let alone = of_kind.len() == branches.len() && of_kind.iter().filter(lists).count() == 1;
        let mut types: Vec<(&Branch, Type)> = Vec::new();
        for branch in &of_kind {
            let ty = match (alone, branch.view.enumeration.is_empty()) {
                // It will be all that there is of the union, and has its name.
                (true, false) => interpreter.type_of(branch.id, hint),
                _ => branch_type(interpreter, branch, hint, false),
            };
            if !types.iter().any(|(_, it)| *it == ty) {
                types.push((branch, ty));
            }
        }
        let variant = match types.as_slice() {
            [(branch, ty)] => variant(branch, ty.clone()),
            several => Variant {
                hint: vec![kind_word(kind).to_owned()],
                ..variant(first, common(kind, several))
            },
        };
        let index = union.variants.len();
        union.variants.push(variant);
        let choice = &mut union.choice;
        match kind {
            Kind::Text => choice.text = Some(index),
            Kind::Integer => choice.integer = Some(index),
            Kind::Number => choice.number = Some(index),
            Kind::Boolean => choice.boolean = Some(index),
            Kind::List => choice.list = Some(index),
            Kind::Object | Kind::Any => {}
        }
    }
    union.choice.integer = union.choice.integer.or(union.choice.number);
}

/// The type that holds the values of several branches of one kind. Enumerations are open, so that one of them beside
/// plain text is the enumeration.
fn common(kind: Kind, types: &[(&Branch, Type)]) -> Type {
    let mut enumerations = types
        .iter()
        .filter(|(branch, _)| !branch.view.enumeration.is_empty());
    match (kind, enumerations.next(), enumerations.next()) {
        (Kind::Text, Some((_, ty)), None) => ty.clone(),
        (Kind::Text, ..) => Type::Scalar(Scalar::Text),
        (Kind::Integer, ..) => Type::Scalar(Scalar::I64),
        (Kind::Number, ..) => Type::Scalar(Scalar::F64),
        (Kind::Boolean, ..) => Type::Scalar(Scalar::Boolean),
        _ => Type::List(Box::new(Type::Json)),
    }
}

/// The kind of a branch. Branches that are unions themselves have been opened before.
fn kind(view: &View) -> Kind {
    if view.unresolved || !view.unions.is_empty() && view.properties.is_empty() {
        return Kind::Any;
    }
    match view.kind.as_deref() {
        Some("string" | "file") => Kind::Text,
        Some("integer") => Kind::Integer,
        Some("number") => Kind::Number,
        Some("boolean") => Kind::Boolean,
        Some("array") => Kind::List,
        Some("object") => Kind::Object,
        Some(_) => Kind::Any,
        None if is_object(view) => Kind::Object,
        None if view.items.is_some() => Kind::List,
        None => of_values(view),
    }
}

/// The kind of a schema that only lists values.
fn of_values(view: &View) -> Kind {
    let kinds: BTreeSet<Kind> = view
        .enumeration
        .iter()
        .filter(|it| !it.is_null())
        .map(|it| match it {
            serde_json::Value::String(_) => Kind::Text,
            serde_json::Value::Bool(_) => Kind::Boolean,
            serde_json::Value::Number(number) if number.is_f64() => Kind::Number,
            serde_json::Value::Number(_) => Kind::Integer,
            _ => Kind::Any,
        })
        .collect();
    match kinds.into_iter().collect::<Vec<_>>().as_slice() {
        [only] => *only,
        _ => Kind::Any,
    }
}

fn kind_word(kind: Kind) -> &'static str {
    match kind {
        Kind::Text => "text",
        Kind::Integer => "integer",
        Kind::Number => "number",
        Kind::Boolean => "boolean",
        Kind::List => "list",
        Kind::Object => "object",
        Kind::Any => "json",
    }
}
