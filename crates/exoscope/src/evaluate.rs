//! Evaluation: performance of a pipeline on samples held out of its fits.

use exoscope_core::Streams;
use exoscope_core::cohort::Source;
use exoscope_core::progress::Progress;
use exoscope_read::evaluate::{
    CheckpointedFits, EvaluateError, NewRun, SplitPlan, Surroundings, TestPlan,
};
use exoscope_read::pipeline::{DEFAULT_SEED, Pipeline};
use exoscope_read::split::Labelled;
use exoscope_score::{Prevalence, check_specificities};
use serde::{Deserialize, Serialize};

pub use crate::cross_validation::{EvaluationRun, Origin};
use crate::files::{Inputs, Outputs};
use crate::{Error, design};

/// Evaluates a pipeline on a cohort. Reads `cohort.parquet`, and for some splits `folds.tsv` or
/// `test.parquet`; writes the files of a run folder.
///
/// In a folder, finished fits are kept until the run ends: an interrupted run, started again, goes on
/// from them.
///
/// ```
/// use exoscope::evaluate::{Evaluate, SplitBy};
/// use exoscope::prelude::*;
///
/// let settings = r#"{"group": "slide", "split": {"by": "folds", "folds": 3, "repeats": 1},
///     "pipeline": {"learner": {"learner": "lda"}}}"#;
/// let evaluate: Evaluate = serde_json::from_str(settings)?;
/// let cohort = exoscope::example::cohort(Streams::new(1))?;
/// let inputs = Inputs::default().with_bytes("cohort.parquet", cohort.to_bytes()?);
/// let mut outputs = Outputs::memory();
/// let run = evaluate.run(&inputs, &mut outputs, &Silent)?;
/// assert!(run.evaluation().scores.accuracy > 0.6);
/// assert!(outputs.bytes("report.html").is_some() && outputs.bytes("manifest.json").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Evaluate {
    /// How pipelines are made; their seed is that of the run.
    pub pipeline: Pipeline,
    /// Only samples of these classes; of all where it is `None`.
    pub classes: Option<Vec<String>>,
    /// Column that samples are grouped by.
    pub group: Option<String>,
    /// What is held out.
    pub split: SplitBy,
    /// Numbers of miRNAs of panels to evaluate too, `None` among them for all.
    pub panel_sizes: Vec<Option<usize>>,
    /// Specificities at which sensitivity is given; 98, 99 and 99.5 % where none is stated.
    pub specificities: Vec<f64>,
    /// How common cancer is where the model would be used.
    pub prevalence: Option<Prevalence>,
    /// Seed of every random choice.
    pub seed: u64,
}

/// What is held out.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "by", rename_all = "kebab-case", deny_unknown_fields)]
#[non_exhaustive]
pub enum SplitBy {
    /// One of so many folds in turn, so many times.
    Folds {
        /// Number of folds.
        folds: usize,
        /// Number of cross-validations.
        repeats: usize,
    },
    /// Folds that the table `folds.tsv` lists.
    FoldsTable,
    /// Each batch of a column in turn, where it holds several classes.
    Batch {
        /// The column, by which samples are grouped.
        column: String,
    },
    /// The samples of `test.parquet`.
    TestCohort,
}

impl Default for SplitBy {
    fn default() -> Self {
        Self::Folds { folds: 5, repeats: 1 }
    }
}

impl Default for Evaluate {
    fn default() -> Self {
        Self {
            pipeline: Pipeline::default(),
            classes: None,
            group: None,
            split: SplitBy::default(),
            panel_sizes: Vec::new(),
            specificities: Vec::new(),
            prevalence: None,
            seed: DEFAULT_SEED,
        }
    }
}

const COHORT: &str = "cohort.parquet";
const FOLDS: &str = "folds.tsv";
const TEST: &str = "test.parquet";

impl Evaluate {
    /// Evaluates, and writes the run.
    ///
    /// # Errors
    ///
    /// Where an input cannot be read, the samples do not allow the split or the fits, an output cannot
    /// be written, or `watch` cancels.
    pub fn run(
        &self,
        inputs: &Inputs,
        outputs: &mut Outputs,
        watch: &dyn Progress,
    ) -> Result<EvaluationRun, Error> {
        let (cohort, source) = inputs.cohort(COHORT)?;
        let mut sources = vec![source];
        let more = match self.split {
            SplitBy::FoldsTable => Some(FOLDS),
            SplitBy::TestCohort => Some(TEST),
            _ => None,
        };
        sources.extend(more.map(|name| inputs.source(name)).transpose()?);
        let samples = self.samples(Labelled::of(&cohort, self.classes.as_deref())?)?;
        design::check(&samples, &self.pipeline)?;
        check_specificities(&self.specificities).map_err(EvaluateError::from)?;
        if let Some(prevalence) = &self.prevalence {
            let role = |class: &String| cohort.roles().of(class);
            design::check_prevalence(prevalence, samples.classes(), role)?;
        }
        let folder = outputs.as_folder().map(NewRun::start).transpose()?;
        let kept = folder.as_ref().map(|folder| folder.kept_fits(&sources));
        let run = self.evaluated(&samples, inputs, sources, watch, kept.as_ref())?;
        match folder {
            Some(folder) => run.finish(folder)?,
            None => {
                for (name, bytes) in run.files()?.iter() {
                    outputs.write(name, |out| out.write_all(bytes))?;
                }
            }
        }
        Ok(run)
    }

    /// The samples, grouped as the split or the settings say.
    fn samples<'a>(&self, samples: Labelled<'a>) -> Result<Labelled<'a>, Error> {
        let column = match &self.split {
            SplitBy::Batch { column } => Some(column),
            _ => self.group.as_ref(),
        };
        Ok(match column {
            Some(column) => samples.grouped_by(column)?,
            None => samples,
        })
    }

    fn evaluated(
        &self,
        samples: &Labelled<'_>,
        inputs: &Inputs,
        sources: Vec<Source>,
        watch: &dyn Progress,
        kept: Option<&CheckpointedFits>,
    ) -> Result<EvaluationRun, Error> {
        let streams = Streams::new(self.seed);
        let pipeline = Pipeline { seed: self.seed, ..self.pipeline.clone() };
        let around = Surroundings { streams, watch, kept };
        let plan = match &self.split {
            SplitBy::TestCohort => None,
            SplitBy::Batch { column } => Some(SplitPlan::leave_one_out(samples, column)?),
            SplitBy::FoldsTable => {
                let table = inputs.bytes(FOLDS)?;
                Some(SplitPlan::from_table(samples, &*table, &inputs.shown(FOLDS))?)
            }
            SplitBy::Folds { folds, repeats } => {
                Some(SplitPlan::draw(samples, *folds, *repeats, streams)?)
            }
        };
        let (evaluated, learned_from) = match plan {
            Some(plan) => {
                let labelled = plan.labelled.clone();
                (plan.evaluate(&pipeline, &self.panel_sizes, around)?, labelled)
            }
            None => {
                let (test, _) = inputs.cohort(TEST)?;
                let plan = TestPlan::new(samples.clone(), &test)?;
                (plan.evaluate(&pipeline, around)?, samples.clone())
            }
        };
        let evaluated = match self.specificities.as_slice() {
            [] => evaluated,
            stated => evaluated.at_specificities(stated)?,
        };
        let evaluated = evaluated.at_prevalence(self.prevalence.as_ref());
        let origin = Origin { pipeline, streams, classes: self.classes.clone(), inputs: sources };
        EvaluationRun::new(evaluated, &learned_from, origin)
    }
}
