//! The door `quarantine`, with any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::quarantine(bytes));
