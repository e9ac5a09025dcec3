//! The Batch CEP Audience API on the wire.

use generated_client::batch_cep::{Client, types};
use generated_client::runtime::{Retry, json};
use types::{
    AudienceIdType, AudienceMember, AudienceType, AudienceUpdate, IndexingState, UpdateAction,
};

use crate::server::run;
use crate::wire::{Operation, Success, check};

const HEADERS: &[(&str, &str)] = &[
    ("authorization", "Bearer key-1"),
    ("x-batch-project", "project-1"),
];
const ACCEPTED: Success<'_> = Success::Json(202, r#"{"indexing_token":"t-1","later":[]}"#);
const FAILURES: &[(u16, &str)] = &[
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (429, "TooManyRequests"),
    (500, "InternalServerError"),
    (503, "ServiceUnavailable"),
];
const FAILURE: &str = r#"{"error_message":"why it failed","error_code":"SOME_CODE"}"#;

fn client(url: &str) -> Client {
    let builder = Client::builder().base_url(url).retry(Retry::never());
    let client = builder.rest_api_key("key-1").project("project-1").build();
    client.expect("everything is set")
}

/// The writes differ by path and body alone.
fn write<'a>(id: &'a str, target: &'a str, body: &'a str) -> Operation<'a> {
    Operation {
        id,
        method: "POST",
        target,
        headers: HEADERS,
        body,
        success: ACCEPTED,
        failures: FAILURES,
        failure: FAILURE,
    }
}

#[test]
fn create_audience() {
    let body = r#"{"name":"vip","type":"custom_ids","display_name":"Very \"important\""}"#;
    check(
        &write("audience_create", "/audiences/create", body),
        |url| {
            let client = client(url);
            let call = client.create_audience("vip", AudienceIdType::CustomIds);
            run(call.display_name("Very \"important\"").send())
        },
        |accepted| assert_eq!(accepted.indexing_token.as_deref(), Some("t-1")),
    );
}

#[test]
fn update_audience() {
    let body = r#"{"name":"vip","ids":[{"action":"add","id":"c-1","attributes":{"date(seen)":"2025-03-14T09:26:53Z","orders":7}},{"action":"remove","id":"c-2"}]}"#;
    check(
        &write("audience_update", "/audiences/update", body),
        |url| {
            let attributes = [
                ("orders", serde_json::json!(7)),
                ("date(seen)", serde_json::json!("2025-03-14T09:26:53Z")),
            ];
            let attributes =
                attributes.map(|(key, value)| (key.to_owned(), json::Raw::from(value)));
            let ids = vec![
                AudienceUpdate::new(UpdateAction::Add, "c-1").attributes(attributes.into()),
                AudienceUpdate::new(UpdateAction::Remove, "c-2"),
            ];
            run(client(url).update_audience("vip", ids).send())
        },
        |accepted| assert_eq!(accepted.indexing_token.as_deref(), Some("t-1")),
    );
}

#[test]
fn replace_audience() {
    let body = r#"{"name":"vip","ids":[{"id":"c-1"}]}"#;
    check(
        &write("audience_replace", "/audiences/replace", body),
        |url| {
            let ids = vec![AudienceMember::new("c-1")];
            run(client(url).replace_audience("vip", ids).send())
        },
        |accepted| assert_eq!(accepted.indexing_token.as_deref(), Some("t-1")),
    );
}

#[test]
pub(crate) fn remove_audience() {
    check(
        &write("audience_remove", "/audiences/remove", r#"{"name":"vip"}"#),
        |url| run(client(url).remove_audience("vip").send()),
        |accepted| assert_eq!(accepted.indexing_token.as_deref(), Some("t-1")),
    );
}

#[test]
pub(crate) fn view_audience() {
    let mut failures = FAILURES.to_vec();
    failures.push((404, "NotFound"));
    let body = r#"{"name":"vip","type":"EMAIL","nb_ids":3,"indexing_state":"IN_PROCESS","unknown":{"deep":[1]}}"#;
    let operation = Operation {
        id: "audience_view",
        method: "GET",
        target: "/audiences/view?name=vip&indexing_token=a%26b",
        headers: HEADERS,
        body: "",
        success: Success::Json(200, body),
        failures: &failures,
        failure: FAILURE,
    };
    check(
        &operation,
        |url| {
            run(client(url)
                .view_audience("vip")
                .indexing_token("a&b")
                .send())
        },
        |audience| {
            assert_eq!(audience.name.as_deref(), Some("vip"));
            assert_eq!(audience.nb_ids, Some(3));
            assert_eq!(audience.kind, Some(AudienceType::from("EMAIL")));
            assert_eq!(
                audience.indexing_state,
                Some(IndexingState::from("IN_PROCESS"))
            );
            assert_eq!(audience.created, None);
        },
    );
}

#[test]
fn list_audiences() {
    let body = r#"{"audiences":[{"name":"vip","indexing_state":"APPLIED"},{}],"count":2,"has_more":true,"next_from":"n="}"#;
    let operation = Operation {
        id: "audience_list",
        method: "GET",
        target: "/audiences/list?from=n%3D&limit=2",
        headers: HEADERS,
        body: "",
        success: Success::Json(200, body),
        failures: FAILURES,
        failure: FAILURE,
    };
    check(
        &operation,
        |url| run(client(url).list_audiences().from("n=").limit(2).send()),
        |page| {
            let audiences = page.audiences.as_deref().expect("a list");
            assert_eq!(audiences.len(), 2);
            assert_eq!(audiences[0].indexing_state, Some(IndexingState::Applied));
            assert_eq!((page.count, page.has_more), (Some(2), Some(true)));
            assert_eq!(page.next_from.as_deref(), Some("n="));
        },
    );
}

#[test]
fn what_is_not_given_is_not_sent() {
    let server =
        crate::server::Server::new([crate::wire::json(200, "{}"), crate::wire::json(202, "{}")]);
    let client = client(&server.url());
    run(client.list_audiences().send()).expect("a page");
    run(client.create_audience("vip", AudienceIdType::Emails).send()).expect("accepted");
    let seen = server.seen();
    assert_eq!(seen[0].target, "/audiences/list");
    assert_eq!(seen[1].text(), r#"{"name":"vip","type":"emails"}"#);
}

#[test]
fn a_call_can_have_another_project() {
    let server = crate::server::Server::new([crate::wire::json(200, "{}")]);
    let client = client(&server.url());
    run(client.view_audience("vip").project("project-2").send()).expect("an audience");
    assert_eq!(server.only().header("x-batch-project"), Some("project-2"));
}
