//! Why facts do not fit the samples.

use super::super::error::Place;
use super::JoinReport;

/// Why facts cannot be joined to samples.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum JoinError {
    /// The table has no column of keys called so.
    #[error("no column is called {name:?}{suggestion}")]
    NoSuchKey {
        /// The name asked for.
        name: String,
        /// Columns like it, or all there are.
        suggestion: String,
    },
    /// Two rows are about one sample.
    #[error("key {key:?} stands for sample {sample}, as does {first_key:?} at {first}")]
    DuplicateKey {
        /// The key.
        key: String,
        /// The sample it stands for.
        sample: String,
        /// The key of the earlier row.
        first_key: String,
        /// The earlier row.
        first: Place,
    },
    /// No row is about any sample.
    #[error(
        "no row is about a sample of the cohort: its samples are {samples}, the keys stand for {keys}"
    )]
    NothingMatches {
        /// The first samples.
        samples: String,
        /// The first keys, as names of samples.
        keys: String,
    },
    /// Some samples have no row.
    #[error(
        "{} of {} samples have a row; without one: {}",
        .report.matched, .report.samples, unmatched(.report)
    )]
    Unmatched {
        /// What matched and what did not.
        report: Box<JoinReport>,
    },
    /// The table has columns that the cohort has already.
    #[error("the cohort has a column {name:?} already")]
    Clash {
        /// The first such column.
        name: String,
    },
    /// Roles are given to labels, and no column holds them.
    #[error("no column holds the label")]
    NoLabel,
}

/// Why a pattern over names is refused.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum PatternError {
    /// There is no `=`.
    #[error("{text:?} is not of the form {form}")]
    NoEquals {
        /// The text.
        text: String,
        /// The form it should have.
        form: &'static str,
    },
    /// The pattern is no regular expression.
    #[error("{pattern:?} is no regular expression: {source}")]
    Regex {
        /// The pattern.
        pattern: String,
        /// What is wrong with it.
        source: regex::Error,
    },
    /// The pattern has too few groups in parentheses.
    #[error("{pattern:?} has no group {group}: parentheses mark what is taken from the name")]
    NoGroup {
        /// The pattern.
        pattern: String,
        /// The group.
        group: usize,
    },
    /// The pattern matches no sample's name.
    #[error("{pattern:?} matches no sample's name; the first is {sample:?}")]
    MatchesNothing {
        /// The pattern.
        pattern: String,
        /// The first sample.
        sample: String,
    },
}

/// How many names a message lists.
const LISTED: usize = 10;

fn unmatched(report: &JoinReport) -> String {
    let names = report.without_row.iter().take(LISTED).map(|sample| {
        let near: Vec<String> = sample.nearest.iter().map(|n| format!("{n:?}")).collect();
        match near.as_slice() {
            [] => sample.name.clone(),
            near => format!("{} (did you mean {}?)", sample.name, near.join(" or ")),
        }
    });
    let text = names.collect::<Vec<_>>().join(", ");
    match report.without_row.len().checked_sub(LISTED) {
        Some(more @ 1..) => format!("{text} and {more} more"),
        _ => text,
    }
}

impl JoinError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        let hint = match self {
            Self::NothingMatches { .. } => {
                "name the column of keys with `key`, or turn its keys into names with `key-map` \
                 'PATTERN=NAME', such as 'X?(.+)=Sample_$1'"
            }
            Self::Unmatched { .. } => "`allow-unmatched` leaves their facts missing",
            Self::Clash { .. } => "the text of `prefix` is put before the names of the new columns",
            Self::NoLabel => "name it with `label`",
            _ => return None,
        };
        Some(hint.to_owned())
    }
}

impl PatternError {
    /// What to do about it, where that can be said.
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::NoEquals { .. } | Self::NoGroup { .. } => {
                Some("for example 'tissue=^([^_]+)__' or 'X?(.+)=Sample_$1'".to_owned())
            }
            _ => None,
        }
    }
}
