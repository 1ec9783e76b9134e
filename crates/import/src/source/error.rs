//! Why bytes are not a text.

use std::io;

/// Why a file's bytes cannot be read as text.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum TextError {
    /// The file cannot be opened or read.
    #[error("{0}")]
    Io(#[from] io::Error),
    /// There is no byte, or nothing but blanks.
    #[error("the file is empty")]
    Empty,
    /// A format that holds no plain text.
    #[error("this is {format}, not text")]
    OtherFormat {
        /// The format.
        format: &'static str,
    },
    /// A workbook of Excel that is damaged, or a zip archive that is none.
    #[error("no Excel workbook that can be read: {reason}")]
    Workbook {
        /// What is wrong with it.
        reason: String,
    },
    /// A sheet is stated of a file that has none.
    #[error("this is no workbook, and has no sheets")]
    NoWorkbook,
    /// A workbook of several sheets, of which none is stated.
    #[error("the workbook has several sheets: {names}")]
    Worksheets {
        /// Their names.
        names: String,
    },
    /// A workbook without the sheet that is stated.
    #[error("no sheet is called {name:?}; there are {names}")]
    NoWorksheet {
        /// The sheet.
        name: String,
        /// The names of those there are.
        names: String,
    },
    /// UTF-16.
    #[error("the text is UTF-16, not UTF-8")]
    Utf16,
    /// Bytes that are no text in the encoding of those before.
    #[error("the text is no {encoding}, though it begins so")]
    Undecodable {
        /// The encoding.
        encoding: &'static str,
    },
    /// A NUL byte.
    #[error("a NUL byte at byte {offset} of the text: this is a binary file")]
    Binary {
        /// Where it stands in the (decompressed) text, from 0.
        offset: u64,
    },
    /// A byte that is not UTF-8.
    #[error("byte {byte:#04x} at byte {offset} of the text is not UTF-8")]
    NotUtf8 {
        /// The byte.
        byte: u8,
        /// Where it stands in the (decompressed) text, from 0.
        offset: u64,
    },
    /// A gzip file that ends too early.
    #[error("the gzip file is cut short")]
    TruncatedGzip,
    /// A gzip file that is damaged.
    #[error("the gzip file is damaged: {0}")]
    DamagedGzip(#[source] io::Error),
    /// A tar archive that is damaged, cut short, or none.
    #[error("the tar archive cannot be read: {0}")]
    Archive(#[source] io::Error),
    /// Few bytes of gzip that stand for very much text.
    #[error("each byte of gzip stands for {ratio} bytes of text, more than the limit of {limit}")]
    Bomb {
        /// Bytes of text for a byte of gzip.
        ratio: u64,
        /// How many may be.
        limit: u64,
    },
    /// More text than allowed.
    #[error("more than {limit} bytes of text")]
    TooLarge {
        /// How many may be.
        limit: u64,
    },
    /// A line longer than allowed.
    #[error("a line of more than {limit} bytes")]
    LongLine {
        /// How many may be.
        limit: usize,
    },
    /// A quotation mark that is not closed on its line.
    #[error("a quotation mark opens here and is not closed on the line")]
    OpenQuote,
    /// Text between a closing quotation mark and the next delimiter.
    #[error("text follows the closing quotation mark")]
    AfterQuote,
}

impl TextError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::Undecodable { .. } => {
                "state the encoding with `encoding`, such as shift_jis or latin1, or save the file as UTF-8"
            }
            Self::Utf16 => "save it as UTF-8: iconv -f UTF-16 -t UTF-8 FILE > NEW",
            Self::NotUtf8 { .. } => {
                "state the encoding with `encoding`, such as latin1, windows-1250, gbk or shift_jis: by \
                 its bytes it may be in several"
            }
            Self::OtherFormat { format: "an old Excel workbook" } => "save it as .xlsx or CSV",
            Self::OtherFormat { .. } | Self::Binary { .. } | Self::Workbook { .. } => {
                "export the table as CSV or TSV"
            }
            Self::TruncatedGzip | Self::DamagedGzip(_) | Self::Archive(_) => {
                "copy or download the file again"
            }
            Self::NoWorkbook => "leave out `worksheet`",
            Self::Worksheets { .. } | Self::NoWorksheet { .. } => "name one with `worksheet`",
            Self::Bomb { .. } => "decompress it first if you trust it",
            Self::OpenQuote => "a quoted cell ends on its line; a quotation mark in it is doubled",
            Self::LongLine { .. } => "is this a table with line ends?",
            _ => return None,
        };
        Some(hint.to_owned())
    }

    /// Whether it is about a workbook as a whole, not a line of text.
    pub(in super::super) fn is_of_workbook(&self) -> bool {
        use TextError::{NoWorkbook, NoWorksheet, Workbook, Worksheets};
        matches!(self, NoWorkbook | NoWorksheet { .. } | Workbook { .. } | Worksheets { .. })
    }

    /// An error while decompressing.
    pub(in super::super) fn of_gzip(error: io::Error) -> Self {
        match error.kind() {
            io::ErrorKind::UnexpectedEof => Self::TruncatedGzip,
            io::ErrorKind::InvalidInput | io::ErrorKind::InvalidData => Self::DamagedGzip(error),
            _ => Self::Io(error),
        }
    }
}
