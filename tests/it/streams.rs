//! Answers that are read while they arrive: events, values of JSON, bytes, and what goes wrong with them.

use std::collections::VecDeque;
use std::time::Duration;

use bytes::Bytes;
use generated_client::runtime::json::{FaultKind, Raw};
use generated_client::runtime::plumbing::{
    Api, Body, Core, CoreBuilder, Failure, Fault, Method, Operation, Place, Repeat, Request, Scheme,
};
use generated_client::runtime::{
    BoxFuture, ByteStream, CallOptions, Chunks, DecodeProblem, Error, Event, EventStream,
    ItemStream, Limits, NoBody, ReadChunks, Retry, StreamError, Transport, TransportError,
    TransportErrorKind,
};

use crate::server::{Say, Server, answer, run};
use crate::transport::{Canned, response};

static API: Api = Api {
    name: "test",
    servers: &[],
    schemes: &[Scheme {
        name: "key",
        place: Place::Header("x-key"),
    }],
};

static LOOK: Operation = Operation {
    id: "look",
    method: Method::GET,
    path: "/look",
    repeat: Repeat::Safe,
    security: &[&["key"]],
    accept: "application/json",
    server: None,
};

const KEY: &str = "canary-0123456789";

/// Gives a body in pieces of one size.
struct InPieces {
    body: &'static [u8],
    size: usize,
}

struct Pieces(VecDeque<Bytes>);

impl ReadChunks for Pieces {
    fn next(&mut self) -> BoxFuture<'_, Result<Option<Bytes>, TransportError>> {
        Box::pin(async { Ok(self.0.pop_front()) })
    }
}

impl Transport for InPieces {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        Box::pin(async { Ok(response(200, &[], self.body)) })
    }

    fn stream(
        &self,
        _: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Chunks>, TransportError>> {
        let pieces = self.body.chunks(self.size).map(Bytes::from_static);
        let pieces = Pieces(pieces.collect());
        Box::pin(async { Ok(response(200, &[], "").map(|_| Chunks::new(pieces))) })
    }
}

fn core(set: impl FnOnce(&mut CoreBuilder)) -> Core {
    let mut builder = CoreBuilder::default();
    builder.base_url("https://a.test");
    builder.credential("key", KEY);
    set(&mut builder);
    builder.build(&API).expect("everything is set")
}

fn at(server: &Server) -> Core {
    core(|it| it.base_url(server.url()))
}

async fn events<T>(core: &Core) -> Result<EventStream<T>, Error<NoBody>> {
    let options = CallOptions::new().timeout(Duration::from_secs(1));
    core.stream_events("text/event-stream", Request::new(&LOOK), options)
        .await
}

async fn items<T>(core: &Core) -> Result<ItemStream<T>, Error<NoBody>> {
    core.stream_lines(
        "application/x-ndjson",
        Request::new(&LOOK),
        CallOptions::new(),
    )
    .await
}

async fn bytes(core: &Core) -> Result<ByteStream, Error<NoBody>> {
    core.stream_bytes("*/*", Request::new(&LOOK), CallOptions::new())
        .await
}

/// The head of an answer without a length, and the first bytes of its body.
fn head(media_type: &str, rest: &str) -> Vec<u8> {
    let head = "HTTP/1.1 200 OK\r\nConnection: close\r\nX-Request-Id: r-1\r\nContent-Type: ";
    format!("{head}{media_type}\r\n\r\n{rest}").into_bytes()
}

/// Events come as they should, however the text is cut into pieces.
fn check_events(body: &'static str, expected: &[(&str, &str, &str)]) {
    for size in [1, 2, 3, 7, 4096] {
        let body = body.as_bytes();
        let core = core(|it| it.transport(InPieces { body, size }));
        let found = run(async {
            let mut found = Vec::new();
            let mut stream = events::<Event>(&core).await.expect("begun");
            while let Some(event) = stream.try_next().await.expect("whole") {
                found.push(event);
            }
            found
        });
        let found: Vec<(&str, &str, &str)> = found
            .iter()
            .map(|it| (it.kind(), it.data(), it.id()))
            .collect();
        assert_eq!(
            found,
            expected,
            "{:?} by {size}",
            String::from_utf8_lossy(body)
        );
    }
}

/// WHATWG HTML, section 9.2.6: what each text means.
#[test]
fn server_sent_events() {
    check_events("", &[]);
    check_events("data: a\n\n", &[("message", "a", "")]);
    // One space is no part of the value, a further one is.
    check_events(
        "data:a\n\ndata:  a\n\n",
        &[("message", "a", ""), ("message", " a", "")],
    );
    check_events(
        "data: a\r\n\r\ndata: b\r\rdata: c\n\n",
        &[
            ("message", "a", ""),
            ("message", "b", ""),
            ("message", "c", ""),
        ],
    );
    check_events(
        "data: YHOO\ndata: +2\ndata: 10\n\n",
        &[("message", "YHOO\n+2\n10", "")],
    );
    check_events(
        ": comment\n\nevent: add\ndata: 1\nid: 7\n\ndata: 2\n\n",
        &[("add", "1", "7"), ("message", "2", "7")],
    );
    // An empty id resets; one with a NUL is ignored.
    check_events(
        "id: 1\ndata: a\n\nid\ndata: b\n\nid: x\u{0}\ndata: c\n\n",
        &[
            ("message", "a", "1"),
            ("message", "b", ""),
            ("message", "c", ""),
        ],
    );
    // Without data there is no event, with an empty line of it there is; what the end cuts is none.
    check_events(
        "event: x\n\ndata\n\ndata\ndata\n\ndata: cut",
        &[("message", "", ""), ("message", "\n", "")],
    );
    check_events("data: cut\n", &[]);
    check_events(
        "\u{feff}data: a\n\n\u{feff}data: b\n\ndata: c\n\n",
        &[("message", "a", ""), ("message", "c", "")],
    );
    check_events(
        "unknown: x\nDATA: x\ndata : x\ndata: a:b\n\n",
        &[("message", "a:b", "")],
    );
    check_events("data: ä💥\n\n", &[("message", "ä💥", "")]);
}

#[test]
fn the_last_id_and_the_wait_are_known() {
    let body = b"id: 1\nretry: 1500\ndata: a\n\nretry: soon\nid: 2\n\n";
    let core = core(|it| it.transport(InPieces { body, size: 5 }));
    run(async {
        let mut stream = events::<Event>(&core).await.expect("begun");
        assert_eq!((stream.last_event_id(), stream.retry()), ("", None));
        stream.try_next().await.expect("whole").expect("an event");
        let wait = Some(Duration::from_millis(1500));
        assert_eq!((stream.last_event_id(), stream.retry()), ("1", wait));
        assert!(stream.try_next().await.expect("whole").is_none());
        assert_eq!((stream.last_event_id(), stream.retry()), ("2", wait));
    });
}

/// An event is there as soon as it has come, and silence is bounded by the timeout of the call.
#[test]
pub(crate) fn events_do_not_wait_for_the_end() {
    let say = Say::Part(head(
        "text/event-stream; charset=utf-8",
        "data: 1\n\ndata: 2",
    ));
    let server = Server::new([say]);
    run(async {
        let mut stream = events::<i64>(&at(&server)).await.expect("begun");
        assert_eq!(stream.received().request_id(), Some("r-1"));
        assert_eq!(stream.try_next().await.expect("whole"), Some(1));
        let error = stream.try_next().await.expect_err("silence");
        assert!(error.is_timeout(), "{error:?}");
        assert_eq!(
            error.to_string(),
            "look (GET /look), while its answer came: the exchange took too long"
        );
        assert!(stream.try_next().await.expect("over").is_none());
    });
    let seen = server.only();
    assert_eq!(seen.header("accept"), Some("text/event-stream"));
    assert_eq!(seen.header("x-key"), Some(KEY));
}

#[test]
pub(crate) fn slow_pieces_are_put_together() {
    let text = "data: {\"a\":\r\ndata: 1}\r\n\r\ndata: [DONE]\r\n\r\n";
    let mut pieces = vec![head("text/event-stream", "")];
    pieces.extend(text.as_bytes().chunks(9).map(<[u8]>::to_vec));
    let server = Server::new([Say::Pieces(pieces)]);
    run(async {
        let mut stream = events::<Raw>(&at(&server)).await.expect("begun");
        let first = stream.try_next().await.expect("whole").expect("an event");
        assert_eq!(first.as_str().replace('\n', ""), r#"{"a":1}"#);
        assert!(stream.try_next().await.expect("done").is_none());
        assert!(stream.try_next().await.expect("still done").is_none());
    });
}

/// What comes behind the end that a server announces is no part of the stream.
#[test]
fn nothing_comes_behind_done() {
    let body = b"data: 1\n\ndata: [DONE]\n\ndata: 2\n\n";
    let core = core(|it| it.transport(InPieces { body, size: 4096 }));
    run(async {
        let mut stream = events::<i64>(&core).await.expect("begun");
        assert_eq!(stream.try_next().await.expect("whole"), Some(1));
        assert_eq!(stream.try_next().await.expect("done"), None);
        assert_eq!(stream.try_next().await.expect("still done"), None);
    });
}

/// A document may say another word for the end.
#[test]
fn nothing_comes_behind_an_end_of_another_name() {
    let body = b"data: 1\n\ndata: [END]\n\ndata: 2\n\n";
    let core = core(|it| it.transport(InPieces { body, size: 4096 }));
    run(async {
        let mut stream = events::<i64>(&core).await.expect("begun").until("[END]");
        assert_eq!(stream.try_next().await.expect("whole"), Some(1));
        assert_eq!(stream.try_next().await.expect("done"), None);
        assert_eq!(stream.try_next().await.expect("still done"), None);
    });
}

#[test]
pub(crate) fn a_stream_that_is_cut_is_an_error_behind_what_came() {
    let cut = b"HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 99\r\n\r\ndata: 1\n\ndata: 2\n";
    let server = Server::new([Say::Bytes(cut.to_vec())]);
    run(async {
        let mut stream = events::<i64>(&at(&server)).await.expect("begun");
        assert_eq!(stream.try_next().await.expect("whole"), Some(1));
        let error = stream.try_next().await.expect_err("cut");
        let StreamError::Transport(failure) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(failure.error().kind(), TransportErrorKind::Body);
        assert_eq!(error.received().map(|it| it.status().as_u16()), Some(200));
        assert!(!error.to_string().contains("127.0.0.1"), "{error}");
        assert!(stream.try_next().await.expect("over").is_none());
    });
}

#[test]
fn no_event_and_no_value_is_larger_than_the_limit() {
    let small = |body: &'static [u8]| {
        core(|it| {
            it.max_response_bytes(64);
            it.transport(InPieces { body, size: 16 });
        })
    };
    run(async {
        for long in ["data: 1\n\ndata: ", "data: 1\n\n: ", "data: 1\n\nid: "] {
            let body: &'static str = Box::leak(format!("{long}{}", "x".repeat(1000)).into());
            let core = small(body.as_bytes());
            let mut stream = events::<i64>(&core).await.expect("begun");
            assert_eq!(stream.try_next().await.expect("whole"), Some(1));
            let error = stream.try_next().await.expect_err("too large");
            assert!(
                matches!(&error, StreamError::TooLarge(it) if it.limit() == 64),
                "{error:?}"
            );
            assert!(stream.try_next().await.expect("over").is_none());
        }
        let body: &'static str = Box::leak(format!("1\n\"{}", "x".repeat(1000)).into());
        let mut stream = items::<Raw>(&small(body.as_bytes())).await.expect("begun");
        assert_eq!(
            stream
                .try_next()
                .await
                .expect("whole")
                .expect("a value")
                .as_str(),
            "1"
        );
        let error = stream.try_next().await.expect_err("too large");
        assert!(matches!(error, StreamError::TooLarge(_)), "{error:?}");
        // Many small ones are no large one, and bytes are the caller's to count.
        let body: &'static str = Box::leak("data: 1\n\n".repeat(100).into());
        let core = small(body.as_bytes());
        let mut stream = events::<i64>(&core).await.expect("begun");
        let mut count = 0;
        while stream.try_next().await.expect("whole").is_some() {
            count += 1;
        }
        let mut stream = bytes(&core).await.expect("begun");
        let mut length = 0;
        while let Some(chunk) = stream.try_next().await.expect("whole") {
            length += chunk.len();
        }
        assert_eq!((count, length), (100, 900));
    });
}

/// What is not as documented is skipped with an error, which tells no secret.
#[test]
fn an_event_that_is_not_as_documented_does_not_end_the_stream() {
    let text = format!("data: 1\n\nevent: error\ndata: \"{KEY}\"\n\ndata: 3\n\n");
    let server = Server::new([Say::Bytes(head("text/event-stream", &text))]);
    run(async {
        let mut stream = events::<i64>(&at(&server)).await.expect("begun");
        assert_eq!(stream.try_next().await.expect("whole"), Some(1));
        let error = stream.try_next().await.expect_err("a text");
        let StreamError::Decode(decode) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(decode.fault().map(Fault::kind), Some(FaultKind::WrongKind));
        assert_eq!(decode.received().body_text(), format!("\"{KEY}\""));
        for printed in [
            format!("{error}"),
            format!("{error:?}"),
            format!("{stream:?}"),
        ] {
            assert!(!printed.contains("canary"), "{printed}");
        }
        assert_eq!(stream.try_next().await.expect("whole"), Some(3));
    });
}

#[test]
fn values_of_json_one_after_the_other() {
    fn check(media_type: &'static str, body: &'static str, expected: &[i64]) {
        for size in [1, 3, 4096] {
            let body = body.as_bytes();
            let core = core(|it| it.transport(InPieces { body, size }));
            let found = run(async {
                let (request, options) = (Request::new(&LOOK), CallOptions::new());
                let mut stream: ItemStream<i64> = if media_type == "application/json-seq" {
                    core.stream_records::<_, NoBody>(media_type, request, options)
                        .await
                } else {
                    core.stream_lines::<_, NoBody>(media_type, request, options)
                        .await
                }
                .expect("begun");
                let mut found = Vec::new();
                while let Some(value) = stream.try_next().await.expect("whole") {
                    found.push(value);
                }
                found
            });
            assert_eq!(found, expected, "{body:?} by {size}");
        }
    }
    let lines = "application/x-ndjson";
    check(lines, "", &[]);
    check(lines, "1\n2\n", &[1, 2]);
    check(lines, "1\r\n \r\n\n2", &[1, 2]);
    check(lines, "\u{feff}1\n2\n", &[1, 2]);
    check(lines, "\u{feff}1", &[1]);
    let sequence = "application/json-seq";
    check(sequence, "\u{1e}1\n\u{1e}2\n", &[1, 2]);
    check(sequence, "\u{1e}\u{1e}1\u{1e} 2", &[1, 2]);
}

/// A documented failure: its code.
#[derive(Debug, PartialEq)]
struct Code(i64);

impl Failure for Code {
    fn read(status: u16, body: &mut Body<'_>) -> Option<Result<Self, Fault>> {
        (status == 429).then(|| body.json().map(Self))
    }
}

#[test]
pub(crate) fn a_failure_is_read_whole() {
    let json = [("Content-Type", "application/json")];
    let long = "x".repeat(200 * 1024);
    let server = Server::new([
        answer("429 Too Many", &json, "7"),
        answer("500 Oh", &[], &long),
        answer("302 Found", &[("Location", "/there")], ""),
        Say::Part(b"HTTP/1.1 500 Oh\r\nContent-Length: 99\r\n\r\nhalf".to_vec()),
    ]);
    let core = at(&server);
    let call = || {
        let options = CallOptions::new().timeout(Duration::from_millis(300));
        let options = options.retry(Retry::never());
        run(core.stream_bytes::<Code>("*/*", Request::new(&LOOK), options))
    };
    let error = call().expect_err("too many calls");
    assert_eq!(error.typed(), Some(&Code(7)));
    let error = call().expect_err("not documented");
    assert!(
        matches!(&error, Error::Unexpected(it) if it.is_truncated()),
        "{error:?}"
    );
    assert_eq!(error.body().map(Bytes::len), Some(64 * 1024));
    let error = call().expect_err("a redirect");
    assert!(matches!(error, Error::Redirect(_)), "{error:?}");
    let error = call().expect_err("it never ends");
    assert!(error.is_timeout(), "{error:?}");
}

/// C64 of streams: the page of a proxy is neither events nor values.
#[test]
pub(crate) fn a_page_is_no_stream() {
    let html = [("Content-Type", "text/html")];
    let server = Server::new([
        answer("200 OK", &html, "<p>Log in</p>"),
        answer("200 OK", &html, "<p>Log in</p>"),
        answer("200 OK", &html, "<p>Log in</p>"),
    ]);
    let core = at(&server);
    run(async {
        let of_events = events::<Event>(&core).await.expect_err("a page");
        let of_items = items::<Raw>(&core).await.expect_err("a page");
        for error in [of_events, of_items] {
            let Error::Decode(decode) = &error else {
                panic!("{error:?}")
            };
            let page = DecodeProblem::UnexpectedContentType {
                content_type: "text/html".to_owned(),
            };
            assert_eq!(decode.problem(), &page);
            assert!(error.to_string().contains("<p>Log in</p>"), "{error}");
        }
        // A file may be a page.
        let mut stream = bytes(&core).await.expect("begun");
        let file = stream.try_next().await.expect("whole");
        assert_eq!(file.as_deref(), Some(b"<p>Log in</p>".as_slice()));
    });
}

/// A transport that cannot stream serves as well, within its limits.
#[test]
fn a_transport_of_one_method_is_enough() {
    fn two(_: &http::Request<Bytes>) -> http::Response<Bytes> {
        response(
            200,
            &[("content-type", "text/event-stream")],
            "data: 1\n\ndata: 2\n\n",
        )
    }
    let core = core(|it| it.transport(std::sync::Arc::new(Canned::new(two))));
    run(async {
        let mut stream = events::<i64>(&core).await.expect("begun");
        assert_eq!(stream.try_next().await.expect("whole"), Some(1));
        assert_eq!(stream.try_next().await.expect("whole"), Some(2));
        assert!(stream.try_next().await.expect("over").is_none());
    });
}
