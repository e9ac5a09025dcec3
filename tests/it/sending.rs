//! Bodies of requests that are read while they are sent: as they arrive, and what becomes of those that cannot be read again.

use std::fs;
use std::io::{self, Cursor, Read};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use bytes::Bytes;
use generated_client::runtime::plumbing::{
    Api, Core, CoreBuilder, Method, Operation, Place, Repeat, Request, Scheme,
};
use generated_client::runtime::{
    BoxFuture, CallOptions, ClientCredentials, Error, FormParts, Limits, NoBody, Octets, Outcome,
    Part, Transport, TransportError, TransportErrorKind,
};

use crate::fates::Virtual;
use crate::server::{Say, Seen, Server, answer, nobody, run, waiting};
use crate::transport::{Canned, response};

static API: Api = Api {
    name: "test",
    servers: &[],
    schemes: &[Scheme {
        name: "token",
        place: Place::Bearer,
    }],
};

const fn operation(repeat: Repeat) -> Operation {
    Operation {
        id: "put",
        method: Method::PUT,
        path: "/put",
        repeat,
        security: &[&["token"]],
        accept: "",
        server: None,
    }
}

static PUT: Operation = operation(Repeat::Idempotent);
static ADD: Operation = operation(Repeat::Unsafe);

const STREAM: &str = "application/octet-stream";

fn core(url: String, set: impl FnOnce(&mut CoreBuilder)) -> Core {
    let mut builder = CoreBuilder::default();
    builder.base_url(url);
    builder.clock(Virtual::new(0.0));
    builder.bearer("token", "canary-token-0");
    set(&mut builder);
    builder.build(&API).expect("everything is set")
}

fn put(core: &Core, body: impl Into<Octets>) -> Result<u32, Error<NoBody>> {
    send(core, &PUT, |request| request.bytes(STREAM, body))
}

/// How often it was sent.
fn send(
    core: &Core,
    operation: &'static Operation,
    fill: impl FnOnce(&mut Request),
) -> Result<u32, Error<NoBody>> {
    let mut request = Request::new(operation);
    fill(&mut request);
    run(core.empty(request, CallOptions::new())).map(|it| it.attempts())
}

fn done() -> Say {
    answer("204 Done", &[], "")
}

fn busy() -> Say {
    answer("503 Busy", &[], "")
}

fn arrived(body: impl Into<Octets>) -> Seen {
    let server = Server::new([done()]);
    put(&core(server.url(), |_| {}), body).expect("sent");
    server.only()
}

/// More than is read at once.
fn long() -> Vec<u8> {
    (0..300_000_u32).flat_map(u32::to_be_bytes).collect()
}

fn with_both_transports(test: impl Fn()) {
    test();
    waiting(test);
}

/// A reader that cannot be asked for its length.
fn reader(bytes: Vec<u8>) -> impl Read + Send {
    Cursor::new(bytes)
}

#[test]
fn what_is_read_while_it_is_sent_arrives_whole() {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join("long");
    fs::write(&path, long()).expect("written");
    with_both_transports(|| {
        let length = long().len().to_string();
        let file = Octets::file(&path).expect("a file");
        let measured = Octets::read(reader(long())).with_length(1_200_000);
        for body in [file, measured] {
            let seen = arrived(body);
            assert_eq!(seen.header("content-length"), Some(length.as_str()));
            assert_eq!(seen.header("transfer-encoding"), None);
            assert_eq!(seen.header("content-type"), Some(STREAM));
            assert!(seen.body == long());
        }
        let tasks = AlwaysReady(Cursor::new(long()));
        for body in [Octets::read(reader(long())), Octets::async_read(tasks)] {
            let seen = arrived(body);
            assert_eq!(seen.header("content-length"), None);
            assert_eq!(seen.header("transfer-encoding"), Some("chunked"));
            assert!(seen.body == long());
        }
        let nothing = arrived(Octets::read(io::empty()).with_length(0));
        assert_eq!(nothing.header("content-length"), Some("0"));
        assert_eq!(arrived(Octets::read(io::empty())).body, b"");
    });
    Octets::file(folder.path().join("missing")).expect_err("no file");
}

/// A reader of tokio's that is always ready.
struct AlwaysReady(Cursor<Vec<u8>>);

impl tokio::io::AsyncRead for AlwaysReady {
    fn poll_read(
        mut self: std::pin::Pin<&mut Self>,
        _: &mut std::task::Context<'_>,
        buffer: &mut tokio::io::ReadBuf<'_>,
    ) -> std::task::Poll<io::Result<()>> {
        let length = self.0.read(buffer.initialize_unfilled())?;
        buffer.advance(length);
        std::task::Poll::Ready(Ok(()))
    }
}

#[test]
fn parts_of_a_form_may_be_read_while_they_are_sent() {
    with_both_transports(|| {
        for is_measured in [true, false] {
            let mut file = Octets::read(reader(b"moo".to_vec()));
            if is_measured {
                file = file.with_length(3);
            }
            let form = FormParts::new()
                .part("name", "cow")
                .part("sound", Part::file("cow.txt", file).content_type("text/x"))
                .part("end", "!");
            let server = Server::new([done()]);
            let sent = send(&core(server.url(), |_| {}), &PUT, |request| {
                request.multipart("multipart/form-data", &[], &form);
            });
            sent.expect("sent");
            let seen = server.only();
            let media_type = seen.header("content-type").expect("a media type");
            let (_, boundary) = media_type.split_once("boundary=").expect("a boundary");
            let expected = [
                "--B\r\nContent-Disposition: form-data; name=\"name\"\r\n\r\ncow\r\n",
                "--B\r\nContent-Disposition: form-data; name=\"sound\"; filename=\"cow.txt\"\r\n",
                "Content-Type: text/x\r\n\r\nmoo\r\n",
                "--B\r\nContent-Disposition: form-data; name=\"end\"\r\n\r\n!\r\n--B--\r\n",
            ];
            assert_eq!(
                seen.text(),
                expected.concat().replace("--B", &format!("--{boundary}"))
            );
            let length = is_measured.then(|| seen.body.len().to_string());
            assert_eq!(seen.header("content-length"), length.as_deref());
        }
    });
}

#[test]
fn what_can_be_read_again_is_sent_again_and_nothing_else() {
    let again = || Octets::repeatable(|| Ok(Pieces(vec!["b", "a"])));
    let once = || Octets::chunks(Pieces(vec!["b", "a"]));
    with_both_transports(|| {
        let server = Server::new([busy(), Say::Close, done()]);
        let attempts = put(&core(server.url(), |_| {}), again());
        assert_eq!(attempts.expect("in the end"), 3);
        let bodies: Vec<_> = server.seen().into_iter().map(|it| it.body).collect();
        assert_eq!(bodies, [b"ab"; 3]);

        for (first, outcome) in [
            (busy(), Outcome::Unknown),
            (Say::Close, Outcome::Unknown),
            (answer("429 Slow", &[], ""), Outcome::Rejected),
        ] {
            let server = Server::new([first, done()]);
            let error = put(&core(server.url(), |_| {}), once()).expect_err("once");
            assert_eq!((error.attempts(), error.outcome()), (1, outcome));
            assert_eq!(server.only().text(), "ab");
        }
        // Nor by a second call with the same source.
        let server = Server::new([done(), done()]);
        let (core, body) = (core(server.url(), |_| {}), once());
        put(&core, body.clone()).expect("sent");
        let error = put(&core, body).expect_err("read before");
        assert!(
            error
                .to_string()
                .ends_with("cannot be read: it was read before"),
            "{error}"
        );
    });
}

/// Where there was no connection nothing was read.
#[test]
fn c22_what_was_not_begun_may_be_sent_later() {
    with_both_transports(|| {
        let url = format!("http://{}", nobody());
        let body = Octets::chunks(Pieces(vec!["a"]));
        let error = send(&core(url, |_| {}), &ADD, |request| {
            request.bytes(STREAM, body.clone());
        })
        .expect_err("nobody is there");
        assert_eq!((error.attempts(), error.outcome()), (3, Outcome::NotSent));
        assert_eq!(arrived(body).text(), "a");
    });
}

/// The second try with another token is no exception.
#[test]
fn c10_a_token_that_is_refused_is_replaced_where_the_body_can_be_had_again() {
    let grant = |token| {
        let body = format!(r#"{{"access_token":"{token}","expires_in":86399}}"#);
        answer("200 OK", &[("Content-Type", "application/json")], &body)
    };
    with_both_transports(|| {
        let again = Octets::repeatable(|| Ok(Pieces(vec!["a"])));
        for (body, sent) in [(again, 2), (Octets::chunks(Pieces(vec!["a"])), 1)] {
            let tokens = Server::new([grant("t-1"), grant("t-2")]);
            let server = Server::new([answer("401 No", &[], ""), done()]);
            let from = ClientCredentials::new(format!("{}/token", tokens.url()), "id", "secret");
            let result = put(&core(server.url(), |it| it.bearer("token", from)), body);
            assert_eq!(result.is_ok(), sent == 2, "{result:?}");
            let bodies: Vec<_> = server.seen().into_iter().map(|it| it.body).collect();
            assert_eq!(bodies, vec![b"a"; sent]);
        }
    });
}

#[test]
fn what_cannot_be_read_ends_the_call() {
    with_both_transports(|| {
        let short = || Octets::chunks(Pieces(vec!["a"]));
        for (body, why) in [
            (
                short().with_length(3),
                "it is 2 bytes shorter than was said",
            ),
            (
                Octets::chunks(Pieces(vec!["c", "b", "a"])).with_length(2),
                "it is longer than was said",
            ),
            (
                Octets::read(Broken),
                "the exchange failed: the disk is gone",
            ),
            (
                Octets::repeatable(|| -> io::Result<Pieces> { Err(io::Error::other("no file")) }),
                "no file",
            ),
        ] {
            let server = Server::new([done()]);
            let error = put(&core(server.url(), |_| {}), body).expect_err("broken");
            let Error::Transport(failure) = &error else {
                panic!("{error:?}")
            };
            assert_eq!(failure.error().kind(), TransportErrorKind::Canceled);
            assert_eq!((error.attempts(), error.outcome()), (1, Outcome::Unknown));
            let text = error.to_string();
            assert!(text.ends_with(&format!("cannot be read: {why}")), "{text}");
        }
    });
}

/// What was wrong with one call is not wrong with the next.
#[test]
fn a_source_that_can_be_opened_again_has_no_past() {
    with_both_transports(|| {
        let opened = AtomicUsize::new(0);
        let body = Octets::repeatable(move || {
            let is_first = opened.fetch_add(1, Ordering::Relaxed) == 0;
            let pieces = if is_first { vec!["a", "b"] } else { vec!["a"] };
            Ok(Pieces(pieces))
        });
        let body = body.with_length(1);
        let server = Server::new([Say::Nothing, done()]);
        let core = core(server.url(), |_| {});
        put(&core, body.clone()).expect_err("too long");
        put(&core, body).expect("as long as was said");
    });
}

/// A transport that needs the bytes gets them, as often as it likes.
#[test]
fn a_transport_that_cannot_read_gets_bytes() {
    fn done(_: &http::Request<Bytes>) -> http::Response<Bytes> {
        response(204, &[], "")
    }
    let canned = Canned::new(done);
    let url = "https://api.test".to_owned();
    let core = core(url, |it| it.transport(canned.clone()));
    put(&core, Octets::chunks(Pieces(vec!["b", "a"]))).expect("sent");
    let error = put(&core, Octets::read(Broken)).expect_err("broken");
    assert_eq!(error.outcome(), Outcome::NotSent);
    let seen = canned.seen();
    assert_eq!(seen.len(), 1);
    assert_eq!(seen[0].0.body(), "ab");
}

/// A transport of one's own that reads.
#[test]
fn a_transport_of_ones_own_may_read_what_it_sends() {
    #[derive(Clone, Default)]
    struct Reads {
        read: Arc<Mutex<Vec<u8>>>,
        attempts: Arc<AtomicUsize>,
    }

    impl Transport for Reads {
        fn send(
            &self,
            mut request: http::Request<Bytes>,
            _: Limits,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            Box::pin(async move {
                if self.attempts.fetch_add(1, Ordering::Relaxed) == 0 {
                    return Err(TransportError::new(TransportErrorKind::Connect, ""));
                }
                let source = request.extensions_mut().remove::<Octets>();
                let mut chunks = source.expect("a source").open();
                while let Some(chunk) = chunks.next().await? {
                    self.read.lock().expect("nobody panics").extend(chunk);
                }
                Ok(response(204, &[], ""))
            })
        }

        fn takes_sources(&self) -> bool {
            true
        }
    }

    let reads = Reads::default();
    let url = "https://api.test".to_owned();
    let core = core(url, |it| it.transport(Arc::new(reads.clone())));
    let attempts = put(&core, Octets::chunks(Pieces(vec!["b", "a"])));
    assert_eq!(attempts.expect("the second time"), 2);
    assert_eq!(*reads.read.lock().expect("nobody panics"), b"ab");
}

/// Whoever answers before all was sent is heard.
#[test]
fn c70_a_refusal_while_a_body_is_sent_is_seen() {
    let says = b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\nConnection: close\r\n\r\nno!";
    let body = vec![b'x'; 10 * 1024 * 1024];
    with_both_transports(|| {
        let source = Octets::read(reader(body.clone()));
        for body in [Octets::from(body.clone()), source] {
            let server = Server::new([Say::Early(says.to_vec())]);
            let error = put(&core(server.url(), |_| {}), body).expect_err("too large");
            assert_eq!(error.status().map(|it| it.as_u16()), Some(413), "{error:?}");
            assert_eq!(error.body_text(), "no!");
            assert_eq!(error.outcome(), Outcome::Rejected);
        }
    });
}

#[test]
fn what_is_sent_is_not_printed() {
    let secret = Octets::from("canary");
    assert_eq!(format!("{secret:?}"), "Octets { length: Some(6), .. }");
    assert_eq!(secret, Octets::from(b"canary"));
    assert_ne!(secret, Octets::read(io::empty()));
}

/// The last one first.
struct Pieces(Vec<&'static str>);

impl generated_client::runtime::ReadChunks for Pieces {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async { Ok(self.0.pop().map(Bytes::from)) })
    }
}

struct Broken;

impl Read for Broken {
    fn read(&mut self, _: &mut [u8]) -> io::Result<usize> {
        Err(io::Error::other("the disk is gone"))
    }
}
