//! Unions at work: what each branch says is kept. Compiled and run in the crate that all fixtures become, not here.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::fmt::Debug;

use fixtures::runtime::json::{Decode, Encode, from_slice, to_vec};
use fixtures::{all_of_unions, parts, unions_within};

/// Reads a text and writes the value: what is written, and a part of what the value looks like.
fn check<T: Decode + Encode + Debug>(text: &str, written: &str, shown: &str) {
    let value: T = from_slice(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"));
    let again = String::from_utf8(to_vec(&value).unwrap()).unwrap();
    assert_eq!(again, written, "{value:?}");
    let debug = format!("{value:?}");
    assert!(debug.contains(shown), "{text}: {debug}");
}

/// The text comes back as it was.
fn kept<T: Decode + Encode + Debug>(text: &str, shown: &str) {
    check::<T>(text, text, shown);
}

/// J11: one object may be several branches of an `anyOf`, and keeps what each says, also where they differ.
#[test]
fn j11_parts_of_one_object() {
    use parts::types as t;

    // Schemas with names are alternatives; what is several of them is kept as it came.
    let both = r#"{"tax":"b","common":1,"name":"a","id":"i","other":true}"#;
    kept::<t::Contact>(both, "Unknown(");
    kept::<t::Contact>(r#"{"id":"i","name":"a","common":"c"}"#, r#"common: Some("c")"#);
    kept::<t::Contact>(r#"{"id":"i","tax":"b","common":1}"#, "common: Some(1)");
    assert!(from_slice::<t::Contact>(br#"{"name":"a"}"#).is_err());
    // All values that some part lists are known, and others are kept.
    kept::<t::Badge>(r#"{"level":"middle","low":"a","high":"b"}"#, "level: Some(Middle)");
    kept::<t::Badge>(r#"{"level":"high","high":"b","any":"c"}"#, "level: Some(High)");
    kept::<t::Badge>(r#"{"level":"top","any":"c"}"#, "Unknown(");
    kept::<t::Badge>(r#"{"any":"c"}"#, "level: None");
    kept::<t::Deep>(r#"{"at":{"x":1,"unit":"mm"}}"#, "Mm(");
    kept::<t::Deep>(r#"{"at":{"y":"a","unit":"cm"}}"#, "Cm(");
    kept::<t::Loose>(r#"{"m":{"any":[1]},"n":"a","o":"b"}"#, r#"o: Some("b")"#);
    kept::<t::Either>(r#""text""#, "Text(");
    kept::<t::Either>(r#"{"id":"i","name":"a","common":1,"tax":"b"}"#, "Contact(");
    // No object can be both.
    kept::<t::Closed>(r#"{"home":"a","since":"b"}"#, "Home(");
    kept::<t::Closed>(r#"{"work":"a","since":1}"#, "Work(");
    kept::<t::Undescribed>(r#"{"a":1,"kept":[null]}"#, "a: Some(Integer(1))");
    for (text, shown) in [
        (r#"{"n":1,"l":[1],"s":true}"#, "n: Some(Integer(1))"),
        (r#"{"n":1.5,"l":["a"],"s":[true]}"#, "n: Some(Number(1.5))"),
        (r#"{"l":[],"more":7}"#, "more"),
    ] {
        kept::<t::Widest>(text, shown);
    }
}

/// J11: what cannot be told apart is one record, right for whatever one of the branches is right for.
#[test]
fn j11_branches_that_cannot_be_told_apart() {
    use parts::types as t;

    kept::<t::Signal>(r#"{"m":{"k":"a","a":"x"}}"#, "A(");
    kept::<t::Signal>(r#"{"m":{"k":"b","b":"x"}}"#, "B(");
    kept::<t::Signal>(r#"{"m":{"k":"c","c":"x"}}"#, "Unknown(");
    for text in [
        r#"{"a":1,"b":"x","c":"y"}"#,
        r#"{"a":9007199254740993,"b":"x","c":"y"}"#,
        r#"{"a":1,"b":"z","c":null}"#,
    ] {
        kept::<t::Limit>(text, "Limit {");
    }
    for text in [
        r#"{"m":{"x":1}}"#,
        r#"{"m":{"y":"a"}}"#,
        r#"{"m":{"y":"a"},"q":"b"}"#,
        r#"{"m":{"x":1},"p":"b"}"#,
    ] {
        kept::<t::Mistaken>(text, "Mistaken {");
    }
    kept::<t::Maps>(r#"{"a":1}"#, "IntegerMap(");
    kept::<t::Maps>(r#"{"a":"b"}"#, "TextMap(");
    kept::<t::Further>(r#"{"id":1,"more":2}"#, "IntegerMap(");
    kept::<t::Further>(r#"{"id":1}"#, "Id(");
    kept::<t::Easiest>(r#"{"user":"a","password":"b"}"#, "Easy(");
    kept::<t::Easiest>(r#"{"user":"a"}"#, "Easy(");
    kept::<t::Easiest>(r#"{"user":"a","token":"b"}"#, "Apart(");
}

/// J11: branches that cannot be told apart are one variant, and the others have their own.
#[test]
fn j11_some_branches_cannot_be_told_apart() {
    use parts::types as t;

    for (text, shown) in [
        (r#"{"number":"1","text":"a"}"#, "Call("),
        (r#"{"to":"a","text":"b","size":1}"#, "SmsOrMail("),
        (r#"{"to":"a","text":null,"size":"1"}"#, "SmsOrMail("),
        (r#"{"other":1}"#, "Unknown("),
    ] {
        kept::<t::Message>(text, shown);
    }
    for (text, shown) in [
        (r#""text""#, "Text("),
        (r#"{"size":"large","m":true}"#, "Large("),
        (r#"{"size":"tiny","m":{"b":"x"}}"#, "Tiny("),
        (r#"{"size":"small","m":{"a":"x"}}"#, "SmallOrTiny("),
        (r#"{"size":"small","m":{"b":"x"}}"#, "SmallOrTiny("),
        (r#"{"size":"huge","m":1}"#, "Unknown("),
    ] {
        kept::<t::Notice>(text, shown);
    }
    // What is read as one of several is written as one, too.
    let m = t::NoticeSmallOrTinyM::A(t::NoticeSmallOrTinyMA::new("x"));
    let small = t::NoticeSmallOrTiny::new(t::NoticeSmallOrTinySize::Small, m);
    let sent = to_vec(&t::Notice::SmallOrTiny(small)).unwrap();
    assert_eq!(sent, br#"{"size":"small","m":{"a":"x"}}"#);
}

/// J11: a union within a union, beside members and beside another union is told by its own discriminator.
#[test]
fn j11_discriminators_within() {
    use unions_within::types as t;

    for (kind, shown) in [("round", "Circle("), ("edged", "Square("), ("oval", "Unknown(")] {
        let text = format!(r#"{{"kind":"{kind}","size":1}}"#);
        kept::<t::Referred>(&text, shown);
        kept::<t::Loose>(&text, shown);
        kept::<t::Sorted>(&format!(r#"{{"sort":"shape",{}"#, &text[1..]), shown);
        kept::<t::Coloured>(&format!(r#"{{"colour":"red",{}"#, &text[1..]), shown);
    }
    kept::<t::Referred>(r#"{"weight":1.5}"#, "Stone(");
    kept::<t::Written>(r#"{"kind":"Circle","size":1}"#, "Circle(");
    kept::<t::Written>(r#"{"kind":"Square","size":1}"#, "Square(");
    kept::<t::Written>(r#"{"weight":1.5}"#, "Stone(");
    kept::<t::Written>(r#""text""#, "Text(");
    kept::<t::Loose>(r#"{"grains":1}"#, "Dust(");
    kept::<t::Sorted>(r#"{"sort":"plant","height":1}"#, "Plant(");
    for (text, shown) in [
        (r#"{"kind":"round","size":1,"line":"Thick","width":2}"#, "CircleThick("),
        (r#"{"kind":"edged","size":1,"line":"Thin","width":2}"#, "SquareThin("),
        (r#"{"kind":"edged","line":"dotted"}"#, "Unknown("),
    ] {
        kept::<t::Both>(text, shown);
    }
    kept::<t::Heirs>(r#"{"petType":"feline","age":1}"#, "Cat(");
    kept::<t::Heirs>(r#"{"petType":"Dog","name":"a","age":1}"#, "Dog(");
    kept::<t::Heirs>(r#"{"petType":"Fox","age":1}"#, "Unknown(");
    // S16: the property is read, and written where the branch has none.
    check::<t::Lacking>(r#"{"grains":1,"sort":"dust"}"#, r#"{"sort":"dust","grains":1}"#, "Dust(");
    kept::<t::Lacking>(r#"{"sort":"plant","height":1}"#, "Plant(");
    kept::<t::Counted>(r#"{"weight":1.5,"more":3}"#, r#"other: {"more": 3}"#);
    kept::<t::Counted>(r#"{"sort":"a","height":1,"b":2}"#, r#"other: {"b": 2}"#);
    kept::<t::Measured>(r#"{"unit":"cm","size":1}"#, "WidthOrHeight(");
    kept::<t::Measured>(r#"{"unit":"mm","size":1}"#, "WidthOrHeight(");
    kept::<t::Measured>(r#"{"unit":"kg","weight":1.5}"#, "Stone(");
}

/// J11: a part beside a union that is told by a tag: what both say is kept, also where nobody knows the tag.
#[test]
fn j11_parts_beside_a_discriminator() {
    use unions_within::types as t;

    kept::<t::Annotated>(r#"{"kind":"round","size":1,"note":"a"}"#, r#"note: Some("a")"#);
    kept::<t::Annotated>(r#"{"kind":"edged","size":1}"#, "Square(");
    kept::<t::Annotated>(r#"{"note":"a"}"#, "Object(");
    kept::<t::Annotated>(r#"{"note":"a","kind":"oval","size":1}"#, r#""kind": Raw("#);
    kept::<t::Annotated>(r#"{"kind":"oval"}"#, "Unknown(");
}

/// S13: what is several things at once has the type that all of them have in common.
#[test]
fn s13_what_is_several_things_at_once() {
    use all_of_unions::types as t;

    for (text, shown) in [
        (r#"{"integer":5,"types":1,"nullable":null}"#, "integer: Some(5), types: Some(1), nullable: Null"),
        (r#"{"nullable":2,"several":true}"#, "several: Some(Boolean(true))"),
        (r#"{"several":"a","text":"b","narrow":3}"#, r#"text: Some("b"), narrow: Some(3)"#),
        (r#"{"listed":"b","items":[1]}"#, "listed: Some(B)"),
        (r#"{"required":{"k":"two","a":1}}"#, "Two("),
        (r#"{"required":{"k":"one","a":"b"}}"#, "One("),
        (r#"{"beside":"auto"}"#, "Text(Auto)"),
        (r#"{"beside":{"level":1}}"#, "Chosen("),
        (r#"{"nothing":"a","neither":true}"#, "neither: Some(Boolean(true))"),
    ] {
        kept::<t::SendAllBody>(text, shown);
    }
    // Beside the union it is said that `a` must be there.
    assert!(from_slice::<t::SendAllBody>(br#"{"required":{"k":"one"}}"#).is_err());
}
