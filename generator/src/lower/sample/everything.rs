//! One of everything.

use super::{
    BOOLEAN, FieldRow, I64, InputRow, Sample, TEXT, answer, body, ident, json, list, nullable,
    outcome,
};
use crate::model::{
    Choice, Content, Credential, Doc, JsonKind, KeyShape, Kinds, ListChoice, ObjectChoice,
    ObjectShape, Place, Scalar, Server, Status, Style, Success, Type, TypeId,
};

// Long because it is one value: an API that has everything.
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
    let large = wide(it);
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
    let pet = unions(it, cat, large, labels);
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
            ("default", "default", TEXT, false),
            ("new", "new", TEXT, false),
            ("state", "state", Type::Named(state), false),
            ("null", "null", nullable(TEXT), false),
        ],
        None,
    );
    (state, pet, error, body_type, settings)
}

/// More fields than a function has room for.
fn wide(it: &mut Sample) -> TypeId {
    let fields: Vec<(String, String)> = (0..40)
        .map(|it| (format!("value{it}"), format!("value_{it}")))
        .collect();
    let fields: Vec<FieldRow<'_>> = fields
        .iter()
        .map(|(wire, name)| (wire.as_str(), name.as_str(), TEXT, false))
        .collect();
    it.record("Wide", &fields, None)
}

fn unions(it: &mut Sample, cat: TypeId, large: TypeId, labels: TypeId) -> TypeId {
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
            list: ListChoice::Items {
                cases: vec![(JsonKind::Text, 2), (JsonKind::Integer, 3)],
                empty: 3,
            },
            object: ObjectChoice::Tag {
                property: "petType".into(),
                cases: vec![
                    ("cat".into(), ObjectChoice::Only(0)),
                    ("kitty".into(), ObjectChoice::Only(0)),
                    ("wide".into(), ObjectChoice::Only(1)),
                    ("any".into(), shapes()),
                ],
                absent: Box::new(ObjectChoice::Only(1)),
                otherwise: Box::new(ObjectChoice::Only(5)),
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
                alone: false,
                cases: vec![("object".into(), 0), ("type".into(), 1)],
                otherwise: Box::default(),
            },
            ..Choice::default()
        },
    );
    pet
}

/// Every kind of key.
fn shapes() -> ObjectChoice {
    let key = |wire: &str, required: bool, own: &[JsonKind], items: &[JsonKind]| KeyShape {
        wire: wire.into(),
        required,
        kinds: Kinds {
            own: own.iter().copied().collect(),
            items: items.iter().copied().collect(),
        },
    };
    let text_or_null = [JsonKind::Text, JsonKind::Null];
    let numbers = [JsonKind::Integer, JsonKind::Number];
    let lists = [JsonKind::List, JsonKind::Boolean];
    ObjectChoice::Shape(vec![
        (
            ObjectShape {
                keys: vec![
                    key("a", true, &text_or_null, &[]),
                    key("b", false, &lists, &[JsonKind::Object, JsonKind::List]),
                ],
                rest: None,
            },
            0,
        ),
        (
            ObjectShape {
                keys: vec![key("a", true, &numbers, &[])],
                rest: Some(Kinds::any()),
            },
            1,
        ),
    ])
}

fn list_pets(it: &mut Sample, group: usize, state: TypeId, settings: TypeId) {
    let rows = rows(state, settings);
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
        at: super::AT,
        url: "https://pets.example.com".into(),
        variables: Vec::new(),
        doc: Doc::default(),
    });
}

fn rows(state: TypeId, settings: TypeId) -> Vec<InputRow<'static>> {
    vec![
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
    ]
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
    depths(it, group, settings);
}

fn depths(it: &mut Sample, group: usize, settings: TypeId) {
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
