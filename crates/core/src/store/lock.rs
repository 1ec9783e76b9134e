//! One writer a folder.

use std::fs::{self, File, TryLockError};
use std::io;
use std::path::{Path, PathBuf};

/// A folder held for writing by this process; let go when dropped or when the process ends.
#[derive(Debug)]
pub struct FolderLock {
    _file: File,
}

/// Why a folder cannot be held.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LockError {
    /// Another process holds it.
    #[error("{} is being written by another exoscope process", folder.display())]
    Held {
        /// The folder.
        folder: PathBuf,
    },
    /// The folder or its lock file cannot be made.
    #[error("cannot write in {}: {source}", folder.display())]
    Io {
        /// The folder.
        folder: PathBuf,
        /// Why not.
        source: io::Error,
    },
}

impl FolderLock {
    /// Makes `folder` where it is missing and holds it. Does not wait: a held folder is an error.
    pub fn hold(folder: &Path) -> Result<Self, LockError> {
        let failed = |source| LockError::Io { folder: folder.to_owned(), source };
        fs::create_dir_all(folder).map_err(failed)?;
        let path = folder.join(".lock");
        let file = File::options().create(true).append(true).open(path).map_err(failed)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(LockError::Held { folder: folder.to_owned() }),
            Err(TryLockError::Error(source)) => Err(failed(source)),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_folder_is_held_once() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let path = folder.path().join("run");
        let held = FolderLock::hold(&path);
        assert!(held.is_ok());
        assert!(matches!(FolderLock::hold(&path), Err(LockError::Held { .. })));
        drop(held);
        assert!(FolderLock::hold(&path).is_ok());
        Ok(())
    }
}
