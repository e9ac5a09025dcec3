//! A scripted server, and what runs the calls to it.

mod connections;
mod scripted;

use std::cell::Cell;

pub(crate) use connections::{Connections, Script};
use generated_client::runtime::Block as _;
pub(crate) use scripted::{Say, Seen, Server, answer, nobody};

thread_local! {
    static WAITS: Cell<bool> = const { Cell::new(false) };
}

/// Lets a test wait on its thread where it would otherwise have a runtime: [`run`] blocks, and the transport is that of threads.
pub(crate) fn waiting(test: impl FnOnce()) {
    WAITS.set(true);
    test();
    WAITS.set(false);
}

/// Runs a future to its end.
pub(crate) fn run<T>(future: impl Future<Output = T>) -> T {
    if WAITS.get() {
        return future.block();
    }
    tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .expect("a runtime of one thread")
        .block_on(future)
}
