//! Which JSON the types of the fixtures accept: compiled and run in the crate that all fixtures become, not here.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::fmt::Debug;

use fixtures::runtime::json::{Decode, Encode, from_slice, to_vec};
use fixtures::runtime::json::FaultKind;
use fixtures::{
    conditions, constants, conventions, enumerations, maps, numbers, told_apart, tuples, unions,
};

fn written<T: Encode>(value: &T) -> String {
    String::from_utf8(to_vec(value).unwrap()).unwrap()
}

/// Reads a text, and writes it again just as it came; gives what the value looks like.
fn kept<T: Decode + Encode + Debug>(text: &str) -> String {
    let value: T =
        from_slice(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"));
    assert_eq!(written(&value), text);
    format!("{value:?}")
}

/// J11: each branch is found without trying it, and what fits none is kept as it came.
#[test]
fn j11_unions_without_a_discriminator() {
    use told_apart::types as t;

    type Case = (&'static str, &'static str, fn(&str) -> String);
    let cases: &[Case] = &[
        // A constant that two share, then what is in another key; one of them may lack the constant.
        (r#"{"type":"message","content":"a"}"#, "Easy(", kept::<t::Message>),
        (r#"{"type":"message","content":["a"]}"#, "Full(", kept::<t::Message>),
        (r#"{"content":"a"}"#, "Easy(", kept::<t::Message>),
        (r#"{"type":"call","name":"a"}"#, "Call(", kept::<t::Message>),
        (r#"{"type":"other","content":"a"}"#, "Unknown(", kept::<t::Message>),
        (r#"{"type":"message","content":1}"#, "Unknown(", kept::<t::Message>),
        // Keys, in the order that makes them unique.
        (r#"{"key":"a","is_empty":true}"#, "OfField(", kept::<t::Condition>),
        (r#"{"is_empty":{}}"#, "Empty(", kept::<t::Condition>),
        (r#"{"must":[{"key":"a"}]}"#, "Filter(", kept::<t::Condition>),
        (r#"[{"key":"a"}]"#, "Unknown(", kept::<t::Condition>),
        // The kind of the items of a list under a key.
        (r#"{"message":"a","errors":[{"code":"b"}]}"#, "Detailed(", kept::<t::AllFailure>),
        (r#"{"message":"a","errors":["b"]}"#, "Simple(", kept::<t::AllFailure>),
        (r#"{"message":"a","errors":[]}"#, "Detailed(", kept::<t::AllFailure>),
        (r#"{"message":"a"}"#, "Detailed(", kept::<t::AllFailure>),
        // The branch that knows most keys; the first one where it does not matter.
        (r#"{"id":"a","title":"b","total":1}"#, "Podcast(", kept::<t::AllResult>),
        (r#"{"id":"a","audio":"b"}"#, "Episode(", kept::<t::AllResult>),
        (r#"{"id":"a"}"#, "Episode(", kept::<t::AllResult>),
        // A record is preferred to a map as long as it keeps as much.
        (r#"{"k":1.5}"#, "Ranking(", kept::<t::AllOptions>),
        (r#"{"b":2,"k":1.5}"#, "Object(", kept::<t::AllOptions>),
        (r#"{"k":"text"}"#, "Object(", kept::<t::AllOptions>),
        ("{}", "Object(", kept::<t::AllOptions>),
        // Parts of one object.
        (r#"{"k":1.5,"language":"a","name":"b"}"#, "AllParts {", kept::<t::AllParts>),
        (r#"{"home":"a","work":"b"}"#, "AllPlaces {", kept::<t::AllPlaces>),
        (r#"{"work":"b"}"#, "AllPlaces {", kept::<t::AllPlaces>),
        (r#"{"work":"b"}"#, "Work(", kept::<t::AllPlace>),
        // Alternatives, though they are listed by `anyOf`; what is several of them keeps all.
        (r#"{"id":"a","born":1,"owner":{"id":"b","deleted":true}}"#, "owner: Some(Gone(", kept::<t::Owned>),
        (r#"{"id":"a","born":1,"owner":{"id":"b","born":2,"owner":"c"}}"#, "owner: Some(Owned(", kept::<t::Owned>),
        (r#"{"born":1,"deleted":true,"id":"b"}"#, "Unknown(", kept::<t::OwnedOwner>),
        // What is told apart deeper inside.
        (r#"{"choices":[{"value":1}]}"#, "ValueInteger(", kept::<t::AllChoices>),
        (r#"{"choices":[{"value":"a"}]}"#, "ValueText(", kept::<t::AllChoices>),
        // Items of lists.
        (r#""a""#, "Text(", kept::<t::AllLists>),
        (r#"["a"]"#, "TextList(", kept::<t::AllLists>),
        ("[]", "TextList(", kept::<t::AllLists>),
        ("[1,2]", "IntegerList(", kept::<t::AllLists>),
        ("[[1],[2]]", "ListList(", kept::<t::AllLists>),
        ("[true]", "Unknown(", kept::<t::AllLists>),
        (r#"[{"audio":"a"},{"total":1}]"#, "[Episode(", kept::<Vec<t::AllThingsItem>>),
        // Several enumerations are one, which is open.
        (r#""mini""#, "Mini", kept::<t::AllModels>),
        (r#""max""#, "Max", kept::<t::AllModels>),
        (r#""other""#, "Unknown(", kept::<t::AllModels>),
        // Several unions at once.
        (r#"{"red":"a","side":1.5}"#, "RedSquare(", kept::<t::AllBoth>),
        (r#"{"red":"a"}"#, "Unknown(", kept::<t::AllBoth>),
        // Branches that only say more of what is beside them.
        (r#"{"name":"a","status":"done","conclusion":"b"}"#, "Check {", kept::<t::Check>),
    ];
    for (text, expected, read) in cases {
        let value = read(text);
        assert!(value.contains(expected), "{text}: {value}");
    }
    // What every branch requires is missed by name.
    let fault = from_slice::<t::AllFailure>(br#"{"errors":["b"]}"#).unwrap_err();
    assert_eq!(fault.path(), "/message");
}

/// J11: a discriminator is found wherever it stands. Without one, and with one that nobody knows, the object is kept as it came.
#[test]
fn j11_discriminators() {
    use unions::types as t;

    // Of several values that mean one branch, the one that came is written.
    for (text, shown) in [
        (r#"{"renamed":{"kind":"old","text":"a"}}"#, "kind: Old"),
        (r#"{"renamed":{"kind":"older"}}"#, "kind: Older"),
        (r#"{"renamed":{"kind":"created","id":"a"}}"#, "Created("),
        (r#"{"renamed":{"kind":"oldest","text":"a"}}"#, "Unknown("),
    ] {
        let read = kept::<t::Events>(text);
        assert!(read.contains(shown), "{read}");
    }

    let late = format!(r#"{{"other":[{}],"id":"a","kind":"created"}}"#, "[{}],".repeat(99) + "1");
    let event: t::EventsTagged = from_slice(late.as_bytes()).unwrap();
    assert!(matches!(event, t::EventsTagged::Created(it) if it.id.as_deref() == Some("a")));

    type Case = (&'static str, &'static str, fn(&str) -> String);
    let cases: &[Case] = &[
        (r#"{"kind":"created","id":"a"}"#, "Created(", kept::<t::EventsTagged>),
        (r#"{"kind":"gone","reason":"b"}"#, "Deleted(", kept::<t::EventsTagged>),
        // The name of a branch is no value where the mapping gives it another one.
        (r#"{"kind":"Deleted","reason":"b"}"#, "Unknown(", kept::<t::EventsTagged>),
        (r#"{"kind":"moved","to":["c"]}"#, "Unknown(", kept::<t::EventsTagged>),
        (r#"{"id":"a"}"#, "Unknown(", kept::<t::EventsTagged>),
        (r#"{"kind":null,"id":"a"}"#, "Unknown(", kept::<t::EventsTagged>),
        (r#"{"kind":["created"]}"#, "Unknown(", kept::<t::EventsTagged>),
        ("[]", "Unknown(", kept::<t::EventsTagged>),
        (r#"{"type":2,"b":"x"}"#, "Second(", kept::<t::EventsNumbered>),
        (r#"{"type":4,"b":"x"}"#, "Unknown(", kept::<t::EventsNumbered>),
    ];
    for (text, expected, read) in cases {
        let value = read(text);
        assert!(value.starts_with(expected), "{text}: {value}");
    }
    // What is known and wrong says where; what comes twice could be two things.
    let fault = from_slice::<t::EventsTagged>(br#"{"kind":"created","id":1}"#).unwrap_err();
    assert_eq!((fault.kind(), fault.path()), (FaultKind::WrongKind, "/id"));
    let fault = from_slice::<t::EventsTagged>(br#"{"kind":"created","kind":"gone"}"#).unwrap_err();
    assert_eq!(fault.kind(), FaultKind::Duplicate);
}

/// J11: `items` without `type` is a list, or where it lists alternatives, one of them or a list; and what fits neither is kept.
#[test]
fn j11_items_without_a_type() {
    use told_apart::types::All;

    for (text, expected) in [
        (r#"{"loose":{"name":"a"}}"#, "Item(Naming("),
        (r#"{"loose":[{"name":"a"},null,1]}"#, "List([Some(Naming("),
        (r#"{"loose":null}"#, "loose: Null"),
        (r#"{"loose":"a"}"#, "loose: Value(Unknown("),
        (r#"{"looser":true}"#, "Item(Boolean("),
        (r#"{"nested":"a"}"#, "nested: Some(Item(Text("),
        (r#"{"nested":["a",["b"]],"plain":["c"]}"#, "nested: Some(List(["),
    ] {
        let value = kept::<All>(text);
        assert!(value.contains(expected), "{text}: {value}");
    }
}

/// J11: an object with keys that only one branch knows is this branch; with keys of several it is several, and nothing of it is lost.
#[test]
fn j11_objects_that_are_several_branches() {
    use told_apart::types::All;

    for (text, expected) in [
        (r#"{"result":{"id":"1","audio":"a"}}"#, "Episode("),
        (r#"{"result":{"id":"1","total":2}}"#, "Podcast("),
        (r#"{"result":{"id":"1","audio":"a","total":2}}"#, "Unknown("),
    ] {
        let value = kept::<All>(text);
        assert!(value.contains(expected), "{text}: {value}");
    }
}

/// What can have one value only is filled in, and open where it is read.
#[test]
fn constants_are_no_arguments() {
    use constants::types as t;

    assert_eq!(written(&t::Point::new()), r#"{"kind":"point","flat":true}"#);
    assert_eq!(t::Point::default(), t::Point::new());
    let circle = t::Circle::new(1.5).colour("red");
    let text = r#"{"kind":"circle","radius":1.5,"colour":"red"}"#;
    assert_eq!(written(&circle), text);
    assert_eq!(from_slice::<t::Circle>(text.as_bytes()).unwrap(), circle);
    let body = t::DrawBody::new(vec![circle.into(), t::Point::new().into()]);
    let text = format!(r#"{{"dry":false,"version":2,"shapes":[{text},{{"kind":"point","flat":true}}]}}"#);
    assert_eq!(written(&body), text);
    // Another value is one that this version does not know.
    let other = kept::<t::Point>(r#"{"kind":"dot","flat":false}"#);
    assert!(other.contains("Unknown"), "{other}");
}

/// What vendors' tools say of values: one is never printed, `null` moves no name, and no type comes from a document.
#[test]
fn values_by_the_conventions_of_vendors() {
    use conventions::types::{Letter, Thing};

    let text = r#"{"k":"canary-0123456789","letter":"y","old":null,"evil":"e"}"#;
    let thing: Thing = from_slice(text.as_bytes()).unwrap();
    assert_eq!(thing.letter.value(), Some(&Letter::Wye));
    assert!(thing.old.is_null());
    assert_eq!(thing.evil.as_deref(), Some("e"));
    assert!(!format!("{thing:?}").contains("canary"), "{thing:?}");
    assert_eq!(to_vec(&thing).unwrap(), text.as_bytes());
}

/// J10: values that differ in case or in signs alone, or are no names at all, are variants of their own, each written as it is read.
#[test]
fn j10_values_that_look_alike() {
    use enumerations::types as t;

    fn check<T: Decode + Encode + Debug>(values: &[&str]) {
        let shown = values.iter().map(|it| kept::<T>(&format!("{it:?}")));
        let shown: std::collections::BTreeSet<String> = shown.collect();
        assert_eq!(shown.len(), values.len(), "{shown:?}");
        assert!(!shown.iter().any(|it| it.contains('"')), "{shown:?}");
    }
    check::<t::ListThingsResponseReaction>(&["+1", "-1", "", "💥", "1st", "self", "a b"]);
    check::<t::ListThingsResponseState>(&["known", "Unknown", "unknown"]);
    for value in ["ASC", "asc", "DESC", "desc"] {
        let sort = t::ListThingsSort::from(value);
        assert_eq!(sort.as_str(), value);
        assert!(!matches!(sort, t::ListThingsSort::Unknown(_)), "{value}");
    }
}

/// S12, J10: every list of values has a type that keeps them all.
#[test]
fn s12_values_of_any_kind() {
    use enumerations::types::ListThingsResponse as Things;

    let text = concat!(
        r#"{"level":2,"reaction":"-1","fixed":"fixed","ratio":0.5,"always":true,"wrong":7,"#,
        r#""microsoft":"b","by_value":2,"growing":"three","mixed":"two","described":1}"#
    );
    let shown = kept::<Things>(text);
    for part in ["Middle", "Beta", "Unknown", "Two", "Low"] {
        assert!(shown.contains(part), "{part} in {shown}");
    }
    for (mixed, expected) in [("1", "Integer("), (r#""two""#, "Text("), ("true", "Boolean(")] {
        let shown = kept::<Things>(&format!(r#"{{"mixed":{mixed}}}"#));
        assert!(shown.contains(expected), "{shown}");
    }
    // Those that are not of the type of the schema are values all the same.
    for (wrong, expected) in [("1", "Integer(One)"), (r#""two""#, "Text(Two)"), ("[3]", "Unknown(")] {
        let shown = kept::<Things>(&format!(r#"{{"wrong":{wrong}}}"#));
        assert!(shown.contains(expected), "{shown}");
    }
}

/// A list of a fixed length has a type for each place; one of another length, or of other items, is refused with its place.
#[test]
fn tuples_by_place() {
    use tuples::types as t;

    let text = concat!(
        r#"{"line":[[1.5,2],[3,4]],"size":[3,null],"named":["a",{"colour":"red"},"dotted"],"#,
        r#""draft4":["b",true],"open":["c",1,2],"single":["d"],"many":[1,2,3,4,5,6,7,8,"e"],"#,
        r#""either":[5,"f"],"next":["g",{"line":[]}],"parts":["h",true],"grown":["j",7],"ended":["k",8],"#,
        r#""unended":["l",9,true,10],"referred":["i",6]}"#
    );
    kept::<t::Shape>(text);
    let shape: t::Shape = from_slice(text.as_bytes()).unwrap();
    assert_eq!(shape.line, [(1.5, 2.0), (3.0, 4.0)]);
    assert_eq!(shape.size, Some((3, None)));
    assert_eq!(shape.parts, Some(("h".to_owned(), true)));
    assert_eq!(shape.grown, Some(("j".to_owned(), 7)));
    assert_eq!(shape.ended, Some(("k".to_owned(), 8)));
    assert_eq!(shape.referred, Some(("i".to_owned(), 6)));
    assert_eq!(shape.draft4, Some(("b".to_owned(), true)));
    assert!(matches!(shape.either, Some(t::ShapeEither::IntegerList((5, _)))));
    let next = t::Shape::new(vec![(0.5, 1.0)]).next(("h".to_owned(), t::Shape::new(Vec::new())));
    assert_eq!(written(&next), r#"{"line":[[0.5,1]],"next":["h",{"line":[]}]}"#);

    for (text, kind, path, message) in [
        (r#"{"line":[[1]]}"#, FaultKind::Length, "/line/0", "expected a list of 2 items, found 1"),
        (r#"{"line":[[]]}"#, FaultKind::Length, "/line/0", "expected a list of 2 items, found 0"),
        (r#"{"line":[[1,2,3]]}"#, FaultKind::Length, "/line/0", "expected a list of 2 items, found more"),
        (r#"{"line":[[1,"2"]]}"#, FaultKind::WrongKind, "/line/0/1", "expected a number, found text"),
        (r#"{"line":[],"size":[1.5,2]}"#, FaultKind::Range, "/size/0", "expected an integer (i64), found a fraction"),
        (r#"{"line":[1]}"#, FaultKind::WrongKind, "/line/0", "expected a list, found a number"),
        (r#"{"line":[[1,2"#, FaultKind::Truncated, "/line/0/1", "the text ends in the middle of a value"),
    ] {
        let fault = from_slice::<t::Shape>(text.as_bytes()).unwrap_err();
        assert_eq!((fault.kind(), fault.path(), fault.message()), (kind, path, message), "{text}");
    }
}

/// J06: a number is as wide as its format and its limits say; beyond that it is refused with its place and its text, and never rounded.
#[test]
fn j06_numbers_as_wide_as_they_need() {
    use numbers::types::N;

    let shown = kept::<N>(concat!(
        r#"{"word":5000000000,"hyphen":255,"whole":9007199254740993,"broken":42,"unusual":1732000000,"#,
        r#""unsigned":18446744073709551615,"byte":255,"below":-1,"above":18446744073709551615,"listed":18446744073709551615,"#,
        r#""larger":18446744073709551617,"decimals":20,"default":1}"#
    ));
    assert!(shown.contains("N20") && shown.contains("18446744073709551617"), "{shown}");
    for (text, path, excerpt) in [
        (r#"{"plain":18446744073709551616}"#, "/plain", "18446744073709551616"),
        (r#"{"above":-1}"#, "/above", "-1"),
        (r#"{"unsigned":-1}"#, "/unsigned", "-1"),
        (r#"{"word":18446744073709551616}"#, "/word", "18446744073709551616"),
        (r#"{"whole":1.5}"#, "/whole", "1.5"),
        (r#"{"broken":1.5}"#, "/broken", "1.5"),
        (r#"{"decimals":9223372036854775808}"#, "/decimals", "9223372036854775808"),
    ] {
        let fault = from_slice::<N>(text.as_bytes()).unwrap_err();
        let found = (fault.kind(), fault.path(), fault.excerpt());
        assert_eq!(found, (FaultKind::Range, path, excerpt), "{text}");
    }
}

/// J08: money is a float where nothing else is chosen, and keeps all digits that a float can have.
#[test]
fn j08_decimals() {
    for number in ["5", "0.1", "19.99", "0.30000000000000004", "123456789.01234567", "-1e-7"] {
        kept::<numbers::types::N>(&format!(r#"{{"real":{number}}}"#));
    }
}

/// J20: keys beside those that are described are values of their type where there is one, and never hide one that is described.
#[test]
fn j20_keys_beside_fields() {
    use maps::types::Maps;

    let text = r#"{"counts":{"a":1},"closed":{},"mixed":{"id":"a","Id":true,"idx":false}}"#;
    let mut maps: Maps = from_slice(text.as_bytes()).unwrap();
    let mixed = maps.mixed.as_mut().unwrap();
    assert_eq!(mixed.id.as_deref(), Some("a"));
    assert_eq!(mixed.other.len(), 2);
    mixed.other.insert("id".to_owned(), true);
    assert_eq!(written(&maps), text);
    let fault = from_slice::<Maps>(br#"{"mixed":{"id":"a","b":"true"}}"#).unwrap_err();
    assert_eq!(fault.path(), "/mixed/b");
}

/// J11: members that only a condition describes have fields, and nothing else that is said under it is asked for.
#[test]
fn j11_members_under_conditions() {
    use conditions::types as t;

    for (text, shown) in [
        (r#"{"street":"a","zip":"12345","country":"US"}"#, r#"zip: Some(Text("12345"))"#),
        (r#"{"zip":1,"code":{"value":"b"},"country":"FR"}"#, r#"code: Some(Code { value: Some("b") })"#),
        (r#"{"street":"a"}"#, "zip: None"),
    ] {
        let read = kept::<t::Address>(text);
        assert!(read.contains(shown), "{read}");
    }
    for (text, shown) in [
        (r#"{"method":"card","amount":7,"holder":"a"}"#, r#"amount: Some(7), holder: Some("a")"#),
        (r#"{"method":"cash"}"#, "holder: None"),
    ] {
        let read = kept::<t::Payment>(text);
        assert!(read.contains(shown), "{read}");
    }
    let read = kept::<t::Split>(r#"{"kind":"a","a":1}"#);
    assert!(read.contains("a: Some(1), b: None"), "{read}");
    assert_eq!(kept::<t::Either>("1"), "Integer(1)");
    // What a part says without a condition is all that it is.
    let read = kept::<t::Extended>(r#"{"street":"a","zip":"b"}"#);
    assert!(read.contains(r#"zip: Some("b")"#), "{read}");
}
