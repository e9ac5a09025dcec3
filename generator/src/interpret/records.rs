//! Records and maps.
//!
//! Takes: a view of an object. Gives: a record, or a map where no key is named. Must not: name fields.

use serde_json::Value;

use super::renames::{Table, called};
use super::schemas::{Found, extended};
use super::views::View;
use super::{Interpreter, docs, forms};
use crate::model::{Access, Constant, Doc, Field, Record, Rules, Scalar, Shape, Type};
use crate::source::At;
use crate::spec::{Additional, Schema, SchemaId, child};

/// The record or map that a schema describes.
pub(super) fn record(interpreter: &mut Interpreter<'_>, view: &View, hint: &[String]) -> Found {
    let rest = match view.rest() {
        Additional::Schema(id) => Some(member(
            interpreter,
            view,
            ("", id),
            &extended(hint, "value"),
        )),
        Additional::Any => Some(Type::Json),
        Additional::Unsaid | Additional::No => None,
    };
    if view.properties.is_empty() && view.required.is_empty() {
        return match (rest, view.rest()) {
            (Some(value), _) => Found::Use(Type::Map(Box::new(value))),
            (None, Additional::No) => Found::Definition(Shape::Record(Record::default())),
            (None, _) => Found::Use(Type::Map(Box::new(Type::Json))),
        };
    }
    let fields = fields(interpreter, view, hint);
    Found::Definition(Shape::Record(Record {
        fields,
        rest,
        ..Record::default()
    }))
}

fn fields(interpreter: &mut Interpreter<'_>, view: &View, hint: &[String]) -> Vec<Field> {
    let mut fields = Vec::with_capacity(view.properties.len());
    for (wire, id) in &*view.properties {
        let mut ty = member(interpreter, view, (wire, *id), &extended(hint, wire));
        if let Type::Nullable(inner) = &ty
            && view.never_null.contains(wire)
        {
            ty = Type::clone(inner);
        }
        if view.form.only_forms && forms::is_secret(wire) && ty == Type::Scalar(Scalar::Text) {
            ty = Type::Scalar(Scalar::Secret);
        }
        let required = view.required.contains(wire);
        let mut field = field(interpreter, (wire, *id), ty, required, hint);
        if let Some(tag) = view.of.and_then(|it| interpreter.bases.tag(it, wire)) {
            field.doc.facts.extend([docs::always(tag)]);
            field.always = Some(Constant::Text(tag.to_owned()));
        }
        fields.push(field);
    }
    // A key that is required but not described is what further keys are, if these are described.
    for wire in &view.required {
        if view.properties.contains_key(wire) {
            continue;
        }
        fields.push(match view.rest().schema() {
            Some(id) => {
                let ty = member(interpreter, view, (wire, id), &extended(hint, wire));
                field(interpreter, (wire, id), ty, true, hint)
            }
            None => undescribed(interpreter, view.at, wire, hint),
        });
    }
    fields
}

/// The field of a key that is required and not described: it can be sent. Most are misspelt, and nobody ever sends them.
pub(super) fn undescribed(
    interpreter: &mut Interpreter<'_>,
    at: At,
    wire: &str,
    hint: &[String],
) -> Field {
    Field {
        at,
        wire: wire.to_owned(),
        renamed: rename(interpreter, hint, wire),
        called: None,
        ty: Type::Json,
        required: false,
        always: None,
        rules: Rules::default(),
        access: Access::Both,
        doc: Doc {
            facts: vec!["Required, and described nowhere".to_owned()],
            ..Doc::default()
        },
    }
}

/// The field of a property.
pub(super) fn field(
    interpreter: &mut Interpreter<'_>,
    (wire, id): (&str, SchemaId),
    ty: Type,
    required: bool,
    hint: &[String],
) -> Field {
    let schema = interpreter.spec.schemas.get(id);
    let rules = interpreter.rules(id, &ty);
    let always = match interpreter.view(id).enumeration.as_slice() {
        [Value::Bool(only)] if ty == Type::Scalar(Scalar::Boolean) => {
            Some(Constant::Boolean(*only))
        }
        _ => None,
    };
    let access = access(interpreter, id);
    let doc = docs::member(&interpreter.limited(id));
    Field {
        always,
        rules,
        at: schema.at,
        wire: wire.to_owned(),
        renamed: rename(interpreter, hint, wire),
        called: own_name(schema, wire),
        ty,
        required,
        access,
        doc,
    }
}

/// The type of a member: in a multipart body, bytes are a file.
fn member(
    interpreter: &mut Interpreter<'_>,
    view: &View,
    (wire, id): (&str, SchemaId),
    hint: &[String],
) -> Type {
    if view.form.only_multipart
        && let Some(file) = interpreter.file_member(view, wire, id)
    {
        return file;
    }
    interpreter.type_of(id, hint)
}

fn rename(interpreter: &mut Interpreter<'_>, hint: &[String], wire: &str) -> Option<String> {
    let owner = hint.join(".");
    interpreter
        .renaming
        .get(Table::Fields, &format!("{owner}.{wire}"))
}

/// The name that a property asks for. One that is a component says what the component is called.
fn own_name(schema: &Schema, wire: &str) -> Option<String> {
    let is_own = *schema.pointer == *child(schema.pointer.rsplit_once('/')?.0, wire)
        && schema.pointer.contains("/properties/");
    called(&schema.data.extensions).filter(|_| is_own)
}

/// `readOnly` and `writeOnly`, said at the use or by the schema that is used.
pub(super) fn access(interpreter: &Interpreter<'_>, id: SchemaId) -> Access {
    let mut id = id;
    for _ in 0..8 {
        let schema = interpreter.spec.schemas.get(id);
        match (schema.data.read_only, schema.data.write_only) {
            (true, false) => return Access::Server,
            (false, true) => return Access::Client,
            _ => {}
        }
        match interpreter.pointed_at(id) {
            Some(target) => id = target,
            None => break,
        }
    }
    Access::Both
}
