//! Clients that send so many requests in a time, and no more.

use std::time::Duration;

use generated_client::runtime::plumbing::Request;
use generated_client::runtime::{
    CallOptions, Clock as _, Error, NoBody, Outcome, Pace, TransportErrorKind,
};

use crate::fates::{Fate, Fates, SAFE, UNSAFE, Virtual, asks, core, status};
use crate::server::run;

/// When the requests of calls are sent, one call after the other, with a pause before the last one; in milliseconds.
fn check(pace: Option<Pace>, calls: usize, pause: u64, expected: &[u128]) {
    let clock = Virtual::new(0.0);
    let fates = Fates::new(&[status(204)], &clock);
    let core = core(fates, &clock, |it| {
        if let Some(pace) = pace {
            it.pace(pace);
        }
    });
    let mut sent = Vec::new();
    for call in 1..=calls {
        if call == calls {
            clock.pass(Duration::from_millis(pause));
        }
        run(core
            .clone()
            .empty::<NoBody>(Request::new(&UNSAFE), CallOptions::new()))
        .expect("done");
        sent.push(clock.now().as_millis());
    }
    assert_eq!(sent, expected, "{pace:?}");
}

#[test]
fn calls_come_at_the_pace_of_their_client() {
    let second = Duration::from_secs(1);
    let pace = Pace::new(4, second);
    check(None, 5, 0, &[0; 5]);
    check(Some(pace), 5, 0, &[0, 250, 500, 750, 1000]);
    check(Some(pace), 3, 100, &[0, 250, 500]);
    check(Some(pace), 3, 5000, &[0, 250, 5250]);
    check(Some(pace.burst(3)), 6, 0, &[0, 0, 0, 250, 500, 750]);
    // A pause saves as many as a burst, and no more.
    check(Some(pace.burst(2)), 4, 60_000, &[0, 0, 250, 60_250]);
    // What makes no sense limits nothing, or to the least there is.
    check(Some(Pace::new(0, second)), 3, 0, &[0, 1000, 2000]);
    check(Some(pace.burst(0)), 3, 0, &[0, 250, 500]);
    check(Some(Pace::new(1, Duration::ZERO)), 3, 0, &[0; 3]);
    check(
        Some(Pace::new(u32::MAX, Duration::MAX).burst(u32::MAX)),
        3,
        0,
        &[0; 3],
    );
}

/// Each attempt takes a turn, and waits no longer than it must.
#[test]
fn attempts_keep_the_pace_as_well() {
    for (fates, elapsed) in [
        (&[status(503), status(204)][..], 2000),
        (&[asks(503, "retry-after", "7"), status(204)], 7000),
        (&[Fate::Hangs, status(204)], 30_000),
    ] {
        let clock = Virtual::new(0.0);
        let fates = Fates::new(fates, &clock);
        let pace = Pace::new(1, Duration::from_secs(2));
        let core = core(fates, &clock, |it| it.pace(pace));
        let done = run(core.empty::<NoBody>(Request::new(&SAFE), CallOptions::new()));
        assert_eq!(
            done.expect("in the end").elapsed(),
            Duration::from_millis(elapsed)
        );
    }
}

/// No wait begins that cannot end in time, and it takes nobody's turn.
#[test]
fn a_turn_that_comes_too_late_is_not_waited_for() {
    let clock = Virtual::new(0.0);
    let fates = Fates::new(&[status(503)], &clock);
    let pace = Pace::new(1, Duration::from_secs(10));
    let core = core(fates.clone(), &clock, |it| it.pace(pace));
    let call = || {
        let options = CallOptions::new().deadline(Duration::from_secs(5));
        let failed = run(core.empty::<NoBody>(Request::new(&SAFE), options));
        failed.expect_err("no time, or busy")
    };
    // Its second attempt would come too late.
    let error = call();
    assert_eq!(
        (error.status().map(|it| it.as_u16()), error.attempts()),
        (Some(503), 1)
    );
    for _ in 0..2 {
        let error = call();
        let Error::Transport(failure) = &error else {
            panic!("{error:?}")
        };
        assert_eq!(failure.error().kind(), TransportErrorKind::Paced);
        assert_eq!((error.attempts(), error.outcome()), (0, Outcome::NotSent));
        assert_eq!(
            error.to_string(),
            "try (POST /try): nothing was sent: its turn would come after its deadline"
        );
    }
    assert_eq!((fates.sent(), clock.now()), (1, Duration::ZERO));
    clock.pass(Duration::from_secs(6));
    assert_eq!(call().attempts(), 1);
    assert_eq!((fates.sent(), clock.now()), (2, Duration::from_secs(10)));
}
