//! Registry and life table of a population of one's own.
#![no_main]

use exoscope_screening::Population;
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let _ = Population::from_tsv("t", &String::from_utf8_lossy(content));
});
