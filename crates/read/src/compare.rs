//! Which of two runs is better on the same samples, and how sure that is.

mod error;
mod figures;

use std::collections::{HashMap, HashSet};
use std::num::NonZeroUsize;

use exoscope_core::Streams;
use exoscope_core::sample::SampleId;
use ndarray::Array2;
use serde::{Deserialize, Serialize};

pub use error::CompareError;

use self::figures::{Figures, PerSample};
use crate::evaluate::HeldOutCalls;
use exoscope_score::{Clusters, Interval, McNemar, call};

/// Resamples of the bootstrap unless another number is asked for.
pub const DEFAULT_RESAMPLES: NonZeroUsize = NonZeroUsize::MIN.saturating_add(1999);

/// How much better the second of two runs is than the first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Comparison {
    /// Samples, the same in both runs.
    pub n: usize,
    /// Groups that were drawn again: samples that either run held together are drawn together.
    pub clusters: usize,
    /// Resamples of the bootstrap.
    pub resamples: usize,
    /// Share of samples called right.
    pub accuracy: Difference,
    /// Mean over the classes of the share called right.
    pub balanced_accuracy: Difference,
    /// Top-1 tissue-of-origin accuracy among cancers; `None` where no class is known to be a cancer.
    pub accuracy_cancers: Option<Difference>,
    /// Log-loss in nats: less is better.
    pub log_loss: Difference,
    /// McNemar's test on one call a sample: the likeliest class by the mean probabilities of all
    /// repeats. It takes samples as independent.
    pub mcnemar: McNemar,
    /// What a reader of the figures should know, in sentences.
    pub warnings: Vec<String>,
}

/// A figure of both runs.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Difference {
    /// The figure of the first run, the mean over its repeats.
    pub a: f64,
    /// The figure of the second.
    pub b: f64,
    /// `b − a`.
    pub difference: f64,
    /// 95 % interval of the difference: paired bootstrap, percentiles; `None` where the figure is
    /// undefined in most resamples.
    pub ci: Option<Interval>,
}

impl Comparison {
    /// Compares the calls of two runs of the same samples; `is_cancer` tells of each class of `a`
    /// whether it is a cancer.
    ///
    /// The bootstrap is paired: a resample draws samples (whole groups, see [`Clusters`]) and takes
    /// what both runs said of them. The samples learned from do not vary, so that the interval is of
    /// these two sets of fitted readers on new samples, not of the two recipes on new studies. A
    /// probability counts as at least 10⁻⁶ in the log-loss.
    pub fn new(
        a: &HeldOutCalls,
        b: &HeldOutCalls,
        is_cancer: &[bool],
        resamples: usize,
        streams: Streams,
    ) -> Result<Self, CompareError> {
        let order = same_samples(a, b)?;
        let (of_a, of_b) = (PerSample::of(a), PerSample::of(b).reordered(&order));
        let clusters = clusters(a, b, &order);
        let figures = Figures { y: &a.y, n_classes: a.classes.len(), is_cancer };
        let all: Vec<usize> = (0..a.y.len()).collect();
        let (at_a, at_b) = (figures.of(&of_a, &all), figures.of(&of_b, &all));
        let intervals = clusters.intervals(streams, resamples, |drawn| {
            let (a, b) = (figures.of(&of_a, drawn), figures.of(&of_b, drawn));
            a.iter().zip(b).map(|(a, b)| Some(b? - (*a)?)).collect()
        });
        let difference = |figure: usize| -> Option<Difference> {
            let (a, b) = (at_a.get(figure).copied()??, at_b.get(figure).copied()??);
            let ci = intervals.get(figure).copied().flatten();
            Some(Difference { a, b, difference: b - a, ci })
        };
        let sure = |figure| difference(figure).ok_or(CompareError::NoSamples);
        let right = |calls: &HeldOutCalls| -> Vec<bool> {
            let mean = mean(&calls.probabilities);
            call(&mean).iter().zip(&calls.y).map(|(called, y)| called == y).collect()
        };
        let right_b = right(b);
        let right_b: Vec<bool> = order.iter().map(|&row| right_b[row]).collect();
        Ok(Self {
            n: a.y.len(),
            clusters: clusters.len(),
            resamples,
            accuracy: sure(0)?,
            balanced_accuracy: sure(1)?,
            log_loss: sure(2)?,
            accuracy_cancers: difference(3),
            mcnemar: McNemar::new(&right(a), &right_b),
            warnings: warnings(a, b, &order),
        })
    }
}

/// The calls of each run on the samples that all of them have, in the order of the first run.
pub fn on_common_samples(runs: &[HeldOutCalls]) -> Vec<HeldOutCalls> {
    let mut common: HashSet<&SampleId> =
        runs.first().map_or_else(HashSet::new, |run| run.samples.iter().collect());
    for run in runs.iter().skip(1) {
        let own: HashSet<&SampleId> = run.samples.iter().collect();
        common.retain(|sample| own.contains(sample));
    }
    let kept = |run: &HeldOutCalls| {
        let numbers = 0..run.samples.len();
        let numbers: Vec<usize> = numbers.filter(|&i| common.contains(&run.samples[i])).collect();
        run.select(&numbers)
    };
    runs.iter().map(kept).collect()
}

/// The row of `b` that holds each sample of `a`, if both have the same samples of the same classes.
fn same_samples(a: &HeldOutCalls, b: &HeldOutCalls) -> Result<Vec<usize>, CompareError> {
    let place: HashMap<_, usize> =
        b.samples.iter().enumerate().map(|(row, sample)| (sample, row)).collect();
    let order: Vec<Option<usize>> = a.samples.iter().map(|s| place.get(s).copied()).collect();
    let known: HashSet<_> = a.samples.iter().collect();
    let only_a = a.samples.iter().zip(&order).filter(|(_, row)| row.is_none());
    let only_a: Vec<String> = only_a.map(|(sample, _)| sample.to_string()).collect();
    let only_b = b.samples.iter().filter(|sample| !known.contains(sample));
    let only_b: Vec<String> = only_b.map(ToString::to_string).collect();
    if !only_a.is_empty() || !only_b.is_empty() {
        return Err(CompareError::OtherSamples { only_a, only_b });
    }
    if a.classes != b.classes {
        let (a, b) = (a.classes.clone(), b.classes.clone());
        return Err(CompareError::OtherClasses { a, b });
    }
    let order: Vec<usize> = order.into_iter().flatten().collect();
    for ((sample, &row), &y) in a.samples.iter().zip(&order).zip(&a.y) {
        if b.y.get(row) != Some(&y) {
            return Err(CompareError::OtherLabel { sample: sample.clone() });
        }
    }
    Ok(order)
}

/// Samples that either run held together, drawn together: the groups of the coarser run, which is
/// the one with fewer.
fn clusters(a: &HeldOutCalls, b: &HeldOutCalls, order: &[usize]) -> Clusters {
    let of_a = a.groups.as_ref().map(|groups| Clusters::new(groups));
    let of_b = b.groups.as_ref().map(|groups| {
        let groups: Vec<&String> = order.iter().filter_map(|&row| groups.get(row)).collect();
        Clusters::new(&groups)
    });
    let coarser = [of_a, of_b].into_iter().flatten().min_by_key(Clusters::len);
    coarser.unwrap_or_else(|| Clusters::singles(a.samples.len()))
}

/// The mean of the probabilities over repeats.
fn mean(repeats: &[Array2<f64>]) -> Array2<f64> {
    let shape = repeats.first().map_or((0, 0), Array2::dim);
    let sum = repeats.iter().fold(Array2::zeros(shape), |sum, p| sum + p);
    sum / repeats.len().max(1) as f64
}

fn warnings(a: &HeldOutCalls, b: &HeldOutCalls, order: &[usize]) -> Vec<String> {
    let mut warnings = Vec::new();
    if a.folds.len() != b.folds.len() {
        warnings.push(format!(
            "the first run has {} repeats, the second {}",
            a.folds.len(),
            b.folds.len()
        ));
    }
    let same = |(a, b): (&Vec<usize>, &Vec<usize>)| {
        a.iter().zip(order).all(|(fold, &row)| b.get(row) == Some(fold))
    };
    if !a.folds.iter().zip(&b.folds).all(same) {
        warnings.push(
            "the runs held samples out on different folds: part of the difference is the folds'"
                .to_owned(),
        );
    }
    if a.groups.is_some() != b.groups.is_some() {
        warnings.push(
            "one run held groups together and the other did not: their figures are of different \
             questions"
                .to_owned(),
        );
    }
    warnings
}

#[cfg(test)]
#[path = "compare/tests.rs"]
mod tests;
