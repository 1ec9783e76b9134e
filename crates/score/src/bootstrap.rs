//! Intervals by drawing samples again, whole groups at a time.

use std::collections::BTreeMap;

use exoscope_core::Streams;
use rand::RngExt;
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::Interval;
use super::jackknife::jackknife;

/// Clusters below which percentiles of resamples are too narrow: few groups' own spread is mostly chance, and the
/// bootstrap takes it as known.
const FEW: usize = 20;

/// How intervals are found that draw groups whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Resampling {
    /// Percentiles over resamples of the groups.
    #[default]
    Bootstrap,
    /// Leaving out each group in turn, with Student's t: of fewer than 20 groups.
    Jackknife,
}

/// Samples of one person, slide or date say less than as many independent ones, so a resample
/// draws groups, with replacement, as many as there are (Davison & Hinkley 1997, Bootstrap Methods
/// and their Application, § 3.8: the first of the two strategies for clusters).
///
/// ```
/// use exoscope_core::Streams;
/// use exoscope_score::Clusters;
///
/// let clusters = Clusters::new(&["ann", "ben", "ann"]);
/// assert_eq!(clusters.len(), 2);
/// let drawn = clusters.resample(Streams::new(1), 0);
/// let times = |sample| drawn.iter().filter(|&&i| i == sample).count();
/// assert_eq!(times(0), times(2), "ann's samples come together");
/// ```
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Clusters {
    members: Vec<Vec<usize>>,
}

impl Clusters {
    /// Clusters of the samples that have the same group, in the order of their first samples.
    pub fn new<G: Ord>(groups: &[G]) -> Self {
        let mut number = BTreeMap::new();
        let mut members: Vec<Vec<usize>> = Vec::new();
        for (sample, group) in groups.iter().enumerate() {
            let next = members.len();
            let cluster = *number.entry(group).or_insert(next);
            match members.get_mut(cluster) {
                Some(cluster) => cluster.push(sample),
                None => members.push(vec![sample]),
            }
        }
        Self { members }
    }

    /// `n` samples, each on its own.
    pub fn singles(n: usize) -> Self {
        Self { members: (0..n).map(|sample| vec![sample]).collect() }
    }

    /// Number of clusters.
    pub fn len(&self) -> usize {
        self.members.len()
    }

    /// Whether there is no cluster.
    pub fn is_empty(&self) -> bool {
        self.members.is_empty()
    }

    /// Indices of the samples in resample `b`, from the stream "bootstrap" of that number.
    pub fn resample(&self, streams: Streams, b: usize) -> Vec<usize> {
        let mut stream = streams.stream("bootstrap", b as u64);
        let mut drawn = Vec::new();
        for _ in 0..self.members.len() {
            drawn.extend_from_slice(&self.members[stream.random_range(0..self.members.len())]);
        }
        drawn
    }

    /// How intervals of figures of these clusters are found.
    pub fn method(&self) -> Resampling {
        if self.len() < FEW { Resampling::Jackknife } else { Resampling::Bootstrap }
    }

    /// The 95 % interval of each of `figures`: percentiles over `resamples` resamples, or, of fewer than 20 clusters,
    /// a jackknife interval ([`Clusters::method`]); `None` where a figure is undefined in more than half
    /// of them, or without one of the clusters.
    ///
    /// `figures` are given the indices of the samples drawn, and return one value each, always as
    /// many.
    pub fn intervals(
        &self,
        streams: Streams,
        resamples: usize,
        figures: impl Fn(&[usize]) -> Vec<Option<f64>> + Sync,
    ) -> Vec<Option<Interval>> {
        if self.method() == Resampling::Jackknife {
            return jackknife(&self.members, &figures);
        }
        let drawn: Vec<Vec<Option<f64>>> =
            (0..resamples).into_par_iter().map(|b| figures(&self.resample(streams, b))).collect();
        let figures = drawn.first().map_or(0, Vec::len);
        (0..figures)
            .map(|figure| {
                let values = drawn.iter().filter_map(|all| all.get(figure).copied().flatten());
                let values: Vec<f64> = values.collect();
                (2 * values.len() >= resamples).then(|| percentiles(values)).flatten()
            })
            .collect()
    }
}

/// From the 2.5th to the 97.5th percentile of some values, as R's `quantile` has them by default
/// (type 7: linear between order statistics); `None` for none.
fn percentiles(mut values: Vec<f64>) -> Option<Interval> {
    values.sort_unstable_by(f64::total_cmp);
    let last = values.len().checked_sub(1)?;
    let at = |share: f64| {
        let place = share * last as f64;
        let (below, above) = (values[place.floor() as usize], values[place.ceil() as usize]);
        below + (place - place.floor()) * (above - below)
    };
    Some(Interval { low: at(0.025), high: at(0.975) })
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_those_of_r() {
        // R 4.2.2: quantile(c(3, 1, 4, 1, 5, 9, 2, 6), c(0.025, 0.975))
        let found = percentiles(vec![3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0]).unwrap();
        assert!((found.low - 1.0).abs() < 1e-12 && (found.high - 8.475).abs() < 1e-12);
        assert_eq!(percentiles(vec![]), None);
    }

    #[test]
    fn clusters_widen_an_interval_as_the_design_effect_says() {
        // 60 groups of 5 equal samples say as much as 60 samples.
        let groups: Vec<usize> = (0..300).map(|sample| sample / 5).collect();
        let value = |sample: usize| ((sample / 5 * 37) % 60) as f64;
        let mean = |drawn: &[usize]| {
            vec![Some(drawn.iter().map(|&i| value(i)).sum::<f64>() / drawn.len() as f64)]
        };
        let width = |clusters: &Clusters| {
            let interval = clusters.intervals(Streams::new(3), 4000, mean)[0].unwrap();
            interval.high - interval.low
        };
        let (apart, together) = (width(&Clusters::singles(300)), width(&Clusters::new(&groups)));
        // SD of 0..60 is 17.32.
        let expected = 2.0 * 1.96 * 17.32 / 60.0_f64.sqrt();
        assert!((together / expected - 1.0).abs() < 0.05, "{together} {expected}");
        assert!((together / apart / 5.0_f64.sqrt() - 1.0).abs() < 0.07, "{together} {apart}");
    }

    #[test]
    fn what_is_seldom_defined_has_no_interval() {
        let clusters = Clusters::singles(20);
        let seldom = |drawn: &[usize]| vec![(drawn[0] == 0).then_some(1.0), Some(2.0)];
        let found = clusters.intervals(Streams::new(1), 100, seldom);
        assert_eq!(found, [None, Some(Interval { low: 2.0, high: 2.0 })]);
    }
}
