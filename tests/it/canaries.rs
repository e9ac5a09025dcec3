//! A secret in every place that a credential can have, over every operation and every way in which a call can fail: it is in nothing that
//! is printed, logged or traced.

use std::fmt::{Debug, Write as _};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated_client::runtime::json::Raw;
use generated_client::runtime::plumbing::{
    Api, Core, CoreBuilder, Operation, Place, Repeat, Request, Scheme,
};
use generated_client::runtime::{CallOptions, ClientCredentials, NoBody, Retry, Secret};
use generated_client::{aep, batch_cep, batch_mep, batch_mep_1_0};
use tracing::field::{Field, Visit};
use tracing::span::{Attributes, Id, Record};
use tracing::{Event, Metadata, Subscriber};

use crate::fates::{Virtual, operation};
use crate::secrets::{APP, APP_ENCODED, CANARY, KEY, PROJECT, TOKEN, nothing_was_logged, printed};
use crate::server::{Say, Server, answer, nobody, run, waiting};
use crate::wire::json;
use crate::{secrets, spans};

const CLIENT_SECRET: &str = "CANARY-client-secret-0123456789";
const ASSERTION: &str = "CANARY-assertion-0123456789";
const PASSWORD: &str = "CANARY-password-0123456789";
/// `user:` and the password, as RFC 7617 sends them.
const PASSWORD_ENCODED: &str = "dXNlcjpDQU5BUlktcGFzc3dvcmQtMDEyMzQ1Njc4OQ==";

/// Where an API is, and where its tokens come from.
pub(crate) struct Hosts {
    pub(crate) api: String,
    pub(crate) tokens: String,
}

/// A call; all that can be printed of it, of its client and of how it ends.
pub(crate) type Call = fn(&Hosts, CallOptions) -> Vec<String>;

/// Operations, and the secrets that they are called with, as a server sees them.
pub(crate) struct Group {
    secrets: &'static [&'static str],
    pub(crate) calls: &'static [(&'static str, Call)],
}

macro_rules! calls {
    ($client:ident: $($call:ident($($argument:expr),*)),* $(,)?) => {
        &[$((stringify!($call), |hosts, options| {
            let client = $client(hosts);
            let call = client.$call($($argument),*).options(options);
            let shown = format!("{call:?}");
            printed((&client, shown), run(call.send()))
        })),*]
    };
}

pub(crate) const GROUPS: &[Group] = &[
    Group {
        secrets: &[KEY, PROJECT],
        calls: calls!(cep:
            create_audience("vip", batch_cep::types::AudienceIdType::CustomIds),
            update_audience("vip", vec![]),
            replace_audience("vip", vec![]),
            remove_audience("vip"),
            view_audience("vip"),
            list_audiences(),
        ),
    },
    Group {
        secrets: &[KEY, APP, APP_ENCODED],
        calls: calls!(mep:
            create_custom_audience("vip"),
            update_custom_audience("vip", vec![]),
            replace_custom_audience("vip", vec![]),
            delete_custom_audience("vip"),
            view_custom_audience("vip"),
            list_custom_audiences(),
        ),
    },
    Group {
        secrets: &[KEY, APP, APP_ENCODED],
        calls: calls!(mep_1_0:
            create_custom_audience("vip", batch_mep_1_0::types::CustomAudienceType::CustomIds),
            update_custom_audience("vip", batch_mep_1_0::types::CustomAudienceType::CustomIds, vec![]),
            replace_custom_audience("vip", vec![]),
            delete_custom_audience("vip"),
            view_custom_audience("vip"),
            list_custom_audiences(),
        ),
    },
    Group {
        secrets: &[KEY, TOKEN],
        calls: calls!(platform:
            list_audiences(),
            create_audience(aep::types::NewAudience::new("vip")),
            get_audience("vip"),
            patch_audience("vip", vec![]),
            put_audience("vip", aep::types::AudienceReplacement::default()),
            delete_audience("vip"),
            bulk_get_audiences(vec![]),
        ),
    },
    Group {
        secrets: &[PASSWORD, PASSWORD_ENCODED],
        calls: &[("basic", |hosts, options| scheme(hosts, options, &BASIC))],
    },
    Group {
        secrets: &[KEY],
        calls: &[
            ("bearer", |hosts, options| scheme(hosts, options, &BEARER)),
            ("header", |hosts, options| scheme(hosts, options, &HEADER)),
            ("query", |hosts, options| scheme(hosts, options, &QUERY)),
            ("cookie", |hosts, options| scheme(hosts, options, &COOKIE)),
            ("parameters", parameters),
        ],
    },
];

fn cep(hosts: &Hosts) -> batch_cep::Client {
    let builder = batch_cep::Client::builder().base_url(&hosts.api);
    let builder = builder.rest_api_key(KEY).project(PROJECT);
    let builder = builder.retry(Retry::new().attempts(2));
    builder.clock(Virtual::new(0.5)).build().expect("set")
}

fn mep(hosts: &Hosts) -> batch_mep::Client {
    let builder = batch_mep::Client::builder().base_url(&hosts.api);
    let builder = builder.rest_api_key(KEY).api_key(APP);
    let builder = builder.retry(Retry::new().attempts(2));
    builder.clock(Virtual::new(0.5)).build().expect("set")
}

fn mep_1_0(hosts: &Hosts) -> batch_mep_1_0::Client {
    let builder = batch_mep_1_0::Client::builder().base_url(&hosts.api);
    let builder = builder.rest_api_key(KEY).api_key(APP);
    let builder = builder.retry(Retry::new().attempts(2));
    builder.clock(Virtual::new(0.5)).build().expect("set")
}

fn platform(hosts: &Hosts) -> aep::Client {
    let tokens = ClientCredentials::new(&hosts.tokens, "client", CLIENT_SECRET);
    let tokens = tokens.parameter("client_assertion", ASSERTION);
    assert!(!leaks(&format!("{tokens:?} {tokens:#?}")));
    let builder = aep::Client::builder().base_url(&hosts.api);
    let builder = builder.access_token(tokens).api_key(KEY);
    let builder = builder.org_id("o").sandbox_name("s");
    let builder = builder.retry(Retry::new().attempts(2));
    builder.clock(Virtual::new(0.5)).build().expect("set")
}

static API: Api = Api {
    name: "test",
    servers: &[],
    schemes: &[
        Scheme {
            name: "bearer",
            place: Place::Bearer,
        },
        Scheme {
            name: "basic",
            place: Place::Basic,
        },
        Scheme {
            name: "header",
            place: Place::Header("x-api-key"),
        },
        Scheme {
            name: "query",
            place: Place::Query("key"),
        },
        Scheme {
            name: "cookie",
            place: Place::Cookie("session"),
        },
    ],
};

const fn proving(security: &'static [&'static [&'static str]]) -> Operation {
    Operation {
        path: "/try/{key}",
        security,
        ..operation(Repeat::Safe)
    }
}

static BEARER: Operation = proving(&[&["bearer"]]);
static BASIC: Operation = proving(&[&["basic"]]);
static HEADER: Operation = proving(&[&["header"]]);
static QUERY: Operation = proving(&[&["query"]]);
static COOKIE: Operation = proving(&[&["cookie"]]);
static OPEN: Operation = proving(&[]);

fn core(hosts: &Hosts) -> Core {
    let mut builder = CoreBuilder::default();
    builder.base_url(&hosts.api);
    builder.clock(Virtual::new(0.5));
    builder.retry(Retry::new().attempts(2));
    builder.bearer("bearer", KEY);
    builder.basic("basic", "user", PASSWORD);
    builder.credential("header", KEY);
    builder.credential("query", KEY);
    builder.credential("cookie", KEY);
    assert!(!leaks(&format!("{builder:?}")));
    builder.build(&API).expect("set")
}

fn scheme(hosts: &Hosts, options: CallOptions, operation: &'static Operation) -> Vec<String> {
    let mut request = Request::new(operation);
    request.path("key", "open");
    let (core, shown) = (core(hosts), format!("{request:?}"));
    printed(
        (&core, shown),
        run(core.json::<Raw, NoBody>(request, options)),
    )
}

/// What is a secret by the type of a parameter.
fn parameters(hosts: &Hosts, options: CallOptions) -> Vec<String> {
    let mut request = Request::new(&OPEN);
    request.path("key", &Secret::from(KEY));
    request.query("key", &Secret::from(KEY));
    request.header("x-key", &Secret::from(KEY));
    request.secret_header("x-token", KEY);
    request.cookie("key", &Secret::from(KEY));
    let (core, shown) = (core(hosts), format!("{request:?}"));
    printed(
        (&core, shown),
        run(core.json::<Raw, NoBody>(request, options)),
    )
}

fn leaks(text: &str) -> bool {
    text.contains(CANARY) || text.contains(PASSWORD_ENCODED)
}

/// Everything that this thread's spans and events say.
#[derive(Clone, Default)]
struct Traced(Arc<Mutex<String>>);

impl Visit for Traced {
    fn record_debug(&mut self, field: &Field, value: &dyn Debug) {
        let mut text = self.0.lock().expect("nobody panics meanwhile");
        let _ = writeln!(text, "{field} {value:?}");
    }
}

impl Subscriber for Traced {
    fn enabled(&self, _: &Metadata<'_>) -> bool {
        true
    }

    fn new_span(&self, attributes: &Attributes<'_>) -> Id {
        attributes.record(&mut self.clone());
        Id::from_u64(1)
    }

    fn record(&self, _: &Id, values: &Record<'_>) {
        values.record(&mut self.clone());
    }

    fn record_follows_from(&self, _: &Id, _: &Id) {}

    fn event(&self, event: &Event<'_>) {
        event.record(&mut self.clone());
    }

    fn enter(&self, _: &Id) {}

    fn exit(&self, _: &Id) {}
}

/// What becomes of a call.
enum Failure {
    /// Nobody listens.
    Refused,
    /// Each attempt gets this.
    Says(Say),
}

/// Every way in which a call can fail, with a server that repeats all that it knows.
fn failures(secrets: &[&str]) -> Vec<Failure> {
    let all = secrets.join(" ");
    let body = format!(
        r#"{{"error":"{all}","error_code":"{all}","error_message":"{all}","message":"{all}","code":"{all}",
        "title":"{all}","name":["{all}"],"children":"{all}","audiences":"{all}","custom_audiences":"{all}","{all}":{{}}}}"#
    );
    let location = format!("https://evil.test/{APP_ENCODED}?key={KEY}");
    let says = |status: &str, content_type: &str| {
        let headers = [
            ("Content-Type", content_type),
            ("Location", &location),
            ("Set-Cookie", &all),
            ("WWW-Authenticate", &all),
            ("X-Request-Id", &all),
            ("X-Echo", &all),
        ];
        answer(status, &headers, &body)
    };
    let raw = |text: String| Say::Bytes(text.into_bytes());
    let mut failures = vec![
        Say::Close,
        Say::Reset,
        Say::Nothing,
        raw(format!("{all}\r\n\r\n")),
        raw(format!(
            "HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n{all}"
        )),
        raw(format!(
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{all}\r\n"
        )),
        raw("HTTP/1.1 200 OK\r\nContent-Length: 99999999999\r\n\r\n".to_owned()),
    ];
    for status in ["200 OK", "500 Oh"] {
        failures.push(says(status, "text/html"));
    }
    for status in [
        "200 OK",
        "302 Found",
        "400 Bad",
        "401 No",
        "403 No",
        "418 Teapot",
        "500 Oh",
        "503 Busy",
    ] {
        failures.push(says(status, "application/json"));
    }
    let mut failures: Vec<Failure> = failures.into_iter().map(Failure::Says).collect();
    failures.push(Failure::Refused);
    failures
}

/// Where a server says this to every call, and to every further attempt.
fn host(failure: &Failure) -> (Option<Server>, String) {
    match failure {
        Failure::Refused => (None, format!("http://{}", nobody())),
        Failure::Says(say) => {
            let server = Server::new(vec![say.clone(); 4]);
            let url = server.url();
            (Some(server), url)
        }
    }
}

pub(crate) fn grants() -> Say {
    json(
        200,
        &format!(r#"{{"access_token":"{TOKEN}","expires_in":3600}}"#),
    )
}

/// Calls, and looks at all that is said.
fn check(name: &str, call: Call, hosts: &Hosts, failure: &Failure) {
    let traced = Traced::default();
    let mut options = CallOptions::new();
    if let Failure::Says(Say::Nothing) = failure {
        options = options.deadline(Duration::from_millis(20));
    }
    let texts = tracing::subscriber::with_default(traced.clone(), || call(hosts, options));
    let traced = traced.0.lock().expect("nobody panics meanwhile");
    assert!(traced.contains("otel.name"), "tracing is deaf: {traced}");
    for text in texts.iter().chain([&*traced]) {
        assert!(!leaks(text), "{name}: {text}");
    }
}

#[test]
fn c80_no_operation_and_no_failure_prints_a_secret() {
    secrets::listen();
    spans::listen();
    let test = || {
        for group in GROUPS {
            for failure in failures(group.secrets) {
                for (name, call) in group.calls {
                    let ((_server, api), tokens) =
                        (host(&failure), Server::new([grants(), grants()]));
                    let tokens = tokens.url();
                    check(name, *call, &Hosts { api, tokens }, &failure);
                }
            }
        }
    };
    test();
    waiting(test);
    nothing_was_logged();
}

/// The same of the endpoint that tokens come from.
#[test]
fn c80_a_token_that_does_not_come_prints_no_secret() {
    secrets::listen();
    spans::listen();
    let test = || {
        for failure in failures(&[CLIENT_SECRET, ASSERTION]) {
            let (_server, tokens) = host(&failure);
            let api = Server::new([]);
            let hosts = Hosts {
                api: api.url(),
                tokens,
            };
            for (name, call) in GROUPS[3].calls {
                check(name, *call, &hosts, &failure);
            }
            assert_eq!(api.seen().len(), 0);
        }
    };
    test();
    waiting(test);
    nothing_was_logged();
}
