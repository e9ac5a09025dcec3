//! Rooms 8 and 9 for one file, item by item: only a few items exist as syntax at a time.
//!
//! Takes: a file in Rust's nouns. Gives: its text. Must not: let the number of processors be seen in it.

use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use super::STACK;
use crate::format::Part;
use crate::{code, emit, format};

/// The text of a file.
///
/// # Errors
///
/// When what `emit` gives is not Rust, which is a defect of ours.
pub(super) fn file(header: &str, file: &code::File) -> syn::Result<String> {
    let part = |number: usize| {
        let item = number.checked_sub(1).and_then(|it| file.items.get(it));
        let tokens = item.map_or_else(|| emit::head(file), emit::item);
        syn::parse2(tokens).map(format::part)
    };
    let parts: syn::Result<Vec<Part>> = in_order(file.items.len() + 1, part).into_iter().collect();
    Ok(format::text(header, &parts?))
}

/// What `work` gives for each number below `count`, made on all processors.
fn in_order<T: Send>(count: usize, work: impl Fn(usize) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let take = || {
        let numbers = std::iter::repeat_with(|| next.fetch_add(1, Ordering::Relaxed));
        let numbers = numbers.take_while(|number| *number < count);
        numbers
            .map(|number| (number, work(number)))
            .collect::<Vec<_>>()
    };
    let helpers = thread::available_parallelism()
        .map_or(1, Into::into)
        .min(count)
        - 1;
    let mut done = thread::scope(|scope| {
        let deep = || thread::Builder::new().stack_size(STACK);
        let started: Vec<_> = (0..helpers)
            .filter_map(|_| deep().spawn_scoped(scope, take).ok())
            .collect();
        let mut done = take();
        for helper in started {
            match helper.join() {
                Ok(more) => done.extend(more),
                Err(panic) => std::panic::resume_unwind(panic),
            }
        }
        done
    });
    done.sort_unstable_by_key(|(number, _)| *number);
    done.into_iter().map(|(_, it)| it).collect()
}
