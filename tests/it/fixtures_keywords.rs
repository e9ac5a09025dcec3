//! Keywords of JSON Schema at work: compiled and run in the crate that all fixtures become, not here.
//!
//! A type takes every instance that its schema takes. Of the others it refuses those that it has no place for; the rest it takes
//! knowingly, because a server's word about its own answers counts for more than its document's.

#![expect(clippy::unwrap_used, reason = "a test")]

use fixtures::keywords::types::*;
use fixtures::runtime::json::{Decode, Encode, from_slice, to_vec};

/// Instances that fit, that are refused, and that do not fit and are taken. What is taken is written as it came, or as
/// what stands behind ` => `.
fn check<T: Decode + Encode>(fit: &[&str], refused: &[&str], taken: &[&str]) {
    let name = std::any::type_name::<T>();
    for instance in fit.iter().chain(taken) {
        let (text, expected) = instance.split_once(" => ").unwrap_or((instance, instance));
        let value: T =
            from_slice(text.as_bytes()).unwrap_or_else(|fault| panic!("{name}: {text}: {fault}"));
        let written = String::from_utf8(to_vec(&value).unwrap()).unwrap();
        assert_eq!(written, expected, "{name}: {text}");
    }
    for text in refused {
        assert!(from_slice::<T>(text.as_bytes()).is_err(), "{name}: {text}");
    }
}

#[test]
fn type_and_format() {
    check::<IsInteger>(
        &["0", "-7", "1.0 => 1", "1e2 => 100"],
        &["1.5", "\"1\"", "true", "null", "[]", "{}"],
        &[],
    );
    check::<IsInt32>(&["2147483647", "-2147483648"], &["2147483648", "1.5"], &[]);
    // Without a format, an integer is one of 64 bits with a sign: this much is refused that the schema would take.
    check::<IsUnsigned>(
        &["0", "9223372036854775807"],
        &["9223372036854775808"],
        &["-1"],
    );
    check::<IsNumber>(&["0", "-1.5", "1e300", "1.0 => 1"], &["\"1\"", "null", "1e999"], &[]);
    check::<IsString>(
        &["\"\"", "\"\\u0000\"", "\"💥\""],
        &["1", "null", "[\"\"]"],
        &[],
    );
    check::<IsBoolean>(&["true", "false"], &["0", "\"true\"", "null"], &[]);
    check::<IsEither>(&["\"a\"", "1"], &[], &["true", "null", "1.5", "{}"]);
    check::<IsAnything>(&["null", "1", "[{}]", "{\"a\":[]}"], &["", "nil"], &[]);
    check::<HasFormat>(&["\"2020-01-01T00:00:00Z\""], &["1"], &["\"yesterday\""]);
}

#[test]
fn enum_and_const() {
    check::<HasEnum>(&["\"a\"", "\"b\""], &["1", "null"], &["\"c\"", "\"\""]);
    check::<HasConst>(&["3", "3.0 => 3"], &["\"3\"", "3.5"], &["4"]);
}

#[test]
fn of_arrays() {
    check::<HasItems>(
        &["[]", "[\"a\",\"b\"]"],
        &["[1]", "[null]", "{}", "\"a\""],
        &[],
    );
    // JSON Schema allows fewer items than are described, and nobody who closes such a list means it.
    check::<HasPrefixItems>(
        &["[\"a\",\"b\"]"],
        &["[1]", "[]", "[\"a\"]", "[\"a\",1]", "[\"a\",\"b\",\"c\"]"],
        &[],
    );
    check::<HasContains>(&["[1]", "[2,1]"], &["[\"1\"]"], &["[]", "[2]"]);
    check::<HasContainsCounted>(&["[1,1]", "[1,2,1]"], &["[null]"], &["[1]", "[1,1,1,1]"]);
    check::<HasUnevaluatedItems>(&["[\"a\",\"b\"]"], &["[1]", "[\"a\"]"], &[]);
    check::<HasUniqueItems>(&["[1]", "[1,2]"], &["[null]"], &["[]", "[1,1]", "[1,2,3]"]);
}

#[test]
fn of_objects() {
    check::<HasProperties>(
        &[
            "{}",
            "{\"a\":\"\"}",
            "{\"b\":null}",
            "{\"a\":\"\",\"b\":1,\"c\":true} => {\"a\":\"\",\"b\":1}",
        ],
        &["[]", "{\"a\":1}", "{\"a\":\"\",\"a\":\"\"}", "null"],
        &["{\"a\":null} => {}"],
    );
    check::<HasRequired>(
        &[
            "{\"a\":\"\",\"b\":null,\"c\":[1]}",
            "{\"c\":null,\"b\":1,\"a\":\"\"} => {\"a\":\"\",\"b\":1,\"c\":null}",
        ],
        &[
            "{}",
            "{\"a\":\"\"}",
            "{\"a\":null,\"b\":1,\"c\":1}",
        ],
        // What is described nowhere may be left out.
        &["{\"a\":\"\",\"b\":1}"],
    );
    check::<HasNoOthers>(&["{}", "{\"a\":\"\"}"], &["{\"a\":1}"], &["{\"z\":1} => {}"]);
    check::<HasOthers>(
        &["{}", "{\"a\":\"\",\"z\":1}"],
        &["{\"z\":\"\"}", "{\"a\":1}"],
        &[],
    );
    check::<HasMap>(
        &["{\"a\":1}"],
        &["{\"a\":\"\"}", "[]"],
        &["{}", "{\"a\":1,\"b\":2,\"c\":3}"],
    );
    check::<HasPatternProperties>(&["{}", "{\"x1\":1}"], &["{\"x1\":\"\"}"], &["{\"y\":1}"]);
    check::<HasPatternsBeside>(
        &["{\"a\":\"\",\"b\":true,\"x1\":1}"],
        &["{\"a\":1}"],
        &["{\"x1\":true}"],
    );
    check::<HasPatternsBesideAny>(&["{\"b\":[null],\"x1\":1}"], &["[]"], &["{\"x1\":true}"]);
    check::<HasPatternsForbidden>(
        &["{\"x1\":1,\"x2\":2}"],
        &["{}", "{\"x1\":\"\"}"],
        &["{\"x1\":1,\"y1\":1}"],
    );
    check::<HasPropertyNames>(&["{}", "{\"a\":1}"], &["{\"a\":\"\"}"], &["{\"c\":1}"]);
    check::<HasDependentRequired>(
        &["{}", "{\"b\":\"\"}", "{\"a\":\"\",\"b\":\"\"}"],
        &["{\"b\":1}"],
        &["{\"a\":\"\"}"],
    );
    check::<HasDependentSchemas>(
        &["{}", "{\"b\":1}", "{\"a\":\"\",\"b\":3}"],
        &["{\"a\":1}", "{\"b\":\"\"}"],
        &["{\"a\":\"\",\"b\":1}"],
    );
    check::<HasUnevaluated>(&["{\"a\":\"\"}"], &["{\"a\":1}"], &["{\"z\":1} => {}"]);
}

#[test]
fn of_schemas() {
    check::<HasAllOf>(
        &["{\"a\":\"\",\"b\":1}", "{\"b\":1,\"a\":\"\",\"c\":1} => {\"a\":\"\",\"b\":1}"],
        &["{}", "{\"a\":\"\"}", "{\"b\":1}", "{\"a\":1,\"b\":1}"],
        &[],
    );
    check::<HasAllOfInside>(
        &["{\"in\":{\"a\":\"\",\"b\":\"c\"}}"],
        &[
            "{}",
            "{\"in\":{\"a\":\"\"}}",
            "{\"in\":{\"b\":\"c\"}}",
            "{\"in\":{\"a\":\"\",\"b\":1}}",
        ],
        &["{\"in\":{\"a\":\"\",\"b\":\"d\"}}"],
    );
    check::<HasUnevaluatedInParts>(
        &["{}", "{\"a\":\"\",\"z\":1}"],
        &["{\"a\":1}", "{\"z\":\"\"}"],
        &[],
    );
    check::<HasUnevaluatedInBranches>(
        &["{\"a\":\"\",\"b\":\"\",\"z\":1}", "{\"c\":\"\",\"z\":1}"],
        &["{\"b\":1}", "{\"c\":\"\",\"z\":\"\"}"],
        &["{}"],
    );
    check::<HasAnyOf>(&["\"a\"", "1"], &[], &["true", "{}", "null"]);
    check::<HasOneOf>(&["\"a\"", "[]", "[1]"], &[], &["1", "{}"]);
    check::<HasNot>(&["\"b\""], &["1"], &["\"a\""]);
    check::<HasIf>(
        &["{}", "{\"a\":\"\",\"b\":\"\"}"],
        &["{\"a\":1}"],
        &["{\"a\":\"\"}", "{\"b\":\"\"}"],
    );
    check::<HasBounds>(&["4", "-4"], &["1.5"], &["5", "-6", "3"]);
    check::<HasLengths>(
        &["\"ab\"", "\"abc\""],
        &["1"],
        &["\"a\"", "\"bcd\"", "\"abcd\""],
    );
}

/// What is inside a text is the business of whoever reads it.
#[test]
fn of_contents() {
    check::<HasContentEncoding>(&["\"AQID\""], &["1"], &["\"?\""]);
    check::<HasContentSchema>(&["\"{\\\"q\\\":1}\""], &["{\"q\":1}"], &["\"{\""]);
}

#[test]
fn references() {
    check::<HasReference>(&["1"], &["\"\"", "null"], &[]);
    check::<HasId>(&["{\"a\":1}"], &["{\"a\":\"\"}"], &[]);
    check::<HasAnchor>(&["{\"a\":1}"], &["{\"a\":\"\"}"], &[]);
    check::<HasDynamicReference>(
        &["{\"data\":1,\"children\":[{\"children\":[]}]}"],
        &["{\"children\":[1]}"],
        &[],
    );
    check::<HasDefinitions>(&["{}", "{\"a\":1}"], &["{\"a\":\"\"}"], &[]);
    check::<HasRecursion>(
        &["{}", "{\"next\":{\"next\":{}}}"],
        &["{\"next\":1}", "{\"next\":{\"next\":[]}}"],
        &["{\"next\":null} => {}"],
    );
    // Deeper than text may nest.
    let deep = "{\"next\":".repeat(200) + "{}" + &"}".repeat(200);
    check::<HasRecursion>(&[], &[&deep], &[]);
}
