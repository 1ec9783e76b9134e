//! Mean and variance of each feature in each class.

use rayon::prelude::*;

use crate::learn::Examples;

/// The samples of one class and their first two moments.
pub(super) struct ClassMoments {
    /// Rows of the class.
    pub members: Vec<usize>,
    /// Sum of their weights.
    pub weight: f64,
    /// Weighted mean of each feature.
    pub means: Vec<f64>,
    /// Weighted population variance of each feature.
    pub variances: Vec<f64>,
}

impl ClassMoments {
    /// Of every class, in order.
    pub fn all(examples: &Examples) -> Vec<Self> {
        Self::among(examples, 0..examples.n_samples())
    }

    /// Of every class among some rows, in order; of a class that none of them has, all 0.
    pub fn among(examples: &Examples, rows: impl IntoIterator<Item = usize>) -> Vec<Self> {
        let mut members = vec![Vec::new(); examples.n_classes()];
        for row in rows {
            members[examples.y()[row]].push(row);
        }
        members.into_par_iter().map(|members| Self::of(examples, members)).collect()
    }

    fn of(examples: &Examples, members: Vec<usize>) -> Self {
        let weight: f64 = members.iter().map(|&i| examples.weights()[i]).sum();
        let share = |&i: &usize| (examples.weights()[i] / weight, examples.row(i));
        let mut means = vec![0.0; examples.n_features()];
        for (share, x) in members.iter().map(share) {
            means.iter_mut().zip(x).for_each(|(m, &x)| *m += share * f64::from(x));
        }
        let mut variances = vec![0.0; examples.n_features()];
        for (share, x) in members.iter().map(share) {
            for ((v, &x), m) in variances.iter_mut().zip(x).zip(&means) {
                *v += share * (f64::from(x) - m).powi(2);
            }
        }
        Self { members, weight, means, variances }
    }

    /// Standard deviation of each feature, 1 where the feature is constant but for rounding.
    ///
    /// The bound on rounding is scikit-learn's (`StandardScaler`): n ε σ² + (n μ ε)².
    pub fn scales(&self) -> Vec<f64> {
        let noise = self.weight * f64::EPSILON;
        let scale = |(&v, m): (&f64, &f64)| {
            if v <= noise * v + (noise * m).powi(2) { 1.0 } else { v.sqrt() }
        };
        self.variances.iter().zip(&self.means).map(scale).collect()
    }
}
