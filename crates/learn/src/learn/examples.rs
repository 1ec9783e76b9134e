//! Prepared samples with their classes: what every learner fits.

use exoscope_core::Streams;
use ndarray::{Array2, ArrayView1, ArrayView2, Axis};

use super::products::row_major;

/// Prepared values (samples × features) with the class and weight of each sample.
///
/// Checked once, so that a learner can rely on it: values are finite, every class from 0 to
/// `n_classes - 1` has a sample, weights are positive and finite.
///
/// ```
/// use exoscope_learn::learn::Examples;
/// use ndarray::array;
///
/// let examples = Examples::new(array![[0.0, 1.0], [1.0, 0.0], [0.2, 0.9]], vec![0, 1, 0], 2)?;
/// assert_eq!(examples.n_samples(), 3);
/// # Ok::<(), exoscope_learn::learn::ExamplesError>(())
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Examples {
    x: Array2<f32>,
    y: Vec<usize>,
    weights: Vec<f64>,
    groups: Option<Vec<usize>>,
    n_classes: usize,
    streams: Streams,
}

/// Why samples cannot be learned from.
#[derive(Debug, Clone, PartialEq, thiserror::Error)]
#[non_exhaustive]
pub enum ExamplesError {
    /// A value is NaN or infinite.
    #[error("value {value} at sample {row}, feature {column} (both counted from 0) is not finite")]
    NotFinite {
        /// Row of the value, from 0.
        row: usize,
        /// Column of the value, from 0.
        column: usize,
        /// The value.
        value: f32,
    },
    /// The number of classes or weights is not the number of samples.
    #[error("{samples} samples but {found} {what}")]
    Length {
        /// What was counted: `classes`, `weights` or `groups`.
        what: &'static str,
        /// Rows of the matrix.
        samples: usize,
        /// How many there are.
        found: usize,
    },
    /// Fewer than two classes.
    #[error("{n_classes} class: a reader needs at least two to tell apart")]
    TooFewClasses {
        /// Classes given.
        n_classes: usize,
    },
    /// A class index is too large.
    #[error("sample {row} is of class {class}, but there are {n_classes} classes")]
    ClassOutOfRange {
        /// Row of the sample, from 0.
        row: usize,
        /// Its class.
        class: usize,
        /// Classes given.
        n_classes: usize,
    },
    /// A class has no sample.
    #[error("class {class} has no sample")]
    EmptyClass {
        /// The class.
        class: usize,
    },
    /// A weight is not a positive finite number.
    #[error("weight {weight} of sample {row} is not a positive number")]
    Weight {
        /// Row of the sample, from 0.
        row: usize,
        /// Its weight.
        weight: f64,
    },
    /// There is no feature.
    #[error("there are no features to learn from")]
    NoFeatures,
}

impl Examples {
    /// Checks and takes `x` (samples × features, finite) with the class of each sample, each of
    /// `0..n_classes` present at least once. All samples weigh 1.
    pub fn new(x: Array2<f32>, y: Vec<usize>, n_classes: usize) -> Result<Self, ExamplesError> {
        let samples = x.nrows();
        if y.len() != samples {
            return Err(ExamplesError::Length { what: "classes", samples, found: y.len() });
        }
        if x.ncols() == 0 {
            return Err(ExamplesError::NoFeatures);
        }
        if n_classes < 2 {
            return Err(ExamplesError::TooFewClasses { n_classes });
        }
        let mut count = vec![0_usize; n_classes];
        for (row, &class) in y.iter().enumerate() {
            match count.get_mut(class) {
                Some(n) => *n += 1,
                None => return Err(ExamplesError::ClassOutOfRange { row, class, n_classes }),
            }
        }
        if let Some(class) = count.iter().position(|&n| n == 0) {
            return Err(ExamplesError::EmptyClass { class });
        }
        if let Some(((row, column), &value)) = x.indexed_iter().find(|(_, v)| !v.is_finite()) {
            return Err(ExamplesError::NotFinite { row, column, value });
        }
        let (weights, streams) = (vec![1.0; samples], Streams::new(0));
        Ok(Self { x: row_major(x), y, weights, groups: None, n_classes, streams })
    }

    /// Gives each sample a weight (positive, finite). A sample of weight 2 counts as two copies of it
    /// wherever sums are taken; whether the whole fit is that of the copies says
    /// [`LearnerSettings::counts_weights_as_copies`](super::LearnerSettings::counts_weights_as_copies).
    pub fn with_weights(mut self, weights: Vec<f64>) -> Result<Self, ExamplesError> {
        if weights.len() != self.y.len() {
            let (samples, found) = (self.y.len(), weights.len());
            return Err(ExamplesError::Length { what: "weights", samples, found });
        }
        if let Some(row) = weights.iter().position(|w| !(w.is_finite() && *w > 0.0)) {
            return Err(ExamplesError::Weight { row, weight: weights[row] });
        }
        self.weights = weights;
        Ok(self)
    }

    /// Names the group of each sample, any numbers: a learner that holds samples out of its own
    /// fits (to choose a setting, to calibrate) keeps a group together.
    pub fn with_groups(mut self, groups: Vec<usize>) -> Result<Self, ExamplesError> {
        if groups.len() != self.y.len() {
            let (samples, found) = (self.y.len(), groups.len());
            return Err(ExamplesError::Length { what: "groups", samples, found });
        }
        self.groups = Some(groups);
        Ok(self)
    }

    /// States what a learner draws its random choices from, inner folds among them; those of seed 0
    /// otherwise.
    #[must_use]
    pub fn with_streams(self, streams: Streams) -> Self {
        Self { streams, ..self }
    }

    /// What a learner draws its random choices from.
    pub fn streams(&self) -> Streams {
        self.streams
    }

    /// The same samples with other values (samples × features).
    pub(super) fn with_values(&self, x: Array2<f32>) -> Result<Self, ExamplesError> {
        let checked = Self::new(x, self.y.clone(), self.n_classes)?;
        let (weights, groups) = (self.weights.clone(), self.groups.clone());
        Ok(Self { weights, groups, streams: self.streams, ..checked })
    }

    /// Only these features, in this order; numbers that are not there are passed over.
    pub fn with_features(self, features: &[usize]) -> Result<Self, ExamplesError> {
        let there: Vec<usize> =
            features.iter().copied().filter(|&j| j < self.n_features()).collect();
        if there.is_empty() {
            return Err(ExamplesError::NoFeatures);
        }
        let x = self.x.select(Axis(1), &there);
        Ok(Self { x: x.as_standard_layout().into_owned(), ..self })
    }

    /// The group of each sample, where groups are known.
    pub fn groups(&self) -> Option<&[usize]> {
        self.groups.as_deref()
    }

    /// The values, samples × features, in row-major order.
    pub fn x(&self) -> ArrayView2<'_, f32> {
        self.x.view()
    }

    /// The values of one sample.
    pub(super) fn row(&self, sample: usize) -> ArrayView1<'_, f32> {
        self.x.row(sample)
    }

    /// The class of each sample, in `0..n_classes`.
    pub fn y(&self) -> &[usize] {
        &self.y
    }

    /// The weight of each sample.
    pub fn weights(&self) -> &[f64] {
        &self.weights
    }

    /// Share of each class in the weight of all samples.
    pub(super) fn shares(&self) -> Vec<f64> {
        let mut shares = vec![0.0; self.n_classes];
        for (&class, weight) in self.y.iter().zip(&self.weights) {
            shares[class] += weight;
        }
        let total: f64 = shares.iter().sum();
        shares.into_iter().map(|share| share / total).collect()
    }

    /// Number of samples.
    pub fn n_samples(&self) -> usize {
        self.y.len()
    }

    /// Number of features.
    pub fn n_features(&self) -> usize {
        self.x.ncols()
    }

    /// Number of classes.
    pub fn n_classes(&self) -> usize {
        self.n_classes
    }
}
