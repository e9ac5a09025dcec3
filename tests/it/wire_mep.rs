//! The Batch MEP Custom Audience APIs on the wire: 1.1 and 1.0, which share a shape and no type.

use crate::wire::{Operation, Success};

const HEADERS: &[(&str, &str)] = &[("x-authorization", "key-1")];
const FAILURES: &[(u16, &str)] = &[
    (400, "BadRequest"),
    (401, "Unauthorized"),
    (403, "Forbidden"),
    (404, "NotFound"),
    (500, "InternalServerError"),
    (503, "ServiceUnavailable"),
];
const FAILURE: &str = r#"{"code":32,"message":"why it failed","more":null}"#;
const CONFIRMED: Success<'_> = Success::Optional(200, r#"{"later":1}"#);
const ACCEPTED: Success<'_> = Success::Optional(202, r#"{"indexing_token":"t-1"}"#);
const AUDIENCE: &str = r#"{"name":"vip","type":"martian_ids","nb_ids":3,"created":"2024-09-02T06:45:10","indexing_state":"LOST"}"#;
const LIST: &str =
    r#"{"custom_audiences":[{"name":"vip"},{"name":"new","unknown":true}],"total":2}"#;

/// The app's key stands in the path, encoded; so does the name.
const AUDIENCE_TARGET: &str = "/app%2Fkey/custom-audience/a%20b%2Fc";

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

mod v1_1 {
    use generated_client::batch_mep::{Client, errors::ViewCustomAudienceError, types};
    use generated_client::runtime::Retry;
    use generated_client::runtime::json::Raw;
    use types::{
        CustomAudienceMember, CustomAudienceType, CustomAudienceUpdate, IndexingState, UpdateAction,
    };

    use super::{ACCEPTED, AUDIENCE, AUDIENCE_TARGET, CONFIRMED, LIST, operation};
    use crate::server::{Server, run};
    use crate::wire::{Success, check, json};

    fn client(url: &str) -> Client {
        let builder = Client::builder().base_url(url).retry(Retry::never());
        let client = builder.rest_api_key("key-1").api_key("app/key").build();
        client.expect("everything is set")
    }

    #[test]
    fn create_custom_audience() {
        let body = r#"{"type":"install_ids","description":"Very important"}"#;
        check(
            &operation(
                "create_custom_audience",
                ("POST", AUDIENCE_TARGET),
                body,
                CONFIRMED,
            ),
            |url| {
                let client = client(url);
                let call = client.create_custom_audience("a b/c");
                run(call.description("Very important").send())
            },
            |confirmed| assert!(confirmed.is_some()),
        );
    }

    #[test]
    fn update_custom_audience() {
        let body = r#"{"ids":[{"action":"add","id":"i-1","attributes":{"level":12},"tags":["player"]},{"action":"remove","id":"i-2"}]}"#;
        check(
            &operation(
                "update_custom_audience",
                ("PATCH", AUDIENCE_TARGET),
                body,
                ACCEPTED,
            ),
            |url| {
                let level = Raw::from(serde_json::json!(12));
                let add = CustomAudienceUpdate::new(UpdateAction::Add, "i-1")
                    .attributes([("level".to_owned(), level)].into())
                    .tags(vec!["player".to_owned()]);
                let remove = CustomAudienceUpdate::new(UpdateAction::Remove, "i-2");
                run(client(url)
                    .update_custom_audience("a b/c", vec![add, remove])
                    .send())
            },
            |accepted| {
                let token = accepted
                    .as_ref()
                    .and_then(|it| it.indexing_token.as_deref());
                assert_eq!(token, Some("t-1"));
            },
        );
    }

    #[test]
    fn replace_custom_audience() {
        let body = r#"{"ids":[{"id":"i-1"}]}"#;
        check(
            &operation(
                "replace_custom_audience",
                ("PUT", AUDIENCE_TARGET),
                body,
                ACCEPTED,
            ),
            |url| {
                let ids = vec![CustomAudienceMember::new("i-1")];
                run(client(url).replace_custom_audience("a b/c", ids).send())
            },
            |accepted| assert!(accepted.is_some()),
        );
    }

    #[test]
    fn delete_custom_audience() {
        check(
            &operation(
                "delete_custom_audience",
                ("DELETE", AUDIENCE_TARGET),
                "",
                CONFIRMED,
            ),
            |url| run(client(url).delete_custom_audience("a b/c").send()),
            |confirmed| assert!(confirmed.is_some()),
        );
    }

    #[test]
    fn view_custom_audience() {
        let target = format!("{AUDIENCE_TARGET}?indexing_token=t%2B1");
        check(
            &operation(
                "view_custom_audience",
                ("GET", &target),
                "",
                Success::Json(200, AUDIENCE),
            ),
            |url| {
                run(client(url)
                    .view_custom_audience("a b/c")
                    .indexing_token("t+1")
                    .send())
            },
            |audience| {
                assert_eq!(audience.kind, Some(CustomAudienceType::from("martian_ids")));
                assert_eq!(audience.indexing_state, Some(IndexingState::from("LOST")));
                assert_eq!(audience.nb_ids, Some(3));
                assert_eq!(audience.created.as_deref(), Some("2024-09-02T06:45:10"));
            },
        );
    }

    #[test]
    fn list_custom_audiences() {
        let target = "/app%2Fkey/custom-audience?from=20&limit=2";
        check(
            &operation(
                "list_custom_audiences",
                ("GET", target),
                "",
                Success::Json(200, LIST),
            ),
            |url| run(client(url).list_custom_audiences().from(20).limit(2).send()),
            |page| assert_eq!(page.custom_audiences.as_ref().map(Vec::len), Some(2)),
        );
    }

    #[test]
    fn codes_are_numbers_or_text() {
        for (body, code) in [
            (r#"{"code":32}"#, types::ErrorCode::Number(32)),
            (
                r#"{"code":"API_MISUSE"}"#,
                types::ErrorCode::Text("API_MISUSE".to_owned()),
            ),
        ] {
            let server = Server::new([json(403, body)]);
            let error = run(client(&server.url()).view_custom_audience("vip").send());
            let error = error.expect_err("a failure");
            let Some(ViewCustomAudienceError::Forbidden(typed)) = error.typed() else {
                panic!("{error:?}")
            };
            assert_eq!(typed.code, Some(code));
        }
    }

    #[test]
    fn a_call_can_have_another_app_key() {
        let server = Server::new([json(200, "")]);
        let client = client(&server.url());
        run(client.delete_custom_audience("vip").api_key("other").send()).expect("confirmed");
        assert_eq!(server.only().target, "/other/custom-audience/vip");
    }
}

mod v1_0 {
    use generated_client::batch_mep_1_0::{Client, types};
    use generated_client::runtime::Retry;
    use types::{
        CustomAudienceMember, CustomAudienceType, CustomAudienceUpdate, IndexingState, UpdateAction,
    };

    use super::{ACCEPTED, AUDIENCE, AUDIENCE_TARGET, CONFIRMED, LIST, operation};
    use crate::server::run;
    use crate::wire::{Success, check};

    fn client(url: &str) -> Client {
        let builder = Client::builder().base_url(url).retry(Retry::never());
        let client = builder.rest_api_key("key-1").api_key("app/key").build();
        client.expect("everything is set")
    }

    #[test]
    fn create_custom_audience() {
        let body = r#"{"type":"advertising_ids"}"#;
        check(
            &operation(
                "create_custom_audience",
                ("POST", AUDIENCE_TARGET),
                body,
                CONFIRMED,
            ),
            |url| {
                let kind = CustomAudienceType::AdvertisingIds;
                run(client(url).create_custom_audience("a b/c", kind).send())
            },
            |confirmed| assert!(confirmed.is_some()),
        );
    }

    #[test]
    fn update_custom_audience() {
        let body = r#"{"type":"custom_ids","ids":[{"action":"add","id":"u-1"},{"action":"remove","id":"u-2"}]}"#;
        check(
            &operation(
                "update_custom_audience",
                ("PATCH", AUDIENCE_TARGET),
                body,
                ACCEPTED,
            ),
            |url| {
                let ids = vec![
                    CustomAudienceUpdate::new(UpdateAction::Add, "u-1"),
                    CustomAudienceUpdate::new(UpdateAction::Remove, "u-2"),
                ];
                let kind = CustomAudienceType::CustomIds;
                run(client(url)
                    .update_custom_audience("a b/c", kind, ids)
                    .send())
            },
            |accepted| {
                let token = accepted
                    .as_ref()
                    .and_then(|it| it.indexing_token.as_deref());
                assert_eq!(token, Some("t-1"));
            },
        );
    }

    #[test]
    fn replace_custom_audience() {
        let body = r#"{"type":"custom_ids","ids":[{"id":"u-1"}]}"#;
        check(
            &operation(
                "replace_custom_audience",
                ("PUT", AUDIENCE_TARGET),
                body,
                ACCEPTED,
            ),
            |url| {
                let client = client(url);
                let ids = vec![CustomAudienceMember::new("u-1")];
                let call = client.replace_custom_audience("a b/c", ids);
                run(call.kind(CustomAudienceType::CustomIds).send())
            },
            |accepted| assert!(accepted.is_some()),
        );
    }

    #[test]
    fn delete_custom_audience() {
        check(
            &operation(
                "delete_custom_audience",
                ("DELETE", AUDIENCE_TARGET),
                "",
                CONFIRMED,
            ),
            |url| run(client(url).delete_custom_audience("a b/c").send()),
            |confirmed| assert!(confirmed.is_some()),
        );
    }

    #[test]
    fn view_custom_audience() {
        let target = format!("{AUDIENCE_TARGET}?indexing_token=t%2B1");
        check(
            &operation(
                "view_custom_audience",
                ("GET", &target),
                "",
                Success::Json(200, AUDIENCE),
            ),
            |url| {
                run(client(url)
                    .view_custom_audience("a b/c")
                    .indexing_token("t+1")
                    .send())
            },
            |audience| {
                assert_eq!(audience.kind, Some(CustomAudienceType::from("martian_ids")));
                assert_eq!(audience.indexing_state, Some(IndexingState::from("LOST")));
            },
        );
    }

    #[test]
    fn list_custom_audiences() {
        let target = "/app%2Fkey/custom-audience";
        check(
            &operation(
                "list_custom_audiences",
                ("GET", target),
                "",
                Success::Json(200, LIST),
            ),
            |url| run(client(url).list_custom_audiences().send()),
            |page| assert_eq!(page.custom_audiences.as_ref().map(Vec::len), Some(2)),
        );
    }
}
