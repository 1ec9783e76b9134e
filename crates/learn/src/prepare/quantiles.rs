//! Every sample on one distribution of values (Bolstad et al. 2003, Bioinformatics 19:185).
//!
//! The distribution is the mean over the training samples of their sorted values, learned once; a new
//! sample's values are replaced by those of the same rank. It takes array effects away that shift and
//! bend a whole sample, and with them whatever of a disease does the same.
//!
//! Agrees with `normalizeQuantiles` of limma 3.54.1 on the training samples: ties have the mean of their
//! ranks, and where values are missing the ranks of the others are stretched over all.

use exoscope_core::cohort::{CohortError, Step, Values};
use exoscope_core::{Cohort, Scale};
use ndarray::{Array2, ArrayView1, ArrayView2, Axis, Zip};
use rayon::prelude::*;
use serde::{Deserialize, Serialize};

use super::error::PrepareError;
use crate::split::Training;

/// The distribution of values that training samples have on average.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FittedQuantiles {
    /// Values from the lowest to the highest, one a miRNA.
    reference: Vec<f64>,
}

/// Samples that are sorted at once, by all threads.
const BLOCK: usize = 64;

impl FittedQuantiles {
    /// Learns from log2 values (samples × all miRNAs measured, NaN = missing). Samples with fewer than
    /// two values are passed over.
    ///
    /// ```
    /// use exoscope_learn::prepare::FittedQuantiles;
    /// use exoscope_learn::split::Learnable;
    /// use ndarray::array;
    ///
    /// let x = array![[2.0, 4.0, 9.0], [7.0, 3.0, 4.0]];
    /// let fitted = FittedQuantiles::fit(&x.view().training())?;
    /// assert_eq!(fitted.reference(), [2.5, 4.0, 8.0]);
    /// assert_eq!(fitted.apply(array![[1.0, 1.5, 1.2]].view()), array![[2.5, 8.0, 4.0]]);
    /// # Ok::<(), exoscope_learn::prepare::PrepareError>(())
    /// ```
    pub fn fit(training: &Training<ArrayView2<'_, f32>>) -> Result<Self, PrepareError> {
        let x = **training;
        let mut reference = vec![0.0; x.ncols()];
        let mut samples = 0_usize;
        for block in x.axis_chunks_iter(Axis(0), BLOCK) {
            let rows: Vec<ArrayView1<'_, f32>> = block.rows().into_iter().collect();
            let sorted: Vec<_> =
                rows.into_par_iter().map(|row| stretched(row, x.ncols())).collect();
            for sorted in sorted.into_iter().flatten() {
                samples += 1;
                reference.iter_mut().zip(sorted).for_each(|(sum, value)| *sum += value);
            }
        }
        if samples == 0 {
            return Err(PrepareError::NoSamples);
        }
        Ok(Self { reference: reference.into_iter().map(|sum| sum / samples as f64).collect() })
    }

    /// [`FittedQuantiles::fit`] on a cohort of log2 values.
    pub fn fit_cohort(training: &Training<Cohort>) -> Result<Self, PrepareError> {
        match training.values() {
            Values::Single(x) if training.scale().is_log2() => Self::fit(&Training::new(x.view())),
            _ => Err(needs_log2(name(training.scale()))),
        }
    }

    /// The distribution, from the lowest value to the highest.
    pub fn reference(&self) -> &[f64] {
        &self.reference
    }

    /// The values (samples × miRNAs) at their ranks within each sample; missing ones stay missing.
    pub fn apply(&self, x: ArrayView2<'_, f32>) -> Array2<f32> {
        let mut normalised = Array2::zeros(x.dim());
        Zip::from(normalised.rows_mut()).and(x.rows()).par_for_each(|mut to, from| {
            let values: Vec<f32> = self.ranked(from);
            to.iter_mut().zip(values).for_each(|(to, value)| *to = value);
        });
        normalised
    }

    /// [`FittedQuantiles::apply`] to a cohort of log2 values.
    pub fn apply_cohort(&self, cohort: &Cohort) -> Result<Cohort, CohortError> {
        let (n, p) = cohort.values().dim();
        let rows = (0..n).flat_map(|row| cohort.values().row(row)).map(|value| value as f32);
        // There are as many values as the shape says: they are those of the cohort.
        let x = Array2::from_shape_vec((n, p), rows.collect()).unwrap_or_default();
        let values = self.apply(x.view()).mapv(f64::from);
        let mut cohort = cohort.with_values(values, cohort.scale())?;
        cohort
            .add_step(Step::new("quantiles of training arrays put in the place of values", vec![]));
        Ok(cohort)
    }

    fn ranked(&self, row: ArrayView1<'_, f32>) -> Vec<f32> {
        let mut order: Vec<usize> =
            row.iter().enumerate().filter(|(_, value)| !value.is_nan()).map(|(at, _)| at).collect();
        let value = |at: &usize| row.get(*at).copied().unwrap_or(f32::NAN);
        order.sort_by(|a, b| value(a).total_cmp(&value(b)));
        let last = order.len().saturating_sub(1) as f64;
        let mut normalised = vec![f32::NAN; row.len()];
        let mut below = 0;
        for tied in order.chunk_by(|a, b| value(a).total_cmp(&value(b)).is_eq()) {
            let rank = below as f64 + (tied.len() - 1) as f64 / 2.0;
            below += tied.len();
            // A value that stands alone is no quantile but the middle.
            let share = if last > 0.0 { rank / last } else { 0.5 };
            let value = at_share(&self.reference, share) as f32;
            for &at in tied {
                if let Some(normalised) = normalised.get_mut(at) {
                    *normalised = value;
                }
            }
        }
        normalised
    }
}

/// Values on another scale than log2 are refused.
pub(super) fn needs_log2(found: &'static str) -> PrepareError {
    PrepareError::Scale { needs: "quantile normalisation", expected: "log2", found }
}

fn name(scale: Scale) -> &'static str {
    match scale {
        Scale::Counts => "counts",
        Scale::Cpm => "CPM",
        Scale::Log2Cpm | Scale::Log2Intensity => "log2",
        Scale::Ct | Scale::DeltaCt => "Ct",
        Scale::Fraction | Scale::Percent => "shares",
        Scale::ZScore => "z-scores",
        Scale::Unknown => "unknown",
    }
}

/// The values that are there, sorted, stretched over `n` places; `None` of fewer than two.
fn stretched(row: ArrayView1<'_, f32>, n: usize) -> Option<Vec<f64>> {
    let mut sorted: Vec<f64> =
        row.iter().filter(|value| !value.is_nan()).map(|&value| f64::from(value)).collect();
    sorted.sort_by(f64::total_cmp);
    if sorted.len() < 2 {
        return None;
    }
    if sorted.len() == n {
        return Some(sorted);
    }
    let last = n.saturating_sub(1).max(1) as f64;
    Some((0..n).map(|place| at_share(&sorted, place as f64 / last)).collect())
}

/// The value at a share 0 to 1 of the way from the first of `sorted` to the last, on the line between
/// its neighbours.
fn at_share(sorted: &[f64], share: f64) -> f64 {
    let place = share * sorted.len().saturating_sub(1) as f64;
    let below = place.floor();
    let at = |place: f64| sorted.get(place as usize).copied().unwrap_or(f64::NAN);
    let part = place - below;
    // Next to a whole place lies rounding, and the last has no neighbour above.
    if part < 1e-9 {
        return at(below);
    }
    at(below) + part * (at(below + 1.0) - at(below))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use ndarray::array;

    #[derive(Deserialize)]
    struct Reference {
        whole: Case,
        missing: Case,
    }

    #[derive(Deserialize)]
    struct Case {
        x: Vec<Vec<Option<f64>>>,
        normalised: Vec<Vec<Option<f64>>>,
    }

    fn matrix(rows: &[Vec<Option<f64>>]) -> Array2<f32> {
        let values = rows.iter().flatten().map(|value| value.map_or(f32::NAN, |v| v as f32));
        Array2::from_shape_vec((rows.len(), rows[0].len()), values.collect()).unwrap()
    }

    #[test]
    fn agrees_with_limma_3_54_1() {
        let text = include_str!("../../tests/reference/quantiles.json");
        let Reference { whole, missing } = serde_json::from_str(text).unwrap();
        for case in [whole, missing] {
            let x = matrix(&case.x);
            let fitted = FittedQuantiles::fit(&Training::new(x.view())).unwrap();
            let expected = matrix(&case.normalised);
            for (found, expected) in fitted.apply(x.view()).iter().zip(&expected) {
                let same = (found - expected).abs() < 1e-5 || found.is_nan() && expected.is_nan();
                assert!(same, "{found} is not {expected}");
            }
        }
    }

    #[test]
    fn a_new_sample_is_ranked_by_itself() {
        let x = array![[2.0, 4.0, 9.0], [7.0, 3.0, 4.0]];
        let fitted = FittedQuantiles::fit(&Training::new(x.view())).unwrap();
        let new = array![[0.1, 0.1, 5.0], [f32::NAN, 1.0, f32::NAN]];
        let normalised = fitted.apply(new.view());
        assert_eq!(normalised.row(0).to_vec(), [3.25, 3.25, 8.0]);
        assert_eq!(normalised[(1, 1)].to_bits(), 4_f32.to_bits());
        assert!(normalised[(1, 0)].is_nan());
        let bent = x.mapv(|value: f32| value.powi(3));
        assert_eq!(fitted.apply(bent.view()), fitted.apply(x.view()));
    }

    #[test]
    fn nothing_to_learn_from_is_refused() {
        let x = array![[f32::NAN, 1.0]];
        let refused = FittedQuantiles::fit(&Training::new(x.view()));
        assert_eq!(refused, Err(PrepareError::NoSamples));
        let mirnas = vec!["miR-21-5p".parse().unwrap()];
        let cohort = Cohort::new(vec!["a".parse().unwrap()], mirnas, array![[3.0]], Scale::Counts);
        let refused = FittedQuantiles::fit_cohort(&Training::new(cohort.unwrap()));
        assert_eq!(refused, Err(needs_log2("counts")));
    }
}
