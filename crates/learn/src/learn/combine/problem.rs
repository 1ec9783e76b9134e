//! The penalised log-loss of a combination, and its minimum.

use crate::learn::inner::OofSamples;
use crate::learn::linear::softmax;
use exoscope_linalg::{Cholesky, Mat};

const MAX_STEPS: usize = 50;
/// A Newton decrement below this is convergence.
const ENOUGH: f64 = 1e-12;

/// Σᵢ cᵢ (−log softmaxₖ(oᵢₖ + Σₘ wₘ zᵢₘₖ + bₖ)ᵧᵢ) + ½ r Σₘ (wₘ − c)² + ½ s Σₖ bₖ², over samples of some folds and
/// classes that their predictions compare.
pub(super) struct Problem<'a> {
    /// z: the evidence of each training sample, member by member, `classes` each.
    pub z: &'a [Vec<f64>],
    /// The samples counted.
    pub samples: &'a OofSamples,
    /// o: log shares in each fold.
    pub offsets: &'a [Vec<f64>],
    /// Share that a sample's log-loss counts.
    pub worth: f64,
    /// Members whose weight is looked for; the others' is 0.
    pub kept: Vec<usize>,
    /// c, what weights are drawn to.
    pub centre: f64,
    pub weight_ridge: f64,
    /// s; `None` keeps the intercepts at 0.
    pub intercept_ridge: Option<f64>,
    pub classes: usize,
}

/// softmax among some of the classes; the others get 0.
pub(super) fn softmax_among(scores: &mut [f64], compared: &[bool]) -> f64 {
    for (score, _) in scores.iter_mut().zip(compared).filter(|(_, compared)| !**compared) {
        *score = f64::NEG_INFINITY;
    }
    softmax(scores, None)
}

impl Problem<'_> {
    /// The weights of all `members`, none negative, and the intercepts. A member that would get a negative
    /// weight gets none.
    pub fn solve(mut self, members: usize) -> Option<(Vec<f64>, Vec<f64>)> {
        loop {
            let at = self.minimise()?;
            let (w, b) = at.split_at(self.kept.len());
            let worst = (0..w.len()).min_by(|&a, &b| w[a].total_cmp(&w[b]));
            if let Some(worst) = worst.filter(|&worst| w[worst] < 0.0) {
                self.kept.remove(worst);
                continue;
            }
            let mut weights = vec![0.0; members];
            for (&m, w) in self.kept.iter().zip(w) {
                weights[m] = *w;
            }
            let mut intercepts = b.to_vec();
            intercepts.resize(self.classes, 0.0);
            return Some((weights, intercepts));
        }
    }

    fn intercepts(&self) -> usize {
        if self.intercept_ridge.is_some() { self.classes } else { 0 }
    }

    /// Newton's method with halved steps.
    fn minimise(&self) -> Option<Vec<f64>> {
        let mut at = vec![self.centre; self.kept.len()];
        at.resize(self.kept.len() + self.intercepts(), 0.0);
        if at.is_empty() {
            return Some(at);
        }
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

    fn ridge(&self, j: usize) -> (f64, f64) {
        if j < self.kept.len() {
            (self.weight_ridge, self.centre)
        } else {
            (self.intercept_ridge.unwrap_or(0.0), 0.0)
        }
    }

    fn probabilities(&self, at: &[f64], place: usize) -> (Vec<f64>, f64) {
        let (w, b) = at.split_at(self.kept.len());
        let mut scores = self.offsets[self.samples.fold[place]].clone();
        scores.iter_mut().zip(b).for_each(|(s, b)| *s += b);
        for (&m, w) in self.kept.iter().zip(w) {
            for (s, z) in
                scores.iter_mut().zip(&self.z[self.samples.rows[place]][m * self.classes..])
            {
                *s += w * z;
            }
        }
        let own = scores[self.samples.y[place]];
        let sum = softmax_among(&mut scores, self.samples.compared(place));
        (scores, sum - own)
    }

    fn loss(&self, at: &[f64]) -> f64 {
        let penalty = |j: usize| {
            let (ridge, centre) = self.ridge(j);
            0.5 * ridge * (at[j] - centre).powi(2)
        };
        let penalty: f64 = (0..at.len()).map(penalty).sum();
        let of = |i: usize| self.worth * self.samples.weights[i] * self.probabilities(at, i).1;
        (0..self.samples.len()).map(of).sum::<f64>() + penalty
    }

    fn derivatives(&self, at: &[f64]) -> (Vec<f64>, Mat<f64>) {
        let (m, k, b) = (self.kept.len(), self.classes, self.intercepts());
        let mut hessian = Mat::zeros(m + b, m + b);
        let mut gradient = vec![0.0; m + b];
        for j in 0..m + b {
            let (ridge, centre) = self.ridge(j);
            hessian[(j, j)] = ridge;
            gradient[j] = ridge * (at[j] - centre);
        }
        for i in 0..self.samples.len() {
            let weight = self.worth * self.samples.weights[i];
            let (p, _) = self.probabilities(at, i);
            let z: Vec<&[f64]> = self
                .kept
                .iter()
                .map(|&m| &self.z[self.samples.rows[i]][m * k..(m + 1) * k])
                .collect();
            let means: Vec<f64> =
                z.iter().map(|z| z.iter().zip(&p).map(|(z, p)| z * p).sum()).collect();
            for a in 0..m {
                gradient[a] += weight * (means[a] - z[a][self.samples.y[i]]);
                for c in 0..=a {
                    let both: f64 = (0..k).map(|k| p[k] * z[a][k] * z[c][k]).sum();
                    hessian[(a, c)] += weight * (both - means[a] * means[c]);
                }
                for c in 0..b {
                    hessian[(m + c, a)] += weight * p[c] * (z[a][c] - means[a]);
                }
            }
            for c in 0..b {
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
