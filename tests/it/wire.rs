//! The same questions to every operation: what it sends, and what it makes of each answer.
//!
//! Takes an operation called with fixed inputs, and what is right for it. Must not know any API.

use std::fmt::Debug;

use generated_client::runtime::{
    DecodeProblem, Error, Response, TransportErrorKind, json::FaultKind,
};

use crate::server::{Say, Seen, Server, answer};

/// What a call ends with.
pub(crate) type Outcome<T, E> = Result<Response<T>, Error<E>>;

/// What is right for an operation.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Operation<'a> {
    /// Its name in the specification.
    pub(crate) id: &'a str,
    /// Its method.
    pub(crate) method: &'a str,
    /// The path and query of the call.
    pub(crate) target: &'a str,
    /// Every header of the call beside those that each call has; names in lower case.
    pub(crate) headers: &'a [(&'a str, &'a str)],
    /// The body of the call; empty for none.
    pub(crate) body: &'a str,
    /// What it answers with.
    pub(crate) success: Success<'a>,
    /// Its documented failures: statuses, and the variants that they become.
    pub(crate) failures: &'a [(u16, &'a str)],
    /// A body of a failure, which has the text `why it failed`.
    pub(crate) failure: &'a str,
}

/// A success: its status, and its body where it has one.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Success<'a> {
    /// JSON.
    Json(u16, &'a str),
    /// JSON that may be missing.
    Optional(u16, &'a str),
    /// No body.
    Nothing(u16),
}

impl Success<'_> {
    fn status(&self) -> u16 {
        match self {
            Self::Json(status, _) | Self::Optional(status, _) | Self::Nothing(status) => *status,
        }
    }

    fn body(&self) -> &str {
        match self {
            Self::Json(_, body) | Self::Optional(_, body) => body,
            Self::Nothing(_) => "",
        }
    }
}

/// Calls an operation against every kind of answer. `read` looks at the value of a success.
pub(crate) fn check<T: Debug, E: Debug>(
    operation: &Operation<'_>,
    call: impl Fn(&str) -> Outcome<T, E>,
    read: impl Fn(&T),
) {
    sends_exactly_this(operation, &call);
    reads_the_success(operation, &call, &read);
    reads_every_failure(operation, &call);
    keeps_what_is_not_documented(operation, &call);
    refuses_a_web_page(operation, &call);
    tells_an_empty_body(operation, &call);
    tells_a_body_that_broke_off(operation, &call);
}

/// One call against one answer, and the only request that it made.
pub(crate) fn exchange<T, E>(
    call: impl Fn(&str) -> Outcome<T, E>,
    say: Say,
) -> (Outcome<T, E>, Seen) {
    let server = Server::new([say]);
    let outcome = call(&server.url());
    (outcome, server.only())
}

/// An answer of JSON.
pub(crate) fn json(status: u16, body: &str) -> Say {
    answer(
        &format!("{status} Whatever"),
        &[("Content-Type", "application/json")],
        body,
    )
}

fn success(operation: &Operation<'_>) -> Say {
    json(operation.success.status(), operation.success.body())
}

fn sends_exactly_this<T, E>(operation: &Operation<'_>, call: impl Fn(&str) -> Outcome<T, E>) {
    let id = operation.id;
    let (_, seen) = exchange(call, success(operation));
    assert_eq!(seen.method, operation.method, "{id}");
    assert_eq!(seen.target, operation.target, "{id}");
    assert_eq!(seen.text(), operation.body, "{id}");

    let length = operation.body.len().to_string();
    let mut expected: Vec<(&str, &str)> = operation.headers.to_vec();
    expected.push(("accept", "application/json"));
    expected.push(("user-agent", "generated-client/0.1.0"));
    if !operation.body.is_empty() {
        expected.push(("content-type", "application/json"));
        expected.push(("content-length", &length));
    }
    expected.sort_unstable();
    let mut headers: Vec<(&str, &str)> = seen
        .headers
        .iter()
        .map(|(name, value)| (name.as_str(), value.as_str()))
        .filter(|(name, _)| *name != "host")
        .collect();
    headers.sort_unstable();
    assert_eq!(headers, expected, "{id}");
}

fn reads_the_success<T, E: Debug>(
    operation: &Operation<'_>,
    call: impl Fn(&str) -> Outcome<T, E>,
    read: impl Fn(&T),
) {
    let (outcome, _) = exchange(&call, success(operation));
    let response = outcome.unwrap_or_else(|error| panic!("{}: {error}", operation.id));
    assert_eq!(response.status().as_u16(), operation.success.status());
    assert_eq!(response.body(), operation.success.body());
    read(&response);

    // A success that is not documented is read like one that is, and keeps its status.
    let (outcome, _) = exchange(&call, json(299, operation.success.body()));
    let response = outcome.unwrap_or_else(|error| panic!("{}: {error}", operation.id));
    assert_eq!(response.status().as_u16(), 299, "{}", operation.id);
    read(&response);
}

fn reads_every_failure<T: Debug, E: Debug>(
    operation: &Operation<'_>,
    call: impl Fn(&str) -> Outcome<T, E>,
) {
    for (status, variant) in operation.failures {
        let (outcome, _) = exchange(&call, json(*status, operation.failure));
        let error = outcome.expect_err("a failure");
        let about = format!("{} {status}: {error:?}", operation.id);
        assert!(matches!(error, Error::Api(_)), "{about}");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(*status));
        assert_eq!(error.operation(), operation.id);
        assert_eq!(error.body_text(), operation.failure);
        let typed = format!("{:?}", error.typed().expect(&about));
        assert!(typed.starts_with(&format!("{variant}(")), "{about}");
        assert!(typed.contains("why it failed"), "{about}");
    }
}

fn keeps_what_is_not_documented<T: Debug, E: Debug>(
    operation: &Operation<'_>,
    call: impl Fn(&str) -> Outcome<T, E>,
) {
    let (outcome, _) = exchange(&call, json(418, operation.failure));
    let error = outcome.expect_err("a failure");
    assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(418));
    assert_eq!(error.body_text(), operation.failure);
}

fn refuses_a_web_page<T: Debug, E: Debug>(
    operation: &Operation<'_>,
    call: impl Fn(&str) -> Outcome<T, E>,
) {
    let page = "<html><title>Sign in to the Wi-Fi</title></html>";
    let (outcome, _) = exchange(
        &call,
        answer("200 OK", &[("Content-Type", "text/html")], page),
    );
    if matches!(operation.success, Success::Nothing(_)) {
        assert_eq!(outcome.expect("nothing is read").body(), page);
        return;
    }
    let error = outcome.expect_err("a page is not an answer");
    let Error::Decode(decode) = &error else {
        panic!("{}: {error:?}", operation.id)
    };
    let problem = DecodeProblem::UnexpectedContentType {
        content_type: "text/html".to_owned(),
    };
    assert_eq!(decode.problem(), &problem, "{}", operation.id);
    assert_eq!(error.body_text(), page);
}

fn tells_an_empty_body<T: Debug, E: Debug>(
    operation: &Operation<'_>,
    call: impl Fn(&str) -> Outcome<T, E>,
) {
    let (outcome, _) = exchange(&call, json(operation.success.status(), ""));
    match operation.success {
        Success::Json(..) => {
            let error = outcome.expect_err("a body is promised");
            let Error::Decode(decode) = &error else {
                panic!("{}: {error:?}", operation.id)
            };
            let fault = decode.fault().expect("a fault");
            assert_eq!(fault.kind(), FaultKind::Empty, "{}", operation.id);
        }
        Success::Optional(..) | Success::Nothing(_) => {
            let status = outcome.expect("nothing is needed").status();
            assert_eq!(status.as_u16(), operation.success.status());
        }
    }
}

fn tells_a_body_that_broke_off<T: Debug, E: Debug>(
    operation: &Operation<'_>,
    call: impl Fn(&str) -> Outcome<T, E>,
) {
    let half = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nX-Request-Id: r-7\r\n\
        Content-Length: 1000\r\n\r\n{\"name\":";
    let (outcome, _) = exchange(&call, Say::Bytes(half.as_bytes().to_vec()));
    let error = outcome.expect_err("a part is not an answer");
    let Error::Transport(failure) = &error else {
        panic!("{}: {error:?}", operation.id)
    };
    assert_eq!(failure.error().kind(), TransportErrorKind::Body);
    assert_eq!(error.status().map(|it| it.as_u16()), Some(200));
    assert_eq!(error.request_id(), Some("r-7"));
}
