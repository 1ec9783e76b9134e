//! Location and scale of each batch and miRNA, before and after shrinkage.

use ndarray::parallel::prelude::*;
use ndarray::{Array2, ArrayView2, Axis, concatenate, s};

use super::super::blocks::{column_blocks, first_not_finite};
use super::super::error::PrepareError;
use super::Adjustment;
use super::groups::Groups;
use super::shrink::{Unsettled, shrink};

/// Estimates by least squares under additive batch and class effects.
pub(super) struct Estimates {
    /// Training mean of each miRNA.
    pub(super) centres: Vec<f64>,
    /// `σ` of each miRNA: root of its mean squared residual; `None` if it is not to be adjusted.
    sd: Vec<Option<f64>>,
    /// `γ̂`, batches × miRNAs: batch effect less the mean one, in units of `σ`.
    location: Array2<f64>,
    /// `δ̂`, batches × miRNAs: variance of residuals (divisor `n_b − 1`), in units of `σ²`.
    scale: Array2<f64>,
}

impl Estimates {
    pub(super) fn new(x: ArrayView2<'_, f32>, groups: &Groups) -> Result<Self, PrepareError> {
        if let Some(place) = first_not_finite(&x) {
            return Err(place);
        }
        let blocks: Vec<Self> = column_blocks(x.ncols())
            .into_par_iter()
            .map(|columns| Self::of_block(x.slice(s![.., columns]), groups))
            .collect();
        let join = |part: fn(&Self) -> ArrayView2<'_, f64>| {
            let parts: Vec<_> = blocks.iter().map(part).collect();
            concatenate(Axis(1), &parts).unwrap_or_default()
        };
        let estimates = Self {
            centres: blocks.iter().flat_map(|block| block.centres.iter().copied()).collect(),
            sd: blocks.iter().flat_map(|block| block.sd.iter().copied()).collect(),
            location: join(|block| block.location.view()),
            scale: join(|block| block.scale.view()),
        };
        match estimates.sd.iter().flatten().count() {
            found @ (0 | 1) => Err(PrepareError::TooFewVary { found }),
            _ => Ok(estimates),
        }
    }

    /// Shrunk adjustment of each miRNA in batch `b` of `n` samples.
    pub(super) fn adjustments(
        &self,
        b: usize,
        n: usize,
        mean_only: bool,
    ) -> Result<Vec<Adjustment>, Unsettled> {
        let to_adjust = |(value, sd): (&f64, &Option<f64>)| sd.map(|_| *value);
        let location: Vec<_> =
            self.location.row(b).iter().zip(&self.sd).filter_map(to_adjust).collect();
        let scale: Vec<_> = self.scale.row(b).iter().zip(&self.sd).filter_map(to_adjust).collect();
        let shrunk = shrink(n, &location, (!mean_only).then_some(&scale))?;
        let mut shrunk = shrunk.into_iter();
        let adjustment = |sd: &Option<f64>| match sd.zip(sd.and_then(|_| shrunk.next())) {
            Some((sd, (gamma, delta))) => Adjustment { shift: sd * gamma, scale: delta.sqrt() },
            None => Adjustment { shift: 0.0, scale: 1.0 },
        };
        Ok(self.sd.iter().map(adjustment).collect())
    }

    /// A few neighbouring columns.
    fn of_block(x: ArrayView2<'_, f32>, groups: &Groups) -> Self {
        let n = x.nrows() as f64;
        let means = BatchMeans::new(x, groups);
        let class = means.class_effects(groups);
        let mut batch = means.batch;
        for (c, class) in class.rows().into_iter().enumerate() {
            for (mut batch, share) in batch.rows_mut().into_iter().zip(groups.shares(c)) {
                batch.scaled_add(-share, &class);
            }
        }
        let squares = residual_squares(x, groups, &batch, &class);
        let sd: Vec<_> = (squares.sum_axis(Axis(0)) / n)
            .into_iter()
            .zip(vary_within_batches(x, groups))
            .map(|(variance, varies)| (varies && variance > 0.0).then_some(variance.sqrt()))
            .collect();

        let mut grand = vec![0.0; x.ncols()];
        for (batch, &size) in batch.rows().into_iter().zip(groups.sizes()) {
            grand.iter_mut().zip(batch).for_each(|(sum, b)| *sum += b * size as f64 / n);
        }
        let (mut location, mut scale) = (batch, squares);
        for (mut location, (mut scale, &size)) in
            location.rows_mut().into_iter().zip(scale.rows_mut().into_iter().zip(groups.sizes()))
        {
            for (j, sd) in sd.iter().enumerate() {
                let sd = sd.unwrap_or(1.0);
                location[j] = (location[j] - grand[j]) / sd;
                scale[j] /= (size as f64 - 1.0) * sd * sd;
            }
        }
        Self { centres: means.centres, sd, location, scale }
    }
}

/// Plain means of a few columns.
struct BatchMeans {
    /// Over all samples.
    centres: Vec<f64>,
    /// Of each batch, batches × columns.
    batch: Array2<f64>,
    /// Sums over each class, classes × columns.
    class_sums: Array2<f64>,
}

impl BatchMeans {
    fn new(x: ArrayView2<'_, f32>, groups: &Groups) -> Self {
        let mut batch = Array2::<f64>::zeros((groups.sizes().len(), x.ncols()));
        let mut class_sums = Array2::<f64>::zeros((groups.n_classes(), x.ncols()));
        for (row, (b, c)) in x.rows().into_iter().zip(groups.of_samples()) {
            batch.row_mut(b).zip_mut_with(&row, |sum, &value| *sum += f64::from(value));
            class_sums.row_mut(c).zip_mut_with(&row, |sum, &value| *sum += f64::from(value));
        }
        let centres = (batch.sum_axis(Axis(0)) / x.nrows() as f64).to_vec();
        for (mut mean, &size) in batch.rows_mut().into_iter().zip(groups.sizes()) {
            mean /= size as f64;
        }
        Self { centres, batch, class_sums }
    }

    /// Least-squares effect of each class relative to the first, classes × columns.
    fn class_effects(&self, groups: &Groups) -> Array2<f64> {
        let mut net = self.class_sums.clone();
        for (c, mut net) in net.rows_mut().into_iter().enumerate() {
            for (mean, &count) in self.batch.rows().into_iter().zip(groups.in_batches(c)) {
                net.scaled_add(-count, &mean);
            }
        }
        groups.class_effects(&net)
    }
}

/// Sum of squared residuals in each batch, batches × columns.
fn residual_squares(
    x: ArrayView2<'_, f32>,
    groups: &Groups,
    batch: &Array2<f64>,
    class: &Array2<f64>,
) -> Array2<f64> {
    let mut squares = Array2::<f64>::zeros(batch.raw_dim());
    for (row, (b, c)) in x.rows().into_iter().zip(groups.of_samples()) {
        let fitted = batch.row(b).into_iter().zip(class.row(c)).map(|(b, c)| b + c);
        let mut sums = squares.row_mut(b);
        for ((sum, &value), fitted) in sums.iter_mut().zip(row).zip(fitted) {
            *sum += (f64::from(value) - fitted).powi(2);
        }
    }
    squares
}

/// Whether a column takes more than one value within every batch of several samples.
#[allow(clippy::float_cmp, reason = "constant means equal to the bit")]
fn vary_within_batches(x: ArrayView2<'_, f32>, groups: &Groups) -> Vec<bool> {
    let mut first = vec![None; groups.sizes().len()];
    let mut varies = Array2::from_elem((groups.sizes().len(), x.ncols()), false);
    for (row, (b, _)) in x.rows().into_iter().zip(groups.of_samples()) {
        let first = first[b].get_or_insert(row);
        for (j, varies) in varies.row_mut(b).iter_mut().enumerate() {
            *varies |= row[j] != first[j];
        }
    }
    let several = |b: usize| groups.sizes()[b] > 1;
    let everywhere = |column: ndarray::ArrayView1<'_, bool>| {
        column.iter().enumerate().all(|(b, varies)| *varies || !several(b))
    };
    varies.columns().into_iter().map(everywhere).collect()
}
