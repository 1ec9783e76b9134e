//! What sets batches apart where no class does.

use std::collections::BTreeMap;

use exoscope_core::Streams;
use exoscope_core::progress::Silent;
use exoscope_core::sample::{Field, Role};
use rayon::prelude::*;
use statrs::distribution::{ContinuousCDF, FisherSnedecor};

use super::cohort::{AuditSettings, FEW_MIRNAS, plan};
use super::design::MIN_SAMPLES;
use super::profiles::Profiles;
use super::{AuditError, BatchMirnas, Figures, Key};
use crate::evaluate::cross_validate;
use crate::split::Labelled;

/// miRNAs that differ between batches of one class, by a nested analysis of variance; `None` where
/// no class stands in two batches.
pub(super) fn mirnas(
    profiles: &Profiles<'_>,
    labelled: &Labelled<'_>,
    key: &str,
) -> Result<Option<BatchMirnas>, AuditError> {
    let key = Key::of(labelled, key)?;
    let cells: Vec<Option<(usize, usize)>> = labelled
        .y()
        .iter()
        .zip(key.of_samples())
        .map(|(&class, batch)| Some((class, (*batch)?)))
        .collect();
    let columns = profiles.expressed();
    let tests: Vec<(f64, f64)> = columns
        .par_iter()
        .map(|&column| {
            let values: Vec<f64> =
                profiles.values.column(column).iter().map(|&v| f64::from(v)).collect();
            nested(&values, &cells)
        })
        .collect();
    if tests.iter().all(|(p, _)| p.is_nan()) {
        return Ok(None);
    }
    let limit = 0.05 / columns.len() as f64;
    let found = |p: f64| p < limit;
    let mut panel = tests.clone();
    panel.sort_by(|a, b| b.1.total_cmp(&a.1));
    panel.truncate(FEW_MIRNAS);
    Ok(Some(BatchMirnas {
        tested: tests.len(),
        found: tests.iter().filter(|(p, _)| found(*p)).count(),
        of_panel: panel.iter().filter(|(p, _)| found(*p)).count() as f64 / panel.len() as f64,
    }))
}

/// The p value of batches nested in classes (NaN where there is nothing to test), and the F of the
/// classes.
fn nested(values: &[f64], cells: &[Option<(usize, usize)>]) -> (f64, f64) {
    let mut of_cell: BTreeMap<(usize, usize), (f64, f64)> = BTreeMap::new();
    let mut of_class: BTreeMap<usize, (f64, f64)> = BTreeMap::new();
    let (mut n, mut sum, mut squares) = (0.0, 0.0, 0.0);
    for (&value, cell) in values.iter().zip(cells) {
        let (Some(cell), false) = (cell, value.is_nan()) else { continue };
        for entry in [of_cell.entry(*cell).or_default(), of_class.entry(cell.0).or_default()] {
            entry.0 += 1.0;
            entry.1 += value;
        }
        n += 1.0;
        sum += value;
        squares += value * value;
    }
    let between = |groups: &mut dyn Iterator<Item = &(f64, f64)>| -> f64 {
        groups.map(|(n, sum)| sum * sum / n).sum()
    };
    let (cell, class) = (between(&mut of_cell.values()), between(&mut of_class.values()));
    let (cells, classes) = (of_cell.len() as f64, of_class.len() as f64);
    let (within, of_batches) = (squares - cell, cell - class);
    let (df_within, df_batches) = (n - cells, cells - classes);
    let error = within / df_within;
    let f_classes = (class - sum * sum / n) / (classes - 1.0) / error;
    if df_within < 1.0 || df_batches < 1.0 || error.is_nan() || error <= 0.0 {
        return (f64::NAN, if f_classes.is_finite() { f_classes } else { 0.0 });
    }
    let f = of_batches / df_batches / error;
    let p = FisherSnedecor::new(df_batches, df_within).map_or(f64::NAN, |d| d.sf(f));
    (p, f_classes)
}

/// How well the miRNAs of controls tell the batches of `key` apart; `None` unless two batches have
/// controls enough.
pub(super) fn controls(
    labelled: &Labelled<'_>,
    key: &str,
    settings: &AuditSettings,
    streams: Streams,
) -> Result<Option<Figures>, AuditError> {
    let roles = labelled.roles();
    let of_samples = Key::of(labelled, key)?;
    let is_control = |n: &usize| {
        let class = labelled.y().get(*n).copied().unwrap_or(0);
        roles.get(class).copied().flatten() == Some(Role::Control)
    };
    let mut of_batch: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
    for n in (0..labelled.len()).filter(is_control) {
        let batch = of_samples.of_samples().get(n).copied().flatten();
        if let (Some(batch), Some(&row)) = (batch, labelled.rows().get(n)) {
            of_batch.entry(batch).or_default().push(row);
        }
    }
    of_batch.retain(|_, rows| rows.len() >= MIN_SAMPLES);
    if of_batch.len() < 2 {
        return Ok(None);
    }
    let mut rows: Vec<usize> = of_batch.into_values().flatten().collect();
    rows.sort_unstable();
    let mut cohort = labelled.cohort().select_samples(&rows)?;
    cohort.set_field(Field::Label, key)?;
    let labelled = Labelled::of(&cohort, None)?;
    let Some(plan) = plan(&labelled, streams)? else { return Ok(None) };
    let outcome = cross_validate(&plan.labelled, &plan.folds, &settings.reader, &Silent)?;
    Ok(Some(Figures::from(&outcome.scores)))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// R 4.2.2: `anova(lm(v ~ class + class:batch))`, with the batches nested in the classes.
    #[test]
    fn agrees_with_r() {
        let v = [5.1, 4.9, 6.3, 6.1, 7.2, 7.4, 7.1, 8.8, 9.1, 5.5];
        let cells =
            [(0, 0), (0, 0), (0, 1), (0, 1), (1, 2), (1, 2), (1, 2), (1, 3), (1, 3), (0, 0)];
        let (p, f) = nested(&v, &cells.map(Some));
        assert!(
            (p - 0.000_198_295_899_825_525).abs() < 1e-9 && (f - 275.309_497_206_704).abs() < 1e-6,
            "{p} {f}"
        );
    }
}
