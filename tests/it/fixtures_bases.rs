//! Bases at work: compiled and run in the crate that all fixtures become, not here.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::fmt::Debug;

use fixtures::bases::types as t;
use fixtures::runtime::json::{Decode, Encode, FaultKind, from_slice, to_vec};

fn written<T: Encode>(value: &T) -> String {
    String::from_utf8(to_vec(value).unwrap()).unwrap()
}

/// Reads a text, and writes it again just as it came; gives what the value looks like.
fn kept<T: Decode + Encode + Debug>(text: &str) -> String {
    let value: T = from_slice(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"));
    assert_eq!(written(&value), text);
    format!("{value:?}")
}

/// J11: what extends a base is told by the base's discriminator; what nobody knows is kept as it came.
#[test]
fn j11_values_of_bases() {
    type Case = (&'static str, &'static str, fn(&str) -> String);
    let cases: &[Case] = &[
        // By name: heirs, heirs of heirs, one that adds nothing, and the base.
        (r#"{"kind":"Cat","name":"a","lives":9}"#, "Cat(CatBase {", kept::<t::Pet>),
        (r#"{"kind":"Lion","name":"a","lives":1,"prey":[{"kind":"Dog","name":"b"}]}"#, "[Dog(Dog {", kept::<t::Pet>),
        (r#"{"kind":"Pet","name":"a","friend":{"kind":"Lion","name":"b","lives":1}}"#, "friend: Some(Lion(", kept::<t::Pet>),
        (r#"{"kind":"Fox","name":"a","tail":{"long":true}}"#, "Unknown(", kept::<t::Pet>),
        (r#"{"name":"a"}"#, "Unknown(", kept::<t::Pet>),
        ("[]", "Unknown(", kept::<t::Pet>),
        // An heir that is a base as well is none of its own bases' other heirs.
        (r#"{"kind":"Lion","name":"a","lives":1}"#, "Lion(", kept::<t::Cat>),
        (r#"{"kind":"Cat","name":"a","lives":9}"#, "Cat(", kept::<t::Cat>),
        (r#"{"kind":"Dog","name":"a"}"#, "Unknown(", kept::<t::Cat>),
        // By a mapping of some, by name where there is none, and without the property.
        (r#"{"kind":"round","radius":1.5}"#, "Circle(", kept::<t::Shape>),
        (r#"{"kind":"edged","colour":"red","side":2.5}"#, "Square(", kept::<t::Shape>),
        (r#"{"kind":"Line","length":2.5}"#, "Line(", kept::<t::Shape>),
        (r#"{"kind":"Circle","radius":1.5}"#, "Unknown(", kept::<t::Shape>),
        (r#"{"kind":"Shape"}"#, "Shape(", kept::<t::Shape>),
        (r#"{"colour":"red"}"#, "Shape(", kept::<t::Shape>),
        // By values that the base lists.
        (r#"{"type":"created","by":"a"}"#, "Created(", kept::<t::Event>),
        (r#"{"type":"file-removed","reason":"a"}"#, "FileRemovedEvent(", kept::<t::Event>),
        (r#"{"type":"other","at":"noon"}"#, "Event(EventBase", kept::<t::Event>),
        (r#"{"type":"moved","to":"a"}"#, "Unknown(", kept::<t::Event>),
        // A base that is nothing by itself.
        (r#"{"is":"list","items":[{"is":"words","text":"a"},{"is":"Token"}]}"#, "[TextToken(TextToken {", kept::<t::Token>),
        (r#"{"is":"Token"}"#, "Unknown(", kept::<t::Token>),
        // By words of their own, and by a constant.
        (r#"{"wheels":"four","doors":5}"#, "Car(", kept::<t::VehicleBase>),
        (r#"{"wheels":"two","bell":true}"#, "Bicycle(", kept::<t::VehicleBase>),
        (r#"{"wheels":"any"}"#, "VehicleBase(", kept::<t::VehicleBase>),
        (r#"{"is":"one","one":1}"#, "One(", kept::<t::Only>),
        (r#"{"is":"two","two":1}"#, "Unknown(", kept::<t::Only>),
        // Among others, with all that extend it, and with members beside it.
        (r#"{"kind":"Dog","name":"a"}"#, "Pet(Dog(", kept::<t::ZooFound>),
        (r#"{"weight":1.5}"#, "Stone(", kept::<t::ZooFound>),
        (r#"{"kind":"Lion","name":"a","lives":1}"#, "Lion(", kept::<t::ZooListed>),
        (r#"{"kind":"Cat","name":"a","lives":1}"#, "Cat(CatBase", kept::<t::ZooListed>),
        (r#"{"kind":"Pet","name":"a"}"#, "Pet(PetBase", kept::<t::ZooListed>),
        (r#"{"kind":"Dog","name":"a","title":"Sir"}"#, r#"title: Some("Sir")"#, kept::<t::ZooTitled>),
    ];
    for (text, expected, read) in cases {
        let value = read(text);
        assert!(value.contains(expected), "{text}: {value}");
    }
    // What is known and wrong says where.
    let fault = from_slice::<t::Pet>(br#"{"kind":"Cat","name":"a"}"#).unwrap_err();
    assert_eq!((fault.kind(), fault.path()), (FaultKind::Missing, "/lives"));
}

/// What tells an heir from others is filled in where it is made, and added where it may be left out.
#[test]
fn values_of_bases_are_made() {
    let lion = t::Lion::new("Leo", 1).prey(vec![t::Dog::new("Rex").into()]);
    let text = r#"{"kind":"Lion","name":"Leo","lives":1,"prey":[{"kind":"Dog","name":"Rex"}]}"#;
    assert_eq!(written(&lion), text);
    assert_eq!(written(&t::Pet::from(lion.clone())), text);
    assert_eq!(written(&t::Cat::from(lion)), text);
    let pet = t::PetBase::new("Rex").friend(t::CatBase::new("Tom", 9).into());
    let text = r#"{"kind":"Pet","name":"Rex","friend":{"kind":"Cat","name":"Tom","lives":9}}"#;
    assert_eq!(written(&t::Pet::from(pet)), text);
    assert_eq!(
        written(&t::Event::from(t::FileRemovedEvent::new())),
        r#"{"type":"file-removed"}"#
    );
    let other = t::EventBase::new().at("noon");
    assert_eq!(written(&t::Event::from(other)), r#"{"type":"other","at":"noon"}"#);
    // The one that may lack the property does so; it is added to the others.
    let circle = t::Circle::default().radius(1.5);
    assert_eq!(written(&t::Shape::from(circle)), r#"{"kind":"round","radius":1.5}"#);
    let shape = t::ShapeBase::default().colour("red");
    assert_eq!(written(&t::Shape::from(shape)), r#"{"colour":"red"}"#);
}
