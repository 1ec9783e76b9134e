//! Calls against truth, counted.

use ndarray::{Array2, ArrayRef2, ArrayView1, ArrayView2};

use super::mean::{mean, ratio};

/// The called class of each row of `p` (samples × classes): the most probable, the first of ties.
pub fn call(p: &ArrayRef2<f64>) -> Vec<usize> {
    let most_probable = |row: ArrayView1<f64>| {
        let first_best = |best: (usize, f64), (class, &v): (usize, &f64)| {
            if v > best.1 { (class, v) } else { best }
        };
        row.iter().enumerate().fold((0, f64::NEG_INFINITY), first_best).0
    };
    p.outer_iter().map(most_probable).collect()
}

/// How many samples of each class (rows) were called each class (columns).
///
/// ```
/// use exoscope_score::Confusion;
///
/// let confusion = Confusion::new(&[0, 0, 1, 1, 1], &[0, 1, 1, 1, 0], 2);
/// assert_eq!(confusion.accuracy(), Some(3.0 / 5.0));
/// assert_eq!(confusion.recall(1), Some(2.0 / 3.0));
/// assert_eq!(confusion.precision(1), Some(2.0 / 3.0));
/// ```
#[derive(Debug, Clone, PartialEq)]
pub struct Confusion {
    counts: Array2<f64>,
}

impl Confusion {
    /// Counts the pairs of true and called class; a pair with a class of `n_classes` or more is not
    /// counted.
    pub fn new(truth: &[usize], called: &[usize], n_classes: usize) -> Self {
        let mut counts = Array2::zeros((n_classes, n_classes));
        for (&truth, &called) in truth.iter().zip(called) {
            if let Some(count) = counts.get_mut((truth, called)) {
                *count += 1.0;
            }
        }
        Self { counts }
    }

    /// The counts, true × called classes.
    pub fn counts(&self) -> ArrayView2<'_, f64> {
        self.counts.view()
    }

    /// Samples of a class.
    pub fn of(&self, class: usize) -> f64 {
        if class < self.counts.nrows() { self.counts.row(class).sum() } else { 0.0 }
    }

    /// Samples called a class.
    pub fn called(&self, class: usize) -> f64 {
        if class < self.counts.ncols() { self.counts.column(class).sum() } else { 0.0 }
    }

    /// Samples of a class that were called it.
    pub fn right(&self, class: usize) -> f64 {
        self.counts.get((class, class)).copied().unwrap_or(0.0)
    }

    /// Share of all samples called right.
    pub fn accuracy(&self) -> Option<f64> {
        ratio(self.counts.diag().sum(), self.counts.sum())
    }

    /// Mean recall of the classes that have samples (Brodersen 2010, ICPR 3121).
    pub fn balanced_accuracy(&self) -> Option<f64> {
        mean((0..self.counts.nrows()).map(|class| self.recall(class)))
    }

    /// Mean F1 of the classes that have samples or were called.
    pub fn macro_f1(&self) -> Option<f64> {
        mean((0..self.counts.nrows()).map(|class| self.f1(class)))
    }

    /// Recall or sensitivity: share of the samples of a class called it. `None` if it has none.
    pub fn recall(&self, class: usize) -> Option<f64> {
        ratio(self.right(class), self.of(class))
    }

    /// Precision or positive predictive value: share of those called a class that are of it. `None`
    /// if it was never called.
    pub fn precision(&self, class: usize) -> Option<f64> {
        ratio(self.right(class), self.called(class))
    }

    /// `2 TP / (2 TP + FP + FN)`, the harmonic mean of precision and recall. `None` for a class that
    /// has no sample and was never called.
    pub fn f1(&self, class: usize) -> Option<f64> {
        ratio(2.0 * self.right(class), self.of(class) + self.called(class))
    }

    /// Share of the samples of other classes not called this one. `None` if there are no others.
    pub fn specificity(&self, class: usize) -> Option<f64> {
        let others = self.counts.sum() - self.of(class);
        let wrong = self.called(class) - self.right(class);
        ratio(others - wrong, others)
    }
}
