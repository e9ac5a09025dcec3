//! The exchange itself: limits, options of one call, and transports of one's own.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use generated_client::batch_cep::Client;
use generated_client::runtime::plumbing::{self, Method, Operation};
use generated_client::runtime::{
    BoxFuture, BuildError, CallOptions, Error, Limits, NoBody, Received, RequestError, Retry,
    Transport, TransportError, TransportErrorKind,
};

use crate::server::{Say, Server, nobody, run};
use crate::wire::json;

/// A transport without a network: each request gets the answer that a function makes for it.
#[derive(Clone)]
pub(crate) struct Canned {
    make: fn(&http::Request<Bytes>) -> http::Response<Bytes>,
    seen: Arc<Mutex<Vec<Sent>>>,
}

/// A request, and how far it could have gone.
type Sent = (http::Request<Bytes>, Limits);

impl Canned {
    pub(crate) fn new(make: fn(&http::Request<Bytes>) -> http::Response<Bytes>) -> Self {
        let seen = Arc::default();
        Self { make, seen }
    }

    /// The requests so far.
    pub(crate) fn seen(&self) -> Vec<Sent> {
        self.seen.lock().expect("nobody panics meanwhile").clone()
    }
}

impl Transport for Canned {
    fn send(
        &self,
        request: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let response = (self.make)(&request);
        let mut seen = self.seen.lock().expect("nobody panics meanwhile");
        seen.push((request, limits));
        Box::pin(async { Ok(response) })
    }
}

/// An answer for [`Canned`].
pub(crate) fn response(
    status: u16,
    headers: &[(&str, &str)],
    body: impl Into<Bytes>,
) -> http::Response<Bytes> {
    let mut response = http::Response::builder().status(status);
    for (name, value) in headers {
        response = response.header(*name, *value);
    }
    response.body(body.into()).expect("a correct answer")
}

fn ok(_: &http::Request<Bytes>) -> http::Response<Bytes> {
    response(200, &[], "{}")
}

fn builder(url: &str) -> generated_client::batch_cep::ClientBuilder {
    let builder = Client::builder().base_url(url).retry(Retry::never());
    builder.rest_api_key("key-1").project("project-1")
}

#[test]
pub(crate) fn an_answer_that_does_not_come_times_out() {
    let server = Server::new([Say::Nothing, Say::Nothing]);
    let short = Duration::from_millis(50);
    let client = builder(&server.url()).timeout(short).build().expect("set");
    let error = run(client.view_audience("vip").send()).expect_err("a timeout");
    assert!(error.is_timeout(), "{error:?}");

    let client = builder(&server.url()).build().expect("set");
    let call = client
        .view_audience("vip")
        .options(CallOptions::new().timeout(short));
    let error = run(call.send()).expect_err("a timeout");
    assert!(error.is_timeout(), "{error:?}");
}

#[test]
pub(crate) fn a_body_that_does_not_come_times_out() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{".to_vec();
    let server = Server::new([Say::Part(head)]);
    // Long enough for the head to arrive on a busy machine.
    let short = Duration::from_secs(1);
    let client = builder(&server.url()).timeout(short).build().expect("set");
    let error = run(client.view_audience("vip").send()).expect_err("a timeout");
    assert!(error.is_timeout(), "{error:?}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
}

#[test]
pub(crate) fn nobody_listens() {
    let url = format!("http://{}", nobody());
    let client = builder(&url).build().expect("set");
    let error = run(client.view_audience("vip").send()).expect_err("nobody is there");
    assert!(error.is_connect() && !error.is_timeout(), "{error:?}");
    assert!(error.received().is_none() && error.body_text().is_empty());
    let text = error.to_string();
    assert!(
        text.starts_with("audience_view (GET /audiences/view): no connection"),
        "{text}"
    );
}

#[test]
pub(crate) fn a_connection_is_closed_without_an_answer() {
    let server = Server::new([Say::Close]);
    let client = builder(&server.url()).build().expect("set");
    let error = run(client.remove_audience("vip").send()).expect_err("no answer");
    let Error::Transport(failure) = &error else {
        panic!("{error:?}")
    };
    assert_eq!(failure.error().kind(), TransportErrorKind::Other);
    assert_eq!(server.seen().len(), 1, "nothing is sent twice");
}

#[test]
pub(crate) fn answers_have_a_largest_size() {
    let body = format!(r#"{{"name":"{}"}}"#, "x".repeat(1_000));
    let chunked = |body: &str| {
        let head = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n";
        Say::Bytes(format!("{head}{:x}\r\n{body}\r\n0\r\n\r\n", body.len()).into_bytes())
    };
    let endless = b"HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_vec();
    for (say, limit, fits) in [
        (json(200, &body), body.len(), true),
        (json(200, &body), body.len() - 1, false),
        (chunked(&body), body.len(), true),
        (chunked(&body), body.len() - 1, false),
        (Say::Part(endless), 16 << 20, false),
    ] {
        let server = Server::new([say]);
        let client = builder(&server.url()).max_response_bytes(limit).build();
        let outcome = run(client.expect("set").view_audience("vip").send());
        match outcome {
            Ok(response) => assert!(fits && response.body().len() == body.len()),
            Err(Error::TooLarge(error)) => {
                assert!(!fits);
                assert_eq!(error.limit(), limit);
                assert_eq!(error.received().status().as_u16(), 200);
            }
            Err(error) => panic!("{error:?}"),
        }
    }
}

#[test]
fn a_transport_of_ones_own_gets_the_whole_request() {
    let transport = Canned::new(ok);
    let client = Client::builder()
        .rest_api_key("key-1")
        .project("project-1")
        .timeout(Duration::from_secs(7))
        .max_response_bytes(100)
        .transport(transport.clone())
        .build()
        .expect("set");
    run(client.clone().remove_audience("vip").send()).expect("accepted");
    let (request, limits) = transport.seen().remove(0);
    assert_eq!(request.uri(), "https://api.batch.com/2.11/audiences/remove");
    assert_eq!(request.method(), "POST");
    assert_eq!(request.body(), r#"{"name":"vip"}"#);
    assert!(request.headers()["authorization"].is_sensitive());
    assert_eq!(
        (limits.timeout, limits.max_response_bytes),
        (Duration::from_secs(7), 100)
    );
}

#[test]
fn a_transport_cannot_go_beyond_the_limits() {
    let large = |_: &http::Request<Bytes>| response(200, &[], vec![b' '; 101]);
    let client = builder("https://api.test").max_response_bytes(100);
    let client = client.transport(Canned::new(large)).build().expect("set");
    let error = run(client.view_audience("vip").send()).expect_err("too large");
    assert!(matches!(error, Error::TooLarge(_)), "{error:?}");
}

#[test]
fn servers_have_variables() {
    let transport = Canned::new(ok);
    let with = |version: &str| {
        let builder = Client::builder().rest_api_key("key-1").project("project-1");
        builder
            .version(version)
            .transport(transport.clone())
            .build()
    };
    run(with("2.4").expect("set").list_audiences().send()).expect("a page");
    let (request, _) = transport.seen().remove(0);
    assert_eq!(request.uri(), "https://api.batch.com/2.4/audiences/list");
    for version in ["", "..", "2/../3", "2?x=", "2#", "2 4", "%2e%2e", "é"] {
        let error = with(version).expect_err(version);
        assert_eq!(error, BuildError::Variable { name: "version" });
    }
}

#[test]
pub(crate) fn one_call_can_have_more_headers_and_query() {
    let server = Server::new([json(200, "{}")]);
    let client = builder(&server.url()).build().expect("set");
    let options = CallOptions::new()
        .header("X-Trace", "t-1")
        .header("Accept", "application/problem+json")
        .query("debug", "a&b=c")
        .query("empty", "");
    run(client.list_audiences().limit(3).options(options).send()).expect("a page");
    let seen = server.only();
    assert_eq!(
        seen.target,
        "/audiences/list?limit=3&debug=a%26b%3Dc&empty="
    );
    assert_eq!(seen.header("x-trace"), Some("t-1"));
    assert_eq!(seen.header("accept"), Some("application/problem+json"));
}

/// What frames the request is the transport's affair: a caller's header could split it in two.
#[test]
fn one_call_cannot_change_how_a_request_is_framed() {
    let server = Server::new([]);
    let client = builder(&server.url()).build().expect("set");
    for name in ["Content-Length", "transfer-encoding", "Host", "Connection"] {
        let options = CallOptions::new().header(name, "5");
        let call = client.remove_audience("vip").options(options);
        let error = run(call.send()).expect_err(name);
        assert!(matches!(error, Error::Request(_)), "{name}: {error:?}");
    }
    assert_eq!(server.seen().len(), 0);
}

/// Methods that 3.2 can describe and that HTTP libraries have no constant for, as generated code writes them.
#[test]
pub(crate) fn any_method_is_sent_as_it_is_written() {
    static API: plumbing::Api = plumbing::Api {
        name: "any",
        servers: &[],
        schemes: &[],
    };
    static QUERY: Operation = operation(Method::new("QUERY"));
    static COPY: Operation = operation(Method::new("copy"));
    for (operation, word) in [(&QUERY, "QUERY"), (&COPY, "copy")] {
        let server = Server::new([json(204, "")]);
        let mut builder = plumbing::CoreBuilder::default();
        builder.base_url(server.url());
        let core = builder.build(&API).expect("set");
        let mut request = plumbing::Request::new(operation);
        request.text("text/plain", "which?");
        let call = core.empty::<NoBody>(request, CallOptions::default());
        run(call).expect("no content");
        assert_eq!(server.seen()[0].method, word);
        assert_eq!(server.seen()[0].text(), "which?");
    }
}

const fn operation(method: Method) -> Operation {
    Operation {
        id: "any",
        method,
        path: "/a",
        repeat: plumbing::Repeat::Safe,
        security: &[],
        accept: "",
        server: None,
    }
}

#[test]
fn what_must_be_set_is_asked_for() {
    let build = |builder: generated_client::batch_cep::ClientBuilder| builder.build();
    let error = build(Client::builder().rest_api_key("key-1")).expect_err("no project");
    assert_eq!(error, BuildError::Missing { setting: "project" });

    // A credential is asked for by the operations that need one.
    let server = Server::new([]);
    let client = Client::builder()
        .base_url(server.url())
        .project("project-1")
        .build();
    let error = run(client.expect("set").list_audiences().send()).expect_err("no key");
    let Error::Request(failure) = &error else {
        panic!("{error:?}")
    };
    let missing = RequestError::MissingCredential { scheme: "rest_key" };
    assert_eq!(failure.error(), &missing);
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn clients_and_futures_can_cross_threads() {
    fn is_send_and_sync<T: Send + Sync + Clone + 'static>(_: &T) {}
    fn is_send<T: Send>(_: &T) {}

    let client = builder("https://api.test")
        .transport(Canned::new(ok))
        .build()
        .expect("set");
    is_send_and_sync(&client);
    let future = client.view_audience("vip").send();
    is_send(&future);
    run(future).expect("an audience");
}

#[test]
fn a_request_has_no_more_headers_than_can_be_sent() {
    let client = builder("https://api.test").transport(Canned::new(ok));
    let client = client.build().expect("set");
    let mut options = CallOptions::new();
    for number in 0..40_000 {
        options = options.header(format!("x-{number}"), "1");
    }
    let error = run(client.list_audiences().options(options).send()).expect_err("too many");
    assert!(matches!(error, Error::Request(_)), "{error:?}");
}

#[test]
pub(crate) fn a_failure_that_breaks_off_is_still_a_failure() {
    let part = b"HTTP/1.1 500 Oops\r\nContent-Length: 100\r\n\r\nhalf of it".to_vec();
    let server = Server::new([Say::Bytes(part)]);
    let client = builder(&server.url()).build().expect("set");
    let error = run(client.view_audience("vip").send()).expect_err("a failure");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(500), "{error:?}");
    assert_eq!(error.body_text(), "half of it");
    assert!(error.received().is_some_and(Received::is_truncated));
}
