//! A small model with one of everything, for the tests of `lower` and `emit`.

use crate::analyse::Facts;
use crate::model::{
    About, Access, Answer, Api, Body, Choice, Choosable, Content, Credential, Doc, Enumeration,
    Field, Global, Group, Input, ObjectChoice, Operation, Origin, Outcome, Path, Place, Record,
    Repeat, Scalar, Scheme, Server, Shape, Status, Style, Success, Type, TypeDef, TypeId, Union,
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
                servers: vec![Server {
                    at: AT,
                    url: "https://api.batch.com/{version}".into(),
                    variables: vec![Variable {
                        name: "version".into(),
                        default: "2.11".into(),
                        values: vec!["2.10".into(), "2.11".into()],
                        doc: Doc::default(),
                    }],
                    doc: Doc::default(),
                }],
                schemes: Vec::new(),
                globals: Vec::new(),
                types: crate::model::Arena::default(),
                groups: Vec::new(),
                operations: Vec::new(),
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
                rename: Renames::default(),
                formats: std::collections::BTreeMap::new(),
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
        self.api.types.push(TypeDef {
            origin: origin(name),
            doc: doc(about),
            shape,
        })
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
                    at: AT,
                    wire: (*wire).into(),
                    renamed: None,
                    ty: ty.clone(),
                    required: *required,
                    access: Access::Both,
                    doc: Doc::default(),
                })
                .collect(),
            rest,
        };
        let id = self.define(name, "", Shape::Record(record), &members);
        for (index, (_, _, _, required)) in fields.iter().enumerate() {
            if *required {
                self.facts.required.insert((id, index));
            }
        }
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
            inputs: inputs.iter().map(|it| ident(it.1)).collect(),
        });
        self.api.operations.push(Operation {
            at: AT,
            id: name.into(),
            renamed: None,
            group,
            method: method.into(),
            path: Path {
                template: path.into(),
                parts: Vec::new(),
            },
            doc: doc("Does it."),
            provenance: Some("seed".into()),
            inputs: inputs
                .iter()
                .map(|(wire, _, place, style, ty, required)| Input {
                    at: AT,
                    wire: (*wire).into(),
                    renamed: None,
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
        at: AT,
        media_type: match content {
            Content::Json(_) => "application/json",
            Content::Text => "text/plain",
            Content::Bytes => "application/octet-stream",
        }
        .into(),
        content,
        required,
        flatten,
        doc: Doc::default(),
    }
}

pub(crate) fn outcome(success: Success, failures: Vec<Answer>) -> Outcome {
    Outcome {
        success,
        accept: vec!["application/json".into()],
        failures,
    }
}

pub(crate) fn json(ty: Type) -> Success {
    Success::One {
        content: Content::Json(ty),
        optional: false,
        doc: Doc::default(),
    }
}

pub(crate) fn answer(status: Status, content: Option<Content>) -> Answer {
    Answer {
        status,
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

/// One of everything.
pub(crate) fn sample(module: Option<&str>) -> Sample {
    let mut it = Sample::empty(module);
    it.scheme("rest_key", "rest_api_key", Credential::Bearer);
    it.scheme("basic", "basic", Credential::Basic);
    it.scheme("key", "key", Credential::Header("x-key".into()));
    let project = it.global("X-Batch-Project", "project", true);
    let others = [
        it.global("x-org-id", "org_id", false),
        it.global("x-user-id", "user_id", false),
        it.global("x-client-id", "client_id", false),
    ];
    let (state, pet, error, body_type, settings) = types(&mut it);
    let audiences = it.group("Audience", "audiences");
    it.group("Nothing", "nothing");
    let pets = it.group("", "batch_cep");
    let failures = vec![
        answer(Status::Exact(400), Some(Content::Json(Type::Named(error)))),
        answer(Status::Exact(404), Some(Content::Text)),
        answer(Status::Range(4), Some(Content::Json(Type::Named(error)))),
        answer(Status::Default, Some(Content::Json(Type::Json))),
    ];
    let remove = it.operation(
        audiences,
        ("POST", "/audiences/remove"),
        "remove_audience",
        &[
            (
                "X-Batch-Project",
                "project",
                Place::Header,
                Style::Simple,
                TEXT,
                true,
            ),
            (
                "x-org-id",
                "org_id",
                Place::Header,
                Style::Simple,
                TEXT,
                true,
            ),
            (
                "x-user-id",
                "user_id",
                Place::Query,
                Style::Form,
                TEXT,
                true,
            ),
            (
                "x-client-id",
                "client_id",
                Place::Query,
                Style::Json,
                TEXT,
                true,
            ),
        ],
        outcome(json(Type::Named(pet)), failures),
    );
    remove.body = Some(body(Content::Json(Type::Named(body_type)), true, true));
    for (input, global) in remove
        .inputs
        .iter_mut()
        .zip([project].into_iter().chain(others))
    {
        input.global = Some(global);
        input.secret = global == project;
    }
    list_pets(&mut it, pets, state, settings);
    bodies(&mut it, pets, settings);
    it
}

fn types(it: &mut Sample) -> (TypeId, TypeId, TypeId, TypeId, TypeId) {
    let state = it.texts(
        "IndexingState",
        &[("APPLIED", "Applied"), ("IN_PROGRESS", "InProgress")],
    );
    it.texts("Nothing", &[]);
    it.integers(
        "Level",
        &[(1, "One"), (-1_000_000, "Low"), (i64::MIN, "Least")],
    );
    let labels = it.alias("Labels", list(TEXT));
    let name = it.alias("DisplayName", TEXT);
    let maybe = it.alias("Maybe", nullable(TEXT));
    it.record("Empty", &[], None);
    it.record("Anything", &[], Some(Type::Json));
    it.record("Single", &[("type", "r#type", TEXT, true)], None);
    let wide: Vec<(String, String)> = (0..40)
        .map(|it| (format!("value{it}"), format!("value_{it}")))
        .collect();
    let wide: Vec<FieldRow<'_>> = wide
        .iter()
        .map(|(wire, name)| (wire.as_str(), name.as_str(), TEXT, false))
        .collect();
    let large = it.record("Wide", &wide, None);
    let cat = it.record(
        "Cat",
        &[
            ("name", "name", Type::Named(name), true),
            ("object", "object", TEXT, true),
            ("header", "header", nullable(TEXT), true),
            ("ipv4", "ipv4", BOOLEAN, true),
            ("ipv6", "ipv6", BOOLEAN, true),
            ("a", "a", BOOLEAN, true),
            ("b", "b", BOOLEAN, true),
            ("maybe", "maybe", Type::Named(maybe), false),
            ("add", "add", list(TEXT), false),
            ("note", "note", nullable(TEXT), false),
            ("self", "parent", Type::Named(TypeId(10)), false),
        ],
        Some(TEXT),
    );
    assert_eq!(cat, TypeId(10));
    it.facts.boxed.insert((cat, 10));
    let pet = it.union(
        "Pet",
        &[
            ("Cat", Type::Named(cat)),
            ("Wide", Type::Named(large)),
            ("Labels", Type::Named(labels)),
            ("Names", list(TEXT)),
            ("Count", I64),
            ("Any", Type::Json),
            ("Also", Type::Json),
        ],
        Choice {
            integer: Some(4),
            number: Some(4),
            list: Some(2),
            object: ObjectChoice::Tag {
                property: "petType".into(),
                cases: vec![("cat".into(), 0), ("kitty".into(), 0), ("wide".into(), 1)],
                otherwise: Some(5),
                inside: false,
            },
            ..Choice::default()
        },
    );
    it.union(
        "ByKey",
        &[
            ("Cat", Type::Named(cat)),
            ("Single", Type::Named(TypeId(8))),
        ],
        Choice {
            object: ObjectChoice::Key {
                cases: vec![("object".into(), 0), ("type".into(), 1)],
                otherwise: None,
            },
            ..Choice::default()
        },
    );
    it.union("Never", &[], Choice::default());
    let error = it.record(
        "Error",
        &[
            ("code", "code", Type::Scalar(Scalar::I32), true),
            ("message", "message", TEXT, false),
        ],
        None,
    );
    let body_type = it.record(
        "RemoveAudienceBody",
        &[
            ("name", "name", TEXT, true),
            ("state", "state", Type::Named(state), true),
            ("note", "note", nullable(I64), false),
            ("labels", "labels", Type::Named(labels), false),
        ],
        None,
    );
    let settings = it.record(
        "Settings",
        &[
            ("deep", "deep", list(TEXT), false),
            ("state", "state", Type::Named(state), false),
            ("null", "null", nullable(TEXT), false),
        ],
        None,
    );
    (state, pet, error, body_type, settings)
}

fn list_pets(it: &mut Sample, group: usize, state: TypeId, settings: TypeId) {
    let rows: Vec<InputRow<'_>> = vec![
        ("id", "id", Place::Path, Style::Simple, TEXT, true),
        (
            "ids",
            "ids",
            Place::Query,
            Style::PipeDelimited,
            list(TEXT),
            true,
        ),
        (
            "state",
            "state",
            Place::Query,
            Style::Form,
            Type::Named(state),
            true,
        ),
        ("on", "on", Place::Query, Style::Form, BOOLEAN, true),
        (
            "off",
            "off",
            Place::Header,
            Style::SimpleExploded,
            BOOLEAN,
            true,
        ),
        ("all", "all", Place::Query, Style::Form, BOOLEAN, true),
        ("none", "none", Place::Query, Style::Form, BOOLEAN, true),
        ("limit", "limit", Place::Query, Style::Form, I64, true),
        (
            "filter",
            "filter",
            Place::Query,
            Style::DeepObject,
            Type::Named(settings),
            false,
        ),
        (
            "list_pets_x",
            "list_pets_x",
            Place::Query,
            Style::Form,
            nullable(TEXT),
            false,
        ),
        ("sub", "sub", Place::Query, Style::Form, TEXT, false),
        ("mul", "mul", Place::Query, Style::Form, I64, false),
        (
            "json",
            "json",
            Place::Query,
            Style::Json,
            Type::Named(settings),
            false,
        ),
        ("type", "r#type", Place::Cookie, Style::Form, TEXT, false),
    ];
    let several = Success::Several(vec![
        answer(Status::Exact(200), Some(Content::Json(list(TEXT)))),
        answer(Status::Exact(202), Some(Content::Bytes)),
        answer(Status::Exact(204), None),
    ]);
    let list = it.operation(
        group,
        ("GET", "/pets/{id}"),
        "list_pets",
        &rows,
        outcome(several, Vec::new()),
    );
    list.server = Some(Server {
        at: AT,
        url: "https://pets.example.com".into(),
        variables: Vec::new(),
        doc: Doc::default(),
    });
}

fn bodies(it: &mut Sample, group: usize, settings: TypeId) {
    let only_default = vec![answer(Status::Default, None)];
    let optional = Success::One {
        content: Content::Json(nullable(TEXT)),
        optional: true,
        doc: Doc::default(),
    };
    let text = Success::One {
        content: Content::Text,
        optional: false,
        doc: Doc::default(),
    };
    let bytes = Success::One {
        content: Content::Bytes,
        optional: false,
        doc: Doc::default(),
    };
    for (name, content, required, success) in [
        ("put_text", Content::Text, true, Success::Empty),
        ("try_text", Content::Text, false, text),
        ("put_bytes", Content::Bytes, true, bytes),
        (
            "put_settings",
            Content::Json(Type::Named(settings)),
            true,
            optional,
        ),
        (
            "try_settings",
            Content::Json(Type::Named(settings)),
            false,
            Success::Empty,
        ),
        (
            "r#move",
            Content::Json(nullable(TEXT)),
            true,
            Success::Empty,
        ),
    ] {
        let inputs: &[InputRow<'_>] = &[];
        let operation = it.operation(
            group,
            ("PUT", "/x"),
            name.trim_start_matches("r#"),
            inputs,
            outcome(success, only_default.clone()),
        );
        operation.body = Some(body(content, required, false));
    }
    it.names.operations.last_mut().unwrap().method = ident("r#move");
    it.operation(
        group,
        ("GET", "/ping"),
        "ping",
        &[],
        outcome(Success::Empty, Vec::new()),
    );
    // Types of growing depth, so that what Clippy finds complex is met from both sides.
    for depth in 1..7 {
        let name = format!("get_depth_{depth}");
        let mut ty = Type::Named(settings);
        for level in 0..depth {
            ty = match level % 3 {
                0 => list(ty),
                1 => nullable(ty),
                _ => Type::Map(Box::new(ty)),
            };
        }
        it.record(
            &format!("Depth{depth}"),
            &[
                ("deep", "deep", ty.clone(), true),
                ("deeper", "deeper", nullable(ty.clone()), false),
            ],
            None,
        );
        let operation = it.operation(
            group,
            ("GET", "/depth"),
            &name,
            &[],
            outcome(json(ty.clone()), Vec::new()),
        );
        operation.body = Some(body(Content::Json(ty), depth % 2 == 0, false));
    }
    let values: Vec<(String, String)> = (0..120)
        .map(|it| (format!("value-{it}"), format!("Value{it}")))
        .collect();
    let values: Vec<(&str, &str)> = values
        .iter()
        .map(|it| (it.0.as_str(), it.1.as_str()))
        .collect();
    it.texts("Many", &values);
    it.texts("Some80", &values[..80]);
}
