//! Calls without an async runtime: on the thread itself, through the transport of threads.

use std::future::poll_fn;
use std::sync::mpsc;
use std::task::Poll;
use std::thread;
use std::time::Duration;

use generated_client::batch_cep::types::{AudienceUpdate, UpdateAction};
use generated_client::batch_cep::{Client, ClientBuilder};
use generated_client::runtime::json::Raw;
use generated_client::runtime::plumbing::{Core, CoreBuilder, Request};
use generated_client::runtime::{
    Block as _, CallOptions, ClientCredentials, Error, EventStream, NoBody, Outcome, Retry,
    TransportErrorKind, UreqTransport, Wait, in_batches,
};

use crate::fates::{API, SAFE, UNSAFE, Virtual};
use crate::server::{Say, Server, answer, run, waiting};
use crate::wire::json;
use crate::{
    batches, client_faults, framing, paging, paths, secrets, streams, tokens, transport, wire_aep,
    wire_cep,
};

fn builder(server: &Server) -> ClientBuilder {
    let builder = Client::builder().base_url(server.url());
    builder.rest_api_key("key-1").project("project-1")
}

fn core(server: &Server) -> Core {
    let mut builder = CoreBuilder::default();
    builder.base_url(server.url());
    builder.clock(Virtual::new(0.5));
    builder.build(&API).expect("everything is set")
}

/// What is promised of calls that are awaited is promised of those that a thread waits for: the same tests, on the other transport.
#[test]
fn threads_get_what_tasks_get() {
    let tests: &[fn()] = &[
        batches::each_item_is_sent_once,
        batches::a_failure_says_which_items_were_sent,
        client_faults::c40_redirect_to_another_host_is_not_followed,
        client_faults::c42_a_body_is_not_sent_again,
        client_faults::c43_a_redirect_on_the_same_host_is_not_followed_either,
        client_faults::c44_odd_locations,
        client_faults::c45_a_redirect_loop_ends_at_once,
        client_faults::c59_successes_that_nobody_documents,
        client_faults::c60_a_web_page_is_not_json,
        client_faults::c61_a_web_page_of_a_proxy_is_kept,
        client_faults::c62_media_types_of_json,
        client_faults::c63_bodies_that_are_there_and_should_not_be_and_the_reverse,
        client_faults::c65_failures_whose_bodies_are_not_what_is_documented,
        client_faults::c66_request_ids,
        client_faults::c67_a_status_that_nobody_documents,
        framing::c31_c32_answers_that_drip,
        framing::c50_bodies_that_break_off,
        framing::c51_a_body_without_a_length_that_ends_early,
        framing::c52_lengths_that_contradict,
        framing::c53_c54_answers_without_measure,
        framing::c57_heads_without_measure,
        framing::c58_no_answer_but_an_interim_one,
        framing::c68_the_next_call_gets_a_connection,
        framing::c69_bytes_behind_an_answer,
        paging::the_three_apis,
        paths::c75_a_value_in_the_path_is_one_segment,
        paths::c75_any_text_is_one_segment,
        paths::c76_a_value_in_the_query_stays_a_value,
        streams::a_failure_is_read_whole,
        streams::a_page_is_no_stream,
        streams::a_stream_that_is_cut_is_an_error_behind_what_came,
        streams::events_do_not_wait_for_the_end,
        streams::slow_pieces_are_put_together,
        tokens::a_real_endpoint_grants_a_token,
        transport::a_body_that_does_not_come_times_out,
        transport::a_connection_is_closed_without_an_answer,
        transport::a_failure_that_breaks_off_is_still_a_failure,
        transport::an_answer_that_does_not_come_times_out,
        transport::answers_have_a_largest_size,
        transport::any_method_is_sent_as_it_is_written,
        transport::nobody_listens,
        transport::one_call_can_have_more_headers_and_query,
        wire_aep::bulk_get_audiences,
        wire_aep::create_audience,
        wire_aep::delete_audience,
        wire_aep::get_audience,
        wire_aep::list_audiences,
        wire_cep::remove_audience,
        wire_cep::view_audience,
    ];
    for test in tests {
        waiting(test);
    }
}

/// The same of secrets.
#[test]
fn c80_threads_print_what_tasks_print() {
    let tests: &[fn()] = &[
        secrets::c80_answers_that_repeat_secrets_do_not_get_them_printed,
        secrets::c80_exchanges_that_fail_print_no_secret,
        secrets::c80_requests_that_cannot_be_sent_print_no_secret,
        secrets::c80_options_are_kept_out_of_errors,
    ];
    for test in tests {
        waiting(test);
    }
}

#[test]
fn what_fails_is_tried_again_as_it_may_be() {
    let busy = || answer("503 Closed", &[], "");
    let late = || answer("503 Closed", &[("Retry-After", "7")], "");
    let done = || answer("204 Done", &[], "");
    for (operation, says, attempts, outcome) in [
        (&SAFE, vec![busy(), Say::Close, done()], 3, None),
        (&SAFE, vec![busy(); 4], 3, Some(Outcome::Unknown)),
        (&UNSAFE, vec![late(), late(), done()], 3, None),
        (&UNSAFE, vec![busy(), done()], 1, Some(Outcome::Unknown)),
        (&UNSAFE, vec![Say::Close, done()], 1, Some(Outcome::Unknown)),
    ] {
        let server = Server::new(says.clone());
        let core = core(&server);
        let call = core.empty::<NoBody>(Request::new(operation), CallOptions::new());
        let found = call.block();
        assert_eq!(server.seen().len(), attempts, "{says:?}");
        assert_eq!(found.as_ref().err().map(Error::outcome), outcome);
        let counted = found.map_or_else(|error| error.attempts(), |response| response.attempts());
        assert_eq!(usize::try_from(counted), Ok(attempts));
    }
}

/// A byte now and then keeps no call alive.
#[test]
fn c32_a_drip_ends_with_the_time_of_the_call() {
    let head = b"HTTP/1.1 200 OK\r\nContent-Length: 9999\r\n\r\n".to_vec();
    let drip = || {
        let drops = std::iter::repeat_n(b" ".to_vec(), 9_000);
        Say::Pieces([head.clone()].into_iter().chain(drops).collect())
    };
    let short = Duration::from_millis(300);
    for options in [
        CallOptions::new().timeout(short),
        CallOptions::new().deadline(short),
    ] {
        let server = Server::new([drip()]);
        let client = builder(&server).retry(Retry::never()).build().expect("set");
        let call = client.view_audience("vip").options(options).send();
        let error = call.block().expect_err("it takes 45 seconds");
        assert!(error.is_timeout(), "{error:?}");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
    }
}

#[test]
fn pages_and_items_are_iterators() {
    let pages = [
        r#"{"audiences":[{"name":"a"},{"name":"b"}],"has_more":true,"next_from":"x"}"#,
        r#"{"audiences":[{"name":"c"}],"has_more":false}"#,
    ];
    let server = || Server::new(pages.map(|it| json(200, it)));
    let called = server();
    let client = builder(&called).build().expect("set");
    let items: Result<Vec<_>, _> = client.list_audiences().items().blocking().collect();
    let names: Vec<_> = items.expect("two").into_iter().map(|it| it.name).collect();
    assert_eq!(names, ["a", "b", "c"].map(|it| Some(it.to_owned())));

    let called = server();
    let client = builder(&called).build().expect("set");
    let mut pages = client.list_audiences().pages().blocking();
    let first = pages.next().expect("a page").expect("which is had");
    assert_eq!(first.audiences.as_ref().map(Vec::len), Some(2));
    assert!(pages.get_ref().position().is_some());
    assert!(pages.next().is_some_and(|it| it.is_ok()));
    assert!(pages.next().is_none());

    // It ends with an error, and may go on.
    let called = Server::new([json(400, "{}"), json(200, r#"{"audiences":[]}"#)]);
    let client = builder(&called).build().expect("set");
    let mut pages = client.list_audiences().pages().blocking();
    assert!(pages.next().is_some_and(|it| it.is_err()));
    assert!(pages.next().is_none());
    assert!(pages.into_inner().try_next().block().is_ok());
}

#[test]
fn streams_are_iterators() {
    let body = "data: {\"a\":1}\n\ndata: nope\n\ndata: {\"a\":2}\n\n";
    let head = "HTTP/1.1 200 OK\r\nContent-Type: text/event-stream\r\n\r\n";
    let server = Server::new([Say::Pieces(vec![head.into(), body.into()])]);
    let request = Request::new(&SAFE);
    let core = core(&server);
    let opened =
        core.stream_events::<Raw, NoBody>("text/event-stream", request, CallOptions::new());
    let mut events = opened.block().expect("begun").blocking();
    let first = events.next().expect("an event").expect("of JSON");
    assert_eq!(first.as_str(), r#"{"a":1}"#);
    assert!(events.next().is_some_and(|it| it.is_err()));
    assert!(events.next().is_none());
    let mut rest: EventStream<Raw> = events.into_inner();
    let last = rest.try_next().block().expect("whole").expect("an event");
    assert_eq!(last.as_str(), r#"{"a":2}"#);
}

#[test]
fn what_takes_several_calls_is_waited_for() {
    let state = |state: &str| json(200, &format!(r#"{{"indexing_state":"{state}"}}"#));
    let server = Server::new([state("IN_PROGRESS"), state("APPLIED")]);
    let client = builder(&server).build().expect("set");
    let wait = Wait::new().first_pause(Duration::from_millis(10));
    let looked = client.view_audience("vip").indexing_token("t").wait(wait);
    assert!(looked.block().expect("both answers").is_done());

    let server = Server::new([json(202, "{}"), json(202, "{}")]);
    let client = builder(&server).build().expect("set");
    let update = |id: &str| AudienceUpdate::new(UpdateAction::Add, id);
    let ids = ["1", "2", "3"].map(update);
    let sent = in_batches(ids, 2, |ids| client.update_audience("vip", ids).send());
    assert_eq!(sent.block().expect("both calls").len(), 2);

    let ims = Server::new([json(200, r#"{"access_token":"t-1","expires_in":3600}"#)]);
    let api = Server::new([json(200, "{}"), json(200, "{}")]);
    let token = ClientCredentials::new(ims.url(), "id", "secret");
    let client = generated_client::aep::Client::builder().base_url(api.url());
    let client = client.access_token(token).api_key("k").org_id("o");
    let client = client.sandbox_name("s").build().expect("set");
    for _ in 0..2 {
        client
            .get_audience("1")
            .send()
            .block()
            .expect("an audience");
    }
    assert_eq!(ims.only().header("accept-encoding"), None);
    let tokens = api.seen();
    assert!(
        tokens
            .iter()
            .all(|it| it.header("authorization") == Some("Bearer t-1"))
    );
}

/// Within a runtime of one thread, which a thread that waits stops: what needs that runtime would never come.
#[test]
fn nothing_of_it_needs_a_runtime_even_where_there_is_one() {
    let busy = answer("503 Closed", &[], "");
    let server = Server::new([busy, json(200, "{}"), json(200, "{}")]);
    let client = builder(&server).build().expect("set");
    run(async {
        let call = || client.view_audience("vip").send();
        assert_eq!(call().block().expect("an audience").attempts(), 2);
        assert_eq!(call().await.expect("an audience").attempts(), 1);
    });
    // Neither does a transport that is given, and nobody waits in vain for another thread, or for a future within a future.
    let server = Server::new([json(200, "{}")]);
    let transport = UreqTransport::new(Duration::from_secs(1));
    assert!(!format!("{transport:?}").is_empty());
    let client = builder(&server).transport(transport).build().expect("set");
    let (give, take) = mpsc::channel();
    let mut inner = Some(client.view_audience("vip").send());
    let mut asked = false;
    let outer = poll_fn(|context| {
        if std::mem::replace(&mut asked, true) {
            return Poll::Ready(take.recv().expect("it was sent before"));
        }
        let (waker, give) = (context.waker().clone(), give.clone());
        let waking = thread::spawn(move || {
            give.send(7).expect("the test waits for it");
            waker.wake();
        });
        let inner = inner.take().expect("it is asked for once");
        inner.block().expect("an audience");
        waking.join().expect("it does not panic");
        Poll::Pending
    });
    assert_eq!(outer.block(), 7);
}

/// C80: ureq would log every byte, or every URL.
#[test]
fn c80_nothing_is_sent_while_it_would_be_logged() {
    let server = Server::new([json(200, "{}")]);
    let client = builder(&server).retry(Retry::never()).build().expect("set");
    let call = || client.view_audience("vip").send().block();
    for loud in ["ureq::", "ureq_proto::"] {
        let error = secrets::logging_all(loud, call).expect_err("it would be logged");
        let Error::Transport(failure) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(failure.error().kind(), TransportErrorKind::Connect);
        assert_eq!(error.outcome(), Outcome::NotSent);
        assert!(error.to_string().contains("ureq_proto=debug"), "{error}");
        assert_eq!(server.seen().len(), 0);
    }
    call().expect("it is no longer logged");
}

/// Plain HTTP where TLS is expected, and the reverse of a certificate: nothing goes out in the clear.
#[test]
fn what_is_no_tls_gets_nothing() {
    let server = Server::new([Say::Bytes(b"HTTP/1.1 200 OK\r\n\r\n".to_vec())]);
    let url = server.url().replace("http:", "https:");
    let client = Client::builder().base_url(url).retry(Retry::never());
    let client = client.rest_api_key("key-1").project("project-1").build();
    let options = CallOptions::new().timeout(Duration::from_millis(500));
    let call = client
        .expect("set")
        .view_audience("vip")
        .options(options)
        .send()
        .block();
    let error = call.expect_err("no TLS");
    assert!(matches!(error, Error::Transport(_)), "{error:?}");
    assert_eq!(server.seen().len(), 0);
}
