//! The door `bundle_part`, with any bytes.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| doors::bundle_part(bytes));
