//! Calls from facts about the samples alone: age and sex, all keys together, depth and quality.

use std::str::FromStr;

use exoscope_core::Streams;
use exoscope_core::sample::{ColumnValues, Field, Sex};
use ndarray::Array2;

use super::{AuditError, Baseline, Figures, Key, design};
use crate::evaluate::truth;
use crate::learn::{Classifier, Examples, FitError, LdaSettings, Learner, LogisticSettings};
use crate::quality::Quality;
use crate::split::{Folds, Labelled, Learnable, stratified};
use exoscope_score::{Scores, Truth};

/// Batches of a key that are told apart, the largest first; others count as one.
const LEVELS: usize = 100;

/// The baseline of age and sex; `None` where neither is known.
pub(super) fn of_persons(
    labelled: &Labelled<'_>,
    folds: &Folds,
    truth: &Truth,
) -> Result<Option<Baseline>, AuditError> {
    let columns = age_and_sex(labelled);
    if columns.is_empty() {
        return Ok(None);
    }
    baseline(&columns, &once(folds)?, truth)
}

/// The baseline of all keys together, with age and sex; `None` where no key is named.
pub(super) fn of_all(
    labelled: &Labelled<'_>,
    keys: &[String],
    folds: &Folds,
    truth: &Truth,
) -> Result<Option<Baseline>, AuditError> {
    if keys.is_empty() {
        return Ok(None);
    }
    let mut columns = age_and_sex(labelled);
    for name in keys {
        columns.extend(one_hot(&Key::of(labelled, name)?));
    }
    baseline(&columns, &once(folds)?, truth)
}

/// The first cross-validation alone: a model is fitted in each fold, which takes its time.
fn once(folds: &Folds) -> Result<Folds, AuditError> {
    Ok(Folds::new(folds.k(), folds.repeats().iter().take(1).cloned().collect())?)
}

/// The baseline of depth and quality metrics alone.
pub(super) fn of_quality(
    labelled: &Labelled<'_>,
    streams: Streams,
) -> Result<Option<Baseline>, AuditError> {
    let columns = depth_and_quality(labelled);
    if columns.is_empty() {
        return Ok(None);
    }
    let truth = truth(labelled)?;
    let streams = [streams.stream("audit folds", 0)];
    let folds = stratified(labelled.y(), design::FOLDS.min(labelled.len()), streams)?;
    baseline(&columns, &folds, &truth)
}

/// Columns of depth and quality metrics; none of a cohort without miRNAs.
pub(super) fn depth_and_quality(labelled: &Labelled<'_>) -> Vec<Vec<f32>> {
    if labelled.cohort().n_mirnas() == 0 {
        return Vec::new();
    }
    let quality = Quality::of(labelled.cohort());
    let column = |of: &dyn Fn(&crate::quality::SampleQuality) -> Option<f64>| -> Vec<Option<f64>> {
        labelled.rows().iter().map(|&row| quality.samples.get(row).and_then(of)).collect()
    };
    [
        column(&|s| s.depth.map(|depth| (depth + 1.0).ln())),
        column(&|s| Some(s.detected)),
        column(&|s| Some(s.missing as f64)),
        column(&|s| s.distance),
        column(&|s| s.haemolysis),
    ]
    .iter()
    .filter_map(|values| standard(values))
    .collect()
}

/// Columns of age and sex, missing values at the mean.
pub(super) fn age_and_sex(labelled: &Labelled<'_>) -> Vec<Vec<f32>> {
    let metadata = labelled.cohort().metadata();
    let age = metadata.field(Field::Age).map(|column| -> Vec<Option<f64>> {
        let value = |row: usize| match column.values() {
            ColumnValues::Number(values) => values.get(row).copied().flatten(),
            ColumnValues::Text(_) => column.get(row)?.trim().parse().ok(),
        };
        labelled.rows().iter().map(|&row| value(row)).collect()
    });
    let sex = metadata.field(Field::Sex).map(|column| -> Vec<Option<f64>> {
        let value = |row: usize| {
            Some(f64::from(u8::from(Sex::from_str(&column.get(row)?).ok()? == Sex::Male)))
        };
        labelled.rows().iter().map(|&row| value(row)).collect()
    });
    [age, sex].into_iter().flatten().filter_map(|values| standard(&values)).collect()
}

/// A column of mean 0 and SD 1, missing values at 0; `None` where it does not vary. Mean and SD
/// are of all samples: they do not depend on the label.
fn standard(values: &[Option<f64>]) -> Option<Vec<f32>> {
    let known = || values.iter().flatten().copied().filter(|v| v.is_finite());
    let n = known().count() as f64;
    let mean = known().sum::<f64>() / n;
    let sd = (known().map(|v| (v - mean).powi(2)).sum::<f64>() / n).sqrt();
    (sd > 0.0).then(|| values.iter().map(|v| v.map_or(0.0, |v| (v - mean) / sd) as f32).collect())
}

/// A column for each of the largest batches.
fn one_hot(key: &Key) -> Vec<Vec<f32>> {
    let mut sizes = vec![0_usize; key.batches().len()];
    for batch in key.of_samples().iter().flatten() {
        if let Some(size) = sizes.get_mut(*batch) {
            *size += 1;
        }
    }
    let mut largest: Vec<usize> = (0..sizes.len()).collect();
    largest.sort_by_key(|&batch| (std::cmp::Reverse(sizes.get(batch).copied()), batch));
    largest.truncate(LEVELS);
    let column = |batch: usize| {
        key.of_samples().iter().map(|of| f32::from(u8::from(*of == Some(batch)))).collect()
    };
    largest.into_iter().map(column).collect()
}

/// Baseline of these columns; `None` where there is no column, or where nothing can be fitted.
fn baseline(
    columns: &[Vec<f32>],
    folds: &Folds,
    truth: &Truth,
) -> Result<Option<Baseline>, AuditError> {
    let called = called(columns, folds, truth.y(), truth.classes().len())?;
    let figures = called.map(|all| Scores::new(truth, &all)).transpose()?;
    Ok(figures.map(|scores| Figures::from(&scores).into()))
}

/// Out-of-fold probabilities by these columns, one matrix a repeat: linear discriminant analysis; where a fold leaves its
/// covariance singular (batches of one class each vary in no class), penalised logistic regression in all folds,
/// whose solution is always unique. `None` where there is no column, or where neither can be fitted.
pub(super) fn called(
    columns: &[Vec<f32>],
    folds: &Folds,
    y: &[usize],
    classes: usize,
) -> Result<Option<Vec<Array2<f64>>>, AuditError> {
    if columns.is_empty() {
        return Ok(None);
    }
    let lda = LdaSettings::default().check().map_err(FitError::from)?;
    let logistic = LogisticSettings::default().check().map_err(FitError::from)?;
    let found = match learned(&lda, columns, folds, y, classes) {
        Err(AuditError::Fit(_)) => learned(&logistic, columns, folds, y, classes),
        other => other,
    };
    match found {
        Ok(called) => Ok(Some(called)),
        Err(AuditError::Fit(_)) => Ok(None),
        Err(error) => Err(error),
    }
}

/// What a learner of these columns calls.
fn learned<L: Learner>(
    learner: &L,
    columns: &[Vec<f32>],
    folds: &Folds,
    y: &[usize],
    n_classes: usize,
) -> Result<Vec<Array2<f64>>, AuditError> {
    let n = y.len();
    let cell = |row: usize, column: usize| {
        columns.get(column).and_then(|column| column.get(row)).copied().unwrap_or(0.0)
    };
    let x = Array2::from_shape_fn((n, columns.len()), |(row, column)| cell(row, column));
    let mut all = vec![Array2::zeros((n, n_classes)); folds.repeats().len()];
    for split in folds.splits() {
        let class = |&row: &usize| y.get(row).copied().unwrap_or(0);
        let seen: std::collections::BTreeSet<usize> = split.training.iter().map(class).collect();
        let seen: Vec<usize> = seen.into_iter().collect();
        let Some(probabilities) = all.get_mut(split.repeat) else { continue };
        if let [only] = seen.as_slice() {
            split.held_out.numbers().iter().for_each(|&row| probabilities[(row, *only)] = 1.0);
            continue;
        }
        let rows = split.training.into_inner();
        let own = rows.iter().map(|row| seen.partition_point(|&c| c < class(row))).collect();
        let examples = Examples::new(x.select(ndarray::Axis(0), &rows), own, seen.len())?;
        let fit = learner.fit(&examples.training())?;
        let called =
            fit.model.probabilities(x.select(ndarray::Axis(0), split.held_out.numbers()).view())?;
        for (row, p) in split.held_out.numbers().iter().zip(called.rows()) {
            for (&class, &p) in seen.iter().zip(p) {
                if let Some(cell) = probabilities.get_mut((*row, class)) {
                    *cell = p;
                }
            }
        }
    }
    Ok(all)
}
