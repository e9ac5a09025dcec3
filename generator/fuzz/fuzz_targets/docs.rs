//! Text as prose: the documentation is inert.

#![no_main]

#[path = "../../src/lower/docs/mod.rs"]
mod prose;

#[allow(dead_code, reason = "what tests read, too")]
#[path = "../../../tests/it/prose.rs"]
mod rustdoc;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| {
    let text = String::from_utf8_lossy(bytes);
    let lines = prose::paragraphs(&text);
    let sentence = prose::sentence(&text);
    assert!(!sentence.contains('\n') && lines.iter().all(|it| !it.contains('\n')));
    for written in [lines.join("\n"), sentence] {
        let hidden = written.chars().find(|it| it.is_control() && *it != '\n');
        assert_eq!(hidden, None, "{written:?}");
        assert_eq!(rustdoc::is_harmless(&written), Ok(()), "{written:?}");
        let test = rustdoc::blocks(&written)
            .into_iter()
            .find(|it| rustdoc::runs_as_test(it));
        assert_eq!(test, None, "{written:?}");
    }
});
