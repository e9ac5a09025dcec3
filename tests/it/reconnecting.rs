//! Streams of events that connect again: when, how soon, with what, and when not.

use std::time::Duration;

use generated_client::runtime::plumbing::{
    Api, Core, CoreBuilder, Method, Operation, Repeat, Request,
};
use generated_client::runtime::{CallOptions, Clock as _, Error, EventStream, NoBody, StreamError};

use crate::fates::Virtual;
use crate::server::{Say, Server, answer, run, waiting};

static API: Api = Api {
    name: "test",
    servers: &[],
    schemes: &[],
};

const fn operation(method: Method, repeat: Repeat) -> Operation {
    Operation {
        id: "look",
        method,
        path: "/look",
        repeat,
        security: &[],
        accept: "text/event-stream",
        server: None,
    }
}

static LOOK: Operation = operation(Method::GET, Repeat::Safe);
static ASK: Operation = operation(Method::POST, Repeat::Unsafe);

/// An answer of events that promises more than it gives.
fn cut(events: &str) -> Say {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 999\r\n\r\n";
    Say::Pieces(vec![head.into(), events.into()])
}

/// All events of a stream up to its end, or why it broke off, the ids that were asked for, and the time that it took.
fn check(
    operation: &'static Operation,
    script: &[Say],
    events: &[i64],
    fails: Option<u16>,
    asked: &[Option<&str>],
    waited: u64,
) {
    let server = Server::new(script.iter().cloned());
    let clock = Virtual::new(0.0);
    let mut builder = CoreBuilder::default();
    builder.base_url(server.url());
    builder.clock(clock.clone());
    let core: Core = builder.build(&API).expect("everything is set");
    let options = CallOptions::new().reconnect(3);
    let (found, end) = run(async {
        let begun: Result<EventStream<i64>, Error<NoBody>> = core
            .stream_events(operation.accept, Request::new(operation), options)
            .await;
        let mut stream = begun.expect("begun");
        let mut found = Vec::new();
        loop {
            match stream.try_next().await {
                Ok(Some(event)) => found.push(event),
                end => {
                    assert_eq!(stream.try_next().await.expect("over"), None);
                    return (found, end.map(|_| ()));
                }
            }
        }
    });
    let status = |error: &StreamError| error.received().map_or(0, |it| it.status().as_u16());
    assert_eq!(
        (found.as_slice(), end.as_ref().err().map(status)),
        (events, fails),
        "{end:?}"
    );
    let seen = server.seen();
    let ids: Vec<_> = seen.iter().map(|it| it.header("last-event-id")).collect();
    assert_eq!(ids, asked);
    assert_eq!(clock.now(), Duration::from_millis(waited));
}

fn with_both_transports(test: impl Fn()) {
    test();
    waiting(test);
}

#[test]
fn the_rest_comes_behind_the_last_whole_event() {
    let over = answer("204 No Content", &[], "");
    let first = cut("id: 7\nretry: 250\ndata: 1\n\nid: 8\ndata: 2\n");
    with_both_transports(|| {
        let rest = cut("data: 2\n\nid\ndata: 3\n\n");
        let script = [first.clone(), rest, over.clone()];
        check(
            &LOOK,
            &script,
            &[1, 2, 3],
            None,
            &[None, Some("7"), None],
            500,
        );
    });
}

#[test]
fn a_stream_is_over_where_the_server_says_so() {
    with_both_transports(|| {
        check(
            &LOOK,
            &[cut("data: 1\n\ndata: [DONE]\n\n")],
            &[1],
            None,
            &[None],
            0,
        );
        let page = answer("200 OK", &[("Content-Type", "text/html")], "<p>");
        check(
            &LOOK,
            &[cut("data: 1\n\n"), page],
            &[1],
            Some(200),
            &[None, None],
            1000,
        );
        let gone = answer("404 Not Found", &[], "");
        check(
            &LOOK,
            &[cut("data: 1\n\n"), gone],
            &[1],
            Some(404),
            &[None, None],
            1000,
        );
    });
}

#[test]
fn a_failure_of_the_server_passes_or_there_is_an_end_to_trying() {
    let broken = answer("500 Internal Server Error", &[], "");
    with_both_transports(|| {
        let done = cut("data: 2\n\ndata: [DONE]\n\n");
        let script = [cut("data: 1\n\n"), broken.clone(), done];
        check(&LOOK, &script, &[1, 2], None, &[None; 3], 3000);
        let script = [
            cut("data: 1\n\n"),
            broken.clone(),
            broken.clone(),
            broken.clone(),
        ];
        check(&LOOK, &script, &[1], Some(500), &[None; 4], 7000);
    });
}

#[test]
fn what_may_not_be_sent_twice_is_not() {
    with_both_transports(|| {
        check(&ASK, &[cut("data: 1\n\n")], &[1], Some(200), &[None], 0);
    });
}
