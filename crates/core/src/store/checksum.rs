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

/// A reader that sums the bytes that pass through it, so that a file is read once and a pipe, which
/// cannot be read twice, has a checksum too.
///
/// ```
/// use exoscope_core::store::{SummingReader, checksum_bytes};
/// use std::io::Read;
///
/// let mut reader = SummingReader::new(b"abc".as_slice());
/// reader.read_to_end(&mut Vec::new())?;
/// assert_eq!(reader.n_bytes(), 3);
/// assert_eq!(reader.checksum(), checksum_bytes([b"abc".as_slice()]));
/// # Ok::<(), std::io::Error>(())
/// ```
pub struct SummingReader<R> {
    inner: R,
    hash: Sha256,
    n_bytes: u64,
}

impl<R: Read> SummingReader<R> {
    /// Sums what is read from `inner`.
    pub fn new(inner: R) -> Self {
        Self { inner, hash: Sha256::new(), n_bytes: 0 }
    }

    /// Appends up to `count` bytes to `buffer`, fewer only where there are no more, and says how many. They
    /// are summed while they are in the cache.
    ///
    /// ```
    /// # use exoscope_core::store::SummingReader;
    /// let mut text = Vec::new();
    /// let mut reader = SummingReader::new(b"abc".as_slice());
    /// assert_eq!((reader.append(&mut text, 2)?, reader.append(&mut text, 2)?), (2, 1));
    /// assert_eq!(text, b"abc");
    /// # Ok::<(), std::io::Error>(())
    /// ```
    pub fn append(&mut self, buffer: &mut Vec<u8>, count: usize) -> io::Result<usize> {
        const PIECE: usize = 1 << 17;
        let mut left = count;
        while left > 0 {
            let before = buffer.len();
            let read = self.inner.by_ref().take(left.min(PIECE) as u64).read_to_end(buffer);
            let piece = buffer.get(before..).unwrap_or_default();
            self.hash.update(piece);
            self.n_bytes += piece.len() as u64;
            left -= piece.len();
            if read? == 0 {
                break;
            }
        }
        Ok(count - left)
    }

    /// How many bytes have passed.
    pub fn n_bytes(&self) -> u64 {
        self.n_bytes
    }

    /// The checksum of the bytes that have passed.
    pub fn checksum(&self) -> Checksum {
        Checksum::of(self.hash.clone())
    }
}

impl<R: Read> Read for SummingReader<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n = self.inner.read(buffer)?;
        self.hash.update(buffer.get(..n).unwrap_or_default());
        self.n_bytes += n as u64;
        Ok(n)
    }
}

/// The checksum of a file, read in small pieces.
pub fn checksum_file(path: &Path) -> io::Result<Checksum> {
    let mut reader = SummingReader::new(File::open(path)?);
    let mut buffer = vec![0_u8; 1 << 16];
    while reader.read(&mut buffer)? > 0 {}
    Ok(reader.checksum())
}
