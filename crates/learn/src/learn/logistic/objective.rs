//! The smooth part of the objective: log-loss and ridge, its gradient and Hessian products.
//!
//! Values and gradients are computed in f64, Hessian products in f32: a Newton step needs its
//! direction to a few digits only, the gradient corrects the rest.

use exoscope_linalg::{MatMut, MatRef, blocks, multiply, multiply_add};
use std::ops::Range;

use rayon::prelude::*;

use crate::learn::Examples;
use crate::learn::linear::softmax;

/// Tasks that a pass over the samples is cut into, at any number of threads.
const TASKS: usize = 16;

/// Log-loss of softmax(Wx + b) plus ½·ridge·‖W‖², on centred features.
///
/// Parameters are one vector: W row by row (scores × features), then b. There is one score per
/// class, except for two classes: there the first class has score 0 and the second the only score.
pub(super) struct Objective<'a> {
    examples: &'a Examples,
    x: Vec<f32>,
    means: Vec<f64>,
    squares: Vec<f64>,
    rounding: f64,
    ridge: f64,
    /// 1 for two classes, whose first has no score of its own; else 0.
    reference: usize,
}

/// The objective at one point.
pub(super) struct Value {
    pub loss: f64,
    pub gradient: Vec<f64>,
    /// Probability of each score's class, samples × scores, row-major.
    pub probabilities: Vec<f32>,
}

impl<'a> Objective<'a> {
    pub fn new(examples: &'a Examples, ridge: f64) -> Self {
        let mut means = vec![0.0; examples.n_features()];
        let total: f64 = examples.weights().iter().sum();
        for (row, w) in examples.x().outer_iter().zip(examples.weights()) {
            means.iter_mut().zip(row).for_each(|(m, &x)| *m += w / total * f64::from(x));
        }
        let rows = examples.x();
        let centre = |(&x, m): (&f32, &f64)| (f64::from(x) - m) as f32;
        let x: Vec<f32> =
            rows.outer_iter().flat_map(|r| r.into_iter().zip(&means).map(centre)).collect();
        let mut squares = vec![0.0; examples.n_features()];
        let mut size = 0.0;
        for (row, w) in x.chunks_exact(examples.n_features()).zip(examples.weights()) {
            let mut norm = 0.0;
            for (s, &x) in squares.iter_mut().zip(row) {
                let square = f64::from(x).powi(2);
                *s += w * square;
                norm += square;
            }
            size += w * (1.0 + norm.sqrt());
        }
        let rounding = 4.0 * f64::EPSILON * size;
        let reference = usize::from(examples.n_classes() == 2);
        Self { examples, x, means, squares, rounding, ridge, reference }
    }

    pub fn n_features(&self) -> usize {
        self.examples.n_features()
    }

    pub fn n_samples(&self) -> usize {
        self.examples.n_samples()
    }

    pub fn n_scores(&self) -> usize {
        self.examples.n_classes() - self.reference
    }

    pub fn ridge(&self) -> f64 {
        self.ridge
    }

    pub fn weights(&self) -> &[f64] {
        self.examples.weights()
    }

    /// Weighted means that were subtracted from the features.
    pub fn means(&self) -> &[f64] {
        &self.means
    }

    /// Weighted sum of squares of each centred feature.
    pub fn squares(&self) -> &[f64] {
        &self.squares
    }

    /// A gradient no longer than this is 0 but for rounding: a few ε Σ wᵢ(1 + ‖xᵢ‖).
    pub fn rounding(&self) -> f64 {
        self.rounding
    }

    /// The centred values of some samples, row-major.
    pub fn rows(&self, samples: Range<usize>) -> &[f32] {
        let p = self.n_features();
        &self.x[samples.start * p..samples.end * p]
    }

    /// W and b of a parameter vector.
    pub fn split<'v, T>(&self, parameters: &'v [T]) -> (&'v [T], &'v [T]) {
        parameters.split_at(self.n_scores() * self.n_features())
    }

    /// W = 0 and b the log of the class frequencies, the optimum under an infinite penalty.
    pub fn frequencies(&self) -> Vec<f64> {
        let mut frequency = vec![0.0; self.examples.n_classes()];
        for (&y, w) in self.examples.y().iter().zip(self.weights()) {
            frequency[y] += w;
        }
        let log: Vec<f64> = frequency.into_iter().map(f64::ln).collect();
        let base =
            if self.reference == 1 { log[0] } else { log.iter().sum::<f64>() / log.len() as f64 };
        let mut parameters = vec![0.0; self.n_scores() * self.n_features()];
        parameters.extend(log[self.reference..].iter().map(|b| b - base));
        parameters
    }

    /// Loss, gradient and probabilities at a point.
    pub fn value(&self, parameters: &[f64]) -> Value {
        let parts = self.pass(|samples| self.value_part(samples, parameters));
        let mut whole =
            Value { loss: 0.0, gradient: vec![0.0; parameters.len()], probabilities: Vec::new() };
        for part in parts {
            whole.loss += part.loss;
            whole.gradient.iter_mut().zip(part.gradient).for_each(|(g, v)| *g += v);
            whole.probabilities.extend(part.probabilities);
        }
        let (w, _) = self.split(parameters);
        for (g, w) in whole.gradient.iter_mut().zip(w) {
            *g += self.ridge * w;
            whole.loss += 0.5 * self.ridge * w * w;
        }
        whole
    }

    fn value_part(&self, samples: Range<usize>, parameters: &[f64]) -> Value {
        let (p, q) = (self.n_features(), self.n_scores());
        let (w, b) = self.split(parameters);
        let mut part = Value {
            loss: 0.0,
            gradient: vec![0.0; parameters.len()],
            probabilities: Vec::with_capacity(samples.len() * q),
        };
        let (gradient_w, gradient_b) = part.gradient.split_at_mut(p * q);
        let mut x = Vec::new();
        let mut scores = vec![0.0; self.block() * q];
        let mut row = vec![0.0; q];
        for block in blocks(samples.len(), self.block()) {
            let (first, n) = (samples.start + block.start, block.len());
            x.clear();
            x.extend(self.rows(first..first + n).iter().map(|&v| f64::from(v)));
            let x = MatRef::from_row_major_slice(&x, n, p);
            let scores = &mut scores[..n * q];
            let product = MatMut::from_column_major_slice_mut(scores, n, q);
            let w = MatRef::from_column_major_slice(w, p, q);
            multiply(product, x, w);
            for i in 0..n {
                let (y, weight) = (self.examples.y()[first + i], self.weights()[first + i]);
                for (k, s) in row.iter_mut().enumerate() {
                    *s = scores[k * n + i] + b[k];
                }
                let own = y.checked_sub(self.reference).map_or(0.0, |k| row[k]);
                part.loss += weight * (softmax(&mut row, self.reference_score()) - own);
                for (k, s) in row.iter().enumerate() {
                    part.probabilities.push(*s as f32);
                    let residual = weight * (s - f64::from(u8::from(k + self.reference == y)));
                    scores[k * n + i] = residual;
                    gradient_b[k] += residual;
                }
            }
            let gradient = MatMut::from_column_major_slice_mut(gradient_w, p, q);
            let residuals = MatRef::from_column_major_slice(scores, n, q);
            multiply_add(gradient, x.transpose(), residuals);
        }
        part
    }

    /// Hessian times a direction, where the model gives `probabilities`.
    ///
    /// With z = Vx + c, the direction's scores: Σᵢ wᵢ pᵢ∘(zᵢ − pᵢᵀzᵢ) [xᵢ, 1]ᵀ + ridge·V.
    pub fn curve(&self, probabilities: &[f32], direction: &[f64]) -> Vec<f64> {
        let single: Vec<f32> = direction.iter().map(|&v| v as f32).collect();
        let parts = self.pass(|samples| self.curve_part(samples, probabilities, &single));
        let (v, c) = self.split(direction);
        let mut whole: Vec<f64> = v.iter().map(|v| self.ridge * v).collect();
        whole.extend(c.iter().map(|_| 0.0));
        for part in parts {
            whole.iter_mut().zip(part).for_each(|(h, v)| *h += f64::from(v));
        }
        whole
    }

    fn curve_part(&self, samples: Range<usize>, p_all: &[f32], direction: &[f32]) -> Vec<f32> {
        let (p, q) = (self.n_features(), self.n_scores());
        let (v, c) = self.split(direction);
        let mut part = vec![0.0; direction.len()];
        let (part_w, part_b) = part.split_at_mut(p * q);
        let mut scores = vec![0.0; self.block() * q];
        for block in blocks(samples.len(), self.block()) {
            let (first, n) = (samples.start + block.start, block.len());
            let x = MatRef::from_row_major_slice(self.rows(first..first + n), n, p);
            let scores = &mut scores[..n * q];
            let product = MatMut::from_column_major_slice_mut(scores, n, q);
            let v = MatRef::from_column_major_slice(v, p, q);
            multiply(product, x, v);
            for i in 0..n {
                let weight = self.weights()[first + i] as f32;
                let probabilities = &p_all[(first + i) * q..(first + i + 1) * q];
                let mut mean = 0.0;
                for (k, p) in probabilities.iter().enumerate() {
                    scores[k * n + i] += c[k];
                    mean += p * scores[k * n + i];
                }
                for (k, p) in probabilities.iter().enumerate() {
                    let u = weight * p * (scores[k * n + i] - mean);
                    scores[k * n + i] = u;
                    part_b[k] += u;
                }
            }
            let product = MatMut::from_column_major_slice_mut(part_w, p, q);
            let scores = MatRef::from_column_major_slice(scores, n, q);
            multiply_add(product, x.transpose(), scores);
        }
        part
    }

    fn reference_score(&self) -> Option<f64> {
        (self.reference == 1).then_some(0.0)
    }

    /// Samples per matrix product: about a megabyte of f64 values.
    fn block(&self) -> usize {
        (131_072 / self.n_features()).clamp(16, 512)
    }

    /// One result for each of at most [`TASKS`] runs of samples, in order.
    fn pass<R: Send>(&self, part: impl Fn(Range<usize>) -> R + Send + Sync) -> Vec<R> {
        let size = self.n_samples().div_ceil(TASKS).next_multiple_of(self.block());
        let runs: Vec<_> = blocks(self.n_samples(), size).collect();
        runs.into_par_iter().map(part).collect()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use ndarray::Array2;

    use super::*;

    /// Slopes of the loss and of the gradient along a direction, by central differences, against
    /// the gradient and the Hessian product.
    #[test]
    fn gradient_and_curve_are_derivatives() {
        for k in [2, 4] {
            let x = Array2::from_shape_fn((23, 5), |(i, j)| ((i * 13 + j * 7) % 17) as f32 / 4.0);
            let weights = (0..23).map(|i| 0.5 + f64::from(i % 4)).collect();
            let examples = Examples::new(x, (0..23).map(|i| i % k).collect(), k).unwrap();
            let examples = examples.with_weights(weights).unwrap();
            let objective = Objective::new(&examples, 0.7);
            let n = objective.n_scores() * 6;
            let at: Vec<f64> = (0..n).map(|i| (i as f64).sin() / 3.0).collect();
            let along: Vec<f64> = (0..n).map(|i| (i as f64).cos()).collect();
            let step = 1e-5;
            let shifted = |sign: f64| {
                let at: Vec<f64> =
                    at.iter().zip(&along).map(|(a, d)| a + sign * step * d).collect();
                objective.value(&at)
            };
            let (ahead, behind) = (shifted(1.0), shifted(-1.0));
            let here = objective.value(&at);
            let slope: f64 = here.gradient.iter().zip(&along).map(|(g, d)| g * d).sum();
            assert!((slope - (ahead.loss - behind.loss) / (2.0 * step)).abs() < 1e-6 * slope.abs());
            let curve = objective.curve(&here.probabilities, &along);
            let size = curve.iter().fold(0.0_f64, |m, v| v.abs().max(m));
            for ((c, a), b) in curve.iter().zip(&ahead.gradient).zip(&behind.gradient) {
                assert!((c - (a - b) / (2.0 * step)).abs() < 1e-5 * size, "{k} classes");
            }
        }
    }
}
