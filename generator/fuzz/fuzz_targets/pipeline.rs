//! Bytes as a document: what comes out is Rust.

#![no_main]

#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::pipeline(bytes));
