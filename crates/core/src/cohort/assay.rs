//! What a cohort's values can be compared with.

use std::fmt;

use serde::{Deserialize, Serialize};

use super::Cohort;
use crate::mirna::Form;
use crate::scale::Scale;

/// What was measured and on which scale: a model is fitted on one assay and scores no other.
///
/// A cohort has one only when its scale is known and its names are of one form, so that asking for
/// it is the check before anything is fitted or scored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Assay {
    /// The scale of the values.
    pub scale: Scale,
    /// What the miRNA names stand for.
    pub names: NameForm,
}

/// What the miRNA names of a whole cohort stand for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum NameForm {
    /// Mature miRNAs (`hsa-miR-21-5p`, `hsa-miR-21*`).
    Mature,
    /// Their precursors (`hsa-mir-21`).
    Precursor,
}

/// Why a cohort cannot be fitted or scored.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum AssayError {
    /// Nobody has said what the numbers are.
    #[error("the scale of the values is not known")]
    UnknownScale,
    /// Names of mature miRNAs and of precursors stand side by side.
    #[error(
        "{mature} mature miRNAs (such as {mature_example}) and {precursor} precursors (such as \
         {precursor_example}) stand side by side"
    )]
    MixedNames {
        /// Number of mature miRNAs.
        mature: usize,
        /// One of them.
        mature_example: String,
        /// Number of precursors.
        precursor: usize,
        /// One of them.
        precursor_example: String,
    },
}

impl Cohort {
    /// What the values can be compared with; an error where that is not clear.
    pub fn assay(&self) -> Result<Assay, AssayError> {
        if self.scale == Scale::Unknown {
            return Err(AssayError::UnknownScale);
        }
        let mut mature =
            self.mirnas.iter().filter(|m| matches!(m.form(), Form::Mature | Form::Star));
        let mut precursor = self.mirnas.iter().filter(|m| m.form() == Form::Precursor);
        let names = match (mature.next(), precursor.next()) {
            (Some(a_mature), Some(a_precursor)) => {
                return Err(AssayError::MixedNames {
                    mature: mature.count() + 1,
                    mature_example: a_mature.to_string(),
                    precursor: precursor.count() + 1,
                    precursor_example: a_precursor.to_string(),
                });
            }
            (None, Some(_)) => NameForm::Precursor,
            _ => NameForm::Mature,
        };
        Ok(Assay { scale: self.scale, names })
    }
}

impl fmt::Display for NameForm {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Mature => "mature",
            Self::Precursor => "precursor",
        })
    }
}

impl fmt::Display for Assay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} of {} miRNAs", self.scale, self.names)
    }
}
