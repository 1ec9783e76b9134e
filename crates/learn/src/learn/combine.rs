//! Calls of several members made into one: a weight for each member, an intercept for each class.

mod average;
mod problem;

use ndarray::{Array2, ArrayView2};
use rayon::prelude::*;

use self::average::Losses;
use self::problem::{Problem, softmax_among};
use super::Examples;
use super::inner::{InnerFolds, OofSamples};
use super::linear::softmax;
use super::shares::LogShares;

/// Least probability that a member's log-probability is taken of: one sure and wrong member must
/// not outvote the others by more than a likelihood ratio of 100,000.
pub(super) const FLOOR: f64 = 1e-5;
/// Ridge on the weights' distance from the mean they start at, in samples of log-loss. Of 0.3, 3, 10
/// and 30 it gave the least or nearly the least log-loss on three small cohorts (GSE71008 with 3
/// and 4 classes 0.714 and 0.681, the tissue atlas 0.476); a tenth of it costs 0.01 there.
const WEIGHT_RIDGE: f64 = 10.0;
/// Ridge on the intercepts, as of one sample: a class of one sample moves its intercept little.
const INTERCEPT_RIDGE: f64 = 1.0;
/// Ridge on the distance of a single learner's temperature from 1 where groups are known. Inner folds leave out the classes
/// that stand in one group, which are the hardest to call in a new one, so that the others ask for too sharp a temperature:
/// on `mirmine` (studies left out in turn) 1.2 to 1.3 is found where 1 is right.
const TEMPERATURE_RIDGE: f64 = 30.0;
/// Nats of summed log-loss below which a member is of no use: twice what a weight without meaning gains by chance
/// (Akaike 1974).
pub(super) const NO_USE: f64 = 2.0;

/// softmaxₖ(Σₘ wₘ zₘₖ + bₖ), where zₘ are the centred log-probabilities of member m.
///
/// Stacking after Wolpert (1992) and, with weights that are not negative, Breiman, "Stacked
/// regressions", Machine Learning 24 (1996).
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Combination {
    /// One for each member, 0 or more.
    pub weights: Vec<f64>,
    /// One for each class.
    pub intercepts: Vec<f64>,
}

/// A combination fitted on out-of-fold predictions, and the same fitted without each inner fold.
///
/// What a member adds to the class shares of its training samples, log pₘₖ − log πₖ, is its evidence. A sample of a
/// new group is called by the shares to expect there ([`LogShares`]) and the weighted evidence:
///
/// log π*ₖ + Σₘ wₘ (log pₘₖ − log πₖ) + bₖ.
///
/// Weights of 0 leave the class shares, weights that sum to less than 1 a higher temperature. Candidates are the
/// shares alone, each member alone, all members, and all with an intercept a class; each has weights drawn to an equal
/// share of 1. They are averaged by exp(−log-loss), each fold called by a candidate fitted without it
/// (pseudo-Bayesian averaging after Geisser & Eddy 1979; Yao et al., Bayesian Analysis 13, 2018), where a member alone counts
/// for no more than it is better than all together by above one standard error over groups, and intercepts for no more than
/// they gain or lose by above one (the one-standard-error rule: Breiman et al. 1984, *Classification and Regression Trees*,
/// § 3.4.3): which of a few is best on a handful of groups is mostly chance, and all together stand a shift better than the one that seems best.
///
/// Samples of a group err together. The design effect of their log-losses (Kish 1965: variance over groups beside that
/// of independent samples) says how many of them are worth one, and log-losses count by that.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Combined {
    /// Fitted on all folds.
    pub whole: Combination,
    /// Out-of-fold probabilities: each fold's by the combination fitted without it (samples × classes).
    pub out_of_fold: Array2<f64>,
}

/// What some candidate combines, and how.
#[derive(Debug, Clone)]
struct Candidate {
    members: Vec<usize>,
    intercepts: bool,
}

/// Weights and bare intercepts, before class shares.
#[derive(Debug, Clone, PartialEq)]
struct Found {
    weights: Vec<f64>,
    intercepts: Vec<f64>,
}

impl Found {
    fn zero(members: usize, classes: usize) -> Self {
        Self { weights: vec![0.0; members], intercepts: vec![0.0; classes] }
    }

    fn add(&mut self, share: f64, other: &Self) {
        self.weights.iter_mut().zip(&other.weights).for_each(|(a, b)| *a += share * b);
        self.intercepts.iter_mut().zip(&other.intercepts).for_each(|(a, b)| *a += share * b);
    }

    /// Scores of a sample from its evidence and its fold's log shares.
    fn scores(&self, z: &[f64], offset: &[f64]) -> Vec<f64> {
        let mut scores: Vec<f64> =
            offset.iter().zip(&self.intercepts).map(|(o, b)| o + b).collect();
        for (w, z) in self.weights.iter().zip(z.chunks_exact(offset.len().max(1))) {
            scores.iter_mut().zip(z).for_each(|(s, z)| *s += w * z);
        }
        scores
    }
}

/// Out-of-fold evidence of some members.
struct Evidence<'a> {
    examples: &'a Examples,
    members: usize,
    /// Each training sample's, member by member.
    z: Vec<Vec<f64>>,
    /// Log shares that calls of each fold stand on.
    offsets: Vec<Vec<f64>>,
}

impl<'a> Evidence<'a> {
    fn of(
        members: &[ArrayView2<'_, f64>],
        folds: &InnerFolds,
        examples: &'a Examples,
        offset: impl Fn(&LogShares) -> Vec<f64>,
    ) -> Self {
        let evidence = |row: usize| {
            let shares = folds.fold_of.get(row).and_then(|&fold| folds.shares.get(fold));
            let shares = shares.map_or(&[][..], |shares| &shares.training);
            members.iter().flat_map(|m| of_sample(m, row, shares)).collect()
        };
        let z = (0..examples.n_samples()).map(evidence).collect();
        let offsets = folds.shares.iter().map(offset).collect();
        Self { examples, members: members.len(), z, offsets }
    }

    fn solve(
        &self,
        candidate: &Candidate,
        samples: &OofSamples,
        worth: f64,
        weight_ridge: f64,
    ) -> Option<Found> {
        let problem = Problem {
            z: &self.z,
            samples,
            offsets: &self.offsets,
            worth,
            centre: 1.0 / candidate.members.len().max(1) as f64,
            kept: candidate.members.clone(),
            weight_ridge,
            intercept_ridge: candidate.intercepts.then_some(INTERCEPT_RIDGE),
            classes: self.examples.n_classes(),
        };
        let (weights, intercepts) = problem.solve(self.members)?;
        Some(Found { weights, intercepts })
    }

    /// Log-loss of the sample at a place, among the classes that its prediction compares.
    fn loss(&self, found: &Found, samples: &OofSamples, place: usize) -> f64 {
        let mut scores =
            found.scores(&self.z[samples.rows[place]], &self.offsets[samples.fold[place]]);
        let own = scores[samples.y[place]];
        samples.weights[place] * (softmax_among(&mut scores, samples.compared(place)) - own)
    }

    /// The inverse of the design effect of the log-losses of members in equal parts, above 0 and at most 1.
    fn worth(&self, samples: &OofSamples) -> f64 {
        let Some(groups) = self.examples.groups() else { return 1.0 };
        let equal = 1.0 / self.members.max(1) as f64;
        let found = Found {
            weights: vec![equal; self.members],
            ..Found::zero(self.members, self.examples.n_classes())
        };
        let losses: Vec<f64> =
            (0..samples.len()).map(|place| self.loss(&found, samples, place)).collect();
        let mean = losses.iter().sum::<f64>() / losses.len().max(1) as f64;
        let mut sums = std::collections::BTreeMap::new();
        let mut alone = 0.0;
        for (loss, &row) in losses.iter().zip(&samples.rows) {
            *sums.entry(groups[row]).or_insert(0.0) += loss - mean;
            alone += (loss - mean).powi(2);
        }
        let together: f64 = sums.values().map(|sum| sum * sum).sum();
        if alone > 0.0 { (alone / together).min(1.0) } else { 1.0 }
    }
}

/// log p, floored, less the log shares, of one sample.
fn of_sample(member: &ArrayView2<'_, f64>, row: usize, shares: &[f64]) -> Vec<f64> {
    member.row(row).iter().zip(shares).map(|(p, share)| p.max(FLOOR).ln() - share).collect()
}

/// log p, floored, less its mean over the classes.
fn centred_logs(p: &[f64]) -> Vec<f64> {
    let logs: Vec<f64> = p.iter().map(|p| p.max(FLOOR).ln()).collect();
    let mean = logs.iter().sum::<f64>() / logs.len() as f64;
    logs.into_iter().map(|v| v - mean).collect()
}

impl Combination {
    /// Combines out-of-fold `members` (each samples × classes) on the samples with a usable prediction, among the
    /// classes that these compare. A class without evidence keeps an intercept of 0: it is called as its members say.
    pub fn fit(
        members: &[ArrayView2<'_, f64>],
        folds: &InnerFolds,
        examples: &Examples,
    ) -> Option<Combined> {
        let evidence = Evidence::of(members, folds, examples, |shares| shares.new_group.clone());
        let (m, k) = (members.len(), examples.n_classes());
        let samples = folds.samples(examples, 0..folds.k);
        let worth = evidence.worth(&samples);
        let mut candidates = vec![Candidate { members: Vec::new(), intercepts: false }];
        candidates.extend((0..m).map(|m| Candidate { members: vec![m], intercepts: false }));
        let all: Vec<usize> = (0..m).collect();
        if m > 1 {
            candidates.push(Candidate { members: all.clone(), intercepts: false });
        }
        candidates.push(Candidate { members: all, intercepts: true });

        // Each candidate without each fold, and the last time on all.
        let subsets: Vec<OofSamples> = (0..folds.k)
            .map(|fold| OofSamples::of(folds, examples, |other| other != fold))
            .chain([samples.clone()])
            .collect();
        let tasks: Vec<(usize, usize)> = (0..candidates.len())
            .flat_map(|c| (0..subsets.len()).map(move |subset| (c, subset)))
            .collect();
        let solved: Option<Vec<Found>> = tasks
            .into_par_iter()
            .map(|(c, subset)| {
                evidence.solve(&candidates[c], &subsets[subset], worth, WEIGHT_RIDGE)
            })
            .collect();
        let solved = solved?;
        let solved: Vec<&[Found]> = solved.chunks(subsets.len()).collect();
        let losses = |found: &&[Found]| -> Vec<f64> {
            let own = |place: usize| evidence.loss(&found[samples.fold[place]], &samples, place);
            (0..samples.len()).map(own).collect()
        };
        let losses = solved.iter().map(losses).collect();
        let groups = samples.rows.iter().map(|&row| examples.groups().map_or(row, |g| g[row]));
        let shares = Losses { losses, groups: groups.collect() }.shares(worth);
        let averaged = |subset: usize| {
            let mut average = Found::zero(m, k);
            for (share, solved) in shares.iter().zip(&solved) {
                average.add(*share, &solved[subset]);
            }
            average
        };
        let mut out_of_fold = Array2::zeros((examples.n_samples(), k));
        for fold in 0..folds.k {
            let found = averaged(fold);
            for row in folds.split(fold).0 {
                let mut p = found.scores(&evidence.z[row], &evidence.offsets[fold]);
                softmax(&mut p, None);
                out_of_fold.row_mut(row).iter_mut().zip(p).for_each(|(to, p)| *to = p);
            }
        }
        let every: Vec<usize> = (0..examples.n_samples()).collect();
        let Found { weights, intercepts } = averaged(folds.k);
        let shares = LogShares::of(examples, &every);
        let sum: f64 = weights.iter().sum();
        let intercepts: Vec<f64> = (0..k)
            .map(|class| intercepts[class] + shares.new_group[class] - sum * shares.training[class])
            .collect();
        let mean = intercepts.iter().sum::<f64>() / k as f64;
        let intercepts = intercepts.into_iter().map(|b| b - mean).collect();
        Some(Combined { whole: Self { weights, intercepts }, out_of_fold })
    }

    /// Probabilities of one sample, from those of its members.
    pub fn apply(&self, members: &[ArrayView2<'_, f64>], sample: usize) -> Vec<f64> {
        let mut scores = self.intercepts.clone();
        for (member, w) in members.iter().zip(&self.weights) {
            let logs = centred_logs(&member.row(sample).to_vec());
            scores.iter_mut().zip(logs).for_each(|(s, z)| *s += w * z);
        }
        softmax(&mut scores, None);
        scores
    }

    /// Probabilities of all samples.
    pub fn apply_all(&self, members: &[ArrayView2<'_, f64>]) -> Array2<f64> {
        let rows = members.first().map_or(0, ArrayView2::nrows);
        let mut out = Array2::zeros((rows, self.intercepts.len()));
        for (i, mut row) in out.outer_iter_mut().enumerate() {
            row.iter_mut().zip(self.apply(members, i)).for_each(|(o, p)| *o = p);
        }
        out
    }
}

/// Which members are of use, from their calls of the folds that are tried: the one whose loss costs least is left out
/// for as long as that costs less than [`NO_USE`]. Here every sample counts in full: that a few groups say little is no
/// reason to stop a member.
pub(super) fn of_use(
    members: &[ArrayView2<'_, f64>],
    folds: &InnerFolds,
    examples: &Examples,
) -> Option<Vec<bool>> {
    let evidence = Evidence::of(members, folds, examples, |shares| shares.new_group.clone());
    let samples = folds.samples(examples, folds.tried());
    let worth = evidence.worth(&samples);
    let loss = |members: Vec<usize>| -> Option<f64> {
        let candidate = Candidate { members, intercepts: false };
        let found = evidence.solve(&candidate, &samples, worth, WEIGHT_RIDGE)?;
        let own = |place| evidence.loss(&found, &samples, place);
        Some((0..samples.len()).map(own).sum::<f64>())
    };
    let mut left: Vec<usize> = (0..members.len()).collect();
    let mut at = loss(left.clone())?;
    while left.len() > 1 {
        let without = |&m: &usize| -> Option<(usize, f64)> {
            Some((m, loss(left.iter().copied().filter(|other| *other != m).collect())?))
        };
        let tried: Option<Vec<(usize, f64)>> = left.iter().map(without).collect();
        let (least, there) = tried?.into_iter().min_by(|a, b| a.1.total_cmp(&b.1))?;
        if there - at >= NO_USE {
            break;
        }
        left.retain(|m| *m != least);
        at = there;
    }
    Some((0..members.len()).map(|m| left.contains(&m)).collect())
}

/// Temperature of one learner's calls on inner folds, and how good they are with it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) struct Tempered {
    /// τ of log πₖ + τ (log pₖ − log πₖ): 0 or more, with a prior at 1.
    pub temperature: f64,
    /// Summed log-loss with it.
    pub loss: f64,
    /// What one nat of it counts: the inverse of the design effect of groups, above 0 and at most 1.
    pub worth: f64,
}

/// The temperature of least log-loss.
pub(super) fn tempered(
    calls: &Array2<f64>,
    samples: &OofSamples,
    folds: &InnerFolds,
    examples: &Examples,
) -> Option<Tempered> {
    let evidence = Evidence::of(&[calls.view()], folds, examples, |shares| shares.training.clone());
    let candidate = Candidate { members: vec![0], intercepts: false };
    let worth = evidence.worth(samples);
    let ridge = if examples.groups().is_some() { TEMPERATURE_RIDGE } else { WEIGHT_RIDGE };
    let found = evidence.solve(&candidate, samples, worth, ridge)?;
    let loss = (0..samples.len()).map(|place| evidence.loss(&found, samples, place)).sum();
    Some(Tempered { temperature: found.weights[0], loss, worth })
}

#[cfg(test)]
#[path = "combine/tests.rs"]
mod tests;
