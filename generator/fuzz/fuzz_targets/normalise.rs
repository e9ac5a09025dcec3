//! JSON as a document: `normalise` gives a tree that it does not change again.

#![no_main]

#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::normalise(bytes));
