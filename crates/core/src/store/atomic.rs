//! Files that are whole or not there.

mod early;

use std::io::{self, BufWriter, Write};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};

pub use early::Early;

/// A file could not be written; what was there before is untouched.
#[derive(Debug, thiserror::Error)]
#[error("cannot write {}: {source}", path.display())]
pub struct WriteError {
    /// The file that was to be written.
    pub path: PathBuf,
    /// Why not.
    pub source: io::Error,
}

/// Temporary files being written now, so that an interrupt can take them away.
static UNFINISHED: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Writes `path` through `fill`, first to a temporary file in the same folder that is renamed when
/// everything is on disk. A failure or a kill at any moment leaves the old file or none.
///
/// ```
/// use std::io::Write;
///
/// let folder = tempfile::tempdir()?;
/// let path = folder.path().join("calls.tsv");
/// exoscope_core::store::write_atomic(&path, |out| out.write_all(b"sample\tcall\n"))?;
/// assert_eq!(std::fs::read(path)?, b"sample\tcall\n");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub fn write_atomic(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<Early<'_>>) -> io::Result<()>,
) -> Result<(), WriteError> {
    write_whole(path, fill).map_err(|source| WriteError { path: path.to_owned(), source })
}

fn write_whole(
    path: &Path,
    fill: impl FnOnce(&mut BufWriter<Early<'_>>) -> io::Result<()>,
) -> io::Result<()> {
    if path.is_dir() {
        return Err(io::Error::new(io::ErrorKind::IsADirectory, "it is a folder"));
    }
    // A device or a pipe (/dev/stdout, /dev/null) is written to: a file in its place would be one's own, and the device lost.
    if path.metadata().is_ok_and(|there| !there.is_file()) {
        let mut device = std::fs::File::options().write(true).open(path)?;
        let mut out = BufWriter::with_capacity(1 << 16, Early::new(&mut device));
        fill(&mut out)?;
        return out.flush();
    }
    let folder = match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".exoscope-").suffix(".partial");
    #[cfg(unix)]
    builder.permissions(std::os::unix::fs::PermissionsExt::from_mode(0o666));
    let mut file = builder.tempfile_in(folder)?;
    let _listed = Unfinished::list(file.path());
    let mut out = BufWriter::with_capacity(1 << 16, Early::new(file.as_file_mut()));
    let filled = fill(&mut out).and_then(|()| out.flush());
    let taken = out.into_parts().0.finish();
    filled.and(taken)?;
    file.as_file().sync_all()?;
    file.persist(path)?;
    Ok(())
}

/// Removes the temporary files of writes that have not ended: for a handler of Ctrl-C, just before
/// the process goes.
pub fn remove_unfinished() {
    for path in UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).drain(..) {
        // Nothing is left to do about a file that cannot be removed: the process is ending.
        let _ = std::fs::remove_file(path);
    }
}

/// A temporary file's place on the list, given up when the write ends.
struct Unfinished(PathBuf);

impl Unfinished {
    fn list(path: &Path) -> Self {
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).push(path.to_owned());
        Self(path.to_owned())
    }
}

impl Drop for Unfinished {
    fn drop(&mut self) {
        UNFINISHED.lock().unwrap_or_else(PoisonError::into_inner).retain(|path| *path != self.0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_write_leaves_the_old_file_and_no_other() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("model");
        std::fs::write(&path, "old")?;
        let failed = write_atomic(&path, |out| {
            out.write_all(b"half")?;
            Err(io::Error::other("disk gone"))
        });
        assert!(failed.is_err());
        assert_eq!(std::fs::read_to_string(&path)?, "old");
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 1);
        Ok(())
    }

    #[cfg(target_os = "linux")]
    #[test]
    fn a_device_is_written_to_and_stays_one() {
        let full = Path::new("/dev/full");
        let failed = write_atomic(full, |out| out.write_all(b"page"));
        assert!(failed.is_err_and(|error| error.source.kind() == io::ErrorKind::StorageFull));
        assert!(full.metadata().is_ok_and(|there| !there.is_file()));
    }

    #[test]
    fn an_interrupted_write_is_taken_away() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("model");
        let written = write_atomic(&path, |_| {
            remove_unfinished();
            Ok(())
        });
        assert!(written.is_err());
        assert_eq!(std::fs::read_dir(folder.path())?.count(), 0);
        Ok(())
    }
}
