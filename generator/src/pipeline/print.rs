//! Rooms 8 and 9 for one file, item by item: only a few items exist as syntax at a time.
//!
//! Takes: a file in Rust's nouns. Gives: its text. Must not: let the number of processors be seen in it.

use std::iter;
use std::sync::Mutex;
use std::thread;

use super::STACK;
use crate::format::Part;
use crate::{code, emit, format};

/// The text of a file.
///
/// # Errors
///
/// When what `emit` gives is not Rust, which is a defect of ours.
pub(super) fn file(header: &str, file: code::File) -> syn::Result<String> {
    let head = syn::parse2(emit::head(&file)).map(format::part);
    let count = file.items.len();
    let item = |item: code::Item| syn::parse2(emit::item(&item)).map(format::part);
    let items = in_order(file.items.into_iter(), count, item);
    let parts: syn::Result<Vec<Part>> = iter::once(head).chain(items).collect();
    Ok(format::text(header, parts?))
}

/// What `work` makes of each item, on all processors. An item is gone when the work on it is done.
fn in_order<I: Send, T: Send>(
    items: impl Iterator<Item = I> + Send,
    count: usize,
    work: impl Fn(I) -> T + Sync,
) -> Vec<T> {
    let left = Mutex::new(items.enumerate());
    let next = || left.lock().ok().and_then(|mut left| left.next());
    let take = || -> Vec<(usize, T)> {
        iter::from_fn(next)
            .map(|(number, item)| (number, work(item)))
            .collect()
    };
    let processors = thread::available_parallelism().map_or(1, Into::into);
    let mut done = thread::scope(|scope| {
        let deep = || thread::Builder::new().stack_size(STACK);
        let helpers: Vec<_> = (1..processors.min(count))
            .filter_map(|_| deep().spawn_scoped(scope, take).ok())
            .collect();
        let mut done = take();
        for helper in helpers {
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
