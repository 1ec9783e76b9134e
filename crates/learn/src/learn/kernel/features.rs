//! Features whose products are the similarities.

use exoscope_linalg::{Cholesky, Mat};
use ndarray::{Array2, Axis};

use super::Centres;
use super::distance::square_distances;
use super::within::Within;
use crate::learn::{Examples, FitError};

/// Added to the similarity of a centre with itself, so that equal centres do no harm: the least of
/// these with which the similarities have a factor. Distances are 32-bit; of some hundred centres in
/// a few dense clusters their rounding errors can outweigh the first.
const JITTERS: [f64; 4] = [1e-6, 1e-5, 1e-4, 1e-3];

/// Squared distances to the landmarks.
pub(super) struct Distances {
    pub within: Within,
    /// The landmarks as the distance sees them.
    pub centres: Centres,
    /// Of the samples: samples × landmarks.
    squares: Array2<f32>,
    /// Of the landmarks from each other.
    own: Array2<f32>,
    /// 2 over the mean squared distance.
    pub unit: f64,
}

impl Distances {
    pub fn new(examples: &Examples, landmarks: &[usize], within: Within) -> Result<Self, FitError> {
        let x = within.apply(examples.x());
        let centres = Centres::near(x.select(Axis(0), landmarks).view());
        let squares = square_distances(x.view(), &centres);
        let sum: f64 = squares.iter().map(|&d| f64::from(d)).sum();
        let mean = sum / squares.len() as f64;
        match 2.0 / mean {
            unit if !mean.is_finite() || unit == 0.0 => Err(FitError::Overflow),
            unit if unit.is_finite() => {
                let own = square_distances(centres.points().view(), &centres);
                Ok(Self { within, centres, squares, own, unit })
            }
            _ => Err(FitError::NoSpread),
        }
    }
}

/// Φ (samples × landmarks) with ΦΦᵀ = `K_nm` `K_mm`⁻¹ `K_mn`: the approximation of Nyström (Williams &
/// Seeger, NIPS 13, 2001), and where every sample is a landmark K itself, up to a [`Centres`]'s steps.
pub(super) struct Features {
    /// `K_mm` = LLᵀ.
    factor: Cholesky<f64>,
    /// Φᵀ: landmarks × samples.
    pub transposed: Mat<f64>,
}

impl Features {
    /// From distances and γ.
    pub fn new(distances: &Distances, gamma: f64) -> Result<Self, FitError> {
        let Distances { squares, own, .. } = distances;
        let (n, m) = squares.dim();
        let similarity = |square: f32| (-gamma * f64::from(square)).exp();
        let similarities = Mat::from_fn(m, m, |a, b| similarity(own[[a, b]]));
        let factor = |jitter: &f64| {
            let mut own = similarities.clone();
            (0..m).for_each(|a| own[(a, a)] += jitter);
            Cholesky::new(own).ok()
        };
        let factor = JITTERS.iter().find_map(factor).ok_or(FitError::Overflow)?;
        let mut columns: Vec<f64> = squares.iter().map(|&square| similarity(square)).collect();
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
