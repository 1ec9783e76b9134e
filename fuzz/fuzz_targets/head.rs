//! A fold folder of HEAD, whose files stand in one text, each below a line `== NAME`.
#![no_main]

use exoscope_read::import::head;
use libfuzzer_sys::fuzz_target;

const FILES: [&str; 8] = [
    "feature_names.txt",
    "label_names.txt",
    "train/feature_vectors.csv",
    "train/instance_names.txt",
    "train/labels.txt",
    "test/feature_vectors.csv",
    "test/instance_names.txt",
    "test/labels.txt",
];

fuzz_target!(|content: &[u8]| {
    let Ok(folder) = tempfile::tempdir() else { return };
    for part in ["train", "test"] {
        let _ = std::fs::create_dir(folder.path().join(part));
    }
    let lines: Vec<&[u8]> = content.split_inclusive(|&b| b == b'\n').collect();
    for file in lines.chunk_by(|_, line| !line.starts_with(b"== ")) {
        let name = file.first().map(|line| String::from_utf8_lossy(line)).unwrap_or_default();
        let name = name.trim().trim_start_matches("== ");
        if let Some(known) = FILES.iter().find(|known| **known == name) {
            let rest = file.get(1..).unwrap_or_default();
            let _ = std::fs::write(folder.path().join(known), rest.concat());
        }
    }
    let _ = head(folder.path(), None);
});
