//! Random draws keyed by purpose, cell and step.

use exoscope_core::Streams;
use exoscope_core::random::Stream;

/// The draws of one purpose: for each cell and step a stream of its own, so that neither the order of cells nor the
/// number of threads, nor a restart, changes what a cell draws.
///
/// One key a purpose (SHA-256 of seed and purpose); cell and step are nonce and counter of ChaCha8, which is cheap.
///
/// ```
/// use exoscope_core::Streams;
/// use exoscope_tissue::cell::Draws;
/// use rand::Rng;
/// let draws = Draws::new(Streams::new(7), "motility");
/// let first = draws.at(3, 100).next_u64();
/// assert_eq!(first, draws.at(3, 100).next_u64());
/// assert!(first != draws.at(4, 100).next_u64() && first != draws.at(3, 101).next_u64());
/// ```
#[derive(Debug, Clone)]
pub struct Draws {
    base: Stream,
}

/// Words of 32 bits that belong to one cell in one step.
const WORDS: u128 = 1 << 10;

impl Draws {
    /// The draws of `purpose`.
    pub fn new(streams: Streams, purpose: &str) -> Self {
        Self { base: streams.stream(&format!("tissue {purpose}"), 0) }
    }

    /// The stream of `cell` in `step`.
    pub fn at(&self, cell: u64, step: u64) -> Stream {
        let mut stream = self.base.clone();
        stream.set_stream(cell);
        stream.set_word_pos(u128::from(step) % (1 << 54) * WORDS);
        stream
    }
}
