//! Events in blocks of fixed size, worked on in lanes: the same sums whatever the number of threads.

use std::fs::File;
use std::io::{ErrorKind, Read, Seek, SeekFrom};

use exoscope_core::store::{Checksum, SummingReader};
use rayon::prelude::*;

use super::layout::Layout;
use crate::error::{Fault, Problem};

/// Bytes of a block.
const BLOCK: usize = 4 << 20;
/// Blocks that are read together, each for a lane of its own; the next ones are read while these are worked on.
const LANES: usize = 8;
/// Bytes that are read and summed at once, while they are in the cache.
const PIECE: usize = 1 << 17;

/// Folds all events: `add` takes a block of whole events, `merge` joins the results of the lanes. Block k always goes to
/// lane k mod [`LANES`], so the sums do not depend on threads, and a lane's tables are made once, not once a block.
/// Also sums the whole file.
pub(super) fn stream<T: Send>(
    file: &mut File,
    layout: &Layout,
    new: impl Fn() -> T,
    add: impl Fn(&mut T, &Layout, &[u8]) + Sync,
    merge: impl Fn(T, T) -> T,
) -> Result<(T, Checksum), Fault> {
    let io = |error| Fault::from(Problem::Io(error));
    file.seek(SeekFrom::Start(0)).map_err(io)?;
    let mut source =
        Events { reader: SummingReader::new(file), left: layout.events, stride: layout.stride };
    let mut lanes = Vec::with_capacity(LANES);
    if layout.events > 0 {
        let before = &mut source.reader.by_ref().take(layout.start);
        std::io::copy(before, &mut std::io::sink()).map_err(io)?;
        // Two sets of buffers take turns: fresh memory for every block would cost the kernel more than reading.
        let [mut ready, mut spare] = [(); 2].map(|()| vec![Vec::new(); LANES]);
        source.fill(&mut ready)?;
        lanes.extend(ready.iter().filter(|block| !block.is_empty()).map(|_| new()));
        while ready.iter().any(|block| !block.is_empty()) {
            let (next, ()) = rayon::join(
                || source.fill(&mut spare),
                || {
                    let pairs = lanes.par_iter_mut().zip(&ready);
                    pairs.for_each(|(lane, block)| add(lane, layout, block));
                },
            );
            next?;
            std::mem::swap(&mut ready, &mut spare);
        }
    }
    std::io::copy(&mut source.reader, &mut std::io::sink()).map_err(io)?;
    let total = lanes.into_iter().reduce(merge).unwrap_or_else(new);
    Ok((total, source.reader.checksum()))
}

/// The events that are not read yet.
struct Events<'a> {
    reader: SummingReader<&'a mut File>,
    left: u64,
    stride: usize,
}

impl Events<'_> {
    /// Fills the blocks with the next whole events; those after the last event are empty.
    fn fill(&mut self, blocks: &mut [Vec<u8>]) -> Result<(), Fault> {
        let per_block = (BLOCK / self.stride).max(1) as u64;
        for block in blocks {
            let events = per_block.min(self.left);
            let bytes = events as usize * self.stride;
            block.resize(bytes, 0);
            for piece in block.chunks_mut(PIECE) {
                self.reader.read_exact(piece).map_err(|error| match error.kind() {
                    ErrorKind::UnexpectedEof => {
                        Problem::Cut("DATA ends before its last event".into())
                    }
                    _ => Problem::Io(error),
                })?;
            }
            self.left -= events;
        }
        Ok(())
    }
}
