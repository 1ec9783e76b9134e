//! Kinds of files, told by their first bytes.

use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};
use std::path::Path;

/// A kind of file, told by its first bytes or, for a table, by its heading.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum FileKind {
    /// A cohort.
    Cohort,
    /// Another Parquet table.
    Parquet,
    /// A model in safetensors.
    Model,
    /// HDF5, as `.h5ad` is.
    Hdf5,
    /// Something packed by gzip.
    Gzip,
    /// A page.
    Html,
    /// XML, as SBML and SVG are.
    Xml,
    /// JSON that begins so, without its spaces and line ends: of a file its first characters, of what is to be
    /// written as many as tell it from other JSON (`{"verdict":`).
    Json(String),
    /// A delimited table with this heading.
    Table(TableHeading),
    /// A folder that holds what a command writes: files of these names, or with these ends of names
    /// (`*.txt`).
    Folder(&'static [&'static str]),
    /// Nothing that is known.
    Unknown,
}

/// The first cells of a table's heading and what stands between them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TableHeading {
    delimiter: char,
    cells: Vec<String>,
}

impl TableHeading {
    /// A table whose heading begins with these cells.
    pub fn new(delimiter: char, cells: &[&str]) -> Self {
        Self { delimiter, cells: cells.iter().map(|cell| (*cell).to_owned()).collect() }
    }

    /// Whether a heading of this table begins as `other`'s does.
    fn begins_as(&self, other: &Self) -> bool {
        self.delimiter == other.delimiter && self.cells.starts_with(&other.cells)
    }
}

/// Endings of formats that this program does not write.
const FOREIGN_ENDINGS: &[&str] = &[
    "xlsx", "xls", "xlsm", "ods", "doc", "docx", "odt", "pdf", "png", "jpg", "jpeg", "zip", "bz2",
    "xz", "zst", "tar", "tgz", "rds", "rda", "rdata", "npy", "npz", "pkl", "feather", "arrow",
    "sqlite", "db", "zarr", "fa", "fasta", "fastq", "bam",
];

/// How much of a file is looked at: more than any magic number, and a heading's first cells.
const LOOKED_AT: u64 = 4096;

impl FileKind {
    /// The kind of the file at `path`; `None` where there is none, or an empty one, which nobody misses.
    ///
    /// # Errors
    ///
    /// Where the file is there and cannot be read.
    pub fn of(path: &Path) -> io::Result<Option<Self>> {
        if path.is_dir() {
            return Ok(Some(Self::Folder(&[])));
        }
        let file = match File::open(path) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(error),
        };
        // A device or pipe (/dev/stdout) holds nothing that could be lost, and reading it would wait.
        if !file.metadata()?.is_file() {
            return Ok(None);
        }
        let mut start = Vec::new();
        (&file).take(LOOKED_AT).read_to_end(&mut start)?;
        let kind = (!start.is_empty()).then(|| Self::of_bytes(&start));
        Ok(match kind {
            Some(Self::Parquet) if is_cohort(file)? => Some(Self::Cohort),
            kind => kind,
        })
    }

    /// The kind of a file that begins with these bytes.
    pub fn of_bytes(start: &[u8]) -> Self {
        let lower: Vec<u8> = start.iter().take(64).map(u8::to_ascii_lowercase).collect();
        let text = lower.trim_ascii_start();
        // safetensors: the header's length in eight bytes, then the header, an object of JSON.
        let model = start.get(8) == Some(&b'{') && start.get(6..8) == Some(&[0, 0]);
        match start {
            _ if start.starts_with(b"PAR1") => Self::Parquet,
            _ if start.starts_with(b"\x89HDF\r\n\x1a\n") => Self::Hdf5,
            _ if start.starts_with(b"\x1f\x8b") => Self::Gzip,
            _ if model => Self::Model,
            _ if text.starts_with(b"<!doctype html") || text.starts_with(b"<html") => Self::Html,
            _ if text.starts_with(b"<?xml") || text.starts_with(b"<svg") => Self::Xml,
            _ if text.starts_with(b"{") || text.starts_with(b"[") => Self::Json(json_start(start)),
            _ => table(start).map_or(Self::Unknown, Self::Table),
        }
    }

    /// Whether a file of this kind may have a name with this ending; of an ending that names no format, any may.
    fn may_end_in(&self, ending: &str) -> bool {
        let delimiter = match self {
            Self::Table(table) => Some(table.delimiter),
            _ => None,
        };
        match ending {
            "parquet" => matches!(self, Self::Cohort | Self::Parquet),
            "model" | "safetensors" => *self == Self::Model,
            "h5ad" | "h5" | "hdf5" => *self == Self::Hdf5,
            "html" | "htm" => *self == Self::Html,
            "xml" | "sbml" | "svg" => *self == Self::Xml,
            "json" => matches!(self, Self::Json(_)),
            "tsv" | "tab" => delimiter == Some('\t'),
            "csv" => delimiter == Some(','),
            "txt" => delimiter.is_some(),
            "gz" => *self == Self::Gzip,
            _ => !FOREIGN_ENDINGS.contains(&ending),
        }
    }

    /// The ending of `path` where it is that of another format than this kind's.
    pub(super) fn wrong_ending(&self, path: &Path) -> Option<String> {
        let ending = path.extension()?.to_str()?.to_ascii_lowercase();
        (!self.may_end_in(&ending)).then_some(ending)
    }

    /// The ending that names of files of this kind have.
    pub fn ending(&self) -> Option<&'static str> {
        match self {
            Self::Cohort | Self::Parquet => Some("parquet"),
            Self::Model => Some("model"),
            Self::Hdf5 => Some("h5ad"),
            Self::Gzip => Some("gz"),
            Self::Html => Some("html"),
            Self::Xml => Some("xml"),
            Self::Json(_) => Some("json"),
            Self::Table(TableHeading { delimiter: ',', .. }) => Some("csv"),
            Self::Table(_) => Some("tsv"),
            Self::Folder(_) | Self::Unknown => None,
        }
    }

    /// Whether a file of the kind `new` may take the place of one of this kind.
    pub fn may_be_replaced_by(&self, new: &Self) -> bool {
        match (self, new) {
            (Self::Table(old), Self::Table(new)) => old.begins_as(new),
            (Self::Json(old), Self::Json(new)) => old.starts_with(new.as_str()),
            (Self::Folder(_), Self::Folder(_)) => true,
            (old, new) => old == new,
        }
    }
}

/// The first characters of JSON without what may stand between them.
fn json_start(start: &[u8]) -> String {
    let text = String::from_utf8_lossy(start);
    text.chars().filter(|c| !c.is_whitespace()).take(64).collect()
}

/// More bytes than the footer of any cohort has.
const LONGEST_FOOTER: u32 = 1 << 28;

/// Whether a Parquet file is a cohort: its footer, whose length and the mark are the last eight bytes, has the key of one.
fn is_cohort(mut file: File) -> io::Result<bool> {
    let Ok(end) = file.seek(SeekFrom::End(-8)) else { return Ok(false) };
    let mut length = [0; 4];
    file.read_exact(&mut length)?;
    let length = u32::from_le_bytes(length);
    if length > LONGEST_FOOTER || u64::from(length) > end {
        return Ok(false);
    }
    file.seek(SeekFrom::Start(end - u64::from(length)))?;
    let mut footer = Vec::new();
    file.take(u64::from(length)).read_to_end(&mut footer)?;
    Ok(footer.windows(COHORT_KEY.len()).any(|window| window == COHORT_KEY))
}

/// The key of a cohort's header among the metadata of its Parquet file.
const COHORT_KEY: &[u8] = b"exoscope";

/// The first entry of a folder that is none of `names`; what an interrupted write left does not count.
pub(super) fn foreign_entry(folder: &Path, names: &[&str]) -> io::Result<Option<String>> {
    let mut foreign: Vec<String> = std::fs::read_dir(folder)?
        .map(|entry| Ok(entry?.file_name().to_string_lossy().into_owned()))
        .collect::<io::Result<_>>()?;
    foreign.retain(|entry| !named(entry, names) && !entry.ends_with(".partial"));
    foreign.sort_unstable();
    Ok(foreign.into_iter().next())
}

/// Whether an entry of a folder has one of these names, or ends of names (`*.txt`).
pub(super) fn named(entry: &str, names: &[&str]) -> bool {
    names.iter().any(|name| match name.strip_prefix('*') {
        Some(end) => entry.ends_with(end),
        None => entry == *name,
    })
}

/// The heading of a table; `None` of what is no text or has one column without a delimiter.
fn table(start: &[u8]) -> Option<TableHeading> {
    let line = start.split(|byte| matches!(byte, b'\n' | b'\r')).next()?;
    let line = match std::str::from_utf8(line) {
        Ok(line) => line,
        // The cut may go through a character.
        Err(error) if error.error_len().is_none() => {
            std::str::from_utf8(line.get(..error.valid_up_to())?).ok()?
        }
        Err(_) => return None,
    };
    if line.chars().any(|c| c.is_control() && c != '\t') {
        return None;
    }
    let delimiter = ['\t', ',', ';'].into_iter().find(|delimiter| line.contains(*delimiter));
    let delimiter = delimiter.unwrap_or('\t');
    let cells = line.split(delimiter).map(|cell| cell.trim_matches('"').to_owned()).collect();
    Some(TableHeading { delimiter, cells })
}

impl fmt::Display for FileKind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Cohort => f.write_str("a cohort"),
            Self::Parquet => f.write_str("a Parquet file"),
            Self::Model => f.write_str("a model"),
            Self::Hdf5 => f.write_str("an HDF5 file"),
            Self::Gzip => f.write_str("a gzip file"),
            Self::Html => f.write_str("an HTML page"),
            Self::Xml => f.write_str("an XML file"),
            Self::Json(start) => {
                let named = start.split('"').nth(1).map(|key| format!(" of {key}, …"));
                write!(f, "a JSON file{}", named.unwrap_or_default())
            }
            Self::Table(TableHeading { cells, .. }) => {
                let shown: Vec<&str> = cells.iter().take(3).map(String::as_str).collect();
                let more = if cells.len() > shown.len() { ", …" } else { "" };
                write!(f, "a table of columns {}{more}", shown.join(", "))
            }
            Self::Folder(_) => f.write_str("a folder"),
            Self::Unknown => f.write_str("a file of a kind that this program does not write"),
        }
    }
}
