//! Count tables of sequencing pipelines.
#![no_main]

use exoscope_import::{CountsSettings, Merged, counts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("t.txt");
    if std::fs::write(&path, content).is_ok() {
        let _ =
            counts(&[path], &CountsSettings { merged: Merged::Split, ..CountsSettings::default() });
    }
});
