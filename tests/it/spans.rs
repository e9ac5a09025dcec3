//! What tracers see of calls: a span for each, spans for its attempts, and nothing that is a value of the call.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fmt::Debug;
use std::sync::{Arc, Mutex, Once};
use std::time::Duration;

use generated_client::batch_cep::{Client, ClientBuilder};
use generated_client::runtime::plumbing::{CoreBuilder, Request};
use generated_client::runtime::{CallOptions, ClientCredentials, NoBody, Retry};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::fates::{API, SAFE, Virtual};
use crate::secrets::{APIS, CANARY, echoing};
use crate::server::{Say, Server, answer, nobody, run, waiting};
use crate::wire::json;

/// A span: its name, the name of the span around it, and its fields.
#[derive(Clone, Debug, Default)]
struct Seen {
    name: &'static str,
    around: &'static str,
    fields: BTreeMap<&'static str, String>,
}

impl Visit for Seen {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        self.fields.insert(field.name(), format!("{value:?}"));
    }

    fn record_str(&mut self, field: &Field, value: &str) {
        self.fields.insert(field.name(), value.to_owned());
    }
}

impl Seen {
    fn has(&self, expected: &[(&str, &str)]) {
        for (field, value) in expected {
            let found = self.fields.get(field).map_or("", String::as_str);
            assert_eq!(found, *value, "{field} of {self:?}");
        }
    }
}

/// Keeps the spans of the client, in the order in which they began.
#[derive(Clone, Default)]
struct Spans(Arc<Mutex<Vec<Seen>>>);

thread_local! {
    static ENTERED: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
}

impl Spans {
    fn change(&self, span: &Id, change: impl FnOnce(&mut Seen)) {
        let index = usize::try_from(span.into_u64()).expect("few spans") - 1;
        change(&mut self.0.lock().expect("nobody panics meanwhile")[index]);
    }
}

impl Subscriber for Spans {
    fn enabled(&self, metadata: &Metadata<'_>) -> bool {
        metadata.target().starts_with("generated_client")
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        let around = ENTERED.with_borrow(|it| it.last().copied().unwrap_or_default());
        let mut seen = Seen {
            name: attributes.metadata().name(),
            around,
            ..Seen::default()
        };
        attributes.record(&mut seen);
        let mut spans = self.0.lock().expect("nobody panics meanwhile");
        spans.push(seen);
        Id::from_u64(spans.len() as u64)
    }

    fn record(&self, span: &Id, values: &Record<'_>) {
        self.change(span, |seen| values.record(seen));
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        panic!("the client has spans and no events: {event:?}");
    }

    fn enter(&self, span: &Id) {
        self.change(span, |seen| {
            ENTERED.with_borrow_mut(|it| it.push(seen.name));
        });
    }

    fn exit(&self, _: &Id) {
        ENTERED.with_borrow_mut(Vec::pop);
    }
}

/// What other tests see meanwhile: nothing. Without it, a span that one of them meets first could be off for all threads.
struct Elsewhere;

impl Subscriber for Elsewhere {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, _: &Attributes<'_>) -> Id {
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, _: &Record<'_>) {}

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, _: &Event<'_>) {}

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// Turns all spans on; each test that looks at them does so first.
pub(crate) fn listen() {
    static ELSEWHERE: Once = Once::new();
    ELSEWHERE.call_once(|| {
        tracing::subscriber::set_global_default(Elsewhere).expect("no other is set");
    });
}

/// The spans of what is called meanwhile.
fn spans_of(call: impl FnOnce()) -> Vec<Seen> {
    listen();
    let spans = Spans::default();
    tracing::subscriber::with_default(spans.clone(), call);
    let seen = spans.0.lock().expect("nobody panics meanwhile");
    seen.clone()
}

fn builder(url: &str) -> ClientBuilder {
    let builder = Client::builder().base_url(url).clock(Virtual::new(0.5));
    builder.rest_api_key("key-1").project("project-1")
}

fn a_call_that_is_answered_the_second_time() {
    let server = Server::new([answer("503 Closed", &[], ""), json(200, "{}")]);
    let client = builder(&server.url()).build().expect("set");
    let spans = spans_of(|| {
        run(client.view_audience("vip").send()).expect("an audience");
    });
    let [call, first, second] = spans.as_slice() else {
        panic!("{spans:?}")
    };
    assert_eq!((call.name, call.around), ("call", ""));
    call.has(&[
        ("otel.name", "audience_view"),
        ("otel.kind", "internal"),
        ("api", "batch_cep"),
        ("http.request.method", "GET"),
        ("url.template", "/audiences/view"),
        ("error.type", ""),
        ("otel.status_code", ""),
    ]);
    let port = server.url().rsplit(':').next().expect("a port").to_owned();
    for (attempt, count, status, error, failed) in [
        (first, "", "503", "503", "ERROR"),
        (second, "1", "200", "", ""),
    ] {
        assert_eq!((attempt.name, attempt.around), ("attempt", "call"));
        attempt.has(&[
            ("otel.name", "GET /audiences/view"),
            ("otel.kind", "client"),
            ("http.request.method", "GET"),
            ("http.request.resend_count", count),
            ("http.response.status_code", status),
            ("server.address", "127.0.0.1"),
            ("server.port", &port),
            ("url.template", "/audiences/view"),
            ("error.type", error),
            ("otel.status_code", failed),
        ]);
    }
}

#[test]
fn calls_and_attempts_are_spans() {
    a_call_that_is_answered_the_second_time();
    waiting(a_call_that_is_answered_the_second_time);
}

/// Errors have a few names, and a status is its own.
#[test]
fn errors_have_types() {
    let part = |text: &str| Say::Part(text.as_bytes().to_vec());
    let long = "HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n";
    let half = "HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{";
    for (say, call, attempt, status) in [
        (json(404, "{}"), "404", "404", "404"),
        (json(500, "{}"), "500", "500", "500"),
        (answer("302 Found", &[], ""), "redirect", "", "302"),
        (Say::Close, "_OTHER", "_OTHER", ""),
        (Say::Nothing, "timeout", "timeout", ""),
        (Say::Bytes(half.into()), "body", "body", "200"),
        (part(long), "too_large", "too_large", "200"),
    ] {
        let server = Server::new([say.clone()]);
        let client = builder(&server.url()).retry(Retry::never());
        let client = client.timeout(Duration::from_millis(300)).build();
        let client = client.expect("set");
        let spans = spans_of(|| {
            run(client.view_audience("vip").send()).expect_err("a failure");
        });
        let [whole, only] = spans.as_slice() else {
            panic!("{spans:?}")
        };
        whole.has(&[("error.type", call), ("otel.status_code", "ERROR")]);
        only.has(&[
            ("error.type", attempt),
            ("http.response.status_code", status),
        ]);
    }

    let closed = format!("http://{}", nobody());
    for (options, expected) in [
        (CallOptions::new(), ["connect", "connect"].as_slice()),
        (CallOptions::new().header("a b", "c"), &["request"]),
    ] {
        let client = builder(&closed).retry(Retry::never()).build();
        let call = client.expect("set");
        let call = call.view_audience("vip").options(options);
        let spans = spans_of(|| {
            run(call.send()).expect_err("a failure");
        });
        let types = spans.iter().map(|it| it.fields["error.type"].as_str());
        assert!(types.eq(expected.iter().copied()), "{spans:?}");
    }
}

/// A token is fetched for a call, and a stream is a call until it has begun.
#[test]
fn tokens_and_streams_have_spans() {
    let ims = Server::new([json(200, r#"{"access_token":"t-1","expires_in":3600}"#)]);
    let api = Server::new([json(200, "{}")]);
    let token = ClientCredentials::new(ims.url(), "id", "secret");
    let client = generated_client::aep::Client::builder().base_url(api.url());
    let client = client.access_token(token).api_key("k").org_id("o");
    let client = client.sandbox_name("s").build().expect("set");
    let spans = spans_of(|| {
        run(client.get_audience("1").send()).expect("an audience");
    });
    let names: Vec<_> = spans.iter().map(|it| &*it.fields["otel.name"]).collect();
    let expected = ["getAudience", "POST {token_url}", "GET /audiences/{id}"];
    assert_eq!(names, expected);
    assert!(spans[1..].iter().all(|it| it.around == "call"));

    let server = Server::new([answer("418 Teapot", &[], "")]);
    let mut core = CoreBuilder::default();
    core.base_url(server.url());
    let core = core.build(&API).expect("set");
    let spans = spans_of(|| {
        let options = CallOptions::new();
        let stream = core.stream_bytes::<NoBody>("*/*", Request::new(&SAFE), options);
        run(stream).expect_err("a teapot");
    });
    let types: Vec<_> = spans.iter().map(|it| &*it.fields["error.type"]).collect();
    assert_eq!(types, ["418", "418"]);
}

/// C80: neither secrets nor names of what is asked for, whatever the server says.
#[test]
fn c80_spans_show_no_value() {
    for status in ["200 OK", "302 Found", "400 Bad Request", "503 Closed"] {
        for api in APIS {
            let server = Server::new([echoing(api, status, "text/html", &api.secrets.join(" "))]);
            let options = CallOptions::new()
                .header("x-more", CANARY)
                .query("q", CANARY);
            let spans = spans_of(|| {
                (api.call)(&server.url(), options);
            });
            let text = format!("{spans:?}");
            assert!(spans.len() >= 2, "{text}");
            assert!(!text.contains(CANARY) && !text.contains("vip"), "{text}");
        }
    }
}
