//! Forms: which schemas describe nothing but forms, which of their members are files, and how members are written.
//!
//! Takes: request bodies. Gives: [`Form`]s, and which objects are forms. Must not: choose between media types.
//!
//! A file has no place in JSON. So an object whose binary members are files is either nothing but a multipart body, or the body
//! gets a type of its own beside the one that JSON uses.

mod encodings;

use std::collections::{BTreeMap, BTreeSet};

use super::media::{self, Kind};
use super::schemas::{Found, extended, is_object};
use super::views::View;
use super::{Interpreter, docs, records, unions};
use crate::diagnostics::Code;
use crate::model::{Form, Origin, Scalar, Shape, Type};
use crate::spec::{self, Additional, MediaType, Schema, SchemaId};

/// How deep schemas are opened in search of a file; a deeper one is no member of a form.
const DEEPEST: usize = 8;

/// Words at the end of a form's member that mark a secret.
const SECRET_WORDS: [&str; 9] = [
    "accesskey",
    "apikey",
    "authorization",
    "credential",
    "credentials",
    "passphrase",
    "password",
    "secret",
    "token",
];

/// What a schema is a form for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Use {
    /// For nothing but forms: a member with the name of a secret is one.
    pub(super) only_forms: bool,
    /// For nothing but multipart bodies: a binary member is a file.
    pub(super) only_multipart: bool,
}

/// Schemas that describe nothing but forms, and types made for bodies whose schema has other uses.
#[derive(Default)]
pub(super) struct Forms {
    uses: BTreeMap<SchemaId, Use>,
    twins: BTreeMap<SchemaId, Option<Type>>,
    /// Members that multipart bodies have in a notation that is no JSON, such as XML: the form, and the name of the member.
    foreign: BTreeSet<(SchemaId, String)>,
}

impl Forms {
    /// Finds the schemas of a document that describe nothing but forms.
    pub(super) fn of(api: &spec::Api) -> Self {
        let (mut pairs, mut parts) = (BTreeSet::new(), BTreeSet::new());
        let (mut others, mut foreign) = (BTreeSet::new(), BTreeSet::new());
        for operation in &api.operations {
            let parameters = operation.parameters.iter();
            for schema in
                parameters.flat_map(|it| it.schema.into_iter().chain(schemas(&it.content)))
            {
                reach(api, schema, &mut others);
            }
            let responses = operation.responses.iter();
            for schema in responses.flat_map(|it| schemas(&it.content)) {
                reach(api, schema, &mut others);
            }
            for media_type in operation.body.iter().flat_map(|it| &it.content) {
                let Some(schema) = media_type.schema else {
                    continue;
                };
                let forms = match media::kind(&media_type.name) {
                    Kind::Form => &mut pairs,
                    Kind::Multipart => &mut parts,
                    _ => {
                        reach(api, schema, &mut others);
                        continue;
                    }
                };
                for member in members(api, schema, forms) {
                    reach(api, member, &mut others);
                }
                if media::kind(&media_type.name) == Kind::Multipart {
                    foreign.extend(foreign_members(api, media_type, schema));
                }
            }
        }
        let uses = pairs.union(&parts).map(|id| {
            let only_forms = !others.contains(id);
            let use_ = Use {
                only_forms,
                only_multipart: only_forms && !pairs.contains(id),
            };
            (*id, use_)
        });
        Self {
            uses: uses.collect(),
            twins: BTreeMap::new(),
            foreign,
        }
    }

    /// What a schema is a form for.
    pub(super) fn use_of(&self, id: SchemaId) -> Use {
        self.uses.get(&id).copied().unwrap_or_default()
    }
}

fn schemas(content: &[MediaType]) -> impl Iterator<Item = SchemaId> {
    content.iter().filter_map(|it| it.schema)
}

/// Adds everything that a schema is made of.
fn reach(api: &spec::Api, schema: SchemaId, found: &mut BTreeSet<SchemaId>) {
    let mut open = vec![schema];
    while let Some(id) = open.pop() {
        if found.insert(id) {
            let schema = api.schemas.get(id);
            open.extend(same_value(schema));
            open.extend(of_members(schema));
        }
    }
}

/// Adds the schemas that describe the same value as this one, and gives those of its members.
fn members(api: &spec::Api, schema: SchemaId, found: &mut BTreeSet<SchemaId>) -> Vec<SchemaId> {
    let (mut open, mut members) = (vec![schema], Vec::new());
    while let Some(id) = open.pop() {
        if found.insert(id) {
            let schema = api.schemas.get(id);
            open.extend(same_value(schema));
            members.extend(of_members(schema));
        }
    }
    members
}

/// The members of a form whose parts are in notations that are no JSON, with each schema that describes the form.
fn foreign_members(
    api: &spec::Api,
    media_type: &MediaType,
    schema: SchemaId,
) -> Vec<(SchemaId, String)> {
    let encodings = media_type.encodings.iter();
    let names: Vec<&String> = encodings
        .filter(|(_, it)| is_foreign(it))
        .map(|(wire, _)| wire)
        .collect();
    let mut same = BTreeSet::new();
    if !names.is_empty() {
        members(api, schema, &mut same);
    }
    let pairs = same.into_iter();
    pairs
        .flat_map(|id| names.iter().map(move |wire| (id, (*wire).clone())))
        .collect()
}

/// Whether a member is in no notation but those that are no JSON. A style counts more.
fn is_foreign(encoding: &spec::Encoding) -> bool {
    let media_types = encoding.content_type.as_deref().unwrap_or("text/plain");
    encoding.style.is_none()
        && media_types
            .split(',')
            .all(|it| media::is_never_json(it.trim()))
}

fn same_value(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    let branches = [&schema.all_of, &schema.one_of, &schema.any_of];
    let branches = branches.into_iter().flatten().copied();
    schema.reference.into_iter().chain(branches)
}

fn of_members(schema: &Schema) -> impl Iterator<Item = SchemaId> {
    let rest = [schema.additional, schema.unevaluated];
    let rest = rest.into_iter().filter_map(Additional::schema);
    let members = schema.properties.values().copied();
    members.chain(schema.items).chain(rest)
}

/// The form of a body. `files`: whether its binary members are files.
pub(super) fn form(
    interpreter: &mut Interpreter<'_>,
    media_type: &MediaType,
    files: bool,
    hint: &[String],
) -> Form {
    let ty = media_type
        .schema
        .and_then(|it| interpreter.form_type(it, files, hint));
    if ty.is_none() {
        say_what_is_left_to_callers(interpreter, media_type, files);
    }
    let body = encodings::Body {
        multipart: files,
        ty: ty.as_ref(),
    };
    let encodings = encodings::encodings(interpreter, media_type, body);
    Form { ty, encodings }
}

/// Says that a form is described, but not by its members.
fn say_what_is_left_to_callers(
    interpreter: &mut Interpreter<'_>,
    media_type: &MediaType,
    files: bool,
) {
    let is_described = |interpreter: &mut Interpreter<'_>, id: SchemaId| {
        let view = interpreter.view(id);
        let says_more = matches!(view.rest(), Additional::Schema(_)) || !view.unions.is_empty();
        view.kind.as_deref().is_some_and(|it| it != "object") || view.items.is_some() || says_more
    };
    let schema = media_type.schema;
    if media_type.item.is_none() && !schema.is_some_and(|it| is_described(interpreter, it)) {
        return;
    }
    let (parts, form) = if files {
        ("parts", "FormParts")
    } else {
        ("pairs", "FormPairs")
    };
    interpreter.note(
        Code::UnsupportedEncoding,
        media_type.at,
        format!(
            "the {parts} of `{}` are not described by one object; the caller names and gives each of them",
            media_type.name.escape_debug()
        ),
        format!("make the body of `{form}`, or describe it as an object by an overlay"),
    );
}

impl Interpreter<'_> {
    /// The type of a form; `None` where nothing is known of its members.
    fn form_type(&mut self, id: SchemaId, files: bool, hint: &[String]) -> Option<Type> {
        let id = self.target(id);
        if !files || self.is_for_parts_alone(id) || !self.holds_files(id) {
            let ty = self.type_of(id, hint);
            return describes_members(self, &ty).then_some(ty);
        }
        if let Some(twin) = self.forms.twins.get(&id) {
            return twin.clone();
        }
        let twin = self.twin(id, hint);
        self.forms.twins.insert(id, twin.clone());
        twin
    }

    /// Whether a schema, and each of its branches with a file, describe nothing but multipart bodies.
    fn is_for_parts_alone(&mut self, id: SchemaId) -> bool {
        if !self.forms.use_of(id).only_multipart {
            return false;
        }
        let (mut open, mut seen) = (vec![(id, false)], BTreeSet::new());
        while let Some((id, is_branch)) = open.pop() {
            if is_branch && !self.forms.use_of(id).only_multipart && self.holds_files(id) {
                return false;
            }
            if seen.insert(id) {
                let schema = self.spec.schemas.get(id);
                let branches = schema.one_of.iter().chain(&schema.any_of);
                open.extend(branches.map(|it| (self.target(*it), true)));
                let parts = schema.reference.iter().chain(&schema.all_of);
                open.extend(parts.map(|it| (*it, false)));
            }
        }
        true
    }

    /// A record with files, beside the one that has none. Of a union it has the members of all branches.
    fn twin(&mut self, id: SchemaId, hint: &[String]) -> Option<Type> {
        let mut view = View::clone(&self.view(id));
        if !is_object(&view) && view.unions.is_empty() {
            return None;
        }
        view.form.only_multipart = true;
        let schema = self.spec.schemas.get(id);
        let hint = match spec::parse(&schema.pointer).as_slice() {
            [components, schemas, name] if components == "components" && schemas == "schemas" => {
                vec![name.clone(), "form".to_owned()]
            }
            _ => extended(hint, "form"),
        };
        let shape = if view.unions.is_empty() {
            match records::record(self, &view, &hint) {
                Found::Use(ty) => return Some(ty),
                Found::Definition(shape) => shape,
            }
        } else {
            unions::as_one(self, &view, &hint)?
        };
        let origin = Origin {
            at: schema.at,
            pointer: format!("{}/multipart", schema.pointer),
            hint,
            named: false,
            renamed: None,
            called: None,
        };
        let twin = self.define(origin, docs::schema(schema));
        self.fill(twin, id, shape);
        Some(Type::Named(twin))
    }

    /// Whether a member of the object is a file.
    pub(super) fn holds_files(&mut self, id: SchemaId) -> bool {
        let view = self.view(id);
        self.has_files(&view, 0)
    }

    fn has_files(&mut self, view: &View, depth: usize) -> bool {
        if depth > DEEPEST {
            return false;
        }
        let rest = match view.additional {
            Additional::Schema(id) => Some(id),
            _ => None,
        };
        let mut members = view.properties.iter();
        members.any(|(wire, it)| self.file_member(view, wire, *it).is_some())
            || rest.is_some_and(|it| self.file_type(it).is_some())
            || (view.unions.iter().flat_map(|it| &it.ids)).any(|it| {
                let branch = self.branch(view, *it);
                self.has_files(&branch, depth + 1)
            })
    }

    /// The type of a member that is a file, or a list of files, by its schema or because nobody but the caller can write it.
    pub(super) fn file_member(&mut self, form: &View, wire: &str, id: SchemaId) -> Option<Type> {
        let key = form.of.map(|it| (it, wire.to_owned()));
        let is_foreign = key.is_some_and(|it| self.forms.foreign.contains(&it));
        if is_foreign && self.is_written_by_callers(id) {
            let file = Type::Scalar(Scalar::File);
            let is_list = self.view(id).items.is_some();
            return Some(if is_list {
                Type::List(Box::new(file))
            } else {
                file
            });
        }
        self.file_type(id)
    }

    /// The type of a member that is a file by its schema, or a list of files. Whatever else it may be, a part can hold as well.
    pub(super) fn file_type(&mut self, id: SchemaId) -> Option<Type> {
        self.file_at(id, 0)
    }

    /// Whether a member in a notation that is no JSON has a value that only callers can write: all but texts and other scalars.
    fn is_written_by_callers(&mut self, id: SchemaId) -> bool {
        let part = self.of_part(id);
        let view = self.view(part);
        self.is_compound(id) || view.kind.is_none() && view.enumeration.is_empty()
    }

    /// Whether the part of a member is an object or a list.
    fn is_compound(&mut self, id: SchemaId) -> bool {
        let part = self.of_part(id);
        self.has_parts(part)
    }

    /// What is in one part: of a list, each item.
    fn of_part(&mut self, id: SchemaId) -> SchemaId {
        self.view(id).items.unwrap_or(id)
    }

    fn file_at(&mut self, id: SchemaId, depth: usize) -> Option<Type> {
        if depth > DEEPEST {
            return None;
        }
        let id = self.target(id);
        let view = self.view(id);
        let file = Type::Scalar(Scalar::File);
        if is_binary(&view, self.spec.schemas.get(id)) {
            return Some(file);
        }
        if view.base.is_some() {
            return None;
        }
        if let (Some("array") | None, Some(items)) = (view.kind.as_deref(), view.items) {
            let item = self.file_at(items, depth + 1)?;
            return (item == file).then(|| Type::List(Box::new(item)));
        }
        let branches = view.unions.iter().flat_map(|it| &it.ids);
        let found: Vec<Type> = branches
            .filter_map(|it| self.file_at(*it, depth + 1))
            .collect();
        let list = found.iter().find(|it| **it != file);
        list.or(found.first()).cloned()
    }
}

/// Whether a value is bytes: 3.0 has `format: binary`, 3.1 has a media type and no encoding.
fn is_binary(view: &View, schema: &Schema) -> bool {
    if !matches!(view.kind.as_deref(), Some("string" | "file") | None) {
        return false;
    }
    let format = view.format.as_deref();
    let media_type = schema.data.extensions.get("x-content-media-type");
    let media_type = media_type.and_then(|it| it.as_str());
    view.kind.as_deref() == Some("file")
        || matches!(format, Some("binary" | "file"))
        || format.is_none()
            && !schema.data.extensions.contains_key("x-content-encoding")
            && media_type.is_some_and(|it| media::kind(it) != Kind::Json)
}

/// Whether a type says more of a form than that it has members.
fn describes_members(interpreter: &Interpreter<'_>, ty: &Type) -> bool {
    match ty {
        Type::Map(value) => **value != Type::Json,
        Type::Named(id) => match interpreter.types.get(*id).map(|it| &it.shape) {
            Some(Shape::Alias(ty)) => describes_members(interpreter, ty),
            Some(Shape::Record(_) | Shape::Union(_)) => true,
            Some(Shape::Enumeration(_)) | None => false,
        },
        Type::Nullable(inner) => describes_members(interpreter, inner),
        Type::List(_) | Type::Tuple(_) | Type::Scalar(_) | Type::Json => false,
    }
}

/// Whether a member of a form is a secret by its name.
pub(super) fn is_secret(wire: &str) -> bool {
    let letters: String = wire
        .chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|it| it.to_ascii_lowercase())
        .collect();
    SECRET_WORDS.iter().any(|it| letters.ends_with(it))
}
