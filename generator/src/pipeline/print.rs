//! Rooms 8 and 9 for one file, item by item: only a few items exist beside the text at a time.
//!
//! Takes: a file in Rust's nouns. Gives: its text. Must not: let the number of processors be seen in it.

use std::collections::BTreeMap;
use std::iter;
use std::sync::Mutex;
use std::thread;

use super::STACK;
use crate::format::{Page, Part};
use crate::{code, emit, format};

/// How many items are printed at once at most: each processor needs room of its own, and four wait for the other rooms already.
const MOST_AT_ONCE: usize = 4;

/// The text of a file.
///
/// # Errors
///
/// When what `emit` gives is not Rust, which is a defect of ours.
pub(super) fn file(header: &str, file: code::File) -> syn::Result<String> {
    let mut page = Page::new(header);
    page.add(format::part(syn::parse2(emit::head(&file))?));
    let count = file.items.len();
    let print = |item: code::Item| syn::parse2(emit::item(&item)).map(format::part);
    let mut page = Ok(page);
    let add = |part: syn::Result<Part>| match (&mut page, part) {
        (Ok(page), Ok(part)) => page.add(part),
        (page @ Ok(_), Err(error)) => *page = Err(error),
        (Err(_), _) => {}
    };
    in_order(file.items.into_iter(), count, print, add);
    page.map(Page::text)
}

/// Does `work` on each item, on several processors, and gives what comes of it to `done`, in the order of the items. An item is gone when
/// the work on it is done.
fn in_order<I: Send, T: Send>(
    items: impl Iterator<Item = I> + Send,
    count: usize,
    work: impl Fn(I) -> T + Sync,
    done: impl FnMut(T) + Send,
) {
    let left = Mutex::new(items.enumerate());
    let next = || left.lock().ok().and_then(|mut left| left.next());
    let queue = Mutex::new(Queue {
        next: 0,
        early: BTreeMap::new(),
        done,
    });
    let take = || {
        for (number, item) in iter::from_fn(next) {
            let made = work(item);
            if let Ok(mut queue) = queue.lock() {
                queue.push(number, made);
            }
        }
    };
    let processors = thread::available_parallelism().map_or(1, Into::into);
    thread::scope(|scope| {
        let deep = || thread::Builder::new().stack_size(STACK);
        let helpers: Vec<_> = (1..processors.min(count).min(MOST_AT_ONCE))
            .filter_map(|_| deep().spawn_scoped(scope, take).ok())
            .collect();
        take();
        for helper in helpers {
            if let Err(panic) = helper.join() {
                std::panic::resume_unwind(panic);
            }
        }
    });
}

/// Hands on what is made, in the order of the numbers.
struct Queue<T, F> {
    /// The number that is due.
    next: usize,
    /// What was made before it was due.
    early: BTreeMap<usize, T>,
    done: F,
}

impl<T, F: FnMut(T)> Queue<T, F> {
    fn push(&mut self, number: usize, made: T) {
        self.early.insert(number, made);
        while let Some(made) = self.early.remove(&self.next) {
            self.next += 1;
            (self.done)(made);
        }
    }
}
