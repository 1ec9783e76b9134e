//! Batches among the samples that are called.

use std::collections::BTreeMap;

use exoscope_core::Cohort;
use exoscope_core::sample::{Field, MetadataError};
use serde::{Deserialize, Serialize};

use super::{Calls, FittedPipeline};
use crate::call::{Abstention, BatchShift, normal_score};
use crate::split::Labelled;

/// The batches that training held: values of the column that its samples were grouped by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct TrainingBatches {
    /// The column.
    pub column: String,
    /// Its values, ascending.
    pub values: Vec<String>,
}

impl TrainingBatches {
    /// Of the stated group column; `None` without one. Persons are not written into a model.
    pub(super) fn of(training: &Labelled<'_>) -> Result<Option<Self>, MetadataError> {
        let Some(name) = training.group_column() else { return Ok(None) };
        let metadata = training.cohort().metadata();
        if metadata.field(Field::Person).is_some_and(|person| person.name() == name) {
            return Ok(None);
        }
        let column = metadata.column(name)?;
        let present = training.rows().iter().filter_map(|&row| column.get(row));
        let mut values: Vec<String> = present.map(std::borrow::Cow::into_owned).collect();
        values.sort_unstable();
        values.dedup();
        Ok(Some(Self { column: column.name().to_owned(), values }))
    }
}

/// A batch of called samples, taken together.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[non_exhaustive]
pub struct CalledBatch {
    /// Its value of the batch column; `None` for samples without one, and for all samples where no column parts them.
    pub name: Option<String>,
    /// Number of its samples.
    pub n: usize,
    /// Whether training held it; `None` where training named no batches of this column.
    pub in_training: Option<bool>,
    /// Whether it lies farther from training than a new batch would; `None` of a model without such a rule.
    pub shift: Option<BatchShift>,
}

impl FittedPipeline {
    /// The batches that training held, where its samples were grouped by a column of batches.
    pub fn training_batches(&self) -> Option<&TrainingBatches> {
        self.batches_seen.as_ref()
    }

    /// Judges the batches among called samples (`rows` of `cohort`), which `column` parts: by default the column that training
    /// samples were grouped by, where the cohort has it, else all samples are one batch.
    ///
    /// # Errors
    ///
    /// Where the cohort has no such column.
    pub fn called_batches(
        &self,
        cohort: &Cohort,
        rows: &[usize],
        calls: &Calls,
        column: Option<&str>,
    ) -> Result<Vec<CalledBatch>, MetadataError> {
        let seen = self.batches_seen.as_ref();
        let metadata = cohort.metadata();
        let column = match column {
            Some(name) => Some(metadata.column(name)?),
            None => seen.and_then(|seen| metadata.column(&seen.column).ok()),
        };
        let mut batches: BTreeMap<Option<String>, Vec<usize>> = BTreeMap::new();
        for (sample, &row) in rows.iter().enumerate() {
            let name = column.and_then(|column| column.get(row)).map(std::borrow::Cow::into_owned);
            batches.entry(name).or_default().push(sample);
        }
        let known = seen.filter(|seen| column.is_some_and(|column| column.name() == seen.column));
        let shifts = self.shifts(calls, batches.values());
        let judged = batches.into_iter().zip(shifts).map(|((name, samples), shift)| CalledBatch {
            n: samples.len(),
            in_training: name
                .as_ref()
                .zip(known)
                .map(|(name, seen)| seen.values.binary_search(name).is_ok()),
            shift,
            name,
        });
        Ok(judged.collect())
    }

    /// Judges batches by their samples that were judged, and that training did not hold: those lie near by the fit itself.
    fn shifts<'a>(
        &self,
        calls: &Calls,
        batches: impl Iterator<Item = &'a Vec<usize>>,
    ) -> Vec<Option<BatchShift>> {
        let known = self.rules.as_ref().zip(calls.verdicts.as_ref());
        let score = |&sample: &usize| {
            let (rules, verdicts) = known?;
            let verdict = verdicts.get(sample)?;
            let learned = calls.in_training.get(sample) == Some(&true);
            let missing = matches!(verdict.abstention, Some(Abstention::Missing { .. }));
            let score = || normal_score(verdict.ood_p_value, rules.novelty.samples());
            (!learned && !missing).then(score)
        };
        let scores: Vec<Vec<f64>> =
            batches.map(|samples| samples.iter().filter_map(score).collect()).collect();
        match known.and_then(|(rules, _)| rules.batch.as_ref()) {
            Some(rule) => rule.judge(&scores),
            None => vec![None; scores.len()],
        }
    }
}
