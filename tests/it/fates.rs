//! A transport whose attempts have the fates that a test gives them, and a clock that nobody waits for.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, SystemTime};

use bytes::Bytes;
use generated_client::runtime::plumbing::{
    Api, Core, CoreBuilder, Method, Operation, Repeat, Request,
};
use generated_client::runtime::{
    BoxFuture, CallOptions, Clock, Limits, NoBody, Outcome, Transport, TransportError,
    TransportErrorKind,
};

use crate::server::run;
use crate::transport::response;

pub(crate) static API: Api = Api {
    name: "test",
    servers: &[],
    schemes: &[],
};

pub(crate) const fn operation(repeat: Repeat) -> Operation {
    Operation {
        id: "try",
        method: Method::POST,
        path: "/try",
        repeat,
        security: &[],
        accept: "",
        server: None,
    }
}

pub(crate) static SAFE: Operation = operation(Repeat::Safe);
pub(crate) static IDEMPOTENT: Operation = operation(Repeat::Idempotent);
pub(crate) static UNSAFE: Operation = operation(Repeat::Unsafe);

/// A clock that jumps over every wait, and always draws the same lot.
#[derive(Clone)]
pub(crate) struct Virtual {
    milliseconds: Arc<AtomicU64>,
    chance: f64,
}

impl Virtual {
    pub(crate) fn new(chance: f64) -> Self {
        let milliseconds = Arc::default();
        Self {
            milliseconds,
            chance,
        }
    }

    pub(crate) fn pass(&self, duration: Duration) {
        let milliseconds = u64::try_from(duration.as_millis()).expect("short");
        self.milliseconds.fetch_add(milliseconds, Ordering::Relaxed);
    }
}

impl Clock for Virtual {
    fn now(&self) -> Duration {
        Duration::from_millis(self.milliseconds.load(Ordering::Relaxed))
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        self.pass(duration);
        Box::pin(std::future::ready(()))
    }

    fn wall(&self) -> SystemTime {
        // Sun, 06 Nov 1994 08:49:37 GMT
        SystemTime::UNIX_EPOCH + Duration::from_secs(784_111_777) + self.now()
    }

    fn chance(&self) -> f64 {
        self.chance
    }
}

/// What becomes of one attempt.
#[derive(Clone, Debug)]
pub(crate) enum Fate {
    /// A status with headers.
    Status(u16, Vec<(&'static str, String)>),
    /// No answer.
    Fails(TransportErrorKind),
    /// A success begins and breaks off.
    BreaksOff,
    /// No answer until the time of the attempt is up.
    Hangs,
}

pub(crate) fn status(status: u16) -> Fate {
    Fate::Status(status, Vec::new())
}

pub(crate) fn asks(status: u16, header: &'static str, value: &str) -> Fate {
    Fate::Status(status, vec![(header, value.to_owned())])
}

/// Gives fates in their order, and the last one again and again.
#[derive(Clone)]
pub(crate) struct Fates {
    left: Arc<Mutex<VecDeque<Fate>>>,
    sent: Arc<AtomicU64>,
    clock: Virtual,
}

impl Fates {
    pub(crate) fn new(fates: &[Fate], clock: &Virtual) -> Self {
        Self {
            left: Arc::new(Mutex::new(fates.iter().cloned().collect())),
            sent: Arc::default(),
            clock: clock.clone(),
        }
    }

    pub(crate) fn sent(&self) -> u64 {
        self.sent.load(Ordering::Relaxed)
    }
}

impl Transport for Fates {
    fn send(
        &self,
        _: http::Request<Bytes>,
        limits: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        self.sent.fetch_add(1, Ordering::Relaxed);
        let mut left = self.left.lock().expect("nobody panics meanwhile");
        let fate = if left.len() > 1 {
            left.pop_front().expect("there is one")
        } else {
            left.front().expect("there is one").clone()
        };
        let result = match fate {
            Fate::Status(status, headers) => {
                let headers: Vec<(&str, &str)> = headers
                    .iter()
                    .map(|(name, value)| (*name, value.as_str()))
                    .collect();
                Ok(response(status, &headers, ""))
            }
            Fate::Fails(kind) => Err(TransportError::new(kind, "")),
            Fate::BreaksOff => {
                let (head, _) = response(200, &[], "").into_parts();
                Err(TransportError::new(TransportErrorKind::Body, "").with_head(head))
            }
            Fate::Hangs => {
                self.clock.pass(limits.timeout);
                Err(TransportError::new(TransportErrorKind::Timeout, ""))
            }
        };
        Box::pin(std::future::ready(result))
    }
}

pub(crate) fn core(
    transport: impl Transport,
    clock: &Virtual,
    set: impl FnOnce(&mut CoreBuilder),
) -> Core {
    let mut builder = CoreBuilder::default();
    builder.base_url("https://api.test");
    builder.transport(transport);
    builder.clock(clock.clone());
    set(&mut builder);
    builder.build(&API).expect("complete")
}

/// How often it was sent, how long it took in milliseconds, and what is known.
pub(crate) type Seen = (u64, u128, Result<(), Outcome>);

pub(crate) fn call(operation: &'static Operation, fates: &[Fate], chance: f64) -> Seen {
    let clock = Virtual::new(chance);
    let transport = Fates::new(fates, &clock);
    let core = core(transport.clone(), &clock, |_| {});
    let result = run(core.empty::<NoBody>(Request::new(operation), CallOptions::new()));
    let (attempts, elapsed) = match &result {
        Ok(response) => (response.attempts(), response.elapsed()),
        Err(error) => (error.attempts(), error.elapsed()),
    };
    assert_eq!(u64::from(attempts), transport.sent());
    assert_eq!(elapsed, clock.now());
    let known = result.map(|_| ()).map_err(|error| error.outcome());
    (transport.sent(), elapsed.as_millis(), known)
}
