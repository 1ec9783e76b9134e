//! Sheets that say which file of counts is of which sample: a table, and the GDC's metadata.
#![no_main]

use exoscope_import::{CountsSettings, counts};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = |name: &str| folder.path().join(name);
    let text = "hsa-miR-21-5p\t400\nhsa-miR-16-5p\t50\n";
    if std::fs::write(path("a.counts"), text).is_err() {
        return;
    }
    for name in ["sheet.tsv", "sheet.json"] {
        if std::fs::write(path(name), content).is_ok() {
            let settings = CountsSettings { sheets: vec![path(name)], ..CountsSettings::default() };
            let _ = counts(&[path("a.counts")], &settings);
        }
    }
});
