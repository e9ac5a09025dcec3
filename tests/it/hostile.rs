//! No text of a document becomes code, markup, a dependency or a path, wherever in the document it stands.
//!
//! One document has every position that takes text. Each payload is put into each position, and what comes out is read as the
//! compiler, rustdoc and Cargo would read it.

use std::cmp::Reverse;
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

use proc_macro2::{TokenStream, TokenTree};
use serde_json::{Map, Value, json};

use crate::prose::{blocks, doc_texts, is_harmless, runs_as_test};
use crate::support::{Made, is_made, make};
use generator::diagnostics::Code;
use generator::files::runtime;

/// No casing of any text makes this identifier, so that wherever it stands it was copied.
const SENTINEL: &str = "pWNED";

/// What breaks out of literals, comments, docs, templates, TOML, HTML, terminals and paths.
const PAYLOADS: &[&str] = &[
    "\"; } pub fn pWNED(){} //",
    "*/ pub fn pWNED(){} /*",
    "\npub fn pWNED(){}",
    "\rpub fn pWNED(){}",
    "\u{2028}pub fn pWNED(){}",
    "\u{85}pub fn pWNED(){}",
    "\"#] pub fn pWNED(){} #[doc = r#\"",
    "{pWNED}",
    "${pWNED}",
    "`pWNED`",
    "\n```\nfn pWNED(){}\n",
    "\n~~~rust\nfn pWNED(){}\n",
    "\n\n    fn pWNED(){}\n",
    "]]>",
    "<script>pWNED()</script>",
    "\u{202e}pWNED",
    "\u{0}",
    "\u{1b}[31m",
    "../../pWNED",
    "C:\\pWNED",
    "r#\"",
    "'",
    "\\",
    "\"\n[dependencies]\npWNED = \"1",
    "__proto__",
    "$(touch pWNED)",
    "#![cfg(pWNED)]",
    "Ѕtring\u{200d}💥",
    "%2e%2e/%00",
    "",
];

/// Objects whose keys are names that the author of a document chooses.
const NAMED: &[&str] = &[
    "paths",
    "content",
    "responses",
    "headers",
    "examples",
    "links",
    "callbacks",
    "done",
    "webhooks",
    "schemas",
    "properties",
    "$defs",
    "mapping",
    "variables",
    "scopes",
    "flows",
    "securitySchemes",
    "security",
];

/// Keys whose text decides what stands around it; a payload there takes more away than itself.
const STRUCTURAL: &[&str] = &[
    "openapi",
    "in",
    "type",
    "$ref",
    "style",
    "required",
    "paths",
    "responses",
    "content",
    "tokenUrl",
];

/// Each of so many documents has a payload in every position whose number leaves the same remainder.
const DOCUMENTS: usize = 4;

#[test]
fn h01_no_payload_escapes_from_any_position() {
    let document = document();
    let benign = Plan::of(&make("openapi", document.to_string()));
    let mut places = Vec::new();
    positions(&document, String::new(), &mut places);
    assert!(places.len() > 200, "only {} positions", places.len());
    let (structural, others): (Vec<Position>, Vec<Position>) =
        places.into_iter().partition(Position::is_structural);
    let mut cases: Vec<Case<'_>> = Vec::new();
    for part in 0..DOCUMENTS {
        for group in [&structural, &others] {
            let positions: Vec<&Position> = group.iter().skip(part).step_by(DOCUMENTS).collect();
            for payload in PAYLOADS {
                let case = |side| (positions.clone(), *payload, side);
                cases.extend([Side::Front, Side::Inside, Side::Behind].map(case));
            }
        }
    }
    let (next, kept) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let found = thread::scope(|scope| {
        let workers: Vec<_> = (0..4)
            .map(|_| scope.spawn(|| attack(&document, &benign, &cases, (&next, &kept))))
            .collect();
        let found = workers
            .into_iter()
            .map(|it| it.join().expect("no case panics"));
        found.flatten().collect::<Vec<String>>()
    });
    assert!(
        found.is_empty(),
        "{} of {} cases, such as:\n{}",
        found.len(),
        cases.len(),
        found[..found.len().min(20)].join("\n")
    );
    // A refused document proves nothing: most have to become a client, with one operation at least.
    let kept = kept.into_inner();
    assert!(
        kept > cases.len(),
        "{kept} operations of {} documents",
        cases.len()
    );
}

/// The judge of the test above is no blind one.
#[test]
fn a_source_is_clean_or_not() {
    let check = |source: &str, clean: bool| {
        assert_eq!(is_clean(source).is_ok(), clean, "{source}");
    };
    check("/// pWNED\npub fn x() -> &'static str { \"pWNED\" }", true);
    check("pub fn pWNED() {}", false);
    check("pub fn x() { y!({ pWNED }) }", false);
    check("pub fn x() {", false);
    check("pub fn x() -> {}", false);
    check("/// ```text\n/// x\n/// ```\npub fn x() {}", true);
    check("/// Text.\n///\n///     x\npub fn x() {}", false);
    check("/** ```\nx\n``` */\npub fn x() {}", false);
}

/// H02: forms in which rustdoc would find a test.
const DOCTESTS: &[&str] = &[
    "```\nstd::fs::write(\"canary\", \"\").unwrap();\n```",
    "~~~\npanic!();\n~~~",
    "Text.\n\n    panic!();\n\nText.",
    "\tpanic!();",
    "```rust,should_panic\npanic!();\n```",
    "```rust,ignore-x86_64\npanic!();\n```",
    "```{class=rust}\npanic!();\n```",
    "```compile_fail\nlet x: u8 = 256;\n```",
    "```edition2024\npanic!();\n```",
    "```rust\npanic!();",
    "````\n```text\npanic!();\n````",
    "- item\n  ```\n  panic!();\n  ```",
    "1. item\n\n       panic!();",
    "> ```\n> panic!();\n> ```",
    "> - > ```rust\n>   > panic!();",
    "<div>\n\n```\npanic!();\n```\n</div>",
    "<pre>\n```\npanic!();\n```\n</pre>",
    "<!--\n```\n-->\n```\npanic!();\n```",
    "| a |\n|--|\n| b |\n\n    panic!();",
    "[a]: <x> \"\n```\npanic!();\n```\n\"",
    "\u{feff}```\npanic!();\n```",
    "a\r```\rpanic!();\r```",
    "# # ```\n\n```# \npanic!();\n```",
];

#[test]
fn h02_no_description_becomes_a_doctest() {
    for prose in DOCTESTS {
        let made = make("openapi", with_prose(prose).to_string());
        for (path, text) in texts_of_docs(&made) {
            let tests: Vec<String> = blocks(&text)
                .into_iter()
                .filter(|it| runs_as_test(it))
                .collect();
            assert_eq!(tests, Vec::<String>::new(), "{prose:?} in {path}: {text}");
        }
    }
}

/// H03, H04: what would be markup, a link or a broken link.
const MARKUP: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "a <b onclick='alert(1)'>b</b> <!-- c --> <?d?> <![CDATA[e]]>",
    "[click](javascript:alert(1))",
    "[click](JaVaScRiPt:alert(1)) [b](data:text/html,<script>) [c](vbscript:x)",
    "<javascript:alert(1)>",
    "![image](javascript:alert(1))",
    "[click][target]\n\n[target]: javascript:alert(1)",
    "&lt;script&gt;alert(1)&lt;/script&gt; &#60;script&#62;",
    "See [Foo], [`Bar`], [baz](crate::nowhere) and [`struct@Qux`].",
    "https://example.com/bare and www.example.com",
    "An unbalanced ` backtick and an [open bracket",
    "<unclosed and </closed> and a < b",
    "Vec<String> and Option<&str>",
    "</details></div><script src=//example.com></script>",
    "Setext\n===\n# Heading\n## Errors",
    "[^1]\n\n[^1]: note",
];

#[test]
fn h03_h04_no_description_becomes_markup() {
    for prose in MARKUP {
        let made = make("openapi", with_prose(prose).to_string());
        for (path, text) in texts_of_docs(&made) {
            if let Err(why) = is_harmless(&text) {
                panic!("{prose:?} in {path}: {why}\n{text}");
            }
        }
    }
}

#[test]
fn h05_identifiers_are_ascii_and_no_text_changes_direction() {
    // H05: names that look like others, or that turn the text of a line around.
    let names = [
        "\u{202e}gnirtS",
        "Ѕtring",
        "a\u{200d}b",
        "שלום",
        "日本",
        "ﬁ",
        "é",
        "e\u{301}",
        "💥",
        "\u{2066}x\u{2069}",
    ];
    for name in names {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": name, "version": name, "description": name},
            "paths": {format!("/{name}"): {"get": {
                "operationId": name, "tags": [name], "summary": name,
                "parameters": [{"name": name, "in": "query", "schema": {"type": "string", "enum": [name]}}],
                "responses": {"200": {"description": name, "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}}}
            }}},
            "components": {"schemas": {name: {"type": "object", "description": name, "properties": {name: {"type": "string"}}}}}
        });
        let made = make("openapi", document.to_string());
        assert!(!made.files.is_empty(), "{name}: {}", made.findings);
        for (path, text) in made.sources() {
            each_identifier(tokens(path, text), &mut |it| {
                assert!(it.is_ascii(), "{name:?} in {path}: {it}");
            });
            let turned = text.find(|it| matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}'));
            assert_eq!(turned, None, "{name:?} in {path}");
        }
    }
}

#[test]
fn h06_names_of_the_prelude_do_not_shadow_it() {
    // H06. That the result compiles is tested with the fixture `prelude`.
    let names = [
        "Option", "String", "Vec", "Result", "Box", "Self", "crate", "std", "serde", "Ok", "Some",
        "None", "Err", "Default", "Into", "From", "Clone", "Drop",
    ];
    for name in names {
        let document = json!({
            "openapi": "3.1.0",
            "info": {"title": "Names", "version": "1"},
            "paths": {"/x": {"get": {"operationId": "x", "responses": {"200": {"description": "x", "content": {"application/json": {"schema": {"$ref": format!("#/components/schemas/{name}")}}}}}}}},
            "components": {"schemas": {name: {"type": "object", "properties": {"a": {"type": "string"}}}}}
        });
        let made = make("openapi", document.to_string());
        let file = syn::parse_file(made.file("src/types.rs")).expect("Rust");
        let shadows = file.items.iter().any(|item| match item {
            syn::Item::Struct(it) => it.ident == name,
            _ => false,
        });
        assert!(!shadows, "{name} is shadowed");
        // A name that is no type's name anyway is written as one, without a word.
        let changed = name.starts_with(|it: char| it.is_uppercase());
        assert_eq!(
            made.has(Code::Renamed),
            changed,
            "{name}: {}",
            made.findings
        );
    }
}

/// Positions that get a payload, the payload, and where in the text it goes.
type Case<'a> = (Vec<&'a Position>, &'a str, Side);

/// Where a payload stands in a text.
#[derive(Clone, Copy, Debug)]
enum Side {
    Front,
    Inside,
    Behind,
}

/// What a crate of the benign document has, and no other may exceed.
pub(crate) struct Plan {
    files: BTreeSet<String>,
    keys: BTreeSet<String>,
    examples: usize,
}

impl Plan {
    pub(crate) fn of(made: &Made) -> Self {
        assert!(!made.files.is_empty(), "{}", made.findings);
        Self {
            files: made.files.iter().map(|(path, _)| path.to_owned()).collect(),
            keys: keys(made.file("Cargo.toml")),
            examples: examples(made.file("README.md")),
        }
    }
}

/// Runs cases until none is left, and tells which went wrong.
fn attack(
    document: &Value,
    benign: &Plan,
    cases: &[Case<'_>],
    (next, kept): (&AtomicUsize, &AtomicUsize),
) -> Vec<String> {
    let mut found = Vec::new();
    while let Some((positions, payload, side)) = cases.get(next.fetch_add(1, Ordering::Relaxed)) {
        let with = |positions: &[&Position]| {
            let mut document = document.clone();
            // Keys last, from the deepest: a changed key changes the way to what is below it.
            let mut positions = positions.to_vec();
            positions.sort_by_key(|it| (it.is_key(), Reverse(it.depth())));
            for position in positions {
                position.put(&mut document, payload, *side);
            }
            judge(&make("openapi", document.to_string()), benign)
        };
        let judged = with(positions);
        kept.fetch_add(judged.as_ref().copied().unwrap_or(1), Ordering::Relaxed);
        if judged.is_err() {
            // Which of them it is; none when it takes several.
            let alone = positions
                .iter()
                .filter_map(|it| Some((it, with(&[*it]).err()?)));
            let alone: Vec<String> = alone
                .map(|(it, why)| format!("{it:?} with {payload:?} {side:?}: {why}"))
                .collect();
            if alone.is_empty() {
                found.push(format!("{payload:?} {side:?} in all of {positions:?}"));
            }
            found.extend(alone);
        }
        // The text of every parsed file is kept for spans until this.
        proc_macro2::extra::invalidate_current_thread_spans();
    }
    found
}

/// Checks a crate, and gives the number of its operations.
pub(crate) fn judge(made: &Made, benign: &Plan) -> Result<usize, String> {
    let hidden = |it: char| it.is_control() && it != '\n';
    if made.findings.contains(hidden) {
        return Err(format!(
            "a finding holds a control character: {:?}",
            made.findings
        ));
    }
    if made.files.is_empty() {
        let silent = made.found.is_empty();
        return if silent {
            Err("nothing, and no finding".to_owned())
        } else {
            Ok(0)
        };
    }
    // What a payload makes of a body may need more of the runtime.
    let whole = runtime(None);
    for (path, text) in made.files.iter() {
        let module = path
            .strip_prefix("src/")
            .and_then(|it| it.strip_suffix(".rs"));
        let plain = |it: &str| {
            it.bytes()
                .all(|it| matches!(it, b'a'..=b'z' | b'0'..=b'9' | b'_'))
        };
        let carried = path.strip_prefix("src/runtime/");
        let is_carried = || whole.iter().any(|(it, _)| Some(*it) == carried);
        if !benign.files.contains(path) && !module.is_some_and(plain) && !is_carried() {
            return Err(format!("an unplanned file {path:?}"));
        }
        if is_made(path) {
            is_clean(text).map_err(|why| format!("{path}: {why}"))?;
        }
    }
    if keys(made.file("Cargo.toml")) != benign.keys {
        return Err(format!("other keys in {}", made.file("Cargo.toml")));
    }
    if examples(made.file("README.md")) > benign.examples {
        return Err(format!("another example in {}", made.file("README.md")));
    }
    Ok(made.operations)
}

/// Whether a source is Rust and the sentinel stands in literals alone; documentation is literals to the compiler.
fn is_clean(text: &str) -> Result<(), String> {
    let stream: TokenStream = text.parse().map_err(|error| format!("{error}: {text}"))?;
    let mut copied = false;
    each_identifier(stream.clone(), &mut |it| copied |= it == SENTINEL);
    if copied {
        return Err(format!("the sentinel is code: {text}"));
    }
    syn::parse2::<syn::File>(stream).map_err(|error| format!("{error}: {text}"))?;
    let doctest = doc_texts(text)
        .iter()
        .flat_map(|it| blocks(it))
        .find(|it| runs_as_test(it));
    doctest.map_or(Ok(()), |it| Err(format!("a doctest `{it}`: {text}")))
}

fn tokens(path: &str, text: &str) -> TokenStream {
    text.parse()
        .unwrap_or_else(|error| panic!("{path}: {error}\n{text}"))
}

fn each_identifier(stream: TokenStream, look: &mut impl FnMut(&str)) {
    for tree in stream {
        match tree {
            TokenTree::Ident(it) => look(&it.to_string()),
            TokenTree::Group(it) => each_identifier(it.stream(), look),
            TokenTree::Punct(_) | TokenTree::Literal(_) => {}
        }
    }
}

/// The paths of all keys of a manifest.
fn keys(manifest: &str) -> BTreeSet<String> {
    fn collect(table: &toml::Table, path: &str, keys: &mut BTreeSet<String>) {
        for (key, value) in table {
            let path = format!("{path}.{key}");
            if let toml::Value::Table(table) = value {
                collect(table, &path, keys);
            }
            keys.insert(path);
        }
    }
    let table: toml::Table = manifest
        .parse()
        .unwrap_or_else(|error| panic!("{error}\n{manifest}"));
    let mut keys = BTreeSet::new();
    collect(&table, "", &mut keys);
    keys
}

/// How many blocks of a page rustdoc runs.
fn examples(page: &str) -> usize {
    blocks(page).iter().filter(|it| runs_as_test(it)).count()
}

/// The documentation of each item, and the README, which is documentation too. The example in it is ours.
fn texts_of_docs(made: &Made) -> Vec<(String, String)> {
    let mut texts: Vec<(String, String)> = made
        .sources()
        .flat_map(|(path, text)| {
            doc_texts(text)
                .into_iter()
                .map(move |it| (path.to_owned(), it))
        })
        .collect();
    let readme = made.file("README.md").replace("```rust,no_run", "```text");
    texts.push(("README.md".to_owned(), readme));
    assert!(texts.len() > 20, "{}", made.findings);
    texts
}

/// The document with every description and summary replaced.
fn with_prose(prose: &str) -> Value {
    fn replace(value: &mut Value, prose: &str) {
        match value {
            Value::Object(map) => {
                for (key, value) in map {
                    if matches!(key.as_str(), "description" | "summary" | "title")
                        && value.is_string()
                    {
                        *value = Value::String(prose.to_owned());
                    }
                    replace(value, prose);
                }
            }
            Value::Array(list) => list.iter_mut().for_each(|it| replace(it, prose)),
            _ => {}
        }
    }
    let mut document = document();
    replace(&mut document, prose);
    document
}

pub(crate) fn document() -> Value {
    serde_json::from_str(include_str!("../fixtures/hostile/every_position.json")).expect("JSON")
}

/// A text in the document: a value, or a key.
#[derive(Debug)]
enum Position {
    /// The text at this pointer.
    Value(String),
    /// This key of the object at this pointer.
    Key(String, String),
}

impl Position {
    fn is_key(&self) -> bool {
        matches!(self, Self::Key(..))
    }

    fn depth(&self) -> usize {
        let (Self::Value(pointer) | Self::Key(pointer, _)) = self;
        pointer.matches('/').count()
    }

    fn is_structural(&self) -> bool {
        let (Self::Value(pointer) | Self::Key(pointer, _)) = self;
        pointer
            .rsplit('/')
            .find(|it| it.parse::<usize>().is_err())
            .is_some_and(|it| STRUCTURAL.contains(&it))
    }

    /// Puts a payload into the text that stands there; an empty one takes the text away.
    fn put(&self, document: &mut Value, payload: &str, side: Side) {
        let changed = |text: &str| {
            let middle = text.char_indices().nth(text.chars().count() / 2);
            let at = match side {
                _ if payload.is_empty() => return String::new(),
                Side::Front => 0,
                Side::Inside => middle.map_or(0, |(at, _)| at),
                Side::Behind => text.len(),
            };
            let (before, after) = text.split_at(at);
            format!("{before}{payload}{after}")
        };
        match self {
            Self::Value(pointer) => {
                let value = document.pointer_mut(pointer).expect("listed");
                *value = Value::String(changed(value.as_str().expect("listed as text")));
            }
            Self::Key(pointer, key) => {
                let value = document.pointer_mut(pointer).expect("listed");
                let map: &mut Map<String, Value> = value.as_object_mut().expect("an object");
                let moved = map.remove(key).expect("listed");
                map.insert(changed(key), moved);
            }
        }
    }
}

fn positions(value: &Value, pointer: String, found: &mut Vec<Position>) {
    let step = |key: &str| format!("{pointer}/{}", key.replace('~', "~0").replace('/', "~1"));
    match value {
        Value::String(_) => found.push(Position::Value(pointer)),
        Value::Array(list) => {
            for (index, value) in list.iter().enumerate() {
                positions(value, step(&index.to_string()), found);
            }
        }
        Value::Object(map) => {
            let parent = pointer
                .rsplit('/')
                .find(|it| it.parse::<usize>().is_err())
                .unwrap_or_default();
            for (key, value) in map {
                if NAMED.contains(&parent) || key.starts_with("x-") {
                    found.push(Position::Key(pointer.clone(), key.clone()));
                }
                positions(value, step(key), found);
            }
        }
        _ => {}
    }
}
