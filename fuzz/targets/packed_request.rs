//! The door `packed_request`, with any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::packed_request(bytes));
