//! What only one side writes, on the wire: compiled and run in the crate that all fixtures become, not here.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::collections::BTreeMap;
use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use fixtures::directions::{Client, types};
use fixtures::runtime::json::{Decode, Encode, FaultKind, from_slice, to_string};
use fixtures::runtime::{BoxFuture, Limits, Transport, TransportError};

/// Keeps each request, and answers with this JSON.
#[derive(Clone)]
struct Server(Arc<Mutex<Vec<http::Request<Bytes>>>>, &'static str);

impl Server {
    fn answering(json: &'static str) -> (Client, Self) {
        let server = Self(Arc::default(), json);
        let client = Client::builder()
            .base_url("http://localhost")
            .transport(server.clone());
        (client.build().unwrap(), server)
    }

    /// The body of the only request.
    fn body(&self) -> String {
        let mut requests = self.0.lock().unwrap();
        let request = requests.pop().unwrap();
        assert!(requests.is_empty());
        String::from_utf8(request.into_body().to_vec()).unwrap()
    }
}

impl Transport for Server {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.0.lock().unwrap().push(request);
        let answer = http::Response::builder().header("content-type", "application/json");
        let answer = answer.body(Bytes::from_static(self.1.as_bytes()));
        Box::pin(async { Ok(answer.unwrap()) })
    }
}

/// Runs a future that waits for nothing.
fn run<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("this transport waits for nothing"),
    }
}

fn read<T: Decode>(text: &str) -> T {
    from_slice(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

/// The path at which a text is no value of the type.
fn missing<T: Decode + Encode>(text: &str) -> String {
    let fault = match from_slice::<T>(text.as_bytes()) {
        Ok(value) => panic!("{}", to_string(&value).unwrap()),
        Err(fault) => fault,
    };
    assert_eq!(fault.kind(), FaultKind::Missing);
    fault.path().to_owned()
}

/// J22: what the server writes is not sent, and what the client writes is not received; each is required in its own direction.
#[test]
fn j22_what_only_one_side_writes() {
    let (client, server) =
        Server::answering(r#"{"id":7,"name":"n","password":"never","profile":{"created":"c","email":"e"}}"#);
    let user = types::UserInput::new("n", "p").profile(types::ProfileInputSent::new("e").pin(1));
    let user = run(client.add_user(user).send()).unwrap();
    assert_eq!(
        server.body(),
        r#"{"name":"n","password":"p","profile":{"email":"e","pin":1}}"#
    );
    let types::User { id, ref name, .. } = *user;
    assert_eq!((id, name.as_str()), (7, "n"));
    // What is received has no place for what only the client writes.
    let again = r#"{"id":7,"name":"n","profile":{"created":"c","email":"e"}}"#;
    assert_eq!(to_string(&*user).unwrap(), again);

    assert_eq!(missing::<types::User>(r#"{"name":"n","password":"p"}"#), "/id");
    assert_eq!(missing::<types::UserInput>(r#"{"id":7,"name":"n"}"#), "/password");
    let no_date = r#"{"id":7,"name":"n","profile":{"email":"e"}}"#;
    assert_eq!(missing::<types::User>(no_date), "/profile/created");
    // A body whose members are arguments of the call has none that only the server writes.
    let (client, server) = Server::answering(r#"{"id":1}"#);
    let job = run(client.start_job("n", "s").send()).unwrap();
    assert_eq!(server.body(), r#"{"name":"n","secret":"s"}"#);
    assert_eq!(job.id, 1);
    // What goes nowhere is what the server gives, with a place for what it does not.
    for text in [r#"{"id":1,"name":"n"}"#, r#"{"id":1,"secret":"s","name":"n"}"#] {
        assert_eq!(to_string(&read::<types::Idle>(text)).unwrap(), text);
    }
    assert_eq!(missing::<types::Idle>(r#"{"secret":"s","name":"n"}"#), "/id");
}

/// J22: a base with a required member that only the server writes: it is required in all that is received, and nowhere in what is sent.
#[test]
fn j22_members_of_bases() {
    for text in [
        missing::<types::Entity>("{}"),
        missing::<types::Pet>(r#"{"name":"n"}"#),
        missing::<types::Toy>("{}"),
        missing::<types::Label>(r#"{"text":"t"}"#),
    ] {
        assert_eq!(text, "/id");
    }
    let label = types::LabelInput::default().text("t");
    assert_eq!(to_string(&label).unwrap(), r#"{"text":"t"}"#);
    let text = r#"{"id":"1","name":"n","toy":{"id":"2","of":{"id":"3","name":"m"}}}"#;
    let pet: types::Pet = read(text);
    assert_eq!((pet.id.as_str(), to_string(&pet).unwrap().as_str()), ("1", text));
    let toy = types::ToyInput::default().of(types::PetInput::new("m"));
    let pet = types::PetInput::new("n").toy(toy);
    assert_eq!(to_string(&pet).unwrap(), r#"{"name":"n","toy":{"of":{"name":"m"}}}"#);
}

#[test]
fn j22_members_of_forms() {
    let profile = types::ProfileInputSent::new("e@x").pin(1);
    let (client, server) = Server::answering(r#"{"created":"c","email":"e@x"}"#);
    run(client.put_profile(1, profile.clone()).send()).unwrap();
    let multipart = server.body();
    let names: Vec<&str> = multipart
        .split("name=\"")
        .skip(1)
        .filter_map(|it| it.split('"').next())
        .collect();
    assert_eq!(names, ["email", "pin"], "{multipart}");
    run(client.edit_profile(1, profile).send()).unwrap();
    assert_eq!(server.body(), "email=e%40x&pin=1");
}

/// What was read, changed and sent back is without what the server writes, at any depth.
#[test]
fn j22_what_was_read_is_sent_back() {
    let (client, server) = Server::answering(
        r#"{"id":"a","name":"b","parent":{"id":"c","name":"d"},"folders":{"e":{"id":"f","name":"g"}}}"#,
    );
    let folder = run(client.put_folder(types::FolderInput::new("x")).send()).unwrap();
    assert_eq!(server.body(), r#"{"name":"x"}"#);
    let mut input = types::FolderInput::try_from(&*folder).unwrap();
    input.name = "new".to_owned();
    run(client.put_folder(input).send()).unwrap();
    assert_eq!(
        server.body(),
        r#"{"name":"new","parent":{"name":"d"},"folders":{"e":{"name":"g"}}}"#
    );
    // Where a branch needs what only the client writes, it is said to be missing.
    let nut: types::Part = read(r#"{"serial":1,"width":2,"stamp":{"at":"t"}}"#);
    let nut = types::PartInput::try_from(&nut).unwrap();
    assert_eq!(to_string(&nut).unwrap(), r#"{"width":2,"stamp":{}}"#);
    let bolt: types::Part = read(r#"{"thread":"M4"}"#);
    let fault = types::PartInput::try_from(&bolt).unwrap_err();
    assert_eq!((fault.kind(), fault.path()), (FaultKind::Missing, "/secret"));
    let mut circle: types::Circle = read(r#"{"kind":"circle","area":3.14,"radius":1}"#);
    circle.radius = f64::NAN;
    let fault = types::CircleInput::try_from(&circle).unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Unwritable);
}

/// The member by which branches are told apart goes in both directions, whoever writes it.
#[test]
fn j22_tags_stay() {
    let (client, server) = Server::answering(r#"{"kind":"square","area":4,"side":2}"#);
    let shape = run(client.put_shape(types::CircleInput::new(1.5).into()).send()).unwrap();
    assert_eq!(server.body(), r#"{"kind":"circle","radius":1.5}"#);
    let types::Shape::Square(square) = &*shape else {
        panic!("{shape:?}");
    };
    assert_eq!((square.kind.as_str(), square.side), ("square", 2.0));
    let input = types::ShapeInput::try_from(&*shape).unwrap();
    assert_eq!(to_string(&input).unwrap(), r#"{"kind":"square","side":2}"#);
    // A key does so as well, where nothing else tells them apart; nobody has to send it.
    let ticket: types::Ticket = read(r#"{"number":1,"stored_at":"t"}"#);
    let types::Ticket::Stored(stored) = &ticket else {
        panic!("{ticket:?}");
    };
    assert_eq!((stored.number, stored.stored_at.as_str()), (1, "t"));
    let ticket = types::TicketInput::try_from(&ticket).unwrap();
    assert_eq!(to_string(&ticket).unwrap(), r#"{"number":1}"#);
    let stored = types::TicketStoredInput::default();
    assert_eq!(to_string(&stored).unwrap(), "{}");
}

/// Keys of the other direction are none of the further keys.
#[test]
fn j22_further_keys() {
    let (client, server) = Server::answering(r#"{"version":1,"reason":2,"a":"b"}"#);
    let more = BTreeMap::from([("a".to_owned(), "b".to_owned())]);
    let labels = types::LabelsInput::new("r").other(more.clone());
    let labels = run(client.put_labels(labels).send()).unwrap();
    assert_eq!(server.body(), r#"{"reason":"r","a":"b"}"#);
    assert_eq!((labels.version, &labels.other), (1, &more));
    let text = r#"{"version":{},"reason":"r","a":"b"}"#;
    assert_eq!(read::<types::LabelsInput>(text).other, more);
}
