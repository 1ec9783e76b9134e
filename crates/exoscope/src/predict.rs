//! Prediction: calls of new samples by a model.

use std::collections::BTreeSet;

use exoscope_core::Cohort;
use exoscope_core::progress::Progress;
use exoscope_core::sample::SampleId;
use exoscope_read::pipeline::{CalledBatch, Calls, DEFAULT_MAX_MISSING, FittedPipeline, Meaning};
use exoscope_read::quality::{Quality, SampleQuality};
use exoscope_report::{Basis, CallsPage, MOST_PEOPLE, calls_page};
use exoscope_score::Prevalence;
use serde::{Deserialize, Serialize};

use crate::Error;
use crate::design::{DesignError, check_prevalence};
use crate::files::{Inputs, Outputs};
use crate::samples::rows;

/// Calls the samples of a cohort. Reads `model` and `cohort.parquet`, writes `calls.tsv` and, where
/// asked for, `calls.html`.
///
/// Each sample is called on its own: what is said of one does not depend on the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Predict {
    /// Only these samples; all where none is named.
    pub samples: Vec<String>,
    /// Largest share, 0 to 1, of the model's miRNAs that may be missing.
    pub max_missing: f64,
    /// How common cancer is where the samples are from.
    pub prevalence: Option<Prevalence>,
    /// The column whose values are batches (machine, kit, study, site), which are also judged as a whole; by default the
    /// one that training samples were grouped by.
    pub batch: Option<String>,
    /// Whether the page is written: of each sample the call, what it means, rests on, and its quality.
    pub page: bool,
}

impl Default for Predict {
    fn default() -> Self {
        let max_missing = DEFAULT_MAX_MISSING;
        Self { samples: Vec::new(), max_missing, prevalence: None, batch: None, page: false }
    }
}

/// What was said of the samples.
#[derive(Debug, Clone, PartialEq)]
#[non_exhaustive]
pub struct Predicted {
    /// The model.
    pub model: FittedPipeline,
    /// Its calls.
    pub calls: Calls,
    /// What they mean at the prevalence that was stated.
    pub meaning: Option<Meaning>,
    /// The batches among them, as a whole.
    pub batches: Vec<CalledBatch>,
    /// The quality of all samples of the cohort.
    pub quality: Quality,
}

impl Predicted {
    /// The samples that were called and whose quality is flagged.
    pub fn flagged(&self) -> Vec<&SampleQuality> {
        let called: BTreeSet<&SampleId> = self.calls.samples.iter().collect();
        self.quality.flagged().filter(|found| called.contains(&found.sample)).collect()
    }
}

impl Predict {
    /// Calls, and writes the calls.
    ///
    /// # Errors
    ///
    /// Where an input cannot be read, the cohort is of another assay or lacks too many miRNAs, an output
    /// cannot be written, or `watch` cancels.
    pub fn run(
        &self,
        inputs: &Inputs,
        outputs: &mut Outputs,
        watch: &dyn Progress,
    ) -> Result<Predicted, Error> {
        let (model, model_source) = inputs.model("model")?;
        let (cohort, source) = inputs.cohort("cohort.parquet")?;
        if let Some(prevalence) = &self.prevalence {
            check_prevalence(prevalence, model.classes(), |class| model.roles().of(class))?;
        }
        let rows = rows(&cohort, &self.samples)?;
        watch.step("calling", 0, rows.len())?;
        let calls = model.call(&cohort, &rows, self.max_missing)?;
        let batches = model.called_batches(&cohort, &rows, &calls, self.batch.as_deref())?;
        let meaning = match &self.prevalence {
            Some(prevalence) => {
                Some(model.meaning(&calls, prevalence).ok_or(DesignError::NoCancers)?)
            }
            None => None,
        };
        outputs.write("calls.tsv", |out| calls.write_tsv(meaning.as_ref(), out))?;
        watch.step("calling", rows.len(), rows.len())?;
        let quality = Quality::of(&cohort);
        if self.page {
            let page = calls_page(&CallsPage {
                reader: &model,
                model: &model_source,
                cohort: &source,
                calls: &calls,
                batches: &batches,
                meaning: meaning.as_ref(),
                bases: &self.bases(&model, &cohort, &rows, watch)?,
                quality: &quality,
            })?;
            outputs.write("calls.html", |out| out.write_all(page.as_bytes()))?;
        }
        Ok(Predicted { model, calls, meaning, batches, quality })
    }

    /// What the calls that the page shows rest on.
    fn bases(
        &self,
        model: &FittedPipeline,
        cohort: &Cohort,
        rows: &[usize],
        watch: &dyn Progress,
    ) -> Result<Vec<Basis>, Error> {
        /// Samples that are explained at once.
        const BLOCK: usize = 50;
        let shown = rows.get(..MOST_PEOPLE).unwrap_or(rows);
        let mut bases = Vec::with_capacity(shown.len());
        for rows in shown.chunks(BLOCK) {
            watch.step("explaining", bases.len(), shown.len())?;
            let explained = model.explain(cohort, rows, None, self.max_missing)?;
            bases.extend(explained.iter().map(Basis::of));
        }
        Ok(bases)
    }
}
