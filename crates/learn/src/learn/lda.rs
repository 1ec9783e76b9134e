//! Linear discriminant analysis with a shrunk within-class covariance.

mod covariance;

use exoscope_linalg::{Cholesky, Mat};
use ndarray::{Array1, Array2};
use serde::{Deserialize, Serialize};

pub(super) use self::covariance::WithinCovariance;
use super::moments::ClassMoments;
use super::{Examples, Fit, FitError, FitRecord, Learner, LinearModel, SettingsError};
use crate::split::Training;

/// Settings of shrinkage linear discriminant analysis.
///
/// | setting | default | meaning | range |
/// |---|---|---|---|
/// | `shrinkage` | `"ledoit-wolf"` | how far each class's covariance is drawn to a diagonal | `"ledoit-wolf"`, or a number from 0 to 1 |
///
/// With class means μₖ, class frequencies πₖ and Σ the πₖ-weighted mean of the shrunk class
/// covariances, the model is softmax(Wx + b) with Wₖ = Σ⁻¹μₖ and bₖ = −½ μₖᵀΣ⁻¹μₖ + log πₖ: the
/// posterior of normal classes that share Σ. It is scikit-learn's
/// `LinearDiscriminantAnalysis(solver="lsqr")` with the same `shrinkage` (there `"auto"` for
/// Ledoit–Wolf). Where that leaves a Σ without inverse (there the minimum-norm solution), as it does
/// where a feature is constant within every class, a small ridge is added: a feature without spread
/// gets the variance that one more sample would leave, drawn as far off as samples are from the common
/// mean, and correlations that are not positive definite are drawn to the identity. A shrinkage
/// stated as a number is taken as it is, and such a Σ is a [`FitError::SingularCovariance`].
///
/// A sample of weight 2 counts as two, in means, covariances, frequencies and shrinkage.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields, default)]
pub struct LdaSettings {
    /// How far the covariance is drawn to a diagonal.
    pub shrinkage: Shrinkage,
}

/// How far a class covariance S is drawn to a diagonal: (1−s)·S + s·target.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(from = "ShrinkageText", into = "ShrinkageText")]
#[non_exhaustive]
pub enum Shrinkage {
    /// s of least expected squared error, for each class on its standardised features; the target
    /// is that class's variances.
    ///
    /// Ledoit & Wolf, "A well-conditioned estimator for large-dimensional covariance matrices",
    /// J. Multivar. Anal. 88 (2004).
    #[default]
    LedoitWolf,
    /// s from 0 (none) to 1 (diagonal); the target is the mean variance times the identity.
    Fixed(f64),
}

/// How a shrinkage is written: a name or a number.
#[derive(Serialize, Deserialize)]
#[serde(untagged)]
enum ShrinkageText {
    Name(ShrinkageName),
    Value(f64),
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum ShrinkageName {
    LedoitWolf,
}

impl From<ShrinkageText> for Shrinkage {
    fn from(text: ShrinkageText) -> Self {
        match text {
            ShrinkageText::Name(ShrinkageName::LedoitWolf) => Self::LedoitWolf,
            ShrinkageText::Value(s) => Self::Fixed(s),
        }
    }
}

impl From<Shrinkage> for ShrinkageText {
    fn from(shrinkage: Shrinkage) -> Self {
        match shrinkage {
            Shrinkage::LedoitWolf => Self::Name(ShrinkageName::LedoitWolf),
            Shrinkage::Fixed(s) => Self::Value(s),
        }
    }
}

impl LdaSettings {
    /// Checks that a fixed shrinkage is from 0 to 1.
    pub fn check(self) -> Result<Lda, SettingsError> {
        match self.shrinkage {
            Shrinkage::Fixed(value) if !(0.0..=1.0).contains(&value) => Err(SettingsError {
                learner: "lda",
                setting: "shrinkage",
                value,
                range: "from 0 to 1",
            }),
            _ => Ok(Lda(self)),
        }
    }
}

/// Shrinkage linear discriminant analysis, its settings checked.
///
/// ```
/// use exoscope_learn::learn::{Classifier, Examples, LdaSettings, Learner};
/// use exoscope_learn::split::Learnable;
/// use ndarray::array;
///
/// let x = array![[1.0, 3.1], [1.2, 2.8], [0.7, 3.0], [4.0, 3.2], [4.4, 2.7], [3.8, 3.0]];
/// let examples = Examples::new(x, vec![0, 0, 0, 1, 1, 1], 2)?.training();
/// let fit = LdaSettings::default().check()?.fit(&examples)?;
/// let p = fit.model.probabilities(array![[1.0_f32, 3.0]].view())?;
/// assert!(p[[0, 0]] > 0.99);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Lda(LdaSettings);

impl Lda {
    /// The settings that were checked.
    pub fn settings(&self) -> &LdaSettings {
        &self.0
    }
}

/// Smallest pivot of the correlation matrix that is not rounding.
const LEAST_PIVOT: f64 = 1e-12;

/// Shares by which correlations are drawn to the identity: the least that gives them an inverse.
const RIDGES: [f64; 4] = [0.0, 1e-6, 1e-4, 1e-2];

/// The Cholesky factor of correlations, drawn to the identity by the first of some shares that gives
/// them one.
fn factor(correlations: &Mat<f64>, ridges: &[f64]) -> Result<Cholesky<f64>, FitError> {
    let mut singular = 0;
    for &ridge in ridges {
        let n = correlations.nrows();
        let mut drawn = Mat::from_fn(n, n, |i, j| correlations[(i, j)] * (1.0 - ridge));
        (0..n).for_each(|j| drawn[(j, j)] += ridge);
        match Cholesky::new(drawn) {
            Ok(factor) => {
                let small = factor.diagonal().position(|l| l * l < LEAST_PIVOT);
                match small {
                    Some(feature) => singular = feature,
                    None => return Ok(factor),
                }
            }
            Err(feature) => singular = feature,
        }
    }
    Err(FitError::SingularCovariance { feature: singular })
}

/// Gives features without spread within classes a variance: that of one more sample, as far from the
/// common mean as samples are, over the degrees of freedom and one; 1 where there is none at all.
fn fill_diagonal(sigma: &mut Mat<f64>, moments: &[ClassMoments], samples: usize) {
    let total: f64 = moments.iter().map(|class| class.weight).sum();
    let free = samples.saturating_sub(moments.len()) as f64;
    for j in (0..sigma.nrows()).filter(|&j| sigma[(j, j)] == 0.0).collect::<Vec<_>>() {
        let mean = moments.iter().map(|c| c.weight * c.means[j]).sum::<f64>() / total;
        let about = moments.iter().map(|c| c.weight * (c.means[j] - mean).powi(2)).sum::<f64>();
        let variance = about / total / (free + 1.0);
        sigma[(j, j)] = if variance > 0.0 { variance } else { 1.0 };
    }
}

impl Learner for Lda {
    type Model = LinearModel;

    fn fit(&self, examples: &Training<Examples>) -> Result<Fit<LinearModel>, FitError> {
        let moments = ClassMoments::all(examples);
        let WithinCovariance { mut sigma, shrinkage } =
            WithinCovariance::estimate(examples, &moments, self.0.shrinkage);
        let p = examples.n_features();

        let ridge = self.0.shrinkage == Shrinkage::LedoitWolf;
        if ridge {
            fill_diagonal(&mut sigma, &moments, examples.n_samples());
        }
        // Σ = SCS with S the standard deviations: C is what Cholesky is exact on.
        let deviations: Vec<f64> = (0..p).map(|j| sigma[(j, j)].sqrt()).collect();
        if deviations.iter().any(|d| !d.is_finite()) {
            return Err(FitError::Overflow);
        }
        if let Some(feature) = deviations.iter().position(|&d| d == 0.0) {
            return Err(FitError::SingularCovariance { feature });
        }
        for j in 0..p {
            for i in j..p {
                sigma[(i, j)] /= deviations[i] * deviations[j];
            }
        }
        let ridges = if ridge { &RIDGES[..] } else { &RIDGES[..1] };
        let factor = factor(&sigma, ridges)?;

        let scaled = |m: &ClassMoments| -> Vec<f64> {
            m.means.iter().zip(&deviations).map(|(m, d)| m / d).collect()
        };
        let mut columns: Vec<f64> = moments.iter().flat_map(scaled).collect();
        factor.solve(&mut columns);
        let total: f64 = moments.iter().map(|m| m.weight).sum();
        let mut w =
            Array2::from_shape_vec((moments.len(), p), columns).map_err(|_| FitError::Overflow)?;
        let mut b = Array1::zeros(moments.len());
        for ((mut w, b), m) in w.outer_iter_mut().zip(&mut b).zip(&moments) {
            w.iter_mut().zip(&deviations).for_each(|(w, d)| *w /= d);
            let product: f64 = w.iter().zip(&m.means).map(|(w, m)| w * m).sum();
            *b = -0.5 * product + (m.weight / total).ln();
        }
        let model = LinearModel::from_parts(w, b).map_err(|_| FitError::Overflow)?;
        Ok(Fit { model, record: FitRecord::ClosedForm { shrinkage } })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::learn::Classifier;

    #[test]
    fn shrinkage_is_a_name_or_a_number() {
        let read = |text: &str| serde_json::from_str::<LdaSettings>(text).unwrap().shrinkage;
        assert_eq!(read(r#"{"shrinkage": "ledoit-wolf"}"#), Shrinkage::LedoitWolf);
        assert_eq!(read(r#"{"shrinkage": 0.1}"#), Shrinkage::Fixed(0.1));
        assert!(serde_json::from_str::<LdaSettings>(r#"{"shrinkage": "auto"}"#).is_err());
    }

    #[test]
    fn shrinkage_outside_its_range_is_named() {
        for value in [-0.1, 1.1, f64::NAN] {
            let error = LdaSettings { shrinkage: Shrinkage::Fixed(value) }.check().unwrap_err();
            assert_eq!(error.setting, "shrinkage");
        }
    }

    #[test]
    fn a_feature_constant_within_classes_gets_a_small_ridge() {
        // Batch and class are one: what an audit of a design asks.
        for n in [2, 20, 40, 80] {
            let x = Array2::from_shape_fn((n, 2), |(i, j)| f32::from(u8::from(i % 2 == j)));
            let examples = Examples::new(x, (0..n).map(|i| i % 2).collect(), 2).unwrap();
            let fit =
                LdaSettings::default().check().unwrap().fit(&Training::new(examples)).unwrap();
            let p = fit.model.probabilities(ndarray::array![[1.0_f32, 0.0]].view()).unwrap();
            assert!(p[[0, 0]] > 0.7 && (n > 2 || p[[0, 0]] < 0.99), "{n}: {p}");
        }
    }

    #[test]
    fn no_shrinkage_of_dependent_features_is_singular() {
        let x = Array2::from_shape_fn((30, 3), |(i, j)| {
            let (a, b) = ((i * 7 % 11) as f32, (i * 5 % 13) as f32);
            [a, b, a - 2.0 * b][j]
        });
        let y = (0..30).map(|i| i % 2).collect();
        let examples = Training::new(Examples::new(x, y, 2).unwrap());
        let fit = |s| {
            let shrinkage = Shrinkage::Fixed(s);
            LdaSettings { shrinkage }.check().unwrap().fit(&examples)
        };
        assert_eq!(fit(0.0).unwrap_err(), FitError::SingularCovariance { feature: 2 });
        assert!(fit(0.01).is_ok());
    }
}
