//! The matrix exponential and its integral over one step.

use exoscope_linalg::{Col, Mat, MatRef, multiply};

/// What one step of length h does to a linear system: with constant b,
/// x(t+h) = e^{Ah} x + ∫₀ʰ e^{As} b ds, and ∫ x over the step.
///
/// Both come from P = ∫₀ʰ e^{As} ds. On h/2^s, where ‖A‖₁h/2^s ≤ 1/4, P is its Taylor series of degree
/// 11 (error below 1e-16, Paterson–Stockmeyer); then it is doubled s times with F = A P = e^{Ah} − I:
/// P ← 2P + F P, F ← 2F + F². Keeping F and not e^{Ah} keeps what changes slowly exact to the last
/// digits, as expm1 does for numbers (scaling and squaring: Moler & Van Loan 2003, method 3).
#[derive(Debug, Clone)]
pub struct Propagator {
    /// e^{Ah} − I above ∫₀ʰ e^{As} ds (minutes), so that one product gives both.
    both: Mat<f64>,
}

impl Propagator {
    /// Of a step of `step` minutes with the square matrix `a`.
    pub fn new(a: MatRef<'_, f64>, step: f64) -> Self {
        let n = a.nrows();
        let size = norm(a) * step;
        let doublings = if size > 0.25 { (size * 4.0).log2().ceil() as i32 } else { 0 };
        let h = step / f64::powi(2.0, doublings);
        let small = Mat::from_fn(n, n, |i, j| a[(i, j)] * h);
        let mut integral = series(small.as_ref());
        let mut change = product(small.as_ref(), integral.as_ref());
        let mut scale = h;
        let mut spare = Mat::zeros(n, n);
        for _ in 0..doublings {
            // With P in units of the current step, P' = P + F P / 2 in units of twice the step.
            multiply(spare.as_mut(), change.as_ref(), integral.as_ref());
            fold(&mut integral, &spare, 1.0, 0.5);
            multiply(spare.as_mut(), change.as_ref(), change.as_ref());
            fold(&mut change, &spare, 2.0, 1.0);
            scale *= 2.0;
        }
        fold(&mut integral, &spare, scale, 0.0);
        let both = |i, j| if i < n { change[(i, j)] } else { integral[(i - n, j)] };
        Self { both: Mat::from_fn(2 * n, n, both) }
    }

    /// Moves `x` on by the step and adds ∫ x over it to `sum`.
    pub fn advance(&self, x: &mut [f64], sum: &mut [f64]) {
        let n = self.both.ncols();
        let before = Col::from_fn(n, |j| x.get(j).copied().unwrap_or(0.0));
        let mut moved = Col::<f64>::zeros(2 * n);
        let one = before.as_mat();
        multiply(moved.as_mat_mut(), self.both.as_ref(), one);
        x.iter_mut().chain(sum).zip(moved.iter()).for_each(|(to, by)| *to += by);
    }
}

/// Σ_{k=0}^{11} X^k/(k+1)!, which is ∫₀¹ e^{Xs} ds for small X.
fn series(x: MatRef<'_, f64>) -> Mat<f64> {
    let n = x.nrows();
    let mut coefficients = [1.0; 12];
    for k in 1..12 {
        coefficients[k] = coefficients[k - 1] / (k as f64 + 1.0);
    }
    let square = product(x, x);
    let cube = product(square.as_ref(), x);
    let fourth = product(square.as_ref(), square.as_ref());
    let part = |b: usize, i: usize, j: usize| {
        let one = if i == j { coefficients[b] } else { 0.0 };
        one + coefficients[b + 1] * x[(i, j)]
            + coefficients[b + 2] * square[(i, j)]
            + coefficients[b + 3] * cube[(i, j)]
    };
    let mut sum = Mat::from_fn(n, n, |i, j| part(8, i, j));
    for b in [4, 0] {
        let higher = product(fourth.as_ref(), sum.as_ref());
        sum = Mat::from_fn(n, n, |i, j| higher[(i, j)] + part(b, i, j));
    }
    sum
}

/// Largest column sum of absolute values.
fn norm(a: MatRef<'_, f64>) -> f64 {
    (0..a.ncols()).map(|j| a.col(j).iter().map(|v| v.abs()).sum()).fold(0.0, f64::max)
}

fn product(a: MatRef<'_, f64>, b: MatRef<'_, f64>) -> Mat<f64> {
    let mut out = Mat::zeros(a.nrows(), b.ncols());
    multiply(out.as_mut(), a, b);
    out
}

/// a ← s·a + t·b, element by element.
fn fold(a: &mut Mat<f64>, b: &Mat<f64>, s: f64, t: f64) {
    for j in 0..a.ncols() {
        let columns = a.col_mut(j).iter_mut().zip(b.col(j).iter());
        columns.for_each(|(a, b)| *a = s * *a + t * b);
    }
}
