//! An OpenAPI document grown from bytes: what comes out is Rust.

#![no_main]

#[allow(dead_code, reason = "each target uses one of these")]
#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::grown(bytes));
