//! Samples that lack some of the reader's miRNAs.

use std::collections::BTreeMap;

use exoscope_core::Streams;
use ndarray::{Array2, ArrayView2, Axis};
use rand_distr::{Distribution, StandardNormal};
use rayon::prelude::*;

use crate::learn::{Classifier, Factors, InputError, Model};

/// Completions of a sample that are called: the mean of ten is off by a third of the spread that
/// not knowing the missing values leaves in a probability.
const COMPLETIONS: u64 = 10;
/// Samples whose completions are held at once.
const BLOCK: usize = 128;

/// What a model says of samples where values may be missing.
pub(super) struct Called {
    /// Samples × classes.
    pub probabilities: Array2<f64>,
    /// Distance of each sample from those of training.
    pub distances: Vec<f64>,
}

/// Calls prepared samples, `missing` telling the features that each lacks; their values in `x`
/// become their means given the others.
///
/// A sample that lacks features is completed ten times from their distribution given the others
/// (the factor model of the training samples), and its probabilities are the mean over these
/// (multiple imputation: Rubin 1987). So a call that rests on what is missing is less sure. The
/// numbers drawn are the same for every sample: a sample is called the same alone as among others.
pub(super) fn call(
    model: &Model,
    factors: &Factors,
    x: &mut Array2<f32>,
    missing: &[Vec<usize>],
) -> Result<Called, InputError> {
    let mut distances = vec![0.0; x.nrows()];
    let mut holed: BTreeMap<&[usize], Vec<usize>> = BTreeMap::new();
    for (row, missing) in missing.iter().enumerate() {
        holed.entry(missing.as_slice()).or_default().push(row);
    }
    let mut completed = Vec::new();
    for (missing, rows) in holed {
        let pattern = factors.pattern(missing, x.ncols())?;
        let known: Vec<_> = rows.par_iter().map(|&row| pattern.known(x.row(row))).collect();
        for (&row, known) in rows.iter().zip(&known) {
            if let Some(distance) = distances.get_mut(row) {
                *distance = known.distance;
            }
            for (&feature, value) in missing.iter().zip(pattern.mean(known)) {
                x[[row, feature]] = value as f32;
            }
        }
        if missing.is_empty() {
            continue;
        }
        let normals: Vec<Vec<f64>> = (0..COMPLETIONS)
            .map(|draw| {
                let stream = &mut Streams::new(0).stream("completion", draw);
                let count = factors.loadings().ncols() + x.ncols();
                (0..count).map(|_| StandardNormal.sample(stream)).collect()
            })
            .collect();
        for (rows, known) in rows.chunks(BLOCK).zip(known.chunks(BLOCK)) {
            let mut p = Array2::<f64>::zeros((rows.len(), model.n_classes()));
            for normals in &normals {
                let mut drawn = x.select(Axis(0), rows);
                for (mut row, known) in drawn.rows_mut().into_iter().zip(known) {
                    for (&feature, value) in missing.iter().zip(pattern.draw(known, normals)) {
                        row[feature] = value as f32;
                    }
                }
                p += &model.probabilities(drawn.view())?;
            }
            p /= COMPLETIONS as f64;
            completed.push((rows.to_vec(), p));
        }
    }
    let mut probabilities = whole(model, x.view(), &completed)?;
    for (rows, p) in completed {
        for (&row, p) in rows.iter().zip(p.outer_iter()) {
            probabilities.row_mut(row).assign(&p);
        }
    }
    Ok(Called { probabilities, distances })
}

/// Probabilities of the samples that lack nothing; those of others stay 0.
fn whole(
    model: &Model,
    x: ArrayView2<'_, f32>,
    completed: &[(Vec<usize>, Array2<f64>)],
) -> Result<Array2<f64>, InputError> {
    if completed.is_empty() {
        return model.probabilities(x);
    }
    let mut lacking = vec![false; x.nrows()];
    completed.iter().flat_map(|(rows, _)| rows).for_each(|&row| lacking[row] = true);
    let rows: Vec<usize> = (0..x.nrows()).filter(|&row| !lacking[row]).collect();
    let mut out = Array2::zeros((x.nrows(), model.n_classes()));
    let p = model.probabilities(x.select(Axis(0), &rows).view())?;
    for (&row, p) in rows.iter().zip(p.outer_iter()) {
        out.row_mut(row).assign(&p);
    }
    Ok(out)
}
