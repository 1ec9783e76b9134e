//! The factors of a sample given the features it has.

use ndarray::{Array2, ArrayView1};

use super::Factors;
use super::triangle::Triangle;

/// Which features are there and which are not, with the precision of the factors given the first:
/// shared by the samples that lack the same.
pub struct Pattern<'a> {
    factors: &'a Factors,
    observed: Vec<usize>,
    missing: Vec<usize>,
    /// Of M = I + Σ wwᵀ/ψ over the observed features.
    precision: Triangle,
}

/// What the features that a sample has say of its factors.
#[derive(Debug, Clone, PartialEq)]
pub struct Known {
    /// Mean of z given them: M⁻¹ Σ w (x − μ)/ψ.
    z: Vec<f64>,
    /// See [`Factors::distance`].
    pub distance: f64,
}

impl<'a> Pattern<'a> {
    pub(super) fn new(factors: &'a Factors, missing: &[usize]) -> Self {
        let mut observed = vec![true; factors.mean.len()];
        let missing: Vec<usize> = missing.iter().copied().filter(|&j| j < observed.len()).collect();
        for &feature in &missing {
            observed[feature] = false;
        }
        let observed: Vec<usize> = (0..observed.len()).filter(|&j| observed[j]).collect();
        let mut precision = Array2::eye(factors.loadings.ncols());
        for &j in &observed {
            let w = factors.loadings.row(j);
            for (a, mut row) in precision.rows_mut().into_iter().enumerate() {
                let scaled = w[a] / factors.own[j];
                row.iter_mut().zip(w).take(a + 1).for_each(|(to, w)| *to += scaled * w);
            }
        }
        Self { factors, observed, missing, precision: Triangle::of(precision) }
    }

    /// Features that are missing, ascending.
    pub fn missing(&self) -> &[usize] {
        &self.missing
    }

    /// What a sample's features say; values of missing ones are not looked at.
    pub fn known(&self, x: ArrayView1<'_, f32>) -> Known {
        let Factors { mean, loadings, own } = self.factors;
        let mut b = vec![0.0; loadings.ncols()];
        let mut squares = 0.0;
        for &j in &self.observed {
            let off = f64::from(x[j]) - mean[j];
            squares += off * off / own[j];
            let scaled = off / own[j];
            b.iter_mut().zip(loadings.row(j)).for_each(|(b, w)| *b += scaled * w);
        }
        // (WWᵀ + ψ)⁻¹ = ψ⁻¹ − ψ⁻¹W M⁻¹ Wᵀψ⁻¹ (Woodbury).
        let mut z = b.clone();
        self.precision.solve_lower(&mut z);
        let explained: f64 = z.iter().map(|v| v * v).sum();
        self.precision.solve_upper(&mut z);
        let distance = (squares - explained).max(0.0) / self.observed.len().max(1) as f64;
        Known { z, distance }
    }

    /// The missing features as they most probably were: μ + W E\[z\].
    pub fn mean(&self, known: &Known) -> Vec<f64> {
        self.at(&known.z)
    }

    /// The missing features as they may have been: drawn given the others, `normals` being as many
    /// standard normal numbers as there are factors and then one for each feature.
    pub fn draw(&self, known: &Known, normals: &[f64]) -> Vec<f64> {
        let (of_z, of_own) = normals.split_at(known.z.len().min(normals.len()));
        let mut z = of_z.to_vec();
        self.precision.solve_upper(&mut z);
        z.iter_mut().zip(&known.z).for_each(|(z, mean)| *z += mean);
        let mut drawn = self.at(&z);
        for (value, &j) in drawn.iter_mut().zip(&self.missing) {
            *value += self.factors.own[j].sqrt() * of_own.get(j).copied().unwrap_or_default();
        }
        drawn
    }

    fn at(&self, z: &[f64]) -> Vec<f64> {
        let value = |&j: &usize| {
            let common: f64 = self.factors.loadings.row(j).iter().zip(z).map(|(w, z)| w * z).sum();
            self.factors.mean[j] + common
        };
        self.missing.iter().map(value).collect()
    }
}
