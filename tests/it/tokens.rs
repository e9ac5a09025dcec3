//! Tokens that are fetched: once, in time, by one call for all, and once more when a server refuses them.

use std::pin::Pin;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use generated_client::aep;
use generated_client::runtime::{
    AccessToken, BoxFuture, CallOptions, ClientCredentials, Error, Limits, Outcome, RequestError,
    Retry, Token, TokenError, TokenSource, Transport, TransportError,
};

use crate::fates::Virtual;
use crate::server::{Say, Server, answer, run, waiting};
use crate::transport::response;

const CLIENT_SECRET: &str = "canary-client-secret";

type Answer = fn(&http::Request<Bytes>, usize) -> http::Response<Bytes>;

/// A token endpoint and an API; each answer may depend on how many requests there were before at that host.
#[derive(Clone)]
struct Hosts {
    ims: Answer,
    api: Answer,
    seen: Arc<Mutex<Vec<http::Request<Bytes>>>>,
}

impl Hosts {
    fn new(ims: Answer, api: Answer) -> Self {
        let seen = Arc::default();
        Self { ims, api, seen }
    }

    fn seen(&self, host: &str) -> Vec<http::Request<Bytes>> {
        let seen = self.seen.lock().expect("nobody panics meanwhile");
        seen.iter()
            .filter(|it| it.uri().host() == Some(host))
            .cloned()
            .collect()
    }
}

impl Transport for Hosts {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let host = request.uri().host().expect("a host").to_owned();
        let before = self.seen(&host).len();
        let answer = if host == "ims.test" {
            self.ims
        } else {
            self.api
        };
        let response = answer(&request, before);
        self.seen
            .lock()
            .expect("nobody panics meanwhile")
            .push(request);
        Box::pin(std::future::ready(Ok(response)))
    }
}

fn grants(_: &http::Request<Bytes>, before: usize) -> http::Response<Bytes> {
    let body =
        format!(r#"{{"access_token":"token-{before}","token_type":"bearer","expires_in":1000}}"#);
    response(200, &[], body)
}

fn lists(_: &http::Request<Bytes>, _: usize) -> http::Response<Bytes> {
    response(
        200,
        &[("content-type", "application/json")],
        r#"{"children":[]}"#,
    )
}

fn refuses_all(_: &http::Request<Bytes>, _: usize) -> http::Response<Bytes> {
    response(401, &[], "no token-0, no token-1")
}

fn busy_at_first(request: &http::Request<Bytes>, before: usize) -> http::Response<Bytes> {
    if before == 0 {
        response(503, &[], "")
    } else {
        grants(request, before)
    }
}

fn for_ever(_: &http::Request<Bytes>, _: usize) -> http::Response<Bytes> {
    response(
        200,
        &[],
        r#"{"access_token":"t","expires_in":18446744073709551615}"#,
    )
}

fn credentials() -> ClientCredentials {
    ClientCredentials::new("https://ims.test/ims/token/v3", "client 1", CLIENT_SECRET)
        .scope("openid,AdobeID")
}

fn client(hosts: &Hosts, clock: &Virtual, token: impl Into<AccessToken>) -> aep::Client {
    let builder = aep::Client::builder().access_token(token).api_key("key-1");
    let builder = builder
        .org_id("1@AdobeOrg")
        .sandbox_name("prod")
        .base_url("https://api.test");
    builder
        .transport(hosts.clone())
        .clock(clock.clone())
        .build()
        .expect("complete")
}

fn authorization(request: &http::Request<Bytes>) -> &str {
    let value = &request.headers()["authorization"];
    assert!(value.is_sensitive());
    value.to_str().expect("text")
}

#[test]
fn a_token_is_fetched_once_and_replaced_before_it_ends() {
    let hosts = Hosts::new(grants, lists);
    let clock = Virtual::new(0.0);
    let client = client(&hosts, &clock, credentials());
    let list = || run(client.clone().list_audiences().send()).expect("a list");
    list();
    list();
    // A thousand seconds, and a minute less.
    clock.pass(Duration::from_secs(939));
    list();
    clock.pass(Duration::from_secs(1));
    list();
    let asked = hosts.seen("ims.test");
    assert_eq!(asked.len(), 2);
    assert_eq!(asked[0].method(), "POST");
    assert_eq!(asked[0].uri(), "https://ims.test/ims/token/v3");
    assert_eq!(
        asked[0].body(),
        "grant_type=client_credentials&client_id=client%201&client_secret=canary-client-secret&scope=openid%2CAdobeID"
    );
    let calls = hosts.seen("api.test");
    let tokens: Vec<&str> = calls.iter().map(authorization).collect();
    assert_eq!(
        tokens,
        [
            "Bearer token-0",
            "Bearer token-0",
            "Bearer token-0",
            "Bearer token-1"
        ]
    );
    // Neither host gets what is for the other.
    assert!(
        asked
            .iter()
            .all(|it| !it.headers().contains_key("authorization")
                && !it.headers().contains_key("x-api-key"))
    );
    assert!(!format!("{calls:?}").contains(CLIENT_SECRET));
}

#[test]
fn a_token_of_one_call_is_sent_as_it_is() {
    let hosts = Hosts::new(grants, refuses_all);
    let client = client(&hosts, &Virtual::new(0.0), credentials());
    let options = CallOptions::new().header("authorization", "Bearer own");
    let failure = run(client.list_audiences().options(options).send()).expect_err("401");
    assert_eq!(failure.status().map(|it| it.as_u16()), Some(401));
    assert_eq!(hosts.seen("ims.test").len(), 0);
    let calls = hosts.seen("api.test");
    let sent: Vec<_> = calls.iter().map(authorization).collect();
    assert_eq!(sent, ["Bearer own"]);
}

#[test]
fn c10_a_token_that_is_refused_is_replaced_once() {
    fn refuses_the_first(request: &http::Request<Bytes>, before: usize) -> http::Response<Bytes> {
        if request.headers()["authorization"] == "Bearer token-0" {
            return response(401, &[], "");
        }
        lists(request, before)
    }

    let hosts = Hosts::new(grants, refuses_the_first);
    let refused = client(&hosts, &Virtual::new(0.0), credentials());
    let listed = run(refused.list_audiences().send()).expect("with the second");
    assert_eq!(listed.attempts(), 2);
    assert_eq!(
        (hosts.seen("ims.test").len(), hosts.seen("api.test").len()),
        (2, 2)
    );

    let hosts = Hosts::new(grants, refuses_all);
    // A write is sent again as well: it was refused.
    let refused = client(&hosts, &Virtual::new(0.0), credentials());
    let error = run(refused.delete_audience("1").send()).expect_err("refused");
    assert!(
        error.is_unauthorized() && error.outcome() == Outcome::Rejected,
        "{error:?}"
    );
    assert_eq!(
        (hosts.seen("ims.test").len(), hosts.seen("api.test").len()),
        (2, 2)
    );
    let printed = format!("{error} {error:?}");
    assert!(
        !printed.contains("token-0") && !printed.contains("token-1"),
        "{printed}"
    );

    // A token that was given is not replaced.
    let hosts = Hosts::new(grants, refuses_all);
    run(client(&hosts, &Virtual::new(0.0), "given")
        .list_audiences()
        .send())
    .expect_err("refused");
    assert_eq!(
        (hosts.seen("ims.test").len(), hosts.seen("api.test").len()),
        (0, 1)
    );
}

#[test]
fn without_a_token_nothing_is_sent() {
    fn refuses(_: &http::Request<Bytes>, _: usize) -> http::Response<Bytes> {
        response(
            400,
            &[],
            r#"{"error":"invalid_client","error_description":"canary-client-secret"}"#,
        )
    }
    fn is_a_page(_: &http::Request<Bytes>, _: usize) -> http::Response<Bytes> {
        response(200, &[], "<html>")
    }
    fn redirects(_: &http::Request<Bytes>, _: usize) -> http::Response<Bytes> {
        response(302, &[("location", "https://evil.test")], "")
    }
    fn repeats(_: &http::Request<Bytes>, _: usize) -> http::Response<Bytes> {
        response(401, &[], r#"{"error":"canary-client-secret\n is wrong"}"#)
    }

    for (ims, expected) in [
        (refuses as Answer, "the endpoint answers 400 invalid_client"),
        (is_a_page, "the endpoint's answer has none"),
        (redirects, "the endpoint answers 302"),
        (
            repeats,
            "the endpoint answers 401 [redacted]\\u{a} is wrong",
        ),
    ] {
        let hosts = Hosts::new(ims, lists);
        let error = run(client(&hosts, &Virtual::new(0.0), credentials())
            .list_audiences()
            .send())
        .expect_err("no token");
        let Error::Request(failure) = &error else {
            panic!("{error:?}");
        };
        assert!(matches!(failure.error(), RequestError::Token(_)));
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert_eq!(
            error.to_string(),
            format!(
                "listAudiences (GET /audiences): nothing was sent: there is no token: {expected}"
            )
        );
        assert!(!format!("{error:?}").contains("canary"), "{error:?}");
        assert!(hosts.seen("api.test").is_empty() && hosts.seen("evil.test").is_empty());
    }
    let insecure = ClientCredentials::new("http://ims.test/token", "id", CLIENT_SECRET);
    let hosts = Hosts::new(grants, lists);
    run(client(&hosts, &Virtual::new(0.0), insecure)
        .list_audiences()
        .send())
    .expect_err("no TLS");
    assert!(hosts.seen("ims.test").is_empty());
}

#[test]
fn an_endpoint_that_is_busy_is_asked_again() {
    let hosts = Hosts::new(for_ever, lists);
    run(client(&hosts, &Virtual::new(0.0), credentials())
        .list_audiences()
        .send())
    .expect("a list");

    let hosts = Hosts::new(busy_at_first, lists);
    run(client(&hosts, &Virtual::new(0.5), credentials())
        .list_audiences()
        .send())
    .expect("a list");
    assert_eq!(
        (hosts.seen("ims.test").len(), hosts.seen("api.test").len()),
        (2, 1)
    );
}

/// The time of a call is that of its token as well.
#[test]
fn a_token_that_comes_late_is_too_late() {
    for (answers_after, call_sent, api, attempts) in [(9, true, 1, 1), (10, false, 0, 0)] {
        let hosts = Hosts::new(grants, lists);
        let clock = Virtual::new(0.0);
        let source = Late(clock.clone(), Duration::from_secs(answers_after));
        let client = client(&hosts, &clock, AccessToken::from_source(source));
        let options = CallOptions::new().deadline(Duration::from_secs(10));
        let result = run(client.list_audiences().options(options).send());
        assert_eq!(result.is_ok(), call_sent);
        let found = result.map_or_else(|error| error.attempts(), |it| it.attempts());
        assert_eq!((hosts.seen("api.test").len(), found), (api, attempts));
    }
}

/// An endpoint that answers nothing has the time of the call that asks it. Who has more of it asks again.
#[test]
fn a_token_is_waited_for_as_long_as_the_call_lasts() {
    let test = || {
        let tokens = Server::new([Say::Nothing, Say::Nothing]);
        let api = Server::new([]);
        let credentials = ClientCredentials::new(tokens.url(), "id", "secret");
        let client = aep::Client::builder().access_token(credentials);
        let client = client.api_key("k").org_id("o").sandbox_name("s");
        let client = client.base_url(api.url()).build().expect("complete");
        let options = CallOptions::new().deadline(Duration::from_millis(100));
        let error = run(client.list_audiences().options(options).send()).expect_err("no token");
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert!(error.to_string().contains("took too long"), "{error}");
        assert_eq!((tokens.seen().len(), api.seen().len()), (1, 0));
    };
    test();
    waiting(test);
}

/// A source that takes its time.
struct Late(Virtual, Duration);

impl TokenSource for Late {
    fn fetch(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        self.0.pass(self.1);
        Box::pin(std::future::ready(Ok(Token::new("custom"))))
    }
}

/// A source that needs to be polled again, as often as it is asked.
#[derive(Clone, Default)]
struct Slow {
    asked: Arc<AtomicU32>,
    fails: bool,
}

struct Later(bool);

impl Future for Later {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
        if std::mem::replace(&mut self.0, true) {
            return Poll::Ready(());
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }
}

impl TokenSource for Slow {
    fn fetch(&self) -> BoxFuture<'_, Result<Token, TokenError>> {
        self.asked.fetch_add(1, Ordering::Relaxed);
        Box::pin(async {
            Later(false).await;
            if self.fails {
                return Err(TokenError::new("out of order"));
            }
            Ok(Token::new("custom").valid_for(Duration::from_secs(60)))
        })
    }
}

#[test]
fn one_call_fetches_for_all() {
    let hosts = Hosts::new(grants, lists);
    let slow = Slow::default();
    let client = client(
        &hosts,
        &Virtual::new(0.0),
        AccessToken::from_source(slow.clone()),
    );
    let call = || client.list_audiences().send();
    let (a, b, c) = run(async { tokio::join!(call(), call(), call()) });
    assert!(a.is_ok() && b.is_ok() && c.is_ok());
    assert_eq!(slow.asked.load(Ordering::Relaxed), 1);
    assert!(
        hosts
            .seen("api.test")
            .iter()
            .all(|it| authorization(it) == "Bearer custom")
    );
}

#[test]
fn all_who_wait_learn_that_it_failed() {
    let hosts = Hosts::new(grants, lists);
    let slow = Slow {
        fails: true,
        ..Slow::default()
    };
    let client = client(
        &hosts,
        &Virtual::new(0.0),
        AccessToken::from_source(slow.clone()),
    );
    let call = || client.list_audiences().send();
    let (a, b) = run(async { tokio::join!(call(), call()) });
    for error in [a.expect_err("no token"), b.expect_err("no token")] {
        assert!(
            error
                .to_string()
                .ends_with("there is no token: out of order"),
            "{error}"
        );
    }
    assert_eq!(slow.asked.load(Ordering::Relaxed), 1);
    run(call()).expect_err("no token");
    assert_eq!(
        slow.asked.load(Ordering::Relaxed),
        2,
        "the next call asks again"
    );
}

#[test]
fn c71_a_call_that_is_dropped_while_it_fetches_leaves_it_to_the_next() {
    let hosts = Hosts::new(grants, lists);
    let slow = Slow::default();
    let client = client(
        &hosts,
        &Virtual::new(0.0),
        AccessToken::from_source(slow.clone()),
    );
    let mut context = Context::from_waker(Waker::noop());
    let mut first = Box::pin(client.list_audiences().send());
    assert!(first.as_mut().poll(&mut context).is_pending());
    let mut second = Box::pin(client.list_audiences().send());
    assert!(second.as_mut().poll(&mut context).is_pending());
    drop(first);
    run(second).expect("a list");
    assert_eq!(slow.asked.load(Ordering::Relaxed), 2);
}

#[test]
pub(crate) fn a_real_endpoint_grants_a_token() {
    let json = [("Content-Type", "application/json")];
    let ims = Server::new([answer(
        "200 OK",
        &json,
        r#"{"access_token":"t-1","expires_in":"86399"}"#,
    )]);
    let api = Server::new([answer("200 OK", &json, r#"{"children":[]}"#)]);
    let credentials = ClientCredentials::new(format!("{}/token", ims.url()), "id", "secret");
    let builder = aep::Client::builder()
        .access_token(credentials)
        .api_key("key-1");
    let builder = builder
        .org_id("1@AdobeOrg")
        .sandbox_name("prod")
        .base_url(api.url());
    let client = builder.retry(Retry::never()).build().expect("complete");
    run(client.list_audiences().send()).expect("a list");
    assert_eq!(api.only().header("authorization"), Some("Bearer t-1"));
    let asked = ims.only();
    assert_eq!(
        asked.header("content-type"),
        Some("application/x-www-form-urlencoded")
    );
    assert_eq!(
        asked.text(),
        "grant_type=client_credentials&client_id=id&client_secret=secret"
    );
}
