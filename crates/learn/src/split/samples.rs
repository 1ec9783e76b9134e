//! What can be read of samples in either role.

use exoscope_core::Cohort;
use exoscope_core::sample::{Role, SampleId};

use super::{HeldOut, Labelled};

/// Samples with their classes, to be called, scored and described: labelled samples, and those that
/// are held out, which can be nothing else.
pub trait Samples: Sync {
    /// The cohort.
    fn cohort(&self) -> &Cohort;

    /// The classes, of which some may have no sample here.
    fn classes(&self) -> &[String];

    /// Rows of the cohort, one a sample.
    fn rows(&self) -> &[usize];

    /// The class of each sample, as an index of [`Samples::classes`].
    fn y(&self) -> &[usize];

    /// The column that samples are grouped by beside person, where one is stated.
    fn group_column(&self) -> Option<&str>;

    /// Number of samples.
    fn len(&self) -> usize {
        self.rows().len()
    }

    /// Whether there is no sample.
    fn is_empty(&self) -> bool {
        self.rows().is_empty()
    }

    /// The samples' names.
    fn names(&self) -> Vec<SampleId> {
        let names = self.cohort().samples();
        self.rows().iter().filter_map(|&row| names.get(row).cloned()).collect()
    }

    /// The role of each class, where the cohort knows it.
    fn roles(&self) -> Vec<Option<Role>> {
        self.classes().iter().map(|class| self.cohort().roles().of(class)).collect()
    }
}

impl Samples for Labelled<'_> {
    fn cohort(&self) -> &Cohort {
        self.cohort()
    }

    fn classes(&self) -> &[String] {
        self.classes()
    }

    fn rows(&self) -> &[usize] {
        self.rows()
    }

    fn y(&self) -> &[usize] {
        self.y()
    }

    fn group_column(&self) -> Option<&str> {
        self.group_column()
    }
}

impl Samples for HeldOut<Labelled<'_>> {
    fn cohort(&self) -> &Cohort {
        self.get().cohort()
    }

    fn classes(&self) -> &[String] {
        self.get().classes()
    }

    fn rows(&self) -> &[usize] {
        self.get().rows()
    }

    fn y(&self) -> &[usize] {
        self.get().y()
    }

    fn group_column(&self) -> Option<&str> {
        self.get().group_column()
    }
}
