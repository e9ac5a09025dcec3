//! JSON as the generated types read and write it. Each test is named after its case.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::thread;

use generated_client::runtime::Secret;
use generated_client::runtime::json::{
    Decode, Encode, Fault, FaultKind, Raw, Reader, from_slice, to_vec,
};
use generated_client::{aep, batch_cep, batch_mep};

use aep::types as adobe;
use batch_cep::types as cep;

fn read<T: Decode>(text: &str) -> T {
    from_slice(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

fn refused<T: Decode + Debug>(text: &str) -> Fault {
    from_slice::<T>(text.as_bytes()).expect_err(text)
}

fn written<T: Encode>(value: &T) -> String {
    let bytes = to_vec(value).expect("every float is finite");
    String::from_utf8(bytes).expect("JSON is UTF-8")
}

/// Reads a text as `T` and expects exactly the same text back.
fn comes_back<T: Decode + Encode>(text: &str) {
    assert_eq!(written(&read::<T>(text)), text);
}

#[test]
fn j01_unknown_fields() {
    let deep = r#"{"a":[{"b":[[],{}]}],"c":1.50e3,"d":"\u00e9"}"#;
    // Skipped where the specification does not speak of further fields …
    let audience: cep::Audience = read(&format!(r#"{{"x":{deep},"name":"vip","y":null}}"#));
    assert_eq!(written(&audience), r#"{"name":"vip"}"#);
    // … and kept as they came where it does.
    comes_back::<adobe::Audience>(&format!(r#"{{"name":"vip","x":{deep},"y":null}}"#));
    comes_back::<batch_mep::types::Confirmation>(&format!(r#"{{"x":{deep}}}"#));
}

/// J08. A whole number is written as one: where the server has an integer, it refuses `5.0`.
#[test]
fn j08_whole_floats_have_no_fraction() {
    fn check<T: Decode + Encode + Debug + PartialEq + Copy>(value: T, text: &str) {
        assert_eq!(written(&value), text);
        assert_eq!(read::<T>(text), value, "{text}");
    }
    for (value, text) in [
        (0.0, "0"),
        (5.0, "5"),
        (-120.0, "-120"),
        (2.5, "2.5"),
        (0.1, "0.1"),
        (1e-7, "1e-7"),
        (9_007_199_254_740_992.0, "9007199254740992"),
        // From here on there is no float for some integers, so that the digits may be others than those of the number.
        (9_007_199_254_740_994.0, "9007199254740994.0"),
        (1e300, "1e300"),
    ] {
        check::<f64>(value, text);
    }
    check::<f32>(16_777_216.0, "16777216");
    check::<f32>(-3.0, "-3");
    check::<f32>(16_777_218.0, "16777218.0");
    check::<f32>(0.1, "0.1");
    // Zero keeps its sign, which is one of JSON's as well.
    assert_eq!(written(&-0.0_f64), "-0");
    assert!(read::<f64>("-0").is_sign_negative());
}

#[test]
fn j02_missing_fields() {
    let audience: cep::Audience = read("{}");
    assert_eq!(audience.display_name, None);

    let text = r#"{"name":"vip","ids":[{"action":"add","id":"1"},{"action":"add"}]}"#;
    let fault = refused::<cep::UpdateAudienceBody>(text);
    assert_eq!(fault.kind(), FaultKind::Missing);
    assert_eq!(fault.path(), "/ids/1/id");
    assert_eq!(
        fault.offset(),
        text.find(r#"{"action":"add"}"#).expect("there")
    );
    assert!(fault.to_string().contains("/ids/1/id"), "{fault}");
}

#[test]
fn j03_null() {
    // Required: an error, and where.
    let fault = refused::<cep::UpdateAudienceBody>(r#"{"name":null,"ids":[]}"#);
    assert_eq!(
        (fault.kind(), fault.path()),
        (FaultKind::WrongKind, "/name")
    );
    let fault = refused::<cep::AudiencePage>(r#"{"audiences":[null]}"#);
    assert_eq!(fault.path(), "/audiences/0");
    let fault = refused::<adobe::MetricsData>(r#"{"totalProfilesByStatus":{"realized":null}}"#);
    assert_eq!(fault.path(), "/totalProfilesByStatus/realized");
    // Optional: as if it were absent.
    let page: cep::AudiencePage = read(r#"{"audiences":null,"count":null,"next_from":null}"#);
    assert_eq!(written(&page), "{}");
    let audience: adobe::Audience = read(r#"{"type":null,"metrics":null,"audienceMeta":null}"#);
    assert_eq!(written(&audience), "{}");
    // Any JSON: a value like others.
    comes_back::<adobe::AudiencePatch>(r#"{"op":"add","path":"/x","value":null}"#);
    refused::<cep::Audience>("null");
}

#[test]
fn j04_values_of_another_kind() {
    for (text, path) in [
        (r#"{"nb_ids":"5"}"#, "/nb_ids"),
        (r#"{"nb_ids":true}"#, "/nb_ids"),
        (r#"{"name":5}"#, "/name"),
        (r#"{"name":["vip"]}"#, "/name"),
        (r#"{"type":5}"#, "/type"),
    ] {
        let fault = refused::<cep::Audience>(text);
        assert_eq!((fault.kind(), fault.path()), (FaultKind::WrongKind, path));
    }
    for text in [
        r#"{"has_more":"true"}"#,
        r#"{"has_more":1}"#,
        r#"{"has_more":0}"#,
    ] {
        let fault = refused::<cep::AudiencePage>(text);
        assert_eq!(
            (fault.kind(), fault.path()),
            (FaultKind::WrongKind, "/has_more")
        );
    }
}

#[test]
fn j05_integers_in_other_clothes() {
    for (text, value) in [
        ("1.0", 1),
        ("1e3", 1000),
        ("1.5e1", 15),
        ("-0", 0),
        ("-0.0", 0),
        ("100e-2", 1),
        ("9223372036854775807", i64::MAX),
        ("-9223372036854775808", i64::MIN),
    ] {
        let audience: cep::Audience = read(&format!(r#"{{"nb_ids":{text}}}"#));
        assert_eq!(audience.nb_ids, Some(value), "{text}");
    }
}

#[test]
fn j06_numbers_that_do_not_fit() {
    for text in [
        "1.5",
        "1e-1",
        "9223372036854775808",
        "18446744073709551616",
        "-9223372036854775809",
        "1e400",
        "1e99999999999999999999",
    ] {
        let fault = refused::<cep::Audience>(&format!(r#"{{"nb_ids":{text}}}"#));
        assert_eq!((fault.kind(), fault.path()), (FaultKind::Range, "/nb_ids"));
        assert!(fault.message().contains("i64"), "{fault}");
    }
    assert_eq!(refused::<u64>("-1").kind(), FaultKind::Range);
    assert_eq!(read::<u64>("18446744073709551615"), u64::MAX);
    assert_eq!(refused::<f64>("1e400").kind(), FaultKind::Range);
    for text in ["01", "+1", ".5", "1.", "1e", "-", "NaN", "Infinity", "0x1"] {
        refused::<i64>(text);
        refused::<f64>(text);
    }
}

#[test]
fn j07_milliseconds_are_64_bits() {
    let audience: adobe::Audience =
        read(r#"{"creationTime":1650374572000,"createEpoch":1650374572}"#);
    let millis: Option<i64> = audience.creation_time;
    assert_eq!(millis, Some(1_650_374_572_000));
}

#[test]
fn j09_values_that_an_enumeration_does_not_know() {
    let long = "x".repeat(1_000_000);
    for value in [
        "published",
        "Published",
        "PUBLISHED",
        "",
        " published",
        "é\\n💥",
        &long,
    ] {
        comes_back::<adobe::Audience>(&format!(r#"{{"lifecycle":"{value}"}}"#));
    }
    let known: adobe::Namespace = read(r#""aam""#);
    assert_eq!(known, adobe::Namespace::AamLowerCase);
    assert_eq!(read::<adobe::Namespace>(r#""AAM""#), adobe::Namespace::Aam);
    let unknown: adobe::Namespace = read(r#""Aam""#);
    assert!(matches!(unknown, adobe::Namespace::Unknown(_)));
    assert_eq!(unknown.as_str(), "Aam");
    assert_eq!(unknown, adobe::Namespace::from("Aam"));
    assert_eq!(adobe::Namespace::from("AO"), adobe::Namespace::Ao);
    assert_eq!(adobe::Namespace::Ao.to_string(), "AO");
    // Debug shows no more of a megabyte than needed.
    let unknown = adobe::Lifecycle::from(long.as_str());
    assert!(format!("{unknown:?}").len() < 1_000);
}

#[test]
fn j12_lists_and_objects_are_told_apart() {
    for text in [
        "[]",
        r#"["vip"]"#,
        r#"[{"name":"vip"}]"#,
        "1",
        "\"vip\"",
        "true",
    ] {
        assert_eq!(refused::<cep::Audience>(text).kind(), FaultKind::WrongKind);
    }
    assert_eq!(
        refused::<Vec<cep::Audience>>("{}").kind(),
        FaultKind::WrongKind
    );
    let fault = refused::<cep::AudiencePage>(r#"{"audiences":{"0":{}}}"#);
    assert_eq!(fault.path(), "/audiences");
}

#[test]
fn j13_fields_that_come_twice() {
    let fault = refused::<cep::Audience>(r#"{"name":"a","nb_ids":1,"name":"b"}"#);
    assert_eq!(
        (fault.kind(), fault.path()),
        (FaultKind::Duplicate, "/name")
    );
    refused::<cep::Audience>(r#"{"name":"a","n\u0061me":"b"}"#);
    let audience: adobe::Audience = read(r#"{"x":1,"x":2}"#);
    assert_eq!(written(&audience), r#"{"x":2}"#);
}

/// One value, with space around it and one byte order mark before it, and nothing else.
#[test]
fn j14_one_whole_text() {
    for text in ["[1]", " \t\r\n[1]\n", "\u{feff}[1]", "\u{feff} [1] "] {
        assert_eq!(read::<Vec<i64>>(text), [1], "{text:?}");
    }
    for (text, kind, offset) in [
        ("", FaultKind::Empty, 0),
        (" \n", FaultKind::Empty, 0),
        ("\u{feff}", FaultKind::Empty, 3),
        ("\u{feff}\u{feff}[1]", FaultKind::Syntax, 3),
        ("[1] [2]", FaultKind::Trailing, 4),
        ("[1]x", FaultKind::Trailing, 3),
        ("[1,", FaultKind::Truncated, 3),
        ("[1", FaultKind::Truncated, 2),
        ("[1,]", FaultKind::Syntax, 3),
    ] {
        let fault = refused::<Vec<i64>>(text);
        assert_eq!((fault.kind(), fault.offset()), (kind, offset), "{text:?}");
    }
}

#[test]
fn j15_text_that_is_not_text() {
    let mut bytes = br#"{"name":"a"}"#.to_vec();
    bytes[9] = 0xFF;
    let fault = from_slice::<cep::Audience>(&bytes).expect_err("not UTF-8");
    assert_eq!((fault.kind(), fault.offset()), (FaultKind::Utf8, 9));

    for escape in [
        r"\ud83d",
        r"\ud83dx",
        r"\udca5",
        r"\ud83d\u0041",
        r"\x",
        r"\u12",
    ] {
        refused::<cep::Audience>(&format!(r#"{{"name":"{escape}"}}"#));
    }
    for control in ['\0', '\n', '\t', '\u{1f}'] {
        refused::<cep::Audience>(&format!("{{\"name\":\"{control}\"}}"));
    }
    let audience: cep::Audience = read(r#"{"name":"a\u0000\ud83d\udca5\/\u007f"}"#);
    assert_eq!(audience.name.as_deref(), Some("a\0💥/\u{7f}"));
    assert_eq!(written(&audience), "{\"name\":\"a\\u0000💥/\u{7f}\"}");
}

/// What is nested too deep is refused, wherever it stands, and on a small stack.
#[test]
fn j16_depth() {
    let nested = |depth: usize| format!("{}{}", "[".repeat(depth), "]".repeat(depth));
    let objects = |depth: usize| format!("{}1{}", r#"{"a":"#.repeat(depth), "}".repeat(depth));
    let small = thread::Builder::new().stack_size(512 * 1024);
    let test = move || {
        for deep in [nested, objects] {
            for (prefix, suffix) in [
                (r#"{"audienceMeta":{"x":"#, "}}"),
                (r#"{"unknown":{"x":"#, "}}"),
                (r#"{"expression":{"value":"#, "}}"),
            ] {
                let of = |depth: usize| format!("{prefix}{}{suffix}", deep(depth));
                if !(prefix.contains("value") && deep(1).starts_with('[')) {
                    read::<adobe::Audience>(&of(125));
                }
                for depth in [126, 128, 100_000] {
                    let fault = refused::<adobe::Audience>(&of(depth));
                    assert_eq!(fault.kind(), FaultKind::TooDeep, "{prefix} {depth}");
                }
            }
            read::<Raw>(&deep(127));
            assert_eq!(refused::<Raw>(&deep(128)).kind(), FaultKind::TooDeep);
            assert_eq!(refused::<Raw>(&deep(100_000)).kind(), FaultKind::TooDeep);
            // A union that is told by its keys, and a field that is skipped.
            let error = format!(r#"{{"errors":{},"x":1}}"#, deep(100_000));
            refused::<adobe::ApiError>(&error);
            let skipped = format!(r#"{{"x":{}}}"#, deep(100_000));
            refused::<cep::Audience>(&skipped);
        }
        // Never closed.
        refused::<Raw>(&"[".repeat(100_000));
        refused::<adobe::Audience>(&r#"{"metrics":"#.repeat(100_000));
    };
    small
        .spawn(test)
        .expect("a thread")
        .join()
        .expect("no overflow");
}

#[test]
fn j19_names_of_fields() {
    comes_back::<adobe::Audience>(
        r#"{"schema":{"name":"x"},"definedOn":[{"meta:resourceType":"unions","meta:containerId":"tenant","meta: resourceType":"u","meta: containerId":"t","$ref":"https://ns.adobe.com/x"}],"_etag":"\"e\"","":1,"self":2,"type ":3,"💥":4}"#,
    );
    let defined: adobe::DefinedOn = read(r#"{"$ref":"r","meta: resourceType":"s"}"#);
    assert_eq!(defined.reference.as_deref(), Some("r"));
    assert_eq!(defined.spaced_resource_type.as_deref(), Some("s"));
    // A key written with an escape is the same key.
    let defined: adobe::DefinedOn = read(r#"{"\u0024ref":"r"}"#);
    assert_eq!(defined.reference.as_deref(), Some("r"));
    comes_back::<adobe::AudienceResults>(
        r#"{"results":{"1f0d7a52-30be-4f4a-9a67-0c5b1d2e3f40":{"id":"a"}}}"#,
    );
}

#[test]
fn j21_what_a_request_is_written_as() {
    use cep::{AudienceUpdate, UpdateAction, UpdateAudienceBody};

    // Absent fields are not there, an empty list is.
    let mut body = UpdateAudienceBody::new("vip", vec![]);
    assert_eq!(written(&body), r#"{"name":"vip","ids":[]}"#);
    body.ids = vec![AudienceUpdate::new(
        UpdateAction::from("else"),
        "é\"\\\n\u{1}/",
    )];
    let ids = r#"[{"action":"else","id":"é\"\\\n\u0001/"}]"#;
    assert_eq!(written(&body), format!(r#"{{"name":"vip","ids":{ids}}}"#));
    // Numbers, null and order of free JSON stay as they are.
    let raw: Raw = r#" { "b" : 1.50 , "a" : [ null , 1e5 ] } "#.parse().expect("JSON");
    assert_eq!(written(&raw), r#"{"b":1.50,"a":[null,1e5]}"#);
    // A further field never covers a field.
    let mut audience = adobe::NewAudience::new("right");
    audience.other.insert("name".to_owned(), Raw::null());
    audience.other.insert("more".to_owned(), Raw::null());
    assert_eq!(written(&audience), r#"{"name":"right","more":null}"#);
}

/// A short text must not become a large value: `{}` is two bytes, and a record of nothing hundreds.
#[test]
fn small_texts_of_large_values() {
    let many = |item: &str| format!("[{}]", vec![item; 300_000].join(","));
    let refusal = |fault: Fault| assert_eq!(fault.kind(), FaultKind::TooLarge, "{fault}");
    refusal(refused::<Vec<adobe::Audience>>(&many("{}")));
    let keys: Vec<String> = (0..100_000).map(|key| format!(r#""{key}":{{}}"#)).collect();
    let map = format!("{{{}}}", keys.join(","));
    refusal(refused::<BTreeMap<String, adobe::Audience>>(&map));
    refusal(refused::<Vec<Box<adobe::Audience>>>(&many("{}")));
    // What is there is read, however much it is.
    assert_eq!(read::<Vec<i64>>(&many("1")).len(), 300_000);
    let list = |item: &str| format!("[{}]", vec![item; 1_000].join(","));
    assert_eq!(read::<Vec<adobe::Audience>>(&list("{}")).len(), 1_000);
}

#[test]
fn j11_branches_are_told_by_keys_that_are_there() {
    for (text, is_failure) in [
        (r#"{"id":"x","errors":null}"#, false),
        (r#"{"errors" : null,"id":"x"}"#, false),
        (r#"{"id":"x"}"#, false),
        (r#"{"id":"x","errors":{}}"#, true),
    ] {
        let result: adobe::AudienceResult = read(text);
        let failure = matches!(result, adobe::AudienceResult::AudienceFailure(_));
        assert_eq!(failure, is_failure, "{text}");
    }
}

/// What stands behind a key that comes twice, or around an error within text, may be a secret.
#[test]
fn excerpts_show_no_secret() {
    for text in [
        r#"{"name":"SECRET","name":"SECRET"}"#,
        r#"{"name":"SECRET \x SECRET"}"#,
        r#"{"name":"SECRET \ud800 SECRET"}"#,
        "{\"name\":\"SECRET \n SECRET\"}",
    ] {
        let fault = refused::<cep::Audience>(text);
        assert_eq!((fault.path(), fault.excerpt()), ("/name", ""), "{text}");
    }
    let fault = refused::<Vec<Secret>>("[12345678]");
    assert_eq!((fault.path(), fault.excerpt()), ("/0", ""));
}

struct Tag(Option<String>);

impl Decode for Tag {
    fn decode(reader: &mut Reader<'_>) -> Result<Self, Fault> {
        let tag = reader.tag("kind")?;
        reader.raw()?;
        Ok(Self(tag))
    }
}

#[test]
fn j11_a_tag_comes_once() {
    assert_eq!(
        read::<Tag>(r#"{"x":[{"kind":1}],"kind":"a"}"#).0.as_deref(),
        Some("a")
    );
    assert_eq!(read::<Tag>(r#"{"x":1}"#).0, None);
    let fault = from_slice::<Tag>(br#"{"kind":"a","x":{},"k\u0069nd":"b"}"#);
    let fault = fault.err().expect("which one?");
    assert_eq!(fault.kind(), FaultKind::Duplicate);
}
