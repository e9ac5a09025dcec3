//! Bytes as JSON: the client reads what `serde_json` reads.

#![no_main]

#[allow(dead_code, reason = "each target uses one of these")]
#[path = "../checks.rs"]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::json(bytes));
