//! Calls without an async runtime.
//!
//! Takes what this client gives to be awaited, and runs it to its end on the thread that asks. It must not need an executor: a call
//! is the same state machine either way, with the same attempts, deadlines, tokens and pages.

use std::cell::Cell;
use std::pin::pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, Wake, Waker};
use std::thread::{self, Thread};

/// Waits on this thread for what would otherwise be awaited: `client.….send().block()?`.
///
/// All that is awaited here can be had like this: `send`, `wait`, `try_next`, `try_collect`, `in_batches`. Pages, items and streams are also
/// iterators: see their `blocking`. Requests go through [`UreqTransport`](super::UreqTransport), unless the client has a transport of its
/// own.
///
/// The thread does nothing else meanwhile, so this is not for async code. It needs no runtime, and starts none.
pub trait Block: Future + Sized {
    /// Runs it to its end.
    fn block(self) -> Self::Output {
        block_on(self)
    }
}

impl<F: Future> Block for F {}

thread_local! {
    static BLOCKING: Cell<bool> = const { Cell::new(false) };
}

/// Whether this thread waits by itself, and may be stopped by whoever works for it.
pub(super) fn is_here() -> bool {
    BLOCKING.get()
}

fn block_on<F: Future>(future: F) -> F::Output {
    let signal = Arc::new(Signal {
        thread: thread::current(),
        given: AtomicBool::new(false),
    });
    let waker = Waker::from(Arc::clone(&signal));
    let mut future = pin!(future);
    let _here = Here(BLOCKING.replace(true));
    loop {
        if let Poll::Ready(output) = future.as_mut().poll(&mut Context::from_waker(&waker)) {
            return output;
        }
        // Parking may end for no reason, and for the reason of another future on this thread.
        while !signal.given.swap(false, Ordering::Acquire) {
            thread::park();
        }
    }
}

/// Says again afterwards what was said of this thread before, however it ends.
struct Here(bool);

impl Drop for Here {
    fn drop(&mut self) {
        BLOCKING.set(self.0);
    }
}

/// Wakes a thread.
struct Signal {
    thread: Thread,
    given: AtomicBool,
}

impl Wake for Signal {
    fn wake(self: Arc<Self>) {
        self.given.store(true, Ordering::Release);
        self.thread.unpark();
    }
}
