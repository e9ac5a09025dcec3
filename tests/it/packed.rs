//! Bodies that come packed: nobody asks for them unless told to, what cannot be unpacked is no garbage, and bombs do not go off.

use std::io::Write as _;
use std::sync::LazyLock;

use bytes::Bytes;
use flate2::Compression;
use flate2::write::GzEncoder;
use generated_client::batch_cep::Client;
use generated_client::runtime::json::{FaultKind, Raw};
use generated_client::runtime::plumbing::{Core, CoreBuilder, Fault, Request};
use generated_client::runtime::{
    ByteStream, CallOptions, Error, EventStream, NoBody, Response, StreamError, TransportErrorKind,
};

use crate::fates::{API, SAFE};
use crate::server::{Say, Server, answer, run, waiting};

const LIMIT: usize = 64 * 1024;

pub(crate) fn gzip(bytes: &[u8]) -> Vec<u8> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
    encoder.write_all(bytes).expect("in memory");
    encoder.finish().expect("in memory")
}

/// An answer of a status with a body that is said to be packed.
pub(crate) fn packed(status: &str, coding: &str, body: &[u8]) -> Say {
    let mut bytes = format!(
        "HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Encoding: {coding}\r\n\
         Connection: close\r\nContent-Length: {}\r\n\r\n",
        body.len()
    )
    .into_bytes();
    bytes.extend_from_slice(body);
    Say::Bytes(bytes)
}

/// 8 MiB of zeros in 8 KiB, and that 32 times: 256 MiB.
pub(crate) static BOMB: LazyLock<Vec<u8>> =
    LazyLock::new(|| gzip(&vec![b'0'; 8 * 1024 * 1024]).repeat(32));

fn core(server: &Server) -> Core {
    let mut builder = CoreBuilder::default();
    builder.base_url(server.url());
    builder.max_response_bytes(LIMIT);
    builder.build(&API).expect("everything is set")
}

fn json(say: Say) -> Result<Response<Raw>, Error<NoBody>> {
    let server = Server::new([say]);
    run(core(&server).json(Request::new(&SAFE), CallOptions::new()))
}

fn with_both_transports(test: impl Fn()) {
    test();
    waiting(test);
}

#[test]
fn nobody_asks_for_packed_answers_unless_told_to() {
    with_both_transports(|| {
        for is_told in [false, true] {
            let server = Server::new([packed("200 OK", "gzip", &gzip(b"{}"))]);
            let builder = Client::builder().base_url(server.url());
            let builder = builder.rest_api_key("key-1").project("project-1");
            let builder = if is_told { builder.gzip() } else { builder };
            let client = builder.build().expect("everything is set");
            run(client.view_audience("vip").send()).expect("an audience");
            let asked = is_told.then_some("gzip");
            assert_eq!(server.only().header("accept-encoding"), asked);
        }
    });
}

#[test]
fn what_is_packed_is_read_as_what_it_was() {
    with_both_transports(|| {
        for coding in ["gzip", "x-gzip", " GZip "] {
            let response = json(packed("200 OK", coding, &gzip(b"[1]"))).expect("a list");
            assert_eq!(response.as_str(), "[1]");
            assert_eq!(response.headers().get("content-encoding"), None);
            assert_eq!(response.headers().get("content-length"), None);
        }
        for coding in ["identity", "UTF-8", "none", ""] {
            json(packed("200 OK", coding, b"[1]")).expect("it is not packed");
        }
        // Several members are one body (RFC 1952, section 2.2).
        let members = [gzip(b"[1"), gzip(b",2]")].concat();
        let response = json(packed("200 OK", "gzip", &members)).expect("a list");
        assert_eq!(response.as_str(), "[1,2]");
        // As many bytes as are allowed, and as many of a failure as are kept.
        let longest = format!("\"{}\"", "x".repeat(LIMIT - 2));
        json(packed("200 OK", "gzip", &gzip(longest.as_bytes()))).expect("a text");
        let long = "x".repeat(200 * 1024);
        let error = json(packed("400 Bad", "gzip", &gzip(long.as_bytes()))).expect_err("400");
        assert_eq!(error.body().map(Bytes::len), Some(64 * 1024));
        assert!(matches!(error, Error::Unexpected(it) if it.is_truncated()));
    });
}

#[test]
fn c55_bombs_do_not_go_off() {
    let nested = gzip(&BOMB);
    with_both_transports(|| {
        let error = json(packed("200 OK", "gzip", &BOMB)).expect_err("a bomb");
        let Error::TooLarge(too_large) = &error else {
            // It is longer than the limit even before it goes off.
            panic!("{error:?}")
        };
        assert_eq!(too_large.limit(), LIMIT);
        // What is packed twice, or otherwise, is not unpacked at all.
        for coding in ["gzip, gzip", "br", "zstd", "deflate"] {
            let error = json(packed("200 OK", coding, &nested)).expect_err("a bomb");
            assert!(is_packed(&error), "{error:?}");
        }
    });
}

/// C55 of streams: they are unpacked a little at a time.
#[test]
fn c55_bombs_do_not_go_off_in_streams() {
    with_both_transports(|| {
        let server = Server::new([events("gzip", &BOMB), events("gzip", &BOMB)]);
        let core = core(&server);
        run(async {
            let mut stream: EventStream<Raw> = open_events(&core).await.expect("begun");
            let error = stream.try_next().await.expect_err("a bomb");
            assert!(matches!(error, StreamError::TooLarge(_)), "{error:?}");
            let mut stream = open_bytes(&core).await.expect("begun");
            let mut longest = 0;
            let mut length = 0;
            while let Some(piece) = stream.try_next().await.expect("whole") {
                longest = longest.max(piece.len());
                length += piece.len();
            }
            assert_eq!(length, 256 * 1024 * 1024);
            assert!(longest <= 2 * 1024 * 1024, "{longest}");
        });
    });
}

fn is_packed(error: &Error<NoBody>) -> bool {
    let Error::Decode(error) = error else {
        return false;
    };
    error.fault().map(Fault::kind) == Some(FaultKind::ContentEncoding)
}

#[test]
fn c56_what_cannot_be_unpacked_is_an_error() {
    let whole = gzip(b"[1]");
    let cut = &whole[..whole.len() - 9];
    let mut wrong = whole.clone();
    let checksum = wrong.len() - 8;
    wrong[checksum] ^= 1;
    with_both_transports(|| {
        for (coding, body) in [
            ("gzip", b"[1]".as_slice()),
            ("gzip", cut),
            ("gzip", &wrong),
            ("unheard-of", b"[1]"),
        ] {
            let error = json(packed("200 OK", coding, body)).expect_err("not unpacked");
            assert!(is_packed(&error), "{error:?}");
            // The evidence is as it came.
            assert_eq!(error.body().map(|it| &**it), Some(body));
            let server = Server::new([packed("200 OK", coding, body)]);
            let read = run(core(&server).bytes::<NoBody>(Request::new(&SAFE), CallOptions::new()));
            assert!(is_packed(&read.expect_err("not unpacked")));
        }
        // Of a failure the status is what counts.
        let error = json(packed("404 Not Found", "gzip", b"gone")).expect_err("404");
        assert!(error.is_not_found());
        assert_eq!(error.body_text(), "gone");
    });
}

#[test]
fn c56_streams_that_cannot_be_unpacked_are_errors() {
    let whole = gzip(b"data: 1\n\ndata: 2\n\n");
    let cut = &whole[..whole.len() - 9];
    with_both_transports(|| {
        let server = Server::new([
            events("gzip", &whole),
            events("gzip", cut),
            events("gzip", b"data: 1\n\n"),
            events("br", b"data: 1\n\n"),
            events("br", b"data: 1\n\n"),
        ]);
        let core = core(&server);
        run(async {
            let mut stream: EventStream<i64> = open_events(&core).await.expect("begun");
            assert_eq!(stream.try_next().await.expect("whole"), Some(1));
            assert_eq!(stream.try_next().await.expect("whole"), Some(2));
            assert_eq!(stream.try_next().await.expect("over"), None);
            for _ in 0..2 {
                let mut stream: EventStream<i64> = open_events(&core).await.expect("begun");
                let mut next = stream.try_next().await;
                while let Ok(Some(_)) = next {
                    next = stream.try_next().await;
                }
                let Err(StreamError::Transport(failure)) = next else {
                    panic!("{next:?}")
                };
                assert_eq!(failure.error().kind(), TransportErrorKind::Body);
            }
            let error = open_events::<i64>(&core).await.expect_err("not unpacked");
            assert!(is_packed(&error), "{error:?}");
            let error = open_bytes(&core).await.expect_err("not unpacked");
            assert!(is_packed(&error), "{error:?}");
        });
    });
}

fn events(coding: &str, body: &[u8]) -> Say {
    let Say::Bytes(mut bytes) = answer(
        "200 OK",
        &[
            ("Content-Type", "text/event-stream"),
            ("Content-Encoding", coding),
        ],
        "",
    ) else {
        unreachable!("an answer is bytes")
    };
    let length = format!("Content-Length: {}", body.len());
    let head = String::from_utf8_lossy(&bytes).replace("Content-Length: 0", &length);
    bytes = head.into_bytes();
    bytes.extend_from_slice(body);
    Say::Bytes(bytes)
}

async fn open_events<T>(core: &Core) -> Result<EventStream<T>, Error<NoBody>> {
    let (request, options) = (Request::new(&SAFE), CallOptions::new());
    core.stream_events("text/event-stream", request, options)
        .await
}

async fn open_bytes(core: &Core) -> Result<ByteStream, Error<NoBody>> {
    core.stream_bytes("*/*", Request::new(&SAFE), CallOptions::new())
        .await
}
