//! The audiences of Adobe Experience Platform on the wire.

use generated_client::aep::{Client, types};
use generated_client::runtime::Retry;
use generated_client::runtime::json::Raw;
use types::{
    AudienceKey, AudienceKind, AudiencePatch, AudienceReplacement, AudienceResult, Expression,
    ExpressionValue, Lifecycle, Namespace, NewAudience, PageMark,
};

use crate::server::{Server, run};
use crate::wire::{Operation, Success, check, json};

const HEADERS: &[(&str, &str)] = &[
    ("authorization", "Bearer token-1"),
    ("x-api-key", "client-1"),
    ("x-gw-ims-org-id", "1@AdobeOrg"),
    ("x-sandbox-name", "prod"),
];
const FAILURES: &[(u16, &str)] = &[
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (429, "TooManyRequests"),
    (500, "InternalServerError"),
    (503, "ServiceUnavailable"),
];
const FAILURE: &str = r#"{"requestId":"r","errors":{"404":[{"code":404,"message":"why it failed"}]},"title":"t","status":404}"#;
const AUDIENCE: &str = r#"{"id":"a-1","type":"ExternalSegment","lifecycle":"asleep","namespace":"AaM","creationTime":1650374572000,"_etag":"\"e\"","unknown":{"deep":[1]}}"#;

fn client(url: &str) -> Client {
    let builder = Client::builder().base_url(url).retry(Retry::never());
    let builder = builder.access_token("token-1").api_key("client-1");
    let client = builder.org_id("1@AdobeOrg").sandbox_name("prod").build();
    client.expect("everything is set")
}

fn operation<'a>(
    id: &'a str,
    (method, target): (&'a str, &'a str),
    body: &'a str,
    success: Success<'a>,
) -> Operation<'a> {
    Operation {
        id,
        method,
        target,
        headers: HEADERS,
        body,
        success,
        failures: FAILURES,
        failure: FAILURE,
    }
}

/// Failures of an operation about no audience that could be absent.
fn without_404() -> Vec<(u16, &'static str)> {
    FAILURES.iter().copied().filter(|it| it.0 != 404).collect()
}

fn read_audience(audience: &types::Audience) {
    assert_eq!(audience.id.as_deref(), Some("a-1"));
    assert_eq!(audience.kind, Some(AudienceKind::ExternalSegment));
    assert_eq!(audience.lifecycle, Some(Lifecycle::from("asleep")));
    assert_eq!(audience.namespace, Some(Namespace::from("AaM")));
    assert_eq!(audience.creation_time, Some(1_650_374_572_000));
    assert_eq!(audience.etag.as_deref(), Some("\"e\""));
    assert_eq!(audience.other["unknown"].as_str(), r#"{"deep":[1]}"#);
}

fn expression() -> Expression {
    let value = ExpressionValue::Text("a = \"b\"".to_owned());
    Expression::default()
        .kind("PQL")
        .format("pql/text")
        .value(value)
}

#[test]
pub(crate) fn list_audiences() {
    let failures = without_404();
    let target = "/audiences?start=5&limit=2&sort=updateTime%3Adesc&property=withMetrics%3D%3Dtrue&name=Sam%20ple&description=d&entityType=_xdm.context.account";
    let body = r#"{"children":[{"id":"a-1"},{"id":"a-2"}],"_page":{"totalCount":111,"next":"1"},"_links":{"next":{"href":"@/audiences?start=1"}}}"#;
    let mut operation = operation(
        "listAudiences",
        ("GET", target),
        "",
        Success::Json(200, body),
    );
    operation.failures = &failures;
    check(
        &operation,
        |url| {
            let client = client(url);
            let call = client.list_audiences().start("5").limit(2);
            let call = call.sort("updateTime:desc").property("withMetrics==true");
            let call = call.name("Sam ple").description("d");
            run(call.entity_type("_xdm.context.account").send())
        },
        |list| {
            assert_eq!(list.children.as_ref().map(Vec::len), Some(2));
            let page = list.page.as_ref().expect("a page");
            assert_eq!(page.total_count, Some(111));
            assert_eq!(page.next, Some(PageMark::Text("1".to_owned())));
        },
    );
}

#[test]
pub(crate) fn create_audience() {
    let failures = without_404();
    let body = r#"{"name":"n","description":"d","type":"SegmentDefinition","expression":{"type":"PQL","format":"pql/text","value":"a = \"b\""},"labels":["core/C1"]}"#;
    let success = Success::Json(200, AUDIENCE);
    let mut operation = operation("createAudience", ("POST", "/audiences"), body, success);
    operation.failures = &failures;
    let call = |url: &str| {
        let audience = NewAudience::new("n")
            .description("d")
            .kind(AudienceKind::SegmentDefinition)
            .expression(expression())
            .labels(vec!["core/C1".to_owned()]);
        run(client(url).create_audience(audience).send())
    };
    check(&operation, call, read_audience);
    operation.success = Success::Json(201, AUDIENCE);
    check(&operation, call, read_audience);
}

#[test]
pub(crate) fn get_audience() {
    let target = "/audiences/a%2F1%3Fx?property=withmetrics%3D%3Dtrue";
    let success = Success::Json(200, AUDIENCE);
    check(
        &operation("getAudience", ("GET", target), "", success),
        |url| {
            let client = client(url);
            let call = client.get_audience("a/1?x");
            run(call.property("withmetrics==true").send())
        },
        read_audience,
    );
}

#[test]
fn patch_audience() {
    let body = r#"[{"op":"add","path":"/name","value":"n"},{"op":"add","path":"/x","value":{"a":[null,1.50]}}]"#;
    let target = ("PATCH", "/audiences/a-1");
    let mut operation = operation("patchAudience", target, body, Success::Json(200, AUDIENCE));
    let call = |url: &str| {
        let name: Raw = "\"n\"".parse().expect("JSON");
        let value: Raw = "{ \"a\": [null, 1.50] }".parse().expect("JSON");
        let patches = vec![
            AudiencePatch::new("/name", name),
            AudiencePatch::new("/x", value),
        ];
        run(client(url).patch_audience("a-1", patches).send())
    };
    check(&operation, call, read_audience);
    operation.success = Success::Json(201, AUDIENCE);
    check(&operation, call, read_audience);
}

#[test]
fn put_audience() {
    let body = r#"{"audienceId":"x-1","namespace":"aam","lifecycle":"published","further":true}"#;
    let target = ("PUT", "/audiences/a-1");
    let mut operation = operation("putAudience", target, body, Success::Json(200, AUDIENCE));
    let call = |url: &str| {
        let mut audience = AudienceReplacement::default()
            .audience_id("x-1")
            .namespace(Namespace::AamLowerCase)
            .lifecycle(Lifecycle::Published);
        audience
            .other
            .insert("further".to_owned(), Raw::from(serde_json::json!(true)));
        run(client(url).put_audience("a-1", audience).send())
    };
    check(&operation, call, read_audience);
    operation.success = Success::Json(201, AUDIENCE);
    check(&operation, call, read_audience);
}

#[test]
pub(crate) fn delete_audience() {
    let target = ("DELETE", "/audiences/a-1");
    check(
        &operation("deleteAudience", target, "", Success::Nothing(204)),
        |url| run(client(url).delete_audience("a-1").send()),
        |()| {},
    );
}

#[test]
pub(crate) fn bulk_get_audiences() {
    let body = r#"{"ids":[{"id":"a-1"},{"id":"a-2"}]}"#;
    let results = r#"{"results":{"a-1":{"id":"a-1"},"a-2":{"requestId":"r","errors":{"404":[{"code":404}]}},"a-3":"gone"}}"#;
    let target = ("POST", "/audiences/bulk-get");
    check(
        &operation(
            "bulkGetAudiences",
            target,
            body,
            Success::Json(207, results),
        ),
        |url| {
            let ids = vec![AudienceKey::new("a-1"), AudienceKey::new("a-2")];
            run(client(url).bulk_get_audiences(ids).send())
        },
        |results| {
            let results = results.results.as_ref().expect("results");
            assert!(matches!(&results["a-1"], AudienceResult::Audience(_)));
            assert!(matches!(
                &results["a-2"],
                AudienceResult::AudienceFailure(_)
            ));
            assert!(
                matches!(&results["a-3"], AudienceResult::Unknown(raw) if raw.as_str() == "\"gone\"")
            );
        },
    );
}

/// Each form has a key that only it has; what has none of them is kept as it came.
#[test]
fn failures_have_five_forms() {
    for (body, form) in [
        (FAILURE, "ServiceError("),
        (r#"{"error_code":"403010","message":"m"}"#, "GatewayError("),
        (r#"{"type":"/t","status":400,"detail":"d"}"#, "Problem("),
        (r#"{"errorMessage":"m"}"#, "MessageError("),
        (r#"{"nothing":"known"}"#, "Unknown("),
        (r#"["not even an object"]"#, "Unknown("),
    ] {
        let server = Server::new([json(403, body)]);
        let error = run(client(&server.url()).get_audience("a-1").send());
        let error = error.expect_err("a failure");
        let typed = format!("{:?}", error.typed());
        assert!(
            typed.starts_with(&format!("Some(Forbidden({form}")),
            "{typed}"
        );
    }
}

#[test]
fn a_call_can_have_other_headers() {
    let server = Server::new([json(200, "{}")]);
    let client = client(&server.url());
    let call = client
        .get_audience("a-1")
        .sandbox_name("dev")
        .request_id("r-1");
    run(call.org_id("2@AdobeOrg").api_key("client-2").send()).expect("an audience");
    let seen = server.only();
    for (name, value) in [
        ("x-sandbox-name", "dev"),
        ("x-request-id", "r-1"),
        ("x-gw-ims-org-id", "2@AdobeOrg"),
        ("x-api-key", "client-2"),
    ] {
        assert_eq!(seen.header(name), Some(value));
    }
}
