//! Notes of `export csv` beside a table.
#![no_main]

use exoscope_import::{TableSettings, table};
use libfuzzer_sys::fuzz_target;

const TABLE: &str = "sample,label,sex,age,hsa-miR-21-5p\na,1,F,50,7.5\nb,2,M,61,8.25\n";

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let (path, note) = (folder.path().join("t.csv"), folder.path().join("n.json"));
    if std::fs::write(&path, TABLE).is_ok() && std::fs::write(&note, content).is_ok() {
        let settings = TableSettings { note: Some(note), ..TableSettings::default() };
        let _ = table(&[path], &settings);
    }
});
