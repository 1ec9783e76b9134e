//! A few probabilities made into one: a weight for each member, an intercept for each class.

use faer::Mat;
use ndarray::{Array2, ArrayView2};

use super::inner::OofSamples;
use super::linear::softmax;
use super::products::cholesky::Cholesky;

/// Least probability that a member's log-probability is taken of: one sure and wrong member must
/// not outvote the others by more than a likelihood ratio of 100,000.
pub(super) const FLOOR: f64 = 1e-5;
/// Ridge on the weights' distance from the mean they start at, in samples of log-loss. Of 0.3, 3, 10
/// and 30 it gave the least or nearly the least log-loss on three small cohorts (GSE71008 with 3
/// and 4 classes 0.714 and 0.681, the tissue atlas 0.476); a tenth of it costs 0.01 there.
const WEIGHT_RIDGE: f64 = 10.0;
/// Ridge on the intercepts, as of one sample: a class of one sample moves its intercept little.
const INTERCEPT_RIDGE: f64 = 1.0;
const MAX_STEPS: usize = 50;
/// A Newton decrement below this is convergence.
const ENOUGH: f64 = 1e-12;

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

/// log p, floored, less its mean over the classes.
fn centred_logs(p: &[f64]) -> Vec<f64> {
    let logs: Vec<f64> = p.iter().map(|p| p.max(FLOOR).ln()).collect();
    let mean = logs.iter().sum::<f64>() / logs.len() as f64;
    logs.into_iter().map(|v| v - mean).collect()
}

impl Combination {
    /// Minimises the log-loss of out-of-fold `members` (each samples × classes) over the samples
    /// with a usable prediction, among the classes that these compare, plus the ridges. A member that
    /// would get a negative weight gets none. A class without evidence keeps an intercept of 0: it
    /// is called as its members say.
    pub fn fit(members: &[ArrayView2<'_, f64>], samples: &OofSamples) -> Option<Self> {
        let classes = members.first()?.ncols();
        let z: Vec<Vec<f64>> = samples
            .rows
            .iter()
            .map(|&i| members.iter().flat_map(|m| centred_logs(&m.row(i).to_vec())).collect())
            .collect();
        let mut kept: Vec<usize> = (0..members.len()).collect();
        loop {
            let problem = Problem { z: &z, samples, kept: &kept, classes, of: members.len() };
            let parameters = problem.minimise()?;
            let (w, b) = parameters.split_at(kept.len());
            let worst = (0..w.len()).min_by(|&a, &b| w[a].total_cmp(&w[b]))?;
            if w[worst] < 0.0 && kept.len() > 1 {
                kept.remove(worst);
                continue;
            }
            let mut weights = vec![0.0; members.len()];
            for (&m, w) in kept.iter().zip(w) {
                weights[m] = w.max(0.0);
            }
            return Some(Self { weights, intercepts: b.to_vec() });
        }
    }

    /// Summed log-loss of samples, among the classes that their predictions compare.
    pub fn loss(&self, members: &[ArrayView2<'_, f64>], samples: &OofSamples) -> f64 {
        let own = |place: usize| {
            let mut scores = self.scores(members, samples.rows[place]);
            let own = scores[samples.y[place]];
            samples.weights[place] * (softmax_among(&mut scores, samples.compared(place)) - own)
        };
        (0..samples.len()).map(own).sum()
    }

    fn scores(&self, members: &[ArrayView2<'_, f64>], sample: usize) -> Vec<f64> {
        let mut scores = self.intercepts.clone();
        for (member, w) in members.iter().zip(&self.weights) {
            let logs = centred_logs(&member.row(sample).to_vec());
            scores.iter_mut().zip(logs).for_each(|(s, z)| *s += w * z);
        }
        scores
    }

    /// Probabilities of one sample, from those of its members.
    pub fn apply(&self, members: &[ArrayView2<'_, f64>], sample: usize) -> Vec<f64> {
        let mut scores = self.scores(members, sample);
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

/// [`softmax`] among some of the classes; the others get 0.
fn softmax_among(scores: &mut [f64], compared: &[bool]) -> f64 {
    for (score, _) in scores.iter_mut().zip(compared).filter(|(_, compared)| !**compared) {
        *score = f64::NEG_INFINITY;
    }
    softmax(scores, None)
}

/// The penalised log-loss over the members that are kept.
struct Problem<'a> {
    z: &'a [Vec<f64>],
    samples: &'a OofSamples,
    kept: &'a [usize],
    classes: usize,
    /// Members before any was dropped.
    of: usize,
}

impl Problem<'_> {
    fn start(&self) -> Vec<f64> {
        let mut start = vec![1.0 / self.of as f64; self.kept.len()];
        start.resize(self.kept.len() + self.classes, 0.0);
        start
    }

    /// Newton's method with halved steps.
    fn minimise(&self) -> Option<Vec<f64>> {
        let mut at = self.start();
        let mut loss = self.loss(&at);
        for _ in 0..MAX_STEPS {
            let (gradient, hessian) = self.derivatives(&at);
            let mut step: Vec<f64> = gradient.iter().map(|g| -g).collect();
            Cholesky::new(hessian).ok()?.solve(&mut step);
            let decrement: f64 = -step.iter().zip(&gradient).map(|(s, g)| s * g).sum::<f64>();
            if decrement <= ENOUGH * (1.0 + loss.abs()) {
                return Some(at);
            }
            let mut length = 1.0;
            loop {
                let next: Vec<f64> = at.iter().zip(&step).map(|(a, s)| a + length * s).collect();
                let there = self.loss(&next);
                if there <= loss {
                    (at, loss) = (next, there);
                    break;
                }
                length /= 2.0;
                if length < 1e-6 {
                    return Some(at);
                }
            }
        }
        Some(at)
    }

    fn probabilities(&self, at: &[f64], sample: usize) -> (Vec<f64>, f64) {
        let (w, b) = at.split_at(self.kept.len());
        let mut scores = b.to_vec();
        for (&m, w) in self.kept.iter().zip(w) {
            for (s, z) in scores.iter_mut().zip(&self.z[sample][m * self.classes..]) {
                *s += w * z;
            }
        }
        let own = scores[self.samples.y[sample]];
        let sum = softmax_among(&mut scores, self.samples.compared(sample));
        (scores, sum - own)
    }

    fn loss(&self, at: &[f64]) -> f64 {
        let start = self.start();
        let ridge = |j: usize| if j < self.kept.len() { WEIGHT_RIDGE } else { INTERCEPT_RIDGE };
        let penalty: f64 = (0..at.len()).map(|j| 0.5 * ridge(j) * (at[j] - start[j]).powi(2)).sum();
        let of = |i: usize| self.samples.weights[i] * self.probabilities(at, i).1;
        let loss: f64 = (0..self.samples.len()).map(of).sum();
        loss + penalty
    }

    fn derivatives(&self, at: &[f64]) -> (Vec<f64>, Mat<f64>) {
        let (m, k) = (self.kept.len(), self.classes);
        let start = self.start();
        let mut hessian = Mat::zeros(m + k, m + k);
        let mut gradient = vec![0.0; m + k];
        for j in 0..m + k {
            let ridge = if j < m { WEIGHT_RIDGE } else { INTERCEPT_RIDGE };
            hessian[(j, j)] = ridge;
            gradient[j] = ridge * (at[j] - start[j]);
        }
        for i in 0..self.samples.len() {
            let weight = self.samples.weights[i];
            let (p, _) = self.probabilities(at, i);
            let z: Vec<&[f64]> =
                self.kept.iter().map(|&m| &self.z[i][m * k..(m + 1) * k]).collect();
            let means: Vec<f64> =
                z.iter().map(|z| z.iter().zip(&p).map(|(z, p)| z * p).sum()).collect();
            for a in 0..m {
                gradient[a] += weight * (means[a] - z[a][self.samples.y[i]]);
                for b in 0..=a {
                    let both: f64 = (0..k).map(|c| p[c] * z[a][c] * z[b][c]).sum();
                    hessian[(a, b)] += weight * (both - means[a] * means[b]);
                }
                for c in 0..k {
                    hessian[(m + c, a)] += weight * p[c] * (z[a][c] - means[a]);
                }
            }
            for c in 0..k {
                gradient[m + c] += weight * (p[c] - f64::from(u8::from(c == self.samples.y[i])));
                for d in 0..=c {
                    let own = if c == d { p[c] } else { 0.0 };
                    hessian[(m + c, m + d)] += weight * (own - p[c] * p[d]);
                }
            }
        }
        (gradient, hessian)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_member_that_knows_outweighs_one_that_guesses() {
        let y: Vec<usize> = (0..400).map(|i| i % 3).collect();
        let sure = Array2::from_shape_fn((400, 3), |(i, c)| {
            let called = if i % 10 == 0 { (y[i] + 1) % 3 } else { y[i] };
            if called == c { 0.8 } else { 0.1 }
        });
        let guess =
            Array2::from_shape_fn(
                (400, 3),
                |(i, c)| {
                    if (i * 7 / 3 + c) % 3 == 0 { 0.5 } else { 0.25 }
                },
            );
        let members = [sure.view(), guess.view()];
        let fitted = Combination::fit(&members, &OofSamples::whole(&y, 3)).unwrap();
        assert!(fitted.weights[0] > 3.0 * fitted.weights[1], "{fitted:?}");
        // Nine of ten are right, and the combination is about that sure.
        let p = fitted.apply_all(&members);
        assert!((p[[1, 1]] - 0.9).abs() < 0.05, "{}", p.row(1));
    }

    #[test]
    fn a_member_that_misleads_gets_no_weight() {
        let y: Vec<usize> = (0..300).map(|i| i % 2).collect();
        let right = Array2::from_shape_fn((300, 2), |(i, c)| if y[i] == c { 0.7 } else { 0.3 });
        let wrong = Array2::from_shape_fn((300, 2), |(i, c)| {
            let towards = if i % 3 == 0 { y[i] } else { 1 - y[i] };
            if towards == c { 0.9 } else { 0.1 }
        });
        let members = [wrong.view(), right.view()];
        let fitted = Combination::fit(&members, &OofSamples::whole(&y, 2)).unwrap();
        assert!(fitted.weights[0] < 1e-12, "{fitted:?}");
        assert!(fitted.weights[1] > 1.0);
    }
}
