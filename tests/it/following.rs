//! Calls that are carried out later than they are answered. Time is virtual: nobody waits.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use generated_client::runtime::json::Raw;
use generated_client::runtime::plumbing::{
    AnswerReader, Api, Core, CoreBuilder, Method, Operation, Ordered, Place, Repeat, Request,
    Scheme, follow,
};
use generated_client::runtime::{
    BoxFuture, CallOptions, Clock as _, Error, Followed, Limits, NoBody, Outcome, Transport,
    TransportError, Wait,
};

use crate::fates::Virtual;
use crate::server::run;
use crate::transport::response;

static API: Api = Api {
    name: "test",
    servers: &[],
    schemes: &[Scheme {
        name: "key",
        place: Place::Header("x-key"),
    }],
};

const fn operation(method: Method, repeat: Repeat) -> Operation {
    Operation {
        id: "order",
        method,
        path: "/things/{name}",
        repeat,
        security: &[&["key"]],
        accept: "application/json",
        server: None,
    }
}

static POST: Operation = operation(Method::POST, Repeat::Keyed("x-once"));
static PUT: Operation = operation(Method::PUT, Repeat::Idempotent);

/// An answer: a status, headers, and a body.
type Says = (u16, &'static [(&'static str, &'static str)], &'static str);

/// What was asked, and when.
type Asked = (Duration, http::Request<Bytes>);
type End = Result<Followed<Option<Raw>>, Error<NoBody>>;

/// Says what it is told to in its order, and the last of it again and again; keeps what it was asked, and when.
#[derive(Clone)]
struct Server {
    says: Arc<Vec<Says>>,
    asked: Arc<Mutex<Vec<Asked>>>,
    clock: Virtual,
}

impl Transport for Server {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut asked = self.asked.lock().expect("nobody panics meanwhile");
        let (status, headers, body) = self.says[asked.len().min(self.says.len() - 1)];
        asked.push((self.clock.now(), request));
        Box::pin(std::future::ready(Ok(response(status, headers, body))))
    }
}

struct Order {
    core: Core,
    operation: &'static Operation,
}

impl Ordered for Order {
    type Answer = Option<Raw>;
    type Failure = NoBody;

    const READ: AnswerReader<Option<Raw>> = |_, body| body.optional_json();

    fn core(&self) -> &Core {
        &self.core
    }

    fn request(&self) -> (Request, CallOptions) {
        let mut request = Request::new(self.operation);
        request.path("name", "a/b");
        request.query("version", "7");
        request.header("x-tenant", "t");
        request.header("if-match", "1");
        request.text("text/plain", "make it");
        let options = CallOptions::new().query("extra", "1");
        (request, options)
    }
}

/// How it ended, and what was asked: when, how, where.
fn followed(operation: &'static Operation, says: &[Says]) -> (End, Vec<Asked>) {
    let clock = Virtual::new(0.0);
    let server = Server {
        says: Arc::new(says.to_vec()),
        asked: Arc::default(),
        clock: clock.clone(),
    };
    let mut builder = CoreBuilder::default();
    builder.base_url("https://a.test/v1");
    // Even then nothing goes from https to http.
    builder.plain_http(true);
    builder.credential("key", "key-1");
    builder.transport(server.clone());
    builder.clock(clock);
    let core = builder.build(&API).expect("everything is set");
    let wait = Wait::new().deadline(Duration::from_secs(60));
    let end = run(follow(&Order { core, operation }, wait));
    let asked = server.asked.lock().expect("nobody panics meanwhile");
    (end, asked.clone())
}

/// `GET /a?b`
fn target(request: &http::Request<Bytes>) -> String {
    let target = request.uri().path_and_query().expect("a path");
    format!("{} {target}", request.method())
}

fn check(operation: &'static Operation, says: &[Says], end: &str, then: &[&str]) {
    let (found, asked) = followed(operation, says);
    let found = match found {
        Ok(Followed::Done(answer)) => format!("done {}", answer.as_ref().map_or("", Raw::as_str)),
        Ok(Followed::Ended(last)) => format!("ended {}", last.body_text()),
        Ok(Followed::Unclear(_)) => "unclear".to_owned(),
        Ok(Followed::Pending(_)) => "pending".to_owned(),
        Ok(_) => "something new".to_owned(),
        Err(error) => format!("{error}"),
    };
    assert!(found.starts_with(end), "{found}, not {end}: {says:?}");
    let (_, first) = &asked[0];
    let own = "/v1/things/a%2Fb?version=7&extra=1";
    assert_eq!(target(first), format!("{} {own}", operation.method));
    let asked: Vec<String> = asked[1..].iter().map(|(_, it)| target(it)).collect();
    assert_eq!(asked, then, "{says:?}");
}

#[test]
fn a_location_is_asked_until_it_has_the_result() {
    let done = (200, &[][..], r#"{"n":1}"#);
    let later = (202, &[][..], "");
    check(&POST, &[done], r#"done {"n":1}"#, &[]);
    check(&POST, &[later], "unclear", &[]);
    for (location, then) in [
        ("/ops/1", "GET /ops/1"),
        (
            "https://a.test/ops/1?v=2&sig=x%2Fy#top",
            "GET /ops/1?v=2&sig=x%2Fy",
        ),
        ("https://A.test:443", "GET /"),
        ("//a.test/ops", "GET /ops"),
        ("https://a.test?v=1", "GET /?v=1"),
    ] {
        let headers: &[_] = Box::leak(Box::new([("Location", location)]));
        check(
            &POST,
            &[(202, headers, ""), later, done],
            r#"done {"n":1}"#,
            &[then, then],
        );
        check(
            &PUT,
            &[(202, headers, ""), done],
            r#"done {"n":1}"#,
            &[then],
        );
    }
    // It may move on.
    let first = (202, &[("Location", "/ops/1")][..], "");
    let second = (202, &[("Location", "/ops/2")][..], "");
    let gone = (204, &[][..], "");
    check(
        &POST,
        &[first, second, gone],
        "done ",
        &["GET /ops/1", "GET /ops/2"],
    );
    // A failure is one.
    let missing = (404, &[][..], "");
    check(
        &POST,
        &[first, missing],
        "status (GET {status_url}): 404",
        &["GET /ops/1"],
    );
    // What only asks is asked again.
    let busy = (500, &[][..], "");
    check(
        &POST,
        &[first, busy, done],
        r#"done {"n":1}"#,
        &["GET /ops/1"; 2],
    );
}

/// An answer of a monitor.
const fn state(body: &'static str) -> Says {
    (200, &[], body)
}

const MONITOR: Says = (202, &[("Operation-Location", "/ops/1")], "");
const BOTH: Says = (
    202,
    &[
        ("Azure-AsyncOperation", "/ops/1"),
        ("Location", "/results/1"),
    ],
    "",
);
const THERE: Says = (201, &[("Azure-AsyncOperation", "/ops/1")], "{}");
const RUNNING: Says = state(r#"{"status":"Running"}"#);
const SUCCEEDED: Says = state(r#"{"status":"Succeeded"}"#);
const RESULT: Says = state(r#"{"n":1}"#);

#[test]
fn a_monitor_leads_to_the_result() {
    let (own, ops) = ("GET /v1/things/a%2Fb?version=7", "GET /ops/1");
    let done = r#"done {"n":1}"#;
    check(
        &POST,
        &[BOTH, RUNNING, SUCCEEDED, RESULT],
        done,
        &[ops, ops, "GET /results/1"],
    );
    check(
        &PUT,
        &[THERE, RUNNING, SUCCEEDED, RESULT],
        done,
        &[ops, ops, own],
    );
    check(&PUT, &[BOTH, SUCCEEDED, RESULT], done, &[ops, own]);
    // Where there is no other result, the last answer is it.
    let done = r#"done {"status":"Succeeded"}"#;
    check(&POST, &[MONITOR, RUNNING, SUCCEEDED], done, &[ops, ops]);
    check(
        &POST,
        &[MONITOR, (202, &[], ""), SUCCEEDED],
        done,
        &[ops, ops],
    );
}

#[test]
fn a_monitor_tells_other_ends_and_nothing() {
    for (body, end) in [
        (
            r#"{"status":"Failed","error":7}"#,
            r#"ended {"status":"Failed","error":7}"#,
        ),
        (r#"{"status":"canceled"}"#, "ended"),
        (r#"{"status":null}"#, "unclear"),
        ("{}", "unclear"),
        ("<p>Log in</p>", "unclear"),
    ] {
        check(&POST, &[MONITOR, state(body)], end, &["GET /ops/1"]);
    }
}

/// C79: what a server names is asked where the call went, and nowhere else.
#[test]
fn c79_no_other_host_is_asked() {
    for url in [
        "https://evil.test/ops/1",
        "//evil.test/ops/1",
        "http://a.test/ops/1",
        "https://a.test:444/ops/1",
        "https://a.test@evil.test/ops/1",
        "https:\\\\evil.test/ops",
        "javascript:alert(1)",
        "ops/1",
        "?x=1",
        "https:/ops",
    ] {
        for header in ["Location", "Operation-Location"] {
            let headers: &[_] = Box::leak(Box::new([(header, url)]));
            check(
                &POST,
                &[(202, headers, "")],
                "order (POST /things/{name}): 202",
                &[],
            );
        }
    }
}

#[test]
fn questions_are_like_the_call_without_its_body() {
    let first = (202, &[("Location", "/ops/1"), ("Retry-After", "7")][..], "");
    let (end, asked) = followed(&POST, &[first, first, (200, &[], "{}")]);
    assert!(end.expect("done").is_done());
    let (_, call) = &asked[0];
    assert_eq!(call.body(), "make it");
    assert!(call.headers().contains_key("x-once"));
    for (_, question) in &asked[1..] {
        let headers = question.headers();
        for (name, value) in [
            ("x-key", "key-1"),
            ("x-tenant", "t"),
            ("accept", "application/json"),
        ] {
            assert_eq!(headers[name], value);
        }
        for name in ["x-once", "if-match", "content-type", "content-length"] {
            assert!(!headers.contains_key(name), "{name}");
        }
        assert!(question.body().is_empty());
    }
    let times: Vec<u64> = asked.iter().map(|(it, _)| it.as_secs()).collect();
    assert_eq!(times, [0, 7, 14]);
}

#[test]
fn it_ends_with_the_time() {
    let later = (202, &[("Location", "/ops/1")][..], "");
    let (end, asked) = followed(&POST, &[later]);
    assert!(matches!(end, Ok(Followed::Pending(_))), "{end:?}");
    let (last, _) = asked.last().expect("asked");
    assert!(asked.len() > 3 && *last < Duration::from_secs(60));
    let (end, _) = followed(&POST, &[(400, &[], "")]);
    assert_eq!(end.expect_err("refused").outcome(), Outcome::Rejected);
}
