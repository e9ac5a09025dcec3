//! What texts are read as, what is said about those that are none, and where nodes stand.

use std::fmt::Write as _;

use super::document::{Document, Sources, Syntax};
use super::{Node, Text, Value, read};
use crate::diagnostics::render::render_plain;
use crate::diagnostics::{Code, Diagnostics};

fn read_all(label: &str, bytes: &[u8]) -> (Option<Document>, String) {
    let mut diagnostics = Diagnostics::new();
    let document = read(label, bytes, 0, &mut diagnostics);
    let mut sources = Sources::new();
    document
        .iter()
        .cloned()
        .for_each(|it| drop(sources.add(it)));
    let found = render_plain(&diagnostics.sorted(), &sources);
    (document, found)
}

fn sound(label: &str, text: &str) -> Document {
    let (document, found) = read_all(label, text.as_bytes());
    assert_eq!(found, "", "{label}: {text}");
    document.unwrap()
}

/// A short spelling of a tree: `i` marks integers, `f` floats.
fn spell(node: &Node) -> String {
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(value) => value.to_string(),
        Value::Integer(value) => format!("i{value}"),
        Value::Float(value) => format!("f{value:?}"),
        Value::Text(text) => format!("{text:?}"),
        Value::List(items) => {
            let items: Vec<String> = items.iter().map(spell).collect();
            format!("[{}]", items.join(" "))
        }
        Value::Map(map) => {
            let entry = |(key, node): (&Text, &Node)| format!("{key}={}", spell(node));
            let entries: Vec<String> = map.iter().map(entry).collect();
            format!("{{{}}}", entries.join(" "))
        }
    }
}

#[test]
fn s19_values_of_yaml() {
    let check = |text: &str, expected: &str| {
        let document = sound("a.yaml", text);
        assert_eq!(spell(&document.root), format!("{{{expected}}}"), "{text}");
        assert_eq!(document.syntax, Syntax::Yaml, "{text}");
    };
    check("\u{feff}a: 1\r\nb: x\r\n", "a=i1 b=\"x\"");
    check("---\na: 1\n...\n---\n", "a=i1");
    check(
        "no: no\non: yes\n200: y\n1.10: ~\nnull: null\ntrue: TRUE",
        "no=\"no\" on=\"yes\" 200=\"y\" 1.10=null null=null true=true",
    );
    check(
        "a: [010, 1_000, 0x1F, 1.10, 190:20:30, 2001-12-14, 1e3, '1']",
        "a=[\"010\" \"1_000\" i31 f1.1 \"190:20:30\" \"2001-12-14\" f1000.0 \"1\"]",
    );
    check(
        "a: [18446744073709551616, -9223372036854775809, -0]",
        "a=[i18446744073709551616 i-9223372036854775809 i0]",
    );
    check("a: !!str 1\nb: !!int '2'\nc:\n", "a=\"1\" b=i2 c=null");
    check("a: &x {b: 1}\nc: *x", "a={b=i1} c={b=i1}");
    // Keys of the object win over merged ones, before and after, and the first merged object over the second.
    check(
        "a: &a {x: 1, y: 2}\nb: &b {y: 3, z: 4}\nc: {z: 5, <<: [*a, *b], x: 6}",
        "a={x=i1 y=i2} b={y=i3 z=i4} c={z=i5 x=i6 y=i2}",
    );
}

#[test]
fn s20_values_of_json() {
    let check = |text: &str, expected: &str| {
        let document = sound("a.json", text);
        assert_eq!(spell(&document.root), format!("{{{expected}}}"), "{text}");
        assert_eq!(document.syntax, Syntax::Json, "{text}");
    };
    check("\u{feff} {\"a\": \"\\ud83d\\ude00\"}", "a=\"😀\"");
    check("{\"<<\": {\"b\": 1}}", "<<={b=i1}");
    check(
        "{\"a\": [18446744073709551616, -9223372036854775809, -0, -0.0, 1e20, 1.0]}",
        "a=[i18446744073709551616 i-9223372036854775809 i0 f-0.0 f1e20 f1.0]",
    );
}

#[test]
fn both_syntaxes_give_one_tree() {
    let json = "{\"b\": {\"200\": [1, 2.5, null, true, \"x\"]}, \"a\": 99999999999999999999}";
    let yaml = "b:\n  200:\n  - 1\n  - 2.5\n  -\n  - true\n  - x\na: 99999999999999999999\n";
    let (json, yaml) = (sound("a.json", json), sound("a.yaml", yaml));
    assert_eq!(spell(&json.root), spell(&yaml.root));
    for node in 0..9 {
        assert_eq!(json.pointer(node), yaml.pointer(node));
    }
}

#[test]
fn syntax_is_chosen_by_label_and_text() {
    assert_eq!(sound("a.yaml", "{\"a\": 1}").syntax, Syntax::Json);
    assert_eq!(sound("a.yml", "{a: 1,}").syntax, Syntax::Yaml);
    assert_eq!(sound("-", "\n {\"a\": 1}").syntax, Syntax::Json);
    assert_eq!(sound("-", "a: 1").syntax, Syntax::Yaml);
}

/// Reads a text that gives no tree; the finding up to its help is expected.
fn refused(label: &str, bytes: &[u8], expected: &str) {
    let (document, found) = read_all(label, bytes);
    assert!(document.is_none(), "{label}: {bytes:?}");
    let expected = format!("error[{expected} (");
    let start = found.get(..expected.len()).unwrap_or(&found);
    assert_eq!(start, expected, "{label}: {bytes:?}");
}

#[test]
fn s20_what_is_no_json_is_located() {
    let json = |text: &str, expected: &str| refused("a.json", text.as_bytes(), expected);
    json(
        "{\"a\": 1,}",
        "syntax] a.json:1:9: this is not valid JSON: trailing comma",
    );
    json(
        "{\n // x\n}",
        "syntax] a.json:2:2: this is not valid JSON: key must be a string",
    );
    json(
        "{\"a\": NaN}",
        "bad-number] a.json:1:7: JSON has no `NaN` and no `Infinity`",
    );
    json(
        "{\"a\": -Infinity}",
        "bad-number] a.json:1:8: JSON has no `NaN` and no `Infinity`",
    );
    json(
        "{\"a\": 1e999}",
        "bad-number] a.json:1:11: this number is larger than any number that JSON readers can hold",
    );
    json(
        "{\"a\": \"\\ud83d\"}",
        "syntax] a.json:1:14: this is not valid JSON: unexpected end of hex escape",
    );
    json(
        "{} {}",
        "syntax] a.json:1:4: this is not valid JSON: trailing characters",
    );
    json(
        "{\"é\": x}",
        "syntax] a.json:1:7: this is not valid JSON: expected value",
    );
    json(
        "{\"a\": \"\u{1b}[31m\"}",
        "syntax] a.json:1:8: this is not valid JSON: control character (\\u0000-\\u001F) found while parsing a string",
    );
    json("", "syntax] a.json:1:1: the document is empty");
    json(
        " null",
        "syntax] a.json:1:2: the root of the document is empty (`null`), not an object",
    );
    json(
        "[]",
        "syntax] a.json:1:1: the root of the document is an array, not an object",
    );
    json(
        "# x\na: 1",
        "syntax] a.json:1:1: the document is called `.json` but is written in YAML",
    );
    refused(
        "a.json",
        b"\xff\xfe{\0}\0",
        "syntax] a.json:1:1: the document is written in UTF-16 or UTF-32",
    );
    refused(
        "a.yaml",
        b"a: b\nc: \xe9",
        "syntax] a.yaml:2:4: this byte is not UTF-8",
    );
}

#[test]
fn s19_what_is_no_yaml_is_located() {
    let yaml = |text: &str, expected: &str| refused("a.yaml", text.as_bytes(), expected);
    yaml(
        "# x",
        "syntax] a.yaml:1:1: the root of the document is empty (`null`), not an object",
    );
    yaml(
        "a:\n\tb: 1",
        "syntax] a.yaml:2:1: this is not valid YAML: found character that cannot start any token",
    );
    yaml(
        "a: 1\n---\nb: 2",
        "syntax] a.yaml:3:1: a second document begins here",
    );
    yaml(
        "a: é\nb: }",
        "syntax] a.yaml:2:4: this is not valid YAML: did not find expected node content",
    );
    yaml(
        "a: *x",
        "syntax] a.yaml:1:4: this is not valid YAML: unknown anchor",
    );
    yaml(
        "? [a]\n: 1",
        "syntax] a.yaml:1:3: this is not valid YAML: invalid type: sequence, expected a key that is a text",
    );
    yaml(
        "a: é\u{0}",
        "syntax] a.yaml:1:5: this is not valid YAML: a control character stands in the text",
    );
    yaml(
        "a: \"\\ud83d\\ude00\"",
        "syntax] a.yaml:1:7: this is not valid YAML: found invalid Unicode character escape code",
    );
    yaml(
        "a: &x [*x]",
        "too-large] a.yaml:1:4: objects and arrays are nested deeper than 120 levels",
    );
}

#[test]
fn s19_s20_what_is_wrong_with_values_is_located_and_the_rest_is_read() {
    let check = |label: &str, text: &str, expected: &[&str]| {
        let (document, found) = read_all(label, text.as_bytes());
        assert!(document.is_some(), "{text}");
        let found: Vec<&str> = found
            .lines()
            .map(|line| line.rsplit_once(" (").unwrap_or_default().0)
            .collect();
        assert_eq!(found, expected, "{text}");
    };
    check(
        "a.json",
        "{\n  \"a\": {\"x\": 1,\n  \"x\": 2}}",
        &[
            "loss[duplicate-key] a.json:3:8 /a/x: the key `x` stands twice in one object, on line 2 and on line 3; the last one is used",
        ],
    );
    // Objects that say nothing different are one; members that do are found one by one.
    check(
        "a.yaml",
        "p: {a: {g: {i: 1}, q: 1}}\np: {a: {u: 2, q: 1}, b: 3}",
        &[
            "note[divided-object] a.yaml:2:4 /p: the key `p` stands twice in one object, on line 1 and on line 2; what is there is read as one",
            "note[divided-object] a.yaml:2:8 /p/a: the key `a` stands twice in one object, on line 1 and on line 2; what is there is read as one",
        ],
    );
    check(
        "a.json",
        "{\"p\": {\"g\": {\"i\": 1}, \"u\": {}},\n\"p\": {\"g\": {\"i\": 2}}}",
        &[
            "note[divided-object] a.json:2:6 /p: the key `p` stands twice in one object, on line 1 and on line 2; what is there is read as one",
            "loss[duplicate-key] a.json:2:12 /p/g: the key `g` stands twice in one object, on line 1 and on line 2; the last one is used",
        ],
    );
    check(
        "a.yaml",
        "200: 1\n'200': 2\n<<: {a: 1}\n<<: 3",
        &[
            "loss[duplicate-key] a.yaml:2:8 /200: the key `200` stands twice in one object, on line 1 and on line 2; the last one is used",
            "error[syntax] a.yaml:4:5 /a: `<<` merges objects, and this is none",
            "loss[duplicate-key] a.yaml:4:5 /a: the key `<<` stands twice in one object, on line 3 and on line 4; the last one is used",
        ],
    );
    check(
        "a.yaml",
        "a: [.inf, -.INF, .nan]\nb: !thing {c: 1}",
        &[
            "note[not-finite] a.yaml:1:5 /a/0: infinity and not-a-number are no numbers in JSON; this is read as text",
            "note[not-finite] a.yaml:1:11 /a/1: infinity and not-a-number are no numbers in JSON; this is read as text",
            "note[not-finite] a.yaml:1:18 /a/2: infinity and not-a-number are no numbers in JSON; this is read as text",
            "error[syntax] a.yaml:2:4 /b: the tag `!thing` has no meaning in JSON",
        ],
    );
}

/// Texts that are small and mean much, or are deep: each is refused, in time, on a small stack.
#[test]
fn h12_h13_hostile_texts_are_refused() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..=9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(laughs, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    let many = 100_000;
    let long = format!("a: &a {}\nb: [{}]", "x".repeat(many), "*a, ".repeat(1000));
    let deep_map = "{\"a\":".repeat(many) + "1" + &"}".repeat(many);
    let anchors: Vec<String> = (0..20_000).map(|it| format!("a{it}: &a{it} x")).collect();
    let texts = [
        ("a.yaml", laughs),
        ("a.yaml", long),
        ("a.yaml", format!("a: {}", "[".repeat(many))),
        (
            "a.yaml",
            format!("a: {}{}", "[".repeat(200), "]".repeat(200)),
        ),
        ("a.yaml", format!("a:\n{}x", "- ".repeat(many))),
        ("a.json", "[".repeat(many)),
        ("a.json", deep_map.clone()),
        ("a.yaml", deep_map),
    ];
    let work = move || {
        for (label, text) in texts {
            let mut diagnostics = Diagnostics::new();
            assert!(read(label, text.as_bytes(), 0, &mut diagnostics).is_none());
            let codes: Vec<Code> = diagnostics.sorted().iter().map(|it| it.code).collect();
            assert_eq!(codes, [Code::TooLarge], "{label} {text:.40}");
        }
        sound("a.yaml", &anchors.join("\n"));
        // Many aliases that do not multiply one another are no harm, as where every list of values is used twice.
        let shared = |it| format!("a{it}: &a{it} [x, y, z]\nb{it}: *a{it}\nc{it}: {{d: *a{it}}}\n");
        sound("a.yaml", &(0..1_000).map(shared).collect::<String>());
        let deep = |open: &str, close: &str| open.repeat(118) + "1" + &close.repeat(118);
        for label in ["a.json", "a.yaml"] {
            let text = format!("{{\"a\":\n{}}}", deep("[", "]"));
            assert_eq!(sound(label, &text).location(119).column, 119);
        }
    };
    let small = std::thread::Builder::new().stack_size(1 << 20);
    small.spawn(work).unwrap().join().unwrap();
}

// Long because it is one table of texts and places.
#[test]
fn nodes_are_found_in_their_text() {
    let check = |label: &str, text: &str, expected: &[(&str, &str)]| {
        let document = sound(label, text);
        let found: Vec<(String, String)> = (0..u32::try_from(expected.len()).unwrap())
            .map(|node| {
                let it = document.location(node);
                let marked = &document.text[it.span];
                (
                    format!("{}:{}:{}", it.line, it.column, it.pointer),
                    marked.to_owned(),
                )
            })
            .collect();
        let found: Vec<(&str, &str)> = found.iter().map(|it| (&*it.0, &*it.1)).collect();
        assert_eq!(found, expected, "{text}");
    };
    check(
        "a.json",
        "{\"é\": [1,\n \"/\"], \"~/\": {}}",
        &[
            ("1:1:", "{\"é\": [1,\n \"/\"], \"~/\": {}}"),
            ("1:7:/é", "[1,\n \"/\"]"),
            ("1:8:/é/0", "1"),
            ("2:2:/é/1", "\"/\""),
            ("2:14:/~0~1", "{}"),
        ],
    );
    // Values that begin on a later line than their key are placed at the key.
    check(
        "a.yaml",
        "é:\n  b: c\nd: [1, {e: f}]\ng:\n- h\n",
        &[
            ("1:1:", "é:\n  b: c\nd: [1, {e: f}]\ng:\n- h\n"),
            ("1:1:/é", "é"),
            ("2:6:/é/b", "c"),
            ("3:4:/d", "[1, {e: f}]"),
            ("3:5:/d/0", "1"),
            ("3:8:/d/1", "{e: f}"),
            ("3:12:/d/1/e", "f"),
            ("4:1:/g", "g"),
            ("5:3:/g/0", "h"),
        ],
    );
    // What an alias or a merge brings stands at its anchor.
    check(
        "a.yaml",
        "a: &x {b: &y 1}\nc: *x\nd: {<<: *x, e: *y}",
        &[
            ("1:1:", "a: &x {b: &y 1}\nc: *x\nd: {<<: *x, e: *y}"),
            ("1:4:/a", "&x {b: &y 1}"),
            ("1:11:/a/b", "&y 1"),
            ("1:4:/c", "&x {b: &y 1}"),
            ("1:11:/c/b", "&y 1"),
            ("3:4:/d", "{<<: *x, e: *y}"),
            ("1:4:/d", "&x {b: &y 1}"),
            ("1:11:/d/b", "&y 1"),
            ("1:11:/d/e", "&y 1"),
        ],
    );
    check(
        "a.yaml",
        "a:\n  b: \"x\ny\n\nz\"\nc: 1",
        &[
            ("1:1:", "a:\n  b: \"x\ny\n\nz\"\nc: 1"),
            ("1:1:/a", "a"),
            ("2:6:/a/b", "\"x\ny\n\nz\""),
            ("6:4:/c", "1"),
        ],
    );
    // Brackets and quoted texts that are not indented: refused by the parser that finds places, unless mended.
    check(
        "a.yaml",
        "a:\r\n  b: {\r\n    c: 1\r\n  }\r\n  d: [\r\n  ]\r\n  e: |\r\n    }\r\n    ]\r\nf: 2",
        &[
            (
                "1:1:",
                "a:\r\n  b: {\r\n    c: 1\r\n  }\r\n  d: [\r\n  ]\r\n  e: |\r\n    }\r\n    ]\r\nf: 2",
            ),
            ("1:1:/a", "a"),
            ("2:6:/a/b", "{\r\n    c: 1\r\n  }"),
            ("3:8:/a/b/c", "1"),
            ("5:6:/a/d", "[\r\n  ]"),
            ("7:3:/a/e", "e"),
            ("10:4:/f", "2"),
        ],
    );
}

/// Columns in texts longer than the stride of the index, with characters of several bytes.
#[test]
fn columns_of_long_lines_count_characters() {
    let text = format!("{{\"a\": \"{}\", \"b\": 1}}", "é".repeat(3000));
    for label in ["a.json", "a.yaml"] {
        let it = sound(label, &text).location(2);
        assert_eq!((it.line, it.column), (1, 3016));
    }
    let text = text.replace('}', ",}");
    let it = sound("a.yaml", &text).location(2);
    assert_eq!((it.line, it.column), (1, 3016));
}
