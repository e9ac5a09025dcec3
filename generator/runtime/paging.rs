//! Calls whose answer is one page of many.
//!
//! Takes a call and the rule of its operation, and gives pages, or what is in them, one request after the other. It must not send a
//! request anywhere but where the call goes, ask for the same page for ever, or take a page for the last one in doubt.

use std::fmt;
use std::vec;

use super::core::Core;
use super::error::Error;
use super::exchange::Failure;
use super::failures::DecodeError;
use super::field::Field;
use super::json::{Decode, Fault, FaultKind};
use super::options::CallOptions;
use super::received::Received;
use super::request::Request;
use super::response::Response;
use super::turning::{Sent, Step, go_on, next};

/// How the pages of an operation follow each other.
#[derive(Clone, Copy, Debug)]
pub struct Paging {
    /// What leads to the next page.
    pub next: Next,
    /// Where the items are, key by key; empty where the answer is a list.
    pub items: &'static [&'static str],
    /// Where the answer says whether there is a further page; empty where it does not.
    pub more: &'static [&'static str],
}

/// What leads to the next page.
#[derive(Clone, Copy, Debug)]
pub enum Next {
    /// A text or a number of the answer, which is sent back as it came.
    Cursor {
        /// The query parameter that takes it.
        parameter: &'static str,
        /// Where it is, key by key.
        at: &'static [&'static str],
        /// Whether a page without items is the last one, whatever it says.
        until_empty: bool,
    },
    /// A text or a number of the last item, which is sent back as it came.
    Last {
        /// The query parameter that takes it.
        parameter: &'static str,
        /// Where it is in the item.
        key: &'static str,
    },
    /// How many items there were so far.
    Offset {
        /// The query parameter that takes it.
        parameter: &'static str,
        /// How many items a page has, where that is known.
        size: Option<Size>,
    },
    /// The number of the page.
    Number {
        /// The query parameter that takes it.
        parameter: &'static str,
        /// The number of the first page.
        first: u64,
    },
    /// A URL in the answer. Its query is what counts.
    Url(&'static [&'static str]),
    /// The URL of the header `Link` whose relation is `next` (RFC 8288). Its query is what counts.
    Link,
}

/// How many items a page has.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// The query parameter that says it.
    pub parameter: &'static str,
    /// What holds where the caller does not.
    pub default: u64,
    /// More than so many are never given.
    pub most: u64,
}

/// A call whose answer is one page of many.
pub trait Paged {
    /// A page.
    type Page: Decode;
    /// What pages are made of.
    type Item;
    /// The documented failures.
    type Failure: Failure;
    /// How pages follow each other.
    const PAGING: Paging;

    /// What sends the call.
    fn core(&self) -> &Core;

    /// The request for the first page.
    fn request(&self) -> (Request, CallOptions);

    /// The items of a page.
    fn items(page: Self::Page) -> Vec<Self::Item>;
}

/// A field of a page that holds its items, whether or not it must be there.
pub trait Holds<T> {
    /// The items.
    fn held(self) -> Vec<T>;
}

impl<T> Holds<T> for Vec<T> {
    fn held(self) -> Vec<T> {
        self
    }
}

impl<T, H: Holds<T>> Holds<T> for Option<H> {
    fn held(self) -> Vec<T> {
        self.map_or_else(Vec::new, Holds::held)
    }
}

impl<T, H: Holds<T>> Holds<T> for Field<H> {
    fn held(self) -> Vec<T> {
        match self {
            Self::Value(held) => held.held(),
            Self::Absent | Self::Null => Vec::new(),
        }
    }
}

/// Where the pages stand.
enum Turn {
    First,
    /// The query pairs that lead to the next page, encoded.
    At(String),
    /// The last page was one that cannot be left; this is said when the next one is asked for.
    Lost(Box<DecodeError>),
    End,
}

/// The pages of a call, one request each: [`try_next`](Self::try_next) until it is `None`.
///
/// A page is asked for when the one before was taken, and not earlier. After an error the same page can be asked for again.
#[must_use = "pages are asked for by `try_next`"]
pub struct Pages<C> {
    call: C,
    turn: Turn,
    left: Option<u64>,
    /// A position that was met, and how many pages ago: what is met again is a loop (Brent, 1980).
    met: Option<String>,
    since: u64,
    power: u64,
}

/// The items of all pages, in order: [`try_next`](Self::try_next) until it is `None`.
///
/// A page is asked for when the items of the one before were taken, and not earlier. After an error one can go on, with the page that
/// could not be had.
#[must_use = "pages are asked for by `try_next`"]
pub struct Items<C: Paged> {
    pages: Pages<C>,
    items: vec::IntoIter<C::Item>,
}

impl<C: Paged> Pages<C> {
    /// The pages of a call, from its first one.
    pub fn new(call: C) -> Self {
        Self {
            call,
            turn: Turn::First,
            left: None,
            met: None,
            since: 0,
            power: 1,
        }
    }

    /// Begins at a [`position`](Self::position) instead, of this call with the same parameters.
    pub fn from_position(mut self, position: impl Into<String>) -> Self {
        self.turn = Turn::At(position.into());
        self
    }

    /// Ends after so many pages. [`Self::position`] tells where the next one is all the same.
    pub fn at_most(mut self, pages: u64) -> Self {
        self.left = Some(pages);
        self
    }

    /// Where the next page is, as text that can be kept to go on another day: query pairs. `None` before the first page and after the
    /// last one.
    #[must_use]
    pub fn position(&self) -> Option<&str> {
        match &self.turn {
            Turn::At(position) => Some(position),
            Turn::First | Turn::Lost(_) | Turn::End => None,
        }
    }

    /// The next page; `None` after the last one.
    ///
    /// # Errors
    ///
    /// [`Error`] when the page cannot be had, like that of the call itself. [`Error::Decode`] also when the page before says something
    /// that leads nowhere: back to where it came from.
    pub async fn try_next(&mut self) -> Result<Option<Response<C::Page>>, Error<C::Failure>> {
        if self.left == Some(0) {
            return Ok(None);
        }
        if matches!(self.turn, Turn::Lost(_))
            && let Turn::Lost(error) = std::mem::replace(&mut self.turn, Turn::End)
        {
            return Err(Error::Decode(error));
        }
        if matches!(self.turn, Turn::End) {
            return Ok(None);
        }
        let (mut request, options) = self.call.request();
        if let Turn::At(position) = &self.turn {
            go_on(self.call.core(), &mut request, position);
        }
        let sent = Sent::of(&C::PAGING, &request);
        let page: Response<C::Page> = self.call.core().json(request, options).await?;
        self.left = self.left.map(|it| it.saturating_sub(1));
        self.turn = self.after(&sent, &page.received);
        Ok(Some(page))
    }

    fn after(&mut self, sent: &Sent, received: &Received) -> Turn {
        let why = match next(&C::PAGING, sent, received) {
            Step::End => return Turn::End,
            Step::To(position) if self.is_new(&position) => return Turn::At(position),
            Step::To(_) => "the answer leads to a page that was there already",
            Step::Nowhere => "the answer says that there is a further page, and not where",
        };
        let fault = Fault::new(FaultKind::Paging, 0, why);
        Turn::Lost(Box::new(DecodeError::new(received.clone(), fault)))
    }

    /// Whether a position was not met before. A loop is noticed at its second round at the latest.
    fn is_new(&mut self, position: &str) -> bool {
        if self.met.as_deref() == Some(position) {
            return false;
        }
        if let Turn::At(before) = &self.turn
            && before == position
        {
            return false;
        }
        self.since += 1;
        if self.since == self.power {
            self.power = self.power.saturating_mul(2);
            self.since = 0;
            self.met = Some(position.to_owned());
        }
        true
    }
}

impl<C: Paged> Items<C> {
    /// The items of a call, from its first page.
    pub fn new(call: C) -> Self {
        Self {
            pages: Pages::new(call),
            items: Vec::new().into_iter(),
        }
    }

    /// Begins at a [`position`](Self::position) instead, of this call with the same parameters.
    pub fn from_position(mut self, position: impl Into<String>) -> Self {
        self.pages = self.pages.from_position(position);
        self
    }

    /// Ends after so many pages.
    pub fn at_most(mut self, pages: u64) -> Self {
        self.pages = self.pages.at_most(pages);
        self
    }

    /// Where the page after this one is: see [`Pages::position`]. Items of this page that were not taken are not had again there.
    #[must_use]
    pub fn position(&self) -> Option<&str> {
        self.pages.position()
    }

    /// The next item; `None` after the last one.
    ///
    /// # Errors
    ///
    /// As [`Pages::try_next`].
    pub async fn try_next(&mut self) -> Result<Option<C::Item>, Error<C::Failure>> {
        loop {
            if let Some(item) = self.items.next() {
                return Ok(Some(item));
            }
            let Some(page) = self.pages.try_next().await? else {
                return Ok(None);
            };
            self.items = C::items(page.into_inner()).into_iter();
        }
    }

    /// All that is left, at once: as much memory as the items take.
    ///
    /// # Errors
    ///
    /// As [`Pages::try_next`]; what was read before is gone then.
    pub async fn try_collect(mut self) -> Result<Vec<C::Item>, Error<C::Failure>> {
        let mut all = Vec::new();
        while let Some(item) = self.try_next().await? {
            all.push(item);
        }
        Ok(all)
    }
}

#[cfg(feature = "blocking")]
super::iterators::steps!([C: Paged] Pages<C> => Response<C::Page>, Error<C::Failure>);
#[cfg(feature = "blocking")]
super::iterators::steps!([C: Paged] Items<C> => C::Item, Error<C::Failure>);

/// Positions are not shown: they may hold secrets.
impl<C: fmt::Debug> fmt::Debug for Pages<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Pages")
            .field("call", &self.call)
            .finish_non_exhaustive()
    }
}

impl<C: Paged + fmt::Debug> fmt::Debug for Items<C> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Items")
            .field("pages", &self.pages)
            .field("left", &self.items.len())
            .finish()
    }
}
