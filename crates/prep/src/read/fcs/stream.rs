//! Events in blocks of fixed size, summed in the order of the file whatever the number of threads.

use std::fs::File;
use std::io::{Seek, SeekFrom};

use exoscope_core::store::{Checksum, SummingReader};
use rayon::prelude::*;

use super::layout::Layout;
use crate::error::{Fault, Problem};

/// Bytes of a block.
const BLOCK: usize = 16 << 20;
/// Blocks that are read together; the next ones are read while these are worked on.
const BATCH: usize = 3;

/// Folds all events: `add` takes a block of whole events, `merge` joins results in the order of the file. Also sums
/// the whole file.
pub(super) fn stream<T: Send>(
    file: &mut File,
    layout: &Layout,
    new: impl Fn() -> T + Sync,
    add: impl Fn(&mut T, &Layout, &[u8]) + Sync,
    merge: impl Fn(T, T) -> T,
) -> Result<(T, Checksum), Fault> {
    let io = |error| Fault::from(Problem::Io(error));
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    let mut source =
        Events { reader: SummingReader::new(file), left: layout.events, stride: layout.stride };
    let mut total = new();
    if layout.events > 0 {
        source.reader.append(&mut Vec::new(), layout.start as usize).map_err(io)?;
        let mut batch = source.batch()?;
        while !batch.is_empty() {
            let (next, parts) = rayon::join(
                || source.batch(),
                || -> Vec<T> {
                    let blocks = batch.par_iter().map(|block| {
                        let mut part = new();
                        add(&mut part, layout, block);
                        part
                    });
                    blocks.collect()
                },
            );
            total = parts.into_iter().fold(total, &merge);
            batch = next?;
        }
    }
    std::io::copy(&mut source.reader, &mut std::io::sink()).map_err(io)?;
    Ok((total, source.reader.checksum()))
}

/// The events that are not read yet.
struct Events<'a> {
    reader: SummingReader<&'a mut File>,
    left: u64,
    stride: usize,
}

impl Events<'_> {
    /// The next blocks of whole events; none at the end.
    fn batch(&mut self) -> Result<Vec<Vec<u8>>, Fault> {
        let per_block = (BLOCK / self.stride).max(1) as u64;
        let mut blocks = Vec::with_capacity(BATCH);
        while self.left > 0 && blocks.len() < BATCH {
            let events = per_block.min(self.left);
            let bytes = events as usize * self.stride;
            let mut block = Vec::with_capacity(bytes);
            let read = self.reader.append(&mut block, bytes);
            if read.map_err(|error| Fault::from(Problem::Io(error)))? < bytes {
                return Err(Problem::Cut("DATA ends before its last event".into()).into());
            }
            self.left -= events;
            blocks.push(block);
        }
        Ok(blocks)
    }
}
