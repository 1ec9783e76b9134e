//! What the whole pipeline reaches where labels mean nothing.

use std::collections::BTreeMap;

use exoscope_core::Streams;
use exoscope_core::random::Stream;
use exoscope_core::sample::Field;
use rand::seq::SliceRandom;
use rayon::prelude::*;

use super::cohort::{AuditSettings, plan};
use super::contrast::Contrast;
use super::design::MIN_SAMPLES;
use super::error::testable;
use super::profiles::Profiles;
use super::{AuditError, Confounding, Key, Null};
use crate::evaluate::out_of_fold;
use crate::split::{Labelled, stratified};

/// Samples and miRNAs that a null is made from at most: so many pipelines are fitted that the whole
/// of a large cohort would take days. Samples are a stratified part; miRNAs those that vary most.
const MOST_SAMPLES: usize = 1000;
const MOST_MIRNAS: usize = 500;

/// How the whole pipeline fares against permuted labels: among all samples, or within the batches
/// of `key`. `None` where a key leaves too few samples to compare.
///
/// The p value is exact: under the null that labels mean nothing (within batches, where a key is
/// named) every permutation is as likely as the labels themselves (Phipson and Smyth 2010, Stat
/// Appl Genet Mol Biol 9:39).
pub fn permutation_test(
    labelled: &Labelled<'_>,
    key: Option<&str>,
    settings: &AuditSettings,
    streams: Streams,
) -> Result<Option<Null>, AuditError> {
    match key {
        Some(key) => within(labelled, key, settings, streams),
        None => free(labelled, settings, streams).map(Some),
    }
}

/// Labels permuted among all samples, one label a person; random folds.
pub(super) fn free(
    labelled: &Labelled<'_>,
    settings: &AuditSettings,
    streams: Streams,
) -> Result<Null, AuditError> {
    let labelled = part(labelled, streams)?;
    permuted(&labelled, None, settings, streams).map(|null| null.unwrap_or_else(Null::nothing))
}

/// Labels permuted within the batches of `key`; folds that keep these together, and only pairs that
/// share one compared. `None` where too few samples can be.
pub(super) fn within(
    labelled: &Labelled<'_>,
    key: &str,
    settings: &AuditSettings,
    streams: Streams,
) -> Result<Option<Null>, AuditError> {
    let known = Key::of(labelled, key)?;
    let numbers: Vec<usize> = (0..labelled.len())
        .filter(|&n| known.of_samples().get(n).copied().flatten().is_some())
        .collect();
    let labelled = part(&labelled.part(&numbers), streams)?;
    let batches = Key::of(&labelled, key)?;
    if Confounding::of(&batches, &labelled).comparable() < MIN_SAMPLES {
        return Ok(None);
    }
    permuted(&labelled, Some(&batches), settings, streams)
}

/// The AUROC of a permutation that cannot be fitted: one that counts against the signal, so that p is never
/// understated.
const CANNOT_BE_FITTED: f64 = 1.0;

/// At most [`MOST_SAMPLES`] of the samples, the classes in their shares.
pub(super) fn part<'a>(
    labelled: &Labelled<'a>,
    streams: Streams,
) -> Result<Labelled<'a>, AuditError> {
    let parts = labelled.len().div_ceil(MOST_SAMPLES);
    if parts < 2 {
        return Ok(labelled.clone());
    }
    let folds = stratified(labelled.y(), parts, [streams.stream("part for nulls", 0)])?;
    let first = folds.splits().next();
    Ok(first.map_or_else(|| labelled.clone(), |split| labelled.part(split.held_out.numbers())))
}

/// The figure, and the same with permuted labels.
fn permuted(
    labelled: &Labelled<'_>,
    batches: Option<&Key>,
    settings: &AuditSettings,
    streams: Streams,
) -> Result<Option<Null>, AuditError> {
    let profiles = Profiles::of(labelled)?;
    let cohort = profiles.cohort(&profiles.most_varying(MOST_MIRNAS))?;
    let labelled = labelled.in_cohort(&cohort);
    let labelled = &match batches {
        Some(key) => labelled.grouped_by(key.name())?,
        None => labelled.ungrouped(),
    };
    let strata: Vec<Option<usize>> =
        batches.map_or_else(|| vec![Some(0); labelled.len()], |key| key.of_samples().to_vec());
    let statistic = |labelled: &Labelled<'_>| -> Result<Option<(f64, u64)>, AuditError> {
        let Some(plan) = plan(labelled, streams)? else { return Ok(None) };
        let p = out_of_fold(&plan.labelled, &plan.folds, &settings.reader)?;
        Ok(p.first().and_then(|p| Contrast::of(labelled).auroc(labelled.y(), p, &strata)))
    };
    let Some((auroc, pairs)) = statistic(labelled)? else { return Ok(None) };

    let units = Units::of(labelled, &strata);
    let purpose = format!("permutation {}", batches.map_or("", Key::name));
    let null: Vec<f64> = (0..settings.permutations)
        .into_par_iter()
        .map(|number| {
            let y = units.permute(labelled.y(), &mut streams.stream(&purpose, number as u64));
            let found = labelled.relabelled(y).map(|labelled| statistic(&labelled)).transpose();
            let found = testable(found, "a permutation", &mut Vec::new())?;
            Ok(found.flatten().flatten().map_or(CANNOT_BE_FITTED, |(auroc, _)| auroc))
        })
        .collect::<Result<_, AuditError>>()?;
    let n = null.len().max(1) as f64;
    let null_mean = null.iter().sum::<f64>() / n;
    let variance = null.iter().map(|v| (v - null_mean).powi(2)).sum::<f64>() / n;
    let reached = null.iter().filter(|v| **v >= auroc).count();
    Ok(Some(Null {
        auroc,
        null_mean,
        null_sd: variance.sqrt(),
        p: (1 + reached) as f64 / (1 + null.len()) as f64,
        permutations: null.len(),
        samples: labelled.len(),
        pairs,
    }))
}

/// Samples that carry one label: those of a person in a stratum.
struct Units {
    /// For each stratum its units, for each unit its samples.
    strata: Vec<Vec<Vec<usize>>>,
}

impl Units {
    fn of(labelled: &Labelled<'_>, strata: &[Option<usize>]) -> Self {
        let person = labelled.cohort().metadata().field(Field::Person);
        let mut units: BTreeMap<usize, BTreeMap<(usize, String), Vec<usize>>> = BTreeMap::new();
        for (sample, (stratum, &row)) in strata.iter().zip(labelled.rows()).enumerate() {
            let Some(stratum) = *stratum else { continue };
            let name = person.and_then(|column| column.get(row));
            // One person's samples of several classes are not one unit.
            let class = labelled.y().get(sample).copied().unwrap_or(0);
            let unit = name.map_or_else(
                || (usize::MAX, sample.to_string()),
                |name| (class, name.into_owned()),
            );
            units.entry(stratum).or_default().entry(unit).or_default().push(sample);
        }
        Self { strata: units.into_values().map(|units| units.into_values().collect()).collect() }
    }

    /// Each unit with the class of another one of its stratum.
    fn permute(&self, y: &[usize], stream: &mut Stream) -> Vec<usize> {
        let mut permuted = y.to_vec();
        for units in &self.strata {
            let class = |unit: &Vec<usize>| unit.first().and_then(|&sample| y.get(sample)).copied();
            let mut classes: Vec<Option<usize>> = units.iter().map(class).collect();
            classes.shuffle(stream);
            for (unit, class) in units.iter().zip(classes) {
                for &sample in unit {
                    if let (Some(to), Some(class)) = (permuted.get_mut(sample), class) {
                        *to = class;
                    }
                }
            }
        }
        permuted
    }
}
