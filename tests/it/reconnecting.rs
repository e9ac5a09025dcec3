//! Streams of events that connect again: when, how soon, with what, and when not.

use std::future::poll_fn;
use std::time::Duration;

use generated_client::runtime::plumbing::{
    Api, Core, CoreBuilder, Method, Operation, Place, Repeat, Request, Scheme,
};
use generated_client::runtime::{
    CallOptions, ClientCredentials, Clock as _, Error, Event, EventStream, NoBody, StreamError,
};

use crate::fates::Virtual;
use crate::server::{Say, Server, answer, run, waiting};

static API: Api = Api {
    name: "test",
    servers: &[],
    schemes: &[Scheme {
        name: "token",
        place: Place::Bearer,
    }],
};

const fn operation(method: Method, repeat: Repeat) -> Operation {
    Operation {
        id: "look",
        method,
        path: "/look",
        repeat,
        security: &[&["token"]],
        accept: "text/event-stream",
        server: None,
    }
}

static LOOK: Operation = operation(Method::GET, Repeat::Safe);
static REPLACE: Operation = operation(Method::PUT, Repeat::Idempotent);
static ASK: Operation = operation(Method::POST, Repeat::Unsafe);

/// An answer of events that promises more than it gives.
fn cut(events: &str) -> Say {
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\nContent-Length: 999\r\n\r\n";
    Say::Pieces(vec![head.into(), events.into()])
}

/// An answer of events that ends well.
fn whole(events: &str) -> Say {
    answer("200 OK", &[("Content-Type", "text/event-stream")], events)
}

fn over() -> Say {
    answer("204 No Content", &[], "")
}

fn core(server: &Server, clock: &Virtual, set: impl FnOnce(&mut CoreBuilder)) -> Core {
    let mut builder = CoreBuilder::default();
    builder.base_url(server.url());
    builder.clock(clock.clone());
    builder.bearer("token", "canary-token-0");
    set(&mut builder);
    builder.build(&API).expect("everything is set")
}

async fn open<T>(
    core: &Core,
    operation: &'static Operation,
    options: CallOptions,
) -> Result<EventStream<T>, Error<NoBody>> {
    core.stream_events(operation.accept, Request::new(operation), options)
        .await
}

/// All events of a stream up to its end, and why it broke off if it did.
async fn all(stream: &mut EventStream<i64>) -> (Vec<i64>, Result<(), StreamError>) {
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
}

/// What a stream gives, and asks the server for.
struct Case<'t> {
    operation: &'static Operation,
    options: CallOptions,
    script: &'t [Say],
    events: &'t [i64],
    /// The status of the answer at which it fails; 0 where none came.
    fails: Option<u16>,
    /// The `Last-Event-ID` of each request.
    asked: &'t [Option<&'t str>],
    /// In milliseconds.
    waited: u64,
}

impl Case<'_> {
    fn new(events: &[i64]) -> Case<'_> {
        Case {
            operation: &LOOK,
            options: CallOptions::new().reconnect(3),
            script: &[],
            events,
            fails: None,
            asked: &[],
            waited: 0,
        }
    }

    /// On both transports.
    fn check(self) {
        self.check_once();
        waiting(|| self.check_once());
    }

    fn check_once(&self) {
        let server = Server::new(self.script.iter().cloned());
        let clock = Virtual::new(0.0);
        let core = core(&server, &clock, |_| {});
        let (found, end) = run(async {
            let begun = open(&core, self.operation, self.options.clone()).await;
            all(&mut begun.expect("begun")).await
        });
        let status = |error: &StreamError| error.received().map_or(0, |it| it.status().as_u16());
        assert_eq!(
            (found.as_slice(), end.as_ref().err().map(status)),
            (self.events, self.fails),
            "{end:?}"
        );
        let seen = server.seen();
        let ids: Vec<_> = seen.iter().map(|it| it.header("last-event-id")).collect();
        assert_eq!(ids, self.asked);
        assert_eq!(clock.now(), Duration::from_millis(self.waited));
    }
}

#[test]
fn the_rest_comes_behind_the_last_whole_event() {
    Case {
        script: &[
            cut("id: 7\nretry: 750\ndata: 1\n\nid: 8\ndata: 2\n"),
            cut("data: 2\n\nid\ndata: 3\n\n"),
            whole(": nothing\n\n"),
            over(),
        ],
        asked: &[None, Some("7"), None, None],
        waited: 750 + 750 + 1500,
        ..Case::new(&[1, 2, 3])
    }
    .check();
}

/// WHATWG HTML, section 9.2.4: the id is sent as UTF-8.
#[test]
fn the_id_of_the_caller_holds_until_the_server_gives_another() {
    let options = CallOptions::new().reconnect(3);
    Case {
        options: options.header("last-Event-ID", "given"),
        script: &[
            cut("data: 1\n\n"),
            cut("id: ü 2\ndata: 2\n\n"),
            cut("id\ndata: 3\n\n"),
            over(),
        ],
        asked: &[Some("given"), Some("given"), Some("ü 2"), None],
        waited: 3000,
        ..Case::new(&[1, 2, 3])
    }
    .check();
}

/// An id that no header can hold is an error before anything is sent.
#[test]
fn an_id_that_cannot_be_sent_ends_the_stream() {
    for id in ["a\u{1}b".to_owned(), "x".repeat(20_000)] {
        Case {
            script: &[whole(&format!("id: {id}\ndata: 1\n\n"))],
            fails: Some(0),
            asked: &[None],
            waited: 1000,
            ..Case::new(&[1])
        }
        .check();
    }
}

#[test]
fn the_server_says_how_soon_within_limits() {
    for (said, waited) in [
        ("0", 500),
        ("499", 500),
        ("1234", 1234),
        ("3600000", 60_000),
        ("99999999999999999999999", 60_000),
        ("-1", 1000),
        ("soon", 1000),
    ] {
        Case {
            script: &[whole(&format!("retry: {said}\ndata: 1\n\n")), over()],
            asked: &[None; 2],
            waited,
            ..Case::new(&[1])
        }
        .check();
    }
    let busy = |after| answer("503 Busy", &[("Retry-After", after)], "");
    for (after, waited) in [
        ("7", 1000 + 7000),
        ("3600", 1000 + 60_000),
        ("0", 1000 + 2000),
        ("never", 1000 + 2000),
    ] {
        Case {
            script: &[whole("data: 1\n\n"), busy(after), over()],
            asked: &[None; 3],
            waited,
            ..Case::new(&[1])
        }
        .check();
    }
}

#[test]
fn a_stream_is_over_where_the_server_says_so() {
    let check = |script: &[Say], events, fails| {
        let asked = vec![None; script.len()];
        let waited = script.len().saturating_sub(1) * 1000;
        Case {
            script,
            fails,
            asked: &asked,
            waited: u64::try_from(waited).expect("short"),
            ..Case::new(events)
        }
        .check();
    };
    check(&[cut("data: 1\n\ndata: [DONE]\n\n")], &[1], None);
    check(&[over()], &[], None);
    let page = ("Content-Type", "text/html");
    check(&[answer("204 No Content", &[page], "")], &[], None);
    let first = cut("data: 1\n\n");
    for end in [
        answer("200 OK", &[page], "<p>"),
        answer("404 Not Found", &[], ""),
        answer("401 Unauthorized", &[], ""),
        answer("501 Not Implemented", &[], ""),
    ] {
        let Say::Bytes(head) = &end else {
            panic!("{end:?}")
        };
        let status = std::str::from_utf8(&head[9..12]).expect("a status");
        let fails = Some(status.parse().expect("a status"));
        check(&[first.clone(), end], &[1], fails);
    }
}

/// Of a stream of events without a type, the last one is given, and is the last one all the same.
#[test]
fn the_end_is_known_of_any_events() {
    let server = Server::new([cut("data: 1\n\ndata: [END]\n\n"), cut("data: 2\n\n")]);
    let core = core(&server, &Virtual::new(0.0), |_| {});
    run(async {
        let options = CallOptions::new().reconnect(3);
        let stream = open::<Event>(&core, &LOOK, options).await.expect("begun");
        let mut stream = stream.until("[END]");
        for data in ["1", "[END]"] {
            let event = stream.try_next().await.expect("whole").expect("an event");
            assert_eq!(event.data(), data);
        }
        stream.try_next().await.expect_err("cut");
        assert!(stream.try_next().await.expect("over").is_none());
    });
    server.only();
}

#[test]
fn a_failure_of_the_server_passes_or_there_is_an_end_to_trying() {
    let broken = || answer("500 Internal Server Error", &[], "");
    Case {
        script: &[
            cut("data: 1\n\n"),
            broken(),
            Say::Close,
            cut("data: 2\n\ndata: [DONE]\n\n"),
        ],
        asked: &[None; 4],
        waited: 7000,
        ..Case::new(&[1, 2])
    }
    .check();
    Case {
        script: &[cut("data: 1\n\n"), broken(), broken(), broken()],
        fails: Some(500),
        asked: &[None; 4],
        waited: 7000,
        ..Case::new(&[1])
    }
    .check();
    // An answer without an event is an attempt as well.
    Case {
        script: &[whole("data: 1\n\n"), whole(""), whole(""), whole("")],
        asked: &[None; 4],
        waited: 7000,
        ..Case::new(&[1])
    }
    .check();
}

#[test]
fn only_what_reads_connects_again_and_only_if_asked() {
    let never = CallOptions::new();
    let asked = never.clone().reconnect(3);
    for (operation, options) in [
        (&ASK, asked.clone()),
        (&REPLACE, asked),
        (&LOOK, never.clone()),
        (&LOOK, never.reconnect(0)),
    ] {
        Case {
            operation,
            options,
            script: &[cut("data: 1\n\n"), cut("data: 2\n\n")],
            fails: Some(200),
            asked: &[None],
            ..Case::new(&[1])
        }
        .check();
    }
}

/// C40 of streams.
#[test]
fn no_other_host_is_asked_for_the_rest() {
    let other = Server::new([whole("data: 2\n\n")]);
    let there = format!("{}/look", other.url());
    Case {
        script: &[
            cut("data: 1\n\n"),
            answer("307 There", &[("Location", &there)], ""),
        ],
        fails: Some(307),
        asked: &[None; 2],
        waited: 1000,
        ..Case::new(&[1])
    }
    .check();
    assert!(other.seen().is_empty());
}

/// A stream may live longer than a token.
#[test]
fn a_token_that_has_ended_is_replaced() {
    let test = || {
        let grant = |token| {
            let body = format!(r#"{{"access_token":"{token}","expires_in":86399}}"#);
            answer("200 OK", &[("Content-Type", "application/json")], &body)
        };
        let tokens = Server::new([grant("t-1"), grant("t-2")]);
        let server = Server::new([
            cut("data: 1\n\n"),
            answer("401 Unauthorized", &[], ""),
            whole("data: 2\n\ndata: [DONE]\n\n"),
        ]);
        let from = ClientCredentials::new(format!("{}/token", tokens.url()), "id", "secret");
        let core = core(&server, &Virtual::new(0.0), |it| it.bearer("token", from));
        let (found, end) = run(async {
            let begun = open(&core, &LOOK, CallOptions::new().reconnect(1)).await;
            all(&mut begun.expect("begun")).await
        });
        assert!(end.is_ok(), "{end:?}");
        assert_eq!(found, [1, 2]);
        let seen = server.seen();
        let worn: Vec<_> = seen.iter().map(|it| it.header("authorization")).collect();
        assert_eq!(worn, ["Bearer t-1", "Bearer t-1", "Bearer t-2"].map(Some));
    };
    test();
    waiting(test);
}

/// C71 of streams: whoever waits for an event may give up and come back at any time.
#[test]
fn c71_nothing_is_lost_where_waiting_for_an_event_is_given_up() {
    let broken = answer("500 Internal Server Error", &[], "");
    let server = Server::new([
        cut("id: 1\ndata: 1\n\n"),
        broken,
        whole("data: 2\n\n"),
        over(),
    ]);
    let core = core(&server, &Virtual::new(0.0), |_| {});
    run(async {
        let begun = open::<i64>(&core, &LOOK, CallOptions::new().reconnect(2)).await;
        let mut stream = begun.expect("begun");
        for expected in [Some(1), Some(2), None] {
            // Each of these futures is polled once.
            let next = poll_fn(|context| Box::pin(stream.try_next()).as_mut().poll(context));
            assert_eq!(next.await.expect("whole"), expected);
        }
    });
    let seen = server.seen();
    let ids: Vec<_> = seen.iter().map(|it| it.header("last-event-id")).collect();
    assert_eq!(ids, [None, Some("1"), Some("1"), Some("1")]);
}

/// C12 of streams: what comes again and again without an event is paid for as other retries are.
#[test]
fn c12_all_streams_together_have_only_so_many_attempts() {
    let server = Server::new([whole("data: 1\n\n"), whole("data: 2\n\n")]);
    let core = core(&server, &Virtual::new(0.0), |_| {});
    let stream = || async {
        let options = CallOptions::new().reconnect(u32::MAX);
        let begun = open::<i64>(&core, &LOOK, options).await;
        all(&mut begun.expect("begun")).await
    };
    let (found, end) = run(stream());
    assert_eq!(found, [1, 2]);
    let error = end.expect_err("nobody answers any more");
    assert!(matches!(error, StreamError::NotReopened(_)), "{error:?}");
    // Two answers, one attempt that is free, and a burst of less than twenty.
    assert_eq!(server.seen().len(), 22);
}

#[test]
fn a_stream_that_is_not_opened_again_says_so() {
    let server = Server::new([
        cut("data: 1\n\n"),
        answer("404 Not Found", &[], "no canary-token-0"),
    ]);
    let core = core(&server, &Virtual::new(0.0), |_| {});
    let options = CallOptions::new().reconnect(3);
    assert!(format!("{options:?}").contains("reconnect: Some(3)"));
    let error = run(async {
        let mut stream = open(&core, &LOOK, options).await.expect("begun");
        all(&mut stream).await.1.expect_err("not found")
    });
    assert_eq!(
        error.to_string(),
        "look (GET /look), while its answer came: no rest of it: 404 Not Found: no [redacted]"
    );
    assert!(
        !format!("{error:?}").contains("canary-token-0"),
        "{error:?}"
    );
}
