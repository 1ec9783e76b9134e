//! Training: a pipeline fitted on a whole cohort, with the rules that its calls are held to.

use exoscope_core::progress::Progress;
use exoscope_read::call::CallSettings;
use exoscope_read::evaluate::CheckpointedFits;
use exoscope_read::pipeline::{FitSeconds, FittedPipeline, Pipeline};
use exoscope_read::split::Labelled;
use serde::{Deserialize, Serialize};

use crate::files::{FileError, Inputs, Outputs};
use crate::{Error, design};

/// Fits a pipeline on a whole cohort. Reads `cohort.parquet`, writes `model`.
///
/// Where the model is a file, finished members of a stack are kept beside it until it is written: an
/// interrupted training, started again, goes on from them and gives the same bytes.
///
/// ```
/// use exoscope::prelude::*;
/// use exoscope::train::Train;
///
/// let learner = LearnerSettings::default_of("lda").ok_or("no such learner")?;
/// let train = Train { group: Some("slide".to_owned()), ..Train::of(learner) };
/// let cohort = exoscope::example::cohort(Streams::new(1))?;
/// let inputs = Inputs::default().with_bytes("cohort.parquet", cohort.to_bytes()?);
/// let mut outputs = Outputs::memory();
/// let trained = train.run(&inputs, &mut outputs, &Silent)?;
/// assert!(trained.model.rules().is_some() && outputs.bytes("model").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Train {
    /// How the pipeline is made, its seed and the rules of its calls among it.
    pub pipeline: Pipeline,
    /// Only samples of these classes; of all where it is `None`.
    pub classes: Option<Vec<String>>,
    /// Column that samples are grouped by on inner folds.
    pub group: Option<String>,
}

impl Default for Train {
    /// The default pipeline, with rules.
    fn default() -> Self {
        let pipeline = Pipeline { calls: Some(CallSettings::default()), ..Pipeline::default() };
        Self { pipeline, classes: None, group: None }
    }
}

/// What came of a training.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Trained {
    /// The model.
    pub model: FittedPipeline,
    /// Samples that it was fitted on.
    pub samples: usize,
    /// Samples of the cohort that have none of the classes and took no part.
    pub unlabelled: usize,
    /// Where the time went.
    pub seconds: FitSeconds,
    /// Members of a stack that were taken from an interrupted training.
    pub resumed_members: usize,
}

impl Train {
    /// The default pipeline with another learner.
    pub fn of(learner: exoscope_read::learn::LearnerSettings) -> Self {
        let mut train = Self::default();
        train.pipeline.learner = learner;
        train
    }

    /// Fits, and writes the model.
    ///
    /// # Errors
    ///
    /// Where an input cannot be read, the samples do not allow the fit, the model cannot be written, or
    /// `watch` cancels before the fit.
    pub fn run(
        &self,
        inputs: &Inputs,
        outputs: &mut Outputs,
        watch: &dyn Progress,
    ) -> Result<Trained, Error> {
        if let Some(rules) = self.pipeline.calls {
            rules.check()?;
        }
        let (cohort, source) = inputs.cohort("cohort.parquet")?;
        let samples = Labelled::of(&cohort, self.classes.as_deref())?;
        let samples = match &self.group {
            Some(column) => samples.grouped_by(column)?,
            None => samples,
        };
        design::check(&samples, &self.pipeline)?;
        watch.step("fitting", 0, 1)?;
        let training = samples.training();
        let kept = outputs.path("model").map(|path| CheckpointedFits::of_model(&path, &[source]));
        let (fitted, resumed_members) = match &kept {
            Some(kept) => {
                let unnamed = |error: serde_json::Error| FileError::Write {
                    name: "model".to_owned(),
                    source: error.into(),
                };
                let members = kept.members_of(&samples, &self.pipeline).map_err(unnamed)?;
                (FittedPipeline::fit_timed(&training, &self.pipeline, &members)?, members.taken())
            }
            None => (FittedPipeline::fit_timed(&training, &self.pipeline, &())?, 0),
        };
        let (model, seconds) = fitted;
        let model = model.recognising(&training);
        outputs.write("model", |out| out.write_all(&model.to_bytes()?))?;
        if let Some(kept) = kept {
            kept.forget_members();
        }
        watch.step("fitting", 1, 1)?;
        let unlabelled = cohort.n_samples() - samples.len();
        Ok(Trained { model, samples: samples.len(), unlabelled, seconds, resumed_members })
    }
}
