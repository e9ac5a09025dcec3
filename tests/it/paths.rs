//! Values cannot change the request that they are put into: paths, queries, headers, base URLs.

use generated_client::runtime::{BuildError, CallOptions, Error, RequestError};
use generated_client::{aep, batch_mep};

use crate::server::{Server, run};
use crate::transport::{Canned, response};
use crate::wire::json;

fn mep(url: &str) -> batch_mep::Client {
    let builder = batch_mep::Client::builder().base_url(url);
    let client = builder.rest_api_key("key-1").api_key("app-1").build();
    client.expect("everything is set")
}

fn aep_builder(url: &str) -> aep::ClientBuilder {
    let builder = aep::Client::builder().base_url(url);
    let builder = builder.access_token("token-1").api_key("client-1");
    builder.org_id("1@AdobeOrg").sandbox_name("prod")
}

fn aep(url: &str) -> aep::Client {
    aep_builder(url).build().expect("everything is set")
}

/// What a server makes of percent-encoded text.
fn decoded(text: &str) -> String {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        if byte == b'%' {
            let mut digit = || char::from(rest.next().expect("two digits")).to_digit(16);
            let value = digit().expect("hexadecimal") * 16 + digit().expect("hexadecimal");
            bytes.push(u8::try_from(value).expect("two digits"));
        } else {
            bytes.push(byte);
        }
    }
    String::from_utf8(bytes).expect("the text was text")
}

/// Asserts that the value is exactly one segment of the request's path.
fn is_one_segment(value: &str) {
    let server = Server::new([json(200, "")]);
    run(mep(&server.url()).delete_custom_audience(value).send()).expect("confirmed");
    let target = server.only().target;
    let segments: Vec<&str> = target.split('/').collect();
    assert_eq!(segments.len(), 4, "{value:?}: {target}");
    assert_eq!(segments[..3], ["", "app-1", "custom-audience"], "{value:?}");
    assert!(!target.contains(['?', '#', '\\']), "{value:?}: {target}");
    assert_eq!(decoded(segments[3]), value);
}

#[test]
fn c75_a_value_in_the_path_is_one_segment() {
    for value in [
        "vip",
        "%2e%2e",
        "%2E",
        "..%2f",
        "...",
        ". .",
        "../x",
        "a/b",
        "a?b#c",
        "a\\b",
        "a;b=c",
        "\t",
        "\n",
        "\r\nX-Evil: 1",
        "\0",
        " ",
        "é",
        "日本",
        "💥",
        "%",
        "%zz",
        "．．",
        "a+b",
        "~:@!$&'()*,",
    ] {
        is_one_segment(value);
    }
    is_one_segment(&"x".repeat(60 * 1024));
}

#[test]
fn c75_a_value_that_would_be_another_path_is_refused() {
    let server = Server::new([]);
    let client = mep(&server.url());
    for value in ["", ".", ".."] {
        let error = run(client.delete_custom_audience(value).send()).expect_err(value);
        let Error::Request(failure) = &error else {
            panic!("{error:?}")
        };
        let name = "name".to_owned();
        assert_eq!(failure.error(), &RequestError::InvalidParameter { name });

        let call = client.delete_custom_audience("vip").api_key(value);
        let error = run(call.send()).expect_err(value);
        assert!(matches!(error, Error::Request(_)), "{error:?}");
    }
    let error = run(client.delete_custom_audience("x".repeat(64 * 1024)).send());
    let Err(Error::Request(failure)) = error else {
        panic!("64 KiB are too many")
    };
    assert_eq!(failure.error(), &RequestError::UrlTooLong);
    assert_eq!(server.seen().len(), 0);
}

#[test]
fn c75_any_text_is_one_segment() {
    const PIECES: &[&str] = &[
        ".", "..", "/", "\\", "%", "%2e", "%2F", "?", "#", "&", "=", "+", " ", "\t", "\n", "\r",
        "\0", ";", ":", "@", "{", "}", "{name}", "a", "Z", "0", "-", "_", "~", "é", "．", "💥",
        "\u{202E}", "\u{FEFF}",
    ];
    let mut random = Random(0x9E37_79B9_7F4A_7C15);
    for _ in 0..200 {
        let length = 1 + random.below(8);
        let value: String = (0..length)
            .map(|_| PIECES[random.below(PIECES.len())])
            .collect();
        if !matches!(value.as_str(), "." | "..") {
            is_one_segment(&value);
        }
    }
}

/// Pseudo-random numbers, the same in each run (xorshift64).
struct Random(u64);

impl Random {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % u64::try_from(end).expect("small")).expect("small")
    }
}

#[test]
fn c76_a_value_in_the_query_stays_a_value() {
    for value in [
        "withMetrics==true",
        "a&b=c",
        "a+b",
        " ",
        "=",
        "#",
        "%00",
        "%",
        "",
        "é日💥",
        "'\"<>`{}|^\\",
        "a\r\nb\0",
    ] {
        let server = Server::new([json(200, "{}")]);
        let options = CallOptions::new().query("more", value);
        let client = aep(&server.url());
        let call = client.list_audiences().property(value).options(options);
        run(call.send()).expect("a page");
        let target = server.only().target;
        let (path, query) = target.split_once('?').expect("a query");
        assert_eq!(path, "/audiences");
        let pairs: Vec<(&str, String)> = query
            .split('&')
            .map(|pair| pair.split_once('=').expect("a pair"))
            .map(|(name, value)| (name, decoded(value)))
            .collect();
        assert_eq!(
            pairs,
            [("property", value.to_owned()), ("more", value.to_owned())]
        );
    }
}

#[test]
fn c77_a_value_that_would_end_a_header_is_refused() {
    let long = "x".repeat(64 * 1024);
    let values = [
        "a\r\nX-Evil: 1",
        "a\n",
        "a\rb",
        "a\0b",
        "a\tb",
        "aéb",
        &long,
    ];
    for value in values {
        let server = Server::new([]);
        let url = server.url();
        let given = aep(&url);
        let project = aep_builder(&url).org_id(value).build().expect("set");
        let options = CallOptions::new().header("X-Extra", value);
        for (outcome, name) in [
            (
                run(given.get_audience("a").request_id(value).send()),
                "x-request-id",
            ),
            (
                run(given.get_audience("a").api_key(value).send()),
                "x-api-key",
            ),
            (run(project.get_audience("a").send()), "x-gw-ims-org-id"),
            (
                run(given.get_audience("a").options(options).send()),
                "X-Extra",
            ),
        ] {
            let error = outcome.expect_err(name);
            let Error::Request(failure) = &error else {
                panic!("{error:?}")
            };
            let name = name.to_owned();
            assert_eq!(failure.error(), &RequestError::InvalidParameter { name });
            let printed = format!("{error} {error:?}");
            assert!(
                !printed.contains("Evil") && printed.len() < 1_000,
                "{printed}"
            );
        }
        let error = aep_builder(&url).access_token(value).build();
        let error = error.expect_err("not a token");
        assert_eq!(error, BuildError::Credential { scheme: "ims" });
        assert_eq!(server.seen().len(), 0);
    }
    let options = CallOptions::new().header("bad name", "x");
    let error = run(aep("https://api.test")
        .get_audience("a")
        .options(options)
        .send());
    assert!(matches!(error, Err(Error::Request(_))), "{error:?}");
}

#[test]
fn c78_base_urls() {
    let build = |url: &str| {
        let transport = Canned::new(|_| response(200, &[], "{}"));
        let client = aep_builder(url).transport(transport.clone()).build()?;
        run(client.get_audience("a").send()).expect("an audience");
        let (request, _) = transport.seen().remove(0);
        Ok::<String, BuildError>(request.uri().to_string())
    };
    for (url, sent) in [
        ("https://api.test", "https://api.test/audiences/a"),
        ("https://api.test/", "https://api.test/audiences/a"),
        (
            "https://API.test:443/v1/x/",
            "https://api.test/v1/x/audiences/a",
        ),
        (
            "https://api.test:8443/v1",
            "https://api.test:8443/v1/audiences/a",
        ),
        ("//api.test/v1", "https://api.test/v1/audiences/a"),
        (
            "https://[2001:db8::1]:8443",
            "https://[2001:db8::1]:8443/audiences/a",
        ),
        ("http://127.0.0.1:80/x", "http://127.0.0.1/x/audiences/a"),
        ("http://[::1]:81", "http://[::1]:81/audiences/a"),
        ("http://localhost:8080", "http://localhost:8080/audiences/a"),
    ] {
        assert_eq!(build(url).as_deref(), Ok(sent), "{url}");
    }
    for url in [
        "",
        "api.test",
        "/v1",
        "http://api.test",
        "http://127.0.0.1.evil.test",
        "http://localhost.evil.test",
        "https://user:secret@api.test",
        "https://user@api.test",
        "https://api.test?x=secret",
        "https://api.test/#secret",
        "https://api.test/../secret",
        "https://api.test/%2e%2E/x",
        "https://{environment}.test",
        "https://api.test\\secret",
        "https://api.test/a b",
        "https://",
        "https://api.test:port",
        "file:///etc/secret",
        "ftp://api.test",
        "javascript:secret",
    ] {
        let error = build(url).expect_err(url);
        assert!(
            matches!(error, BuildError::BaseUrl { .. }),
            "{url}: {error:?}"
        );
        let printed = format!("{error} {error:?}");
        assert!(!printed.contains("secret"), "{printed}");
    }
}
