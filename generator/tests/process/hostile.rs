//! Documents that ask for too much, and text that drives terminals.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::fs;
use std::process::Command;

use crate::place::{Place, document, finish, parts, said};

#[test]
fn h12_what_is_small_and_means_much_is_refused() {
    let mut laughs = "a0: &a0 [x, x, x, x, x, x, x, x, x]\n".to_owned();
    for level in 1..=9 {
        let aliases = vec![format!("*a{}", level - 1); 9].join(", ");
        writeln!(laughs, "a{level}: &a{level} [{aliases}]").unwrap();
    }
    let long = format!(
        "a: &a {}\nb: [{}]\n",
        "x".repeat(100_000),
        "*a, ".repeat(1_000)
    );
    let own = "a: &a {b: *a}\n".to_owned();
    for text in [laughs, long, own] {
        let place = Place::new(document("T", "") + &text);
        let output = place.run_in_little_memory();
        assert_eq!(
            output.status.code(),
            Some(2),
            "{text:.60}: {}",
            said(&output)
        );
        assert!(!place.root().exists());
    }
    let anchors = parts(100_000, |it| format!("x-{it}: &a{it} x\n"));
    let output = Place::new(document("T", "") + &anchors).run_in_little_memory();
    assert!(output.status.success(), "{}", said(&output));
}

#[test]
fn h13_depth_is_refused_or_followed_and_no_stack_ends() {
    let deep = |open: &str, close: &str| {
        format!(
            "x-deep: {}1{}\n",
            open.repeat(100_000),
            close.repeat(100_000)
        )
    };
    for text in [
        deep("[", "]"),
        deep("{a: ", "}"),
        deep("- ", ""),
        format!(
            "x-deep:\n{}",
            parts(3_000, |it| " ".repeat(it as usize + 1) + "a:\n")
        ),
    ] {
        let output = Place::new(document("T", "") + &text).run_in_little_memory();
        assert_eq!(
            output.status.code(),
            Some(2),
            "{text:.60}: {}",
            said(&output)
        );
    }
    // Depth by reference, in every way that one schema can refer to the next.
    let links: &[fn(u32) -> String] = &[
        |next| {
            format!(
                "{{type: object, required: [n], properties: {{n: {{$ref: '#/components/schemas/S{next}'}}}}}}"
            )
        },
        |next| format!("{{type: array, items: {{$ref: '#/components/schemas/S{next}'}}}}"),
        |next| format!("{{allOf: [{{$ref: '#/components/schemas/S{next}'}}, {{type: object}}]}}"),
        |next| format!("{{oneOf: [{{$ref: '#/components/schemas/S{next}'}}, {{type: string}}]}}"),
        |next| format!("{{$ref: '#/components/schemas/S{next}'}}"),
    ];
    for link in links {
        let last = 5_000;
        let mut schemas = parts(last, |it| format!("    S{it}: {}\n", link(it + 1)));
        writeln!(schemas, "    S{last}: {{type: object}}").unwrap();
        let output = Place::new(document("T", &schemas)).run_in_little_memory();
        let code = output.status.code();
        assert!(
            matches!(code, Some(0 | 2)),
            "{}: {code:?} {:.2000}",
            link(1),
            said(&output)
        );
    }
}

#[test]
fn h14_combinations_are_not_multiplied_out() {
    for keyword in ["allOf", "oneOf", "anyOf"] {
        let level = |it: u32| {
            let next = format!("{{$ref: '#/components/schemas/S{}'}}", it + 1);
            format!(
                "    S{it}: {{{keyword}: [{next}, {next}, {{type: object, properties: {{p{it}: {next}}}}}]}}\n"
            )
        };
        let mut schemas = parts(60, level);
        schemas += "    S60: {type: object, properties: {x: {type: string}}}\n";
        let output = Place::new(document("T", &schemas)).run_in_little_memory();
        let code = output.status.code();
        assert!(
            matches!(code, Some(0 | 2)),
            "{keyword}: {code:?} {:.2000}",
            said(&output)
        );
    }
    // What builds on what builds on it repeats everything, however few the levels are.
    let level = |it: u32| {
        format!(
            "    S{it}: {{allOf: [{{$ref: '#/components/schemas/S{}'}}, {{properties: {{p{it}: {{type: string}}}}}}]}}\n",
            it + 1
        )
    };
    let chain = parts(2_000, level);
    let twice = |it: u32| {
        let next = format!("{{$ref: '#/components/schemas/S{}'}}", it + 1);
        format!("    S{it}: {{allOf: [{next}, {next}]}}\n")
    };
    // What is twice the same union is that union once.
    let doubling = parts(60, twice);
    for (schemas, code, is_too_large) in [
        (chain + "    S2000: {type: object}\n", 2, true),
        (
            doubling + "    S60: {oneOf: [{type: string}, {type: integer}]}\n",
            0,
            false,
        ),
    ] {
        let output = Place::new(document("T", &schemas)).run_in_little_memory();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{said:.2000}");
        assert_eq!(said.contains("too-large"), is_too_large, "{said:.2000}");
    }
}

/// H14: a million values, fifty megabytes, and more nodes than are read.
#[test]
fn h14_size_is_read_or_refused() {
    let values = parts(1_000_000, |it| format!("v{it}, "));
    let values = format!("    E: {{type: string, enum: [{values}]}}\n");
    let long = "x".repeat(50_000);
    let schema = |it| {
        format!(
            "    S{it}: {{type: object, properties: {{a: {{type: string, example: '{long}'}}}}}}\n"
        )
    };
    let nodes = format!("    N: {{example: [{}]}}\n", "0,".repeat(6_000_000));
    for (schemas, code, expected) in [
        (values, 0, "1000000 values"),
        (parts(1_000, schema), 0, "1 operation; 0 losses"),
        (nodes, 2, "error[too-large]"),
    ] {
        let output = Place::new(document("T", &schemas)).run_in_little_memory();
        let said = said(&output);
        assert_eq!(output.status.code(), Some(code), "{said:.2000}");
        assert!(said.contains(expected), "{said:.2000}");
    }
}

/// S17: a long description, many schemas, objects in objects, a long name, in little memory.
#[test]
fn s17_large_documents_are_read_whole_and_long_names_are_cut() {
    let many = parts(10_000, |it| {
        format!("    S{it}: {{type: object, properties: {{a: {{type: string}}}}}}\n")
    });
    let prose = "word ".repeat(200_000);
    let wordy = format!("    Wordy: {{type: string, enum: [a], description: \"{prose}\"}}\n");
    let deep = (0..50).fold("{type: string}".to_owned(), |inner, level| {
        let fields = parts(100, |it| format!("f{level}_{it}: {{type: string}}, "));
        format!("{{type: object, properties: {{{fields}inner: {inner}}}}}")
    });
    let long = "Long".repeat(1_250);
    let schemas = format!(
        "{many}{wordy}    Deep: {deep}\n    ? {long}\n    : {{type: object}}\n    ? {long}er\n    : {{type: object}}\n"
    );
    let place = Place::new(document("T", &schemas));
    let output = place.run_in_little_memory();
    assert!(output.status.success(), "{:.2000}", said(&output));
    let types = fs::read_to_string(place.root().join("src/types.rs")).unwrap();
    assert!(types.contains("pub struct S9999 "));
    let names = types
        .split_whitespace()
        .filter(|it| it.starts_with("LongLong"));
    let names: BTreeSet<&str> = names.map(|it| it.trim_end_matches([';', ','])).collect();
    assert_eq!(names.len(), 2, "{names:?}");
    assert!(names.iter().all(|it| it.len() <= 100), "{names:?}");
}

#[test]
fn h19_hostile_text_in_findings_is_cut_and_escaped() {
    let long = "x".repeat(10 << 20);
    for text in [
        format!("    B: {{type: '\u{1b}[31m\u{7}\u{202e}{long}'}}\n"),
        format!("    B: {{$ref: '#/\u{9b}31m{long}'}}\n"),
        format!("    B: {{type: object, \"{long}\\e[2J\": 1, properties: []}}\n"),
    ] {
        let output = Place::new(document("T", &text)).run();
        let said = said(&output);
        assert_eq!(
            said.chars().find(|it| is_hidden(*it)),
            None,
            "{text:.60}: {said:?}"
        );
        assert!(
            said.len() < 20_000,
            "{text:.60}: {} bytes are said",
            said.len()
        );
    }
}

#[test]
fn h18_the_name_of_the_file_is_shown_and_never_copied() {
    for name in [
        "a\nfn pwned() {}\n.yaml",
        "a\"; fn pwned() {} .yaml",
        "\u{1b}[31mred.yaml",
        "\u{202e}a.yaml",
        "*\\ a`.yaml",
    ] {
        let place = Place::new("");
        let text = document("T", "    B: {$ref: '#/nowhere'}\n");
        fs::write(place.folder.path().join(name), text).unwrap();
        let mut command = Command::new(env!("CARGO_BIN_EXE_generator"));
        command.args(["--spec", name, "--out", "client"]);
        command.current_dir(place.folder.path());
        let output = finish(command);
        assert!(output.status.success(), "{name:?}: {}", said(&output));
        let hidden = said(&output).chars().find(|it| is_hidden(*it));
        assert_eq!(hidden, None, "{name:?}: {:?}", said(&output));
        for (path, bytes) in place.content() {
            let text = String::from_utf8(bytes).unwrap();
            assert!(
                !text.chars().any(is_hidden),
                "{name:?} in {}",
                path.display()
            );
            let copied = text
                .lines()
                .any(|it| it.trim_start().starts_with("fn pwned"));
            assert!(!copied, "{name:?} in {}", path.display());
        }
    }
}

/// Characters that move the cursor, change the colours, or turn the direction of writing.
fn is_hidden(it: char) -> bool {
    (it.is_control() && it != '\n')
        || matches!(it, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}
