//! What is tried again, how soon, and what is known in the end. Time is virtual: nobody waits.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};
use std::time::Duration;

use bytes::Bytes;
use generated_client::runtime::plumbing::{Core, CoreBuilder, Operation, Repeat, Request};
use generated_client::runtime::{
    BoxFuture, CallOptions, Clock, Error, Limits, NoBody, Outcome, Retry, Transport,
    TransportError, TransportErrorKind,
};

use crate::fates::{
    API, Fate, Fates, IDEMPOTENT, SAFE, UNSAFE, Virtual, asks, call, core, operation, status,
};
use crate::server::{Server, answer, run};
use crate::transport::response;

#[test]
fn c10_c11_c20_to_c27_what_is_tried_again() {
    use Fate::{BreaksOff, Fails, Hangs};
    use Outcome::{NotSent, Rejected, Unknown};
    use TransportErrorKind::{Canceled, Connect, ConnectTimeout, Other, Tls, TooLarge};

    let later = || asks(503, "Retry-After", "1");
    // Attempts of an operation that only reads, that may be repeated, that may not be repeated; and what is known of the last one.
    for (fate, safe, idempotent, otherwise, outcome) in [
        (Fails(Connect), 3, 3, 3, NotSent),
        (Fails(ConnectTimeout), 3, 3, 3, NotSent),
        (Fails(Tls), 3, 3, 3, NotSent),
        (Fails(Other), 3, 3, 1, Unknown),
        (Fails(Canceled), 1, 1, 1, Unknown),
        (Fails(TooLarge), 1, 1, 1, Unknown),
        (Hangs, 2, 2, 1, Unknown),
        (BreaksOff, 2, 1, 1, Unknown),
        (status(408), 3, 3, 1, Unknown),
        (status(429), 3, 3, 3, Rejected),
        (status(500), 3, 3, 1, Unknown),
        (status(502), 3, 3, 1, Unknown),
        (status(503), 3, 3, 1, Unknown),
        (later(), 3, 3, 3, Rejected),
        (status(504), 3, 3, 1, Unknown),
        (status(501), 1, 1, 1, Unknown),
        (status(302), 1, 1, 1, Rejected),
        (status(400), 1, 1, 1, Rejected),
        (status(401), 1, 1, 1, Rejected),
        (status(403), 1, 1, 1, Rejected),
        (status(404), 1, 1, 1, Rejected),
        (status(409), 1, 1, 1, Rejected),
        (status(422), 1, 1, 1, Rejected),
    ] {
        for (operation, expected) in [
            (&SAFE, safe),
            (&IDEMPOTENT, idempotent),
            (&UNSAFE, otherwise),
        ] {
            let (sent, _, known) = call(operation, std::slice::from_ref(&fate), 0.5);
            assert_eq!(
                (sent, known),
                (expected, Err(outcome)),
                "{fate:?} {:?}",
                operation.repeat
            );
        }
    }
}

/// What a document never wants repeated is sent once, even where nothing can have happened.
#[test]
fn what_is_never_repeated() {
    static NEVER: Operation = operation(Repeat::Never);
    let fates = [
        Fate::Fails(TransportErrorKind::Connect),
        status(429),
        status(503),
        asks(503, "Retry-After", "1"),
    ];
    for fate in fates {
        let (sent, ..) = call(&NEVER, std::slice::from_ref(&fate), 0.5);
        assert_eq!(sent, 1, "{fate:?}");
    }
}

/// Draft-ietf-httpapi-idempotency-key-header: the attempts of a call have one key, and no other call has it.
#[test]
fn a_key_makes_repeating_harmless() {
    static KEYED: Operation = operation(Repeat::Keyed("Idempotency-Key"));

    #[derive(Clone, Default)]
    struct Keys(Arc<Mutex<Vec<String>>>);

    impl Transport for Keys {
        fn send(
            &self,
            request: http::Request<Bytes>,
            _: Limits,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            let key = request.headers()["idempotency-key"].to_str().expect("text");
            let mut keys = self.0.lock().expect("nobody panics meanwhile");
            keys.push(key.to_owned());
            Box::pin(std::future::ready(Err(TransportError::new(
                TransportErrorKind::Other,
                "",
            ))))
        }
    }

    let keys = Keys::default();
    let core = core(keys.clone(), &Virtual::new(0.0), |_| {});
    for options in [
        CallOptions::new(),
        CallOptions::new(),
        CallOptions::new().header("idempotency-key", "mine"),
    ] {
        run(core.empty::<NoBody>(Request::new(&KEYED), options)).expect_err("nobody is there");
    }
    let mut given = Request::new(&KEYED);
    given.header("Idempotency-Key", "given");
    run(core.empty::<NoBody>(given, CallOptions::new())).expect_err("nobody is there");
    let keys = keys.0.lock().expect("nobody panics meanwhile").clone();
    let calls: Vec<&[String]> = keys.chunks(3).collect();
    assert!(
        calls
            .iter()
            .all(|it| it.len() == 3 && it.iter().all(|key| *key == it[0])),
        "{calls:?}"
    );
    assert_ne!(calls[0][0], calls[1][0]);
    assert_eq!(calls[0][0].len(), 36);
    assert_eq!(
        (calls[2][0].as_str(), calls[3][0].as_str()),
        ("mine", "given")
    );
}

#[test]
fn one_attempt_may_have_happened_and_the_next_is_refused() {
    let fates = [Fate::Fails(TransportErrorKind::Other), status(404)];
    assert_eq!(
        call(&IDEMPOTENT, &fates, 0.0),
        (2, 0, Err(Outcome::Unknown))
    );
    let fates = [
        status(429),
        Fate::Fails(TransportErrorKind::Connect),
        status(400),
    ];
    assert_eq!(call(&UNSAFE, &fates, 0.0), (3, 0, Err(Outcome::Rejected)));
    let fates = [
        status(429),
        Fate::Fails(TransportErrorKind::Other),
        status(200),
    ];
    assert_eq!(call(&UNSAFE, &fates, 0.0), (2, 0, Err(Outcome::Unknown)));
    let fates = [status(500), status(503), status(204)];
    assert_eq!(call(&SAFE, &fates, 0.0), (3, 0, Ok(())));
}

#[test]
fn c01_waits_grow_and_are_drawn_by_lot() {
    for (fate, chance, expected) in [
        (status(500), 0.0, 0),
        (status(500), 1.0, 100 + 200),
        (status(500), 0.5, 50 + 100),
        (status(429), 1.0, 1_000 + 2_000),
        (status(503), 0.1, 100 + 200),
    ] {
        assert_eq!(
            call(&SAFE, std::slice::from_ref(&fate), chance).1,
            expected,
            "{fate:?} {chance}"
        );
    }
    // Twenty attempts: the wait stops growing, and no power of two overflows.
    let clock = Virtual::new(1.0);
    let transport = Fates::new(&[status(500)], &clock);
    let core = core(transport.clone(), &clock, |it| {
        it.deadline(Duration::from_secs(100_000));
        it.retry(
            Retry::new()
                .attempts(20)
                .longest_wait(Duration::from_secs(2)),
        );
    });
    run(core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new())).expect_err("always 500");
    assert_eq!(transport.sent(), 20);
    assert_eq!(
        clock.now().as_millis(),
        100 + 200 + 400 + 800 + 1_600 + 14 * 2_000
    );
}

#[test]
fn c03_to_c07_a_server_says_how_long() {
    // The wait after one answer, in milliseconds. Without a hint it is a second, by this lot.
    let own = 1_000;
    for (header, value, expected) in [
        ("Retry-After", "2", 2_000),
        ("Retry-After", " 2 ", 2_000),
        ("Retry-After", "0.5", 500),
        ("Retry-After", "0", own),
        ("Retry-After", "-10", own),
        ("Retry-After", "soon", own),
        ("Retry-After", "", own),
        ("Retry-After", "1e3", own),
        ("Retry-After", "NaN", own),
        ("Retry-After", "inf", own),
        ("retry-after-ms", "1500", 1_500),
        ("retry-after-ms", "-1100", own),
        ("Retry-After", "Sun, 06 Nov 1994 08:49:40 GMT", 3_000),
        ("Retry-After", "Sun, 06 Nov 1994 08:49:37 GMT", own),
        ("Retry-After", "Sun, 06 Nov 1994 08:49:00 GMT", own),
        ("Retry-After", "Zun, 06 Nov 1994 08:49:40 GMT", own),
        ("Retry-After", "Sun, 06 Nov 1994 08:49:40 CET", own),
        ("Retry-After", "Sun, 99 Nov 1994 08:49:40 GMT", own),
    ] {
        let (sent, elapsed, _) = call(&SAFE, &[asks(503, header, value), status(204)], 1.0);
        assert_eq!((sent, elapsed), (2, expected), "{header}: {value}");
    }
    // More than a minute is a minute, and that is the whole time of the call: it ends at once.
    for value in [
        "60",
        "3600",
        "99999999999999999999999999999999999",
        "Sun, 06 Nov 1995 08:49:40 GMT",
    ] {
        let (sent, elapsed, known) =
            call(&SAFE, &[asks(503, "Retry-After", value), status(204)], 1.0);
        assert_eq!(
            (sent, elapsed, known),
            (1, 0, Err(Outcome::Rejected)),
            "{value}"
        );
    }
    let both = vec![
        ("Retry-After", "Sun, 06 Nov 2044 08:49:47 GMT".to_owned()),
        ("Date", "Sun, 06 Nov 2044 08:49:40 GMT".to_owned()),
    ];
    let (_, elapsed, _) = call(&SAFE, &[Fate::Status(503, both), status(204)], 1.0);
    assert_eq!(elapsed, 7_000, "the server's own clock counts");
    let both = vec![
        ("Retry-After", "9".to_owned()),
        ("retry-after-ms", "20".to_owned()),
    ];
    let (_, elapsed, _) = call(&SAFE, &[Fate::Status(503, both), status(204)], 1.0);
    assert_eq!(elapsed, 20, "milliseconds are more precise");
}

#[test]
fn c08_no_attempt_and_no_wait_goes_beyond_the_deadline() {
    // An attempt may take 30 s, and the call 60.
    assert_eq!(
        call(&SAFE, &[Fate::Hangs], 0.0),
        (2, 60_000, Err(Outcome::Unknown))
    );
    let clock = Virtual::new(1.0);
    let transport = Fates::new(&[Fate::Hangs], &clock);
    let core = core(transport.clone(), &clock, |_| {});
    let options = CallOptions::new().deadline(Duration::from_secs(7));
    let error = run(core.empty::<NoBody>(Request::new(&SAFE), options)).expect_err("a timeout");
    assert!(error.is_timeout() && error.attempts() == 1, "{error:?}");
    assert_eq!(clock.now().as_secs(), 7);

    let options = CallOptions::new()
        .timeout(Duration::from_secs(3))
        .deadline(Duration::from_secs(8));
    let error = run(core.empty::<NoBody>(Request::new(&SAFE), options)).expect_err("a timeout");
    assert_eq!(error.attempts(), 3);
    assert_eq!(
        error.elapsed().as_millis(),
        3_000 + 100 + 3_000 + 200 + 1_700
    );
    assert_eq!(
        error.to_string(),
        "try (POST /try): the exchange took too long (3 attempts in 8.0 s)"
    );
}

#[test]
fn a_client_or_a_call_never_tries_again_where_it_is_told_not_to() {
    let clock = Virtual::new(1.0);
    let transport = Fates::new(&[status(503)], &clock);
    let sent = |core: &Core, options: CallOptions| {
        let before = transport.sent();
        let error = run(core.empty::<NoBody>(Request::new(&SAFE), options)).expect_err("503");
        assert!(matches!(error, Error::Unexpected(_)));
        transport.sent() - before
    };
    let never = core(transport.clone(), &clock, |it| {
        it.retry(Retry::never());
    });
    assert_eq!(sent(&never, CallOptions::new()), 1);
    assert_eq!(sent(&never, CallOptions::new().retry(Retry::new())), 3);
    let default = core(transport.clone(), &clock, |_| {});
    assert_eq!(sent(&default, CallOptions::new().retry(Retry::never())), 1);
    assert_eq!(
        sent(&default, CallOptions::new().retry(Retry::new().attempts(0))),
        1
    );
    assert_eq!(
        sent(&default, CallOptions::new().retry(Retry::new().attempts(5))),
        5
    );
}

#[test]
fn c12_a_server_that_is_down_gets_a_tenth_more_and_twenty() {
    // Sixty calls a second, for a minute.
    const CALLS: u64 = 3_600;
    let clock = Virtual::new(0.0);
    let transport = Fates::new(&[status(503)], &clock);
    let core = core(transport.clone(), &clock, |_| {});
    for _ in 0..CALLS {
        run(core
            .clone()
            .empty::<NoBody>(Request::new(&SAFE), CallOptions::new()))
        .expect_err("503");
    }
    let extra = transport.sent() - CALLS;
    assert!((CALLS / 10..=CALLS / 10 + 20).contains(&extra), "{extra}");
}

/// A linear congruential generator (Knuth's MMIX): the same schedules in every run.
struct Lots(u64);

impl Lots {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }
}

/// A server that carries calls out or not, and a network that loses answers.
struct Careless {
    lots: Mutex<Lots>,
    carried_out: Arc<AtomicU64>,
}

impl Transport for Careless {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut lots = self.lots.lock().expect("nobody panics meanwhile");
        let fail = |kind| Err(TransportError::new(kind, ""));
        let done = |result| {
            self.carried_out.fetch_add(1, Ordering::Relaxed);
            result
        };
        // Whatever says that nothing happened is true; whatever else is told may have happened.
        let result = match lots.below(12) {
            0 => fail(TransportErrorKind::Connect),
            1 => fail(TransportErrorKind::ConnectTimeout),
            2 => fail(TransportErrorKind::Tls),
            3 => Ok(response(429, &[], "")),
            4 => Ok(response(503, &[("Retry-After", "1")], "")),
            5 => done(fail(TransportErrorKind::Other)),
            6 => done(fail(TransportErrorKind::Timeout)),
            7 => done(Ok(response(503, &[], ""))),
            8 => done(Ok(response(504, &[], ""))),
            9 => done(Ok(response(408, &[], ""))),
            10 => {
                let (head, _) = response(200, &[], "").into_parts();
                done(Err(
                    TransportError::new(TransportErrorKind::Body, "").with_head(head)
                ))
            }
            _ => done(Ok(response(204, &[], ""))),
        };
        Box::pin(std::future::ready(result))
    }
}

#[test]
fn c27_what_may_not_be_repeated_happens_once_at_most() {
    let mut again = 0;
    for seed in 0..10_000 {
        let carried_out = Arc::new(AtomicU64::new(0));
        let transport = Careless {
            lots: Mutex::new(Lots(seed)),
            carried_out: Arc::clone(&carried_out),
        };
        let core = core(transport, &Virtual::new(0.0), |it| {
            it.retry(Retry::new().attempts(10));
        });
        let result = run(core.empty::<NoBody>(Request::new(&UNSAFE), CallOptions::new()));
        let happened = carried_out.load(Ordering::Relaxed);
        assert!(happened <= 1, "seed {seed}: {happened} times");
        let (attempts, outcome) = match &result {
            Ok(response) => (response.attempts(), None),
            Err(error) => (error.attempts(), Some(error.outcome())),
        };
        again += u64::from(attempts > 1);
        match outcome {
            None => assert_eq!(happened, 1, "seed {seed}"),
            Some(Outcome::NotSent | Outcome::Rejected) => assert_eq!(happened, 0, "seed {seed}"),
            Some(_) => {}
        }
    }
    assert!(again > 2_000, "schedules lead to further attempts: {again}");
}

#[test]
fn c71_a_call_that_is_dropped_ends_there() {
    /// A future that needs to be polled twice.
    struct Later(bool);

    impl Future for Later {
        type Output = ();

        fn poll(mut self: std::pin::Pin<&mut Self>, _: &mut Context<'_>) -> Poll<()> {
            if std::mem::replace(&mut self.0, true) {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        }
    }

    #[derive(Clone)]
    struct Slow(Arc<AtomicU64>);

    impl Transport for Slow {
        fn send(
            &self,
            _: http::Request<Bytes>,
            _: Limits,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            Box::pin(async {
                Later(false).await;
                self.0.fetch_add(1, Ordering::Relaxed);
                Ok(response(503, &[], ""))
            })
        }
    }

    impl Clock for Slow {
        fn now(&self) -> Duration {
            Duration::ZERO
        }

        fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
            Box::pin(Later(false))
        }
    }

    let slow = Slow(Arc::default());
    let mut builder = CoreBuilder::default();
    builder.base_url("https://api.test");
    builder.transport(slow.clone());
    builder.clock(slow.clone());
    let core = builder.build(&API).expect("complete");
    // Three attempts and two waits, each of which is pending once.
    for polls in 0..=6 {
        let before = slow.0.load(Ordering::Relaxed);
        let mut call = Box::pin(core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new()));
        let mut context = Context::from_waker(Waker::noop());
        let ready = (0..polls)
            .filter(|_| call.as_mut().poll(&mut context).is_ready())
            .count();
        drop(call);
        let sent = slow.0.load(Ordering::Relaxed) - before;
        assert_eq!(
            (ready, sent),
            (usize::from(polls == 6), polls / 2),
            "{polls} polls"
        );
    }
}

#[test]
fn a_real_server_is_tried_again() {
    let server = Server::new([
        answer("503 Busy", &[("Retry-After", "0")], ""),
        answer("500 Oh", &[], ""),
        answer("204 No Content", &[], ""),
    ]);
    let mut builder = CoreBuilder::default();
    builder.base_url(server.url());
    builder.retry(
        Retry::new()
            .first_wait(Duration::from_millis(5))
            .first_wait_if_refused(Duration::from_millis(5)),
    );
    let core = builder.build(&API).expect("complete");
    let response =
        run(core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new())).expect("in the end");
    assert_eq!((response.attempts(), server.seen().len()), (3, 3));
}

#[test]
fn waits_need_no_tokio() {
    /// Says 503 once.
    struct Once(AtomicU64);

    impl Transport for Once {
        fn send(
            &self,
            _: http::Request<Bytes>,
            _: Limits,
        ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
            let status = if self.0.fetch_add(1, Ordering::Relaxed) == 0 {
                503
            } else {
                204
            };
            Box::pin(std::future::ready(Ok(response(status, &[], ""))))
        }
    }

    let mut builder = CoreBuilder::default();
    builder.base_url("https://api.test");
    builder.transport(Once(AtomicU64::new(0)));
    builder.retry(Retry::new().first_wait_if_refused(Duration::from_millis(20)));
    let core = builder.build(&API).expect("complete");
    let call = core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new());
    let thread = std::thread::current();
    let waker = Waker::from(Arc::new(Unpark(thread)));
    let mut call = Box::pin(call);
    let result = catch_unwind(AssertUnwindSafe(|| {
        let mut context = Context::from_waker(&waker);
        loop {
            match call.as_mut().poll(&mut context) {
                Poll::Ready(result) => break result,
                Poll::Pending => std::thread::park(),
            }
        }
    }));
    let response = result.expect("no panic").expect("in the end");
    assert_eq!(response.attempts(), 2);
}

/// Wakes a thread.
struct Unpark(std::thread::Thread);

impl std::task::Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}
