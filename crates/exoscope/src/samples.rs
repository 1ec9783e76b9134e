//! Samples that a use case was asked for.

use exoscope_core::Cohort;
use exoscope_core::sample::SampleId;
use exoscope_core::suggest::did_you_mean;

/// A sample that the cohort does not have.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("the cohort has no sample {sample:?}{like}")]
pub struct NoSuchSample {
    sample: String,
    like: String,
}

/// The rows of these samples; of all where none is named.
pub(crate) fn rows(cohort: &Cohort, samples: &[String]) -> Result<Vec<usize>, NoSuchSample> {
    if samples.is_empty() {
        return Ok((0..cohort.n_samples()).collect());
    }
    let place = |sample: &String| {
        let names = cohort.samples();
        names.iter().position(|name| name.as_str() == sample).ok_or_else(|| NoSuchSample {
            sample: sample.clone(),
            like: did_you_mean(sample, names.iter().map(SampleId::as_str)),
        })
    };
    samples.iter().map(place).collect()
}
