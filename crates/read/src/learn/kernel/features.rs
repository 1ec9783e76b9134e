//! Features whose products are the similarities.

use faer::Mat;
use ndarray::{Array2, Axis};

use super::distance::square_distances;
use super::within::Within;
use crate::learn::products::cholesky::Cholesky;
use crate::learn::{Examples, FitError};

/// Added to the similarity of a landmark with itself, so that equal landmarks do no harm.
const JITTER: f64 = 1e-6;

/// Squared distances of all samples to the landmarks.
pub(super) struct Distances {
    pub within: Within,
    /// The landmarks as the distance sees them: landmarks × features.
    pub centres: Array2<f32>,
    /// Samples × landmarks.
    pub squares: Array2<f32>,
    /// 2 over the mean squared distance.
    pub unit: f64,
}

impl Distances {
    pub fn new(examples: &Examples, landmarks: &[usize], within: Within) -> Result<Self, FitError> {
        let x = within.apply(examples.x());
        let centres = x.select(Axis(0), landmarks);
        let squares = square_distances(x.view(), centres.view());
        let sum: f64 = squares.iter().map(|&d| f64::from(d)).sum();
        let mean = sum / squares.len() as f64;
        match 2.0 / mean {
            unit if !mean.is_finite() || unit == 0.0 => Err(FitError::Overflow),
            unit if unit.is_finite() => Ok(Self { within, centres, squares, unit }),
            _ => Err(FitError::NoSpread),
        }
    }
}

/// Φ (samples × landmarks) with ΦΦᵀ = `K_nm` `K_mm`⁻¹ `K_mn`: exact where every sample is a
/// landmark (up to 1e-6), else the approximation of Nyström (Williams & Seeger, NIPS 13, 2001).
pub(super) struct Features {
    /// `K_mm` = LLᵀ.
    factor: Cholesky<f64>,
    /// Φᵀ: landmarks × samples.
    pub transposed: Mat<f64>,
}

impl Features {
    /// From distances, the landmarks' rows, and γ.
    pub fn new(distances: &Distances, landmarks: &[usize], gamma: f64) -> Result<Self, FitError> {
        let squares = &distances.squares;
        let (n, m) = squares.dim();
        let similarity = |i: usize, j: usize| (-gamma * f64::from(squares[[i, j]])).exp();
        let own = Mat::from_fn(m, m, |a, b| {
            similarity(landmarks[a], b) + if a == b { JITTER } else { 0.0 }
        });
        let factor = Cholesky::new(own).map_err(|_| FitError::Overflow)?;
        let mut columns: Vec<f64> =
            (0..n).flat_map(|i| (0..m).map(move |j| similarity(i, j))).collect();
        factor.solve_lower(&mut columns);
        let transposed = Mat::from_fn(m, n, |j, i| columns[i * m + j]);
        Ok(Self { factor, transposed })
    }

    /// Coefficients of the similarities, from those of the features (columns of length landmarks):
    /// L⁻ᵀ β.
    pub fn to_similarities(&self, columns: &mut [f64]) {
        self.factor.solve_upper(columns);
    }
}
