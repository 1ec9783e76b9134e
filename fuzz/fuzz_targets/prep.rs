//! Instrument exports of vesicle preparations: every layout, found by looking.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("t");
    if std::fs::write(&path, content).is_ok() {
        let _ = exoscope_prep::read(&path);
    }
});
