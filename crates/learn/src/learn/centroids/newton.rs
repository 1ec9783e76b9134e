//! One shrunken centroid, by Newton's method on the factor scores of its average.

use exoscope_linalg::{Cholesky, Mat};
use ndarray::{Array1, ArrayView1, Zip};

use super::precision::Precision;

/// Steps at most; it takes 2 to 10.
const STEPS: usize = 100;
/// Share of the decrease that the gradient promises, which a step must reach (Armijo).
const DECREASE: f64 = 1e-4;
/// Times a step is halved at most.
const HALVINGS: usize = 30;

/// Shrinks the centroid of one class, to thresholds that grow.
///
/// With the factor scores f of the average as unknowns, ½ rᵀΩr is the least of
/// ½ (r − Lf)ᵀΨ⁻¹(r − Lf) + ½ fᵀf over f. Given f, the centroid is a − Lf drawn to 0 by d, and what is left,
/// Σⱼ huber(aⱼ − Lⱼf; dⱼ) / Ψⱼ + ½ fᵀf, is convex, has a continuous gradient and as many unknowns as
/// there are factors (Huber 1964; Newton steps after Madsen & Nielsen, BIT 30, 1990). Its Hessian,
/// I + Σⱼ LⱼᵀLⱼ / Ψⱼ over features within their threshold, changes by few features from one step and from one
/// threshold to the next, and is kept up by these alone.
pub(super) struct CentroidShrinkage {
    /// f.
    scores: Array1<f64>,
    /// Σⱼ LⱼᵀLⱼ / Ψⱼ over features within their threshold: lower triangle, row by row.
    products: Vec<f64>,
    inside: Vec<bool>,
}

impl CentroidShrinkage {
    /// Of an average that is not shrunken yet.
    pub fn none(precision: &Precision) -> Self {
        let (features, factors) = precision.loadings.dim();
        Self {
            scores: Array1::zeros(factors),
            products: vec![0.0; factors * (factors + 1) / 2],
            inside: vec![false; features],
        }
    }

    /// The centroid m that minimises ½ (a − m)ᵀΩ(a − m) + Σⱼ dⱼ|mⱼ| / Ψⱼ, with a the average and d the
    /// thresholds, to `tolerance` of each feature.
    pub fn shrink(
        &mut self,
        precision: &Precision,
        average: ArrayView1<'_, f64>,
        draw: ArrayView1<'_, f64>,
        tolerance: ArrayView1<'_, f64>,
    ) -> Array1<f64> {
        let Precision { by_factor, own, .. } = precision;
        let rest = |f: &Array1<f64>| {
            let mut rest = average.to_owned();
            for (loadings, &score) in by_factor.outer_iter().zip(f) {
                rest.scaled_add(-score, &loadings);
            }
            rest
        };
        let drawn = |rest: &Array1<f64>| {
            Zip::from(rest).and(draw).map_collect(|v, d| v.signum() * (v.abs() - d).max(0.0))
        };
        let loss = |f: &Array1<f64>, rest: &Array1<f64>| -> f64 {
            let huber = Zip::from(rest).and(draw).and(own).fold(0.0, |sum, r, d, own| {
                let r = r.abs();
                sum + if r <= *d { 0.5 * r * r } else { d * (r - 0.5 * d) } / own
            });
            huber + 0.5 * f.dot(f)
        };
        let mut left = rest(&self.scores);
        let (mut at, mut m) = (loss(&self.scores, &left), drawn(&left));
        // Without factors the draw is the whole answer.
        let steps = if self.scores.is_empty() { 0 } else { STEPS };
        for _ in 0..steps {
            let pull =
                Zip::from(&left).and(draw).and(own).map_collect(|r, d, own| r.clamp(-*d, *d) / own);
            let gradient = &self.scores - &by_factor.dot(&pull);
            self.keep_up(precision, &left, draw);
            let mut step: Vec<f64> = gradient.iter().map(|g| -g).collect();
            let Ok(factor) = Cholesky::new(self.hessian()) else { break };
            factor.solve(&mut step);
            let step = Array1::from(step);
            let promised = step.dot(&gradient);
            let mut length = 1.0;
            let mut found = None;
            for _ in 0..HALVINGS {
                let next = &self.scores + &(&step * length);
                let next_left = rest(&next);
                let there = loss(&next, &next_left);
                if there <= at + DECREASE * length * promised {
                    found = Some((next, next_left, there));
                    break;
                }
                length /= 2.0;
            }
            // No decrease within rounding: this is the minimum.
            let Some((next, next_left, there)) = found else { break };
            let moved = drawn(&next_left);
            let near = Zip::from(&moved)
                .and(&m)
                .and(tolerance)
                .all(|new, old, by| (new - old).abs() <= *by);
            (self.scores, left, at, m) = (next, next_left, there, moved);
            if near {
                break;
            }
        }
        m
    }

    /// Takes in features that have come within their threshold, and takes out those that have left.
    fn keep_up(&mut self, precision: &Precision, rest: &Array1<f64>, draw: ArrayView1<'_, f64>) {
        for (j, inside) in self.inside.iter_mut().enumerate() {
            let now = rest[j].abs() <= draw[j];
            if now == *inside {
                continue;
            }
            *inside = now;
            let loadings = precision.loadings.row(j);
            let scale = if now { precision.own[j].recip() } else { -precision.own[j].recip() };
            for (a, &loading) in loadings.iter().enumerate() {
                let (start, scaled) = (a * (a + 1) / 2, scale * loading);
                let row = &mut self.products[start..=start + a];
                row.iter_mut().zip(loadings).for_each(|(sum, other)| *sum += scaled * other);
            }
        }
    }

    fn hessian(&self) -> Mat<f64> {
        let factors = self.scores.len();
        Mat::from_fn(factors, factors, |i, j| {
            let (i, j) = (i.max(j), i.min(j));
            self.products[i * (i + 1) / 2 + j] + f64::from(u8::from(i == j))
        })
    }
}
