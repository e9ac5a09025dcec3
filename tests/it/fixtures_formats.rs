//! Types that the settings give formats, at work: compiled and run in the crate that all fixtures become, not here.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::pin::pin;
use std::sync::{Arc, Mutex};
use std::task::{Context, Poll, Waker};

use bytes::Bytes;
use fixtures::formats::types::{Event, GetEventRange, When};
use fixtures::formats::{Client, headers};
use fixtures::runtime::json::{FaultKind, from_slice, to_vec};
use fixtures::runtime::{BoxFuture, Field, HeaderError, Limits, Transport, TransportError};
use jiff::Timestamp;
use jiff::civil::{Date, Time};
use uuid::Uuid;

const EVENT: &str = concat!(
    r#"{"id":"67e55044-10b1-426f-9247-bb680e5fe0c8","at":"2026-11-25T23:15:00Z","ended":null,"#,
    r#""days":["2026-11-25","2028-02-29"],"opens":"09:30:00","links":{"self":"https://a.test/x?y=1"},"#,
    r#""from":"192.0.2.1","when":"2026-11-25T23:15:00.5Z","either":"soon","stamp":"1970-01-01T00:00:00Z","#,
    r#""size":18446744073709551615,"epoch":1,"money":"3.50 EUR"}"#
);

/// Wherever text stands in a body: fields, lists, maps, unions, aliases. What JSON reads is what it writes.
#[test]
fn formats_in_bodies() {
    let event: Event = from_slice(EVENT.as_bytes()).unwrap();
    assert_eq!(event.at, "2026-11-25T23:15:00Z".parse::<Timestamp>().unwrap());
    assert_eq!(event.ended, Field::Null);
    assert_eq!(event.days.last().unwrap().day(), 29);
    assert_eq!(event.opens, Some(Time::constant(9, 30, 0, 0)));
    assert_eq!(event.links.as_ref().unwrap()["self"].query(), Some("y=1"));
    assert!(event.from.unwrap().is_ipv4_documentation());
    assert!(matches!(event.when, Some(When::Text(it)) if it.subsec_millisecond() == 500));
    assert_eq!(event.either.as_deref(), Some("soon"));
    assert_eq!(String::from_utf8(to_vec(&event).unwrap()).unwrap(), EVENT);
    let offset = EVENT.replace("23:15:00Z", "23:15:00+02:00");
    let event: Event = from_slice(offset.as_bytes()).unwrap();
    assert_eq!(event.at.to_string(), "2026-11-25T21:15:00Z");
}

trait Documentation {
    fn is_ipv4_documentation(&self) -> bool;
}

impl Documentation for std::net::Ipv4Addr {
    fn is_ipv4_documentation(&self) -> bool {
        self.octets().starts_with(&[192, 0, 2])
    }
}

/// A text that is not of its format is a fault at its place.
#[test]
fn j17_j18_formats_that_do_not_fit() {
    fn check(from: &str, to: &str, path: &str, message: &str) {
        let text = EVENT.replacen(from, to, 1);
        assert_ne!(text, EVENT, "{from}");
        let fault = from_slice::<Event>(text.as_bytes()).unwrap_err();
        assert_eq!((fault.path(), fault.message()), (path, message), "{to}");
        let at = text.get(fault.offset()..).unwrap();
        assert!(at.starts_with(to), "{to} at {at}");
    }
    let instant = "the text is not a date and time (RFC 3339)";
    let date = "the text is not a date (RFC 3339)";
    check(r#""2026-11-25T23:15:00Z""#, r#""yesterday""#, "/at", instant);
    check(r#""2028-02-29""#, r#""2027-02-29""#, "/days/1", date);
    check(
        r#""https://a.test/x?y=1""#,
        r#""/x""#,
        "/links/self",
        "the text is not an absolute URL",
    );
    check(r#""2026-11-25T23:15:00.5Z""#, r#""""#, "/when", instant);
    check(
        r#""192.0.2.1""#,
        r#""::1""#,
        "/from",
        "the text is not a `std::net::Ipv4Addr`",
    );
    let text = EVENT.replace("67e55044", "z");
    let fault = from_slice::<Event>(text.as_bytes()).unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Format);
    let text = EVENT.replace(r#""2026-11-25T23:15:00Z""#, "1");
    let fault = from_slice::<Event>(text.as_bytes()).unwrap_err();
    assert_eq!(fault.kind(), FaultKind::WrongKind);
}

/// Keeps each request as text and gives one answer.
#[derive(Clone, Default)]
struct Kept(Arc<Mutex<Vec<String>>>, &'static [(&'static str, &'static str)], &'static str);

impl Transport for Kept {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let trace = request.headers().get("x-trace");
        let text = format!(
            "{} {}{}",
            request.uri(),
            trace.map_or("", |it| it.to_str().unwrap()),
            String::from_utf8_lossy(request.body())
        );
        self.0.lock().unwrap().push(text);
        let mut response = http::Response::builder().status(200);
        for (name, value) in self.1 {
            response = response.header(*name, *value);
        }
        let response = response.body(Bytes::from_static(self.2.as_bytes()));
        Box::pin(std::future::ready(Ok(response.unwrap())))
    }
}

fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("there is nothing to wait for"),
    }
}

fn client(kept: &Kept) -> Client {
    let builder = Client::builder().base_url("https://a.test");
    builder.transport(kept.clone()).build().unwrap()
}

#[test]
fn formats_in_parameters_and_headers() {
    let id: Uuid = "67e55044-10b1-426f-9247-bb680e5fe0c8".parse().unwrap();
    let day = Date::constant(2026, 11, 25);
    let sent: &[_] = &[
        ("last-change", "2026-11-25T23:15:00Z"),
        ("related", "67e55044-10b1-426f-9247-bb680e5fe0c8, x"),
    ];
    let kept = Kept(Arc::default(), sent, EVENT);
    let client = client(&kept);
    let call = client
        .get_event(id)
        .since(Timestamp::UNIX_EPOCH)
        .days(vec![day, day])
        .x_trace(id)
        .token("not a UUID")
        .range(GetEventRange::default().from(day));
    assert!(!format!("{call:?}").contains("not a UUID"));
    let answer = now(call.send()).unwrap();
    assert_eq!(
        kept.0.lock().unwrap().pop().unwrap(),
        format!(
            "https://a.test/events/{id}?since=1970-01-01T00%3A00%3A00Z&days={day}&days={day}&token=not%20a%20UUID&range[from]={day} {id}"
        )
        .replace('[', "%5B")
        .replace(']', "%5D")
    );
    assert_eq!(answer.id, id);
    let changed = answer.header(&headers::LAST_CHANGE).unwrap().unwrap();
    assert_eq!(changed, answer.at);
    let malformed = answer.header(&headers::RELATED).unwrap_err();
    assert_eq!(
        malformed,
        HeaderError::Malformed {
            name: "Related",
            reason: "the text is not a UUID (RFC 9562)".to_owned(),
        }
    );
}

#[test]
fn formats_in_forms() {
    let kept = Kept::default();
    let day = Date::constant(2026, 11, 25);
    let client = client(&kept);
    let call = client.put_event(Uuid::nil(), Timestamp::UNIX_EPOCH);
    now(call.days(vec![day]).send()).unwrap();
    assert_eq!(
        kept.0.lock().unwrap().pop().unwrap(),
        format!("https://a.test/events/{} at=1970-01-01T00%3A00%3A00Z&days=2026-11-25", Uuid::nil())
    );
}
