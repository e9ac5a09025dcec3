//! JSON as a document: `normalise` gives a tree that it does not change again.

#![no_main]

#[allow(dead_code, reason = "each target uses one of these")]
#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::normalise(bytes));
