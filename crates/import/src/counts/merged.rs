//! Counts of several miRNAs that reads could not tell apart.

use std::collections::HashMap;
use std::fmt;
use std::str::FromStr;

use exoscope_core::cohort::CohortError;
use exoscope_core::mirna::MirnaName;
use exoscope_core::{Cohort, Scale};
use ndarray::Array2;
use serde::Serialize;

/// What becomes of counts under a name of several miRNAs, such as `hsa-let-7a-5p/7c-5p`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Merged {
    /// They stay one miRNA under a name that lists all.
    #[default]
    Keep,
    /// Each miRNA gets an equal share, added to its own counts.
    Split,
    /// They are left out.
    Drop,
}

/// A word that names no rule for merged names.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is no rule for merged names; known are keep, split, drop")]
pub struct UnknownMerged(pub String);

/// The names of several miRNAs, as they are written.
pub(super) fn names(cohort: &Cohort) -> Vec<String> {
    let several = cohort.mirnas().iter().filter(|mirna| mirna.members().len() > 1);
    several.map(|mirna| mirna.original().to_owned()).collect()
}

impl Merged {
    /// Applies the rule to a cohort of counts that has no facts yet.
    pub(super) fn apply(self, cohort: Cohort) -> Result<Cohort, CohortError> {
        if self == Self::Keep {
            return Ok(cohort);
        }
        let mut place: HashMap<String, usize> = HashMap::new();
        let mut mirnas: Vec<MirnaName> = Vec::new();
        // Each column of the cohort with the columns it goes to.
        let mut targets: Vec<Vec<usize>> = Vec::new();
        for mirna in cohort.mirnas() {
            let members = mirna.members();
            let mut to = Vec::new();
            if self == Self::Split || members.len() == 1 {
                for member in members {
                    let Ok(name) = member.parse::<MirnaName>() else { continue };
                    to.push(*place.entry(member.to_owned()).or_insert_with(|| {
                        mirnas.push(name);
                        mirnas.len() - 1
                    }));
                }
            }
            targets.push(to);
        }
        let mut values = Array2::from_elem((cohort.n_samples(), mirnas.len()), f64::NAN);
        for (column, to) in targets.iter().enumerate() {
            for (row, value) in cohort.values().column(column).enumerate() {
                for &place in to {
                    if let Some(sum) = values.get_mut((row, place))
                        && !value.is_nan()
                    {
                        let before = if sum.is_nan() { 0.0 } else { *sum };
                        *sum = before + value / to.len() as f64;
                    }
                }
            }
        }
        let mut done = Cohort::new(cohort.samples().to_vec(), mirnas, values, Scale::Counts)?;
        for column in cohort.metadata().columns() {
            // The columns are those of a cohort of the same samples.
            let _ = done.add_column(column.clone());
        }
        Ok(done)
    }
}

impl fmt::Display for Merged {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Keep => "keep",
            Self::Split => "split",
            Self::Drop => "drop",
        })
    }
}

impl FromStr for Merged {
    type Err = UnknownMerged;

    fn from_str(text: &str) -> Result<Self, UnknownMerged> {
        [Self::Keep, Self::Split, Self::Drop]
            .into_iter()
            .find(|rule| rule.to_string() == text)
            .ok_or_else(|| UnknownMerged(text.to_owned()))
    }
}
