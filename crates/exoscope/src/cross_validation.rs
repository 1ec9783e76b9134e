//! Cross-validation of labelled samples, and the run that comes out of it.

use std::fmt;
use std::path::Path;

use exoscope_core::Streams;
use exoscope_core::cohort::Source;
use exoscope_core::progress::{Progress, Silent};
use exoscope_read::audit::{Audit, AuditSubject, batch_variables};
use exoscope_read::evaluate::{
    Evaluated, Evaluation, MANIFEST_FORMAT_VERSION, Manifest, NewRun, Outcome, Program, RunFiles,
    SplitPlan, Surroundings,
};
use exoscope_read::pipeline::{DEFAULT_SEED, Pipeline};
use exoscope_read::split::Labelled;
use exoscope_report::{page, summary_text};

use crate::{Error, design};

/// Cross-validation: each sample is called by a pipeline that was fitted without it.
///
/// ```
/// use exoscope::prelude::*;
///
/// let cohort = exoscope::example::cohort(Streams::new(1))?;
/// let samples = cohort.labelled()?.grouped_by("slide")?;
/// let learner = LearnerSettings::default_of("lda").ok_or("no such learner")?;
/// let pipeline = Pipeline { learner, ..Pipeline::default() };
/// let run = CrossValidation::new(3).seed(1).run(&samples, &pipeline)?;
/// let bootstrap = run.evaluation().bootstrap.as_ref().ok_or("no intervals")?;
/// assert_eq!((bootstrap.grouped_by.as_slice(), bootstrap.clusters), (&["slide".to_owned()][..], 35));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[must_use]
pub struct CrossValidation {
    folds: usize,
    repeats: usize,
    seed: u64,
}

impl CrossValidation {
    /// So many folds, at least 2, once.
    pub fn new(folds: usize) -> Self {
        Self { folds, repeats: 1, seed: DEFAULT_SEED }
    }

    /// So many times, each on folds of its own.
    pub fn repeats(self, repeats: usize) -> Self {
        Self { repeats, ..self }
    }

    /// From this seed: of folds, of every random choice inside a fit, of intervals.
    pub fn seed(self, seed: u64) -> Self {
        Self { seed, ..self }
    }

    /// Draws folds, fits and calls.
    ///
    /// # Errors
    ///
    /// Where the samples do not allow such folds, or a fit fails.
    pub fn run(self, samples: &Labelled<'_>, pipeline: &Pipeline) -> Result<EvaluationRun, Error> {
        self.run_watched(samples, pipeline, &Silent)
    }

    /// [`CrossValidation::run`], of which `watch` is told after each fit, and may cancel it there.
    ///
    /// # Errors
    ///
    /// Where the samples do not allow such folds, a fit fails, or `watch` cancels.
    pub fn run_watched(
        self,
        samples: &Labelled<'_>,
        pipeline: &Pipeline,
        watch: &dyn Progress,
    ) -> Result<EvaluationRun, Error> {
        design::check(samples, pipeline)?;
        let streams = Streams::new(self.seed);
        let pipeline = Pipeline { seed: self.seed, ..pipeline.clone() };
        let plan = SplitPlan::draw(samples, self.folds, self.repeats, streams)?;
        let audited = plan.labelled.clone();
        let evaluated =
            plan.evaluate(&pipeline, &[], Surroundings { streams, watch, kept: None })?;
        let origin = Origin { pipeline, streams, classes: None, inputs: Vec::new() };
        EvaluationRun::new(evaluated, &audited, origin)
    }
}

/// What a run is made from, for its manifest.
#[derive(Debug, Clone, PartialEq)]
pub struct Origin {
    /// How pipelines were made.
    pub pipeline: Pipeline,
    /// The run's random streams.
    pub streams: Streams,
    /// Classes asked for, where not all were.
    pub classes: Option<Vec<String>>,
    /// Files that went in; none of samples in memory.
    pub inputs: Vec<Source>,
}

/// A finished evaluation with what batches alone score on the same samples: the content of a run folder.
#[derive(Debug, Clone, PartialEq)]
pub struct EvaluationRun {
    evaluated: Evaluated,
    audit: Audit,
    manifest: Manifest,
}

impl EvaluationRun {
    /// Adds what batches alone score on `samples`, the ones that were learned from: by the group
    /// column, and by site, slide and date where they are known.
    pub(crate) fn new(
        evaluated: Evaluated,
        samples: &Labelled<'_>,
        origin: Origin,
    ) -> Result<Self, Error> {
        let mut audit = Audit::of_batches(samples, &batch_variables(samples), origin.streams)?;
        audit.subject = Some(AuditSubject::new(samples, origin.inputs.clone(), false));
        Ok(Self::with_audit(evaluated, audit, samples, origin))
    }

    /// With an audit that was made before.
    pub fn with_audit(
        evaluated: Evaluated,
        audit: Audit,
        samples: &Labelled<'_>,
        origin: Origin,
    ) -> Self {
        let Origin { pipeline, streams, classes, inputs } = origin;
        let manifest = Manifest {
            format: MANIFEST_FORMAT_VERSION,
            program: Program::this(),
            seed: streams.seed(),
            reader: pipeline,
            group: samples.group_column().map(str::to_owned),
            classes,
            inputs,
            cohort: samples.cohort().provenance().clone(),
            left_out: evaluated.left_out.clone(),
            files: std::collections::BTreeMap::new(),
        };
        Self { evaluated, audit, manifest }
    }

    /// The figures, with their intervals.
    pub fn evaluation(&self) -> &Evaluation {
        &self.evaluated.evaluation
    }

    /// The held-out calls, and where the time went.
    pub fn outcome(&self) -> &Outcome {
        &self.evaluated.outcome
    }

    /// What batches and facts alone score.
    pub fn audit(&self) -> &Audit {
        &self.audit
    }

    /// What the run was.
    pub fn manifest(&self) -> &Manifest {
        &self.manifest
    }

    /// The files of the run's folder, as bytes.
    pub fn files(&self) -> Result<RunFiles, Error> {
        let page = page(self.evaluation(), &self.manifest, Some(&self.audit))?;
        Ok(RunFiles::new(&self.evaluated, &self.audit, &page, self.manifest.clone())?)
    }

    /// Writes a run folder, which the command line reads too; an earlier run in it is replaced.
    pub fn save(&self, folder: impl AsRef<Path>) -> Result<(), Error> {
        self.finish(NewRun::start(folder.as_ref())?)
    }

    /// Writes the run into a folder that is held already.
    pub fn finish(&self, folder: NewRun) -> Result<(), Error> {
        Ok(folder.finish(&self.files()?)?)
    }
}

/// The figures in a few lines.
impl fmt::Display for EvaluationRun {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(summary_text(self.evaluation()).trim_end())
    }
}
