//! What Adobe's pages say in two ways, or wrongly: each is read, kept, and written back as it came.

use generated_client::aep::types::{
    ApiError, Audience, AudienceKind, AudienceList, AudienceResults, ErrorCode, ErrorDetails,
    ExpressionValue, Lifecycle, Namespace, PageMark,
};
use generated_client::runtime::json::{Decode, Encode, Raw, from_slice, to_vec};

/// The value, after making sure that it is written as it came.
fn kept<T: Decode + Encode>(text: &str) -> T {
    let value: T = from_slice(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"));
    let written = to_vec(&value).expect("every float is finite");
    assert_eq!(String::from_utf8(written).expect("JSON is UTF-8"), text);
    value
}

#[test]
fn a_lifecycle_has_three_names_and_undocumented_values() {
    let text = r#"{"lifecycle":"active","lifecycleState":"deleted","lifecycleStatus":"archived"}"#;
    let audience: Audience = kept(text);
    assert_eq!(audience.lifecycle, Some(Lifecycle::Active));
    assert_eq!(audience.lifecycle_state, Some(Lifecycle::Deleted));
    assert_eq!(audience.lifecycle_status, Some(Lifecycle::Archived));
    // A first draft misspelt the name.
    let audience: Audience = kept(r#"{"lifecyle":"active"}"#);
    assert!(audience.other.contains_key("lifecyle"));
}

#[test]
fn an_external_audience_has_two_kinds() {
    for (text, kind) in [
        (
            r#"{"type":"ExternalSegment"}"#,
            AudienceKind::ExternalSegment,
        ),
        (
            r#"{"type":"ExternalAudience"}"#,
            AudienceKind::ExternalAudience,
        ),
    ] {
        assert_eq!(kept::<Audience>(text).kind, Some(kind));
    }
}

#[test]
fn namespaces_differ_by_case() {
    for (text, namespace) in [
        (r#"{"namespace":"aam"}"#, Namespace::AamLowerCase),
        (r#"{"namespace":"AAM"}"#, Namespace::Aam),
        (
            r#"{"namespace":"CustomerAudienceUpload"}"#,
            Namespace::CustomerAudienceUpload,
        ),
    ] {
        assert_eq!(kept::<Audience>(text).namespace, Some(namespace));
    }
}

#[test]
fn the_next_page_is_text_or_a_number() {
    for (text, mark) in [
        (
            r#"{"_page":{"totalCount":111,"pageSize":5,"next":"1"}}"#,
            PageMark::Text("1".into()),
        ),
        (
            r#"{"_page":{"totalCount":111,"pageSize":5,"next":1}}"#,
            PageMark::Number(1),
        ),
    ] {
        let page = kept::<AudienceList>(text).page.expect("a page");
        assert_eq!(page.next, Some(mark));
    }
    let list: AudienceList = kept(r#"{"_pages":{"next":"1"}}"#);
    assert!(list.page.is_none() && list.pages.is_some());
}

#[test]
fn a_list_may_have_no_page_and_links_that_lead_nowhere() {
    let list: AudienceList = kept(r#"{"children":[]}"#);
    assert!(list.page.is_none() && list.links.is_none());
    let text = r#"{"_links":{"next":{"href":"@/audiences?start=1&limit=5&totalCount=111"}}}"#;
    let links = kept::<AudienceList>(text).links.expect("links");
    let href = links.next.and_then(|it| it.href);
    assert_eq!(
        href.as_deref(),
        Some("@/audiences?start=1&limit=5&totalCount=111")
    );
}

#[test]
fn metrics_do_not_add_up() {
    let text = r#"{"metrics":{"data":{"totalProfiles":11200769,"totalProfilesByStatus":{"existing":1,"realized":11400769}}}}"#;
    let data = kept::<Audience>(text)
        .metrics
        .and_then(|it| it.data)
        .expect("data");
    let by_status = data.total_profiles_by_status.expect("a breakdown");
    assert_eq!(by_status["realized"], 11_400_769);
    assert_eq!(data.total_profiles, Some(11_200_769));
}

#[test]
fn keys_with_a_space_in_them() {
    let text = r#"{"definedOn":[{"meta: resourceType":"unions","meta: containerId":"tenant","$ref":"https: //ns.adobe.com/x"}]}"#;
    let defined = kept::<Audience>(text).defined_on.expect("a list");
    assert_eq!(defined[0].spaced_resource_type.as_deref(), Some("unions"));
    assert_eq!(defined[0].spaced_container_id.as_deref(), Some("tenant"));
    assert_eq!(defined[0].resource_type, None);
}

#[test]
fn times_in_any_unit() {
    let text =
        r#"{"creationTime":1642745034000000,"createEpoch":1623889552,"updateEpoch":1572029712000}"#;
    let audience: Audience = kept(text);
    assert_eq!(audience.creation_time, Some(1_642_745_034_000_000));
    assert_eq!(audience.update_epoch, Some(1_572_029_712_000));
}

#[test]
fn ids_are_opaque() {
    for id in [
        "60ccea95-1435-4180-97a5-58af4aa285ab5",
        "QU9fLTEzOTg_6ed34f6f",
        "",
    ] {
        let audience: Audience = kept(&format!(r#"{{"id":"{id}"}}"#));
        assert_eq!(audience.id.as_deref(), Some(id));
    }
}

#[test]
fn an_etag_has_quotes_of_its_own() {
    let audience: Audience = kept(r#"{"_etag":"\"33120d7c-0000-0200\""}"#);
    assert_eq!(audience.etag.as_deref(), Some("\"33120d7c-0000-0200\""));
}

#[test]
fn an_expression_is_text_or_a_tree() {
    for kind in ["PQL", "pql"] {
        let text = format!(r#"{{"expression":{{"type":"{kind}","value":"a = \"b\""}}}}"#);
        let expression = kept::<Audience>(&text).expression.expect("an expression");
        assert_eq!(expression.kind.as_deref(), Some(kind));
        assert_eq!(
            expression.value,
            Some(ExpressionValue::Text("a = \"b\"".into()))
        );
    }
    let text = r#"{"expression":{"format":"pql/json","value":{"nodeType":"fnApply","params":[]}}}"#;
    let expression = kept::<Audience>(text).expression.expect("an expression");
    assert!(matches!(expression.value, Some(ExpressionValue::Tree(tree)) if tree.len() == 2));
}

#[test]
fn tags_are_a_map_or_a_list_or_nothing() {
    for tags in [r#"{"a":"b"}"#, r#"["a"]"#, r#""a""#, "[]"] {
        let audience: Audience = kept(&format!(r#"{{"tags":{tags}}}"#));
        assert_eq!(audience.tags.as_ref().map(Raw::as_str), Some(tags));
    }
}

#[test]
fn results_are_audiences_and_failures_in_one_map() {
    let text = r#"{"results":{"a":{"id":"a","errorCount":0},"b":{"requestId":"r","errors":{"404":[{"code":404,"message":"m"}]}}}}"#;
    let results: AudienceResults = kept(text);
    assert_eq!(results.results.map(|it| it.len()), Some(2));
}

#[test]
fn codes_of_failures_are_numbers_texts_and_names() {
    for (code, read) in [
        ("404", ErrorCode::Number(404)),
        (r#""403""#, ErrorCode::Text("403".into())),
        (
            r#""UPAPI-113752-403""#,
            ErrorCode::Text("UPAPI-113752-403".into()),
        ),
    ] {
        let text = format!(r#"{{"errors":{{"404":[{{"code":{code},"message":"m"}}]}}}}"#);
        let ApiError::ServiceError(error) = kept(&text) else {
            panic!("{text}")
        };
        let ErrorDetails::List(list) = &error.errors["404"] else {
            panic!("{text}")
        };
        assert_eq!(list[0].code, Some(read));
    }
}

/// The suffix of `type` says 500 and the status 400; one sample has type, title and status among the lists of `errors`.
#[test]
fn failures_contradict_themselves() {
    let text = r#"{"errors":{"400":[]},"type":"https://ns.adobe.com/aep/errors/UPLIB-101206-500","status":400}"#;
    let ApiError::ServiceError(error) = kept(text) else {
        panic!("{text}")
    };
    assert_eq!(error.status, Some(400));

    let text = r#"{"errors":{"403":[{"code":"403"}],"status":403,"title":"t","type":"u"}}"#;
    let ApiError::ServiceError(error) = kept(text) else {
        panic!("{text}")
    };
    assert_eq!(error.errors["status"], ErrorDetails::Number(403));
    assert_eq!(error.errors["title"], ErrorDetails::Text("t".into()));
}
