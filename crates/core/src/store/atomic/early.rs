//! Bytes that go to the disk while more of them are made.

use std::fs::File;
use std::io::{self, Write};
use std::sync::mpsc::{SyncSender, sync_channel};
use std::thread::{self, JoinHandle};

/// A file being written, whose bytes the disk takes as they come: little is left to wait for when the
/// last are there.
pub struct Early<'a> {
    file: &'a mut File,
    /// Bytes written since the disk was last asked to take them.
    waiting: usize,
    disk: Option<Disk>,
}

/// A thread that waits for the disk each time it is asked.
struct Disk {
    ask: SyncSender<()>,
    thread: JoinHandle<io::Result<()>>,
}

impl<'a> Early<'a> {
    /// Bytes after which the disk is asked.
    const ENOUGH: usize = 16 << 20;

    pub(super) fn new(file: &'a mut File) -> Self {
        Self { file, waiting: 0, disk: None }
    }

    /// Waits until the disk has done what it was asked. The system tells of bytes that it could not
    /// write only once, so what it told here counts.
    pub(super) fn finish(self) -> io::Result<()> {
        let Some(Disk { ask, thread }) = self.disk else { return Ok(()) };
        drop(ask);
        let broken = || io::Error::other("the thread that waits for the disk broke off");
        thread.join().unwrap_or_else(|_| Err(broken()))
    }

    fn ask(&mut self) -> io::Result<()> {
        let disk = match &self.disk {
            Some(disk) => disk,
            None => self.disk.insert(Disk::new(self.file.try_clone()?)),
        };
        // Where it is still at it, the next will do.
        let _ = disk.ask.try_send(());
        Ok(())
    }
}

impl Disk {
    fn new(file: File) -> Self {
        let (ask, asked) = sync_channel(1);
        let thread = thread::spawn(move || asked.iter().try_for_each(|()| file.sync_data()));
        Self { ask, thread }
    }
}

impl Write for Early<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let n_written = self.file.write(bytes)?;
        self.waiting += n_written;
        if self.waiting >= Self::ENOUGH {
            self.waiting = 0;
            self.ask()?;
        }
        Ok(n_written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.file.flush()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn all_bytes_arrive_in_order() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("large");
        let mut file = File::create(&path).unwrap();
        let mut early = Early::new(&mut file);
        let piece: Vec<u8> = (0..=250).cycle().take(5 << 20).collect();
        for _ in 0..9 {
            early.write_all(&piece).unwrap();
        }
        assert!(early.disk.is_some());
        early.finish().unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), piece.repeat(9));
    }

    #[test]
    fn a_file_that_cannot_be_written_is_told() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("whole");
        std::fs::write(&path, "whole").unwrap();
        let mut file = File::open(&path).unwrap();
        assert!(Early::new(&mut file).write_all(b"half").is_err());
    }
}
