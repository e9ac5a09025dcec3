//! Paths of the fixtures at work: compiled and run in the crate that all fixtures become, not here.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::pin::pin;
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use fixtures::paths::Client;
use fixtures::runtime::{BoxFuture, Error, Limits, Transport, TransportError};

/// Answers 204, with the target of the request in a header.
struct Echo;

impl Transport for Echo {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let target = request.uri().to_string().parse().unwrap();
        let mut response = http::Response::new(Bytes::new());
        *response.status_mut() = http::StatusCode::NO_CONTENT;
        response.headers_mut().insert("x-target", target);
        Box::pin(std::future::ready(Ok(response)))
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("this transport waits for nothing"),
    }
}

/// Asserts where a call goes.
macro_rules! check {
    ($call:expr, $target:expr) => {
        let answer = now($call.send()).unwrap();
        assert_eq!(
            answer.headers()["x-target"],
            concat!("https://a.test", $target)
        );
    };
}

/// Asserts that a value cannot be sent, for it would make another path.
macro_rules! refused {
    ($call:expr) => {
        assert!(matches!(now($call.send()), Err(Error::Request(_))));
    };
}

#[test]
fn placeholders_go_where_their_manner_says() {
    let client = Client::builder().transport(Echo).build().unwrap();

    check!(
        client.cancel("projects/p/keys/k"),
        "/v1/projects/p/keys/k:cancel"
    );
    check!(client.cancel("a b?c#d%2Fe"), "/v1/a%20b%3Fc%23d%2Fe:cancel");
    check!(client.keys("projects/p"), "/v2/projects/p/keys");
    check!(client.file("a/b.txt"), "/files/a/b.txt");
    check!(client.reserved("a/b&c"), "/reserved/a/b&c");
    for value in ["", "/a", "a/", "a//b", "../a", "a/..", "a/%2E%2e/b", "."] {
        refused!(client.file(value));
    }

    check!(client.id(7), "/ids/7");
    let list = || vec!["a".to_owned(), "b".to_owned()];
    check!(client.list(list(), list(), 3), "/lists/.a.b/;of=a,b/3");
    check!(client.search("x y"), "/search?q=x%20y");
    check!(client.search("x").page("2"), "/search?q=x&page=2");
    check!(client.pet(1, true), "/pets/1/true");
    check!(client.owner(1, true), "/owners/1/true");
    check!(client.book("b/c", "d"), "/books/b%2Fc/pages/d");
    let shelf = "rooms/1/shelves/2";
    check!(client.shelf(shelf), "/shelves/rooms/1/shelves/2?comp=tags");
    check!(client.shelf(shelf).depth(3), "/shelves/rooms/1/shelves/2?comp=tags&depth=3");
}
