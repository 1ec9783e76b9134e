//! Samples whose class is known.

use std::collections::BTreeSet;

use exoscope_core::Cohort;
use exoscope_core::sample::{Field, Role, SampleId};
use exoscope_core::suggest::did_you_mean;

/// Samples of a cohort, each with its class: what is split, learned from and scored against.
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled<'a> {
    cohort: &'a Cohort,
    classes: Vec<String>,
    rows: Vec<usize>,
    y: Vec<usize>,
}

/// Why a cohort's samples have no classes.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LabelledError {
    /// Nobody has said which column is the label.
    #[error("no column of the cohort is its label")]
    NoLabel,
    /// A class that was asked for has no sample.
    #[error("no sample is labelled {class:?}{suggestion}")]
    NoSuchClass {
        /// The class.
        class: String,
        /// Classes like it.
        suggestion: String,
    },
    /// Fewer than two classes.
    #[error("the label {column:?} has {found} class{}: a reader needs two to tell apart", if *found == 1 { "" } else { "es" })]
    TooFewClasses {
        /// The column.
        column: String,
        /// Number of classes.
        found: usize,
    },
}

impl<'a> Labelled<'a> {
    /// The samples of `cohort` that have a label; where `restrict` names classes, those of these
    /// classes only. Classes are in alphabetical order.
    pub fn of(cohort: &'a Cohort, restrict: Option<&[String]>) -> Result<Self, LabelledError> {
        let column = cohort.metadata().field(Field::Label).ok_or(LabelledError::NoLabel)?;
        let present: BTreeSet<String> = column.texts().flatten().map(Into::into).collect();
        let classes: Vec<String> = match restrict {
            None => present.into_iter().collect(),
            Some(wanted) => {
                for class in wanted {
                    if !present.contains(class) {
                        let suggestion = did_you_mean(class, present.iter().map(String::as_str));
                        return Err(LabelledError::NoSuchClass {
                            class: class.clone(),
                            suggestion,
                        });
                    }
                }
                wanted.iter().cloned().collect::<BTreeSet<_>>().into_iter().collect()
            }
        };
        if classes.len() < 2 {
            let (column, found) = (column.name().to_owned(), classes.len());
            return Err(LabelledError::TooFewClasses { column, found });
        }
        Ok(Self::among(cohort, classes))
    }

    /// The samples of `cohort` that are of one of these classes, numbered as given: a test cohort
    /// against the classes of training.
    pub fn among(cohort: &'a Cohort, classes: Vec<String>) -> Self {
        let labels = cohort.metadata().field(Field::Label);
        let (mut rows, mut y) = (Vec::new(), Vec::new());
        for (row, label) in labels.iter().flat_map(|column| column.texts()).enumerate() {
            let class = label.and_then(|label| classes.iter().position(|class| *class == label));
            if let Some(class) = class {
                rows.push(row);
                y.push(class);
            }
        }
        Self { cohort, classes, rows, y }
    }

    /// Only these of the samples, by their number here (not the cohort's row); numbers that are
    /// not there are passed over.
    #[must_use]
    pub fn part(&self, numbers: &[usize]) -> Self {
        let of =
            |values: &[usize]| numbers.iter().filter_map(|&n| values.get(n).copied()).collect();
        Self {
            cohort: self.cohort,
            classes: self.classes.clone(),
            rows: of(&self.rows),
            y: of(&self.y),
        }
    }

    /// These samples and then `others`, which are of the same cohort and classes.
    #[must_use]
    pub fn with(mut self, others: &Self) -> Self {
        self.rows.extend(&others.rows);
        self.y.extend(&others.y);
        self
    }

    /// The same samples with other classes, one for each; `None` unless there are as many and all
    /// are known. For nulls, where labels are permuted.
    pub fn relabelled(&self, y: Vec<usize>) -> Option<Self> {
        let known = y.iter().all(|&class| class < self.classes.len());
        (known && y.len() == self.len()).then(|| Self { y, ..self.clone() })
    }

    /// The same samples and classes in a cohort that has the same rows with other values.
    pub fn in_cohort<'b>(&self, cohort: &'b Cohort) -> Labelled<'b> {
        let Self { classes, rows, y, .. } = self.clone();
        Labelled { cohort, classes, rows, y }
    }

    /// The cohort.
    pub fn cohort(&self) -> &'a Cohort {
        self.cohort
    }

    /// The classes, of which some may have no sample here.
    pub fn classes(&self) -> &[String] {
        &self.classes
    }

    /// The role of each class, where the cohort knows it.
    pub fn roles(&self) -> Vec<Option<Role>> {
        self.classes.iter().map(|class| self.cohort.roles().of(class)).collect()
    }

    /// Rows of the cohort, one a sample.
    pub fn rows(&self) -> &[usize] {
        &self.rows
    }

    /// The class of each sample, as an index of [`Labelled::classes`].
    pub fn y(&self) -> &[usize] {
        &self.y
    }

    /// Number of samples.
    pub fn len(&self) -> usize {
        self.rows.len()
    }

    /// Whether there is no sample.
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// The samples' names.
    pub fn samples(&self) -> Vec<SampleId> {
        let names = self.cohort.samples();
        self.rows.iter().filter_map(|&row| names.get(row).cloned()).collect()
    }
}
