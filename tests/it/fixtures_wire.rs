//! Fixtures against a server on loopback, through the transport for threads: compiled and run in the crate that all fixtures become, not
//! here.

#![expect(clippy::unwrap_used, reason = "a test")]

#[expect(dead_code, reason = "other tests have further scripts")]
mod scripted;

use fixtures::runtime::json::{FaultKind, to_string};
use fixtures::runtime::{Block, Field, Validate};
use fixtures::{bodies, directions, directions_of_heirs as heirs, media_types, openapi_3_2, swagger_2};
use scripted::{Server, answer};

fn json(body: &str) -> Server {
    Server::new([answer("200 OK", &[("Content-Type", "application/json")], body)])
}

/// A client of one of the modules, of this server.
macro_rules! client {
    ($module:ident, $server:ident) => {
        $module::Client::builder()
            .base_url($server.url())
            .build()
            .unwrap()
    };
}

/// J22: what the server writes does not leave, and what the client writes is not needed when it comes back.
#[test]
fn j22_what_only_one_side_writes() {
    let server = json(r#"{"id":7,"name":"n","profile":{"created":"c","email":"e"}}"#);
    let profile = directions::types::ProfileInputSent::new("e").pin(1);
    let user = directions::types::UserInput::new("n", "p").profile(profile);
    let received = client!(directions, server).add_user(user).send().block().unwrap();
    let request = server.only();
    assert_eq!((request.method.as_str(), request.target.as_str()), ("POST", "/users"));
    assert_eq!(request.header("content-type"), Some("application/json"));
    let expected = r#"{"name":"n","password":"p","profile":{"email":"e","pin":1}}"#;
    assert_eq!(request.text(), expected);
    assert_eq!((received.id, received.name.as_str()), (7, "n"));
    // What is required of an answer is missed.
    let server = json(r#"{"name":"n","password":"p"}"#);
    let user = directions::types::UserInput::new("n", "p");
    let error = client!(directions, server).add_user(user).send().block().unwrap_err();
    assert!(error.to_string().contains("/id"), "{error}");
}

/// J21: a body that may be left out and may be `null` has three states.
#[test]
fn j21_no_body_null_and_a_body() {
    for (body, sent) in [
        (Field::Absent, (None, "")),
        (Field::Null, (Some("application/json"), "null")),
        (vec!["a".to_owned()].into(), (Some("application/json"), r#"["a"]"#)),
    ] {
        let server = Server::new([answer("204 No Content", &[], "")]);
        client!(bodies, server).nothing().body(body).send().block().unwrap();
        let request = server.only();
        assert_eq!((request.header("content-type"), request.text()), sent);
    }
}

#[test]
fn j22_members_of_forms() {
    let profile = directions::types::ProfileInputSent::new("e@x").pin(1);
    let server = json(r#"{"created":"c","email":"e@x"}"#);
    let client = client!(directions, server);
    client.put_profile(1, profile.clone()).send().block().unwrap();
    let request = server.only();
    let multipart = request.header("content-type").unwrap_or_default();
    assert!(multipart.starts_with("multipart/form-data; boundary="), "{multipart}");
    let names = request.text().split("name=\"").skip(1);
    let names: Vec<&str> = names.filter_map(|it| it.split('"').next()).collect();
    assert_eq!(names, ["email", "pin"]);
    let server = json(r#"{"created":"c","email":"e@x"}"#);
    client!(directions, server).edit_profile(1, profile).send().block().unwrap();
    let request = server.only();
    assert_eq!(request.header("content-type"), Some("application/x-www-form-urlencoded"));
    assert_eq!(request.text(), "email=e%40x&pin=1");
}

/// J22: heirs have what only one side writes from those that they extend, and are told apart in both directions.
#[test]
fn j22_heirs() {
    let send = |sent: heirs::types::AnimalInput, answer: &str| {
        let server = json(answer);
        let animal = client!(heirs, server).put_animal(sent).send().block().unwrap();
        (server.only().text().to_owned(), animal)
    };
    let puppy = heirs::types::PuppyInput::new("o").name("n").weeks(3);
    let (sent, received) = send(
        puppy.into(),
        r#"{"kind":"Puppy","id":1,"name":"n","chip":"c","weeks":3,"born":"b"}"#,
    );
    assert_eq!(sent, r#"{"kind":"Puppy","name":"n","owner":"o","weeks":3}"#);
    let heirs::types::Animal::Puppy(puppy) = &*received else {
        panic!("{received:?}");
    };
    assert_eq!((puppy.id, puppy.chip.as_str()), (1, "c"));
    // A dog is sent with what is never received.
    let fault = heirs::types::AnimalInput::try_from(&*received).unwrap_err();
    assert_eq!((fault.kind(), fault.path()), (FaultKind::Missing, "/owner"));
    // A cat that was read is sent back, and so is one that this version does not know, as it came.
    let (_, cat) = send(
        heirs::types::CatInput::new().into(),
        r#"{"kind":"Cat","id":2,"lives":9}"#,
    );
    let (sent, fox) = send(
        heirs::types::AnimalInput::try_from(&*cat).unwrap(),
        r#"{"kind":"Fox","id":3}"#,
    );
    assert_eq!(sent, r#"{"kind":"Cat","lives":9}"#);
    assert_eq!(to_string(&*fox).unwrap(), r#"{"kind":"Fox","id":3}"#);
}

/// J22: keys are counted without those that the other side writes, of heirs and of what is counted where it is used.
#[test]
fn j22_counts_of_keys() {
    let left = heirs::types::CatInput::new();
    let pair = heirs::types::PairInput::new(left.into());
    let error = pair.validate().unwrap_err();
    assert_eq!(error.to_string(), "the value has fewer than 3 keys");
    let right = heirs::types::DogBaseInput::new("o");
    let pair = pair.right(right.into()).marks(Vec::new());
    pair.validate().unwrap();
    let full = pair.clone().pin("p").mark(heirs::types::StoredInput::default());
    let reason = full.validate().unwrap_err().to_string();
    assert_eq!(reason, "the value has more than 4 keys");
    // One of the two keys of a mark is never sent.
    let pair = heirs::types::PairInput::new(heirs::types::CatInput::new().into()).pin("p");
    let empty = pair.clone().mark(heirs::types::StoredInput::default());
    assert_eq!(empty.validate().unwrap_err().to_string(), "/mark has fewer than 1 keys");
    pair.mark(heirs::types::StoredInput::default().pin("p")).validate().unwrap();
    // What is received lacks the key of the client, and is no less right for it.
    let server = json(r#"{"id":1,"left":{"kind":"Cat","id":2},"mark":{"id":3}}"#);
    let sent = heirs::types::PairInput::new(heirs::types::CatInput::new().into());
    let pair = client!(heirs, server).put_pair(sent).send().block().unwrap();
    assert_eq!(server.only().text(), r#"{"left":{"kind":"Cat"}}"#);
    pair.validate().unwrap();
}

/// What is given of a query and of a whole one is one query, in the order of the document.
#[test]
fn parameters_beside_a_whole_query() {
    for (target, page) in [("/pets/by-both?page=1&age=2&%24.a&sort=b", true), ("/pets/by-both?age=2&%24.a&sort=b", false)] {
        let server = Server::new([answer("204 No Content", &[], "")]);
        let client = client!(openapi_3_2, server);
        let filter = openapi_3_2::types::FindByBothFilter::default().age(2);
        let call = client.find_by_both().filter(filter).selector("$.a").sort("b");
        let call = if page { call.page(1) } else { call };
        call.send().block().unwrap();
        assert_eq!(server.only().target, target);
    }
}

/// S21: what a document calls JSON and describes as bytes is a file, in both directions, in 3.0 as in 2.0.
#[test]
fn s21_files_that_are_called_json() {
    let not_text = [0, 159, 146, 150];
    let head = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 4\r\n\r\n";
    let file = || {
        let bytes = [head.as_bytes(), &not_text].concat();
        Server::new([scripted::Say::Bytes(bytes)])
    };
    let server = file();
    let client = client!(media_types, server);
    let received = client.patch_octets(not_text.to_vec()).send().block().unwrap();
    assert_eq!(&received[..], not_text);
    let request = server.only();
    assert_eq!(request.header("content-type"), Some("application/json"));
    assert_eq!(request.body, not_text);
    let server = file();
    let received = client!(swagger_2, server).export().send().block().unwrap();
    assert_eq!(&received[..], not_text);
}
