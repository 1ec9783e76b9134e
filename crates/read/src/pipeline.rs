//! Fitted pipeline: the whole way from measured values to calls, kept as one file.

mod align;
mod batches;
mod calls;
mod class_weights;
mod each;
mod error;
mod explain;
mod file;
mod fingerprint;
mod fit;
mod meaning;
mod missing;
mod panel;
mod rules;
mod table;

use exoscope_core::MirnaName;
use exoscope_core::cohort::{Assay, Provenance};
use exoscope_core::sample::Roles;
use serde::{Deserialize, Serialize};

pub use align::Coverage;
pub use batches::{CalledBatch, TrainingBatches};
pub use calls::{Calls, DEFAULT_MAX_MISSING};
pub use class_weights::ClassWeights;
pub use each::Call;
pub use error::{CallError, FitPipelineError};
pub use explain::{Contribution, Explanation, RankedMirnas};
pub use file::{MODEL_FORMAT_VERSION, OpenModelError};
pub(crate) use file::{member_from_bytes, member_to_bytes};
pub use fingerprint::Fingerprints;
pub use fit::FitSeconds;
pub use meaning::Meaning;
pub use panel::Panel;

use crate::call::{CallRules, CallSettings};
use crate::learn::{Factors, FitRecord, LearnerSettings, Model};
use crate::prepare::{FittedPreparation, PreparationSettings};
use crate::split::{Labelled, Training};

/// Seed of random choices where none is stated.
pub const DEFAULT_SEED: u64 = 1;

/// Pipeline: settings of preparation, learner and rules, from measured values to calls.
///
/// What is fitted depends on these settings, the seed among them, and on the training samples; not on
/// the order in which a cohort lists samples, miRNAs or classes.
///
/// ```
/// use exoscope_core::Streams;
/// use exoscope_read::learn::LearnerSettings;
/// use exoscope_read::pipeline::Pipeline;
/// use exoscope_read::split::LabelledSamples;
///
/// let cohort = exoscope_read::example::cohort(Streams::new(1))?;
/// let samples = cohort.labelled()?.grouped_by("slide")?;
/// let learner = LearnerSettings::default_of("lda").unwrap_or_default();
/// let model = Pipeline { learner, ..Pipeline::default() }.fit(&samples.training())?;
/// let first = model.predict(&cohort)?.into_iter().next().ok_or("no call")?;
/// assert!(first.probability > 0.25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Pipeline {
    /// From measured values to the matrix the learner sees.
    pub preparation: PreparationSettings,
    /// The learner and its settings.
    pub learner: LearnerSettings,
    /// The metadata column with the batch of each sample; needed by batch correction alone.
    pub batch: Option<String>,
    /// What the samples of each class count for.
    pub class_weights: ClassWeights,
    /// How many miRNAs a panel holds, the rest being left out; all are kept where it is `None`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub panel: Option<usize>,
    /// What its calls are held to; without it there are probabilities alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub calls: Option<CallSettings>,
    /// Seed of every random choice inside a fit, inner folds among them.
    pub seed: u64,
}

impl Default for Pipeline {
    fn default() -> Self {
        Self {
            preparation: PreparationSettings::default(),
            learner: LearnerSettings::default(),
            batch: None,
            class_weights: ClassWeights::default(),
            panel: None,
            calls: None,
            seed: DEFAULT_SEED,
        }
    }
}

impl Pipeline {
    /// Fits everything on training samples, and on nothing else; samples of one group
    /// ([`Labelled::grouped_by`](crate::split::Labelled::grouped_by)) stay together on inner folds.
    ///
    /// # Errors
    ///
    /// Where the samples do not allow it, or the settings are out of range.
    pub fn fit(
        &self,
        training: &Training<Labelled<'_>>,
    ) -> Result<FittedPipeline, FitPipelineError> {
        FittedPipeline::fit(training, self)
    }

    /// Whether something before the learner looks at classes, so that calls of training samples by
    /// fits that did not see them take whole new fits.
    fn prepares_by_class(&self) -> bool {
        self.panel.is_some() || self.preparation.combat.is_some()
    }
}

/// A preparation and a classifier, fitted on one training set, with what they need to know to call
/// a sample from any cohort of the same assay.
#[derive(Debug, Clone, PartialEq)]
pub struct FittedPipeline {
    settings: Pipeline,
    assay: Assay,
    mirnas: Vec<MirnaName>,
    classes: Vec<String>,
    grouped_by: Vec<String>,
    samples: Option<Vec<usize>>,
    roles: Roles,
    preparation: FittedPreparation,
    panel: Option<Panel>,
    factors: Factors,
    model: Model,
    rules: Option<CallRules>,
    record: FitRecord,
    provenance: Provenance,
    fingerprints: Fingerprints,
    batches_seen: Option<TrainingBatches>,
}

impl FittedPipeline {
    /// How it was made.
    pub fn settings(&self) -> &Pipeline {
        &self.settings
    }

    /// What it can read.
    pub fn assay(&self) -> Assay {
        self.assay
    }

    /// The classes it can call, each seen in training.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// Columns whose values kept samples together on inner folds; empty where nothing did.
    pub fn grouped_by(&self) -> &[String] {
        &self.grouped_by
    }

    /// Training samples of each class; `None` of a model without rules from before it kept count.
    pub fn training_samples(&self) -> Option<&[usize]> {
        self.samples.as_deref()
    }

    /// Which classes are cancers, controls, benign.
    pub fn roles(&self) -> &Roles {
        &self.roles
    }

    /// The miRNAs that its calls rest on: those that passed the filter and are of its panel.
    pub fn mirnas(&self) -> Vec<&MirnaName> {
        self.columns().into_iter().filter_map(|column| self.mirnas.get(column)).collect()
    }

    /// Columns of the training cohort that the model sees, in its order.
    fn columns(&self) -> Vec<usize> {
        let kept = self.preparation.kept();
        match &self.panel {
            Some(panel) => panel.columns.iter().filter_map(|&c| kept.get(c).copied()).collect(),
            None => kept,
        }
    }

    /// The panel it was confined to, if it was.
    pub fn panel(&self) -> Option<&Panel> {
        self.panel.as_ref()
    }

    /// What its calls are held to, if it was asked for.
    pub fn rules(&self) -> Option<&CallRules> {
        self.rules.as_ref()
    }

    /// What a user should know of its calls, in sentences.
    pub fn warnings(&self) -> Vec<String> {
        self.rules.iter().flat_map(|rules| rules.warnings(&self.classes)).collect()
    }

    /// How the learner's fit went.
    pub fn record(&self) -> &FitRecord {
        &self.record
    }

    /// The history of the cohort it was trained on.
    pub fn provenance(&self) -> &Provenance {
        &self.provenance
    }
}
