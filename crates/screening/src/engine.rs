//! The simulation: people who live twice from one random stream, with and without the programme.

mod compile;
mod person;
mod screen;

use exoscope_core::Streams;
use rayon::prelude::*;

pub use self::compile::Simulator;
use crate::tally::Tally;

/// People of one block: sums are formed block by block.
const BLOCK: u64 = 8192;

impl Simulator {
    /// Simulates people `first` to below `end` by their numbers. The same people give the same counts at any
    /// thread count, and counts of shards add up to those of the whole.
    pub fn run(&self, streams: Streams, first: u64, end: u64) -> Tally {
        let blocks = end.saturating_sub(first).div_ceil(BLOCK);
        let block = |number: u64| {
            let from = first + number * BLOCK;
            let mut tally = self.empty();
            for person in from..(from + BLOCK).min(end) {
                self.person(streams, person, &mut tally);
            }
            tally
        };
        let sum = |mut a: Tally, b: Tally| {
            a.merge(&b);
            a
        };
        (0..blocks).into_par_iter().map(block).reduce(|| self.empty(), sum)
    }
}
