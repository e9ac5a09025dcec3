//! Servers and proxies that misbehave, and what a caller then learns. Each test is named after its case.

use generated_client::runtime::{DecodeProblem, Error, Retry, TransportError};
use generated_client::{batch_cep, batch_mep};

use batch_cep::errors::ViewAudienceError;
use batch_cep::types::Audience;

use crate::server::{Say, Server, answer, run};
use crate::transport::{Canned, response};
use crate::wire::{Outcome, exchange, json};

fn cep(url: &str) -> batch_cep::Client {
    let builder = batch_cep::Client::builder()
        .base_url(url)
        .retry(Retry::never());
    let client = builder.rest_api_key("key-1").project("project-1").build();
    client.expect("everything is set")
}

fn mep(url: &str) -> batch_mep::Client {
    let builder = batch_mep::Client::builder()
        .base_url(url)
        .retry(Retry::never());
    let client = builder.rest_api_key("key-1").api_key("app-1").build();
    client.expect("everything is set")
}

pub(crate) fn view(url: &str) -> Outcome<Audience, ViewAudienceError> {
    run(cep(url).view_audience("vip").send())
}

fn viewed(say: Say) -> Outcome<Audience, ViewAudienceError> {
    exchange(view, say).0
}

/// An answer whose header has any bytes.
fn odd_header(status: &str, name: &str, value: &[u8]) -> Say {
    let mut bytes = format!("HTTP/1.1 {status}\r\nContent-Length: 2\r\n{name}: ").into_bytes();
    bytes.extend_from_slice(value);
    bytes.extend_from_slice(b"\r\n\r\n{}");
    Say::Bytes(bytes)
}

fn redirect<T, E>(outcome: Outcome<T, E>) -> (Error<E>, bool) {
    let error = outcome.err().expect("a redirect is an error");
    let Error::Redirect(redirect) = &error else {
        panic!("{error}")
    };
    let same_origin = redirect.same_origin();
    (error, same_origin)
}

#[test]
pub(crate) fn c40_redirect_to_another_host_is_not_followed() {
    let other = Server::new([]);
    let location = format!("{}/app-1/custom-audience/vip", other.url());
    let say = answer("302 Found", &[("Location", &location)], "");
    let (outcome, _) = exchange(|url| run(mep(url).view_custom_audience("vip").send()), say);
    let (error, same_origin) = redirect(outcome);
    assert!(!same_origin);
    assert_eq!(error.status().map(|it| it.as_u16()), Some(302));
    for printed in [format!("{error}"), format!("{error:?}")] {
        assert!(!printed.contains(&other.url()), "{printed}");
    }
    assert_eq!(other.seen().len(), 0);
}

#[test]
fn c41_redirect_to_plain_http_is_not_followed() {
    let transport = Canned::new(|_| response(302, &[("location", "http://api.test/x")], ""));
    let builder = batch_cep::Client::builder()
        .base_url("https://api.test")
        .retry(Retry::never());
    let builder = builder.rest_api_key("key-1").project("project-1");
    let client = builder.transport(transport.clone()).build().expect("set");
    let (_, same_origin) = redirect(run(client.view_audience("vip").send()));
    assert!(!same_origin);
    assert_eq!(transport.seen().len(), 1);
}

#[test]
pub(crate) fn c42_a_body_is_not_sent_again() {
    for status in ["307 Temporary Redirect", "308 Permanent Redirect"] {
        let other = Server::new([]);
        let say = answer(status, &[("Location", &other.url())], "");
        let (outcome, seen) = exchange(|url| run(cep(url).remove_audience("vip").send()), say);
        let (_, same_origin) = redirect(outcome);
        assert!(!same_origin);
        assert_eq!(seen.text(), r#"{"name":"vip"}"#);
        assert_eq!(other.seen().len(), 0);
    }
}

#[test]
pub(crate) fn c43_a_redirect_on_the_same_host_is_not_followed_either() {
    for (status, location) in [
        ("301 Moved", "/elsewhere"),
        ("303 See Other", "elsewhere?x#y"),
    ] {
        let say = answer(status, &[("Location", location)], "");
        let (error, same_origin) = redirect(viewed(say));
        assert!(same_origin, "{location}");
        let text = error.to_string();
        assert!(
            text.contains("redirect") && !text.contains("elsewhere"),
            "{text}"
        );
    }
}

#[test]
pub(crate) fn c44_odd_locations() {
    for location in [
        &b"//evil.example/x"[..],
        b"https:\\\\evil.example",
        b"javascript:alert(1)",
        b"http://[",
        b"\xFF\xFE",
        b"",
    ] {
        let (outcome, _) = exchange(view, odd_header("302 Found", "Location", location));
        let (_, same_origin) = redirect(outcome);
        assert!(!same_origin, "{location:?}");
    }
    let (_, same_origin) = redirect(viewed(answer("302 Found", &[], "")));
    assert!(!same_origin);
}

#[test]
pub(crate) fn c45_a_redirect_loop_ends_at_once() {
    let server = Server::new(vec![answer("302 Found", &[("Location", "/")], ""); 20]);
    redirect(view(&server.url()));
    assert_eq!(server.seen().len(), 1);
}

/// A success is read as one, whichever it is.
#[test]
pub(crate) fn c59_successes_that_nobody_documents() {
    for status in [200, 201, 203, 207, 226, 299] {
        let seen = viewed(json(status, r#"{"name":"vip"}"#)).expect("a success");
        assert_eq!(seen.status().as_u16(), status);
        assert_eq!(seen.name.as_deref(), Some("vip"), "{status}");
    }
}

#[test]
pub(crate) fn c60_a_web_page_is_not_json() {
    let page = format!("<html>\n<title>Sign in</title>{}", "x".repeat(10_000));
    let say = answer(
        "200 OK",
        &[("Content-Type", "Text/HTML; charset=utf-8")],
        &page,
    );
    let error = viewed(say).expect_err("a page");
    let Error::Decode(decode) = &error else {
        panic!("{error:?}")
    };
    let content_type = "text/html".to_owned();
    assert_eq!(
        decode.problem(),
        &DecodeProblem::UnexpectedContentType { content_type }
    );
    let text = error.to_string();
    assert!(
        text.contains("text/html") && text.contains("Sign in"),
        "{text}"
    );
    assert!(text.len() < 400 && !text.contains('\n'), "{text}");
    assert_eq!(error.body_text(), page);
}

#[test]
pub(crate) fn c61_a_web_page_of_a_proxy_is_kept() {
    let page = "<html>Bad Gateway</html>";
    let html = [("Content-Type", "text/html")];
    let error = viewed(answer("502 Bad Gateway", &html, page)).expect_err("a failure");
    assert!(matches!(error, Error::Unexpected(_)), "{error:?}");
    assert_eq!(error.status().map(|it| it.as_u16()), Some(502));
    assert_eq!(error.body_text(), page);
    assert!(error.is_server_error());

    // The same on a status that is documented.
    let error = viewed(answer("503 Unavailable", &html, page)).expect_err("a failure");
    let Error::Api(api) = &error else {
        panic!("{error:?}")
    };
    assert!(api.typed().is_none() && api.fault().is_some());
    assert_eq!(error.body_text(), page);
}

#[test]
pub(crate) fn c62_media_types_of_json() {
    for (content_type, is_json) in [
        ("application/json", true),
        ("Application/JSON; charset=utf-8", true),
        ("application/problem+json; charset=utf-8", true),
        ("application/vnd.adobe.x+json", true),
        ("text/plain", true),
        ("application/octet-stream", true),
        ("", true),
        ("text/html", false),
        ("application/xml", false),
        ("application/json-seq", false),
    ] {
        let say = answer(
            "200 OK",
            &[("Content-Type", content_type)],
            r#"{"name":"vip"}"#,
        );
        let outcome = viewed(say);
        assert_eq!(outcome.is_ok(), is_json, "{content_type}");
    }
    for prose in ["Service ready", "not found", "nullable", "true story"] {
        let text = answer("200 OK", &[("Content-Type", "text/plain")], prose);
        let error = viewed(text).expect_err("prose");
        assert!(
            error.to_string().contains("unexpected content type"),
            "{error}"
        );
        assert!(error.to_string().contains(prose), "{error}");
    }
    // Only what is written for people is shown.
    let data = answer("200 OK", &[("Content-Type", "application/xml")], "<data/>");
    let error = viewed(data).expect_err("not JSON");
    assert!(!error.to_string().contains("data"), "{error}");
    let packed = answer("200 OK", &[("Content-Encoding", "gzip")], "{}");
    let error = viewed(packed).expect_err("not asked for");
    assert!(error.to_string().contains("gzip"), "{error}");
}

#[test]
pub(crate) fn c63_bodies_that_are_there_and_should_not_be_and_the_reverse() {
    // A 204 has no body, whatever follows.
    let say = Say::Bytes(b"HTTP/1.1 204 No Content\r\n\r\n{\"name\":\"vip\"}".to_vec());
    let error = viewed(say).expect_err("an audience is promised");
    let Error::Decode(decode) = &error else {
        panic!("{error:?}")
    };
    assert!(matches!(decode.problem(), DecodeProblem::EmptyBody { .. }));

    for body in ["", " \r\n"] {
        let error = viewed(json(200, body)).expect_err("an audience is promised");
        let text = error.to_string();
        assert!(
            text.contains("empty") && text.contains("Audience"),
            "{text}"
        );
    }
    for body in ["", "\u{feff}", "\u{feff} \n"] {
        let (outcome, _) = exchange(
            |url| run(mep(url).update_custom_audience("vip", vec![]).send()),
            json(202, body),
        );
        assert!(outcome.expect("no body is needed").is_none(), "{body:?}");
    }
}

/// No success of these APIs requires a field, so the body of a failure can pass for one: it is kept, to be looked at.
#[test]
fn c64_a_success_with_the_body_of_a_failure() {
    let body = r#"{"error_message":"no","error_code":"NO"}"#;
    let response = viewed(json(200, body)).expect("all fields are optional");
    assert_eq!(response.name, None);
    assert_eq!(response.body(), body);

    for body in [r#"["no"]"#, r#""no""#, "null", r#"{"name":7}"#] {
        let error = viewed(json(200, body)).expect_err("not an audience");
        assert!(matches!(error, Error::Decode(_)), "{error:?}");
        assert_eq!(error.body_text(), body);
    }
}

#[test]
pub(crate) fn c65_failures_whose_bodies_are_not_what_is_documented() {
    for body in [
        r#"{"error_message":7}"#,
        r#"{"error_code":"c"}"#,
        "[]",
        "{",
        "",
        "oops",
    ] {
        let error = viewed(json(400, body)).expect_err("a failure");
        let Error::Api(api) = &error else {
            panic!("{error:?}")
        };
        assert!(api.typed().is_none() && api.fault().is_some(), "{body}");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(400));
        assert_eq!(error.body_text(), body);
    }

    let mut binary = b"HTTP/1.1 400 Bad\r\nContent-Length: 4\r\n\r\n".to_vec();
    binary.extend_from_slice(b"\x00\xFF\x1B[");
    let error = viewed(Say::Bytes(binary)).expect_err("a failure");
    assert_eq!(error.body().map(|it| &it[..]), Some(&b"\x00\xFF\x1B["[..]));
    assert!(!error.to_string().contains(['\0', '\x1B']), "{error}");

    let error = viewed(json(400, &"x".repeat(5_000_000))).expect_err("a failure");
    let received = error.received().expect("an answer");
    assert_eq!(received.body().len(), 64 * 1024);
    assert!(received.is_truncated());
    assert!(error.to_string().len() < 1_000);
}

#[test]
pub(crate) fn c66_request_ids() {
    let with_id = |name: &str, value: &[u8]| {
        let error = viewed(odd_header("418 Teapot", name, value)).expect_err("a failure");
        error.request_id().map(str::to_owned)
    };
    assert_eq!(with_id("x-request-id", b"r-1").as_deref(), Some("r-1"));
    assert_eq!(with_id("X-Request-Id", b"r-1").as_deref(), Some("r-1"));
    assert_eq!(with_id("Request-Id", b"r-1").as_deref(), Some("r-1"));
    assert_eq!(with_id("X-Else", b"r-1"), None);
    let long = with_id("X-Request-Id", "r".repeat(10_000).as_bytes()).expect("an id");
    assert!(long.chars().count() <= 129, "{}", long.len());
    let odd = with_id("X-Request-Id", b"a\x80\tb").expect("an id");
    assert!(odd.starts_with('a') && !odd.contains('\t'), "{odd:?}");

    let say = answer("200 OK", &[("X-Request-Id", "r-2")], "{}");
    assert_eq!(viewed(say).expect("an audience").request_id(), Some("r-2"));
}

#[test]
pub(crate) fn c67_a_status_that_nobody_documents() {
    for status in [304, 402, 418, 499, 511, 599, 999] {
        let error = viewed(json(status, r#"{"a":1}"#)).expect_err("a failure");
        assert!(matches!(error, Error::Unexpected(_)), "{status}: {error:?}");
        assert_eq!(error.status().map(|it| it.as_u16()), Some(status));
    }
}

/// The transport's own error type can be made by others: it must not hold what it should not print.
#[test]
fn an_error_of_a_transport_is_escaped() {
    use generated_client::runtime::TransportErrorKind::Other;

    let error = TransportError::new(
        Other,
        &format!("a\u{1b}[2J\n\u{61c}\u{200b}\u{feff}{}", "x".repeat(1_000)),
    );
    let text = error.to_string();
    assert!(
        text.len() < 300 && !text.contains(['\u{1b}', '\n', '\u{61c}', '\u{200b}', '\u{feff}']),
        "{text}"
    );
}
