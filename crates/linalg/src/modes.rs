//! Modes of a linear system dx/dt = A x.

use faer::{Mat, c64};

/// One mode of a linear system, seen in one of its states.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Mode {
    /// Eigenvalue λ of A.
    pub value: c64,
    /// Weight of e^{λt} in the state.
    pub weight: c64,
}

/// The modes of what is put into state `place` at once, seen there: x(t) = Σ `V_pi` (V⁻¹)`_ip` e^{λ_i t} over the
/// eigenvalues λ and eigenvectors V of A. `None` where these cannot be computed.
pub fn modes(a: &Mat<f64>, place: usize) -> Option<Vec<Mode>> {
    use faer::linalg::solvers::Solve;

    let n = a.nrows();
    let eigen = a.eigen().ok()?;
    let (vectors, values) = (eigen.U(), eigen.S().column_vector());
    let unit = Mat::from_fn(n, 1, |i, _| c64::new(if i == place { 1.0 } else { 0.0 }, 0.0));
    let weights = vectors.partial_piv_lu().solve(&unit);
    let mode = |i: usize| Mode { value: values[i], weight: vectors[(place, i)] * weights[(i, 0)] };
    Some((0..n).map(mode).collect())
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;

    /// x' = −x, y' = x − 3y: what is put into y leaves it at rate 3 alone.
    #[test]
    fn a_chain_has_the_modes_of_its_rates() {
        let a = Mat::from_fn(2, 2, |i, j| [[-1.0, 0.0], [1.0, -3.0]][i][j]);
        let found = modes(&a, 1).unwrap();
        let weight = |rate: f64| {
            found.iter().find(|m| (m.value.re + rate).abs() < 1e-12).map(|m| m.weight.re).unwrap()
        };
        assert!((weight(3.0) - 1.0).abs() < 1e-12 && weight(1.0).abs() < 1e-12);
    }
}
