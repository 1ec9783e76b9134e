//! A text's lines, checked and read a block at a time.

use std::ops::Range;
use std::path::{Path, PathBuf};

use exoscope_core::cohort;

use super::encoding::{Decoding, TextEncoding};
use super::error::{ImportError, Place};
use super::limits::Limits;
use super::report::EncodingReport;
use super::source::{Source, TextError};

/// About how many bytes a block holds: enough for all threads, little beside the matrix.
const BLOCK_BYTES: usize = 8 << 20;

/// A text's lines, a block at a time.
pub(super) struct Lines {
    path: PathBuf,
    source: Source,
    limits: Limits,
    /// The start of a line that the last block did not hold whole.
    carry: Vec<u8>,
    /// The memory of a block that has been used.
    spare: Vec<u8>,
    /// Bytes of text before `carry`.
    offset: u64,
    /// Lines before `carry`.
    passed: usize,
    /// `\n`, or `\r` in texts from old Macs; known after the first block.
    terminator: Option<u8>,
    /// Whether the last line has no end.
    unfinished: bool,
    /// The encoding that is stated; where none is, it is found.
    stated: Option<TextEncoding>,
    /// How bytes become UTF-8, where they are not.
    decoding: Option<Decoding>,
}

/// Whole lines of valid UTF-8 without a byte order mark or NUL.
pub(super) struct Block {
    text: String,
    lines: Vec<(usize, Range<usize>)>,
}

impl Block {
    /// The lines that hold something, with their numbers (from 1), without their ends.
    pub(super) fn lines(&self) -> Vec<(usize, &str)> {
        self.lines
            .iter()
            .filter_map(|(number, range)| Some((*number, self.text.get(range.clone())?)))
            .collect()
    }
}

impl Lines {
    /// Opens a file.
    pub(super) fn open(path: &Path, limits: Limits) -> Result<Self, ImportError> {
        let source = Source::open(path, limits).map_err(|e| Place::file(path).error(e))?;
        Ok(Self {
            path: path.to_owned(),
            source,
            limits,
            carry: Vec::new(),
            spare: Vec::new(),
            offset: 0,
            passed: 0,
            terminator: None,
            unfinished: false,
            stated: None,
            decoding: None,
        })
    }

    /// The same, its encoding stated; where none is, it is found. To be asked before the first block.
    pub(super) fn stated(self, stated: Option<TextEncoding>) -> Self {
        Self { stated, ..self }
    }

    /// The same, the sheet of a workbook stated. To be asked before the first block.
    pub(super) fn worksheet(mut self, worksheet: Option<&String>) -> Self {
        self.source.set_worksheet(worksheet.cloned());
        self
    }

    /// The sheet that is read, where the file is a workbook; to be asked after the first block.
    pub(super) fn sheet(&self) -> Option<String> {
        self.source.worksheet().map(str::to_owned)
    }

    /// The file's path.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// The file's name and checksum; to be asked after the last block.
    pub(super) fn provenance(&self) -> cohort::Source {
        self.source.provenance()
    }

    /// Whether the last line has no end, as in a file that is cut short; to be asked after the last
    /// block.
    pub(super) fn unfinished(&self) -> bool {
        self.unfinished
    }

    /// The encoding, where it is not UTF-8; to be asked after the first block.
    pub(super) fn encoding(&self) -> Option<EncodingReport> {
        let name = self.decoding.as_ref()?.name();
        Some(EncodingReport { name, stated: self.stated.is_some() })
    }

    /// The first block with a line that holds something.
    pub(super) fn first_block(&mut self) -> Result<Block, ImportError> {
        while let Some(block) = self.next_block()? {
            if !block.lines.is_empty() {
                return Ok(block);
            }
        }
        Err(Place::file(&self.path).error(TextError::Empty))
    }

    /// The next block; `None` at the end of the text.
    pub(super) fn next_block(&mut self) -> Result<Option<Block>, ImportError> {
        let mut bytes = std::mem::take(&mut self.spare);
        bytes.clear();
        bytes.append(&mut self.carry);
        let at_end = self.fill(&mut bytes)?;
        if bytes.is_empty() {
            return Ok(None);
        }
        let terminator = self.terminator.unwrap_or(b'\n');
        if at_end {
            self.unfinished = bytes.last() != Some(&terminator);
        } else {
            let whole = bytes.iter().rposition(|&b| b == terminator).map_or(0, |end| end + 1);
            self.carry.extend_from_slice(bytes.get(whole..).unwrap_or_default());
            bytes.truncate(whole);
        }
        let n_bytes = bytes.len() as u64;
        let block = self.split(bytes)?;
        self.offset += n_bytes;
        Ok(Some(block))
    }

    /// Takes back a block that has been used: its memory is that of a later one.
    pub(super) fn recycle(&mut self, block: Block) {
        self.spare = block.text.into_bytes();
    }

    /// Reads until there is a block's worth with a line's end in it, or the text ends.
    fn fill(&mut self, bytes: &mut Vec<u8>) -> Result<bool, ImportError> {
        loop {
            let before = bytes.len();
            let read = self.source.append(bytes, BLOCK_BYTES);
            let last = !matches!(read, Ok(n_read) if n_read == BLOCK_BYTES);
            // What came before a damage is looked at first: that it is no text says more.
            self.decode(bytes, before, last)?;
            if self.terminator.is_none() {
                self.begin(bytes);
            }
            let n_read = read.map_err(|e| {
                let place =
                    if e.is_of_workbook() { Place::file(&self.path) } else { self.here(bytes) };
                place.error(e)
            })?;
            if n_read < BLOCK_BYTES {
                return Ok(true);
            }
            let terminator = self.terminator.unwrap_or(b'\n');
            if bytes.get(before..).unwrap_or_default().contains(&terminator) {
                return Ok(false);
            }
            let limit = self.limits.line_bytes;
            if bytes.len() > limit {
                let line = self.passed + 1;
                return Err(Place::line(&self.path, line).error(TextError::LongLine { limit }));
            }
        }
    }

    /// Brings the bytes from `from` on to UTF-8, whose encoding the first of them tell.
    fn decode(&mut self, bytes: &mut Vec<u8>, from: usize, last: bool) -> Result<(), ImportError> {
        let begins = self.terminator.is_none() && from == 0;
        if begins {
            self.decoding = match self.stated {
                Some(stated) => Decoding::stated(stated, bytes),
                None => Decoding::utf16(bytes),
            };
        }
        if self.decoding.is_none() {
            self.check_for_nul(bytes, from)?;
        }
        if begins && self.decoding.is_none() && self.stated.is_none() {
            self.decoding = Decoding::detected(bytes);
        }
        let Some(decoding) = &mut self.decoding else { return Ok(()) };
        let raw = bytes.split_off(from);
        let encoding = decoding.name();
        if decoding.append(&raw, bytes, last).is_none() {
            return Err(self.here(bytes).error(TextError::Undecodable { encoding }));
        }
        self.check_for_nul(bytes, from)
    }

    /// Looks at the text's first bytes: a mark and line ends.
    fn begin(&mut self, bytes: &mut Vec<u8>) {
        if bytes.starts_with(UTF8_MARK) {
            bytes.drain(..UTF8_MARK.len());
            self.offset = UTF8_MARK.len() as u64;
        }
        // A `\r` at the very end may be half of `\r\n`.
        let old_mac = !bytes.contains(&b'\n')
            && bytes.split_last().is_some_and(|(_, rest)| rest.contains(&b'\r'));
        self.terminator = Some(if old_mac { b'\r' } else { b'\n' });
    }

    /// Looks for NUL in the bytes from `from` on.
    fn check_for_nul(&self, bytes: &[u8], from: usize) -> Result<(), ImportError> {
        let new = bytes.get(from..).unwrap_or_default();
        // `contains` is many times as fast as `position`, and its answer is mostly no.
        if !new.contains(&0) {
            return Ok(());
        }
        let at = from + new.iter().take_while(|&&b| b != 0).count();
        let offset = self.offset + at as u64;
        let place = self.here(bytes.get(..at).unwrap_or_default());
        Err(place.error(TextError::Binary { offset }))
    }

    /// The place of the end of `bytes`.
    fn here(&self, bytes: &[u8]) -> Place {
        let terminator = self.terminator.unwrap_or(b'\n');
        let lines = bytes.split(|&b| b == terminator).count();
        Place::line(&self.path, self.passed + lines)
    }

    /// Whole lines as text.
    fn split(&mut self, bytes: Vec<u8>) -> Result<Block, ImportError> {
        let text = String::from_utf8(bytes).map_err(|error| {
            let at = error.utf8_error().valid_up_to();
            let byte = error.as_bytes().get(at).copied().unwrap_or_default();
            let before = error.as_bytes().get(..at).unwrap_or_default();
            let offset = self.offset + at as u64;
            self.here(before).error(TextError::NotUtf8 { byte, offset })
        })?;
        let mut lines = Vec::new();
        let mut start = 0;
        for line in text.split_inclusive(char::from(self.terminator.unwrap_or(b'\n'))) {
            self.passed += 1;
            let content = line.trim_end_matches(['\r', '\n']);
            if !content.trim().is_empty() {
                lines.push((self.passed, start..start + content.len()));
            }
            start += line.len();
        }
        Ok(Block { text, lines })
    }
}

/// The byte order mark that some programs write before UTF-8.
const UTF8_MARK: &[u8] = b"\xef\xbb\xbf";
