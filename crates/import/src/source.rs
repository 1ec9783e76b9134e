//! A file's bytes, decompressed where they are gzip, and never more of them than allowed.

mod error;
mod magic;
mod workbook;

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
    /// The sheet of a workbook that is wanted, and then the one that was read.
    worksheet: Option<String>,
}

/// The first bytes, looked at already, and those behind.
type Plain = io::Chain<io::Cursor<Vec<u8>>, SummingReader<File>>;

enum Bytes {
    Plain(Plain),
    Gzip(Box<MultiGzDecoder<BufReader<Plain>>>),
    /// A workbook, and the text of its sheet once it is read.
    Workbook(Plain, Option<io::Cursor<Vec<u8>>>),
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
        let workbook = magic::is_workbook(&head);
        let plain = io::Cursor::new(head).chain(file);
        let bytes = if workbook {
            Bytes::Workbook(plain, None)
        } else if gzip {
            Bytes::Gzip(Box::new(MultiGzDecoder::new(BufReader::with_capacity(1 << 16, plain))))
        } else {
            Bytes::Plain(plain)
        };
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        Ok(Self { name, bytes, n_read: 0, limits, worksheet: None })
    }

    /// States the sheet of a workbook that is to be read.
    pub(super) fn set_worksheet(&mut self, worksheet: Option<String>) {
        self.worksheet = worksheet;
    }

    /// The sheet that was read, where the file is a workbook; to be asked after the first bytes.
    pub(super) fn worksheet(&self) -> Option<&str> {
        self.worksheet.as_deref().filter(|_| matches!(self.bytes, Bytes::Workbook(..)))
    }

    /// Appends up to `count` bytes to `buffer`, fewer only at the end of the file, and says how
    /// many. After an error `buffer` holds what came before it.
    pub(super) fn append(
        &mut self,
        buffer: &mut Vec<u8>,
        count: usize,
    ) -> Result<usize, TextError> {
        if self.worksheet.is_some() && !matches!(self.bytes, Bytes::Workbook(..)) {
            return Err(TextError::NoWorkbook);
        }
        let n_read = match &mut self.bytes {
            Bytes::Plain(plain) => {
                let (head, file) = plain.get_mut();
                let n_head = head.take(count as u64).read_to_end(buffer)?;
                n_head + file.append(buffer, count - n_head)?
            }
            Bytes::Gzip(gzip) => {
                gzip.take(count as u64).read_to_end(buffer).map_err(TextError::of_gzip)?
            }
            Bytes::Workbook(plain, text) => {
                let text = match text {
                    Some(text) => text,
                    None => {
                        let mut whole = Vec::new();
                        plain.read_to_end(&mut whole)?;
                        let wanted = self.worksheet.as_deref();
                        let sheet = workbook::read(whole, wanted, self.limits)?;
                        self.worksheet = Some(sheet.name);
                        text.insert(io::Cursor::new(sheet.text))
                    }
                };
                text.take(count as u64).read_to_end(buffer)?
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
            Bytes::Plain(plain) | Bytes::Workbook(plain, _) => plain,
            Bytes::Gzip(gzip) => gzip.get_ref().get_ref(),
        };
        plain.get_ref().1
    }
}

/// The bytes as they come, for archives within.
impl Read for Source {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = match &mut self.bytes {
            Bytes::Plain(plain) | Bytes::Workbook(plain, _) => plain.read(buffer)?,
            Bytes::Gzip(gzip) => gzip.read(buffer)?,
        };
        self.n_read += n_read as u64;
        self.check_size().map_err(io::Error::other)?;
        Ok(n_read)
    }
}
