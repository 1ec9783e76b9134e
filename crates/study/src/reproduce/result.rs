//! What was found, beside what is published.

use std::collections::BTreeMap;

use exoscope_core::store::Checksum;
use exoscope_fetch::FetchedFile;
use exoscope_read::audit::{Audit, Baseline, Figures, Verdict};
use exoscope_read::evaluate::Evaluation;
use exoscope_read::quality::Quality;
use exoscope_score::Interval;
use serde::Serialize;

use super::standing::Counts;
use super::{Files, Gathered, Published, Standing};

/// What was found, beside what is published.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Reproduction {
    /// What is published.
    pub published: Published,
    /// Whether the data are those of the study.
    #[serde(flatten)]
    pub standing: Standing,
    /// The files.
    pub files: Vec<UsedFile>,
    /// Number of samples.
    pub samples: usize,
    /// Samples with a cancer.
    pub cancers: usize,
    /// Samples with a benign disease.
    pub benign: usize,
    /// Samples with neither.
    pub controls: usize,
    /// miRNAs measured.
    pub mirnas: usize,
    /// miRNAs left when those that the paper leaves out are.
    pub mirnas_used: usize,
    /// How many samples each check of quality flags; a sample may be flagged by several.
    pub flagged: BTreeMap<String, usize>,
    /// What the audit comes to.
    pub verdict: Verdict,
    /// The verdict with its figures.
    pub sentence: String,
    /// One held-out fifth a split.
    pub splits: Vec<SplitFigures>,
    /// What is called without a miRNA, or with few.
    pub alone: Vec<Alone>,
    /// What else should be known, in sentences.
    pub notes: Vec<String>,
}

/// A file that went in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct UsedFile {
    /// Its name.
    pub name: String,
    /// SHA-256 of its bytes.
    pub sha256: Checksum,
    /// Where it came from; `None` where it was put into the cache by hand.
    pub url: Option<String>,
}

/// Figures of one held-out fifth.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct SplitFigures {
    /// The column whose values were kept together; `None` where samples were drawn one by one.
    pub together: Option<String>,
    /// The folder of its run, beside the report.
    pub run: String,
    /// Held-out samples.
    pub n: usize,
    /// Held-out samples with a cancer.
    pub cancers: usize,
    /// Share of all called right.
    pub accuracy: f64,
    /// Its interval.
    pub interval: Interval,
    /// Top-1 tissue-of-origin accuracy among cancers: the paper's figure.
    pub of_cancers: Option<f64>,
    /// Its interval.
    pub of_cancers_interval: Option<Interval>,
    /// The same of cancers of stages 0 to II, where stages are known.
    pub early: Option<Early>,
}

/// The figure of early cancers.
#[derive(Debug, Clone, Copy, PartialEq, Serialize)]
pub struct Early {
    /// Held-out cancers of stages 0 to II.
    pub n: usize,
    /// Top-1 tissue-of-origin accuracy.
    pub accuracy: f64,
    /// Its interval.
    pub interval: Interval,
}

/// What is called by something that should say nothing of cancer.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Alone {
    /// What it is called by.
    pub by: String,
    /// Its figures, in a cross-validation over all samples.
    pub figures: Figures,
}

impl SplitFigures {
    /// The figures of a run.
    pub fn new(together: Option<&str>, run: &str, evaluation: &Evaluation) -> Self {
        let scores = &evaluation.scores;
        let early = scores.by_stage.iter().find(|stage| stage.stage == "0-II");
        Self {
            together: together.map(str::to_owned),
            run: run.to_owned(),
            n: scores.n,
            cancers: scores.per_class.iter().filter(|class| class.is_cancer).map(|c| c.n).sum(),
            accuracy: scores.accuracy,
            interval: scores.accuracy_ci,
            of_cancers: scores.accuracy_cancers,
            of_cancers_interval: scores.accuracy_cancers_ci,
            early: early.map(|stage| Early {
                n: stage.n,
                accuracy: stage.accuracy,
                interval: stage.accuracy_ci,
            }),
        }
    }
}

impl Reproduction {
    /// Puts together what was found. Of the cohort's miRNAs `mirnas_used` were used.
    pub fn new(
        published: &Published,
        files: &Files,
        gathered: &Gathered,
        mirnas_used: usize,
        quality: &Quality,
        audit: &Audit,
        splits: Vec<SplitFigures>,
    ) -> Self {
        let Gathered { cohort, notes, .. } = gathered;
        let mut notes = notes.clone();
        let mut flagged = BTreeMap::new();
        for flag in quality.samples.iter().flat_map(|sample| &sample.flags) {
            *flagged.entry(flag.to_string()).or_default() += 1;
        }
        if splits.iter().all(|split| split.early.is_none()) {
            notes.push(
                "the series does not say stages, so there is no figure of stages 0 to II"
                    .to_owned(),
            );
        }
        let used = |file: &FetchedFile| UsedFile {
            name: file.name.clone(),
            sha256: file.receipt.sha256.clone(),
            url: file.receipt.url.clone(),
        };
        let alone = |(by, baseline): (&String, &Baseline)| Alone {
            by: by.clone(),
            figures: baseline.figures.clone(),
        };
        let Counts { cancers, benign, controls } = Counts::of(cohort);
        Self {
            published: *published,
            standing: Standing::of(cohort, files, published),
            files: files.all().map(used).collect(),
            samples: cohort.n_samples(),
            cancers,
            benign,
            controls,
            mirnas: cohort.n_mirnas(),
            mirnas_used,
            flagged,
            verdict: audit.verdict.clone(),
            sentence: audit.sentence.clone(),
            splits,
            alone: audit.baseline.iter().map(alone).collect(),
            notes,
        }
    }
}
