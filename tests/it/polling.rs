//! Waiting until something is done. Time is virtual: nobody waits.

use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use generated_client::batch_cep::{Client, types};
use generated_client::runtime::{
    BoxFuture, Limits, Retry, Transport, TransportError, Wait, Waited,
};

use crate::fates::Virtual;
use crate::server::{Server, run};
use crate::support::make;
use crate::transport::response;
use crate::wire::json;

/// What a server says: a status, a header and a state.
type Says = (u16, (&'static str, &'static str), &'static str);

/// Says what it is told to in its order, and the last of it again and again; keeps when it was asked.
#[derive(Clone)]
struct States {
    says: Arc<Vec<Says>>,
    asked: Arc<Mutex<Vec<Duration>>>,
    clock: Virtual,
}

impl Transport for States {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        use generated_client::runtime::Clock as _;

        let mut asked = self.asked.lock().expect("nobody panics meanwhile");
        let index = asked.len().min(self.says.len() - 1);
        asked.push(self.clock.now());
        let (status, (name, value), state) = &self.says[index];
        let body = format!(r#"{{"name":"vip",{state}}}"#);
        Box::pin(std::future::ready(Ok(response(
            *status,
            &[(name, value)],
            body,
        ))))
    }
}

/// How waiting ended, and the milliseconds at which the server was asked.
fn waited(says: &[Says], chance: f64, wait: Wait) -> (String, Vec<u128>) {
    let clock = Virtual::new(chance);
    let transport = States {
        says: Arc::new(says.to_vec()),
        asked: Arc::default(),
        clock: clock.clone(),
    };
    let client = Client::builder().rest_api_key("k").project("p");
    let client = client.transport(transport.clone()).clock(clock);
    let client = client.retry(Retry::never()).build().expect("set");
    let look = client.view_audience("vip").indexing_token("t");
    let end = match run(look.wait(wait)) {
        Ok(Waited::Done(_)) => "done".to_owned(),
        Ok(Waited::Ended(_)) => "ended".to_owned(),
        Ok(Waited::Unclear(_)) => "unclear".to_owned(),
        Ok(Waited::Pending(_)) => "pending".to_owned(),
        Ok(_) => "something new".to_owned(),
        Err(error) => format!(
            "{:?} {:?}",
            error.status().map(|it| it.as_u16()),
            error.outcome()
        ),
    };
    let asked = transport.asked.lock().expect("nobody panics meanwhile");
    (end, asked.iter().map(Duration::as_millis).collect())
}

#[test]
fn waiting_ends_with_what_is_known() {
    let state = |state| (200, ("x", "y"), state);
    let going = state(r#""indexing_state":"IN_PROGRESS""#);
    for (says, end, asked) in [
        (vec![state(r#""indexing_state":"APPLIED""#)], "done", 1),
        (
            vec![going, going, state(r#""indexing_state":"APPLIED""#)],
            "done",
            3,
        ),
        (
            vec![going, state(r#""indexing_state":"REPLACED""#)],
            "ended",
            2,
        ),
        // Neither for ever nor a failure.
        (
            vec![going, state(r#""indexing_state":"RENAMED""#)],
            "unclear",
            2,
        ),
        (vec![state(r#""nb_ids":1"#)], "unclear", 1),
        (vec![state(r#""indexing_state":null"#)], "unclear", 1),
        (
            vec![going, (404, ("x", "y"), r#""error_message":"none""#)],
            "Some(404) Rejected",
            2,
        ),
    ] {
        let (found, times) = waited(&says, 0.0, Wait::new());
        assert_eq!((found.as_str(), times.len()), (end, asked), "{says:?}");
    }
}

#[test]
fn pauses_grow_within_the_deadline() {
    let going = |header| (200, header, r#""indexing_state":"IN_PROGRESS""#);
    let none = ("x", "y");
    let wait = Wait::new().deadline(Duration::from_secs(20));
    // All of each pause is drawn: 1, 1.5, 2.25, 3.375, 5.0625 s; the next one would end too late.
    let almost_all = 1.0 - f64::EPSILON;
    let (end, times) = waited(&[going(none)], almost_all, wait);
    assert_eq!(
        (end.as_str(), times),
        ("pending", vec![0, 1_000, 2_500, 4_750, 8_125, 13_187])
    );
    // Half of each.
    let (_, times) = waited(&[going(none)], 0.0, wait);
    assert_eq!(times, [0, 500, 1_250, 2_375, 4_062, 6_593, 10_389, 16_084]);
    let (_, times) = waited(
        &[going(none)],
        0.0,
        wait.longest_pause(Duration::from_secs(4)),
    );
    assert_eq!(
        times[..8],
        [0, 500, 1_250, 2_375, 4_062, 6_062, 8_062, 10_062]
    );
    // What the server asks for holds, up to the longest pause.
    let (_, times) = waited(&[going(("Retry-After", "7"))], 0.0, wait);
    assert_eq!(times, [0, 7_000, 14_000]);
    let (_, times) = waited(&[going(("Retry-After", "0"))], 0.0, wait);
    assert_eq!(times.len(), 20, "a second each");
    let slow = wait.longest_pause(Duration::from_secs(9));
    let (_, times) = waited(&[going(("Retry-After", "3600"))], 0.0, slow);
    assert_eq!(times, [0, 9_000, 18_000]);
    // Nobody is asked twice who may not wait.
    let (end, times) = waited(&[going(none)], 0.0, wait.deadline(Duration::ZERO));
    assert_eq!((end.as_str(), times), ("pending", vec![0]));
}

#[test]
fn a_write_is_waited_for_over_tcp() {
    let states = ["IN_PROGRESS", "APPLIED"]
        .map(|it| format!(r#"{{"name":"vip","nb_ids":2,"indexing_state":"{it}"}}"#));
    let [going, applied] = &states;
    let server = Server::new([
        json(202, r#"{"indexing_token":"t 1"}"#),
        json(200, going),
        json(200, applied),
    ]);
    let client = Client::builder().base_url(server.url());
    let client = client.rest_api_key("k").project("p").build().expect("set");
    let accepted = run(client.remove_audience("vip").send()).expect("accepted");
    let token = accepted.indexing_token.clone().expect("a token");
    let wait = Wait::new().first_pause(Duration::from_millis(10));
    let look = client.view_audience("vip").indexing_token(token);
    let waited = run(look.wait(wait)).expect("an answer");
    assert!(waited.is_done());
    let audience = waited.into_response();
    assert_eq!(audience.indexing_state, Some(types::IndexingState::Applied));
    let targets: Vec<String> = server.seen().into_iter().map(|it| it.target).collect();
    let view = "/audiences/view?name=vip&indexing_token=t%201";
    assert_eq!(targets, ["/audiences/remove", view, view]);
}

#[test]
fn documents_that_declare_states() {
    for (method, declared, found) in [
        ("get", "{state: /s, pending: [a], done: [b]}", ""),
        (
            "get",
            "{state: /s, pending: [a], done: [b], ended: [c]}",
            "",
        ),
        (
            "get",
            "{state: /n, pending: [a], done: [b]}",
            "unused-polling 3:21",
        ),
        (
            "get",
            "{state: /x, pending: [a], done: [b]}",
            "unused-polling 3:21",
        ),
        ("get", "{state: /s, pending: [a]}", "unused-polling 3:21"),
        (
            "get",
            "{state: /s, pending: a, done: [b]}",
            "unused-polling 3:21",
        ),
        ("get", "{pending: [a], done: [b]}", "unused-polling 3:21"),
        ("get", "true", "unused-polling 3:21"),
        (
            "post",
            "{state: /s, pending: [a], done: [b]}",
            "unused-polling 3:22",
        ),
    ] {
        let document = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{/job: {{{method}: {{operationId: look, x-polling: {declared}, responses: {{'200': {{description: d, content: {{application/json: {{schema: {{type: object, properties: {{s: {{type: string, enum: [a, b]}}, n: {{type: integer}}}}}}}}}}}}}}}}}}}}\n"
        );
        let made = make("d.yaml", &document);
        assert_eq!(made.places().join(" "), found, "{declared}");
        let waits = made
            .sources()
            .any(|(_, text)| text.contains("impl Polled for"));
        assert_eq!(waits, found.is_empty(), "{declared}");
    }
}
