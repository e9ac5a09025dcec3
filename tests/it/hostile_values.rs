//! Values that other generators run, round or print: patterns, numbers, extensions; and what a hostile server says.

use std::fmt::Write as _;

use generator::diagnostics::Code;
use syn::visit::{self, Visit};

use crate::client_faults::view;
use crate::server::{Server, answer};
use crate::support::{Made, fixtures, make, stem};

/// A document whose only operation sends and receives `Thing`, of which this is the schema.
fn thing(schema: &str) -> Made {
    thing_with("", schema)
}

/// The same, with these keys in the root of the document.
fn thing_with(keys: &str, schema: &str) -> Made {
    let document = format!(
        r##"{{{keys}"openapi":"3.1.0","info":{{"title":"T","version":"1"}},"servers":[{{"url":"https://example.com"}}],
        "paths":{{"/a":{{"post":{{"operationId":"look","parameters":[{{"name":"q","in":"query","schema":{schema}}}],
        "requestBody":{{"content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/Thing"}}}}}}}},
        "responses":{{"200":{{"description":"Done.","content":{{"application/json":{{"schema":{{"$ref":"#/components/schemas/Thing"}}}}}}}}}}}}}}}},
        "components":{{"schemas":{{"Thing":{{"type":"object","properties":{{"value":{schema}}}}}}}}}}}"##
    );
    let made = make("openapi", document);
    assert!(made.operations == 1, "{schema}: {}", made.findings);
    made
}

/// Whether text that the document wrote stands in code, not in literals or documentation.
fn code_of(made: &Made) -> String {
    struct Code(String);
    impl Visit<'_> for Code {
        fn visit_ident(&mut self, it: &proc_macro2::Ident) {
            let _ = writeln!(self.0, "{it}");
        }
    }
    let mut code = Code(String::new());
    for (path, text) in made.sources() {
        let file = syn::parse_file(text).unwrap_or_else(|error| panic!("{path}: {error}"));
        code.visit_file(&file);
    }
    code.0
}

#[test]
fn h15_patterns_are_neither_run_nor_copied_into_code() {
    let bomb = format!("^({}a+)+$", "(a|a?)+".repeat(2_000));
    let row = format!("^{}b$", "a*".repeat(2_000));
    let code = r#"\"; pwned(); \""#;
    // What is more than characters in a row is not checked, and where values are checked, that is said.
    for (pattern, is_checked) in [
        ("(", false),
        ("[", false),
        ("(?<=a)b", false),
        ("(a+)+$", false),
        ("\\\\p{Nope}", false),
        ("(?R)", false),
        (bomb.as_str(), false),
        ("^a{1,99999999999999999999}$", false),
        (row.as_str(), true),
        (code, false),
        (r#"^\"; pwned!\"[a-z]"#, true),
    ] {
        let schema = format!(r#"{{"type":"string","pattern":"{pattern}"}}"#);
        for keys in ["", r#""x-fixture-validate":true,"#] {
            let made = thing_with(keys, &schema);
            assert!(!made.file("Cargo.toml").contains("regex"), "{pattern:.20}");
            let code = code_of(&made).to_lowercase();
            assert!(!code.contains("regex"), "{pattern:.20}");
            assert!(!code.contains("pwned"), "{pattern:.20}");
            let is_rule = made.file("src/wire.rs").contains("Pattern(");
            let is_said = made.has(Code::KeywordNotEnforced);
            let wanted = (
                !keys.is_empty() && is_checked,
                !keys.is_empty() && !is_checked,
            );
            assert_eq!(
                (is_rule, is_said),
                wanted,
                "{pattern:.20}: {}",
                made.findings
            );
        }
    }
}

/// H16. A number is documented as it is, as far as a double tells, and checked as the double that it is; no other number of the document
/// is one of the code but the values of enumerations.
#[test]
fn h16_numbers_of_any_size_are_told_as_they_are() {
    for (number, shown) in [
        ("18446744073709551616", "18446744073709551616"),
        ("-9223372036854775809", "-9223372036854775809"),
        (
            "123456789012345678901234567890123456789",
            "123456789012345678901234567890123456789",
        ),
        ("1e308", "1e308"),
        ("-0.0", "-0"),
        ("0.1", "0.1"),
        ("5e-324", "5e-324"),
    ] {
        for (keyword, fact, rule) in [
            (
                "default",
                format!("Default of the server: `{shown}`."),
                None,
            ),
            (
                "minimum",
                format!("Value: at least {shown}."),
                Some("Minimum"),
            ),
            (
                "maximum",
                format!("Value: at most {shown}."),
                Some("Maximum"),
            ),
            (
                "exclusiveMinimum",
                format!("Value: more than {shown}."),
                Some("MoreThan"),
            ),
            (
                "exclusiveMaximum",
                format!("Value: less than {shown}."),
                Some("LessThan"),
            ),
        ] {
            let schema = format!(r#"{{"type":"number","{keyword}":{number}}}"#);
            let made = thing_with(r#""x-fixture-validate":true,"#, &schema);
            let types = made.file("src/types.rs");
            assert!(
                types.contains(&format!("    /// {fact}\n")),
                "{schema}: {types}"
            );
            assert!(
                types.contains("    pub value: Option<f64>,\n"),
                "{schema}: {types}"
            );
            let wire = made.file("src/wire.rs");
            let checked = rule.and_then(|rule| {
                let (_, rest) = wire.split_once(&format!("{rule}("))?;
                rest.split_once(')')?.0.parse::<f64>().ok()
            });
            let expected = rule.and_then(|_| number.parse::<f64>().ok());
            assert_eq!(checked, expected, "{schema}: {wire}");
        }
    }
}

/// H16. Integers that no type holds are kept as JSON, which is a loss; what is listed and no integer is said. Of other numbers, any may be
/// listed.
#[test]
fn h16_listed_numbers() {
    for (number, shown, code) in [
        (
            "18446744073709551616",
            "1.8446744073709552e19",
            Code::WidenedToJson,
        ),
        (
            "-9223372036854775809",
            "-9.223372036854776e18",
            Code::WidenedToJson,
        ),
        ("1e308", "1e308", Code::WidenedToJson),
        ("0.1", "0.1", Code::MixedEnumeration),
        ("5e-324", "5e-324", Code::MixedEnumeration),
    ] {
        let made = thing(&format!(r#"{{"type":"integer","enum":[1,{number}]}}"#));
        assert!(made.has(code), "{number}: {}", made.findings);
        let types = made.file("src/types.rs");
        let is_json = types.contains("    pub value: Option<Raw>,\n");
        assert_eq!(is_json, code == Code::WidenedToJson, "{number}: {types}");
        assert!(
            types.contains(&format!("`1`, `{shown}`")),
            "{number}: {types}"
        );
        let made = thing(&format!(r#"{{"type":"number","enum":[1,{number}]}}"#));
        let types = made.file("src/types.rs");
        let field = format!("    /// One of `1`, `{shown}`.\n    pub value: Option<f64>,\n");
        assert!(types.contains(&field), "{number}: {types}");
        let made = thing(&format!(r#"{{"type":"number","const":{number}}}"#));
        let types = made.file("src/types.rs");
        let fact = format!("    /// Always `{shown}`.\n");
        assert!(types.contains(&fact), "{number}: {types}");
    }
}

/// H16. What is no number of characters is no limit, in the documentation either; one that no text has is none, and nothing is lost.
#[test]
fn h16_counts() {
    for (count, codes) in [
        ("18446744073709551616", &[][..]),
        ("1e308", &["malformed"]),
        ("0.1", &["malformed"]),
        ("-1", &["malformed"]),
        ("5e-324", &["malformed"]),
    ] {
        let made = thing(&format!(r#"{{"type":"string","maxLength":{count}}}"#));
        let mut found: Vec<&str> = made.found.iter().map(|it| it.code.name()).collect();
        found.dedup();
        assert_eq!(found, codes, "{count}: {}", made.findings);
        let types = made.file("src/types.rs");
        assert!(!types.contains("characters"), "{count}: {types}");
        let field = "    pub value: Option<String>,\n";
        assert!(types.contains(field), "{count}: {types}");
    }
    let made = thing(r#"{"type":"string","maxLength":9223372036854775807}"#);
    let fact = "    /// At most 9223372036854775807 characters.\n";
    assert!(made.file("src/types.rs").contains(fact));
}

#[test]
fn h16_a_number_that_is_none_is_an_error_with_its_place() {
    for number in ["1e400", "NaN"] {
        let document = format!(
            "{{\"openapi\":\"3.1.0\",\"info\":{{\"title\":\"T\",\"version\":\"1\"}},\"paths\":{{}},\n\"x-n\":{number}}}"
        );
        let made = make("openapi.json", document);
        assert!(made.files.is_empty(), "{number}");
        let [place] = &made.places()[..] else {
            panic!("{number}: {}", made.findings)
        };
        assert!(place.contains(" 2:"), "{number}: {place}");
    }
}

/// H16: YAML can write what JSON cannot. It is text to a client, and no limit.
#[test]
fn h16_a_number_without_end_is_text() {
    for (schema, codes) in [
        (
            "{type: number, default: .inf}",
            &["not-finite", "bad-default"][..],
        ),
        (
            "{type: number, minimum: -.inf, maximum: .INF}",
            &["not-finite"; 2],
        ),
        ("{type: number, example: .nan}", &["not-finite"]),
        (
            "{type: number, enum: [1.5, .inf]}",
            &["not-finite", "mixed-enumeration"],
        ),
    ] {
        let document = format!(
            "openapi: 3.1.0\ninfo: {{title: T, version: '1'}}\npaths: {{}}\ncomponents:\n  schemas:\n    T: {schema}\n"
        );
        let made = make("openapi.yaml", document);
        let mut found: Vec<&str> = made.found.iter().map(|it| it.code.name()).collect();
        found.sort_unstable_by_key(|it| *it != "not-finite");
        assert_eq!(found, codes, "{schema}");
        assert!(
            made.places().iter().all(|it| it.contains(" 6:")),
            "{schema}"
        );
        // What is listed as text is a value as well.
        let expected = ["pub type T = f64;", "    Number(f64),"];
        let text = made.file("src/types.rs");
        assert!(expected.iter().any(|it| text.contains(it)), "{schema}");
    }
}

/// H17. What is code, a type, an import or a command to other generators is nothing to this one.
#[test]
fn h17_extensions_are_no_code() {
    let extensions: [(&str, &[&str]); 7] = [
        (r#""x-rust-type":"std::process::Command""#, &["x-rust-type"]),
        (
            r#""x-rust-type":{"crate":"evil","version":"1","path":"evil::Type"}"#,
            &["x-rust-type"],
        ),
        (
            r#""x-go-type":"pwned","x-go-type-import":{"path":"evil"}"#,
            &["x-go-type", "x-go-type-import"],
        ),
        (
            r#""x-python-import":{"module":"os","name":"system"}"#,
            &["x-python-import"],
        ),
        (
            r#""x-codegen":{"command":"touch pwned"},"x-code-samples":[{"lang":"sh","source":"touch pwned"}]"#,
            &[],
        ),
        (
            r#""x-ms-kiota-info":{"dependencyInstallCommand":"touch pwned"}"#,
            &[],
        ),
        (
            r#""x-derive":["Evil"],"x-attributes":["path = \"/etc/passwd\""]"#,
            &[],
        ),
    ];
    let plain = thing(r#"{"type":"string"}"#);
    for (extension, said) in extensions {
        let made = thing(&format!(r#"{{"type":"string",{extension}}}"#));
        for (path, text) in plain.files.iter() {
            assert_eq!(made.file(path), text, "{extension} in {path}");
        }
        assert_eq!(made.files.len(), plain.files.len(), "{extension}");
        // Each is said once, though it stands at two schemas.
        let notes = (made.found.iter()).filter(|it| it.code == Code::UnknownKeyword);
        let notes: Vec<&str> = notes
            .filter_map(|it| it.message.split('`').nth(1))
            .collect();
        assert_eq!(notes, said, "{extension}: {}", made.findings);
    }
}

/// H22. What a server says is printed as one line that drives no terminal.
#[test]
fn h22_what_a_server_says_is_escaped_when_it_is_printed() {
    let words = "\u{1b}[31mred\u{1b}[0m\r\nX-Forged: 1\u{7}\u{9b}2J\u{202e}txet\u{2028}\u{0}";
    let json =
        serde_json::json!({"error": {"code": words, "message": words}, words: words}).to_string();
    let cases = [
        ("200 OK", "application/json", words),
        ("200 OK", "text/plain", words),
        ("400 Bad Request", "application/json", json.as_str()),
        ("404 Not Found", "text/html", words),
        ("500 \u{1b}[31m", "application/json", json.as_str()),
        ("503 Service Unavailable", "application/problem+json", words),
    ];
    for (status, content_type, body) in cases {
        let server = Server::new([answer(status, &[("Content-Type", content_type)], body)]);
        let error = view(&server.url()).expect_err("no audience");
        let shown = error.to_string();
        let hidden = shown.chars().find(|it| {
            it.is_control() || matches!(it, '\u{2028}' | '\u{2029}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        });
        assert_eq!(hidden, None, "{status} {content_type}: {shown:?}");
        assert!(shown.len() < 1_000, "{} bytes", shown.len());
    }
}

/// What no generated code has.
#[derive(Default)]
struct Forbidden(Vec<String>);

impl Visit<'_> for Forbidden {
    fn visit_expr_unsafe(&mut self, _: &syn::ExprUnsafe) {
        self.0.push("unsafe".to_owned());
    }

    fn visit_expr_index(&mut self, _: &syn::ExprIndex) {
        self.0.push("an index".to_owned());
    }

    fn visit_expr_method_call(&mut self, it: &syn::ExprMethodCall) {
        if it.method == "unwrap" || it.method == "expect" {
            self.0.push(it.method.to_string());
        }
        visit::visit_expr_method_call(self, it);
    }

    fn visit_macro(&mut self, it: &syn::Macro) {
        let name = it.path.segments.last().map(|it| it.ident.to_string());
        let panics = [
            "panic",
            "unreachable",
            "todo",
            "unimplemented",
            "assert",
            "include",
            "include_bytes",
            "env",
        ];
        self.0
            .extend(name.filter(|it| panics.contains(&it.as_str())));
    }

    fn visit_item_extern_crate(&mut self, _: &syn::ItemExternCrate) {
        self.0.push("extern crate".to_owned());
    }

    fn visit_item_foreign_mod(&mut self, _: &syn::ItemForeignMod) {
        self.0.push("extern".to_owned());
    }
}

/// W15. That the compiler and Clippy agree is tested with all fixtures, and with the runtime in `generated-client`.
#[test]
fn w15_no_client_can_panic_or_runs_code_while_it_is_built() {
    for (path, text) in fixtures() {
        let made = make(stem(&path), &text);
        assert_eq!(made.files.get("build.rs"), None);
        for (file, text) in made.sources() {
            let tree = syn::parse_file(text).unwrap_or_else(|error| panic!("{file}: {error}"));
            let mut found = Forbidden::default();
            found.visit_file(&tree);
            assert_eq!(
                found.0,
                Vec::<String>::new(),
                "{file} of {}",
                path.display()
            );
        }
        if made.files.is_empty() {
            continue;
        }
        let manifest: toml::Table = made.file("Cargo.toml").parse().expect("TOML");
        let package = manifest["package"].as_table().expect("a table");
        for key in ["build", "links", "metadata"] {
            assert!(!package.contains_key(key), "{key} in the manifest");
        }
        for key in ["build-dependencies", "patch", "profile"] {
            assert!(!manifest.contains_key(key), "{key} in the manifest");
        }
    }
}
