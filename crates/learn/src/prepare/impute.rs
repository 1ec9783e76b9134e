//! A missing value becomes the training median of its miRNA.

use ndarray::parallel::prelude::*;
use ndarray::{ArrayView2, ArrayViewMut2, Axis, s};
use serde::{Deserialize, Serialize};

use super::blocks::column_blocks;
use super::error::{PrepareError, same_width};
use crate::split::Training;

/// Imputation by the median of training samples where the miRNA was measured. It has no settings.
///
/// ```
/// use exoscope_learn::prepare::Impute;
/// use exoscope_learn::split::Learnable;
/// use ndarray::array;
///
/// let training = array![[1.0], [f32::NAN], [3.0], [8.0]];
/// let fitted = Impute.fit(&training.view().training())?;
/// let mut new = array![[f32::NAN], [5.0]];
/// assert_eq!(fitted.apply(new.view_mut())?, 1);
/// assert_eq!(new, array![[3.0], [5.0]]);
/// # Ok::<(), exoscope_learn::prepare::PrepareError>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Impute;

/// What stands in for a missing value of one miRNA.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Median {
    /// Median over training samples, log2.
    pub median: f32,
    /// Training samples in which the miRNA was missing.
    pub missing: usize,
}

/// Fitted [`Impute`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FittedImpute {
    mirnas: Vec<Median>,
}

impl Impute {
    /// Learns the median of each miRNA from training samples (samples × miRNAs, NaN = missing).
    ///
    /// A miRNA missing in all of them is refused: the [filter](super::Filter) drops it.
    pub fn fit(
        self,
        training: &Training<ArrayView2<'_, f32>>,
    ) -> Result<FittedImpute, PrepareError> {
        if training.nrows() == 0 {
            return Err(PrepareError::NoSamples);
        }
        let mirnas: Vec<_> = column_blocks(training.ncols())
            .into_par_iter()
            .flat_map_iter(|columns| medians(training.slice(s![.., columns])))
            .collect();
        match mirnas.iter().position(|m| m.missing == training.nrows()) {
            Some(column) => Err(PrepareError::AllMissing { column }),
            None => Ok(FittedImpute { mirnas }),
        }
    }
}

impl FittedImpute {
    /// Fills missing values of samples × miRNAs in place; returns how many there were.
    pub fn apply(&self, mut x: ArrayViewMut2<'_, f32>) -> Result<usize, PrepareError> {
        same_width("imputation", self.mirnas.len(), x.ncols())?;
        let filled = x.axis_iter_mut(Axis(0)).into_par_iter().map(|mut row| {
            let mut filled = 0;
            for (value, mirna) in row.iter_mut().zip(&self.mirnas) {
                if value.is_nan() {
                    *value = mirna.median;
                    filled += 1;
                }
            }
            filled
        });
        Ok(filled.sum())
    }

    /// Median of each miRNA and how often it was missing in training.
    pub fn mirnas(&self) -> &[Median] {
        &self.mirnas
    }
}

/// Medians of a few neighbouring columns, copied out so that each is contiguous.
fn medians(x: ArrayView2<'_, f32>) -> Vec<Median> {
    let mut columns: Vec<_> =
        x.columns().into_iter().map(|c| Vec::with_capacity(c.len())).collect();
    for row in x.rows() {
        for (column, &value) in columns.iter_mut().zip(row) {
            if !value.is_nan() {
                column.push(value);
            }
        }
    }
    let missing = |present: usize| x.nrows() - present;
    columns
        .iter_mut()
        .map(|column| Median { missing: missing(column.len()), median: median(column) })
        .collect()
}

/// Median of numbers in any order, NaN for none. The mean of the middle two for an even count.
fn median(values: &mut [f32]) -> f32 {
    if values.is_empty() {
        return f32::NAN;
    }
    let even = values.len().is_multiple_of(2);
    let (below, &mut upper, _) = values.select_nth_unstable_by(values.len() / 2, f32::total_cmp);
    let lower = below.iter().copied().max_by(f32::total_cmp).filter(|_| even);
    lower.map_or(upper, |lower| f32::midpoint(lower, upper))
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;
    use ndarray::array;

    const NAN: f32 = f32::NAN;

    #[test]
    fn takes_the_median_of_what_was_measured() {
        let x = array![[4.0, 1.0, NAN], [NAN, 2.0, NAN], [1.0, -5.0, 7.0], [2.0, 9.0, NAN]];
        let fitted = Impute.fit(&Training::new(x.view())).unwrap();
        let found: Vec<_> = fitted.mirnas().iter().map(|m| (m.median, m.missing)).collect();
        assert_eq!(found, [(2.0, 1), (1.5, 0), (7.0, 3)]);
    }

    #[test]
    fn refuses_a_mirna_that_training_never_saw() {
        let x = array![[4.0, NAN], [1.0, NAN]];
        let refused = Impute.fit(&Training::new(x.view()));
        assert_eq!(refused, Err(PrepareError::AllMissing { column: 1 }));
    }
}
