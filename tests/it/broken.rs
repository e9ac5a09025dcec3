//! Connections that break before, while and after a request is sent, and what is sent again then. Each test is named after its case.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;

use generated_client::aep;
use generated_client::aep::types::AudienceKey;
use generated_client::batch_cep::errors::RemoveAudienceError;
use generated_client::batch_cep::types::AsyncResponse;
use generated_client::batch_cep::{Client, ClientBuilder};
use generated_client::runtime::plumbing::{CoreBuilder, Request};
use generated_client::runtime::{
    BoxFuture, CallOptions, Clock, Error, NoBody, Octets, Outcome, TransportErrorKind,
};

use crate::fates::{API, UNSAFE, Virtual};
use crate::server::{Connections, Say, Server, answer, nobody, run, waiting};
use crate::wire::{self, json};

fn with_both_transports(test: impl Fn()) {
    test();
    waiting(test);
}

/// It makes up to three attempts, and waits for none.
fn builder(url: impl Into<String>) -> ClientBuilder {
    let builder = Client::builder().base_url(url).clock(Virtual::new(0.5));
    builder.rest_api_key("key-1").project("project-1")
}

/// An operation that may not be repeated.
fn remove(url: impl Into<String>) -> wire::Outcome<AsyncResponse, RemoveAudienceError> {
    let client = builder(url).build().expect("everything is set");
    run(client.remove_audience("vip").send())
}

fn kind<E: std::fmt::Debug>(error: &Error<E>) -> TransportErrorKind {
    match error {
        Error::Transport(failure) => failure.error().kind(),
        other => panic!("{other:?}"),
    }
}

/// An answer that leaves its connection open.
fn say(stream: &mut TcpStream, body: &str) -> bool {
    let head = format!("HTTP/1.1 200 OK\r\nContent-Length: {}\r\n\r\n", body.len());
    stream.write_all((head + body).as_bytes()).is_ok()
}

/// The request has arrived: whether it was carried out, nobody knows. A connection that is closed while there is more to read is reset.
#[test]
fn c20_c24_a_connection_is_reset_when_the_request_is_there() {
    with_both_transports(|| {
        let server = Connections::new(|_, _| false);
        let error = remove(server.url()).expect_err("reset");
        assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Unknown));
        assert_eq!(server.counted(), (1, 1));

        // The same on a connection that was used before.
        let server = Connections::new(|stream, number| number == 0 && say(stream, "{}"));
        let client = builder(server.url()).build().expect("set");
        run(async {
            client.view_audience("vip").send().await.expect("the first");
            let second = client.remove_audience("vip").send().await;
            let error = second.expect_err("reset");
            assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Unknown));
        });
        assert_eq!(server.counted(), (1, 2));
    });
}

/// Nothing was read, but something may have been sent.
#[test]
fn c21_a_new_connection_is_closed_at_once() {
    with_both_transports(|| {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let address = listener.local_addr().expect("bound");
        let accepted = thread::spawn(move || {
            listener.accept().expect("the first");
            listener.set_nonblocking(true).expect("set");
            listener
        });
        let error = remove(format!("http://{address}")).expect_err("closed");
        assert_eq!(error.attempts(), 1);
        assert_ne!(error.outcome(), Outcome::Rejected);
        let listener = accepted.join().expect("no panic");
        assert!(listener.accept().is_err(), "there is no second connection");
    });
}

/// A clock that starts a server where somebody waits.
struct Starting {
    address: SocketAddr,
    server: Arc<Mutex<Option<Server>>>,
}

impl Clock for Starting {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        let server = Server::at(self.address, [json(202, "{}")]);
        *self.server.lock().expect("nobody panics meanwhile") = Some(server);
        Box::pin(std::future::ready(()))
    }
}

#[test]
fn c22_a_server_that_comes_up_is_called_once() {
    with_both_transports(|| {
        let (address, server) = (nobody(), Arc::default());
        let clock = Starting {
            address,
            server: Arc::clone(&server),
        };
        let client = builder(format!("http://{address}")).clock(clock).build();
        let call = client.expect("set");
        let done = run(call.remove_audience("vip").send()).expect("the second time");
        assert_eq!(done.attempts(), 2);
        let server = server.lock().expect("nobody panics meanwhile");
        server.as_ref().expect("there was a wait").only();
    });
}

/// A connection that its server has closed while nobody used it is not used again, and nothing is lost on it.
#[test]
fn c23_a_connection_that_was_closed_meanwhile() {
    with_both_transports(|| {
        let server = Connections::new(|stream, number| {
            // What was sent is read, so that the connection is closed and not reset.
            if number > 0 {
                stream.read_exact(&mut [0; 14]).expect("a body");
            }
            say(stream, "{}");
            false
        });
        let client = builder(server.url()).build().expect("set");
        run(async {
            client.view_audience("vip").send().await.expect("the first");
            for before in 1..10 {
                while server.closed() < before {
                    moment().await;
                }
                // The runtime of the transport, where it has one, hears of it.
                moment().await;
                let sent = client.remove_audience("vip").send().await;
                assert_eq!(sent.expect("a new connection").attempts(), 1);
            }
        });
        assert_eq!(server.counted(), (10, 10));
    });
}

/// Lets others go on.
async fn moment() {
    let moment = Duration::from_millis(1);
    if tokio::runtime::Handle::try_current().is_ok() {
        tokio::time::sleep(moment).await;
    } else {
        thread::sleep(moment);
    }
}

#[test]
fn c25_an_answer_that_does_not_come() {
    with_both_transports(|| {
        let server = Server::new([Say::Nothing]);
        let client = builder(server.url()).timeout(Duration::from_millis(300));
        let client = client.build().expect("set");
        let error = run(client.remove_audience("vip").send()).expect_err("a timeout");
        assert!(error.is_timeout(), "{error:?}");
        assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Unknown));
        server.only();
    });
}

/// Who refuses has done nothing.
#[test]
fn c26_what_was_refused_is_sent_again() {
    let busy = answer("503 Later", &[("Retry-After", "1")], "");
    for refusal in [answer("429 Slow", &[], ""), busy] {
        with_both_transports(|| {
            let server = Server::new([refusal.clone(), json(202, "{}")]);
            assert_eq!(remove(server.url()).expect("accepted").attempts(), 2);
            let bodies: Vec<_> = server.seen().into_iter().map(|it| it.body).collect();
            assert_eq!(bodies, [br#"{"name":"vip"}"#; 2]);
        });
    }
}

/// A POST that the specification says only reads.
#[test]
fn c28_what_only_reads_is_asked_again() {
    with_both_transports(|| {
        let busy = answer("503 Busy", &[], "");
        let server = Server::new([busy, Say::Close, json(207, r#"{"results":{}}"#)]);
        let builder = aep::Client::builder().base_url(server.url());
        let builder = builder.access_token("t").api_key("k").org_id("o");
        let builder = builder.sandbox_name("s").clock(Virtual::new(0.5));
        let client = builder.build().expect("set");
        let found = run(client
            .bulk_get_audiences(vec![AudienceKey::new("1")])
            .send());
        assert_eq!(found.expect("the third time").attempts(), 3);
    });
}

/// A host that says nothing, not even that nobody listens: its queue of connections is full.
#[cfg(target_os = "linux")]
#[test]
fn c30_a_host_that_does_not_answer() {
    let listening = run(async {
        let socket = tokio::net::TcpSocket::new_v4()?;
        socket.bind("127.0.0.1:0".parse().expect("an address"))?;
        // Room for one.
        socket.listen(0)
    });
    let listening = listening.expect("a free port");
    let address = listening.local_addr().expect("bound");
    let short = Duration::from_millis(100);
    let connect = || TcpStream::connect_timeout(&address, short).ok();
    let queued: Vec<TcpStream> = std::iter::from_fn(connect).take(100).collect();
    assert!((1..100).contains(&queued.len()), "{}", queued.len());
    with_both_transports(|| {
        let client = builder(format!("http://{address}")).connect_timeout(short);
        let client = client.build().expect("set");
        let error = run(client.remove_audience("vip").send()).expect_err("silence");
        assert_eq!(kind(&error), TransportErrorKind::ConnectTimeout);
        assert!(error.is_connect() && error.is_timeout(), "{error:?}");
        assert_eq!((error.attempts(), error.outcome()), (3, Outcome::NotSent));
    });
}

/// The rest of an answer does not come: its connection is given up, and what comes late is not the next answer.
#[test]
fn c33_a_body_that_stalls() {
    with_both_transports(|| {
        let server = Connections::new(|stream, number| {
            if number == 0 {
                let half = b"HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n{\"name\":";
                stream.write_all(half).expect("sent");
                // Until the client leaves.
                return stream.read(&mut [0]).is_ok_and(|it| it > 0);
            }
            say(stream, r#"{"name":"next"}"#)
        });
        let client = server.client();
        run(async {
            let options = CallOptions::new().timeout(Duration::from_millis(500));
            let call = client.view_audience("vip").options(options);
            let error = call.send().await.expect_err("a half");
            assert!(error.is_timeout(), "{error:?}");
            assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
            let next = client.view_audience("vip").send().await.expect("whole");
            assert_eq!(next.name.as_deref(), Some("next"));
        });
        assert_eq!(server.counted(), (2, 2));
    });
}

/// A server that reads the head of a request and no more: there is an end to sending.
#[test]
fn c34_a_server_that_stops_reading() {
    with_both_transports(|| {
        // Connections are kept open by not answering, and closed when the test is over.
        let (over, wait) = std::sync::mpsc::channel::<()>();
        let wait = Mutex::new(wait);
        let server = Connections::new(move |_, _| {
            let wait = wait.lock().expect("nobody panics meanwhile");
            wait.recv().is_ok()
        });
        let mut core = CoreBuilder::default();
        core.base_url(server.url());
        core.clock(Virtual::new(0.5));
        core.timeout(Duration::from_millis(500));
        let core = core.build(&API).expect("set");
        // More than there is room for on the way.
        let long = vec![b'x'; 64 << 20];
        for body in [
            Octets::from(long.clone()),
            Octets::read(std::io::Cursor::new(long)),
        ] {
            let mut request = Request::new(&UNSAFE);
            request.bytes("application/octet-stream", body);
            let call = core.empty::<NoBody>(request, CallOptions::new());
            let error = run(call).expect_err("a timeout");
            assert!(error.is_timeout(), "{error:?}");
            assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Unknown));
        }
        assert_eq!(server.counted(), (2, 2));
        drop(over);
    });
}
