//! Pages, items and streams for threads.
//!
//! Takes what is had by `try_next`, and gives an iterator. It must not go on after an error by itself: the same error would come for ever.

use std::fmt;

use super::blocking::Block;

/// What is had one after the other.
pub trait Steps {
    /// What is had.
    type Item;
    /// Why there is no more of it.
    type Error;

    /// The next one; `None` at the end.
    fn step(&mut self) -> impl Future<Output = Result<Option<Self::Item>, Self::Error>>;
}

/// Makes an iterator of what has `try_next`.
macro_rules! steps {
    ([$($generics:tt)*] $steps:ty => $item:ty, $error:ty) => {
        impl<$($generics)*> $steps {
            /// One after the other, for a thread that waits for each.
            pub fn blocking(self) -> super::iterators::Blocking<Self> {
                super::iterators::Blocking::new(self)
            }
        }

        impl<$($generics)*> super::iterators::Steps for $steps {
            type Item = $item;
            type Error = $error;

            async fn step(&mut self) -> Result<Option<$item>, $error> {
                self.try_next().await
            }
        }
    };
}

pub(super) use steps;

/// Pages, items or a stream, one after the other, with the thread waiting for each. It ends after an error; to go on nevertheless, get
/// [what it is made of](Self::into_inner).
#[must_use = "nothing is asked for before the first `next`"]
pub struct Blocking<S> {
    steps: S,
    ended: bool,
}

impl<S> Blocking<S> {
    pub(super) fn new(steps: S) -> Self {
        let ended = false;
        Self { steps, ended }
    }

    /// What it is made of, as far as it has got.
    #[must_use]
    pub fn get_ref(&self) -> &S {
        &self.steps
    }

    /// What it is made of, as far as it has got.
    pub fn into_inner(self) -> S {
        self.steps
    }
}

impl<S: Steps> Iterator for Blocking<S> {
    type Item = Result<S::Item, S::Error>;

    fn next(&mut self) -> Option<Self::Item> {
        if self.ended {
            return None;
        }
        let next = self.steps.step().block().transpose();
        self.ended = !matches!(next, Some(Ok(_)));
        next
    }
}

impl<S: fmt::Debug> fmt::Debug for Blocking<S> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_tuple("Blocking")
            .field(&self.steps)
            .finish()
    }
}
