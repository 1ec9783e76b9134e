//! Questions of an audit, each judged apart: cancer against control, and which cancer.

use std::collections::BTreeMap;
use std::fmt;

use exoscope_core::Streams;
use exoscope_core::sample::Role;
use serde::{Deserialize, Serialize};

use super::cohort::AuditSettings;
use super::error::testable;
use super::{Audit, AuditError, Beside, Measured, Null, Verdict, beside, null};
use crate::split::Labelled;

/// Question that an audit judges.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Question {
    /// Detection: cancer against control (or benign disease, without a control).
    Signal,
    /// Tissue of origin: which cancer, among the cancers.
    Origin,
    /// Which class, where roles are not known.
    Classes,
}

impl fmt::Display for Question {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Signal => "cancer against control",
            Self::Origin => "which cancer",
            Self::Classes => "which class",
        })
    }
}

/// Verdict on one question, with the tests that it rests on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct QuestionVerdict {
    /// What was asked.
    pub question: Question,
    /// What it comes to.
    pub verdict: Verdict,
    /// The verdict with its figures, in a sentence or two.
    pub sentence: String,
    /// Labels permuted freely.
    pub free: Null,
    /// Labels permuted within the batches of each key.
    pub within: BTreeMap<String, Null>,
    /// Paired tests against facts of the samples alone.
    pub beside: BTreeMap<String, Beside>,
}

impl QuestionVerdict {
    /// What an audit found of its own question.
    pub(super) fn of(question: Question, audit: &Audit, measured: &Measured) -> Self {
        Self {
            question,
            verdict: audit.verdict.clone(),
            sentence: audit.sentence.clone(),
            free: measured.free.clone(),
            within: measured.within.clone(),
            beside: measured.beside.clone(),
        }
    }
}

/// Which cancer, asked of the cancers alone by the rule of a whole audit; `None` of fewer than two cancers, and where
/// no control or benign disease stands beside them (then it is what the audit itself asks).
pub(super) fn origin(
    labelled: &Labelled<'_>,
    keys: &[String],
    settings: &AuditSettings,
    streams: Streams,
    untestable: &mut Vec<String>,
) -> Result<Option<QuestionVerdict>, AuditError> {
    let roles = labelled.roles();
    let cancers: Vec<usize> =
        (0..roles.len()).filter(|&class| roles[class] == Some(Role::Cancer)).collect();
    if cancers.len() < 2 || cancers.len() == roles.len() {
        return Ok(None);
    }
    let samples = labelled.of_classes(&cancers);
    let design = Audit::of_batches(&samples, keys, streams);
    let what = Question::Origin.to_string();
    let Some(mut audit) = testable(design, &what, untestable)? else { return Ok(None) };
    let mut measured = Measured::new(settings.reader.learner.name());
    tests(&mut measured, &samples, keys, settings, streams, untestable)?;
    audit.judge(&measured);
    Ok(Some(QuestionVerdict::of(Question::Origin, &audit, &measured)))
}

/// The tests that a verdict rests on: permuted labels, and facts of the samples alone.
pub(super) fn tests(
    measured: &mut Measured,
    samples: &Labelled<'_>,
    keys: &[String],
    settings: &AuditSettings,
    streams: Streams,
    untestable: &mut Vec<String>,
) -> Result<(), AuditError> {
    let free = null::free(samples, settings, streams);
    measured.free = testable(free, "permuted labels", untestable)?.unwrap_or_else(Null::nothing);
    for key in keys {
        let within = null::within(samples, key, settings, streams);
        let what = format!("labels permuted within each {key}");
        if let Some(found) = testable(within, &what, untestable)?.flatten() {
            measured.within.insert(key.clone(), found);
        }
    }
    let facts = beside::of(samples, settings, streams);
    measured.beside =
        testable(facts, "facts of the samples alone", untestable)?.unwrap_or_default();
    Ok(())
}
