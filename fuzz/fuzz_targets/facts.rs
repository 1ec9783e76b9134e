//! Tables of facts: designs, and what is joined to samples.
#![no_main]

use exoscope_import::{Annotation, Join, Limits, TableSettings, annotate, design, table};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let (from, samples) = (folder.path().join("t.txt"), folder.path().join("s.csv"));
    if std::fs::write(&from, content).is_err()
        || std::fs::write(&samples, "name,hsa-miR-21-5p\nGSM1,7.5\nGSM2,8.25\n").is_err()
    {
        return;
    }
    let _ = design(&from, "label", Limits::default());
    if let Ok(imported) = table(&[samples], &TableSettings::default()) {
        let join = Join { from: from.clone(), allow_unmatched: true, ..Join::default() };
        let annotation = Annotation { join: Some(join), ..Annotation::default() };
        let _ = annotate(imported.cohort, &from, &annotation);
    }
});
