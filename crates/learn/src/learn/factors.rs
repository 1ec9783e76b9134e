//! How miRNAs vary together: what a missing one probably was, and how unlike training a sample is.

mod condition;
mod triangle;

use exoscope_core::Streams;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

pub use condition::{Known, Pattern};

use self::triangle::Triangle;
use super::InputError;
use super::products::subspace::{Rows, Subspace};
use crate::split::Training;

/// Most factors. Samples of a serum cohort differ along some ten common directions (depth,
/// haemolysis, batch, classes); more would follow single samples.
const MOST: usize = 20;
/// Training samples for each factor.
const SAMPLES_PER_FACTOR: usize = 10;
/// Steps towards the principal subspace: enough for the covariance in it, which is what is used of
/// it, where singular values fall slowly.
const STEPS: usize = 4;
/// Least share of a miRNA's variance that is its own: no miRNA is known from the others for sure.
const LEAST_OWN: f64 = 0.01;

/// A factor model of prepared values: x = μ + Wz + ε with z ~ N(0, I) and ε ~ N(0, diag ψ).
///
/// W spans the principal subspace of the training samples with their covariance in it, ψ is what
/// it leaves of each variance (the first step of principal-factor analysis; Tipping & Bishop 1999,
/// J R Stat Soc B 61:611, have one ψ for all). Fitted without classes.
///
/// ```
/// use exoscope_core::Streams;
/// use exoscope_learn::learn::Factors;
/// use exoscope_learn::split::Learnable;
/// use ndarray::{Array2, array};
///
/// // The second miRNA is nearly the first.
/// let x = Array2::from_shape_fn((50, 2), |(i, j)| (i as f32).sin() + 0.1 * (j * i % 3) as f32);
/// let factors = Factors::fit(&x.view().training(), Streams::new(1));
/// let near = factors.distance(array![0.5_f32, 0.6].view(), &[])?;
/// let far = factors.distance(array![0.5_f32, -0.6].view(), &[])?;
/// assert!(far > 3.0 * near);
/// let second = factors.pattern(&[1], 2)?;
/// let known = second.known(array![0.5_f32, f32::NAN].view());
/// assert!((second.mean(&known)[0] - 0.6).abs() < 0.2);
/// # Ok::<(), exoscope_learn::learn::InputError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Factors {
    mean: Vec<f64>,
    /// Features × factors.
    loadings: Array2<f64>,
    own: Vec<f64>,
}

impl Factors {
    /// Learns from prepared training values (samples × features, finite); at most 20 factors, one
    /// for each ten samples.
    ///
    /// The principal subspace is found from a random start, drawn from `streams`.
    pub fn fit(x: &Training<ArrayView2<'_, f32>>, streams: Streams) -> Self {
        let (n, p) = x.dim();
        let count = n as f64;
        let mean: Vec<f64> = x
            .axis_iter(Axis(1))
            .map(|c| c.iter().map(|&v| f64::from(v)).sum::<f64>() / count)
            .collect();
        let square = |(column, mean): (ArrayView1<'_, f32>, &f64)| {
            column.iter().map(|&v| (f64::from(v) - mean).powi(2)).sum::<f64>() / count
        };
        let variance: Vec<f64> = x.axis_iter(Axis(1)).zip(&mean).map(square).collect();
        let factors = MOST.min(n / SAMPLES_PER_FACTOR).min(p).max(1);
        let loadings = loadings(x.view(), &mean, factors, streams);
        // A miRNA without spread is still not known to the last digit.
        let typical = variance.iter().sum::<f64>() / p.max(1) as f64;
        let floor = LEAST_OWN * if typical > 0.0 { typical } else { 1.0 };
        let own = variance.iter().zip(loadings.outer_iter()).map(|(variance, w)| {
            let common: f64 = w.iter().map(|w| w * w).sum();
            (variance - common).max(LEAST_OWN * variance).max(floor)
        });
        Self { mean, own: own.collect(), loadings }
    }

    /// Puts a model together from μ and ψ (one for each feature, ψ positive) and W (features ×
    /// factors), all finite.
    pub fn from_parts(
        mean: Vec<f64>,
        loadings: Array2<f64>,
        own: Vec<f64>,
    ) -> Result<Self, InputError> {
        let expected = loadings.nrows();
        for found in [mean.len(), own.len()] {
            if found != expected {
                return Err(InputError::Features { expected, found });
            }
        }
        let bad = |v: &f64| !v.is_finite();
        if let Some(((row, column), &value)) = loadings.indexed_iter().find(|(_, v)| bad(v)) {
            return Err(InputError::NotFinite { row, column, value });
        }
        for (column, (&mean, &own)) in mean.iter().zip(&own).enumerate() {
            let value = if bad(&mean) { mean } else { own };
            if bad(&value) || own <= 0.0 {
                return Err(InputError::NotFinite { row: 0, column, value });
            }
        }
        Ok(Self { mean, loadings, own })
    }

    /// μ, one for each feature.
    pub fn mean(&self) -> &[f64] {
        &self.mean
    }

    /// W, features × factors.
    pub fn loadings(&self) -> ArrayView2<'_, f64> {
        self.loadings.view()
    }

    /// ψ, the variance of each feature that is its own.
    pub fn own(&self) -> &[f64] {
        &self.own
    }

    /// What it takes to condition on all features but `missing` (ascending), for samples of
    /// `found` features.
    pub fn pattern(&self, missing: &[usize], found: usize) -> Result<Pattern<'_>, InputError> {
        let expected = self.mean.len();
        if found != expected {
            return Err(InputError::Features { expected, found });
        }
        Ok(Pattern::new(self, missing))
    }

    /// How unlike the training samples a sample is: its squared Mahalanobis distance (x − μ)ᵀ(WWᵀ +
    /// ψ)⁻¹(x − μ) over the number of features, both without those that are `missing` (ascending).
    /// About 1 for a sample as those of training.
    pub fn distance(&self, x: ArrayView1<'_, f32>, missing: &[usize]) -> Result<f64, InputError> {
        Ok(self.pattern(missing, x.len())?.known(x).distance)
    }
}

/// W (features × `factors`) with WWᵀ the covariance of `x` in its principal subspace of this
/// dimension.
fn loadings(x: ArrayView2<'_, f32>, mean: &[f64], factors: usize, streams: Streams) -> Array2<f64> {
    let centred = |i: usize, out: &mut [f64]| {
        for ((out, &v), mean) in out.iter_mut().zip(x.row(i)).zip(mean) {
            *out = f64::from(v) - mean;
        }
    };
    let rows = Rows { n: x.nrows(), features: mean.len(), write: centred };
    let stream = &mut streams.stream("principal subspace", 0);
    let Subspace { basis, scatter } = rows.principal(factors, STEPS, stream);
    basis.dot(&Triangle::of(scatter / x.nrows().max(1) as f64).0)
}

#[cfg(test)]
#[path = "factors/tests.rs"]
mod tests;
