//! The mean of counts that differ by chance, by one another and by the blanks that they share.

use std::collections::BTreeMap;

use crate::figure::{Estimate, mean, normal_quantile, t_quantile, variance};
use crate::size::LEVEL;

/// A count less its blank.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Replicate {
    /// Particles per mL of the undiluted sample.
    pub(crate) value: f64,
    /// Variance of the count before the blank was taken off (Poisson), in the square of that unit; `None` where the number
    /// of particles behind it is not known.
    pub(crate) own: Option<f64>,
    /// Its blank, where that one's number of particles is known.
    pub(crate) blank: Option<SharedBlank>,
}

/// A blank that several counts may share.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct SharedBlank {
    /// Its file.
    pub(crate) file: String,
    /// Variance of its concentration in the measuring cell (Poisson).
    pub(crate) variance: f64,
    /// What one unit in the cell is in the unit of the count's value.
    pub(crate) factor: f64,
}

/// The mean of replicates.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Pooled {
    /// With its 95 % interval, from 0 on at least; unbounded where nothing bounds it.
    pub(crate) mean: Estimate,
    /// Standard error by counts alone, those of blanks included.
    pub(crate) poisson_se: f64,
    /// Standard error by what replicates differ beyond their own counts; `None` of one.
    pub(crate) replicate_se: Option<f64>,
}

/// Pools k replicates. The half width is √(z² P / k + t² E / k + z² B): P the mean variance by counts, E what replicates
/// differ beyond it, with Student's t of k − 1, and B the variance that blanks share, each blank once. Where counts are not
/// known E is all that replicates differ, and nothing bounds a single one. `None` of no replicate.
pub(crate) fn pooled(replicates: &[Replicate]) -> Option<Pooled> {
    let values: Vec<f64> = replicates.iter().map(|one| one.value).collect();
    let value = mean(&values)?;
    let k = values.len() as f64;
    let own: Option<Vec<f64>> = replicates.iter().map(|one| one.own).collect();
    let counted = own.and_then(|own| mean(&own));
    let mut blanks: BTreeMap<&str, (f64, f64)> = BTreeMap::new();
    for blank in replicates.iter().filter_map(|one| one.blank.as_ref()) {
        blanks.entry(&blank.file).or_insert((0.0, blank.variance)).0 += blank.factor;
    }
    let shared: f64 = blanks.values().map(|(factors, variance)| factors * factors * variance).sum();
    let by_counts = counted.unwrap_or(0.0) / k + shared / (k * k);
    let beyond = variance(&values).map(|spread| (spread - counted.unwrap_or(0.0)).max(0.0) / k);
    let tail = f64::midpoint(1.0, LEVEL);
    let z = normal_quantile(tail)?;
    let t = t_quantile(tail, k - 1.0).unwrap_or(0.0);
    let half = (z * z * by_counts + t * t * beyond.unwrap_or(0.0)).sqrt();
    let (low, high) = if counted.is_none() && beyond.is_none() {
        (f64::NEG_INFINITY, f64::INFINITY)
    } else {
        ((value - half).max(0.0), value + half)
    };
    Some(Pooled {
        mean: Estimate { value, low, high, level: LEVEL },
        poisson_se: by_counts.sqrt(),
        replicate_se: beyond.map(f64::sqrt),
    })
}
