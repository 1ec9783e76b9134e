//! Class averages, and how samples vary about them.

use exoscope_linalg::{Eigen, Gram, MatRef};
use ndarray::{Array1, Array2, ShapeBuilder};

use crate::learn::lda::WithinCovariance;
use crate::learn::moments::ClassMoments;
use crate::learn::{Examples, FitError, Shrinkage};

/// Most factors that are looked for: a cohort of thousands has some sixty.
const MOST: usize = 226;
/// Most factors for each degree of freedom: with as many, nothing is left to a miRNA alone.
const SHARE: f64 = 0.9;

/// What training samples say of classes, on features brought to spread 1 within classes.
pub(super) struct Within {
    /// μ, the mean of each feature, in its own unit.
    pub centre: Array1<f64>,
    /// Standard deviation of each feature within classes, in its own unit; 1 for a feature without
    /// spread.
    pub scales: Array1<f64>,
    /// Features × classes: each class's average less μ, in `scales`.
    pub averages: Array2<f64>,
    /// Weight of each class.
    pub sizes: Array1<f64>,
    /// Its share of the whole.
    pub frequencies: Array1<f64>,
    /// Largest eigenvalues of the within-class correlations.
    pub spreads: Vec<f64>,
    /// Their eigenvectors, features × directions.
    pub directions: Array2<f64>,
    /// Features that vary within classes.
    pub varying: usize,
    /// Whether samples are fewer than features.
    pub wide: bool,
}

impl Within {
    pub fn estimate(examples: &Examples) -> Result<Self, FitError> {
        let moments = ClassMoments::all(examples);
        let (p, k) = (examples.n_features(), moments.len());
        let sizes: Array1<f64> = moments.iter().map(|class| class.weight).collect();
        let frequencies = &sizes / sizes.sum();
        let pooled = |of: &dyn Fn(&ClassMoments) -> f64| -> f64 {
            moments.iter().zip(&frequencies).map(|(class, share)| share * of(class)).sum()
        };
        let centre = Array1::from_shape_fn(p, |j| pooled(&|class| class.means[j]));
        // The average of n samples leaves n − 1 degrees of freedom.
        let free = (sizes.sum() - k as f64).max(1.0) / sizes.sum();
        let spread = |j| (pooled(&|class| class.variances[j]) / free).sqrt();
        let spreads = Array1::from_shape_fn(p, spread);
        if spreads.iter().chain(&centre).any(|v| !v.is_finite()) {
            return Err(FitError::Overflow);
        }
        let scales = spreads.mapv(|s| if s > 0.0 { s } else { 1.0 });
        let averages =
            Array2::from_shape_fn((p, k), |(j, c)| (moments[c].means[j] - centre[j]) / scales[j]);

        let most = (SHARE * p.min(examples.n_samples().saturating_sub(k)) as f64) as usize;
        let most = most.min(MOST);
        let (spreads_along, directions) = if p <= examples.n_samples() {
            of_features(examples, &moments, &scales, free, most)
        } else {
            of_samples(examples, &moments, &scales, free, most)
        }
        .ok_or(FitError::Overflow)?;
        let varying = spreads.iter().filter(|&&s| s > 0.0).count();
        let spreads = spreads_along;
        let wide = p > examples.n_samples();
        Ok(Self {
            centre,
            scales,
            averages,
            sizes,
            frequencies,
            spreads,
            directions,
            varying,
            wide,
        })
    }

    /// Samples (samples × features) on the features' scales.
    pub fn standardise(&self, x: &Array2<f32>) -> Array2<f64> {
        (x.mapv(f64::from) - &self.centre) / &self.scales
    }
}

/// Leading eigenvalues and eigenvectors of the correlations, features × features.
fn of_features(
    examples: &Examples,
    moments: &[ClassMoments],
    scales: &Array1<f64>,
    free: f64,
    most: usize,
) -> Option<(Vec<f64>, Array2<f64>)> {
    let WithinCovariance { mut sigma, .. } =
        WithinCovariance::estimate(examples, moments, Shrinkage::Fixed(0.0));
    for j in 0..scales.len() {
        for i in j..scales.len() {
            sigma[(i, j)] /= scales[i] * scales[j] * free;
        }
    }
    let Eigen { values, vectors } = Eigen::of(&sigma)?;
    let directions = Array2::from_shape_fn((scales.len(), most), |(j, d)| vectors[(j, d)]);
    Some((values[..most].to_vec(), directions))
}

/// The same by way of samples × samples, where these are fewer: with R the class-centred rows and
/// `RRᵀu = λu`, `Rᵀu/√λ` is an eigenvector of `RᵀR`.
fn of_samples(
    examples: &Examples,
    moments: &[ClassMoments],
    scales: &Array1<f64>,
    free: f64,
    most: usize,
) -> Option<(Vec<f64>, Array2<f64>)> {
    let (n, p) = (examples.n_samples(), scales.len());
    let total: f64 = moments.iter().map(|class| class.weight).sum();
    let rows = Array2::from_shape_fn((n, p), |(i, j)| {
        let root = (examples.weights()[i] / (total * free)).sqrt();
        root * (f64::from(examples.row(i)[j]) - moments[examples.y()[i]].means[j]) / scales[j]
    });
    let mut gram = Gram::new(n);
    gram.add(MatRef::from_row_major_slice(rows.as_slice()?, n, p).transpose());
    let Eigen { values, vectors } = Eigen::of(&gram.into_lower())?;
    let along = Array2::from_shape_fn((n, most).f(), |(i, d)| {
        if values[d] > 1e-9 { vectors[(i, d)] / values[d].sqrt() } else { 0.0 }
    });
    Some((values[..most].to_vec(), rows.t().dot(&along)))
}
