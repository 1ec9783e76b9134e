//! The size distribution of a count in wider bins, with intervals: what a plot shows.

use super::{Count, CountReplicate};
use crate::cytometry::positive::{Share, clopper_pearson};
use crate::figure::{Estimate, mean};
use crate::size::{LEVEL, over_replicates};

impl CountReplicate {
    /// Shares of its particles, from 0 to 1, in bins of `bin` nm from 0 on, `bins` of them; `None` where it has none.
    pub fn shares(&self, bin: f64, bins: usize) -> Option<Vec<f64>> {
        let (weights, total) = self.binned(bin, bins)?;
        Some(weights.into_iter().map(|weight| weight / total).collect())
    }

    /// Weights in wider bins, and the weight of all sizes.
    fn binned(&self, bin: f64, bins: usize) -> Option<(Vec<f64>, f64)> {
        let total: f64 = self.weights.iter().sum();
        let mut sums = vec![0.0; bins];
        for (centre, weight) in self.centres.iter().zip(&self.weights) {
            if let Some(sum) = sums.get_mut((centre / bin) as usize) {
                *sum += weight;
            }
        }
        (total > 0.0 && total.is_finite()).then_some((sums, total))
    }
}

impl Count {
    /// Share of particles in bins of `bin` nm from 0 on, `bins` of them: the mean over replicates with Student's t interval
    /// where there are three or more; else of all tracks, with the exact binomial interval where bins hold tracks, and an
    /// unbounded one where they do not. Empty where no replicate has particles.
    pub fn curve(&self, bin: f64, bins: usize) -> Vec<Estimate> {
        let each: Vec<Vec<f64>> =
            self.replicates.iter().filter_map(|r| r.shares(bin, bins)).collect();
        let column = |n: usize| -> Vec<f64> {
            each.iter().filter_map(|shares| shares.get(n).copied()).collect()
        };
        if each.len() >= 3 {
            let at = |n| over_replicates(&column(n)).map(|e| Estimate { low: e.low.max(0.0), ..e });
            return (0..bins).filter_map(at).collect();
        }
        let tracks = self.tracks_in(bin, bins);
        let at = |n: usize| -> Option<Estimate> {
            let (low, high) = (f64::NEG_INFINITY, f64::INFINITY);
            let point = Estimate { value: mean(&column(n))?, low, high, level: LEVEL };
            let counted = tracks.as_ref().and_then(|shares| shares.get(n).copied());
            Some(counted.and_then(|share| clopper_pearson(share, LEVEL)).unwrap_or(point))
        };
        (0..bins).filter_map(at).collect()
    }

    /// Tracks of all replicates in wider bins; `None` where a replicate's bins hold something else.
    fn tracks_in(&self, bin: f64, bins: usize) -> Option<Vec<Share>> {
        let mut sums = vec![Share { positive: 0, all: 0 }; bins];
        for replicate in &self.replicates {
            let whole = replicate.weights.iter().all(|weight| weight.fract() == 0.0);
            let (weights, total) = replicate.binned(bin, bins)?;
            if !whole || replicate.tracks != Some(total) {
                return None;
            }
            for (share, weight) in sums.iter_mut().zip(weights) {
                share.positive += weight as u64;
                share.all += total as u64;
            }
        }
        Some(sums)
    }
}
