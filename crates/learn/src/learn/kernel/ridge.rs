//! Ridge regression of class indicators on features.

use super::features::Features;
use crate::learn::{Examples, FitError};
use exoscope_linalg::{Cholesky, Gram, Mat, multiply_add};

/// The regression on some rows, for any ridge.
pub(super) struct Ridge<'a> {
    features: &'a Features,
    /// Summed weight of the rows.
    weight: f64,
    /// Weighted means of the features.
    means: Vec<f64>,
    /// Share of each class.
    shares: Vec<f64>,
    /// Σ w φφᵀ about the means, lower triangle.
    gram: Mat<f64>,
    /// Σ w φyᵀ about the means: landmarks × classes.
    cross: Mat<f64>,
}

impl<'a> Ridge<'a> {
    pub fn new(features: &'a Features, examples: &Examples, rows: &[usize]) -> Self {
        let m = features.transposed.nrows();
        let k = examples.n_classes();
        let mut means = vec![0.0; m];
        let mut cross = Mat::<f64>::zeros(m, k);
        let mut shares = vec![0.0; k];
        for &i in rows {
            let (w, y) = (examples.weights()[i], examples.y()[i]);
            shares[y] += w;
            let column = cross.col_as_slice_mut(y);
            for (c, phi) in column.iter_mut().zip(features.transposed.col_as_slice(i)) {
                *c += w * phi;
            }
        }
        for class in 0..k {
            means.iter_mut().zip(cross.col_as_slice(class)).for_each(|(m, c)| *m += c);
        }
        let weight: f64 = shares.iter().sum();
        for mean in &mut means {
            *mean /= weight;
        }
        for (class, share) in shares.iter_mut().enumerate() {
            let column = cross.col_as_slice_mut(class);
            column.iter_mut().zip(&means).for_each(|(c, m)| *c -= *share * m);
            *share /= weight;
        }
        let mut gram = Gram::new(m);
        for rows in rows.chunks(Gram::<f64>::DEPTH) {
            let block = Mat::from_fn(m, rows.len(), |j, i| {
                let root = examples.weights()[rows[i]].sqrt();
                root * (features.transposed[(j, rows[i])] - means[j])
            });
            gram.add(block.transpose());
        }
        Self { features, weight, means, shares, gram: gram.into_lower(), cross }
    }

    /// β of every class (landmarks × classes), for a ridge in units of the mean squared length of
    /// a row's centred features.
    pub fn solve(&self, ridge: f64) -> Result<Mat<f64>, FitError> {
        let m = self.gram.nrows();
        // The floor keeps equal rows solvable.
        let trace: f64 = (0..m).map(|i| self.gram[(i, i)]).sum::<f64>().max(1e-9 * self.weight);
        let mut shifted = self.gram.clone();
        for i in 0..m {
            shifted[(i, i)] += ridge * trace / self.weight;
        }
        let columns = 0..self.cross.ncols();
        let mut columns: Vec<f64> =
            columns.flat_map(|k| self.cross.col_as_slice(k).iter().copied()).collect();
        Cholesky::new(shifted).map_err(|_| FitError::Overflow)?.solve(&mut columns);
        Ok(Mat::from_fn(m, self.cross.ncols(), |i, k| columns[k * m + i]))
    }

    /// Scores of some rows: rows × classes.
    pub fn scores(&self, beta: &Mat<f64>, rows: &[usize]) -> Mat<f64> {
        let phi = Mat::from_fn(rows.len(), beta.nrows(), |i, j| {
            self.features.transposed[(j, rows[i])] - self.means[j]
        });
        let mut scores = Mat::from_fn(rows.len(), self.shares.len(), |_, k| self.shares[k]);
        multiply_add(scores.as_mut(), phi.as_ref(), beta.as_ref());
        scores
    }

    /// The same scores from similarities s: `coefficients`ᵀ s + `intercepts` (landmarks × classes,
    /// and one a class).
    pub fn on_similarities(&self, mut beta: Mat<f64>) -> (Mat<f64>, Vec<f64>) {
        let mut intercepts = Vec::with_capacity(self.shares.len());
        for (k, share) in self.shares.iter().enumerate() {
            let column = beta.col_as_slice_mut(k);
            let at_means: f64 = column.iter().zip(&self.means).map(|(b, m)| b * m).sum();
            intercepts.push(share - at_means);
            self.features.to_similarities(column);
        }
        (beta, intercepts)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use ndarray::Array2;

    use super::super::features::Distances;
    use super::super::within::Within;
    use super::*;

    #[test]
    fn agrees_with_scikit_learns_kernel_ridge() {
        // The mean is 0 and each row reaches 1 or −1, so that a landmark's steps hold it as it is.
        let value = |i: usize, j: usize| {
            let other = ((i * 37 + j * 101) % 199) as f32 - 99.0;
            if j == i % 4 { 1.0 } else { other / 127.0 }
        };
        let x = Array2::from_shape_fn(
            (12, 4),
            |(i, j)| {
                if i < 6 { value(i, j) } else { -value(i - 6, j) }
            },
        );
        let examples = Examples::new(x, (0..12).map(|i| i % 3).collect(), 3).unwrap();
        let every: Vec<usize> = (0..12).collect();
        let distances = Distances::new(&examples, &every, Within::none(4)).unwrap();
        let features = Features::new(&distances, 0.25 * distances.unit).unwrap();
        let regression = Ridge::new(&features, &examples, &every[..9]);
        let scores = regression.scores(&regression.solve(0.1).unwrap(), &every[9..]);
        // scikit-learn 1.9.1: `KernelRidge` of the indicators about their means on an `rbf_kernel` of
        // the first nine rows that `KernelCenterer` centred, alpha a tenth of its mean diagonal.
        let expected = [
            [0.032_198, 0.451_042, 0.516_761],
            [0.440_901, 0.618_441, -0.059_342],
            [0.569_823, -0.026_243, 0.456_420],
        ];
        for (i, row) in expected.iter().enumerate() {
            for (k, expected) in row.iter().enumerate() {
                assert!((scores[(i, k)] - expected).abs() < 1e-5, "{} {expected}", scores[(i, k)]);
            }
        }
    }
}
