//! Files that are no text, known by their first bytes.

/// First bytes and the format they stand for.
const FORMATS: [(&[u8], &str); 8] = [
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"PAR1", "a Parquet file"),
    (b"BZh", "a bzip2 file"),
    (b"\xfd7zXZ", "an xz file"),
    (b"\x28\xb5\x2f\xfd", "a zstd file"),
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture"),
    (b"\x89HDF", "an HDF5 file"),
];

/// Whether a file that starts so is an Excel workbook, or another zip archive. Old workbooks are not read: a damaged
/// one can ask for any amount of memory.
pub(super) fn is_workbook(head: &[u8]) -> bool {
    head.starts_with(b"PK\x03\x04")
}

/// What a file that starts so is, where it is known to be no text.
pub(super) fn format(head: &[u8]) -> Option<&'static str> {
    FORMATS.iter().find(|(magic, _)| head.starts_with(magic)).map(|&(_, format)| format)
}
