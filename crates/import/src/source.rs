//! A file's bytes, decompressed where they are gzip, and never more of them than allowed.

mod error;
mod magic;

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use exoscope_core::cohort;
use exoscope_core::store::SummingReader;
use flate2::read::MultiGzDecoder;

pub use error::TextError;

use super::limits::Limits;

/// The bytes of a text, from a plain file or out of a gzip one.
pub(super) struct Source {
    name: String,
    bytes: Bytes,
    n_read: u64,
    limits: Limits,
}

/// The first bytes, looked at already, and those behind.
type Plain = io::Chain<io::Cursor<Vec<u8>>, SummingReader<File>>;

enum Bytes {
    Plain(Plain),
    Gzip(Box<MultiGzDecoder<BufReader<Plain>>>),
}

impl Source {
    /// Opens a file. Whether it is gzip is told from its first bytes, not from its name.
    pub(super) fn open(path: &Path, limits: Limits) -> Result<Self, TextError> {
        let mut file = SummingReader::new(File::open(path)?);
        let mut head = Vec::new();
        file.append(&mut head, 8)?;
        let gzip = head.starts_with(&[0x1f, 0x8b]);
        if let Some(format) = magic::format(&head) {
            return Err(TextError::OtherFormat { format });
        }
        let plain = io::Cursor::new(head).chain(file);
        let bytes = if gzip {
            Bytes::Gzip(Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, plain))))
        } else {
            Bytes::Plain(plain)
        };
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, bytes, n_read: 0, limits })
    }

    /// Appends up to `count` bytes to `buffer`, fewer only at the end of the file, and says how
    /// many. After an error `buffer` holds what came before it.
    pub(super) fn append(
        &mut self,
        buffer: &mut Vec<u8>,
        count: usize,
    ) -> Result<usize, TextError> {
        let n_read = match &mut self.bytes {
            Bytes::Plain(plain) => {
                let (head, file) = plain.get_mut();
                let n_head = head.take(count as u64).read_to_end(buffer)?;
                n_head + file.append(buffer, count - n_head)?
            }
            Bytes::Gzip(gzip) => {
                gzip.take(count as u64).read_to_end(buffer).map_err(TextError::of_gzip)?
            }
        };
        self.n_read += n_read as u64;
        self.check_size()?;
        Ok(n_read)
    }

    /// What the file is called and the checksum of its bytes; to be asked at its end.
    pub(super) fn provenance(&self) -> cohort::Source {
        cohort::Source { name: self.name.clone(), sha256: self.file().checksum() }
    }

    fn check_size(&self) -> Result<(), TextError> {
        let Limits { text_bytes: limit, gzip_ratio, .. } = self.limits;
        if self.n_read > limit {
            return Err(TextError::TooLarge { limit });
        }
        if matches!(self.bytes, Bytes::Gzip(_)) && self.n_read > Limits::ANY_RATIO_BYTES {
            let ratio = self.n_read / self.file().n_bytes().max(1);
            if ratio > gzip_ratio {
                return Err(TextError::Bomb { ratio, limit: gzip_ratio });
            }
        }
        Ok(())
    }

    /// The file below the layers.
    fn file(&self) -> &SummingReader<File> {
        let plain = match &self.bytes {
            Bytes::Plain(plain) => plain,
            Bytes::Gzip(gzip) => gzip.get_ref().get_ref(),
        };
        plain.get_ref().1
    }
}

/// The bytes as they come, for archives within.
impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = match &mut self.bytes {
            Bytes::Plain(plain) => plain.read(buffer)?,
            Bytes::Gzip(gzip) => gzip.read(buffer)?,
        };
        self.n_read += n_read as u64;
        self.check_size().map_err(io::Error::other)?;
        Ok(n_read)
    }
}
