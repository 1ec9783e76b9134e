//! How large a table may be.

/// How much a file may hold before it is refused, so that no file, however made, takes the
/// machine's memory. The defaults are tens of times what the largest study needs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[non_exhaustive]
pub struct Limits {
    /// Bytes of text in a file, after decompression. Default 8 GiB.
    pub text_bytes: u64,
    /// Bytes of text in a line. Default 64 MiB.
    pub line_bytes: usize,
    /// Columns of a table. Default 100,000.
    pub columns: usize,
    /// Values of a table, 8 bytes each. Default 500 million.
    pub values: usize,
    /// Facts about samples in a table, each a text. Default 20 million.
    pub facts: usize,
    /// Bytes of text that a byte of gzip may stand for, once there is more than 64 MiB of text.
    /// Default 200; tables of numbers come to 2 to 20.
    pub gzip_ratio: u64,
}

impl Limits {
    /// Text of this many bytes or fewer is read whatever its compression ratio.
    pub(super) const ANY_RATIO_BYTES: u64 = 64 << 20;
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            text_bytes: 8 << 30,
            line_bytes: 64 << 20,
            columns: 100_000,
            values: 500_000_000,
            facts: 20_000_000,
            gzip_ratio: 200,
        }
    }
}
