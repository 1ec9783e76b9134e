//! The miRNAs of a cohort on one log scale, of which some are chosen without a look at the labels.

use exoscope_core::progress::Silent;
use exoscope_core::{Cohort, Scale};
use ndarray::{Array2, ArrayView1};
use rayon::prelude::*;

use super::cohort::{AuditSettings, plan};
use super::{AuditError, Figures};
use crate::evaluate::cross_validate;
use crate::quality::log2_values;
use crate::split::Labelled;

/// The samples of an audit with their values as log2, so that a few miRNAs can be looked at
/// without the depth of the sample being taken from these few.
pub(super) struct Profiles<'a> {
    labelled: &'a Labelled<'a>,
    log2: Cohort,
    /// Values of the samples of the audit alone (samples × miRNAs).
    pub(super) values: Array2<f32>,
    /// Mean and variance of each miRNA, missing values left out.
    moments: Vec<(f64, f64)>,
    /// Share of the samples in which each is above the cohort's lowest value.
    detected: Vec<f64>,
}

impl<'a> Profiles<'a> {
    pub(super) fn of(labelled: &'a Labelled<'_>) -> Result<Self, AuditError> {
        let cohort = labelled.cohort();
        let all = log2_values(cohort);
        let scale = match cohort.scale() {
            Scale::Counts | Scale::Cpm | Scale::Fraction | Scale::Percent => Scale::Log2Cpm,
            other => other.analysed_as(),
        };
        let log2 = cohort.with_values(all.mapv(f64::from), scale)?;
        let values = all.select(ndarray::Axis(0), labelled.rows());
        let lowest = values.iter().copied().filter(|v| !v.is_nan()).fold(f32::INFINITY, f32::min);
        let of = |column: ArrayView1<'_, f32>| {
            let known = || column.iter().filter(|v| !v.is_nan()).map(|&v| f64::from(v));
            let n = known().count().max(1) as f64;
            let mean = known().sum::<f64>() / n;
            let variance = known().map(|v| (v - mean).powi(2)).sum::<f64>() / n;
            let high = column.iter().filter(|v| **v > lowest).count() as f64;
            ((mean, variance), high / column.len().max(1) as f64)
        };
        let columns: Vec<usize> = (0..values.ncols()).collect();
        let (moments, detected) =
            columns.par_iter().map(|&column| of(values.column(column))).unzip();
        Ok(Self { labelled, log2, values, moments, detected })
    }

    /// miRNAs that vary and are detected in a tenth of the samples.
    pub(super) fn expressed(&self) -> Vec<usize> {
        let each = self.moments.iter().zip(&self.detected).enumerate();
        each.filter(|(_, ((_, variance), detected))| *variance > 0.0 && **detected >= 0.1)
            .map(|(column, _)| column)
            .collect()
    }

    /// The `count` of them with the lowest means.
    pub(super) fn least_expressed(&self, count: usize) -> Vec<usize> {
        let mean = |column: usize| self.moments.get(column).map_or(0.0, |moments| moments.0);
        let mut columns = self.expressed();
        columns.sort_by(|&a, &b| mean(a).total_cmp(&mean(b)).then(a.cmp(&b)));
        columns.truncate(count);
        columns.sort_unstable();
        columns
    }

    /// The `count` of them that vary most.
    pub(super) fn most_varying(&self, count: usize) -> Vec<usize> {
        let variance = |column: usize| self.moments.get(column).map_or(0.0, |moments| moments.1);
        let mut columns = self.expressed();
        columns.sort_by(|&a, &b| variance(b).total_cmp(&variance(a)).then(a.cmp(&b)));
        columns.truncate(count);
        columns.sort_unstable();
        columns
    }

    /// The cohort of these miRNAs alone, on the log scale.
    pub(super) fn cohort(&self, columns: &[usize]) -> Result<Cohort, AuditError> {
        Ok(self.log2.select_mirnas(columns)?)
    }

    /// What the audited reader scores on these miRNAs alone, under random folds.
    pub(super) fn figures(
        &self,
        columns: &[usize],
        settings: &AuditSettings,
        streams: exoscope_core::Streams,
    ) -> Result<Figures, AuditError> {
        let cohort = self.cohort(columns)?;
        let labelled = self.labelled.in_cohort(&cohort);
        let plan = plan(&labelled, streams)?.ok_or(AuditError::NoSplit)?;
        let outcome = cross_validate(&plan.labelled, &plan.folds, &settings.reader, &Silent)?;
        Ok(Figures::from(&outcome.scores))
    }
}
