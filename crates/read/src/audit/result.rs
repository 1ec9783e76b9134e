//! What an audit found.

use std::collections::BTreeMap;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::{AuditSubject, Baseline, Confounding, Measured, Question, QuestionVerdict, Verdict};

/// What an audit found: of a design alone, or of a cohort.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(remote = "Self")]
pub struct Audit {
    /// What it comes to, by its first question.
    pub verdict: Verdict,
    /// The verdict with its figures, in a sentence or two.
    pub sentence: String,
    /// Each question that was judged, the one of `verdict` first; empty for a design.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub questions: Vec<QuestionVerdict>,
    /// The files, label and split that were judged; `None` in an audit of version 0.1.
    #[serde(default)]
    pub subject: Option<AuditSubject>,
    /// Number of samples.
    pub n: usize,
    /// Samples of each class.
    pub classes: BTreeMap<String, usize>,
    /// The keys in the order in which they were named.
    pub keys: Vec<String>,
    /// Folds of the cross-validation behind the baselines.
    pub folds: usize,
    /// What calls score that know no miRNA, or only miRNAs that should not matter.
    pub baseline: BTreeMap<String, Baseline>,
    /// How far each key and the label say the same.
    pub confounding: BTreeMap<String, Confounding>,
    /// What else should be known, in sentences, the gravest first.
    pub notes: Vec<String>,
    /// What the miRNAs say; `None` for a design alone.
    #[serde(flatten)]
    pub measured: Option<Measured>,
}

impl Audit {
    /// Verdicts on other questions than the first, such as *which cancer*.
    pub fn other_questions(&self) -> &[QuestionVerdict] {
        self.questions.get(1..).unwrap_or_default()
    }

    /// What the verdict answers, where several questions were judged.
    pub fn first_question(&self) -> Option<Question> {
        (self.questions.len() > 1).then(|| self.questions.first().map(|q| q.question)).flatten()
    }
}

impl Serialize for Audit {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Audit {
    /// Reads an audit. Version 0.1 called a design *supported* that could be tested; such an audit, which
    /// has permuted no label, is *testable*.
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let audit = Self::deserialize(deserializer)?;
        Ok(match audit.verdict {
            Verdict::Supported if audit.measured.is_none() => {
                Self { verdict: Verdict::Testable, ..audit }
            }
            _ => audit,
        })
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    #[test]
    fn a_design_that_was_never_audited_is_not_supported() {
        let design = r#"{"verdict": "supported", "sentence": "", "n": 2, "classes": {}, "keys": [],
            "folds": 5, "baseline": {}, "confounding": {}, "notes": []}"#;
        let audit: Audit = serde_json::from_str(design).unwrap();
        assert_eq!(audit.verdict, Verdict::Testable);
        let json = serde_json::to_value(&audit).unwrap();
        assert_eq!(json["verdict"], "testable");
        assert_eq!(serde_json::from_value::<Audit>(json).unwrap(), audit);
    }
}
