//! The pooled within-class covariance, each class shrunk.

use exoscope_linalg::{Gram, Mat, MatRef, blocks};
use rayon::prelude::*;

use super::Shrinkage;
use crate::learn::Examples;
use crate::learn::moments::ClassMoments;

/// Σ and how far each class was shrunk.
pub(in crate::learn) struct WithinCovariance {
    /// Lower triangle of Σ.
    pub sigma: Mat<f64>,
    /// Intensity for each class.
    pub shrinkage: Vec<f64>,
}

impl WithinCovariance {
    /// Σ = Σₖ πₖ ((1−sₖ) Sₖ + sₖ Tₖ). The Sₖ need not be formed: their sum is one product `XᵀDX`
    /// of class-centred rows with weights πₖ(1−sₖ)/nₖ.
    pub fn estimate(examples: &Examples, moments: &[ClassMoments], shrinkage: Shrinkage) -> Self {
        let p = examples.n_features();
        let total: f64 = moments.iter().map(|m| m.weight).sum();
        let mut intensities = Vec::with_capacity(moments.len());
        let mut target = vec![0.0; p];
        for class in moments {
            let prior = class.weight / total;
            let (s, diagonal) = match shrinkage {
                Shrinkage::Fixed(s) => (s, mean_variance(class)),
                Shrinkage::LedoitWolf => ledoit_wolf(examples, class),
            };
            target.iter_mut().zip(diagonal).for_each(|(t, d)| *t += prior * s * d);
            intensities.push(s);
        }
        let mut scales = vec![0.0; examples.n_samples()];
        for (class, s) in moments.iter().zip(&intensities) {
            for &i in &class.members {
                scales[i] = ((1.0 - s) * examples.weights()[i] / total).sqrt();
            }
        }
        let mut gram = Gram::new(p);
        let mut rows = vec![0.0; Gram::<f64>::DEPTH * p];
        for block in blocks(examples.n_samples(), Gram::<f64>::DEPTH) {
            let rows = &mut rows[..block.len() * p];
            rows.par_chunks_exact_mut(p).zip(block.clone()).for_each(|(row, i)| {
                let means = &moments[examples.y()[i]].means;
                for ((out, &x), m) in row.iter_mut().zip(examples.row(i)).zip(means) {
                    *out = scales[i] * (f64::from(x) - m);
                }
            });
            gram.add(MatRef::from_row_major_slice(rows, block.len(), p));
        }
        let mut sigma = gram.into_lower();
        for (j, t) in target.into_iter().enumerate() {
            sigma[(j, j)] += t;
        }
        Self { sigma, shrinkage: intensities }
    }
}

/// The mean variance, for every feature.
fn mean_variance(class: &ClassMoments) -> Vec<f64> {
    let p = class.variances.len();
    vec![class.variances.iter().sum::<f64>() / p as f64; p]
}

/// Ledoit–Wolf intensity of a class on its standardised features, and its target's diagonal in
/// the features' own units.
fn ledoit_wolf(examples: &Examples, class: &ClassMoments) -> (f64, Vec<f64>) {
    let scales = class.scales();
    let (n, p) = (class.weight, scales.len());
    let trace: f64 = class.variances.iter().zip(&scales).map(|(v, s)| v / (s * s)).sum();
    let mu = trace / p as f64;
    let target = scales.iter().map(|s| mu * s * s).collect();
    if p == 1 {
        return (0.0, target);
    }
    // Rows √wᵢ·zᵢ of the standardised class.
    let mut z = vec![0.0_f32; class.members.len() * p];
    z.par_chunks_exact_mut(p).zip(&class.members).for_each(|(z, &i)| {
        let root = examples.weights()[i].sqrt();
        let x = examples.row(i);
        for (((z, &x), m), s) in z.iter_mut().zip(x).zip(&class.means).zip(&scales) {
            *z = (root * (f64::from(x) - m) / s) as f32;
        }
    });
    let fourth = |(z, &i): (&[f32], &usize)| {
        z.iter().map(|&z| f64::from(z).powi(2)).sum::<f64>().powi(2) / examples.weights()[i]
    };
    let fourth: f64 = z.chunks_exact(p).zip(&class.members).map(fourth).sum();
    let square = energy(MatRef::from_row_major_slice(&z, class.members.len(), p)) / (n * n);
    let beta = (fourth / n - square) / (n * p as f64);
    let delta = (square - 2.0 * mu * trace + p as f64 * mu * mu) / p as f64;
    let s = if delta > 0.0 { (beta / delta).clamp(0.0, 1.0) } else { 0.0 };
    (s, target)
}

/// ‖`ZᵀZ`‖² = ‖`ZZᵀ`‖², by the smaller of the two.
fn energy(z: MatRef<'_, f32>) -> f64 {
    let a = if z.ncols() <= z.nrows() { z } else { z.transpose() };
    let mut gram = Gram::new(a.ncols());
    gram.add(a);
    gram.energy()
}
