//! Answers that are framed badly, never end, or come over a connection that is used again. Each test is named after its case.

use std::io::{Read, Write};
use std::net::TcpStream;
use std::thread;
use std::time::Duration;

use generated_client::runtime::{CallOptions, Error, Outcome as Fate, TransportErrorKind};

use crate::server::{Connections, Script, run};

fn say(stream: &mut TcpStream, text: &str) -> bool {
    stream.write_all(text.as_bytes()).is_ok()
}

fn kind<E: std::fmt::Debug>(error: &Error<E>) -> TransportErrorKind {
    match error {
        Error::Transport(failure) => failure.error().kind(),
        other => panic!("{other:?}"),
    }
}

/// The head came, and the rest is not what it announced: the status is known, and nothing passes for the whole answer.
#[test]
pub(crate) fn c50_bodies_that_break_off() {
    for case in [
        "Content-Length: 100\r\n\r\n{\"name\":\"vip\"}",
        "Transfer-Encoding: chunked\r\n\r\ne\r\n{\"name\":\"vip\"}\r\n",
        "Transfer-Encoding: chunked\r\n\r\nffff\r\n{\"name\":\"vip\"}",
        "Transfer-Encoding: chunked\r\n\r\nxyz\r\n{\"name\":\"vip\"}\r\n0\r\n\r\n",
        "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n{\"name\":\"vip\"}\r\n0\r\n\r\n",
    ] {
        let server = Connections::new(move |stream, _| {
            say(stream, &format!("HTTP/1.1 200 OK\r\n{case}"));
            false
        });
        let error = server.view().expect_err(case);
        assert_eq!(kind(&error), TransportErrorKind::Body, "{case}");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(200), "{case}");
        assert_eq!(error.outcome(), Fate::Unknown, "{case}");
        assert_eq!(server.counted().1, 1, "{case}");
    }
}

/// Without a length, the end of the connection is the end of the body: JSON tells that something is missing.
#[test]
pub(crate) fn c51_a_body_without_a_length_that_ends_early() {
    let server = Connections::new(|stream, _| {
        say(stream, "HTTP/1.1 200 OK\r\n\r\n{\"name\":\"vip\"");
        false
    });
    let error = server.view().expect_err("it is cut");
    assert!(matches!(error, Error::Decode(_)), "{error:?}");
    assert_eq!(error.body_text(), "{\"name\":\"vip\"");
}

/// RFC 9112, section 6.3: where the length is not certain, the answer is refused, and its connection is not used again.
#[test]
pub(crate) fn c52_lengths_that_contradict() {
    for case in [
        "Content-Length: 2\r\nContent-Length: 40\r\n\r\n{}",
        "Content-Length: -2\r\n\r\n{}",
        "Content-Length: 18446744073709551616\r\n\r\n{}",
        "Content-Length: 2, 3\r\n\r\n{}",
    ] {
        let server =
            Connections::new(move |stream, _| say(stream, &format!("HTTP/1.1 200 OK\r\n{case}")));
        let client = server.client();
        run(async {
            for _ in 0..2 {
                let outcome = client.view_audience("vip").send().await;
                assert!(outcome.is_err(), "{case}");
            }
        });
        assert_eq!(server.counted(), (2, 2), "{case}");
    }
    // Of two framings the chunks are right.
    let server = Connections::new(|stream, _| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 999\r\nTransfer-Encoding: chunked";
        say(
            stream,
            &format!("{head}\r\n\r\ne\r\n{{\"name\":\"vip\"}}\r\n0\r\n\r\n"),
        )
    });
    let seen = server.view().expect("chunks");
    assert_eq!(seen.name.as_deref(), Some("vip"));
}

/// What is announced as too large is not read, and what never ends is read up to the limit.
#[test]
pub(crate) fn c53_c54_answers_without_measure() {
    let announced: Script = Box::new(|stream, _| {
        say(
            stream,
            "HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n",
        );
        // Until the client leaves.
        stream.read(&mut [0]).is_ok_and(|it| it > 0)
    });
    let endless: Script = Box::new(|stream, _| {
        let chunk = format!("10000\r\n{}\r\n", " ".repeat(0x10000));
        say(
            stream,
            "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n",
        );
        while say(stream, &chunk) {}
        false
    });
    for script in [announced, endless] {
        let error = Connections::new(script).view().expect_err("too large");
        let Error::TooLarge(error) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(error.limit(), 16 << 20);
        assert_eq!(error.received().status().as_u16(), 200);
    }
}

/// Heads without measure are refused; a few interim answers are read over.
#[test]
pub(crate) fn c57_heads_without_measure() {
    let many = "X-A: y\r\n".repeat(1_000);
    for headers in [many, format!("X-A: {}\r\n", "x".repeat(1 << 20))] {
        let answer = format!("HTTP/1.1 200 OK\r\n{headers}Content-Length: 2\r\n\r\n{{}}");
        let server = Connections::new(move |stream, _| say(stream, &answer));
        let error = server.view().expect_err("too large a head");
        assert_eq!(kind(&error), TransportErrorKind::Other);
        assert_eq!(server.counted().1, 1);
    }
    let server = Connections::new(|stream, _| {
        say(
            stream,
            &"HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\n".repeat(5),
        );
        say(stream, "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}")
    });
    assert!(server.view().is_ok());
}

/// Nobody asked for another protocol, and an interim answer is none.
#[test]
pub(crate) fn c58_no_answer_but_an_interim_one() {
    for text in [
        "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n",
        "HTTP/1.1 100 Continue\r\n\r\n",
        "nonsense\r\n\r\n",
    ] {
        let server = Connections::new(move |stream, _| {
            say(stream, text);
            false
        });
        let error = server.view().expect_err(text);
        assert!(error.typed().is_none(), "{error:?}");
        assert_eq!(server.counted().1, 1, "{text}");
    }
}

/// A connection that the server closes is not used again, one that it keeps is.
#[test]
pub(crate) fn c68_the_next_call_gets_a_connection() {
    for (header, stays) in [("Connection: close\r\n", false), ("", true)] {
        let server = Connections::new(move |stream, _| {
            let head = format!("HTTP/1.1 200 OK\r\n{header}Content-Length: 2");
            say(stream, &format!("{head}\r\n\r\n{{}}")) && stays
        });
        let client = server.client();
        run(async {
            for _ in 0..3 {
                assert!(client.view_audience("vip").send().await.is_ok());
            }
        });
        assert_eq!(server.counted(), (if stays { 1 } else { 3 }, 3));
    }
}

/// What follows an answer and was not asked for is not the answer to the next request.
#[test]
pub(crate) fn c69_bytes_behind_an_answer() {
    let server = Connections::new(|stream, number| {
        let ok = "HTTP/1.1 200 OK\r\nContent-Length: ";
        let evil = format!("{ok}15\r\n\r\n{{\"name\":\"evil\"}}");
        say(
            stream,
            &format!("{ok}13\r\n\r\n{{\"name\":\"n{number}\"}}{evil}"),
        )
    });
    let client = server.client();
    run(async {
        for number in 0..3 {
            let seen = client.view_audience("vip").send().await.expect("an answer");
            assert_eq!(seen.name, Some(format!("n{number}")));
        }
    });
}

/// A drop a moment is no progress: the limit of time holds for head and body.
#[test]
pub(crate) fn c31_c32_answers_that_drip() {
    for start in ["X-A: ", "Content-Length: 1000000\r\n\r\n"] {
        let server = Connections::new(move |stream, _| {
            say(stream, &format!("HTTP/1.1 200 OK\r\n{start}"));
            while say(stream, " ") {
                thread::sleep(Duration::from_millis(20));
            }
            false
        });
        let client = server.client();
        let options = CallOptions::new().timeout(Duration::from_millis(500));
        let call = client.view_audience("vip").options(options);
        let error = run(call.send()).expect_err("a timeout");
        assert!(error.is_timeout(), "{error:?}");
        assert_eq!(server.counted().1, 1);
    }
}

/// As many connections as calls at a time, and no more.
#[test]
fn c73_a_thousand_calls_share_connections() {
    let server = Connections::new(|stream, _| {
        let head = "HTTP/1.1 200 OK\r\nContent-Length: 2";
        say(stream, &format!("{head}\r\n\r\n{{}}"))
    });
    let client = server.client();
    run(async {
        let mut tasks = Vec::new();
        for _ in 0..50 {
            let client = client.clone();
            tasks.push(tokio::spawn(async move {
                for _ in 0..20 {
                    assert!(client.view_audience("vip").send().await.is_ok());
                }
            }));
        }
        for task in tasks {
            task.await.expect("all are answered");
        }
    });
    let (connections, requests) = server.counted();
    assert_eq!(requests, 1000);
    assert!(connections <= 50, "{connections}");
}
