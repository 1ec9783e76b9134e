//! Which batch and class each training sample is of, and how classes are spread over batches.

use exoscope_linalg::{Cholesky, Mat};
use ndarray::Array2;

use super::super::error::PrepareError;

/// Batches, and classes if they are to be kept, as indices of sorted distinct values.
pub(super) struct Groups {
    names: Vec<String>,
    sizes: Vec<usize>,
    batch: Vec<usize>,
    /// Without classes to keep, all samples are of one.
    class: Vec<usize>,
    /// Samples of class `c` in batch `b`, at `[c][b]`.
    table: Vec<Vec<f64>>,
    /// Inverse of the normal matrix of class effects net of batches.
    inverse: Mat<f64>,
}

impl Groups {
    pub(super) fn new(
        samples: usize,
        batches: &[String],
        classes: Option<&[usize]>,
    ) -> Result<Self, PrepareError> {
        let same_length = |what, found| {
            if found == samples {
                Ok(())
            } else {
                Err(PrepareError::Length { what, samples, found })
            }
        };
        same_length("batches", batches.len())?;
        let (names, batch) = index(batches);
        let (labels, class) = match classes {
            Some(classes) => {
                same_length("classes", classes.len())?;
                index(classes)
            }
            None => (vec![0], vec![0; samples]),
        };
        if names.len() < 2 {
            return Err(PrepareError::OneBatch { found: names.len() });
        }
        let mut sizes = vec![0; names.len()];
        let mut table = vec![vec![0.0; names.len()]; labels.len()];
        for (&b, &c) in batch.iter().zip(&class) {
            sizes[b] += 1;
            table[c][b] += 1.0;
        }
        if let Some(c) = first_apart(&table) {
            return Err(PrepareError::Confounded { class: labels[c], other: labels[0] });
        }
        let inverse = normal_inverse(&table, &sizes).ok_or(PrepareError::Confounded {
            class: labels[labels.len() - 1],
            other: labels[0],
        })?;
        Ok(Self { names, sizes, batch, class, table, inverse })
    }

    /// Names of batches, ascending.
    pub(super) fn names(&self) -> &[String] {
        &self.names
    }

    /// Samples in each batch.
    pub(super) fn sizes(&self) -> &[usize] {
        &self.sizes
    }

    pub(super) fn n_classes(&self) -> usize {
        self.table.len()
    }

    /// Batch and class of each sample.
    pub(super) fn of_samples(&self) -> impl Iterator<Item = (usize, usize)> {
        self.batch.iter().copied().zip(self.class.iter().copied())
    }

    /// Samples of class `c` in each batch.
    pub(super) fn in_batches(&self, c: usize) -> &[f64] {
        &self.table[c]
    }

    /// Share of class `c` among the samples of each batch.
    pub(super) fn shares(&self, c: usize) -> impl Iterator<Item = f64> {
        self.table[c].iter().zip(&self.sizes).map(|(count, &size)| count / size as f64)
    }

    /// Effect of each class relative to the first (whose own is 0), classes × miRNAs, from `net`:
    /// the sum over the samples of a class, less what the means of their batches sum to.
    pub(super) fn class_effects(&self, net: &Array2<f64>) -> Array2<f64> {
        let mut effects = Array2::zeros(net.raw_dim());
        for c in 1..net.nrows() {
            for d in 1..net.nrows() {
                effects.row_mut(c).scaled_add(self.inverse[(c - 1, d - 1)], &net.row(d));
            }
        }
        effects
    }
}

/// Sorted distinct values, and the place of each value among them.
fn index<T: Ord + Clone>(values: &[T]) -> (Vec<T>, Vec<usize>) {
    let mut distinct = values.to_vec();
    distinct.sort_unstable();
    distinct.dedup();
    let places = values.iter().map(|value| distinct.partition_point(|d| d < value)).collect();
    (distinct, places)
}

/// The first class that is not joined to class 0 by a chain of shared batches. Exactly then the
/// design (an indicator per batch and per class but the first) has linearly dependent columns.
fn first_apart(table: &[Vec<f64>]) -> Option<usize> {
    let mut joined = vec![false; table.len()];
    let mut reached = vec![0];
    while let Some(c) = reached.pop() {
        if std::mem::replace(&mut joined[c], true) {
            continue;
        }
        let shares = |d: &usize| table[c].iter().zip(&table[*d]).any(|(a, b)| a * b > 0.0);
        reached.extend((0..table.len()).filter(shares));
    }
    joined.iter().position(|joined| !joined)
}

/// Inverse of `S`, `S_cd = [c = d] n_c − Σ_b n_cb n_db / n_b` over all classes but the first: the
/// Schur complement of the batch indicators in the normal matrix of the design.
fn normal_inverse(table: &[Vec<f64>], sizes: &[usize]) -> Option<Mat<f64>> {
    let free = table.len() - 1;
    let normal = Mat::from_fn(free, free, |c, d| {
        let (c, d) = (c + 1, d + 1);
        let own: f64 = if c == d { table[c].iter().sum() } else { 0.0 };
        let shared = table[c].iter().zip(&table[d]).zip(sizes);
        own - shared.map(|((a, b), &n)| a * b / n as f64).sum::<f64>()
    });
    let factor = Cholesky::new(normal).ok()?;
    let mut columns = vec![0.0; free * free];
    (0..free).for_each(|c| columns[c * free + c] = 1.0);
    factor.solve(&mut columns);
    Some(Mat::from_fn(free, free, |c, d| columns[d * free + c]))
}
