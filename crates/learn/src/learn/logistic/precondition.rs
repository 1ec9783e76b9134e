//! An approximate inverse Hessian for the conjugate gradients.

use super::objective::Objective;
use exoscope_linalg::{Cholesky, Gram, Mat, MatRef, blocks};

/// The inverse of c·`XᵀDX` + ridge·I for every score, c the mean of p(1−p) over samples and scores:
/// the form of Böhning's bound on the Hessian, with the mean curvature in place of the greatest.
///
/// Böhning, "Multinomial logistic regression algorithm", Ann. Inst. Statist. Math. 44 (1992).
pub(super) struct Preconditioner {
    gram: Mat<f32>,
    factor: Option<Cholesky<f32>>,
    /// c that the factor was made for.
    factored: f64,
    total_weight: f64,
    ridge: f64,
    curvature: f64,
}

/// The factor is made anew when the curvature has changed by more than this ratio.
const STALE: f64 = 2.0;

impl Preconditioner {
    pub fn new(objective: &Objective<'_>) -> Self {
        let gram = gram(objective);
        let total_weight = objective.weights().iter().sum();
        let (ridge, curvature, factored) = (objective.ridge(), 1.0, 0.0);
        Self { gram, factor: None, factored, total_weight, ridge, curvature }
    }

    /// Fits c to the mean of p(1−p) over samples and scores.
    pub fn update(&mut self, objective: &Objective<'_>, probabilities: &[f32]) {
        let q = objective.n_scores();
        let spread = |p: &f32| f64::from(p * (1.0 - p));
        let sum: f64 = probabilities
            .chunks_exact(q)
            .zip(objective.weights())
            .map(|(p, w)| w * p.iter().map(spread).sum::<f64>())
            .sum();
        self.curvature = (sum / (self.total_weight * q as f64)).max(1e-12);
        let gram = &self.gram;
        let ratio = self.curvature / self.factored;
        if (1.0 / STALE..=STALE).contains(&ratio) {
            return;
        }
        let c = self.curvature;
        // f32 cannot hold a ridge far below the Gram matrix; a preconditioner need not.
        let mean_square = objective.squares().iter().sum::<f64>() / gram.nrows() as f64;
        let ridge = self.ridge.max(1e-5 * c * mean_square);
        let shifted = Mat::from_fn(gram.nrows(), gram.ncols(), |i, j| {
            let shift = if i == j { ridge as f32 } else { 0.0 };
            if i >= j { c as f32 * gram[(i, j)] + shift } else { 0.0 }
        });
        self.factor = Cholesky::new(shifted).ok();
        self.factored = c;
    }

    /// Multiplies a gradient-like vector by the approximate inverse.
    pub fn apply(&self, objective: &Objective<'_>, vector: &[f64]) -> Vec<f64> {
        let (w, b) = objective.split(vector);
        let mut out: Vec<f64> = if let Some(factor) = &self.factor {
            let mut w: Vec<f32> = w.iter().map(|&v| v as f32).collect();
            factor.solve(&mut w);
            w.into_iter().map(f64::from).collect()
        } else {
            let scale = objective.squares().iter().map(|s| self.curvature * s + self.ridge);
            w.iter().zip(scale.cycle()).map(|(w, s)| w / s).collect()
        };
        out.extend(b.iter().map(|b| b / (self.curvature * self.total_weight)));
        out
    }
}

/// `XᵀDX` of the centred features with the weights D; lower triangle.
fn gram(objective: &Objective<'_>) -> Mat<f32> {
    let p = objective.n_features();
    let mut gram = Gram::new(p);
    let mut weighted = Vec::new();
    for block in blocks(objective.n_samples(), Gram::<f32>::DEPTH) {
        weighted.clear();
        for i in block.clone() {
            let scale = objective.weights()[i].sqrt() as f32;
            weighted.extend(objective.rows(i..i + 1).iter().map(|x| scale * x));
        }
        gram.add(MatRef::from_row_major_slice(&weighted, block.len(), p));
    }
    gram.into_lower()
}
