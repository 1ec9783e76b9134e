//! A fold folder of HEAD out of one text, in which each file stands below a line `== NAME`: for the fuzz
//! target, and for the tests that run its seeds.

use std::path::Path;

/// The files of a fold.
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

/// Writes the files of `text` that a fold has into `folder`.
pub fn unpack(text: &[u8], folder: &Path) -> std::io::Result<()> {
    for part in ["train", "test"] {
        std::fs::create_dir_all(folder.join(part))?;
    }
    let lines: Vec<&[u8]> = text.split_inclusive(|&b| b == b'\n').collect();
    for file in lines.chunk_by(|_, line| !line.starts_with(b"== ")) {
        let name = file.first().map(|line| String::from_utf8_lossy(line)).unwrap_or_default();
        let name = name.trim().trim_start_matches("== ");
        if let Some(known) = FILES.iter().find(|known| **known == name) {
            std::fs::write(folder.join(known), file.get(1..).unwrap_or_default().concat())?;
        }
    }
    Ok(())
}
