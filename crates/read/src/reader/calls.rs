//! Calling samples.

use std::io::{self, Write};

use exoscope_core::Cohort;
use exoscope_core::sample::{Role, Roles, SampleId};
use ndarray::Array2;

use super::align::{Coverage, Matrix, places};
use super::{CallError, Reader};
use crate::learn::Classifier;
use crate::prepare::Profiles;
use crate::score::call;

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
    /// Values that were missing and taken to be the training median.
    pub filled: usize,
    /// Samples of a batch that batch correction did not see in training, left uncorrected.
    pub uncorrected: usize,
    roles: Roles,
}

/// The largest share of a reader's miRNAs that may be missing from a cohort, unless the user says
/// otherwise.
pub const DEFAULT_MAX_MISSING: f64 = 0.1;

impl Reader {
    /// How many of the miRNAs that the reader needs `cohort` has.
    pub fn coverage(&self, cohort: &Cohort) -> Coverage {
        let needed = self.preparation.kept();
        let there = places(cohort, &self.mirnas);
        let missing = needed
            .iter()
            .filter(|&&column| there.get(column).copied().flatten().is_none())
            .filter_map(|&column| self.mirnas.get(column))
            .map(ToString::to_string)
            .collect();
        Coverage { needed: needed.len(), missing }
    }

    /// Calls the samples in these rows of `cohort`, each on its own: what is said of one does not
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
        let probabilities = self.model.probabilities(prepared.x.view())?;
        Ok(Calls {
            samples: rows.iter().filter_map(|&row| cohort.samples().get(row).cloned()).collect(),
            classes: self.classes.clone(),
            probabilities,
            coverage,
            filled: prepared.filled,
            uncorrected: prepared.uncorrected,
            roles: self.roles.clone(),
        })
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

    /// Writes a table: `sample`, `call`, `p_call`, `p_cancer` where roles are known, then `p:CLASS`
    /// for each class; tab-separated, probabilities in six digits.
    pub fn write_tsv(&self, out: &mut dyn Write) -> io::Result<()> {
        let cancer = self.cancer();
        let mut table = csv::WriterBuilder::new().delimiter(b'\t').from_writer(out);
        let mut header: Vec<String> = ["sample", "call", "p_call"].map(str::to_owned).into();
        header.extend(cancer.is_some().then(|| "p_cancer".to_owned()));
        header.extend(self.classes.iter().map(|class| format!("p:{class}")));
        table.write_record(header)?;
        let called = self.samples.iter().zip(self.called());
        for (i, ((sample, call), row)) in called.zip(self.probabilities.rows()).enumerate() {
            let best = row.iter().copied().fold(0.0, f64::max);
            let mut line = vec![sample.to_string(), call.to_owned(), format!("{best:.6}")];
            line.extend(cancer.as_ref().and_then(|p| p.get(i)).map(|p| format!("{p:.6}")));
            line.extend(row.iter().map(|p| format!("{p:.6}")));
            table.write_record(line)?;
        }
        table.flush()
    }
}
