//! Raw 3D-Gene arrays.
#![no_main]

use exoscope_import::{ArraySettings, array};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("t.txt");
    if std::fs::write(&path, content).is_ok() {
        let _ = array(&[path], &ArraySettings { older: true, ..ArraySettings::default() });
    }
});
