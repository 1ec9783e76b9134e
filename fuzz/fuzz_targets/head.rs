//! A fold folder of HEAD, whose files stand in one text, each below a line `== NAME`.
#![no_main]

use exoscope_import::head;
use libfuzzer_sys::fuzz_target;

#[path = "../fold.rs"]
mod fold;

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    if fold::unpack(content, folder.path()).is_ok() {
        let _ = head(folder.path(), None);
    }
});
