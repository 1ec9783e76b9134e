//! Audit: baselines, confounding of batch and class, permutation tests, a verdict.

use exoscope_core::Streams;
use exoscope_core::cohort::Source;
use exoscope_core::progress::Progress;
use exoscope_import::{Limits, design};
use exoscope_read::audit::{Audit, AuditSettings, AuditSubject, known_batch_variables};
use exoscope_read::learn::LearnerSettings;
use exoscope_read::pipeline::{DEFAULT_SEED, Pipeline};
use exoscope_read::split::Labelled;
use exoscope_report::audit_page;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::files::{Inputs, Outputs};

/// Audits a cohort with a pipeline of its own. Reads `cohort.parquet`, writes `audit.json` and
/// `audit.html`.
///
/// ```
/// use exoscope::audit::AuditCohort;
/// use exoscope::prelude::*;
///
/// let audit = AuditCohort { batches: vec!["slide".to_owned()], draws: 1, permutations: 9, ..AuditCohort::default() };
/// # let cohort = exoscope::example::cohort(Streams::new(1))?;
/// # let cohort = cohort.select_samples(&(0..80).collect::<Vec<_>>())?;
/// let inputs = Inputs::default().with_bytes("cohort.parquet", cohort.to_bytes()?);
/// let mut outputs = Outputs::memory();
/// let audit = audit.run(&inputs, &mut outputs, &Silent)?;
/// assert_eq!((audit.n, audit.keys.as_slice()), (80, &["slide".to_owned()][..]));
/// assert!(outputs.bytes("audit.json").is_some());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct AuditCohort {
    /// Batch variables: columns that say what was handled together; those that hold site, slide and date
    /// where none is named.
    pub batches: Vec<String>,
    /// Only samples of these classes; of all where it is `None`.
    pub classes: Option<Vec<String>>,
    /// What learns: a fast learner, as it is fitted hundreds of times.
    pub learner: LearnerSettings,
    /// Learners to compare under every split beside it.
    pub compare: Vec<LearnerSettings>,
    /// Draws of 50 random miRNAs.
    pub draws: usize,
    /// Permutations of each null.
    pub permutations: usize,
    /// Seed of every random choice.
    pub seed: u64,
}

/// Fewer permutations leave p above the level of the verdict.
pub const FEWEST_PERMUTATIONS: usize = 99;

impl Default for AuditCohort {
    fn default() -> Self {
        let AuditSettings { reader, draws, permutations, .. } = AuditSettings::default();
        Self {
            batches: Vec::new(),
            classes: None,
            learner: reader.learner,
            compare: Vec::new(),
            draws,
            permutations,
            seed: DEFAULT_SEED,
        }
    }
}

impl AuditCohort {
    /// Audits, and writes audit and page.
    ///
    /// # Errors
    ///
    /// Where an input cannot be read, the cohort has no classes or lacks a column, an output cannot be
    /// written, or `watch` cancels between steps.
    pub fn run(
        &self,
        inputs: &Inputs,
        outputs: &mut Outputs,
        watch: &dyn Progress,
    ) -> Result<Audit, Error> {
        let (cohort, source) = inputs.cohort("cohort.parquet")?;
        let samples = Labelled::of(&cohort, self.classes.as_deref())?;
        let batches = chosen(&self.batches, &samples);
        let pipeline =
            Pipeline { learner: self.learner.clone(), seed: self.seed, ..Pipeline::default() };
        let mut compare = self.compare.clone();
        if !compare.contains(&self.learner) {
            compare.insert(0, self.learner.clone());
        }
        let (draws, permutations) = (self.draws, self.permutations);
        let settings = AuditSettings { reader: pipeline, compare, draws, permutations };
        let audit =
            Audit::of_cohort(&samples, &batches, &settings, Streams::new(self.seed), watch)?;
        finish(audit, &samples, source, false, outputs)
    }
}

/// Audits a design: a table of what is known of samples, without any miRNA. Reads `design.tsv`, writes
/// `audit.json` and `audit.html`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AuditDesign {
    /// The column that is the label.
    pub label: String,
    /// Labels that are controls; `*` stands for any characters.
    #[serde(default)]
    pub controls: Vec<String>,
    /// Labels that are benign diseases; `*` stands for any characters.
    #[serde(default)]
    pub benign: Vec<String>,
    /// Batch variables; those that hold site, slide and date where none is named.
    #[serde(default)]
    pub batches: Vec<String>,
    /// Only samples of these classes; of all where it is `None`.
    #[serde(default)]
    pub classes: Option<Vec<String>>,
    /// Seed of every random choice.
    #[serde(default = "default_seed")]
    pub seed: u64,
}

fn default_seed() -> u64 {
    DEFAULT_SEED
}

impl AuditDesign {
    /// Audits the design, and writes audit and page.
    ///
    /// # Errors
    ///
    /// Where the table cannot be read, has no classes or lacks a column, or an output cannot be written.
    pub fn run(&self, inputs: &Inputs, outputs: &mut Outputs) -> Result<Audit, Error> {
        let path = inputs.path("design.tsv")?;
        let mut cohort = design(path.as_ref(), &self.label, Limits::default())?;
        if !(self.controls.is_empty() && self.benign.is_empty()) {
            cohort.set_roles(&self.controls, &self.benign)?;
        }
        let samples = Labelled::of(&cohort, self.classes.as_deref())?;
        let batches = chosen(&self.batches, &samples);
        let audit = Audit::of_design(&samples, &batches, Streams::new(self.seed))?;
        finish(audit, &samples, inputs.source("design.tsv")?, true, outputs)
    }
}

/// The batch variables that were named, else those that are known.
fn chosen(named: &[String], samples: &Labelled<'_>) -> Vec<String> {
    if named.is_empty() { known_batch_variables(samples.cohort()) } else { named.to_vec() }
}

/// Writes the audit and its page.
fn finish(
    mut audit: Audit,
    samples: &Labelled<'_>,
    source: Source,
    design: bool,
    outputs: &mut Outputs,
) -> Result<Audit, Error> {
    audit.subject = Some(AuditSubject::new(samples, vec![source.clone()], design));
    let page = audit_page(&audit, &source)?;
    outputs.write("audit.json", |out| Ok(serde_json::to_writer_pretty(out, &audit)?))?;
    outputs.write("audit.html", |out| out.write_all(page.as_bytes()))?;
    Ok(audit)
}
