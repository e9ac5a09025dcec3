//! Bytes as a document: what comes out is Rust.

#![no_main]

#[allow(dead_code, reason = "each target uses one of these")]
#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::pipeline(bytes));
