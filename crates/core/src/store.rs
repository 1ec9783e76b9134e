//! The one place that touches files: whole or not at all, one writer at a time, with checksums.

mod atomic;
mod checksum;
mod lock;
mod partial;
mod replace;
mod table;

pub use atomic::{Early, WriteError, remove_unfinished, write_atomic};
pub use checksum::{Checksum, SummingReader, checksum_bytes, checksum_file};
pub use lock::{FolderLock, LockError};
pub use partial::PartialFile;
pub use replace::{
    FileKind, Output, ReplaceError, TableHeading, check_endings, check_inputs, check_outputs,
    same_file,
};
pub use table::write_columns;
