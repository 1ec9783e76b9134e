//! Each miRNA to mean 0 and standard deviation 1 in training, so that a penalty treats all alike.

use ndarray::parallel::prelude::*;
use ndarray::{Array1, ArrayView2, ArrayViewMut2, Axis, Zip, s};
use serde::{Deserialize, Serialize};

use super::blocks::{column_blocks, first_not_finite};
use super::error::{PrepareError, same_width};
use crate::split::Training;

/// Standardisation: `z = (x − mean) / sd` with mean and population SD (divisor `n`) of training
/// samples. It has no settings.
///
/// Same figures as scikit-learn's `StandardScaler`: a miRNA that is constant in training, up to
/// the rounding of its sums, gets SD 1. Sums are in 64 bits and in the order of the samples.
///
/// ```
/// use exoscope_learn::prepare::Standardise;
/// use exoscope_learn::split::Learnable;
/// use ndarray::{array, Array2};
///
/// let training: Array2<f32> = array![[1.0, 5.0], [3.0, 5.0]];
/// let fitted = Standardise.fit(&training.view().training())?;
/// let mut new = array![[4.0, 6.0]];
/// fitted.apply(new.view_mut())?;
/// assert_eq!(new, array![[2.0, 1.0]]);
/// # Ok::<(), exoscope_learn::prepare::PrepareError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Standardise;

/// Mean and standard deviation of one miRNA over training samples, on the log2 scale.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Moments {
    /// Mean.
    pub mean: f64,
    /// Population standard deviation; 1 where the miRNA is constant.
    pub sd: f64,
}

/// Fitted [`Standardise`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedStandardise {
    mirnas: Vec<Moments>,
}

impl Standardise {
    /// Learns mean and SD of each miRNA from training samples (samples × miRNAs, finite).
    pub fn fit(
        self,
        training: &Training<ArrayView2<'_, f32>>,
    ) -> Result<FittedStandardise, PrepareError> {
        if training.nrows() == 0 {
            return Err(PrepareError::NoSamples);
        }
        let blocks = column_blocks(training.ncols());
        let mirnas: Vec<_> = blocks
            .into_par_iter()
            .flat_map_iter(|columns| moments(training.slice(s![.., columns])))
            .collect();
        if mirnas.iter().any(|m| !m.sd.is_finite())
            && let Some(place) = first_not_finite(training)
        {
            return Err(place);
        }
        Ok(FittedStandardise { mirnas })
    }
}

impl FittedStandardise {
    /// Standardises samples × miRNAs in place.
    pub fn apply(&self, mut x: ArrayViewMut2<'_, f32>) -> Result<(), PrepareError> {
        same_width("standardisation", self.mirnas.len(), x.ncols())?;
        x.axis_iter_mut(Axis(0)).into_par_iter().for_each(|mut row| {
            for (value, m) in row.iter_mut().zip(&self.mirnas) {
                *value = ((f64::from(*value) - m.mean) / m.sd) as f32;
            }
        });
        Ok(())
    }

    /// Mean and SD of each miRNA.
    pub fn mirnas(&self) -> &[Moments] {
        &self.mirnas
    }
}

/// Moments of a few neighbouring columns, by two passes over the rows.
fn moments(x: ArrayView2<'_, f32>) -> Vec<Moments> {
    let n = x.nrows() as f64;
    let mut mean = Array1::<f64>::zeros(x.ncols());
    for row in x.rows() {
        mean.zip_mut_with(&row, |sum, &value| *sum += f64::from(value));
    }
    mean /= n;
    let mut squares = Array1::<f64>::zeros(x.ncols());
    for row in x.rows() {
        Zip::from(&mut squares).and(&row).and(&mean).for_each(|sum, &value, mean| {
            let d = f64::from(value) - mean;
            *sum += d * d;
        });
    }
    let sd = |(mean, sum): (f64, f64)| {
        let variance = sum / n;
        // What rounding alone can leave of the variance of a constant (scikit-learn,
        // `_is_constant_feature`).
        let rounding = n * f64::EPSILON * variance + (n * mean * f64::EPSILON).powi(2);
        Moments { mean, sd: if variance <= rounding { 1.0 } else { variance.sqrt() } }
    };
    mean.into_iter().zip(squares).map(sd).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;
    use ndarray::{Array2, array};

    #[test]
    fn agrees_with_scikit_learn_1_9_standard_scaler() {
        // StandardScaler().fit([[1, .1, 7], [2, .1, -3], [4, .1, 0.5]]): mean_, scale_
        let x: Array2<f32> = array![[1.0, 0.1, 7.0], [2.0, 0.1, -3.0], [4.0, 0.1, 0.5]];
        let fitted = Standardise.fit(&Training::new(x.view())).unwrap();
        let expected = [
            (2.333_333_333_333_333_5, 1.247_219_128_924_647),
            (f64::from(0.1_f32), 1.0),
            (1.5, 4.143_267_631_552_018),
        ];
        for (m, (mean, sd)) in fitted.mirnas().iter().zip(expected) {
            assert!((m.mean - mean).abs() < 1e-15, "{m:?}");
            assert!((m.sd - sd).abs() < 1e-14, "{m:?}");
        }
    }

    #[test]
    fn a_constant_column_stays_finite() {
        let x = Array2::from_elem((1001, 3), 0.1_f32);
        let fitted = Standardise.fit(&Training::new(x.view())).unwrap();
        assert!(fitted.mirnas().iter().all(|m| m.sd == 1.0));
    }

    #[test]
    fn names_the_place_of_a_missing_value() {
        let x = array![[1.0, 2.0], [1.0, f32::NAN]];
        let refused = Standardise.fit(&Training::new(x.view()));
        assert!(matches!(refused, Err(PrepareError::NotFinite { row: 1, column: 1, .. })));
    }

    #[test]
    fn refuses_another_width_and_no_samples() {
        let x = array![[1.0, 2.0], [2.0, 0.0]];
        let fitted = Standardise.fit(&Training::new(x.view())).unwrap();
        let width = PrepareError::Width { step: "standardisation", expected: 2, found: 1 };
        assert_eq!(fitted.apply(array![[1.0]].view_mut()), Err(width));
        let none = Standardise.fit(&Training::new(x.slice(s![..0, ..])));
        assert_eq!(none, Err(PrepareError::NoSamples));
    }
}
