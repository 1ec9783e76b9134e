//! Comparison of two runs of the same samples.

use std::io;

use exoscope_core::Streams;
use exoscope_read::compare::{CompareError, Comparison, DEFAULT_RESAMPLES, on_common_samples};
use exoscope_read::evaluate::{Evaluation, HeldOutCalls};
use exoscope_read::pipeline::DEFAULT_SEED;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::files::{FileError, Inputs};

/// Compares two runs: paired bootstrap of whole groups, McNemar's test. Reads `calls.tsv` and
/// `metrics.json` of each run folder.
///
/// ```
/// use exoscope::compare::Compare;
/// use exoscope::evaluate::Evaluate;
/// use exoscope::prelude::*;
///
/// let cohort = exoscope::example::cohort(Streams::new(1))?;
/// let inputs = Inputs::default().with_bytes("cohort.parquet", cohort.to_bytes()?);
/// let run = |learner: &str| -> Result<Inputs, Box<dyn std::error::Error>> {
///     let mut evaluate = Evaluate { group: Some("slide".to_owned()), ..Evaluate::default() };
///     evaluate.pipeline.learner = LearnerSettings::default_of(learner).ok_or("no such learner")?;
///     let mut outputs = Outputs::memory();
///     evaluate.run(&inputs, &mut outputs, &Silent)?;
///     let files = outputs.into_memory().into_iter();
///     Ok(files.fold(Inputs::default(), |inputs, (name, bytes)| inputs.with_bytes(&name, bytes)))
/// };
/// let comparison = Compare { resamples: 200, ..Compare::default() }.run(&run("lda")?, &run("lda")?)?;
/// assert_eq!((comparison.accuracy.difference, comparison.clusters), (0.0, 35));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Compare {
    /// Resamples of the bootstrap.
    pub resamples: usize,
    /// Seed of the bootstrap.
    pub seed: u64,
}

impl Default for Compare {
    fn default() -> Self {
        Self { resamples: DEFAULT_RESAMPLES.get(), seed: DEFAULT_SEED }
    }
}

impl Compare {
    /// Compares the second run with the first.
    ///
    /// # Errors
    ///
    /// Where a run cannot be read, or the two are of other samples, classes or labels.
    pub fn run(&self, first: &Inputs, second: &Inputs) -> Result<Comparison, Error> {
        let found = self.run_several(first, &[Compared::Run(second)], false)?;
        Ok(found.comparisons.into_iter().next().ok_or(CompareError::NoSamples)?)
    }

    /// Compares each of `others` with the first run; on the samples that all of them have where `common` says so, or
    /// another tool's calls are among them.
    ///
    /// # Errors
    ///
    /// As [`Compare::run`]; also where another tool's table cannot be read.
    pub fn run_several(
        &self,
        first: &Inputs,
        others: &[Compared<'_>],
        common: bool,
    ) -> Result<SeveralCompared, Error> {
        let mut all = vec![calls(first)?];
        for other in others {
            let read = match other {
                Compared::Run(run) => calls(run)?,
                Compared::OtherTool { name, table } => {
                    HeldOutCalls::read_other_tool(*table, &all[0]).map_err(|error| {
                        FileError::Read {
                            name: (*name).to_owned(),
                            source: io::Error::other(error.to_string()),
                        }
                    })?
                }
            };
            all.push(read);
        }
        let foreign = others.iter().any(|other| matches!(other, Compared::OtherTool { .. }));
        let most = all.iter().map(|calls| calls.samples.len()).max().unwrap_or(0);
        if common || foreign {
            all = on_common_samples(&all);
        }
        let left_out = most - all.iter().map(|calls| calls.samples.len()).max().unwrap_or(0);
        let metrics = first.bytes("metrics.json")?;
        let evaluation: Evaluation = serde_json::from_slice(&metrics)
            .map_err(|error| unread(first, "metrics.json", error.into()))?;
        let is_cancer: Vec<bool> =
            evaluation.scores.per_class.iter().map(|class| class.is_cancer).collect();
        let (a, rest) = all.split_first().ok_or(CompareError::NoSamples)?;
        let streams = Streams::new(self.seed);
        let compared = |b| Comparison::new(a, b, &is_cancer, self.resamples, streams);
        let comparisons = rest.iter().map(compared).collect::<Result<_, _>>()?;
        Ok(SeveralCompared { comparisons, left_out })
    }
}

/// What is compared with a run.
#[derive(Debug, Clone, Copy)]
pub enum Compared<'a> {
    /// Another run.
    Run(&'a Inputs),
    /// Calls of another tool on samples of the first run ([`HeldOutCalls::read_other_tool`]).
    OtherTool {
        /// The table's name, for messages.
        name: &'a str,
        /// Its bytes.
        table: &'a [u8],
    },
}

/// Several comparisons with one run.
#[derive(Debug, Clone, PartialEq)]
pub struct SeveralCompared {
    /// One for each of the others, in their order.
    pub comparisons: Vec<Comparison>,
    /// Samples of the largest of them that not all have, left out.
    pub left_out: usize,
}

fn calls(run: &Inputs) -> Result<HeldOutCalls, Error> {
    let table = run.bytes("calls.tsv")?;
    let wrong = |error: exoscope_read::evaluate::ReadCallsError| {
        unread(run, "calls.tsv", io::Error::other(error.to_string()))
    };
    Ok(HeldOutCalls::read_tsv(&*table).map_err(wrong)?)
}

fn unread(run: &Inputs, name: &str, source: io::Error) -> FileError {
    FileError::Read { name: run.shown(name).display().to_string(), source }
}
