//! Tables in any layout.
#![no_main]

use exoscope_import::{TableSettings, table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("t.txt");
    if std::fs::write(&path, content).is_ok() {
        let _ = table(&[path], &TableSettings::default());
    }
});
