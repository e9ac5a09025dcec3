//! Calls that a server takes now and carries out later.
//!
//! Takes a call, and asks the URL that its answer names until what was ordered is over (RFC 9110, section 15.3.3, and the guidelines of
//! those who write `Operation-Location`). It must not ask another host, ask for ever, or order anything twice.

use std::fmt;

use http::header::{
    CONTENT_LENGTH, CONTENT_TYPE, IF_MATCH, IF_MODIFIED_SINCE, IF_NONE_MATCH, IF_UNMODIFIED_SINCE,
    LOCATION,
};
use http::{HeaderMap, HeaderName, StatusCode};

use super::content::Body;
use super::core::Core;
use super::error::Error;
use super::exchange::{Failure, Stop};
use super::failures::DecodeError;
use super::json::{Fault, FaultKind, Raw, from_slice, glimpse};
use super::octets::Octets;
use super::operation::{Method, Operation, Repeat};
use super::options::CallOptions;
use super::polling::{Pauses, Wait};
use super::received::Received;
use super::request::Request;
use super::response::Response;
use super::url::BaseUrl;

/// Headers that name what tells the state of an order, and not where its result is.
const MONITORS: [&str; 2] = ["operation-location", "azure-asyncoperation"];

/// Headers of a call that say nothing of a question about it.
const NOT_OF_LOOKS: [HeaderName; 6] = [
    CONTENT_TYPE,
    CONTENT_LENGTH,
    IF_MATCH,
    IF_NONE_MATCH,
    IF_MODIFIED_SINCE,
    IF_UNMODIFIED_SINCE,
];

/// Reads the success of a status.
pub type AnswerReader<T> = fn(u16, &mut Body<'_>) -> Result<T, Fault>;

/// A call that may be carried out later.
pub trait Ordered {
    /// The answer when it was carried out.
    type Answer;
    /// The documented failures.
    type Failure: Failure;
    /// What reads the answer.
    const READ: AnswerReader<Self::Answer>;

    /// What sends the call.
    fn core(&self) -> &Core;

    /// The request.
    fn request(&self) -> (Request, CallOptions);
}

/// How waiting for a call ended that is carried out later.
#[derive(Clone)]
#[non_exhaustive]
#[must_use = "it may not be done"]
pub enum Followed<T> {
    /// It was carried out, and this is the answer.
    Done(Response<T>),
    /// It failed, or was canceled; the last answer says why.
    Ended(Box<Received>),
    /// The last answer does not say where to ask, or how far it has got. It may be going on.
    Unclear(Box<Received>),
    /// It was still going on when the time was up.
    Pending(Box<Received>),
}

impl<T> Followed<T> {
    /// The answer, if it was carried out.
    #[must_use]
    pub fn done(self) -> Option<Response<T>> {
        match self {
            Self::Done(answer) => Some(answer),
            Self::Ended(_) | Self::Unclear(_) | Self::Pending(_) => None,
        }
    }

    /// Whether it was carried out.
    #[must_use]
    pub fn is_done(&self) -> bool {
        matches!(self, Self::Done(_))
    }
}

impl<T: fmt::Debug> fmt::Debug for Followed<T> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Done(answer) => formatter.debug_tuple("Done").field(answer).finish(),
            Self::Ended(last) => formatter.debug_tuple("Ended").field(last).finish(),
            Self::Unclear(last) => formatter.debug_tuple("Unclear").field(last).finish(),
            Self::Pending(last) => formatter.debug_tuple("Pending").field(last).finish(),
        }
    }
}

/// Sends a call, and asks until it was carried out, or the time is up.
///
/// # Errors
///
/// [`Error`] when the call fails, or a question about it, after its own attempts. [`Error::Decode`] also when an answer leads to another
/// host.
pub async fn follow<C: Ordered>(
    call: &C,
    wait: Wait,
) -> Result<Followed<C::Answer>, Error<C::Failure>> {
    let core = call.core();
    let clock = &*core.inner.clock;
    let mut pauses = Pauses::new(wait, clock);
    let (request, options) = call.request();
    let base = core.base_of(request.operation());
    let base = base.map_err(|error| Stop::request(request.operation(), error))?;
    let look = request.look();
    let mut asking = options.clone();
    // What a URL says that a server gave is not ours to change.
    asking.query.clear();
    let mut trail = Trail::of(request.operation().method);
    let mut exchange = core.exchange(request, options).await?;
    loop {
        if !exchange.received.status().is_success() {
            return Err(exchange.failure());
        }
        let url = match trail.next(&exchange.received) {
            Next::Done => return exchange.finish(C::READ).map(Followed::Done),
            Next::Ended => return Ok(Followed::Ended(Box::new(exchange.received))),
            Next::Unclear => return Ok(Followed::Unclear(Box::new(exchange.received))),
            Next::Own => None,
            Next::At(url) => Some(url),
        };
        let target = url.as_deref().map(|url| target(&base, url));
        if let Some(None) = target {
            let why = "the answer leads to another host, or nowhere";
            let fault = Fault::new(FaultKind::Paging, 0, why);
            let error = DecodeError::new(exchange.received, fault);
            return Err(Error::Decode(Box::new(error)));
        }
        let next = look.again(target.flatten());
        let goes_on = trail.last || pauses.pause(clock, exchange.received.headers()).await;
        if !goes_on {
            return Ok(Followed::Pending(Box::new(exchange.received)));
        }
        exchange = core.exchange(next, asking.clone()).await?;
    }
}

/// A question about what another operation ordered.
static LOOK: Operation = Operation {
    id: "status",
    method: Method::GET,
    path: "{status_url}",
    repeat: Repeat::Safe,
    security: &[],
    accept: "",
    server: None,
};

impl Request {
    /// A question about what this request orders: like it, without its body and what belongs to that.
    fn look(&self) -> Self {
        let mut look = self.clone();
        look.about = Some(self.operation);
        look.operation = &LOOK;
        look.body = Octets::default();
        for name in NOT_OF_LOOKS {
            look.headers.remove(name);
        }
        if let Repeat::Keyed(key) = self.operation.repeat {
            look.headers.remove(key);
        }
        look
    }

    /// The same, at the URL of the call or at another one.
    fn again(&self, target: Option<String>) -> Self {
        let mut again = self.clone();
        if target.is_some() {
            again.query.clear();
        }
        again.target = target;
        again
    }
}

/// What an answer says.
enum Next {
    Done,
    Ended,
    Unclear,
    /// Go on at this URL.
    At(String),
    /// Go on at the URL of the call itself.
    Own,
}

/// What is known of an order.
#[derive(Default)]
struct Trail {
    /// Whether the result is where the call went, as that of a call that replaces something.
    own: bool,
    /// Where to ask, once that is known.
    url: Option<String>,
    /// Whether what is asked tells the state.
    monitor: bool,
    /// Where the result will be.
    result: Option<String>,
    /// Whether the answer to what is asked now is the result.
    last: bool,
}

impl Trail {
    fn of(method: Method) -> Self {
        Self {
            own: [Method::PUT, Method::PATCH].contains(&method),
            ..Self::default()
        }
    }

    fn next(&mut self, answer: &Received) -> Next {
        if self.last {
            return Next::Done;
        }
        let headers = answer.headers();
        let is_later = answer.status() == StatusCode::ACCEPTED;
        let is_first = self.url.is_none();
        let location = text(headers, LOCATION.as_str());
        let monitor = MONITORS.iter().find_map(|name| text(headers, name));
        if let Some(monitor) = monitor {
            self.monitor = true;
            self.url = Some(monitor);
            self.result = location.or_else(|| self.result.take());
        } else if is_later && !self.monitor && location.is_some() {
            self.url = location;
        } else if self.monitor && location.is_some() {
            self.result = location;
        }
        match (&self.url, self.monitor) {
            (Some(url), true) if is_first => Next::At(url.clone()),
            (Some(_), true) => self.told(answer, is_later),
            (Some(url), false) if is_later => Next::At(url.clone()),
            (None, _) if is_later => Next::Unclear,
            _ => Next::Done,
        }
    }

    /// What the state in an answer means. All but these few words are states in which it goes on.
    fn told(&mut self, answer: &Received, is_later: bool) -> Next {
        let body = from_slice::<Raw>(answer.body()).ok();
        let state = body.as_ref().and_then(|it| {
            let state = glimpse::at(it.as_str(), &["status"])?;
            glimpse::scalar(state)
        });
        let state = state.unwrap_or_default();
        match state.to_ascii_lowercase().as_str() {
            "succeeded" | "completed" => {
                self.last = self.own || self.result.is_some();
                match self.result.take() {
                    _ if self.own => Next::Own,
                    Some(result) => Next::At(result),
                    None => Next::Done,
                }
            }
            "failed" | "canceled" | "cancelled" => Next::Ended,
            "" if !is_later => Next::Unclear,
            _ => self.url.clone().map_or(Next::Unclear, Next::At),
        }
    }
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    let value = headers.get(name)?.to_str().ok()?.trim();
    (!value.is_empty()).then(|| value.to_owned())
}

/// Path and query of a URL of the same origin, or of one that begins with a slash.
fn target(base: &BaseUrl, url: &str) -> Option<String> {
    if !base.holds(url) {
        return None;
    }
    let (url, _) = url.split_once('#').unwrap_or((url, ""));
    let rest = match url.split_once("//") {
        // What comes before is a scheme, or nothing.
        Some((before, behind)) if before.is_empty() || before.ends_with(':') => {
            let path = behind.find(['/', '?']);
            path.and_then(|at| behind.get(at..)).unwrap_or_default()
        }
        _ => url,
    };
    match rest.chars().next() {
        None if rest.len() < url.len() => Some("/".to_owned()),
        Some('/') => Some(rest.to_owned()),
        Some('?') if rest.len() < url.len() => Some(format!("/{rest}")),
        _ => None,
    }
}
