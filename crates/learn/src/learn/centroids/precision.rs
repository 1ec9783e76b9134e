//! The inverse of a factor model's covariance.

use exoscope_linalg::{Cholesky, Mat};
use ndarray::{Array1, Array2, ArrayView2, Axis, s};

use super::within::Within;
use crate::learn::FitError;

/// Least share of a feature's variance that is its own: no miRNA is known from the others for sure.
const LEAST_OWN: f64 = 0.02;

/// Ω = (LLᵀ + Ψ)⁻¹ = Ψ⁻¹ − BBᵀ.
pub(super) struct Precision {
    /// Ψ, one for each feature.
    pub own: Array1<f64>,
    /// L, features × factors.
    pub loadings: Array2<f64>,
    /// Lᵀ, row by row in memory.
    pub by_factor: Array2<f64>,
    /// B, features × factors.
    shared: Array2<f64>,
    /// The diagonal of Ω.
    pub diagonal: Array1<f64>,
}

impl Precision {
    /// With V and λ the leading eigenvectors and eigenvalues of the within-class correlations and
    /// σ² the mean of the other eigenvalues, L = V √(λ − σ²) (Tipping & Bishop 1999, eq. 15) and
    /// Ψ = 1 − diag(LLᵀ). Ω follows by Woodbury's identity.
    pub fn new(within: &Within, factors: usize) -> Result<Self, FitError> {
        let p = within.scales.len();
        let spreads = within.spreads.get(..factors).ok_or(FitError::Overflow)?;
        let left = within.varying as f64 - spreads.iter().sum::<f64>();
        let rest = (left / within.varying.saturating_sub(factors).max(1) as f64).max(1e-3);
        let lengths: Array1<f64> = spreads.iter().map(|l| (l - rest).max(0.0).sqrt()).collect();
        let loadings = &within.directions.slice(s![.., ..factors]) * &lengths;
        let own = loadings.map_axis(Axis(1), |l| (1.0 - l.dot(&l)).max(LEAST_OWN));

        // B = Ψ⁻¹L T⁻ᵀ with TTᵀ = I + LᵀΨ⁻¹L.
        let scaled = &loadings / &own.view().insert_axis(Axis(1));
        let inner = loadings.t().dot(&scaled);
        let inner =
            Mat::from_fn(factors, factors, |i, j| inner[[i, j]] + f64::from(u8::from(i == j)));
        let triangle = Cholesky::new(inner).map_err(|_| FitError::Overflow)?;
        let mut columns: Vec<f64> = scaled.iter().copied().collect();
        if factors > 0 {
            triangle.solve_lower(&mut columns);
        }
        let shared =
            Array2::from_shape_vec((p, factors), columns).map_err(|_| FitError::Overflow)?;
        let common = shared.map_axis(Axis(1), |b| b.dot(&b));
        let diagonal = own.mapv(f64::recip) - common;
        let by_factor = loadings.t().as_standard_layout().into_owned();
        Ok(Self { own, loadings, by_factor, shared, diagonal })
    }

    /// Ωm for each column of m (features × any).
    pub fn times(&self, m: ArrayView2<'_, f64>) -> Array2<f64> {
        &m / &self.own.view().insert_axis(Axis(1)) - self.shared.dot(&self.shared.t().dot(&m))
    }
}
