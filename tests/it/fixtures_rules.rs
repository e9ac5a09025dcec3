//! Rules of types at work: compiled and run in the crate that all fixtures become, not here.

#![expect(clippy::unwrap_used, reason = "a test")]

use fixtures::rules::types::{Order, OrderEither};
use fixtures::runtime::Validate;
use fixtures::runtime::json::from_slice;

/// Adds members to an order that is right, and gives what is wrong then.
fn check(members: &str, expected: &str) {
    let text = format!(r#"{{"name":"name","lines":[{{"count":1}}],"free":"f"{members}}}"#);
    let order: Order = from_slice(text.as_bytes()).unwrap();
    let found = order.validate().err();
    let found = found.map_or_else(String::new, |it| it.to_string());
    assert_eq!(found, expected, "{members}");
}

/// Each rule at its edges.
#[test]
fn rules_hold_or_are_broken() {
    check("", "");
    check(r#","share":0.5,"step":0.3,"note":null,"code":"AB""#, "");
    check(r#","share":0"#, "/share is not more than 0");
    check(r#","share":1"#, "/share is not less than 1");
    check(r#","step":0.25"#, "/step is not a multiple of 0.1");
    check(r#","step":1000000.7"#, "");
    check(r#","note":"abcd""#, "/note has more than 3 characters");
    check(r#","note":"äöü""#, "");
    check(r#","code":"A""#, "/code has fewer than 2 characters");
    check(r#","code":"ABCDE""#, "/code has more than 4 characters");
    check(r#","codes":["a","b"]"#, "");
    check(r#","codes":["a","b","a"]"#, "/codes has an item twice");
    check(r#","codes":["a",""]"#, "/codes/1 has fewer than 1 characters");
    check(r#","limits":{"a":0,"b":1}"#, "");
    check(r#","limits":{"a":0,"b~/":-1}"#, "/limits/b~0~1 is less than 0");
    check(r#","limits":{"a":0,"b":1,"c":2}"#, "/limits has more than 2 keys");
    check(r#","sid":"AC09af","word":"?? a-12x!","either_or":"c""#, "");
    for wrong in ["AC09a", "AC09afb", "ac09af", "", "AC09aF"] {
        check(&format!(r#","sid":"{wrong}""#), "/sid does not match ^AC[0-9a-f]{4}$");
    }
    for wrong in ["-1x", "a-1", " -x", "a--x"] {
        check(&format!(r#","word":"{wrong}""#), r"/word does not match [^\s-]+-\d*x");
    }
    check(r#","word":"--a-x""#, "");
    check(r#","pair":[1,"ab"]"#, "");
    check(r#","pair":[1,"abc"]"#, "/pair/1 has more than 2 characters");
    check(r#","either":"abcd""#, "/either has more than 3 characters");
    check(r#","either":10"#, "/either is more than 9");
    check(r#","either":[12345]"#, "");
    check(r#","more":"abcde""#, "/more has more than 4 characters");
}

/// A union is as its branch is; a kind that is not known is taken as it is.
#[test]
fn rules_of_branches() {
    let customer = |kind: &str, name: &str| {
        format!(r#","customer":{{"kind":"{kind}","name":"{name}"}}"#)
    };
    check(&customer("person", "abc"), "");
    check(&customer("company", "abcd"), "");
    check(&customer("robot", "abcdefgh"), "");
    check(
        &customer("person", "abcd"),
        "/customer/name has more than 3 characters",
    );
    check(
        &customer("company", "abc"),
        "/customer/name has fewer than 4 characters",
    );
}

/// What contains itself is checked as deep as it goes, and what is made by hand as what was read.
#[test]
fn rules_within() {
    let inner = r#"{"name":"name","lines":[{"count":1},{"count":0}],"free":"f"}"#;
    check(
        &format!(r#","parent":{inner}"#),
        "/parent/lines/1/count is less than 1",
    );
    let unit = |unit: &str| {
        let lines = format!(r#"[{{"count":1,"unit":"{unit}"}}]"#);
        format!(r#","parent":{{"name":"name","free":"f","lines":{lines}}}"#)
    };
    let place = "/parent/lines/0/unit";
    check(&unit("km"), "");
    check(&unit("m"), &format!("{place} has fewer than 2 characters"));
    check(&unit("mile"), &format!("{place} has more than 3 characters"));
    let error = Order::new("n", Vec::new()).validate().unwrap_err();
    assert_eq!((error.path(), error.reason()), ("", "has fewer than 3 keys"));
    let order = Order::new("näme", Vec::new()).free("f");
    let error = order.validate().unwrap_err();
    assert_eq!(error.to_string(), "/lines has fewer than 1 items");
    let either = OrderEither::Text("secret".to_owned());
    let error = either.validate().unwrap_err();
    assert_eq!(error.to_string(), "the value has more than 3 characters");
    assert!(!format!("{error:?}").contains("secret"));
}
