//! Fingerprints of training profiles: whether a sample to be called was learned from.

use std::collections::BTreeSet;

use exoscope_core::store::checksum_bytes;
use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView1, Axis};
use serde::{Deserialize, Serialize};

use super::align::Matrix;

/// Different values that a profile needs: with fewer, two samples may agree by chance.
const DISTINCT: usize = 10;

/// Fingerprints of the samples that a pipeline was fitted on: 64 bits of the SHA-256 of each sample's
/// values of all the pipeline's miRNAs, to the last bit and before any preparation: a cohort that lacks one of them is not recognised. Of `n` training samples, a new one
/// is taken for one of them by chance with probability `n / 2⁶⁴`. Nothing of a profile can be had back.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Fingerprints(BTreeSet<String>);

impl Fingerprints {
    /// Of the samples in the rows of `matrix`.
    pub(super) fn of(matrix: &Matrix) -> Self {
        Self(each(matrix).into_iter().flatten().collect())
    }

    /// For each row of `matrix` whether it has the very values of one of these samples.
    pub(super) fn hold(&self, matrix: &Matrix) -> Vec<bool> {
        if self.0.is_empty() {
            return vec![false; matrix.n_samples()];
        }
        each(matrix)
            .iter()
            .map(|one| one.as_ref().is_some_and(|one| self.0.contains(one)))
            .collect()
    }
}

/// The fingerprint of each row; `None` where fewer than ten of its values differ.
fn each(matrix: &Matrix) -> Vec<Option<String>> {
    fn rows<T: Copy + Sync + Send>(
        values: &Array2<T>,
        wide: impl Fn(T) -> f64 + Sync,
    ) -> Vec<Option<String>> {
        values.axis_iter(Axis(0)).into_par_iter().map(|row| fingerprint(row, &wide)).collect()
    }
    match matrix {
        Matrix::Counts(values) => rows(values, |value| value),
        Matrix::Cpm(values) | Matrix::Log2(values) => rows(values, f64::from),
    }
}

fn fingerprint<T: Copy>(row: ArrayView1<'_, T>, wide: &impl Fn(T) -> f64) -> Option<String> {
    let mut bytes = Vec::with_capacity(8 * row.len());
    let mut distinct = Vec::with_capacity(DISTINCT);
    for &value in row {
        let value = wide(value);
        // One pattern for all that is missing, and for 0 and −0.
        let bits = if value.is_nan() { f64::NAN.to_bits() } else { (value + 0.0).to_bits() };
        bytes.extend(bits.to_le_bytes());
        if distinct.len() < DISTINCT && !distinct.contains(&bits) {
            distinct.push(bits);
        }
    }
    let digest = (distinct.len() == DISTINCT).then(|| checksum_bytes([&*bytes]).to_string())?;
    digest.get(..16).map(str::to_owned)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn profiles(change: f32) -> Matrix {
        Matrix::Log2(Array2::from_shape_fn((3, 12), |(i, m)| {
            let value = (i * 12 + m) as f32;
            if (i, m) == (1, 5) { value + change } else { value }
        }))
    }

    #[test]
    fn the_very_values_are_known_and_others_are_not() {
        let known = Fingerprints::of(&profiles(0.0));
        assert_eq!(known.hold(&profiles(0.0)), [true; 3]);
        assert_eq!(known.hold(&profiles(1e-5)), [true, false, true]);
    }

    #[test]
    fn profiles_of_few_values_are_known_to_nobody() {
        let flat = Matrix::Counts(Array2::zeros((2, 50)));
        assert_eq!(Fingerprints::of(&flat).hold(&flat), [false; 2]);
    }
}
