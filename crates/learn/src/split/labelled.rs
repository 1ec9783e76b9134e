//! Samples whose class is known.

use std::collections::BTreeSet;

use exoscope_core::Cohort;
use exoscope_core::sample::{Field, MetadataError, Role, SampleId};
use exoscope_core::suggest::did_you_mean;

use super::Training;

/// Labelled samples of a cohort, each with its class and its group: what is split, learned from and
/// scored against.
///
/// The group column ([`Labelled::grouped_by`]) is stated here, once: folds, the inner folds of a
/// learner, bootstrap intervals, audit and comparison read it here. One person's samples stay together in
/// any case.
///
/// ```
/// use exoscope_core::sample::{Column, Field};
/// use exoscope_core::{Cohort, Scale};
/// use exoscope_learn::split::LabelledSamples;
/// use ndarray::array;
///
/// let mut cohort = Cohort::new(
///     vec!["A".parse()?, "B".parse()?, "C".parse()?],
///     vec!["hsa-miR-21-5p".parse()?],
///     array![[120.0], [80.0], [95.0]],
///     Scale::Counts,
/// )?;
/// cohort.add_column(Column::guess("diagnosis", &["healthy", "lung", "lung"]))?;
/// cohort.add_column(Column::guess("slide", &["s1", "s1", "s2"]))?;
/// cohort.set_field(Field::Label, "diagnosis")?;
/// let samples = cohort.labelled()?.grouped_by("slide")?;
/// assert_eq!((samples.len(), samples.classes().len()), (3, 2));
/// assert_eq!(samples.group_column(), Some("slide"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Labelled<'a> {
    cohort: &'a Cohort,
    classes: Vec<String>,
    rows: Vec<usize>,
    y: Vec<usize>,
    group: Option<String>,
}

/// Labelled samples of a cohort, by a method of the cohort.
pub trait LabelledSamples {
    /// The samples that have a label, of all classes.
    ///
    /// # Errors
    ///
    /// Where no column is the label, or it has fewer than two classes.
    fn labelled(&self) -> Result<Labelled<'_>, LabelledError>;
}

impl LabelledSamples for Cohort {
    fn labelled(&self) -> Result<Labelled<'_>, LabelledError> {
        Labelled::of(self, None)
    }
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
        Self { cohort, classes, rows, y, group: None }
    }

    /// The same samples, grouped by this column of the cohort: samples that agree in it (a slide, a
    /// date, a site) are never on both sides of a split.
    ///
    /// # Errors
    ///
    /// Where the cohort has no such column.
    pub fn grouped_by(self, column: &str) -> Result<Self, MetadataError> {
        let group = self.cohort.metadata().column(column)?.name().to_owned();
        Ok(Self { group: Some(group), ..self })
    }

    /// The same samples, grouped by nothing but person.
    #[must_use]
    pub fn ungrouped(self) -> Self {
        Self { group: None, ..self }
    }

    /// The column that samples are grouped by beside person, where one is stated.
    pub fn group_column(&self) -> Option<&str> {
        self.group.as_deref()
    }

    /// States that all of these samples may be learned from.
    pub fn training(&self) -> Training<Self> {
        Training::new(self.clone())
    }

    /// The same samples in order of their names: what is fitted does not depend on the order in which a
    /// cohort lists them.
    #[must_use]
    pub fn in_order(&self) -> Self {
        let names = self.cohort.samples();
        let mut numbers: Vec<usize> = (0..self.len()).collect();
        numbers.sort_by_key(|&n| self.rows.get(n).and_then(|&row| names.get(row)));
        self.part(&numbers)
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
            group: self.group.clone(),
        }
    }

    /// Only samples of these classes (indices of [`Labelled::classes`]), which are numbered anew in their order; classes
    /// that are not there are passed over.
    #[must_use]
    pub fn of_classes(&self, kept: &[usize]) -> Self {
        let kept: Vec<usize> =
            kept.iter().copied().filter(|&class| class < self.classes.len()).collect();
        let is_kept = |&n: &usize| self.y.get(n).is_some_and(|class| kept.contains(class));
        let numbers: Vec<usize> = (0..self.len()).filter(is_kept).collect();
        let part = self.part(&numbers);
        let place = |class: &usize| kept.iter().position(|kept| kept == class);
        let y = part.y.iter().filter_map(place).collect();
        let classes = kept.iter().filter_map(|&class| self.classes.get(class).cloned()).collect();
        Self { classes, y, ..part }
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
        let Self { classes, rows, y, group, .. } = self.clone();
        Labelled { cohort, classes, rows, y, group }
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
