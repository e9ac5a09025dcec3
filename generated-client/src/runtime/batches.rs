//! More items than one call takes.
//!
//! Takes items and what sends so many of them, and gives an answer for each call. It must not send an item twice, or leave open which
//! items were sent.

use std::fmt;
use std::ops::Range;

use super::attempts::Outcome;
use super::error::Error;

/// A call that was answered, and the items that were in it, counted from 0 over all calls.
#[derive(Clone, Debug)]
pub struct Batch<R> {
    /// Which items it had.
    pub items: Range<usize>,
    /// What it was answered.
    pub answer: R,
}

/// One call of several failed. Those before it were answered, and no later one was sent.
#[derive(Debug)]
pub struct BatchError<R, E> {
    /// The calls that were answered.
    pub done: Vec<Batch<R>>,
    /// Which items the call had that failed. Those behind them were not sent.
    pub items: Range<usize>,
    /// Why it failed.
    pub error: Error<E>,
}

impl<R, E> BatchError<R, E> {
    /// Whether the items of the call that failed were taken.
    #[must_use]
    pub fn outcome(&self) -> Outcome {
        self.error.outcome()
    }
}

impl<R, E> fmt::Display for BatchError<R, E> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Range { start, end } = self.items;
        write!(formatter, "items from {start} to {end}: {}", self.error)
    }
}

impl<R: fmt::Debug, E: fmt::Debug> std::error::Error for BatchError<R, E> {
    fn source(&self) -> Option<&(dyn std::error::Error + 'static)> {
        self.error.source()
    }
}

/// Sends items in calls of at most so many each, one call after the other, and stops at the first one that fails.
///
/// # Errors
///
/// [`BatchError`] says which items were sent, which may have been, and which were not.
pub async fn in_batches<T, R, E, F>(
    items: impl IntoIterator<Item = T>,
    most: usize,
    mut send: impl FnMut(Vec<T>) -> F,
) -> Result<Vec<Batch<R>>, BatchError<R, E>>
where
    F: Future<Output = Result<R, Error<E>>>,
{
    let mut left = items.into_iter();
    let mut done: Vec<Batch<R>> = Vec::new();
    loop {
        let batch: Vec<T> = left.by_ref().take(most.max(1)).collect();
        if batch.is_empty() {
            return Ok(done);
        }
        let start = done.last().map_or(0, |it| it.items.end);
        let items = start..start.saturating_add(batch.len());
        match send(batch).await {
            Ok(answer) => done.push(Batch { items, answer }),
            Err(error) => return Err(BatchError { done, items, error }),
        }
    }
}
