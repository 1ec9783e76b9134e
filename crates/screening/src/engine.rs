//! The simulation: people who live twice from the same random numbers, with and without the programme.
//!
//! A person whom no tumour concerns within follow-up, four of five in twenty years, costs five random words and a few
//! additions; only for the others are tumours drawn and lives lived. Nothing is approximated: see `in_progress`.

mod alarms;
mod cells;
mod compile;
mod contribution;
mod count;
mod hazard;
mod in_progress;
mod life;
mod person;
mod screen;
mod sources;
mod tumour;

use exoscope_core::Streams;
use rayon::prelude::*;

pub use self::compile::Simulator;
use self::count::Counter;
use self::sources::{BLOCK, Sources};
use crate::tally::Tally;

impl Simulator {
    /// Simulates people `first` to below `end` by their numbers. The same people give the same counts at any
    /// thread count, and counts of shards add up to those of the whole.
    pub fn run(&self, streams: Streams, first: u64, end: u64) -> Tally {
        let sum = |mut a: Tally, b: Tally| {
            a.merge(&b);
            a
        };
        let blocks = (first / BLOCK)..end.div_ceil(BLOCK).max(first / BLOCK);
        blocks
            .into_par_iter()
            .map(|block| {
                let begin = block * BLOCK;
                let from = first.max(begin) - begin;
                self.block(streams, block, from, end.min(begin + BLOCK).saturating_sub(begin))
            })
            .reduce(|| self.empty(), sum)
    }

    /// People of one block, from and to below these numbers within it.
    fn block(&self, streams: Streams, block: u64, from: u64, until: u64) -> Tally {
        let mut counter = Counter::new(self);
        let mut sources = Sources::new(self, streams, block, from);
        for _ in from..until {
            let (person, arm) = sources.person(self);
            counter.count(&person, arm, &mut sources);
        }
        counter.tally()
    }
}
