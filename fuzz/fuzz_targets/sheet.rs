//! Sample sheets and claims.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &str| {
    let _ = exoscope_prep::sheet::Sheet::parse(content);
    let _ = exoscope_prep::claim::Sentence::parse(content);
});
