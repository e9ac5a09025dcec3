//! Servers that stay down: how much more they get than was asked for, and how calls go on when they are back.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::task::{Context, Poll, Waker};
use std::thread;
use std::time::Duration;

use bytes::Bytes;
use generated_client::runtime::plumbing::{Core, CoreBuilder, Request};
use generated_client::runtime::{
    BoxFuture, CallOptions, Clock, Limits, NoBody, Outcome, Retry, Transport, TransportError,
};

use crate::fates::{API, Fates, SAFE, Virtual, core, status};
use crate::server::{Server, answer, run, waiting};
use crate::transport::response;

/// The last answer is what is known in the end.
#[test]
fn c02_a_server_that_is_down() {
    let test = || {
        let says = ["first", "second", "third", "fourth"];
        let server = Server::new(says.map(|it| answer("503 Down", &[], it)));
        let mut builder = CoreBuilder::default();
        builder.base_url(server.url());
        builder.clock(Virtual::new(0.5));
        let core = builder.build(&API).expect("set");
        let call = core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new());
        let error = run(call).expect_err("it is down");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(503));
        assert_eq!(error.body_text(), "third");
        assert_eq!((error.attempts(), server.seen().len()), (3, 3));
    };
    test();
    waiting(test);
}

/// Neither the number of attempts nor that of waits is what ends it: time is, or what the client may spend.
#[test]
fn c09_as_many_attempts_as_there_are_numbers() {
    for (chance, attempts, elapsed) in [
        // A second, and twice as long each time, up to 20 s; no wait begins that ends after the minute of the call.
        (1.0, 7, 1 + 2 + 4 + 8 + 16 + 20),
        // Without any wait the twenty attempts that a client saves are soon gone.
        (0.0, 21, 0),
    ] {
        let clock = Virtual::new(chance);
        let fates = Fates::new(&[status(503)], &clock);
        let core = core(fates.clone(), &clock, |it| {
            it.retry(Retry::new().attempts(u32::MAX));
        });
        let call = core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new());
        let error = run(call).expect_err("it is down");
        assert_eq!(
            (error.attempts(), fates.sent()),
            (attempts, attempts.into())
        );
        assert_eq!(error.elapsed(), Duration::from_secs(elapsed));
        assert_eq!(error.outcome(), Outcome::Unknown);
    }
}

/// A server that is down or not, and a clock whose waits never end while they are not polled again.
#[derive(Clone, Default)]
struct Plant {
    sent: Arc<AtomicU64>,
    is_up: Arc<AtomicBool>,
    stands_still: Arc<AtomicBool>,
}

impl Plant {
    fn core(&self) -> Core {
        let mut builder = CoreBuilder::default();
        builder.base_url("https://api.test");
        builder.transport(self.clone());
        builder.clock(self.clone());
        builder.build(&API).expect("complete")
    }

    /// How many requests a call makes.
    fn call(&self, core: &Core) -> u64 {
        let before = self.sent.load(Ordering::SeqCst);
        let call = core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new());
        let is_up = self.is_up.load(Ordering::SeqCst);
        assert_eq!(run(call).is_ok(), is_up);
        self.sent.load(Ordering::SeqCst) - before
    }
}

impl Transport for Plant {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.sent.fetch_add(1, Ordering::SeqCst);
        let status = if self.is_up.load(Ordering::SeqCst) {
            204
        } else {
            503
        };
        Box::pin(std::future::ready(Ok(response(status, &[], ""))))
    }
}

impl Clock for Plant {
    fn now(&self) -> Duration {
        Duration::ZERO
    }

    fn sleep(&self, _: Duration) -> BoxFuture<'_, ()> {
        if self.stands_still.load(Ordering::SeqCst) {
            return Box::pin(std::future::pending());
        }
        Box::pin(std::future::ready(()))
    }
}

/// Many threads share a client: what they spend together is what one would.
#[test]
fn c12_a_crowd_of_threads_gets_what_one_gets() {
    const THREADS: u64 = 8;
    const CALLS: u64 = 500;
    let plant = Plant::default();
    let core = plant.core();
    thread::scope(|scope| {
        for _ in 0..THREADS {
            scope.spawn(|| {
                for _ in 0..CALLS {
                    let call = core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new());
                    run(call).expect_err("it is down");
                }
            });
        }
    });
    let calls = THREADS * CALLS;
    let extra = plant.sent.load(Ordering::SeqCst) - calls;
    assert!((calls / 10..=calls / 10 + 20).contains(&extra), "{extra}");
}

/// Every call has its first attempt; further ones come back with the server, and calls that were dropped cost what they began.
#[test]
fn c13_further_attempts_resume_when_a_server_is_back() {
    let plant = Plant::default();
    let core = plant.core();
    // Twenty attempts are saved, and each call adds a tenth.
    while plant.call(&core) > 1 {}
    assert_eq!(plant.call(&core), 1, "nothing is left");
    plant.is_up.store(true, Ordering::SeqCst);
    for _ in 0..300 {
        assert_eq!(plant.call(&core), 1);
    }
    plant.is_up.store(false, Ordering::SeqCst);
    assert_eq!(plant.call(&core), 3);

    // Five calls wait for their second attempt and are dropped: that is five attempts, and not one more.
    plant.stands_still.store(true, Ordering::SeqCst);
    let mut context = Context::from_waker(Waker::noop());
    for _ in 0..5 {
        let call = core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new());
        let mut call = Box::pin(call);
        assert!(matches!(call.as_mut().poll(&mut context), Poll::Pending));
    }
    plant.stands_still.store(false, Ordering::SeqCst);
    let mut extra = 0;
    let spent = loop {
        match plant.call(&core) {
            1 => break extra,
            sent => extra += sent - 1,
        }
    };
    // Twenty, less two and five, and a tenth for each call since.
    assert_eq!(spent, 20 - 2 - 5 + 1);
}
