//! RCC files and sheets of nCounter, normalised by all controls.
#![no_main]

use exoscope_import::{Background, Content, NanostringSettings, Normalisation, nanostring};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("t.txt");
    if std::fs::write(&path, content).is_ok() {
        let normalisation =
            Normalisation { positive: true, background: Background::Threshold, content: Content::Top100 };
        let settings = NanostringSettings { normalisation, ..NanostringSettings::default() };
        let _ = nanostring(&[path], &settings);
    }
});
