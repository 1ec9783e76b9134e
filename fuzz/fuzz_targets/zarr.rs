//! AnnData in Zarr.
#![no_main]

#[path = "../zarr.rs"]
mod zarr;

use exoscope_import::{AnndataSettings, anndata};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    let path = folder.path().join("t.zarr");
    if zarr::unpack(content, &path).is_ok() {
        let _ = anndata(&path, &AnndataSettings::default());
    }
});
