//! Counts of a screening registry.
#![no_main]

use exoscope_screening::Registry;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let _ = Registry::from_tsv("t", &String::from_utf8_lossy(content));
});
