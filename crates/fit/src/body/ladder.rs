//! Powers of two of a propagator: any span of time in a few products with a vector.

use exoscope_linalg::{Mat, MatRef, multiply};

/// e^{A h 2^k} − I for k = 0, 1, …, from which any whole number of ticks is composed.
///
/// The first rung is the Taylor series of degree 12 at ‖A‖₁ h ≤ 1/4 (error below 1e-17); each further one is
/// F ← 2F + F² (scaling and squaring; keeping F and not e^{Ah} keeps what changes slowly exact, as expm1 does).
pub(super) struct Ladder {
    rungs: Vec<Mat<f64>>,
}

/// Terms of the series.
const DEGREE: u32 = 12;

impl Ladder {
    /// Of the square matrix `a` (per minute), for spans up to `most` ticks of `tick` minutes.
    pub fn new(a: MatRef<'_, f64>, tick: f64, most: u64) -> Self {
        let n = a.nrows();
        let norm =
            (0..n).map(|j| a.col(j).iter().map(|v| v.abs()).sum()).fold(0.0, f64::max) * tick;
        let halvings = if norm > 0.25 { (norm * 4.0).log2().ceil() as i32 } else { 0 };
        let small = tick / f64::powi(2.0, halvings);
        let x = Mat::from_fn(n, n, |i, j| a[(i, j)] * small);
        // Horner: X (I + X/2 (I + X/3 (…))).
        let mut sum = Mat::from_fn(n, n, |i, j| if i == j { 1.0 } else { 0.0 });
        let mut spare = Mat::zeros(n, n);
        for k in (2..=DEGREE).rev() {
            multiply(spare.as_mut(), x.as_ref(), sum.as_ref());
            let part = 1.0 / f64::from(k);
            sum = Mat::from_fn(n, n, |i, j| part * spare[(i, j)] + if i == j { 1.0 } else { 0.0 });
        }
        let mut rung = Mat::zeros(n, n);
        multiply(rung.as_mut(), x.as_ref(), sum.as_ref());
        let mut doubled = || {
            let mut square = Mat::zeros(n, n);
            multiply(square.as_mut(), rung.as_ref(), rung.as_ref());
            let next = Mat::from_fn(n, n, |i, j| 2.0 * rung[(i, j)] + square[(i, j)]);
            std::mem::replace(&mut rung, next)
        };
        for _ in 0..halvings {
            doubled();
        }
        let levels = u64::BITS - most.max(1).leading_zeros();
        Self { rungs: (0..levels).map(|_| doubled()).collect() }
    }

    /// Moves `x` on by `ticks`; `spare` is room of the same length.
    pub fn advance(&self, x: &mut [f64], spare: &mut [f64], ticks: u64) {
        for (k, rung) in self.rungs.iter().enumerate() {
            if ticks >> k & 1 == 0 {
                continue;
            }
            spare.fill(0.0);
            for (j, &from) in x.iter().enumerate() {
                if from != 0.0 {
                    spare
                        .iter_mut()
                        .zip(rung.col(j).iter())
                        .for_each(|(to, rate)| *to += rate * from);
                }
            }
            x.iter_mut().zip(&*spare).for_each(|(x, change)| *x += change);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chain_of_two_follows_its_closed_form() {
        let a = Mat::from_fn(2, 2, |i, j| [[-3.0, 0.0], [3.0, -0.5]][i][j]);
        let ladder = Ladder::new(a.as_ref(), 0.125, 1000);
        for ticks in [1, 7, 80, 513] {
            let t = 0.125 * ticks as f64;
            let (mut x, mut spare) = (vec![1.0, 0.0], vec![0.0; 2]);
            ladder.advance(&mut x, &mut spare, ticks);
            let second = 3.0 / 2.5 * ((-0.5 * t).exp() - (-3.0 * t).exp());
            assert!((x[0] - (-3.0 * t).exp()).abs() < 1e-14);
            assert!((x[1] - second).abs() < 1e-14, "{ticks}");
        }
    }
}
