//! Names of whole models, feature by feature.

mod properties;

use super::*;
use crate::model::{
    About, Answer, Api, Arena, Body, Choice, Choosable, Content, Credential, Doc, Enumeration,
    Field, Global, Group, Input, Operation, Origin, Outcome, Path, Payload, Place, Record, Repeat,
    Scheme, Server, Servers, Shape, Style, Success, Type, TypeDef, TypeId, Union, Variable,
    Variant,
};
use crate::source::At;

const AT: At = At {
    document: 0,
    node: 0,
};

fn api() -> Api {
    Api {
        about: About::default(),
        servers: Servers::default(),
        schemes: Vec::new(),
        globals: Vec::new(),
        headers: Vec::new(),
        types: Arena::default(),
        groups: vec![Group {
            at: AT,
            name: "things".to_owned(),
            doc: Doc::default(),
        }],
        operations: Vec::new(),
        formats: Vec::new(),
        schemas: Vec::new(),
    }
}

fn type_def(pointer: &str, hint: &[&str], shape: Shape) -> TypeDef {
    let origin = Origin {
        at: AT,
        pointer: pointer.to_owned(),
        hint: hint.iter().map(|&it| it.to_owned()).collect(),
        named: hint.len() == 1,
        renamed: None,
        called: None,
    };
    TypeDef::new(origin, Doc::default(), shape)
}

fn schema(name: &str) -> TypeDef {
    let pointer = format!("/components/schemas/{name}");
    type_def(&pointer, &[name], Shape::Alias(Type::Json))
}

fn field(wire: &str) -> Field {
    Field {
        always: None,
        rules: model::Rules::default(),
        at: AT,
        wire: wire.to_owned(),
        renamed: None,
        called: None,
        ty: Type::Json,
        required: false,
        access: crate::model::Access::Both,
        doc: Doc::default(),
    }
}

fn record(wires: &[&str]) -> Shape {
    Shape::Record(Record {
        fields: wires.iter().map(|it| field(it)).collect(),
        rest: Some(Type::Json),
        ..Record::default()
    })
}

fn texts(wires: &[&str]) -> Shape {
    let value = |wire: &&str| Choosable {
        wire: (*wire).to_owned(),
        name: None,
        doc: Doc::default(),
    };
    Shape::Enumeration(Enumeration::Text(wires.iter().map(value).collect()))
}

fn operation(id: &str, template: &str) -> Operation {
    Operation {
        at: AT,
        id: id.to_owned(),
        renamed: None,
        called: None,
        group: 0,
        method: "GET".to_owned(),
        path: Path {
            written: template.to_owned(),
            template: template.to_owned(),
            parts: Vec::new(),
        },
        doc: Doc::default(),
        paging: None,
        polling: None,
        follows: false,
        provenance: None,
        inputs: Vec::new(),
        body: None,
        others: Vec::new(),
        outcome: Outcome {
            success: Success::Empty,
            accept: Vec::new(),
            failures: Vec::<Answer>::new(),
            streams: Vec::new(),
            headers: Vec::new(),
        },
        repeat: Repeat::Safe,
        security: Vec::new(),
        server: None,
    }
}

fn input(wire: &str, place: Place, global: Option<usize>) -> Input {
    Input {
        at: AT,
        wire: wire.to_owned(),
        renamed: None,
        called: None,
        place,
        style: Style::Simple,
        allow_reserved: false,
        ty: Type::Json,
        required: true,
        secret: false,
        global,
        doc: Doc::default(),
    }
}

fn global(wire: &str) -> Global {
    Global {
        wire: wire.to_owned(),
        renamed: None,
        ty: Type::Json,
        secret: false,
        doc: Doc::default(),
    }
}

fn texts_of(idents: &[Ident]) -> Vec<&str> {
    idents.iter().map(Ident::as_str).collect()
}

/// Names of schemas of these spellings.
fn types(spellings: &[&str]) -> Vec<String> {
    let mut api = api();
    for spelling in spellings {
        api.types.push(schema(spelling));
    }
    let names = assign(&api, &mut Diagnostics::new());
    let idents = names.types.into_iter().map(|it| it.ident.0);
    idents.collect()
}

/// Names of the members of one definition, and of its open end.
fn members(shape: Shape) -> (Vec<String>, String) {
    let mut api = api();
    api.types
        .push(type_def("/components/schemas/A", &["A"], shape));
    let mut names = assign(&api, &mut Diagnostics::new());
    let names = names.types.remove(0);
    (
        names.members.into_iter().map(|it| it.0).collect(),
        names.other.0,
    )
}

/// Names of operations of these ids.
fn operations(ids: &[&str]) -> Vec<OperationNames> {
    let mut api = api();
    for (number, id) in ids.iter().enumerate() {
        api.operations.push(operation(id, &format!("/{number}")));
    }
    assign(&api, &mut Diagnostics::new()).operations
}

#[test]
fn types_that_would_shadow_others_are_renamed() {
    let found = types(&[
        "Option", "String", "Vec", "Result", "Box", "Self", "crate", "std", "serde", "Client",
        "Error", "Ok", "main",
    ]);
    let expected = [
        "OptionType",
        "StringType",
        "VecType",
        "ResultType",
        "BoxType",
        "SelfType",
        "Crate",
        "Std",
        "Serde",
        "Client",
        "Error",
        "OkType",
        "Main",
    ];
    assert_eq!(found, expected);
}

#[test]
fn a_contested_type_goes_to_the_exact_spelling() {
    let spellings = ["foo", "FOO", "Foo", "foo_", "FooLower"];
    let found = types(&spellings);
    assert_eq!(found[1..3], ["FooUpper", "Foo"]);
    assert_eq!(found[4], "FooLower");
    assert!(found[0].starts_with("FooX"), "{}", found[0]);
    assert_eq!(found[3], "FooUnderscore");
}

#[test]
fn an_inline_type_gives_way_to_a_component() {
    let mut api = api();
    let pointer = "/components/schemas/Audience/properties/status";
    let shape = || Shape::Alias(Type::Json);
    api.types
        .push(type_def(pointer, &["Audience", "status"], shape()));
    api.types.push(schema("AudienceStatus"));
    let pointer = "/components/responses/AudienceStatus";
    api.types
        .push(type_def(pointer, &["AudienceStatus"], shape()));
    let mut diagnostics = Diagnostics::new();
    let names = assign(&api, &mut diagnostics);
    let idents: Vec<&str> = names.types.iter().map(|it| it.ident.as_str()).collect();
    assert_eq!(
        idents,
        [
            "AudienceStatusField",
            "AudienceStatus",
            "AudienceStatusResponse"
        ]
    );
    assert_eq!(diagnostics.sorted().len(), 2);
}

#[test]
fn a_chosen_name_wins_when_it_can_be_written() {
    let mut api = api();
    api.types.push(schema("Foo"));
    for chosen in ["Foo", "bad name", "Option"] {
        let mut def = schema(chosen);
        def.origin.pointer.push('/');
        def.origin.renamed = Some(chosen.to_owned());
        api.types.push(def);
    }
    let mut diagnostics = Diagnostics::new();
    let names = assign(&api, &mut diagnostics);
    let idents: Vec<&str> = names.types.iter().map(|it| it.ident.as_str()).collect();
    assert_eq!(idents, ["FooPascal", "Foo", "BadName", "OptionType"]);
    assert_eq!(diagnostics.sorted().len(), 3);
}

#[test]
fn variants_are_all_there_and_all_different() {
    let (found, other) = members(texts(&[
        "Foo", "FOO", "foo", "", "1", "+1", "-1", "=", "!=", "<", "*", "Self", "Ok",
    ]));
    let expected = [
        "Foo", "FooUpper", "FooLower", "Empty", "N1", "Plus1", "Minus1", "Equal", "NotEqual",
        "Less", "Star", "Self_", "Ok",
    ];
    assert_eq!(found, expected);
    assert_eq!(other, "Unknown");
    let (found, other) = members(texts(&["unknown", "Unrecognised"]));
    assert_eq!(found, ["Unknown", "Unrecognised"]);
    assert_eq!(other, "Unlisted");
}

#[test]
fn numbers_and_branches_are_variants_too() {
    let value = |wire| Choosable {
        wire,
        name: None,
        doc: Doc::default(),
    };
    let values = [1, -1, i64::MIN].map(value).to_vec();
    let (found, _) = members(Shape::Enumeration(Enumeration::Integer(values)));
    assert_eq!(found, ["N1", "Minus1", "Minus9223372036854775808"]);
    let variant = |hint: &str, ty| Variant {
        rules: model::Rules::default(),
        at: AT,
        hint: vec![hint.to_owned()],
        ty,
        doc: Doc::default(),
    };
    let variants = vec![
        variant("cat", Type::Json),
        variant("cat", Type::Named(TypeId(7))),
        variant("Cat", Type::Json),
    ];
    let (found, _) = members(Shape::Union(Union {
        variants,
        choice: Choice::default(),
    }));
    assert_eq!(found[2], "Cat");
    assert_ne!(found[0], found[1]);
}

#[test]
fn fields_keep_their_place_on_any_wire() {
    let (found, other) = members(record(&[
        "$ref",
        "ref",
        "meta:resourceType",
        "meta: resourceType",
        "_etag",
        "550e8400-e29b-41d4-a716-446655440000",
        "",
        "type",
        "self",
        "new",
        "other",
        "userID",
    ]));
    let expected = [
        "dollar_ref",
        "r#ref",
        "meta_colon_resource_type",
        "meta_colon_space_resource_type",
        "etag",
        "n550e8400_e29b_41d4_a716_446655440000",
        "empty",
        "r#type",
        "self_",
        "new_",
        "other",
        "user_id",
    ];
    assert_eq!(found, expected);
    assert_eq!(other, "other_keys");
}

#[test]
fn operations_of_any_id_work() {
    let found = operations(&["new", "type", "1st", "get /a (v1)", "users/list-all"]);
    let methods: Vec<&str> = found.iter().map(|it| it.method.as_str()).collect();
    let expected = ["new_", "r#type", "n1st", "get_a_v1", "users_list_all"];
    assert_eq!(methods, expected);
    let found = operations(&["request", "getA", "get_a", "getB", "getB"]);
    let calls: Vec<&str> = found.iter().map(|it| it.call.as_str()).collect();
    let expected = ["RequestCall", "GetACamel", "GetA", "GetBGet3", "GetBGet4"];
    assert_eq!(calls, expected);
    assert_eq!(found[1].method.as_str(), "get_a_camel");
    assert_eq!(found[1].constant.as_str(), "GET_A_CAMEL");
    assert_eq!(found[1].error.as_str(), "GetACamelError");
    assert_eq!(found[1].response.as_str(), "GetACamelResponse");
}

#[test]
fn parameters_give_way_to_what_the_call_has_already() {
    let mut api = api();
    let pointer = "/paths/~1a/post/requestBody";
    let body = api
        .types
        .push(type_def(pointer, &["Body"], record(&["name", "options"])));
    api.globals.push(global("X-Batch-Project"));
    let mut call = operation("a", "/a");
    call.body = Some(Body {
        renamed: None,
        at: AT,
        media_type: "application/json".to_owned(),
        payload: Payload::Content(Content::Json(Type::Named(body))),
        required: true,
        word: String::new(),
        flatten: true,
        doc: Doc::default(),
    });
    call.inputs = vec![
        input("id", Place::Path, None),
        input("id", Place::Query, None),
        input("name", Place::Query, None),
        input("client", Place::Header, None),
        input("X-Batch-Project", Place::Header, Some(0)),
        input("batch-project", Place::Cookie, None),
        input("type", Place::Query, None),
        input("tags", Place::Query, None),
        input("tags[]", Place::Query, None),
        input("DateSent", Place::Query, None),
        input("DateSent<", Place::Query, None),
        input("DateSent>", Place::Query, None),
    ];
    api.operations.push(call);
    let names = assign(&api, &mut Diagnostics::new());
    let expected = [
        "id",
        "id_query",
        "name_query",
        "client_header",
        "batch_project",
        "batch_project_cookie_kebab",
        "r#type",
        "tags",
        "tags_list",
        "date_sent",
        "date_sent_less",
        "date_sent_greater",
    ];
    assert_eq!(texts_of(&names.operations[0].inputs), expected);
    assert_eq!(texts_of(&names.types[0].members), ["name", "options_"]);
}

#[test]
fn settings_share_one_scope_with_the_builder() {
    let mut api = api();
    api.globals = vec![
        global("X-Api-Key"),
        global("timeout"),
        global("x-gw-ims-org-id"),
    ];
    api.schemes.push(Scheme {
        at: AT,
        name: "api_key".to_owned(),
        renamed: None,
        place: Credential::Bearer,
        doc: Doc::default(),
    });
    api.servers.default = Some(Server {
        at: AT,
        url: "https://a/{version}".to_owned(),
        variables: vec![Variable {
            name: "version".to_owned(),
            default: "1".to_owned(),
            values: Vec::new(),
            doc: Doc::default(),
        }],
        doc: Doc::default(),
    });
    let names = assign(&api, &mut Diagnostics::new());
    let expected = ["api_key_value", "timeout_", "gw_ims_org_id"];
    assert_eq!(texts_of(&names.globals), expected);
    assert_eq!(texts_of(&names.credentials), ["api_key"]);
    assert_eq!(texts_of(&names.variables), ["version"]);
}

#[test]
fn modules_are_files_that_every_system_can_have() {
    let mut api = api();
    let tags = [
        "types",
        "",
        "Operations",
        "../x",
        "/etc/x",
        "C:\\x",
        "CON",
        "aux",
        ".",
        "\0",
        "mod",
        "a b",
        "A-B",
        "type",
    ];
    api.groups = tags
        .iter()
        .map(|name| Group {
            at: AT,
            name: (*name).to_owned(),
            doc: Doc::default(),
        })
        .collect();
    let names = assign(&api, &mut Diagnostics::new());
    let expected = [
        "types_calls",
        "operations_without_tag",
        "operations",
        "x",
        "etc_x",
        "c_x",
        "con_calls",
        "aux_calls",
        "dot",
        "u0000",
        "mod_calls",
        "a_space_b",
        "a_b_cobol",
        "type_calls",
    ];
    assert_eq!(texts_of(&names.groups), expected);
}

/// What is sent of a schema takes no name away, whoever else wants it; and what it takes instead leads back to it alone.
#[test]
fn what_is_sent_takes_no_name_away() {
    fn check(called: Option<&str>, others: &[(&str, &[&str])], expected: &[&str]) {
        let mut api = api();
        for (pointer, hint) in others {
            api.types.push(type_def(pointer, hint, record(&[])));
        }
        let received = api.types.push(schema("Pet"));
        let pointer = "/components/schemas/Pet/input";
        let mut sent = type_def(pointer, &["Pet", "input"], record(&[]));
        sent.counterpart = Some(model::Counterpart::Received(received));
        sent.origin.called = called.map(str::to_owned);
        api.types.push(sent);
        let names = assign(&api, &mut Diagnostics::new()).types;
        let names: Vec<&str> = names.iter().map(|it| it.ident.as_str()).collect();
        assert_eq!(names, expected);
    }
    let component = ("/components/schemas/PetInput", &["PetInput"][..]);
    let inline = ("/paths/~1a/get/responses/200", &["pet", "input"][..]);
    check(None, &[], &["Pet", "PetInput"]);
    check(None, &[component], &["PetInput", "Pet", "PetInputSent"]);
    check(None, &[inline], &["PetInput", "Pet", "PetInputSent"]);
    // What the schema is called counts for both.
    check(
        Some("RPCInput"),
        &[component],
        &["PetInput", "Pet", "RPCInput"],
    );
    check(
        Some("PetInput"),
        &[component],
        &["PetInput", "Pet", "PetInputSent"],
    );
}
