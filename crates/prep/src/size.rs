//! Size distribution: percentiles by both conventions of a bin's label, mode, span, moments, bootstrap intervals.

use exoscope_core::Streams;
use rand::RngExt as _;
use serde::{Deserialize, Serialize};

use crate::export::SizeReplicate;
use crate::figure::{Estimate, mean, quantile, t_quantile, variance};

/// What the label of a bin is taken to be.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BinLabel {
    /// The middle of the bin, as the exports say.
    Centre,
    /// The upper edge, as the D50 that ZetaView prints takes it: half a bin lower.
    UpperEdge,
}

/// A number-weighted histogram of equal bins, nm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Distribution {
    /// Labels of the bins.
    pub centres: Vec<f64>,
    /// Their width.
    pub width: f64,
    /// Weight of each, not below 0.
    pub weights: Vec<f64>,
}

impl Distribution {
    /// The distribution of a replicate: its counts where it has some, else its concentrations.
    pub fn of(replicate: &SizeReplicate) -> Self {
        let weights = match &replicate.counts {
            Some(counts) => counts.iter().map(|&count| count as f64).collect(),
            None => replicate.density.clone(),
        };
        Self { centres: replicate.centres.clone(), width: replicate.bin_width, weights }
    }

    /// Percentile by linear interpolation inside a bin; `None` of an empty distribution. `p` from 0 to 1.
    ///
    /// ```
    /// use exoscope_prep::size::{BinLabel, Distribution};
    /// let d = Distribution { centres: vec![2.5, 7.5], width: 5.0, weights: vec![1.0, 1.0] };
    /// assert_eq!(d.percentile(0.5, BinLabel::Centre), Some(5.0));
    /// assert_eq!(d.percentile(0.5, BinLabel::UpperEdge), Some(2.5));
    /// ```
    pub fn percentile(&self, p: f64, label: BinLabel) -> Option<f64> {
        let total: f64 = self.weights.iter().sum();
        if total <= 0.0 || !total.is_finite() {
            return None;
        }
        let lower = match label {
            BinLabel::Centre => self.width / 2.0,
            BinLabel::UpperEdge => self.width,
        };
        let wanted = p.clamp(0.0, 1.0) * total;
        let mut below = 0.0;
        for (centre, weight) in self.centres.iter().zip(&self.weights) {
            if *weight > 0.0 && below + weight >= wanted {
                return Some(centre - lower + self.width * (wanted - below) / weight);
            }
            below += weight;
        }
        None
    }

    /// Label of the fullest bin.
    pub fn mode(&self) -> Option<f64> {
        let bins = self.centres.iter().zip(&self.weights).filter(|(_, weight)| **weight > 0.0);
        bins.max_by(|a, b| a.1.total_cmp(b.1)).map(|(centre, _)| *centre)
    }

    /// (D90 − D10) / D50, by bin centres.
    pub fn span(&self) -> Option<f64> {
        let at = |p| self.percentile(p, BinLabel::Centre);
        Some((at(0.9)? - at(0.1)?) / at(0.5)?)
    }

    /// Weighted mean of a function of the size over bins with `from <= size`.
    pub fn mean_of(&self, from: f64, of: impl Fn(f64) -> f64) -> Option<f64> {
        let bins = || self.centres.iter().zip(&self.weights).filter(|(centre, _)| **centre >= from);
        let total: f64 = bins().map(|(_, weight)| weight).sum();
        (total > 0.0)
            .then(|| bins().map(|(centre, weight)| of(*centre) * weight).sum::<f64>() / total)
    }

    /// Share of the weight below a size.
    pub fn share_below(&self, size: f64) -> Option<f64> {
        let total: f64 = self.weights.iter().sum();
        let below: f64 = self
            .centres
            .iter()
            .zip(&self.weights)
            .filter(|(c, _)| **c < size)
            .map(|(_, w)| w)
            .sum();
        (total > 0.0).then_some(below / total)
    }

    /// Smallest and largest size with any weight: the window that a concentration refers to.
    pub fn window(&self) -> Option<(f64, f64)> {
        let mut seen =
            self.centres.iter().zip(&self.weights).filter(|(_, w)| **w > 0.0).map(|(c, _)| *c);
        let first = seen.next()?;
        Some((first - self.width / 2.0, seen.next_back().unwrap_or(first) + self.width / 2.0))
    }
}

/// Size figures of replicates of one camera setting, nm.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SizeFigures {
    /// 10th percentile, by bin centres.
    pub d10: Estimate,
    /// Median, by bin centres.
    pub d50: Estimate,
    /// Median where the label of a bin is taken as its upper edge.
    pub d50_upper_edge: f64,
    /// 90th percentile, by bin centres.
    pub d90: Estimate,
    /// Label of the fullest bin of all replicates together.
    pub mode: f64,
    /// (D90 − D10) / D50.
    pub span: Estimate,
    /// What the intervals cover.
    pub interval_over: String,
}

/// Draws of a bootstrap.
const DRAWS: usize = 1000;
/// Level of all intervals of sizes and counts.
pub const LEVEL: f64 = 0.95;

/// Size figures of replicates; `None` where no replicate has particles. Intervals are over replicates (Student's t)
/// where there are three or more, else over tracks (bootstrap) where bins hold counts; never over particles, of which
/// one track stands for many.
pub fn size_figures(
    replicates: &[&SizeReplicate],
    streams: Streams,
    entity: u64,
) -> Option<SizeFigures> {
    let all: Vec<Distribution> =
        replicates.iter().map(|replicate| Distribution::of(replicate)).collect();
    let figures = |d: &Distribution| -> Option<[f64; 4]> {
        let at = |p| d.percentile(p, BinLabel::Centre);
        Some([at(0.1)?, at(0.5)?, at(0.9)?, d.span()?])
    };
    let each: Vec<[f64; 4]> = all.iter().map(figures).collect::<Option<_>>()?;
    let column =
        |i: usize| -> Vec<f64> { each.iter().filter_map(|row| row.get(i).copied()).collect() };
    let counted = replicates.iter().all(|replicate| replicate.counts.is_some());
    let (estimates, over): (Vec<Estimate>, String) = if each.len() >= 3 {
        let estimates = (0..4).map(|i| over_replicates(&column(i))).collect::<Option<_>>()?;
        (estimates, format!("{} replicates (Student's t)", each.len()))
    } else if counted {
        let draws = bootstrap(&all, figures, streams, entity);
        let estimate = |i: usize| -> Option<Estimate> {
            let mut drawn: Vec<f64> = draws.iter().filter_map(|row| row.get(i).copied()).collect();
            drawn.sort_by(f64::total_cmp);
            let tail = (1.0 - LEVEL) / 2.0;
            let (low, high) = (quantile(&drawn, tail)?, quantile(&drawn, 1.0 - tail)?);
            Some(Estimate { value: mean(&column(i))?, low, high, level: LEVEL })
        };
        (
            (0..4).map(estimate).collect::<Option<_>>()?,
            "tracks within replicates (bootstrap); differences between replicates are not covered"
                .to_owned(),
        )
    } else {
        let point = |i: usize| {
            mean(&column(i)).map(|value| Estimate {
                value,
                low: f64::NEG_INFINITY,
                high: f64::INFINITY,
                level: LEVEL,
            })
        };
        (
            (0..4).map(point).collect::<Option<_>>()?,
            "nothing: fewer than 3 replicates, and bins that are no counts".to_owned(),
        )
    };
    let [d10, d50, d90, span] = <[Estimate; 4]>::try_from(estimates).ok()?;
    let upper: Vec<f64> =
        all.iter().map(|d| d.percentile(0.5, BinLabel::UpperEdge)).collect::<Option<_>>()?;
    Some(SizeFigures {
        d10,
        d50,
        d50_upper_edge: mean(&upper)?,
        d90,
        mode: pooled(&all)?.mode()?,
        span,
        interval_over: over,
    })
}

/// Replicates with the same bins, added up.
pub fn pooled(all: &[Distribution]) -> Option<Distribution> {
    let mut sum = all.first()?.clone();
    for other in all.iter().skip(1).filter(|other| other.centres == sum.centres) {
        for (a, b) in sum.weights.iter_mut().zip(&other.weights) {
            *a += b;
        }
    }
    Some(sum)
}

/// Mean with Student's t interval over independent values; `None` of fewer than two.
pub fn over_replicates(values: &[f64]) -> Option<Estimate> {
    let (value, n) = (mean(values)?, values.len() as f64);
    let half = t_quantile(f64::midpoint(1.0, LEVEL), n - 1.0)? * (variance(values)? / n).sqrt();
    Some(Estimate { value, low: value - half, high: value + half, level: LEVEL })
}

/// Figures of draws in which the tracks of each replicate are drawn anew, averaged over replicates.
fn bootstrap(
    all: &[Distribution],
    figures: impl Fn(&Distribution) -> Option<[f64; 4]>,
    streams: Streams,
    entity: u64,
) -> Vec<[f64; 4]> {
    let mut rng = streams.stream("size bootstrap", entity);
    let tracks: Vec<Vec<usize>> = all
        .iter()
        .map(|d| {
            let bins = d.weights.iter().enumerate();
            bins.flat_map(|(bin, &weight)| std::iter::repeat_n(bin, weight as usize)).collect()
        })
        .collect();
    let mut draws = Vec::with_capacity(DRAWS);
    for _ in 0..DRAWS {
        let mut sums = [0.0; 4];
        let mut whole = true;
        for (d, tracks) in all.iter().zip(&tracks) {
            let mut drawn = Distribution { weights: vec![0.0; d.weights.len()], ..d.clone() };
            for _ in 0..tracks.len() {
                let track = tracks.get(rng.random_range(0..tracks.len()));
                if let Some(weight) = track.and_then(|&bin| drawn.weights.get_mut(bin)) {
                    *weight += 1.0;
                }
            }
            match figures(&drawn) {
                Some(row) => sums.iter_mut().zip(row).for_each(|(sum, value)| *sum += value),
                None => whole = false,
            }
        }
        if whole {
            draws.push(sums.map(|sum| sum / all.len() as f64));
        }
    }
    draws
}
