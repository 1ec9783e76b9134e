//! Counts to log2 values that do not depend on how deeply a sample was sequenced.

pub mod tmm;

use exoscope_core::scale::log2_cpm;
use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, Zip};
use serde::{Deserialize, Serialize};

use super::error::PrepareError;
use crate::split::Training;
use tmm::{FittedTmm, TmmSettings};

/// How the depth of a sample is found.
///
/// | Value | Meaning |
/// |---|---|
/// | `"log2-cpm"` (default) | all reads of the sample |
/// | `{ tmm = { … } }` | all reads times the factor of [`tmm`], robust to a few miRNAs that take a large share of the reads; [`TmmSettings`] has its settings |
///
/// The value is then `log2(count / depth · 1e6 + 1)`, without unit.
#[derive(Debug, Clone, Copy, PartialEq, Default, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum DepthSettings {
    /// Depth is the total of all reads.
    #[default]
    Log2Cpm,
    /// Depth is the total times the trimmed mean of M-values.
    Tmm(TmmSettings),
}

/// Checked [`DepthSettings`].
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Depth(DepthSettings);

/// Fitted [`Depth`].
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum FittedDepth {
    /// Nothing to learn.
    Log2Cpm,
    /// The reference sample.
    Tmm(FittedTmm),
}

impl DepthSettings {
    /// Checks the ranges.
    pub fn check(self) -> Result<Depth, PrepareError> {
        if let Self::Tmm(tmm) = self {
            tmm.check()?;
        }
        Ok(Depth(self))
    }
}

impl Depth {
    /// Whether only counts will do: TMM looks at how sure a small count is.
    pub fn needs_counts(&self) -> bool {
        matches!(self.0, DepthSettings::Tmm(_))
    }

    /// Learns from raw counts of training samples (samples × all miRNAs measured, NaN = missing).
    pub fn fit(
        &self,
        training: &Training<ArrayView2<'_, f64>>,
    ) -> Result<FittedDepth, PrepareError> {
        let totals = totals(**training)?;
        match self.0 {
            DepthSettings::Log2Cpm => Ok(FittedDepth::Log2Cpm),
            DepthSettings::Tmm(settings) => {
                FittedTmm::fit(settings, **training, &totals).map(FittedDepth::Tmm)
            }
        }
    }
}

impl FittedDepth {
    /// Depth of each sample, reads: its total over all miRNAs, times its factor if TMM.
    pub fn depths(&self, counts: ArrayView2<'_, f64>) -> Result<Vec<f64>, PrepareError> {
        let totals = totals(counts)?;
        match self {
            Self::Log2Cpm => Ok(totals),
            Self::Tmm(tmm) => {
                let factors = tmm.factors(counts, &totals)?;
                Ok(totals.iter().zip(factors).map(|(total, factor)| total * factor).collect())
            }
        }
    }

    /// Log2 values of the `columns` asked for, from counts of all miRNAs (samples × miRNAs, NaN =
    /// missing, and stays so). A column that `counts` does not have is missing.
    ///
    /// ```
    /// use exoscope_learn::prepare::DepthSettings;
    /// use exoscope_learn::split::Learnable;
    /// use ndarray::array;
    ///
    /// let counts = array![[3.0, 1.0], [0.0, 8.0]];
    /// let depth = DepthSettings::default().check()?.fit(&counts.view().training())?;
    /// let log2 = depth.apply(counts.view(), &[0])?;
    /// assert_eq!(log2, array![[750_001_f32.log2()], [0.0]]);
    /// # Ok::<(), exoscope_learn::prepare::PrepareError>(())
    /// ```
    pub fn apply(
        &self,
        counts: ArrayView2<'_, f64>,
        columns: &[usize],
    ) -> Result<Array2<f32>, PrepareError> {
        let depths = self.depths(counts)?;
        let mut log2 = Array2::zeros((counts.nrows(), columns.len()));
        Zip::from(log2.rows_mut()).and(counts.rows()).and(&ArrayView1::from(&depths)).par_for_each(
            |mut values, counts, depth| {
                for (value, &column) in values.iter_mut().zip(columns) {
                    let count = counts.get(column).copied().unwrap_or(f64::NAN);
                    *value = log2_cpm(count, *depth) as f32;
                }
            },
        );
        Ok(log2)
    }
}

/// Total reads of each sample over the miRNAs that are not missing.
fn totals(counts: ArrayView2<'_, f64>) -> Result<Vec<f64>, PrepareError> {
    let totals: Vec<_> = counts.axis_iter(Axis(0)).into_par_iter().map(total).collect();
    let name = |(row, total)| match total {
        Ok(total) if total > 0.0 => Ok(total),
        Ok(_) => Err(PrepareError::ZeroTotal { row }),
        Err((column, value)) => Err(PrepareError::NotAnAmount { row, column, value }),
    };
    totals.into_iter().enumerate().map(name).collect()
}

/// Total of one sample, or its first value that is no count.
fn total(counts: ArrayView1<'_, f64>) -> Result<f64, (usize, f64)> {
    let mut total = 0.0;
    for (column, &count) in counts.iter().enumerate() {
        if count < 0.0 || count.is_infinite() {
            return Err((column, count));
        }
        if !count.is_nan() {
            total += count;
        }
    }
    Ok(total)
}

#[cfg(test)]
#[allow(clippy::unwrap_used, clippy::float_cmp)]
mod tests {
    use super::*;
    use ndarray::array;

    fn log2_cpm(counts: &Array2<f64>) -> Result<Array2<f32>, PrepareError> {
        let columns: Vec<_> = (0..counts.ncols()).collect();
        FittedDepth::Log2Cpm.apply(counts.view(), &columns)
    }

    #[test]
    fn missing_counts_are_left_out_of_the_total_and_stay_missing() {
        let log2 = log2_cpm(&array![[1.0, f64::NAN, 3.0]]).unwrap();
        assert_eq!(log2[[0, 0]], 250_001_f32.log2());
        assert!(log2[[0, 1]].is_nan());
    }

    #[test]
    fn a_sample_without_reads_is_named() {
        let refused = log2_cpm(&array![[1.0, 2.0], [0.0, f64::NAN]]);
        assert_eq!(refused, Err(PrepareError::ZeroTotal { row: 1 }));
    }

    #[test]
    fn what_is_no_count_is_named() {
        for value in [-1.0, f64::INFINITY] {
            let refused = log2_cpm(&array![[1.0, 2.0], [0.5, value], [-3.0, 0.0]]);
            assert_eq!(refused, Err(PrepareError::NotAnAmount { row: 1, column: 1, value }));
        }
    }

    #[test]
    fn settings_read_as_documented() {
        let read = |text: &str| serde_json::from_str::<DepthSettings>(text);
        assert_eq!(read(r#""log2-cpm""#).unwrap(), DepthSettings::Log2Cpm);
        let tmm = DepthSettings::Tmm(TmmSettings { sum_trim: 0.1, ..TmmSettings::default() });
        assert_eq!(read(r#"{"tmm": {"sum_trim": 0.1}}"#).unwrap(), tmm);
        assert!(read(r#"{"tmm": {"sumtrim": 0.1}}"#).is_err());
    }
}
