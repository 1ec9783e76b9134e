//! Calling samples.

use exoscope_core::Cohort;
use exoscope_core::sample::{Role, Roles, SampleId};
use ndarray::{Array2, Axis};

use super::align::{Coverage, Matrix, places};
use super::missing;
use super::{CallError, FittedPipeline};
use crate::call::{Evidence, Verdict};
use crate::prepare::Profiles;
use exoscope_score::call;

/// What a reader says of some samples.
#[derive(Debug, Clone, PartialEq)]
pub struct Calls {
    /// The samples.
    pub samples: Vec<SampleId>,
    /// The classes, in the order of the columns of `probabilities`.
    pub classes: Vec<String>,
    /// Probability of each class (samples × classes); a row sums to 1.
    pub probabilities: Array2<f64>,
    /// Which of the reader's miRNAs the cohort lacked.
    pub coverage: Coverage,
    /// For each sample, how many of the reader's miRNAs were missing; its probabilities are means
    /// over what they may have been, given the others.
    pub missing: Vec<usize>,
    /// Samples of a batch that batch correction did not see in training, left uncorrected.
    pub uncorrected: usize,
    /// For each sample, whether it has the very values of a training sample ([`Fingerprints`](super::Fingerprints)): how
    /// right it is called says nothing about the model. Of a model that keeps no fingerprints none has.
    pub in_training: Vec<bool>,
    /// Verdict for each sample, where the reader has rules for it.
    pub verdicts: Option<Vec<Verdict>>,
    pub(super) roles: Roles,
}

/// Samples as the model sees them.
pub(super) struct Seen {
    /// Samples × features; a missing value is NaN or stands for nothing.
    pub x: Array2<f32>,
    /// For each sample the features that it lacks.
    pub missing: Vec<Vec<usize>>,
    pub coverage: Coverage,
    pub uncorrected: usize,
    /// Whether each has the very values of a training sample.
    pub in_training: Vec<bool>,
}

/// The largest share of a reader's miRNAs that may be missing from a cohort, unless the user says
/// otherwise.
pub const DEFAULT_MAX_MISSING: f64 = 0.1;

impl FittedPipeline {
    /// How many of the miRNAs that the reader needs `cohort` has.
    pub fn coverage(&self, cohort: &Cohort) -> Coverage {
        let needed = self.columns();
        let there = places(cohort, &self.mirnas);
        let missing = needed
            .iter()
            .filter(|&&column| there.get(column).copied().flatten().is_none())
            .filter_map(|&column| self.mirnas.get(column))
            .map(ToString::to_string)
            .collect();
        Coverage { needed: needed.len(), missing }
    }

    /// Calls the samples in these rows of `cohort`, each on its own: the verdict of one does not
    /// depend on the others.
    ///
    /// Refuses a cohort of another assay, and one that lacks more than `max_missing` (a share, 0 to
    /// 1) of the miRNAs that the reader needs.
    pub fn call(
        &self,
        cohort: &Cohort,
        rows: &[usize],
        max_missing: f64,
    ) -> Result<Calls, CallError> {
        let mut seen = self.see(cohort, rows, max_missing)?;
        let called = missing::call(&self.model, &self.factors, &mut seen.x, &seen.missing)?;
        let missing: Vec<usize> = seen.missing.iter().map(Vec::len).collect();
        let roles: Vec<Option<Role>> =
            self.classes.iter().map(|class| self.roles.of(class)).collect();
        let verdicts = self.rules.as_ref().map(|rules| {
            let samples = called.probabilities.outer_iter().zip(&called.distances).zip(&missing);
            let mirnas = seen.coverage.needed;
            let verdict = |((p, &distance), &missing)| {
                rules.verdict(p, &roles, &Evidence { distance, missing, mirnas, max_missing })
            };
            samples.map(verdict).collect()
        });
        Ok(Calls {
            samples: rows.iter().filter_map(|&row| cohort.samples().get(row).cloned()).collect(),
            classes: self.classes.clone(),
            probabilities: called.probabilities,
            coverage: seen.coverage,
            missing,
            uncorrected: seen.uncorrected,
            in_training: seen.in_training,
            verdicts,
            roles: self.roles.clone(),
        })
    }

    /// Prepares samples of a cohort that the reader can read.
    pub(super) fn see(
        &self,
        cohort: &Cohort,
        rows: &[usize],
        max_missing: f64,
    ) -> Result<Seen, CallError> {
        let found = cohort.assay()?;
        if found != self.assay {
            return Err(CallError::OtherAssay { trained: self.assay, found });
        }
        let coverage = self.coverage(cohort);
        if coverage.missing.len() as f64 > max_missing * coverage.needed as f64 {
            let Coverage { needed, missing } = coverage;
            return Err(CallError::TooFewMirnas { needed, missing });
        }
        let batches = self.batches(cohort, rows)?;
        let matrix = Matrix::of(cohort, rows, &self.mirnas);
        let profiles = Profiles { batches: batches.as_deref(), ..Profiles::new(matrix.measured()) };
        let prepared = self.preparation.apply(&profiles)?;
        let missing = matrix.missing(&self.columns());
        let x = match &self.panel {
            Some(panel) => {
                prepared.x.select(Axis(1), &panel.columns).as_standard_layout().into_owned()
            }
            None => prepared.x,
        };
        let in_training = self.fingerprints.hold(&matrix);
        Ok(Seen { x, missing, coverage, uncorrected: prepared.uncorrected, in_training })
    }

    /// The batch of each sample, empty (a batch not seen in training) where it is not known.
    fn batches(&self, cohort: &Cohort, rows: &[usize]) -> Result<Option<Vec<String>>, CallError> {
        let Some(name) = self.settings.batch.as_deref() else { return Ok(None) };
        let column = cohort.metadata().column(name)?;
        let batch = |&row| column.get(row).map(std::borrow::Cow::into_owned).unwrap_or_default();
        Ok(Some(rows.iter().map(batch).collect()))
    }
}

impl Calls {
    /// The likeliest class of each sample; the first of those that tie.
    pub fn called(&self) -> Vec<&str> {
        let name = |class: usize| self.classes.get(class).map_or("", String::as_str);
        call(&self.probabilities).into_iter().map(name).collect()
    }

    /// The probability that each sample is of any cancer: the sum over the cancers. `None` where
    /// the roles of the classes are not known.
    pub fn cancer(&self) -> Option<Vec<f64>> {
        if self.roles.is_empty() {
            return None;
        }
        let cancer: Vec<bool> =
            self.classes.iter().map(|class| self.roles.of(class) == Some(Role::Cancer)).collect();
        let sum = |row: ndarray::ArrayView1<'_, f64>| {
            row.iter().zip(&cancer).filter(|(_, cancer)| **cancer).map(|(p, _)| p).sum()
        };
        Some(self.probabilities.rows().into_iter().map(sum).collect())
    }

    /// Values that were missing, in all samples.
    pub fn filled(&self) -> usize {
        self.missing.iter().sum()
    }
}
