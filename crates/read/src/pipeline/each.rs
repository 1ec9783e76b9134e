//! Calls one by one.

use std::fmt;

use exoscope_core::Cohort;
use exoscope_core::sample::SampleId;
use exoscope_score::call;

use super::{CallError, Calls, DEFAULT_MAX_MISSING, FittedPipeline};
use crate::call::Verdict;

/// Call of one sample: its likeliest class, and what may be said of it.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Call {
    /// The sample.
    pub sample: SampleId,
    /// The likeliest class; the first of those that tie.
    pub class: String,
    /// Probability of that class, 0 to 1.
    pub probability: f64,
    /// Probability of any cancer, 0 to 1; `None` where the roles of the classes are not known.
    pub cancer: Option<f64>,
    /// The pipeline's miRNAs that the sample lacks.
    pub missing: usize,
    /// Signal, origins or abstention, where the pipeline has rules for it.
    pub verdict: Option<Verdict>,
}

impl fmt::Display for Call {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {} ({:.3})", self.sample, self.class, self.probability)?;
        match &self.verdict {
            Some(verdict) => write!(f, ", {}", verdict.words()),
            None => Ok(()),
        }
    }
}

impl FittedPipeline {
    /// Calls all samples of `cohort`, each on its own: [`FittedPipeline::call`] of every row, of which at
    /// most a tenth of the miRNAs that are needed may be missing.
    ///
    /// # Errors
    ///
    /// Where the cohort is of another assay, or lacks too many miRNAs.
    pub fn predict(&self, cohort: &Cohort) -> Result<Calls, CallError> {
        let rows: Vec<usize> = (0..cohort.n_samples()).collect();
        self.call(cohort, &rows, DEFAULT_MAX_MISSING)
    }
}

impl Calls {
    /// The call of each sample, in the order of the samples.
    pub fn each(&self) -> Vec<Call> {
        let (called, cancer) = (call(&self.probabilities), self.cancer());
        let samples = self.samples.iter().zip(called).zip(&self.missing).enumerate();
        let one = |(i, ((sample, class), missing)): (usize, ((&SampleId, usize), &usize))| {
            Some(Call {
                sample: sample.clone(),
                class: self.classes.get(class)?.clone(),
                probability: *self.probabilities.get((i, class))?,
                cancer: cancer.as_ref().and_then(|cancer| cancer.get(i).copied()),
                missing: *missing,
                verdict: self.verdicts.as_ref().and_then(|verdicts| verdicts.get(i).cloned()),
            })
        };
        samples.filter_map(one).collect()
    }
}

impl IntoIterator for Calls {
    type Item = Call;
    type IntoIter = std::vec::IntoIter<Call>;

    fn into_iter(self) -> Self::IntoIter {
        self.each().into_iter()
    }
}
