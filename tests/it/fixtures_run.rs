//! Types of the fixtures at work: compiled and run in the crate that all fixtures become, not here.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::fmt::Debug;
use std::pin::pin;
use std::task::{Context, Poll, Waker};
use std::thread;

use bytes::Bytes;
use fixtures::runtime::json::{Decode, Encode, FaultKind, from_slice, to_vec};
use fixtures::runtime::{
    BoxFuture, Error, Field, HeaderError, Limits, Retry, Transport, TransportError,
};
use fixtures::{conventions, names, parameters, records, recursion, responses, said_aloud, security, streams};

fn read<T: Decode>(text: &str) -> T {
    from_slice(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

fn written<T: Encode>(value: &T) -> String {
    String::from_utf8(to_vec(value).unwrap()).unwrap()
}

/// Types that contain themselves are read as deep as any JSON, and refused below, on a small stack.
#[test]
fn j16_typed_recursion() {
    fn check<T: Decode + Encode + Debug>(open: &str, inner: &str, close: &str) {
        let nested = |depth: usize| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
        let text = nested(100);
        assert_eq!(written(&read::<T>(&text)), text);
        for depth in [200, 100_000] {
            let fault = from_slice::<T>(nested(depth).as_bytes()).unwrap_err();
            assert_eq!(fault.kind(), FaultKind::TooDeep, "{open} {depth}");
        }
    }
    let test = || {
        check::<recursion::types::Node>(r#"{"parent":"#, "{}", "}");
        check::<recursion::types::Expression>(r#"{"not":"#, r#""x""#, "}");
        check::<recursion::types::Forest>("[", "", "]");
        // Two levels of JSON for one of the type.
        let nested = |depth: usize| {
            let open = r#"{"children":["#.repeat(depth);
            format!("{open}{{}}{}", "]}".repeat(depth))
        };
        let text = nested(60);
        assert_eq!(written(&read::<recursion::types::Node>(&text)), text);
        let fault = from_slice::<recursion::types::Node>(nested(100).as_bytes()).unwrap_err();
        assert_eq!(fault.kind(), FaultKind::TooDeep);
    };
    let small = thread::Builder::new().stack_size(512 * 1024);
    small.spawn(test).unwrap().join().unwrap();
}

/// Declared properties have exactly the names that the document gives them, both ways.
#[test]
fn j19_declared_names() {
    let text = concat!(
        r#"{"vec":{"foo_bar":{"new":"a"},"FooBar":{"crate":"b"},"Foo-Bar":{"Self":"c"}},"#,
        r#""self":"d","":"e","1a":"f","_":"g","gen":"h","💥":"i"}"#
    );
    let value: names::types::OptionType = read(text);
    assert_eq!(written(&value), text);
    let vec = value.vec.unwrap();
    let read_fields = [
        vec.foo_bar.unwrap().new_,
        vec.foo_bar_pascal.unwrap().crate_,
        vec.foo_bar_train.unwrap().self_,
        value.self_,
        value.empty,
        value.n1a,
        value.underscore,
        value.r#gen,
        value.boom,
    ];
    let read_fields: Vec<&str> = read_fields.iter().flatten().map(String::as_str).collect();
    assert_eq!(read_fields.concat(), "abcdefghi");
    // A name written with escapes is the same name; one that only looks like it is another.
    let value: names::types::OptionType = read(r#"{"\ud83d\udca5":"i","Self":"x"," ":"y"}"#);
    assert_eq!(written(&value), r#"{"💥":"i"}"#);

    let text = r##"{"text":"t","author":"a","$ref":"#/x","meta:kind":"k"}"##;
    let note: records::types::NoteInput = read(text);
    assert_eq!(note.r#ref.as_deref(), Some("#/x"));
    assert_eq!(note.meta_kind.as_deref(), Some("k"));
    assert!(note.other.is_empty());
    assert_eq!(written(&note), text);
}

/// Absent, `null` and a value are three things where the document tells them apart, and no default is sent.
#[test]
fn j21_null_absent_and_defaults() {
    use records::types::NoteInput as Note;

    let new = || Note::new("t", None);
    // `colour` has a default, `id` is for reading only, `author` is required and may be `null`.
    assert_eq!(written(&new()), r#"{"text":"t","author":null}"#);
    for (note, state) in [
        (new(), Field::Absent),
        (new().reminder(Field::Absent), Field::Absent),
        (new().reminder(Field::Null), Field::Null),
        (new().reminder(None), Field::Null),
        (new().reminder("r"), Field::Value("r".to_owned())),
    ] {
        let reminder = match &state {
            Field::Absent => "",
            Field::Null => r#","reminder":null"#,
            Field::Value(_) => r#","reminder":"r""#,
        };
        let text = format!(r#"{{"text":"t","author":null{reminder}}}"#);
        assert_eq!(written(&note), text);
        assert_eq!(read::<Note>(&text).reminder, state, "{text}");
    }
    // The default is sent when it is set, and is not made up when it is not received.
    let note = new().colour("yellow");
    assert_eq!(
        written(&note),
        r#"{"text":"t","author":null,"colour":"yellow"}"#
    );
    assert_eq!(read::<Note>(r#"{"text":"t","author":null}"#).colour, None);
    // Where the two are not told apart, null is absent.
    let note: Note = read(r#"{"text":"t","author":null,"colour":null}"#);
    assert_eq!(written(&note), r#"{"text":"t","author":null}"#);
    // What is required may be null only where the document says so, and has to be there.
    for text in [r#"{"text":null,"author":null}"#, r#"{"text":"t"}"#] {
        assert!(from_slice::<Note>(text.as_bytes()).is_err(), "{text}");
    }
}

/// Gives one answer to every request.
struct Canned(u16, &'static [(&'static str, &'static str)], &'static str);

impl Transport for Canned {
    fn send(
        &self,
        _: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut response = http::Response::builder().status(self.0);
        for (name, value) in self.1 {
            response = response.header(*name, *value);
        }
        let response = response.body(Bytes::from_static(self.2.as_bytes()));
        Box::pin(async { Ok(response.unwrap()) })
    }
}

/// The result of a future that waits for nothing.
fn now<T>(future: impl Future<Output = T>) -> T {
    match pin!(future).poll(&mut Context::from_waker(Waker::noop())) {
        Poll::Ready(value) => value,
        Poll::Pending => panic!("there is nothing to wait for"),
    }
}

fn responses(answer: Canned) -> responses::Client {
    let builder = responses::Client::builder().base_url("https://a.test").retry(Retry::never());
    builder.transport(answer).build().unwrap()
}

/// An answer is read by its status and its media type; what is not documented is read like what is likeliest.
#[test]
fn s21_successes_by_status_and_media_type() {
    use responses::responses::ExportResponse;

    fn check(status: u16, media_type: &'static str, body: &'static str, expected: &str) {
        let headers: &'static [_] = Box::leak(Box::new([("content-type", media_type)]));
        let answer = now(responses(Canned(status, headers, body)).export().send()).unwrap();
        let found = match answer.into_inner() {
            ExportResponse::Ok(report) => format!("Ok {}", report.title),
            ExportResponse::OkCsv(text) => format!("OkCsv {text}"),
            ExportResponse::OkImage(bytes) => format!("OkImage {}", bytes.len()),
            ExportResponse::Success(ticket) => format!("Success {:?}", ticket.ticket),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{status} {media_type}");
    }
    let json = r#"{"title":"a"}"#;
    check(200, "application/json", json, "Ok a");
    check(200, "application/hal+json; v=1", json, "Ok a");
    check(200, "TEXT/CSV; header=present", "a,b", "OkCsv a,b");
    check(200, "image/png", "1234", "OkImage 4");
    check(
        202,
        "application/vnd.acme.ticket",
        r#"{"ticket":"t"}"#,
        r#"Success Some("t")"#,
    );
    check(
        299,
        "application/json",
        r#"{"ticket":"t"}"#,
        r#"Success Some("t")"#,
    );
}

#[test]
fn s21_failures_by_media_type() {
    use responses::errors::ExportError;

    let failed = |answer| now(responses(answer).export().send()).unwrap_err();
    let json: &[_] = &[("content-type", "application/json")];
    let scim: &[_] = &[("content-type", "application/scim+json")];
    let error = failed(Canned(400, json, r#"{"detail":"d"}"#));
    assert!(
        matches!(error.typed(), Some(ExportError::BadRequest(_))),
        "{error:?}"
    );
    let error = failed(Canned(400, scim, r#"{"status":"400"}"#));
    assert!(
        matches!(error.typed(), Some(ExportError::BadRequestScimJson(_))),
        "{error:?}"
    );
    let error = failed(Canned(304, &[], ""));
    assert!(error.is_not_modified() && error.typed() == Some(&ExportError::NotModified));
}

/// Parameters tell answers apart, in any case and with or without quotes, and what is narrow counts before what is wide.
#[test]
fn s21_answers_by_parameters() {
    use responses::responses::VersionsResponse;

    fn check(media_type: &'static str, body: &'static str, expected: &str) {
        let headers: &'static [_] = Box::leak(Box::new([("content-type", media_type)]));
        let answer = now(responses(Canned(200, headers, body)).versions().send()).unwrap();
        let found = match answer.into_inner() {
            VersionsResponse::Ok(report) => format!("1 {}", report.title),
            VersionsResponse::OkJsonVersion2(problem) => format!("2 {:?}", problem.detail),
            VersionsResponse::OkCsv(text) => format!("csv {text}"),
            VersionsResponse::OkAny(bytes) => format!("any {}", bytes.len()),
            other => format!("{other:?}"),
        };
        assert_eq!(found, expected, "{media_type}");
    }
    let (first, second) = (r#"{"title":"t"}"#, r#"{"detail":"d"}"#);
    check("application/json; version=1", first, "1 t");
    check("Application/JSON;charset=utf-8;VERSION=\"1\"", first, "1 t");
    check("application/json; version=2", second, "2 Some(\"d\")");
    check("application/json; x=\"a;version=1\"; version=2", second, "2 Some(\"d\")");
    check("text/csv", "a,b", "csv a,b");
    check("text/html", "<p>", "any 3");
    // A version that nobody described is not taken for one of them.
    check("application/json; version=3", first, "any 13");
}

/// Text is a typed failure like any other, and its bytes are kept.
#[test]
fn s21_failures_that_are_text() {
    use responses::errors::VersionsError;

    let failed = |answer| now(responses(answer).versions().send()).unwrap_err();
    let text: &[_] = &[("content-type", "text/plain; charset=utf-8")];
    let json: &[_] = &[("content-type", "application/json")];
    let error = failed(Canned(418, text, "short and stout"));
    let expected = VersionsError::ClientError("short and stout".to_owned());
    assert_eq!(error.typed(), Some(&expected));
    assert_eq!(error.body_text(), "short and stout");
    let error = failed(Canned(500, text, "down"));
    let expected = VersionsError::InternalServerErrorText("down".to_owned());
    assert_eq!(error.typed(), Some(&expected));
    let error = failed(Canned(500, json, r#"{"detail":"d"}"#));
    assert!(
        matches!(error.typed(), Some(VersionsError::InternalServerError(_))),
        "{error:?}"
    );
}

/// A redirect is an answer where it is all that is promised, and an error elsewhere.
#[test]
fn s10_redirects() {
    let to: &[_] = &[("location", "/there")];
    let moved = now(responses(Canned(302, to, "")).moved().send()).unwrap();
    assert_eq!(
        moved.header(&responses::headers::LOCATION).unwrap(),
        "/there"
    );
    assert_eq!(
        (moved.status().as_u16(), moved.location()),
        (302, Some("/there"))
    );
    assert!(!format!("{moved:?}").contains("/there"));

    let error = now(responses(Canned(302, to, "")).text().send()).unwrap_err();
    assert!(matches!(error, Error::Redirect(_)), "{error:?}");
    let location = error.received().and_then(|it| it.location());
    assert_eq!(location, Some("/there"));
}

/// Headers are read when they are asked for, and one that is malformed does not fail the call.
#[test]
fn typed_headers() {
    use responses::headers::{RETRY_AFTER, X_LEFT, X_NUMBERS, X_RATIO, X_REPORT, X_STATE, X_TAGS};

    let all: &[_] = &[
        ("x-left", "-7"),
        ("X-RATIO", " 0.5 "),
        ("x-state", "brand \"new\""),
        ("x-tags", "a, b"),
        ("x-tags", ",c"),
        ("x-numbers", "1,2"),
        ("x-report", r#"{"title":"t"}"#),
    ];
    let answer = now(responses(Canned(200, all, "")).headers().send()).unwrap();
    assert_eq!(answer.header(&X_LEFT), Ok(Some(-7)));
    assert_eq!(answer.header(&X_RATIO), Ok(Some(0.5)));
    let state = answer.header(&X_STATE).unwrap().unwrap();
    assert_eq!(state.as_str(), "brand \"new\"");
    let tags = ["a", "b", "c"].map(str::to_owned).to_vec();
    assert_eq!(answer.header(&X_TAGS), Ok(Some(tags)));
    assert_eq!(answer.header(&X_NUMBERS), Ok(Some(vec![1, 2])));
    let report = answer.header(&X_REPORT).unwrap().unwrap();
    assert_eq!(report.title, "t");
    assert_eq!(answer.header(&RETRY_AFTER), Ok(None));

    let wrong: &[_] = &[("x-left", "many"), ("x-ratio", ""), ("x-numbers", "1;2")];
    let answer = now(responses(Canned(200, wrong, "")).headers().send()).unwrap();
    let error = answer.header(&X_LEFT).unwrap_err();
    assert!(
        matches!(error, HeaderError::Malformed { name: "X-Left", .. }),
        "{error:?}"
    );
    assert!(!format!("{error} {error:?}").contains("many"));
    assert!(answer.header(&X_RATIO).is_err() && answer.header(&X_NUMBERS).is_err());

    // A header that is promised is missing when it is not there.
    let moved = now(responses(Canned(302, &[], "")).moved().send()).unwrap();
    let error = moved.header(&responses::headers::LOCATION).unwrap_err();
    assert_eq!(error, HeaderError::Missing { name: "Location" });

    // A failure has headers too.
    let later: &[_] = &[("retry-after", "30"), ("x-left", "0")];
    let error = now(responses(Canned(429, later, "")).headers().send()).unwrap_err();
    assert_eq!(error.header(&RETRY_AFTER), Ok(Some(30)));
    assert_eq!(error.header(&X_LEFT), Ok(Some(0)));
}

/// Gives the request back: its path, query and the headers that start with the letters, each on a line.
struct Echo(&'static str);

impl Transport for Echo {
    fn send(
        &self,
        request: http::Request<Bytes>,
        _: Limits,
    ) -> BoxFuture<'_, Result<http::Response<Bytes>, TransportError>> {
        let mut text = request.uri().path_and_query().unwrap().to_string();
        for (name, value) in request.headers() {
            if name.as_str().starts_with(self.0) {
                text.push_str(&format!("\n{name}: {}", value.to_str().unwrap()));
            }
        }
        let response = http::Response::builder().status(299).body(text.into());
        Box::pin(async { Ok(response.unwrap()) })
    }
}

/// J23: JSON has no text for a float that is not finite. The call fails, and sends no `null` instead.
#[test]
fn j23_a_number_without_end_is_not_sent() {
    use fixtures::rules::types::Order;

    let client = fixtures::rules::Client::builder()
        .transport(Canned(204, &[], ""))
        .build()
        .unwrap();
    let order = |step: f64| Order::new("name", Vec::new()).step(step);
    assert!(now(client.order(order(0.5)).send()).is_ok());
    for step in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let error = now(client.order(order(step)).send()).unwrap_err();
        assert!(matches!(error, Error::Request(_)), "{step}: {error}");
        assert!(to_vec(&order(step)).is_err(), "{step}");
    }
}

/// A scheme that the client does not compute is given whole; certificates and what is not declared are not asked for.
#[test]
fn credentials_of_every_kind() {
    type Builder = security::ClientBuilder;
    fn client(set: impl FnOnce(Builder) -> Builder) -> security::Client {
        let builder = security::Client::builder().base_url("https://a.test");
        set(builder.transport(Echo("authorization")))
            .build()
            .unwrap()
    }
    fn sent(answer: &fixtures::runtime::Response<()>) -> &str {
        std::str::from_utf8(answer.body()).unwrap()
    }
    let signing = client(|it| it.digest("Digest username=\"me\""));
    let answer = now(signing.signed().send()).unwrap();
    assert_eq!(
        sent(&answer),
        "/signed\nauthorization: Digest username=\"me\""
    );
    let answer = now(client(|it| it.oauth("t-1")).granted().send()).unwrap();
    assert_eq!(sent(&answer), "/granted\nauthorization: Bearer t-1");
    for answer in [
        now(client(|it| it).certified().send()),
        now(client(|it| it).open().send()),
        now(client(|it| it.header("k")).undeclared().send()),
    ] {
        assert!(!sent(&answer.unwrap()).contains("authorization"));
    }
    assert!(now(client(|it| it).signed().send()).is_err());
}

/// Parameters whose parts have parts, and an operation with a server of its own on the same host.
#[test]
fn parameters_with_parts_of_parts() {
    use parameters::types::{Filter, Range};

    let builder = parameters::Client::builder().base_url("https://a.test");
    let client = builder.transport(Echo("x-range")).build().unwrap();
    let range = || Range::default().gte(1).lt(2.5);
    let filter = || {
        let tags = vec!["a".to_owned(), "b".to_owned()];
        Filter::default().name("n").tags(tags).created(range())
    };
    let sent = |call: parameters::operations::Deep<'_>| {
        let answer = now(call.send()).unwrap();
        let text = std::str::from_utf8(answer.body()).unwrap().to_owned();
        [
            ("%5B", "["),
            ("%5D", "]"),
            ("%7B", "{"),
            ("%7D", "}"),
            ("%22", "'"),
            ("%3A", ":"),
            ("%2C", ","),
        ]
        .iter()
        .fold(text, |text, (code, mark)| text.replace(code, mark))
    };
    assert_eq!(
        sent(client.deep(filter())),
        "/deep?filter[name]=n&filter[tags][0]=a&filter[tags][1]=b&filter[created][gte]=1&filter[created][lt]=2.5"
    );
    let empty = || client.deep(Filter::default());
    assert_eq!(sent(empty()), "/deep");
    assert_eq!(
        sent(empty().expand(vec!["x".to_owned()])),
        "/deep?expand[0]=x"
    );
    assert_eq!(
        sent(empty().form(filter())),
        "/deep?name=n&tags=a&tags=b&created={'gte':1,'lt':2.5}"
    );
    assert_eq!(
        sent(empty().many(vec![range(), Range::default()])),
        "/deep?many={'gte':1,'lt':2.5}&many={}"
    );
    assert_eq!(
        sent(empty().x_range(Filter::default().name("n"))),
        "/deep\nx-range: {\"name\":\"n\"}"
    );
    assert_eq!(sent(empty().line("a b")), "/deep?line=a%20b");
}

/// What grpc-gateway calls a stream is read line by line, and comes as plain JSON.
#[test]
fn streams_of_grpc_gateway() {
    let kind: &[_] = &[("content-type", "application/json")];
    let body = "{\"result\":{\"n\":1}}\n{\"error\":{\"code\":14}}\n";
    let builder = conventions::Client::builder().base_url("https://a.test");
    let client = builder.transport(Canned(200, kind, body)).build().unwrap();
    let mut parts = now(client.watch().stream_items()).unwrap();
    let first = now(parts.try_next()).unwrap().unwrap();
    assert!(first.result.is_some() && first.error.is_none(), "{first:?}");
    let second = now(parts.try_next()).unwrap().unwrap();
    assert!(second.result.is_none() && second.error.is_some(), "{second:?}");
    assert!(now(parts.try_next()).unwrap().is_none());
}

/// A text is read with quotes and without, where both are declared and where only one is.
#[test]
fn texts_as_json_and_as_they_are() {
    const PLAIN: &[(&str, &str)] = &[("content-type", "text/plain; charset=utf-8")];
    const JSON: &[(&str, &str)] = &[("content-type", "application/json")];
    for (kind, body, text) in [
        (PLAIN, "{a: 1} started", "{a: 1} started"),
        (PLAIN, "2026-01-01 [1]", "2026-01-01 [1]"),
        (PLAIN, "", ""),
        (JSON, r#""a\nb""#, "a\nb"),
    ] {
        let both = now(responses(Canned(200, kind, body)).log().send()).unwrap();
        assert_eq!(*both, text, "{body}");
        let json = now(responses(Canned(200, kind, body)).turn_the_log().send()).unwrap();
        assert_eq!(*json, text, "{body}");
    }
    // Declared as text, it is text even where it could be JSON; of what is declared as JSON alone, that comes first.
    let quoted = Canned(200, PLAIN, r#""a""#);
    assert_eq!(*now(responses(quoted).log().send()).unwrap(), r#""a""#);
    let quoted = Canned(200, PLAIN, r#""a""#);
    assert_eq!(*now(responses(quoted).turn_the_log().send()).unwrap(), "a");
    // A web page is no value, and neither is text where there is an object.
    let page = Canned(200, &[("content-type", "text/html")], "<p>");
    assert!(now(responses(page).turn_the_log().send()).is_err());
    for (kind, body) in [(PLAIN, "full"), (JSON, r#""full""#)] {
        let error = now(responses(Canned(400, kind, body)).log().send()).unwrap_err();
        let full = responses::errors::LogError::BadRequest("full".to_owned());
        assert_eq!(error.typed(), Some(&full), "{error:?}");
    }
}

/// A server that the document has without encryption is called where the caller allows it.
#[test]
fn c78_a_documented_server_without_encryption() {
    let builder = || said_aloud::Client::builder().transport(Echo("host"));
    let error = builder().build().err().unwrap().to_string();
    assert!(error.contains("`plain_http(true)`"), "{error}");
    assert!(builder().plain_http(true).build().is_ok());
}

/// What proves who somebody is is a secret in a query too, by its whole name; what leads to another page is none. Neither a call nor an
/// error prints it, however the server repeats it.
#[test]
fn secrets_of_a_query() {
    let body = "no a-secret-key, ?api-key=a-secret-key&access_token=tok%2Fe%20n%2D1, but page-2";
    let builder = parameters::Client::builder().base_url("https://a.test").retry(Retry::never());
    let client = builder.transport(Canned(400, &[("content-type", "text/plain")], body)).build().unwrap();
    let call = client.secrets("a-secret-key").access_token("tok/e n-1").page_token("page-2").key("k-1");
    let shown = format!("{call:?}");
    let error = now(call.send()).unwrap_err();
    for text in [shown.clone(), format!("{error}"), format!("{error:?}"), format!("{error:#?}")] {
        assert!(!text.contains("a-secret-key") && !text.contains("n%2D1") && !text.contains("e n"), "{text}");
    }
    assert!(shown.contains("page-2") && shown.contains("k-1"), "{shown}");
    assert!(error.to_string().contains("page-2"), "{error}");
    let builder = parameters::Client::builder().base_url("https://a.test");
    let client = builder.transport(Echo("x-none")).build().unwrap();
    let sent = now(client.secrets("a b").access_token("t").send()).unwrap();
    assert_eq!(sent.body(), "/secrets?api-key=a%20b&access_token=t");
}

/// Where each kind of event has its own data, a stream gives one of them; another one is kept as it came.
#[test]
fn events_of_several_kinds() {
    let kind: &[_] = &[("content-type", "text/event-stream")];
    let body = concat!(
        "event: word\ndata: {\"word\":\"a\"}\n\nevent: ping\n\n",
        "event: reply\ndata: {\"text\":\"b\"}\n\ndata: {\"other\":1}\n\n",
    );
    let builder = streams::Client::builder().base_url("https://a.test");
    let client = builder.transport(Canned(200, kind, body)).build().unwrap();
    let mut events = now(client.kinds().stream_events()).unwrap();
    let mut shown = Vec::new();
    while let Some(event) = now(events.try_next()).unwrap() {
        shown.push(format!("{event:?}"));
    }
    let starts = ["Word(Word {", "Reply(Reply {", "Unknown("];
    assert_eq!(shown.len(), starts.len(), "{shown:?}");
    for (shown, start) in shown.iter().zip(starts) {
        assert!(shown.starts_with(start), "{shown}");
    }
}
