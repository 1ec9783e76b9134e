//! The values of a cohort on one log scale, sample by sample.

use exoscope_core::scale::log2_cpm;
use exoscope_core::{Cohort, Scale};
use ndarray::Array2;

/// log2 of counts per million plus one for counts, CPM and shares, [`Scale::for_analysis`] for others
/// (samples × miRNAs, NaN where missing). Each sample is scaled by itself alone; nothing is learned.
pub fn log2_values(cohort: &Cohort) -> Array2<f32> {
    let (n, p) = cohort.values().dim();
    let mut log2 = Array2::zeros((n, p));
    for (row, mut to) in log2.rows_mut().into_iter().enumerate() {
        let values: Vec<f64> = cohort.values().row(row).collect();
        let total: f64 = values.iter().filter(|value| !value.is_nan()).sum();
        for (to, value) in to.iter_mut().zip(values) {
            let log = match cohort.scale() {
                Scale::Counts if total > 0.0 => log2_cpm(value, total),
                Scale::Counts if value.is_nan() => f64::NAN,
                Scale::Counts => 0.0,
                scale if scale.analysed_as() == Scale::Cpm => {
                    (scale.for_analysis(value) + 1.0).log2()
                }
                scale => scale.for_analysis(value),
            };
            *to = log as f32;
        }
    }
    log2
}
