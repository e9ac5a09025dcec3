//! Prose of every hostile kind that is known, and thousands of mixtures of them.

use super::*;

#[track_caller]
fn check(input: &str, expected: &[&str]) {
    assert_eq!(paragraphs(input), expected, "{input:?}");
}

#[test]
fn code_is_never_a_test() {
    let fenced = [" ```text", " fn main() {}", " ```"];
    let forms = [
        "```\nfn main() {}\n```",
        "~~~\nfn main() {}\n~~~",
        "    fn main() {}",
        "```rust,should_panic\nfn main() {}\n```",
        "```rust,ignore-x86_64\nfn main() {}\n```",
        "``` {class=rust}\nfn main() {}\n```",
        "```compile_fail\nfn main() {}\n```",
        "\tfn main() {}",
        "```\nfn main() {}",
    ];
    for form in forms {
        check(form, &fenced);
    }
    check(
        "- a\n\n  ```rust\n  x\n  ```",
        &[" - a", "", "   ```text", "   x", "   ```"],
    );
    check("> ~~~\n> x\n> ~~~", &[" > ```text", " > x", " > ```"]);
    check(
        "````\n```\nx\n```\n````",
        &[" ````text", " ```", " x", " ```", " ````"],
    );
    check(
        "<div>\n```rust\nfn main() {}\n```\n</div>",
        &[" \\`\\`\\`rust fn `main()` {} \\`\\`\\`"],
    );
}

#[test]
fn html_is_shown_or_dropped() {
    let table: [(&str, &[&str]); 6] = [
        (
            "<script>alert(1)</script>",
            &[" `<script>`alert(1)`</script>`"],
        ),
        ("a <img src=x onerror=alert(1)> b", &[" a b"]),
        ("a<br/>b", &[" a\\", " b"]),
        ("a <b>bold</b> word", &[" a bold word"]),
        ("use <id> or <id", &[" use `<id>` or \\<id"]),
        ("</details><details>", &[]),
    ];
    for (input, expected) in table {
        check(input, expected);
    }
}

#[test]
fn links_lead_to_the_web_or_nowhere() {
    let table: [(&str, &[&str]); 10] = [
        ("[a](https://b.c/d)", &[" [a](<https://b.c/d>)"]),
        ("[a b][1] c\n\n[1]: http://b.c", &[" [a b](<http://b.c>) c"]),
        ("[a](javascript:alert(1))", &[" a"]),
        ("[a](#b) [c](/d)", &[" a c"]),
        (
            "[Foo] and [`Foo`] and [a][b]",
            &[" \\[Foo\\] and \\[`Foo`\\] and \\[a\\]\\[b\\]"],
        ),
        ("see https://b.c/d_e.", &[" see <https://b.c/d_e>."]),
        ("(https://b.c/d)", &[" (<https://b.c/d>)"]),
        ("https://{env}.b.c", &[" `https://{env}.b.c`"]),
        ("![a](https://b.c/d.png)", &[" [a](<https://b.c/d.png>)"]),
        ("[![a](b)](https://b.c/d)", &[" [a](<https://b.c/d>)"]),
    ];
    for (input, expected) in table {
        check(input, expected);
    }
}

#[test]
fn structure_stays() {
    check(
        "# Head\nText *with* **marks**\nand `code`.\n\n1. one\n2. two\n   - three",
        &[
            " **Head**",
            "",
            " Text *with* **marks** and `code`.",
            "",
            " 1. one",
            " 2. two",
            "    - three",
        ],
    );
    check(
        "|a|b|\n|-|-|\n|`x|y`|[z|](https://b.c)|",
        &[" | a | b |", " | --- | --- |", " | \\`x | y\\` |"],
    );
    check("> a\n>\n> b", &[" > a", " >", " > b"]);
    check("- [x] a\n- [ ] b", &[" - \\[x\\] a", " - \\[ \\] b"]);
    check("a[^1]\n\n[^1]: b", &[" a\\[1\\]", "", " \\[1\\] b"]);
}

#[test]
fn identifiers_are_code() {
    check(
        "The user_id of AudienceKind, std::fmt, call() and GitHub IDs: \"in_quotes\".",
        &[
            " The `user_id` of `AudienceKind`, `std::fmt`, `call()` and GitHub IDs: \"`in_quotes`\".",
        ],
    );
}

#[test]
fn text_begins_no_structure() {
    let table: [(&str, &[&str]); 6] = [
        ("\\- a", &[" \\- a"]),
        ("\\# a", &[" \\# a"]),
        ("1986\\. a", &[" 1986\\. a"]),
        ("\\> a", &[" \\> a"]),
        ("a\n\\===", &[" a ==="]),
        (
            "unbalanced ` tick and *star",
            &[" unbalanced \\` tick and \\*star"],
        ),
    ];
    for (input, expected) in table {
        check(input, expected);
    }
}

#[test]
fn what_cannot_be_seen_is_gone() {
    check("a\rb\u{2028}c\u{202e}d\0&#x202e;&#0;", &[" a b cd\u{fffd}"]);
    check("\u{200b} \r\n", &[]);
}

#[test]
fn long_prose_is_cut_and_says_so() {
    let lines = paragraphs(&"word ".repeat(20_000));
    assert!(lines.len() < 1_000);
    assert_eq!(
        lines.last().map(String::as_str),
        Some(" The description is longer than this; the rest is left out.")
    );
}

#[test]
fn deep_prose_is_read_without_recursion() {
    let images = format!("{}a{}", "![".repeat(7_000), "](b)".repeat(7_000));
    let nested = [
        images,
        ">".repeat(60_000),
        "- ".repeat(30_000),
        "[".repeat(60_000),
        "*a ".repeat(20_000),
        "<div>".repeat(12_000),
    ];
    for nested in nested {
        assert!(!paragraphs(&format!("a {nested}")).is_empty());
        let _ = paragraphs(&nested);
    }
}

#[test]
fn sentences_are_sentences() {
    let table = [
        ("remove an audience", "Remove an audience."),
        ("The name:", "The name."),
        ("Is it?", "Is it?"),
        ("# Head\n\nText", "Head."),
        (
            "Gets `a` of [B](https://b.c)\nand user_id",
            "Gets `a` of B and `user_id`.",
        ),
        ("iOS token", "iOS token."),
        ("<script>", "`<script>`."),
        ("- a\n- b", "A."),
        ("1. x\n", "X."),
        ("\\- a", "\\- a."),
        ("[Foo]", "\\[Foo\\]."),
        ("", ""),
        ("\u{202e}", ""),
    ];
    for (input, expected) in table {
        assert_eq!(sentence(input), expected, "{input:?}");
    }
    let long = format!("This is the first sentence. {}", "More words. ".repeat(50));
    assert_eq!(sentence(&long), "This is the first sentence.");
}

/// What hostile prose is made of.
const PIECES: &[&str] = &[
    "word",
    " ",
    "\n",
    "\n\n",
    "```",
    "````rust",
    "~~~",
    "    fn main() {}",
    "\tx",
    "- ",
    "1. ",
    "> ",
    "# ",
    "* ",
    "+ ",
    "`",
    "``",
    "<script>",
    "</div>",
    "<div>",
    "<!--",
    "-->",
    "<br/>",
    "<id",
    ">",
    "[Foo]",
    "[`Foo`]",
    "[a](b)",
    "[a](javascript:x)",
    "[a](https://b.c)",
    "![i](https://b.c/x)",
    "[x]: y",
    "[^1]",
    "[^1]: z",
    "https://b.c/d_(e)",
    "http://",
    "mailto:a@b.c",
    "<a@b.c>",
    "<https://b.c>",
    "foo_bar",
    "FooBar",
    "a::b",
    "call()",
    "*",
    "**",
    "_",
    "__",
    "~~",
    "|",
    "|-|-|",
    "|a|b|\n|-|-|\n",
    "\\",
    "&amp;",
    "&#x202e;",
    "&lt;b&gt;",
    "\r",
    "\u{2028}",
    "\u{202e}",
    "\0",
    "---",
    "===",
    "!",
    "[",
    "]",
    "(",
    ")",
    "'",
    "\"",
    "é",
    "日本",
    "$x$",
    "{{",
    "}",
    "///",
    "*/",
    "- [ ] ",
    ":",
    "[*a*](https://b.c)",
    "**[",
    "<a href=\"https://b.c\">",
    "</a>",
    "[a\nb](https://b.c)",
];

/// A small deterministic generator (xorshift), so that every run tries the same texts.
fn mixtures(count: usize, pieces: usize) -> Vec<String> {
    let mut state = 0x2545_f491_4f6c_dd1d_u64;
    let mut next = move |below: usize| {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        usize::try_from(state % below as u64).unwrap_or_default()
    };
    let mut texts = Vec::with_capacity(count);
    for _ in 0..count {
        let length = 1 + next(pieces);
        texts.push((0..length).map(|_| PIECES[next(PIECES.len())]).collect());
    }
    texts
}

#[test]
fn every_mixture_is_inert() {
    let mut all = mixtures(4_000, 12);
    all.extend(mixtures(60, 200));
    for a in PIECES {
        all.extend(PIECES.iter().map(|b| format!("{a}{b}")));
    }
    for text in &all {
        let kept = clean::text(text);
        let printed = print::lines(&blocks::parse(&kept));
        assert!(verify::is_inert(&printed), "{text:?}: {printed:?}");
        assert!(verify::is_inert(&print::plain(&kept)), "{text:?}");
        let lines = paragraphs(text);
        assert!(
            lines
                .iter()
                .all(|line| line.is_empty() || line.starts_with(' '))
        );
        assert!(
            verify::is_sentence(&sentence(text)),
            "{text:?}: {}",
            sentence(text)
        );
    }
}
