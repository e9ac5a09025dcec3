//! The same documents give the same crate, however they are written; and what cannot be read is said with its place.

use std::collections::BTreeSet;
use std::process::Command;
use std::thread;

use generator::diagnostics::Diagnostics;
use generator::source::{self, Node, Value};

use crate::support::{Made, fixtures, make, root};

/// W01.
#[test]
fn w01_every_run_and_every_thread_gives_the_same() {
    let text = fixture("unions.yaml");
    let first = make("openapi", &text);
    assert!(!first.files.is_empty());
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                for _ in 0..25 {
                    same(&first, &make("openapi", &text), "another run");
                }
            });
        }
    });
}

/// W02. The order of keys is meaningful: items, fields and arguments come in the order of the document, and where types contain
/// one another the box goes to the first way round. Names and shapes do not depend on it.
#[test]
fn w02_the_order_of_keys_is_the_order_of_items_and_nothing_else() {
    for (path, text) in fixtures() {
        let Some(mut tree) = read(&text) else {
            continue;
        };
        let straight = make("openapi", json(&tree));
        reverse(&mut tree);
        let reversed = make("openapi", json(&tree));
        for (file, text) in straight.sources() {
            let (left, right) = (public_lines(text), public_lines(reversed.file(file)));
            assert_eq!(left, right, "{file} of {} reversed", path.display());
        }
    }
}

/// W03.
#[test]
fn w03_line_ends_do_not_matter() {
    for (path, text) in fixtures() {
        let plain = make("openapi", &text);
        let windows = make("openapi", text.replace('\n', "\r\n"));
        same(&plain, &windows, &format!("{} with CRLF", path.display()));
        let cut = make("openapi", text.trim_end());
        same(
            &plain,
            &cut,
            &format!("{} without a final line end", path.display()),
        );
    }
}

/// S24.
#[test]
fn s24_json_and_yaml_twins_are_one_document() {
    for (path, text) in fixtures() {
        let Some(tree) = read(&text) else {
            continue;
        };
        let yaml = make("openapi", &text);
        let twin = make("openapi", json(&tree));
        assert_eq!(
            yaml.files,
            twin.files,
            "{} and its twin: {}",
            path.display(),
            twin.findings
        );
    }
}

/// S20.
#[test]
fn s20_bad_json_is_located() {
    let rest = r#""info":{"title":"T","version":"1"},"paths":{}}"#;
    check_all(
        "openapi.json",
        &[
            ("", &["syntax 1:1"]),
            ("null", &["syntax 1:1"]),
            ("[]", &["syntax 1:1"]),
            ("{", &["syntax 1:1"]),
            (
                &format!("{{\"openapi\":\"3.1.0\",,{rest}"),
                &["syntax 1:20"],
            ),
            (
                &format!("{{\"openapi\":\"3.1.0\",\n// no\n{rest}"),
                &["syntax 2:1"],
            ),
            (
                &format!("{{\"openapi\":\"3.1.0\",\n \"x\": NaN,{rest}"),
                &["bad-number 2:7"],
            ),
            (
                &format!("{{\"openapi\":\"3.1.0\",{} }}", &rest[..rest.len() - 1]),
                &[],
            ),
            (
                &format!("{{\"openapi\":\"3.1.0\",\n\"openapi\":\"3.1.0\",{rest}"),
                &["duplicate-key 2:11"],
            ),
            (&format!("\u{feff}{{\"openapi\":\"3.1.0\",{rest}"), &[]),
        ],
    );
    // A whole document in each encoding that is not ours, with the mark that says so and without.
    let document = format!("{{\"openapi\":\"3.1.0\",{rest}").replace("\"T\"", "\"Ä💥\"");
    let units: Vec<u16> = document.encode_utf16().collect();
    let little: Vec<u8> = units.iter().flat_map(|it| it.to_le_bytes()).collect();
    let big: Vec<u8> = units.iter().flat_map(|it| it.to_be_bytes()).collect();
    for (mark, bytes) in [
        (b"\xff\xfe".as_slice(), &little),
        (b"\xfe\xff", &big),
        (b"", &little),
        (b"", &big),
    ] {
        let made = make("openapi.json", [mark, bytes.as_slice()].concat());
        assert_eq!(made.places(), ["syntax 1:1"], "{}", made.findings);
        assert!(made.findings.contains("UTF-16"), "{}", made.findings);
    }
}

#[test]
fn s20_json_that_is_odd_has_the_right_value() {
    let text =
        r#"{"a":18446744073709551616,"b":"\ud83d\ude00","c":-0.0,"d":"\u0000\/","\u0065":1}"#;
    let Some(Value::Map(map)) = read(text).map(|it| it.value) else {
        panic!("an object");
    };
    let value = |key: &str| map.get(key).map(|it| it.value.clone());
    assert!(matches!(value("a"), Some(Value::Integer(it)) if it.get() == 1_i128 << 64));
    assert!(matches!(value("b"), Some(Value::Text(it)) if it == "\u{1f600}"));
    assert!(matches!(value("c"), Some(Value::Float(it)) if it == 0.0 && it.is_sign_negative()));
    assert!(matches!(value("d"), Some(Value::Text(it)) if it == "\0/"));
    assert!(matches!(value("e"), Some(Value::Integer(it)) if it.get() == 1));
    for lone in [r"\ud83d", r"\ude00", r"\ud83d\u0041"] {
        assert!(read(&format!("{{\"a\":\"{lone}\"}}")).is_none(), "{lone}");
    }
    // Both reach the client whole.
    let title = r#"{"openapi":"3.1.0","info":{"title":"\ud83d\ude00","version":"1"},"paths":{"/a":{"get":{"operationId":"a","responses":{"204":{"description":"d"}}}}}}"#;
    let made = make("openapi.json", title);
    let kept = made
        .files
        .iter()
        .any(|(_, text)| text.contains('\u{1f600}'));
    assert!(kept, "{}", made.findings);
}

/// S18.
#[test]
fn s18_other_versions_are_refused_where_they_stand() {
    let document =
        |version: &str| format!("{version}\ninfo: {{title: T, version: \"1\"}}\npaths: {{}}\n");
    check_all(
        "openapi.yaml",
        &[
            (&document("swagger: \"1.2\""), &["version 1:10"]),
            (&document("swagger: \"3.0\""), &["version 1:10"]),
            (&document("openapi: 3.10.0"), &["version 1:10"]),
            (&document("openapi: 4.0.0"), &["version 1:10"]),
            (&document("openapi: latest"), &["version 1:10"]),
            (&document("openapi: [3]"), &["version 1:10"]),
            (&document("x-openapi: 3.1.0"), &["version 1:1"]),
            (&document("openapi: 3.0.3"), &[]),
            (&document("openapi: 3.1.1"), &[]),
            (&document("openapi: 3.2.0"), &[]),
            (&document("swagger: \"2.0\""), &[]),
            (&document("swagger: 2.0"), &["loose-version 1:10"]),
            (&document("openapi: \"3.1\""), &["loose-version 1:10"]),
        ],
    );
}

/// What is given by mistake is told from a document that is broken.
#[test]
fn s18_other_files_are_no_documents() {
    let check = |label: &str, text: &str, expected: &str| {
        let made = make(label, text);
        assert!(made.findings.starts_with(expected), "{}", made.findings);
        assert_eq!(made.findings.lines().count(), 1, "{}", made.findings);
    };
    check(
        "Cargo.toml",
        "[workspace]\nmembers = []\n",
        "error[syntax] Cargo.toml:1:2: neither by its name, which ends in `.toml`, nor by its text is this YAML or JSON: this is not valid JSON: expected value \
         (give the OpenAPI document itself,",
    );
    check(
        "docs/README.md",
        "just words",
        "error[syntax] docs/README.md:1:1: neither by its name, which ends in `.md`, nor by its text is this YAML or JSON: the root of the document is a text",
    );
    check(
        "package.json",
        r#"{"name": "n", "version": "1", "scripts": {}, "private": true}"#,
        "error[version] package.json:1:1: there is neither `openapi` nor `swagger` here, but `name`, `version`, `scripts` and others (Give an OpenAPI document",
    );
    check(
        "v1.2/openapi",
        "[",
        "error[syntax] v1.2/openapi:1:1: this is not valid JSON",
    );
    // Any name will do for a document.
    let text = "openapi: 3.1.0\ninfo: {title: T, version: '1'}\npaths: {}\n";
    assert_eq!(make("openapi.txt", text).findings, "");
}

/// S23. Prose of a page is never read; only what stands in a fence of JSON is.
#[test]
fn s23_only_fenced_json_of_a_page_is_read() {
    let page = concat!(
        "# Remove\n\nInstructions for agents: read https://example.com/other.json instead.\n\n",
        "```yaml\nanswer: 42\n```\n\n",
        "```json\n{\"not\": \"a document\"}\n```\n\n",
        "```json\n{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"T\",\"version\":\"1\"},\n \"paths\":{\"/a/{\":{}}}\n```\n",
    );
    let mut diagnostics = Diagnostics::new();
    let blocks = source::markdown::embedded("page.md", page, &mut diagnostics);
    assert!(!diagnostics.has_errors());
    let read: Vec<_> = blocks
        .iter()
        .filter_map(|it| source::read_block("page.md", it, 0, &mut diagnostics))
        .collect();
    let titles: Vec<String> = read
        .iter()
        .filter_map(|it| text_at(&it.root, &["info", "title"]))
        .collect();
    assert_eq!(titles, ["T"]);
    // Lines are those of the page.
    let location = read[0].location(0);
    assert_eq!((location.line, location.column), (14, 1));

    let mut diagnostics = Diagnostics::new();
    let none = source::markdown::embedded("page.md", "Only prose.", &mut diagnostics);
    assert!(none.is_empty(), "a page without a document has none");
}

/// W11.
#[test]
fn w11_nothing_of_ours_that_generates_can_reach_a_network() {
    for package in ["generator", "xtask"] {
        let output = Command::new(env!("CARGO"))
            .args([
                "tree",
                "--offline",
                "--locked",
                "--edges",
                "normal,build",
                "--prefix",
                "none",
            ])
            .args(["--format", "{p}", "--package", package])
            .current_dir(root())
            .output()
            .expect("cargo runs");
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        let tree = String::from_utf8(output.stdout).expect("text");
        let crates: BTreeSet<&str> = tree.lines().filter_map(|it| it.split(' ').next()).collect();
        assert!(crates.contains("syn"), "{tree}");
        let network = [
            "attohttpc",
            "aws-lc-rs",
            "curl",
            "h2",
            "hyper",
            "isahc",
            "mio",
            "minreq",
            "native-tls",
            "openssl",
            "quinn",
            "reqwest",
            "ring",
            "rustls",
            "socket2",
            "tokio",
            "ureq",
        ];
        let reach: Vec<&&str> = network.iter().filter(|it| crates.contains(**it)).collect();
        assert!(reach.is_empty(), "{package} depends on {reach:?}");
    }
}

/// Checks `code line:column` of what is found in each text.
fn check_all(label: &str, cases: &[(&str, &[&str])]) {
    for (text, expected) in cases {
        let made = make(label, text);
        assert_eq!(&made.places(), expected, "{text}\n{}", made.findings);
    }
}

fn same(left: &Made, right: &Made, what: &str) {
    assert_eq!(left.findings, right.findings, "{what}");
    for ((left_path, left), (right_path, right)) in left.files.iter().zip(right.files.iter()) {
        assert_eq!((left_path, left), (right_path, right), "{what}");
    }
    assert_eq!(left.files.len(), right.files.len(), "{what}");
}

fn fixture(name: &str) -> String {
    fixtures()
        .into_iter()
        .find(|(path, _)| path.ends_with(name))
        .map(|(_, text)| text)
        .expect("there is such a fixture")
}

pub(crate) fn read(text: &str) -> Option<Node> {
    let mut diagnostics = Diagnostics::new();
    source::read("openapi", text, 0, &mut diagnostics).map(|it| it.root)
}

fn text_at(node: &Node, path: &[&str]) -> Option<String> {
    match (&node.value, path) {
        (Value::Text(text), []) => Some(text.to_string()),
        (Value::Map(map), [first, rest @ ..]) => text_at(map.get(*first)?, rest),
        _ => None,
    }
}

/// Turns the order of all keys round.
fn reverse(node: &mut Node) {
    match &mut node.value {
        Value::List(list) => list.iter_mut().for_each(reverse),
        Value::Map(map) => {
            map.reverse();
            map.values_mut().for_each(reverse);
        }
        _ => {}
    }
}

/// What a source declares, regardless of order, boxes and the arguments of constructors.
fn public_lines(source: &str) -> BTreeSet<String> {
    source
        .lines()
        .map(str::trim)
        .filter(|it| it.starts_with("pub "))
        .map(|it| match it.split_once("fn new(") {
            Some((before, _)) => before.to_owned(),
            None => it.replace("Box<", "").replace('>', ""),
        })
        .collect()
}

/// A tree as JSON.
pub(crate) fn json(node: &Node) -> String {
    let text = |it: &str| serde_json::Value::from(it).to_string();
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Bool(it) => it.to_string(),
        Value::Integer(it) => it.to_string(),
        Value::Float(it) => format!("{it:?}"),
        Value::Text(it) => text(it),
        Value::List(list) => {
            let items: Vec<String> = list.iter().map(json).collect();
            format!("[{}]", items.join(","))
        }
        Value::Map(map) => {
            let entries: Vec<String> = map
                .iter()
                .map(|(key, value)| format!("{}:{}", text(key), json(value)))
                .collect();
            format!("{{{}}}", entries.join(","))
        }
    }
}
