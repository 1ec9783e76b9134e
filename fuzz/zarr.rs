//! A Zarr folder out of one text, whose first line describes the matrix and whose rest is its first chunk:
//! for the fuzz target, and for the tests that run its seeds.

use std::fs;
use std::io;
use std::path::Path;

/// The entries of a group's `obs` or `var` that holds names alone.
const NAMES_ALONE: &str = r#"{"_index": "_index", "column-order": []}"#;

/// Writes 3 samples and 2 miRNAs, with the matrix of `text`, into `folder`.
pub fn unpack(text: &[u8], folder: &Path) -> io::Result<()> {
    if !folder.exists() {
        names(&folder.join("obs"), &["a", "b", "c"])?;
        names(&folder.join("var"), &["miR-21-5p", "miR-451a"])?;
    }
    let mut parts = text.splitn(2, |&b| b == b'\n');
    let (meta, chunk) = (parts.next().unwrap_or_default(), parts.next().unwrap_or_default());
    let matrix = folder.join("X");
    fs::create_dir_all(matrix.join("c/0"))?;
    // Version 3 names its file and its chunks otherwise.
    let (file, other) = if meta.starts_with(br#"{"node_type""#) {
        ("zarr.json", ".zarray")
    } else {
        (".zarray", "zarr.json")
    };
    if matrix.join(other).exists() {
        fs::remove_file(matrix.join(other))?;
    }
    fs::write(matrix.join(file), meta)?;
    for key in ["0.0", "c/0/0"] {
        fs::write(matrix.join(key), chunk)?;
    }
    Ok(())
}

/// Writes a table that holds nothing but the names of its rows.
fn names(table: &Path, names: &[&str]) -> io::Result<()> {
    let index = table.join("_index");
    fs::create_dir_all(&index)?;
    fs::write(table.join(".zgroup"), "{}")?;
    fs::write(table.join(".zattrs"), NAMES_ALONE)?;
    let n = names.len();
    let meta = format!(r#"{{"shape": [{n}], "chunks": [{n}], "dtype": "|O"}}"#);
    fs::write(index.join(".zarray"), meta)?;
    let mut texts = (n as u32).to_le_bytes().to_vec();
    for name in names {
        texts.extend((name.len() as u32).to_le_bytes());
        texts.extend(name.bytes());
    }
    fs::write(index.join("0"), texts)
}
