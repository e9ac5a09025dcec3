//! What a document says of hosts, of headers and of other parameters is taken at its word, or a finding says why not.

use generated_client::batch_cep;

use crate::server::run;
use crate::support::make;
use crate::transport::{Canned, response};

/// S08.
#[test]
fn s08_headers_that_http_governs_are_no_parameters() {
    for name in ["Host", "Accept", "Content-Type", "content-type"] {
        let made = make(
            "openapi",
            operation(&format!(
                "parameters: [{{name: {name}, in: header, required: true, schema: {{type: string}}}}]"
            )),
        );
        assert_eq!(made.places().len(), 1, "{name}: {}", made.findings);
        assert!(
            made.places()[0].starts_with("ignored-header "),
            "{}",
            made.findings
        );
        let calls = made.file("src/operations.rs");
        assert!(!calls.contains(name), "{name} is sent by the caller");
    }
}

/// S08. Without a scheme that says so, nothing else would send it.
#[test]
fn s08_authorization_without_a_scheme_is_a_secret_of_the_call() {
    let made = make(
        "openapi",
        operation(
            "parameters: [{name: Authorization, in: header, required: true, schema: {type: string}}]",
        ),
    );
    assert!(
        made.places()[0].starts_with("raw-credential "),
        "{}",
        made.findings
    );
    let calls = made.file("src/operations.rs");
    assert!(calls.contains("secret_header(\"Authorization\""), "{calls}");
}

/// Parameters, and the one thing that is found of them.
#[test]
fn parameters_that_cannot_be_meant_are_said() {
    let cases = [
        (
            "{name: X-A, in: header, schema: {type: string}}, {name: x-a, in: header, schema: {type: string}}",
            "duplicate-parameter ",
        ),
        (
            "{name: bad header, in: header, schema: {type: string}}",
            "unsupported-parameter ",
        ),
        (
            "{name: bad cookie, in: cookie, schema: {type: string}}",
            "unsupported-parameter ",
        ),
        (
            "{name: a, in: query, schema: {type: string}, content: {application/json: {schema: {type: object}}}}",
            "unused-media-type ",
        ),
        (
            "{name: a, in: query, content: {application/json: {schema: {type: string}}, text/plain: {schema: {type: string}}}}",
            "unused-media-type ",
        ),
        ("{name: a, in: query, content: {}}", "corrected "),
    ];
    for (parameters, code) in cases {
        let made = make("openapi", operation(&format!("parameters: [{parameters}]")));
        assert_eq!(made.places().len(), 1, "{parameters}: {}", made.findings);
        assert!(made.places()[0].starts_with(code), "{}", made.findings);
    }
    let path = operation("x-a: 1").replace("/a:", "'/a#b':");
    let made = make("openapi", path);
    assert!(
        made.places()[0].starts_with("path-mismatch "),
        "{}",
        made.findings
    );
}

/// What stands beside a reference comes before what its target says.
#[test]
fn the_description_of_a_reference_is_that_of_the_parameter() {
    let document = operation(
        "parameters: [{$ref: '#/components/parameters/q', description: From beside it.}]",
    ) + "components: {parameters: {q: {name: q, in: query, description: Of its own., schema: {type: string}}}}\n";
    let calls = make("openapi", document)
        .file("src/operations.rs")
        .to_owned();
    assert!(
        calls.contains("From beside it.") && !calls.contains("Of its own."),
        "{calls}"
    );
    let document = operation(
        "parameters: [{$ref: '#/components/parameters/q', summary: In short.}]",
    ) + "components: {parameters: {q: {name: q, in: query, description: At length., schema: {type: string}}}}\n";
    let made = make("openapi", document.replace("3.0.3", "3.1.0"));
    let calls = made.file("src/operations.rs");
    let (short, long) = (calls.find("In short."), calls.find("At length."));
    assert!(short.is_some() && short < long, "{calls}");
}

/// S09. A base URL lacks nothing that the document says of it.
#[test]
fn s09_the_path_of_a_relative_server_is_where_a_base_url_is_given() {
    let made = make(
        "openapi",
        format!("servers: [{{url: /v1}}]\n{}", operation("x-a: 1")),
    );
    let url = "https://api.example.com/v1";
    assert!(made.findings.contains(url), "{}", made.findings);
    assert!(made.file("src/client.rs").contains(url));
    assert!(
        made.file("README.md")
            .contains(&format!(".base_url(\"{url}\")"))
    );
}

/// S09. A call goes to no host that the document does not name for it.
#[test]
fn s09_servers_of_operations_are_kept_or_said() {
    let root = "servers: [{url: 'https://a.test'}]";
    let made = |servers: &str| {
        let text = format!("{root}\n{}", operation(&format!("servers: [{servers}]")));
        make("openapi", text)
    };
    for server in ["'https://{gone}.test'", "v9"] {
        let made = made(&format!("{{url: {server}}}"));
        assert!(
            made.findings.contains("loss[no-server]"),
            "{}",
            made.findings
        );
        let urls = urls_of(made.file("src/operations.rs"));
        assert_eq!(urls, [server.trim_matches('\'')], "the client refuses it");
    }
    let made = made("{url: 'https://{zone}.test', variables: {zone: {default: eu}}}");
    assert!(
        made.file("src/client.rs").contains("pub fn zone("),
        "it can be set"
    );
}

/// S09.
#[test]
fn s09_servers_are_usable_or_said() {
    // The servers of a document, what is found, and the URLs of the client.
    let cases: &[(&str, &[&str], &[&str])] = &[
        (
            "servers: [{url: https://example.com/v1}]",
            &[],
            &["https://example.com/v1"],
        ),
        (
            "servers: [{url: https://example.com/}]",
            &[],
            &["https://example.com/"],
        ),
        ("x-none: 1", &[], &[]),
        ("servers: []", &[], &[]),
        (
            "servers: [{url: '//{env}.example.com/x', variables: {env: {default: live}}}]",
            &[],
            &["https://{env}.example.com/x"],
        ),
        ("servers: [{url: /relative}]", &["bad-server"], &[]),
        (
            "servers: [{url: /v1}, {url: 'https://staging.example.com'}]",
            &["bad-server"],
            &[],
        ),
        (
            "servers: [{url: 'https://b.test:99999'}]",
            &["bad-server"],
            &[],
        ),
        (
            "servers: [{url: 'https://münchen.test'}]",
            &["bad-server"],
            &[],
        ),
        (
            "servers: [{url: 'https://b.test/ü'}]",
            &[],
            &["https://b.test/%C3%BC"],
        ),
        (
            "servers: [{url: 'https://{gone}.example.com'}]",
            &["bad-server"],
            &[],
        ),
        (
            "servers: [{url: 'ftp://example.com'}]",
            &["bad-server"],
            &[],
        ),
    ];
    for (servers, codes, urls) in cases {
        let made = make("openapi", format!("{servers}\n{}", operation("x-a: 1")));
        let found: Vec<String> = made
            .places()
            .iter()
            .filter_map(|it| it.split(' ').next().map(str::to_owned))
            .collect();
        assert_eq!(&found, codes, "{servers}: {}", made.findings);
        assert_eq!(&urls_of(made.file("src/client.rs")), urls, "{servers}");
    }
}

/// S09.
#[test]
fn s09_a_default_that_is_no_choice_is_said() {
    let server = "servers: [{url: 'https://{env}.example.com', variables: {env: {default: gone, enum: [live, test]}}}]";
    let made = make("openapi", format!("{server}\n{}", operation("x-a: 1")));
    assert!(
        made.findings.contains("/servers/0"),
        "nothing is said of a default that is not in its enum: {:?}",
        made.findings
    );
}

/// S09. `info` says 2.9, the variable of the server 2.11.
#[test]
fn s09_the_version_of_a_path_is_that_of_the_server() {
    let ok = |_: &http::Request<bytes::Bytes>| response(200, &[], "{}");
    let url = |version: Option<&str>| {
        let transport = Canned::new(ok);
        let builder = batch_cep::Client::builder().transport(transport.clone());
        let builder = builder.rest_api_key("key").project("project");
        let client = match version {
            Some(version) => builder.version(version).build(),
            None => builder.build(),
        };
        let client = client.expect("everything is set");
        run(client.view_audience("vip").send()).expect("an answer");
        transport.seen()[0].0.uri().to_string()
    };
    let of = |version: &str| format!("https://api.batch.com/{version}/audiences/view?name=vip");
    assert_eq!(url(None), of("2.11"));
    assert_eq!(url(Some("2.9")), of("2.9"));
}

/// A document with one operation, of which this is a part.
fn operation(part: &str) -> String {
    format!(
        "openapi: 3.1.0\ninfo: {{title: T, version: \"1\"}}\npaths:\n  /a:\n    get:\n      operationId: look\n      {part}\n      responses: {{\"204\": {{description: Done.}}}}\n"
    )
}

/// The URLs in `Server { url: "…", … }`.
fn urls_of(source: &str) -> Vec<String> {
    source
        .split("url: \"")
        .skip(1)
        .filter_map(|it| it.split('"').next())
        .map(str::to_owned)
        .collect()
}
