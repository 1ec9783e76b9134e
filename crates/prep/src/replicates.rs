//! The mean of counts that differ by chance, by one another and by the blanks that they share.

use std::collections::BTreeMap;

use crate::figure::{Estimate, mean, normal_quantile, t_quantile, variance};
use crate::poisson::reach;
use crate::size::LEVEL;

/// A count less its blank.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Replicate {
    /// Particles per mL of the undiluted sample, the blank taken off.
    pub(crate) value: f64,
    /// The same before the blank was taken off.
    pub(crate) gross: f64,
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
    /// Its concentration in the measuring cell.
    pub(crate) in_cell: f64,
    /// Variance of that concentration (Poisson).
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

/// What blanks that replicates share add to their mean: each blank once, with its concentration and its variance in the
/// square of the mean's unit.
fn shared(replicates: &[Replicate]) -> Vec<(f64, f64)> {
    let mut blanks: BTreeMap<&str, (f64, &SharedBlank)> = BTreeMap::new();
    for blank in replicates.iter().filter_map(|one| one.blank.as_ref()) {
        blanks.entry(&blank.file).or_insert((0.0, blank)).0 += blank.factor;
    }
    let k = replicates.len() as f64;
    let part = |(factors, blank): (f64, &SharedBlank)| {
        (factors / k * blank.in_cell, (factors / k).powi(2) * blank.variance)
    };
    blanks.into_values().map(part).collect()
}

/// Pools k replicates. The half width is √(max(t² S² / k, z² P / k) + z² B): S² the variance of the replicates with Student's
/// t of k − 1, P the mean variance by counts, below which chance alone brings no S², and B the variance that blanks share,
/// each blank once. Where counts are not known S² is all there is, and nothing bounds a single one. `None` of no replicate.
pub(crate) fn pooled(replicates: &[Replicate]) -> Option<Pooled> {
    let values: Vec<f64> = replicates.iter().map(|one| one.value).collect();
    let value = mean(&values)?;
    let k = values.len() as f64;
    let own: Option<Vec<f64>> = replicates.iter().map(|one| one.own).collect();
    let counted = own.and_then(|own| mean(&own));
    let shared: f64 = shared(replicates).iter().map(|(_, variance)| variance).sum();
    let by_counts = counted.unwrap_or(0.0) / k;
    let spread = variance(&values);
    let z = normal_quantile(f64::midpoint(1.0, LEVEL))?;
    let half = (between(&values).powi(2).max(z * z * by_counts) + z * z * shared).sqrt();
    let (low, high) = if counted.is_none() && spread.is_none() {
        (f64::NEG_INFINITY, f64::INFINITY)
    } else {
        ((value - half).max(0.0), value + half)
    };
    let beyond = spread.map(|spread| (spread - counted.unwrap_or(0.0)).max(0.0) / k);
    Some(Pooled {
        mean: Estimate { value, low, high, level: LEVEL },
        poisson_se: (by_counts + shared).sqrt(),
        replicate_se: beyond.map(f64::sqrt),
    })
}

/// Half width of Student's t interval of the mean; 0 of one value.
fn between(values: &[f64]) -> f64 {
    let k = values.len() as f64;
    let t = t_quantile(f64::midpoint(1.0, LEVEL), k - 1.0);
    t.zip(variance(values)).map_or(0.0, |(t, spread)| t * (spread / k).sqrt())
}

/// The mean with limits that may lie below 0: the exact ones of each count and each blank by square-and-add (Newcombe 1998,
/// Stat Med 17:873), or those by what replicates differ where these are wider. `None` where counts are not known.
pub(crate) fn net(replicates: &[Replicate]) -> Option<Estimate> {
    let values: Vec<f64> = replicates.iter().map(|one| one.value).collect();
    let value = mean(&values)?;
    let tail = (1.0 - LEVEL) / 2.0;
    let add = |parts: &[(f64, f64)]| -> Option<(f64, f64)> {
        let each: Option<Vec<(f64, f64)>> =
            parts.iter().map(|(figure, variance)| reach(*figure, *variance, tail)).collect();
        Some(each?.iter().fold((0.0, 0.0), |(a, b), (low, high)| (a + low * low, b + high * high)))
    };
    let k = values.len() as f64;
    let own: Option<Vec<(f64, f64)>> =
        replicates.iter().map(|one| Some((one.gross / k, one.own? / (k * k)))).collect();
    let (low, high) = add(&own?)?;
    let (blank_low, blank_high) = add(&shared(replicates))?;
    let between = between(&values).powi(2);
    let below = (low.max(between) + blank_high).sqrt();
    let above = (high.max(between) + blank_low).sqrt();
    Some(Estimate { value, low: value - below, high: value + above, level: LEVEL })
}
