//! Models made by hand, for the tests of `lower` and `emit`.

mod everything;

pub(crate) use everything::sample;

use crate::analyse::Facts;
use crate::model::{
    About, Access, Answer, Api, Body, Choice, Choosable, Content, Credential, Doc, Enumeration,
    Field, Global, Group, Input, Operation, Origin, Outcome, Path, Payload, Place, Record, Repeat,
    Scalar, Scheme, Server, Servers, Shape, Status, Style, Success, Type, TypeDef, TypeId, Union,
    Variable, Variant,
};
use crate::names::{Ident, Names, OperationNames, TypeNames};
use crate::settings::{ApiSettings, Renames};
use crate::source::At;

/// A model with its side tables.
pub(crate) struct Sample {
    pub(crate) api: Api,
    pub(crate) facts: Facts,
    pub(crate) names: Names,
    pub(crate) settings: ApiSettings,
}

const AT: At = At {
    document: 0,
    node: 0,
};
pub(crate) const TEXT: Type = Type::Scalar(Scalar::Text);
pub(crate) const BOOLEAN: Type = Type::Scalar(Scalar::Boolean);
pub(crate) const I64: Type = Type::Scalar(Scalar::I64);

fn ident(text: &str) -> Ident {
    Ident::for_test(text)
}

fn doc(text: &str) -> Doc {
    Doc {
        text: (!text.is_empty()).then(|| text.to_owned()),
        ..Doc::default()
    }
}

fn origin(name: &str) -> Origin {
    Origin {
        at: AT,
        pointer: format!("/components/schemas/{name}"),
        hint: vec![name.to_owned()],
        named: true,
        renamed: None,
        called: None,
    }
}

/// A field: wire name, identifier, type, whether it is required.
pub(crate) type FieldRow<'a> = (&'a str, &'a str, Type, bool);

/// A parameter: wire name, identifier, place, style, type, whether it is required.
pub(crate) type InputRow<'a> = (&'a str, &'a str, Place, Style, Type, bool);

impl Sample {
    pub(crate) fn empty(module: Option<&str>) -> Self {
        Self {
            api: Api {
                about: About {
                    title: "Batch CEP".into(),
                    version: "1".into(),
                    doc: doc("Sends <b>messages</b>."),
                },
                servers: Servers {
                    default: Some(Server {
                        at: AT,
                        url: "https://api.batch.com/{version}".into(),
                        variables: vec![Variable {
                            name: "version".into(),
                            default: "2.11".into(),
                            values: vec!["2.10".into(), "2.11".into()],
                            doc: Doc::default(),
                        }],
                        doc: Doc::default(),
                    }),
                    ..Servers::default()
                },
                schemes: Vec::new(),
                globals: Vec::new(),
                headers: Vec::new(),
                types: crate::model::Arena::default(),
                groups: Vec::new(),
                operations: Vec::new(),
                formats: Vec::new(),
                schemas: Vec::new(),
            },
            facts: Facts::default(),
            names: Names {
                variables: vec![ident("version")],
                ..Names::default()
            },
            settings: ApiSettings {
                module: module.map(str::to_owned),
                feature: module.map(|it| it.replace('_', "-")),
                origin: "specs/batch-cep".into(),
                title: None,
                documents: Vec::new(),
                overlays: Vec::new(),
                selection: crate::settings::Selection::default(),
                rename: Renames::default(),
                formats: std::collections::BTreeMap::new(),
                validate: false,
            },
        }
    }

    pub(crate) fn scheme(&mut self, name: &str, setter: &str, place: Credential) {
        self.api.schemes.push(Scheme {
            at: AT,
            name: name.into(),
            renamed: None,
            place,
            doc: Doc::default(),
        });
        self.names.credentials.push(ident(setter));
    }

    pub(crate) fn global(&mut self, wire: &str, name: &str, secret: bool) -> usize {
        self.api.globals.push(Global {
            wire: wire.into(),
            renamed: None,
            ty: TEXT,
            secret,
            doc: Doc::default(),
        });
        self.names.globals.push(ident(name));
        self.api.globals.len() - 1
    }

    pub(crate) fn group(&mut self, name: &str, module: &str) -> usize {
        self.api.groups.push(Group {
            at: At::default(),
            name: name.into(),
            doc: Doc::default(),
        });
        self.names.groups.push(ident(module));
        self.api.groups.len() - 1
    }

    fn define(&mut self, name: &str, about: &str, shape: Shape, members: &[&str]) -> TypeId {
        self.names.types.push(TypeNames {
            ident: ident(name),
            members: members.iter().map(|it| ident(it)).collect(),
            other: ident(if matches!(shape, Shape::Record(_)) {
                "other"
            } else {
                "Unknown"
            }),
        });
        let definition = TypeDef::new(origin(name), doc(about), shape);
        self.api.types.push(definition)
    }

    pub(crate) fn record(
        &mut self,
        name: &str,
        fields: &[FieldRow<'_>],
        rest: Option<Type>,
    ) -> TypeId {
        let members: Vec<&str> = fields.iter().map(|it| it.1).collect();
        let record = Record {
            fields: fields
                .iter()
                .map(|(wire, _, ty, required)| Field {
                    always: None,
                    rules: crate::model::Rules::default(),
                    at: AT,
                    wire: (*wire).into(),
                    renamed: None,
                    called: None,
                    ty: ty.clone(),
                    required: *required,
                    access: Access::Both,
                    doc: Doc::default(),
                })
                .collect(),
            rest,
            ..Record::default()
        };
        let id = self.define(name, "", Shape::Record(record), &members);
        self.facts.sent.insert(id);
        if fields.iter().all(|it| !it.3) {
            self.facts.defaultable.insert(id);
        }
        id
    }

    pub(crate) fn texts(&mut self, name: &str, values: &[(&str, &str)]) -> TypeId {
        let members: Vec<&str> = values.iter().map(|it| it.1).collect();
        let values = values.iter().map(|(wire, _)| Choosable {
            wire: (*wire).to_owned(),
            name: None,
            doc: Doc::default(),
        });
        let shape = Shape::Enumeration(Enumeration::Text(values.collect()));
        self.define(name, "How far it has got.", shape, &members)
    }

    pub(crate) fn integers(&mut self, name: &str, values: &[(i64, &str)]) -> TypeId {
        let members: Vec<&str> = values.iter().map(|it| it.1).collect();
        let values = values.iter().map(|(wire, _)| Choosable {
            wire: *wire,
            name: None,
            doc: Doc::default(),
        });
        let shape = Shape::Enumeration(Enumeration::Integer(values.collect()));
        self.define(name, "", shape, &members)
    }

    pub(crate) fn union(
        &mut self,
        name: &str,
        variants: &[(&str, Type)],
        choice: Choice,
    ) -> TypeId {
        let members: Vec<&str> = variants.iter().map(|it| it.0).collect();
        let union = Union {
            variants: variants
                .iter()
                .map(|(name, ty)| Variant {
                    rules: crate::model::Rules::default(),
                    at: AT,
                    hint: vec![(*name).into()],
                    ty: ty.clone(),
                    doc: Doc::default(),
                })
                .collect(),
            choice,
        };
        self.define(name, "", Shape::Union(union), &members)
    }

    pub(crate) fn alias(&mut self, name: &str, ty: Type) -> TypeId {
        self.define(name, "", Shape::Alias(ty), &[])
    }

    pub(crate) fn operation(
        &mut self,
        group: usize,
        (method, path): (&str, &str),
        name: &str,
        inputs: &[InputRow<'_>],
        outcome: Outcome,
    ) -> &mut Operation {
        let call: String = name
            .split('_')
            .map(|it| it[..1].to_uppercase() + &it[1..])
            .collect();
        self.names.operations.push(OperationNames {
            method: ident(name),
            call: ident(&call),
            constant: ident(&name.to_uppercase()),
            error: ident(&format!("{call}Error")),
            response: ident(&format!("{call}Response")),
            successes: match &outcome.success {
                Success::Several(answers) => variants(answers),
                _ => Vec::new(),
            },
            failures: variants(&outcome.failures),
            others: Vec::new(),
            inputs: inputs.iter().map(|it| ident(it.1)).collect(),
        });
        self.api.operations.push(Operation {
            at: AT,
            id: name.into(),
            renamed: None,
            called: None,
            group,
            method: method.into(),
            path: Path {
                written: path.into(),
                template: path.into(),
                parts: Vec::new(),
            },
            doc: doc("Does it."),
            paging: None,
            polling: None,
            follows: false,
            provenance: Some("seed".into()),
            inputs: inputs
                .iter()
                .map(|(wire, _, place, style, ty, required)| Input {
                    at: AT,
                    wire: (*wire).into(),
                    renamed: None,
                    called: None,
                    place: *place,
                    style: *style,
                    allow_reserved: false,
                    ty: ty.clone(),
                    required: *required,
                    secret: false,
                    global: None,
                    doc: Doc::default(),
                })
                .collect(),
            body: None,
            others: Vec::new(),
            outcome,
            repeat: Repeat::Safe,
            security: vec![vec![0]],
            server: None,
        });
        self.api.operations.last_mut().unwrap()
    }
}

pub(crate) fn body(content: Content, required: bool, flatten: bool) -> Body {
    Body {
        renamed: None,
        at: AT,
        media_type: match content {
            Content::Json(_) => "application/json",
            Content::Text => "text/plain",
            Content::Bytes => "application/octet-stream",
        }
        .into(),
        payload: Payload::Content(content),
        required,
        word: String::new(),
        flatten,
        doc: Doc::default(),
    }
}

pub(crate) fn outcome(success: Success, failures: Vec<Answer>) -> Outcome {
    Outcome {
        success,
        accept: vec!["application/json".into()],
        failures,
        streams: Vec::new(),
        headers: Vec::new(),
    }
}

pub(crate) fn json(ty: Type) -> Success {
    Success::One {
        content: Content::Json(ty),
        optional: false,
        doc: Doc::default(),
    }
}

fn variants(answers: &[Answer]) -> Vec<Ident> {
    let name = |it: &Answer| match it.status {
        Status::Exact(200) => "Ok",
        Status::Exact(202) => "Accepted",
        Status::Exact(204) => "NoContent",
        Status::Exact(400) => "BadRequest",
        Status::Exact(_) => "NotFound",
        Status::Range(_) => "ClientError",
        Status::Default => "Other",
    };
    answers.iter().map(|it| ident(name(it))).collect()
}

pub(crate) fn answer(status: Status, content: Option<Content>) -> Answer {
    Answer {
        status,
        media: Vec::new(),
        content,
        doc: doc("What it means"),
    }
}

pub(crate) fn list(ty: Type) -> Type {
    Type::List(Box::new(ty))
}

pub(crate) fn nullable(ty: Type) -> Type {
    Type::Nullable(Box::new(ty))
}
