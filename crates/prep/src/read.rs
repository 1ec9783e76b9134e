//! Readers of instrument exports: the layout is found by looking at the content, never by the file's name.

mod fcs;
mod grid;
mod key_value;
mod lunatic;
mod nanosight;
mod plate;
mod softmax;
mod table;
mod zetaview;

use std::fs::File;
use std::io::{Read, Seek, SeekFrom};
use std::path::Path;

use exoscope_core::store::{Checksum, checksum_bytes};

pub use self::fcs::{Gate, channel_values, gate_counts};
use crate::error::{Fault, Problem, ReadError};
use crate::export::{Contents, Export, Flag};
use crate::text::decode;

/// Most bytes of a text export: the largest seen have 100 kB.
const MOST_TEXT: u64 = 64 << 20;

/// Reads one file of an instrument.
///
/// # Errors
///
/// Where the layout is not known, a part is missing, or figures of the file that must agree do not; with file, line
/// and column.
pub fn read(path: &Path) -> Result<Export, ReadError> {
    let failed = |fault: Fault| fault.of(path.to_owned());
    let io = |error| failed(Problem::Io(error).into());
    let mut file = File::open(path).map_err(io)?;
    let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
    let mut head = Vec::new();
    file.by_ref().take(8).read_to_end(&mut head).map_err(io)?;
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    if fcs::matches(&head) {
        let (parts, sum) = fcs::read(&mut file).map_err(failed)?;
        return Ok(parts.named(name, sum));
    }
    if head.starts_with(b"PK\x03\x04") || head.starts_with(b"\xd0\xcf\x11\xe0") {
        return Err(failed(Problem::Spreadsheet.into()));
    }
    let bytes = file.metadata().map_err(io)?.len();
    if bytes > MOST_TEXT {
        return Err(failed(Problem::TooLarge { bytes, most: MOST_TEXT }.into()));
    }
    let mut content = Vec::new();
    file.take(MOST_TEXT).read_to_end(&mut content).map_err(io)?;
    read_text(&name, &content).map_err(failed)
}

/// Reads the content of a text export that bears the file name `name`.
fn read_text(name: &str, content: &[u8]) -> Result<Export, Fault> {
    let sum = checksum_bytes([content]);
    let text = decode(content)?;
    let readers: [Reader; 7] = [
        (nanosight::matches, nanosight::read),
        (zetaview::positions::matches, zetaview::positions::read),
        (zetaview::matches, zetaview::read),
        (softmax::matches, softmax::read),
        (lunatic::matches, lunatic::read),
        (plate::matches, plate::read),
        (table::matches, table::read),
    ];
    let reader =
        readers.iter().find(|(matches, _)| matches(&text)).ok_or(Problem::UnknownLayout)?;
    Ok((reader.1)(&text)?.named(name.to_owned(), sum))
}

/// Whether a layout is that of a reader, and the reader.
type Reader = (fn(&str) -> bool, fn(&str) -> Result<Parts, Fault>);

/// What a reader found, before file name and checksum are added.
pub(crate) struct Parts {
    layout: &'static str,
    /// Model of the instrument, where the layout does not say it.
    instrument: Option<String>,
    software: Option<String>,
    serial: Option<String>,
    sample: Option<String>,
    diluent: Option<String>,
    date: Option<String>,
    flags: Vec<Flag>,
    contents: Contents,
}

impl Parts {
    fn new(layout: &'static str, contents: Contents) -> Self {
        Self {
            layout,
            instrument: None,
            software: None,
            serial: None,
            sample: None,
            diluent: None,
            date: None,
            flags: Vec::new(),
            contents,
        }
    }

    fn named(self, file: String, sha256: Checksum) -> Export {
        let layout = match self.instrument {
            Some(instrument) => format!("{}, {instrument}", self.layout),
            None => self.layout.to_owned(),
        };
        Export {
            file,
            sha256,
            layout,
            software: self.software,
            serial: self.serial,
            sample: self.sample,
            diluent: self.diluent,
            date: self.date,
            flags: self.flags,
            contents: self.contents,
        }
    }
}
