//! Samples that a command was asked for.

use exoscope_core::Cohort;
use exoscope_core::sample::SampleId;
use exoscope_core::suggest::did_you_mean;

/// The rows of these samples; of all where none is named.
pub fn rows(cohort: &Cohort, samples: &[String]) -> anyhow::Result<Vec<usize>> {
    if samples.is_empty() {
        return Ok((0..cohort.n_samples()).collect());
    }
    let place = |sample: &String| {
        let names = cohort.samples();
        names.iter().position(|name| name.as_str() == sample).ok_or_else(|| {
            let like = did_you_mean(sample, names.iter().map(SampleId::as_str));
            anyhow::anyhow!("the cohort has no sample {sample:?}{like}")
        })
    };
    samples.iter().map(place).collect()
}
