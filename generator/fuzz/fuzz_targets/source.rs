//! Bytes as a document: `source` reads it or says why not.

#![no_main]

#[allow(dead_code, reason = "each target uses one of these")]
#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::source(bytes));
