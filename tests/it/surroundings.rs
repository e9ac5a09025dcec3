//! What surrounds calls: names of hosts, proxies, clocks, and clients that are gone before their calls are over.

use std::collections::VecDeque;
use std::env;
use std::process::Command;
use std::sync::{Arc, Mutex};
use std::time::Duration;

use generated_client::batch_cep::errors::ViewAudienceError;
use generated_client::batch_cep::{Client, ClientBuilder};
use generated_client::runtime::plumbing::{CoreBuilder, Request};
use generated_client::runtime::{
    BoxFuture, ByteStream, CallOptions, Clock, Error, NoBody, Outcome, Retry,
};

use crate::fates::{API, Fates, SAFE, Virtual, status};
use crate::server::{Say, Server, answer, nobody, run, waiting};

fn builder(url: impl Into<String>) -> ClientBuilder {
    let builder = Client::builder().base_url(url).retry(Retry::never());
    let builder = builder.rest_api_key("canary-key").project("project-1");
    builder.timeout(Duration::from_secs(5))
}

fn view(url: impl Into<String>) -> Result<(), Error<ViewAudienceError>> {
    let client = builder(url).build().expect("everything is set");
    run(client.view_audience("vip").send()).map(|_| ())
}

fn with_both_transports(test: impl Fn()) {
    test();
    waiting(test);
}

fn found() -> Say {
    let json = [("Content-Type", "application/json")];
    answer("200 OK", &json, r#"{"name":"vip"}"#)
}

/// What was read of an answer stays good, and what is on its way goes on.
#[test]
fn c72_a_stream_outlives_its_client() {
    with_both_transports(|| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\n";
        let server = Server::new([Say::Pieces(vec![head.into(), "a".into(), "bc".into()])]);
        let mut builder = CoreBuilder::default();
        builder.base_url(server.url());
        let core = builder.build(&API).expect("everything is set");
        run(async {
            let (request, options) = (Request::new(&SAFE), CallOptions::new());
            let begun = core.stream_bytes::<NoBody>("*/*", request, options).await;
            let mut stream: ByteStream = begun.expect("begun");
            drop(core);
            let mut bytes = Vec::new();
            while let Some(piece) = stream.try_next().await.expect("whole") {
                bytes.extend_from_slice(&piece);
            }
            assert_eq!(bytes, b"abc");
        });
    });
}

/// Calls end with the runtime that they are on, and nobody waits for them.
#[test]
fn c72_calls_in_flight_end_with_their_runtime() {
    let server = Server::new([Say::Nothing, Say::Nothing, found()]);
    let client = builder(server.url()).build().expect("everything is set");
    run(async {
        for _ in 0..2 {
            let client = client.clone();
            tokio::spawn(async move { client.view_audience("vip").send().await.map(|_| ()) });
        }
        while server.seen().len() < 2 {
            tokio::time::sleep(Duration::from_millis(1)).await;
        }
    });
    run(client.view_audience("vip").send()).expect("the next one");
}

/// C74. A name has several addresses, of which the first may be dead.
#[test]
fn c74_each_address_of_a_host_is_tried() {
    with_both_transports(|| {
        let server = Server::new([found()]);
        let url = server.url().replace("127.0.0.1", "localhost");
        view(url).expect("by the second address, if not the first");
    });
}

/// C74. What failed once is looked up again.
#[test]
fn c74_a_host_that_was_away_is_found_again() {
    with_both_transports(|| {
        let address = nobody();
        let client = builder(format!("http://{address}")).build().expect("set");
        let error = run(client.view_audience("vip").send()).expect_err("nobody");
        assert!(error.is_connect() && error.outcome() == Outcome::NotSent);
        let server = Server::at(address, [found()]);
        run(client.view_audience("vip").send()).expect("an audience");
        server.only();
    });
}

/// Runs a test again in a process with these variables and no others that name proxies. Whether this is that process.
pub(crate) fn is_within(test: &str, variables: &[(&str, &str)]) -> bool {
    const MARK: &str = "TESTS_WITHIN";
    if env::var_os(MARK).is_some() {
        return true;
    }
    let mut command = Command::new(env::current_exe().expect("this program"));
    command.args(["--exact", test]).env(MARK, "1");
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY"] {
        command.env_remove(name);
        command.env_remove(name.to_ascii_lowercase());
    }
    command.envs(variables.iter().copied());
    let output = command.output().expect("it runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(
        output.status.success() && said.contains("1 passed"),
        "{said}"
    );
    false
}

/// C74.
#[test]
fn c74_a_host_that_nobody_knows() {
    if is_within("surroundings::c74_a_host_that_nobody_knows", &[]) {
        with_both_transports(|| {
            // RFC 6761, section 6.4.
            let error = view("https://nobody.invalid").expect_err("nobody");
            assert!(error.is_connect(), "{error:?}");
            assert_eq!(error.outcome(), Outcome::NotSent);
            assert!(!error.to_string().contains("canary"), "{error}");
        });
    }
}

/// C81. A proxy could read what is plain: it gets none of it, whatever the environment says.
#[test]
fn c81_no_proxy_gets_what_is_plain() {
    let proxy = Server::new([]);
    let url = proxy.url();
    let variables = [
        ("HTTP_PROXY", url.as_str()),
        ("http_proxy", &url),
        ("ALL_PROXY", &url),
        ("HTTPS_PROXY", &url),
        ("REQUEST_METHOD", "GET"),
    ];
    if is_within("surroundings::c81_no_proxy_gets_what_is_plain", &variables) {
        with_both_transports(|| {
            let server = Server::new([found()]);
            view(server.url()).expect("an audience");
            server.only();
        });
    } else {
        assert_eq!(proxy.seen().len(), 0);
    }
}

/// C81. A proxy for https is asked for a tunnel and learns nothing else; if it gives none, nothing was sent.
#[test]
fn c81_a_proxy_learns_where_to_and_nothing_else() {
    let refusal = || answer("407 Proxy Authentication Required", &[], "");
    let proxy = Server::new([refusal(), Say::Close, refusal(), Say::Close]);
    let variables = [("HTTPS_PROXY", &*proxy.url())];
    if is_within(
        "surroundings::c81_a_proxy_learns_where_to_and_nothing_else",
        &variables,
    ) {
        with_both_transports(|| {
            for _ in 0..2 {
                let error = view("https://api.example").expect_err("no tunnel");
                assert!(error.is_connect(), "{error:?}");
                assert_eq!(error.outcome(), Outcome::NotSent);
                assert!(!error.to_string().contains("canary"), "{error}");
            }
        });
        return;
    }
    let seen = proxy.seen();
    assert_eq!(seen.len(), 4, "{seen:?}");
    for request in seen {
        assert_eq!(
            (&*request.method, &*request.target),
            ("CONNECT", "api.example:443")
        );
        assert!(!format!("{request:?}").contains("canary"), "{request:?}");
        assert_eq!(request.header("authorization"), None);
    }
}

/// C81.
#[test]
fn c81_hosts_without_a_proxy() {
    let proxy = Server::new([]);
    let variables = [
        ("HTTPS_PROXY", &*proxy.url()),
        ("NO_PROXY", "localhost,127.0.0.1"),
    ];
    if is_within("surroundings::c81_hosts_without_a_proxy", &variables) {
        with_both_transports(|| {
            let server = Server::new([Say::Close]);
            // It is no TLS: that it was asked is what counts.
            let url = server.url().replace("http://", "https://");
            view(url).expect_err("no TLS");
        });
    } else {
        assert_eq!(proxy.seen().len(), 0);
    }
}

/// A clock that says what a test wants it to.
#[derive(Clone)]
struct Jumping(Arc<Mutex<VecDeque<u64>>>);

impl Clock for Jumping {
    fn now(&self) -> Duration {
        let mut times = self.0.lock().expect("nobody panics meanwhile");
        let now = times.pop_front().expect("the last one stays");
        if times.is_empty() {
            times.push_back(now);
        }
        Duration::from_secs(now)
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        assert!(duration <= Duration::from_secs(60), "{duration:?}");
        Box::pin(std::future::ready(()))
    }

    fn chance(&self) -> f64 {
        0.5
    }
}

/// C84. A clock should not jump. If it does, calls end sooner, or take what time is left, and nothing else.
#[test]
fn c84_clocks_that_jump() {
    for (times, sent) in [
        // Back, by more than there was.
        (&[1000, 1000, 0, 0, 500, 0][..], 3),
        (&[1000, 1000, 0], 3),
        // On, beyond every deadline.
        (&[0, 0, u64::MAX / 2], 1),
        (&[u64::MAX, u64::MAX, 0, u64::MAX], 2),
    ] {
        let clock = Virtual::new(0.0);
        let fates = Fates::new(&[status(503)], &clock);
        let mut builder = CoreBuilder::default();
        builder.base_url("https://api.test");
        builder.transport(fates.clone());
        builder.clock(Jumping(Arc::new(Mutex::new(
            times.iter().copied().collect(),
        ))));
        let core = builder.build(&API).expect("everything is set");
        let result = run(core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new()));
        let error = result.expect_err("busy");
        assert_eq!(
            (fates.sent(), error.attempts()),
            (sent, u32::try_from(sent).expect("few"))
        );
    }
}
