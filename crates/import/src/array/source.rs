//! The files of arrays, out of folders and archives, a batch at a time.

use std::borrow::Cow;
use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};

use exoscope_core::cohort;
use exoscope_core::store::checksum_bytes;
use flate2::read::MultiGzDecoder;

use super::super::error::{ImportError, Place};
use super::super::limits::Limits;
use super::super::source::{Source, TextError};

/// The file of one array, as it is stored.
pub(super) struct File {
    /// Its path; in an archive that of the archive and the name within.
    pub(super) path: PathBuf,
    /// Its name without folders.
    pub(super) name: String,
    bytes: Vec<u8>,
}

/// What came with the arrays.
#[derive(Default)]
pub(super) struct Found {
    pub(super) sources: Vec<cohort::Source>,
    /// Files that are no text by their names.
    pub(super) passed_over: Vec<String>,
}

/// How many files a batch holds, and about how many bytes.
const FILES: usize = 64;
const BATCH_BYTES: usize = 16 << 20;
/// An array's text, and its file, are smaller than this; those of 2,565 miRNAs have 0.5 MB.
const FILE_BYTES: u64 = 64 << 20;

/// Gives the files of all paths to `gather`, in order, a batch at a time, while a thread reads the
/// next ones. A folder's files come by name, an archive's as they stand in it.
pub(super) fn each_batch(
    paths: &[PathBuf],
    limits: Limits,
    gather: &mut dyn FnMut(Vec<File>) -> Result<(), ImportError>,
) -> Result<Found, ImportError> {
    let (send, receive): (SyncSender<Vec<File>>, Receiver<Vec<File>>) = sync_channel(1);
    std::thread::scope(|scope| {
        let reader = scope.spawn(move || {
            let mut batches = Batches { batch: Vec::new(), bytes: 0, send, closed: false };
            let mut found = Found::default();
            for path in paths {
                read_path(path, limits, &mut batches, &mut found)?;
            }
            batches.flush();
            Ok(found)
        });
        let mut gathered = Ok(());
        for batch in receive {
            gathered = gather(batch);
            if gathered.is_err() {
                break;
            }
        }
        let read = reader.join().unwrap_or_else(|_| Ok(Found::default()));
        gathered.and(read)
    })
}

/// Files on their way to the thread that parses them.
struct Batches {
    batch: Vec<File>,
    bytes: usize,
    send: SyncSender<Vec<File>>,
    /// Whether nobody takes files any more, as one of them was wrong.
    closed: bool,
}

impl Batches {
    fn push(&mut self, file: File) {
        self.bytes += file.bytes.len();
        self.batch.push(file);
        if self.batch.len() == FILES || self.bytes > BATCH_BYTES {
            self.flush();
        }
    }

    fn flush(&mut self) {
        self.bytes = 0;
        if !self.batch.is_empty() {
            self.closed = self.send.send(std::mem::take(&mut self.batch)).is_err();
        }
    }
}

fn read_path(
    path: &Path,
    limits: Limits,
    batches: &mut Batches,
    found: &mut Found,
) -> Result<(), ImportError> {
    let failed = |e: io::Error| Place::file(path).error(TextError::Io(e));
    let name = name_of(path);
    if path.is_dir() {
        let entries = fs::read_dir(path).and_then(Iterator::collect::<io::Result<Vec<_>>>);
        let mut files: Vec<PathBuf> = entries
            .map_err(failed)?
            .into_iter()
            .map(|entry| entry.path())
            .filter(|path| path.is_file())
            .collect();
        files.sort();
        for file in &files {
            if batches.closed {
                break;
            }
            if is_text(&name_of(file)) {
                read_file(file, batches, found)?;
            } else {
                found.passed_over.push(name_of(file));
            }
        }
        Ok(())
    } else if [".tar", ".tar.gz", ".tgz"].iter().any(|ending| name.ends_with(ending)) {
        read_tar(path, limits, batches, found)
    } else {
        read_file(path, batches, found)
    }
}

fn read_file(path: &Path, batches: &mut Batches, found: &mut Found) -> Result<(), ImportError> {
    let place = || Place::file(path);
    let mut bytes = Vec::new();
    let file = fs::File::open(path).map_err(|e| place().error(TextError::Io(e)))?;
    file.take(FILE_BYTES + 1)
        .read_to_end(&mut bytes)
        .map_err(|e| place().error(TextError::Io(e)))?;
    if bytes.len() as u64 > FILE_BYTES {
        return Err(place().error(TextError::TooLarge { limit: FILE_BYTES }));
    }
    let name = name_of(path);
    let sha256 = checksum_bytes([bytes.as_slice()]);
    found.sources.push(cohort::Source { name: name.clone(), sha256 });
    batches.push(File { path: path.to_owned(), name, bytes });
    Ok(())
}

fn read_tar(
    path: &Path,
    limits: Limits,
    batches: &mut Batches,
    found: &mut Found,
) -> Result<(), ImportError> {
    let source = Source::open(path, limits).map_err(|e| Place::file(path).error(e))?;
    let mut archive = tar::Archive::new(Tail { source, zeros: 0 });
    let failed = |e: io::Error| Place::file(path).error(TextError::Archive(e));
    for entry in archive.entries().map_err(failed)? {
        let entry = entry.map_err(failed)?;
        if batches.closed || !entry.header().entry_type().is_file() {
            continue;
        }
        let inner = path.join(entry.path().map_err(failed)?);
        let name = name_of(&inner);
        if !is_text(&name) {
            found.passed_over.push(name);
            continue;
        }
        if entry.size() > FILE_BYTES {
            return Err(Place::file(&inner).error(TextError::TooLarge { limit: FILE_BYTES }));
        }
        let size = entry.size();
        let mut bytes = Vec::with_capacity(size as usize);
        entry.take(size).read_to_end(&mut bytes).map_err(failed)?;
        if bytes.len() as u64 != size {
            return Err(failed(io::ErrorKind::UnexpectedEof.into()));
        }
        batches.push(File { path: inner, name, bytes });
    }
    let Tail { mut source, zeros } = archive.into_inner();
    if zeros < BLOCK {
        let cut = io::Error::new(io::ErrorKind::UnexpectedEof, "no block of zeros ends it");
        return Err(failed(cut));
    }
    // What follows the last file is part of the checksum.
    io::copy(&mut source, &mut io::sink()).map_err(failed)?;
    found.sources.push(source.provenance());
    Ok(())
}

/// Bytes of a block of a tar archive; one of zeros, or two, end it.
const BLOCK: usize = 512;

/// An archive that knows how many zeros were the last bytes read from it. Without a block of them
/// it is cut between two of its files, which the reader of archives takes for its end.
struct Tail {
    source: Source,
    zeros: usize,
}

impl Read for Tail {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let n_read = self.source.read(buffer)?;
        let read = buffer.get(..n_read).unwrap_or_default();
        let zeros = read.iter().rev().take_while(|&&byte| byte == 0).count();
        self.zeros = if zeros == n_read { self.zeros.saturating_add(zeros) } else { zeros };
        Ok(n_read)
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned()
}

fn is_text(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    // Archives made on a Mac hold a `._` file of its own beside each.
    !name.starts_with('.') && [".txt", ".txt.gz"].iter().any(|ending| lower.ends_with(ending))
}

impl File {
    /// The array's text, decompressed where it is gzip.
    pub(super) fn text(&self) -> Result<Cow<'_, [u8]>, ImportError> {
        if !self.bytes.starts_with(&[0x1f, 0x8b]) {
            return Ok(Cow::Borrowed(&self.bytes));
        }
        let place = || Place::file(&self.path);
        let mut text = Vec::with_capacity(self.bytes.len() * 4);
        MultiGzDecoder::new(self.bytes.as_slice())
            .take(FILE_BYTES + 1)
            .read_to_end(&mut text)
            .map_err(|e| place().error(TextError::of_gzip(e)))?;
        if text.len() as u64 > FILE_BYTES {
            return Err(place().error(TextError::TooLarge { limit: FILE_BYTES }));
        }
        Ok(Cow::Owned(text))
    }
}
