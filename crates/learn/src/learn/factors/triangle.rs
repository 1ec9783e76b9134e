//! Cholesky factors of matrices of a few rows, where a call to a library would cost more than the
//! arithmetic.

use ndarray::Array2;

/// L with A = `LLᵀ`.
pub(super) struct Triangle(pub Array2<f64>);

impl Triangle {
    /// Factors A, of which the lower triangle is read; a pivot that is not positive leaves its
    /// column 0: that direction has no spread.
    pub fn of(mut a: Array2<f64>) -> Self {
        for j in 0..a.nrows() {
            let pivot = a[[j, j]] - (0..j).map(|k| a[[j, k]] * a[[j, k]]).sum::<f64>();
            let root = if pivot > 0.0 { pivot.sqrt() } else { 0.0 };
            for i in j + 1..a.nrows() {
                let rest = a[[i, j]] - (0..j).map(|k| a[[i, k]] * a[[j, k]]).sum::<f64>();
                a[[i, j]] = if root > 0.0 { rest / root } else { 0.0 };
                a[[j, i]] = 0.0;
            }
            a[[j, j]] = root;
        }
        Self(a)
    }

    /// L⁻¹ b, where L has no 0 on its diagonal.
    pub fn solve_lower(&self, b: &mut [f64]) {
        for i in 0..b.len() {
            let known: f64 = (0..i).map(|k| self.0[[i, k]] * b[k]).sum();
            b[i] = (b[i] - known) / self.0[[i, i]];
        }
    }

    /// L⁻ᵀ b, where L has no 0 on its diagonal.
    pub fn solve_upper(&self, b: &mut [f64]) {
        for i in (0..b.len()).rev() {
            let known: f64 = (i + 1..b.len()).map(|k| self.0[[k, i]] * b[k]).sum();
            b[i] = (b[i] - known) / self.0[[i, i]];
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn solves_what_it_factored() {
        let a = Array2::from_shape_fn(
            (4, 4),
            |(i, j)| {
                if i == j { 5.0 } else { 1.0 / (1 + i + j) as f64 }
            },
        );
        let x = [1.0, -2.0, 0.5, 3.0];
        let mut b: Vec<f64> = (0..4).map(|i| (0..4).map(|j| a[[i, j]] * x[j]).sum()).collect();
        let factor = Triangle::of(a);
        factor.solve_lower(&mut b);
        factor.solve_upper(&mut b);
        assert!(b.iter().zip(x).all(|(b, x)| (b - x).abs() < 1e-12), "{b:?}");
    }
}
