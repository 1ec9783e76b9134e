//! Orthonormal basis of a design matrix: rank, estimability, least squares.
//!
//! With unit columns, X P = Q R by Householder QR with column pivoting. A linear function cᵀβ is estimable where c lies in
//! the row space of X, that is where Rᵀu = Pᵀc has a solution; then it is uᵀγ of the coordinates γ = Qᵀy, and its
//! variance is σ²·uᵀu (Searle 1971, *Linear Models*, 5.4).

use exoscope_linalg::{Mat, pivoted};

/// Part of a column's length that must stand out of the others for it to count: R's `lm.fit` takes the same.
const TOLERANCE: f64 = 1e-7;

/// Groups of samples with an intercept of their own, such as the samples of one person.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Blocks {
    of: Vec<usize>,
    count: usize,
}

impl Blocks {
    /// The blocks of samples from any numbers that tell them apart.
    pub(crate) fn new(numbers: impl Iterator<Item = usize>) -> Self {
        let mut known = std::collections::BTreeMap::new();
        let mut of = Vec::new();
        for number in numbers {
            let next = known.len();
            of.push(*known.entry(number).or_insert(next));
        }
        Self { of, count: known.len() }
    }

    /// Takes the weighted mean of its block from every value; this is the exact fit of one intercept a block.
    fn centre(&self, values: &mut [f64], weights: Option<&[f64]>) {
        let mut sums = vec![(0.0, 0.0); self.count];
        for (i, (&value, &block)) in values.iter().zip(&self.of).enumerate() {
            let weight = weights.map_or(1.0, |weights| weights[i]);
            sums[block].0 += weight * value;
            sums[block].1 += weight;
        }
        for (value, &block) in values.iter_mut().zip(&self.of) {
            *value -= sums[block].0 / sums[block].1;
        }
    }
}

/// An orthonormal basis of the columns of a design, beside the intercepts of its blocks.
#[derive(Debug, Clone)]
pub(crate) struct Basis {
    /// Rows × rank.
    q: Mat<f64>,
    /// Rank × columns, upper triangular in the order of the pivots.
    r: Mat<f64>,
    /// Which column stands where.
    order: Vec<usize>,
    /// Length of each column.
    lengths: Vec<f64>,
    blocks: Option<Blocks>,
}

impl Basis {
    /// The basis of the `n` × `p` design with these entries.
    pub(crate) fn of(
        p: usize,
        n: usize,
        entry: impl Fn(usize, usize) -> f64,
        blocks: Option<Blocks>,
    ) -> Self {
        let mut x = Mat::from_fn(n, p, entry);
        let mut lengths = Vec::with_capacity(p);
        for column in 0..p {
            let column = x.col_as_slice_mut(column);
            let length = column.iter().map(|value| value * value).sum::<f64>().sqrt();
            let length = if length > 0.0 { length } else { 1.0 };
            for value in column.iter_mut() {
                *value /= length;
            }
            if let Some(blocks) = &blocks {
                blocks.centre(column, None);
            }
            lengths.push(length);
        }
        let (q, r, order) = pivoted(x, TOLERANCE);
        Self { q, r, order, lengths, blocks }
    }

    /// Number of linearly independent columns, beside the blocks.
    pub(crate) fn rank(&self) -> usize {
        self.q.ncols()
    }

    /// Parameters in all: columns and blocks.
    pub(crate) fn parameters(&self) -> usize {
        self.rank() + self.blocks.as_ref().map_or(0, |blocks| blocks.count)
    }

    /// Number of rows.
    pub(crate) fn rows(&self) -> usize {
        self.q.nrows()
    }

    /// Column `k` of the basis.
    pub(crate) fn column(&self, k: usize) -> &[f64] {
        self.q.col_as_slice(k)
    }

    /// Takes from values what the blocks' intercepts fit.
    pub(crate) fn centre(&self, values: &mut [f64], weights: Option<&[f64]>) {
        if let Some(blocks) = &self.blocks {
            blocks.centre(values, weights);
        }
    }

    /// The u with cᵀβ = uᵀγ; `None` where cᵀβ is not estimable.
    pub(crate) fn functional(&self, c: &[f64]) -> Option<Vec<f64>> {
        let rank = self.rank();
        let scaled: Vec<f64> = self.order.iter().map(|&j| c[j] / self.lengths[j]).collect();
        let mut u = vec![0.0; rank];
        for i in 0..rank {
            let known: f64 = (0..i).map(|k| self.r[(k, i)] * u[k]).sum();
            u[i] = (scaled[i] - known) / self.r[(i, i)];
        }
        let size = scaled.iter().fold(0.0_f64, |most, v| most.max(v.abs()));
        let estimable = (rank..self.order.len()).all(|j| {
            let implied: f64 = (0..rank).map(|k| self.r[(k, j)] * u[k]).sum();
            (implied - scaled[j]).abs() <= 1e-6 * size
        });
        (estimable && size > 0.0).then_some(u)
    }

    /// Least-squares coefficients of `y`; those of redundant columns are 0.
    pub(crate) fn coefficients(&self, y: &[f64]) -> Vec<f64> {
        let rank = self.rank();
        let mut beta = vec![0.0; self.order.len()];
        let mut solved = vec![0.0; rank];
        for i in (0..rank).rev() {
            let coordinate: f64 = self.column(i).iter().zip(y).map(|(q, y)| q * y).sum();
            let known: f64 = (i + 1..rank).map(|k| self.r[(i, k)] * solved[k]).sum();
            solved[i] = (coordinate - known) / self.r[(i, i)];
            beta[self.order[i]] = solved[i] / self.lengths[self.order[i]];
        }
        beta
    }

    /// The columns that others say already, after pivoting.
    pub(crate) fn redundant(&self) -> &[usize] {
        self.order.get(self.rank()..).unwrap_or_default()
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// Two groups and an intercept that both say.
    fn groups() -> Basis {
        Basis::of(3, 6, |i, j| f64::from(u8::from(j == 0 || (j == 1) == (i < 2))), None)
    }

    #[test]
    fn a_difference_of_groups_is_estimable_and_a_group_beside_an_intercept_is_not() {
        let basis = groups();
        assert_eq!((basis.rank(), basis.redundant().len()), (2, 1));
        assert!(basis.functional(&[0.0, 1.0, 0.0]).is_none());
        let u = basis.functional(&[0.0, 1.0, -1.0]).unwrap();
        // 1/2 + 1/4.
        assert!((u.iter().map(|u| u * u).sum::<f64>() - 0.75).abs() < 1e-14);
    }

    #[test]
    fn least_squares_finds_what_made_the_values() {
        let basis = Basis::of(2, 5, |i, j| (1 + i).pow(j as u32) as f64, None);
        let y: Vec<f64> = (1..=5).map(|x| 3.0 - 0.25 * f64::from(x)).collect();
        let beta = basis.coefficients(&y);
        assert!((beta[0] - 3.0).abs() < 1e-13 && (beta[1] + 0.25).abs() < 1e-13, "{beta:?}");
    }

    #[test]
    fn what_blocks_say_is_no_column() {
        let blocks = Blocks::new([7, 7, 9, 9, 4, 4].into_iter());
        // The first two columns are constant within blocks.
        let entry = |i: usize, j: usize| [1.0, (i / 2) as f64, (i % 2) as f64][j];
        let basis = Basis::of(3, 6, entry, Some(blocks));
        assert_eq!((basis.rank(), basis.parameters()), (1, 4));
        assert!(basis.functional(&[0.0, 1.0, 0.0]).is_none());
        assert!(basis.functional(&[0.0, 0.0, 1.0]).is_some());
    }

    #[test]
    fn nothing_has_no_rank() {
        assert_eq!(Basis::of(0, 4, |_, _| 0.0, None).rank(), 0);
        assert_eq!(Basis::of(2, 0, |_, _| 0.0, None).rank(), 0);
        assert_eq!(Basis::of(2, 3, |_, _| 0.0, None).rank(), 0);
    }
}
