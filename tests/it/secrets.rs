//! Nothing that is printed or logged holds a secret: clients, calls, settings, errors of every kind with their sources.
//!
//! Every secret of these tests begins with [`CANARY`]; the servers know all of them and repeat them wherever they can.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::error::Error as _;
use std::fmt::Debug;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, Once};
use std::time::Duration;

use bytes::Bytes;
use generated_client::runtime::plumbing::{Parameter as _, ParameterValue};
use generated_client::runtime::{
    BoxFuture, CallOptions, Error, Limits, Retry, Secret, Transport, TransportError,
    TransportErrorKind,
};
use generated_client::{aep, batch_cep, batch_mep, batch_mep_1_0};

use crate::server::{Say, Server, answer, nobody, run};
use crate::wire::Outcome;

pub(crate) const CANARY: &str = "CANARY";
/// Longer than any excerpt, so that a cut could leave a part of it.
pub(crate) const KEY: &str =
    "CANARY-key+with/odd=characters%and-more-than-an-excerpt-has-room-for-0123456789";
pub(crate) const TOKEN: &str =
    "CANARY-token.eyJhbGciOiJSUzI1NiJ9.as-long-as-tokens-are-0123456789abcdef";
pub(crate) const PROJECT: &str = "CANARY-project";
pub(crate) const APP: &str = "CANARY/app key";
pub(crate) const APP_ENCODED: &str = "CANARY%2Fapp%20key";

/// An API: its name, the secrets that it is called with as a server sees them, and a call.
pub(crate) struct Api {
    name: &'static str,
    pub(crate) secrets: &'static [&'static str],
    pub(crate) call: fn(&str, CallOptions) -> Vec<String>,
}

pub(crate) const APIS: &[Api] = &[
    Api {
        name: "batch_cep",
        secrets: &[KEY, PROJECT],
        call: cep,
    },
    Api {
        name: "batch_mep",
        secrets: &[KEY, APP, APP_ENCODED],
        call: mep,
    },
    Api {
        name: "batch_mep_1_0",
        secrets: &[KEY, APP, APP_ENCODED],
        call: mep_1_0,
    },
    Api {
        name: "aep",
        secrets: &[KEY, TOKEN],
        call: aep,
    },
];

/// Everything that can be printed of an error.
fn printed_error<E: Debug>(error: &Error<E>) -> Vec<String> {
    let mut texts = vec![
        format!("{error}"),
        format!("{error:#}"),
        format!("{error:?}"),
        format!("{error:#?}"),
    ];
    let mut source = error.source();
    while let Some(cause) = source {
        texts.push(format!("{cause}"));
        texts.push(format!("{cause:?}"));
        source = cause.source();
    }
    texts
}

/// The client, the call, and how it ends.
pub(crate) fn printed<T, E: Debug>(
    (client, call): (&impl Debug, String),
    outcome: Outcome<T, E>,
) -> Vec<String> {
    let mut texts = vec![format!("{client:?}"), format!("{client:#?}"), call];
    if let Err(error) = outcome {
        texts.extend(printed_error(&error));
    }
    texts
}

fn cep(url: &str, options: CallOptions) -> Vec<String> {
    let builder = batch_cep::Client::builder()
        .base_url(url)
        .retry(Retry::never());
    let builder = builder.rest_api_key(KEY).project(PROJECT);
    let mut texts = vec![format!("{builder:?}")];
    let client = builder.build().expect("everything is set");
    let call = client
        .view_audience("vip")
        .project(PROJECT)
        .options(options);
    let shown = format!("{call:?}");
    texts.extend(printed((&client, shown), run(call.send())));
    texts
}

fn mep(url: &str, options: CallOptions) -> Vec<String> {
    let builder = batch_mep::Client::builder()
        .base_url(url)
        .retry(Retry::never());
    let builder = builder.rest_api_key(KEY).api_key(APP);
    let mut texts = vec![format!("{builder:?}")];
    let client = builder.build().expect("everything is set");
    let call = client
        .update_custom_audience("vip", vec![])
        .api_key(APP)
        .options(options);
    let shown = format!("{call:?}");
    texts.extend(printed((&client, shown), run(call.send())));
    texts
}

fn mep_1_0(url: &str, options: CallOptions) -> Vec<String> {
    let builder = batch_mep_1_0::Client::builder()
        .base_url(url)
        .retry(Retry::never());
    let builder = builder.rest_api_key(KEY).api_key(APP);
    let mut texts = vec![format!("{builder:?}")];
    let client = builder.build().expect("everything is set");
    let call = client
        .view_custom_audience("vip")
        .api_key(APP)
        .options(options);
    let shown = format!("{call:?}");
    texts.extend(printed((&client, shown), run(call.send())));
    texts
}

fn aep(url: &str, options: CallOptions) -> Vec<String> {
    let builder = aep::Client::builder().base_url(url).retry(Retry::never());
    let builder = builder
        .access_token(TOKEN)
        .api_key(KEY)
        .org_id("o")
        .sandbox_name("s");
    let mut texts = vec![format!("{builder:?}")];
    let client = builder.build().expect("everything is set");
    let call = client.get_audience("a").api_key(KEY).options(options);
    let shown = format!("{call:?}");
    texts.extend(printed((&client, shown), run(call.send())));
    texts
}

/// Everything that the whole process logs, at the most talkative level. It keeps what holds a secret, and counts the rest.
struct Log {
    records: AtomicUsize,
    leaks: Mutex<Vec<String>>,
}

static LOG: Log = Log {
    records: AtomicUsize::new(0),
    leaks: Mutex::new(Vec::new()),
};

impl log::Log for Log {
    /// Two crates put all that is sent to their most talkative level: the client refuses to send while one of them is heard.
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        let target = metadata.target();
        let is_all = metadata.level() == log::Level::Trace && target.starts_with("ureq");
        !is_all || LOUD.get().is_some_and(|loud| target.starts_with(loud))
    }

    fn log(&self, record: &log::Record<'_>) {
        if !self.enabled(record.metadata()) {
            return;
        }
        self.records.fetch_add(1, Ordering::Relaxed);
        let text = format!("{} {}", record.target(), record.args());
        if text.contains(CANARY) {
            self.leaks
                .lock()
                .expect("nobody panics meanwhile")
                .push(text);
        }
    }

    fn flush(&self) {}
}

thread_local! {
    static LOUD: Cell<Option<&'static str>> = const { Cell::new(None) };
}

/// Makes a call while all is logged that a crate says on this thread.
pub(crate) fn logging_all<T>(of: &'static str, call: impl FnOnce() -> T) -> T {
    listen();
    LOUD.set(Some(of));
    let called = call();
    LOUD.set(None);
    called
}

/// Installs the log; each test that makes calls does so first.
pub(crate) fn listen() {
    static ONCE: Once = Once::new();
    ONCE.call_once(|| {
        log::set_logger(&LOG).expect("no other test has a logger");
        log::set_max_level(log::LevelFilter::Trace);
    });
}

/// Nothing logged so far holds a secret; and something was logged, or this would prove nothing.
pub(crate) fn nothing_was_logged() {
    assert!(LOG.records.load(Ordering::Relaxed) > 0, "the log is deaf");
    let leaks = LOG.leaks.lock().expect("nobody panics meanwhile");
    assert!(leaks.is_empty(), "logged: {leaks:#?}");
}

fn has_none(about: &str, texts: &[String]) {
    let leaks: Vec<&String> = texts.iter().filter(|it| it.contains(CANARY)).collect();
    assert!(leaks.is_empty(), "{about}: {leaks:#?}");
}

/// An answer whose headers repeat every secret.
pub(crate) fn echoing(api: &Api, status: &str, content_type: &str, body: &str) -> Say {
    let all = api.secrets.join(" ");
    let location = format!("https://evil.test/{APP_ENCODED}?key={KEY}");
    answer(
        status,
        &[
            ("Content-Type", content_type),
            ("Location", &location),
            ("Set-Cookie", &all),
            ("WWW-Authenticate", &all),
            ("X-Echo", &all),
            ("X-Request-Id", &all),
        ],
        body,
    )
}

/// The secrets in the shapes of the bodies of successes and failures, where text is expected and where it is not.
fn echoing_bodies(api: &Api) -> Vec<String> {
    let shapes: &[fn(&str) -> String] = &[
        |it| format!("the key {it} is wrong"),
        |it| format!("{}{it}", "x".repeat(190)),
        |it| format!(r#"{{"error_message":"{it}","error_code":"{it}"}}"#),
        |it| format!(r#"{{"code":"{it}","message":"{it}"}}"#),
        |it| format!(r#"{{"error_code":"{it}","message":"{it}"}}"#),
        |it| format!(r#"{{"errors":{{"{it}":"{it}"}},"title":"{it}"}}"#),
        |it| format!(r#"{{"nb_ids":"{it}","creationTime":"{it}"}}"#),
        |it| format!(r#"{{"nb_ids":"{}{it}"}}"#, "x".repeat(30)),
        |it| format!(r#"{{"audienceMeta":{{"{it}":nope}},"indexing_token":{{"{it}":1}}}}"#),
        |it| format!(r#"["{it}"]"#),
        // The forms in which a server may write it: each JSON writer escapes as it likes, and so does each encoder of URLs.
        |it| format!(r#"{{"error":"{}"}}"#, it.replace('/', "\\/")),
        |it| {
            format!(
                r#"{{"error":"{}"}}"#,
                it.replace('/', "\\u002F").replace('=', "\\u003d")
            )
        },
        |it| {
            format!(
                r#"{{"error":"{}"}}"#,
                it.replace('C', "\\u0043").replace('+', "%2b")
            )
        },
        |it| {
            it.replace("%a", "%25a")
                .replace('/', "%2f")
                .replace('+', "%2B")
                .replace('=', "%3d")
        },
        |it| format!(r#"{{"name":"{it}","name":"{it}","indexing_token":"{it} \\x {it}"}}"#),
        |it| format!(r#"{{"indexing_token":"x {it} \\x {it}"}}"#),
    ];
    let bodies = shapes
        .iter()
        .flat_map(|shape| api.secrets.iter().map(|it| shape(it)));
    bodies.collect()
}

#[test]
pub(crate) fn c80_answers_that_repeat_secrets_do_not_get_them_printed() {
    listen();
    for status in [
        "200 OK",
        "302 Found",
        "400 Bad Request",
        "418 Teapot",
        "503 Closed",
    ] {
        for content_type in ["application/json", "text/html"] {
            for api in APIS {
                for body in echoing_bodies(api) {
                    let server = Server::new([echoing(api, status, content_type, &body)]);
                    let about = format!("{} {status} {content_type} {body}", api.name);
                    has_none(&about, &(api.call)(&server.url(), CallOptions::new()));
                    assert_eq!(server.seen().len(), 1);
                }
            }
        }
    }
    nothing_was_logged();
}

#[test]
pub(crate) fn c80_exchanges_that_fail_print_no_secret() {
    listen();
    let broken = |text: &str| Say::Bytes(text.replace('\n', "\r\n").into_bytes());
    for say in [
        Say::Close,
        broken(&format!("{KEY} {APP_ENCODED}\n\n")),
        broken(&format!("HTTP/1.1 200 OK\n{KEY}: {KEY}\n\n")),
        broken(&format!("HTTP/1.1 200 OK\nContent-Length: {KEY}\n\n")),
        broken(&format!("HTTP/1.1 200 OK\nContent-Length: 999\n\n{KEY}")),
        broken(&format!(
            "HTTP/1.1 200 OK\nTransfer-Encoding: chunked\n\n{KEY}\n{KEY}\n"
        )),
        broken("HTTP/1.1 200 OK\nContent-Length: 99999999999\n\n"),
    ] {
        for api in APIS {
            let server = Server::new([say.clone()]);
            let about = format!("{} {say:?}", api.name);
            has_none(&about, &(api.call)(&server.url(), CallOptions::new()));
            assert_eq!(server.seen().len(), 1);
        }
    }
    for api in APIS {
        let server = Server::new([Say::Nothing]);
        let options = CallOptions::new().timeout(Duration::from_millis(50));
        has_none(api.name, &(api.call)(&server.url(), options));
    }
    let closed = format!("http://{}", nobody());
    for api in APIS {
        has_none(api.name, &(api.call)(&closed, CallOptions::new()));
    }
    nothing_was_logged();
}

#[test]
pub(crate) fn c80_requests_that_cannot_be_sent_print_no_secret() {
    listen();
    let server = Server::new([]);
    let odd = format!("{KEY}\r\n{TOKEN}");
    for options in [
        CallOptions::new().header("x-extra", odd.as_str()),
        CallOptions::new()
            .header("x-extra", KEY)
            .header("x extra", KEY),
        CallOptions::new().query("key", KEY.repeat(1_000)),
    ] {
        for api in APIS {
            has_none(api.name, &(api.call)(&server.url(), options.clone()));
        }
    }
    assert_eq!(server.seen().len(), 0);

    let client = batch_mep::Client::builder()
        .rest_api_key(KEY)
        .api_key("..")
        .build();
    let client = client.expect("everything is set");
    let error = run(client
        .delete_custom_audience(".")
        .api_key(odd.as_str())
        .send());
    has_none("an odd segment", &printed_error(&error.expect_err("a dot")));
}

#[test]
fn c80_settings_print_no_secret() {
    let builder = || batch_cep::Client::builder().project(PROJECT);
    for built in [
        builder().rest_api_key(format!("{KEY}\n")).build(),
        builder()
            .rest_api_key(KEY)
            .base_url(format!("https://u:{KEY}@h.test"))
            .build(),
        builder()
            .rest_api_key(KEY)
            .base_url(format!("https://h.test?k={KEY}"))
            .build(),
        builder()
            .rest_api_key(KEY)
            .base_url(format!("http://{TOKEN}"))
            .build(),
        builder()
            .rest_api_key(KEY)
            .version(format!("../{TOKEN}"))
            .build(),
    ] {
        let error = built.expect_err("a wrong setting");
        has_none("a setting", &[format!("{error} {error:?} {error:#?}")]);
    }
    let secret = Secret::from(KEY);
    assert_eq!(format!("{secret:?}"), "[redacted]");
    assert_eq!(secret.expose(), KEY);
}

/// What one call adds is a secret if its name says so.
#[test]
pub(crate) fn c80_options_are_kept_out_of_errors() {
    let options = CallOptions::new()
        .header("Authorization", format!("Bearer {TOKEN}"))
        .header("Cookie", format!("a=b; sid={KEY}"))
        .query("api_key", APP);
    for echo in [TOKEN, KEY, APP, APP_ENCODED] {
        let server = Server::new([answer("418 Teapot", &[("X-Request-Id", echo)], echo)]);
        let builder = batch_cep::Client::builder()
            .base_url(server.url())
            .retry(Retry::never());
        let client = builder.rest_api_key("rest-key").project("p").build();
        let client = client.expect("everything is set");
        let outcome = run(client.view_audience("vip").options(options.clone()).send());
        has_none(echo, &printed_error(&outcome.expect_err("a teapot")));
    }
}

/// Short secrets are in every other word.
#[test]
fn short_secrets_do_not_garble_messages() {
    let says = |key: &str, body: &str| {
        let server = Server::new([answer("418 Teapot", &[], body)]);
        let builder = batch_cep::Client::builder()
            .base_url(server.url())
            .retry(Retry::never());
        let client = builder.rest_api_key(key).project("p").build().expect("set");
        let error = run(client.view_audience("vip").send()).expect_err("a teapot");
        error.to_string()
    };
    assert!(says("p", "empty").ends_with(": empty"));
    assert!(says("empt", "empty").ends_with(": empty"));
    assert!(says("empty", "not empty").ends_with(": not [redacted]"));
    assert!(says("key-12", "key-123 key-12").ends_with(": key-123 [redacted]"));
    assert!(says("key-12345", "akey-123456").ends_with(": a[redacted]6"));
}

/// A transport's error is cut when it is printed, and not in the middle of a secret before.
#[test]
fn errors_of_transports_print_no_secret() {
    struct Leaky;
    impl Transport for Leaky {
        fn send(
            &self,
            _: http::Request<Bytes>,
            _: Limits,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            let message = format!("{}{KEY}", "x".repeat(190));
            let (mut head, ()) = http::Response::new(()).into_parts();
            let value = KEY.parse().expect("a header");
            head.headers.insert("x-echo", value);
            let error = TransportError::new(TransportErrorKind::Body, &message);
            Box::pin(async { Err(error.with_head(head)) })
        }
    }
    let builder = batch_cep::Client::builder().rest_api_key(KEY).project("p");
    let client = builder.transport(Leaky).build().expect("set");
    let error = run(client.view_audience("vip").send()).expect_err("broken");
    has_none("a transport", &printed_error(&error));
    let Error::Transport(failure) = &error else {
        panic!("{error:?}")
    };
    let head = failure.error().head().expect("an answer had begun");
    assert!(head.headers["x-echo"].is_sensitive());
}

#[test]
fn parameters_keep_their_secrets() {
    let list = vec![Secret::from(KEY)];
    let map = BTreeMap::from([("k".to_owned(), list.clone())]);
    for value in [list.value(), map.value()] {
        let ParameterValue::Guarded(_, secrets) = &value else {
            panic!("the secrets are lost")
        };
        assert_eq!(secrets.as_slice(), [&list[0]]);
    }
}
