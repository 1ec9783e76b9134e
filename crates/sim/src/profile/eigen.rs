//! Principal components of standardised columns, by the samples × samples matrix.

use exoscope_linalg::{Eigen, Mat};
use rayon::prelude::*;

/// Principal components of correlations.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Components {
    /// Shares of the variance, from the largest.
    pub shares: Vec<f64>,
    /// Scores of unit variance, components × samples.
    pub scores: Vec<Vec<f64>>,
}

/// Principal components of standardised `columns` (variables, each of as many samples), scores of the first
/// `most`: eigenvectors of Z Zᵀ / (n m), whose eigenvalues are those of the correlations over m. `None` where it
/// has none.
pub(super) fn components(columns: &[Vec<f64>], most: usize) -> Option<Components> {
    let samples = columns.first()?.len();
    let scale = 1.0 / (samples as f64 * columns.len() as f64);
    let row = |i: usize| -> Vec<f64> {
        (0..=i).map(|j| scale * columns.iter().map(|z| z[i] * z[j]).sum::<f64>()).collect()
    };
    let lower: Vec<Vec<f64>> = (0..samples).into_par_iter().map(row).collect();
    let gram =
        Mat::from_fn(samples, samples, |i, j| if i >= j { lower[i][j] } else { lower[j][i] });
    let Eigen { values, vectors } = Eigen::of(&gram)?;
    let shares: Vec<f64> = values.iter().map(|v| v.max(0.0)).collect();
    let size = (samples as f64).sqrt();
    let score = |k: usize| (0..samples).map(|i| size * vectors[(i, k)]).collect();
    Some(Components { shares, scores: (0..samples.min(most)).map(score).collect() })
}

/// Values less their mean, over their SD (of n); `None` where they do not vary.
pub(super) fn standardised(values: &[f64]) -> Option<Vec<f64>> {
    let n = values.len() as f64;
    let mean = values.iter().sum::<f64>() / n;
    let sd = (values.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / n).sqrt();
    (sd > 1e-12).then(|| values.iter().map(|x| (x - mean) / sd).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn two_columns_that_are_one_have_one_component() {
        let column = standardised(&[1.0, 2.0, 4.0, 9.0]).unwrap();
        let turned: Vec<f64> = column.iter().map(|z| -z).collect();
        let found = components(&[column.clone(), turned], 1).unwrap();
        assert!((found.shares[0] - 1.0).abs() < 1e-12);
        let sign = (found.scores[0][3] * column[3]).signum();
        assert!(found.scores[0].iter().zip(&column).all(|(s, z)| (sign * s - z).abs() < 1e-9));
    }
}
