//! The pooled within-class covariance, each class shrunk.

use std::ops::Range;

use faer::Mat;
use ndarray::s;

use super::Shrinkage;
use super::moments::ClassMoments;
use crate::learn::Examples;
use crate::learn::products::gram::{gram, gram_energy};

/// Σ and how far each class was shrunk.
pub(super) struct WithinCovariance {
    /// Lower triangle of Σ.
    pub sigma: Mat<f64>,
    /// Intensity for each class.
    pub shrinkage: Vec<f64>,
}

impl WithinCovariance {
    /// Σ = Σₖ πₖ ((1−sₖ) Sₖ + sₖ Tₖ). The Sₖ need not be formed: their sum is one product XᵀDX
    /// of class-centred rows with weights πₖ(1−sₖ)/nₖ.
    pub fn estimate(examples: &Examples, moments: &[ClassMoments], shrinkage: Shrinkage) -> Self {
        let total: f64 = moments.iter().map(|m| m.weight).sum();
        let mut intensities = Vec::with_capacity(moments.len());
        let mut target = vec![0.0; examples.n_features()];
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
        let mut sigma = gram(examples.n_samples(), examples.n_features(), |rows, columns, out| {
            for (i, out) in rows.zip(out.chunks_exact_mut(columns.len())) {
                let means = &moments[examples.y()[i]].means;
                for (out, v) in out.iter_mut().zip(centred(examples, means, i, columns.clone())) {
                    *out = scales[i] * v;
                }
            }
        });
        for (j, t) in target.into_iter().enumerate() {
            sigma[(j, j)] += t;
        }
        Self { sigma, shrinkage: intensities }
    }
}

/// A sample's values less its class's means.
fn centred(
    examples: &Examples,
    means: &[f64],
    sample: usize,
    columns: Range<usize>,
) -> impl Iterator<Item = f64> {
    let values = examples.x().slice_move(s![sample, columns.clone()]);
    values.into_iter().zip(&means[columns]).map(|(&x, m)| f64::from(x) - m)
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
    let standard = |i: usize, columns: Range<usize>| {
        let deviations = centred(examples, &class.means, i, columns.clone());
        deviations.zip(scales[columns].iter()).map(|(v, s)| v / s).collect::<Vec<f64>>()
    };
    // tr S / p, ‖S‖² and Σ wᵢ‖zᵢ‖⁴ of the standardised class.
    let trace: f64 = class.variances.iter().zip(&scales).map(|(v, s)| v / (s * s)).sum();
    let mu = trace / p as f64;
    let target = scales.iter().map(|s| mu * s * s).collect();
    if p == 1 {
        return (0.0, target);
    }
    let members = &class.members;
    let root = |i: usize| examples.weights()[i].sqrt();
    let energy = if p <= members.len() {
        gram_energy(members.len(), p, |rows, columns, out| {
            for (&i, out) in members[rows].iter().zip(out.chunks_exact_mut(columns.len())) {
                for (out, z) in out.iter_mut().zip(standard(i, columns.clone())) {
                    *out = (root(i) * z) as f32;
                }
            }
        })
    } else {
        gram_energy(p, members.len(), |features, samples, out| {
            for (k, &i) in members[samples.clone()].iter().enumerate() {
                for (row, z) in standard(i, features.clone()).into_iter().enumerate() {
                    out[row * samples.len() + k] = (root(i) * z) as f32;
                }
            }
        })
    };
    let square = energy / (n * n);
    let fourth: f64 = members
        .iter()
        .map(|&i| {
            let norm: f64 = standard(i, 0..p).into_iter().map(|z| z * z).sum();
            examples.weights()[i] * norm * norm
        })
        .sum();
    let beta = (fourth / n - square) / (n * p as f64);
    let delta = (square - 2.0 * mu * trace + p as f64 * mu * mu) / p as f64;
    let s = if delta > 0.0 { (beta / delta).clamp(0.0, 1.0) } else { 0.0 };
    (s, target)
}
