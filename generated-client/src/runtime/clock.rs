//! Time: what the clock says, and waiting.
//!
//! Takes and gives durations. It must not need a particular async runtime: without tokio, waiting is a thread's work.

use std::hash::{BuildHasher, RandomState};
use std::sync::LazyLock;
use std::time::{Duration, Instant, SystemTime};

use super::transport::BoxFuture;

/// What tells the time and waits. Give a client one of your own to test what it does over hours, without waiting.
pub trait Clock: Send + Sync + 'static {
    /// The time since a moment that stays the same. It never goes back.
    fn now(&self) -> Duration;

    /// Waits. Dropping the future ends the wait.
    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()>;

    /// The time of day, for dates that servers name.
    fn wall(&self) -> SystemTime {
        SystemTime::now()
    }

    /// A number from 0 to 1 (exclusive) that nobody can foresee: clients that fail together must not come back together.
    fn chance(&self) -> f64 {
        // Each of these has keys of its own. The upper 53 bits are as many as a float holds.
        let bits = RandomState::new().hash_one(()) >> 11;
        #[allow(clippy::cast_precision_loss, reason = "53 bits are exact")]
        let fraction = bits as f64 / (1_u64 << 53) as f64;
        fraction
    }
}

/// The clock of the machine.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct SystemClock;

impl Clock for SystemClock {
    fn now(&self) -> Duration {
        static START: LazyLock<Instant> = LazyLock::new(Instant::now);
        START.elapsed()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'_, ()> {
        #[cfg(feature = "blocking")]
        if super::blocking::is_here() {
            return Box::pin(async move { std::thread::sleep(duration) });
        }
        #[cfg(any(feature = "reqwest", feature = "tower"))]
        if tokio::runtime::Handle::try_current().is_ok() {
            return Box::pin(tokio::time::sleep(duration));
        }
        Box::pin(thread_sleep::Sleep::new(duration))
    }
}

/// Waiting where there is no tokio. Waits are few and short, so each has a thread.
mod thread_sleep {
    use std::pin::Pin;
    use std::sync::{Arc, Mutex, PoisonError};
    use std::task::{Context, Poll, Waker};
    use std::thread;
    use std::time::Duration;

    pub(super) struct Sleep {
        state: Arc<Mutex<State>>,
    }

    #[derive(Default)]
    struct State {
        over: bool,
        waker: Option<Waker>,
    }

    impl Sleep {
        pub(super) fn new(duration: Duration) -> Self {
            let state: Arc<Mutex<State>> = Arc::default();
            let shared = Arc::clone(&state);
            let wake = move || {
                thread::sleep(duration);
                let mut state = shared.lock().unwrap_or_else(PoisonError::into_inner);
                state.over = true;
                if let Some(waker) = state.waker.take() {
                    waker.wake();
                }
            };
            // Without a thread there is no wait: too early is better than never.
            if thread::Builder::new().spawn(wake).is_err() {
                let mut state = state.lock().unwrap_or_else(PoisonError::into_inner);
                state.over = true;
            }
            Self { state }
        }
    }

    impl Future for Sleep {
        type Output = ();

        fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<()> {
            let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
            if state.over {
                return Poll::Ready(());
            }
            state.waker = Some(context.waker().clone());
            Poll::Pending
        }
    }
}
