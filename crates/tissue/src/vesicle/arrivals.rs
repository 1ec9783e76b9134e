//! Arrivals: how many vesicles a cell takes up, and what they carry.

use exoscope_core::random::Stream;
use rand_distr::{Distribution, Poisson};

use crate::cell::{Draws, Tally};

/// A Poisson count of this mean; 0 of a mean that is none.
///
/// ```
/// use exoscope_core::Streams;
/// use exoscope_tissue::vesicle::poisson;
/// let stream = &mut Streams::new(1).stream("doc", 0);
/// assert_eq!(poisson(0.0, stream), 0);
/// let sum: u64 = (0..1000).map(|_| poisson(3.0, stream)).sum();
/// assert!((2800..3200).contains(&sum));
/// ```
pub fn poisson(mean: f64, stream: &mut Stream) -> u64 {
    Poisson::new(mean).map_or(0, |law| law.sample(stream) as u64)
}

/// Copies of a message in so many vesicles that carry `each` on average: Poisson, since copies are packed one by one.
pub fn copies_in(vesicles: u64, each: f64, stream: &mut Stream) -> u64 {
    poisson(vesicles as f64 * each, stream)
}

/// The vesicles that arrive at `cell` in `step`, of which `mean` are expected, with their copies.
pub fn arrivals(draws: &Draws, cell: u64, step: u64, mean: f64, copies: f64) -> Tally {
    if mean <= 0.0 {
        return Tally::default();
    }
    let stream = &mut draws.at(cell, step);
    let vesicles = poisson(mean, stream);
    Tally { vesicles, copies: copies_in(vesicles, copies, stream) }
}
