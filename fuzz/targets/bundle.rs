//! The door `bundle`, with any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::bundle(bytes));
