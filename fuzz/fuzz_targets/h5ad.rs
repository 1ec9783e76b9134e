//! AnnData in HDF5.
#![no_main]

use exoscope_import::{AnndataSettings, anndata};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("t.h5ad");
    if std::fs::write(&path, content).is_ok() {
        let _ = anndata(&path, &AnndataSettings::default());
    }
});
