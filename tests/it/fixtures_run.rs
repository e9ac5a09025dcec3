//! Types of the fixtures at work: compiled and run in the crate that all fixtures become, not here.

#![expect(clippy::unwrap_used, reason = "a test")]

use std::fmt::Debug;
use std::thread;

use fixtures::runtime::Field;
use fixtures::runtime::json::{Decode, Encode, FaultKind, from_slice, to_vec};
use fixtures::{names, records, recursion};

fn read<T: Decode>(text: &str) -> T {
    from_slice(text.as_bytes()).unwrap_or_else(|fault| panic!("{fault}: {text}"))
}

fn written<T: Encode>(value: &T) -> String {
    String::from_utf8(to_vec(value).unwrap()).unwrap()
}

/// Types that contain themselves are read as deep as any JSON, and refused below, on a small stack.
#[test]
fn j16_typed_recursion() {
    fn check<T: Decode + Encode + Debug>(open: &str, inner: &str, close: &str) {
        let nested = |depth: usize| format!("{}{inner}{}", open.repeat(depth), close.repeat(depth));
        let text = nested(100);
        assert_eq!(written(&read::<T>(&text)), text);
        for depth in [200, 100_000] {
            let fault = from_slice::<T>(nested(depth).as_bytes()).unwrap_err();
            assert_eq!(fault.kind(), FaultKind::TooDeep, "{open} {depth}");
        }
    }
    let test = || {
        check::<recursion::types::Node>(r#"{"parent":"#, "{}", "}");
        check::<recursion::types::Expression>(r#"{"not":"#, r#""x""#, "}");
        check::<recursion::types::Forest>("[", "", "]");
        // Two levels of JSON for one of the type.
        let nested = |depth: usize| {
            let open = r#"{"children":["#.repeat(depth);
            format!("{open}{{}}{}", "]}".repeat(depth))
        };
        let text = nested(60);
        assert_eq!(written(&read::<recursion::types::Node>(&text)), text);
        let fault = from_slice::<recursion::types::Node>(nested(100).as_bytes()).unwrap_err();
        assert_eq!(fault.kind(), FaultKind::TooDeep);
    };
    let small = thread::Builder::new().stack_size(512 * 1024);
    small.spawn(test).unwrap().join().unwrap();
}

/// Declared properties have exactly the names that the document gives them, both ways.
#[test]
fn j19_declared_names() {
    let text = concat!(
        r#"{"vec":{"foo_bar":{"new":"a"},"FooBar":{"crate":"b"},"Foo-Bar":{"Self":"c"}},"#,
        r#""self":"d","":"e","1a":"f","_":"g","gen":"h","💥":"i"}"#
    );
    let value: names::types::OptionType = read(text);
    assert_eq!(written(&value), text);
    let vec = value.vec.unwrap();
    let read_fields = [
        vec.foo_bar.unwrap().new_,
        vec.foo_bar_pascal.unwrap().crate_,
        vec.foo_bar_train.unwrap().self_,
        value.self_,
        value.empty,
        value.n1a,
        value.underscore,
        value.r#gen,
        value.boom,
    ];
    let read_fields: Vec<&str> = read_fields.iter().flatten().map(String::as_str).collect();
    assert_eq!(read_fields.concat(), "abcdefghi");
    // A name written with escapes is the same name; one that only looks like it is another.
    let value: names::types::OptionType = read(r#"{"\ud83d\udca5":"i","Self":"x"," ":"y"}"#);
    assert_eq!(written(&value), r#"{"💥":"i"}"#);

    let text = r##"{"text":"t","author":"a","$ref":"#/x","meta:kind":"k"}"##;
    let note: records::types::Note = read(text);
    assert_eq!(note.r#ref.as_deref(), Some("#/x"));
    assert_eq!(note.meta_kind.as_deref(), Some("k"));
    assert!(note.other.is_empty());
    assert_eq!(written(&note), text);
}

/// Absent, `null` and a value are three things where the document tells them apart, and no default is sent.
#[test]
fn j21_null_absent_and_defaults() {
    use records::types::Note;

    let new = || Note::new("t", None);
    // `colour` has a default, `id` is for reading only, `author` is required and may be `null`.
    assert_eq!(written(&new()), r#"{"text":"t","author":null}"#);
    for (note, state) in [
        (new(), Field::Absent),
        (new().reminder(Field::Absent), Field::Absent),
        (new().reminder(Field::Null), Field::Null),
        (new().reminder(None), Field::Null),
        (new().reminder("r"), Field::Value("r".to_owned())),
    ] {
        let reminder = match &state {
            Field::Absent => "",
            Field::Null => r#","reminder":null"#,
            Field::Value(_) => r#","reminder":"r""#,
        };
        let text = format!(r#"{{"text":"t","author":null{reminder}}}"#);
        assert_eq!(written(&note), text);
        assert_eq!(read::<Note>(&text).reminder, state, "{text}");
    }
    // The default is sent when it is set, and is not made up when it is not received.
    let note = new().colour("yellow");
    assert_eq!(
        written(&note),
        r#"{"text":"t","author":null,"colour":"yellow"}"#
    );
    assert_eq!(read::<Note>(r#"{"text":"t","author":null}"#).colour, None);
    // Where the two are not told apart, null is absent.
    let note: Note = read(r#"{"text":"t","author":null,"colour":null}"#);
    assert_eq!(written(&note), r#"{"text":"t","author":null}"#);
    // What is required may be null only where the document says so, and has to be there.
    for text in [r#"{"text":null,"author":null}"#, r#"{"text":"t"}"#] {
        assert!(from_slice::<Note>(text.as_bytes()).is_err(), "{text}");
    }
}
