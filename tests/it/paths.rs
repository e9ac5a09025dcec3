//! Values cannot change the request that they are put into: paths, queries, headers, base URLs.

use std::net::{IpAddr, UdpSocket};

use generated_client::runtime::plumbing::{
    self, Api, Core, CoreBuilder, Method, Operation, Repeat, Request, Style,
};
use generated_client::runtime::{BuildError, CallOptions, Error, NoBody, RequestError};
use generated_client::{aep, batch_mep};

use crate::server::{Server, answer, run};
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
pub(crate) fn c75_a_value_in_the_path_is_one_segment() {
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
pub(crate) fn c75_any_text_is_one_segment() {
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
pub(crate) fn c76_a_value_in_the_query_stays_a_value() {
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
        " a",
        "a ",
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
        "https://api.test:+443",
        "https://api.test:0",
        "https://api.test:",
        "https://*",
        "https://api.test/..;/secret",
        "http://[127.0.0.1]",
        "http://[::1].secret.test:80",
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

/// C78. Plain HTTP to another machine is for those who allow it, in one place for whatever they give.
#[test]
pub(crate) fn c78_plain_http_is_allowed_and_never_assumed() {
    let transport = Canned::new(|_| response(200, &[], "{}"));
    let build = |url: &str, allowed: bool| {
        let builder = aep_builder(url).plain_http(allowed);
        builder.transport(transport.clone()).build()
    };
    let url = "http://inventory:8080/api";
    for error in [aep_builder(url).build(), build(url, false)].map(Result::err) {
        let error = error.expect("it is not encrypted").to_string();
        assert!(error.contains("`plain_http(true)`"), "{error}");
    }
    let client = build(url, true).expect("it is allowed");
    run(client.get_audience("a").send()).expect("an audience");
    let (request, _) = transport.seen().remove(0);
    assert_eq!(request.uri(), "http://inventory:8080/api/audiences/a");
    for url in [
        "ftp://inventory",
        "http://u:secret@inventory",
        "http://a/../b",
    ] {
        assert!(build(url, true).is_err(), "{url}");
    }
    let plain = |allowed| {
        let mut builder = CoreBuilder::default();
        builder.plain_http(allowed);
        builder.transport(transport.clone());
        builder.build(&PLAIN)
    };
    assert!(plain(false).is_err());
    assert!(plain(true).is_ok());
    // Over the network, where this machine has another address than its own.
    let Some(address) = own_address() else { return };
    let server = Server::on(address, [answer("200 OK", &[], "{}")]);
    assert!(aep_builder(&server.url()).build().is_err());
    let builder = aep_builder(&server.url()).plain_http(true);
    let client = builder.build().expect("it is allowed");
    run(client.get_audience("a").send()).expect("an audience");
    let seen = server.only();
    assert_eq!(seen.target, "/audiences/a");
    assert_eq!(seen.header("authorization"), Some("Bearer token-1"));
}

static PLAIN: Api = Api {
    name: "plain",
    servers: &[plumbing::Server {
        url: "http://inventory.svc.cluster.local:8080/api",
        variables: &[],
    }],
    schemes: &[],
};

/// An address of this machine that others reach it by, if it has one. Nothing is sent to find it.
fn own_address() -> Option<IpAddr> {
    let socket = UdpSocket::bind(("0.0.0.0", 0)).ok()?;
    socket.connect(("192.0.2.1", 9)).ok()?;
    let address = socket.local_addr().ok()?.ip();
    (!address.is_loopback() && !address.is_unspecified()).then_some(address)
}

const fn variable(
    name: &'static str,
    default: &'static str,
    values: &'static [&'static str],
) -> plumbing::Variable {
    plumbing::Variable {
        name,
        default,
        values,
    }
}

/// Those that URLs of these tests name.
const VARIABLES: &[plumbing::Variable] = &[
    variable("base", "/v1", &[]),
    variable("port", ":8443", &[]),
    variable("area", "eu", &[]),
    variable("none", "", &[]),
    variable("zone", "a", &["a", "b"]),
];

/// A core at `https://api.test`, or where the URL of its server leads.
fn core(
    transport: &Canned,
    url: &'static str,
    variables: &[(&'static str, &'static str)],
) -> Result<Core, BuildError> {
    let mut builder = CoreBuilder::default();
    for (name, value) in variables {
        builder.variable(name, *value);
    }
    builder.transport(transport.clone());
    let servers = vec![plumbing::Server {
        url,
        variables: VARIABLES,
    }];
    let api = Api {
        name: "test",
        servers: servers.leak(),
        schemes: &[],
    };
    builder.build(Box::leak(Box::new(api)))
}

/// Sends what `fill` makes of an operation, and gives the request.
fn sent(
    path: &'static str,
    method: Method,
    fill: impl FnOnce(&mut Request),
) -> Result<http::Request<bytes::Bytes>, Error<NoBody>> {
    let transport = Canned::new(|_| response(200, &[], "{}"));
    let core = core(&transport, "https://api.test", &[]).expect("a server");
    let operation = Operation {
        id: "test",
        method,
        path,
        repeat: Repeat::Safe,
        security: &[],
        accept: "",
        server: None,
    };
    let mut request = Request::new(Box::leak(Box::new(operation)));
    fill(&mut request);
    run(core.empty(request, CallOptions::new()))?;
    Ok(transport.seen().remove(0).0)
}

#[test]
fn templates_of_any_text_are_sent_as_they_are_meant() {
    for (template, target) in [
        ("/x/{id}", "/x/7?q=1"),
        ("/x?action={id}", "/x?action=7&q=1"),
        ("/x?a=/../{id}&b", "/x?a=/../7&b&q=1"),
        ("/x#y={id}", "/x%23y=7?q=1"),
        ("/a b/{id}", "/a%20b/7?q=1"),
        ("/\"|^`<>é/{id}", "/%22%7C%5E%60%3C%3E%C3%A9/7?q=1"),
        ("/a%20b%2/{id}", "/a%20b%252/7?q=1"),
        ("/x/{id}:cancel", "/x/7:cancel?q=1"),
    ] {
        let request = sent(template, Method::GET, |request| {
            request.path("id", "7");
            request.query("q", &1);
        });
        let uri = request.expect(template).uri().to_string();
        assert_eq!(uri, format!("https://api.test{target}"), "{template}");
    }
}

#[test]
fn values_that_leave_a_hole_in_a_path_are_refused() {
    let path = |template, style, value: &str| {
        sent(template, Method::GET, |request| {
            request.path_as(style, "id", value);
        })
        .is_ok()
    };
    assert!(path("/x/{id}:cancel", Style::Simple, "7"));
    assert!(!path("/x/{id}:cancel", Style::Simple, ""));
    assert!(!path("/x/{id}", Style::Matrix, ""));
    assert!(!path("/x?y={id}", Style::Simple, ""));
    assert!(
        !path("/x/..{id}", Style::Matrix, "7"),
        "some servers drop what follows a semicolon"
    );
    assert!(!path("/x/.{id}", Style::Simple, "."));
}

#[test]
fn what_frames_a_request_is_no_parameter() {
    for name in ["Content-Length", "host", "Transfer-Encoding", "Connection"] {
        let request = sent("/x", Method::GET, |request| request.header(name, "5"));
        assert!(matches!(request, Err(Error::Request(_))), "{name}");
    }
    let request = sent("/x", Method::GET, |request| {
        request.header("User-Agent", "mine");
    });
    assert_eq!(request.expect("sent").headers()["user-agent"], "mine");
    for (method, length) in [
        (Method::POST, Some("0")),
        (Method::PUT, Some("0")),
        (Method::GET, None),
    ] {
        let request = sent("/x", method, |_| ()).expect("sent");
        let sent = request
            .headers()
            .get("content-length")
            .map(|it| it.to_str().expect("digits"));
        assert_eq!(sent, length);
    }
}

#[test]
fn a_variable_of_a_server_stays_in_its_part() {
    for (url, variable, value, fits) in [
        ("https://api.test{base}", "base", "/v2", true),
        ("https://api.test{base}", "base", ".evil.test/x", false),
        ("https://api.test{base}", "base", ":81/x", false),
        ("https://api.test{port}/v1", "port", ":81", true),
        ("https://api.test{port}/v1", "port", ".evil.test", false),
        ("https://{area}.api.test/v1", "area", "us", true),
        ("https://{area}.api.test/v1", "area", "evil.test/", false),
        ("https://{area}.api.test/v1", "area", "evil.test:80", false),
        ("https://api.test{none}", "none", ".evil.test", false),
        ("https://api.test/{none}", "none", "x", true),
        ("https://api{none}.test", "none", "-us", true),
        ("https://{zone}.api.test", "zone", "b", true),
        ("https://{zone}.api.test", "zone", "c", false),
    ] {
        let transport = Canned::new(|_| response(200, &[], "{}"));
        let core = core(&transport, url, &[(variable, value)]);
        assert_eq!(core.is_ok(), fits, "{url} {value}: {core:?}");
    }
}

#[test]
fn a_value_that_is_not_listed_is_refused_with_those_that_are() {
    let transport = Canned::new(|_| response(200, &[], "{}"));
    let error = core(&transport, "https://{zone}.api.test", &[("zone", "c")]).expect_err("c");
    assert_eq!(
        error.to_string(),
        "the server variable `zone` may be a, b and nothing else; `base_url` takes any server"
    );
}

#[test]
fn c75_a_path_cannot_change_the_host() {
    static API: Api = Api {
        name: "test",
        servers: &[],
        schemes: &[],
    };
    static OPERATIONS: [Operation; 4] = [
        to("@evil.test/x"),
        to(".evil.test/x"),
        to("h"),
        to(":81@evil.test/x"),
    ];
    let server = Server::new([]);
    for operation in &OPERATIONS {
        let mut builder = CoreBuilder::default();
        builder.base_url(server.url());
        let core = builder.build(&API).expect("a loopback server is one");
        let call = core.empty::<NoBody>(Request::new(operation), CallOptions::default());
        let error = run(call).expect_err("the host would be another one");
        assert!(
            matches!(error, Error::Request(_)),
            "{}: {error}",
            operation.path
        );
    }
    assert_eq!(server.seen().len(), 0);
}

const fn to(path: &'static str) -> Operation {
    Operation {
        id: "test",
        method: Method::GET,
        path,
        repeat: Repeat::Safe,
        security: &[],
        accept: "",
        server: None,
    }
}
