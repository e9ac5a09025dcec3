//! How findings look, for people and in golden files, whatever a document says.

use super::place::{escape, quote};
use super::render::{Notes, render, render_coloured, render_plain};
use super::{Code, Diagnostic, Diagnostics};
use crate::source::document::Sources;
use crate::source::{At, read};

/// Findings about the nodes of one document.
fn found(label: &str, text: &str, nodes: &[(Code, u32, &str)]) -> (Vec<Diagnostic>, Sources) {
    let mut diagnostics = Diagnostics::new();
    let mut sources = Sources::new();
    sources.add(read(label, text.as_bytes(), 0, &mut diagnostics).unwrap());
    for (code, node, message) in nodes {
        let at = At {
            document: 0,
            node: *node,
        };
        diagnostics.push(*code, at, *message, "do something");
    }
    (diagnostics.sorted(), sources)
}

#[test]
fn findings_are_shown_with_their_line() {
    let text = "openapi: 3.1.0\npaths:\n\n  /a:\n    get: é x\n";
    let nodes = [
        (Code::Malformed, 3, "`get` is a text"),
        (Code::Renamed, 2, "a name"),
    ];
    let (found, sources) = found("api.yaml", text, &nodes);
    let expected = "\
note[renamed]: a name
 --> api.yaml:2:1
  |
2 | paths:
  | ^^^^^
  |
  = at: /paths
  = help: do something

loss[malformed]: `get` is a text
 --> api.yaml:4:3
  |
4 |   /a:
  |   ^^
  |
  = at: /paths/~1a
  = help: do something

1 loss, 1 note
";
    assert_eq!(render(&found, &sources, Notes::Few), expected);
    let expected = "\
note[renamed] api.yaml:2:1 /paths: a name (do something)
loss[malformed] api.yaml:4:3 /paths/~1a: `get` is a text (do something)
";
    assert_eq!(render_plain(&found, &sources), expected);
    assert!(render_coloured(&found, &sources, Notes::Few).contains("\u{1b}["));
}

#[test]
fn both_of_two_places_are_shown() {
    let text = "a: 1\nb: 2\n";
    let (_, sources) = found("api.yaml", text, &[]);
    let at = |node| At { document: 0, node };
    let mut diagnostics = Diagnostics::new();
    diagnostics.push_pair(Code::DuplicateParameter, (at(2), at(1)), "twice", "");
    let found = diagnostics.sorted();
    let expected = "\
note[duplicate-parameter]: twice
 --> api.yaml:2:4
  |
2 | b: 2
  |    ^
  |
 ::: api.yaml:1:4
  |
1 | a: 1
  |    -
  |
  = at: /b

1 note
";
    assert_eq!(render(&found, &sources, Notes::Few), expected);
    let expected = "note[duplicate-parameter] api.yaml:2:4 /b, and api.yaml:1:4 /a: twice\n";
    assert_eq!(render_plain(&found, &sources), expected);
}

#[test]
fn findings_without_a_place_are_shown_alone() {
    let mut diagnostics = Diagnostics::new();
    diagnostics.push(Code::UnusedSetting, None, "no such operation", "remove it");
    let found = diagnostics.sorted();
    let text = "error[unused-setting]: no such operation\n |\n = help: remove it\n\n1 error\n";
    assert_eq!(render(&found, &Sources::new(), Notes::Few), text);
    let text = "error[unused-setting]: no such operation (remove it)\n";
    assert_eq!(render_plain(&found, &Sources::new()), text);
}

#[test]
fn each_loss_is_told_and_many_notes_are_counted() {
    let text = format!("{{\"a\": [{}1]}}", "1, ".repeat(1000));
    let shown = |code, notes| {
        let nodes: Vec<_> = (2..1002).map(|node| (code, node, "odd")).collect();
        let (found, sources) = found("a.json", &text, &nodes);
        assert_eq!(render_plain(&found, &sources).lines().count(), 1000);
        render(&found, &sources, notes)
    };
    let losses = shown(Code::WidenedToJson, Notes::Few);
    assert_eq!(losses.matches("loss[widened-to-json]").count(), 1000);
    assert_eq!(
        losses.matches("loss[widened-to-json] a.json:1:").count(),
        995
    );
    assert!(losses.ends_with("\n\n1000 losses\n"), "{losses}");
    let notes = shown(Code::Renamed, Notes::All);
    assert_eq!(notes.matches("note[renamed]").count(), 1000);
    let notes = shown(Code::Renamed, Notes::Few);
    assert_eq!(notes.matches("note[renamed]").count(), 5);
    let end = "… and 995 more of [renamed] in a.json: `--notes` tells them all\n\n1000 notes\n";
    assert!(notes.ends_with(end), "{notes}");
}

/// Nothing of a document reaches a terminal unescaped, and no line is printed whole that is too long to read.
#[test]
fn hostile_text_is_harmless() {
    let evil = "\u{1b}[31m\u{202e}\u{7f}\u{85}\u{2028}\u{feff}";
    let text = format!("{{'{evil}': {{\"b\": \"{}\"}}}}", "x".repeat(10 << 20)).replace('\'', "\"");
    let text = text.replace('\u{1b}', "\\u001b");
    let message = format!("the key {} is odd{evil}", quote(evil));
    let nodes = [(Code::Malformed, 2, &*message)];
    let (found, sources) = found(&format!("a{evil}\n.json"), &text, &nodes);
    for shown in [
        render(&found, &sources, Notes::Few),
        render_plain(&found, &sources),
    ] {
        assert!(shown.len() < 2000, "{} bytes", shown.len());
        let is_harmless =
            |it: char| it == '\n' || !(it.is_control() || super::place::is_hidden(it));
        assert!(shown.chars().all(is_harmless), "{shown:?}");
    }
    assert_eq!(render_plain(&found, &sources).lines().count(), 1);
    assert_eq!(escape("a\tb\n\u{1b}é😀"), "a\\tb\\n\\u{1b}é😀");
    assert_eq!(quote(&"x".repeat(100)).len(), 82 + '…'.len_utf8());
}

#[test]
fn a_line_that_is_long_is_shown_in_part() {
    let text = format!("{{\"a\": \"{}\", \"b\": 1}}", "x".repeat(200));
    let (found, sources) = found("a.json", &text, &[(Code::Malformed, 2, "odd")]);
    let expected = format!(
        "\
loss[malformed]: odd
--> a.json:1:216
 = text: …{}\", \"b\": 1}}
 = at: /b
 = help: do something

1 loss
",
        "x".repeat(52)
    );
    assert_eq!(render(&found, &sources, Notes::Few), expected);
}
