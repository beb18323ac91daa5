//! The door `live_code`, with any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::live_code(bytes));
