//! SHA-256 of bytes and files.

use std::fmt;
use std::fs::File;
use std::io::{self, Read};
use std::path::Path;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// A SHA-256 checksum, as 64 hexadecimal digits.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Checksum(String);

impl Checksum {
    fn of(hash: Sha256) -> Self {
        let mut digits = String::with_capacity(64);
        for byte in hash.finalize() {
            for half in [byte >> 4, byte & 15] {
                digits.extend(char::from_digit(u32::from(half), 16));
            }
        }
        Self(digits)
    }
}

impl fmt::Display for Checksum {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// The checksum of several pieces of bytes, one after the other.
///
/// ```
/// use exoscope_core::store::checksum_bytes;
/// // The test vector of FIPS 180-2.
/// let abc = checksum_bytes([b"a".as_slice(), b"bc"]);
/// assert!(abc.to_string().starts_with("ba7816bf8f01cfea414140de5dae2223"));
/// ```
pub fn checksum_bytes<'a>(pieces: impl IntoIterator<Item = &'a [u8]>) -> Checksum {
    let mut hash = Sha256::new();
    for piece in pieces {
        hash.update(piece);
    }
    Checksum::of(hash)
}

/// The checksum of a file, read in small pieces.
pub fn checksum_file(path: &Path) -> io::Result<Checksum> {
    let mut file = File::open(path)?;
    let mut hash = Sha256::new();
    let mut buffer = vec![0_u8; 1 << 16];
    loop {
        match file.read(&mut buffer)? {
            0 => return Ok(Checksum::of(hash)),
            n => hash.update(buffer.get(..n).unwrap_or_default()),
        }
    }
}
