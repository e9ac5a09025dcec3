//! Words that an item cannot have as its name, and what it is called instead.
//!
//! Takes: text of identifiers. Gives: [`Ident`]s, or other text. Must not: look at any other name.

use super::Ident;

/// Keywords of Rust 2024, strict and reserved (the Rust Reference, "Keywords"), without those of [`NEVER_RAW`].
/// Weak keywords (`union`, `safe`, `raw`, `macro_rules`) may be used as identifiers.
const KEYWORDS: &[&str] = &[
    "abstract", "as", "async", "await", "become", "box", "break", "const", "continue", "do", "dyn",
    "else", "enum", "extern", "false", "final", "fn", "for", "gen", "if", "impl", "in", "let",
    "loop", "macro", "match", "mod", "move", "mut", "override", "priv", "pub", "ref", "return",
    "static", "struct", "trait", "true", "try", "type", "typeof", "unsafe", "unsized", "use",
    "virtual", "where", "while", "yield",
];

/// Words that may not even be used as `r#word`.
const NEVER_RAW: &[&str] = &["Self", "_", "crate", "self", "super"];

/// What generated files use without a path: the prelude, `std`, and the runtime. A type of such a name would shadow it.
const USED_BARE: &[&str] = &[
    "Answer",
    "Api",
    "Arc",
    "AsMut",
    "AsRef",
    "AsyncFn",
    "BTreeMap",
    "Body",
    "Box",
    "Bytes",
    "CallOptions",
    "Clone",
    "Copy",
    "Core",
    "Debug",
    "Decode",
    "Default",
    "Display",
    "DoubleEndedIterator",
    "Drop",
    "Duration",
    "Encode",
    "Eq",
    "Err",
    "ExactSizeIterator",
    "Extend",
    "Failure",
    "Fault",
    "Field",
    "Fn",
    "FnMut",
    "FnOnce",
    "Formatter",
    "From",
    "FromIterator",
    "Future",
    "Hash",
    "Header",
    "Into",
    "IntoFuture",
    "IntoIterator",
    "Iterator",
    "Kind",
    "NoBody",
    "None",
    "Ok",
    "Option",
    "Ord",
    "Parameter",
    "ParameterValue",
    "PartialEq",
    "PartialOrd",
    "Raw",
    "Reader",
    "Result",
    "Secret",
    "Self",
    "Send",
    "Sized",
    "Some",
    "String",
    "Sync",
    "ToOwned",
    "ToString",
    "TryFrom",
    "TryInto",
    "UnknownInteger",
    "UnknownValue",
    "Unpin",
    "Vec",
    "Writer",
];

/// What files of operations use without a path.
const USED_BY_CALLS: &[&str] = &[
    "AnswerReader",
    "ByteStream",
    "Client",
    "Core",
    "Error",
    "Event",
    "EventStream",
    "Followed",
    "Holds",
    "ItemStream",
    "Items",
    "Method",
    "Next",
    "Operation",
    "Ordered",
    "Paged",
    "Pages",
    "Paging",
    "Polled",
    "Polling",
    "Repeat",
    "Request",
    "Response",
    "Server",
    "Size",
    "Style",
    "Wait",
    "Waited",
];

/// Files of an API's module, names that mean something to Cargo, roots of paths, and devices of Windows,
/// where `aux.rs` cannot be created.
const FILES: &[&str] = &[
    "alloc",
    "aux",
    "bin",
    "client",
    "con",
    "core",
    "errors",
    "headers",
    "lib",
    "main",
    "nul",
    "prn",
    "responses",
    "runtime",
    "std",
    "types",
    "wire",
];

/// An identifier of finished text: `r#` in front of a keyword, where Rust allows it.
pub(super) fn ident(name: String) -> Ident {
    if KEYWORDS.contains(&name.as_str()) {
        Ident(format!("r#{name}"))
    } else {
        Ident(name)
    }
}

/// The name of a type in `types`.
pub(super) fn for_type(name: &str) -> Option<String> {
    USED_BARE.contains(&name).then(|| format!("{name}Type"))
}

/// The name of a call builder.
pub(super) fn for_call(name: &str) -> Option<String> {
    let taken = USED_BARE.contains(&name) || USED_BY_CALLS.contains(&name);
    taken.then(|| format!("{name}Call"))
}

/// The name of a variant. `Self_` is written as Rust's lints want it, for they look past the last `_`.
pub(super) fn for_variant(name: &str) -> Option<String> {
    (name == "Self").then(|| format!("{name}_"))
}

/// The name of a field of a record, and of its setter, beside `new` and the derived `clone`.
pub(super) fn for_field(name: &str) -> Option<String> {
    trailing(name, &["clone", "new"])
}

/// The name of a field of a body that is given field by field, whose setters stand beside methods of the call.
pub(super) fn for_flat_field(name: &str) -> Option<String> {
    const OWN: &[&str] = &[
        "clone",
        "into_request",
        "new",
        "options",
        "send",
        "stream_bytes",
        "stream_events",
        "stream_items",
    ];
    trailing(name, OWN)
}

/// The name of a method of the client. `cmp` is left to `Ord`, and `new` to functions that make a client.
pub(super) fn for_method(name: &str) -> Option<String> {
    trailing(name, &["builder", "clone", "cmp", "new"])
}

/// The name of a setter of the client's builder.
pub(super) fn for_setting(name: &str) -> Option<String> {
    const OWN: &[&str] = &[
        "base_url",
        "build",
        "clock",
        "clone",
        "connect_timeout",
        "core",
        "deadline",
        "default",
        "max_response_bytes",
        "plain_http",
        "retry",
        "timeout",
        "transport",
        "user_agent",
    ];
    trailing(name, OWN)
}

/// The name of a parameter of a call.
pub(super) fn for_input(name: &str) -> Option<String> {
    trailing(name, &["clone"])
}

/// Names that parameters of a call that can be waited for leave to the call itself.
pub(super) const POLLED: &[&str] = &["wait"];

/// Names that parameters of a call with pages leave to the call itself.
pub(super) const PAGED: &[&str] = &["items", "pages"];

/// Names that parameters of a call leave to the call itself.
pub(super) const CALL: &[&str] = &[
    "body",
    "client",
    "into_request",
    "options",
    "send",
    "stream_bytes",
    "stream_events",
    "stream_items",
];

/// The name of a group's module, and so of a file.
pub(super) fn for_module(name: &str) -> Option<String> {
    let port = |device: &str| {
        let number = name.strip_prefix(device);
        number.is_some_and(|text| text.len() == 1 && text.bytes().all(|b| b.is_ascii_digit()))
    };
    let taken = FILES.contains(&name) || KEYWORDS.contains(&name) || NEVER_RAW.contains(&name);
    (taken || port("com") || port("lpt")).then(|| format!("{name}_calls"))
}

fn trailing(name: &str, own: &[&str]) -> Option<String> {
    (own.contains(&name) || NEVER_RAW.contains(&name)).then(|| format!("{name}_"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_keyword_becomes_an_identifier() {
        for &word in KEYWORDS {
            let ident = ident(word.to_owned());
            assert!(
                syn::parse_str::<syn::Ident>(ident.as_str()).is_ok(),
                "{word}"
            );
        }
        for &word in NEVER_RAW {
            let other = for_field(word).unwrap();
            assert!(
                word == "_" || syn::parse_str::<syn::Ident>(&other).is_ok(),
                "{word}"
            );
        }
    }

    #[test]
    fn files_that_windows_or_cargo_would_refuse_are_renamed() {
        for name in ["aux", "com1", "lpt9", "mod", "types", "main", "self"] {
            assert_eq!(for_module(name), Some(format!("{name}_calls")));
        }
        assert_eq!(for_module("audiences"), None);
        assert_eq!(for_module("com10"), None);
    }
}
